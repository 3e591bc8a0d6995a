//! Every trouble a store can have, in whole sentences.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_CONSTRAINT_TRIGGER, SQLITE_IOERR_SHMSIZE};
use thiserror::Error;

/// Why a store could not be opened, read or written.
///
/// `Display` is [`message`](Self::message) (what happened and what is safe) followed by
/// [`hint`](Self::hint) (what to do); [`kind`](Self::kind) is for programs.
#[derive(Debug, Error)]
#[error("{} {}", self.message(), self.hint())]
pub enum StoreError {
    /// The folder that should hold the store does not exist.
    MissingFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// There is no store at this path.
    Missing {
        /// Where one was looked for.
        path: PathBuf,
    },
    /// A new store was asked for where a file already lies.
    Occupied {
        /// The file that is there.
        path: PathBuf,
    },
    /// The file is not an SQLite database.
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// The file is an SQLite database of another program.
    NotKneeboard {
        /// The file.
        path: PathBuf,
    },
    /// A newer Kneeboard wrote this store.
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of the schema in the file.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// A Kneeboard that was never released wrote this store.
    Unreleased {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be written.
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another program held the store for longer than the waiting time.
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The disk under the store is full.
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The folder lies on a network file system, where the write-ahead log is unsafe.
    NetworkFolder {
        /// The file.
        path: PathBuf,
        /// The file system's common name.
        system: &'static str,
    },
    /// The tables or triggers are not those that Kneeboard makes.
    Tampered {
        /// The file.
        path: PathBuf,
        /// The first table, index or trigger that differs.
        what: String,
    },
    /// SQLite found the file malformed.
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's own words.
        detail: String,
    },
    /// The SQLite library is older than the one free of the WAL-reset fault.
    OldSqlite {
        /// Its version.
        found: &'static str,
    },
    /// An event from elsewhere does not fit its own hash, digest or id.
    Altered {
        /// The event's id, in hexadecimal digits.
        event: String,
        /// What does not fit.
        why: &'static str,
    },
    /// The incident's next number would be one that no Kneeboard reads.
    NumbersUsedUp,
    /// A rule of the schema refused the write.
    Refused {
        /// The rule.
        why: String,
    },
    /// Evidence above the limit of 10 MB.
    EvidenceTooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// No evidence file has this hash.
    NoEvidence {
        /// The hash, in hexadecimal digits.
        hash: String,
    },
    /// The evidence file no longer has the content that its name says.
    EvidenceChanged {
        /// The file.
        path: PathBuf,
    },
    /// A file beside the store could not be used.
    File {
        /// The file.
        path: PathBuf,
        /// What was tried, as in "could not be {doing}".
        doing: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// Any other answer of SQLite.
    Sqlite {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// A stable name for programs and tests.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::MissingFolder { .. } => "store_missing_folder",
            Self::Missing { .. } => "store_missing",
            Self::Occupied { .. } => "store_occupied",
            Self::NotSqlite { .. } => "store_not_sqlite",
            Self::NotKneeboard { .. } => "store_not_kneeboard",
            Self::Newer { .. } => "store_newer",
            Self::Unreleased { .. } => "store_unreleased",
            Self::ReadOnly { .. } => "store_read_only",
            Self::Locked { .. } => "store_locked",
            Self::Full { .. } => "store_full",
            Self::NetworkFolder { .. } => "store_network_folder",
            Self::Tampered { .. } => "store_tampered",
            Self::Damaged { .. } => "store_damaged",
            Self::OldSqlite { .. } => "store_old_sqlite",
            Self::Altered { .. } => "store_altered_event",
            Self::NumbersUsedUp => "store_numbers_used_up",
            Self::Refused { .. } => "store_refused",
            Self::EvidenceTooLarge { .. } => "store_evidence_too_large",
            Self::NoEvidence { .. } => "store_no_evidence",
            Self::EvidenceChanged { .. } => "store_evidence_changed",
            Self::File { .. } => "store_file",
            Self::Sqlite { .. } => "store_sqlite",
        }
    }

