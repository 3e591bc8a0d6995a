//! Steps: their order, where each stands, and which one comes next.

use super::Incident;
use crate::decision::Action;
use crate::event::{StepRef, Until, What};
use crate::id::EventId;
use crate::runbook::placeholder::{self, Part};
use crate::runbook::{Branch, Condition, Phase, Plan, PlannedStep, Truth, question_for};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One runbook opened in the incident, with the plan frozen at that moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Its number in display, from 1.
    pub n: usize,
    /// The RunbookOpened event.
    pub opened: EventId,
    /// Where that event lies.
    pub index: usize,
    /// The runbook's id.
    pub runbook: String,
    /// The frozen plan.
    pub plan: Arc<Plan>,
    /// The service card's keys as they were.
    pub card: BTreeMap<String, String>,
    /// Planned and added steps in the order in which they are walked.
    order: Vec<StepRef>,
    /// Where each place stands in the plan.
    places: HashMap<u32, usize>,
    /// The last planned step of each phase and branch.
    ends: Vec<((Phase, Option<Branch>), StepRef)>,
    /// The steps that were added right behind another one, in the order of recording.
    behind: HashMap<StepRef, Vec<StepRef>>,
    /// Those that were added at the end.
    last: Vec<StepRef>,
}

/// A step that somebody added: in which walk, and its number among those that were added there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct AddedStep {
    walk: Option<usize>,
    n: usize,
}

/// Everything recorded about one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepRecord {
    /// Its standing outcomes, in replay order; the last one counts.
    pub outcomes: Vec<usize>,
    /// Where it was marked as wrong.
    pub redlines: Vec<usize>,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum StepNow {
    Open,
    Done,
    Failed,
    Skipped,
    NotApplicable,
    Later,
    Blocked,
}

impl Walk {
    pub(super) fn new(
        n: usize,
        opened: EventId,
        index: usize,
        runbook: String,
        plan: Arc<Plan>,
        card: BTreeMap<String, String>,
    ) -> Self {
        let named = |step: &PlannedStep| StepRef::Planned { opened, place: step.place };
        let order = plan.steps.iter().map(named).collect();
        let (mut places, mut ends) = (HashMap::new(), Vec::new());
        for (at, step) in plan.steps.iter().enumerate() {
            places.entry(step.place).or_insert(at);
            let place = (step.phase, step.branch);
            ends.retain(|(other, _)| *other != place);
            ends.push((place, named(step)));
        }
        let (behind, last) = (HashMap::new(), Vec::new());
        Self { n, opened, index, runbook, plan, card, order, places, ends, behind, last }
    }

    fn planned(&self, place: u32) -> Option<&PlannedStep> {
        self.plan.steps.get(*self.places.get(&place)?)
    }

    /// Adds a step right behind another one, or at the end.
    fn add(&mut self, step: StepRef, behind: Option<StepRef>) {
        match behind {
            Some(other) => self.behind.entry(other).or_default().push(step),
            None => self.last.push(step),
        }
    }

    /// Puts the added steps into their places: the newest behind a step comes right after it.
    fn put_in_order(&mut self) {
        let opened = self.opened;
        let planned =
            self.plan.steps.iter().map(|step| StepRef::Planned { opened, place: step.place });
        let mut left: Vec<StepRef> = planned.chain(self.last.iter().copied()).collect();
        left.reverse();
        let mut behind = self.behind.clone();
        self.order.clear();
        while let Some(step) = left.pop() {
            self.order.push(step);
            left.extend(behind.remove(&step).into_iter().flatten());
        }
    }

    /// Planned and added steps in the order in which they are walked.
    pub fn steps(&self) -> &[StepRef] {
        &self.order
    }
}

impl Incident {
    /// The runbooks opened, in replay order.
    pub fn walks(&self) -> &[Walk] {
        &self.walks
    }

    /// Steps that were added where no runbook is open.
    pub fn loose_steps(&self) -> &[StepRef] {
        &self.loose_steps
    }

    /// Every step: the walks' in their order, then the loose ones.
    pub fn all_steps(&self) -> impl Iterator<Item = StepRef> {
        self.walks
            .iter()
            .flat_map(|walk| walk.order.iter().copied())
            .chain(self.loose_steps.iter().copied())
    }

