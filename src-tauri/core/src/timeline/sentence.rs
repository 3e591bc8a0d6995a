//! One event in plain words: the only place where a kind becomes a sentence.

use crate::decision::{Action, Fact};
use crate::event::{
    ActionKind, ActionStatus, Audience, DetectionSource, KeyTime, NoteKind, Outcome, Severity,
    Status, StepRef, Until, What,
};
use crate::id::{ActId, EventId};
use crate::incident::Incident;
use crate::moment::{When, written_seconds};
use serde_json::Value;

/// What an event says, as plain text: roles and not names, typed words as they stand now.
///
/// Typed words are not escaped and may hold line breaks; whoever prints it escapes.
pub fn sentence(incident: &Incident, index: usize) -> String {
    // Where words were erased nobody can tell which fields there were: the bracket stands once.
    match incident.erasure_note(index) {
        Some(note) => join([Some(told(incident, index, &|_| None)), Some(note)]),
        None => told(incident, index, &|field| incident.text(index, field)),
    }
}

/// The sentence with these words.
fn told(incident: &Incident, index: usize, words: &dyn Fn(&str) -> Option<String>) -> String {
    let said = |field: &str| words(field).filter(|text| !text.trim().is_empty());
    let step = |step: &StepRef| format!("step {}", named_step(incident, step));
    match &incident.event(index).what {
        What::IncidentStarted { drill, .. } => {
            let what = if *drill { "A drill was begun" } else { "The incident was declared" };
            let looks = said("looks_like").map(|looks| format!("It looked like this: {looks}"));
            join([Some(titled(what, said("title"))), looks])
        }
        What::TitleSet {} => titled("The incident was renamed", said("title")),
        What::RunbookOpened { plan, .. } => titled("Opened the runbook", Some(plan.title.clone())),
        What::StepDone { step: done, as_expected, .. } => join([
            Some(format!("Finished {}", step(done))),
            said("value").map(|value| format!("Recorded: {value}")),
            as_expected.map(|seen| {
                if seen { "Seen as expected" } else { "Seen otherwise than expected" }.to_owned()
            }),
            said("note"),
        ]),
        What::StepFailed { step: failed, .. } => {
            join([Some(format!("Did not work: {}", step(failed))), said("note")])
        }
        What::StepSkipped { step: skipped, .. } => join([
            Some(format!("Skipped {}", step(skipped))),
            said("reason").map(|reason| format!("Reason: {reason}")),
        ]),
        What::StepNotApplicable { step: ruled_out, .. } => join([
            Some(format!("Does not apply: {}", step(ruled_out))),
            said("reason").map(|reason| format!("Reason: {reason}")),
        ]),
        What::StepDeferred { step: deferred, until, .. } => join([
            Some(format!("Put off until {}: {}", until_words(until), step(deferred))),
            said("reason").map(|reason| format!("Reason: {reason}")),
        ]),
        What::StepBlocked { step: blocked, .. } => join([
            Some(format!("Blocked: {}", step(blocked))),
            said("reason").map(|reason| format!("Reason: {reason}")),
        ]),
        What::StepAdded { .. } => {
            let added = StepRef::Added { added: incident.event(index).id };
            let number = incident.step_number(&added);
            titled(&format!("Added step {number}"), said("text"))
        }
        What::StepRedlined { step: wrong } => {
            join([Some(format!("Marked as wrong in the runbook: {}", step(wrong))), said("text")])
        }
        What::AnswerGiven { name, value } => match (fact_named(name), value) {
            // The form's own words: `Data written wrongly now: no.`
            (Some(fact), Some(value)) => {
                titled(fact.label(), Some(fact.answer_words(value).to_lowercase()))
            }
            (Some(fact), None) => titled(fact.label(), said("value")),
            (None, value) => {
                let answer = match value {
                    // What a card would say is told as it is typed: a flag's name has its underscores.
                    Some(Value::String(text)) if name.starts_with("service.") => Some(text.clone()),
                    Some(value) => Some(plain_value(value)),
                    None => said("value"),
                };
                titled(&format!("Filled in {name}"), answer)
            }
        },
        What::Held { step: held } => match held {
            Some(held) => end(&format!("Held at {}", step(held))),
            None => "Held.".to_owned(),
        },
        What::NoteAdded { note, .. } => {
            let text = said("text").unwrap_or_default();
            match note {
                NoteKind::Observation | NoteKind::Action => end(&text),
                NoteKind::Communication => titled("Told", Some(text).filter(|t| !t.is_empty())),
            }
        }
        What::EvidenceAttached { about, .. } => join([
            Some(match about.and_then(|about| incident.index_of(about)) {
                Some(_) => "Attached evidence to an earlier entry".to_owned(),
                None => "Attached evidence".to_owned(),
            }),
            said("text"),
        ]),
        What::TimeSet { time, source } => join([
            Some(key_time_words(*time, incident.happened_at(index) == When::Unknown)),
            source.map(|source| format!("Noticed first by {}", source_words(source))),
            said("note"),
        ]),
        What::RoleTaken { taken } => format!("The {} took over that role.", taken.title()),
        What::SeveritySet { severity } => {
            format!("The severity was set to {}.", severity_words(*severity))
        }
        What::Contained {} => titled("Contained the harm", said("text")),
        What::Decided(body) => {
            let n = decision_number(incident, index).map_or(String::new(), |n| format!(" {n}"));
            let suggested = if body.chosen == body.shown.action {
                "as the table suggests".to_owned()
            } else {
                format!("where the table suggests to {}", verb(body.shown.action))
            };
            join([Some(format!("Decision{n}: {}, {suggested}", verb(body.chosen))), said("why")])
        }
        What::OutcomeSeen { decision, outcome } => join([
            Some(format!(
                "The outcome of {}: {}",
                named_decision(incident, *decision),
                outcome_words(*outcome)
            )),
            said("reading").map(|reading| format!("Reading: {reading}")),
        ]),
        What::ReachSeen { decision } => join([
            Some(format!(
                "{} was seen to reach users",
                capital(&named_decision(incident, *decision))
            )),
            said("note"),
        ]),
        What::Compared { before, after, tolerance_points, verdict, .. } => join([
            Some(format!(
                "Compared failures: {} of {} before, {} of {} after, at most {tolerance_points} percentage points more allowed: {}",
                before.bad,
                before.total,
                after.bad,
                after.total,
                spoken(verdict)
            )),
            said("note"),
        ]),
        What::UpdateSent { audience } => {
            titled(&format!("Sent an update to {}", audience_words(*audience)), said("text"))
        }
        What::StandingCleared { left_by } => {
            let left = incident
                .index_of(*left_by)
                .and_then(|at| incident.event(at).what.outcome_of())
                .and_then(|step| {
                    let leaves = incident.planned(&step)?.leaves.as_ref()?;
                    Some(incident.filled(&step, leaves))
                });
            join([
                Some(match left {
                    Some(left) => format!("No longer in force: {left}"),
                    None => "A standing note was cleared".to_owned(),
                }),
                said("note"),
            ])
        }
        What::ClockMuted { clock } => end(&format!("Muted the clock: {}", spoken(clock))),
        What::ClockJumped { by_ms } => {
            let to = if *by_ms < 0 { "back" } else { "ahead" };
            let by = written_seconds(by_ms.saturating_abs() / 1000);
            format!("The clock of a recording machine moved {to} by {by}.")
        }
        What::Corrected { target, to } => join([
            Some(format!("Corrected {}", named_entry(incident, *target))),
            to.map(|to| format!("It took place at this time: {}", to.written())),
            // A corrected name stays out: sentences speak of roles.
            ["text", "title", "value", "note", "reason", "why", "reading"]
                .into_iter()
                .find_map(said)
                .map(|text| format!("It reads now: {text}")),
            said("override").map(|why| format!("The reason for choosing otherwise: {why}")),
        ]),
        What::Retracted { target } => join([
            Some(format!("Took back {}", named_act(incident, *target))),
            said("reason").filter(|reason| reason != "undo").map(|why| format!("Reason: {why}")),
        ]),
        What::Redacted { target } => join([
            Some(format!("Removed the words of {}", named_entry(incident, *target))),
            said("reason").map(|why| format!("Reason: {why}")),
        ]),
        What::Closed {} => join([Some("The incident was closed".to_owned()), said("note")]),
        What::Reopened {} => join([
            Some("The incident was reopened".to_owned()),
            said("reason").map(|why| format!("Reason: {why}")),
        ]),
        What::SectionWritten { section, .. } => {
            format!("Wrote the postmortem's section {}.", section.name())
        }
        What::FactorAdded { trigger, .. } => {
            let what = if *trigger { "Named the trigger" } else { "Named a contributing factor" };
            titled(what, said("text"))
        }
        What::FactorChanged { dropped, .. } => match dropped {
            Some(true) => "Dropped a contributing factor.".to_owned(),
            Some(false) | None => titled("Changed a contributing factor", said("text")),
        },
        What::ActionAdded { action, .. } => {
            titled(&format!("Added an action item ({})", kind_words(*action)), said("text"))
        }
        What::ActionChanged { target, status, .. } => {
            let item = incident.index_of(*target).and_then(|at| incident.text(at, "text"));
            join([
                Some(titled("Changed an action item", item)),
                status.map(|status| format!("It is {}", action_status_words(status))),
                said("note"),
            ])
        }
        What::IncidentLinked { .. } => titled("Linked a similar incident", said("title")),
        What::OwnerSet { owner } => {
            format!("The postmortem is owned by the {}.", owner.title())
        }
        What::CollaboratorsSet { collaborators } => {
            let roles: Vec<_> = collaborators.iter().map(|role| role.title()).collect();
            titled("The postmortem's collaborators were set", Some(roles.join(", ")))
        }
        What::FindingDismissed { rule, place } => join([
            Some(format!("Dismissed the finding {rule} at {place}")),
            said("reason").map(|why| format!("Reason: {why}")),
        ]),
        What::StatusSet { status } => {
            join([Some(format!("The postmortem is {}", status_words(*status))), said("note")])
        }
        What::Exported { format, edition, .. } => {
            format!("Exported the postmortem as {format}, edition {edition}.")
        }
        What::Newer { .. } => "entry from a newer Kneeboard".to_owned(),
    }
}

