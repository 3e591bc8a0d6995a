//! The `missing_tail` table: events that this machine recorded and that the store has lost.
//!
//! The file beside the store names the newest events. Where an older copy of the store was put
//! back, or its log was cut, they are not in it. The next act names others in that file, so what
//! is missing is written down here in the same transaction.

use rusqlite::{Connection, Result};

use super::sidecar::{Head, Heads};
use super::{events, identity, restore};

pub(super) const SCHEMA: &str = "
CREATE TABLE missing_tail (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    incident BLOB NOT NULL CHECK (length(incident) = 16),
    event BLOB NOT NULL CHECK (length(event) = 16),
    recorded_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The events of this machine that the file beside the store names, that are not in the store, and
/// that are not written down yet.
///
/// What was recorded before a restore is not missing: somebody went back on purpose.
pub(super) fn new_in(conn: &Connection, heads: &Heads, machine: &str) -> Result<Vec<Head>> {
    let mut missing = Vec::new();
    if heads.machine != machine || restore::lies_between(heads.change, identity::change(conn)?) {
        return Ok(missing);
    }
    for head in &heads.events {
        if !events::has_hash(conn, &head.hash)? && !is_kept(conn, &head.hash)? {
            missing.push(*head);
        }
    }
    Ok(missing)
}

/// Writes down what is missing, so that it outlives the next act.
pub(super) fn keep(conn: &Connection, missing: &[Head]) -> Result<()> {
    for head in missing {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO missing_tail (hash, incident, event, recorded_at, offset_min) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            head.hash,
            head.incident,
            head.event,
            head.recorded_ms,
            head.offset_min,
        ))?;
    }
    Ok(())
}

/// What was written down and has not arrived since, in the order of its recording.
pub(super) fn kept(conn: &Connection) -> Result<Vec<Head>> {
    conn.prepare_cached(
        "SELECT hash, incident, event, recorded_at, offset_min FROM missing_tail m \
         WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.hash = m.hash) \
         ORDER BY recorded_at, event",
    )?
    .query_map([], |row| {
        Ok(Head {
            hash: row.get(0)?,
            incident: row.get(1)?,
            event: row.get(2)?,
            recorded_ms: row.get(3)?,
            offset_min: row.get(4)?,
        })
    })?
    .collect()
}

/// Forgets it, as a restore does.
pub(super) fn forget(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM missing_tail", [])?;
    Ok(())
}

fn is_kept(conn: &Connection, hash: &[u8; 32]) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM missing_tail WHERE hash = ?1")?.exists([hash])
}
