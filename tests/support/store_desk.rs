//! A folder with a store in it, rows to put there, and a look at the bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kneeboard_core::store::{
    EventRow, IncidentRow, NewEvent, OpenOptions, Store, StoreError, WordsRow,
};
use rusqlite::Connection;
use tempfile::TempDir;

pub const INCIDENT: [u8; 16] = [1; 16];

/// A temporary folder with one store; it goes away with the value.
pub struct Desk {
    pub folder: TempDir,
    pub path: PathBuf,
    pub store: Store,
}

impl Desk {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("kneeboard.db");
        let store = Store::create(&path, &options()).unwrap();
        Self { folder, path, store }
    }

    /// A store with `count` notes, numbered from 1.
    pub fn with_notes(count: u8) -> Self {
        let mut desk = Self::new();
        for number in 1..=count {
            append(&mut desk.store, note(number));
        }
        desk
    }

    /// Closes the store and opens it again on a machine.
    pub fn reopen_on(self, machine: &str) -> Self {
        let Self { folder, path, store } = self;
        drop(store);
        let store = Store::open(&path, &OpenOptions { machine: machine.into(), ..options() });
        Self { folder, path, store: store.unwrap() }
    }

    /// A connection as any other program would open it: no pragma is set.
    pub fn plain(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }
}

/// No ballast, and no waiting for locks.
pub fn options() -> OpenOptions {
    OpenOptions { busy_timeout: Duration::ZERO, ballast_bytes: 0, ..OpenOptions::on("laptop") }
}

/// A note with words; its number makes id, act and text.
pub fn note(number: u8) -> NewEvent {
    NewEvent {
        id: [number; 16],
        incident: INCIDENT,
        act: [number ^ 0x80; 16],
        kind: "NoteAdded".into(),
        version: 1,
        recorded_ms: 1_763_777_400_000 + i64::from(number),
        offset_min: 60,
        role: "on_call".into(),
        via: "command_line".into(),
        body: format!("{{\"n\":{number}}}").into_bytes(),
        words: Some(words(number)),
    }
}

pub fn words(number: u8) -> WordsRow {
    let text = format!("{{\"text\":\"the words of note {number}\"}}");
    WordsRow { salt: vec![number; 16], text: text.into_bytes() }
}

/// The event that erases another's words.
pub fn redacted(number: u8) -> NewEvent {
    NewEvent { kind: "Redacted".into(), words: None, ..note(number) }
}

pub fn append(store: &mut Store, event: NewEvent) -> EventRow {
    store.write(|writer| writer.append_local(event.clone())).unwrap()
}

pub fn incident_row(title: &str) -> IncidentRow {
    IncidentRow {
        incident: INCIDENT,
        projector: 1,
        handle: "1122-checkout-500".into(),
        title: title.into(),
        severity: Some("SEV2".into()),
        status: "open".into(),
        stack: Some("nodejs".into()),
        service: None,
        drill: false,
        started_ms: None,
        opened_ms: 1_763_777_400_000,
        closed_ms: None,
        decided: None,
        to_mitigate_seconds: None,
        postmortem_status: Some("draft".into()),
        current_step: None,
        view: format!("{{\"title\":\"{title}\"}}"),
    }
}

/// The error of something that had to fail.
pub fn refusal<T>(outcome: Result<T, StoreError>) -> StoreError {
    match outcome {
        Ok(_) => panic!("nothing was refused"),
        Err(error) => error,
    }
}

/// Every file under `folder` that holds these bytes.
pub fn files_with(folder: &Path, bytes: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if holds(&fs::read(&path).unwrap(), bytes.as_bytes()) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}
