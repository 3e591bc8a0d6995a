//! What the record itself tells of detection, response and recovery.

use crate::decision::Action;
use crate::event::{KeyTime, Outcome, StepRef, What};
use crate::incident::{DecisionRecord, Incident, StepNow};
use crate::markdown::escape_inline;
use crate::moment::{Span, When};
use crate::postmortem::decisions::plain_rule;
use crate::postmortem::prose::line;
use crate::postmortem::times::{Measured, measured, spoken};
use crate::runbook::Phase;
use crate::timeline::sentence::{capital, end, sentence, source_words};
use crate::timeline::{Row, counts};

/// How impact was ended, a sentence each; empty where nothing was recorded.
pub(super) fn how_mitigated(incident: &Incident) -> Vec<String> {
    let contained = incident.contained().iter().map(|index| line(&sentence(incident, *index)));
    let decided = incident.decisions().iter().flat_map(|decision| {
        let chosen = incident.decided(decision).map(|body| to_do(body.chosen));
        let decided = chosen.map(|chosen| {
            format!(
                "The {} decided to {chosen} (decision {}, {}).",
                incident.event(decision.index).role.title(),
                decision.n,
                incident.happened_at(decision.index).written(),
            )
        });
        decided.into_iter().chain([how_it_went(incident, decision)])
    });
    contained.chain(decided).collect()
}

fn to_do(action: Action) -> &'static str {
    match action {
        Action::RollBack => "roll back",
        Action::Hotfix => "ship a hotfix",
        Action::RollForward => "roll forward",
        Action::Isolate => "isolate the harm",
        Action::Watch => "watch",
        Action::Escalate => "escalate",
    }
}

fn how_it_went(incident: &Incident, decision: &DecisionRecord) -> String {
    let Some((outcome, index)) = incident.outcome(decision) else {
        return "How that went was not recorded.".to_owned();
    };
    let went = match outcome {
        Outcome::AsExpected => "That went as expected",
        Outcome::Partly => "That went partly as expected",
        Outcome::NoEffect => "That had no effect",
        Outcome::Worse => "That made things worse",
    };
    match incident.text(index, "reading").filter(|reading| !reading.trim().is_empty()) {
        Some(reading) => line(&format!("{went}: {reading}")),
        None => format!("{went}."),
    }
}

/// How long it took until it was mitigated and resolved; what is not known is said.
pub(super) fn how_long(incident: &Incident) -> Vec<String> {
    let [_, _, mitigated, resolved] = measured(incident);
    let told = |measured: &Measured, subject: &str, what: &str, since: &str| match measured.span {
        Span::Unknown => format!("How long it took until {subject} was {what} is unknown."),
        Span::Contradicts => format!(
            "How long it took until {subject} was {what} cannot be told: the key times contradict each other (ST04)."
        ),
        Span::Seconds(_) | Span::Range(..) => format!(
            "{} was {what} {} after {since} ({} − started).",
            capital(subject),
            spoken(incident, measured),
            measured.end.name()
        ),
    };
    vec![
        told(&mitigated, "impact", "mitigated", "it began"),
        told(&resolved, "the incident", "resolved", "impact began"),
    ]
}

/// The section drawn from the record, for as long as nobody has written one.
pub(super) fn section(incident: &Incident, rows: &[Row]) -> String {
    let mut text = String::from("**Detection.**\n");
    text.push_str(&detection(incident));
    text.push_str("\n**Response.**\n");
    text.push_str(&response(incident));
    text.push_str("\n**Recovery.**\n");
    text.push_str(&recovery(incident, rows));
    text
}

fn detection(incident: &Incident) -> String {
    let first = match incident.detection_source() {
        Some(source) => end(&format!("It was noticed first by {}", source_words(source))),
        None => "Who or what noticed first was not recorded.".to_owned(),
    };
    let [detect, ..] = measured(incident);
    let after = match detect.span {
        Span::Unknown | Span::Contradicts => "How long that took is not known.".to_owned(),
        Span::Seconds(_) | Span::Range(..) => {
            format!("That took {} (detected − started).", spoken(incident, &detect))
        }
    };
    format!("{first}\n{after}\n")
}

