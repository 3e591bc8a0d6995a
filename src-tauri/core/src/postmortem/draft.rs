//! The fourteen sections: drawn from the record where nobody wrote, as written where somebody did.

use super::findings::impact_is_counted;
use super::prose::{item, line, written, written_texts};
use super::{Document, EDITION, SectionDraft, Style, TO_FILL_IN};
use super::{actions, appendix, decisions, header, response, times};
use crate::decision::Fact;
use crate::event::{ActionStatus, Audience, KeyTime, Section, What};
use crate::incident::Incident;
use crate::timeline::sentence::{audience_words, capital, plain_value, spoken};
use crate::timeline::{Row, rows};
use serde_json::Value;

/// The document with roles and no names.
pub fn draft(incident: &Incident) -> Document {
    draft_in(incident, &Style::default())
}

/// The document, written out in a style.
pub fn draft_in(incident: &Incident, style: &Style) -> Document {
    let rows = rows(incident);
    Document {
        title: incident.title(),
        status: incident.status(),
        drill: incident.is_drill(),
        sample: incident.is_sample(),
        edition: EDITION,
        sections: Section::ALL
            .into_iter()
            .map(|section| one(incident, section, &rows, style))
            .collect(),
    }
}

fn one(incident: &Incident, section: Section, rows: &[Row], style: &Style) -> SectionDraft {
    let (complete, state) = state(incident, section, rows);
    let mut markdown = text(incident, section, rows, style);
    if !markdown.is_empty() && !markdown.ends_with('\n') {
        markdown.push('\n');
    }
    SectionDraft {
        section,
        name: section.name(),
        title: title(section),
        required: is_required(section),
        derived: is_derived(section),
        complete,
        state,
        since_written: since_written(incident, section, rows),
        markdown,
    }
}

/// The heading of a section in the document.
fn title(section: Section) -> &'static str {
    match section {
        Section::Header => "Header",
        Section::Summary => "Summary",
        Section::Impact => "Impact",
        Section::Times => "Key times and durations",
        Section::Background => "Background",
        Section::Timeline => "Timeline",
        Section::Decisions => "Decisions",
        Section::Factors => "Contributing factors",
        Section::Response => "Detection, response, recovery",
        Section::Lessons => "What we learned",
        Section::Actions => "Action items",
        Section::Similar => "Similar incidents",
        Section::Outside => "Message for the outside",
        Section::Appendix => "Appendix: full record",
    }
}

fn is_required(section: Section) -> bool {
    match section {
        Section::Header
        | Section::Summary
        | Section::Impact
        | Section::Times
        | Section::Timeline
        | Section::Factors => true,
        Section::Background
        | Section::Decisions
        | Section::Response
        | Section::Lessons
        | Section::Actions
        | Section::Similar
        | Section::Outside
        | Section::Appendix => false,
    }
}

fn is_derived(section: Section) -> bool {
    match section {
        Section::Header
        | Section::Summary
        | Section::Times
        | Section::Timeline
        | Section::Decisions
        | Section::Appendix
        | Section::Similar => true,
        Section::Impact
        | Section::Background
        | Section::Factors
        | Section::Response
        | Section::Lessons
        | Section::Actions
        | Section::Outside => false,
    }
}

fn text(incident: &Incident, section: Section, rows: &[Row], style: &Style) -> String {
    let by_hand = || written(incident, section, style, false);
    let below = |is_empty: bool| written(incident, section, style, !is_empty);
    match section {
        Section::Header => header::section(incident, style),
        Section::Summary => summary(incident, by_hand()),
        Section::Impact => impact(incident, by_hand(), style),
        Section::Times => times::section(incident, rows),
        Section::Background => by_hand().unwrap_or_else(|| background(incident)),
        Section::Timeline => appendix::timeline(incident, rows, style),
        Section::Decisions => decisions::section(incident, style),
        Section::Factors => {
            let is_empty = incident.factors().is_empty();
            beside(actions::factors(incident, rows), below(is_empty), is_empty)
        }
        Section::Response => by_hand().unwrap_or_else(|| response::section(incident, rows)),
        Section::Lessons => by_hand().unwrap_or_else(|| LESSONS_UNTOUCHED.to_owned()),
        Section::Actions => {
            let is_empty = incident.actions().is_empty();
            beside(actions::actions(incident, style), below(is_empty), is_empty)
        }
        Section::Similar => similar(incident),
        Section::Outside => {
            let updates = updates(incident, rows);
            let is_empty = updates.is_none();
            beside(
                updates.unwrap_or_else(|| "No message for the outside was written.\n".to_owned()),
                below(is_empty),
                is_empty,
            )
        }
        Section::Appendix => appendix::section(incident, rows, style),
    }
}

