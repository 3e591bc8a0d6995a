//! What the door answers when something did not happen: one shape for window, scripts and people.

use super::clock::ClockError;
use super::library::LibraryError;
use crate::act::Refusal;
use crate::output::OutputError;
use crate::service::CardError;
use crate::settings::SettingError;
use crate::store::StoreError;
use serde::Serialize;
use thiserror::Error;

/// Why something did not happen; nothing of it was stored.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum Trouble {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Clock(#[from] ClockError),
    #[error(transparent)]
    Card(#[from] CardError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Library(#[from] LibraryError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error("There is no {what} {name:?}. Nothing was changed. {instead}")]
    NoSuch { what: &'static str, name: String, instead: &'static str },
    #[error("{name:?} could be any of {}. Nothing was changed. Write more of it.", among.join(", "))]
    Ambiguous { name: String, among: Vec<String> },
    #[error("No incident is open. Nothing was changed. Start one, or name a closed one with -i.")]
    NoneOpen,
    #[error(
        "The export was not written to {path}: {why}. What was there before is as it was. {instead}"
    )]
    Export { path: String, why: String, instead: &'static str },
    #[error("{path} cannot be read: {why}. Nothing was changed. Check the path and try again.")]
    File { path: String, why: String },
    #[error("{path} cannot be taken in: {why}. Nothing was changed. {instead}")]
    Content { path: String, why: String, instead: &'static str },
    #[error("{path} conflicts: {why}. Nothing was changed. {instead}")]
    Conflicting { path: String, why: String, instead: &'static str },
    #[error("{} incidents are called {name:?}: {}. Nothing was changed. Name one by its id, such as {example}.", among.len(), among.join("; "))]
    SameHandle { name: String, among: Vec<String>, example: String },
    #[error(
        "This incident cannot be written to an incident file that others read: {why}. Nothing was written. Look with `kneeboard store check`, and send a backup of the store instead."
    )]
    Unreadable { why: String },
    #[error(
        "This request cannot be understood: {why}. Nothing was changed. Start Kneeboard anew: window and record may be of different versions."
    )]
    Request { why: String },
}

/// An error as scripts and the window receive it.
#[derive(Clone, Debug, Serialize)]
pub struct EdgeError {
    /// The word to branch on.
    pub kind: String,
    /// What happened, and what is safe.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Trouble {
    /// The word that shells and scripts branch on; a store's begin with `store_`.
    pub fn kind(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.kind().to_owned(),
            Self::Store(error) => format!("store_{}", error.kind()),
            Self::Clock(error) => error.kind().to_owned(),
            Self::Card(_) => "service".to_owned(),
            Self::Setting(_) => "setting".to_owned(),
            Self::Library(error) => error.kind().to_owned(),
            Self::Output(error) => error.kind().to_owned(),
            Self::NoSuch { what, .. } => format!("no_such_{}", what.replace(' ', "_")),
            Self::Ambiguous { .. } | Self::SameHandle { .. } => "ambiguous".to_owned(),
            Self::Unreadable { .. } => "unreadable".to_owned(),
            Self::NoneOpen => "none_open".to_owned(),
            Self::Export { .. } => "export".to_owned(),
            Self::File { .. } => "file".to_owned(),
            Self::Content { .. } => "content".to_owned(),
            Self::Conflicting { .. } => "conflicting".to_owned(),
            Self::Request { .. } => "request".to_owned(),
        }
    }

    /// 1 the record refuses, 2 the content is wrong, 3 no such thing, 4 a store or file.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(refusal) => refusal.exit_code(),
            Self::Library(error) => error.exit_code(),
            Self::Output(error) => error.exit_code(),
            Self::Card(_) | Self::Setting(_) | Self::Ambiguous { .. } | Self::Content { .. } => 2,
            Self::SameHandle { .. } | Self::Request { .. } => 2,
            Self::Conflicting { .. } | Self::Unreadable { .. } => 1,
            Self::NoSuch { .. } | Self::NoneOpen => 3,
            Self::Store(_) | Self::Clock(_) | Self::Export { .. } | Self::File { .. } => 4,
        }
    }

    /// The shape in which it leaves core: what happened and what is safe, then what to do.
    pub fn edge(&self) -> EdgeError {
        let (message, hint) = match self {
            Self::Store(error) => (error.message(), error.hint().to_owned()),
            other => return EdgeError::told(self.kind(), &other.to_string()),
        };
        EdgeError { kind: self.kind(), message, hint }
    }
}

impl EdgeError {
    /// From the whole words, whose last sentence says what to do; a test holds that of each.
    pub fn told(kind: String, words: &str) -> Self {
        let (message, hint) = halves(words);
        Self { kind, message, hint }
    }
}

/// Every message ends with the sentence that says what to do. A full stop in quotation marks, as in
/// a text that somebody typed, ends none.
fn halves(message: &str) -> (String, String) {
    let mut is_quoted = false;
    let mut last = None;
    let mut before = '\0';
    for (at, letter) in message.char_indices() {
        match letter {
            '"' if before != '\\' => is_quoted = !is_quoted,
            ' ' if before == '.' && !is_quoted => last = Some(at),
            _ => {}
        }
        before = letter;
    }
    match last {
        Some(at) => (message[..at].to_owned(), message[at + 1..].to_owned()),
        None => (message.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn a_full_stop_in_quotation_marks_ends_no_sentence() {
        let (message, hint) = halves("There is no \"a. b\" here. Name \"c. d\" or \"e\\\". f\".");
        assert_eq!(message, "There is no \"a. b\" here.");
        assert_eq!(hint, "Name \"c. d\" or \"e\\\". f\".");
        assert_eq!(halves("It failed."), ("It failed.".to_owned(), String::new()));
    }
}
