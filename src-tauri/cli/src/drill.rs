//! Drills, act by act: what was done when, and the decisions that they come to.
//!
//! Data alone, so that the command line, its tests and the window tell the same incident by the
//! same clock. Everything here is something a person at the window can do, too.

// Whoever includes this reads a part: the window walks one drill, only tests look at decisions.
#![allow(dead_code)]

// Paths, because tests outside this folder include the file.
#[path = "drill/any.rs"]
mod any;
#[path = "drill/django.rs"]
mod django;
#[path = "drill/nodejs.rs"]
mod nodejs;
#[path = "drill/react.rs"]
mod react;
#[path = "drill/readiness.rs"]
mod readiness;

/// Every drill, the one that is walked where none is named first.
pub const DRILLS: [&Drill; 5] =
    [&django::DRILL, &nodejs::DRILL, &react::DRILL, &any::DRILL, &readiness::DRILL];

/// The acts of the Django drill.
pub const DJANGO: &[Beat] = django::DRILL.beats;

/// The seed of the Django drill.
pub const SEED: &str = django::DRILL.seed;

/// The day on the sample clock, for all of them.
pub const DAY: &str = "2026-11-22";

/// One incident, told by the commands that record it.
pub struct Drill {
    /// What `kneeboard demo` calls it: the folder of its runbook.
    pub name: &'static str,
    /// The seed of the sample store's ids.
    pub seed: &'static str,
    /// What the table recommends at each decision, in their order.
    pub decisions: &'static [Decided],
    /// The acts in their order.
    pub beats: &'static [Beat],
}

/// One decision of a drill, as the table sees it.
pub struct Decided {
    /// The action it recommends.
    pub recommended: &'static str,
    /// The rule by which it does.
    pub rule: &'static str,
}

/// One act of a drill.
pub struct Beat {
    /// The time on the sample clock, on [`DAY`] in UTC.
    pub at: &'static str,
    /// The command, without `kneeboard`; `{text}` stands for a file with the beat's text.
    pub line: &'static [&'static str],
    /// What that file holds.
    pub text: &'static str,
}

const fn beat(at: &'static str, line: &'static [&'static str]) -> Beat {
    Beat { at, line, text: "" }
}

const fn written(at: &'static str, line: &'static [&'static str], text: &'static str) -> Beat {
    Beat { at, line, text }
}
