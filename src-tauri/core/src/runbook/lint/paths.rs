//! What one choice of answers leaves to walk: how much, and how soon the first decision comes.

use super::found::Found;
use super::group::{Group, changes_something, groups};
use super::path;
use crate::runbook::{Branch, Condition, Phase, Position, Runbook, Step};

/// How many steps a phase or branch may have for one choice of answers.
const MOST_STEPS: usize = 9;

/// How many steps a whole walk has, one branch of Mitigate in it.
const WALK: std::ops::RangeInclusive<usize> = 12..=30;

/// By which step the first decision is recorded.
const FIRST_DECISION: usize = 6;

/// By which step of Isolate something is contained.
const CONTAINED: usize = 3;

pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    groups(runbook).for_each(|group| length(&group, found));
    walks(runbook, found);
    first_decision(runbook, found);
    groups(runbook).filter(|g| g.is(Branch::Isolate)).for_each(|group| contained(&group, found));
}

/// RB05: a phase or branch has at most nine steps for one choice of answers.
fn length(group: &Group<'_>, found: &mut Found<'_>) {
    let (_, longest) = path::extent(&conditions(group.steps));
    if longest > MOST_STEPS {
        let message = format!(
            "{} has {longest} steps for one choice of answers; nine is the most.",
            group.heading
        );
        found.at("RB05", group.at, message);
    }
}

/// RB33: the phases with one branch of Mitigate come to 12 to 30 steps.
///
/// The built-in Escalate counts as a branch.
/// A text with fewer than two phases of its own is a draft, whose missing phases are findings.
fn walks(runbook: &Runbook, found: &mut Found<'_>) {
    let written = groups(runbook).filter(|group| group.branch.is_none() && !group.steps.is_empty());
    if written.count() < 2 {
        return;
    }
    let branches = runbook.phases.iter().flat_map(|text| &text.branches);
    let outside: Vec<_> = runbook.phases.iter().flat_map(|text| &text.steps).collect();
    for branch in branches {
        let steps = outside.iter().copied().chain(&branch.steps);
        let steps: Vec<_> = steps.map(|step| step.planned.when.as_ref()).collect();
        let (least, most) = path::extent(&steps);
        let at = if branch.built_in { Position::default() } else { branch.at };
        let too = |count, word: &str, bound| {
            format!(
                "With {}, {count} steps are left to walk for one choice of answers; {bound} is the \
                 {word}.",
                branch.heading
            )
        };
        if most > *WALK.end() {
            found.at("RB33", at, too(most, "most", WALK.end()));
        }
        if least < *WALK.start() {
            found.at("RB33", at, too(least, "least", WALK.start()));
        }
    }
}

/// RB34: the first decision is recorded by the sixth step on any path.
///
/// The step that records it is the first of Decide whose action says decide, decision or choose;
/// where none does, the first of Decide.
fn first_decision(runbook: &Runbook, found: &mut Found<'_>) {
    let of = |phase| runbook.phases.iter().find(|text| text.phase == Some(phase));
    let Some(decide) = of(Phase::Decide) else { return };
    let decides = |step: &Step| {
        let words = super::group::words(&step.planned.action);
        words.iter().any(|word| ["decide", "decision", "choose"].contains(&word.as_str()))
    };
    let at = decide.steps.iter().position(decides).unwrap_or(0);
    let Some(step) = decide.steps.get(at) else { return };
    let before = of(Phase::Triage).map(|triage| triage.steps.as_slice()).unwrap_or_default();
    let until = before.iter().chain(decide.steps.iter().take(at));
    let until: Vec<_> = until.map(|step| step.planned.when.as_ref()).collect();
    let place = path::extent(&until).1 + 1;
    if place > FIRST_DECISION {
        let message = format!(
            "The first decision is step {place} for one choice of answers; the sixth is the last \
             place for it."
        );
        found.at("RB34", step.at, message);
    }
}

/// RB35: for each choice of answers for which Isolate contains anything, one of the first three of
/// its steps does.
///
/// A step contains where its command changes something, or where it says what it leaves or how it
/// is undone.
fn contained(group: &Group<'_>, found: &mut Found<'_>) {
    let mut contains = false;
    let late = path::some_choice(&conditions(group.steps), |holding| {
        let shown = group.steps.iter().zip(holding).filter(|(_, holds)| **holds);
        let first = shown.map(|(step, _)| step).position(changes_something);
        contains |= first.is_some();
        first.is_some_and(|first| first >= CONTAINED)
    });
    if late || !contains && !group.steps.is_empty() && !group.says_why_not() {
        let message = format!(
            "{} contains nothing in its first three steps for one choice of answers.",
            group.heading
        );
        found.at("RB35", group.at, message);
    }
}

fn conditions(steps: &[Step]) -> Vec<Option<&Condition>> {
    steps.iter().map(|step| step.planned.when.as_ref()).collect()
}
