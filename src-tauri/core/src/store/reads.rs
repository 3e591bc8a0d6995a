//! What can be asked of a store, in a transaction or outside.

use std::borrow::Borrow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::documents::{PublishedRow, RevisionRow};
use super::drafts::DraftRow;
use super::events::EventRow;
use super::incidents::IncidentRow;
use super::words::WordsRow;
use super::{StoreError, documents, drafts, events, heads, identity, incidents, redactions, words};

/// An event with its position in this store and its words, where it has any and they are not erased.
pub type StoredEvent = (i64, EventRow, Option<WordsRow>);

/// Everything that only reads. [`Store`](super::Store) and [`Writer`](super::Writer) have these
/// methods too; a writer sees what it has written so far.
#[derive(Debug)]
pub struct Reads<C> {
    pub(super) conn: C,
    pub(super) path: Arc<Path>,
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

    /// The words of an event.
    pub fn words(&self, event: &[u8; 16]) -> Result<Option<WordsRow>, StoreError> {
        self.trouble(words::of(self.conn.borrow(), event))
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

    /// Every incident's row, the newest first.
    pub fn incidents(&self) -> Result<Vec<IncidentRow>, StoreError> {
        self.trouble(incidents::all(self.conn.borrow()))
    }

    /// One incident's row.
    pub fn incident(&self, incident: &[u8; 16]) -> Result<Option<IncidentRow>, StoreError> {
        self.trouble(incidents::one(self.conn.borrow(), incident))
    }

    /// The incidents whose handle begins with `prefix`; a handle that is exactly it stands alone.
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

    /// The newest revisions of every document; two of one document wait to be merged.
    pub fn document_heads(&self) -> Result<Vec<([u8; 32], RevisionRow)>, StoreError> {
        self.trouble(documents::heads(self.conn.borrow()))
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

    /// Whether redacted bytes may still be in the file, a backup or the evidence folder.
    pub fn scrub_is_due(&self) -> Result<bool, StoreError> {
        self.trouble(redactions::is_due(self.conn.borrow()))
    }

    pub(super) fn trouble<T>(&self, answer: rusqlite::Result<T>) -> Result<T, StoreError> {
        answer.map_err(|error| StoreError::from_sqlite(&self.path, error))
    }
}
