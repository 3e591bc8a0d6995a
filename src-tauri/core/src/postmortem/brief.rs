//! The document on one page, for people who were not there.

use super::{Style, actions, draft, draft_in, prose};
use crate::event::{ActionStatus, Section};
use crate::incident::Incident;
use crate::markdown::{escape_heading, escape_inline};
use crate::timeline::sentence::{capital, outcome_words, verb};

/// Summary, impact, durations, a line for each decision, the open actions, what is owed to whom.
pub fn brief(incident: &Incident, style: &Style) -> String {
    let document = draft_in(incident, style);
    let mut text = format!("# Brief: {}\n\n", escape_heading(&document.title));
    if document.drill {
        text.push_str("> **Drill.**\n> This was practice; no user was affected by it.\n\n");
    }
    if document.sample {
        text.push_str("> **Sample.**\n> This record was made to show how Kneeboard works.\n\n");
    }
    let summary = document.section(Section::Summary).map(|draft| draft.markdown.as_str());
    text.push_str(&format!("## Summary\n\n{}", summary.unwrap_or_default()));
    let by_hand = prose::written(incident, Section::Impact, style, false);
    text.push_str(&format!("\n## Impact\n\n{}", draft::impact_told(incident, by_hand)));
    text.push_str("\n## Duration\n\n");
    for measured in super::times::measured(incident) {
        text.push_str(&prose::item(
            measured.title,
            &format!(
                "{} ({} − started).",
                super::times::spoken(incident, &measured),
                measured.end.name()
            ),
        ));
    }
    text.push_str("\n## Decisions\n\n");
    text.push_str(&decisions(incident));
    text.push_str("\n## Actions\n\n");
    text.push_str(&open_actions(incident, style));
    text.push_str("\n## Owed to others\n\n");
    let owed = actions::to_put_right(incident, style);
    if owed.is_empty() {
        text.push_str("Nothing was recorded as owed to anybody.\n");
    }
    for owed in owed {
        text.push_str(&format!("- {owed}\n"));
    }
    text
}

fn decisions(incident: &Incident) -> String {
    let lines: String = incident
        .decisions()
        .iter()
        .filter_map(|decision| {
            let body = incident.decided(decision)?;
            let how = incident
                .outcome(decision)
                .map_or("outcome not recorded", |(outcome, _)| outcome_words(outcome));
            Some(format!(
                "- {}: {}; {how}.\n",
                incident.happened_at(decision.index).written(),
                capital(&verb(body.chosen))
            ))
        })
        .collect();
    if lines.is_empty() { "No decision was recorded.\n".to_owned() } else { lines }
}

fn open_actions(incident: &Incident, style: &Style) -> String {
    let lines: String = incident
        .actions()
        .iter()
        .filter(|action| incident.action_status(action) != ActionStatus::NotDone)
        .map(|action| {
            let what = incident.action_text(action, "text").unwrap_or_default();
            let owner = incident
                .action_text(action, "owner")
                .map_or("nobody yet".to_owned(), |typed| prose::owner(incident, &typed, style));
            let due = incident
                .action_due(action)
                .map_or("no date yet".to_owned(), |due| format!("by {}", escape_inline(&due)));
            format!(
                "- {} Owner: {owner}; {due}; {}.\n",
                prose::line(&what),
                prose::status(incident.action_status(action))
            )
        })
        .collect();
    if lines.is_empty() { "No action item was recorded.\n".to_owned() } else { lines }
}
