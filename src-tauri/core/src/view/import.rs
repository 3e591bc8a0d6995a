//! Files beside the library: what an import would take in.

use crate::folder::LeftOut;
use crate::kneeboard::Becomes;
use crate::runbook::merge::DiffLine;
use serde::Serialize;

/// Files as they would come in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ImportView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// Where the files are, as a person calls it: a path, a file's name, pasted text.
    pub from: String,
    /// In the order of the documents.
    pub lines: Vec<ImportLine>,
    /// Files that cannot be taken in, with the reason.
    pub left_out: Vec<LeftOut>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ImportLine {
    /// The document: `runbooks/ID` or `services/NAME`.
    pub document: String,
    /// The file's path below the folder.
    pub path: String,
    /// The runbook's title, or the card's name.
    pub title: String,
    /// How much the parser found wrong with the file; it comes in all the same.
    pub problems: usize,
    /// What becomes of it.
    pub becomes: Becomes,
    /// What goes back when this line is confirmed: it names what was looked at.
    pub seen: String,
}

/// What would change with one file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ImportDiff {
    pub document: String,
    /// From the library's text to what would be there; from an older file to the library's text.
    pub lines: Vec<DiffLine>,
    /// How many changed lines are not among them: the text is very long.
    pub more: usize,
}
