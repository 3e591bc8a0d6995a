//! Decisions as they were made: what was known, shown, chosen and why, and how it went.

use crate::decision::Fact;
use crate::event::{DecidedBody, What};
use crate::id::EventId;
use crate::incident::{DecisionRecord, Incident};
use crate::markdown::{code_span, escape_cell, escape_inline};
use crate::moment::When;
use crate::postmortem::Style;
use crate::postmortem::prose::{actor, item, line};
use crate::timeline::sentence::{capital, end, outcome_words, plain_value, spoken, verb};
use serde_json::Value;

/// What stands where a question was left open.
const NOT_ASKED: &str = "not asked";

/// The section: every decision with all its fields.
pub(super) fn section(incident: &Incident, style: &Style) -> String {
    if incident.decisions().is_empty() {
        return "No decision was recorded.\n".to_owned();
    }
    let mut text = String::new();
    if let [first, second, ..] = incident.standing_decisions().as_slice() {
        text.push_str(&format!(
            "> **Decisions {} and {} were made without knowledge of each other.**\n\
             > Both stand until a later one takes their place.\n\n",
            first.n, second.n
        ));
    }
    let all: Vec<_> = incident
        .decisions()
        .iter()
        .filter_map(|decision| {
            let body = incident.decided(decision)?;
            Some(one(incident, decision, body, style))
        })
        .collect();
    text + &all.join("\n")
}

fn one(
    incident: &Incident,
    decision: &DecisionRecord,
    body: &DecidedBody,
    style: &Style,
) -> String {
    let index = decision.index;
    let said = |field: &str| incident.text(index, field).filter(|text| !text.trim().is_empty());
    let asked = |field: &str| said(field).map_or(NOT_ASKED.to_owned(), |text| line(&text));
    let by = actor(incident, index, style);
    let mut text = format!("### Decision {}: {}\n\n", decision.n, verb(body.chosen));

    let at = incident.happened_at(index).written();
    text.push_str(&item("Chosen", &format!("{}, by the {by}, {at}.", verb(body.chosen))));
    text.push_str(&item("Suggested", &suggested(body)));
    text.push_str(&item("Why", &asked("why")));
    if body.chosen != body.shown.action {
        text.push_str(&item("Reason for choosing otherwise", &asked("override")));
    }
    text.push_str(&reasons(body, said("why")));
    text.push_str(&options(body, &incident.texts(index, "considered")));
    text.push_str(&list("Would have changed it", flips(body), "no single fact"));
    let warnings = body.shown.warnings.iter().map(|warning| line(warning));
    text.push_str(&list("Warnings shown", warnings, "none"));
    text.push_str(&item("Objections", &asked("objections")));
    text.push_str(&item("Expected to be seen", &expected(said("expect"), body)));
    text.push_str(&item("Tripwire", &asked("tripwire")));
    let recheck = body.recheck.map_or(NOT_ASKED.to_owned(), |at| end(&at.written()));
    text.push_str(&item("To be looked at again", &recheck));
    text.push_str(&item("Takes the place of", &named(incident, &body.supersedes)));
    if !decision.superseded_by.is_empty() {
        text.push_str(&item("Its place was taken by", &named(incident, &decision.superseded_by)));
    }
    text.push_str(&outcomes(incident, decision, style));
    text.push_str(&reached(incident, decision));
    text.push_str(&facts(body));
    text
}

fn suggested(body: &DecidedBody) -> String {
    let first = if body.shown.contain_first { "contain first, then " } else { "" };
    let version = plain_value(&serde_json::to_value(&body.shown.table_version).unwrap_or_default());
    let rule = plain_rule(body);
    format!(
        "{first}{}, by the rule {}, table {}.",
        verb(body.shown.action),
        code_span(&rule),
        escape_inline(&version)
    )
}

