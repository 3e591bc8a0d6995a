//! The search index: a file of its own beside the store, made from it and made anew at any time.
//!
//! It lies apart so that writing it never holds the store's lock: no act waits for it. Where its
//! file cannot be used it lies in memory. A redaction removes the file, words and all.
//!
//! Words are what letters and digits of any script make, without accents and in any case; every
//! other sign separates them, the underscore too. So the parts of an id, a path or an error code
//! are found by themselves, and the whole of it as words in a row.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{
    CachedStatement, Connection, OptionalExtension, Result, Row, Transaction, TransactionBehavior,
};

use super::link::Link;
use super::{OpenOptions, StoreError};
use crate::machine;
use crate::search::{Entry, FOUND, FOUND_END, Hit, Kind, PROJECTOR, Query, Within};

/// Marks the file as this index: "KneS" in ASCII.
const APPLICATION_ID: i32 = 0x4b6e_6553;

/// Another process may be writing the index; a search does not wait for it for long.
const PATIENCE: Duration = Duration::from_millis(250);

/// A word in the title counts ten times, one in the other names six times as much as in the text;
/// the kind is only for choosing.
const SCHEMA: &str = "
CREATE TABLE caught_up (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    shipped TEXT NOT NULL,
    replica BLOB,
    event INTEGER NOT NULL,
    event_hash BLOB,
    revision INTEGER NOT NULL,
    revision_hash BLOB
) STRICT;
CREATE TABLE entries (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    places TEXT NOT NULL,
    UNIQUE (kind, id)
) STRICT;
CREATE VIRTUAL TABLE search USING fts5(
    kind, title, names, body,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO search (search, rank) VALUES ('rank', 'bm25(0.0, 10.0, 6.0, 1.0)');
";

/// Up to where an index has read its store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaughtUp {
    /// Which of the shipped texts it has read: a digest of them.
    pub shipped: String,
    /// The replica that the store had.
    pub replica: Option<[u8; 16]>,
    /// The position of the last event that was read, and its hash; 0 before the first.
    pub event: (i64, Option<[u8; 32]>),
    /// The same of the last revision.
    pub revision: (i64, Option<[u8; 32]>),
}

/// An open index.
#[derive(Debug)]
pub struct SearchIndex {
    conn: Link,
    path: PathBuf,
    /// Which file it is; none for one in memory.
    file: Option<(u64, u64)>,
}

impl SearchIndex {
    /// Opens the index of the store at `store`, making it where there is none and in the place of a
    /// file that is no index; where its file cannot be used, in memory.
    ///
    /// # Errors
    /// [`StoreError`] where not even that can be done.
    pub fn open(store: &Path) -> std::result::Result<Self, StoreError> {
        match Self::in_file(&path(store)) {
            Ok(index) => Ok(index),
            // What another program holds, or a disk has no room for, is left alone.
            Err(StoreError::Locked { .. } | StoreError::Full { .. }) => Self::in_memory(store),
            Err(_) => Self::anew(store),
        }
    }

    /// The same with a file of its own, whatever lay there.
    ///
    /// # Errors
    /// As [`SearchIndex::open`].
    pub fn anew(store: &Path) -> std::result::Result<Self, StoreError> {
        let path = path(store);
        let _ = remove(store);
        Self::in_file(&path).or_else(|_| Self::in_memory(store))
    }

    /// An empty index in memory.
    ///
    /// # Errors
    /// As [`SearchIndex::open`].
    pub fn in_memory(store: &Path) -> std::result::Result<Self, StoreError> {
        let path = path(store);
        let made = Link::in_memory().and_then(|conn| {
            conn.execute_batch(SCHEMA)?;
            Ok(conn)
        });
        let conn = made.map_err(|error| StoreError::from_sqlite(&path, error))?;
        Ok(Self { conn, path, file: None })
    }

    fn in_file(path: &Path) -> std::result::Result<Self, StoreError> {
        let conn = connect(path).map_err(|error| StoreError::from_sqlite(path, error))?;
        Ok(Self { conn, path: path.to_path_buf(), file: machine::file_number(path) })
    }

    /// Whether its file is still the one beside the store; a redaction takes it away.
    pub fn is_there(&self) -> bool {
        self.file.is_none() || machine::file_number(&self.path) == self.file
    }

    /// A number that changes whenever another program has written it.
    ///
    /// # Errors
    /// [`StoreError`] about the index, as for every method below.
    pub fn data_version(&self) -> std::result::Result<i64, StoreError> {
        let asked = self.conn.prepare_cached("PRAGMA data_version");
        self.trouble(asked.and_then(|mut asked| asked.query_row([], |row| row.get(0))))
    }

    /// Up to where it has read; nothing where it has not begun.
    pub fn caught_up(&self) -> std::result::Result<Option<CaughtUp>, StoreError> {
        self.trouble(caught_up(&self.conn))
    }

    /// Takes entries in, over those of the same documents, lets others go, and remembers up to
    /// where that has read; all of it or nothing.
    pub fn take(
        &mut self,
        entries: &[Entry],
        gone: &[(Kind, String)],
        caught_up: &CaughtUp,
    ) -> std::result::Result<(), StoreError> {
        self.trouble(take(&self.conn, entries, gone, caught_up))
    }

    /// The documents that a query finds, the best first.
    pub fn find(
        &self,
        query: &Query,
        within: Option<Within>,
        limit: usize,
    ) -> std::result::Result<Vec<Hit>, StoreError> {
        match expression(query, within) {
            Some(expression) => self.trouble(find(&self.conn, &expression, limit)),
            None => Ok(Vec::new()),
        }
    }

