//! Replay: a set of events becomes the state of one incident.
//!
//! Replay is total: any subset of events, arriving in any order, gives one state. What no longer
//! applies is kept and marked, never an error. Refusals belong to `act::judge`.

mod apply;
mod keytimes;
mod postmortem;
mod steps;

pub(crate) use apply::is_refused_when_closed;
pub use keytimes::{Durations, KeyTimeRecord, Misorder};
pub use postmortem::{ActionItem, FactorRecord};
use steps::AddedStep;
pub use steps::{StepNow, StepRecord, Walk, branch_of};

use crate::decision::{Action, Fact, Facts};
use crate::event::{
    DecidedBody, Event, KeyTime, Outcome, Role, Section, Severity, Status, StepRef, Via, What,
    Words, not_known,
};
use crate::id::{ActId, Digest, EventId, IncidentId};
use crate::moment::{Moment, When};
use crate::name::{is_handle, is_id};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How an event stands in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It counts.
    Stands,
    /// Its act was taken back by this event; it is kept in the full record.
    Retracted(EventId),
    /// It counts, and was recorded after the closing was known.
    AfterClosing,
    /// It counts, and its writer did not know of the closing.
    RecordedElsewhere,
    /// It does not apply, for this reason.
    NotApplied(&'static str),
}

/// An event with its standing.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The event as received.
    pub event: Event,
    /// How it stands.
    pub mark: Mark,
}

/// A recorded decision and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionRecord {
    /// Its number in display, from 1.
    pub n: usize,
    /// Where its event lies.
    pub index: usize,
    /// The outcomes seen, in replay order; the last stands.
    pub outcomes: Vec<usize>,
    /// When it was seen to reach users, from outside.
    pub reached: Option<usize>,
    /// The decisions that took its place.
    pub superseded_by: Vec<EventId>,
}

/// The state of one incident: a pure function of its set of events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incident {
    entries: Vec<Entry>,
    position: HashMap<EventId, usize>,
    acts: HashMap<ActId, Vec<usize>>,
    retractions: HashMap<ActId, EventId>,
    redactions: BTreeMap<EventId, usize>,
    corrections: HashMap<EventId, Vec<usize>>,
    // Which closings the writer of each event knew of, one bit a closing; later ones share the last.
    knew_closings: HashMap<Digest, u128>,
    closings: u32,

    started: Option<usize>,
    title: Option<usize>,
    severity: Option<usize>,
    closed: Option<(usize, u128)>,
    last_closed: Option<usize>,
    walks: Vec<Walk>,
    loose_steps: Vec<StepRef>,
    steps: HashMap<StepRef, StepRecord>,
    /// The walks by the event that opened each.
    opened: HashMap<EventId, usize>,
    added: HashMap<EventId, AddedStep>,
    /// How many steps were added to each walk, and to none.
    added_in: HashMap<Option<usize>, usize>,
    /// How many of the added steps stand in their places.
    ordered: usize,
    answers: BTreeMap<String, Vec<usize>>,
    key_times: BTreeMap<KeyTime, usize>,
    detection: Option<usize>,
    roles: BTreeMap<Role, usize>,
    contained: Vec<usize>,
    decisions: Vec<DecisionRecord>,
    updates: Vec<usize>,
    cleared: HashMap<EventId, usize>,
    muted: BTreeSet<String>,
    held: Option<usize>,
    comparisons: Vec<usize>,
    sections: BTreeMap<Section, Vec<usize>>,
    factors: Vec<FactorRecord>,
    actions: Vec<ActionItem>,
    owner: Vec<usize>,
    collaborators: Option<usize>,
    /// The newest dismissal of each finding, by rule and place.
    dismissed: HashMap<(String, String), usize>,
    status: Option<usize>,
    exports: Vec<usize>,
    linked: Vec<usize>,
    max_counter: u64,
}

