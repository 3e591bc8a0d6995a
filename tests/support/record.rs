//! A desk where an incident is acted out: acts are judged as in the app and sealed into events
//! with ids, counters and digests that are the same on every run.
//!
//! ```ignore
//! let mut desk = Desk::new();
//! desk.start("Checkout fails").act(note("45% fail"), 2).act(Act::Closed { note: None }, 9);
//! let mut second = desk.colleague();
//! second.act(note("seen from outside"), 4);
//! desk.merge(&second);
//! ```

#![allow(dead_code)]

use kneeboard_core::act::{Act, Choice, Frozen, Refusal, Scene, Start, judge};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{Event, KeyTime, NoteKind, Proposed, Role, StepRef, Via, What, Words};
use kneeboard_core::id::{ActId, Digest, EventId, IncidentId, ReplicaId};
use kneeboard_core::incident::Incident;
use kneeboard_core::moment::{Moment, Now};
use kneeboard_core::runbook::{Branch, Phase, Plan, PlannedStep};
use serde_json::Value;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// 2026-11-22T02:00:00Z, minute 0 of every desk.
pub const MINUTE_ZERO_MS: i64 = 1_795_312_800_000;

/// One store's copy of the one incident.
#[derive(Clone)]
pub struct Desk {
    incident: Incident,
    events: Vec<Event>,
    replica: u8,
    seq: u64,
    role: Role,
    via: Via,
    offset_min: i32,
    sample: bool,
    // Shared by all desks of one incident, so that no two have the same replica.
    replicas: Rc<Cell<u8>>,
    acts: u64,
}

impl Desk {
    /// A desk with nothing on it; the on-call engineer sits there.
    pub fn new() -> Self {
        Self {
            incident: Incident::default(),
            events: Vec::new(),
            replica: 1,
            seq: 0,
            role: Role::OnCall,
            via: Via::CommandLine,
            offset_min: 0,
            sample: false,
            replicas: Rc::new(Cell::new(1)),
            acts: 0,
        }
    }

    /// A desk on a sample store.
    pub fn sample() -> Self {
        Self { sample: true, ..Self::new() }
    }

    /// The same record on another machine, from here on apart.
    pub fn colleague(&self) -> Self {
        let replica = self.replicas.get() + 1;
        self.replicas.set(replica);
        Self { replica, seq: 0, acts: 0, ..self.clone() }
    }

    /// The next acts are recorded by this role.
    pub fn as_role(&mut self, role: Role) -> &mut Self {
        self.role = role;
        self
    }

    /// The next acts are recorded this many minutes east of UTC.
    pub fn in_offset(&mut self, offset_min: i32) -> &mut Self {
        self.offset_min = offset_min;
        self
    }

    /// Starts an incident under a title at minute 0.
    pub fn start(&mut self, title: &str) -> &mut Self {
        self.start_with(Start { title: Some(title.to_owned()), ..Start::default() })
    }

    /// Starts an incident with everything that a start may hold.
    pub fn start_with(&mut self, start: Start) -> &mut Self {
        self.act(Act::IncidentStarted(start), 0)
    }

    /// Starts an incident that follows the checkout runbook.
    pub fn start_with_runbook(&mut self, title: &str) -> &mut Self {
        self.start_with(Start {
            title: Some(title.to_owned()),
            frozen: vec![checkout_runbook()],
            ..Start::default()
        })
    }

    /// Does an act at a minute; a refusal fails the test and says itself.
    #[track_caller]
    pub fn act(&mut self, act: Act, minute: i64) -> &mut Self {
        if let Err(refusal) = self.try_act(&act, minute) {
            panic!("{act:?} at minute {minute} was refused: {refusal}");
        }
        self
    }

    /// Does an act at a minute, or says why it is refused.
    pub fn try_act(&mut self, act: &Act, minute: i64) -> Result<&mut Self, Refusal> {
        let now = Now::fixed(self.at(minute));
        let scene = Scene {
            now,
            replica: self.replica_id(),
            sample: self.sample,
            handle_taken: &|_| false,
            suffix: "0000".to_owned(),
            recheck_minutes: 15,
        };
        let proposed = judge(&self.incident, act, &scene)?;
        Ok(self.seal(proposed, minute))
    }

