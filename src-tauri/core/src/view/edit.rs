//! A runbook as the editor opens it.

use super::offered::EditWords;
use super::redlines::RedlinesView;
use crate::moment::Moment;
use crate::runbook::shipped::Origin;
use serde::Serialize;

/// The text to edit, and what waits beside it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct EditView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub id: String,
    pub title: String,
    /// Byte for byte as it is stored: BOM, line ends and all.
    pub text: String,
    /// The hash to save upon; absent for a runbook that was never saved.
    pub revision: Option<String>,
    pub origin: Origin,
    pub archived: bool,
    /// What was typed before and not saved: offered, never put in place of the text unasked.
    pub draft: Option<DraftView>,
    /// Whether a newer shipped text waits.
    pub update: bool,
    /// How many newest revisions there are; two wait for a merge.
    pub heads: usize,
    /// What people marked as wrong while they walked it.
    pub redlines: RedlinesView,
    /// By what the text is held to the rules; goes back with every `lint` request.
    pub by: RulesNow,
    /// What may be completed.
    pub words: EditWords,
}

/// Text that nobody has saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct DraftView {
    pub text: String,
    /// The revision it was made from.
    pub base: Option<String>,
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub at: Moment,
    /// By what a text that goes on from it names it.
    pub hash: String,
    /// How many others were typed beside it, each at a desk of its own.
    pub others: usize,
}

/// A draft in the library's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct DraftLine {
    pub id: String,
    pub title: String,
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub at: Moment,
}

/// The day and the team's levels by which a text is held to the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(default)]
pub struct RulesNow {
    /// The day, as YYYY-MM-DD.
    pub on: String,
    /// The lines of the document of levels.
    pub levels: String,
}
