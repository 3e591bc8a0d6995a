//! A document changed on top of its newest text: read and written in one transaction, so that what
//! another process stored a moment before is built upon and never lost.

use super::{Kneeboard, Trouble};
use crate::event::Role;
use crate::moment::Moment;
use crate::store::{RevisionRow, Writer};

/// Who changes a document, when and why.
pub(super) struct Note {
    pub reason: String,
    pub role: Role,
    pub now: Moment,
}

impl Kneeboard {
    /// Makes the next revision of a document from its newest text. `change` may run twice.
    pub(super) fn revise(
        &mut self,
        document: &str,
        reason: &str,
        role: Role,
        mut change: impl FnMut(&str) -> Result<String, Trouble>,
    ) -> Result<(), Trouble> {
        let now = self.now()?.at;
        self.store.write(|writer| {
            let note = Note { reason: reason.to_owned(), role, now };
            revise(writer, document, note, |texts| change(texts.last().copied().unwrap_or("")))
        })
    }
}

/// The same within a transaction, from all of its newest texts: one as a rule, two where it was
/// changed by two that did not see each other. The next revision follows both. A text that stays as
/// it is makes none.
pub(super) fn revise(
    writer: &mut Writer<'_>,
    document: &str,
    note: Note,
    change: impl FnOnce(&[&str]) -> Result<String, Trouble>,
) -> Result<(), Trouble> {
    let heads = writer.heads_of(document)?;
    let texts: Vec<&str> = heads.iter().map(|(_, row)| row.text.as_str()).collect();
    let text = change(&texts)?;
    if heads.len() < 2 && texts.last().copied().unwrap_or("") == text {
        return Ok(());
    }
    let mut newest = heads.iter().rev().map(|(hash, _)| *hash);
    writer.put_revision(&RevisionRow {
        document: document.to_owned(),
        parent: newest.next(),
        merged: newest.next(),
        text,
        reason: note.reason,
        role: note.role.name().to_owned(),
        at_ms: note.now.ms(),
    })?;
    Ok(())
}