    /// Records an event that no act gives: a comparison, a jump of the clock, a newer kind.
    pub fn record(&mut self, proposed: Proposed, minute: i64) -> &mut Self {
        self.seal(vec![proposed], minute)
    }

    fn seal(&mut self, proposed: Vec<Proposed>, minute: i64) -> &mut Self {
        self.acts += 1;
        let act = ActId::from(bytes(0xac, self.replica, self.acts));
        for proposed in proposed {
            self.seq += 1;
            let words = match Words::encode(&proposed.words) {
                Some(stored) => Words::decode(&stored),
                None => Words::Nothing,
            };
            let event = Event {
                id: EventId::from(bytes(0xee, self.replica, self.seq)),
                incident: IncidentId::from(bytes(0x11, 0, 1)),
                act,
                replica: self.replica_id(),
                seq: self.seq,
                prev: self.newest_of(self.replica_id()),
                after: self.heads(),
                counter: self.incident.max_counter() + 1,
                recorded_at: self.at(minute),
                role: self.role,
                via: self.via,
                at: proposed.at,
                what: proposed.what,
                words,
                hash: digest(self.replica, self.seq),
            };
            self.events.push(event.clone());
            self.incident.extend(vec![event]);
        }
        self
    }

    /// Takes over everything that another desk has.
    pub fn merge(&mut self, other: &Desk) -> &mut Self {
        let known: BTreeSet<EventId> = self.events.iter().map(|event| event.id).collect();
        let new: Vec<Event> =
            other.events.iter().filter(|event| !known.contains(&event.id)).cloned().collect();
        self.events.extend(new.clone());
        self.incident.extend(new);
        self
    }

    /// The incident as this desk knows it.
    pub fn incident(&self) -> &Incident {
        &self.incident
    }

    /// Every event that lies on this desk, in the order of arrival.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The id of the event recorded here last.
    pub fn last(&self) -> EventId {
        self.events.last().map(|event| event.id).expect("nothing was recorded yet")
    }

    /// The newest event of a kind, by its released name.
    pub fn newest(&self, kind: &str) -> EventId {
        let found = self.incident.entries().iter().rev().find(|e| e.event.what.kind() == kind);
        found.map(|entry| entry.event.id).unwrap_or_else(|| panic!("no {kind} was recorded"))
    }

    /// A step of the first runbook by its place.
    pub fn step(&self, place: u32) -> StepRef {
        StepRef::Planned { opened: self.newest("RunbookOpened"), place }
    }

    /// A minute of this desk's clock.
    pub fn at(&self, minute: i64) -> Moment {
        Moment::new(MINUTE_ZERO_MS, self.offset_min).plus_minutes(minute)
    }

    fn replica_id(&self) -> ReplicaId {
        ReplicaId::from(bytes(0x5e, self.replica, 1))
    }

    fn newest_of(&self, replica: ReplicaId) -> Option<Digest> {
        self.events.iter().filter(|e| e.replica == replica).max_by_key(|e| e.seq).map(|e| e.hash)
    }

    fn heads(&self) -> Vec<Digest> {
        let parents: BTreeSet<Digest> =
            self.events.iter().flat_map(|e| e.prev.iter().chain(&e.after)).copied().collect();
        self.events.iter().map(|e| e.hash).filter(|hash| !parents.contains(hash)).collect()
    }
}

fn bytes(kind: u8, replica: u8, n: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[0] = 0x01;
    bytes[6] = 0x70;
    bytes[7] = kind;
    bytes[8] = 0x80;
    bytes[11] = replica;
    bytes[12..].copy_from_slice(&u32::try_from(n).expect("few events").to_be_bytes());
    bytes
}