fn fact_named(name: &str) -> Option<Fact> {
    Fact::ALL.iter().copied().find(|fact| fact.name() == name)
}

/// `1.3: Pause the rollout`.
fn named_step(incident: &Incident, step: &StepRef) -> String {
    let text = incident.step_text(step);
    match text.trim() {
        "" => incident.step_number(step),
        text => format!("{}: {text}", incident.step_number(step)),
    }
}

fn decision_number(incident: &Incident, index: usize) -> Option<usize> {
    incident.decisions().iter().find(|decision| decision.index == index).map(|found| found.n)
}

fn named_decision(incident: &Incident, id: EventId) -> String {
    match incident.index_of(id).and_then(|index| decision_number(incident, index)) {
        Some(n) => format!("decision {n}"),
        None => "a decision that is not in this record".to_owned(),
    }
}

/// An entry as another one names it: by its kind and the time of its recording.
fn named_entry(incident: &Incident, id: EventId) -> String {
    match incident.index_of(id) {
        Some(index) => named_at(incident, index),
        None => "an entry that is not in this record".to_owned(),
    }
}

fn named_act(incident: &Incident, act: ActId) -> String {
    match incident.act_events(act) {
        [] => "an act that is not in this record".to_owned(),
        [one] => named_at(incident, *one),
        [first, rest @ ..] => {
            format!("{} and {} more of one act", named_at(incident, *first), rest.len())
        }
    }
}

