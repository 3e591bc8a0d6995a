//! A runbook drawn as the walkthrough will draw it, before anybody has opened it.

use super::walk::{StepView, step_view};
use crate::event::{Event, Role, StepRef, Via, What, Words};
use crate::id::{ActId, Digest, EventId, IncidentId, ReplicaId};
use crate::incident::Incident;
use crate::moment::Moment;
use crate::runbook::{Plan, Runbook};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A phase, or a section of a checklist, with the steps in it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct PreviewPhase {
    pub title: String,
    /// read-do, do-confirm.
    pub mode: String,
    /// The line of its heading.
    pub line: usize,
    /// Steps of every branch among them, each with its branch.
    pub steps: Vec<StepView>,
}

/// The phases of a runbook with nothing answered and nothing done.
pub fn preview(runbook: &Runbook) -> Vec<PreviewPhase> {
    let opened = EventId(Uuid::nil());
    let incident = Incident::replay([opening(runbook, opened)]);
    let mut place = 0;
    runbook
        .phases
        .iter()
        .map(|phase| {
            let branches = phase.branches.iter().map(|branch| branch.steps.len());
            let count = phase.steps.len() + branches.sum::<usize>();
            let steps = (0..count).map(|_| {
                place += 1;
                step_view(&incident, &StepRef::Planned { opened, place })
            });
            PreviewPhase {
                title: phase.heading.clone(),
                mode: phase.mode.name().to_owned(),
                line: phase.at.line,
                steps: steps.collect(),
            }
        })
        .collect()
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
