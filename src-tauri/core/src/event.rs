//! Every kind of event: its permanent body, its erasable words, per version.
//!
//! A name once released is never reused, a body gains optional fields only, and a changed meaning
//! is a new version, decoded in the one `match` of [`What::decode`].

mod roles;
mod words;

pub use roles::{Audience, Role, Via};
pub use words::{BY, Words};

use crate::decision::{Action, Facts, Recommendation};
use crate::id::{ActId, Digest, EventId, IncidentId, ReplicaId};
use crate::moment::{Moment, When};
use crate::runbook::{Branch, Phase, Plan};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One entry of an incident's record.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its own identity.
    pub id: EventId,
    /// The incident it belongs to.
    pub incident: IncidentId,
    /// The act that appended it, alone or with others.
    pub act: ActId,
    /// The store file that wrote it.
    pub replica: ReplicaId,
    /// Its number among that replica's events of this incident, from 1.
    pub seq: u64,
    /// The hash of that replica's event before it.
    pub prev: Option<Digest>,
    /// The incident's heads that its writer had.
    pub after: Vec<Digest>,
    /// One more than the largest its writer had seen.
    pub counter: u64,
    /// When it was written down; never corrected.
    pub recorded_at: Moment,
    /// Who, by role.
    pub role: Role,
    /// By which door it came.
    pub via: Via,
    /// When it took place, as first recorded; `None` is the moment of recording.
    pub at: Option<When>,
    /// What happened.
    pub what: What,
    /// What a person typed.
    pub words: Words,
    /// The digest of the whole row.
    pub hash: Digest,
}

/// An event that an act asks for, before it has a place in the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// What happened.
    pub what: What,
    /// When, where that is not now.
    pub at: Option<When>,
    /// What a person typed, by field.
    pub words: Map<String, Value>,
}

impl Proposed {
    /// An event of this kind, now, without words.
    pub fn new(what: What) -> Self {
        Self { what, at: None, words: Map::new() }
    }

    /// The same at another time.
    pub fn at(mut self, at: Option<When>) -> Self {
        self.at = at;
        self
    }

    /// The same with a field of words; an empty text is left out.
    pub fn said(mut self, field: &str, text: Option<&str>) -> Self {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.words.insert(field.to_owned(), Value::from(text));
        }
        self
    }

    /// The same with a list of words; an empty list is left out.
    pub fn said_all(mut self, field: &str, texts: &[String]) -> Self {
        if !texts.is_empty() {
            self.words.insert(field.to_owned(), Value::from(texts.to_vec()));
        }
        self
    }
}

/// A step as an event names it: by its runbook's opening and place, or by the act that added it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum StepRef {
    /// A step of a frozen plan.
    Planned {
        /// The RunbookOpened event.
        opened: EventId,
        /// Its place in that plan, from 1.
        place: u32,
    },
    /// A step that somebody added during the incident.
    Added {
        /// The StepAdded event.
        added: EventId,
    },
}

/// How severe, from the runbook or a person. SEV1 is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Severity {
    #[serde(rename = "SEV1")]
    Sev1,
    #[serde(rename = "SEV2")]
    Sev2,
    #[serde(rename = "SEV3")]
    Sev3,
    #[serde(rename = "SEV4")]
    Sev4,
}

/// The key times of an incident; durations are derived from them and never typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum KeyTime {
    Started,
    Detected,
    Acknowledged,
    Declared,
    Mitigated,
    Resolved,
}

/// Who or what noticed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum DetectionSource {
    Alert,
    Customer,
    Staff,
    Unknown,
}

/// Until when a step waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// Until this phase begins.
    Phase(Phase),
    /// Until this moment.
    Time(Moment),
    /// Until somebody wants to close.
    Close,
}

/// What a note is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum NoteKind {
    #[default]
    Observation,
    Action,
    Communication,
}

/// How a decision went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Outcome {
    AsExpected,
    Partly,
    NoEffect,
    Worse,
}

/// What an action item is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum ActionKind {
    Prevent,
    Detect,
    Mitigate,
    Repair,
    Investigate,
    Process,
}

/// How far an action item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum ActionStatus {
    #[default]
    Open,
    Done,
    NotDone,
}

/// How far a postmortem is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Status {
    #[default]
    Draft,
    InReview,
    Reviewed,
    Published,
}

/// A section of the postmortem, in the document's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Section {
    Header,
    Summary,
    Impact,
    Times,
    Background,
    Timeline,
    Decisions,
    Factors,
    Response,
    Lessons,
    Actions,
    Similar,
    Outside,
    Appendix,
}

