//! What the door answers when something did not happen: one shape for window, scripts and people.

use super::clock::ClockError;
use super::library::LibraryError;
use crate::act::Refusal;
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
    #[error(
        "This request cannot be understood: {why}. Nothing was changed. Window and record may be of different versions."
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
            Self::Store(error) => error.kind().to_owned(),
            Self::Clock(_) => "store_sample_clock".to_owned(),
            Self::Card(_) => "service".to_owned(),
            Self::Setting(_) => "setting".to_owned(),
            Self::Library(error) => error.kind().to_owned(),
            Self::NoSuch { what, .. } => format!("no_such_{}", what.replace(' ', "_")),
            Self::Ambiguous { .. } => "ambiguous".to_owned(),
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
            Self::Card(_) | Self::Setting(_) | Self::Ambiguous { .. } | Self::Content { .. } => 2,
            Self::Request { .. } => 2,
            Self::Conflicting { .. } => 1,
            Self::NoSuch { .. } | Self::NoneOpen => 3,
            Self::Store(_) | Self::Clock(_) | Self::Export { .. } | Self::File { .. } => 4,
        }
    }

    /// The shape in which it leaves core: what happened and what is safe, then what to do.
    pub fn edge(&self) -> EdgeError {
        let (message, hint) = match self {
            Self::Store(error) => (error.message(), error.hint().to_owned()),
            other => halves(&other.to_string()),
        };
        EdgeError { kind: self.kind(), message, hint }
    }
}

/// Every message ends with the sentence that says what to do.
fn halves(message: &str) -> (String, String) {
    match message.trim_end_matches('.').rfind(". ") {
        Some(at) => (message[..=at].to_owned(), message[at + 2..].to_owned()),
        None => (message.to_owned(), String::new()),
    }
}
