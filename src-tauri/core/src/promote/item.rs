//! One step of a walk as an item of a runbook.

use crate::event::StepRef;
use crate::incident::Incident;
use crate::markdown::{escape_inline, fence};
use crate::runbook::{Command, Label, PlannedStep};

const REMOVED: &str = "Say what is done here: the words of this step were removed";

/// The item, every line ended.
pub(super) fn of(incident: &Incident, step: &StepRef) -> String {
    let action = match (incident.planned(step), step) {
        (Some(planned), _) => escape_inline(&planned.action),
        (None, StepRef::Added { added }) if is_removed(incident, *added) => String::new(),
        (None, _) => as_typed(&incident.step_text(step)),
    };
    let action = if action.is_empty() { REMOVED } else { &action };
    let mut item = format!("- [ ] {action}\n");
    if let Some(planned) = incident.planned(step) {
        item.push_str(&below(planned));
    }
    for remark in remarks(incident, step) {
        let handle = escape_inline(&incident.handle());
        let remark = as_typed(&remark);
        item.push_str(&format!("  - Marked as wrong in {handle}, in these words: {remark}\n"));
    }
    item
}

/// Typed words; braces in them are no placeholder.
fn as_typed(text: &str) -> String {
    let escaped = escape_inline(text);
    if escaped.contains("{{") { escaped.replace('{', "\\{") } else { escaped }
}

/// What people wrote of the step's text; what was removed since is not there.
fn remarks(incident: &Incident, step: &StepRef) -> Vec<String> {
    let redlines = incident.step_record(step).map(|record| record.redlines.as_slice());
    let standing = redlines.unwrap_or_default().iter();
    standing
        .filter(|index| !is_removed(incident, incident.event(**index).id))
        .filter_map(|index| incident.text(*index, "text"))
        .collect()
}

fn is_removed(incident: &Incident, event: crate::id::EventId) -> bool {
    let words = incident.index_of(event).map(|index| &incident.event(index).words);
    incident.removal_note(event).is_some() || words.is_some_and(|words| words.are_removed())
}

fn below(step: &PlannedStep) -> String {
    let mut text: String = own_commands(step).map(|command| fenced(command, "  ")).collect();
    for label in Label::ALL {
        if let Some(value) = value_of(step, label) {
            text.push_str(&sub_item(&format!("{}: {value}", label.title())));
            let under = step.commands.iter().filter(|command| command.under == Some(label));
            under.for_each(|command| text.push_str(&fenced(command, "    ")));
        }
    }
    for detail in &step.detail {
        text.push_str(&match detail.starts_with("```") || detail.starts_with("~~~") {
            true => indented(detail, "  "),
            false => sub_item(&without_label(detail)),
        });
    }
    text
}

fn own_commands(step: &PlannedStep) -> impl Iterator<Item = &Command> {
    step.commands.iter().filter(|command| command.under.is_none())
}

/// A label's value as its line says it.
fn value_of(step: &PlannedStep, label: Label) -> Option<String> {
    match label {
        Label::Why => step.why.clone(),
        Label::Record => step.record.as_ref().map(|record| match &record.unit {
            Some(unit) => format!("{} ({unit})", record.label),
            None => record.label.clone(),
        }),
        Label::Expect => step.expect.clone(),
        Label::IfNot => step.if_not.as_ref().map(|if_not| if_not.text.clone()),
        Label::Caution => step.caution.clone(),
        Label::Undo => step.undo.clone(),
        Label::Leaves => step.leaves.clone(),
        Label::Timer => step.timer_minutes.map(|minutes| format!("{minutes}m")),
        Label::Role => step.role.clone(),
        Label::When => step.when.as_ref().map(ToString::to_string),
        Label::Changes => step.changes_nothing.then(|| "nothing".to_owned()),
        Label::Source => step.source.clone(),
    }
}

/// A detail that begins like a label, or a box, is read as neither.
fn without_label(detail: &str) -> String {
    if detail.starts_with('[') {
        return format!("\\{detail}");
    }
    let (first, rest) = detail.split_once('\n').unwrap_or((detail, ""));
    let Some((words, value)) = first.split_once(':') else { return detail.to_owned() };
    let first = match Label::of_words(words) {
        Some(_) => format!("Besides, {}:{value}", words.to_lowercase()),
        None => format!("{words}\\:{value}"),
    };
    if rest.is_empty() { first } else { format!("{first}\n{rest}") }
}

fn sub_item(text: &str) -> String {
    let mut lines = text.lines();
    let first = format!("  - {}\n", lines.next().unwrap_or_default().trim_end());
    first + &lines.map(|line| indented(line, "    ")).collect::<String>()
}

fn fenced(command: &Command, indent: &str) -> String {
    indented(&fence(&command.text, &command.lang), indent)
}

/// Every line behind an indentation; what is empty stays so.
fn indented(text: &str, indent: &str) -> String {
    let line = |line: &str| match line.trim().is_empty() {
        true => "\n".to_owned(),
        false => format!("{indent}{line}\n"),
    };
    if text.is_empty() { "\n".to_owned() } else { text.lines().map(line).collect() }
}