    pub(super) fn add_step(
        &mut self,
        index: usize,
        after: Option<&StepRef>,
        opened: Option<EventId>,
        phase: Phase,
        branch: Option<Branch>,
    ) {
        let added = self.event(index).id;
        let step = StepRef::Added { added };
        let anchored = after.and_then(|after| Some((self.walk_index(after)?, Some(*after))));
        let opened = || {
            let at = *self.opened.get(&opened?)?;
            // Behind the last step of its phase and branch, else at the end.
            let ends = &self.walks.get(at)?.ends;
            let end = ends.iter().find(|(place, _)| *place == (phase, branch));
            Some((at, end.map(|(_, step)| *step)))
        };
        let place = anchored.or_else(opened);
        match place.and_then(|(at, behind)| Some((self.walks.get_mut(at)?, behind))) {
            Some((walk, behind)) => walk.add(step, behind),
            None => self.loose_steps.push(step),
        }
        let walk = place.map(|(at, _)| at);
        let n = self.added_in.entry(walk).or_default();
        *n += 1;
        self.added.insert(added, AddedStep { walk, n: *n });
    }

    /// Puts the steps that were added since into their places; once for all of them.
    pub(super) fn put_steps_in_order(&mut self) {
        if std::mem::take(&mut self.ordered) != self.added.len() {
            self.walks.iter_mut().for_each(Walk::put_in_order);
        }
        self.ordered = self.added.len();
    }

    /// The walk in which a step stands, by its place among the walks.
    fn walk_index(&self, step: &StepRef) -> Option<usize> {
        match step {
            StepRef::Planned { opened, place } => {
                let at = *self.opened.get(opened)?;
                self.walks.get(at)?.planned(*place).map(|_| at)
            }
            StepRef::Added { added } => self.added.get(added)?.walk,
        }
    }

    pub(super) fn has_step(&self, step: &StepRef) -> bool {
        match step {
            StepRef::Planned { .. } => self.planned(step).is_some(),
            StepRef::Added { added } => self.added.contains_key(added),
        }
    }

    /// The runbook a step belongs to.
    pub fn walk_of(&self, step: &StepRef) -> Option<&Walk> {
        let at = match step {
            StepRef::Planned { opened, .. } => *self.opened.get(opened)?,
            StepRef::Added { added } => self.added.get(added)?.walk?,
        };
        self.walks.get(at)
    }

    /// A planned step as it was frozen; `None` for an added one.
    pub fn planned(&self, step: &StepRef) -> Option<&PlannedStep> {
        match step {
            StepRef::Planned { place, .. } => self.walk_of(step)?.planned(*place),
            StepRef::Added { .. } => None,
        }
    }

    /// What a step asks to be done.
    pub fn step_text(&self, step: &StepRef) -> String {
        match step {
            StepRef::Planned { .. } => {
                self.planned(step).map(|found| self.filled(step, &found.action)).unwrap_or_default()
            }
            StepRef::Added { added } => {
                self.index_of(*added).and_then(|index| self.text(index, "text")).unwrap_or_default()
            }
        }
    }

    /// A text of a step with what is known in place of its placeholders, for people to read. What is
    /// not filled is a gap, `‹service.flag›`, as in commands; the braces are for writers.
    pub fn filled(&self, step: &StepRef, text: &str) -> String {
        let Some(walk) = self.walk_of(step) else { return text.to_owned() };
        let filled = placeholder::fill(text, &|name| {
            self.condition_value(walk, name).map(|value| match value {
                Value::String(text) => text,
                other => other.to_string(),
            })
        });
        filled
            .parts
            .into_iter()
            .map(|part| match part {
                Part::Text { text } | Part::Value { text, .. } => text,
                Part::Open { name, .. } => format!("‹{name}›"),
            })
            .collect()
    }

    /// The phase a step stands in.
    pub fn step_phase(&self, step: &StepRef) -> Option<Phase> {
        self.step_place(step).map(|(phase, _)| phase)
    }

