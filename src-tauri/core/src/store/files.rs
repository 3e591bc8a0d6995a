//! Which files a store is, and their rights: looked at by name, for only SQLite opens them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{StoreError, backup, ballast, beside, evidence, search, sidecar, turn};
use crate::held::{Number, PARTS};
use crate::machine::{file_number, keep_private};

/// Which file the database is, and which one its log, as the system numbers them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Files {
    database: Option<Number>,
    log: Option<Number>,
}

impl Files {
    /// Those that lie at a store's path now.
    pub(super) fn at(store: &Path) -> Self {
        Self { database: file_number(store), log: file_number(&beside(store, "-wal")) }
    }

    /// Whether the database is no longer there, and the log that belongs to it still is.
    pub(super) fn have_lost_their_database(self, store: &Path) -> bool {
        let there = Self::at(store);
        self.log.is_some() && self.log == there.log && self.database != there.database
    }

    /// Whether they are still at their names, so that what was written to them can be found again.
    pub(super) fn are_at(self, store: &Path) -> bool {
        let there = Self::at(store);
        self.database.is_some()
            && self.database == there.database
            && (self.log.is_none() || self.log == there.log)
    }
}

/// Sizes and times of database and log, which change when somebody writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp([Option<(u64, Option<SystemTime>)>; 2]);

impl Stamp {
    pub(super) fn of(store: &Path) -> Self {
        let stamp = |path: PathBuf| {
            let found = fs::metadata(path).ok()?;
            Some((found.len(), found.modified().ok()))
        };
        Self(["", "-wal"].map(|part| stamp(beside(store, part))))
    }
}

/// The file that a store's name leads to: what lies beside a store lies beside that file, by
/// whatever name it is opened.
///
/// # Errors
/// [`StoreError::DanglingLink`] where the name is a link to nothing.
pub fn behind(name: &Path) -> Result<PathBuf, StoreError> {
    if !fs::symlink_metadata(name).is_ok_and(|found| found.is_symlink()) {
        return Ok(name.to_path_buf());
    }
    name.canonicalize().map_err(|error| match (error.kind(), fs::read_link(name)) {
        (std::io::ErrorKind::NotFound, Ok(target)) => {
            StoreError::DanglingLink { path: name.to_path_buf(), target }
        }
        _ => StoreError::file(name, "opened", error),
    })
}

/// Makes what belongs to a store its owner's alone, where it was left open to others.
pub(super) fn keep_all_private(store: &Path) {
    for part in PARTS {
        keep_private(&beside(store, part));
    }
    let index = search::path(store);
    let files = [
        sidecar::path(store),
        ballast::path(store),
        turn::path(store),
        turn::path_of_the_next(store),
        beside(store, ".window"),
        beside(&index, "-journal"),
        index,
    ];
    for file in files {
        keep_private(&file);
    }
    for folder in [evidence::folder(store), backup::folder(store)] {
        // What lies in a closed folder was looked after when the folder was closed.
        if keep_private(&folder) {
            keep_contents_private(&folder);
        }
    }
}

fn keep_contents_private(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        keep_private(&entry.path());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            keep_contents_private(&entry.path());
        }
    }
}
