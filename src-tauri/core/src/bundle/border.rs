//! What an event from another machine may be: its numbers, its names and its sizes.
//!
//! The same rules hold for what is written, so that no incident is handed over that nobody reads.

use crate::event::{LARGEST_NUMBER, MOST_AFTER, MOST_BODY, Role, Via, What};
use crate::folder::size_of;
use crate::id::unhex;
use crate::moment::{OFFSETS, YEARS};
use crate::name::{is_handle, is_id};
use crate::store::{EventRow, NewEvent, WordsRow};
use serde_json::{Map, Number, Value};
use std::fmt::Display;
use std::ops::RangeInclusive;

/// Sequence numbers and counters.
pub(super) const NUMBERS: RangeInclusive<i64> = 1..=LARGEST_NUMBER.cast_signed();

/// Versions of a kind.
pub(super) const VERSIONS: RangeInclusive<i64> = 1..=9_999;

/// Bytes of salt, as the store keeps them.
const SALT: RangeInclusive<usize> = 16..=32;

const LONGEST_KIND: usize = 64;
const LONGEST_MEDIA: usize = 100;

/// A number of a line, where it lies in its range.
pub(super) fn number<T: TryFrom<i64>>(
    name: &str,
    number: &Number,
    range: RangeInclusive<i64>,
) -> Result<T, String> {
    let whole = number.as_i64().filter(|whole| range.contains(whole));
    let fits = whole.and_then(|whole| T::try_from(whole).ok());
    fits.ok_or_else(|| outside(name, number, &range))
}

/// The same for a number that is known.
fn within<T>(name: &str, number: T, range: &RangeInclusive<i64>) -> Result<(), String>
where
    T: Copy + Display,
    i64: TryFrom<T>,
{
    let fits = i64::try_from(number).is_ok_and(|number| range.contains(&number));
    if fits { Ok(()) } else { Err(outside(name, number, range)) }
}

fn outside(name: &str, number: impl Display, range: &RangeInclusive<i64>) -> String {
    format!("{name} is {number}, and goes from {} to {}", range.start(), range.end())
}

/// The salt of words.
pub(super) fn salt(digits: &str) -> Result<Vec<u8>, String> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        unhex::<1>(pair).map(|[byte]| byte)
    });
    let bytes: Option<Vec<u8>> = bytes.collect();
    let fits = bytes.filter(|bytes| rest.is_empty() && SALT.contains(&bytes.len()));
    fits.ok_or_else(|| "the salt of its words is not 16 to 32 bytes long".to_owned())
}

/// Checks one event, hash apart.
pub(super) fn check(row: &EventRow, words: Option<&WordsRow>) -> Result<(), String> {
    place(row)?;
    content(&Content {
        kind: &row.kind,
        version: row.version,
        recorded_ms: row.recorded_ms,
        offset_min: row.offset_min,
        role: &row.role,
        via: &row.via,
        body: &row.body,
        words,
    })
}

/// Checks an event that has no place in the chain yet.
pub(super) fn check_new(event: &NewEvent) -> Result<(), String> {
    content(&Content {
        kind: &event.kind,
        version: event.version,
        recorded_ms: event.recorded_ms,
        offset_min: event.offset_min,
        role: &event.role,
        via: &event.via,
        body: &event.body,
        words: event.words.as_ref(),
    })
}

/// An event without ids, hashes and its place in the chain.
struct Content<'a> {
    kind: &'a str,
    version: u32,
    recorded_ms: i64,
    offset_min: i32,
    role: &'a str,
    via: &'a str,
    body: &'a [u8],
    words: Option<&'a WordsRow>,
}

fn content(event: &Content<'_>) -> Result<(), String> {
    numbers(event)?;
    names(event)?;
    if event.body.len() > MOST_BODY {
        return Err(format!("its body has over {}", size_of(MOST_BODY as u64)));
    }
    let what = What::check(event.kind, event.version, event.body)
        .map_err(|why| format!("its body is none of a {}: {why}", event.kind))?;
    inside(&what)?;
    match event.words {
        Some(words) => typed(&what, words),
        None => Ok(()),
    }
}

/// The place of an event in its chain and its incident.
fn place(row: &EventRow) -> Result<(), String> {
    within("seq", row.seq, &NUMBERS)?;
    within("counter", row.counter, &NUMBERS)?;
    if row.after.len() > MOST_AFTER {
        return Err(format!("it follows {} events, and {MOST_AFTER} at most", row.after.len()));
    }
    if (row.seq == 1) != row.prev.is_none() {
        return Err("the first event of a chain, and no other, has no prev".to_owned());
    }
    Ok(())
}

fn numbers(event: &Content<'_>) -> Result<(), String> {
    within("version", event.version, &VERSIONS)?;
    within("recorded_at", event.recorded_ms, &YEARS)?;
    within("offset_min", event.offset_min, &OFFSETS)
}

fn names(event: &Content<'_>) -> Result<(), String> {
    let kind = event.kind;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if kind.is_empty() || kind.len() > LONGEST_KIND || !kind.chars().all(is_word) {
        return Err(format!("{kind:?} is no kind of event"));
    }
    if !Role::ALL.iter().any(|role| role.name() == event.role) {
        return Err(format!("{:?} is no role", event.role));
    }
    if Via::from_name(event.via).name() != event.via {
        return Err(format!("{:?} is no way in which an event comes", event.via));
    }
    Ok(())
}

/// The names within a body.
fn inside(what: &What) -> Result<(), String> {
    match what {
        What::IncidentStarted { service: Some(service), .. } if !is_id(service) => {
            Err(format!("{service:?} can be no service"))
        }
        What::RunbookOpened { runbook, .. } if !is_id(runbook) => {
            Err(format!("{runbook:?} can be no runbook"))
        }
        What::EvidenceAttached { file: Some(file), .. } if !is_hash(file) => {
            Err(format!("{file:?} is no hash of a file"))
        }
        What::EvidenceAttached { media: Some(media), .. } if !is_media(media) => {
            Err(format!("{media:?} is no type of a file"))
        }
        What::Exported { hash, .. } if !is_hash(hash) => Err(format!("{hash:?} is no hash")),
        _ => Ok(()),
    }
}

/// What people typed, and the names that go with it.
fn typed(what: &What, words: &WordsRow) -> Result<(), String> {
    let most = what.most_words();
    if words.text.len() > most {
        return Err(format!("its words have over {}", size_of(most as u64)));
    }
    if !SALT.contains(&words.salt.len()) {
        return Err("the salt of its words is not 16 to 32 bytes long".to_owned());
    }
    let said: Map<String, Value> =
        serde_json::from_slice(&words.text).map_err(|error| format!("its words: {error}"))?;
    let field = |name: &str| said.get(name).and_then(Value::as_str);
    match what {
        What::IncidentStarted { .. } => match field("handle").filter(|handle| !is_handle(handle)) {
            Some(handle) => Err(format!("{handle:?} can be no handle")),
            None => Ok(()),
        },
        What::Exported { .. } => match field("file").filter(|file| file.contains(['/', '\\'])) {
            Some(file) => Err(format!("{file:?} is a path, and files are named alone")),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

pub(crate) fn is_hash(text: &str) -> bool {
    unhex::<32>(text).is_some()
}

fn is_media(text: &str) -> bool {
    text.len() <= LONGEST_MEDIA && text.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}
