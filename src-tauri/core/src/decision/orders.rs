//! The orders of preference, as data that a team may override.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::properties;
use super::rules::{Rule, Table, Way};

/// What is tried first under each rule that leaves a choice.
///
/// As a document: `{"harm": ["prompt_roll_back", …], "serious": […], "contained": […], "overdue":
/// […]}`; a list that is left out is the published one. The rules quick-fix and recovering have
/// one way each and cannot be overridden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Orders {
    /// Under harm.
    pub harm: Vec<Way>,
    /// Serious without harm.
    pub serious: Vec<Way>,
    /// Neither, within the hour.
    pub contained: Vec<Way>,
    /// Neither, after the hour.
    pub overdue: Vec<Way>,
}

/// Why a team's orders are refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OrdersError {
    /// A way stands twice in one list.
    #[error("The order \"{}\" names {} twice. Name it once.", rule.word(), named(*way))]
    Repeated {
        /// The list.
        rule: Rule,
        /// The way.
        way: Way,
    },
    /// The orders would break what must hold for any table.
    #[error("These orders are refused, and the published ones stay in force: {0}")]
    Breaks(String),
}

/// The published order under harm, and where it is serious.
pub const CAREFUL_ORDER: [Way; 6] = [
    Way::PromptRollBack,
    Way::NarrowIsolate,
    Way::Fix,
    Way::SlowRollBack,
    Way::HeldIsolate,
    Way::WholeIsolate,
];

/// The published order where it is neither harmful nor serious, within the hour.
pub const CONTAINED_ORDER: [Way; 7] = [
    Way::Fix,
    Way::Watch,
    Way::PromptRollBack,
    Way::NarrowIsolate,
    Way::SlowRollBack,
    Way::HeldIsolate,
    Way::WholeIsolate,
];

/// The published order where it is neither harmful nor serious, after the hour.
pub const OVERDUE_ORDER: [Way; 6] = [
    Way::Fix,
    Way::PromptRollBack,
    Way::NarrowIsolate,
    Way::SlowRollBack,
    Way::HeldIsolate,
    Way::WholeIsolate,
];

impl Orders {
    /// The published orders.
    #[must_use]
    pub fn standard() -> Orders {
        Orders {
            harm: CAREFUL_ORDER.to_vec(),
            serious: CAREFUL_ORDER.to_vec(),
            contained: CONTAINED_ORDER.to_vec(),
            overdue: OVERDUE_ORDER.to_vec(),
        }
    }

    /// Whether these orders keep every property of the published table.
    ///
    /// # Errors
    /// The first thing that does not hold, with a case that shows it.
    pub fn check(&self) -> Result<(), OrdersError> {
        for (rule, order) in [
            (Rule::Harm, &self.harm),
            (Rule::Serious, &self.serious),
            (Rule::Contained, &self.contained),
            (Rule::Overdue, &self.overdue),
        ] {
            let named = |way: &Way| order.iter().filter(|other| *other == way).count();
            if let Some(way) = Way::ALL.into_iter().find(|way| named(way) > 1) {
                return Err(OrdersError::Repeated { rule, way });
            }
        }
        properties::first_broken(&Table::ordered(self.clone())).map_err(OrdersError::Breaks)
    }
}

impl Default for Orders {
    fn default() -> Orders {
        Orders::standard()
    }
}

fn named(way: Way) -> &'static str {
    match way {
        Way::PromptRollBack => "prompt_roll_back",
        Way::NarrowIsolate => "narrow_isolate",
        Way::Fix => "fix",
        Way::SlowRollBack => "slow_roll_back",
        Way::HeldIsolate => "held_isolate",
        Way::WholeIsolate => "whole_isolate",
        Way::Watch => "watch",
    }
}
