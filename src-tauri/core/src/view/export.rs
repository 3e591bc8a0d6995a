//! What an export would change of a file that somebody edited.

use crate::runbook::merge::DiffLine;
use serde::Serialize;

/// A file in the export folder beside the document that would be written there.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ExportDiff {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// The file.
    pub path: String,
    /// Whether there is one.
    pub is_there: bool,
    /// From its lines to the document's.
    pub lines: Vec<DiffLine>,
    /// How many changed lines are not among them: the text is very long.
    pub more: usize,
}
