//! A time with zone and precision: parsed, compared and printed; the clock is never read here.

mod parse;
mod span;

pub use parse::{AtError, parse_at, parse_at_any_future, parse_due};
pub use span::Span;
pub(crate) use span::written_seconds;

use chrono::{
    DateTime, FixedOffset, Local, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in milliseconds since 1970 UTC, with the offset of the place where it was read.
///
/// Ordered by the instant; of equal instants by offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    ms: i64,
    offset_min: i32,
}

impl Moment {
    /// From milliseconds since 1970 UTC and an offset in minutes; an impossible offset becomes UTC.
    pub fn new(ms: i64, offset_min: i32) -> Self {
        let offset_min = if offset_min.abs() < 24 * 60 { offset_min } else { 0 };
        Self { ms: ms.clamp(MIN_MS, MAX_MS), offset_min }
    }

    /// Milliseconds since 1970 UTC.
    pub fn ms(&self) -> i64 {
        self.ms
    }

    /// Minutes east of UTC where it was read.
    pub fn offset_min(&self) -> i32 {
        self.offset_min
    }

    /// The same place, `minutes` later.
    pub fn plus_minutes(&self, minutes: i64) -> Self {
        self.plus_ms(minutes.saturating_mul(60_000))
    }

    /// The same place, `ms` milliseconds later.
    pub fn plus_ms(&self, ms: i64) -> Self {
        Self::new(self.ms.saturating_add(ms), self.offset_min)
    }

    /// Milliseconds from `earlier` to this moment; negative where it lies before.
    pub fn since(&self, earlier: Moment) -> i64 {
        self.ms - earlier.ms
    }

    /// `2026-11-22T02:14:09Z`, with milliseconds only where there are any.
    pub fn rfc3339(&self) -> String {
        let local = self.local();
        let fraction = if self.ms.rem_euclid(1000) == 0 { "" } else { "%.3f" };
        local.format(&format!("%Y-%m-%dT%H:%M:%S{fraction}")).to_string() + &self.zone()
    }

    /// `2026-11-22 02:14:09Z`, as documents print it: the zone is always there.
    pub fn written(&self) -> String {
        self.local().format("%Y-%m-%d %H:%M:%S").to_string() + &self.zone()
    }

    /// `02:14:09Z`.
    pub fn clock(&self) -> String {
        self.local().format("%H:%M:%S").to_string() + &self.zone()
    }

    /// `02:14Z`.
    pub fn clock_minutes(&self) -> String {
        self.local().format("%H:%M").to_string() + &self.zone()
    }

    /// `22 Nov`.
    pub fn day_and_month(&self) -> String {
        self.local().format("%-d %b").to_string()
    }

    /// `22 Nov at 02:14Z`.
    pub fn day_and_clock(&self) -> String {
        format!("{} at {}", self.day_and_month(), self.clock_minutes())
    }

    /// The local day.
    pub fn date(&self) -> NaiveDate {
        self.local().date_naive()
    }

    /// `1122`, the beginning of a handle.
    pub fn month_and_day_digits(&self) -> String {
        self.local().format("%m%d").to_string()
    }

    fn local(&self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(self.offset_min * 60).unwrap_or_else(|| Utc.fix());
        DateTime::<Utc>::from_timestamp_millis(self.ms).unwrap_or_default().with_timezone(&offset)
    }

    fn zone(&self) -> String {
        match self.offset_min {
            0 => "Z".to_owned(),
            m => {
                let sign = if m < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", m.abs() / 60, m.abs() % 60)
            }
        }
    }
}

// The years 0000 to 9999: what RFC 3339 can write.
const MIN_MS: i64 = -62_167_219_200_000;
const MAX_MS: i64 = 253_402_300_799_999;

impl From<DateTime<FixedOffset>> for Moment {
    fn from(at: DateTime<FixedOffset>) -> Self {
        Self::new(at.timestamp_millis(), at.offset().local_minus_utc() / 60)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text).map(Self::from).map_err(serde::de::Error::custom)
    }
}

/// When something took place, as exactly as it is known.
///
/// A date is its local day, midnight to midnight, both kept as instants when it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "precision", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum When {
    /// At this instant.
    Exact { at: Moment },
    /// At about this instant; counts as the instant.
    About { at: Moment },
    /// Between two instants.
    Between { at: Moment, until: Moment },
    /// Some time on a local day.
    Date { at: Moment, until: Moment },
    /// Asked, and not known. Never the same as zero.
    Unknown,
}

