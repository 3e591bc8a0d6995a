//! What can be asked of a store, in a transaction or outside.

use std::borrow::Borrow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::copies::CopyKind;
use super::documents::{PublishedRow, RevisionRow};
use super::drafts::DraftRow;
use super::events::EventRow;
use super::incidents::IncidentRow;
use super::words::WordsRow;
use super::{
    OpenOptions, StoreError, copies, documents, drafts, events, exports, heads, identity,
    incidents, opening, redactions, words,
};

/// An event with its position in this store and its words, where it has any and they are not erased.
pub type StoredEvent = (i64, EventRow, Option<WordsRow>);

/// Everything that only reads. [`Store`](super::Store) and [`Writer`](super::Writer) have these
/// methods too; a writer sees what it has written so far.
#[derive(Debug)]
pub struct Reads<C> {
    pub(super) conn: C,
    pub(super) path: Arc<Path>,
}

/// A store that is read beside whoever writes it.
pub type Reader = Reads<Connection>;

impl Reader {
    /// The store at `path` for reading alone, beside whoever writes it.
    ///
    /// # Errors
    /// [`StoreError`] where there is none that can be read.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        opening::check_place(path)?;
        Ok(Self { conn: opening::inspect(path, options)?, path: Arc::from(path) })
    }
}

impl<C: Borrow<Connection>> Reads<C> {
    /// The store's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The events of an incident after a position, in the order they were stored here; 0 for all.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read, as for every method below.
    pub fn events(
        &self,
        incident: &[u8; 16],
        after_pos: i64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.trouble(events::after(self.conn.borrow(), incident, after_pos))
    }

    /// One event by its id.
    pub fn event(&self, id: &[u8; 16]) -> Result<Option<EventRow>, StoreError> {
        self.trouble(events::by_id(self.conn.borrow(), id))
    }

    /// How many events an incident has here.
    pub fn event_count(&self, incident: &[u8; 16]) -> Result<u64, StoreError> {
        self.trouble(events::count(self.conn.borrow(), incident))
    }

    /// Where this machine wrote the export that an event tells of; `None` where another one did.
    pub fn export_path(&self, event: &[u8; 16]) -> Result<Option<String>, StoreError> {
        self.trouble(exports::of(self.conn.borrow(), event))
    }

    /// The words of an event.
    pub fn words(&self, event: &[u8; 16]) -> Result<Option<WordsRow>, StoreError> {
        self.trouble(words::of(self.conn.borrow(), event))
    }

    /// The events whose words hold these bytes.
    pub fn events_saying(&self, part: &[u8]) -> Result<Vec<[u8; 16]>, StoreError> {
        self.trouble(words::holding(self.conn.borrow(), part))
    }

    /// The documents that have a revision whose text holds this.
    pub fn documents_saying(&self, part: &str) -> Result<Vec<String>, StoreError> {
        self.trouble(documents::saying(self.conn.borrow(), part))
    }

    /// The files that hold an event and that no erasure reaches into, as far as they are known.
    pub fn copies_holding(&self, event: &[u8; 16]) -> Result<Vec<(PathBuf, CopyKind)>, StoreError> {
        self.trouble(copies::holding(self.conn.borrow(), &self.path, event))
    }

    /// The events that an act appended; none where the act is new.
    pub fn act_events(&self, act: &[u8; 16]) -> Result<Vec<EventRow>, StoreError> {
        self.trouble(events::of_act(self.conn.borrow(), act))
    }

    /// The number and hash of a replica's last event in an incident.
    pub fn tip(
        &self,
        replica: &[u8; 16],
        incident: &[u8; 16],
    ) -> Result<Option<(u64, [u8; 32])>, StoreError> {
        self.trouble(heads::of_replica(self.conn.borrow(), replica, incident))
    }

    /// The hashes of the events of an incident that none follows, in ascending order.
    pub fn heads(&self, incident: &[u8; 16]) -> Result<Vec<[u8; 32]>, StoreError> {
        Ok(self.trouble(heads::of_incident(self.conn.borrow(), incident))?.heads)
    }

    /// The largest counter of an incident; 0 where it has no event.
    pub fn max_counter(&self, incident: &[u8; 16]) -> Result<u64, StoreError> {
        Ok(self.trouble(heads::of_incident(self.conn.borrow(), incident))?.counter)
    }

    /// Whether the words of this event were erased, or will be dropped when they come.
    pub fn is_redacted(&self, event: &[u8; 16]) -> Result<bool, StoreError> {
        self.trouble(redactions::is_redacted(self.conn.borrow(), event))
    }

    /// The incidents with events after a position, each with the position of its last one, in
    /// ascending order of these.
    pub fn incidents_after(&self, pos: i64) -> Result<Vec<([u8; 16], i64)>, StoreError> {
        self.trouble(events::changed(self.conn.borrow(), pos))
    }

    /// The incidents that have an event of this kind after a position.
    pub fn incidents_with(&self, kind: &str, pos: i64) -> Result<Vec<[u8; 16]>, StoreError> {
        self.trouble(events::with_kind(self.conn.borrow(), kind, pos))
    }