/// What a decision froze: what was known, shown and chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecidedBody {
    /// What the person chose.
    pub chosen: Action,
    /// What was known, with its sources.
    pub facts: Facts,
    /// How old an answer was when it counted, in minutes, by fact; only those over ten.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ages: BTreeMap<String, i64>,
    /// The recommendation as it was on the screen.
    pub shown: Recommendation,
    /// By when the expected signal is to be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect_by: Option<When>,
    /// When a watch or a held isolation is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck: Option<When>,
    /// The standing decisions that its writer had seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<EventId>,
}

/// Failed and all of one side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Failed requests.
    pub bad: u64,
    /// All requests.
    pub total: u64,
}

/// An action item of a linked incident, as it stood when it was linked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkedAction {
    /// What is to be done.
    pub text: String,
    /// How far it was.
    pub status: ActionStatus,
}

/// What happened: one variant a kind, its fields the permanent body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[allow(missing_docs)]
pub enum What {
    /// Words: title, handle, looks_like.
    IncidentStarted {
        drill: bool,
        sample: bool,
        service: Option<String>,
        stack: Option<String>,
    },
    /// Words: title.
    TitleSet {},
    /// The plan is kept as it was; replay never reads Markdown.
    RunbookOpened {
        runbook: String,
        revision: String,
        plan: Box<Plan>,
        card: BTreeMap<String, String>,
    },
    /// Words: value, note.
    StepDone {
        step: StepRef,
        as_expected: Option<bool>,
        replaces: Option<EventId>,
    },
    /// Words: note.
    StepFailed {
        step: StepRef,
        replaces: Option<EventId>,
    },
    /// Words: reason.
    StepSkipped {
        step: StepRef,
        replaces: Option<EventId>,
    },
    /// Words: reason.
    StepNotApplicable {
        step: StepRef,
        replaces: Option<EventId>,
    },
    /// Words: reason.
    StepDeferred {
        step: StepRef,
        until: Until,
        replaces: Option<EventId>,
    },
    /// Words: reason.
    StepBlocked {
        step: StepRef,
        replaces: Option<EventId>,
    },
    /// Words: text.
    StepAdded {
        after: Option<StepRef>,
        opened: Option<EventId>,
        phase: Phase,
        branch: Option<Branch>,
    },
    /// Words: text.
    StepRedlined {
        step: StepRef,
    },
    /// A condition's or a fact's answer stands in the body; a placeholder's is words: value.
    AnswerGiven {
        name: String,
        value: Option<Value>,
    },
    Held {
        step: Option<StepRef>,
    },
    /// Words: text.
    NoteAdded {
        note: NoteKind,
        step: Option<StepRef>,
    },
    /// Words: text, name, url.
    EvidenceAttached {
        file: Option<String>,
        bytes: Option<u64>,
        media: Option<String>,
        about: Option<EventId>,
    },
    /// The key time itself is the event's own time. Words: note.
    TimeSet {
        time: KeyTime,
        source: Option<DetectionSource>,
    },
    /// Words: name.
    RoleTaken {
        taken: Role,
    },
    SeveritySet {
        severity: Severity,
    },
    /// Words: text.
    Contained {},
    /// Words: why, considered, objections, expect, tripwire, override.
    Decided(Box<DecidedBody>),
    /// Words: reading.
    OutcomeSeen {
        decision: EventId,
        outcome: Outcome,
    },
    /// Words: note.
    ReachSeen {
        decision: EventId,
    },
    /// Words: note.
    Compared {
        before: Counted,
        after: Counted,
        tolerance_points: f64,
        level: f64,
        verdict: String,
    },
    /// Words: text.
    UpdateSent {
        audience: Audience,
    },
    /// Words: note.
    StandingCleared {
        left_by: EventId,
    },
    ClockMuted {
        clock: String,
    },
    /// The wall clock moved by this against the boot clock.
    ClockJumped {
        by_ms: i64,
    },
    /// Words: text, or the name of the field that was corrected.
    Corrected {
        target: EventId,
        to: Option<When>,
    },
    /// Words: reason.
    Retracted {
        target: ActId,
    },
    /// Words: reason.
    Redacted {
        target: EventId,
    },
    /// Words: note.
    Closed {},
    /// Words: reason.
    Reopened {},
    /// Words: text.
    SectionWritten {
        section: Section,
        base: Vec<EventId>,
    },
    /// Words: text.
    FactorAdded {
        trigger: bool,
        evidence: Vec<EventId>,
    },
    /// Words: text.
    FactorChanged {
        factor: EventId,
        evidence: Option<Vec<EventId>>,
        dropped: Option<bool>,
    },
    /// Words: text, owner, done_when, link.
    ActionAdded {
        action: ActionKind,
        due: Option<String>,
    },
    /// Words: text, owner, done_when, link, note.
    ActionChanged {
        target: EventId,
        action: Option<ActionKind>,
        due: Option<String>,
        status: Option<ActionStatus>,
    },
    /// Words: title, actions.
    IncidentLinked {
        linked: IncidentId,
    },
    /// Words: name.
    OwnerSet {
        owner: Role,
    },
    CollaboratorsSet {
        collaborators: Vec<Role>,
    },
    /// Words: reason.
    FindingDismissed {
        rule: String,
        place: String,
    },
    /// Words: note (why an error was set aside).
    StatusSet {
        status: Status,
    },
    /// Words: file, the name alone; where it lies is for the machine that wrote it.
    Exported {
        format: String,
        edition: u32,
        hash: String,
    },
    /// From a newer Kneeboard, or a body that cannot be read: kept, chain-checked, carried on.
    #[serde(skip)]
    Newer {
        kind: String,
        version: u32,
    },
}

