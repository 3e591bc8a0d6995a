//! The rules of conduct: which acts a record takes, and which it refuses with the reason.
//!
//! One act becomes one or more events, stored together or not at all. Refusals bind here and
//! nowhere else: replay takes everything.

mod closing;
mod deciding;
mod refusal;
mod starting;
mod stepping;
mod writing;

pub(crate) use deciding::{ages_at, expected_by_the_runbook};
pub use refusal::Refusal;

use crate::decision::Action;
use crate::event::{
    ActionKind, ActionStatus, Audience, DetectionSource, KeyTime, NoteKind, Outcome, Proposed,
    Role, Section, Severity, Status, StepRef, What,
};
use crate::id::{EventId, IncidentId, ReplicaId};
use crate::incident::Incident;
use crate::moment::{Now, When, parse_at};
use crate::runbook::Plan;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a person does, as window and command line send it. Times are typed text (see `parse_at`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Act {
    IncidentStarted(Start),
    TitleSet {
        title: String,
    },
    RunbookOpened {
        runbook: String,
        #[serde(skip)]
        frozen: Option<Box<Frozen>>,
    },
    StepDone {
        step: Option<StepRef>,
        #[serde(default)]
        value: Option<String>,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        as_expected: Option<bool>,
        #[serde(default)]
        at: Option<String>,
    },
    StepFailed {
        step: Option<StepRef>,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        at: Option<String>,
    },
    StepSkipped {
        step: Option<StepRef>,
        reason: String,
        #[serde(default)]
        at: Option<String>,
    },
    StepNotApplicable {
        step: Option<StepRef>,
        #[serde(default)]
        reason: Option<String>,
        #[serde(default)]
        at: Option<String>,
    },
    StepDeferred {
        step: Option<StepRef>,
        until: String,
        #[serde(default)]
        reason: Option<String>,
        #[serde(default)]
        at: Option<String>,
    },
    StepBlocked {
        step: Option<StepRef>,
        #[serde(default)]
        reason: Option<String>,
        #[serde(default)]
        at: Option<String>,
    },
    StepAdded {
        text: String,
        #[serde(default)]
        after: Option<StepRef>,
    },
    StepRedlined {
        step: StepRef,
        text: String,
    },
    AnswerGiven {
        name: String,
        #[cfg_attr(feature = "wire", ts(type = "unknown"))]
        value: Value,
    },
    Held {},
    NoteAdded {
        text: String,
        #[serde(default)]
        note: NoteKind,
        #[serde(default)]
        step: Option<StepRef>,
        #[serde(default)]
        at: Option<String>,
        #[serde(default)]
        evidence_url: Option<String>,
    },
    EvidenceAttached {
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        url: Option<String>,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        file: Option<String>,
        #[serde(default)]
        bytes: Option<u64>,
        #[serde(default)]
        media: Option<String>,
        #[serde(default)]
        about: Option<EventId>,
        #[serde(default)]
        at: Option<String>,
    },
    TimeSet {
        time: KeyTime,
        at: String,
        #[serde(default)]
        source: Option<DetectionSource>,
        #[serde(default)]
        note: Option<String>,
    },
    RoleTaken {
        role: Role,
        #[serde(default)]
        name: Option<String>,
    },
    SeveritySet {
        severity: Severity,
    },
    Contained {
        text: String,
    },
    Decided(Box<Choice>),
    OutcomeSeen {
        decision: EventId,
        outcome: Outcome,
        #[serde(default)]
        reading: Option<String>,
        #[serde(default)]
        at: Option<String>,
    },
    ReachSeen {
        decision: EventId,
        at: String,
    },
    UpdateSent {
        audience: Audience,
        text: String,
        #[serde(default)]
        at: Option<String>,
    },
    StandingCleared {
        left_by: EventId,
        #[serde(default)]
        note: Option<String>,
    },
    ClockMuted {
        clock: String,
    },
    Corrected {
        target: EventId,
        #[serde(default)]
        at: Option<String>,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        override_reason: Option<String>,
    },
    Retracted {
        target: EventId,
        reason: String,
    },
    Redacted {
        target: EventId,
        reason: String,
    },
    Undo {},
    Closed {
        #[serde(default)]
        note: Option<String>,
    },
    Reopened {
        #[serde(default)]
        reason: Option<String>,
    },
    SectionWritten {
        section: Section,
        text: String,
        #[serde(default)]
        base: Option<Vec<EventId>>,
    },
    FactorAdded {
        text: String,
        #[serde(default)]
        trigger: bool,
        #[serde(default)]
        evidence: Vec<EventId>,
    },
    FactorChanged {
        factor: EventId,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        evidence: Option<Vec<EventId>>,
        #[serde(default)]
        dropped: Option<bool>,
    },
    ActionAdded {
        text: String,
        kind: ActionKind,
        #[serde(default)]
        owner: Option<String>,
        #[serde(default)]
        due: Option<String>,
        #[serde(default)]
        done_when: Option<String>,
        #[serde(default)]
        link: Option<String>,
    },
    ActionChanged {
        target: EventId,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        kind: Option<ActionKind>,
        #[serde(default)]
        owner: Option<String>,
        #[serde(default)]
        due: Option<String>,
        #[serde(default)]
        done_when: Option<String>,
        #[serde(default)]
        link: Option<String>,
        #[serde(default)]
        status: Option<ActionStatus>,
        #[serde(default)]
        note: Option<String>,
    },
    IncidentLinked {
        linked: IncidentId,
        #[serde(skip)]
        title: Option<String>,
        #[serde(skip)]
        actions: Vec<String>,
    },
    OwnerSet {
        owner: Role,
        #[serde(default)]
        name: Option<String>,
    },
    CollaboratorsSet {
        collaborators: Vec<Role>,
    },
    FindingDismissed {
        rule: String,
        place: String,
        reason: String,
    },
    StatusSet {
        status: Status,
        #[serde(default)]
        note: Option<String>,
    },
    Exported {
        format: String,
        edition: u32,
        hash: String,
        path: String,
    },
}

/// What is given at the start of an incident; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Start {
    /// One line of what it is; the runbook's title where it is missing.
    pub title: Option<String>,
    /// One line of what it looks like.
    pub looks_like: Option<String>,
    /// The service card's id.
    pub service: Option<String>,
    /// The stack, where no card says it.
    pub stack: Option<String>,
    /// How severe.
    pub severity: Option<Severity>,
    /// Runbooks to open, by id.
    pub runbooks: Vec<String>,
    /// When impact began, as typed.
    pub started: Option<String>,
    /// Whether it is practice.
    pub drill: bool,
    /// The runbooks as the door froze them, in the same order.
    #[serde(skip)]
    pub frozen: Vec<Frozen>,
}

