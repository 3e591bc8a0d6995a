//! The store: one SQLite file that events are appended to, and the files beside it.
//!
//! The only user of SQLite. It knows rows, chains and hashes, and nothing of what an event means:
//! the door maps between these rows and the record. Beside `<store>` lie `<store>.heads` (which
//! machine wrote last), `<store>.evidence/`, `<store>.backups/`, `<store>.ballast`,
//! `<store>.search` (the index, which may be deleted) and, while a file is being written,
//! `<store>.unfinished-…`.

mod backup;
mod ballast;
mod check;
mod copies;
mod digest;
mod documents;
mod drafts;
mod errors;
mod events;
mod evidence;
mod exports;
mod heads;
mod identity;
mod incidents;
mod migrations;
mod missing;
mod opening;
mod own;
mod place;
mod reads;
mod redactions;
mod restore;
mod scrub;
mod search;
mod sidecar;
mod unfinished;
mod words;
mod writer;

use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use check::Trouble;
pub use copies::CopyKind;
pub use digest::digest_of;
pub use documents::{PublishedRow, RevisionRow, revision_hash};
pub use drafts::DraftRow;
pub use errors::StoreError;
pub use events::{EventRow, NewEvent, REDACTED, hash_of};
pub use evidence::{EVIDENCE_LIMIT, evidence_hash};
pub use identity::Replica;
pub use incidents::IncidentRow;
pub use opening::OpenOptions;
pub use reads::{Reader, Reads, StoredEvent};
pub use redactions::Redaction;
pub use restore::Restored;
pub use scrub::Leftover;
pub use search::{CaughtUp, SearchIndex};
pub use sidecar::{Head, MOST_EVENTS};
pub use unfinished::Unfinished;
pub use words::{WordsRow, words_digest};
pub use writer::{Arrival, Writer};

use sidecar::{Heads, Pen};
use writer::{Kind, Standing};

/// An open store. Reading methods come from [`Reads`]; every change goes through [`Store::write`].
#[derive(Debug)]
pub struct Store {
    reads: Reads<Connection>,
    write: Connection,
    options: OpenOptions,
    standing: Standing,
    pen: Pen,
}

impl Deref for Store {
    type Target = Reads<Connection>;

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
    /// Opens the store at `path`, which must exist.
    ///
    /// # Errors
    /// [`StoreError`]; a file that is refused is not touched.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        opening::check_place(path)?;
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_path_buf() });
        }
        Self::start(path, options, None)
    }

    /// Opens the store at `path`, making an empty one where there is none.
    ///
    /// # Errors
    /// As [`Store::open`]; where making it fails nothing is left behind.
    pub fn open_or_create(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        opening::check_place(path)?;
        Self::start(path, options, None)
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
        opening::check_place(path)?;
        if path.exists() {
            return Err(StoreError::Occupied { path: path.to_path_buf() });
        }
        Self::start(path, options, seed)
    }

    fn start(path: &Path, options: &OpenOptions, seed: Option<&str>) -> Result<Self, StoreError> {
        let at_birth = |conn: &Connection| {
            if let Some(seed) = seed {
                identity::mark_as_sample(conn, seed)?;
            }
            let born = identity::mint(conn, &options.machine)?;
            sidecar::write(path, &heads_at_birth(born));
            Ok(())
        };
        let mut opened = opening::writer(path, options, at_birth);
        // On a full disk even the log's index finds no room: a new process could not read, then.
        if matches!(opened, Err(StoreError::Full { .. })) && ballast::free(path) {
            opened = opening::writer(path, options, at_birth);
        }
        let write = opened?;
        let reads = Reads { conn: opening::reader(path, options)?, path: Arc::from(path) };
        let standing = reads.trouble(standing(&reads.conn, path, &options.machine))?;
        if options.ballast_bytes > 0 {
            ballast::lay(path, options.ballast_bytes);
        }
        Ok(Self { reads, write, options: options.clone(), standing, pen: Pen::default() })
    }

    /// Runs `work` in one transaction, which no other program's write can come between.
    ///
    /// All of it is durable when this returns, or nothing is stored. On a full disk the ballast is
    /// given back and `work` runs once more, so it must not keep what it learned the first time.
    ///
    /// # Errors
    /// The error of `work`, or [`StoreError`] where the store cannot be written.
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
        let answer = work(&mut writer)
            .and_then(|answer| writer.write_ends().map(|()| answer).map_err(E::from));
        let (change, replica) = (writer.change(), writer.used_replica());
        let appended = std::mem::take(&mut writer.appended);
        let worker_met_full_disk = writer.met_full_disk;
        drop(writer);
        match answer {
            Ok(answer) => {
                transaction.commit().map_err(&mut trouble)?;
                self.settle(change, replica, appended);
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
    fn settle(&mut self, change: u64, replica: Option<[u8; 16]>, events: Vec<Head>) {
        let Some(replica) = replica else { return };
        let minted = self.standing.must_mint || self.standing.replica != replica;
        self.standing = Standing { replica, must_mint: false, missing: Vec::new() };
        if minted || !events.is_empty() {
            let machine = self.options.machine.clone();
            self.pen.write(&self.reads.path, &Heads { machine, replica, change, events });
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

    /// The events that this machine recorded and that the store has lost, the oldest first: an older
    /// copy was put back, or the log was cut. Empty again once they have arrived.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read.
    pub fn missing(&self) -> Result<Vec<Head>, StoreError> {
        let mut missing = self.trouble(missing::kept(&self.conn))?;
        for head in &self.standing.missing {
            let is_here = self.trouble(events::has_hash(&self.conn, &head.hash))?;
            if !is_here && !missing.contains(head) {
                missing.push(*head);
            }
        }
        Ok(missing)
    }

    /// Notes that a document is being written to this path, so that what is left of it is cleared
    /// away where this process is killed meanwhile. To be kept until it is written.
    pub fn writing(&self, path: &Path) -> Unfinished {
        Unfinished::document(&self.path, path)
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
            version: self.trouble(migrations::version(conn))?,
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

    /// Sets the space for a full disk aside again, where there is room; answers whether it is set
    /// aside. Called at idle and after opening.
    pub fn lay_ballast(&self) -> bool {
        self.options.ballast_bytes > 0 && ballast::lay(self.path(), self.options.ballast_bytes)
    }
}

fn heads_at_birth(replica: Replica) -> Heads {
    Heads { machine: replica.machine, replica: replica.id, change: 0, events: Vec::new() }
}

/// Whether the file beside the store shows that this is still the store that was written last.
///
/// The file is read before the store: what another process commits in between is then only newer.
fn standing(conn: &Connection, path: &Path, machine: &str) -> rusqlite::Result<Standing> {
    let heads = sidecar::read_settled(path);
    let replica = identity::replica(conn)?.map(|replica| replica.id).unwrap_or_default();
    let Some(heads) = heads else {
        return Ok(Standing { replica, must_mint: true, missing: Vec::new() });
    };
    let missing = missing::new_in(conn, &heads, machine)?;
    let is_ahead = heads.change > identity::change(conn)? || !missing.is_empty();
    let must_mint = is_ahead || heads.machine != machine || heads.replica != replica;
    Ok(Standing { replica, must_mint, missing })
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
