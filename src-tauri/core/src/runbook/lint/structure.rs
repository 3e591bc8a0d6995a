//! What a runbook lacks or has twice: title, stack, phases, branches, steps of the same text.

use super::found::Found;
use super::group::groups;
use crate::runbook::front::FIELDS;
use crate::runbook::{Branch, Phase, Position, Runbook, RunbookKind};
use std::collections::HashMap;

pub(super) fn front(runbook: &Runbook, found: &mut Found<'_>) {
    if !runbook.given.title {
        let listed = &runbook.title;
        let message = match displaced(&runbook.text) {
            Some(line) => format!(
                "The front matter near line {line} is not read: its --- must be line 1, alone. The runbook is listed as \"{listed}\"."
            ),
            None => format!("There is no title; the runbook is listed as \"{listed}\"."),
        };
        found.at("RB01", Position::default(), message);
    }
    if !runbook.given.stack && runbook.kind != RunbookKind::Reference {
        let message = "There is no stack; the runbook is listed under any.";
        found.at("RB02", Position::default(), message);
    }
}

/// The line of a field of front matter that something stands before.
pub(super) fn displaced(text: &str) -> Option<usize> {
    const NEAR: usize = 8;
    let is_field =
        |line: &str| line.split_once(':').is_some_and(|(name, _)| FIELDS.contains(&name));
    let mut lines = text.lines();
    if lines.next()?.trim_start_matches('\u{feff}').trim_end() == "---" {
        return None;
    }
    let at = lines.clone().take(NEAR).position(is_field)? + 2;
    lines.any(|line| line.trim_end() == "---").then_some(at)
}

pub(super) fn phases(runbook: &Runbook, found: &mut Found<'_>) {
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
            found.at("RB03", Position::default(), message);
        }
    }
}

pub(super) fn branches(runbook: &Runbook, found: &mut Found<'_>) {
    let mitigate = runbook.phases.iter().find(|text| text.phase == Some(Phase::Mitigate));
    let Some(mitigate) = mitigate.filter(|text| text.at != Position::default()) else {
        return;
    };
    for branch in Branch::ALL {
        if !mitigate.branches.iter().any(|text| text.branch == branch) {
            let message = format!("Mitigate has no branch {}.", branch.title());
            found.at("RB04", mitigate.at, message);
        }
    }
}

pub(super) fn same_text(runbook: &Runbook, found: &mut Found<'_>) {
    for group in groups(runbook) {
        let mut seen: HashMap<String, Position> = HashMap::new();
        for step in group.steps.iter().filter(|step| !step.planned.action.is_empty()) {
            match seen.get(&step.planned.action.to_lowercase()) {
                Some(first) => {
                    let message = format!(
                        "\"{}\" is the text of the step in line {} too.",
                        step.planned.action, first.line
                    );
                    found.at("RB07", step.at, message);
                }
                None => {
                    seen.insert(step.planned.action.to_lowercase(), step.at);
                }
            }
        }
    }
}