/// The rule's name, whatever the table keeps it as.
pub(super) fn plain_rule(body: &DecidedBody) -> String {
    match serde_json::to_value(body.shown.rule) {
        Ok(Value::String(rule)) => rule,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// What the table gave as its reasons, said once where the person took them over.
fn reasons(body: &DecidedBody, why: Option<String>) -> String {
    let texts: Vec<&str> = body.shown.because.iter().map(|because| because.text.as_str()).collect();
    if !texts.is_empty() && why.is_some_and(|why| why == texts.join(" ")) {
        return item("The table's reasons", "the same");
    }
    list("The table's reasons", texts.into_iter().map(line), "none was shown")
}

/// What was considered and what the table ruled out, said once where both are the same.
fn options(body: &DecidedBody, considered: &[String]) -> String {
    let removed: Vec<String> = body
        .shown
        .removed
        .iter()
        .map(|removed| line(&format!("{}: {}", capital(&verb(removed.action)), removed.why)))
        .collect();
    let considered: Vec<String> = considered.iter().map(|text| line(text)).collect();
    if !removed.is_empty() && considered == removed {
        return list("Considered", considered, NOT_ASKED)
            + &item("Ruled out by the table", "the same");
    }
    list("Considered", considered, NOT_ASKED) + &list("Ruled out by the table", removed, "nothing")
}

fn list(label: &str, items: impl IntoIterator<Item = String>, none: &str) -> String {
    let items: Vec<_> = items.into_iter().collect();
    if items.is_empty() {
        return item(label, none);
    }
    let items: String = items.into_iter().map(|text| format!("  - {text}\n")).collect();
    format!("- **{label}:**\n{items}")
}

fn flips(body: &DecidedBody) -> Vec<String> {
    body.shown
        .flips
        .iter()
        .map(|flip| {
            let value = serde_json::to_value(&flip.value).unwrap_or_default();
            line(&format!(
                "{} {}: {}",
                capital(&spoken(flip.fact.name())),
                plain_value(&value),
                verb(flip.action)
            ))
        })
        .collect()
}

fn expected(signal: Option<String>, body: &DecidedBody) -> String {
    match (signal, body.expect_by) {
        (Some(signal), Some(by)) => format!("{} By {}.", line(&signal), by.written()),
        (Some(signal), None) => line(&signal),
        (None, Some(by)) => format!("{NOT_ASKED}; by {}.", by.written()),
        (None, None) => NOT_ASKED.to_owned(),
    }
}

fn named(incident: &Incident, ids: &[EventId]) -> String {
    let numbers: Vec<_> = incident
        .decisions()
        .iter()
        .filter(|decision| ids.contains(&incident.event(decision.index).id))
        .map(|decision| format!("decision {}", decision.n))
        .collect();
    match (ids.is_empty(), numbers.is_empty()) {
        (true, _) => "none".to_owned(),
        (false, true) => "a decision that is not in this record".to_owned(),
        (false, false) => numbers.join(", "),
    }
}

fn outcomes(incident: &Incident, decision: &DecisionRecord, style: &Style) -> String {
    let seen = decision.outcomes.iter().rev().filter_map(|index| {
        let What::OutcomeSeen { outcome, .. } = incident.event(*index).what else { return None };
        let reading = incident
            .text(*index, "reading")
            .filter(|reading| !reading.trim().is_empty())
            .map_or("No reading was recorded.".to_owned(), |reading| {
                format!("Reading: {}", line(&reading))
            });
        Some(format!(
            "{}, {}, by the {}. {reading}",
            capital(outcome_words(outcome)),
            incident.happened_at(*index).written(),
            actor(incident, *index, style),
        ))
    });
    let seen: Vec<String> = seen.collect();
    match seen.split_first() {
        None => item("Outcome", "not recorded"),
        Some((last, [])) => item("Outcome", last),
        Some((last, earlier)) => {
            item("Outcome", last) + &list("Outcomes recorded before", earlier.to_vec(), "none")
        }
    }
}

fn reached(incident: &Incident, decision: &DecisionRecord) -> String {
    match decision.reached {
        Some(index) => {
            let at = match incident.happened_at(index) {
                When::Unknown => "at a time that is not known".to_owned(),
                at => at.written(),
            };
            item("Reached users", &format!("seen from outside, {at}."))
        }
        None => item("Reached users", "not recorded"),
    }
}

fn facts(body: &DecidedBody) -> String {
    let known = match serde_json::to_value(&body.facts) {
        Ok(Value::Object(known)) => known,
        Ok(_) | Err(_) => return String::new(),
    };
    let rows: String = Fact::ALL
        .iter()
        .filter_map(|fact| Some((fact, known.get(fact.name())?)))
        .map(|(fact, given)| {
            let source = given.get("source").map_or("observed".to_owned(), plain_value);
            format!(
                "| {} | {} | {} | {} |\n",
                escape_cell(&capital(&spoken(fact.name()))),
                escape_cell(&plain_value(given)),
                escape_cell(&source),
                age(body, fact),
            )
        })
        .collect();
    if rows.is_empty() {
        return "\nNothing was answered before this decision.\n".to_owned();
    }
    format!(
        "\nWhat was known then:\n\n| Fact | Value | Source | Age of the answer |\n|---|---|---|---|\n{rows}"
    )
}

/// Four answers age: what users see, where it is heading, and what could be gone back to.
fn age(body: &DecidedBody, fact: &Fact) -> String {
    let ages = matches!(fact, Fact::Trend | Fact::Users | Fact::Recovering | Fact::Previous);
    match body.ages.get(fact.name()) {
        Some(minutes) => format!("{minutes} min"),
        None if ages => "up to 10 min".to_owned(),
        None => "does not age".to_owned(),
    }
}
