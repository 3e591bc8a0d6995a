//! Search: what is found by its words, how a query is understood, and what a hit shows.
//!
//! Pure: the index itself is the store's, and may be deleted at any time.

mod entries;
mod hit;
mod query;

pub use entries::{Entry, Passage, incident, postmortem, runbook, service};
pub use hit::{Hit, Span};
pub use query::{Query, Term};

use serde::{Deserialize, Serialize};

/// Raised whenever entries are made differently, so that an index of before is made anew.
pub const PROJECTOR: u32 = 2;

/// In an indexed text: between two passages, and around what a query found. No typed text holds
/// them: entries are made without control characters.
pub const BETWEEN: char = '\u{1e}';
#[allow(missing_docs)]
pub const FOUND: char = '\u{2}';
#[allow(missing_docs)]
pub const FOUND_END: char = '\u{3}';

/// What a search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Kind {
    Runbook,
    Reference,
    Service,
    Incident,
    Postmortem,
}

/// Where a search looks, where not everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Within {
    /// In runbooks and in the reference documents beside them.
    Runbooks,
    /// In what was recorded while incidents ran.
    Incidents,
    /// In what people wrote afterwards.
    Postmortems,
}

/// Where in a document the words stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Place {
    /// A step of a runbook: its place in the plan, what it says to do, and how many steps before it
    /// say the same.
    Step { step: u32, action: String, nth: u32, words: String },
    /// An entry of an incident, by the short id that the timeline prints.
    Event { event: String, words: String },
    /// A section of a text or of a postmortem.
    Section { section: String, words: String },
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Runbook, Self::Reference, Self::Service, Self::Incident, Self::Postmortem];

    /// The word in an index and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Runbook => "runbook",
            Self::Reference => "reference",
            Self::Service => "service",
            Self::Incident => "incident",
            Self::Postmortem => "postmortem",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Within {
    /// What lies there.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Runbooks => &[Kind::Runbook, Kind::Reference],
            Self::Incidents => &[Kind::Incident],
            Self::Postmortems => &[Kind::Postmortem],
        }
    }
}

impl Place {
    /// For a person: `Triage, step 3`, `note, 22 Nov 02:14Z`, `Impact`.
    pub fn words(&self) -> &str {
        match self {
            Self::Step { words, .. } | Self::Event { words, .. } | Self::Section { words, .. } => {
                words
            }
        }
    }
}
