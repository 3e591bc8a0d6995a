//! Two texts made without each other, put together: shipped against the team's, or two saves.

use super::changing::{Next, head_named, is_hash, put};
use super::lineage::{Lineage, shipped_row};
use super::refusal::check_text;
use super::{Kneeboard, LibraryError, Saved, Trouble, document_of, no_such, no_such_revision};
use crate::event::Role;
use crate::id::Digest;
use crate::runbook::merge::{Piece, three_way, whole};
use crate::runbook::shipped::Shipped;

/// A newer shipped text that a runbook is not built on yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The newest revision, which a merge is saved upon.
    pub head: String,
    /// The pieces of both texts: ours are the team's, theirs the shipped ones.
    pub pieces: Vec<Piece>,
}

/// Two texts of one runbook in pieces, and how the merged text is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// What the merged text is saved upon.
    pub base: String,
    /// The second revision that it holds then; none where one of the two was never saved.
    pub merged: Option<String>,
    /// The revision that theirs are from.
    pub theirs: String,
    /// The pieces.
    pub pieces: Vec<Piece>,
}

impl Kneeboard {
    /// The newer shipped text of a runbook, merged with the team's; none where there is none.
    pub fn runbook_update(&self, id: &str) -> Result<Option<Update>, Trouble> {
        let lineage = self.lineage(id)?;
        let Some(shipped) = self.shipped_text(id).filter(|shipped| is_newer(&lineage, shipped))
        else {
            return Ok(None);
        };
        let Some((head, row)) = lineage.newest() else { return Ok(None) };
        let base = lineage.shipped_before(head).map(|(_, row)| row.text.as_str());
        let pieces = merged_with_shipped(base, &row.text, shipped.text);
        Ok(Some(Update { head: Digest(*head).to_string(), pieces }))
    }

    /// Whether a newer shipped text waits; cheaper than merging it.
    pub fn has_update(&self, id: &str) -> Result<bool, Trouble> {
        let lineage = self.lineage(id)?;
        Ok(self.shipped_text(id).is_some_and(|shipped| is_newer(&lineage, shipped)))
    }

    /// Saves what became of an update: the runbook is built on that shipped text from then on,
    /// whatever was taken of it. The reason says what was chosen.
    pub fn take_update(
        &mut self,
        id: &str,
        text: &str,
        base: &str,
        role: Role,
    ) -> Result<Saved, Trouble> {
        check_text(text)?;
        let now = self.now()?.at;
        let shipped = self.shipped_text(id);
        self.store.write(|writer| {
            let lineage = Lineage::of(writer.revisions(&document_of(id))?, shipped);
            let parent = head_named(&lineage, id, base, now)?;
            let Some(newer) = shipped.filter(|shipped| is_newer(&lineage, shipped)) else {
                return Err(LibraryError::NoUpdate { id: id.to_owned() }.into());
            };
            let before = lineage.shipped_before(&parent.0).map(|(_, row)| row.text.as_str());
            let reason = chosen(before, &parent.1.text, newer.text, text);
            let (hash, row) = shipped_row(newer);
            writer.put_revision(&row)?;
            let next = Next { text, merged: Some(hash), reason: reason.to_owned(), role, now };
            put(writer, &document_of(id), &lineage, Some(parent), next, shipped)
        })
    }

    /// A text that was made from `base`, or from nothing, merged with what was saved since.
    pub fn merge_runbook(
        &self,
        id: &str,
        base: Option<&str>,
        text: &str,
    ) -> Result<Merge, Trouble> {
        let lineage = self.lineage(id)?;
        let (theirs, row) = lineage.newest().ok_or_else(|| no_such(id))?;
        let before = match base {
            Some(name) => match lineage.named(name) {
                Some((_, row)) => row.text.clone(),
                // Where what they have in common is not here any more, all of both is shown.
                None if is_hash(name) => self.kept_base(name)?.unwrap_or_default(),
                None => return Err(no_such_revision(id, name)),
            },
            None => String::new(),
        };
        Ok(Merge {
            base: Digest(*theirs).to_string(),
            merged: None,
            theirs: Digest(*theirs).to_string(),
            pieces: three_way(&before, text, &row.text),
        })
    }

    /// The two newest revisions that were made without each other, merged; none where there is one.
    pub fn merge_heads(&self, id: &str) -> Result<Option<Merge>, Trouble> {
        let lineage = self.lineage(id)?;
        let heads = lineage.heads();
        let [.., theirs, ours] = heads.as_slice() else { return Ok(None) };
        let before = lineage.common(&ours.0, &theirs.0).map(|(_, row)| row.text.as_str());
        Ok(Some(Merge {
            base: Digest(ours.0).to_string(),
            merged: Some(Digest(theirs.0).to_string()),
            theirs: Digest(theirs.0).to_string(),
            pieces: three_way(before.unwrap_or_default(), &ours.1.text, &theirs.1.text),
        }))
    }
}

/// A shipped text that the newest revision is neither built on nor equal to.
fn is_newer(lineage: &Lineage, shipped: &Shipped) -> bool {
    let (hash, _) = shipped_row(shipped);
    lineage.newest().is_some_and(|(head, row)| {
        row.text != shipped.text && !lineage.ancestors(head).contains(&hash)
    })
}

/// What was chosen, as the history says it.
fn chosen(before: Option<&str>, ours: &str, shipped: &str, text: &str) -> &'static str {
    let merged = whole(&merged_with_shipped(before, ours, shipped));
    if merged.as_deref() == Some(text) {
        "took the shipped changes over"
    } else if text == ours {
        "kept the text as it was, without the shipped changes"
    } else if text == shipped {
        "took the shipped text whole"
    } else {
        "merged the shipped changes by hand"
    }
}

/// The pieces of the team's text and a shipped one. Where every line of the team's ends in CR LF,
/// as an editor or a checkout may have made it, the shipped lines are read as ending so too.
fn merged_with_shipped(before: Option<&str>, ours: &str, shipped: &str) -> Vec<Piece> {
    let before = before.unwrap_or_default();
    if is_all_crlf(ours) && !shipped.contains('\r') && !before.contains('\r') {
        let crlf = |text: &str| text.replace('\n', "\r\n");
        return three_way(&crlf(before), ours, &crlf(shipped));
    }
    three_way(before, ours, shipped)
}

fn is_all_crlf(text: &str) -> bool {
    let ends = text.matches('\n').count();
    ends > 0 && ends == text.matches("\r\n").count()
}
