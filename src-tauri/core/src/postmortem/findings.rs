//! What a careful reader would ask before the document is published: structure, not style.
//!
//! The rules are the product's own (ST01 and on). Nothing but an error stands in a review's way,
//! and any finding can be dismissed with a reason.

mod impact;

pub(super) use impact::impact_is_counted;

use super::prose::written_texts;
use super::response::is_check;
use super::times::misorder;
use crate::decision::Action;
use crate::event::{ActionKind, ActionStatus, KeyTime, Section, Severity};
use crate::incident::{ActionItem, DecisionRecord, Incident, StepNow};
use crate::moment::{Moment, When};
use crate::runbook::Phase;
use crate::timeline::sentence::capital;
use serde::Serialize;

/// How long a sentence on choosing otherwise may take.
const OVERRIDE_MINUTES: i64 = 5;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Level {
    Error,
    Warning,
    Hint,
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The rule: `ST04`.
    pub rule: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// Where, as a key that does not move: `decisions/1`, `times/mitigated`, `header/owner`.
    pub place: String,
    /// What was found.
    pub text: String,
    /// Why it matters.
    pub why: &'static str,
    /// A better wording, where there is one.
    pub rewrite: Option<String>,
    /// Why somebody dismissed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dismissed: Option<String>,
}

/// The findings of structure that rest on the record alone, in the order of the rules.
pub fn findings(incident: &Incident, now: Moment) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(owner(incident));
    found.extend(uncounted_impact(incident));
    found.extend(missing_times(incident));
    found.extend(contradictory_times(incident));
    found.extend(unchecked_mitigations(incident));
    found.extend(incident.decisions().iter().filter_map(|d| thin_decision(incident, d, now)));
    found.extend(actions(incident));
    for finding in &mut found {
        finding.dismissed = incident.dismissal(finding.rule, &finding.place);
    }
    found
}

fn finding(
    rule: &'static str,
    level: Level,
    place: impl Into<String>,
    text: impl Into<String>,
    why: &'static str,
) -> Finding {
    Finding {
        rule,
        level,
        place: place.into(),
        text: text.into(),
        why,
        rewrite: None,
        dismissed: None,
    }
}

/// ST01.
fn owner(incident: &Incident) -> Option<Finding> {
    let text = match incident.owners_at_once().len() {
        0 => "The postmortem has no owner.".to_owned(),
        1 => return None,
        n => format!("{n} owners were set without knowledge of each other."),
    };
    let why = "One owner sees it through; with none or several it stays a draft.";
    Some(finding("ST01", Level::Error, "header/owner", text, why))
}

/// ST02.
fn uncounted_impact(incident: &Incident) -> Option<Finding> {
    if impact_is_counted(incident) {
        return None;
    }
    let text = if written_texts(incident, Section::Impact).is_empty() {
        "The impact is not written yet."
    } else {
        "The impact holds no number with a unit, and no estimate that is marked as one."
    };
    let why = "A reader cannot weigh what happened without a size, even a rough one.";
    let mut found = finding("ST02", Level::Error, "impact", text, why);
    found.rewrite = Some("about 40 percent of checkout requests failed (estimated)".to_owned());
    Some(found)
}

/// ST03.
fn missing_times(incident: &Incident) -> Vec<Finding> {
    [KeyTime::Started, KeyTime::Detected, KeyTime::Mitigated, KeyTime::Resolved]
        .into_iter()
        .filter(|time| incident.key_time(*time).is_none())
        .map(|time| {
            let name = time.name();
            finding(
                "ST03",
                Level::Error,
                format!("times/{name}"),
                format!("The time {name} is neither given nor marked as unknown."),
                "A blank could be read as nothing happened; unknown is an answer too.",
            )
        })
        .collect()
}

/// ST04: one finding for each time that lies too early, with everything it contradicts.
fn contradictory_times(incident: &Incident) -> Vec<Finding> {
    let wrong = incident.misorders();
    KeyTime::ALL
        .into_iter()
        .filter_map(|time| {
            let texts: Vec<_> = wrong
                .iter()
                .filter(|wrong| wrong.first == time)
                .map(|wrong| capital(&misorder(incident, wrong)) + ".")
                .collect();
            (!texts.is_empty()).then(|| {
                finding(
                    "ST04",
                    Level::Error,
                    format!("times/{}", time.name()),
                    texts.join(" "),
                    "Durations that rest on times in an impossible order are left out.",
                )
            })
        })
        .collect()
}

/// ST09.
fn unchecked_mitigations(incident: &Incident) -> Vec<Finding> {
    let decided = incident.decisions().iter().filter_map(|decision| {
        let is_mitigation = match incident.decided(decision)?.chosen {
            Action::RollBack | Action::Hotfix | Action::RollForward | Action::Isolate => true,
            Action::Watch | Action::Escalate => false,
        };
        is_mitigation.then(|| {
            (
                format!("decisions/{}", decision.n),
                format!("Decision {}", decision.n),
                decision.index,
            )
        })
    });
    let contained = incident.contained().iter().enumerate().map(|(at, index)| {
        (format!("contained/{}", at + 1), format!("Containment {}", at + 1), *index)
    });
    let mut mitigations: Vec<_> = decided.chain(contained).collect();
    if mitigations.is_empty() {
        mitigations.extend(undecided_mitigation(incident));
    }
    mitigations
        .into_iter()
        .filter(|(_, _, index)| !has_later_check(incident, *index))
        .map(|(place, what, _)| {
            finding(
                "ST09",
                Level::Warning,
                place,
                format!("{what} has no later check: no outcome with a reading, no comparison, no recorded value."),
                "That it was done does not show that it helped.",
            )
        })
        .collect()
}

