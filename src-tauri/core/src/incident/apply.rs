//! The fold: one event after another is taken in, in replay order.

use super::{ActionItem, DecisionRecord, Entry, FactorRecord, Incident, Mark, Walk};
use crate::event::{Event, KeyTime, What};
use std::collections::BTreeSet;
use std::sync::Arc;

const AFTER_CLOSING: &str = "recorded on a closed incident";
const NAMES_NOTHING: &str = "what it names is not in this record";

impl Incident {
    /// Takes in the next event in replay order.
    pub(super) fn take(&mut self, event: Event) {
        let index = self.entries.len();
        self.position.insert(event.id, index);
        self.acts.entry(event.act).or_default().push(index);
        self.max_counter = self.max_counter.max(event.counter);
        let known = self.closings_known_to(&event);
        self.knew_closings.insert(event.hash, known);

        let retracted = self.retractions.get(&event.act).copied();
        let what = event.what.clone();
        self.entries.push(Entry { event, mark: Mark::Stands });
        let mark = match retracted {
            Some(by) => Mark::Retracted(by),
            None => self.apply(index, &what, known),
        };
        self.entries[index].mark = mark;
    }

    fn closings_known_to(&self, event: &Event) -> u128 {
        event
            .prev
            .iter()
            .chain(&event.after)
            .filter_map(|parent| self.knew_closings.get(parent))
            .fold(0, |known, parent| known | parent)
    }

    fn apply(&mut self, index: usize, what: &What, known: u128) -> Mark {
        let mark = match self.closed {
            Some((_, bit)) if known & bit == 0 => Mark::RecordedElsewhere,
            Some(_) if is_refused_when_closed(what) => return Mark::NotApplied(AFTER_CLOSING),
            Some(_) => Mark::AfterClosing,
            None => Mark::Stands,
        };
        if self.fold(index, what) { mark } else { Mark::NotApplied(NAMES_NOTHING) }
    }

    /// Folds one standing event into the state; false where what it names is not there.
    fn fold(&mut self, index: usize, what: &What) -> bool {
        match what {
            What::IncidentStarted { .. } => {
                self.started.get_or_insert(index);
                self.title.get_or_insert(index);
            }
            What::TitleSet {} => self.title = Some(index),
            What::RunbookOpened { runbook, plan, card, .. } => {
                let opened = self.event(index).id;
                self.opened.entry(opened).or_insert(self.walks.len());
                self.walks.push(Walk::new(
                    self.walks.len() + 1,
                    opened,
                    index,
                    runbook.clone(),
                    Arc::new((**plan).clone()),
                    card.clone(),
                ));
            }
            What::StepDone { step, .. }
            | What::StepFailed { step, .. }
            | What::StepSkipped { step, .. }
            | What::StepNotApplicable { step, .. }
            | What::StepDeferred { step, .. }
            | What::StepBlocked { step, .. } => {
                if !self.has_step(step) {
                    return false;
                }
                self.steps.entry(*step).or_default().outcomes.push(index);
            }
            What::StepAdded { after, opened, phase, branch } => {
                self.add_step(index, after.as_ref(), *opened, *phase, *branch);
            }
            What::StepRedlined { step } => {
                if !self.has_step(step) {
                    return false;
                }
                self.steps.entry(*step).or_default().redlines.push(index);
            }
            What::AnswerGiven { name, .. } => {
                self.answers.entry(name.clone()).or_default().push(index);
            }
            What::Held { .. } => self.held = Some(index),
            What::NoteAdded { .. } | What::EvidenceAttached { .. } | What::ClockJumped { .. } => {}
            What::TimeSet { time, source } => {
                self.key_times.insert(*time, index);
                if *time == KeyTime::Detected && source.is_some() {
                    self.detection = Some(index);
                }
            }
            What::RoleTaken { taken } => {
                self.roles.insert(*taken, index);
            }
            What::SeveritySet { .. } => self.severity = Some(index),
            What::Contained {} => self.contained.push(index),
            What::Decided(body) => {
                let by = self.event(index).id;
                let supersedes: BTreeSet<_> = body.supersedes.iter().copied().collect();
                for earlier in supersedes {
                    if let Some(earlier) = self.decision_mut(earlier) {
                        earlier.superseded_by.push(by);
                    }
                }
                self.decisions.push(DecisionRecord {
                    n: self.decisions.len() + 1,
                    index,
                    outcomes: Vec::new(),
                    reached: None,
                    superseded_by: Vec::new(),
                });
            }
            What::OutcomeSeen { decision, .. } => match self.decision_mut(*decision) {
                Some(decision) => decision.outcomes.push(index),
                None => return false,
            },
            What::ReachSeen { decision } => match self.decision_mut(*decision) {
                Some(decision) => decision.reached = Some(index),
                None => return false,
            },
            What::Compared { .. } => self.comparisons.push(index),
            What::UpdateSent { .. } => self.updates.push(index),
            What::StandingCleared { left_by } => {
                if !self.position.contains_key(left_by) {
                    return false;
                }
                self.cleared.insert(*left_by, index);
            }
            What::ClockMuted { clock } => {
                self.muted.insert(clock.clone());
            }
            What::Corrected { target, .. } | What::Redacted { target } => {
                return self.position.contains_key(target);
            }
            What::Retracted { target } => return self.acts.contains_key(target),
            What::Closed {} => {
                let bit = 1_u128 << self.closings.min(127);
                self.closings += 1;
                self.closed = Some((index, bit));
                self.last_closed = Some(index);
                let hash = self.event(index).hash;
                *self.knew_closings.entry(hash).or_default() |= bit;
            }
            What::Reopened {} => self.closed = None,
            What::SectionWritten { section, base } => {
                let replaced: BTreeSet<usize> =
                    base.iter().filter_map(|id| self.index_of(*id)).collect();
                let standing = self.sections.entry(*section).or_default();
                // A record of many texts beside each other is gone through only where one goes.
                if !replaced.is_empty() {
                    standing.retain(|earlier| !replaced.contains(earlier));
                }
                standing.push(index);
            }
            What::FactorAdded { .. } => {
                self.factors.push(FactorRecord { index, changes: Vec::new() });
            }
            What::FactorChanged { factor, .. } => match self.factor_mut(*factor) {
                Some(factor) => factor.changes.push(index),
                None => return false,
            },
            What::ActionAdded { .. } => {
                self.actions.push(ActionItem { index, changes: Vec::new() });
            }
            What::ActionChanged { target, .. } => match self.action_mut(*target) {
                Some(action) => action.changes.push(index),
                None => return false,
            },
            What::IncidentLinked { .. } => self.linked.push(index),
            What::OwnerSet { .. } => self.owner.push(index),
            What::CollaboratorsSet { .. } => self.collaborators = Some(index),
            What::FindingDismissed { rule, place } => {
                self.dismissed.insert((rule.clone(), place.clone()), index);
            }
            What::StatusSet { .. } => self.status = Some(index),
            What::Exported { .. } => self.exports.push(index),
            What::Newer { .. } => {}
        }
        true
    }

