//! What a step owes where its command changes something, destroys, or edits by hand.

use super::destructive::{destroying, editing};
use super::found::Found;
use super::group::{groups, has, label_at, own_commands};
use crate::runbook::reading;
use crate::runbook::{Label, Runbook, Step};

pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    for step in groups(runbook).flat_map(|group| group.steps) {
        owed(step, found);
        destructive(step, found);
        caution_first(step, found);
        by_hand(step, found);
    }
}

/// RB19: a step that changes state has Expect, If not and Undo.
///
/// It changes state where its own command does, by the list of reading commands, or where it says
/// what it Leaves. "cannot be undone" is an Undo. Where there is no command, Record stands in for
/// Expect, since the value is what is seen.
fn owed(step: &Step, found: &mut Found<'_>) {
    let changes = step.planned.changes_state;
    if !changes && !has(step, Label::Leaves) {
        return;
    }
    let is_there = |label| {
        has(step, label) || (label == Label::Expect && !changes && has(step, Label::Record))
    };
    let missing = [Label::Expect, Label::IfNot, Label::Undo].into_iter().filter(|l| !is_there(*l));
    let missing: Vec<_> = missing.map(Label::title).collect();
    if !missing.is_empty() {
        let what = if changes { "Its command changes something" } else { "It leaves something" };
        let message = format!("{what}, and the step has no {}.", missing.join(", no "));
        found.at("RB19", step.at, message);
    }
}

/// RB20: a command that destroys has a Caution.
///
/// It destroys where a part of it that changes something has a word of the list, such as delete,
/// drop, purge, force, terminate, kill, rm or `--fake`. What stands under a label is not looked at.
fn destructive(step: &Step, found: &mut Found<'_>) {
    if has(step, Label::Caution) {
        return;
    }
    for (command, at) in own_commands(step) {
        let word = reading::changing(command).iter().find_map(|words| destroying(words));
        if let Some(word) = word {
            let message = format!("The command says \"{word}\", and no Caution stands above it.");
            found.at_byte("RB20", at, message);
        }
    }
}

/// RB21: a Caution stands above the step's first command in the text too.
fn caution_first(step: &Step, found: &mut Found<'_>) {
    let at = label_at(step, Label::Caution);
    let first = own_commands(step).next().map(|(_, at)| found.lines.position(at));
    if has(step, Label::Caution) && first.is_some_and(|first| first < at) {
        found.at("RB21", at, "The Caution stands below the command that it warns of.");
    }
}

/// RB27: nothing is edited where it runs.
///
/// An editor, `kubectl edit`, `systemctl edit`, `crontab -e`, `sed -i` or `perl -i` in a command,
/// through ssh and exec too; and `kubectl edit` or `sed -i` as the words of an Undo.
fn by_hand(step: &Step, found: &mut Found<'_>) {
    for (command, range) in step.planned.commands.iter().zip(&step.commands) {
        if let Some(what) = reading::changing(command).iter().find_map(|words| editing(words)) {
            found.at_byte("RB27", range.start, edited(&what));
        }
    }
    let undo = step.planned.undo.as_deref().unwrap_or_default();
    if let Some(what) = ["kubectl edit", "sed -i"].iter().find(|what| undo.contains(**what)) {
        found.at("RB27", label_at(step, Label::Undo), edited(what));
    }
}

fn edited(what: &str) -> String {
    format!("{what} changes what runs by hand, past the pipeline; the next deploy takes it back.")
}