    /// What happened, and what is safe.
    pub fn message(&self) -> String {
        match self {
            Self::MissingFolder { folder } => format!(
                "The folder {} does not exist, so no store can be opened in it. Nothing was made.",
                folder.display()
            ),
            Self::Missing { path } => {
                format!("There is no store at {}. Nothing was made.", path.display())
            }
            Self::Occupied { path } => format!(
                "A new store cannot be made at {}: a file is already there. It was not touched.",
                path.display()
            ),
            Self::NotSqlite { path } => format!(
                "{} is not an SQLite file, so it is not a Kneeboard store. It was not touched.",
                path.display()
            ),
            Self::NotKneeboard { path } => format!(
                "{} is an SQLite file of another program, not a Kneeboard store. \
                 It was not touched.",
                path.display()
            ),
            Self::Newer { path, found, known } => format!(
                "{} was written by a newer Kneeboard (store version {found}; this one knows \
                 {known}). It was not touched.",
                path.display()
            ),
            Self::Unreleased { path } => format!(
                "{} was made by an unreleased Kneeboard, whose stores this one can't read. \
                 It was not touched.",
                path.display()
            ),
            Self::ReadOnly { path } => format!(
                "{} cannot be written: the file or its folder is read-only. \
                 What is stored is safe; nothing new was stored.",
                path.display()
            ),
            Self::Locked { path } => format!(
                "{} is held by another program, which did not let go in time. \
                 What is stored is safe; nothing new was stored.",
                path.display()
            ),
            Self::Full { path } => format!(
                "The disk that holds {} is full. What is stored is safe; nothing new was stored.",
                path.display()
            ),
            Self::NetworkFolder { path, system } => format!(
                "{} lies on a network file system ({system}), where a store can be damaged \
                 without notice. Nothing was opened or made.",
                path.display()
            ),
            Self::Tampered { path, what } => format!(
                "{} has been changed by something other than Kneeboard: {what}. \
                 Nothing in it was run or written.",
                path.display()
            ),
            Self::Damaged { path, detail } => format!(
                "{} is damaged ({detail}). Nothing new was stored; \
                 the backups beside it are separate files.",
                path.display()
            ),
            Self::OldSqlite { found } => format!(
                "This build carries SQLite {found}, which can damage a store that two programs \
                 use. Nothing was opened."
            ),
            Self::Altered { event, why } => format!(
                "The event {event} was altered on its way: {why}. Nothing of it was stored."
            ),
            Self::NumbersUsedUp => "An event of this incident has the highest number there is, so \
                 that none can come after it. What is stored is safe; nothing new was stored."
                .to_owned(),
            Self::Refused { why } => {
                format!("The store refused a write: {why}. What is stored is unchanged.")
            }
            Self::EvidenceTooLarge { bytes } => format!(
                "This evidence has {bytes} bytes, and a piece may have at most {}. \
                 Nothing was stored.",
                super::EVIDENCE_LIMIT
            ),
            Self::NoEvidence { hash } => {
                format!("No evidence file with the hash {hash} lies beside the store.")
            }
            Self::EvidenceChanged { path } => format!(
                "The evidence file {} no longer has the content that was recorded. \
                 The record itself is unchanged.",
                path.display()
            ),
            Self::File { path, doing, source } => format!(
                "{} could not be {doing}: {source}. What is stored is safe.",
                path.display()
            ),
            Self::Sqlite { path, source } => format!(
                "{} could not be used: {source}. What is stored is safe; \
                 nothing new was stored.",
                path.display()
            ),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::MissingFolder { .. } => "Make the folder, or name another store with --store.",
            Self::Missing { .. } => "Name an existing store with --store.",
            Self::Occupied { .. } => "Name a path where nothing lies yet.",
            Self::NotSqlite { .. } | Self::NotKneeboard { .. } => {
                "Name a Kneeboard store with --store."
            }
            Self::Newer { .. } => "Update Kneeboard, or open another store with --store.",
            Self::Unreleased { .. } => {
                "Name another store with --store, or move this file away and start a new one."
            }
            Self::ReadOnly { .. } => {
                "Allow writing to the file and its folder, or name another store with --store."
            }
            Self::Locked { .. } => "Close the program that holds it, then try again.",
            Self::Full { .. } => "Free some space, then try again.",
            Self::NetworkFolder { .. } => {
                "Keep the store on a local disk, and share by hand-over files."
            }
            Self::Tampered { .. } => {
                "Restore a backup with `kneeboard store restore`, or open another store with \
                 --store."
            }
            Self::Damaged { .. } => {
                "Look with `kneeboard store check`, and restore a backup with \
                 `kneeboard store restore`."
            }
            Self::OldSqlite { .. } => "Install a build with SQLite 3.51.3 or later.",
            Self::Altered { .. } => "Ask for the incident file again from where it was written.",
            Self::NumbersUsedUp => {
                "Start a new incident and name this one in a note; look with `kneeboard store check`."
            }
            Self::Refused { .. } => "Record a correction or a redaction instead.",
            Self::EvidenceTooLarge { .. } => "Cut it down to the part that matters, or link to it.",
            Self::NoEvidence { .. } | Self::EvidenceChanged { .. } => {
                "Bring the file back from a copy of the evidence folder."
            }
            Self::File { .. } => "Check that the file and its folder can be used, then try again.",
            Self::Sqlite { .. } => "Try again, and look with `kneeboard store check` if it stays.",
        }
    }

