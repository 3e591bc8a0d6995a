//! `decision`: what was chosen, how it went, and when users saw it.

use super::decide::FACTS;
use super::given::wanted_text;
use crate::Answer;
use crate::args::{DecisionCommand, InIncident, Record};
use crate::failure::Failure;
use crate::naming;
use crate::session::Session;
use kneeboard_core::act::{Act, Choice, Refusal};
use kneeboard_core::decision::Facts;
use kneeboard_core::id::{EventId, IncidentId};
use kneeboard_core::kneeboard::Trouble;

pub(super) fn run(command: DecisionCommand, session: &mut Session) -> Answer {
    match command {
        DecisionCommand::Record(record) => choose(session, *record),
        DecisionCommand::Outcome { decision, outcome, reading, at, within } => {
            let (id, decision) = named(session, &within, &decision)?;
            session.record_late_in(id, &within, Act::OutcomeSeen { decision, outcome, reading, at })
        }
        DecisionCommand::Reached { decision, at, within } => {
            let (id, decision) = named(session, &within, &decision)?;
            session.record_late_in(id, &within, Act::ReachSeen { decision, at })
        }
    }
}

fn choose(session: &mut Session, record: Record) -> Answer {
    let id = naming::open_incident(session, record.within.incident.as_deref())?;
    let given = record.facts.as_deref().map(|file| wanted_text(file, FACTS)).transpose()?;
    let facts = match given {
        Some(text) => {
            let facts = Facts::from_json(&text).map_err(|e| Trouble::from(Refusal::from(e)))?;
            Some(facts.to_value())
        }
        None => None,
    };
    let incident = session.door.incident(id)?;
    let named: Vec<EventId> = record
        .supersedes
        .iter()
        .map(|name| naming::decision(incident, name))
        .collect::<Result<_, _>>()?;
    let choice = Choice {
        choose: record.choose,
        facts,
        why: record.why,
        considered: (!record.considered.is_empty()).then_some(record.considered),
        objections: record.objections,
        expect: record.expect,
        expect_by: record.expect_by,
        tripwire: record.tripwire,
        recheck: record.recheck,
        override_reason: record.override_reason,
        supersedes: (!named.is_empty()).then_some(named),
        at: record.at,
    };
    session.record_in(id, Act::Decided(Box::new(choice)))
}

fn named(
    session: &mut Session,
    within: &InIncident,
    name: &str,
) -> Result<(IncidentId, EventId), Failure> {
    let id = naming::any_incident(session, within.incident.as_deref())?;
    let decision = naming::decision(session.door.incident(id)?, name)?;
    Ok((id, decision))
}
