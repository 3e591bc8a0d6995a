//! The way back from a backup, into a store that opens and in the place of one that does not.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;

use super::sidecar::Heads;
use super::unfinished::Unfinished;
use super::{
    OpenOptions, Store, StoreError, backup, copies, identity, migrations, missing, opening,
    redactions, sidecar,
};

/// Added to the change number by a restore, so that it stays above every write made meanwhile.
const CHANGE_LEAP: u64 = 1_000_000;

/// Whether a restore lies between two change numbers of one store.
pub(super) fn lies_between(earlier: u64, later: u64) -> bool {
    later >= earlier.saturating_add(CHANGE_LEAP)
}

/// A database and the files that SQLite keeps beside it: they are moved together.
const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

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
        let own = self.path().to_path_buf();
        let (prepared, removals_are_known) =
            prepare(&own, from, &self.options, self.last_change(), Some(&self.write))?;
        let before = backup::folder(&own).join("before-restore.db");
        let (kept, damage) = match self.backup_beside(&before) {
            Ok(()) => (before, None),
            Err(damage @ StoreError::Damaged { .. }) => (copied_aside(&own)?, Some(damage)),
            Err(error) => return Err(error),
        };
        let source = opening::connect(prepared.file.path(), &self.options)?;
        poured(&source, &mut self.write, &own)?;
        self.settle_identity()?;
        self.trouble(copies::forget(&self.write, &own, &kept))?;
        Ok(Restored { kept, damage, removals_are_known })
    }

    /// The last change number that anybody has seen: the file beside the store may be ahead of it.
    fn last_change(&self) -> u64 {
        let kept = sidecar::read_settled(self.path()).map(|heads| heads.change);
        self.change_number().unwrap_or_default().max(kept.unwrap_or_default())
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
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let damaged = Connection::open_with_flags(path, flags)
        .and_then(|conn| opening::guard(&conn, options).map(|()| conn))
        .ok();
    let (prepared, removals_are_known) = prepare(path, from, options, last, damaged.as_ref())?;
    let kept = free_name(path);
    let (replica, change) = {
        let conn = opening::connect(prepared.file.path(), options)?;
        let trouble = |error| StoreError::from_sqlite(path, error);
        copies::forget(&conn, path, &kept).map_err(trouble)?;
        (identity::replica(&conn).map_err(trouble)?, identity::change(&conn).map_err(trouble)?)
    };
    drop(damaged);
    prepared.file.as_file().sync_all().map_err(|error| StoreError::file(path, "written", error))?;
    rename_all(path, &kept)?;
    if let Err(error) = prepared.file.persist_noclobber(path) {
        rename_all(&kept, path)?;
        return Err(StoreError::file(path, "written", error.error));
    }
    super::sync_folder(&super::folder_of(path));
    if let Some(replica) = replica {
        let heads = Heads { machine: replica.machine, replica: replica.id, change, events: vec![] };
        sidecar::write(path, &heads);
    }
    Ok(Restored { kept, damage: Some(damage), removals_are_known })
}

/// A copy of a backup while it is made ready to take a store's place.
struct Prepared {
    file: NamedTempFile,
    _note: Unfinished,
}

/// A copy of a backup beside the store at `own`: checked, migrated, scrubbed of what `live` has
/// erased, with its new replica. Answers also whether `live` could say what it has erased.
fn prepare(
    own: &Path,
    from: &Path,
    options: &OpenOptions,
    last_change: u64,
    live: Option<&Connection>,
) -> Result<(Prepared, bool), StoreError> {
    let source = opening::inspect(from, options)?;
    let folder = super::folder_of(own);
    let name = own.file_name().unwrap_or_default().to_string_lossy();
    let file = tempfile::Builder::new()
        .prefix(&format!("{name}.restore-"))
        .suffix(".tmp")
        .tempfile_in(&folder)
        .map_err(|error| StoreError::file(&folder, "written", error))?;
    let _note = Unfinished::copy(own, file.path());
    let of_copy = |error| StoreError::from_sqlite(own, error);
    let mut copy = opening::connect(file.path(), options)?;
    poured(&source, &mut copy, from)?;
    drop(source);
    // A copy that was made while in use is in WAL mode; this one has a single user.
    copy.pragma_update(None, "journal_mode", "DELETE").map_err(of_copy)?;
    backup::sound(&copy, from)?;
    migrations::run(&copy, migrations::STEPS, |_| Ok(())).map_err(of_copy)?;
    missing::forget(&copy).map_err(of_copy)?;
    let carried = live.map(|live| carry_over(live, &copy).map_err(of_copy));
    let removals_are_known = match carried {
        Some(Ok(())) => true,
        None | Some(Err(StoreError::Damaged { .. } | StoreError::NotSqlite { .. })) => false,
        Some(Err(error)) => return Err(error),
    };
    identity::mint(&copy, &options.machine).map_err(of_copy)?;
    let change = last_change.saturating_add(CHANGE_LEAP).cast_signed();
    copy.execute("UPDATE change SET n = max(n, ?1)", [change]).map_err(of_copy)?;
    Ok((Prepared { file, _note }, removals_are_known))
}

/// What `live` has erased is erased in the copy, what it still had to erase is due there, and the
/// files that it knew of are known.
fn carry_over(live: &Connection, copy: &Connection) -> rusqlite::Result<()> {
    redactions::carry_over(live, copy)?;
    redactions::carry_over_due(live, copy)?;
    copies::carry_over(live, copy)
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

/// Copies a damaged store and its log, byte for byte, for whoever can still read something of it.
fn copied_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let aside = free_name(path);
    for part in ["", "-wal"] {
        let (from, to) = (super::beside(path, part), super::beside(&aside, part));
        if from.exists() {
            fs::copy(&from, &to).map_err(|error| StoreError::file(&to, "written", error))?;
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
