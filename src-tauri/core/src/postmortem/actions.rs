//! Contributing factors and action items.

use crate::event::{ActionKind, ActionStatus};
use crate::id::EventId;
use crate::incident::{ActionItem, FactorRecord, Incident};
use crate::markdown::{escape_cell, escape_inline};
use crate::postmortem::Style;
use crate::postmortem::prose::{line, owner, status};
use crate::timeline::Row;
use crate::timeline::sentence::kind_words;

/// The factors, the trigger apart; each with the entries it rests on.
pub(super) fn factors(incident: &Incident, rows: &[Row]) -> String {
    let (triggers, others): (Vec<_>, Vec<_>) =
        incident.factors().into_iter().partition(|factor| incident.is_trigger(factor));
    let mut text = String::new();
    for trigger in &triggers {
        text.push_str(&format!("**Trigger:** {}\n\n", factor(incident, trigger, rows)));
    }
    for (n, record) in others.iter().enumerate() {
        text.push_str(&format!("{}. {}\n", n + 1, factor(incident, record, rows)));
    }
    if others.is_empty() {
        text.push_str("No contributing factor was recorded.\n");
    }
    text
}

fn factor(incident: &Incident, factor: &FactorRecord, rows: &[Row]) -> String {
    let numbers: Vec<_> = incident
        .factor_evidence(factor)
        .into_iter()
        .map(|id| number_of(incident, id, rows))
        .collect();
    let rests_on = match numbers.as_slice() {
        [] => "No entry was named as evidence.".to_owned(),
        numbers => format!("Evidence: {}.", numbers.join(", ")),
    };
    format!("{} {rests_on}", line(&incident.factor_text(factor)))
}

/// `E7`, as the timeline numbers an event.
fn number_of(incident: &Incident, id: EventId, rows: &[Row]) -> String {
    incident
        .index_of(id)
        .and_then(|index| rows.iter().find(|row| row.index == index))
        .map_or("an entry that is not in this record".to_owned(), Row::number)
}

/// The action items as a table, then what was considered and not done.
pub(super) fn actions(incident: &Incident, style: &Style) -> String {
    if incident.actions().is_empty() {
        return "No action item was recorded.\n".to_owned();
    }
    let numbered = || incident.actions().iter().enumerate();
    let (given_up, kept): (Vec<_>, Vec<_>) =
        numbered().partition(|(_, action)| incident.action_status(action) == ActionStatus::NotDone);
    let mut text = String::new();
    if !kept.is_empty() {
        text.push_str(
            "| # | Action | Kind | Owner | Due | Done when | Link | Status |\n\
             |---|---|---|---|---|---|---|---|\n",
        );
        for (n, action) in kept {
            text.push_str(&row(incident, n, action, style));
        }
    }
    if !given_up.is_empty() {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}Considered and not done:\n\n"));
        for (_, action) in given_up {
            let what = incident.action_text(action, "text").unwrap_or_default();
            let why = incident
                .action_text(action, "note")
                .map_or("No reason was recorded.".to_owned(), |why| line(&why));
            text.push_str(&format!("- {} {why}\n", line(&what)));
        }
    }
    text
}

fn row(incident: &Incident, n: usize, action: &ActionItem, style: &Style) -> String {
    let cell = |field: &str, none: &str| {
        incident.action_text(action, field).map_or(none.to_owned(), |text| escape_cell(&text))
    };
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
        n + 1,
        cell("text", "not given"),
        incident.action_kind(action).map_or("no kind", kind_words),
        incident
            .action_text(action, "owner")
            .map_or("nobody yet".to_owned(), |typed| owner(incident, &typed, style)),
        incident.action_due(action).map_or("no date yet".to_owned(), |due| escape_cell(&due)),
        cell("done_when", "not given"),
        incident.action_text(action, "link").map_or(String::new(), |link| escape_cell(link.trim())),
        status(incident.action_status(action)),
    )
}

/// What is to be put right for whom: the action items of the kind repair.
pub(super) fn to_put_right(incident: &Incident, style: &Style) -> Vec<String> {
    incident
        .actions()
        .iter()
        .filter(|action| incident.action_kind(action) == Some(ActionKind::Repair))
        .map(|action| {
            let what = incident.action_text(action, "text").unwrap_or_default();
            let owner = incident
                .action_text(action, "owner")
                .map_or("nobody yet".to_owned(), |typed| owner(incident, &typed, style));
            let due = incident
                .action_due(action)
                .map_or("no date yet".to_owned(), |due| format!("by {}", escape_inline(&due)));
            format!(
                "{} Owner: {owner}; {due}; {}.",
                line(&what),
                status(incident.action_status(action))
            )
        })
        .collect()
}
