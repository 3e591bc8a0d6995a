//! Key times, the durations derived from them, and the orders that cannot be.

use super::Incident;
use crate::event::{DetectionSource, KeyTime, What};
use crate::moment::{Span, When};
use crate::runbook::Phase;
use serde::{Deserialize, Serialize};

/// A key time that somebody gave, or marked unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyTimeRecord {
    /// The event that set it.
    pub index: usize,
    /// The time.
    pub when: When,
}

/// The four durations, wall clock, each from the start of impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Durations {
    /// Detected minus started.
    pub ttd: Span,
    /// Acknowledged minus started.
    pub tta: Span,
    /// Mitigated minus started.
    pub ttm: Span,
    /// Resolved minus started.
    pub ttr: Span,
}

/// Two key times in an order that cannot be (finding ST04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misorder {
    /// What lies first and cannot.
    pub first: KeyTime,
    /// What it lies before.
    pub before: KeyTime,
}

impl KeyTime {
    /// In the order in which they usually happen.
    pub const ALL: [Self; 6] = [
        Self::Started,
        Self::Detected,
        Self::Acknowledged,
        Self::Declared,
        Self::Mitigated,
        Self::Resolved,
    ];

    /// The word on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Detected => "detected",
            Self::Acknowledged => "acknowledged",
            Self::Declared => "declared",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
        }
    }
}

impl Incident {
    /// A key time as last set or corrected; `None` where nobody has said anything.
    pub fn key_time(&self, time: KeyTime) -> Option<KeyTimeRecord> {
        let index = *self.key_times.get(&time)?;
        Some(KeyTimeRecord { index, when: self.happened_at(index) })
    }

    /// Who or what noticed first.
    pub fn detection_source(&self) -> Option<DetectionSource> {
        match self.event(self.detection?).what {
            What::TimeSet { source, .. } => source,
            _ => None,
        }
    }

    /// The durations; one that rests on times in an impossible order is contradictory.
    pub fn durations(&self) -> Durations {
        let wrong = self.misorders();
        let has = |first, before| wrong.contains(&Misorder { first, before });
        let span = |end: KeyTime, spoilt: bool| {
            if spoilt || has(end, KeyTime::Started) {
                return Span::Contradicts;
            }
            Span::between(&self.when(KeyTime::Started), &self.when(end))
        };
        let unresolved = has(KeyTime::Resolved, KeyTime::Mitigated);
        Durations {
            ttd: span(KeyTime::Detected, false),
            tta: span(KeyTime::Acknowledged, has(KeyTime::Acknowledged, KeyTime::Detected)),
            ttm: span(KeyTime::Mitigated, unresolved),
            ttr: span(KeyTime::Resolved, unresolved),
        }
    }

    /// The orders that cannot be; ranges contradict only where no instants in both fit.
    pub fn misorders(&self) -> Vec<Misorder> {
        let mut found = Vec::new();
        let mut hold = |first, before| {
            let span = Span::between(&self.when(before), &self.when(first));
            if span == Span::Contradicts {
                found.push(Misorder { first, before });
            }
        };
        for time in KeyTime::ALL {
            if time != KeyTime::Started {
                hold(time, KeyTime::Started);
            }
        }
        hold(KeyTime::Acknowledged, KeyTime::Detected);
        hold(KeyTime::Resolved, KeyTime::Mitigated);
        // Recovered while nobody acted is no contradiction; acting before noticing is one.
        if self.has_mitigating_act() {
            hold(KeyTime::Mitigated, KeyTime::Detected);
        }
        found
    }

    fn when(&self, time: KeyTime) -> When {
        self.key_time(time).map_or(When::Unknown, |record| record.when)
    }

    fn has_mitigating_act(&self) -> bool {
        !self.contained.is_empty()
            || self.steps.keys().any(|step| {
                self.step_phase(step) == Some(Phase::Mitigate) && self.is_step_done(step)
            })
    }
}