/// The version that this Kneeboard writes of every kind.
const VERSION: u32 = 1;

/// The most bytes of a body: a long runbook's plan has some hundred thousand.
pub const MOST_BODY: usize = 16_000_000;

/// The most bytes that people type into one event.
pub const MOST_WORDS: usize = 1_000_000;

/// The most bytes of a piece of evidence that is kept as words.
pub const MOST_EVIDENCE: usize = 16_000_000;

/// The largest number that an event of a chain can have: far above what anybody records, and below
/// what JSON carries whole.
pub const LARGEST_NUMBER: u64 = 1 << 52;

/// The most entries of [`Event::after`].
pub const MOST_AFTER: usize = 1_000;

/// The answer of somebody who does not know, to what is no fact: null alone would be no answer.
pub fn not_known() -> Value {
    serde_json::json!({ "value": null })
}

impl What {
    /// Kind, version and body as they are stored; the time goes into the body.
    pub fn encode(&self, at: Option<&When>) -> (String, u32, Vec<u8>) {
        let tagged = serde_json::to_value(self).unwrap_or_default();
        let kind = tagged.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut body = match tagged.get("body") {
            Some(Value::Object(body)) => body.clone(),
            _ => Map::new(),
        };
        body.retain(|_, value| !value.is_null());
        if let Some(at) = at {
            body.insert("at".to_owned(), serde_json::to_value(at).unwrap_or_default());
        }
        (kind, VERSION, serde_json::to_vec(&body).unwrap_or_default())
    }

    /// Reads a stored body and its time. Total: what cannot be read is [`What::Newer`].
    pub fn decode(kind: &str, version: u32, body: &[u8]) -> (Self, Option<When>) {
        let newer = || Self::Newer { kind: kind.to_owned(), version };
        let Ok(body) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return (newer(), None);
        };
        let at = body.get("at").and_then(|at| When::deserialize(at).ok());
        (Self::of_body(kind, version, body).unwrap_or_else(|_| newer()), at)
    }

    /// The same for a body that comes from elsewhere; what a newer Kneeboard wrote is kept unread.
    ///
    /// # Errors
    /// Why it is none: this Kneeboard knows the kind and version, and cannot read the body.
    pub fn check(kind: &str, version: u32, body: &[u8]) -> Result<Self, String> {
        let body: Map<String, Value> =
            serde_json::from_slice(body).map_err(|error| error.to_string())?;
        if let Some(at) = body.get("at") {
            When::deserialize(at).map_err(|error| format!("its time cannot be read: {error}"))?;
        }
        Self::of_body(kind, version, body).or_else(|error| {
            let why = error.to_string();
            let is_newer = why.starts_with(&format!("unknown variant `{kind}`, expected one of"));
            match is_newer {
                true => Ok(Self::Newer { kind: kind.to_owned(), version }),
                false => Err(why),
            }
        })
    }

    fn of_body(
        kind: &str,
        version: u32,
        body: Map<String, Value>,
    ) -> Result<Self, serde_json::Error> {
        match version {
            VERSION => Self::deserialize(serde_json::json!({ "kind": kind, "body": body })),
            _ => Ok(Self::Newer { kind: kind.to_owned(), version }),
        }
    }

    /// The most bytes that what a person typed may take, as it is stored. A piece of evidence is a
    /// file's text; anything else is read by people.
    pub fn most_words(&self) -> usize {
        match self {
            Self::EvidenceAttached { .. } | Self::Newer { .. } => MOST_EVIDENCE,
            _ => MOST_WORDS,
        }
    }

    /// The kind's released name.
    pub fn kind(&self) -> String {
        match self {
            Self::Newer { kind, .. } => kind.clone(),
            known => known.encode(None).0,
        }
    }

    /// The step that this event gives an outcome, if it does.
    pub fn outcome_of(&self) -> Option<StepRef> {
        match self {
            Self::StepDone { step, .. }
            | Self::StepFailed { step, .. }
            | Self::StepSkipped { step, .. }
            | Self::StepNotApplicable { step, .. }
            | Self::StepDeferred { step, .. }
            | Self::StepBlocked { step, .. } => Some(*step),
            _ => None,
        }
    }
}
