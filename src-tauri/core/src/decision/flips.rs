//! The single facts that would change the recommendation.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Action;
use super::facts::{Fact, Facts};
use super::rules::Table;

/// One fact with the value that would lead to another action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flip {
    /// The fact.
    pub fact: Fact,
    /// The value, as facts are written in JSON.
    pub value: Value,
    /// What would be recommended then.
    pub action: Action,
}

/// Every single answer that leads to another action, those of unknown facts first.
pub(crate) fn flips(table: &Table, facts: &Facts) -> Vec<Flip> {
    let now = table.decide(&facts.case()).action;
    let (unknown, known): (Vec<Fact>, Vec<Fact>) =
        Fact::ALL.iter().partition(|fact| facts.is_unknown(**fact));
    unknown.into_iter().chain(known).flat_map(|fact| flips_of(table, facts, fact, now)).collect()
}

fn flips_of(table: &Table, facts: &Facts, fact: Fact, now: Action) -> Vec<Flip> {
    let flip = |value: Value| {
        let action = table.decide(&facts.with(fact, value.clone()).ok()?.case()).action;
        (action != now).then_some(Flip { fact, value, action })
    };
    fact.tries().into_iter().filter_map(flip).collect()
}