    /// The branch of Mitigate a step stands in.
    pub fn step_branch(&self, step: &StepRef) -> Option<Branch> {
        self.step_place(step).and_then(|(_, branch)| branch)
    }

    fn step_place(&self, step: &StepRef) -> Option<(Phase, Option<Branch>)> {
        match step {
            StepRef::Planned { .. } => self.planned(step).map(|step| (step.phase, step.branch)),
            StepRef::Added { added } => match &self.event(self.index_of(*added)?).what {
                What::StepAdded { phase, branch, .. } => Some((*phase, *branch)),
                _ => None,
            },
        }
    }

    /// The number in display: `1.14`, `1.+1`.
    pub fn step_number(&self, step: &StepRef) -> String {
        let walk = self.walk_of(step).map_or(0, |walk| walk.n);
        match step {
            StepRef::Planned { place, .. } => format!("{walk}.{place}"),
            StepRef::Added { added } => {
                let n = self.added.get(added).map_or(0, |added| added.n);
                format!("{walk}.+{n}")
            }
        }
    }

    /// Everything recorded about a step.
    pub fn step_record(&self, step: &StepRef) -> Option<&StepRecord> {
        self.steps.get(step)
    }

    /// The outcome event that counts.
    pub fn standing_outcome(&self, step: &StepRef) -> Option<usize> {
        self.steps.get(step).and_then(|record| record.outcomes.last().copied())
    }

    /// An outcome recorded by somebody who did not know of the one that counts, or the other way
    /// round: both are shown.
    pub fn outcome_beside(&self, step: &StepRef) -> Option<usize> {
        let outcomes = &self.steps.get(step)?.outcomes;
        let (last, earlier) = outcomes.split_last()?;
        let earlier = *earlier.last()?;
        let knew = match self.replaced_by(*last) {
            Some(replaced) => {
                replaced == self.event(earlier).id
                    || self
                        .index_of(replaced)
                        .is_some_and(|at| self.is_retracted(self.event(at).act))
            }
            None => false,
        };
        (!knew).then_some(earlier)
    }

    fn replaced_by(&self, index: usize) -> Option<EventId> {
        match &self.event(index).what {
            What::StepDone { replaces, .. }
            | What::StepFailed { replaces, .. }
            | What::StepSkipped { replaces, .. }
            | What::StepNotApplicable { replaces, .. }
            | What::StepDeferred { replaces, .. }
            | What::StepBlocked { replaces, .. } => *replaces,
            _ => None,
        }
    }

    /// How a step stands now.
    pub fn step_now(&self, step: &StepRef) -> StepNow {
        match self.standing_outcome(step).map(|index| &self.event(index).what) {
            Some(What::StepDone { .. }) => StepNow::Done,
            Some(What::StepFailed { .. }) => StepNow::Failed,
            Some(What::StepSkipped { .. }) => StepNow::Skipped,
            Some(What::StepNotApplicable { .. }) => StepNow::NotApplicable,
            Some(What::StepDeferred { .. }) => StepNow::Later,
            Some(What::StepBlocked { .. }) => StepNow::Blocked,
            _ if self.why_not_applicable(step).is_some() => StepNow::NotApplicable,
            _ => StepNow::Open,
        }
    }

    pub(super) fn is_step_done(&self, step: &StepRef) -> bool {
        self.step_now(step) == StepNow::Done
    }

    /// Until when a step waits, where it waits.
    pub fn waits_until(&self, step: &StepRef) -> Option<Until> {
        match self.event(self.standing_outcome(step)?).what {
            What::StepDeferred { until, .. } => Some(until),
            _ => None,
        }
    }

    /// Why an untaken step does not apply: its branch was not chosen, or an answer rules it out.
    pub fn why_not_applicable(&self, step: &StepRef) -> Option<String> {
        if let Some(branch) = self.step_branch(step)
            && !self.open_branches().contains(&branch)
        {
            return Some(match self.shown_decision().and_then(|d| self.decided(d)) {
                Some(body) => format!("decided: {}", body.chosen.title().to_lowercase()),
                None => "nothing decided yet".to_owned(),
            });
        }
        match self.condition_of(step)? {
            Truth::False { because } => Some(because),
            Truth::True | Truth::Unknown { .. } => None,
        }
    }

