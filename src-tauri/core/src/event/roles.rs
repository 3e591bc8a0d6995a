//! Who acts, by which door, and who is told.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A fixed list, so that a record names what somebody did for the response and not who they are.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Role {
    #[default]
    OnCall,
    Commander,
    Operations,
    Communications,
    Scribe,
    Engineering,
    Support,
    Product,
    Security,
}

impl Role {
    /// Every role, in the order in which a form offers them.
    pub const ALL: [Self; 9] = [
        Self::OnCall,
        Self::Commander,
        Self::Operations,
        Self::Communications,
        Self::Scribe,
        Self::Engineering,
        Self::Support,
        Self::Product,
        Self::Security,
    ];

    /// The word on the command line and in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OnCall => "on_call",
            Self::Commander => "commander",
            Self::Operations => "operations",
            Self::Communications => "communications",
            Self::Scribe => "scribe",
            Self::Engineering => "engineering",
            Self::Support => "support",
            Self::Product => "product",
            Self::Security => "security",
        }
    }

    /// The words in a sentence: `the on-call engineer`.
    pub fn title(&self) -> &'static str {
        match self {
            Self::OnCall => "on-call engineer",
            Self::Commander => "incident commander",
            Self::Operations => "operations lead",
            Self::Communications => "communications lead",
            Self::Scribe => "scribe",
            Self::Engineering => "engineering team",
            Self::Support => "support team",
            Self::Product => "product team",
            Self::Security => "security team",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let asked = text.trim().to_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|role| role.name() == asked).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(Self::name).collect();
            format!(
                "{text:?} is not a role. Nothing was recorded. Use one of {}.",
                names.join(", ")
            )
        })
    }
}

/// The door an act came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Via {
    Window,
    CommandLine,
    Import,
}

impl Via {
    /// The word in the store.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::CommandLine => "command_line",
            Self::Import => "import",
        }
    }

    /// `the window`, as a refusal says it.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Window => "the window",
            Self::CommandLine => "the command line",
            Self::Import => "an import",
        }
    }

    /// Reads the store's word; one that is not known came from elsewhere.
    pub fn from_name(name: &str) -> Self {
        match name {
            "window" => Self::Window,
            "command_line" => Self::CommandLine,
            _ => Self::Import,
        }
    }
}

/// Who an update is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub enum Audience {
    Status,
    Internal,
    Support,
}
