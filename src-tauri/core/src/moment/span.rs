//! The time between two times, as far as it can be known.

use super::When;
use serde::{Deserialize, Serialize};

/// How long from one time to another, in whole seconds of wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// An end is not known.
    Unknown,
    /// No instants within both ends fit: the end lies before the start.
    Contradicts,
    /// Both ends are instants. Zero is a known zero.
    Seconds(i64),
    /// An end is a range or a day: at least, at most.
    Range(i64, i64),
}

impl Span {
    /// From `start` to `end`; ranges give `[max(0, earliest end - latest start), latest end - earliest start]`.
    pub fn between(start: &When, end: &When) -> Self {
        let (Some(start_from), Some(start_to)) = (start.start(), start.end()) else {
            return Self::Unknown;
        };
        let (Some(end_from), Some(end_to)) = (end.start(), end.end()) else {
            return Self::Unknown;
        };
        let longest = end_to.since(start_from);
        if longest < 0 {
            return Self::Contradicts;
        }
        if start.is_point() && end.is_point() {
            return Self::Seconds(longest / 1000);
        }
        Self::Range(end_from.since(start_to).max(0) / 1000, longest / 1000)
    }

    /// The one number, where there is one.
    pub fn seconds(&self) -> Option<i64> {
        match self {
            Self::Seconds(seconds) => Some(*seconds),
            Self::Unknown | Self::Contradicts | Self::Range(..) => None,
        }
    }

    /// At least and at most, where an end is a range.
    pub fn range(&self) -> Option<[i64; 2]> {
        match self {
            Self::Range(least, most) => Some([*least, *most]),
            Self::Unknown | Self::Contradicts | Self::Seconds(_) => None,
        }
    }

    /// `8 min 31 s`, `between 1 min and 5 min`, `unknown`, `contradictory`.
    pub fn written(&self) -> String {
        match self {
            Self::Unknown => "unknown".to_owned(),
            Self::Contradicts => "contradictory".to_owned(),
            Self::Seconds(seconds) => written_seconds(*seconds),
            Self::Range(least, most) => {
                format!("between {} and {}", written_seconds(*least), written_seconds(*most))
            }
        }
    }
}

/// `2 h 5 min 0 s` without leading zeros: `31 s`, `8 min 31 s`, `1 d 2 h 0 min 4 s`.
pub(crate) fn written_seconds(seconds: i64) -> String {
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest} s"),
        (0, 0, _) => format!("{minutes} min {rest} s"),
        (0, _, _) => format!("{hours} h {minutes} min {rest} s"),
        _ => format!("{days} d {hours} h {minutes} min {rest} s"),
    }
}
