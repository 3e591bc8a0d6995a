//! Steps that somebody marked as wrong, and the same steps in another text.

use crate::event::Role;
use crate::id::{EventId, IncidentId};
use crate::incident::Incident;
use crate::moment::Moment;
use crate::runbook::{Branch, Phase, PlannedStep, Runbook, Step};
use serde::{Deserialize, Serialize};

/// By what a step is known across revisions: where it stands, and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct StepKey {
    /// Its phase.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub phase: Phase,
    /// Its branch of Mitigate.
    #[serde(default)]
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub branch: Option<Branch>,
    /// A checklist's heading above it.
    #[serde(default)]
    pub section: Option<String>,
    /// What it asks to be done.
    pub action: String,
}

/// A remark on a step's text, from an incident in which it was walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redline {
    /// The event.
    pub event: EventId,
    /// The incident.
    pub incident: IncidentId,
    /// Its handle.
    pub handle: String,
    /// Whether that was practice.
    pub drill: bool,
    /// When it was written down.
    pub at: Moment,
    /// By whom.
    pub role: Role,
    /// The runbook that was walked.
    pub runbook: String,
    /// The step as its frozen plan has it.
    pub step: StepKey,
    /// What is wrong, or how it should read; none where the words were removed.
    pub words: Option<String>,
}

/// Every redline of a planned step that stands, in the order of recording.
pub fn redlines(incident: &Incident) -> Vec<Redline> {
    let Some(id) = incident.id() else { return Vec::new() };
    let marked = incident.all_steps().filter_map(|step| {
        let record = incident.step_record(&step)?;
        let (planned, walk) = (incident.planned(&step)?, incident.walk_of(&step)?);
        Some((StepKey::of(planned), walk.runbook.clone(), record.redlines.clone()))
    });
    let mut found: Vec<(usize, Redline)> = marked
        .flat_map(|(step, runbook, indices)| {
            indices.into_iter().map(move |index| {
                let event = incident.event(index);
                let removed =
                    incident.removal_note(event.id).is_some() || event.words.are_removed();
                let redline = Redline {
                    event: event.id,
                    incident: id,
                    handle: incident.handle(),
                    drill: incident.is_drill(),
                    at: event.recorded_at,
                    role: event.role,
                    runbook: runbook.clone(),
                    step: step.clone(),
                    words: incident.text(index, "text").filter(|_| !removed),
                };
                (index, redline)
            })
        })
        .collect();
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, redline)| redline).collect()
}

impl StepKey {
    /// The key of a step.
    pub fn of(step: &PlannedStep) -> Self {
        Self {
            phase: step.phase,
            branch: step.branch,
            section: step.section.clone(),
            action: step.action.clone(),
        }
    }

    /// Where it stands: `Triage`, `Roll back`, or a checklist's heading.
    pub fn place(&self) -> &str {
        match (&self.section, self.branch) {
            (Some(section), _) => section,
            (None, Some(branch)) => branch.title(),
            (None, None) => self.phase.title(),
        }
    }

    /// The same step in a text: at its own place, else wherever its words stand.
    pub fn find<'a>(&self, runbook: &'a Runbook) -> Option<&'a Step> {
        let wanted = slug(&self.action);
        let same = || {
            let written = runbook.steps().filter(|step| !step.range.is_empty());
            written.filter(|step| slug(&step.planned.action) == wanted)
        };
        let here = same().find(|step| {
            let other = Self::of(&step.planned);
            (other.phase, other.branch, other.section.as_ref())
                == (self.phase, self.branch, self.section.as_ref())
        });
        here.or_else(|| same().next())
    }
}

/// Letters and digits in small letters: a comma or a capital makes no other step.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
