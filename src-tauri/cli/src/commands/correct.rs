//! `correct`, `retract`, `redact` and `undo`: the record keeps both what was and what became of it.

use crate::Answer;
use crate::args::{Correction, EventReason, InIncident};
use crate::failure::Failure;
use crate::naming;
use crate::session::Session;
use kneeboard_core::act::Act;
use kneeboard_core::id::{EventId, IncidentId};

pub(super) fn correct(session: &mut Session, correction: Correction) -> Answer {
    let Correction { event, at, text, override_reason, within } = correction;
    let (id, target) = entry(session, &within, &event)?;
    session.record_late_in(id, &within, Act::Corrected { target, at, text, override_reason })
}

pub(super) fn retract(session: &mut Session, which: EventReason) -> Answer {
    let (id, target) = entry(session, &which.within, &which.event)?;
    let act = Act::Retracted { target, reason: which.reason };
    session.record_late_in(id, &which.within, act)
}

pub(super) fn redact(session: &mut Session, which: EventReason) -> Answer {
    let (id, target) = entry(session, &which.within, &which.event)?;
    let act = Act::Redacted { target, reason: which.reason };
    session.record_late_in(id, &which.within, act)
}

pub(super) fn undo(session: &mut Session, within: &InIncident) -> Answer {
    session.record_late(within, Act::Undo {})
}

fn entry(
    session: &mut Session,
    within: &InIncident,
    name: &str,
) -> Result<(IncidentId, EventId), Failure> {
    let id = naming::any_incident(session, within.incident.as_deref())?;
    let target = naming::event(session.door.incident(id)?, name)?;
    Ok((id, target))
}
