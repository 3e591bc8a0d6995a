//! Where each chain and each incident ends, kept so that an append reads a few rows, never all.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Result};

use super::events::{self, EventRow};

/// `replicas` holds the last event of each store's chain, `incident_tips` the newest counter and
/// the events nobody has followed, `awaited` the hashes that an event names before they arrive.
pub(super) const SCHEMA: &str = "
CREATE TABLE replicas (
    replica BLOB NOT NULL,
    incident BLOB NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (replica, incident)
) STRICT, WITHOUT ROWID;
CREATE TABLE incident_tips (
    incident BLOB PRIMARY KEY,
    counter INTEGER NOT NULL,
    heads BLOB NOT NULL CHECK (length(heads) % 32 = 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE awaited (
    incident BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (incident, hash)
) STRICT, WITHOUT ROWID;
";

/// The end of an incident as this store knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IncidentTip {
    pub(super) counter: u64,
    /// In ascending order, so that equal sets are equal bytes.
    pub(super) heads: Vec<[u8; 32]>,
}

pub(super) fn of_replica(
    conn: &Connection,
    replica: &[u8; 16],
    incident: &[u8; 16],
) -> Result<Option<(u64, [u8; 32])>> {
    conn.prepare_cached("SELECT seq, hash FROM replicas WHERE replica = ?1 AND incident = ?2")?
        .query_row((replica, incident), |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
        })
        .optional()
}

pub(super) fn of_incident(conn: &Connection, incident: &[u8; 16]) -> Result<IncidentTip> {
    let found = conn
        .prepare_cached("SELECT counter, heads FROM incident_tips WHERE incident = ?1")?
        .query_row([incident], |row| {
            let heads: Vec<u8> = row.get(1)?;
            Ok(IncidentTip {
                counter: row.get::<_, i64>(0)?.cast_unsigned(),
                heads: heads.as_chunks().0.to_vec(),
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Moves the ends on to an event; heads that it did not follow stay beside it.
pub(super) fn advance(conn: &Connection, row: &EventRow, left: &[[u8; 32]]) -> Result<()> {
    put_replica(conn, row)?;
    let mut heads = [left, &[row.hash]].concat();
    heads.sort_unstable();
    put_incident(conn, &row.incident, &IncidentTip { counter: row.counter, heads })
}

/// The ends of incidents while events from elsewhere come in. They are written once, behind the last
/// of these: an incident may have as many heads as events.
#[derive(Debug, Default)]
pub(super) struct Gathering(BTreeMap<[u8; 16], Gathered>);

#[derive(Debug)]
struct Gathered {
    counter: u64,
    heads: BTreeSet<[u8; 32]>,
}

impl Gathering {
    /// Takes an event into account; it may have come before what it follows.
    pub(super) fn merge(&mut self, conn: &Connection, row: &EventRow) -> Result<()> {
        if of_replica(conn, &row.replica, &row.incident)?.is_none_or(|(seq, _)| row.seq > seq) {
            put_replica(conn, row)?;
        }
        let gathered = match self.0.entry(row.incident) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let IncidentTip { counter, heads } = of_incident(conn, &row.incident)?;
                entry.insert(Gathered { counter, heads: heads.into_iter().collect() })
            }
        };
        gathered.counter = gathered.counter.max(row.counter);
        for named in row.after.iter().chain(&row.prev) {
            gathered.heads.remove(named);
            if !events::has_hash(conn, named)? {
                conn.prepare_cached(
                    "INSERT OR IGNORE INTO awaited (incident, hash) VALUES (?1, ?2)",
                )?
                .execute((row.incident, named))?;
            }
        }
        let was_awaited = conn
            .prepare_cached("DELETE FROM awaited WHERE incident = ?1 AND hash = ?2")?
            .execute((row.incident, row.hash))?
            > 0;
        if !was_awaited {
            gathered.heads.insert(row.hash);
        }
        Ok(())
    }

    /// Writes what was gathered, and forgets it.
    pub(super) fn write(&mut self, conn: &Connection) -> Result<()> {
        for (incident, Gathered { counter, heads }) in std::mem::take(&mut self.0) {
            let heads = heads.into_iter().collect();
            put_incident(conn, &incident, &IncidentTip { counter, heads })?;
        }
        Ok(())
    }
}

fn put_replica(conn: &Connection, row: &EventRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO replicas (replica, incident, seq, hash) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
    )?
    .execute((row.replica, row.incident, row.seq.cast_signed(), row.hash))?;
    Ok(())
}

fn put_incident(conn: &Connection, incident: &[u8; 16], tip: &IncidentTip) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO incident_tips (incident, counter, heads) VALUES (?1, ?2, ?3) \
         ON CONFLICT DO UPDATE SET counter = excluded.counter, heads = excluded.heads",
    )?
    .execute((incident, tip.counter.cast_signed(), tip.heads.as_flattened()))?;
    Ok(())
}
