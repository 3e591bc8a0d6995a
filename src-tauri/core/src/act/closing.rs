//! Taking back, removing words, closing and reopening.

use super::{Refusal, Scene, known, wanted};
use crate::event::{Proposed, What, Words};
use crate::id::{ActId, EventId};
use crate::incident::{Incident, is_kept_by_undo};

/// Takes back the newest standing act of this store in this incident, never another's.
pub(super) fn undo(incident: &Incident, scene: &Scene<'_>) -> Result<Vec<Proposed>, Refusal> {
    let act = incident.newest_act_of(scene.replica).ok_or(Refusal::NothingToUndo)?;
    may_be_taken_back(incident, act)?;
    Ok(vec![Proposed::new(What::Retracted { target: act }).said("reason", Some("undo"))])
}

pub(super) fn retract(
    incident: &Incident,
    target: EventId,
    reason: &str,
) -> Result<Vec<Proposed>, Refusal> {
    let event = incident.event(known(incident, target)?);
    let reason = wanted(reason, "a reason")?;
    if incident.is_retracted(event.act) {
        return Err(Refusal::AlreadyRetracted);
    }
    may_be_taken_back(incident, event.act)?;
    Ok(vec![Proposed::new(What::Retracted { target: event.act }).said("reason", Some(reason))])
}

fn may_be_taken_back(incident: &Incident, act: ActId) -> Result<(), Refusal> {
    for index in incident.act_events(act) {
        let what = &incident.event(*index).what;
        if matches!(what, What::Retracted { .. }) {
            return Err(Refusal::RetractionOfRetraction);
        }
        if is_kept_by_undo(what) {
            let (what, instead) = instead_of_undo(what);
            return Err(Refusal::KeptByUndo { what, instead });
        }
    }
    Ok(())
}

fn instead_of_undo(what: &What) -> (&'static str, &'static str) {
    match what {
        What::Decided(_) => ("A decision", "Record a new decision, which supersedes it."),
        What::UpdateSent { .. } => ("An update that was sent", "Send another one."),
        What::Closed {} => ("A closing", "Reopen the incident."),
        What::Reopened {} => ("A reopening", "Close the incident again."),
        What::Redacted { .. } => ("A removal of words", "Type them anew in a note."),
        What::Exported { .. } => {
            ("An export", "Delete its file, and export again once the record is right.")
        }
        _ => ("The start of an incident", "Close it, and say why in a note."),
    }
}

pub(super) fn redact(
    incident: &Incident,
    target: EventId,
    reason: &str,
) -> Result<Vec<Proposed>, Refusal> {
    let index = known(incident, target)?;
    let reason = wanted(reason, "a reason")?;
    if incident.is_erased(index) {
        return Err(Refusal::AlreadyRedacted);
    }
    let holds_words = |id: &EventId| {
        incident.index_of(*id).is_some_and(|at| incident.event(at).words != Words::Nothing)
    };
    if !incident.erased_with(target).iter().any(holds_words) {
        return Err(Refusal::NothingToRedact);
    }
    let also = named_after(incident, index);
    let erase = |target| Proposed::new(What::Redacted { target }).said("reason", Some(reason));
    Ok(std::iter::once(target).chain(also).map(erase).collect())
}

/// The exports whose paths repeat the title of the start that is erased: files are called by the
/// handle, which is made from it.
fn named_after(incident: &Incident, start: usize) -> Vec<EventId> {
    let event = incident.event(start);
    if !matches!(event.what, What::IncidentStarted { .. }) {
        return Vec::new();
    }
    let Some(handle) = event.words.text("handle").filter(|handle| !handle.is_empty()) else {
        return Vec::new();
    };
    let repeats = |at: &usize| {
        let event = incident.event(*at);
        matches!(event.what, What::Exported { .. })
            && event.words.text("path").is_some_and(|path| path.contains(handle))
    };
    let all = (0..incident.entries().len()).filter(repeats);
    all.map(|at| incident.event(at).id).collect()
}

pub(super) fn close(incident: &Incident, note: Option<&str>) -> Result<Vec<Proposed>, Refusal> {
    let deferred = incident.deferred_steps();
    if !deferred.is_empty() {
        let steps = deferred
            .iter()
            .map(|step| format!("{} {}", incident.step_number(step), incident.step_text(step)))
            .collect();
        return Err(Refusal::DeferredLeft { steps });
    }
    Ok(vec![Proposed::new(What::Closed {}).said("note", note)])
}

pub(super) fn reopen(incident: &Incident, reason: Option<&str>) -> Result<Vec<Proposed>, Refusal> {
    if incident.is_open() {
        return Err(Refusal::NotClosed { handle: incident.handle() });
    }
    Ok(vec![Proposed::new(What::Reopened {}).said("reason", reason)])
}
