//! What to do about a failed release: one recommendation, its reasons, and what would change it.
//!
//! Vetoes first, then a published order of preference; never a score. Facts go in, a
//! `Recommendation` comes out; the person decides. Nothing here reads a clock or a store.

mod answers;
mod facts;
mod flips;
mod nearest;
mod orders;
mod properties;
mod questions;
mod rules;
mod words;

#[cfg(test)]
mod faults;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use answers::{
    Cause, Contract, CriticalPath, DataDamage, Elapsed, Fix, Isolation, Minutes, Offer, Previous,
    Recovering, Release, Touch, TouchSet, Touches, Trend, Tried, Users, Visibility,
};
pub use facts::{Answer, Fact, FactError, Facts, Source};
pub use flips::Flip;
pub use orders::{CAREFUL_ORDER, CONTAINED_ORDER, OVERDUE_ORDER, Orders, OrdersError};
pub use rules::{Rule, Way};
pub use words::{Because, Clock, ClockFrom, ClockName, Names, Removed};

use rules::Table;

/// The version of the published table, kept with every recorded decision.
pub const TABLE_VERSION: &str = "1";

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Action {
    /// Return to the previous release.
    RollBack,
    /// A minimal patch on the release that does harm.
    Hotfix,
    /// A patch that also adds to the schema.
    RollForward,
    /// Switch the harm off, or keep it off.
    Isolate,
    /// Do nothing yet, with a deadline and a tripwire.
    Watch,
    /// No safe option is on the table; get the person who can make one.
    Escalate,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 6] = [
        Action::RollBack,
        Action::Hotfix,
        Action::RollForward,
        Action::Isolate,
        Action::Watch,
        Action::Escalate,
    ];

    /// The action as it is written in JSON, in the record and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Action::RollBack => "roll_back",
            Action::Hotfix => "hotfix",
            Action::RollForward => "roll_forward",
            Action::Isolate => "isolate",
            Action::Watch => "watch",
            Action::Escalate => "escalate",
        }
    }

    /// The action as a person reads it, and as a runbook's branch is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Action::RollBack => "Roll back",
            Action::Hotfix => "Hotfix",
            Action::RollForward => "Roll forward",
            Action::Isolate => "Isolate",
            Action::Watch => "Watch",
            Action::Escalate => "Escalate",
        }
    }

    /// The action as something one does, within a sentence.
    pub(crate) fn doing(self) -> &'static str {
        match self {
            Action::RollBack => "rolling back",
            Action::Hotfix => "the hotfix",
            Action::RollForward => "rolling forward",
            Action::Isolate => "isolating",
            Action::Watch => "watching",
            Action::Escalate => "escalating",
        }
    }

    /// How protective the action is, from watch (0) over hotfix and roll forward (1), isolate (2)
    /// and roll back (3) to escalate (4).
    #[must_use]
    pub fn protectiveness(self) -> u8 {
        match self {
            Action::Watch => 0,
            Action::Hotfix | Action::RollForward => 1,
            Action::Isolate => 2,
            Action::RollBack => 3,
            Action::Escalate => 4,
        }
    }

    /// Orders two actions by protectiveness; a hotfix and a roll forward are equal.
    #[must_use]
    pub fn cmp_protectiveness(self, other: Action) -> std::cmp::Ordering {
        self.protectiveness().cmp(&other.protectiveness())
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// What the table recommends, and everything that is shown and recorded with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// What to do.
    pub action: Action,
    /// The rule that holds.
    pub rule: Rule,
    /// Whether to isolate now, before the action.
    pub contain_first: bool,
    /// The facts that led here, each with a sentence.
    pub because: Vec<Because>,
    /// Every other action, and why it was not recommended.
    pub removed: Vec<Removed>,
    /// The single facts that would lead to another action.
    pub flips: Vec<Flip>,
    /// The questions that can still change the action or whether to contain first, in asking order.
    pub open_questions: Vec<Fact>,
    /// Deadlines in minutes; all but the rollback's are defaults.
    pub clocks: Vec<Clock>,
    /// What comes after the action.
    pub afterwards: Vec<String>,
    /// What to mind before and during the action.
    pub warnings: Vec<String>,
    /// The version of the table.
    pub table_version: String,
}

/// What the published table recommends.
#[must_use]
pub fn recommend(facts: &Facts) -> Recommendation {
    recommend_named(facts, &Names::default())
}

/// What the published table recommends, in words that name the releases where they are known.
#[must_use]
pub fn recommend_named(facts: &Facts, names: &Names) -> Recommendation {
    words::spoken(&Table::standard(), facts, names, TABLE_VERSION)
}

/// What the table recommends under a team's own orders, which `Orders::check` has passed. Its
/// version is the table's with `+team`.
#[must_use]
pub fn recommend_ordered(facts: &Facts, names: &Names, orders: &Orders) -> Recommendation {
    if *orders == Orders::standard() {
        return recommend_named(facts, names);
    }
    let version = format!("{TABLE_VERSION}+team");
    words::spoken(&Table::ordered(orders.clone()), facts, names, &version)
}

/// The questions that can still change the action or whether to contain first, the next one first.
///
/// A fact is open while it is unanswered and, for some answers to the other unanswered facts, its
/// value matters. What is tried and how long ago someone responded come from the record and are
/// never asked.
#[must_use]
pub fn open_questions(facts: &Facts) -> Vec<Fact> {
    questions::open_questions(&Table::standard(), facts)
}
