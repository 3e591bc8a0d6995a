//! The way back from a backup, into a store that opens and in the place of one that does not.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tempfile::NamedTempFile;

use super::link::Link;
use super::sidecar::Heads;
use super::turn::Turn;
use super::{
    OpenOptions, Store, StoreError, backup, files, identity, migrations, opening, redactions,
    sidecar,
};
use crate::held::{self, PARTS};
use crate::machine;

/// Added to the change number by a restore, so that it stays above every write made meanwhile.
const CHANGE_LEAP: u64 = 1_000_000;

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// Where the state before it is kept.
    pub kept: PathBuf,
    /// Why that state is kept as it lay there, where it could not be copied as a sound store.
    pub damage: Option<StoreError>,
    /// Whether the words that were removed since the backup are erased in it, too: a damaged store
    /// may no longer say which they are.
    pub removals_are_known: bool,
}

impl Store {
    /// Brings a backup back into the store at `path`, and begins a new replica.
    ///
    /// Where the store opens, as [`Store::restore`]. Where the file is damaged, it and its log are
    /// set aside under a name of their own, and the backup takes their place.
    ///
    /// # Errors
    /// [`StoreError`] naming the backup or the store; the store is then as it was.
    pub fn restore_at(
        path: &Path,
        from: &Path,
        options: &OpenOptions,
    ) -> Result<Restored, StoreError> {
        let path = &files::behind(path)?;
        match Self::open_or_create(path, options) {
            Ok(mut store) => match store.restore(from) {
                // So damaged that nothing can be written over it.
                Err(damage) if damage.is_damage_of(path) => {
                    drop(store);
                    in_the_place_of(path, from, options, damage)
                }
                other => other,
            },
            Err(damage) if is_damaged_store(path, &damage) => {
                in_the_place_of(path, from, options, damage)
            }
            Err(error) => Err(error),
        }
    }

    /// Brings a backup back into this store and begins a new replica.
    ///
    /// The present state is kept as `before-restore.db` among the backups; one that is damaged, as
    /// a copy of its very bytes beside the store. What has been redacted since the backup is erased
    /// in it before it comes in. Every program that has the store open sees the change.
    ///
    /// # Errors
    /// [`StoreError`] naming the backup or the store; the store is then as it was.
    pub fn restore(&mut self, from: &Path) -> Result<Restored, StoreError> {
        self.ready_to_write()?;
        let own = self.path().to_path_buf();
        if held::is_held(from) {
            return Err(StoreError::OwnFile { path: from.to_path_buf() });
        }
        let (prepared, removals_are_known) =
            prepare(&own, from, &self.options, self.last_change(), Some(&self.write))?;
        let before = backup::folder(&own).join("before-restore.db");
        let (kept, damage) = match self.backup_beside(&before) {
            Ok(()) => (before, None),
            Err(damage @ StoreError::Damaged { .. }) => (self.copied_aside()?, Some(damage)),
            Err(error) => return Err(error),
        };
        let source = opening::connect(prepared.path(), &self.options)?;
        let taken = |_| StoreError::Locked { path: own.clone() };
        let _turn = Turn::to_write(&own, self.options.busy_timeout).map_err(taken)?;
        poured(&source, &mut self.write, &own)?;
        self.has_written = true;
        self.still_there()?;
        self.settle_identity()?;
        Ok(Restored { kept, damage, removals_are_known })
    }

    /// Copies a damaged store and its log, byte for byte, for whoever can still read something of
    /// it. Every connection is closed meanwhile: reading the files would let go of SQLite's locks.
    fn copied_aside(&mut self) -> Result<PathBuf, StoreError> {
        let path = self.path().to_path_buf();
        // What is malformed is not moved about by a checkpoint.
        self.has_written = false;
        self.close()?;
        let aside = copied_closed(&path);
        self.write = opening::connect(&path, &self.options)?;
        self.reads.conn = opening::reader(&path, &self.options)?;
        self.files = files::Files::at(&path);
        aside
    }

    /// The change number, from the file beside the store where the store cannot say it.
    fn last_change(&self) -> u64 {
        let kept = || sidecar::read_settled(self.path()).map(|heads| heads.change);
        self.change_number().ok().or_else(kept).unwrap_or_default()
    }
}

/// Whether what cannot be opened is a store that was damaged: not another program's file, and not
/// a text that somebody named by mistake.
fn is_damaged_store(path: &Path, error: &StoreError) -> bool {
    match error {
        StoreError::Damaged { .. } | StoreError::Tampered { .. } => true,
        StoreError::NotSqlite { .. } => path.is_file() && sidecar::path(path).exists(),
        _ => false,
    }
}

