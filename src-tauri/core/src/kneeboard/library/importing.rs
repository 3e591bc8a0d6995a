//! Taking a folder of Markdown in: what each file becomes is said first, then all of it is stored
//! in one transaction, or nothing.

use super::comparing::{Pick, seen};
use super::exchange::Exchanged;
use super::lineage::{Lineage, Stored, as_shipped, shipped_row};
use super::refusal::{check_text, one_line, shown_secret};
use super::{Kneeboard, LibraryError, RUNBOOKS, Trouble};
use crate::event::Role;
use crate::folder::{Folder, Found, LeftOut};
use crate::runbook::merge::{three_way, whole};
use crate::runbook::shipped::Shipped;
use crate::store::{RevisionRow, Writer};
use crate::view::import::Becomes;
use serde::Serialize;

/// What an import does, or did, with one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Incoming {
    /// Its path below the folder.
    pub path: String,
    /// The document: `runbooks/ID` or `services/NAME`.
    pub document: String,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// A folder as an import sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Import {
    /// Each file, in the order of the documents.
    pub incoming: Vec<Incoming>,
    /// What cannot be taken in, with the reason.
    pub left_out: Vec<LeftOut>,
    /// What is taken in all the same and should be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "wire", ts(skip))]
    pub warnings: Vec<String>,
}

impl Import {
    fn add(&mut self, found: &Found, becomes: Becomes) {
        let id = found.document.strip_prefix(RUNBOOKS).unwrap_or(&found.document);
        self.warnings.extend(shown_secret(id, &found.text));
        self.incoming.push(incoming(found, becomes));
    }

    /// How many files become this.
    pub fn count(&self, becomes: Becomes) -> usize {
        self.incoming.iter().filter(|incoming| incoming.becomes == becomes).count()
    }
}

impl Kneeboard {
    /// What an import of this folder would do; nothing is stored.
    pub fn plan_import(&self, folder: &Folder) -> Result<Import, Trouble> {
        let exchanged = self.exchanged(&folder.place)?;
        let folder = self.without_twins(folder)?;
        let mut import = Import { left_out: folder.left_out.clone(), ..Import::default() };
        for found in &folder.found {
            let lineage =
                Lineage::of(self.store.revisions(&found.document)?, self.shipped_as(found));
            import.add(found, plan(found, &lineage, &exchanged).becomes());
        }
        Ok(import)
    }

    /// Takes a folder in, in one transaction. Files that conflict stay as they are in the library.
    pub fn import(&mut self, folder: &Folder, reason: &str, role: Role) -> Result<Import, Trouble> {
        let folder = self.without_twins(folder)?;
        self.store_picked(&folder, reason, role, |_| Some(None))
    }

    /// Takes in what somebody chose of a folder after looking at it, in one transaction. Where one
    /// of these files, or what the library has of it, is another one by now, or they conflict and
    /// nobody put them together, nothing is stored.
    pub fn import_picked(
        &mut self,
        folder: &Folder,
        picks: &[Pick],
        reason: &str,
        role: Role,
    ) -> Result<Import, Trouble> {
        let folder = self.without_twins(folder)?;
        let gone = picks.iter().filter(|pick| folder.of(&pick.document).is_none());
        let gone: Vec<String> = gone.map(|pick| pick.document.clone()).collect();
        if !gone.is_empty() {
            return Err(LibraryError::Changed { documents: gone }.into());
        }
        picks.iter().filter_map(|pick| pick.text.as_deref()).try_for_each(check_text)?;
        self.store_picked(&folder, reason, role, |document| {
            picks.iter().find(|pick| pick.document == document).map(Some)
        })
    }

    /// Stores what is picked; `Some(None)` is a file that nobody looked at by itself.
    fn store_picked<'a>(
        &mut self,
        folder: &Folder,
        reason: &str,
        role: Role,
        picked: impl Fn(&str) -> Option<Option<&'a Pick>>,
    ) -> Result<Import, Trouble> {
        let reason = one_line(reason)?;
        folder.found.iter().try_for_each(|found| check_text(&found.text))?;
        let at_ms = self.now()?.at.ms();
        let wanted: Vec<_> = folder
            .found
            .iter()
            .filter_map(|found| Some((found, self.shipped_as(found), picked(&found.document)?)))
            .collect();
        let kept = Exchanged::document(&folder.place);
        self.store.write(|writer| {
            let mut exchanged = Exchanged::of(kept.clone(), writer.revisions(&kept)?);
            let mut import = Import { left_out: folder.left_out.clone(), ..Import::default() };
            let mut changed = Vec::new();
            for (found, shipped, pick) in &wanted {
                let lineage = Lineage::of(writer.revisions(&found.document)?, *shipped);
                let mut plan = plan(found, &lineage, &exchanged);
                import.add(found, plan.becomes());
                if let Some(pick) = pick {
                    let is_open = plan.becomes() == Becomes::Conflicting;
                    if seen(&found.text, &lineage, plan.becomes()) != pick.seen
                        || is_open != pick.text.is_some()
                    {
                        changed.push(found.document.clone());
                        continue;
                    }
                    plan = plan.put_together(pick.text.as_deref());
                }
                let row = |parent, merged, text: &str, reason: String| RevisionRow {
                    document: found.document.clone(),
                    parent,
                    merged,
                    text: text.to_owned(),
                    reason,
                    role: role.name().to_owned(),
                    at_ms,
                };
                if let Some(hash) = take(writer, &lineage, *shipped, &plan, &reason, row)? {
                    exchanged.set(&found.document, hash);
                }
            }
            if !changed.is_empty() {
                return Err(LibraryError::Changed { documents: changed }.into());
            }
            exchanged.put(writer, at_ms)?;
            Ok(import)
        })
    }

    pub(super) fn shipped_as(&self, found: &Found) -> Option<&'static Shipped> {
        self.shipped_text(found.document.strip_prefix(RUNBOOKS)?)
    }
}

