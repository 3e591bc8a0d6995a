//! Steps: their outcomes, added ones, and those marked as wrong.

use super::{Act, Refusal, Scene, known, time, wanted};
use crate::event::{Proposed, StepRef, Until, What};
use crate::id::EventId;
use crate::incident::{Incident, StepNow};
use crate::moment::{Now, parse_at_any_future};
use crate::runbook::Phase;

pub(super) fn outcome(
    incident: &Incident,
    act: &Act,
    scene: &Scene<'_>,
) -> Result<Vec<Proposed>, Refusal> {
    let (step, to) = match act {
        Act::StepDone { step, .. } => (step, StepNow::Done),
        Act::StepFailed { step, .. } => (step, StepNow::Failed),
        Act::StepSkipped { step, .. } => (step, StepNow::Skipped),
        Act::StepNotApplicable { step, .. } => (step, StepNow::NotApplicable),
        Act::StepDeferred { step, .. } => (step, StepNow::Later),
        Act::StepBlocked { step, .. } => (step, StepNow::Blocked),
        _ => return Err(Refusal::NoStepLeft),
    };
    let step = named_or_current(incident, step.as_ref())?;
    let replaces = may_become(incident, &step, to)?;
    let event = match act {
        Act::StepDone { value, note, as_expected, at, .. } => {
            Proposed::new(What::StepDone { step, as_expected: *as_expected, replaces })
                .at(time(at.as_deref(), scene)?)
                .said("value", value.as_deref())
                .said("note", note.as_deref())
        }
        Act::StepFailed { note, at, .. } => Proposed::new(What::StepFailed { step, replaces })
            .at(time(at.as_deref(), scene)?)
            .said("note", note.as_deref()),
        Act::StepSkipped { reason, at, .. } => Proposed::new(What::StepSkipped { step, replaces })
            .at(time(at.as_deref(), scene)?)
            .said("reason", Some(wanted(reason, "a reason for skipping")?)),
        Act::StepNotApplicable { reason, at, .. } => {
            Proposed::new(What::StepNotApplicable { step, replaces })
                .at(time(at.as_deref(), scene)?)
                .said("reason", reason.as_deref())
        }
        Act::StepDeferred { until, reason, at, .. } => {
            let until = parse_until(until, &scene.now)?;
            Proposed::new(What::StepDeferred { step, until, replaces })
                .at(time(at.as_deref(), scene)?)
                .said("reason", reason.as_deref())
        }
        Act::StepBlocked { reason, at, .. } => Proposed::new(What::StepBlocked { step, replaces })
            .at(time(at.as_deref(), scene)?)
            .said("reason", reason.as_deref()),
        _ => return Err(Refusal::NoStepLeft),
    };
    Ok(vec![event])
}

pub(super) fn add(
    incident: &Incident,
    text: &str,
    after: Option<&StepRef>,
) -> Result<Vec<Proposed>, Refusal> {
    let text = wanted(text, "what the step asks for")?;
    let after = match after {
        Some(step) => Some(named_or_current(incident, Some(step))?),
        None => incident.current_step(),
    };
    let opened = after.and_then(|step| incident.walk_of(&step)).or(incident.walks().last());
    let what = What::StepAdded {
        after,
        opened: opened.map(|walk| walk.opened),
        phase: after.and_then(|step| incident.step_phase(&step)).unwrap_or(Phase::Stabilize),
        branch: after.and_then(|step| incident.step_branch(&step)),
    };
    Ok(vec![Proposed::new(what).said("text", Some(text))])
}

pub(super) fn redline(
    incident: &Incident,
    step: &StepRef,
    text: &str,
) -> Result<Vec<Proposed>, Refusal> {
    let step = named_or_current(incident, Some(step))?;
    let text = wanted(text, "what is wrong with the step")?;
    Ok(vec![Proposed::new(What::StepRedlined { step }).said("text", Some(text))])
}

fn named_or_current(incident: &Incident, step: Option<&StepRef>) -> Result<StepRef, Refusal> {
    let Some(step) = step else {
        return incident.current_step().ok_or(Refusal::NoStepLeft);
    };
    match step {
        StepRef::Planned { opened, place } => {
            known(incident, *opened)?;
            incident
                .planned(step)
                .map(|_| *step)
                .ok_or_else(|| Refusal::NoSuchStep { step: place.to_string() })
        }
        StepRef::Added { added } => {
            known(incident, *added).and_then(|index| match incident.event(index).what {
                What::StepAdded { .. } => Ok(*step),
                _ => Err(Refusal::NoSuchStep { step: added.short() }),
            })
        }
    }
}

/// Any outcome may take another's place, but done goes only by undo, and the same twice is refused.
fn may_become(
    incident: &Incident,
    step: &StepRef,
    to: StepNow,
) -> Result<Option<EventId>, Refusal> {
    let Some(standing) = incident.standing_outcome(step) else { return Ok(None) };
    let now = incident.step_now(step);
    let event = incident.event(standing);
    let at = incident.orders_at(standing).clock_minutes();
    let (number, text) = (incident.step_number(step), incident.step_text(step));
    let via = event.via.title();
    if now == StepNow::Done {
        return Err(Refusal::AlreadyDone { number, text, at, via });
    }
    if now == to && to != StepNow::Later {
        return Err(Refusal::SameOutcome { number, text, outcome: outcome_word(now), at, via });
    }
    Ok(Some(event.id))
}

fn outcome_word(now: StepNow) -> &'static str {
    match now {
        StepNow::Open => "open",
        StepNow::Done => "done",
        StepNow::Failed => "marked as not working",
        StepNow::Skipped => "skipped",
        StepNow::NotApplicable => "marked as not applicable",
        StepNow::Later => "put off",
        StepNow::Blocked => "blocked",
    }
}

fn parse_until(text: &str, now: &Now) -> Result<Until, Refusal> {
    let word = text.trim().to_lowercase();
    if word == "close" {
        return Ok(Until::Close);
    }
    if let Some(phase) = Phase::ALL.into_iter().find(|phase| phase.title().to_lowercase() == word) {
        return Ok(Until::Phase(phase));
    }
    match parse_at_any_future(text, now) {
        Ok(when) => when
            .start()
            .map(Until::Time)
            .ok_or_else(|| Refusal::NotAnUntil { text: text.trim().to_owned() }),
        Err(_) => Err(Refusal::NotAnUntil { text: text.trim().to_owned() }),
    }
}
