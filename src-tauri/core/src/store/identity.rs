//! Which store this is: its replica, its change number, and whether it is a sample.

use rusqlite::{Connection, OptionalExtension, Result};
use uuid::Uuid;

use super::digest::Fields;

/// The last row of `lineage` is the replica that writes; `change` has its one row from the start.
pub(super) const SCHEMA: &str = "
CREATE TABLE lineage (
    n INTEGER PRIMARY KEY,
    replica BLOB NOT NULL UNIQUE CHECK (length(replica) = 16),
    parent BLOB,
    machine TEXT NOT NULL
) STRICT;
CREATE TABLE change (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL) STRICT;
INSERT INTO change (one, n) VALUES (1, 0);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// A replica and the one it descends from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// The UUID that events written here carry.
    pub id: [u8; 16],
    /// The replica that wrote here before a copy or a restore.
    pub parent: Option<[u8; 16]>,
    /// The machine it was minted on.
    pub machine: String,
}

pub(super) fn replica(conn: &Connection) -> Result<Option<Replica>> {
    conn.prepare_cached("SELECT replica, parent, machine FROM lineage ORDER BY n DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Replica { id: row.get(0)?, parent: row.get(1)?, machine: row.get(2)? })
        })
        .optional()
}

/// What is written into a new store: its first replica, and the seed of a sample.
pub(super) fn begin(conn: &Connection, machine: &str, seed: Option<&str>) -> Result<Replica> {
    if let Some(seed) = seed {
        mark_as_sample(conn, seed)?;
    }
    mint(conn, machine)
}

/// Begins a new replica that descends from the present one.
///
/// In a sample store its UUID derives from the seed, so that a demonstration repeats byte by byte.
pub(super) fn mint(conn: &Connection, machine: &str) -> Result<Replica> {
    let parent = replica(conn)?.map(|replica| replica.id);
    let id = match sample_seed(conn)? {
        Some(seed) => {
            let generation: i64 =
                conn.query_row("SELECT count(*) FROM lineage", [], |row| row.get(0))?;
            let digest = Fields::new().text("replica").text(&seed).integer(generation).finish();
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&digest[..16]);
            uuid::Builder::from_custom_bytes(bytes).into_uuid().into_bytes()
        }
        None => Uuid::new_v4().into_bytes(),
    };
    conn.execute(
        "INSERT INTO lineage (replica, parent, machine) VALUES (?1, ?2, ?3)",
        (id, parent, machine),
    )?;
    Ok(Replica { id, parent, machine: machine.to_owned() })
}

pub(super) fn change(conn: &Connection) -> Result<u64> {
    conn.prepare_cached("SELECT n FROM change")?
        .query_row([], |row| Ok(row.get::<_, i64>(0)?.cast_unsigned()))
}

pub(super) fn raise_change(conn: &Connection) -> Result<u64> {
    conn.prepare_cached("UPDATE change SET n = n + 1 RETURNING n")?
        .query_row([], |row| Ok(row.get::<_, i64>(0)?.cast_unsigned()))
}

pub(super) fn sample_seed(conn: &Connection) -> Result<Option<String>> {
    conn.prepare_cached("SELECT value FROM meta WHERE name = 'sample'")?
        .query_row([], |row| row.get(0))
        .optional()
}

fn mark_as_sample(conn: &Connection, seed: &str) -> Result<()> {
    conn.execute("INSERT INTO meta (name, value) VALUES ('sample', ?1)", [seed])?;
    Ok(())
}