fn incoming(found: &Found, becomes: Becomes) -> Incoming {
    Incoming { path: found.path.display().to_string(), document: found.document.clone(), becomes }
}

/// What is to be done with one file.
pub(super) enum Plan<'a> {
    New(&'a str),
    Changed {
        newest: &'a Stored,
        text: &'a str,
    },
    Merged {
        /// What both were made from, where that is known.
        base: Option<&'a Stored>,
        newest: &'a Stored,
        text: &'a str,
        both: String,
    },
    Same(&'a Stored),
    /// With what they have in common, where that is known here.
    Older(Option<&'a Stored>),
    Conflicting {
        base: Option<&'a Stored>,
        newest: &'a Stored,
        text: &'a str,
    },
}

impl<'a> Plan<'a> {
    pub(super) fn becomes(&self) -> Becomes {
        match self {
            Self::New(_) => Becomes::New,
            Self::Changed { .. } => Becomes::Changed,
            Self::Merged { .. } => Becomes::Merged,
            Self::Same(_) => Becomes::Same,
            Self::Older(_) => Becomes::Older,
            Self::Conflicting { .. } => Becomes::Conflicting,
        }
    }

    /// The same, where somebody made one text of both.
    fn put_together(self, text: Option<&str>) -> Self {
        match (self, text) {
            (Self::Conflicting { base, newest, text }, Some(both)) => {
                Self::Merged { base, newest, text, both: both.to_owned() }
            }
            (plan, _) => plan,
        }
    }
}

/// The file's own changes are counted from the text that was last exchanged, or from the shipped
/// one; where neither is known, both texts stand by themselves.
pub(super) fn plan<'a>(found: &'a Found, lineage: &'a Lineage, exchanged: &Exchanged) -> Plan<'a> {
    let text = found.text.as_str();
    let heads = lineage.heads();
    let Some(newest) = heads.last().copied() else { return Plan::New(text) };
    if newest.1.text == text {
        return Plan::Same(newest);
    }
    let ancestors = lineage.ancestors(&newest.0);
    let earlier = lineage.rows().iter().rev().filter(|(hash, _)| ancestors.contains(hash));
    if let Some(older) = earlier.clone().find(|(_, row)| row.text == text) {
        return Plan::Older(Some(older));
    }
    let base = earlier.clone().find(|(hash, _)| exchanged.is(&found.document, hash));
    if base.is_none() && exchanged.has(&found.document) {
        // What they had in common came with an earlier Kneeboard, which has it no more.
        let unchanged = exchanged.is(&found.document, &as_shipped(found.document.clone(), text).0);
        return match unchanged {
            true => Plan::Older(None),
            false => Plan::Conflicting { base: None, newest, text },
        };
    }
    let Some(base) = base.or_else(|| lineage.shipped_before(&newest.0)) else {
        return Plan::Conflicting { base: None, newest, text };
    };
    if base.1.text == newest.1.text {
        return Plan::Changed { newest, text };
    }
    match whole(&three_way(&base.1.text, &newest.1.text, text)) {
        Some(both) if heads.len() == 1 => Plan::Merged { base: Some(base), newest, text, both },
        _ => Plan::Conflicting { base: Some(base), newest, text },
    }
}

/// Stores what is to be stored, and gives the revision that library and folder have in common now.
fn take(
    writer: &mut Writer<'_>,
    lineage: &Lineage,
    shipped: Option<&Shipped>,
    plan: &Plan<'_>,
    reason: &str,
    row: impl Fn(Option<[u8; 32]>, Option<[u8; 32]>, &str, String) -> RevisionRow,
) -> Result<Option<[u8; 32]>, Trouble> {
    let changes = matches!(plan, Plan::Changed { .. } | Plan::Merged { .. });
    if let (true, Some(shipped), false) = (changes, shipped, lineage.is_stored) {
        writer.put_revision(&shipped_row(shipped).1)?;
    }
    let hash = match plan {
        Plan::New(text) => writer.put_revision(&row(None, None, text, reason.to_owned()))?,
        Plan::Changed { newest, text } => {
            writer.put_revision(&row(Some(newest.0), None, text, reason.to_owned()))?
        }
        Plan::Merged { base, newest, text, both } => {
            // The folder's text is a revision too, so that its next change is counted from it.
            let parent = base.map(|base| base.0);
            let theirs = writer.put_revision(&row(parent, None, text, reason.to_owned()))?;
            let reason = format!("merged: {reason}");
            writer.put_revision(&row(Some(newest.0), Some(theirs), both, reason))?;
            theirs
        }
        Plan::Same(common) | Plan::Older(Some(common)) => common.0,
        Plan::Older(None) | Plan::Conflicting { .. } => return Ok(None),
    };
    Ok(Some(hash))
}
