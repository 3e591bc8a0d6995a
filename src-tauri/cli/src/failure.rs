//! Why a command did nothing: the door's troubles, and what only a command line can get wrong.

use kneeboard_core::kneeboard::{EdgeError, Trouble};
use kneeboard_core::runbook::Refused;
use thiserror::Error;

/// Why a command did not do what was asked; nothing of it was stored.
#[derive(Debug, Error)]
pub enum Failure {
    #[error(transparent)]
    Door(#[from] Trouble),
    #[error("{said}")]
    Usage { said: String },
    #[error(
        "{} incidents are open: {}. Nothing was changed. Name one with -i.",
        among.len(),
        among.join(", ")
    )]
    SeveralOpen { among: Vec<String> },
    #[error(
        "There is no incident yet. Nothing was changed. Start one with kneeboard incident start."
    )]
    NoIncident,
    #[error(
        "{step:?} could be a step of any of {walks} walkthroughs. Nothing was recorded. Write it with the number of its walkthrough, such as 1.{step}."
    )]
    WhichWalk { step: String, walks: usize },
    #[error(
        "{text:?} is no event's id. Nothing was recorded. Give six or more of its last characters, as the timeline prints them."
    )]
    NotAnEventId { text: String },
    #[error("{text:?} is not KEY=VALUE. The card is as it was. Write it like queue=orders.")]
    NotAKeyAndValue { text: String },
    #[error(
        "{text:?} is no address. Nothing was recorded. Give one that begins with https:// or http://, or keep a text as evidence with: kneeboard note - < FILE"
    )]
    NotAnAddress { text: String },
    #[error("{what} is empty. Nothing was changed. {instead}")]
    Empty { what: String, instead: &'static str },
    #[error("{what} Nothing was written. {instead}")]
    NoStream { what: &'static str, instead: &'static str },
    #[error(transparent)]
    Runbook(#[from] Refused),
    #[error(
        "There is no drill {name:?}. Nothing was done. Name one of {}.",
        among.join(", ")
    )]
    NoSuchDrill { name: String, among: Vec<&'static str> },
    #[error(
        "{what} {n} is not there. Nothing was changed. {}",
        numbers(*of, handle)
    )]
    NoSuchNumber { what: &'static str, n: String, of: usize, handle: String },
    #[error(
        "Standard output cannot be written: {why}. What was recorded is safe. Print again to a file with room."
    )]
    Output { why: String },
}

impl Failure {
    /// What clap found wrong with the arguments.
    pub fn usage(error: &clap::Error) -> Self {
        let rendered = error.render().to_string();
        let said = rendered.strip_prefix("error: ").unwrap_or(&rendered).trim_end().to_owned();
        Self::Usage { said }
    }

    /// 1 the record refuses, 2 the content is wrong, 3 no such thing, 4 a store or file.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Door(trouble) => trouble.exit_code(),
            Self::Usage { .. }
            | Self::SeveralOpen { .. }
            | Self::WhichWalk { .. }
            | Self::NotAnEventId { .. }
            | Self::Runbook(_)
            | Self::NotAKeyAndValue { .. }
            | Self::Empty { .. }
            | Self::NoStream { .. }
            | Self::NotAnAddress { .. } => 2,
            Self::NoIncident | Self::NoSuchDrill { .. } | Self::NoSuchNumber { .. } => 3,
            Self::Output { .. } => 4,
        }
    }

    /// The shape in which scripts receive it.
    pub fn edge(&self) -> EdgeError {
        let kind = match self {
            Self::Door(trouble) => return trouble.edge(),
            Self::Usage { said } => return usage_edge(said),
            Self::SeveralOpen { .. } => "several_open",
            Self::NoIncident => "none_open",
            Self::WhichWalk { .. } => "ambiguous",
            Self::NotAnEventId { .. } => "event_id",
            Self::NotAKeyAndValue { .. } => "key_value",
            Self::NotAnAddress { .. } => "address",
            Self::Empty { .. } => "empty",
            Self::NoStream { .. } => "no_stream",
            Self::Runbook(_) => "runbook",
            Self::NoSuchDrill { .. } => "no_such_drill",
            Self::NoSuchNumber { .. } => "no_such_number",
            Self::Output { .. } => "output",
        };
        EdgeError::told(kind.to_owned(), &self.to_string())
    }
}

fn numbers(of: usize, handle: &str) -> String {
    match of {
        0 => format!("Add one first: {handle} has none."),
        1 => format!("Use the number 1: {handle} has no other."),
        _ => format!("Use a number from 1 to {of}, as {handle} has them."),
    }
}

/// clap says first what is wrong, then how the command is used.
fn usage_edge(said: &str) -> EdgeError {
    let mut parts = said.split("\n\n").map(str::trim);
    let message = parts.next().unwrap_or_default().to_owned();
    let hint = parts
        .find(|part| part.starts_with("Usage:") || part.starts_with("tip:"))
        .unwrap_or("See kneeboard --help.")
        .to_owned();
    EdgeError { kind: "usage".to_owned(), message, hint }
}
