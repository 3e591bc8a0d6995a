//! Incident files: events as JSON lines, so that two stores can be made one by union.
//!
//! The first line names the format, the incidents and how many events each has, and the sha256 of
//! every byte behind it. Each other line is one event with its words. Ids and hashes are hexadecimal;
//! a body and words are the JSON text as it was received, so that hashes hold.
//!
//! A file is read whole or not at all, and nothing is written that would not be read: both sides go
//! through [`border`].

mod border;

use crate::event::LARGEST_NUMBER;
use crate::folder::size_of;
use crate::id::{Digest, hex, unhex};
use crate::moment::{OFFSETS, YEARS};
use crate::store::{EventRow, NewEvent, WordsRow, hash_of, words_digest};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read};
use thiserror::Error;

/// What the first line calls the file.
const NAME: &str = "incident file";

/// What it was called in format 1.
const OLD_NAME: &str = "handover";

/// The format's number, raised when its meaning changes.
const FORMAT: u32 = 2;

/// How much of a file is read.
#[derive(Clone, Copy, Debug)]
struct Limits {
    bytes: u64,
    /// Bytes of one line: the largest body and the most words, each quoted, and the rest.
    line: u64,
    events: usize,
}

const LIMITS: Limits = Limits { bytes: MOST_BYTES, line: 65_000_000, events: 200_000 };

/// The most bytes of an incident file.
pub const MOST_BYTES: u64 = 256_000_000;

/// A counter is one more than the largest that its writer knew, so it is far above the number of
/// events only where most of them are missing. A higher one would use up the numbers of an incident.
const MOST_MISSING: u64 = 1_000_000;

/// An event as a line carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The row, hash included.
    pub row: EventRow,
    /// Its words, unless they were removed.
    pub words: Option<WordsRow>,
}

/// Why an incident file is not read or written; nothing of it was stored.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BundleError {
    #[error("it does not begin with the whole first line of an incident file")]
    NotOurs,
    #[error("it was written by an older Kneeboard (format {format}; this one reads {FORMAT})")]
    Older { format: u32 },
    #[error("it was written by a newer Kneeboard (format {format}; this one reads {FORMAT})")]
    Newer { format: u32 },
    #[error("it was cut: {there} of its {events} events are whole")]
    Cut { there: usize, events: usize },
    #[error("something was added behind its {events} events")]
    Longer { events: usize },
    #[error("it was changed on its way: its lines do not give the digest in its first line")]
    Altered,
    #[error("line {line} was changed on its way: its hash does not hold")]
    Changed { line: usize },
    #[error("line {line}: {why}")]
    Line { line: usize, why: String },
    #[error("its first line tells of other incidents than its events do")]
    Contents,
    #[error("it has over {}", size_of(*most))]
    TooLarge { most: u64 },
    #[error("line {line} has over {}", size_of(*most))]
    LongLine { line: usize, most: u64 },
    #[error("it has over {most} events")]
    TooMany { most: usize },
    #[error("{0}")]
    Unread(String),
}

impl BundleError {
    /// What to do with a file that is not read.
    pub fn instead(&self) -> &'static str {
        match self {
            Self::NotOurs => "Give a file that `kneeboard handover export` wrote.",
            Self::Older { .. } => "Export it again with this Kneeboard.",
            Self::Newer { .. } => "Update Kneeboard, then try again.",
            Self::Cut { .. }
            | Self::Longer { .. }
            | Self::Altered
            | Self::Changed { .. }
            | Self::Unread(_) => "Ask for the file again, or export it anew.",
            Self::Line { .. } | Self::Contents => {
                "No Kneeboard writes such a file. Ask whoever sent it how it was made."
            }
            Self::TooLarge { .. } | Self::LongLine { .. } | Self::TooMany { .. } => {
                "Send a backup of the store instead: kneeboard store backup FILE."
            }
        }
    }
}

