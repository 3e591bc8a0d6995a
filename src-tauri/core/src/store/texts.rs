//! Every text that is stored, looked through for one that holds a few letters.

use rusqlite::{Connection, Result, ToSql};

/// How far a store had been written at some time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The position of the last event.
    pub event: i64,
    /// The number of the last revision.
    pub revision: i64,
}

pub(super) fn mark(conn: &Connection) -> Result<Mark> {
    conn.prepare_cached(
        "SELECT (SELECT ifnull(max(pos), 0) FROM events), (SELECT ifnull(max(n), 0) FROM revisions)",
    )?
    .query_row([], |row| Ok(Mark { event: row.get(0)?, revision: row.get(1)? }))
}

/// The events that count: those there were by then, and those that no window has written since.
const COUNTS: &str = "(pos <= ?2 OR via <> 'window')";

/// Whether an event has a part like this; `letters` are looked for in its JSON as it is stored.
pub(super) fn is_in_events(
    conn: &Connection,
    letters: &str,
    by: &Mark,
    is_it: &dyn Fn(&str) -> bool,
) -> Result<bool> {
    let words = format!(
        "SELECT text FROM words WHERE instr(text, ?1) > 0 \
         AND EXISTS (SELECT 1 FROM events WHERE id = words.event AND {COUNTS})"
    );
    let bodies = format!("SELECT body FROM events WHERE {COUNTS} AND instr(body, ?1) > 0");
    let letters = letters.as_bytes();
    Ok(is_among(conn, &words, &[&letters, &by.event], is_it)?
        || is_among(conn, &bodies, &[&letters, &by.event], is_it)?)
}

/// Whether a revision there was by then has a part like this.
pub(super) fn is_in_revisions(
    conn: &Connection,
    letters: &str,
    by: &Mark,
    is_it: &dyn Fn(&str) -> bool,
) -> Result<bool> {
    let texts = "SELECT CAST(text AS BLOB) FROM revisions WHERE n <= ?2 AND instr(text, ?1) > 0";
    is_among(conn, texts, &[&letters, &by.revision], is_it)
}

fn is_among(
    conn: &Connection,
    sql: &str,
    asked: &[&dyn ToSql],
    is_it: &dyn Fn(&str) -> bool,
) -> Result<bool> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(asked)?;
    while let Some(row) = rows.next()? {
        let text: Vec<u8> = row.get(0)?;
        if is_it(&String::from_utf8_lossy(&text)) {
            return Ok(true);
        }
    }
    Ok(false)
}