    fn trouble<T>(&self, answer: Result<T>) -> std::result::Result<T, StoreError> {
        answer.map_err(|error| StoreError::from_sqlite(&self.path, error))
    }
}

/// Where the index of a store lies.
pub(super) fn path(store: &Path) -> PathBuf {
    super::beside(store, ".search")
}

/// Takes the index of a store away, with what SQLite may have left beside it.
pub(super) fn remove(store: &Path) -> std::io::Result<()> {
    let path = path(store);
    for file in [path.clone(), super::beside(&path, "-journal")] {
        match fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Nothing is synced: what a power cut takes from the index the store still has.
fn connect(path: &Path) -> Result<Link> {
    // A new file is made here for its rights; where it cannot be, SQLite says so.
    let _ = machine::private_file().create_new(true).open(path);
    let conn =
        Link::to_write(path, &OpenOptions { busy_timeout: PATIENCE, ..OpenOptions::on("") })?;
    conn.execute_batch("PRAGMA synchronous = OFF")?;
    let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if (application, version) == (APPLICATION_ID, PROJECTOR) {
        return Ok(conn);
    }
    let transaction = Transaction::new_unchecked(&conn, TransactionBehavior::Immediate)?;
    // Fails, as it should, where the tables are those of another edition or program.
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", PROJECTOR)?;
    transaction.commit()?;
    Ok(conn)
}

fn caught_up(conn: &Connection) -> Result<Option<CaughtUp>> {
    conn.prepare_cached(
        "SELECT shipped, replica, event, event_hash, revision, revision_hash FROM caught_up",
    )?
    .query_row([], |row| {
        Ok(CaughtUp {
            shipped: row.get(0)?,
            replica: row.get(1)?,
            event: (row.get(2)?, row.get(3)?),
            revision: (row.get(4)?, row.get(5)?),
        })
    })
    .optional()
}

fn take(
    conn: &Connection,
    entries: &[Entry],
    gone: &[(Kind, String)],
    caught_up: &CaughtUp,
) -> Result<()> {
    let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    for (kind, id) in gone {
        drop_entry(&transaction, *kind, id)?;
    }
    for entry in entries {
        drop_entry(&transaction, entry.kind, &entry.id)?;
        put_entry(&transaction, entry)?;
    }
    let CaughtUp { shipped, replica, event, revision } = caught_up;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO caught_up \
             (one, shipped, replica, event, event_hash, revision, revision_hash) \
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((shipped, replica, event.0, event.1, revision.0, revision.1))?;
    transaction.commit()
}

fn drop_entry(conn: &Connection, kind: Kind, id: &str) -> Result<()> {
    let n: Option<i64> = conn
        .prepare_cached("DELETE FROM entries WHERE kind = ?1 AND id = ?2 RETURNING n")?
        .query_row((kind.name(), id), |row| row.get(0))
        .optional()?;
    if let Some(n) = n {
        conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([n])?;
    }
    Ok(())
}

fn put_entry(conn: &Connection, entry: &Entry) -> Result<()> {
    let name = entry.kind.name();
    conn.prepare_cached("INSERT INTO entries (kind, id, name, places) VALUES (?1, ?2, ?3, ?4)")?
        .execute((name, &entry.id, &entry.name, entry.places()))?;
    conn.prepare_cached(
        "INSERT INTO search (rowid, kind, title, names, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((conn.last_insert_rowid(), name, &entry.title, &entry.names, entry.body()))?;
    Ok(())
}

/// The query in FTS5's own language: every word is a string in it, so that no word is an operator.
fn expression(query: &Query, within: Option<Within>) -> Option<String> {
    let terms: Vec<String> = query
        .terms
        .iter()
        .map(|term| {
            let end = if term.begins { " *" } else { "" };
            let spelling = |words: Vec<String>| format!("\"{}\"{end}", words.join(" "));
            let spellings: Vec<String> = term.spellings().into_iter().map(spelling).collect();
            match &spellings[..] {
                [one] => one.clone(),
                several => format!("({})", several.join(" OR ")),
            }
        })
        .collect();
    if terms.is_empty() {
        return None;
    }
    let all = terms.join(if query.any { " OR " } else { " AND " });
    let kinds = within.map_or(String::new(), |within| {
        let kinds: Vec<&str> = within.kinds().iter().map(|kind| kind.name()).collect();
        format!("kind : ({}) AND ", kinds.join(" OR "))
    });
    Some(format!("{kinds}({{title names body}} : ({all}))"))
}

fn find(conn: &Connection, expression: &str, limit: usize) -> Result<Vec<Hit>> {
    let mut found: CachedStatement<'_> = conn.prepare_cached(
        "SELECT e.kind, e.id, e.name, e.places, \
         highlight(search, 1, ?3, ?4), highlight(search, 3, ?3, ?4) \
         FROM search JOIN entries e ON e.n = search.rowid \
         WHERE search MATCH ?1 ORDER BY search.rank LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let marks = (FOUND.to_string(), FOUND_END.to_string());
    let rows = found.query_map((expression, limit, marks.0, marks.1), hit)?;
    rows.filter_map(Result::transpose).collect()
}

/// A row as a hit; none where its kind is of another edition.
fn hit(row: &Row<'_>) -> Result<Option<Hit>> {
    let kind: String = row.get(0)?;
    let places: String = row.get(3)?;
    let (title, body): (String, String) = (row.get(4)?, row.get(5)?);
    let Some(kind) = Kind::named(&kind) else { return Ok(None) };
    Ok(Some(Hit::of(kind, row.get(1)?, row.get(2)?, &title, &body, &places)))
}
