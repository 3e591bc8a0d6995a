//! The `exports` table: where this machine wrote an export. It leaves the machine with the store
//! alone: what is handed over names the file and not the folder.

use rusqlite::{Connection, OptionalExtension, Result};

pub(super) const SCHEMA: &str = "
CREATE TABLE exports (
    event BLOB PRIMARY KEY REFERENCES events (id),
    path TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

pub(super) fn put(conn: &Connection, event: &[u8; 16], path: &str) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO exports (event, path) VALUES (?1, ?2)")?
        .execute((event, path))?;
    Ok(())
}

pub(super) fn of(conn: &Connection, event: &[u8; 16]) -> Result<Option<String>> {
    conn.prepare_cached("SELECT path FROM exports WHERE event = ?1")?
        .query_row([event], |row| row.get(0))
        .optional()
}

/// Forgets the path of an event whose words are erased.
pub(super) fn forget(conn: &Connection, event: &[u8; 16]) -> Result<()> {
    conn.prepare_cached("DELETE FROM exports WHERE event = ?1")?.execute([event])?;
    Ok(())
}
