//! Hand-over: events as JSON lines, so that two stores can be made one by union.
//!
//! The first line names the format, each other line is one event with its words. Bytes are
//! hexadecimal; a body and words are the JSON text as it was received, so that hashes hold.

use crate::store::{EventRow, WordsRow, hash_of, words_digest};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The format's number, raised when its meaning changes.
const FORMAT: u32 = 1;

/// An event as a line carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The row, hash included.
    pub row: EventRow,
    /// Its words, unless they were removed.
    pub words: Option<WordsRow>,
}

/// Why a bundle is not taken in; nothing of it was stored.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BundleError {
    #[error("it does not begin with the line of a Kneeboard hand-over")]
    NotOurs,
    #[error("it was written by a newer Kneeboard (format {format}; this one reads {FORMAT})")]
    Newer { format: u32 },
    #[error("line {line} is no event: {why}")]
    Line { line: usize, why: String },
    #[error("line {line} was changed on its way: its hash does not hold")]
    Changed { line: usize },
}

#[derive(Serialize, Deserialize)]
struct Head {
    kneeboard: String,
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    incident: String,
    act: String,
    replica: String,
    seq: u64,
    prev: Option<String>,
    hash: String,
    after: Vec<String>,
    counter: u64,
    kind: String,
    version: u32,
    recorded_at: i64,
    offset_min: i32,
    role: String,
    via: String,
    body: String,
    words_digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<LineWords>,
}

#[derive(Serialize, Deserialize)]
struct LineWords {
    salt: String,
    text: String,
}

/// Writes events as JSON lines, in the order given.
pub fn write(events: &[Carried]) -> String {
    let head = Head { kneeboard: "handover".to_owned(), format: FORMAT };
    let mut text = serde_json::to_string(&head).unwrap_or_default() + "\n";
    for event in events {
        text += &serde_json::to_string(&line_of(event)).unwrap_or_default();
        text.push('\n');
    }
    text
}

/// Reads JSON lines and checks every hash; one fault refuses the whole bundle.
pub fn read(text: &str) -> Result<Vec<Carried>, BundleError> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, first) = lines.next().ok_or(BundleError::NotOurs)?;
    let head: Head = serde_json::from_str(first).map_err(|_| BundleError::NotOurs)?;
    if head.kneeboard != "handover" {
        return Err(BundleError::NotOurs);
    }
    if head.format > FORMAT {
        return Err(BundleError::Newer { format: head.format });
    }
    lines.map(|(at, line)| carried(at + 1, line)).collect()
}

fn line_of(event: &Carried) -> Line {
    let row = &event.row;
    Line {
        id: hex(&row.id),
        incident: hex(&row.incident),
        act: hex(&row.act),
        replica: hex(&row.replica),
        seq: row.seq,
        prev: row.prev.as_ref().map(|hash| hex(hash)),
        hash: hex(&row.hash),
        after: row.after.iter().map(|hash| hex(hash)).collect(),
        counter: row.counter,
        kind: row.kind.clone(),
        version: row.version,
        recorded_at: row.recorded_ms,
        offset_min: row.offset_min,
        role: row.role.clone(),
        via: row.via.clone(),
        body: hex(&row.body),
        words_digest: row.words_digest.as_ref().map(|digest| hex(digest)),
        words: event
            .words
            .as_ref()
            .map(|words| LineWords { salt: hex(&words.salt), text: hex(&words.text) }),
    }
}

fn carried(line: usize, text: &str) -> Result<Carried, BundleError> {
    let fault = |why: String| BundleError::Line { line, why };
    let read: Line = serde_json::from_str(text).map_err(|error| fault(error.to_string()))?;
    let row = row_of(&read).ok_or_else(|| fault("an id or hash has the wrong form".to_owned()))?;
    if hash_of(&row) != row.hash {
        return Err(BundleError::Changed { line });
    }
    let words = match read.words {
        None => None,
        Some(words) => {
            let bytes = (unhex(&words.salt), unhex(&words.text));
            let (Some(salt), Some(text)) = bytes else {
                return Err(fault("its words have the wrong form".to_owned()));
            };
            if row.words_digest != Some(words_digest(&salt, &text)) {
                return Err(BundleError::Changed { line });
            }
            Some(WordsRow { salt, text })
        }
    };
    Ok(Carried { row, words })
}

fn row_of(line: &Line) -> Option<EventRow> {
    Some(EventRow {
        id: sized(&line.id)?,
        incident: sized(&line.incident)?,
        act: sized(&line.act)?,
        replica: sized(&line.replica)?,
        seq: line.seq,
        prev: match &line.prev {
            Some(hash) => Some(sized(hash)?),
            None => None,
        },
        hash: sized(&line.hash)?,
        after: line.after.iter().map(|hash| sized(hash)).collect::<Option<_>>()?,
        counter: line.counter,
        kind: line.kind.clone(),
        version: line.version,
        recorded_ms: line.recorded_at,
        offset_min: line.offset_min,
        role: line.role.clone(),
        via: line.via.clone(),
        body: unhex(&line.body)?,
        words_digest: match &line.words_digest {
            Some(digest) => Some(sized(digest)?),
            None => None,
        },
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

fn sized<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex(text)?.try_into().ok()
}