/// Sets the damaged file aside and puts the backup in its place; undone where that fails.
fn in_the_place_of(
    path: &Path,
    from: &Path,
    options: &OpenOptions,
    damage: StoreError,
) -> Result<Restored, StoreError> {
    let last = sidecar::read_settled(path).map_or(0, |heads| heads.change);
    let damaged = Link::to_read(path, options).ok();
    let live = damaged.as_deref();
    let (prepared, removals_are_known) = prepare(path, from, options, last, live)?;
    let (replica, change) = {
        let conn = opening::connect(prepared.path(), options)?;
        let trouble = |error| StoreError::from_sqlite(path, error);
        (identity::replica(&conn).map_err(trouble)?, identity::change(&conn).map_err(trouble)?)
    };
    drop(damaged);
    prepared.as_file().sync_all().map_err(|error| StoreError::file(path, "written", error))?;
    let kept = free_name(path);
    rename_all(path, &kept)?;
    for part in PARTS {
        machine::keep_private(&super::beside(&kept, part));
    }
    if let Err(error) = prepared.persist_noclobber(path) {
        rename_all(&kept, path)?;
        return Err(StoreError::file(path, "written", error.error));
    }
    super::sync_folder(&super::folder_of(path));
    if let Some(replica) = replica {
        let heads = Heads { machine: replica.machine, replica: replica.id, change, hashes: vec![] };
        sidecar::write(path, &heads);
    }
    Ok(Restored { kept, damage: Some(damage), removals_are_known })
}

/// A copy of a backup beside the store at `own`: checked, migrated, scrubbed of what `live` has
/// erased, with its new replica. Answers also whether `live` could say what it has erased.
fn prepare(
    own: &Path,
    from: &Path,
    options: &OpenOptions,
    last_change: u64,
    live: Option<&Connection>,
) -> Result<(NamedTempFile, bool), StoreError> {
    let source = opening::inspect(from, options)?.conn;
    let folder = super::folder_of(own);
    let file = tempfile::Builder::new()
        .prefix(".restore-")
        .suffix(".tmp")
        .tempfile_in(&folder)
        .map_err(|error| StoreError::file(&folder, "written", error))?;
    let of_copy = |error| StoreError::from_sqlite(own, error);
    let mut copy = opening::connect(file.path(), options)?;
    poured(&source, &mut copy, from)?;
    drop(source);
    // A copy that was made while in use is in WAL mode; this one has a single user.
    copy.pragma_update(None, "journal_mode", "DELETE").map_err(of_copy)?;
    backup::sound(&copy, from)?;
    migrations::run(&copy, migrations::STEPS, |_| Ok(())).map_err(of_copy)?;
    let carried = live.map(|live| redactions::carry_over(live, &copy).map_err(of_copy));
    let removals_are_known = match carried {
        Some(Ok(_)) => true,
        None | Some(Err(StoreError::Damaged { .. } | StoreError::NotSqlite { .. })) => false,
        Some(Err(error)) => return Err(error),
    };
    identity::mint(&copy, &options.machine).map_err(of_copy)?;
    let change = last_change.saturating_add(CHANGE_LEAP).cast_signed();
    copy.execute("UPDATE change SET n = max(n, ?1)", [change]).map_err(of_copy)?;
    Ok((file, removals_are_known))
}

/// Copies every page of a database into another one.
fn poured(source: &Connection, target: &mut Connection, named: &Path) -> Result<(), StoreError> {
    let outcome = Backup::new(source, target)
        .and_then(|backup| backup.step(-1))
        .map_err(|error| StoreError::from_sqlite(named, error))?;
    match outcome {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Locked { path: named.to_path_buf() }),
    }
}

fn copied_closed(path: &Path) -> Result<PathBuf, StoreError> {
    if held::connections(path) > 0 {
        return Err(StoreError::Locked { path: path.to_path_buf() });
    }
    let aside = free_name(path);
    for part in ["", "-wal"] {
        let (from, to) = (super::beside(path, part), super::beside(&aside, part));
        if from.exists() {
            fs::copy(&from, &to).map_err(|error| StoreError::file(&to, "written", error))?;
            machine::keep_private(&to);
        }
    }
    Ok(aside)
}

fn rename_all(from: &Path, to: &Path) -> Result<(), StoreError> {
    for part in PARTS {
        let (from, to) = (super::beside(from, part), super::beside(to, part));
        if from.exists() {
            fs::rename(&from, &to).map_err(|error| StoreError::file(&from, "renamed", error))?;
        }
    }
    Ok(())
}

/// `<store>.damaged`, or with a number where one lies there from before.
fn free_name(path: &Path) -> PathBuf {
    let is_free = |name: &PathBuf| PARTS.iter().all(|part| !super::beside(name, part).exists());
    let numbered = (2..).map(|n: u32| super::beside(path, &format!(".damaged-{n}")));
    std::iter::once(super::beside(path, ".damaged"))
        .chain(numbered)
        .find(is_free)
        .unwrap_or_else(|| super::beside(path, ".damaged"))
}