    fn decision_mut(&mut self, id: crate::id::EventId) -> Option<&mut DecisionRecord> {
        let index = self.index_of(id)?;
        let at = self.decisions.binary_search_by_key(&index, |decision| decision.index).ok()?;
        self.decisions.get_mut(at)
    }

    fn factor_mut(&mut self, id: crate::id::EventId) -> Option<&mut FactorRecord> {
        let index = self.index_of(id)?;
        let at = self.factors.binary_search_by_key(&index, |factor| factor.index).ok()?;
        self.factors.get_mut(at)
    }

    fn action_mut(&mut self, id: crate::id::EventId) -> Option<&mut ActionItem> {
        let index = self.index_of(id)?;
        let at = self.actions.binary_search_by_key(&index, |action| action.index).ok()?;
        self.actions.get_mut(at)
    }
}

/// Steps, decisions, roles and clocks belong to an open incident; the rest may follow a closing.
pub(crate) fn is_refused_when_closed(what: &What) -> bool {
    match what {
        What::RunbookOpened { .. }
        | What::StepDone { .. }
        | What::StepFailed { .. }
        | What::StepSkipped { .. }
        | What::StepNotApplicable { .. }
        | What::StepDeferred { .. }
        | What::StepBlocked { .. }
        | What::StepAdded { .. }
        | What::AnswerGiven { .. }
        | What::Held { .. }
        | What::RoleTaken { .. }
        | What::Contained {}
        | What::Decided(_)
        | What::StandingCleared { .. }
        | What::ClockMuted { .. }
        | What::Closed {} => true,
        What::IncidentStarted { .. }
        | What::TitleSet {}
        | What::StepRedlined { .. }
        | What::NoteAdded { .. }
        | What::EvidenceAttached { .. }
        | What::TimeSet { .. }
        | What::SeveritySet { .. }
        | What::OutcomeSeen { .. }
        | What::ReachSeen { .. }
        | What::Compared { .. }
        | What::UpdateSent { .. }
        | What::ClockJumped { .. }
        | What::Corrected { .. }
        | What::Retracted { .. }
        | What::Redacted { .. }
        | What::Reopened {}
        | What::SectionWritten { .. }
        | What::FactorAdded { .. }
        | What::FactorChanged { .. }
        | What::ActionAdded { .. }
        | What::ActionChanged { .. }
        | What::IncidentLinked { .. }
        | What::OwnerSet { .. }
        | What::CollaboratorsSet { .. }
        | What::FindingDismissed { .. }
        | What::StatusSet { .. }
        | What::Exported { .. }
        | What::Newer { .. } => false,
    }
}
