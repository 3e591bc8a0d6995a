//! Something in the window's own process opens, reads and closes the store's files, as a file dialog
//! does: the system then drops every lock that the process holds on them. No act that was answered
//! is lost, whoever writes meanwhile.
//!
//! One round here; `KNEEBOARD_TORTURE=500` asks for more.

use crate::support::kneeboard::Desk;
use kneeboard_core::act::Act;
use kneeboard_core::event::{NoteKind, Role, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Kneeboard, Request};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

const PARTS: [&str; 3] = ["", "-wal", "-shm"];

fn rounds() -> u64 {
    let asked = std::env::var("KNEEBOARD_TORTURE").ok().and_then(|n| n.parse().ok());
    asked.map_or(1, |n: u64| n.div_ceil(50))
}

/// Every choice of the three files but none of them.
fn choices(store: &Path) -> Vec<Vec<PathBuf>> {
    let file = |part: &str| PathBuf::from(format!("{}{part}", store.display()));
    let choice = |bits: usize| {
        let chosen = PARTS.iter().enumerate().filter(|(n, _)| bits & (1 << n) != 0);
        chosen.map(|(_, part)| file(part)).collect()
    };
    (1..8).rev().map(choice).collect()
}

fn look_at(files: &[PathBuf]) {
    for file in files {
        // Opened, read and closed; the log may be away for a moment.
        let _ = fs::read(file);
    }
}

/// A window in this process, with one incident.
struct Window {
    record: Kneeboard,
    incident: IncidentId,
    told: Vec<String>,
}

impl Window {
    fn on(desk: &Desk) -> Self {
        desk.out(&["incident", "start", "--title", "Checkout 500"]);
        let record = Kneeboard::open(&desk.path("kneeboard.db"), Via::Window).unwrap();
        let incident = record.incident_ids().unwrap()[0];
        Self { record, incident, told: Vec::new() }
    }

    fn note(&mut self) {
        let text = format!("note {} of the window.", self.told.len() + 1);
        let act = Act::NoteAdded {
            text: text.clone(),
            note: NoteKind::default(),
            step: None,
            at: None,
            evidence_url: None,
        };
        let request = Request {
            id: ActId(uuid::Uuid::new_v4()),
            incident: Some(self.incident),
            role: Role::OnCall,
            name: None,
            act,
            secret: None,
            done_at_ms: None,
        };
        self.record.act(request).unwrap();
        self.told.push(text);
    }
}

/// Each note that was answered is there once, as a third process finds it.
fn all_are_there<'a>(desk: &Desk, told: impl Iterator<Item = &'a String>) {
    let rows = desk.json(&["incident", "timeline"]);
    let mut found = BTreeMap::new();
    for row in rows.as_array().unwrap() {
        *found.entry(row["text"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    let mut seen = 0;
    for words in told {
        assert_eq!(found.get(words), Some(&1), "answered: {words}");
        seen += 1;
    }
    assert!(seen > 0);
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

#[test]
fn what_is_answered_between_a_look_at_the_files_and_another_programs_end_is_kept() {
    let desk = Desk::new();
    let mut window = Window::on(&desk);
    let mut beside = Vec::new();
    for _ in 0..rounds() {
        for files in choices(&desk.path("kneeboard.db")) {
            window.note();
            look_at(&files);
            window.note();
            let words = format!("note {} beside.", beside.len() + 1);
            desk.out(&["note", &words]);
            beside.push(words);
            window.note();
            look_at(&files);
            // One that only reads, and ends.
            desk.out(&["incident", "list"]);
            window.note();
        }
    }
    all_are_there(&desk, window.told.iter().chain(&beside));
    drop(window.record);
    all_are_there(&desk, beside.iter());
}

/// Says that it is over when it goes, in a failing test too.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn what_is_answered_while_the_files_are_looked_at_without_pause_is_kept() {
    let desk = Desk::new();
    let mut window = Window::on(&desk);
    let over = AtomicBool::new(false);
    let store = desk.path("kneeboard.db");
    let beside = std::thread::scope(|scope| {
        // However this ends, whoever looks at the files ends with it.
        let _ends = Ends(&over);
        scope.spawn(|| {
            for files in choices(&store).iter().cycle() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                look_at(files);
            }
        });
        let writing = scope.spawn(|| {
            let _ends = Ends(&over);
            let mut told = Vec::new();
            for n in 1..=10 * rounds() {
                let words = format!("note {n} beside.");
                desk.out(&["note", &words]);
                told.push(words);
            }
            told
        });
        while !over.load(Ordering::Relaxed) && !writing.is_finished() {
            window.note();
        }
        writing.join().unwrap()
    });
    all_are_there(&desk, window.told.iter().chain(&beside));
}