// Steps under Mitigate that were done without anything being decided or contained.
fn undecided_mitigation(incident: &Incident) -> Option<(String, String, usize)> {
    incident
        .all_steps()
        .filter(|step| incident.step_phase(step) == Some(Phase::Mitigate))
        .filter(|step| incident.step_now(step) == StepNow::Done)
        .filter_map(|step| incident.standing_outcome(&step))
        .max_by_key(|index| incident.orders_at(*index).ms())
        .map(|index| ("response".to_owned(), "What was done under Mitigate".to_owned(), index))
}

fn has_later_check(incident: &Incident, mitigation: usize) -> bool {
    let from = incident.orders_at(mitigation).ms();
    (0..incident.entries().len()).any(|index| {
        index != mitigation && is_check(incident, index) && incident.orders_at(index).ms() >= from
    })
}

/// ST10.
fn thin_decision(incident: &Incident, decision: &DecisionRecord, now: Moment) -> Option<Finding> {
    let body = incident.decided(decision)?;
    let index = decision.index;
    let said = |field: &str| incident.text(index, field).is_some_and(|t| !t.trim().is_empty());
    let mut lacks = Vec::new();
    if incident.texts(index, "considered").is_empty() {
        lacks.push("the options that were considered");
    }
    if !said("why") {
        lacks.push("the reason");
    }
    if !said("expect") {
        lacks.push("the signal that was expected");
    }
    if body.chosen == Action::Watch {
        if body.recheck.is_none_or(|at| at == When::Unknown) {
            lacks.push("when to look again");
        }
        if !said("tripwire") {
            lacks.push("the tripwire");
        }
    }
    let minutes = now.since(incident.event(index).recorded_at) / 60_000;
    if body.chosen != body.shown.action && !said("override") && minutes >= OVERRIDE_MINUTES {
        lacks.push("a sentence on choosing otherwise than the table suggested");
    }
    (!lacks.is_empty()).then(|| {
        finding(
            "ST10",
            Level::Error,
            format!("decisions/{}", decision.n),
            format!("Decision {} lacks {}.", decision.n, lacks.join(", ")),
            "Whoever reads it later can learn only from what was known and weighed then.",
        )
    })
}

/// ST12.
fn actions(incident: &Incident) -> Vec<Finding> {
    let kept = || {
        incident
            .actions()
            .iter()
            .enumerate()
            .filter(|(_, action)| incident.action_status(action) != ActionStatus::NotDone)
    };
    let mut found: Vec<_> =
        kept().flat_map(|(at, action)| thin_action(incident, at + 1, action)).collect();
    let is_severe = matches!(incident.severity(), Some(Severity::Sev1 | Severity::Sev2));
    let prevents =
        kept().any(|(_, action)| incident.action_kind(action) == Some(ActionKind::Prevent));
    if is_severe && !prevents && !accepts_the_risk(incident) {
        found.push(finding(
            "ST12",
            Level::Warning,
            "actions",
            "No action item would prevent it, and nothing says that the risk is accepted.",
            "After a severity 1 or 2 somebody decides: prevent it, or accept it in writing.",
        ));
    }
    found
}

fn thin_action(incident: &Incident, n: usize, action: &ActionItem) -> Vec<Finding> {
    let place = format!("actions/{n}");
    let mut lacks = Vec::new();
    if incident.action_text(action, "owner").is_none() {
        lacks.push("an owner");
    }
    if incident.action_due(action).is_none() {
        lacks.push("a due date");
    }
    if incident.action_kind(action).is_none() {
        lacks.push("a kind");
    }
    let mut found = Vec::new();
    if !lacks.is_empty() {
        found.push(finding(
            "ST12",
            Level::Error,
            place.clone(),
            format!("Action {n} lacks {}.", lacks.join(", ")),
            "An action that nobody owns by a day is a wish.",
        ));
    }
    if incident.action_text(action, "done_when").is_none() {
        found.push(finding(
            "ST12",
            Level::Warning,
            format!("{place}/done-when"),
            format!("Action {n} does not say when it is done."),
            "Without an end that can be seen, it stays open or is closed on a feeling.",
        ));
    }
    found
}

fn accepts_the_risk(incident: &Incident) -> bool {
    let phrases = ["accepted risk", "accept the risk", "accept this risk", "risk is accepted"];
    written_texts(incident, Section::Actions).iter().any(|(_, text)| {
        let text = text.to_lowercase();
        phrases.iter().any(|phrase| text.contains(phrase))
    })
}
