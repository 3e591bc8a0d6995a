//! Incident files that somebody made up: every hash holds, since nothing is signed.

use kneeboard_core::store::{EventRow, WordsRow, hash_of};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// An event as a line of a file carries it.
#[derive(Clone)]
pub struct Crafted {
    pub row: EventRow,
    pub words: Option<Value>,
    /// Fields of the line that no row can hold, as they are written.
    pub fields: BTreeMap<&'static str, Value>,
}

impl Crafted {
    /// The first event of the incident, with this handle.
    pub fn start(handle: &str) -> Self {
        let body = json!({ "drill": false, "sample": false });
        let words = json!({ "title": "Checkout 500", "handle": handle });
        Self::new(1, "IncidentStarted", body, Some(words))
    }

    /// A note that follows nothing.
    pub fn note(number: u64, text: &str) -> Self {
        let words = json!({ "text": text });
        Self::new(number, "NoteAdded", json!({ "note": "observation" }), Some(words))
    }

    pub fn new(number: u64, kind: &str, body: Value, words: Option<Value>) -> Self {
        let mut id = [1; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        let row = EventRow {
            id,
            incident: [2; 16],
            act: id,
            replica: [3; 16],
            seq: 1,
            prev: None,
            hash: [0; 32],
            after: Vec::new(),
            counter: 1,
            kind: kind.to_owned(),
            version: 1,
            recorded_ms: 1_795_312_800_000 + i64::try_from(number).unwrap_or_default(),
            offset_min: 0,
            role: "on_call".to_owned(),
            via: "command_line".to_owned(),
            body: body.to_string().into_bytes(),
            words_digest: None,
        };
        Self { row, words, fields: BTreeMap::new() }
    }

    /// The same event as the next one of a chain.
    pub fn behind(mut self, before: &Self) -> Self {
        let hash = before.sealed().0.hash;
        self.row.seq = before.row.seq + 1;
        self.row.counter = before.row.counter + 1;
        self.row.prev = Some(hash);
        self.row.after = vec![hash];
        self
    }

    /// The row with its digest and hash, and the words that give them.
    pub fn sealed(&self) -> (EventRow, Option<WordsRow>) {
        let words = self
            .words
            .as_ref()
            .map(|words| WordsRow { salt: vec![9; 16], text: words.to_string().into_bytes() });
        let mut row = self.row.clone();
        row.words_digest = words.as_ref().map(WordsRow::digest);
        row.hash = hash_of(&row);
        (row, words)
    }

    fn line(&self) -> String {
        let (row, words) = self.sealed();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut line = json!({
            "id": hex(&row.id),
            "incident": hex(&row.incident),
            "act": hex(&row.act),
            "replica": hex(&row.replica),
            "seq": row.seq,
            "prev": row.prev.map(|hash| hex(&hash)),
            "hash": hex(&row.hash),
            "after": row.after.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
            "counter": row.counter,
            "kind": row.kind,
            "version": row.version,
            "recorded_at": row.recorded_ms,
            "offset_min": row.offset_min,
            "role": row.role,
            "via": row.via,
            "body": text(&row.body),
            "words_digest": row.words_digest.map(|digest| hex(&digest)),
        });
        if let Some(words) = words {
            line["words"] = json!({ "salt": hex(&words.salt), "text": text(&words.text) });
        }
        for (field, value) in &self.fields {
            line[*field] = value.clone();
        }
        format!("{line}\n")
    }
}

/// An incident file of these events, its first line fitting.
pub fn incident_file(events: &[Crafted]) -> String {
    let lines: String = events.iter().map(Crafted::line).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for event in events {
        *counts.entry(hex(&event.row.incident)).or_default() += 1;
    }
    let incidents: Vec<Value> =
        counts.iter().map(|(id, events)| json!({ "id": id, "events": events })).collect();
    let head = json!({
        "kneeboard": "incident file",
        "format": 2,
        "incidents": incidents,
        "events": events.len(),
        "sha256": hex(&Sha256::digest(lines.as_bytes())),
    });
    format!("{head}\n{lines}")
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
