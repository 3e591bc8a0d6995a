//! One write transaction.

use std::ops::Deref;
use std::path::Path;

use rusqlite::Connection;

use crate::event::{LARGEST_NUMBER, MOST_AFTER};

use super::copies::CopyKind;
use super::documents::{PublishedRow, RevisionRow};
use super::drafts::DraftRow;
use super::events::{EventRow, NewEvent, hash_of};
use super::identity::Replica;
use super::incidents::IncidentRow;
use super::reads::Reads;
use super::redactions::Redaction;
use super::sidecar::Head;
use super::words::WordsRow;
use super::{
    StoreError, copies, digest, documents, drafts, events, exports, heads, identity, incidents,
    missing, redactions, words,
};

/// What became of an event from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is new here.
    Appended,
    /// It was here before.
    AlreadyThere,
    /// It is new, and another event holds its number: both are kept.
    Fork,
}

/// The replica that this store was when it was opened, and whether a new one is due.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) replica: [u8; 16],
    pub(super) must_mint: bool,
    /// What the file beside the store names and the store lacks, to be kept with the next replica.
    pub(super) missing: Vec<Head>,
}

/// What a transaction writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something that views show: the change number is raised.
    Change,
    /// What somebody is typing.
    Draft,
}

/// A transaction that has the only right to write; all of it is stored, or nothing.
#[derive(Debug)]
pub struct Writer<'a> {
    reads: Reads<&'a Connection>,
    machine: &'a str,
    standing: Standing,
    change: u64,
    replica: Option<Replica>,
    /// The events appended, for the file beside the store.
    pub(super) appended: Vec<Head>,
    /// The ends of incidents that events from elsewhere have moved, not yet written.
    gathering: heads::Gathering,
    position: i64,
    pub(super) met_full_disk: bool,
}

impl<'a> Deref for Writer<'a> {
    type Target = Reads<&'a Connection>;

