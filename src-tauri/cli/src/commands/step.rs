//! `step`: how a step went, added ones and wrong ones; `standing clear`.

use crate::Answer;
use crate::args::{InIncident, StepCommand};
use crate::failure::Failure;
use crate::naming;
use crate::print::line;
use crate::session::Session;
use kneeboard_core::act::{Act, Refusal};
use kneeboard_core::event::StepRef;
use kneeboard_core::id::IncidentId;
use kneeboard_core::incident::Incident;
use kneeboard_core::kneeboard::Trouble;
use serde_json::Value;

pub(super) fn run(command: StepCommand, session: &mut Session) -> Answer {
    match command {
        StepCommand::Done { step, value, note, at, within } => {
            let (id, step) = named(session, &within, step.as_deref())?;
            let as_expected = seen_as_expected(session.door.incident(id)?, step);
            went(session, id, Act::StepDone { step, value, note, as_expected, at })
        }
        StepCommand::Failed { step, note, at, within } => {
            let (id, step) = named(session, &within, step.as_deref())?;
            went(session, id, Act::StepFailed { step, note, at })
        }
        StepCommand::Skip(why) => {
            let (id, step) = named(session, &why.within, why.step.as_deref())?;
            let reason = why.reason.unwrap_or_default();
            went(session, id, Act::StepSkipped { step, reason, at: why.at })
        }
        StepCommand::Na(why) => {
            let (id, step) = named(session, &why.within, why.step.as_deref())?;
            went(session, id, Act::StepNotApplicable { step, reason: why.reason, at: why.at })
        }
        StepCommand::Blocked(why) => {
            let (id, step) = named(session, &why.within, why.step.as_deref())?;
            went(session, id, Act::StepBlocked { step, reason: why.reason, at: why.at })
        }
        StepCommand::Later { step, until, reason, at, within } => {
            let (id, step) = named(session, &within, step.as_deref())?;
            went(session, id, Act::StepDeferred { step, until, reason, at })
        }
        StepCommand::Add { text, after, within } => {
            let (id, after) = named(session, &within, after.as_deref())?;
            went(session, id, Act::StepAdded { text, after })
        }
        StepCommand::Redline { step, text, within } => {
            let id = naming::open_incident(session, within.incident.as_deref())?;
            let step = naming::step(session.door.incident(id)?, &step)?;
            session.record_in(id, Act::StepRedlined { step, text })
        }
    }
}

/// `standing clear N`: what a step left in force is so no longer.
pub(super) fn clear_standing(session: &mut Session, n: usize, within: &InIncident) -> Answer {
    let id = naming::open_incident(session, within.incident.as_deref())?;
    let notes = session.door.incident(id)?.standing_notes();
    let (left_by, _) = n
        .checked_sub(1)
        .and_then(|at| notes.get(at))
        .ok_or_else(|| Trouble::from(Refusal::NoStandingNote))?;
    session.record_in(id, Act::StandingCleared { left_by: *left_by, note: None })
}

fn named(
    session: &mut Session,
    within: &InIncident,
    step: Option<&str>,
) -> Result<(IncidentId, Option<StepRef>), Failure> {
    let id = naming::open_incident(session, within.incident.as_deref())?;
    let step = naming::step_or_current(session, id, step)?;
    Ok((id, step))
}

/// A step that says what to expect is done when that was seen; otherwise it failed.
fn seen_as_expected(incident: &Incident, step: Option<StepRef>) -> Option<bool> {
    let step = step.or_else(|| incident.current_step())?;
    incident.planned(&step)?.expect.as_ref().map(|_| true)
}

/// Records it, and says which step comes next.
fn went(session: &mut Session, id: IncidentId, act: Act) -> Answer {
    let mut reply = session.record_in(id, act)?;
    let incident = session.door.incident(id)?;
    let next = incident.current_step();
    let number = next.map(|step| incident.step_number(&step));
    reply.said += &match next {
        Some(step) => format!("Next: {}", named_step(incident, &step)),
        None => "No step is open.\n".to_owned(),
    };
    if let Value::Object(json) = &mut reply.json {
        json.insert("next".to_owned(), number.into());
    }
    Ok(reply)
}

/// `1.4 Find the switch that stops the harmful tasks (Triage)` and what it asks for.
pub(super) fn named_step(incident: &Incident, step: &StepRef) -> String {
    let phase = incident.step_phase(step).map(|phase| phase.title()).unwrap_or_default();
    let mut text =
        format!("{} {} ({phase})\n", incident.step_number(step), line(&incident.step_text(step)));
    let Some(planned) = incident.planned(step) else { return text };
    if let Some(record) = &planned.record {
        let unit = record.unit.as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default();
        let label = incident.filled(step, &record.label);
        text += &format!("      Record: {}\n", line(&format!("{label}{unit}")));
    }
    if let Some(expect) = &planned.expect {
        text += &format!("      Expect: {}\n", line(&incident.filled(step, expect)));
    }
    if let Some(question) = incident.open_question(step) {
        text += &format!("      First: {}\n", line(&question));
    }
    text
}