/// A runbook as it was when it was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Frozen {
    /// The runbook's id.
    pub runbook: String,
    /// The hash of its text.
    pub revision: String,
    /// Its steps.
    pub plan: Plan,
    /// The service card's keys.
    pub card: BTreeMap<String, String>,
}

/// A decision as a person records it; what is left out is taken from what the table showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Choice {
    pub choose: Action,
    /// Facts given with the decision; they go before the answers recorded earlier.
    #[serde(default)]
    #[cfg_attr(feature = "wire", ts(type = "Record<string, unknown> | null"))]
    pub facts: Option<Value>,
    #[serde(default)]
    pub why: Option<String>,
    #[serde(default)]
    pub considered: Option<Vec<String>>,
    #[serde(default)]
    pub objections: Option<String>,
    #[serde(default)]
    pub expect: Option<String>,
    #[serde(default)]
    pub expect_by: Option<String>,
    #[serde(default)]
    pub tripwire: Option<String>,
    #[serde(default)]
    pub recheck: Option<String>,
    #[serde(default)]
    pub override_reason: Option<String>,
    #[serde(default)]
    pub supersedes: Option<Vec<EventId>>,
    #[serde(default)]
    pub at: Option<String>,
}

/// What a judgement needs beside the incident and the act.
pub struct Scene<'a> {
    /// The clock.
    pub now: Now,
    /// The store file that would write.
    pub replica: ReplicaId,
    /// Whether the store is a sample.
    pub sample: bool,
    /// Whether a handle is in use by another incident.
    pub handle_taken: &'a dyn Fn(&str) -> bool,
    /// Four characters that tell two incidents of one day and title apart.
    pub suffix: String,
    /// When a watch, or an isolation held, is looked at again unless told otherwise.
    pub recheck_minutes: i64,
}