    /// Sorts SQLite's answer about the store at `path` into one of the troubles above.
    pub(super) fn from_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_path_buf();
        let Some(error) = source.sqlite_error() else {
            return Self::Sqlite { path, source };
        };
        if error.extended_code == SQLITE_CONSTRAINT_TRIGGER {
            return Self::Refused { why: words_of(&source) };
        }
        // Where the disk is full, the index of the write-ahead log may be what cannot grow.
        if error.extended_code == SQLITE_IOERR_SHMSIZE {
            return Self::Full { path };
        }
        match error.code {
            ErrorCode::DiskFull => Self::Full { path },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked { path },
            ErrorCode::ReadOnly => Self::ReadOnly { path },
            ErrorCode::NotADatabase => Self::NotSqlite { path },
            ErrorCode::DatabaseCorrupt => Self::Damaged { path, detail: words_of(&source) },
            _ => Self::Sqlite { path, source },
        }
    }

    /// What stands in the way of finishing something that is stored already, in one sentence.
    pub(super) fn in_the_way(&self) -> String {
        match self {
            Self::Full { .. } => "the disk is full. Free some space.".to_owned(),
            Self::ReadOnly { .. } => "the file or its folder is read-only.".to_owned(),
            Self::Locked { .. } => "another program holds it.".to_owned(),
            Self::File { source, .. } => format!("{source}."),
            Self::Sqlite { source, .. } => format!("{source}."),
            other => other.message(),
        }
    }

    /// In one sentence what was found in the place of a store, where a backup comes in instead.
    pub fn what_it_was(&self) -> String {
        let of = |path: &Path, what: &str| format!("{} {what}.", path.display());
        match self {
            Self::NotSqlite { path } => of(path, "was no longer an SQLite file"),
            Self::Tampered { path, what } => {
                of(path, &format!("had been changed by something other than Kneeboard ({what})"))
            }
            Self::Damaged { detail, .. } => {
                format!("The store that was there is damaged ({detail}).")
            }
            other => other.message(),
        }
    }

    /// Whether SQLite found this very file malformed.
    pub(super) fn is_damage_of(&self, store: &Path) -> bool {
        matches!(self, Self::Damaged { path, .. } if path == store)
    }

    /// A file that could not be "made", "written", "renamed" and so on.
    pub(super) fn file(path: &Path, doing: &'static str, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull => Self::Full { path: path.to_path_buf() },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path: path.to_path_buf() },
            _ => Self::File { path: path.to_path_buf(), doing, source },
        }
    }
}

fn words_of(source: &rusqlite::Error) -> String {
    match source {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
        other => other.to_string(),
    }
}
