//! Runbooks, service cards, templates and the like as revisions; and published postmortems.

use rusqlite::{Connection, OptionalExtension, Result, Row};

use super::digest::Fields;

pub(super) const SCHEMA: &str = "
CREATE TABLE revisions (
    n INTEGER PRIMARY KEY CHECK (n > 0),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    document TEXT NOT NULL,
    parent BLOB,
    merged BLOB,
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    role TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX revisions_document ON revisions (document);
CREATE TRIGGER revisions_are_new BEFORE INSERT ON revisions
WHEN EXISTS (SELECT 1 FROM revisions WHERE n = NEW.n OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'this revision is already there'); END;
CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions
BEGIN SELECT RAISE(ABORT, 'revisions are never changed'); END;
CREATE TRIGGER revisions_are_never_removed BEFORE DELETE ON revisions
BEGIN SELECT RAISE(ABORT, 'revisions are never removed'); END;
CREATE TABLE published (
    event BLOB PRIMARY KEY REFERENCES events (id),
    incident BLOB NOT NULL,
    bytes BLOB NOT NULL,
    redacted_by BLOB
) STRICT, WITHOUT ROWID;
";

/// One version of a document; its identity is [`revision_hash`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRow {
    /// The document's name, such as `runbooks/nodejs/errors-after-release`.
    pub document: String,
    /// The revision that was edited.
    pub parent: Option<[u8; 32]>,
    /// A second parent, where two were merged.
    pub merged: Option<[u8; 32]>,
    /// The whole text.
    pub text: String,
    /// Why it was changed.
    pub reason: String,
    /// Who, by role.
    pub role: String,
    /// Milliseconds since 1970 in UTC.
    pub at_ms: i64,
}

/// The identity of a revision: sha256 over its columns in table order, length-prefixed as events.
pub fn revision_hash(row: &RevisionRow) -> [u8; 32] {
    Fields::new()
        .text(&row.document)
        .maybe(row.parent.as_ref().map(<[u8; 32]>::as_slice))
        .maybe(row.merged.as_ref().map(<[u8; 32]>::as_slice))
        .text(&row.text)
        .text(&row.reason)
        .text(&row.role)
        .integer(row.at_ms)
        .finish()
}

/// A published postmortem, kept as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedRow {
    /// The event that published it.
    pub event: [u8; 16],
    /// The incident.
    pub incident: [u8; 16],
    /// The document.
    pub bytes: Vec<u8>,
    /// The Redacted event that replaced the bytes.
    pub redacted_by: Option<[u8; 16]>,
}

const COLUMNS: &str = "hash, document, parent, merged, text, reason, role, at";

fn from_sql(row: &Row<'_>) -> Result<([u8; 32], RevisionRow)> {
    let revision = RevisionRow {
        document: row.get(1)?,
        parent: row.get(2)?,
        merged: row.get(3)?,
        text: row.get(4)?,
        reason: row.get(5)?,
        role: row.get(6)?,
        at_ms: row.get(7)?,
    };
    Ok((row.get(0)?, revision))
}

/// Stores a revision and answers its hash; one that is already there stays as it is.
pub(super) fn put(conn: &Connection, row: &RevisionRow) -> Result<[u8; 32]> {
    let hash = revision_hash(row);
    if of_hash(conn, &hash)?.is_none() {
        conn.prepare_cached(
            "INSERT INTO revisions (hash, document, parent, merged, text, reason, role, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(rusqlite::params![
            hash,
            row.document,
            row.parent,
            row.merged,
            row.text,
            row.reason,
            row.role,
            row.at_ms
        ])?;
    }
    Ok(hash)
}

pub(super) fn of_hash(conn: &Connection, hash: &[u8; 32]) -> Result<Option<RevisionRow>> {
    let sql = format!("SELECT {COLUMNS} FROM revisions WHERE hash = ?1");
    conn.prepare_cached(&sql)?.query_row([hash], |row| Ok(from_sql(row)?.1)).optional()
}

/// The revisions of a document in the order they were stored here; the first is number 1.
pub(super) fn of(conn: &Connection, document: &str) -> Result<Vec<([u8; 32], RevisionRow)>> {
    let sql = format!("SELECT {COLUMNS} FROM revisions WHERE document = ?1 ORDER BY n");
    conn.prepare_cached(&sql)?.query_map([document], from_sql)?.collect()
}

