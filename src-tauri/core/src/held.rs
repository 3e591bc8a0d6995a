//! Which databases SQLite has open in this process.
//!
//! POSIX locks belong to a process and a file: closing any handle of a file lets go of every lock
//! that the process holds on it, SQLite's too. Another program then believes that nobody uses the
//! database, and may take its log away under whoever still writes to it. So nothing but SQLite opens
//! a database that is open here, its log (`-wal`) or its index (`-shm`); whoever reads or writes a
//! file that a person named asks [`is_held`] first.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::machine::file_number;

/// What tells a file from another one.
pub(crate) type Number = (u64, u64);

/// A database and the files that SQLite keeps beside it.
pub(crate) const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// What a person reads where such a file was named by mistake.
pub const WHY_NOT: &str = "it is a file of Kneeboard's own store";

static OPEN: Mutex<Open> = Mutex::new(Open { next: 0, entries: Vec::new(), claimed: Vec::new() });

struct Open {
    next: u64,
    entries: Vec<Entry>,
    claimed: Vec<PathBuf>,
}

struct Entry {
    n: u64,
    path: PathBuf,
    file: Option<Number>,
    /// Which file its log is, once that is known.
    log: Option<Number>,
}

/// A connection as it is counted; it counts until this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    n: u64,
}

impl Held {
    /// Counts a connection to the database at this path, which is about to be opened.
    pub(crate) fn of(path: &Path) -> Self {
        let entry = |n| Entry { n, path: path.to_path_buf(), file: file_number(path), log: None };
        let mut open = open();
        open.next += 1;
        let n = open.next;
        open.entries.push(entry(n));
        Self { n }
    }

    /// Notes which file the log is, once SQLite has opened it.
    pub(crate) fn has_log(&self) {
        let mut open = open();
        if let Some(entry) = open.entries.iter_mut().find(|entry| entry.n == self.n) {
            entry.log = file_number(&part(&entry.path, "-wal"));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        open().entries.retain(|entry| entry.n != self.n);
    }
}

/// Has the database at this path looked after as if it were open, for as long as the process lives.
pub fn claim(path: &Path) {
    open().claimed.push(path.to_path_buf());
}

/// Whether a path leads to a database that is open in this process, to its log or to its index, by
/// whatever name. Nothing is opened to find out.
pub fn is_held(path: &Path) -> bool {
    let number = file_number(path);
    let databases: BTreeSet<PathBuf> = {
        let open = open();
        let entries = open.entries.iter().map(|entry| &entry.path);
        entries.chain(&open.claimed).cloned().collect()
    };
    databases
        .iter()
        .flat_map(|database| PARTS.map(|name| part(database, name)))
        .any(|own| is_same_place(&own, path) || (number.is_some() && is_known(number, &own)))
}

/// How many connections this process has to the database at a path.
pub(crate) fn connections(path: &Path) -> usize {
    let Some(number) = file_number(path) else { return 0 };
    open().entries.iter().filter(|entry| entry.file == Some(number)).count()
}

/// Whether this process has the database at a path open with another log than the one that lies
/// beside it now. SQLite shares what it knows of the log between the connections of a process, so
/// that a new one would read the new log by the old one's index.
pub(crate) fn has_another_log(path: &Path, but: &[&Held]) -> bool {
    let Some(number) = file_number(path) else { return false };
    let log = file_number(&part(path, "-wal"));
    let is_stale =
        |entry: &&Entry| entry.file == Some(number) && entry.log.is_some() && entry.log != log;
    open().entries.iter().filter(is_stale).any(|entry| but.iter().all(|own| own.n != entry.n))
}

fn open() -> MutexGuard<'static, Open> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn part(path: &Path, name: &str) -> PathBuf {
    let mut whole = path.as_os_str().to_owned();
    whole.push(name);
    PathBuf::from(whole)
}

/// Where files have no numbers of their own, every file has this one.
fn is_known(number: Option<Number>, own: &Path) -> bool {
    number != Some((0, 0)) && file_number(own) == number
}

/// Whether two paths name one entry of one folder, whether or not a file lies there.
fn is_same_place(own: &Path, path: &Path) -> bool {
    own.file_name() == path.file_name() && folder_of(own) == folder_of(path)
}

fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_and_its_neighbours_are_known_by_every_name_until_it_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["store.db", "store.db-wal", "notes.md"] {
            std::fs::write(at(name), name).unwrap();
        }
        let held = Held::of(&at("store.db"));
        assert_eq!(connections(&at("store.db")), 1);
        for name in ["store.db", "store.db-wal", "store.db-shm", "../x/store.db-journal"] {
            let name = name.replace("../x", &format!("../{}", last(folder.path())));
            assert!(is_held(&at(&name)), "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("store.db-wal"), at("link.md")).unwrap();
            std::fs::hard_link(at("store.db"), at("hard.md")).unwrap();
            assert!(is_held(&at("link.md")) && is_held(&at("hard.md")));
        }
        assert!(!is_held(&at("notes.md")) && !is_held(&at("other.db")));
        drop(held);
        assert!(!is_held(&at("store.db")));
        assert_eq!(connections(&at("store.db")), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_log_that_was_taken_away_is_noticed_by_whoever_opens_next() {
        let folder = tempfile::tempdir().unwrap();
        let (path, log) = (folder.path().join("store.db"), folder.path().join("store.db-wal"));
        std::fs::write(&path, "").unwrap();
        std::fs::write(&log, "").unwrap();
        let held = Held::of(&path);
        held.has_log();
        assert!(!has_another_log(&path, &[]));
        std::fs::rename(&log, folder.path().join("elsewhere")).unwrap();
        std::fs::write(&log, "").unwrap();
        assert!(has_another_log(&path, &[]));
        assert!(!has_another_log(&path, &[&held]), "one's own is closed first");
    }

    fn last(path: &Path) -> String {
        path.file_name().unwrap().to_string_lossy().into_owned()
    }
}
