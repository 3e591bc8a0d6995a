//! What an incident freezes of a runbook, and replays without ever reading Markdown again.

use super::condition::Condition;
use super::phase::{Branch, Mode, Phase};
use super::{Runbook, RunbookKind};
use serde::{Deserialize, Serialize};

/// The frozen plan of a walkthrough. Fields may be added, never changed in meaning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// The runbook's title.
    pub title: String,
    /// nodejs, react, django or any.
    pub stack: String,
    /// Whether it has phases and branches or headings of its own.
    #[serde(rename = "type")]
    pub kind: RunbookKind,
    /// The phases that the text has, or a checklist's sections, in the order of the walk.
    pub phases: Vec<PlannedPhase>,
    /// Every step, in the order of the walk; `place` counts from 1 without a gap.
    pub steps: Vec<PlannedStep>,
}

/// A phase of the plan, or a section of a checklist.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlannedPhase {
    /// None under a checklist's own heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// The heading as it was written.
    pub title: String,
    /// How it is walked.
    pub mode: Mode,
    /// The branches under Mitigate, in the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<PlannedBranch>,
}

/// A branch of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedBranch {
    /// Which branch a decision opens here.
    pub branch: Branch,
    /// The heading as it was written: Hotfix or Roll forward.
    pub title: String,
    /// Whether Kneeboard added it, the text having none.
    #[serde(default, skip_serializing_if = "is_false")]
    pub built_in: bool,
}

/// One step as it was on the screen. What the text leaves out is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlannedStep {
    /// Its place in the plan, from 1.
    pub place: u32,
    /// Its phase; Triage, which means nothing there, in a checklist.
    pub phase: Phase,
    /// The branch of Mitigate it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<Branch>,
    /// A checklist's heading above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// What to do, as plain text.
    pub action: String,
    /// Why it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The value it asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// What is seen when it worked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
    /// What to do when that is not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_not: Option<IfNot>,
    /// What to know before the command is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
    /// How to take it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
    /// What stays in force afterwards, until somebody clears it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaves: Option<String>,
    /// How long to wait or to watch, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timer_minutes: Option<u32>,
    /// Whose step it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// When it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Whether its text says that it changes nothing.
    #[serde(skip_serializing_if = "is_false")]
    pub changes_nothing: bool,
    /// Where its commands come from, and when that was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its commands, and those of its labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
    /// Everything else that stands in the item, as Markdown source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub detail: Vec<String>,
    /// What finishing it takes.
    pub kind: StepKind,
    /// Whether its command changes something.
    #[serde(skip_serializing_if = "is_false")]
    pub changes_state: bool,
    /// Whether it is one of the first five of Triage.
    #[serde(skip_serializing_if = "is_false")]
    pub killer: bool,
}

/// What a step wants written down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What the value is.
    pub label: String,
    /// In what it is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What to do when a step did not do what it should.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IfNot {
    /// The text as written.
    pub text: String,
    /// The heading that "go to" names, as that heading is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_to: Option<String>,
}

/// A command to copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// sh, bash, powershell, sql or python.
    pub lang: String,
    /// Its text without the last line break, placeholders unfilled.
    pub text: String,
    /// The label it stands under; none where it is the step's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<super::Label>,
}

/// What finishing a step takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A value, for it asks for one.
    Observe,
    /// Running a command and seeing what was expected.
    Do,
    /// A word that it is so.
    #[default]
    Confirm,
}

impl Plan {
    /// The plan of a runbook: its steps as they stand, phase after phase.
    pub fn of(runbook: &Runbook) -> Self {
        let phases = runbook.phases.iter().map(|phase| PlannedPhase {
            phase: phase.phase,
            title: phase.heading.clone(),
            mode: phase.mode,
            branches: phase
                .branches
                .iter()
                .map(|branch| PlannedBranch {
                    branch: branch.branch,
                    title: branch.heading.clone(),
                    built_in: branch.built_in,
                })
                .collect(),
        });
        Self {
            title: runbook.title.clone(),
            stack: runbook.stack.clone(),
            kind: runbook.kind,
            phases: phases.collect(),
            steps: runbook.steps().map(|step| step.planned.clone()).collect(),
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}