/// The beginning of a first line, which every format has.
#[derive(Deserialize)]
struct Kind {
    kneeboard: String,
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct Head {
    kneeboard: String,
    format: u32,
    incidents: Vec<Part>,
    events: usize,
    sha256: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    id: String,
    events: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    incident: String,
    act: String,
    replica: String,
    seq: Number,
    prev: Option<String>,
    hash: String,
    after: Vec<String>,
    counter: Number,
    kind: String,
    version: Number,
    recorded_at: Number,
    offset_min: Number,
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

/// Writes events as an incident file, in the order given.
///
/// # Errors
/// What [`read`] would refuse.
pub fn write(events: &[Carried]) -> Result<String, BundleError> {
    write_within(LIMITS, events)
}

fn write_within(limits: Limits, events: &[Carried]) -> Result<String, BundleError> {
    let mut lines = String::new();
    for (at, event) in events.iter().enumerate() {
        let line = at + 2;
        let fault = |why: String| BundleError::Line { line, why };
        border::check(&event.row, event.words.as_ref()).map_err(fault)?;
        let before = lines.len();
        lines += &serde_json::to_string(&line_of(event).map_err(fault)?)
            .map_err(|error| fault(error.to_string()))?;
        lines.push('\n');
        if (lines.len() - before) as u64 > limits.line {
            return Err(BundleError::LongLine { line, most: limits.line });
        }
    }
    let head = Head {
        kneeboard: NAME.to_owned(),
        format: FORMAT,
        incidents: parts_of(events),
        events: events.len(),
        sha256: Digest(Sha256::digest(lines.as_bytes()).into()).to_string(),
    };
    let head = serde_json::to_string(&head).unwrap_or_default() + "\n";
    if events.len() > limits.events {
        return Err(BundleError::TooMany { most: limits.events });
    }
    if (head.len() + lines.len()) as u64 > limits.bytes {
        return Err(BundleError::TooLarge { most: limits.bytes });
    }
    refuse_far(events, &BTreeMap::new())?;
    Ok(head + &lines)
}

/// Whether an event that is about to be recorded can be handed over later.
///
/// # Errors
/// Why not.
pub fn check_new(event: &NewEvent) -> Result<(), String> {
    border::check_new(event)
}

/// Reads an incident file and checks everything about it that a file can tell; one fault refuses the
/// whole of it.
///
/// # Errors
/// The fault, with its line.
pub fn read(input: impl BufRead) -> Result<Vec<Carried>, BundleError> {
    read_within(LIMITS, input)
}

fn read_within(limits: Limits, input: impl BufRead) -> Result<Vec<Carried>, BundleError> {
    let mut input = Lines { input: input.take(limits.bytes + 1), limits, n: 0, bytes: 0 };
    let mut line = Vec::new();
    input.next(&mut line)?;
    let head = head_of(&line)?;
    if head.events > limits.events {
        return Err(BundleError::TooMany { most: limits.events });
    }
    let mut digest = Sha256::new();
    let (mut events, mut whole, mut fault) = (Vec::new(), 0_usize, None);
    let mut seen = BTreeSet::new();
    while input.next(&mut line)? {
        digest.update(&line);
        let Some(text) = line.strip_suffix(b"\n") else { continue };
        whole += 1;
        if fault.is_some() || whole > head.events {
            continue;
        }
        match carried(input.n, text) {
            Ok(event) if !seen.insert(event.row.id) => {
                let why = "another line has the same id".to_owned();
                fault = Some(BundleError::Line { line: input.n, why });
            }
            Ok(event) => events.push(event),
            Err(error) => fault = Some(error),
        }
    }
    // The digest is asked first: a file that was cut is not told what is wrong with its last line.
    if Digest(digest.finalize().into()).to_string() != head.sha256 {
        return Err(match (whole, fault) {
            (there, _) if there < head.events => BundleError::Cut { there, events: head.events },
            (there, _) if there > head.events => BundleError::Longer { events: head.events },
            (_, Some(changed @ BundleError::Changed { .. })) => changed,
            _ => BundleError::Altered,
        });
    }
    match fault {
        Some(fault) => Err(fault),
        None if head.events != whole || head.incidents != parts_of(&events) || whole == 0 => {
            Err(BundleError::Contents)
        }
        None => Ok(events),
    }
}

/// Refuses a counter that is far above the number of events there are of its incident, in the file
/// and in the store.
///
/// # Errors
/// The line that has it.
pub fn refuse_far(events: &[Carried], stored: &BTreeMap<[u8; 16], u64>) -> Result<(), BundleError> {
    let mut counts = stored.clone();
    for event in events {
        *counts.entry(event.row.incident).or_default() += 1;
    }
    for (at, event) in events.iter().enumerate() {
        let there = counts.get(&event.row.incident).copied().unwrap_or_default();
        let counter = event.row.counter;
        if counter > there.saturating_add(MOST_MISSING).min(LARGEST_NUMBER) {
            let why = format!("counter is {counter}, and the incident has {there} events");
            return Err(BundleError::Line { line: at + 2, why });
        }
    }
    Ok(())
}

/// The lines of a file, each no longer than one may be.
struct Lines<R> {
    input: io::Take<R>,
    limits: Limits,
    n: usize,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    /// Reads the next line with its end; false behind the last one.
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, BundleError> {
        line.clear();
        self.n += 1;
        let most = self.limits.line;
        let mut input = self.input.by_ref().take(most + 1);
        let read = input
            .read_until(b'\n', line)
            .map_err(|error| BundleError::Unread(format!("it cannot be read: {error}")))?;
        self.bytes += read as u64;
        if self.bytes > self.limits.bytes {
            return Err(BundleError::TooLarge { most: self.limits.bytes });
        }
        if read as u64 > most {
            return Err(BundleError::LongLine { line: self.n, most });
        }
        Ok(read > 0)
    }
}

fn head_of(line: &[u8]) -> Result<Head, BundleError> {
    let kind: Kind = serde_json::from_slice(line).map_err(|_| BundleError::NotOurs)?;
    match (kind.kneeboard.as_str(), kind.format) {
        (NAME, FORMAT) => serde_json::from_slice(line).map_err(|_| BundleError::NotOurs),
        (NAME | OLD_NAME, format) if format < FORMAT => Err(BundleError::Older { format }),
        (NAME, format) => Err(BundleError::Newer { format }),
        _ => Err(BundleError::NotOurs),
    }
}

/// The incidents of a file with how many events each has, in the order of their ids.
fn parts_of(events: &[Carried]) -> Vec<Part> {
    let mut counts: BTreeMap<[u8; 16], usize> = BTreeMap::new();
    for event in events {
        *counts.entry(event.row.incident).or_default() += 1;
    }
    counts.into_iter().map(|(id, events)| Part { id: hex(&id), events }).collect()
}

fn line_of(event: &Carried) -> Result<Line, String> {
    let row = &event.row;
    let text = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).map_err(|_| "its text is not UTF-8".to_owned())
    };
    let words = match &event.words {
        Some(words) => Some(LineWords { salt: hex(&words.salt), text: text(&words.text)? }),
        None => None,
    };
    Ok(Line {
        id: hex(&row.id),
        incident: hex(&row.incident),
        act: hex(&row.act),
        replica: hex(&row.replica),
        seq: row.seq.into(),
        prev: row.prev.as_ref().map(|hash| hex(hash)),
        hash: hex(&row.hash),
        after: row.after.iter().map(|hash| hex(hash)).collect(),
        counter: row.counter.into(),
        kind: row.kind.clone(),
        version: row.version.into(),
        recorded_at: row.recorded_ms.into(),
        offset_min: row.offset_min.into(),
        role: row.role.clone(),
        via: row.via.clone(),
        body: text(&row.body)?,
        words_digest: row.words_digest.as_ref().map(|digest| hex(digest)),
        words,
    })
}