    /// The position of the last event; 0 where there is none.
    pub fn newest_position(&self) -> Result<i64, StoreError> {
        self.trouble(events::newest_position(self.conn.borrow()))
    }

    /// The hash of the event at a position.
    pub fn event_hash(&self, pos: i64) -> Result<Option<[u8; 32]>, StoreError> {
        self.trouble(events::hash_at(self.conn.borrow(), pos))
    }

    /// Every incident's row, the newest first.
    pub fn incidents(&self) -> Result<Vec<IncidentRow>, StoreError> {
        self.trouble(incidents::all(self.conn.borrow()))
    }

    /// One incident's row.
    pub fn incident(&self, incident: &[u8; 16]) -> Result<Option<IncidentRow>, StoreError> {
        self.trouble(incidents::one(self.conn.borrow(), incident))
    }

    /// The incidents whose handle begins with `prefix`. One that is called exactly so comes before
    /// all others, and where several are, it is these that are found.
    pub fn incident_by_handle_prefix(&self, prefix: &str) -> Result<Vec<IncidentRow>, StoreError> {
        self.trouble(incidents::by_handle_prefix(self.conn.borrow(), prefix))
    }

    /// Incidents whose row is missing or made by another projector.
    pub fn stale_incidents(&self, projector: u32) -> Result<Vec<[u8; 16]>, StoreError> {
        self.trouble(incidents::stale(self.conn.borrow(), projector))
    }

    /// The revisions of a document with their hashes; the first is number 1 here.
    pub fn revisions(&self, document: &str) -> Result<Vec<([u8; 32], RevisionRow)>, StoreError> {
        self.trouble(documents::of(self.conn.borrow(), document))
    }

    /// One revision by its hash.
    pub fn revision(&self, hash: &[u8; 32]) -> Result<Option<RevisionRow>, StoreError> {
        self.trouble(documents::of_hash(self.conn.borrow(), hash))
    }

    /// The newest revisions of the documents below a folder, such as `runbooks/`, with the name of
    /// each and without its text; two of one document wait to be merged.
    pub fn heads_below(&self, folder: &str) -> Result<Vec<([u8; 32], String)>, StoreError> {
        self.trouble(documents::heads_below(self.conn.borrow(), folder))
    }

    /// The newest revisions of one document, the later one here last.
    pub fn heads_of(&self, document: &str) -> Result<Vec<([u8; 32], RevisionRow)>, StoreError> {
        self.trouble(documents::heads_of(self.conn.borrow(), document))
    }

    /// The newest revision of a document; where two wait to be merged, the later one here.
    pub fn newest_revision(&self, document: &str) -> Result<Option<RevisionRow>, StoreError> {
        self.trouble(documents::newest(self.conn.borrow(), document))
    }

    /// The documents with revisions behind a number, each with the number of its last one, in
    /// ascending order of these.
    pub fn documents_after(&self, n: i64) -> Result<Vec<(String, i64)>, StoreError> {
        self.trouble(documents::changed(self.conn.borrow(), n))
    }

    /// The hash of the revision of a number.
    pub fn revision_hash(&self, n: i64) -> Result<Option<[u8; 32]>, StoreError> {
        self.trouble(documents::hash_at(self.conn.borrow(), n))
    }

    /// What was published of an incident, the oldest first.
    pub fn published(&self, incident: &[u8; 16]) -> Result<Vec<PublishedRow>, StoreError> {
        self.trouble(documents::published(self.conn.borrow(), incident))
    }

    /// One draft.
    pub fn draft(&self, name: &str) -> Result<Option<DraftRow>, StoreError> {
        self.trouble(drafts::of(self.conn.borrow(), name))
    }

    /// Every draft, by name.
    pub fn drafts(&self) -> Result<Vec<DraftRow>, StoreError> {
        self.trouble(drafts::all(self.conn.borrow()))
    }

    /// The number that every write transaction raises.
    pub fn change_number(&self) -> Result<u64, StoreError> {
        self.trouble(identity::change(self.conn.borrow()))
    }

    /// The seed of a sample store; `None` for a real one.
    pub fn sample_seed(&self) -> Result<Option<String>, StoreError> {
        self.trouble(identity::sample_seed(self.conn.borrow()))
    }

    /// The replica that writes here; absent only in a store that is being made.
    pub fn replica_id(&self) -> Result<Option<[u8; 16]>, StoreError> {
        let replica = self.trouble(identity::replica(self.conn.borrow()))?;
        Ok(replica.map(|replica| replica.id))
    }

    /// A number that changes whenever any program, this one included, has written the store.
    ///
    /// Cheap enough to ask every quarter of a second.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        let asked = self.conn.borrow().prepare_cached("PRAGMA data_version");
        self.trouble(asked.and_then(|mut asked| asked.query_row([], |row| row.get(0))))
    }

    /// Whether redacted bytes may still be in the file, a backup or the evidence folder.
    pub fn scrub_is_due(&self) -> Result<bool, StoreError> {
        self.trouble(redactions::is_due(self.conn.borrow()))
    }

    pub(super) fn trouble<T>(&self, answer: rusqlite::Result<T>) -> Result<T, StoreError> {
        answer.map_err(|error| StoreError::from_sqlite(&self.path, error))
    }
}