impl Incident {
    /// Replays a set of events from the start.
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        let mut incident = Self::default();
        incident.rebuild(events.into_iter().collect());
        incident
    }

    /// Takes in newly arrived events; what sorts behind the tail is applied in place.
    ///
    /// Retractions, redactions and corrections reach back, and so does what sorts before the tail:
    /// these replay from the start.
    pub fn extend(&mut self, events: Vec<Event>) {
        let tail = self.entries.last().map(|entry| order(&entry.event));
        let in_place = events.is_sorted_by_key(order)
            && events.iter().all(|event| {
                tail.is_none_or(|tail| order(event) > tail)
                    && !self.position.contains_key(&event.id)
                    && !self.retractions.contains_key(&event.act)
                    && !self.redactions.contains_key(&event.id)
                    && !self.corrections.contains_key(&event.id)
                    && !matches!(
                        event.what,
                        What::Retracted { .. } | What::Redacted { .. } | What::Corrected { .. }
                    )
            });
        if in_place {
            for event in events {
                self.take(event);
            }
            self.put_steps_in_order();
        } else {
            let mut all: Vec<Event> =
                std::mem::take(&mut self.entries).into_iter().map(|entry| entry.event).collect();
            all.extend(events);
            self.rebuild(all);
        }
    }

    fn rebuild(&mut self, mut events: Vec<Event>) {
        events.sort_by_key(order);
        let mut seen = BTreeSet::new();
        events.retain(|event| seen.insert((event.id, event.hash)));
        *self = Self::default();
        self.find_what_reaches_back(&events);
        for event in events {
            self.take(event);
        }
        self.put_steps_in_order();
    }

    /// Retractions, redactions and corrections act on what they name, wherever it lies.
    fn find_what_reaches_back(&mut self, events: &[Event]) {
        let mut kept: BTreeSet<ActId> = BTreeSet::new();
        for event in events {
            if is_kept_by_undo(&event.what) || matches!(event.what, What::Retracted { .. }) {
                kept.insert(event.act);
            }
        }
        for event in events {
            if let What::Retracted { target } = event.what
                && !kept.contains(&target)
            {
                self.retractions.entry(target).or_insert(event.id);
            }
        }
        let by_id: HashMap<EventId, &Event> = events.iter().map(|e| (e.id, e)).collect();
        let roots = roots(events, &by_id);
        for (index, event) in events.iter().enumerate() {
            match event.what {
                What::Corrected { target, .. } if !self.retractions.contains_key(&event.act) => {
                    let root = roots.get(&event.id).copied().unwrap_or(target);
                    self.corrections.entry(root).or_default().push(index);
                }
                What::Redacted { target } => {
                    self.redactions.entry(target).or_insert(index);
                }
                _ => {}
            }
        }
    }

    /// Every entry in replay order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry at an index that this incident gave out.
    pub fn entry(&self, index: usize) -> &Entry {
        &self.entries[index]
    }

    /// The event at an index that this incident gave out.
    pub fn event(&self, index: usize) -> &Event {
        &self.entries[index].event
    }

    /// Where an event lies in replay order.
    pub fn index_of(&self, id: EventId) -> Option<usize> {
        self.position.get(&id).copied()
    }

    /// The events of one act, in order.
    pub fn act_events(&self, act: ActId) -> &[usize] {
        self.acts.get(&act).map_or(&[], Vec::as_slice)
    }

    /// Whether an act was taken back.
    pub fn is_retracted(&self, act: ActId) -> bool {
        self.retractions.contains_key(&act)
    }

    /// Of these entries, those that the writer of another of them had in its copy of the record: they
    /// lie among its ancestors.
    pub fn known_among(&self, indices: &[usize]) -> BTreeSet<usize> {
        let by_hash: HashMap<Digest, usize> =
            self.entries.iter().enumerate().map(|(at, entry)| (entry.event.hash, at)).collect();
        let wanted: BTreeSet<usize> = indices.iter().copied().collect();
        let mut known = BTreeSet::new();
        let mut next = indices.to_vec();
        while let Some(at) = next.pop() {
            let event = self.event(at);
            let parents = event.prev.iter().chain(&event.after);
            // What an event follows comes before it; anything else was made up.
            let earlier = parents.filter_map(|parent| by_hash.get(parent)).filter(|of| **of < at);
            next.extend(earlier.filter(|parent| known.insert(**parent)));
        }
        known.intersection(&wanted).copied().collect()
    }

    /// The largest counter seen.
    pub fn max_counter(&self) -> u64 {
        self.max_counter
    }

    /// The incident's id; absent only where there is no event at all.
    pub fn id(&self) -> Option<IncidentId> {
        self.entries.first().map(|entry| entry.event.incident)
    }

    /// When an event took place: as corrected, else as recorded.
    pub fn happened_at(&self, index: usize) -> When {
        let event = self.event(index);
        let corrected = self.corrections.get(&event.id).and_then(|corrections| {
            corrections.iter().rev().find_map(|at| match self.event_anywhere(*at)?.what {
                What::Corrected { to, .. } => to,
                _ => None,
            })
        });
        corrected.or(event.at).unwrap_or(When::Exact { at: event.recorded_at })
    }

    /// The instant that orders an event for people; the moment of recording where it is unknown.
    pub fn orders_at(&self, index: usize) -> Moment {
        self.happened_at(index).start().unwrap_or(self.event(index).recorded_at)
    }

    /// A field of an event's words: as corrected, else as typed; where they were removed, a
    /// bracket that says so.
    pub fn text(&self, index: usize, field: &str) -> Option<String> {
        let event = self.event(index);
        if let Some(note) = self.removal_note(event.id) {
            return Some(note);
        }
        if let What::Corrected { target, .. } = event.what
            && let Some(note) = self.removal_note(target)
        {
            return Some(note);
        }
        let corrected = self.corrections.get(&event.id).and_then(|corrections| {
            corrections.iter().rev().find_map(|at| {
                let correction = self.event_anywhere(*at)?;
                if self.redactions.contains_key(&correction.id) {
                    return None;
                }
                correction.words.text(field).map(str::to_owned)
            })
        });
        match (corrected, &event.words) {
            (Some(text), _) => Some(text),
            (None, Words::Removed) => Some("[removed]".to_owned()),
            (None, words) => words.text(field).map(str::to_owned),
        }
    }

    /// A list among an event's words; empty where they were removed.
    pub fn texts(&self, index: usize, field: &str) -> Vec<String> {
        let event = self.event(index);
        match self.removal_note(event.id) {
            Some(note) => vec![note],
            None => event.words.texts(field).into_iter().map(str::to_owned).collect(),
        }
    }

    /// Whether an event was corrected by a later one.
    pub fn corrections_of(&self, id: EventId) -> &[usize] {
        self.corrections.get(&id).map_or(&[], Vec::as_slice)
    }

    /// `[removed 22 Nov: secret]` where an event's words were removed.
    pub fn removal_note(&self, id: EventId) -> Option<String> {
        let removal = self.event_anywhere(*self.redactions.get(&id)?)?;
        let day = removal.recorded_at.day_and_month();
        Some(match removal.words.text("reason") {
            Some(reason) => format!("[removed {day}: {reason}]"),
            None => format!("[removed {day}]"),
        })
    }

    /// Whether an entry's words are erased: its own, or those of what it corrects, however far.
    pub fn is_erased(&self, id: EventId) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = Some(id);
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            let Some(index) = self.index_of(id) else { return false };
            let event = self.event(index);
            if self.redactions.contains_key(&id) || event.words.are_removed() {
                return true;
            }
            next = match event.what {
                What::Corrected { target, .. } => Some(target),
                _ => None,
            };
        }
        false
    }

    // While the fold runs, a reaching event may still lie ahead of what has been taken in.
    fn event_anywhere(&self, index: usize) -> Option<&Event> {
        self.entries.get(index).map(|entry| &entry.event)
    }

    /// The handle: `1122-checkout-500`. Where none was typed, it was removed, or it is none, it is
    /// made of ids; so it is where the start is not in this record.
    pub fn handle(&self) -> String {
        let Some(id) = self.id() else { return String::new() };
        let Some(index) = self.started else { return format!("incident-{}", id.short()) };
        let event = self.event(index);
        let typed = event.words.text("handle").filter(|typed| is_handle(typed));
        match typed.filter(|_| self.removal_note(event.id).is_none()) {
            Some(typed) => typed.to_owned(),
            None => format!("{}-{}", event.recorded_at.month_and_day_digits(), event.id.short()),
        }
    }

    /// The title that stands.
    pub fn title(&self) -> String {
        self.title
            .and_then(|index| self.text(index, "title"))
            .unwrap_or_else(|| "Untitled incident".to_owned())
    }

    /// When the record of it began.
    pub fn opened_at(&self) -> Option<Moment> {
        self.started.map(|index| self.event(index).recorded_at)
    }

    /// Whether it is a drill.
    pub fn is_drill(&self) -> bool {
        self.start_body().is_some_and(|(drill, _, _, _)| drill)
    }

    /// Whether it lies on a sample store.
    pub fn is_sample(&self) -> bool {
        self.start_body().is_some_and(|(_, sample, _, _)| sample)
    }

    /// The service it was started for; what cannot be a card's id names none.
    pub fn service(&self) -> Option<String> {
        self.start_body().and_then(|(_, _, service, _)| service).filter(|service| is_id(service))
    }

    /// The stack: the service's, or the first runbook's.
    pub fn stack(&self) -> Option<String> {
        self.start_body()
            .and_then(|(_, _, _, stack)| stack)
            .or_else(|| self.walks.first().map(|walk| walk.plan.stack.clone()))
            .filter(|stack| !stack.is_empty())
    }

    fn start_body(&self) -> Option<(bool, bool, Option<String>, Option<String>)> {
        match &self.event(self.started?).what {
            What::IncidentStarted { drill, sample, service, stack } => {
                Some((*drill, *sample, service.clone(), stack.clone()))
            }
            _ => None,
        }
    }

    /// The severity that stands.
    pub fn severity(&self) -> Option<Severity> {
        match self.event(self.severity?).what {
            What::SeveritySet { severity } => Some(severity),
            _ => None,
        }
    }

    /// The closing in force, if it is closed.
    pub fn closed(&self) -> Option<&Event> {
        self.closed.map(|(index, _)| self.event(index))
    }

    /// Whether it is open: begun and not closed.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The newest closing, in force or not.
    pub fn last_closed(&self) -> Option<&Event> {
        self.last_closed.map(|index| self.event(index))
    }

    /// Every answer to a question by name: the standing event, newest last.
    pub fn answer_events(&self, name: &str) -> &[usize] {
        self.answers.get(name).map_or(&[], Vec::as_slice)
    }

    /// The standing answer to a placeholder, condition or fact; none where it is not known.
    pub fn answer(&self, name: &str) -> Option<Value> {
        if self.is_not_known(name) {
            return None;
        }
        let index = *self.answer_events(name).last()?;
        match &self.event(index).what {
            What::AnswerGiven { value: Some(value), .. } => Some(value.clone()),
            _ => self.text(index, "value").map(Value::from),
        }
    }

    /// Whether the standing answer to what is no fact is that nobody knows: it is not asked again.
    pub fn is_not_known(&self, name: &str) -> bool {
        let newest = self.answer_events(name).last().map(|index| &self.event(*index).what);
        let said =
            matches!(newest, Some(What::AnswerGiven { value: Some(v), .. }) if *v == not_known());
        said && !Fact::ALL.iter().any(|fact| fact.name() == name)
    }

    /// Names of everything answered.
    pub fn answered(&self) -> impl Iterator<Item = &str> {
        self.answers.keys().map(String::as_str)
    }

    /// Every decision, by number.
    pub fn decisions(&self) -> &[DecisionRecord] {
        &self.decisions
    }

    /// What a decision recorded.
    pub fn decided(&self, decision: &DecisionRecord) -> Option<&DecidedBody> {
        match &self.event(decision.index).what {
            What::Decided(body) => Some(body),
            _ => None,
        }
    }

    /// The decisions that nothing has superseded; two of them were made without each other.
    pub fn standing_decisions(&self) -> Vec<&DecisionRecord> {
        self.decisions.iter().filter(|decision| decision.superseded_by.is_empty()).collect()
    }

    /// Of the standing decisions the more protective; of equal ones the later in replay order.
    pub fn shown_decision(&self) -> Option<&DecisionRecord> {
        self.standing_decisions()
            .into_iter()
            .max_by_key(|decision| self.decided(decision).map(|body| body.chosen.protectiveness()))
    }

    /// How a decision went, once somebody has looked.
    pub fn outcome(&self, decision: &DecisionRecord) -> Option<(Outcome, usize)> {
        let index = *decision.outcomes.last()?;
        match self.event(index).what {
            What::OutcomeSeen { outcome, .. } => Some((outcome, index)),
            _ => None,
        }
    }

    /// The actions that had no effect or made it worse.
    pub fn tried(&self) -> Vec<Action> {
        let mut tried: Vec<Action> = Vec::new();
        for decision in &self.decisions {
            let failed = self
                .outcome(decision)
                .is_some_and(|(outcome, _)| matches!(outcome, Outcome::NoEffect | Outcome::Worse));
            if let (true, Some(body)) = (failed, self.decided(decision)) {
                let action = match body.chosen {
                    Action::RollForward => Action::Hotfix,
                    other => other,
                };
                if action != Action::Escalate && !tried.contains(&action) {
                    tried.push(action);
                }
            }
        }
        tried
    }

    /// The facts answered so far, with what the record itself knows: tried and the minutes since
    /// someone responded.
    pub fn facts(&self, now: Moment) -> Facts {
        let mut given = Map::new();
        for fact in Fact::ALL {
            if let Some(value) = self.answer(fact.name()) {
                given.insert(fact.name().to_owned(), value);
            }
        }
        let tried = serde_json::to_value(self.tried()).unwrap_or_default();
        given.insert("tried".to_owned(), tried);
        if let Some(minutes) = self.minutes_since_response(now) {
            given.insert("elapsed_minutes".to_owned(), Value::from(minutes));
        }
        // Answers were checked when they were given; one from a newer Kneeboard is left out.
        Facts::from_value(&Value::Object(given.clone())).unwrap_or_else(|_| {
            let mut facts = Facts::default();
            for (name, value) in given {
                let alone = Value::Object(Map::from_iter([(name, value)]));
                if let Ok(read) = Facts::from_value(&alone) {
                    facts = laid_over(&facts, &read);
                }
            }
            facts
        })
    }

    /// Whole minutes since someone responded: acknowledged, else declared.
    pub fn minutes_since_response(&self, now: Moment) -> Option<i64> {
        let from = [KeyTime::Acknowledged, KeyTime::Declared]
            .iter()
            .find_map(|time| self.key_time(*time).and_then(|record| record.when.start()))?;
        Some((now.since(from) / 60_000).max(0))
    }

    /// Who holds a role, where a name was given.
    pub fn role_holder(&self, role: Role) -> Option<(usize, Option<String>)> {
        let index = *self.roles.get(&role)?;
        Some((index, self.text(index, "name")))
    }

    /// Every recorded containment.
    pub fn contained(&self) -> &[usize] {
        &self.contained
    }

    /// Every update sent.
    pub fn updates(&self) -> &[usize] {
        &self.updates
    }

    /// Every comparison recorded.
    pub fn comparisons(&self) -> &[usize] {
        &self.comparisons
    }

    /// Whether a clock was muted.
    pub fn is_muted(&self, clock: &str) -> bool {
        self.muted.contains(clock)
    }

    /// Where somebody held, if that stands.
    pub fn held(&self) -> Option<usize> {
        self.held
    }

    /// The event that says how far the postmortem is, if one does.
    pub fn status_index(&self) -> Option<usize> {
        self.status
    }

    /// How far the postmortem is.
    pub fn status(&self) -> Status {
        match self.status.map(|index| &self.event(index).what) {
            Some(What::StatusSet { status }) => *status,
            _ => Status::default(),
        }
    }

    /// The newest standing act that undo takes back: this replica's own.
    pub fn newest_act_of(&self, replica: crate::id::ReplicaId) -> Option<ActId> {
        self.entries
            .iter()
            .rev()
            .filter(|entry| entry.event.replica == replica)
            .filter(|entry| {
                !matches!(entry.event.what, What::Retracted { .. } | What::ClockJumped { .. })
            })
            .map(|entry| entry.event.act)
            .find(|act| !self.is_retracted(*act))
    }

    /// By which door an event came, for a refusal.
    pub fn via(&self, index: usize) -> Via {
        self.event(index).via
    }
}

