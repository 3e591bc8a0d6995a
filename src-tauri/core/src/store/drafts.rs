//! The `drafts` table: the only one that is written while somebody types.

use rusqlite::{Connection, OptionalExtension, Result};

pub(super) const SCHEMA: &str = "
CREATE TABLE drafts (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Text that nobody has committed to yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// The field it belongs to, in the door's words.
    pub name: String,
    /// What has been typed.
    pub text: String,
    /// When, in milliseconds since 1970 in UTC.
    pub at_ms: i64,
}

pub(super) fn put(conn: &Connection, row: &DraftRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO drafts (name, text, at) VALUES (?1, ?2, ?3) \
         ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at",
    )?
    .execute((&row.name, &row.text, row.at_ms))?;
    Ok(())
}

pub(super) fn drop(conn: &Connection, name: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM drafts WHERE name = ?1")?.execute([name])?;
    Ok(())
}

pub(super) fn of(conn: &Connection, name: &str) -> Result<Option<DraftRow>> {
    conn.prepare_cached("SELECT name, text, at FROM drafts WHERE name = ?1")?
        .query_row([name], from_sql)
        .optional()
}

pub(super) fn all(conn: &Connection) -> Result<Vec<DraftRow>> {
    conn.prepare_cached("SELECT name, text, at FROM drafts ORDER BY name")?
        .query_map([], from_sql)?
        .collect()
}

fn from_sql(row: &rusqlite::Row<'_>) -> Result<DraftRow> {
    Ok(DraftRow { name: row.get(0)?, text: row.get(1)?, at_ms: row.get(2)? })
}
