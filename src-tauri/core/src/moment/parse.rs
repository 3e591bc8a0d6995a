//! What a person may type where a time is taken.

use super::typed::{self, Lean};
use super::{Moment, Now, When};
use chrono::{Datelike, NaiveDate};
use thiserror::Error;

const A_DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// A clock time at the end of a range is the first one after its start, unless it is further away.
const LONGEST_RANGE_MS: i64 = A_DAY_MS / 2;

/// Why a typed time can't be taken; nothing was recorded.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
#[allow(missing_docs)]
pub enum AtError {
    #[error("The time is empty. Nothing was recorded. Type a time such as 02:14, now or unknown.")]
    Empty,
    #[error(
        "{text:?} is not a time. Nothing was recorded. Type a time such as 02:14, 2:14 pm, -10m, yesterday 22:41 or 2026-11-22T02:14:00Z."
    )]
    NotATime { text: String },
    #[error(
        "{text:?} is not a time of day. Nothing was recorded. Type hours from 00 to 23, or from 1 to 12 with am or pm, such as 02:14."
    )]
    BadClock { text: String },
    #[error("{text:?} is not a day of the calendar. Nothing was recorded. Check day and month.")]
    NoSuchDay { text: String },
    #[error(
        "{text:?} names a time zone. Nothing was recorded. Give the offset with the date, such as 2026-11-22T02:14+01:00, or set the zone with --zone or in the settings."
    )]
    ZoneName { text: String },
    /// A question rather than a mistake: two instants fit, and only the person knows which.
    #[error(
        "{text:?} {} ({zone}). Nothing was recorded. Type {} or {}.", .why.phrase(), .choices[0].rfc3339(), .choices[1].rfc3339()
    )]
    Which {
        text: String,
        zone: String,
        why: Why,
        /// The earlier one first.
        choices: Box<[Moment; 2]>,
    },
    #[error(
        "{text:?} is more than 24 hours ahead of this machine's clock ({now}). Nothing was recorded. Check the year and the zone."
    )]
    FarAhead { text: String, now: String },
    #[error("{text:?} ends before it begins. Nothing was recorded. Type the earlier time first.")]
    Backwards { text: String },
    #[error("{text:?} is outside of the years 1970 to 9999. Nothing was recorded. Check the year.")]
    OutOfRange { text: String },
}

impl AtError {
    /// The same about the text as it was typed: it is read in lower case, and a range end by end.
    fn of(mut self, typed: &str) -> Self {
        match &mut self {
            Self::Empty => {}
            Self::NotATime { text }
            | Self::BadClock { text }
            | Self::NoSuchDay { text }
            | Self::ZoneName { text }
            | Self::Which { text, .. }
            | Self::FarAhead { text, .. }
            | Self::Backwards { text }
            | Self::OutOfRange { text } => typed.clone_into(text),
        }
        self
    }
}

/// Why two instants fit what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The clocks went forward over it: neither is what a clock showed.
    Skipped,
    /// The clocks went back over it.
    Twice,
    /// The last one is long ago, and the next one is not yet.
    Day,
}

impl Why {
    fn phrase(self) -> &'static str {
        match self {
            Self::Skipped => "doesn't exist on that day: the clocks went forward over it",
            Self::Twice => "happened twice on that day: the clocks went back over it",
            Self::Day => "could be the last one or the next one",
        }
    }
}

/// Reads when something took place: the past, or the next 24 hours. A clock time alone is the latest
/// one that has been; where that is more than 12 hours ago and not today, the answer is a question.
pub fn parse_at(text: &str, now: &Now) -> Result<When, AtError> {
    let when = parsed(text, now, Lean::Past)?;
    match when.start() {
        Some(start) if start.since(now.at) > A_DAY_MS => {
            Err(AtError::FarAhead { text: text.trim().to_owned(), now: now.at.rfc3339() })
        }
        _ => Ok(when),
    }
}

/// Reads a time that may be far ahead: until when a step waits, when a watch looks again. A clock time
/// alone is the next one.
pub fn parse_at_any_future(text: &str, now: &Now) -> Result<When, AtError> {
    parsed(text, now, Lean::Future)
}

/// Reads a due date: a local day, any year.
pub fn parse_due(text: &str) -> Result<NaiveDate, AtError> {
    let text = text.trim();
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| AtError::NotATime { text: text.to_owned() })?;
    let is_in_reach = (1970..=9999).contains(&date.year());
    Some(date).filter(|_| is_in_reach).ok_or_else(|| AtError::OutOfRange { text: text.to_owned() })
}

fn parsed(typed: &str, now: &Now, lean: Lean) -> Result<When, AtError> {
    read(typed, now, lean).map_err(|error| error.of(typed.trim()))
}

fn read(text: &str, now: &Now, lean: Lean) -> Result<When, AtError> {
    let text = text.trim().replace(['\u{a0}', '\u{202f}'], " ");
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "" => return Err(AtError::Empty),
        "now" => return Ok(When::Exact { at: now.at }),
        "unknown" => return Ok(When::Unknown),
        _ => {}
    }
    if typed::names_a_zone(&lower) {
        return Err(AtError::ZoneName { text });
    }
    if let Some(rest) = lower.strip_prefix("about:").or_else(|| lower.strip_prefix("about ")) {
        return Ok(When::About { at: typed::instant(rest, now, lean)? });
    }
    if let Some((from, to)) = lower.split_once('/') {
        return range(&text, from.trim(), to.trim(), now, lean);
    }
    match typed::day(&lower, now, lean)? {
        Some(date) => Ok(now.zone.day(date)),
        None => Ok(When::Exact { at: typed::instant(&lower, now, lean)? }),
    }
}

fn range(text: &str, from: &str, to: &str, now: &Now, lean: Lean) -> Result<When, AtError> {
    let at = typed::instant(from, now, lean)?;
    let (until, longest) = match typed::clock_alone(to)? {
        Some(clock) => {
            (clock.first_from(at, now).ok_or_else(|| backwards(text))?, LONGEST_RANGE_MS)
        }
        None => (typed::instant(to, now, lean)?, i64::MAX),
    };
    match until.since(at) {
        0.. if until.since(at) <= longest => Ok(When::Between { at, until }),
        _ => Err(backwards(text)),
    }
}

fn backwards(text: &str) -> AtError {
    AtError::Backwards { text: text.to_owned() }
}
