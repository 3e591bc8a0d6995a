//! A recommendation in words: why, why not, by when, what next and what to mind.

mod advice;
mod answer;
mod because;
mod question;
mod removed;

use serde::{Deserialize, Serialize};

use super::answers::{Cause, Isolation, Recovering, Release, Touch};
use super::facts::{Case, Fact, Facts};
use super::flips::flips;
use super::questions::open_questions;
use super::rules::{Outcome, Table};
use super::{Action, Recommendation};

/// The names of the releases, where they are known; sentences use them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The release to go back to, such as `v1.12.4`.
    pub previous_release: Option<String>,
    /// The release that does harm, such as `v1.13.0`.
    pub bad_release: Option<String>,
}

impl Names {
    /// The release to go back to, within a sentence.
    fn previous(&self) -> &str {
        self.previous_release.as_deref().unwrap_or("the previous release")
    }

    /// The release to go back to, at the beginning of a sentence.
    fn previous_first(&self) -> &str {
        self.previous_release.as_deref().unwrap_or("The previous release")
    }

    /// The release that does harm, within a sentence.
    fn bad(&self) -> &str {
        self.bad_release.as_deref().unwrap_or("the new release")
    }
}

/// One fact that led to the recommendation, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// The fact.
    pub fact: Fact,
    /// The sentence.
    pub text: String,
}

/// An action that is not recommended, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The action.
    pub action: Action,
    /// The sentence.
    pub why: String,
}

/// A deadline that goes with the recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// What it is for.
    pub name: ClockName,
    /// Minutes it runs.
    pub minutes: u32,
    /// What it runs from.
    pub from: ClockFrom,
}

/// What a clock is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockName {
    /// Time to know the cause.
    KnowTheCause,
    /// Diagnosis before code ships.
    DiagnoseBeforeCode,
    /// The bound of the investigation.
    Investigation,
    /// The next look while watching, isolated, or waiting for something outside.
    Recheck,
    /// When the previous release ought to be back; then isolation is proposed.
    RollbackDone,
    /// When an authority or a customer may have to be told.
    Reporting,
}

impl ClockName {
    /// The clock's name on the screen; a default says so.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            ClockName::KnowTheCause => "Know the cause (default)",
            ClockName::DiagnoseBeforeCode => "Diagnosis before code ships (default)",
            ClockName::Investigation => "End of the investigation (default)",
            ClockName::Recheck => "Look again (default)",
            ClockName::RollbackDone => "Previous release back, else isolate",
            ClockName::Reporting => "Reporting duty, ask who is responsible (default)",
        }
    }

    /// Whether the minutes are a default that a team may change.
    #[must_use]
    pub fn is_default(self) -> bool {
        self != ClockName::RollbackDone
    }
}

/// The moment a clock runs from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockFrom {
    /// The incident was declared.
    Declared,
    /// The decision was made.
    Decided,
    /// The fault was noticed.
    Detected,
}

/// Everything that the sentences are made from.
struct Told<'a> {
    table: &'a Table,
    facts: &'a Facts,
    case: Case,
    outcome: Outcome,
    names: &'a Names,
}

/// The recommendation of a table, with all that is shown beside it.
pub(crate) fn spoken(
    table: &Table,
    facts: &Facts,
    names: &Names,
    table_version: &str,
) -> Recommendation {
    let case = facts.case();
    let outcome = table.decide(&case);
    let told = Told { table, facts, case, outcome, names };
    Recommendation {
        action: outcome.action,
        rule: outcome.rule,
        contain_first: outcome.contain_first,
        because: because::because(&told),
        removed: removed::removed(&told),
        flips: flips(table, facts),
        open_questions: open_questions(table, facts),
        clocks: clocks(&case, outcome),
        afterwards: advice::afterwards(&told),
        warnings: advice::warnings(&told),
        table_version: table_version.to_owned(),
    }
}

/// Seventy-two hours: the shortest legal duty that most teams meet.
const REPORTING_MINUTES: u32 = 72 * 60;

fn clocks(case: &Case, outcome: Outcome) -> Vec<Clock> {
    let declared = |name, minutes| Clock { name, minutes, from: ClockFrom::Declared };
    let decided = |name, minutes| Clock { name, minutes, from: ClockFrom::Decided };
    let mut clocks = Vec::new();
    if case.cause != Cause::Shown {
        clocks.push(declared(ClockName::KnowTheCause, 5));
    }
    if outcome.rule != super::Rule::QuickFix {
        clocks.push(declared(ClockName::DiagnoseBeforeCode, 15));
    }
    clocks.push(declared(ClockName::Investigation, 60));
    match outcome.action {
        Action::Watch => clocks.push(decided(ClockName::Recheck, 15)),
        Action::Isolate if case.isolation == Isolation::InForce => {
            clocks.push(decided(ClockName::Recheck, 15));
        }
        Action::Escalate if waits_for_outside(case) => {
            clocks.push(decided(ClockName::Recheck, 5));
        }
        Action::RollBack => {
            let minutes = case.rollback_minutes.0;
            clocks.extend(minutes.map(|minutes| decided(ClockName::RollbackDone, minutes)));
        }
        Action::Isolate | Action::Hotfix | Action::RollForward | Action::Escalate => {}
    }
    if may_have_leaked(case) {
        let from = ClockFrom::Detected;
        clocks.push(Clock { name: ClockName::Reporting, minutes: REPORTING_MINUTES, from });
    }
    clocks
}

/// Nothing of ours caused it, and it is coming back.
fn waits_for_outside(case: &Case) -> bool {
    case.release == Release::Unlikely && case.recovering == Recovering::Evidence
}

fn may_have_leaked(case: &Case) -> bool {
    [Touch::Security, Touch::Privacy, Touch::Identity]
        .iter()
        .any(|touch| case.touches.include(*touch))
}

/// "1 minute", "5 minutes".
fn minutes(count: u32) -> String {
    if count == 1 { "1 minute".to_owned() } else { format!("{count} minutes") }
}
