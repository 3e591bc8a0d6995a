//! What a person may type where a time is taken.

use super::{Moment, Now, When, is_in_years};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};
use thiserror::Error;

const A_DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Why a typed time cannot be taken; nothing was recorded.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
pub enum AtError {
    /// Not one of the forms.
    #[error(
        "{text:?} is not a time. Nothing was recorded. Give now, unknown, a time with its zone such as 2026-11-22T02:14:00Z, about:TIME, TIME/TIME or a day such as 2026-11-22."
    )]
    NotATime {
        /// What was typed.
        text: String,
    },
    /// A time of day that could be anywhere on earth.
    #[error(
        "{text:?} has no zone. Nothing was recorded. Add Z or an offset such as +01:00: {text}Z."
    )]
    NoZone {
        /// What was typed.
        text: String,
    },
    /// Over a day ahead of the clock.
    #[error(
        "{text:?} is more than 24 hours ahead of this machine's clock ({now}). Nothing was recorded. Check the year and the zone."
    )]
    FarAhead {
        /// What was typed.
        text: String,
        /// The clock it was held against.
        now: String,
    },
    /// A year that no record has.
    #[error("{text:?} lies outside the years 1970 to 9999. Nothing was recorded. Check the year.")]
    OutOfYears {
        /// What was typed.
        text: String,
    },
    /// A range whose end lies before its start.
    #[error("{text:?} ends before it begins. Nothing was recorded. Give the earlier time first.")]
    Backwards {
        /// What was typed.
        text: String,
    },
}

/// Reads a time of the past or the next 24 hours.
pub fn parse_at(text: &str, now: &Now) -> Result<When, AtError> {
    let when = parse_at_any_future(text, now)?;
    match when.start() {
        Some(start) if start.since(now.at) > A_DAY_MS => {
            Err(AtError::FarAhead { text: text.trim().to_owned(), now: now.at.rfc3339() })
        }
        _ => Ok(when),
    }
}

/// Reads a time that may lie far ahead: until when a step waits, when a watch looks again.
pub fn parse_at_any_future(text: &str, now: &Now) -> Result<When, AtError> {
    let text = text.trim();
    if text == "now" {
        return Ok(When::Exact { at: now.at });
    }
    if text == "unknown" {
        return Ok(When::Unknown);
    }
    if let Some(rest) = text.strip_prefix("about:") {
        return Ok(When::About { at: instant(rest)? });
    }
    if let Some((from, to)) = text.split_once('/') {
        let (at, until) = (instant(from)?, instant(to)?);
        if until < at {
            return Err(AtError::Backwards { text: text.to_owned() });
        }
        return Ok(When::Between { at, until });
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        let day = Some(date).filter(is_in_reach).map(|date| now.zone.day(date));
        let is_known = |day: &When| day.start().is_some_and(|start| is_in_years(start.ms()));
        return day.filter(is_known).ok_or_else(|| AtError::OutOfYears { text: text.to_owned() });
    }
    Ok(When::Exact { at: instant(text)? })
}

/// Reads a due date: a local day, any year.
pub fn parse_due(text: &str) -> Result<NaiveDate, AtError> {
    let text = text.trim();
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| AtError::NotATime { text: text.to_owned() })?;
    Some(date).filter(is_in_reach).ok_or_else(|| AtError::OutOfYears { text: text.to_owned() })
}

/// Whether a day lies in a year that a record can have.
fn is_in_reach(date: &NaiveDate) -> bool {
    (1970..=9999).contains(&date.year())
}

fn instant(text: &str) -> Result<Moment, AtError> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return known(at, text);
    }
    let zoneless =
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    if zoneless.iter().any(|form| NaiveDateTime::parse_from_str(text, form).is_ok()) {
        return Err(AtError::NoZone { text: text.to_owned() });
    }
    // People leave the seconds out; RFC 3339 does not. The zone still has to be there.
    let with_seconds = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"];
    let spelled = text.strip_suffix('Z').map_or(text.to_owned(), |rest| format!("{rest}+00:00"));
    with_seconds
        .iter()
        .find_map(|form| DateTime::parse_from_str(&spelled, form).ok())
        .ok_or_else(|| AtError::NotATime { text: text.to_owned() })
        .and_then(|at| known(at, text))
}

/// A time that was read, where a record can have it.
fn known(at: DateTime<FixedOffset>, text: &str) -> Result<Moment, AtError> {
    let wrong = || match is_in_years(at.timestamp_millis()) {
        true => AtError::NotATime { text: text.to_owned() },
        false => AtError::OutOfYears { text: text.to_owned() },
    };
    Moment::from_the_record(at).ok_or_else(wrong)
}