    /// What a step's condition asks, where it cannot be told yet.
    pub fn open_question(&self, step: &StepRef) -> Option<String> {
        let Truth::Unknown { .. } = self.condition_of(step)? else { return None };
        let (walk, condition) = (self.walk_of(step)?, self.planned(step)?.when.as_ref()?);
        let asked = condition.all.iter().find(|test| {
            let value = self.condition_value(walk, &test.name);
            matches!(test.evaluate(value), Truth::Unknown { .. }) && !self.is_not_known(&test.name)
        });
        asked.map(|test| question_for(&test.name))
    }

    fn condition_of(&self, step: &StepRef) -> Option<Truth> {
        let walk = self.walk_of(step)?;
        let condition: &Condition = self.planned(step)?.when.as_ref()?;
        Some(condition.evaluate(&|name| self.condition_value(walk, name)))
    }

    /// The value a condition or placeholder sees: an answer, else the frozen service card's.
    pub fn condition_value(&self, walk: &Walk, name: &str) -> Option<Value> {
        self.answer(name).or_else(|| {
            let key = name.strip_prefix("service.")?;
            walk.card.get(key).filter(|value| !value.is_empty()).cloned().map(Value::from)
        })
    }

    /// The branches of Mitigate that are open: the standing decisions', and Isolate once contained.
    pub fn open_branches(&self) -> Vec<Branch> {
        let mut open = Vec::new();
        let mut add = |branch| {
            if !open.contains(&branch) {
                open.push(branch);
            }
        };
        for decision in self.standing_decisions() {
            if let Some(body) = self.decided(decision) {
                if body.shown.contain_first && body.chosen == body.shown.action {
                    add(Branch::Isolate);
                }
                add(branch_of(body.chosen));
            }
        }
        if !self.contained.is_empty() {
            add(Branch::Isolate);
        }
        open
    }

    /// The step that comes next: the first open one, of the runbook opened last.
    pub fn current_step(&self) -> Option<StepRef> {
        self.walks
            .iter()
            .rev()
            .flat_map(|walk| self.as_walked(walk))
            .chain(self.loose_steps.iter().copied())
            .find(|step| self.step_now(step) == StepNow::Open)
    }

    /// A walk's steps as they are come to: isolating goes before the chosen branch.
    pub fn as_walked<'a>(&'a self, walk: &'a Walk) -> impl Iterator<Item = StepRef> + 'a {
        let (isolate, rest): (Vec<_>, Vec<_>) =
            walk.order.iter().copied().partition(|s| self.step_branch(s) == Some(Branch::Isolate));
        let at = rest
            .iter()
            .position(|s| self.step_phase(s).is_some_and(|phase| phase >= Phase::Mitigate))
            .unwrap_or(rest.len());
        let mut order = rest;
        order.splice(at..at, isolate);
        order.into_iter()
    }

    /// Steps put off and not yet taken up again: the only thing that stops a closing.
    pub fn deferred_steps(&self) -> Vec<StepRef> {
        self.all_steps().filter(|step| self.step_now(step) == StepNow::Later).collect()
    }

    /// Steps that were done and leave something in force, until somebody clears it.
    ///
    /// Each is the outcome event that left the note, with its text.
    pub fn standing_notes(&self) -> Vec<(EventId, String)> {
        self.all_steps()
            .filter(|step| self.step_now(step) == StepNow::Done)
            .filter_map(|step| {
                let leaves = self.filled(&step, self.planned(&step)?.leaves.as_ref()?);
                let left_by = self.event(self.standing_outcome(&step)?).id;
                (!self.cleared.contains_key(&left_by)).then_some((left_by, leaves))
            })
            .collect()
    }
}

/// The branch that a decision opens.
pub fn branch_of(action: Action) -> Branch {
    match action {
        Action::RollBack => Branch::RollBack,
        Action::Hotfix | Action::RollForward => Branch::Hotfix,
        Action::Isolate => Branch::Isolate,
        Action::Watch => Branch::Watch,
        Action::Escalate => Branch::Escalate,
    }
}