/// The facts with the answers of others in place of their own.
pub(crate) fn laid_over(facts: &Facts, others: &Facts) -> Facts {
    let mut laid = facts.clone();
    let Value::Object(given) = others.to_value() else { return laid };
    for fact in Fact::ALL {
        let answered = given.get(fact.name()).and_then(|json| laid.with(*fact, json.clone()).ok());
        laid = answered.unwrap_or(laid);
    }
    laid
}

/// Replay order: counter, replica, sequence; a fork is told apart by its id.
fn order(event: &Event) -> (u64, crate::id::ReplicaId, u64, EventId, Digest) {
    (event.counter, event.replica, event.seq, event.id, event.hash)
}

/// An entry with all that corrects it, and what corrects that: an erasure reaches every one of them,
/// also those that were taken back.
pub(crate) fn with_corrections<'a>(
    target: EventId,
    all: impl IntoIterator<Item = (EventId, &'a What)>,
) -> BTreeSet<EventId> {
    let mut corrections: HashMap<EventId, Vec<EventId>> = HashMap::new();
    for (id, what) in all {
        if let What::Corrected { target, .. } = what {
            corrections.entry(*target).or_default().push(id);
        }
    }
    let (mut reached, mut next) = (BTreeSet::new(), vec![target]);
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            next.extend(corrections.get(&id).into_iter().flatten());
        }
    }
    reached
}

/// What undo and retract leave alone: others may already have acted on it.
pub(crate) fn is_kept_by_undo(what: &What) -> bool {
    matches!(
        what,
        What::IncidentStarted { .. }
            | What::Decided(_)
            | What::UpdateSent { .. }
            | What::Closed {}
            | What::Reopened {}
            | What::Redacted { .. }
    )
}

/// What each correction corrects in the end: a correction of a correction corrects what the first one
/// named; a circle ends where it began.
fn roots(events: &[Event], by_id: &HashMap<EventId, &Event>) -> HashMap<EventId, EventId> {
    let target = |id: &EventId| match by_id.get(id).map(|event| &event.what) {
        Some(What::Corrected { target, .. }) => Some(*target),
        _ => None,
    };
    let mut roots: HashMap<EventId, EventId> = HashMap::new();
    for event in events {
        let mut way = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at = event.id;
        let root = loop {
            if let Some(root) = roots.get(&at) {
                break *root;
            }
            match target(&at).filter(|_| seen.insert(at)) {
                Some(next) => {
                    way.push(at);
                    at = next;
                }
                None => break at,
            }
        };
        roots.extend(way.into_iter().map(|id| (id, root)));
    }
    roots
}
