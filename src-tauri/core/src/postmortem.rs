//! The postmortem: what the document contains, what it lacks, and how it reads.
//!
//! A pure function of the record. One edition gives one record the same bytes, always.

mod actions;
mod appendix;
mod brief;
mod decisions;
mod draft;
mod findings;
mod header;
mod markdown;
mod prose;
mod response;
mod times;

pub use brief::brief;
pub use draft::{draft, draft_in};
pub use findings::{Finding, Level, findings};
pub use header::edition_in;
pub use markdown::markdown;
pub(crate) use markdown::written;

use crate::event::Section;
use serde::Serialize;

/// The renderer's edition: raised whenever the same record would give other bytes.
pub const EDITION: u32 = 1;

/// How a paragraph begins that only a person can write; it is not fit to be published as it is.
pub const TO_FILL_IN: &str = "To fill in:";

/// How a document is written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Names beside the roles, where they were given; roles alone by default.
    pub names: bool,
}

/// A postmortem: its sections in their order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// The incident's title, unescaped.
    pub title: String,
    /// How far it is: draft, in review, reviewed, published.
    pub status: crate::event::Status,
    /// Whether the incident was practice.
    pub drill: bool,
    /// Whether it lies on a sample store.
    pub sample: bool,
    /// The renderer's edition.
    pub edition: u32,
    /// All fourteen.
    pub sections: Vec<SectionDraft>,
}

/// One section: its text, and whether anything is missing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SectionDraft {
    /// Which one.
    pub section: Section,
    /// The word on the command line.
    pub name: &'static str,
    /// The heading, where it has one.
    pub title: &'static str,
    /// Whether a review needs it.
    pub required: bool,
    /// Whether it, or a part of it, comes from the record alone.
    pub derived: bool,
    /// Whether nothing that is needed is missing.
    pub complete: bool,
    /// What is missing, or how much there is, in a word or two: `1 open`, `no owner`, `23`.
    pub state: String,
    /// How many entries of the response were recorded since a person wrote the section's text.
    pub since_written: usize,
    /// Its Markdown without the heading; ends with a line break unless it is empty.
    pub markdown: String,
}

impl Document {
    /// One section of the fourteen.
    pub fn section(&self, section: Section) -> Option<&SectionDraft> {
        self.sections.iter().find(|draft| draft.section == section)
    }
}