/// Tells of every revision of every document, one at a time.
pub(super) fn every(conn: &Connection, mut told: impl FnMut([u8; 32], RevisionRow)) -> Result<()> {
    let mut statement = conn.prepare(&format!("SELECT {COLUMNS} FROM revisions ORDER BY n"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (hash, revision) = from_sql(row)?;
        told(hash, revision);
    }
    Ok(())
}

/// The revisions of the documents below a folder that none builds on, by document and without their
/// texts; more than one of a document wait for a merge.
pub(super) fn heads_below(conn: &Connection, folder: &str) -> Result<Vec<([u8; 32], String)>> {
    conn.prepare_cached(
        "SELECT hash, document FROM revisions r \
         WHERE document > ?1 || '/' AND document < ?1 || '0' AND NOT EXISTS \
         (SELECT 1 FROM revisions later WHERE later.document = r.document \
         AND (later.parent = r.hash OR later.merged = r.hash)) ORDER BY document, n",
    )?
    .query_map([folder.trim_end_matches('/')], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The revisions of one document that none builds on, the newest last.
pub(super) fn heads_of(conn: &Connection, document: &str) -> Result<Vec<([u8; 32], RevisionRow)>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM revisions r WHERE document = ?1 AND NOT EXISTS \
         (SELECT 1 FROM revisions later WHERE later.document = r.document \
         AND (later.parent = r.hash OR later.merged = r.hash)) ORDER BY n"
    );
    conn.prepare_cached(&sql)?.query_map([document], from_sql)?.collect()
}

/// The newest of the revisions of a document that none builds on.
pub(super) fn newest(conn: &Connection, document: &str) -> Result<Option<RevisionRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM revisions r WHERE document = ?1 AND NOT EXISTS \
         (SELECT 1 FROM revisions later WHERE later.document = r.document \
         AND (later.parent = r.hash OR later.merged = r.hash)) ORDER BY n DESC LIMIT 1"
    );
    conn.prepare_cached(&sql)?.query_row([document], |row| Ok(from_sql(row)?.1)).optional()
}

/// The documents with revisions after a number, each with its last one's, in the order of these.
pub(super) fn changed(conn: &Connection, n: i64) -> Result<Vec<(String, i64)>> {
    conn.prepare_cached(
        "SELECT document, max(n) FROM revisions WHERE n > ?1 GROUP BY document ORDER BY 2",
    )?
    .query_map([n], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The hash of the revision of a number.
pub(super) fn hash_at(conn: &Connection, n: i64) -> Result<Option<[u8; 32]>> {
    conn.prepare_cached("SELECT hash FROM revisions WHERE n = ?1")?
        .query_row([n], |row| row.get(0))
        .optional()
}

/// The documents that have a revision whose text holds this.
pub(super) fn saying(conn: &Connection, part: &str) -> Result<Vec<String>> {
    conn.prepare_cached(
        "SELECT DISTINCT document FROM revisions WHERE instr(text, ?1) > 0 ORDER BY document",
    )?
    .query_map([part], |row| row.get(0))?
    .collect()
}

pub(super) fn publish(conn: &Connection, row: &PublishedRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO published (event, incident, bytes, redacted_by) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT DO UPDATE SET bytes = excluded.bytes, redacted_by = excluded.redacted_by",
    )?
    .execute((row.event, row.incident, &row.bytes, row.redacted_by))?;
    Ok(())
}

const PUBLISHED: &str = "p.event, p.incident, p.bytes, p.redacted_by";

fn published_from_sql(row: &Row<'_>) -> Result<PublishedRow> {
    Ok(PublishedRow {
        event: row.get(0)?,
        incident: row.get(1)?,
        bytes: row.get(2)?,
        redacted_by: row.get(3)?,
    })
}

/// What was published of an incident, the oldest first.
pub(super) fn published(conn: &Connection, incident: &[u8; 16]) -> Result<Vec<PublishedRow>> {
    let sql = format!(
        "SELECT {PUBLISHED} FROM published p JOIN events e ON e.id = p.event \
         WHERE p.incident = ?1 ORDER BY e.pos"
    );
    conn.prepare_cached(&sql)?.query_map([incident], published_from_sql)?.collect()
}

/// Every published document that a redaction has replaced.
pub(super) fn redacted(conn: &Connection) -> Result<Vec<PublishedRow>> {
    let sql = format!("SELECT {PUBLISHED} FROM published p WHERE p.redacted_by IS NOT NULL");
    conn.prepare_cached(&sql)?.query_map([], published_from_sql)?.collect()
}
