//! Why an act is refused: what happened, what is safe, what to do.

use crate::decision::FactError;
use crate::event::{Section, Severity};
use crate::folder::size_of;
use crate::moment::AtError;
use thiserror::Error;

/// A refusal; nothing of the act was recorded.
#[derive(Debug, Error, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Refusal {
    #[error(
        "This incident has already begun. Nothing was recorded. Start another one, or go on in this one."
    )]
    AlreadyStarted,
    #[error(
        "There is no incident under this id. Nothing was recorded. List the incidents and name one."
    )]
    NotStarted,
    #[error(
        "{handle} was closed at {at}: its steps, decisions, roles and clocks stay as they are. Nothing was recorded. Reopen it first; notes, key times, corrections, outcomes, evidence and the postmortem stay open."
    )]
    Closed { handle: String, at: String },
    #[error("{handle} is open already. Nothing was recorded. Go on in it.")]
    NotClosed { handle: String },
    #[error(
        "There is no runbook {runbook:?}. Nothing was recorded. List the runbooks and name one."
    )]
    NoSuchRunbook { runbook: String },
    #[error(
        "There is no step {step:?} in this incident. Nothing was recorded. List its steps and name one."
    )]
    NoSuchStep { step: String },
    #[error("No step is open. Nothing was recorded. Name a step, or add one.")]
    NoStepLeft,
    #[error(
        "Step {number} ({text}) was already done at {at} by {via}. Nothing was recorded. Undo that first where it was not so."
    )]
    AlreadyDone { number: String, text: String, at: String, via: &'static str },
    #[error(
        "Step {number} ({text}) is {outcome} already, since {at} by {via}. Nothing was recorded. Name another step, or undo that first."
    )]
    SameOutcome {
        number: String,
        text: String,
        outcome: &'static str,
        at: String,
        via: &'static str,
    },
    #[error(
        "{} put off and not taken up again: {}. Nothing was recorded. Do {} or skip {} with a reason, then close.",
        if steps.len() == 1 { "One step is".to_owned() } else { format!("{} steps are", steps.len()) },
        steps.join("; "),
        if steps.len() == 1 { "it" } else { "them" },
        if steps.len() == 1 { "it" } else { "them" }
    )]
    DeferredLeft { steps: Vec<String> },
    #[error(
        "There is no event {id} in this incident. Nothing was recorded. Take an id that the timeline prints."
    )]
    NoSuchEvent { id: String },
    #[error(
        "There is no decision {id} in this incident. Nothing was recorded. Show the incident for its decisions."
    )]
    NoSuchDecision { id: String },
    #[error(
        "Nothing of this store's own is left to undo in this incident. The record is as it was. Correct or retract an entry by its id."
    )]
    NothingToUndo,
    #[error("{what} cannot be taken back. The record is as it was. {instead}")]
    KeptByUndo { what: &'static str, instead: &'static str },
    #[error(
        "That act was taken back already. The record is as it was. Record it anew if it took place."
    )]
    AlreadyRetracted,
    #[error("A retraction is not taken back. The record is as it was. Record the act anew.")]
    RetractionOfRetraction,
    #[error("This entry holds no words to remove. The record is as it was. Name another entry.")]
    NothingToRedact,
    #[error(
        "The words of this entry were removed already. The record is as it was. Name another entry."
    )]
    AlreadyRedacted,
    #[error(
        "The words of this entry were erased, so they can't be corrected. Nothing was recorded. Add a note instead."
    )]
    CorrectsErased,
    #[error("This entry has no {field} to correct. Nothing was recorded. Add a note instead.")]
    NothingToCorrect { field: &'static str },
    #[error("{what} is missing. Nothing was recorded. Give {what}.", what = .what)]
    Missing { what: &'static str },
    #[error("{name:?} can be no {what}. Nothing was recorded. List them and name one.")]
    NotAName { what: &'static str, name: String },
    #[error(
        "{what} has {bytes} bytes, and one entry takes up to {}. Nothing was recorded. {instead}",
        size_of(*most as u64)
    )]
    TooLong { what: &'static str, bytes: usize, most: usize, instead: &'static str },
    #[error(
        "This cannot be recorded, since no other store could read it: {why}. Nothing was recorded. Give it in another way."
    )]
    NotReadable { why: String },
    #[error("The severity is {severity:?} already. Nothing was recorded. Set another one.")]
    SeverityAlready { severity: Severity },
    #[error("No such note stands. Nothing was recorded. Take a number that the incident shows.")]
    NoStandingNote,
    #[error(
        "The section {section} is derived from the record and is not written by hand. Nothing was recorded. Correct the record, or write one of: {}.",
        writable.join(", ")
    )]
    DerivedSection { section: String, writable: Vec<&'static str> },
    #[error(
        "{what} looks like a secret. Nothing was recorded. Mask it, keep it on purpose, or cancel."
    )]
    LooksSecret { what: &'static str },
    #[error(
        "{} before this postmortem can be reviewed: {}. The status is as it was. Mend them, or say in a note why they stay.",
        if count == &1 { "One error stands".to_owned() } else { format!("{count} errors stand") },
        rules.join(", ")
    )]
    ErrorsStand { count: usize, rules: Vec<String> },
    #[error(
        "{text:?} is neither a phase, nor close, nor a time. Nothing was recorded. Say until when the step waits: validate, close, or a time with its zone."
    )]
    NotAnUntil { text: String },
    #[error(transparent)]
    Time(#[from] AtError),
    #[error(transparent)]
    Fact(#[from] FactError),
}

impl Refusal {
    /// That a section is not written by hand, and which ones are.
    pub fn derived(section: Section) -> Self {
        let written = Section::ALL.into_iter().filter(Section::is_written);
        Self::DerivedSection {
            section: section.name().to_owned(),
            writable: written.map(|section| section.name()).collect(),
        }
    }

    /// The word that shells and scripts branch on.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AlreadyStarted => "already_started",
            Self::NotStarted => "no_such_incident",
            Self::Closed { .. } => "closed",
            Self::NotClosed { .. } => "not_closed",
            Self::NoSuchRunbook { .. } => "no_such_runbook",
            Self::NoSuchStep { .. } => "no_such_step",
            Self::NoStepLeft => "no_step_left",
            Self::AlreadyDone { .. } => "already_done",
            Self::SameOutcome { .. } => "same_outcome",
            Self::DeferredLeft { .. } => "deferred_left",
            Self::NoSuchEvent { .. } => "no_such_event",
            Self::NoSuchDecision { .. } => "no_such_decision",
            Self::NothingToUndo => "nothing_to_undo",
            Self::KeptByUndo { .. } => "kept_by_undo",
            Self::AlreadyRetracted => "already_retracted",
            Self::RetractionOfRetraction => "retraction_of_retraction",
            Self::NothingToRedact => "nothing_to_redact",
            Self::AlreadyRedacted => "already_redacted",
            Self::CorrectsErased => "corrects_erased",
            Self::NothingToCorrect { .. } => "nothing_to_correct",
            Self::Missing { .. } => "missing",
            Self::NotAName { .. } => "not_a_name",
            Self::TooLong { .. } => "too_long",
            Self::NotReadable { .. } => "not_readable",
            Self::SeverityAlready { .. } => "severity_already",
            Self::NoStandingNote => "no_standing_note",
            Self::DerivedSection { .. } => "derived_section",
            Self::LooksSecret { .. } => "looks_secret",
            Self::ErrorsStand { .. } => "errors_stand",
            Self::NotAnUntil { .. } => "not_an_until",
            Self::Time(_) => "time",
            Self::Fact(_) => "fact",
        }
    }

    /// The command line's exit code: 1 the record refuses, 2 the content is wrong, 3 no such thing.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Missing { .. } | Self::NotAnUntil { .. } | Self::Time(_) | Self::Fact(_) => 2,
            Self::NotAName { .. } | Self::TooLong { .. } | Self::NotReadable { .. } => 2,
            Self::NotStarted
            | Self::NoSuchRunbook { .. }
            | Self::NoSuchStep { .. }
            | Self::NoSuchEvent { .. }
            | Self::NoSuchDecision { .. } => 3,
            _ => 1,
        }
    }
}
