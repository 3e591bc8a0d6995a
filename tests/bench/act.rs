//! What a durable act costs against a FULL transaction that writes the same rows by plain SQL.
//!
//! Both run in turn in one process on one disk, so that noise hits both. Printed: the medians and
//! their ratio, with an incident of a few events and with one of 10,000. The bar is 1.5.

use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{NoteKind, Role, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Kneeboard, Request};
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("| durable act | door, median | plain SQL, median | ratio | bar |");
    println!("|---|---|---|---|---|");
    for events in [10, 10_000] {
        let (door, plain) = measure(events)?;
        let ratio = door.as_secs_f64() / plain.as_secs_f64();
        println!(
            "| {events} events in the incident | {:.3} ms | {:.3} ms | {ratio:.2} | 1.5 |",
            door.as_secs_f64() * 1e3,
            plain.as_secs_f64() * 1e3,
        );
    }
    Ok(())
}

fn measure(events: usize) -> Result<(Duration, Duration), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let ours = folder.path().join("door.db");
    let theirs = folder.path().join("plain.db");
    let mut door = Kneeboard::open(&ours, Via::Window)?;
    drop(Kneeboard::open(&theirs, Via::Window)?);
    let incident = begin(&mut door)?;
    for n in 0..events {
        door.act(note(incident, n))?;
    }
    let plain = connect(&theirs)?;
    copy_all(&plain, &ours)?;
    let reader = Connection::open(&ours)?;
    let (mut through_door, mut by_hand) = (Vec::new(), Vec::new());
    for n in 0..ROUNDS {
        let begin = Instant::now();
        door.act(note(incident, n))?;
        through_door.push(begin.elapsed());
        let rows = Rows::newest(&reader)?;
        let begin = Instant::now();
        rows.write(&plain)?;
        by_hand.push(begin.elapsed());
    }
    Ok((median(through_door), median(by_hand)))
}

fn begin(door: &mut Kneeboard) -> Result<IncidentId, Box<dyn std::error::Error>> {
    let start = Start {
        title: Some("Checkout returns 500".to_owned()),
        runbooks: vec!["nodejs/errors-after-release".to_owned()],
        ..Start::default()
    };
    let act = Act::IncidentStarted(start);
    Ok(door.act(request(None, act))?.incident)
}

fn note(incident: IncidentId, n: usize) -> Request {
    let text = format!("Reading {n}: 41 of 100 checkouts fail, steady for the last minute");
    let act = Act::NoteAdded {
        text,
        note: NoteKind::Observation,
        step: None,
        at: None,
        evidence_url: None,
    };
    request(Some(incident), act)
}

fn request(incident: Option<IncidentId>, act: Act) -> Request {
    Request {
        id: ActId(uuid::Uuid::new_v4()),
        incident,
        role: Role::OnCall,
        name: None,
        act,
        secret: None,
        done_at_ms: None,
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let plain = Connection::open(path)?;
    plain.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;",
    )?;
    Ok(plain)
}

/// The reference holds the same rows from the start, so that its trees are as deep.
fn copy_all(plain: &Connection, from: &Path) -> rusqlite::Result<()> {
    plain.execute("ATTACH ?1 AS door", [from.to_string_lossy()])?;
    for table in ["events", "words", "incident_row", "replicas", "incident_tips"] {
        plain.execute(&format!("INSERT INTO main.{table} SELECT * FROM door.{table}"), [])?;
    }
    plain.execute_batch("DETACH door")
}

/// The rows that one act wrote, as plain values.
struct Rows {
    tables: Vec<(&'static str, Vec<rusqlite::types::Value>)>,
}

impl Rows {
    fn newest(reader: &Connection) -> rusqlite::Result<Self> {
        let one = |sql: &str| -> rusqlite::Result<Vec<rusqlite::types::Value>> {
            let mut statement = reader.prepare_cached(sql)?;
            let columns = statement.column_count();
            statement.query_row([], |row| (0..columns).map(|at| row.get(at)).collect())
        };
        Ok(Self {
            tables: vec![
                ("events", one("SELECT * FROM events ORDER BY pos DESC LIMIT 1")?),
                (
                    "words",
                    one("SELECT * FROM words WHERE event =
                         (SELECT id FROM events ORDER BY pos DESC LIMIT 1)")?,
                ),
                ("incident_row", one("SELECT * FROM incident_row")?),
                ("replicas", one("SELECT * FROM replicas")?),
                ("incident_tips", one("SELECT * FROM incident_tips")?),
            ],
        })
    }

    fn write(&self, plain: &Connection) -> rusqlite::Result<()> {
        plain.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for (table, values) in &self.tables {
            let marks = vec!["?"; values.len()].join(", ");
            // The last three are rows that are written over.
            let verb = match *table {
                "events" | "words" => "INSERT",
                _ => "INSERT OR REPLACE",
            };
            plain
                .prepare_cached(&format!("{verb} INTO {table} VALUES ({marks})"))?
                .execute(rusqlite::params_from_iter(values))?;
        }
        plain.prepare_cached("UPDATE change SET n = n + ?1")?.execute(params![1])?;
        plain.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
