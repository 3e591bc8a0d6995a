//! The revisions of one document: which build on which, and what two of them have in common.

use crate::event::Role;
use crate::id::Digest;
use crate::runbook::shipped::Shipped;
use crate::store::{RevisionRow, revision_hash};
use std::collections::BTreeSet;

/// A revision with its hash.
pub(super) type Stored = ([u8; 32], RevisionRow);

/// Why a shipped text is there.
const SHIPPED: &str = "shipped";

/// The revisions of one document in the order they were stored here; numbers count from 1.
pub(super) struct Lineage {
    rows: Vec<Stored>,
    /// Whether the store has them: a shipped text that nobody changed lies in the program alone.
    pub(super) is_stored: bool,
}

impl Lineage {
    pub(super) fn of(rows: Vec<Stored>, shipped: Option<&Shipped>) -> Self {
        match shipped {
            Some(shipped) if rows.is_empty() => {
                Self { rows: vec![shipped_row(shipped)], is_stored: false }
            }
            _ => Self { is_stored: !rows.is_empty(), rows },
        }
    }

    /// Every revision, the first one first.
    pub(super) fn rows(&self) -> &[Stored] {
        &self.rows
    }

    /// What none builds on, the newest last.
    pub(super) fn heads(&self) -> Vec<&Stored> {
        let followed: BTreeSet<[u8; 32]> = self
            .rows
            .iter()
            .flat_map(|(_, row)| row.parent.into_iter().chain(row.merged))
            .collect();
        self.rows.iter().filter(|(hash, _)| !followed.contains(hash)).collect()
    }

    /// The newest revision.
    pub(super) fn newest(&self) -> Option<&Stored> {
        self.heads().last().copied()
    }

    pub(super) fn by_hash(&self, hash: &[u8; 32]) -> Option<&Stored> {
        self.rows.iter().find(|(other, _)| other == hash)
    }

    /// The revision with this number.
    pub(super) fn numbered(&self, n: usize) -> Option<&Stored> {
        self.rows.get(n.checked_sub(1)?)
    }

    /// The revision that a number, a hash or the beginning of one names.
    pub(super) fn named(&self, name: &str) -> Option<&Stored> {
        if let Some(stored) = name.parse().ok().and_then(|n| self.numbered(n)) {
            return Some(stored);
        }
        let mut named = self
            .rows
            .iter()
            .filter(|(hash, _)| name.len() >= 6 && Digest(*hash).to_string().starts_with(name));
        named.next().filter(|_| named.next().is_none())
    }

    /// The number of a revision.
    pub(super) fn number(&self, hash: &[u8; 32]) -> Option<usize> {
        self.rows.iter().position(|(other, _)| other == hash).map(|at| at + 1)
    }

    /// What was stored behind a revision, in any line.
    pub(super) fn after(&self, hash: &[u8; 32]) -> &[Stored] {
        self.number(hash).and_then(|n| self.rows.get(n..)).unwrap_or_default()
    }

    /// A revision and everything that it builds on.
    pub(super) fn ancestors(&self, hash: &[u8; 32]) -> BTreeSet<[u8; 32]> {
        let mut found = BTreeSet::new();
        let mut open = vec![*hash];
        while let Some(hash) = open.pop() {
            if let (true, Some((_, row))) = (found.insert(hash), self.by_hash(&hash)) {
                open.extend(row.parent.into_iter().chain(row.merged));
            }
        }
        found
    }

    /// The newest revision that both build on.
    pub(super) fn common(&self, one: &[u8; 32], other: &[u8; 32]) -> Option<&Stored> {
        let shared: BTreeSet<_> = &self.ancestors(one) & &self.ancestors(other);
        self.rows.iter().rev().find(|(hash, _)| shared.contains(hash))
    }

    /// The newest shipped text that a revision builds on.
    pub(super) fn shipped_before(&self, hash: &[u8; 32]) -> Option<&Stored> {
        let before = self.ancestors(hash);
        self.rows.iter().rev().find(|(hash, row)| before.contains(hash) && is_shipped(row))
    }
}

/// A shipped text as a revision: the same on every machine.
pub(super) fn shipped_row(shipped: &Shipped) -> Stored {
    as_shipped(super::document_of(shipped.id), shipped.text)
}

/// A document's text as the revision that it would be if it came with Kneeboard.
pub(super) fn as_shipped(document: String, text: &str) -> Stored {
    let row = RevisionRow {
        document,
        parent: None,
        merged: None,
        text: text.to_owned(),
        reason: SHIPPED.to_owned(),
        role: String::new(),
        at_ms: 0,
    };
    (revision_hash(&row), row)
}

/// Who saved a revision, in words; nobody for a shipped one.
pub(super) fn who(row: &RevisionRow) -> Option<String> {
    let title = |role: Role| role.title().to_owned();
    (!row.role.is_empty()).then(|| row.role.parse().map_or_else(|_| row.role.clone(), title))
}

/// Whether a revision came with Kneeboard.
pub(super) fn is_shipped(row: &RevisionRow) -> bool {
    row.reason == SHIPPED && row.role.is_empty() && row.at_ms == 0
}
