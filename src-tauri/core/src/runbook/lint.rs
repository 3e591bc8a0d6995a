//! The rules a runbook is held to, and what a text breaks of them.

use super::{Branch, Phase};
use super::{BranchText, PhaseText, Position, Problem, Runbook, RunbookKind, Step};
use serde::Serialize;
use std::collections::HashMap;

mod path;

/// How many steps a phase or branch may have for one choice of answers.
const MOST_STEPS: usize = 9;

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

const fn rule(
    id: &'static str,
    level: Level,
    about: &'static str,
    reason: &'static str,
    mend: &'static str,
) -> Rule {
    Rule { id, level, about, reason, mend }
}

/// Every rule, in the order of its name.
pub const RULES: &[Rule] = &[
    rule(
        "RB01",
        Level::Error,
        "no title",
        "The list of runbooks is read in seconds; a file name is not a title.",
        "Give the front matter a title.",
    ),
    rule(
        "RB02",
        Level::Error,
        "no stack, or one that is not known",
        "The start panel offers the runbooks of the service's stack first.",
        "Set stack to nodejs, react, django or any.",
    ),
    rule(
        "RB03",
        Level::Warning,
        "a phase is missing",
        "What has no phase is forgotten under pressure, telling people above all.",
        "Add the phase as a ## heading with at least one step.",
    ),
    rule(
        "RB04",
        Level::Warning,
        "a branch of Mitigate is missing",
        "A decision opens its branch; where there is none, the person is alone with it.",
        "Add the branch as a ### heading under Mitigate, even if its only step says why not.",
    ),
    rule(
        "RB05",
        Level::Warning,
        "over nine steps in a phase or branch for one choice of answers",
        "More than nine items between two pauses are not kept in mind.",
        "Drop what an expert cannot miss, or move steps to another phase.",
    ),
    rule(
        "RB06",
        Level::Error,
        "a box that the parser drops",
        "The step is in the file and in nobody's walk.",
        "Begin the item with its text, on the line of the box.",
    ),
    rule(
        "RB07",
        Level::Warning,
        "two steps with the same text in a phase or branch",
        "In the record nobody can tell which one was done.",
        "Say in each what is different about it.",
    ),
    rule(
        "RB08",
        Level::Error,
        "If not goes to no heading",
        "It is read when the step did not work, and then leads nowhere.",
        "Name a heading of this runbook as it is written.",
    ),
    rule(
        "RB09",
        Level::Warning,
        "a label that is unknown, marked up, doubled or out of place",
        "Only a label that is read can warn, ask or lead on.",
        "Use a label of the list, plain, as a sub-item of its own.",
    ),
    rule(
        "RB10",
        Level::Error,
        "an unknown placeholder",
        "It is never filled, so the command can never be copied.",
        "Use service.KEY, release.bad, release.good, incident.KEY or ask: WORDS.",
    ),
    rule(
        "RB11",
        Level::Error,
        "a condition that is not read",
        "The step is then shown to everyone, whether it applies or not.",
        "Compare a fact of the decision or service.KEY with a value it can have.",
    ),
    rule(
        "RB12",
        Level::Error,
        "front matter that cannot be read",
        "Title, stack and severity are then unknown.",
        "Write NAME: VALUE lines between two lines of ---.",
    ),
    rule(
        "RB13",
        Level::Warning,
        "a box that is no step",
        "It looks like a step and is never walked.",
        "Move it right under the heading of a phase or branch, in a bullet list.",
    ),
    rule(
        "RB14",
        Level::Warning,
        "a phase or branch that is doubled, out of order or unknown",
        "The walk has one order, the same in every runbook.",
        "Keep the order Triage, Decide, Mitigate, Validate, Communicate, Stabilize.",
    ),
    rule(
        "RB15",
        Level::Warning,
        "a value that is not read",
        "What is not read does nothing.",
        "Write one of the values that the message names.",
    ),
    rule(
        "RB16",
        Level::Error,
        "a step without text",
        "Nobody can do it, and the record cannot name it.",
        "Write one action behind the box, verb first.",
    ),
    rule(
        "RB17",
        Level::Hint,
        "front matter that means nothing here",
        "A misspelt field is silently without effect.",
        "Check its spelling or drop it.",
    ),
    rule(
        "RB18",
        Level::Error,
        "text that cannot be read",
        "A command with a lost character is another command.",
        "Save the file as UTF-8 and look at the place that the message names.",
    ),
];

