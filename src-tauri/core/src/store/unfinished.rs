//! What is being written right now, so that what a killed process leaves behind is cleared away.
//!
//! Copies and documents are written under a temporary name and renamed. A process that is killed
//! meanwhile leaves that file, with every word in it. So the file is noted beside the store before
//! it is begun, as `<store>.unfinished-…`, and the note is locked while its writer lives.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf, absolute};

use tempfile::NamedTempFile;

use super::{backup, evidence};

/// How SQLite calls the files beside a database.
const PARTS: [&str; 4] = ["", "-journal", "-wal", "-shm"];

/// The note that a file is being written; it goes with the value, and its lock with the process.
#[derive(Debug)]
pub struct Unfinished {
    _note: Option<NamedTempFile>,
}

impl Unfinished {
    /// Notes a copy of the store that is written under this temporary name.
    pub(super) fn copy(store: &Path, temporary: &Path) -> Self {
        Self { _note: note(store, COPY, temporary).ok() }
    }

    /// Notes a document that is written to this path by way of a temporary name in its folder.
    pub(super) fn document(store: &Path, target: &Path) -> Self {
        Self { _note: note(store, DOCUMENT, target).ok() }
    }
}

const COPY: &str = "copy";
const DOCUMENT: &str = "document";

/// The lock is taken before anything is written: an empty note is nobody's to clear away.
fn note(store: &Path, what: &str, path: &Path) -> io::Result<NamedTempFile> {
    let path = absolute(path)?;
    let Some(path) = path.to_str() else { return Err(io::ErrorKind::InvalidFilename.into()) };
    let prefix = name_beside(store, ".unfinished-");
    let folder = super::folder_of(store);
    let mut note = tempfile::Builder::new().prefix(&prefix).tempfile_in(folder)?;
    note.as_file().lock()?;
    write!(note, "{what} {path}")?;
    note.as_file().sync_all()?;
    Ok(note)
}

/// What killed processes left unfinished beside the store, in its folders and where they wrote.
#[derive(Debug, Default)]
pub(super) struct Remains {
    /// Whether a process that lives is writing a file. Then only what is noted is known to be left.
    pub(super) is_busy: bool,
    /// The files; where one is removed, what SQLite keeps beside it goes with it.
    pub(super) files: Vec<PathBuf>,
    /// Documents that were being written: they may be whole, and nobody knows of them.
    pub(super) documents: Vec<PathBuf>,
    notes: Vec<PathBuf>,
}

/// Looks for what was left.
pub(super) fn remains(store: &Path) -> Remains {
    let mut remains = Remains::default();
    let mut halves = Vec::new();
    for note in beside_with(store, ".unfinished-") {
        let Some(noted) = abandoned(&note) else {
            remains.is_busy = true;
            continue;
        };
        match noted.split_once(' ') {
            Some((COPY, path)) => remains.files.push(PathBuf::from(path)),
            Some((DOCUMENT, path)) => {
                let path = PathBuf::from(path);
                halves.extend(named(&super::folder_of(&path), is_document));
                remains.documents.extend(path.exists().then_some(path));
            }
            _ => {}
        }
        remains.notes.push(note);
    }
    if !remains.is_busy {
        remains.files.extend(strays(store));
        remains.files.extend(halves);
    }
    remains.files.retain(|path| PARTS.iter().any(|part| super::beside(path, part).exists()));
    remains
}

impl Remains {
    /// Removes them; answers what could not be removed.
    pub(super) fn clear(self) -> Vec<(PathBuf, io::Error)> {
        let parts = |path: &PathBuf| PARTS.map(|part| super::beside(path, part));
        let mut left = Vec::new();
        for path in self.files.iter().flat_map(parts) {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => left.push((path, error)),
                Ok(()) | Err(_) => {}
            }
        }
        if left.is_empty() {
            for note in &self.notes {
                let _ = fs::remove_file(note);
            }
        }
        left
    }
}

/// What a note says whose writer is gone; none while somebody holds it, or has just made it.
fn abandoned(note: &Path) -> Option<String> {
    let mut file = File::open(note).ok()?;
    file.try_lock().ok()?;
    let mut noted = String::new();
    file.read_to_string(&mut noted).ok()?;
    (!noted.is_empty()).then_some(noted)
}

/// Temporary files that carry no note: a restore's, a backup's, a piece of evidence's.
fn strays(store: &Path) -> Vec<PathBuf> {
    let mut found = beside_with(store, ".restore-");
    found.extend(
        named(&super::folder_of(store), is_restore).into_iter().filter(|path| is_ours(path)),
    );
    for folder in backup::folders(store) {
        found.extend(named(&folder, |name| name.contains(".tmp")));
    }
    found.extend(evidence::unfinished(store));
    found
}

/// `.restore-` and six signs: so a restore called its copy before it carried the store's name.
fn is_restore(name: &str) -> bool {
    let rest = name.strip_prefix(".restore-").and_then(|rest| rest.split_once(".tmp"));
    rest.is_some_and(|(signs, _)| signs.len() == 6 && signs.chars().all(char::is_alphanumeric))
}

/// `.kneeboard-` and six signs, as a document is called until it is whole.
fn is_document(name: &str) -> bool {
    let rest = name.strip_prefix(".kneeboard-");
    rest.is_some_and(|signs| signs.len() == 6 && signs.chars().all(char::is_alphanumeric))
}

/// Whether a file can be a copy that was being made: a database, the beginning of one, or the
/// journal of either.
fn is_ours(path: &Path) -> bool {
    let name = path.to_string_lossy();
    if PARTS.iter().skip(1).any(|part| name.ends_with(part)) {
        return true;
    }
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut first));
    read.is_ok() && (b"SQLite format 3\0".starts_with(&first) || first.iter().all(|b| *b == 0))
}

/// `<name><ending>`: the name of the store's file with more letters.
fn name_beside(store: &Path, ending: &str) -> String {
    let name = store.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name + ending
}

/// The files beside the store whose names begin with its own and these letters.
pub(super) fn beside_with(store: &Path, ending: &str) -> Vec<PathBuf> {
    let prefix = name_beside(store, ending);
    named(&super::folder_of(store), |name| name.starts_with(&prefix))
}

pub(super) fn named(folder: &Path, is_it: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| is_it(&entry.file_name().to_string_lossy()))
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}
