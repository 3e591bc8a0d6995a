//! Which revision of each document library and folder last had in common.
//!
//! Kept as a document of each folder, a line for each of its files, so that a file's changes can be
//! told from the library's. Two folders never count from what the other one had: a stale checkout
//! would else look as if it had changed what it never saw.

use super::Trouble;
use super::lineage::Stored;
use crate::id::Digest;
use crate::store::{RevisionRow, Writer};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// The revision last exchanged, by document.
pub(super) struct Exchanged {
    /// The document of this folder.
    document: String,
    known: BTreeMap<String, String>,
    newest: Option<[u8; 32]>,
    text: String,
}

impl Exchanged {
    /// The document for the folder of this place; files without a folder share one.
    pub(super) fn document(place: &str) -> String {
        if place.is_empty() {
            return "library/exchanged".to_owned();
        }
        format!("library/exchanged/{}", Digest(Sha256::digest(place).into()))
    }

    /// From the document's revisions; a line that cannot be read is passed over.
    pub(super) fn of(document: String, mut rows: Vec<Stored>) -> Self {
        let newest = rows.pop();
        let text = newest.as_ref().map(|(_, row)| row.text.clone()).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let known = lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect();
        Self { document, known, newest: newest.map(|(hash, _)| hash), text }
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
                document: self.document.clone(),
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