fn response(incident: &Incident) -> String {
    let mut text = String::new();
    let mut sentences = how_mitigated(incident);
    if sentences.is_empty() {
        sentences.push("No decision and no containment was recorded.".to_owned());
    }
    let otherwise = incident.decisions().iter().filter_map(|decision| {
        let body = incident.decided(decision)?;
        (body.chosen != body.shown.action).then(|| {
            format!(
                "In decision {} the table (rule {}) suggested to {}; the responders chose otherwise.",
                decision.n,
                escape_inline(&plain_rule(body)),
                to_do(body.shown.action)
            )
        })
    });
    sentences.extend(otherwise);
    for sentence in sentences {
        text.push_str(&format!("{sentence}\n"));
    }
    let failed = steps(incident, StepNow::Failed);
    let blocked = steps(incident, StepNow::Blocked);
    let without = incident.decisions().iter().filter(|decision| {
        incident
            .outcome(decision)
            .is_some_and(|(outcome, _)| matches!(outcome, Outcome::NoEffect | Outcome::Worse))
    });
    let without: Vec<_> = without.map(|decision| decision.n.to_string()).collect();
    if !(failed.is_empty() && blocked.is_empty() && without.is_empty()) {
        text.push_str("\nWhat did not work:\n\n");
        for decision in &without {
            text.push_str(&format!(
                "- Decision {decision} did not have the effect it was to have.\n"
            ));
        }
        for (_, index) in failed.iter().chain(&blocked) {
            text.push_str(&format!("- {}\n", line(&sentence(incident, *index))));
        }
    }
    text
}

fn recovery(incident: &Incident, rows: &[Row]) -> String {
    let checks: Vec<_> = rows
        .iter()
        .filter(|row| is_check(incident, row.index))
        .map(|row| format!("- {}: {}\n", row.number(), line(&row.text)))
        .collect();
    let mut text = match checks.as_slice() {
        [] => "No later check was recorded: no outcome with a reading, no comparison, no value.\n"
            .to_owned(),
        checks => format!("It was verified by:\n\n{}", checks.concat()),
    };
    let standing = incident.standing_notes();
    if !standing.is_empty() {
        text.push_str("\nStill in force:\n\n");
        for (_, note) in standing {
            text.push_str(&format!("- {}\n", line(&note)));
        }
    }
    text
}

/// Whether an entry shows that something helped: an outcome with its reading, a comparison, a
/// view from outside, or a value read off the system behind the first mitigation.
pub(super) fn is_check(incident: &Incident, index: usize) -> bool {
    let entry = incident.entry(index);
    let has = |field: &str| incident.text(index, field).is_some_and(|text| !text.trim().is_empty());
    counts(&entry.mark)
        && match &entry.event.what {
            What::OutcomeSeen { .. } => has("reading"),
            What::Compared { .. } | What::ReachSeen { .. } => true,
            What::StepDone { step, .. } => {
                has("value")
                    && looks_at_the_system(incident, step)
                    && is_behind_a_mitigation(incident, index)
            }
            _ => false,
        }
}

/// Not so the time of a post, the date of a review, or what a checklist asks people.
fn looks_at_the_system(incident: &Incident, step: &StepRef) -> bool {
    let in_a_checklist = incident.planned(step).is_some_and(|planned| planned.section.is_some());
    !in_a_checklist
        && match incident.step_phase(step) {
            Some(Phase::Triage | Phase::Mitigate | Phase::Validate) => true,
            Some(Phase::Decide | Phase::Communicate | Phase::Stabilize) | None => false,
        }
}

fn is_behind_a_mitigation(incident: &Incident, index: usize) -> bool {
    let decisions = incident.decisions().iter().map(|decision| decision.index);
    let mitigated = incident
        .key_time(KeyTime::Mitigated)
        .filter(|record| record.when != When::Unknown)
        .map(|record| record.index);
    let first = decisions
        .chain(incident.contained().iter().copied())
        .chain(mitigated)
        .map(|at| incident.orders_at(at).ms())
        .min();
    first.is_some_and(|first| incident.orders_at(index).ms() >= first)
}

/// The steps that stand so, with the entry that says it.
pub(super) fn steps(incident: &Incident, now: StepNow) -> Vec<(StepRef, usize)> {
    incident
        .all_steps()
        .filter(|step| incident.step_now(step) == now)
        .filter_map(|step| Some((step, incident.standing_outcome(&step)?)))
        .collect()
}
