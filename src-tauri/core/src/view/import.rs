//! Files beside the library: what an import would take in.

use crate::folder::LeftOut;
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

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// There is none of this name yet.
    New,
    /// The file changed since it was last taken in or written out, and the library did not.
    Changed,
    /// Both changed, in different places: the changes of both are in the new text.
    Merged,
    /// It is in the library as it is.
    Same,
    /// The library is built on this text and has gone on.
    Older,
    /// Both changed the same place: it is left for a person to merge.
    Conflicting,
    /// The folder that the library is kept in too never had a file of it.
    Absent,
    /// That folder had a file of it, and has it no longer: nothing is deleted here for that.
    Gone,
}

/// The folder that the library is kept in too.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct FolderView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// None where the library is in the store alone.
    pub path: Option<String>,
    /// Why the folder cannot be read.
    pub trouble: Option<String>,
    /// Whether it had runbooks and has not one any more, as where its disk is not mounted.
    pub emptied: bool,
    /// How many documents differ.
    pub differing: usize,
}

/// What would change with one file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ImportDiff {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub document: String,
    /// From the library's text to what would be there; from an older file to the library's text.
    pub lines: Vec<DiffLine>,
    /// How many changed lines are not among them: the text is very long.
    pub more: usize,
}