fn named_at(incident: &Incident, index: usize) -> String {
    let event = incident.event(index);
    format!("the entry ({}) of {}", label(&event.what), event.recorded_at.written())
}

/// The kind of an entry in a word or two, as a column of the timeline shows it.
pub fn label(what: &What) -> &'static str {
    match what {
        What::IncidentStarted { .. } => "declared",
        What::TitleSet {} => "title",
        What::RunbookOpened { .. } => "runbook",
        What::StepDone { .. }
        | What::StepFailed { .. }
        | What::StepSkipped { .. }
        | What::StepNotApplicable { .. }
        | What::StepDeferred { .. }
        | What::StepBlocked { .. }
        | What::StepAdded { .. }
        | What::StepRedlined { .. } => "step",
        What::AnswerGiven { .. } => "answer",
        What::Held { .. } => "hold",
        What::NoteAdded { note, .. } => match note {
            NoteKind::Observation => "observation",
            NoteKind::Action => "action",
            NoteKind::Communication => "communication",
        },
        What::EvidenceAttached { .. } => "evidence",
        What::TimeSet { .. } => "key time",
        What::RoleTaken { .. } => "role",
        What::SeveritySet { .. } => "severity",
        What::Contained {} => "containment",
        What::Decided(_) => "decision",
        What::OutcomeSeen { .. } => "outcome",
        What::ReachSeen { .. } => "reach",
        What::Compared { .. } => "comparison",
        What::UpdateSent { .. } => "update",
        What::StandingCleared { .. } => "standing note",
        What::ClockMuted { .. } | What::ClockJumped { .. } => "clock",
        What::Corrected { .. } => "correction",
        What::Retracted { .. } => "taken back",
        What::Redacted { .. } => "removal",
        What::Closed {} => "closed",
        What::Reopened {} => "reopened",
        What::SectionWritten { .. }
        | What::FactorAdded { .. }
        | What::FactorChanged { .. }
        | What::ActionAdded { .. }
        | What::ActionChanged { .. }
        | What::IncidentLinked { .. }
        | What::OwnerSet { .. }
        | What::CollaboratorsSet { .. }
        | What::FindingDismissed { .. }
        | What::StatusSet { .. }
        | What::Exported { .. } => "postmortem",
        What::Newer { .. } => "unknown",
    }
}

