//! The store: one SQLite file that events are appended to, and the files beside it.
//!
//! The only user of SQLite. It knows rows, chains and hashes, and nothing of what an event means:
//! the door maps between these rows and the record. Beside `<store>` lie `<store>.heads` (which
//! machine wrote last), `<store>.lock` and `<store>.next` (whose turn it is to write),
//! `<store>.evidence/`, `<store>.backups/`, `<store>.ballast` and `<store>.search` (the index, which
//! may be deleted).

mod backup;
mod ballast;
mod birth;
mod check;
mod digest;
mod documents;
mod drafts;
mod errors;
mod events;
mod evidence;
mod files;
mod heads;
mod identity;
mod incidents;
mod link;
mod migrations;
mod opening;
mod place;
mod reads;
mod redactions;
mod restore;
mod scrub;
mod search;
mod sidecar;
mod turn;
mod words;
mod writer;

use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::held;

pub use check::Trouble;
pub use digest::digest_of;
pub use documents::{PublishedRow, RevisionRow, revision_hash};
pub use drafts::DraftRow;
pub use errors::StoreError;
pub use events::{EventRow, NewEvent, REDACTED, hash_of};
pub use evidence::EVIDENCE_LIMIT;
pub use identity::Replica;
pub use incidents::IncidentRow;
pub use link::Link;
pub use opening::OpenOptions;
pub use reads::{Reader, Reads, StoredEvent};
pub use redactions::Redaction;
pub use restore::Restored;
pub use scrub::Leftover;
pub use search::{CaughtUp, SearchIndex};
pub use words::{WordsRow, words_digest};
pub use writer::{Arrival, Writer};

pub use files::behind;
use files::{Files, Stamp};
use sidecar::{Heads, Pen};
use turn::Turn;
use writer::{Kind, Standing};

/// An open store. Reading methods come from [`Reads`]; every change goes through [`Store::write`].
#[derive(Debug)]
pub struct Store {
    reads: Reads<Link>,
    write: Link,
    options: OpenOptions,
    standing: Standing,
    pen: Pen,
    /// Which files the connections write to.
    files: Files,
    access: Access,
    /// Whether the log holds something of this process.
    has_written: bool,
}

/// What may be done with an open store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Write,
    /// The file or its folder cannot be written. Where the connections do not see what others
    /// write, how the files lay when it was opened.
    Read(Option<Stamp>),
}

impl Deref for Store {
    type Target = Reads<Link>;

    fn deref(&self) -> &Self::Target {
        &self.reads
    }
}

/// What `store info` shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreInfo {
    /// The file.
    pub path: PathBuf,
    /// Its size, without the log beside it.
    pub bytes: u64,
    /// The version of the schema.
    pub version: u32,
    /// The SQLite library in this build.
    pub sqlite: &'static str,
    /// The replica that wrote last, its parent and its machine.
    pub replica: Replica,
    /// Whether the next write begins a new replica.
    pub mints_next: bool,
    /// The change number.
    pub change: u64,
    /// How many events there are.
    pub events: u64,
    /// How many incidents.
    pub incidents: u64,
    /// The seed, where this is a sample.
    pub sample: Option<String>,
    /// The dated backups, the oldest first.
    pub backups: Vec<(NaiveDate, PathBuf)>,
    /// Whether redacted bytes may still be somewhere.
    pub scrub_is_due: bool,
    /// Whether space is set aside for a full disk.
    pub has_ballast: bool,
}