fn carried(line: usize, text: &[u8]) -> Result<Carried, BundleError> {
    let fault = |why: String| BundleError::Line { line, why };
    let read: Line = serde_json::from_slice(text).map_err(|error| fault(plain(&error)))?;
    let row = row_of(&read).map_err(fault)?;
    if hash_of(&row) != row.hash {
        return Err(BundleError::Changed { line });
    }
    let words = match read.words {
        None => None,
        Some(words) => {
            let salt = border::salt(&words.salt).map_err(fault)?;
            let text = words.text.into_bytes();
            if row.words_digest != Some(words_digest(&salt, &text)) {
                return Err(BundleError::Changed { line });
            }
            Some(WordsRow { salt, text })
        }
    };
    border::check(&row, words.as_ref()).map_err(fault)?;
    Ok(Carried { row, words })
}

/// What the parser says, without the place in the line: the line is named beside it.
fn plain(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let why = said.split(" at line ").next().unwrap_or_default();
    format!("it is no event: {why}")
}

fn row_of(line: &Line) -> Result<EventRow, String> {
    fn sized<const N: usize>(name: &str, digits: &str) -> Result<[u8; N], String> {
        unhex(digits).ok_or_else(|| format!("{name} is not {} hexadecimal digits", 2 * N))
    }
    let maybe = |name: &str, digits: &Option<String>| {
        digits.as_ref().map(|digits| sized(name, digits)).transpose()
    };
    Ok(EventRow {
        id: sized("id", &line.id)?,
        incident: sized("incident", &line.incident)?,
        act: sized("act", &line.act)?,
        replica: sized("replica", &line.replica)?,
        seq: border::number("seq", &line.seq, border::NUMBERS)?,
        prev: maybe("prev", &line.prev)?,
        hash: sized("hash", &line.hash)?,
        after: line.after.iter().map(|hash| sized("after", hash)).collect::<Result<_, _>>()?,
        counter: border::number("counter", &line.counter, border::NUMBERS)?,
        kind: line.kind.clone(),
        version: border::number("version", &line.version, border::VERSIONS)?,
        recorded_ms: border::number("recorded_at", &line.recorded_at, YEARS)?,
        offset_min: border::number("offset_min", &line.offset_min, OFFSETS)?,
        role: line.role.clone(),
        via: line.via.clone(),
        body: line.body.clone().into_bytes(),
        words_digest: maybe("words_digest", &line.words_digest)?,
    })
}

#[cfg(test)]
mod tests;