    fn deref(&self) -> &Self::Target {
        &self.reads
    }
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        reads: Reads<&'a Connection>,
        machine: &'a str,
        standing: Standing,
        kind: Kind,
    ) -> Result<Self, StoreError> {
        let change = reads.trouble(match kind {
            Kind::Change => identity::raise_change(reads.conn),
            Kind::Draft => identity::change(reads.conn),
        })?;
        Ok(Self {
            reads,
            machine,
            standing,
            change,
            replica: None,
            appended: Vec::new(),
            gathering: heads::Gathering::default(),
            position: 0,
            met_full_disk: false,
        })
    }

    /// The number that the store will carry once this transaction is stored.
    pub fn change(&self) -> u64 {
        self.change
    }

    /// The replica that events appended here carry; a new one where the store was copied.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be written, as for every method below.
    pub fn replica(&mut self) -> Result<[u8; 16], StoreError> {
        if let Some(replica) = &self.replica {
            return Ok(replica.id);
        }
        let conn = self.reads.conn;
        let present = self.reads.trouble(identity::replica(conn))?;
        let replica = match present {
            // Another process may have minted since this one looked at the file beside the store.
            Some(present) if !(self.standing.must_mint && present.id == self.standing.replica) => {
                present
            }
            _ => {
                let minted = missing::keep(conn, &self.standing.missing)
                    .and_then(|()| identity::mint(conn, self.machine));
                self.written(minted)?
            }
        };
        Ok(self.replica.insert(replica).id)
    }

    /// The position of the event that was appended last; 0 before the first.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// The replica, where this transaction had to know it.
    pub(super) fn used_replica(&self) -> Option<[u8; 16]> {
        self.replica.as_ref().map(|replica| replica.id)
    }

    /// Appends an event of this store at the end of its chain and of the incident.
    ///
    /// Number, chain, heads, counter and hash are filled in; the answer is the row as stored. Of a
    /// great many heads it follows some, and the next event others.
    ///
    /// # Errors
    /// [`StoreError::NumbersUsedUp`] where the next number is one that nobody would read.
    pub fn append_local(&mut self, new: NewEvent) -> Result<EventRow, StoreError> {
        self.write_ends()?;
        let replica = self.replica()?;
        let conn = self.reads.conn;
        let tip = self.tip(&replica, &new.incident)?;
        let mut end = self.reads.trouble(heads::of_incident(conn, &new.incident))?;
        let mut left = end.heads.split_off(end.heads.len().min(MOST_AFTER));
        let mut row = EventRow {
            id: new.id,
            incident: new.incident,
            act: new.act,
            replica,
            seq: next_number(tip.map_or(0, |(seq, _)| seq))?,
            prev: tip.map(|(_, hash)| hash),
            hash: [0; 32],
            after: end.heads,
            counter: next_number(end.counter)?,
            kind: new.kind,
            version: new.version,
            recorded_ms: new.recorded_ms,
            offset_min: new.offset_min,
            role: new.role,
            via: new.via,
            body: new.body,
            words_digest: new.words.as_ref().map(WordsRow::digest),
        };
        row.hash = hash_of(&row);
        left.retain(|head| Some(*head) != row.prev);
        let stored = events::insert(conn, &row)
            .inspect(|()| self.position = conn.last_insert_rowid())
            .and_then(|()| match &new.words {
                Some(words) => words::insert(conn, &row.id, words),
                None => Ok(()),
            })
            .and_then(|()| heads::advance(conn, &row, &left));
        self.written(stored)?;
        self.appended.push(Head {
            hash: row.hash,
            incident: row.incident,
            event: row.id,
            recorded_ms: row.recorded_ms,
            offset_min: row.offset_min,
        });
        Ok(row)
    }

    /// Takes in an event from elsewhere, whatever of its chain is here already.
    ///
    /// Words of a redacted event are dropped; words that come later than their event are added.
    ///
    /// # Errors
    /// [`StoreError::Altered`] where hash, digest or id do not fit.
    pub fn append_foreign(
        &mut self,
        row: &EventRow,
        words: Option<&WordsRow>,
    ) -> Result<Arrival, StoreError> {
        refuse_altered(row, words)?;
        let conn = self.reads.conn;
        let arrival = match self.event(&row.id)? {
            Some(there) if there.hash == row.hash => Arrival::AlreadyThere,
            Some(_) => return Err(altered(row, "another event here has the same id")),
            None => self.append_unseen(row)?,
        };
        if let Some(words) = words
            && !self.is_redacted(&row.id)?
            && self.words(&row.id)?.is_none()
        {
            let stored = words::insert(conn, &row.id, words);
            self.written(stored)?;
        }
        Ok(arrival)
    }

    /// Writes the ends of incidents where events from elsewhere have moved them; heads and counters
    /// of these are as before until then.
    pub(super) fn write_ends(&mut self) -> Result<(), StoreError> {
        let done = self.gathering.write(self.reads.conn);
        self.written(done)
    }

    fn append_unseen(&mut self, row: &EventRow) -> Result<Arrival, StoreError> {
        let conn = self.reads.conn;
        // An event under our own name that we do not know was written by a copy of this store.
        if self.replica()? == row.replica {
            let minted = identity::mint(conn, self.machine);
            self.replica = Some(self.written(minted)?);
        }
        let is_fork = self.reads.trouble(events::place_is_taken(conn, row))?;
        let gathering = &mut self.gathering;
        let stored = events::insert(conn, row).and_then(|()| gathering.merge(conn, row));
        self.written(stored)?;
        Ok(if is_fork { Arrival::Fork } else { Arrival::Appended })
    }

    /// Erases the words of events; call [`Store::scrub`](super::Store::scrub) once it is stored.
    ///
    /// The projections of the incident are the caller's to write again in the same transaction.
    pub fn redact(&mut self, redaction: &Redaction) -> Result<(), StoreError> {
        let done = redactions::apply(self.reads.conn, redaction);
        self.written(done)
    }

    /// Writes a file down that holds recorded words and that no erasure reaches into: a copy of one
    /// incident, or of the store.
    pub fn put_copy(
        &mut self,
        path: &Path,
        what: CopyKind,
        incident: Option<&[u8; 16]>,
    ) -> Result<(), StoreError> {
        let done = copies::put(self.reads.conn, &self.reads.path, path, what, incident);
        self.written(done)
    }

    /// Writes an incident's row, over the one that is there.
    pub fn put_incident_row(&mut self, row: &IncidentRow) -> Result<(), StoreError> {
        let done = incidents::put(self.reads.conn, row);
        self.written(done)
    }

    /// Stores a revision and answers its hash; the same one again changes nothing.
    pub fn put_revision(&mut self, row: &RevisionRow) -> Result<[u8; 32], StoreError> {
        let done = documents::put(self.reads.conn, row);
        self.written(done)
    }

    /// Keeps a published document, or replaces its bytes for a redaction.
    pub fn put_published(&mut self, row: &PublishedRow) -> Result<(), StoreError> {
        let done = documents::publish(self.reads.conn, row);
        self.written(done)
    }

    /// Keeps where this machine wrote the export that an event tells of.
    pub fn put_export_path(&mut self, event: &[u8; 16], path: &str) -> Result<(), StoreError> {
        let done = exports::put(self.reads.conn, event, path);
        self.written(done)
    }

    /// Keeps a draft, over the one that is there.
    pub fn put_draft(&mut self, row: &DraftRow) -> Result<(), StoreError> {
        let done = drafts::put(self.reads.conn, row);
        self.written(done)
    }

    /// Lets a draft go.
    pub fn drop_draft(&mut self, name: &str) -> Result<(), StoreError> {
        let done = drafts::drop(self.reads.conn, name);
        self.written(done)
    }

    pub(super) fn scrub_is_done(&mut self, known: i64) -> Result<(), StoreError> {
        let done = redactions::settle(self.reads.conn, known);
        self.written(done)
    }

    /// Remembers a full disk, for which the transaction is tried once more without the ballast.
    fn written<T>(&mut self, answer: rusqlite::Result<T>) -> Result<T, StoreError> {
        let answer = self.reads.trouble(answer);
        self.met_full_disk |= matches!(answer, Err(StoreError::Full { .. }));
        answer
    }
}

/// The number behind this one, which somebody else may have written there.
fn next_number(number: u64) -> Result<u64, StoreError> {
    let next = number.checked_add(1).filter(|next| *next <= LARGEST_NUMBER);
    next.ok_or(StoreError::NumbersUsedUp)
}

fn refuse_altered(row: &EventRow, words: Option<&WordsRow>) -> Result<(), StoreError> {
    if hash_of(row) != row.hash {
        return Err(altered(row, "its content does not give its hash"));
    }
    let is_number = |number: u64| (1..=LARGEST_NUMBER).contains(&number);
    if !is_number(row.seq) || !is_number(row.counter) {
        return Err(altered(row, "its numbers are out of range"));
    }
    match words {
        Some(words) if row.words_digest != Some(words.digest()) => {
            Err(altered(row, "its words do not give its digest"))
        }
        _ => Ok(()),
    }
}

fn altered(row: &EventRow, why: &'static str) -> StoreError {
    StoreError::Altered { event: digest::hex(&row.id), why }
}