/// What stands where nobody has looked back yet; "none" is an answer, and has to be given.
const LESSONS_UNTOUCHED: &str = "- **What went well:** nothing was said.\n\
    - **What went poorly:** nothing was said.\n\
    - **Where we were lucky:** nothing was said.\n\
    - **What surprised us:** nothing was said.\n";

/// What the record lists, and under it what a person wrote; the list is left out where it is empty
/// and there is a text.
fn beside(listed: String, by_hand: Option<String>, list_is_empty: bool) -> String {
    match by_hand {
        None => listed,
        Some(by_hand) if list_is_empty => by_hand,
        Some(by_hand) => format!("{listed}\n{by_hand}"),
    }
}

fn summary(incident: &Incident, by_hand: Option<String>) -> String {
    let mut sentences = Vec::new();
    if by_hand.is_none() {
        let looks = (0..incident.entries().len())
            .find(|index| matches!(incident.event(*index).what, What::IncidentStarted { .. }))
            .and_then(|index| incident.text(index, "looks_like"));
        sentences.extend(looks.map(|looks| line(&format!("It looked like this: {looks}"))));
        sentences.extend(response::how_mitigated(incident));
    }
    sentences.extend(response::how_long(incident));
    let what = by_hand.unwrap_or_else(|| {
        format!(
            "{TO_FILL_IN} what happened and to whom, in two or three sentences for a reader who was not there.\n"
        )
    });
    format!("{what}\n{}\n", sentences.join("\n"))
}

fn impact(incident: &Incident, by_hand: Option<String>, style: &Style) -> String {
    let mut text = impact_told(incident, by_hand);
    let owed = actions::to_put_right(incident, style);
    if !owed.is_empty() {
        text.push_str("\nTo be put right:\n\n");
        for owed in owed {
            text.push_str(&format!("- {owed}\n"));
        }
    }
    text
}

/// The size of it, without what is owed.
pub(super) fn impact_told(incident: &Incident, by_hand: Option<String>) -> String {
    by_hand.unwrap_or_else(|| {
        let mut text = format!(
            "{TO_FILL_IN} how many users, requests or orders were affected, counted or estimated; \
             whether data was lost; what still worked.\n"
        );
        text.push_str(&known_of_impact(incident));
        text
    })
}

/// What was answered about the harm, and what was counted.
fn known_of_impact(incident: &Incident) -> String {
    let facts = [
        Fact::CriticalPath,
        Fact::Users,
        Fact::Trend,
        Fact::Touches,
        Fact::DataDamage,
        Fact::Contract,
    ];
    let mut known: String = facts
        .into_iter()
        .filter_map(|fact| {
            let value = plain_value(&last_answer(incident, fact)?);
            Some(item(&capital(&spoken(fact.name())), &line(&value)))
        })
        .collect();
    for index in incident.comparisons() {
        if let What::Compared { before, .. } = incident.event(*index).what {
            known.push_str(&item(
                "Counted",
                &format!("{} of {} requests failed.", before.bad, before.total),
            ));
        }
    }
    if known.is_empty() { known } else { format!("\nAnswered during the response:\n\n{known}") }
}

/// As answered last, else as given with the newest decision that knew it.
fn last_answer(incident: &Incident, fact: Fact) -> Option<Value> {
    incident.answer(fact.name()).or_else(|| {
        let decisions = incident.decisions().iter().rev();
        decisions.filter_map(|decision| incident.decided(decision)?.facts.value(fact)).next()
    })
}

fn background(incident: &Incident) -> String {
    let mut sentences = Vec::new();
    match (incident.service(), incident.stack()) {
        (Some(service), Some(stack)) => {
            sentences.push(line(&format!("The service is {service}, on the stack {stack}")));
        }
        (Some(service), None) => sentences.push(line(&format!("The service is {service}"))),
        (None, Some(stack)) => sentences.push(line(&format!("The stack is {stack}"))),
        (None, None) => {}
    }
    for (name, what) in [("release.bad", "in question"), ("release.good", "before it")] {
        if let Some(release) = incident.answer(name) {
            let release = release.as_str().map_or(release.to_string(), str::to_owned);
            sentences.push(line(&format!("The release {what} is {release}")));
        }
    }
    for walk in incident.walks() {
        let title = &walk.plan.title;
        sentences.push(line(&format!("The response followed the runbook “{title}”")));
    }
    if sentences.is_empty() {
        return "No background was written.\n".to_owned();
    }
    sentences.join("\n") + "\n"
}

fn similar(incident: &Incident) -> String {
    if incident.linked().is_empty() {
        return "No similar incident was linked.\n".to_owned();
    }
    incident
        .linked()
        .iter()
        .map(|index| {
            let title = incident.text(*index, "title").unwrap_or_else(|| "untitled".to_owned());
            let day = incident.event(*index).recorded_at.date().format("%Y-%m-%d");
            let actions = incident.texts(*index, "actions");
            let open: String =
                actions.iter().map(|action| format!("  - {}\n", line(action))).collect();
            let which = match open.as_str() {
                "" => "No action of it was open when it was linked.\n".to_owned(),
                open => format!("Open when it was linked:\n{open}"),
            };
            format!("- {} Linked on {day}. {which}", line(&title))
        })
        .collect()
}

