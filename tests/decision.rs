//! The recommendation for a failed release: what it says, what it asks, and what it refuses.
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests stand outside the tests

mod joins;
mod questions;
mod recommendations;
mod wrong_facts;

use kneeboard_core::decision::{Fact, Facts};
use serde_json::Value;

fn facts(json: Value) -> Facts {
    Facts::from_value(&json).unwrap()
}

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/decision");
    std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap()
}

fn example(name: &str) -> Facts {
    Facts::from_json(&fixture(name)).unwrap()
}

/// The values that a form could give, minutes on both sides of each limit included.
fn answers(fact: Fact) -> Vec<Value> {
    match fact {
        Fact::RollbackMinutes | Fact::FixMinutes => {
            [None, Some(5), Some(6), Some(60), Some(61)].map(Value::from).to_vec()
        }
        _ => fact.values().into_iter().map(|offer| offer.value).collect(),
    }
}