fn digest(replica: u8, seq: u64) -> Digest {
    let mut digest = [0xd1; 32];
    digest[..16].copy_from_slice(&bytes(0xd1, replica, seq));
    Digest(digest)
}

/// A runbook with a step or two in every phase.
pub fn checkout_runbook() -> Frozen {
    let step = |place, phase, branch, action: &str| PlannedStep {
        place,
        phase,
        branch,
        action: action.to_owned(),
        ..PlannedStep::default()
    };
    let pause = PlannedStep {
        leaves: Some("the rollout stays paused until it is resumed".to_owned()),
        expect: Some("no new pods of the release start".to_owned()),
        ..step(2, Phase::Triage, None, "Pause the rollout")
    };
    let deploy = PlannedStep {
        expect: Some("the 5xx rate falls below 1% within five minutes".to_owned()),
        ..step(3, Phase::Mitigate, Some(Branch::RollBack), "Deploy the previous release")
    };
    let flag = PlannedStep {
        expect: Some("the flagged path serves no request".to_owned()),
        ..step(5, Phase::Mitigate, Some(Branch::Isolate), "Switch the flag off")
    };
    let steps = vec![
        step(1, Phase::Triage, None, "Compare the 5xx rate now with the hour before"),
        pause,
        deploy,
        step(4, Phase::Mitigate, Some(Branch::Hotfix), "Ship the patch to the canary"),
        flag,
        step(6, Phase::Validate, None, "Record the 5xx rate"),
        step(7, Phase::Communicate, None, "Tell customer support"),
        step(8, Phase::Stabilize, None, "Write down what is left to do"),
    ];
    Frozen {
        runbook: "nodejs/errors-after-release".to_owned(),
        revision: "0".repeat(64),
        plan: Plan {
            title: "5xx after a release".to_owned(),
            stack: "nodejs".to_owned(),
            steps,
            ..Plan::default()
        },
        card: BTreeMap::new(),
    }
}

/// An observation.
pub fn note(text: &str) -> Act {
    Act::NoteAdded {
        text: text.to_owned(),
        note: NoteKind::Observation,
        step: None,
        at: None,
        evidence_url: None,
    }
}

/// The current step, done.
pub fn done() -> Act {
    Act::StepDone { step: None, value: None, note: None, as_expected: None, at: None }
}

/// A step, done with what was read off.
pub fn done_with(step: StepRef, value: &str) -> Act {
    Act::StepDone {
        step: Some(step),
        value: Some(value.to_owned()),
        note: None,
        as_expected: None,
        at: None,
    }
}

/// A key time, as typed.
pub fn time(time: KeyTime, at: &str) -> Act {
    Act::TimeSet { time, at: at.to_owned(), source: None, note: None }
}

/// A decision with nothing but facts.
pub fn decide(choose: Action, facts: Value) -> Choice {
    Choice {
        choose,
        facts: Some(facts),
        why: None,
        considered: None,
        objections: None,
        expect: None,
        expect_by: None,
        tripwire: None,
        recheck: None,
        override_reason: None,
        supersedes: None,
        at: None,
    }
}

/// An answer to a question.
pub fn answer(name: &str, value: impl Into<Value>) -> Act {
    Act::AnswerGiven { name: name.to_owned(), value: value.into() }
}

/// A correction of a text.
pub fn corrected(target: EventId, text: &str) -> Act {
    Act::Corrected { target, at: None, text: Some(text.to_owned()), override_reason: None }
}

/// A correction of when something took place.
pub fn corrected_time(target: EventId, at: &str) -> Act {
    Act::Corrected { target, at: Some(at.to_owned()), text: None, override_reason: None }
}

/// A jump of the wall clock against the boot clock.
pub fn clock_jumped(by_ms: i64) -> Proposed {
    Proposed::new(What::ClockJumped { by_ms })
}

/// An entry of a kind that this Kneeboard does not know.
pub fn newer() -> Proposed {
    Proposed::new(What::Newer { kind: "WeatherSeen".to_owned(), version: 3 })
}