impl When {
    /// The instant that orders it among others: the start of a range, midnight of a date.
    pub fn start(&self) -> Option<Moment> {
        match self {
            Self::Exact { at } | Self::About { at } => Some(*at),
            Self::Between { at, .. } | Self::Date { at, .. } => Some(*at),
            Self::Unknown => None,
        }
    }

    /// The latest instant that fits.
    pub fn end(&self) -> Option<Moment> {
        match self {
            Self::Exact { at } | Self::About { at } => Some(*at),
            Self::Between { until, .. } | Self::Date { until, .. } => Some(*until),
            Self::Unknown => None,
        }
    }

    /// Whether it names one instant.
    pub fn is_point(&self) -> bool {
        matches!(self, Self::Exact { .. } | Self::About { .. })
    }

    /// `exact`, `about`, `between`, `date` or `unknown`.
    pub fn precision(&self) -> &'static str {
        match self {
            Self::Exact { .. } => "exact",
            Self::About { .. } => "about",
            Self::Between { .. } => "between",
            Self::Date { .. } => "date",
            Self::Unknown => "unknown",
        }
    }

    /// As documents print it, the zone included.
    pub fn written(&self) -> String {
        match self {
            Self::Exact { at } => at.written(),
            Self::About { at } => format!("about {}", at.written()),
            Self::Between { at, until } => {
                format!("between {} and {}", at.written(), until.written())
            }
            Self::Date { at, .. } => {
                format!("{} ({})", at.date().format("%Y-%m-%d"), at.zone())
            }
            Self::Unknown => "unknown".to_owned(),
        }
    }
}

impl From<Moment> for When {
    fn from(at: Moment) -> Self {
        Self::Exact { at }
    }
}

/// What the caller's clock says: every rule takes it as an argument.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The wall clock, with the offset in force.
    pub at: Moment,
    /// Milliseconds since this machine started, sleep included; absent where the system cannot say.
    pub boot_ms: Option<i64>,
    /// How local days are turned into instants.
    pub zone: Zone,
}

impl Now {
    /// A clock that stands at `at` in that moment's own offset.
    pub fn fixed(at: Moment) -> Self {
        Self { at, boot_ms: None, zone: Zone::Fixed { offset_min: at.offset_min } }
    }
}

/// The rule that turns a local day into instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Zone {
    /// One offset the year round (sample stores, tests).
    Fixed { offset_min: i32 },
    /// The machine's zone, daylight saving included.
    Machine,
}

impl Zone {
    /// The first instant of a local day; where a clock change swallows midnight, the next one there is.
    pub fn midnight(&self, date: NaiveDate) -> Moment {
        let naive = date.and_time(chrono::NaiveTime::MIN);
        match self {
            Self::Fixed { offset_min } => at_offset(naive, *offset_min),
            Self::Machine => (0..=24)
                .find_map(|quarter| {
                    match Local
                        .from_local_datetime(&(naive + chrono::Duration::minutes(15 * quarter)))
                    {
                        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => {
                            Some(Moment::from(at.fixed_offset()))
                        }
                        LocalResult::None => None,
                    }
                })
                .unwrap_or_else(|| at_offset(naive, 0)),
        }
    }

    /// The local day from midnight to midnight; 23 or 25 hours long where the clocks change.
    pub fn day(&self, date: NaiveDate) -> When {
        let next = date.succ_opt().unwrap_or(date);
        When::Date { at: self.midnight(date), until: self.midnight(next) }
    }

    /// The offset in force here at an instant, in minutes east of UTC.
    pub fn offset_at(&self, ms: i64) -> i32 {
        match self {
            Self::Fixed { offset_min } => *offset_min,
            Self::Machine => Local
                .timestamp_millis_opt(ms)
                .earliest()
                .map_or(0, |at| at.offset().fix().local_minus_utc() / 60),
        }
    }
}

fn at_offset(naive: NaiveDateTime, offset_min: i32) -> Moment {
    let utc = naive - chrono::Duration::minutes(i64::from(offset_min));
    Moment::new(utc.and_utc().timestamp_millis(), offset_min)
}
