//! A new store: made whole under a name of its own, then given its name, which no other file may
//! have. Nobody ever sees half of one, and nothing is removed that was not made here.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::link::Link;
use super::sidecar::{self, Heads};
use super::turn::Turn;
use super::{
    OpenOptions, Replica, StoreError, beside, folder_of, identity, migrations, opening, sync_folder,
};
use crate::held::PARTS;
use crate::machine;

/// What the file of a store that is being made is called.
const PREFIX: &str = ".kneeboard.birth-";
const SUFFIX: &str = ".tmp";

/// Makes an empty store at a path where nothing lies; answers whether it was made here.
///
/// # Errors
/// [`StoreError`] where it cannot be made; nothing is left behind then.
pub(super) fn make(
    path: &Path,
    options: &OpenOptions,
    seed: Option<&str>,
) -> Result<bool, StoreError> {
    if is_taken(path) {
        return Ok(false);
    }
    // One at a time in a folder; where that cannot be had, the last step decides who it is.
    let folder = folder_of(path);
    let turn = Turn::in_folder(&folder, options.busy_timeout);
    if is_taken(path) {
        return Ok(false);
    }
    if turn.is_sure() {
        remove_dead(&folder);
    }
    refuse_a_strangers_log(path)?;
    let file = tempfile::Builder::new()
        .prefix(PREFIX)
        .suffix(SUFFIX)
        .tempfile_in(&folder)
        .map_err(|error| not_made(path, error))?;
    // No handle of it stays open: closing that later would let go of SQLite's locks.
    let file = file.into_temp_path();
    let _beside = Beside(file.to_path_buf());
    let born = filled(&file, options, seed)
        .and_then(|born| born.ok_or(rusqlite::Error::QueryReturnedNoRows))
        .map_err(|error| StoreError::from_sqlite(path, error))?;
    // Before the store has its name: whoever opens it finds the two together.
    let had_heads = sidecar::path(path).exists();
    sidecar::write(path, &at_birth(born));
    match file.persist_noclobber(path) {
        Ok(()) => {
            sync_folder(&folder);
            Ok(true)
        }
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        // Some file systems can neither rename without replacing nor link. An empty file of one's own
        // becomes a store under SQLite's locks.
        Err(_) if seed.is_none() && is_made_empty(path) => Ok(true),
        Err(error) => {
            if !had_heads {
                let _ = fs::remove_file(sidecar::path(path));
            }
            Err(not_made(path, error.error))
        }
    }
}

/// Takes away what births that were killed have left in a store's folder.
pub(super) fn sweep(path: &Path) {
    let folder = folder_of(path);
    // Whoever makes a store has this turn until it is made.
    let turn = Turn::in_folder(&folder, Duration::ZERO);
    if turn.is_sure() {
        remove_dead(&folder);
    }
}

/// What the file beside a store says when the store is made.
pub(super) fn at_birth(replica: Replica) -> Heads {
    Heads { machine: replica.machine, replica: replica.id, change: 0, hashes: Vec::new() }
}

/// Whether there is anything of this name, a link to nothing included.
fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// SQLite would take the log of a store that is gone for the new one's.
fn refuse_a_strangers_log(path: &Path) -> Result<(), StoreError> {
    let log = ["-wal", "-journal"]
        .map(|part| beside(path, part))
        .into_iter()
        .find(|log| fs::metadata(log).is_ok_and(|found| found.len() > 0));
    match log {
        Some(log) => Err(StoreError::StrayLog { path: path.to_path_buf(), log }),
        None => Ok(()),
    }
}

fn is_made_empty(path: &Path) -> bool {
    machine::private_file().create_new(true).open(path).is_ok()
}

fn remove_dead(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = |name: &str| {
            let rest = name.strip_prefix(PREFIX).unwrap_or_default();
            PARTS.iter().any(|part| rest.ends_with(&format!("{SUFFIX}{part}")))
        };
        if name.to_str().is_some_and(is_ours) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Fills the file with an empty store, all of it in the database itself.
fn filled(
    file: &Path,
    options: &OpenOptions,
    seed: Option<&str>,
) -> rusqlite::Result<Option<Replica>> {
    let conn = Link::to_write(file, options)?;
    migrations::run(&conn, migrations::STEPS, |conn| {
        identity::begin(conn, &options.machine, seed).map(|_| ())
    })?;
    opening::enter_wal(&conn)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    identity::replica(&conn)
}

/// What SQLite keeps beside a file that nobody else knows; it goes when this does.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        for part in &PARTS[1..] {
            let _ = fs::remove_file(beside(&self.0, part));
        }
    }
}

fn not_made(path: &Path, error: std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::PermissionDenied => StoreError::ReadOnly { path: path.to_path_buf() },
        _ => StoreError::file(path, "made", error),
    }
}
