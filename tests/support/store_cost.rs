//! What a durable act costs beside a plain transaction that writes the same rows.

use std::time::{Duration, Instant};

use kneeboard_core::store::{EventRow, IncidentRow, NewEvent, Store, StoreError, WordsRow};
use rusqlite::{Connection, params};
use tempfile::TempDir;

use super::desk::{incident_row, note, options};

/// Medians of one run, the two kinds of write taken in turn.
#[derive(Debug)]
pub struct Cost {
    /// One act through [`Store::write`]: an event, its words, the incident's row.
    pub act: Duration,
    /// The same rows by plain SQL into an equal file, under the same durability.
    pub plain: Duration,
    /// Events in the incident at the end of the run.
    pub events: usize,
}

impl Cost {
    pub fn ratio(&self) -> f64 {
        self.act.as_secs_f64() / self.plain.as_secs_f64()
    }
}

/// Writes `rounds` acts each way, after `before` events have been put into the same incident.
pub fn measure(before: u32, rounds: u32) -> Cost {
    let folder = TempDir::new().unwrap();
    let mut store = Store::create(&folder.path().join("store.db"), &options()).unwrap();
    fill(&mut store, before);
    let twin = folder.path().join("plain.db");
    store.backup_to(&twin).unwrap();
    let plain = Connection::open(&twin).unwrap();
    plain
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
        )
        .unwrap();
    let (mut acts, mut plains) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let event = numbered(before + round);
        let row = incident_row(&format!("round {round}"));
        let start = Instant::now();
        let stored = store.write(|writer| {
            let stored = writer.append_local(event.clone())?;
            writer.put_incident_row(&row)?;
            Ok::<_, StoreError>(stored)
        });
        acts.push(start.elapsed());
        let stored = stored.unwrap();
        let start = Instant::now();
        write_plainly(&plain, &stored, event.words.as_ref().unwrap(), &row);
        plains.push(start.elapsed());
    }
    let events = plain.query_row("SELECT count(*) FROM events", [], |row| row.get::<_, i64>(0));
    Cost {
        act: median(acts),
        plain: median(plains),
        events: usize::try_from(events.unwrap()).unwrap(),
    }
}

fn fill(store: &mut Store, count: u32) {
    store
        .write(|writer| {
            (0..count).try_for_each(|number| writer.append_local(numbered(number)).map(|_| ()))
        })
        .unwrap_or_else(|error: StoreError| panic!("{error}"));
}

/// A note with an id that rises as UUIDv7 do.
fn numbered(number: u32) -> NewEvent {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    let mut act = id;
    act.reverse();
    NewEvent { id, act, ..note(7) }
}

fn write_plainly(conn: &Connection, event: &EventRow, words: &WordsRow, row: &IncidentRow) {
    conn.execute_batch("BEGIN IMMEDIATE").unwrap();
    conn.prepare_cached(
        "INSERT INTO events (id, incident, act, replica, seq, prev, hash, after, counter, kind, \
         version, recorded_at, offset_min, role, via, body, words_digest) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )
    .unwrap()
    .execute(params![
        event.id,
        event.incident,
        event.act,
        event.replica,
        event.seq.cast_signed(),
        event.prev,
        event.hash,
        event.after.as_flattened(),
        event.counter.cast_signed(),
        event.kind,
        event.version,
        event.recorded_ms,
        event.offset_min,
        event.role,
        event.via,
        event.body,
        event.words_digest,
    ])
    .unwrap();
    conn.prepare_cached("INSERT INTO words (event, salt, text) VALUES (?1, ?2, ?3)")
        .unwrap()
        .execute(params![event.id, words.salt, words.text])
        .unwrap();
    conn.prepare_cached(
        "INSERT OR REPLACE INTO incident_row (incident, projector, handle, title, severity, \
         status, stack, service, drill, opened_ms, postmortem_status, view) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )
    .unwrap()
    .execute(params![
        row.incident,
        row.projector,
        row.handle,
        row.title,
        row.severity,
        row.status,
        row.stack,
        row.service,
        row.drill,
        row.opened_ms,
        row.postmortem_status,
        row.view,
    ])
    .unwrap();
    conn.execute_batch("COMMIT").unwrap();
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}
