//! Library and folder side by side: what an import would take in, what would be written out.

use crate::folder::LeftOut;
use crate::runbook::merge::{DiffLine, Piece};
use serde::Serialize;

/// Files as they would come in, or the opened folder and the library in both directions.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ExchangeView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// Where the files are, as a person calls it: a path, a file's name, pasted text.
    pub from: String,
    /// In the order of the documents.
    pub lines: Vec<ExchangeLine>,
    /// Files that cannot be taken in, with the reason.
    pub left_out: Vec<LeftOut>,
    /// Why nothing could be compared; what is safe and what to do.
    pub trouble: Option<String>,
}

/// One document of folder and library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ExchangeLine {
    /// The document: `runbooks/ID` or `services/NAME`.
    pub document: String,
    /// The file's path below the folder.
    pub path: String,
    /// The runbook's title, or the card's name.
    pub title: String,
    /// How much the parser found wrong with the file; it comes in all the same.
    pub problems: usize,
    /// What stands between the two.
    pub stand: Stand,
    /// What goes back when this line is confirmed: it names what was looked at.
    pub seen: String,
}

/// What stands between a file and the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// The library has none of this name.
    New,
    /// The file changed, the library did not.
    Changed,
    /// Both changed, in different places.
    Merged,
    /// They are the same.
    Same,
    /// The library has gone on since this file.
    Older,
    /// Both changed the same place.
    Conflicting,
    /// The folder never had it.
    OnlyHere,
    /// The folder had it, and has it no more.
    Gone,
}

/// What one line is about, in full.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ExchangeDiff {
    pub document: String,
    /// From what is there to what would be there.
    pub lines: Vec<DiffLine>,
    /// How many changed lines are not among them: the text is very long.
    pub more: usize,
    /// Where both changed the same place: what somebody has to choose of.
    pub pieces: Option<Vec<Piece>>,
}
