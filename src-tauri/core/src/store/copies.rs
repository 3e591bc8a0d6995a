//! The `copies` table: files with recorded words that an erasure cannot reach into.
//!
//! What a person asked for (a backup in a place of their own, an incident file) and what was set
//! aside as damaged. An erasure lists them, and `store check` names those beside the store.

use std::path::{Path, PathBuf, absolute};

use rusqlite::{Connection, Result};

use super::backup;

/// `pos` is the position of the last event that the copy holds. `behind` says that words were
/// erased since. A copy of one incident names it; a copy of the store names none.
pub(super) const SCHEMA: &str = "
CREATE TABLE copies (
    path TEXT PRIMARY KEY,
    what TEXT NOT NULL CHECK (what IN ('backup', 'incident_file', 'document', 'set_aside')),
    incident BLOB CHECK (incident IS NULL OR length(incident) = 16),
    pos INTEGER NOT NULL,
    behind INTEGER NOT NULL CHECK (behind IN (0, 1))
) STRICT, WITHOUT ROWID;
";

/// What kind of file a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CopyKind {
    /// A backup in a place that a person chose.
    Backup,
    /// An incident as a file.
    IncidentFile,
    /// A document whose writer was killed before it could record the export.
    Document,
    /// A store or backup that was damaged and is kept as it was.
    SetAside,
}

impl CopyKind {
    fn name(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::IncidentFile => "incident_file",
            Self::Document => "document",
            Self::SetAside => "set_aside",
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "backup" => Self::Backup,
            "incident_file" => Self::IncidentFile,
            "document" => Self::Document,
            _ => Self::SetAside,
        }
    }
}

/// Writes a copy down as it is now; one that lay at this path before is gone.
pub(super) fn put(
    conn: &Connection,
    store: &Path,
    path: &Path,
    what: CopyKind,
    incident: Option<&[u8; 16]>,
) -> Result<()> {
    conn.execute(
        "INSERT OR REPLACE INTO copies (path, what, incident, pos, behind) \
         VALUES (?1, ?2, ?3, (SELECT ifnull(max(pos), 0) FROM events), 0)",
        (kept_as(store, path), what.name(), incident),
    )?;
    Ok(())
}

/// Writes down that a file may hold erased words, whatever else is known of it.
pub(super) fn put_behind(conn: &Connection, store: &Path, path: &Path) -> Result<()> {
    conn.execute(
        "INSERT INTO copies (path, what, incident, pos, behind) \
         VALUES (?1, 'set_aside', NULL, (SELECT ifnull(max(pos), 0) FROM events), 1) \
         ON CONFLICT DO UPDATE SET behind = 1",
        [kept_as(store, path)],
    )?;
    Ok(())
}

/// Forgets what was known of the file at this path: another one lies there now.
pub(super) fn forget(conn: &Connection, store: &Path, path: &Path) -> Result<()> {
    conn.execute("DELETE FROM copies WHERE path = ?1", [kept_as(store, path)])?;
    Ok(())
}

/// Marks the copies that hold an event whose words were just erased.
pub(super) fn fall_behind(conn: &Connection, event: &[u8; 16]) -> Result<()> {
    let sql = format!("UPDATE copies SET behind = 1 WHERE {HOLDS}");
    conn.prepare_cached(&sql)?.execute([event])?;
    Ok(())
}

/// Forgets the copies whose paths repeat erased words, once they were listed.
pub(super) fn forget_named(conn: &Connection, part: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM copies WHERE instr(path, ?1) > 0")?.execute([part])?;
    Ok(())
}

/// The copies that hold an event.
pub(super) fn holding(
    conn: &Connection,
    store: &Path,
    event: &[u8; 16],
) -> Result<Vec<(PathBuf, CopyKind)>> {
    let sql = format!("SELECT path, what FROM copies WHERE {HOLDS} ORDER BY path");
    conn.prepare_cached(&sql)?.query_map([event], |row| in_words(store, row))?.collect()
}

/// The copies beside the store that may hold erased words and are still there.
pub(super) fn beside_and_behind(conn: &Connection, store: &Path) -> Result<Vec<PathBuf>> {
    let found: Vec<(PathBuf, CopyKind)> = conn
        .prepare_cached("SELECT path, what FROM copies WHERE behind = 1 ORDER BY path")?
        .query_map([], |row| in_words(store, row))?
        .collect::<Result<_>>()?;
    let whole = |path: PathBuf| absolute(path).unwrap_or_default();
    let (folder, backups) = (whole(super::folder_of(store)), whole(backup::folder(store)));
    let is_beside = |path: &PathBuf| {
        path.exists() && (path.parent() == Some(&folder) || path.starts_with(&backups))
    };
    Ok(found.into_iter().map(|(path, _)| path).filter(is_beside).collect())
}

/// Brings what is known of copies from one state of a store into another.
pub(super) fn carry_over(live: &Connection, copy: &Connection) -> Result<()> {
    let mut statement = live.prepare("SELECT path, what, incident, pos, behind FROM copies")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        copy.execute(
            "INSERT OR REPLACE INTO copies (path, what, incident, pos, behind) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<[u8; 16]>>(2)?,
                row.get::<_, i64>(3)?,
                row.get::<_, i64>(4)?,
            ),
        )?;
    }
    Ok(())
}

/// A copy holds what was stored up to it, of its incident or of all.
const HOLDS: &str = "pos >= (SELECT pos FROM events WHERE id = ?1) \
     AND (incident IS NULL OR incident = (SELECT incident FROM events WHERE id = ?1))";

/// Below the store's folder by its way from there, so that the two may move together.
fn kept_as(store: &Path, path: &Path) -> String {
    let whole = absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = absolute(super::folder_of(store)).unwrap_or_default();
    whole.strip_prefix(&folder).unwrap_or(&whole).to_string_lossy().into_owned()
}

fn in_words(store: &Path, row: &rusqlite::Row<'_>) -> Result<(PathBuf, CopyKind)> {
    let (path, what): (String, String) = (row.get(0)?, row.get(1)?);
    let folder = absolute(super::folder_of(store)).unwrap_or_default();
    Ok((folder.join(path), CopyKind::from_name(&what)))
}
