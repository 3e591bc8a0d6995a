//! A document's revisions, what changed between two, and two put together.

use crate::moment::Moment;
use crate::runbook::merge::{DiffLine, Piece};
use serde::Serialize;

/// A runbook's history.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct HistoryView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub id: String,
    pub title: String,
    /// The first one first.
    pub revisions: Vec<RevisionLine>,
}

/// A revision in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct RevisionLine {
    /// Its number in this store, from 1.
    pub n: usize,
    /// Its hash, the same everywhere.
    pub revision: String,
    /// The number of the revision it was made from.
    pub parent: Option<usize>,
    /// The number of a second one that it holds.
    pub merged: Option<usize>,
    pub reason: String,
    /// Whose role, in words; nobody's where it is shipped.
    pub by: Option<String>,
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub at: Option<Moment>,
    /// Whether it came with Kneeboard.
    pub shipped: bool,
    /// Whether none builds on it.
    pub newest: bool,
}

/// What changed from one revision to another.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct DiffView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub id: String,
    pub from: String,
    pub to: String,
    pub lines: Vec<DiffLine>,
}

/// Two texts of one runbook, made without each other.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct MergeView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub id: String,
    /// What saving the merged text names as its base.
    pub base: String,
    /// What it names as merged; absent where the update, or a text that was never saved, is merged.
    pub merged: Option<String>,
    /// Where theirs come from; absent for a shipped text that is not stored yet.
    pub theirs_from: Option<RevisionLine>,
    pub pieces: Vec<Piece>,
    /// How many pieces somebody has to choose of.
    pub conflicts: usize,
}

impl MergeView {
    /// How many of these pieces are conflicts.
    pub fn conflicts_in(pieces: &[Piece]) -> usize {
        pieces.iter().filter(|piece| matches!(piece, Piece::Conflict { .. })).count()
    }
}
