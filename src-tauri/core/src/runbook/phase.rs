//! The six phases, the branches of Mitigate, and how a phase is walked.

use serde::{Deserialize, Serialize};

/// A phase of a walkthrough; their order is the order of the walk.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Phase {
    #[default]
    Triage,
    Decide,
    Mitigate,
    Validate,
    Communicate,
    Stabilize,
}

impl Phase {
    /// Every phase, in the order of the walk.
    pub const ALL: [Self; 6] = [
        Self::Triage,
        Self::Decide,
        Self::Mitigate,
        Self::Validate,
        Self::Communicate,
        Self::Stabilize,
    ];

    /// The phase's heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Triage => "Triage",
            Self::Decide => "Decide",
            Self::Mitigate => "Mitigate",
            Self::Validate => "Validate",
            Self::Communicate => "Communicate",
            Self::Stabilize => "Stabilize",
        }
    }

    /// The phase a heading names, in any case.
    pub fn of_heading(heading: &str) -> Option<Self> {
        let heading = heading.trim();
        Self::ALL.into_iter().find(|phase| phase.title().eq_ignore_ascii_case(heading))
    }
}

/// A branch of Mitigate; a decision opens one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Branch {
    RollBack,
    /// Headed Hotfix or Roll forward.
    Hotfix,
    Isolate,
    Watch,
    Escalate,
}

impl Branch {
    /// Every branch.
    pub const ALL: [Self; 5] =
        [Self::RollBack, Self::Hotfix, Self::Isolate, Self::Watch, Self::Escalate];

    /// The branch's usual heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::RollBack => "Roll back",
            Self::Hotfix => "Hotfix",
            Self::Isolate => "Isolate",
            Self::Watch => "Watch",
            Self::Escalate => "Escalate",
        }
    }

    /// The branch a heading names, in any case; "Roll forward" names Hotfix.
    pub fn of_heading(heading: &str) -> Option<Self> {
        let heading = heading.trim();
        if heading.eq_ignore_ascii_case("Roll forward") {
            return Some(Self::Hotfix);
        }
        Self::ALL.into_iter().find(|branch| branch.title().eq_ignore_ascii_case(heading))
    }
}

/// How a phase is walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Read a step, do it, go on.
    #[default]
    ReadDo,
    /// Do from memory, then confirm each.
    DoConfirm,
}

impl Mode {
    /// The mode as a runbook writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadDo => "read-do",
            Self::DoConfirm => "do-confirm",
        }
    }

    /// The mode a word names, in any case.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::ReadDo, Self::DoConfirm]
            .into_iter()
            .find(|mode| mode.name().eq_ignore_ascii_case(name))
    }
}
