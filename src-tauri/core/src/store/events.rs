//! The `events` table: appended to, never changed.

use rusqlite::{Connection, OptionalExtension, Result, Row};

use super::digest::Fields;
use super::words::WordsRow;

/// The kind of event that lets words be erased; a trigger knows it by this name.
pub const REDACTED: &str = "Redacted";

/// `pos > 0`, because a BEFORE INSERT trigger sees -1 where SQLite is to choose the number.
/// The guard refuses what REPLACE, UPSERT and OR IGNORE would turn into a change or a silence.
pub(super) const SCHEMA: &str = "
CREATE TABLE events (
    pos INTEGER PRIMARY KEY CHECK (pos > 0),
    id BLOB NOT NULL CHECK (length(id) = 16),
    incident BLOB NOT NULL CHECK (length(incident) = 16),
    act BLOB NOT NULL CHECK (length(act) = 16),
    replica BLOB NOT NULL CHECK (length(replica) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    prev BLOB CHECK (prev IS NULL OR length(prev) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    after BLOB NOT NULL CHECK (length(after) % 32 = 0),
    counter INTEGER NOT NULL CHECK (counter > 0),
    kind TEXT NOT NULL CHECK (kind <> ''),
    version INTEGER NOT NULL CHECK (version BETWEEN 0 AND 4294967295),
    recorded_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    role TEXT NOT NULL,
    via TEXT NOT NULL,
    body BLOB NOT NULL,
    words_digest BLOB CHECK (words_digest IS NULL OR length(words_digest) = 32)
) STRICT;
CREATE UNIQUE INDEX events_id ON events (id);
CREATE UNIQUE INDEX events_hash ON events (hash);
CREATE INDEX events_act ON events (act);
CREATE INDEX events_incident ON events (incident);
CREATE INDEX events_chain ON events (replica, incident, seq);
CREATE TRIGGER events_are_new BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE pos = NEW.pos)
    OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM events WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'this event is already there'); END;
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
";

/// One event as it is stored; the words lie apart, so that they can be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// UUIDv7 of the event.
    pub id: [u8; 16],
    /// The incident it belongs to.
    pub incident: [u8; 16],
    /// The act that appended it, from the caller.
    pub act: [u8; 16],
    /// The store that wrote it.
    pub replica: [u8; 16],
    /// Its number among that store's events of this incident, from 1.
    pub seq: u64,
    /// The hash of the event before it in that chain; `None` for the first.
    pub prev: Option<[u8; 32]>,
    /// [`hash_of`] this row.
    pub hash: [u8; 32],
    /// The hashes of the incident's heads that its writer had, in ascending order.
    pub after: Vec<[u8; 32]>,
    /// One more than the largest counter of the incident that its writer had.
    pub counter: u64,
    /// The kind's released name.
    pub kind: String,
    /// The version of the kind.
    pub version: u32,
    /// When it was written down: milliseconds since 1970 in UTC.
    pub recorded_ms: i64,
    /// The local offset from UTC then, in minutes.
    pub offset_min: i32,
    /// The role of who acted, from the fixed list.
    pub role: String,
    /// Window, command line or import.
    pub via: String,
    /// The permanent part, kept as the bytes that were received.
    pub body: Vec<u8>,
    /// [`words_digest`](super::words_digest) of what a person typed; `None` where nothing was.
    pub words_digest: Option<[u8; 32]>,
}

/// An event of this store before it has a place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// UUIDv7 of the event.
    pub id: [u8; 16],
    /// The incident it belongs to.
    pub incident: [u8; 16],
    /// The act that appends it.
    pub act: [u8; 16],
    /// The kind's released name.
    pub kind: String,
    /// The version of the kind.
    pub version: u32,
    /// Milliseconds since 1970 in UTC.
    pub recorded_ms: i64,
    /// The local offset from UTC, in minutes.
    pub offset_min: i32,
    /// The role of who acted.
    pub role: String,
    /// Window, command line or import.
    pub via: String,
    /// The permanent part.
    pub body: Vec<u8>,
    /// What a person typed.
    pub words: Option<WordsRow>,
}

/// The hash that the next event of a chain names: sha256 over every column of `events` but `pos`
/// and `hash`, in table order.
///
/// Each column is preceded by its length in 8 bytes, big end first. Integers are 8 bytes, big end
/// first; text is UTF-8; an absent value has length 0. Words count through their digest alone.
pub fn hash_of(row: &EventRow) -> [u8; 32] {
    Fields::new()
        .bytes(&row.id)
        .bytes(&row.incident)
        .bytes(&row.act)
        .bytes(&row.replica)
        .integer(row.seq.cast_signed())
        .maybe(row.prev.as_ref().map(<[u8; 32]>::as_slice))
        .bytes(row.after.as_flattened())
        .integer(row.counter.cast_signed())
        .text(&row.kind)
        .integer(row.version.into())
        .integer(row.recorded_ms)
        .integer(row.offset_min.into())
        .text(&row.role)
        .text(&row.via)
        .bytes(&row.body)
        .maybe(row.words_digest.as_ref().map(<[u8; 32]>::as_slice))
        .finish()
}

pub(super) const COLUMNS: &str = "e.pos, e.id, e.incident, e.act, e.replica, e.seq, e.prev, \
     e.hash, e.after, e.counter, e.kind, e.version, e.recorded_at, e.offset_min, e.role, e.via, \
     e.body, e.words_digest";

