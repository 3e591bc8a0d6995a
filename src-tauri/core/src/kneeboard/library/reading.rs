//! What was saved when, and what changed between two revisions.

use super::lineage::{Lineage, Stored, is_shipped, who};
use super::{Kept, Kneeboard, Trouble, Written, no_such, no_such_revision};
use crate::id::Digest;
use crate::moment::Moment;
use crate::view::history::RevisionLine;

impl Kneeboard {
    /// A runbook as a revision has it; the revision is named by number, or by its hash.
    pub fn runbook_at(&self, id: &str, revision: &str) -> Result<Kept, Trouble> {
        let lineage = self.lineage(id)?;
        let named = named(&lineage, id, revision)?;
        let archived = self.archived_ids()?.contains(id);
        Ok(self.kept(id, named, lineage.heads().len(), archived))
    }

    /// A document's newest text: a runbook's by its id, a card's as `services/NAME`.
    pub fn written(&self, id: &str) -> Result<Written, Trouble> {
        let lineage = self.lineage(id)?;
        lineage.newest().map(written).ok_or_else(|| no_such(id))
    }

    /// The same as a revision has it, named by number or hash.
    pub fn written_at(&self, id: &str, revision: &str) -> Result<Written, Trouble> {
        named(&self.lineage(id)?, id, revision).map(written)
    }

    /// Every revision of a document, the first one first.
    pub fn history(&self, id: &str) -> Result<Vec<RevisionLine>, Trouble> {
        let lineage = self.lineage(id)?;
        if lineage.rows().is_empty() {
            return Err(no_such(id));
        }
        let offset = self.now()?.at.offset_min();
        let heads = lineage.heads();
        let line = |(n, stored): (usize, &Stored)| {
            let (hash, row) = stored;
            let number = |hash: Option<[u8; 32]>| hash.and_then(|hash| lineage.number(&hash));
            let shipped = is_shipped(row);
            RevisionLine {
                n: n + 1,
                revision: Digest(*hash).to_string(),
                parent: number(row.parent),
                merged: number(row.merged),
                reason: row.reason.clone(),
                by: who(row),
                at: (!shipped).then(|| Moment::new(row.at_ms, offset)),
                shipped,
                newest: heads.contains(&stored),
            }
        };
        Ok(lineage.rows().iter().enumerate().map(line).collect())
    }
}

fn named<'a>(lineage: &'a Lineage, id: &str, revision: &str) -> Result<&'a Stored, Trouble> {
    if lineage.rows().is_empty() {
        return Err(no_such(id));
    }
    lineage.named(revision).ok_or_else(|| no_such_revision(id, revision))
}

fn written((hash, row): &Stored) -> Written {
    Written { text: row.text.clone(), revision: Digest(*hash).to_string() }
}
