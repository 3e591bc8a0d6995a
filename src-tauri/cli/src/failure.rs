//! Why a command did nothing: the door's troubles, and what only a command line can get wrong.

use kneeboard_core::act::Refusal;
use kneeboard_core::kneeboard::{EdgeError, Trouble};
use kneeboard_core::runbook::Refused;
use thiserror::Error;

/// Why a command did not do what was asked; nothing of it was stored.
#[derive(Debug, Error)]
pub enum Failure {
    #[error("{}", said_here(.0))]
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
    #[error(
        "No Markdown files found in {} (README.md is ignored). Nothing was checked. Name a runbook, or a folder that has one.",
        paths.join(", ")
    )]
    NothingToLint { paths: Vec<String> },
    #[error(transparent)]
    Runbook(#[from] Refused),
    #[error(
        "There is no drill {name:?}. Nothing was done. The drills are: {}.",
        among.join(", ")
    )]
    NoSuchDrill { name: String, among: Vec<&'static str> },
    #[error(
        "{what} {n} is not there. Nothing was changed. There {} in {handle}.",
        if *of == 1 { "is 1".to_owned() } else { format!("are {of}") }
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
            | Self::NothingToLint { .. }
            | Self::NotAKeyAndValue { .. }
            | Self::NotAnAddress { .. } => 2,
            Self::NoIncident | Self::NoSuchDrill { .. } | Self::NoSuchNumber { .. } => 3,
            Self::Output { .. } => 4,
        }
    }

    /// The shape in which scripts receive it.
    pub fn edge(&self) -> EdgeError {
        let kind = match self {
            Self::Door(trouble) => return edge_here(trouble),
            Self::Usage { said } => return usage_edge(said),
            Self::SeveralOpen { .. } => "several_open",
            Self::NoIncident => "none_open",
            Self::WhichWalk { .. } => "ambiguous",
            Self::NotAnEventId { .. } => "event_id",
            Self::NotAKeyAndValue { .. } => "key_value",
            Self::NotAnAddress { .. } => "address",
            Self::Runbook(_) => "runbook",
            Self::NothingToLint { .. } => "nothing_to_lint",
            Self::NoSuchDrill { .. } => "no_such_drill",
            Self::NoSuchNumber { .. } => "no_such_number",
            Self::Output { .. } => "output",
        };
        let message = self.to_string();
        let hint = message.rsplit_once(". ").map_or(message.as_str(), |(_, last)| last).to_owned();
        EdgeError { kind: kind.to_owned(), message, hint }
    }
}

/// What to do about a secret on this side: the window asks, and a command is given again.
const MASK_OR_KEEP: &str =
    "Add --secret mask to store [masked] in its place, or --secret keep to store it as it is.";

fn said_here(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Refused(Refusal::LooksSecret { .. }) => {
            let EdgeError { message, hint, .. } = edge_here(trouble);
            format!("{message} {hint}")
        }
        other => other.to_string(),
    }
}

fn edge_here(trouble: &Trouble) -> EdgeError {
    let edge = trouble.edge();
    match trouble {
        Trouble::Refused(Refusal::LooksSecret { .. }) => {
            EdgeError { hint: MASK_OR_KEEP.to_owned(), ..edge }
        }
        _ => edge,
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