fn until_words(until: &Until) -> String {
    match until {
        Until::Phase(phase) => format!("the phase {}", phase.title()),
        Until::Time(at) => at.written(),
        Until::Close => "the closing".to_owned(),
    }
}

fn key_time_words(time: KeyTime, is_unknown: bool) -> String {
    match (time, is_unknown) {
        (KeyTime::Started, false) => "Impact began",
        (KeyTime::Started, true) => "When impact began is not known",
        (KeyTime::Detected, false) => "The failure was detected",
        (KeyTime::Detected, true) => "When the failure was detected is not known",
        (KeyTime::Acknowledged, false) => "The incident was acknowledged",
        (KeyTime::Acknowledged, true) => "When the incident was acknowledged is not known",
        (KeyTime::Declared, false) => "The incident was declared",
        (KeyTime::Declared, true) => "When the incident was declared is not known",
        (KeyTime::Mitigated, false) => "Impact on users was mitigated",
        (KeyTime::Mitigated, true) => "When impact on users was mitigated is not known",
        (KeyTime::Resolved, false) => "The incident was resolved",
        (KeyTime::Resolved, true) => "When the incident was resolved is not known",
    }
    .to_owned()
}

pub(crate) fn source_words(source: DetectionSource) -> &'static str {
    match source {
        DetectionSource::Alert => "an alert",
        DetectionSource::Customer => "a customer",
        DetectionSource::Staff => "staff",
        DetectionSource::Unknown => "a source that is not known",
    }
}

pub(crate) fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::AsExpected => "as expected",
        Outcome::Partly => "partly as expected",
        Outcome::NoEffect => "no effect",
        Outcome::Worse => "it made things worse",
    }
}

pub(crate) fn audience_words(audience: Audience) -> &'static str {
    match audience {
        Audience::Status => "the status page",
        Audience::Internal => "colleagues",
        Audience::Support => "customer support",
    }
}

pub(crate) fn kind_words(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Prevent => "prevent",
        ActionKind::Detect => "detect",
        ActionKind::Mitigate => "mitigate",
        ActionKind::Repair => "repair",
        ActionKind::Investigate => "investigate",
        ActionKind::Process => "process",
    }
}

pub(crate) fn action_status_words(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::Open => "open",
        ActionStatus::Done => "done",
        ActionStatus::NotDone => "not going to be done",
    }
}

pub(crate) fn status_words(status: Status) -> &'static str {
    match status {
        Status::Draft => "a draft",
        Status::InReview => "in review",
        Status::Reviewed => "reviewed",
        Status::Published => "published",
    }
}

pub(crate) fn severity_words(severity: Severity) -> &'static str {
    match severity {
        Severity::Sev1 => "SEV1",
        Severity::Sev2 => "SEV2",
        Severity::Sev3 => "SEV3",
        Severity::Sev4 => "SEV4",
    }
}

/// An action of the table as something to do: `roll back`.
pub(crate) fn verb(action: Action) -> String {
    action.title().to_lowercase()
}

/// `rollback_minutes` as people say it.
pub(crate) fn spoken(name: &str) -> String {
    name.replace(['_', '.'], " ")
}

/// An answer as people say it: lists joined, null as not known, no quotation marks.
pub(crate) fn plain_value(value: &Value) -> String {
    match value {
        Value::Null => "not known".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => spoken(text),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(plain_value).collect::<Vec<_>>().join(", "),
        Value::Object(map) => match map.get("value") {
            Some(value) => plain_value(value),
            None => value.to_string(),
        },
    }
}

fn titled(what: &str, text: Option<String>) -> String {
    match text {
        Some(text) => end(&format!("{what}: {text}")),
        None => end(what),
    }
}

fn join<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts = parts.into_iter().flatten().map(|part| end(&part));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text with a full stop, where it does not end a sentence already.
pub(crate) fn end(text: &str) -> String {
    let text = text.trim();
    let last = text.trim_end_matches(['"', '\'', ')', ']', '”', '’', '*', '`']).chars().last();
    match last {
        None => text.to_owned(),
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？') => text.to_owned(),
        Some(_) if text.ends_with(']') && text.starts_with("[removed") => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}

/// The text with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
