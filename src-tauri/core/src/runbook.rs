//! Runbooks: one Markdown file each, read into phases, branches and steps.
//!
//! Reading never fails: it gives the runbook and a list of problems, and a flawed runbook can
//! still be walked. The text itself is never rewritten.

pub mod condition;
mod escalate;
mod front;
mod lines;
pub mod lint;
mod lost;
mod matching;
pub mod merge;
mod parse;
mod phase;
pub mod placeholder;
mod plan;
pub mod reading;
pub mod shipped;
mod step;
mod template;
mod titled;

pub use condition::{Condition, ConditionError, Test, Truth, question_for};
pub use front::{FRONT_VALUES, body};
pub use matching::{Match, Spine, matching};
pub use parse::{MOST_BYTES, Refused, parse, read};
pub use phase::{Branch, Mode, Phase};
pub use plan::{Command, IfNot, Plan, PlannedBranch, PlannedPhase, PlannedStep, Record, StepKind};
pub(crate) use template::in_front_matter;
pub use template::template;
pub use titled::titled;

use crate::markdown::Block;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The folder of what is read or practised on quiet days.
const READINESS: &str = "readiness";

/// What a list calls the documents that are only read.
const REFERENCE: &str = "reference";

/// A runbook as it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Runbook {
    /// Its path without `.md`, such as `nodejs/errors-after-release`.
    pub id: String,
    /// From the front matter, else the first heading, else the id.
    pub title: String,
    /// nodejs, react, django or any; any where it is not given.
    pub stack: String,
    /// Whether it has phases or headings of its own.
    #[serde(rename = "type")]
    pub kind: RunbookKind,
    /// Which of the five kinds of failed release it is for.
    pub kinds: Vec<String>,
    /// What it looks like from outside, in the words of whoever is paged.
    pub looks_like: Vec<String>,
    /// The severity suggested at the start, SEV1 to SEV4.
    pub severity: Option<String>,
    /// About how many minutes it takes.
    pub minutes: Option<u32>,
    /// The day of the last review, as YYYY-MM-DD.
    pub reviewed: Option<String>,
    /// What stands before the first phase.
    pub intro: Vec<Block>,
    /// The phases that the text has, in the order of the walk; or a checklist's sections.
    pub phases: Vec<PhaseText>,
    /// Sections that are walked by nobody, Reference among them.
    pub reference: Vec<ReferenceText>,
    /// The text that ranges count in: without a BOM and with plain line feeds.
    #[serde(skip)]
    pub text: String,
    /// Which of title and stack the front matter gives.
    #[serde(skip)]
    given: Given,
}

/// Whether a runbook has the six phases or headings of its own, or is only read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RunbookKind {
    #[default]
    Runbook,
    Checklist,
    /// A document that is kept beside the runbooks and only read.
    Reference,
}

/// A phase as written, or a section of a checklist.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PhaseText {
    /// None under a checklist's own heading.
    pub phase: Option<Phase>,
    /// The heading as written.
    pub heading: String,
    /// How it is walked.
    pub mode: Mode,
    /// What stands in it and is no step.
    pub text: Vec<Block>,
    /// The steps that are in no branch.
    pub steps: Vec<Step>,
    /// The branches, in the order of the text.
    pub branches: Vec<BranchText>,
    /// Where its heading stands.
    pub at: Position,
}

/// A branch as written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BranchText {
    /// Which branch it is.
    pub branch: Branch,
    /// The heading as written: Hotfix or Roll forward.
    pub heading: String,
    /// What stands in it and is no step.
    pub text: Vec<Block>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Whether Kneeboard added it, the text having none.
    pub built_in: bool,
    /// Where its heading stands.
    pub at: Position,
}

/// A section that is read and not walked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReferenceText {
    /// The heading as written.
    pub heading: String,
    /// What it contains.
    pub text: Vec<Block>,
}

/// A step, and where in the text it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// The step as a plan freezes it.
    pub planned: PlannedStep,
    /// Where it begins.
    pub at: Position,
    /// Its bytes in the text, without a BOM and with plain line feeds; empty where built in.
    pub range: Range<usize>,
    /// The bytes of its words, behind the box; as in `range`.
    pub action: Range<usize>,
    /// Its labels and where they stand.
    pub labels: Vec<LabelAt>,
    /// Where each of its commands stands, in the order of `planned.commands`; bytes as in `range`.
    pub commands: Vec<Range<usize>>,
}

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LabelAt {
    /// Which label.
    pub label: Label,
    /// Where its first letter stands.
    pub at: Position,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// What is wrong with a runbook's text, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what becomes of it.
    pub message: String,
    /// The lint rule it breaks.
    pub rule: &'static str,
}

/// A label of a step's sub-item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Label {
    Why,
    Record,
    Expect,
    IfNot,
    Caution,
    Undo,
    Leaves,
    Timer,
    Role,
    When,
    Changes,
    Source,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Given {
    title: bool,
    stack: bool,
}

impl PhaseText {
    /// Every step of it in the order of the walk.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().chain(self.branches.iter().flat_map(|branch| &branch.steps))
    }
}

impl Runbook {
    /// Every step in the order of the walk, which is the order of their places.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.phases.iter().flat_map(PhaseText::steps)
    }

    /// Where a list puts it: under its stack, under readiness where it belongs to quiet days, or
    /// apart as a reference document.
    pub fn group(&self) -> &str {
        match self.kind {
            RunbookKind::Reference => REFERENCE,
            _ if self.is_for_quiet_days() => READINESS,
            RunbookKind::Runbook | RunbookKind::Checklist => &self.stack,
        }
    }

    /// Whether it is read or practised before a release, and no answer to an incident.
    pub fn is_for_quiet_days(&self) -> bool {
        let folder = self.id.split_once('/').map(|(folder, _)| folder);
        self.kind != RunbookKind::Runbook || folder == Some(READINESS)
    }

    fn steps_mut(&mut self) -> impl Iterator<Item = &mut Step> {
        self.phases.iter_mut().flat_map(|phase| {
            phase.steps.iter_mut().chain(phase.branches.iter_mut().flat_map(|b| &mut b.steps))
        })
    }
}

impl Label {
    /// Every label, in the order of the format's list.
    pub const ALL: [Self; 12] = [
        Self::Why,
        Self::Record,
        Self::Expect,
        Self::IfNot,
        Self::Caution,
        Self::Undo,
        Self::Leaves,
        Self::Timer,
        Self::Role,
        Self::When,
        Self::Changes,
        Self::Source,
    ];

    /// The label as a runbook writes it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::Record => "Record",
            Self::Expect => "Expect",
            Self::IfNot => "If not",
            Self::Caution => "Caution",
            Self::Undo => "Undo",
            Self::Leaves => "Leaves",
            Self::Timer => "Timer",
            Self::Role => "Role",
            Self::When => "When",
            Self::Changes => "Changes",
            Self::Source => "Source",
        }
    }

    /// The label that words name, in any case.
    pub fn of_words(words: &str) -> Option<Self> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Self::ALL.into_iter().find(|label| label.title().eq_ignore_ascii_case(&words))
    }
}

impl Default for Position {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

impl Problem {
    fn new(rule: &'static str, at: Position, message: impl Into<String>) -> Self {
        Self { line: at.line, column: at.column, message: message.into(), rule }
    }
}
