//! Zones: how a local day or a clock time becomes an instant.

use super::{Moment, When};
use chrono::{Duration, Local, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;
use std::fmt;

/// The rule that turns local times into instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Zone {
    /// One offset all year (sample stores, tests).
    Fixed { offset_min: i32 },
    /// The machine's zone, daylight saving included.
    Machine,
    /// A zone by its IANA name, such as `Europe/Berlin`.
    Named(Tz),
}

/// What a local time means in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalTime {
    /// One instant.
    Once(Moment),
    /// Two instants: the clocks went back over it. The earlier one first.
    Twice(Moment, Moment),
    /// None: the clocks went forward over it. What it would be by the offset before the change, and by
    /// the one after it.
    Never(Moment, Moment),
}

impl Zone {
    /// The zone with this IANA name; letter case doesn't matter.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        chrono_tz::TZ_VARIANTS
            .iter()
            .find(|zone| zone.name().eq_ignore_ascii_case(name))
            .map(|zone| Self::Named(*zone))
    }

    /// What the clock reading `naive` means here.
    pub fn local(&self, naive: NaiveDateTime) -> LocalTime {
        match self {
            Self::Fixed { offset_min } => LocalTime::Once(at_offset(naive, *offset_min)),
            Self::Machine => resolved(&Local, naive),
            Self::Named(zone) => resolved(zone, naive),
        }
    }

    /// The first instant of a local day; where a clock change skips midnight, the next one there is.
    pub fn midnight(&self, date: NaiveDate) -> Moment {
        match self.local(date.and_time(NaiveTime::MIN)) {
            LocalTime::Once(at) | LocalTime::Twice(at, _) => at,
            // The clocks went forward at midnight: by the offset before, that is the change itself.
            LocalTime::Never(at, _) => at,
        }
    }

    /// The local day from midnight to midnight; 23 or 25 hours long where the clocks change.
    pub fn day(&self, date: NaiveDate) -> When {
        let next = date.succ_opt().unwrap_or(date);
        When::Date { at: self.midnight(date), until: self.midnight(next) }
    }

    /// The offset that applies here at an instant, in minutes east of UTC.
    pub fn offset_at(&self, ms: i64) -> i32 {
        match self {
            Self::Fixed { offset_min } => *offset_min,
            Self::Machine => offset_of(&Local, ms),
            Self::Named(zone) => offset_of(zone, ms),
        }
    }

    /// The same instant as it is read here.
    pub fn here(&self, at: Moment) -> Moment {
        Moment::new(at.ms(), self.offset_at(at.ms()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed { offset_min } => f.write_str(&Moment::new(0, *offset_min).zone()),
            Self::Machine => f.write_str("this machine's time zone"),
            Self::Named(zone) => f.write_str(zone.name()),
        }
    }
}

fn resolved<Z: TimeZone>(zone: &Z, naive: NaiveDateTime) -> LocalTime {
    let moment = |at: chrono::DateTime<Z>| Moment::from(at.fixed_offset());
    match zone.from_local_datetime(&naive) {
        LocalResult::Single(at) => LocalTime::Once(moment(at)),
        LocalResult::Ambiguous(earlier, later) => LocalTime::Twice(moment(earlier), moment(later)),
        LocalResult::None => {
            // No clock change skips more than a day, and none follows another within two.
            let offset = |there: NaiveDateTime| {
                zone.offset_from_local_datetime(&there)
                    .earliest()
                    .map_or(0, |offset| offset.fix().local_minus_utc() / 60)
            };
            let (before, after) =
                (offset(naive - Duration::hours(25)), offset(naive + Duration::hours(25)));
            let by = |offset_min| {
                let ms = at_offset(naive, offset_min).ms();
                Moment::new(ms, offset_of(zone, ms))
            };
            LocalTime::Never(by(before), by(after))
        }
    }
}

fn offset_of<Z: TimeZone>(zone: &Z, ms: i64) -> i32 {
    let at = zone.timestamp_millis_opt(ms).earliest();
    at.map_or(0, |at| at.offset().fix().local_minus_utc() / 60)
}

fn at_offset(naive: NaiveDateTime, offset_min: i32) -> Moment {
    let utc = naive - Duration::minutes(i64::from(offset_min));
    Moment::new(utc.and_utc().timestamp_millis(), offset_min)
}
