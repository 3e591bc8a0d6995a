//! A time with zone and precision: parsed, compared and printed; the clock is never read here.

mod parse;
mod span;
mod typed;
mod zone;

pub use parse::{AtError, Why, parse_at, parse_at_any_future, parse_due};
pub use span::Span;
pub(crate) use span::written_seconds;
pub use zone::{LocalTime, Zone};

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::RangeInclusive;

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
        let ms = ms.clamp(MIN_MS, MAX_MS);
        let local_ms = ms + i64::from(offset_min) * 60_000;
        let is_written = is_offset(offset_min) && (MIN_MS..=MAX_MS).contains(&local_ms);
        Self { ms, offset_min: if is_written { offset_min } else { 0 } }
    }

    /// Reads an RFC 3339 time of the years 1970 to 9999; `None` for any other text, a leap second
    /// among them: no clock here shows one.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        Self::from_the_record(DateTime::parse_from_rfc3339(text).ok()?)
    }

    fn from_the_record(at: DateTime<FixedOffset>) -> Option<Self> {
        let offset_min = at.offset().local_minus_utc() / 60;
        let is_leap = at.timestamp_subsec_nanos() >= 1_000_000_000;
        let is_known = is_in_years(at.timestamp_millis()) && is_offset(offset_min) && !is_leap;
        is_known.then(|| Self::from(at))
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

/// The years of a record, 1970 to 9999, in milliseconds since 1970 UTC.
pub const YEARS: RangeInclusive<i64> = 0..=MAX_MS;

/// How many minutes east of UTC a place can be: 18 hours at most, either way.
pub const OFFSETS: RangeInclusive<i64> = -18 * 60..=18 * 60;

/// Whether an instant, in milliseconds since 1970 UTC, lies in the years of a record.
pub(crate) fn is_in_years(ms: i64) -> bool {
    YEARS.contains(&ms)
}

fn is_offset(minutes: i32) -> bool {
    OFFSETS.contains(&i64::from(minutes))
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
        let wrong = || format!("{text:?} is no time of the years 1970 to 9999");
        Self::from_rfc3339(&text).ok_or_else(|| serde::de::Error::custom(wrong()))
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
