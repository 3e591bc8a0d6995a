//! The rules a runbook is held to, and what a text breaks of them.
//!
//! Each room looks at one thing: `structure` at phases, branches and boxes, `paths` at what one
//! choice of answers leaves to walk, `commands` at what a command owes, `order` at what comes
//! before and after it, `branches` at what each branch must say, `words` at how a step is
//! written, `characters`, `secrets` and `code` at the text itself.

mod branches;
mod characters;
mod code;
mod commands;
mod destructive;
mod found;
mod group;
mod levels;
pub mod mend;
mod order;
mod path;
mod paths;
mod rules;
mod secrets;
mod sources;
mod structure;
mod verbs;
mod words;

pub use levels::Levels;
pub use rules::RULES;

use super::lines::Lines;
use super::{Problem, Runbook, RunbookKind};
use chrono::NaiveDate;
use found::Found;
use serde::Serialize;

/// A rule: what it asks for, why, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its name, such as RB05.
    pub id: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What breaks it.
    pub about: &'static str,
    /// Why it is a rule.
    pub reason: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Someone who walks this is misled or left without something.
    Error,
    /// It can be walked, and is worse for it.
    Warning,
    /// Worth a look.
    Hint,
}

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What is wrong here.
    pub message: String,
    /// What to do about it.
    pub mend: &'static str,
}

/// What a runbook breaks of the rules on a day, with the problems that reading it gave.
///
/// In the order of the text. A checklist is free of the rules about phases, branches, decisions,
/// paths and their order; a reference document of all but those about its title and about what
/// nobody sees or should see. `today` is the day by which the age of a source counts.
pub fn lint(runbook: &Runbook, problems: &[Problem], today: NaiveDate) -> Vec<Finding> {
    let lines = Lines::of(&runbook.text);
    let mut found = Found { lines: &lines, problems: problems.to_vec() };
    structure::front(runbook, &mut found);
    characters::check(runbook, &mut found);
    secrets::check(runbook, &mut found);
    if runbook.kind != RunbookKind::Reference {
        structure::same_text(runbook, &mut found);
        commands::check(runbook, &mut found);
        sources::check(runbook, today, &mut found);
        words::check(runbook, &mut found);
        code::check(runbook, &mut found);
    }
    if runbook.kind == RunbookKind::Runbook {
        structure::phases(runbook, &mut found);
        structure::branches(runbook, &mut found);
        paths::check(runbook, &mut found);
        order::check(runbook, &mut found);
        branches::check(runbook, &mut found);
    }
    let mut found = found.problems;
    found.sort_by(|a, b| (a.line, a.column, a.rule).cmp(&(b.line, b.column, b.rule)));
    found.into_iter().map(finding).collect()
}

fn finding(problem: Problem) -> Finding {
    let rule = RULES.iter().find(|rule| rule.id == problem.rule);
    Finding {
        line: problem.line,
        column: problem.column,
        rule: problem.rule,
        level: rule.map_or(Level::Error, |rule| rule.level),
        message: problem.message,
        mend: rule.map_or("", |rule| rule.mend),
    }
}
