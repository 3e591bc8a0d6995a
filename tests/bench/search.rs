//! What a search costs against the bare FTS5 query, and what acts cost while the index is behind.
//!
//! Ten thousand runbooks and incidents are made from the shipped ones. Both searches ask the same
//! index in turn in one process, so that noise hits both. Printed: median and 99th percentile and
//! their ratios; the bar is 1.5. Then the median of acts alone, and beside a catch-up.

use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{NoteKind, Role, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Kneeboard, Request, Search, Searching};
use kneeboard_core::runbook::shipped;
use kneeboard_core::store::RevisionRow;
use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const RUNBOOKS: usize = 5_000;
const INCIDENTS: usize = 5_000;
const ROUNDS: usize = 30;
const ACTS: usize = 400;

/// Each as a person types it, and as FTS5 takes it by hand.
const QUERIES: [(&str, &str); 10] = [
    ("errors release", "\"errors\"* AND \"release\"*"),
    ("rollout undo", "\"rollout\"* AND \"undo\"*"),
    ("\"connection pool\"", "\"connection pool\""),
    ("ECONNREF", "\"ECONNREF\"*"),
    ("checkout shard 17", "\"checkout\"* AND \"shard\"* AND \"17\"*"),
    ("migr", "\"migr\"*"),
    ("stale assets cdn", "\"stale\"* AND \"assets\"* AND \"cdn\"*"),
    ("variant 4711", "\"variant\"* AND \"4711\"*"),
    ("0042_drop", "\"0042 drop\"*"),
    ("celery", "\"celery\"*"),
];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("kneeboard.db");
    let mut door = Kneeboard::open(&store, Via::Window)?;
    let incident = fill(&mut door)?;
    let alone = acts(&mut door, incident)?;
    let beside = acts_beside(&mut door, incident, &store)?;
    let mut searching = Searching::of(&store);
    while searching.catch_up(Duration::from_secs(1))? > 0 {}
    let (ours, bare) = searches(&mut searching, &store)?;

    println!(
        "| search over {} documents | Kneeboard | bare FTS5 | ratio | bar |",
        RUNBOOKS + INCIDENTS
    );
    println!("|---|---|---|---|---|");
    for (name, share) in [("median", 0.5), ("99th percentile", 0.99)] {
        row(name, at(&ours, share), at(&bare, share), "1.5");
    }
    println!();
    println!("| durable act while the index is behind | beside a catch-up | alone | ratio | bar |");
    println!("|---|---|---|---|---|");
    row("median", at(&beside, 0.5), at(&alone, 0.5), "none");
    Ok(())
}

fn row(name: &str, ours: Duration, theirs: Duration, bar: &str) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let (ours, theirs) = (ours.as_secs_f64() * 1e3, theirs.as_secs_f64() * 1e3);
    println!("| {name} | {ours:.3} ms | {theirs:.3} ms | {ratio:.2} | {bar} |");
}

/// Runbooks with a word of their own, and incidents that quote them.
fn fill(door: &mut Kneeboard) -> Result<IncidentId, Failure> {
    let texts = shipped::all();
    door.store().write(|writer| {
        for n in 0..RUNBOOKS {
            let shipped = &texts[n % texts.len()];
            writer.put_revision(&RevisionRow {
                document: format!("runbooks/team/{}-{n}", shipped.id.replace('/', "-")),
                parent: None,
                merged: None,
                text: format!("{}\nVariant {n} of the team.\n", shipped.text),
                reason: "made".to_owned(),
                role: "on-call".to_owned(),
                at_ms: 0,
            })?;
        }
        Ok::<(), kneeboard_core::store::StoreError>(())
    })?;
    let mut last = None;
    for n in 0..INCIDENTS {
        let shipped = &texts[n % texts.len()];
        let start = Start {
            title: Some(format!("Checkout fails on shard {n}")),
            looks_like: shipped.text.lines().find(|line| line.len() > 40).map(str::to_owned),
            ..Start::default()
        };
        let incident = door.act(request(None, Act::IncidentStarted(start)))?.incident;
        let lines = shipped.text.lines().filter(|line| line.len() > 60);
        for line in lines.cycle().skip(n % 7).take(4) {
            door.act(note(incident, line))?;
        }
        last = Some(incident);
    }
    last.ok_or_else(|| "no incident".into())
}

fn searches(
    searching: &mut Searching,
    store: &Path,
) -> Result<(Vec<Duration>, Vec<Duration>), Failure> {
    let bare = Connection::open(format!("{}.search", store.display()))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        for (typed, by_hand) in QUERIES {
            let asked = Search { query: typed.to_owned(), ..Search::default() };
            let begin = Instant::now();
            let found = searching.search(&asked, Duration::from_millis(100))?.hits.len();
            let took = begin.elapsed();
            let begin = Instant::now();
            let count = by_hand_found(&bare, by_hand)?;
            let bare_took = begin.elapsed();
            // The first round warms both caches.
            if round > 0 {
                ours.push(took);
                theirs.push(bare_took);
            } else {
                println!("{typed}: {found} and {count} hits");
            }
        }
    }
    Ok((ours, theirs))
}

fn by_hand_found(bare: &Connection, query: &str) -> rusqlite::Result<usize> {
    let mut asked = bare.prepare_cached(
        "SELECT rowid, title, snippet(search, 3, '[', ']', '…', 24) FROM search \
         WHERE search MATCH ?1 ORDER BY rank LIMIT 20",
    )?;
    let rows = asked.query_map([query], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.len())
}

fn acts(door: &mut Kneeboard, incident: IncidentId) -> Result<Vec<Duration>, Failure> {
    let mut took = Vec::new();
    for n in 0..ACTS {
        let act = note(incident, &format!("Reading {n}"));
        let begin = Instant::now();
        door.act(act)?;
        took.push(begin.elapsed());
    }
    Ok(took)
}

/// The same while another thread makes the whole index.
fn acts_beside(
    door: &mut Kneeboard,
    incident: IncidentId,
    store: &Path,
) -> Result<Vec<Duration>, Failure> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut searching = Searching::of(store);
            let mut left = 1;
            while left > 0 && !done.load(Ordering::Relaxed) {
                left = searching.catch_up(Duration::from_millis(100)).unwrap_or(0);
            }
            left
        });
        let took = acts(door, incident);
        done.store(true, Ordering::Relaxed);
        let left = reader.join().map_err(|_| "the reader broke down")?;
        println!("the index was still {left} documents behind after the acts");
        took
    })
}

fn at(times: &[Duration], share: f64) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[((times.len() - 1) as f64 * share).round() as usize]
}

fn note(incident: IncidentId, text: &str) -> Request {
    let act = Act::NoteAdded {
        text: text.to_owned(),
        note: NoteKind::Observation,
        step: None,
        at: None,
        evidence_url: None,
    };
    request(Some(incident), act)
}

fn request(incident: Option<IncidentId>, act: Act) -> Request {
    let (id, role) = (ActId(uuid::Uuid::new_v4()), Role::OnCall);
    let secret = Some(kneeboard_core::kneeboard::SecretChoice::Keep);
    Request { id, incident, role, name: None, act, secret, done_at_ms: None }
}
