//! A runbook drawn as the walkthrough will draw it, before anybody has opened it.

use super::walk::{StepView, step_view};
use crate::event::{Event, Role, StepRef, Via, What, Words};
use crate::id::{ActId, Digest, EventId, IncidentId, ReplicaId};
use crate::incident::Incident;
use crate::moment::Moment;
use crate::runbook::{Plan, Runbook, Step};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;
use uuid::Uuid;

/// A phase, or a section of a checklist, with the steps in it that are drawn.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct PreviewPhase {
    pub title: String,
    /// read-do, do-confirm.
    pub mode: String,
    /// The line of its heading.
    pub line: usize,
    /// Steps of it that stand before those that are drawn.
    pub before: usize,
    /// Steps of every branch among them, each with its branch.
    pub steps: Vec<DrawnStep>,
    /// Steps of it that stand behind those.
    pub behind: usize,
}

/// A step as its card will stand in the walkthrough.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct DrawnStep {
    /// The line that it begins in; none for one that every runbook has without writing it.
    pub line: Option<usize>,
    pub step: StepView,
}

/// Of more steps than these, so many are drawn: what a text costs to draw does not grow with it. No
/// shipped runbook has more.
pub const DRAWN: usize = 100;

/// The phases of a runbook with nothing answered and nothing done, drawn round a line of its text.
pub fn preview(runbook: &Runbook, line: usize) -> Vec<PreviewPhase> {
    let opened = EventId(Uuid::nil());
    let incident = Incident::replay([opening(runbook, opened)]);
    let is_above = |step: &&Step| line_of(step).is_some_and(|at| at <= line);
    let drawn = around(runbook.steps().count(), runbook.steps().filter(is_above).count());
    let mut walk = (1u32..).zip(runbook.steps());
    let phases = runbook.phases.iter().map(|phase| {
        let (mut before, mut behind, mut steps) = (0, 0, Vec::new());
        for (place, step) in walk.by_ref().take(phase.steps().count()) {
            if place <= drawn.start {
                before += 1;
            } else if place > drawn.end {
                behind += 1;
            } else {
                let view = step_view(&incident, &StepRef::Planned { opened, place });
                steps.push(DrawnStep { line: line_of(step), step: view });
            }
        }
        PreviewPhase {
            title: phase.heading.clone(),
            mode: phase.mode.name().to_owned(),
            line: phase.at.line,
            before,
            steps,
            behind,
        }
    });
    phases.collect()
}

fn line_of(step: &Step) -> Option<usize> {
    (!step.range.is_empty()).then_some(step.at.line)
}

/// The places of those that are drawn, of so many steps: behind the first, and up to the second. They
/// move by thirds, so that what is drawn rarely changes while somebody goes from step to step.
fn around(count: usize, at: usize) -> Range<u32> {
    let third = DRAWN / 3;
    let start = (at / third * third).saturating_sub(third).min(count.saturating_sub(DRAWN));
    // More steps than a place can number have no place in a plan either.
    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    place(start)..place(start + DRAWN)
}

/// The opening of a walkthrough in an incident that nobody has.
fn opening(runbook: &Runbook, opened: EventId) -> Event {
    let at = Moment::new(0, 0);
    let what = What::RunbookOpened {
        runbook: runbook.id.clone(),
        revision: String::new(),
        plan: Box::new(Plan::of(runbook)),
        card: BTreeMap::new(),
    };
    Event {
        id: opened,
        incident: IncidentId(Uuid::nil()),
        act: ActId(Uuid::nil()),
        replica: ReplicaId(Uuid::nil()),
        seq: 1,
        prev: None,
        after: Vec::new(),
        counter: 1,
        recorded_at: at,
        role: Role::default(),
        via: Via::Window,
        at: None,
        what,
        words: Words::Nothing,
        hash: Digest([0; 32]),
    }
}