impl Store {
    /// Opens the store at `path`, which must exist. One that cannot be written is opened for
    /// reading, and every write is refused.
    ///
    /// # Errors
    /// [`StoreError`]; a file that is refused is not touched.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        let path = files::behind(path)?;
        opening::check_place(&path)?;
        if !path.exists() {
            return Err(StoreError::Missing { path });
        }
        Self::start(&path, options)
    }

    /// Opens the store at `path`, making an empty one where there is none.
    ///
    /// # Errors
    /// As [`Store::open`]; where making it fails nothing is left behind.
    pub fn open_or_create(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        let path = files::behind(path)?;
        opening::check_place(&path)?;
        made(&path, options, None)?;
        Self::start(&path, options)
    }

    /// Makes an empty store at `path`, where nothing may lie yet.
    ///
    /// # Errors
    /// [`StoreError::Occupied`], else as [`Store::open_or_create`].
    pub fn create(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        Self::create_fresh(path, options, None)
    }

    /// Makes an empty sample store, whose replica derives from `seed`.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_sample(
        path: &Path,
        options: &OpenOptions,
        seed: &str,
    ) -> Result<Self, StoreError> {
        Self::create_fresh(path, options, Some(seed))
    }

    fn create_fresh(
        path: &Path,
        options: &OpenOptions,
        seed: Option<&str>,
    ) -> Result<Self, StoreError> {
        let path = files::behind(path)?;
        opening::check_place(&path)?;
        if !made(&path, options, seed)? {
            return Err(StoreError::Occupied { path });
        }
        Self::start(&path, options)
    }

    fn start(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        let writer = with_room(path, || opening::writer(path, options));
        if matches!(writer, Err(StoreError::ReadOnly { .. })) {
            return Self::start_reading(path, options);
        }
        let write = writer?;
        files::keep_all_private(path);
        birth::sweep(path);
        let reads = Reads { conn: opening::reader(path, options)?, path: Arc::from(path) };
        let standing = reads.trouble(standing(&reads.conn, path, &options.machine))?;
        if options.ballast_bytes > 0 {
            ballast::lay(path, options.ballast_bytes);
        }
        Ok(Self::of(reads, write, standing, options, Access::Write))
    }

    fn start_reading(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        let looked = opening::inspect_own(path, options)?;
        let write = opening::inspect_own(path, options)?.conn;
        let reads = Reads { conn: looked.conn, path: Arc::from(path) };
        let standing = reads.trouble(standing(&reads.conn, path, &options.machine))?;
        Ok(Self::of(reads, write, standing, options, Access::Read(looked.lay)))
    }

    fn of(
        reads: Reads<Link>,
        write: Link,
        standing: Standing,
        options: &OpenOptions,
        access: Access,
    ) -> Self {
        reads.conn.knows_its_log();
        write.knows_its_log();
        let (options, pen) = (options.clone(), Pen::default());
        let files = Files::at(&reads.path);
        Self { reads, write, options, standing, pen, files, access, has_written: false }
    }

    /// Whether the store can only be read: the file, its folder or its disk may not be written.
    pub fn is_read_only(&self) -> bool {
        self.access != Access::Write
    }

    /// Whether another store lies at the path by now, or another log, or where the store is only
    /// read, something new: [`Store::reopen`] opens what is there.
    pub fn is_behind(&self) -> bool {
        let path = self.path();
        let is_changed = match self.access {
            Access::Read(Some(stamp)) => Stamp::of(path) != stamp,
            Access::Read(None) | Access::Write => false,
        };
        path.exists() && (is_changed || !self.files.are_at(path))
    }

    /// Closes every connection and opens the store that lies at the path now.
    ///
    /// # Errors
    /// [`StoreError::Moved`] where that cannot be told from the one before in this process, which
    /// then stays as it was; else as [`Store::open`], and the store is closed until a later call.
    pub fn reopen(&mut self) -> Result<(), StoreError> {
        let path = self.path().to_path_buf();
        let own: Vec<_> = self.reads.conn.held().into_iter().chain(self.write.held()).collect();
        // What the log holds belongs to the database that was opened, and not to another one.
        let lost = self.files.have_lost_their_database(&path);
        let is_empty = !lost || self.moves_its_log();
        if !path.exists() || !is_empty || held::has_another_log(&path, &own) {
            return Err(StoreError::Moved { path });
        }
        self.close()?;
        *self = Self::open(&path, &self.options)?;
        Ok(())
    }

    /// Lets go of the files until the store is [reopened](Store::reopen); what is asked meanwhile
    /// finds nothing, and nothing can be written.
    ///
    /// # Errors
    /// [`StoreError`] where not even that can be done.
    pub fn close(&mut self) -> Result<(), StoreError> {
        self.empty_log();
        let path = Arc::clone(&self.reads.path);
        let nowhere = || Link::in_memory().map_err(|error| StoreError::from_sqlite(&path, error));
        self.reads.conn = nowhere()?;
        self.write = nowhere()?;
        self.files = Files::default();
        self.has_written = false;
        Ok(())
    }

    /// Moves what the log holds into the database and empties it, so that the one file is the
    /// whole store; where another program is reading or writing, it does so when it closes.
    fn empty_log(&self) {
        let path = self.path();
        let is_ours = self.files.are_at(path) || self.files.have_lost_their_database(path);
        if self.has_written && is_ours {
            self.moves_its_log();
        }
    }

    /// Moves what the log holds into the database that was opened, wherever that lies, and empties
    /// it; answers whether nobody stood in the way.
    fn moves_its_log(&self) -> bool {
        let Ok(_turn) = Turn::to_write(self.path(), Duration::ZERO) else { return false };
        let _ = self.write.busy_timeout(Duration::ZERO);
        let blocked =
            self.write.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        let _ = self.write.busy_timeout(self.options.busy_timeout);
        blocked.is_ok_and(|blocked| blocked == 0)
    }

    /// Refuses what would write a store that can only be read, and what would write to files that
    /// nobody finds again.
    fn ready_to_write(&self) -> Result<(), StoreError> {
        let path = self.path();
        if self.is_read_only() {
            return Err(StoreError::ReadOnly { path: path.to_path_buf() });
        }
        self.still_there()
    }

    fn still_there(&self) -> Result<(), StoreError> {
        match self.files.are_at(self.path()) {
            true => Ok(()),
            false => Err(StoreError::Moved { path: self.path().to_path_buf() }),
        }
    }

    /// Runs `work` in one transaction, which no other program's write can come between.
    ///
    /// All of it is durable when this returns, or nothing is stored. On a full disk the ballast is
    /// given back and `work` runs once more, so it must not keep what it learned the first time.
    ///
    /// # Errors
    /// The error of `work`, or [`StoreError`] where the store cannot be written.
    /// [`StoreError::Moved`] where the files that were written are no longer those at the path:
    /// then nothing counts as stored, and the same `work` may be done again once the store is
    /// [reopened](Store::reopen).
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnMut(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_as(Kind::Change, work)
    }

    /// The same for drafts alone. The change number stays: no view shows drafts while they are
    /// typed, and nothing has to be looked at anew every second.
    ///
    /// # Errors
    /// As [`Store::write`] has them.
    pub fn write_drafts<T, E: From<StoreError>>(
        &mut self,
        work: impl FnMut(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_as(Kind::Draft, work)
    }

    fn write_as<T, E: From<StoreError>>(
        &mut self,
        kind: Kind,
        mut work: impl FnMut(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.ready_to_write()?;
        let path = Arc::clone(&self.reads.path);
        let taken = |_| StoreError::Locked { path: path.to_path_buf() };
        let _turn = Turn::to_write(&path, self.options.busy_timeout).map_err(taken)?;
        let mut met_full_disk = false;
        let first = self.attempt(kind, &mut work, &mut met_full_disk);
        if met_full_disk && ballast::free(self.path()) {
            // What the failed attempt left in the log is in the way of the second one.
            let _ = self.write.execute_batch("PRAGMA wal_checkpoint(PASSIVE)");
            return self.attempt(kind, &mut work, &mut met_full_disk);
        }
        first
    }

    fn attempt<T, E: From<StoreError>>(
        &mut self,
        kind: Kind,
        work: &mut impl FnMut(&mut Writer<'_>) -> Result<T, E>,
        met_full_disk: &mut bool,
    ) -> Result<T, E> {
        let path = Arc::clone(&self.reads.path);
        let mut trouble = |error| {
            let error = StoreError::from_sqlite(&path, error);
            *met_full_disk |= matches!(error, StoreError::Full { .. });
            E::from(error)
        };
        let transaction = Transaction::new_unchecked(&self.write, TransactionBehavior::Immediate)
            .map_err(&mut trouble)?;
        let reads = Reads { conn: &*transaction, path: Arc::clone(&self.reads.path) };
        let mut writer = Writer::new(reads, &self.options.machine, self.standing.clone(), kind)?;
        let answer = work(&mut writer);
        let (change, replica) = (writer.change(), writer.used_replica());
        let hashes = writer.appended.iter().map(|(_, hash)| *hash).collect();
        let worker_met_full_disk = writer.met_full_disk;
        drop(writer);
        match answer {
            Ok(answer) => {
                transaction.commit().map_err(&mut trouble)?;
                self.has_written = true;
                // What went to files that are no longer at their names is not saved.
                self.still_there()?;
                self.settle(change, replica, hashes);
                Ok(answer)
            }
            Err(error) => {
                drop(transaction);
                *met_full_disk |= worker_met_full_disk;
                Err(error)
            }
        }
    }

    /// Remembers what was committed, here and in the file beside the store.
    fn settle(&mut self, change: u64, replica: Option<[u8; 16]>, hashes: Vec<[u8; 32]>) {
        let Some(replica) = replica else { return };
        let minted = self.standing.must_mint || self.standing.replica != replica;
        self.standing = Standing { replica, must_mint: false };
        if minted || !hashes.is_empty() {
            let machine = self.options.machine.clone();
            self.pen.write(&self.reads.path, &Heads { machine, replica, change, hashes });
        }
    }

    /// Takes over the replica that a restore brought in.
    fn settle_identity(&mut self) -> Result<(), StoreError> {
        let conn = &self.write;
        let (replica, change) = self.trouble(
            identity::replica(conn).and_then(|replica| Ok((replica, identity::change(conn)?))),
        )?;
        if let Some(replica) = replica {
            self.standing.must_mint = true;
            self.settle(change, Some(replica.id), Vec::new());
        }
        Ok(())
    }

    /// Facts about the store for a person.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read.
    pub fn info(&self) -> Result<StoreInfo, StoreError> {
        let conn = &self.conn;
        let count = |sql| self.trouble(conn.query_row(sql, [], |row| row.get::<_, i64>(0)));
        let replica = self.trouble(identity::replica(conn))?;
        Ok(StoreInfo {
            path: self.path().to_path_buf(),
            bytes: std::fs::metadata(self.path()).map_or(0, |found| found.len()),
            version: self.trouble(migrations::version(conn))?.unsigned_abs(),
            sqlite: rusqlite::version(),
            replica: replica.unwrap_or(Replica {
                id: self.standing.replica,
                parent: None,
                machine: self.options.machine.clone(),
            }),
            mints_next: self.standing.must_mint,
            change: self.change_number()?,
            events: count("SELECT count(*) FROM events")?.cast_unsigned(),
            incidents: count("SELECT count(*) FROM incident_tips")?.cast_unsigned(),
            sample: self.sample_seed()?,
            backups: backup::dated(self.path()),
            scrub_is_due: self.scrub_is_due()?,
            has_ballast: ballast::path(self.path()).exists(),
        })
    }

    /// Puts a piece of evidence beside the store and answers its hash, to be named by an event.
    ///
    /// # Errors
    /// [`StoreError::EvidenceTooLarge`], or the file's trouble; no half file is left.
    pub fn put_evidence(&self, bytes: &[u8]) -> Result<[u8; 32], StoreError> {
        self.ready_to_write()?;
        evidence::put(self.path(), bytes)
    }

    /// The content of a piece of evidence.
    ///
    /// # Errors
    /// [`StoreError::NoEvidence`], or [`StoreError::EvidenceChanged`] where it is not what its
    /// hash says.
    pub fn evidence(&self, hash: &[u8; 32]) -> Result<Vec<u8>, StoreError> {
        evidence::get(self.path(), hash)
    }

    /// Takes the search index away: it is made anew from what is stored now.
    ///
    /// # Errors
    /// [`StoreError`] where its file cannot be removed.
    pub fn forget_search(&self) -> Result<(), StoreError> {
        search::remove(self.path())
            .map_err(|error| StoreError::file(&search::path(self.path()), "removed", error))
    }

    /// Where a piece of evidence lies, for opening it in another program.
    pub fn evidence_path(&self, hash: &[u8; 32]) -> PathBuf {
        evidence::path(self.path(), hash)
    }

    /// Puts rows of incidents into a copy of the store in memory, which is read from now on: a store
    /// that cannot be written shows them all the same.
    ///
    /// # Errors
    /// [`StoreError`] where the copy cannot be made.
    pub fn show_rows(&mut self, rows: &[IncidentRow]) -> Result<(), StoreError> {
        let lay = Stamp::of(self.path());
        let made = opening::in_memory(&self.write).and_then(|copy| {
            rows.iter().try_for_each(|row| incidents::put(&copy, row))?;
            Ok(copy)
        });
        self.reads.conn = self.trouble(made)?;
        self.access = Access::Read(Some(lay));
        Ok(())
    }

    /// Sets the space for a full disk aside again, where there is room; answers whether it is set
    /// aside. Called at idle and after opening.
    pub fn lay_ballast(&self) -> bool {
        let is_wanted = self.options.ballast_bytes > 0 && !self.is_read_only();
        is_wanted && ballast::lay(self.path(), self.options.ballast_bytes)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.empty_log();
    }
}

/// Makes the store where nothing lies at its path; answers whether it was made here.
fn made(path: &Path, options: &OpenOptions, seed: Option<&str>) -> Result<bool, StoreError> {
    with_room(path, || birth::make(path, options, seed))
}

/// Does something once more with the ballast given back, where the disk was full: not even the
/// log's index finds room then, and a new process could not so much as read.
fn with_room<T>(path: &Path, work: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    match work() {
        Err(StoreError::Full { .. }) if ballast::free(path) => work(),
        other => other,
    }
}

/// Whether the file beside the store shows that this is still the store that was written last.
///
/// The file is read before the store: what another process commits in between is then only newer.
fn standing(conn: &Connection, path: &Path, machine: &str) -> rusqlite::Result<Standing> {
    let heads = sidecar::read_settled(path);
    let replica = identity::replica(conn)?.map(|replica| replica.id).unwrap_or_default();
    let Some(heads) = heads else {
        return Ok(Standing { replica, must_mint: true });
    };
    let mut is_ahead = heads.change > identity::change(conn)?;
    for hash in &heads.hashes {
        is_ahead |= !events::has_hash(conn, hash)?;
    }
    let must_mint = is_ahead || heads.machine != machine || heads.replica != replica;
    Ok(Standing { replica, must_mint })
}

/// The path with more letters at its end, as SQLite names the files beside a database.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Makes a rename in this folder durable, where the system lets a folder be opened.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SQLite's own limit on pages gives the same answer as a disk without room.
    #[test]
    fn a_full_disk_gives_the_ballast_back_and_stores_the_act() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("kneeboard.db");
        let options = OpenOptions { ballast_bytes: 4096, ..OpenOptions::on("laptop") };
        let mut store = Store::create(&path, &options).unwrap();
        let text = "x".repeat(100_000);
        let long = DraftRow { name: "note".into(), text, at_ms: 0 };
        let limit = |store: &Store, pages: i64| {
            store
                .write
                .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
                .unwrap();
        };
        limit(&store, 1);
        let mut tries = 0;
        let outcome = store.write(|writer| {
            tries += 1;
            writer.put_draft(&long)
        });
        assert!(matches!(outcome, Err(StoreError::Full { .. })));
        assert_eq!(tries, 2, "once more without the ballast");
        assert!(!ballast::path(&path).exists());
        assert!(store.drafts().unwrap().is_empty());
        limit(&store, 1_000_000);
        store.write(|writer| writer.put_draft(&long)).unwrap();
        assert_eq!(store.drafts().unwrap(), vec![long]);
        assert!(store.lay_ballast());
    }
}