/// Judges one act against the record: the events it appends, or why it is refused.
pub fn judge(incident: &Incident, act: &Act, scene: &Scene<'_>) -> Result<Vec<Proposed>, Refusal> {
    let events = match act {
        Act::IncidentStarted(start) => starting::start(incident, start, scene)?,
        Act::TitleSet { title } => {
            vec![Proposed::new(What::TitleSet {}).said("title", Some(wanted(title, "a title")?))]
        }
        Act::RunbookOpened { runbook, frozen } => {
            starting::open_runbook(runbook, frozen.as_deref())?
        }
        Act::StepDone { .. }
        | Act::StepFailed { .. }
        | Act::StepSkipped { .. }
        | Act::StepNotApplicable { .. }
        | Act::StepDeferred { .. }
        | Act::StepBlocked { .. } => stepping::outcome(incident, act, scene)?,
        Act::StepAdded { text, after } => stepping::add(incident, text, after.as_ref())?,
        Act::StepRedlined { step, text } => stepping::redline(incident, step, text)?,
        Act::AnswerGiven { name, value } => deciding::answer(incident, name, value)?,
        Act::Held {} => vec![Proposed::new(What::Held { step: incident.current_step() })],
        Act::NoteAdded { text, note, step, at, evidence_url } => writing::note(
            incident,
            text,
            *note,
            step.as_ref(),
            at.as_deref(),
            evidence_url.as_deref(),
            scene,
        )?,
        Act::EvidenceAttached { text, url, name, file, bytes, media, about, at } => {
            if let Some(about) = about {
                known(incident, *about)?;
            }
            let is_blank = |text: &String| text.trim().is_empty();
            if url.is_none() && file.is_none() && text.as_ref().is_none_or(is_blank) {
                return Err(Refusal::Missing { what: "an address, a file or a text" });
            }
            let what = What::EvidenceAttached {
                file: file.clone(),
                bytes: *bytes,
                media: media.clone(),
                about: *about,
            };
            vec![
                Proposed::new(what)
                    .at(time(at.as_deref(), scene)?)
                    .said("text", text.as_deref())
                    .said("url", url.as_deref())
                    .said("name", name.as_deref()),
            ]
        }
        Act::TimeSet { time, at, source, note } => {
            let what = What::TimeSet { time: *time, source: *source };
            let at = parse_at(at, &scene.now)?;
            vec![Proposed::new(what).at(Some(at)).said("note", note.as_deref())]
        }
        Act::RoleTaken { role, name } => {
            vec![Proposed::new(What::RoleTaken { taken: *role }).said("name", name.as_deref())]
        }
        Act::SeveritySet { severity } => {
            if incident.severity() == Some(*severity) {
                return Err(Refusal::SeverityAlready { severity: *severity });
            }
            vec![Proposed::new(What::SeveritySet { severity: *severity })]
        }
        Act::Contained { text } => {
            let text = wanted(text, "what was switched off")?;
            vec![Proposed::new(What::Contained {}).said("text", Some(text))]
        }
        Act::Decided(choice) => deciding::decide(incident, choice, scene)?,
        Act::OutcomeSeen { decision, outcome, reading, at } => {
            deciding::a_decision(incident, *decision)?;
            let what = What::OutcomeSeen { decision: *decision, outcome: *outcome };
            let at = time(at.as_deref(), scene)?;
            vec![Proposed::new(what).at(at).said("reading", reading.as_deref())]
        }
        Act::ReachSeen { decision, at } => {
            deciding::a_decision(incident, *decision)?;
            let at = Some(parse_at(at, &scene.now)?);
            vec![Proposed::new(What::ReachSeen { decision: *decision }).at(at)]
        }
        Act::UpdateSent { audience, text, at } => {
            let text = wanted(text, "the update's text")?;
            let what = What::UpdateSent { audience: *audience };
            vec![Proposed::new(what).at(time(at.as_deref(), scene)?).said("text", Some(text))]
        }
        Act::StandingCleared { left_by, note } => {
            if !incident.standing_notes().iter().any(|(id, _)| id == left_by) {
                return Err(Refusal::NoStandingNote);
            }
            let what = What::StandingCleared { left_by: *left_by };
            vec![Proposed::new(what).said("note", note.as_deref())]
        }
        Act::ClockMuted { clock } => {
            vec![Proposed::new(What::ClockMuted { clock: clock.clone() })]
        }
        Act::Corrected { target, at, text, override_reason } => writing::correct(
            incident,
            *target,
            at.as_deref(),
            text.as_deref(),
            override_reason.as_deref(),
            scene,
        )?,
        Act::Retracted { target, reason } => closing::retract(incident, *target, reason)?,
        Act::Redacted { target, reason } => closing::redact(incident, *target, reason)?,
        Act::Undo {} => closing::undo(incident, scene)?,
        Act::Closed { note } => closing::close(incident, note.as_deref())?,
        Act::Reopened { reason } => closing::reopen(incident, reason.as_deref())?,
        Act::SectionWritten { section, text, base } => {
            writing::section(incident, *section, text, base.as_deref())?
        }
        Act::FactorAdded { text, trigger, evidence } => {
            let text = wanted(text, "the factor's text")?;
            evidence.iter().try_for_each(|id| known(incident, *id).map(|_| ()))?;
            let what = What::FactorAdded { trigger: *trigger, evidence: evidence.clone() };
            vec![Proposed::new(what).said("text", Some(text))]
        }
        Act::FactorChanged { factor, text, evidence, dropped } => {
            known(incident, *factor)?;
            let what = What::FactorChanged {
                factor: *factor,
                evidence: evidence.clone(),
                dropped: *dropped,
            };
            vec![Proposed::new(what).said("text", text.as_deref())]
        }
        Act::ActionAdded { .. } | Act::ActionChanged { .. } => writing::action(incident, act)?,
        Act::IncidentLinked { linked, title, actions } => {
            let what = What::IncidentLinked { linked: *linked };
            vec![Proposed::new(what).said("title", title.as_deref()).said_all("actions", actions)]
        }
        Act::OwnerSet { owner, name } => {
            vec![Proposed::new(What::OwnerSet { owner: *owner }).said("name", name.as_deref())]
        }
        Act::CollaboratorsSet { collaborators } => {
            vec![Proposed::new(What::CollaboratorsSet { collaborators: collaborators.clone() })]
        }
        Act::FindingDismissed { rule, place, reason } => {
            let what = What::FindingDismissed { rule: rule.clone(), place: place.clone() };
            vec![Proposed::new(what).said("reason", Some(wanted(reason, "a reason")?))]
        }
        Act::StatusSet { status, note } => {
            vec![Proposed::new(What::StatusSet { status: *status }).said("note", note.as_deref())]
        }
        Act::Exported { format, edition, hash, path } => {
            let what =
                What::Exported { format: format.clone(), edition: *edition, hash: hash.clone() };
            // Where it lies is for this machine alone; whoever is handed the record sees its name.
            let file = path.rsplit(['/', '\\']).next();
            vec![Proposed::new(what).said("file", file)]
        }
    };
    if let Some(closed) = incident.closed()
        && events.iter().any(|event| crate::incident::is_refused_when_closed(&event.what))
    {
        return Err(Refusal::Closed {
            handle: incident.handle(),
            at: closed.recorded_at.clock_minutes(),
        });
    }
    Ok(events)
}

/// The typed time, `None` where nothing was typed: the moment of recording.
fn time(typed: Option<&str>, scene: &Scene<'_>) -> Result<Option<When>, Refusal> {
    match typed {
        None | Some("now") => Ok(None),
        Some(text) => Ok(Some(parse_at(text, &scene.now)?)),
    }
}

fn wanted<'a>(text: &'a str, what: &'static str) -> Result<&'a str, Refusal> {
    if text.trim().is_empty() { Err(Refusal::Missing { what }) } else { Ok(text) }
}

fn known(incident: &Incident, id: EventId) -> Result<usize, Refusal> {
    incident.index_of(id).ok_or_else(|| Refusal::NoSuchEvent { id: id.short() })
}
