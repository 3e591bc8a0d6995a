//! Which revision of each document library and folder last had in common.
//!
//! Kept as the document `library/exchanged`, a line for each, so that a file's changes can be told
//! from the library's.

use super::Trouble;
use super::lineage::Stored;
use crate::id::Digest;
use crate::store::{RevisionRow, Writer};
use std::collections::BTreeMap;

/// The revision last exchanged, by document.
pub(super) struct Exchanged {
    known: BTreeMap<String, String>,
    newest: Option<[u8; 32]>,
    text: String,
}

impl Exchanged {
    pub(super) const DOCUMENT: &'static str = "library/exchanged";

    /// From the document's revisions; a line that cannot be read is passed over.
    pub(super) fn of(mut rows: Vec<Stored>) -> Self {
        let newest = rows.pop();
        let text = newest.as_ref().map(|(_, row)| row.text.clone()).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let known = lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect();
        Self { known, newest: newest.map(|(hash, _)| hash), text }
    }

    pub(super) fn is(&self, document: &str, hash: &[u8; 32]) -> bool {
        self.known.get(document).is_some_and(|known| *known == Digest(*hash).to_string())
    }

    /// Whether library and folder ever had the document in common.
    pub(super) fn has(&self, document: &str) -> bool {
        self.known.contains_key(document)
    }

    pub(super) fn set(&mut self, document: &str, hash: [u8; 32]) {
        self.known.insert(document.to_owned(), Digest(hash).to_string());
    }

    /// Keeps it, where something changed.
    pub(super) fn put(&self, writer: &mut Writer<'_>, at_ms: i64) -> Result<(), Trouble> {
        let lines = self.known.iter().map(|(document, hash)| format!("{hash} {document}\n"));
        let text: String = lines.collect();
        if text != self.text {
            writer.put_revision(&RevisionRow {
                document: Self::DOCUMENT.to_owned(),
                parent: self.newest,
                merged: None,
                text,
                reason: "exchanged with a folder".to_owned(),
                role: String::new(),
                at_ms,
            })?;
        }
        Ok(())
    }
}
