//! Read models, one file a screen: what the window receives and `--json` prints.
//!
//! Each is made whole from the record, carries the store's change number as `head`, and is replaced
//! whole. No rule is left for the page to work out.

pub mod asks;
pub mod decide;
pub mod earlier;
pub mod edit;
pub mod export;
pub mod import;
pub mod handover;
pub mod history;
pub mod incident;
pub mod incidents;
pub mod lint;
pub mod offered;
mod place;
pub mod postmortem;
pub mod preview;
pub mod redlines;
pub mod runbooks;
pub mod search;
pub mod services;
pub mod settings;
pub mod suggestion;
pub mod timeline;
pub mod walk;

use crate::clocks::Deadline;
use crate::decision::Action;
use crate::event::{KeyTime, Severity};
use crate::id::IncidentId;
use crate::incident::Incident;
use crate::moment::{Moment, When};
use serde::Serialize;

/// What every screen of one incident shows at its head.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Heading {
    /// The incident's id.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub id: IncidentId,
    /// The handle people type.
    pub handle: String,
    /// Its title.
    pub title: String,
    /// How severe, where somebody said so.
    #[cfg_attr(feature = "wire", ts(type = "\"SEV1\" | \"SEV2\" | \"SEV3\" | \"SEV4\" | null"))]
    pub severity: Option<Severity>,
    /// The service's id.
    pub service: Option<String>,
    /// The stack.
    pub stack: Option<String>,
    /// Whether it is practice.
    pub drill: bool,
    /// Whether it lies on a sample store.
    pub sample: bool,
    /// Whether it is open.
    pub open: bool,
    /// From when the elapsed time counts: impact, else the declaration.
    pub since: Since,
    /// The decision in force, in two or three words.
    pub decided: Option<String>,
}

/// From when the elapsed time counts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Since {
    /// The moment; absent where it cannot be known.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub at: Option<Moment>,
    /// When counting ended, on a closed or mitigated incident.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub until: Option<Moment>,
    /// `since impact began`, `since declared`.
    pub label: String,
}

/// A deadline as a clock shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ClockView {
    pub name: String,
    pub title: String,
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub at: Moment,
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub from: Moment,
    pub then: String,
    pub default: bool,
    pub muted: bool,
    /// What a screen reader is told, and when; nothing where it is muted.
    pub speak: Vec<Spoken>,
}

/// A sentence for the live region, due at a moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Spoken {
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub at: Moment,
    pub words: String,
}

/// A key time as JSON gives it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct KeyTimeView {
    /// The instant, or the start of a range or day.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub at: Option<Moment>,
    /// `exact`, `about`, `between`, `date`, `unknown`, or `not_given`.
    pub precision: String,
    /// The end of a range or day.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub until: Option<Moment>,
}

impl Heading {
    /// The heading of one incident.
    pub fn of(incident: &Incident) -> Option<Self> {
        Some(Self {
            id: incident.id()?,
            handle: incident.handle(),
            title: incident.title(),
            severity: incident.severity(),
            service: incident.service(),
            stack: incident.stack(),
            drill: incident.is_drill(),
            sample: incident.is_sample(),
            open: incident.is_open(),
            since: Since::of(incident),
            decided: decided_words(incident),
        })
    }
}

impl Since {
    fn of(incident: &Incident) -> Self {
        let time = |time| incident.key_time(time).and_then(|record| record.when.start());
        let until = time(KeyTime::Mitigated)
            .or_else(|| time(KeyTime::Resolved))
            .or_else(|| incident.closed().map(|closed| closed.recorded_at));
        match time(KeyTime::Started) {
            Some(at) => Self { at: Some(at), until, label: "since impact began".to_owned() },
            None => Self {
                at: time(KeyTime::Declared).or(incident.opened_at()),
                until,
                label: "since declared".to_owned(),
            },
        }
    }
}

impl From<Deadline> for ClockView {
    fn from(deadline: Deadline) -> Self {
        let speak = spoken(&deadline);
        let Deadline { name, title, at, from, then, default, muted } = deadline;
        Self { name, title, at, from, then, default, muted, speak }
    }
}

/// Half of it, one minute left, run out: what is due within a minute of the next is left out.
fn spoken(deadline: &Deadline) -> Vec<Spoken> {
    const MINUTE: i64 = 60_000;
    let Deadline { title, at, from, then, muted, .. } = deadline;
    if *muted {
        return Vec::new();
    }
    let length = at.since(*from);
    let mut speak = Vec::new();
    if length > 3 * MINUTE {
        let half = length / 2;
        let words = format!("Half is over: {} {title}.", in_words(length - half));
        speak.push(Spoken { at: from.plus_ms(half), words });
    }
    if length > MINUTE {
        let at = at.plus_ms(-MINUTE);
        speak.push(Spoken { at, words: format!("1 minute {title}.") });
    }
    let over = match title.strip_prefix("until ") {
        Some(due) => format!("Due now: {due}."),
        None => format!("No time {title}."),
    };
    speak.push(Spoken { at: *at, words: format!("{over} {then}") });
    speak
}

/// `2 minutes 30 seconds`, to be said aloud.
fn in_words(ms: i64) -> String {
    let count = |number: i64, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {one}s")),
    };
    let seconds = ms / 1000;
    let parts = [
        count(seconds / 3600, "hour"),
        count(seconds / 60 % 60, "minute"),
        count(seconds % 60, "second"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl KeyTimeView {
    /// A key time of an incident.
    pub fn of(incident: &Incident, time: KeyTime) -> Self {
        match incident.key_time(time) {
            Some(record) => Self {
                at: record.when.start(),
                precision: record.when.precision().to_owned(),
                until: match record.when {
                    When::Between { until, .. } | When::Date { until, .. } => Some(until),
                    When::Exact { .. } | When::About { .. } | When::Unknown => None,
                },
            },
            None => Self { at: None, precision: "not_given".to_owned(), until: None },
        }
    }
}

/// `roll back`, or `isolate and roll forward` where two decisions stand.
pub(crate) fn decided_words(incident: &Incident) -> Option<String> {
    let decision = incident.shown_decision()?;
    let body = incident.decided(decision)?;
    let words = body.chosen.title().to_lowercase();
    let first = body.shown.contain_first
        && body.chosen == body.shown.action
        && body.chosen != Action::Isolate;
    Some(if first { format!("isolate, then {words}") } else { words })
}