/// The updates that were sent to the outside, as sent.
fn updates(incident: &Incident, rows: &[Row]) -> Option<String> {
    let sent: String = rows
        .iter()
        .filter(|row| row.in_document)
        .filter_map(|row| match incident.event(row.index).what {
            What::UpdateSent { audience: audience @ (Audience::Status | Audience::Support) } => {
                let text = incident.text(row.index, "text").unwrap_or_default();
                Some(format!(
                    "- {}, to {}: {}\n",
                    row.happened_at.written(),
                    audience_words(audience),
                    line(&text)
                ))
            }
            _ => None,
        })
        .collect();
    (!sent.is_empty()).then(|| format!("Sent during the response:\n\n{sent}"))
}

/// Entries of the response that were recorded behind the newest text of a section.
fn since_written(incident: &Incident, section: Section, rows: &[Row]) -> usize {
    let newest = written_texts(incident, section).into_iter().map(|(index, _)| index).max();
    newest
        .map_or(0, |newest| rows.iter().filter(|row| row.in_document && row.index > newest).count())
}

/// Whether nothing needed is missing, and what the list of sections says beside the name.
fn state(incident: &Incident, section: Section, rows: &[Row]) -> (bool, String) {
    let wrote = !written_texts(incident, section).is_empty();
    let conflict = written_texts(incident, section).len() > 1;
    if conflict {
        return (false, "two texts".to_owned());
    }
    let done = |words: String| (true, words);
    let lacks = |words: &str| (false, words.to_owned());
    match section {
        Section::Header => match (incident.owner(), incident.severity()) {
            (None, _) => lacks("no owner"),
            (Some(_), None) => lacks("no severity"),
            (Some(_), Some(_)) if incident.owners_at_once().len() > 1 => lacks("two owners"),
            (Some(_), Some(_)) => done(String::new()),
        },
        Section::Summary if !wrote => lacks("to fill in"),
        Section::Impact if !wrote => lacks("to fill in"),
        Section::Impact if !impact_is_counted(incident) => lacks("no number"),
        Section::Times => times_state(incident),
        Section::Timeline => {
            let shown = rows.iter().filter(|row| row.in_document).count();
            (shown > 0, shown.to_string())
        }
        Section::Decisions => {
            let open = incident
                .standing_decisions()
                .into_iter()
                .filter(|decision| incident.outcome(decision).is_none())
                .count();
            match (incident.standing_decisions().len() > 1, open) {
                (true, _) => lacks("two stand"),
                (false, 0) if incident.decisions().is_empty() => done("none".to_owned()),
                (false, 0) => done(incident.decisions().len().to_string()),
                (false, open) => (false, format!("{open} open")),
            }
        }
        Section::Factors => {
            let factors =
                incident.factors().into_iter().filter(|factor| !incident.is_trigger(factor));
            match factors.count() {
                0 if !wrote => lacks("none yet"),
                1 => lacks("one so far"),
                n => done(n.to_string()),
            }
        }
        Section::Lessons if !wrote => lacks("untouched"),
        Section::Actions => actions_state(incident),
        Section::Summary
        | Section::Impact
        | Section::Background
        | Section::Response
        | Section::Lessons
        | Section::Similar
        | Section::Outside
        | Section::Appendix => done(String::new()),
    }
}

fn times_state(incident: &Incident) -> (bool, String) {
    let missing = [KeyTime::Started, KeyTime::Detected, KeyTime::Mitigated, KeyTime::Resolved]
        .into_iter()
        .filter(|time| incident.key_time(*time).is_none())
        .count();
    match (missing, incident.misorders().is_empty(), incident.detection_source()) {
        (0, true, Some(_)) => (true, String::new()),
        (0, true, None) => (false, "no source".to_owned()),
        (0, false, _) => (false, "contradictory".to_owned()),
        (missing, _, _) => (false, format!("{missing} missing")),
    }
}

fn actions_state(incident: &Incident) -> (bool, String) {
    let kept: Vec<_> = incident
        .actions()
        .iter()
        .filter(|action| incident.action_status(action) != ActionStatus::NotDone)
        .collect();
    let without_owner =
        kept.iter().filter(|action| incident.action_text(action, "owner").is_none()).count();
    let without_date = kept.iter().filter(|action| incident.action_due(action).is_none()).count();
    match (without_owner, without_date) {
        (0, 0) if kept.is_empty() => (true, "none".to_owned()),
        (0, 0) => (true, kept.len().to_string()),
        (0, _) => (false, format!("{without_date} without date")),
        (_, _) => (false, format!("{without_owner} without owner")),
    }
}