/// The columns of [`COLUMNS`] as a position and a row.
pub(super) fn from_sql(row: &Row<'_>) -> Result<(i64, EventRow)> {
    let after: Vec<u8> = row.get(8)?;
    let event = EventRow {
        id: row.get(1)?,
        incident: row.get(2)?,
        act: row.get(3)?,
        replica: row.get(4)?,
        seq: row.get::<_, i64>(5)?.cast_unsigned(),
        prev: row.get(6)?,
        hash: row.get(7)?,
        after: after.as_chunks().0.to_vec(),
        counter: row.get::<_, i64>(9)?.cast_unsigned(),
        kind: text(row, 10)?,
        version: number(row, 11)?,
        recorded_ms: row.get(12)?,
        offset_min: number(row, 13)?,
        role: text(row, 14)?,
        via: text(row, 15)?,
        body: row.get(16)?,
        words_digest: row.get(17)?,
    };
    Ok((row.get(0)?, event))
}

/// A number that somebody else may have written there. What does not fit becomes 0, and the hash
/// tells that it was changed.
fn number<T: TryFrom<i64> + Default>(row: &Row<'_>, column: usize) -> Result<T> {
    Ok(T::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
}

/// The same for a text that may be none.
fn text(row: &Row<'_>, column: usize) -> Result<String> {
    let bytes = row.get_ref(column)?.as_bytes().unwrap_or_default();
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

pub(super) fn insert(conn: &Connection, row: &EventRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO events (id, incident, act, replica, seq, prev, hash, after, counter, kind, \
         version, recorded_at, offset_min, role, via, body, words_digest) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(rusqlite::params![
        row.id,
        row.incident,
        row.act,
        row.replica,
        row.seq.cast_signed(),
        row.prev,
        row.hash,
        row.after.as_flattened(),
        row.counter.cast_signed(),
        row.kind,
        row.version,
        row.recorded_ms,
        row.offset_min,
        row.role,
        row.via,
        row.body,
        row.words_digest,
    ])?;
    Ok(())
}

/// The events of an incident after a position, with their words, in the order they were stored.
pub(super) fn after(
    conn: &Connection,
    incident: &[u8; 16],
    pos: i64,
) -> Result<Vec<(i64, EventRow, Option<WordsRow>)>> {
    let sql = format!(
        "SELECT {COLUMNS}, w.salt, w.text FROM events e LEFT JOIN words w ON w.event = e.id \
         WHERE e.incident = ?1 AND e.pos > ?2 ORDER BY e.pos"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map((incident, pos), |row| {
        let (pos, event) = from_sql(row)?;
        Ok((pos, event, words_beside(row)?))
    })?;
    rows.collect()
}

/// The words that a LEFT JOIN put behind the columns of an event.
pub(super) fn words_beside(row: &Row<'_>) -> Result<Option<WordsRow>> {
    let salt: Option<Vec<u8>> = row.get(18)?;
    let text: Option<Vec<u8>> = row.get(19)?;
    Ok(salt.zip(text).map(|(salt, text)| WordsRow { salt, text }))
}

pub(super) fn count(conn: &Connection, incident: &[u8; 16]) -> Result<u64> {
    conn.prepare_cached("SELECT count(*) FROM events WHERE incident = ?1")?
        .query_row([incident], |row| Ok(row.get::<_, i64>(0)?.cast_unsigned()))
}

pub(super) fn of_act(conn: &Connection, act: &[u8; 16]) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM events e WHERE e.act = ?1 ORDER BY e.pos");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([act], |row| Ok(from_sql(row)?.1))?;
    rows.collect()
}

pub(super) fn by_id(conn: &Connection, id: &[u8; 16]) -> Result<Option<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM events e WHERE e.id = ?1");
    conn.prepare_cached(&sql)?.query_row([id], |row| Ok(from_sql(row)?.1)).optional()
}

/// The incidents with events after a position, each with its last one's, in the order of these.
pub(super) fn changed(conn: &Connection, pos: i64) -> Result<Vec<([u8; 16], i64)>> {
    conn.prepare_cached(
        "SELECT incident, max(pos) FROM events WHERE pos > ?1 GROUP BY incident ORDER BY 2",
    )?
    .query_map([pos], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The incidents with an event of a kind after a position.
pub(super) fn with_kind(conn: &Connection, kind: &str, pos: i64) -> Result<Vec<[u8; 16]>> {
    conn.prepare_cached("SELECT DISTINCT incident FROM events WHERE pos > ?2 AND kind = ?1")?
        .query_map((kind, pos), |row| row.get(0))?
        .collect()
}

/// The position of the last event; 0 where there is none.
pub(super) fn newest_position(conn: &Connection) -> Result<i64> {
    conn.prepare_cached("SELECT ifnull(max(pos), 0) FROM events")?.query_row([], |row| row.get(0))
}

/// The hash of the event at a position.
pub(super) fn hash_at(conn: &Connection, pos: i64) -> Result<Option<[u8; 32]>> {
    conn.prepare_cached("SELECT hash FROM events WHERE pos = ?1")?
        .query_row([pos], |row| row.get(0))
        .optional()
}

pub(super) fn has_hash(conn: &Connection, hash: &[u8; 32]) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM events WHERE hash = ?1")?.exists([hash])
}

/// Whether another event already holds this number in this replica's chain.
pub(super) fn place_is_taken(conn: &Connection, row: &EventRow) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM events WHERE replica = ?1 AND incident = ?2 AND seq = ?3")?
        .exists((row.replica, row.incident, row.seq.cast_signed()))
}
