//! Where a walkthrough stands, in words without internal numbers.

use crate::decision::Action;
use crate::event::StepRef;
use crate::incident::{Incident, StepNow};

/// `Mitigate, step 3 of 5: roll the deployment back`; none where no step is left.
pub(super) fn place_words(incident: &Incident) -> Option<String> {
    let current = incident.current_step()?;
    let phase = incident.step_phase(&current)?;
    let here = |step: &_| {
        incident.step_phase(step) == Some(phase)
            && incident.step_now(step) != StepNow::NotApplicable
    };
    let steps: Vec<_> = match incident.walk_of(&current) {
        Some(walk) => incident.as_walked(walk).filter(here).collect(),
        None => incident.loose_steps().iter().copied().filter(here).collect(),
    };
    let at = steps.iter().position(|step| *step == current)? + 1;
    let text = uncapital(&incident.step_text(&current));
    Some(format!("{}, step {at} of {}: {text}", phase.title(), steps.len()))
}

/// `Watching until 03:10Z: p95 above 900 ms means roll back`, while a watch stands.
pub(super) fn watching_words(incident: &Incident) -> Option<String> {
    let decision = incident.shown_decision()?;
    let body = incident.decided(decision)?;
    if body.chosen != Action::Watch || incident.outcome(decision).is_some() {
        return None;
    }
    let until = body.recheck.as_ref().and_then(|when| when.start());
    let until = until.map(|at| format!(" until {}", at.clock_minutes())).unwrap_or_default();
    let tripwire = incident.text(decision.index, "tripwire");
    let tripwire = tripwire.map(|text| format!(": {text}")).unwrap_or_default();
    Some(format!("Watching{until}{tripwire}"))
}

/// Every step in the order in which the walks come to them.
pub(super) fn steps_as_walked(incident: &Incident) -> impl Iterator<Item = StepRef> + '_ {
    let walked = incident.walks().iter().flat_map(|walk| incident.as_walked(walk));
    walked.chain(incident.loose_steps().iter().copied())
}

/// `Roll back` as `roll back`; `CDN purge` stays.
pub(super) fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if second.is_none_or(|c| !c.is_uppercase()) => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}