/// What a runbook breaks of the rules, with the problems that reading it gave.
///
/// In the order of the text. A checklist is free of the rules about phases, branches and paths.
pub fn lint(runbook: &Runbook, problems: &[Problem]) -> Vec<Finding> {
    let mut found = problems.to_vec();
    front(runbook, &mut found);
    if runbook.kind == RunbookKind::Runbook {
        phases(runbook, &mut found);
        branches(runbook, &mut found);
        lengths(runbook, &mut found);
    }
    same_text(runbook, &mut found);
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

fn front(runbook: &Runbook, found: &mut Vec<Problem>) {
    if !runbook.given.title {
        let message = format!("There is no title; the runbook is listed as \"{}\".", runbook.title);
        found.push(Problem::new("RB01", Position::default(), message));
    }
    if !runbook.given.stack {
        let message = "There is no stack; the runbook is listed under any.";
        found.push(Problem::new("RB02", Position::default(), message));
    }
}

fn phases(runbook: &Runbook, found: &mut Vec<Problem>) {
    for phase in Phase::ALL {
        let text = runbook.phases.iter().find(|text| text.phase == Some(phase));
        let is_written = text.is_some_and(|text| {
            phase != Phase::Mitigate
                || !text.steps.is_empty()
                || !text.text.is_empty()
                || text.at != Position::default()
                || text.branches.iter().any(|branch| !branch.built_in)
        });
        if !is_written {
            let message = format!("The phase {} is missing.", phase.title());
            found.push(Problem::new("RB03", Position::default(), message));
        }
    }
}

fn branches(runbook: &Runbook, found: &mut Vec<Problem>) {
    let mitigate = runbook.phases.iter().find(|text| text.phase == Some(Phase::Mitigate));
    let Some(mitigate) = mitigate.filter(|text| text.at != Position::default()) else {
        return;
    };
    for branch in Branch::ALL {
        if !mitigate.branches.iter().any(|text| text.branch == branch) {
            let message = format!("Mitigate has no branch {}.", branch.title());
            found.push(Problem::new("RB04", mitigate.at, message));
        }
    }
}

fn lengths(runbook: &Runbook, found: &mut Vec<Problem>) {
    for group in groups(runbook) {
        let steps: Vec<_> = group.steps.iter().map(|step| step.planned.when.as_ref()).collect();
        let longest = path::longest(&steps);
        if longest > MOST_STEPS {
            let message = format!(
                "{} has {longest} steps for one choice of answers; nine is the most.",
                group.heading
            );
            found.push(Problem::new("RB05", group.at, message));
        }
    }
}

fn same_text(runbook: &Runbook, found: &mut Vec<Problem>) {
    for group in groups(runbook) {
        let mut seen: HashMap<String, Position> = HashMap::new();
        for step in group.steps.iter().filter(|step| !step.planned.action.is_empty()) {
            match seen.get(&step.planned.action.to_lowercase()) {
                Some(first) => {
                    let message = format!(
                        "\"{}\" is the text of the step in line {} too.",
                        step.planned.action, first.line
                    );
                    found.push(Problem::new("RB07", step.at, message));
                }
                None => {
                    seen.insert(step.planned.action.to_lowercase(), step.at);
                }
            }
        }
    }
}

/// The steps of a phase outside its branches, or of one branch.
struct Group<'a> {
    heading: &'a str,
    at: Position,
    steps: &'a [Step],
}

fn groups(runbook: &Runbook) -> impl Iterator<Item = Group<'_>> {
    runbook.phases.iter().flat_map(|text| {
        let PhaseText { heading, at, steps, branches, .. } = text;
        let branches = branches.iter().filter(|branch| !branch.built_in);
        std::iter::once(Group { heading, at: *at, steps }).chain(
            branches.map(|BranchText { heading, at, steps, .. }| Group { heading, at: *at, steps }),
        )
    })
}
