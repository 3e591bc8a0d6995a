//! Saving a text that was made outside, as a file is: the revision it was made from says whether
//! somebody saved meanwhile. What both changed in different places is merged; nothing is overwritten
//! unless a person says so.

use super::changing::{Next, head_named, put, saved_by};
use super::lineage::{Lineage, Stored};
use super::refusal::{check_id, check_text, one_line};
use super::{
    Change, Kneeboard, LibraryError, RUNBOOKS, Saved, Trouble, document_of, drafts,
    no_such_revision,
};
use crate::output::Overwrite;
use crate::runbook::merge::{three_way, whole};
use crate::runbook::shipped::Shipped;
use crate::store::{RevisionRow, Writer};

impl Kneeboard {
    /// Saves a text upon the revision that it was made from. Where somebody saved meanwhile, the two
    /// are merged; where they changed the same place, nothing is stored. A text that names no
    /// revision is stored where there is none yet, or over the newest where a person said so.
    pub fn save_file(&mut self, change: &Change, overwrite: Overwrite) -> Result<Saved, Trouble> {
        let Change { id, text, base, merged, role, .. } = change;
        check_text(text)?;
        let reason = one_line(&change.reason)?;
        let now = self.now()?.at;
        let shipped = self.shipped_text(id);
        let document = document_of(id);
        self.store.write(|writer| {
            let lineage = Lineage::of(writer.revisions(&document)?, shipped);
            if lineage.rows().is_empty() {
                check_id(id)?;
            }
            let merged = match merged {
                Some(name) => Some(head_named(&lineage, id, name, now)?.0),
                None => None,
            };
            let next = Next { text, merged, reason: reason.clone(), role: *role, now };
            let saved =
                save_upon(writer, &document, &lineage, shipped, base.as_deref(), overwrite, next)?;
            drafts::drop_saved(writer, id, None, text)?;
            Ok(saved)
        })
    }
}

/// Where a text belongs in the history of its document.
enum Place<'a> {
    /// Behind this revision; the first one behind none.
    Behind(Option<&'a Stored>),
    /// This revision holds every change of it already.
    There(&'a Stored),
    /// It was made from `base`, and its changes go together with those of `newest`.
    Merged { base: &'a Stored, newest: &'a Stored, both: String },
}

/// Stores a text as [`Kneeboard::save_file`] says, in a transaction that read its history.
pub(super) fn save_upon(
    writer: &mut Writer<'_>,
    document: &str,
    lineage: &Lineage,
    shipped: Option<&Shipped>,
    base: Option<&str>,
    overwrite: Overwrite,
    next: Next<'_>,
) -> Result<Saved, Trouble> {
    match place(document, lineage, base, overwrite, &next)? {
        Place::Behind(parent) => put(writer, document, lineage, parent, next, shipped),
        Place::There(stored) => Ok(Saved::there(lineage, stored)),
        Place::Merged { base, newest, both } => {
            let row = |parent: &Stored, merged, text: &str, reason: String| RevisionRow {
                document: document.to_owned(),
                parent: Some(parent.0),
                merged,
                text: text.to_owned(),
                reason,
                role: next.role.name().to_owned(),
                at_ms: next.now.ms(),
            };
            // What was given is a revision too, so that nothing of it is lost in the merge.
            let given = writer.put_revision(&row(base, None, next.text, next.reason.clone()))?;
            let reason = format!("merged: {}", next.reason);
            let hash = writer.put_revision(&row(newest, Some(given), &both, reason))?;
            let n = writer.revisions(document)?.len();
            let with = lineage.number(&newest.0);
            Ok(Saved { merged_with: with, ..Saved::made(n, &hash) })
        }
    }
}

fn place<'a>(
    document: &str,
    lineage: &'a Lineage,
    base: Option<&str>,
    overwrite: Overwrite,
    next: &Next<'_>,
) -> Result<Place<'a>, Trouble> {
    let id = document.strip_prefix(RUNBOOKS).unwrap_or(document);
    let Some(newest) = lineage.newest() else {
        return match base {
            Some(name) => Err(no_such_revision(id, name)),
            None => Ok(Place::Behind(None)),
        };
    };
    let is_same = newest.1.text == next.text && next.merged.is_none();
    let Some(name) = base else {
        return match overwrite {
            Overwrite::Keep if !is_same => Err(LibraryError::BaseNeeded {
                id: id.to_owned(),
                n: lineage.number(&newest.0).unwrap_or_default(),
                saved: saved_by(&newest.1, next.now),
            }
            .into()),
            _ => Ok(Place::Behind(Some(newest))),
        };
    };
    match head_named(lineage, id, name, next.now) {
        Ok(head) => Ok(Place::Behind(Some(head))),
        Err(Trouble::Library(LibraryError::Moved { .. })) if overwrite == Overwrite::Replace => {
            Ok(Place::Behind(Some(newest)))
        }
        Err(moved @ Trouble::Library(LibraryError::Moved { .. })) => {
            merged(lineage, name, newest, next).ok_or(moved)
        }
        Err(other) => Err(other),
    }
}

/// The text merged with the newest revision, where the two changed different places.
fn merged<'a>(
    lineage: &'a Lineage,
    base: &str,
    newest: &'a Stored,
    next: &Next<'_>,
) -> Option<Place<'a>> {
    // Where two newest revisions stand, or are merged by this text, a person looks at them first.
    let is_plain = lineage.heads().len() == 1 && next.merged.is_none();
    let base = lineage.named(base).filter(|_| is_plain)?;
    let both = whole(&three_way(&base.1.text, next.text, &newest.1.text))?;
    Some(if both == newest.1.text {
        Place::There(newest)
    } else if both == next.text {
        Place::Behind(Some(newest))
    } else {
        Place::Merged { base, newest, both }
    })
}
