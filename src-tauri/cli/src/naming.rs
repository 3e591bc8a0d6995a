//! What people type for an incident, a step, an entry or a decision.

use crate::failure::Failure;
use crate::session::Session;
use kneeboard_core::act::Refusal;
use kneeboard_core::event::StepRef;
use kneeboard_core::id::{EventId, IncidentId};
use kneeboard_core::incident::{DecisionRecord, Incident};
use kneeboard_core::kneeboard::{Trouble, told_apart};

/// Fewer characters of an event's id than this name nothing.
const SHORTEST_EVENT: usize = 6;

/// The incident that was named; without a name, or for `@`, the only open one.
pub fn open_incident(session: &mut Session, name: Option<&str>) -> Result<IncidentId, Failure> {
    match chosen(session, name)? {
        Some(id) => Ok(id),
        None => Err(Trouble::NoneOpen.into()),
    }
}

/// The same; where none is open, the one that was closed last.
pub fn any_incident(session: &mut Session, name: Option<&str>) -> Result<IncidentId, Failure> {
    if let Some(id) = chosen(session, name)? {
        return Ok(id);
    }
    let rows = session.door.store().incidents().map_err(Trouble::from)?;
    rows.iter()
        .max_by_key(|row| (row.closed_ms, row.opened_ms))
        .map(|row| IncidentId::from(row.incident))
        .ok_or(Failure::NoIncident)
}

/// The incident named, or the only open one; `None` where none is open.
fn chosen(session: &mut Session, name: Option<&str>) -> Result<Option<IncidentId>, Failure> {
    if let Some(name) = name.map(str::trim).filter(|name| *name != "@") {
        return Ok(Some(session.door.incident_named(name)?));
    }
    let mut open = session.door.store().incidents().map_err(Trouble::from)?;
    open.retain(|row| row.status == "open");
    match open.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(IncidentId::from(one.incident))),
        several => Err(Failure::SeveralOpen { among: told_apart(several) }),
    }
}

/// The step that was named: `1.14`, `14` where one walkthrough is open, `1.+1` for an added one.
pub fn step(incident: &Incident, name: &str) -> Result<StepRef, Failure> {
    let name = name.trim();
    let walks = incident.walks().len();
    let number = match (name.contains('.'), walks) {
        (true, _) => name.to_owned(),
        (false, 0) => format!("0.{name}"),
        (false, 1) => format!("1.{name}"),
        (false, walks) => return Err(Failure::WhichWalk { step: name.to_owned(), walks }),
    };
    incident
        .all_steps()
        .find(|step| incident.step_number(step) == number)
        .ok_or_else(|| Trouble::from(Refusal::NoSuchStep { step: name.to_owned() }).into())
}

/// The same where leaving it out means the current one, which the record then finds.
pub fn step_or_current(
    session: &mut Session,
    id: IncidentId,
    name: Option<&str>,
) -> Result<Option<StepRef>, Failure> {
    match name {
        None => Ok(None),
        Some(name) => step(session.door.incident(id)?, name).map(Some),
    }
}

/// The entry whose whole id ends so; six characters or more.
pub fn event(incident: &Incident, name: &str) -> Result<EventId, Failure> {
    let wanted = name.trim().to_lowercase().replace('-', "");
    let is_id = wanted.len() >= SHORTEST_EVENT && wanted.chars().all(|c| c.is_ascii_hexdigit());
    if !is_id {
        return Err(Failure::NotAnEventId { text: name.to_owned() });
    }
    let fits: Vec<EventId> = incident
        .entries()
        .iter()
        .map(|entry| entry.event.id)
        .filter(|id| id.0.simple().to_string().ends_with(&wanted))
        .collect();
    match fits.as_slice() {
        [one] => Ok(*one),
        [] => Err(Trouble::from(Refusal::NoSuchEvent { id: name.trim().to_owned() }).into()),
        several => Err(Trouble::Ambiguous {
            name: name.trim().to_owned(),
            among: several.iter().map(|id| id.0.simple().to_string()).collect(),
        }
        .into()),
    }
}

/// The decision of this number, or with this short id.
pub fn decision(incident: &Incident, name: &str) -> Result<EventId, Failure> {
    let id = |decision: &DecisionRecord| incident.event(decision.index).id;
    let decisions = incident.decisions();
    let by_number: Option<usize> =
        name.trim().parse().ok().filter(|_| name.trim().len() < SHORTEST_EVENT);
    if let Some(number) = by_number {
        let found = decisions.iter().find(|decision| decision.n == number);
        return found
            .map(id)
            .ok_or_else(|| Trouble::from(Refusal::NoSuchDecision { id: name.to_owned() }).into());
    }
    let event = event(incident, name)?;
    match decisions.iter().any(|decision| id(decision) == event) {
        true => Ok(event),
        false => Err(Trouble::from(Refusal::NoSuchDecision { id: name.to_owned() }).into()),
    }
}

/// The action item of this number in the list, or with this short id.
pub fn action(incident: &Incident, name: &str) -> Result<EventId, Failure> {
    let ids: Vec<EventId> =
        incident.actions().iter().map(|action| incident.event(action.index).id).collect();
    let by_number: Option<usize> =
        name.trim().parse().ok().filter(|_| name.trim().len() < SHORTEST_EVENT);
    if let Some(number) = by_number {
        return number.checked_sub(1).and_then(|at| ids.get(at)).copied().ok_or_else(|| {
            Failure::NoSuchNumber {
                what: "Action item",
                n: name.trim().to_owned(),
                of: ids.len(),
                handle: incident.handle(),
            }
        });
    }
    event(incident, name)
}
