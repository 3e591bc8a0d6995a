//! Why the library keeps a text as it was.

use crate::folder::{RUNBOOKS, SERVICES};
use crate::runbook::MOST_BYTES;
use crate::secret;
use crate::service;
use thiserror::Error;

/// Why nothing was saved; the text that was sent is still where it was.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum LibraryError {
    #[error(
        "{id} was saved meanwhile: revision {n}, {saved}{}. Nothing was stored, and both texts are there. Compare them, put both into one text, and save that upon revision {n}.",
        and_others(*others)
    )]
    Moved { id: String, n: usize, saved: String, others: usize },
    #[error(
        "The card was saved meanwhile {saved}, and says now {}. Nothing was stored, and what was typed is still there. Look at both, then save again or take theirs.",
        fields.join("; ")
    )]
    CardMoved { id: String, saved: String, fields: Vec<String> },
    #[error(
        "There is a runbook {id:?} already. Nothing was stored. Open it and change it, or take another name."
    )]
    Taken { id: String },
    #[error(
        "{id:?} is not a name for a runbook. Nothing was stored. Use small letters, digits, hyphens and underscores, with / between folders."
    )]
    Name { id: String },
    #[error(
        "{} changed since it was looked at. Nothing was stored. Look at it again, then confirm.",
        named(documents)
    )]
    Changed { documents: Vec<String> },
    #[error("A revision needs its reason. Nothing was stored. Say in one line why it was changed.")]
    NoReason,
    #[error(
        "The reason has {letters} characters. Nothing was stored. Say it in one line of at most {} characters.",
        MOST_REASON
    )]
    LongReason { letters: usize },
    #[error(
        "The reason looks like a secret: {what}. Nothing was stored, since reasons stay in the history. Say why without it."
    )]
    SecretReason { what: &'static str },
    #[error(
        "The text has {bytes} bytes, and a runbook may have {}. Nothing was stored. Split it, or keep its reference material in a file of its own.",
        MOST_BYTES
    )]
    TooLarge { bytes: usize },
    #[error(
        "{id} has no newer shipped text. Nothing was changed. Its history shows what it is built on."
    )]
    NoUpdate { id: String },
    #[error(
        "Line {line} of the levels, {text:?}, cannot be read. Nothing was stored. Write one a line: a rule and off, hint, warning or error, such as RB12: off."
    )]
    Level { line: usize, text: String },
}

/// The longest reason: a line in a list.
const MOST_REASON: usize = 200;

impl LibraryError {
    /// The word that scripts and the window branch on.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Moved { .. } | Self::CardMoved { .. } => "moved",
            Self::Taken { .. } => "taken",
            Self::Changed { .. } => "changed_meanwhile",
            Self::Name { .. } => "runbook_name",
            Self::NoReason | Self::LongReason { .. } | Self::SecretReason { .. } => "reason",
            Self::TooLarge { .. } => "too_large",
            Self::NoUpdate { .. } => "no_update",
            Self::Level { .. } => "level",
        }
    }

    /// 1 the record refuses, 2 the content is wrong, 3 no such thing.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Moved { .. }
            | Self::CardMoved { .. }
            | Self::Taken { .. }
            | Self::SecretReason { .. }
            | Self::Changed { .. } => 1,
            Self::NoUpdate { .. } => 3,
            Self::Name { .. }
            | Self::NoReason
            | Self::LongReason { .. }
            | Self::TooLarge { .. }
            | Self::Level { .. } => 2,
        }
    }
}

fn and_others(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => ", and 1 more before it".to_owned(),
        _ => format!(", and {others} more before it"),
    }
}

/// `any/a`, or `any/a and 3 others`.
fn named(documents: &[String]) -> String {
    let Some((first, others)) = documents.split_first() else {
        return "What was chosen".to_owned();
    };
    let name = first.strip_prefix(RUNBOOKS).unwrap_or(first);
    match others.len() {
        0 => name.to_owned(),
        1 => format!("{name} and 1 other"),
        more => format!("{name} and {more} others"),
    }
}

/// The text of a document, where it is not too long.
pub(super) fn check_text(text: &str) -> Result<(), LibraryError> {
    if text.len() > MOST_BYTES {
        return Err(LibraryError::TooLarge { bytes: text.len() });
    }
    Ok(())
}

/// That a text shows a secret to everybody: it is saved all the same, since the library is asked
/// nothing while an incident runs.
pub(super) fn shown_secret(id: &str, text: &str) -> Option<String> {
    let what = secret::found_in(text)?;
    Some(format!(
        "{id} contains what looks like {what}, for everybody who opens it. Say where it is kept instead, and rotate it."
    ))
}

/// A reason as one line.
pub(super) fn one_line(reason: &str) -> Result<String, LibraryError> {
    let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(what) = secret::found_in(&line) {
        return Err(LibraryError::SecretReason { what });
    }
    match line.chars().count() {
        0 => Err(LibraryError::NoReason),
        letters if letters > MOST_REASON => Err(LibraryError::LongReason { letters }),
        _ => Ok(line),
    }
}

/// A new document's id is a path that every system can have: `nodejs/errors-after-release`, or
/// `services/NAME` for a card.
pub(super) fn check_id(id: &str) -> Result<(), LibraryError> {
    let is_plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
    };
    let is_free = match id.strip_prefix(SERVICES) {
        Some(name) => service::check_id(name).is_ok(),
        None => id.len() <= 120 && id.split('/').all(is_plain),
    };
    if is_free {
        return Ok(());
    }
    Err(LibraryError::Name { id: id.to_owned() })
}
