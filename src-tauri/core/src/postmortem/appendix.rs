//! The full record: every entry, what was taken back included, and how every step ended.

use crate::event::StepRef;
use crate::incident::{Incident, StepNow};
use crate::markdown::escape_cell;
use crate::postmortem::Style;
use crate::postmortem::prose::{actor, line, reference};
use crate::postmortem::response::steps;
use crate::timeline::Row;
use crate::timeline::sentence::sentence;

/// The timeline of the document: what was done and seen, with its evidence.
pub(super) fn timeline(incident: &Incident, rows: &[Row], style: &Style) -> String {
    let shown: Vec<_> = rows.iter().filter(|row| row.in_document).collect();
    if shown.is_empty() {
        return "Nothing was recorded.\n".to_owned();
    }
    let mut text = String::from(
        "Each time has its zone beside it; the numbers left out here stand in the full record.\n\n\
         | # | Time | What happened | Kind | Role | Evidence |\n|---|---|---|---|---|---|\n",
    );
    for row in shown {
        let evidence = row.evidence.as_deref().map_or(String::new(), references);
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {evidence} |\n",
            row.number(),
            row.happened_at.written(),
            told(incident, row, style),
            row.label,
            actor(incident, row.index, style),
        ));
    }
    text
}

fn references(evidence: &str) -> String {
    evidence.split("; ").map(reference).collect::<Vec<_>>().join("; ")
}

/// The sentence in a cell, its marks in brackets, a name where names are asked for.
fn told(incident: &Incident, row: &Row, style: &Style) -> String {
    let mut text = escape_cell(&row.text);
    if style.names
        && matches!(row.kind.as_str(), "RoleTaken" | "OwnerSet")
        && let Some(name) = incident.text(row.index, "name")
    {
        text.push_str(&format!(" ({})", escape_cell(&name)));
    }
    if !row.marks.is_empty() {
        text.push_str(&format!(" ({})", row.marks.join("; ")));
    }
    text
}

/// The section: all entries, then the steps that were not done.
pub(super) fn section(incident: &Incident, rows: &[Row], style: &Style) -> String {
    let mut text = String::from(
        "Every entry in the order in which it took place, corrections and what was taken back included.\n\n\
         | # | Took place | Recorded | What | Kind | Role |\n|---|---|---|---|---|---|\n",
    );
    for row in rows {
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            row.number(),
            row.happened_at.written(),
            row.recorded_at.written(),
            told(incident, row, style),
            row.label,
            actor(incident, row.index, style),
        ));
    }
    text.push_str(&with_reasons(incident, "Steps skipped", StepNow::Skipped));
    text.push_str(&with_reasons(incident, "Steps put off", StepNow::Later));
    text.push_str(&untouched(incident));
    text
}

fn with_reasons(incident: &Incident, title: &str, now: StepNow) -> String {
    let found = steps(incident, now);
    if found.is_empty() {
        return String::new();
    }
    let lines: String = found
        .iter()
        .map(|(_, index)| format!("- {}\n", line(&sentence(incident, *index))))
        .collect();
    format!("\n{title}:\n\n{lines}")
}

fn untouched(incident: &Incident) -> String {
    let open: Vec<StepRef> =
        incident.all_steps().filter(|step| incident.step_now(step) == StepNow::Open).collect();
    if open.is_empty() {
        return String::new();
    }
    let lines: String = open
        .iter()
        .map(|step| {
            let text = incident.step_text(step);
            format!("- {}: {}\n", incident.step_number(step), line(&text))
        })
        .collect();
    format!("\nSteps left open:\n\n{lines}")
}
