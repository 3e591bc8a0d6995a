//! Which files are the store's own: nothing else is ever written over them.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Store, backup, beside, evidence, folder_of};

/// What lies beside a store, by the end of its name; the window's lock among it.
const ENDINGS: [&str; 12] = [
    "",
    "-wal",
    "-shm",
    "-journal",
    ".heads",
    ".ballast",
    ".search",
    ".search-journal",
    ".backups",
    ".evidence",
    ".damaged",
    ".window",
];

impl Store {
    /// Whether a path names one of the store's own files, by whatever way, or lies among its backups
    /// or its evidence. A name where nothing lies yet counts, too: SQLite would take a file of the
    /// log's name for its log.
    ///
    /// Nothing is opened for it: closing a handle of one's own lets go of every lock that SQLite
    /// holds on the file.
    pub fn own_file(&self, path: &Path) -> bool {
        let whole = fs::canonicalize(self.path()).unwrap_or_else(|_| self.path().to_path_buf());
        [self.path(), whole.as_path()].iter().any(|store| is_of(store, path))
    }
}

fn is_of(store: &Path, path: &Path) -> bool {
    let is_inside = |folder: PathBuf| match (folder.canonicalize(), folder_of(path).canonicalize())
    {
        (Ok(folder), Ok(around)) => around.starts_with(folder),
        _ => false,
    };
    ENDINGS.iter().any(|ending| is_same_place(&beside(store, ending), path))
        || is_inside(backup::folder(store))
        || is_inside(evidence::folder(store))
}

/// Whether two paths lead to one file, or would.
fn is_same_place(one: &Path, other: &Path) -> bool {
    is_same_file(one, other) || is_same_name(one, other)
}

fn is_same_name(one: &Path, other: &Path) -> bool {
    let names = (one.file_name(), other.file_name());
    let (Some(one_name), Some(other_name)) = names else { return false };
    // Where letters of both cases are one name, it is the same file.
    one_name.eq_ignore_ascii_case(other_name)
        && match (folder_of(one).canonicalize(), folder_of(other).canonicalize()) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
}

#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |path: &Path| fs::metadata(path).map(|found| (found.dev(), found.ino())).ok();
    number(one).is_some_and(|one| number(other) == Some(one))
}

#[cfg(not(unix))]
fn is_same_file(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| path.canonicalize().ok();
    whole(one).is_some_and(|one| whole(other) == Some(one))
}
