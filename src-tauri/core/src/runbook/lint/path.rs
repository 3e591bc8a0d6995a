//! Which steps apply together, over every choice of answers.

use crate::runbook::condition::{Condition, Truth};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many conditions are looked at before a search settles for what it found: some hundred times
/// what a runbook needs, and a moment for the worst text.
const MOST_WORK: usize = 200_000;

/// A value that no condition names.
const OTHER: &str = "\u{0}other";

/// The smallest and the largest number of steps whose conditions hold together.
///
/// None means always. Names that no condition joins are chosen apart from each other, so the
/// numbers are exact for what a runbook needs; where joined names have more choices than can be
/// tried, some are left out, and the truth may lie further apart.
pub(super) fn extent(conditions: &[Option<&Condition>]) -> (usize, usize) {
    let always = conditions.iter().filter(|condition| condition.is_none()).count();
    let conditional: Vec<&Condition> = conditions.iter().copied().flatten().collect();
    let (mut least, mut most) = (always, always);
    for together in joined(&conditional) {
        let grid = Grid::of(&together);
        let (mut low, mut high) = (together.len(), 0);
        grid.some(|choice| {
            let holding = (0..together.len()).filter(|at| grid.holds(*at, choice)).count();
            (low, high) = (low.min(holding), high.max(holding));
            false
        });
        least += low;
        most += high;
    }
    (least, most)
}

/// Whether there is a choice of answers that `wanted` picks, given which conditions hold.
///
/// `wanted` gets one truth value for each condition; none always holds.
pub(super) fn some_choice(
    conditions: &[Option<&Condition>],
    mut wanted: impl FnMut(&[bool]) -> bool,
) -> bool {
    let conditional: Vec<&Condition> = conditions.iter().copied().flatten().collect();
    let grid = Grid::of(&conditional);
    let mut holding = vec![true; conditions.len()];
    grid.some(|choice| {
        let mut at = 0;
        for (condition, holds) in conditions.iter().zip(&mut holding) {
            if condition.is_some() {
                *holds = grid.holds(at, choice);
                at += 1;
            }
        }
        wanted(&holding)
    })
}

/// The conditions in sets that share no name with each other, in the order of their first.
fn joined<'a>(conditions: &[&'a Condition]) -> Vec<Vec<&'a Condition>> {
    let mut set_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sets: Vec<(Vec<&str>, Vec<&Condition>)> = Vec::new();
    for condition in conditions {
        let mut own: Vec<usize> =
            condition.names().filter_map(|name| set_of.get(name).copied()).collect();
        own.sort_unstable();
        own.dedup();
        let size = |at: &usize| sets.get(*at).map_or(0, |(names, with)| names.len() + with.len());
        let target = own.iter().copied().max_by_key(size).unwrap_or_else(|| {
            sets.push((Vec::new(), Vec::new()));
            sets.len() - 1
        });
        let mut names: Vec<&str> = condition.names().collect();
        let mut members = vec![*condition];
        for other in own.into_iter().filter(|other| *other != target) {
            if let Some((known, with)) = sets.get_mut(other).map(std::mem::take) {
                names.extend(known);
                members.extend(with);
            }
        }
        if let Some((known, with)) = sets.get_mut(target) {
            set_of.extend(names.iter().map(|name| (*name, target)));
            known.extend(names);
            with.extend(members);
        }
    }
    sets.into_iter().map(|(_, members)| members).filter(|members| !members.is_empty()).collect()
}

/// The truth of each test for each value of its name, worked out once.
struct Grid {
    /// How many values each name has.
    sizes: Vec<usize>,
    /// For each condition its tests: the name, and for each value whether the test holds.
    conditions: Vec<Vec<(usize, Vec<bool>)>>,
}

impl Grid {
    fn of(conditions: &[&Condition]) -> Self {
        let domains = domains(conditions);
        let tests_of = |condition: &&Condition| {
            let tests = condition.all.iter().filter_map(|test| {
                let at = domains.binary_search_by(|(name, _)| (*name).cmp(&test.name)).ok()?;
                let alone = Condition { all: vec![test.clone()] };
                let holds = |value: &Value| alone.evaluate(&|_| Some(value.clone())) == Truth::True;
                Some((at, domains.get(at)?.1.iter().map(holds).collect()))
            });
            tests.collect()
        };
        Self {
            sizes: domains.iter().map(|(_, values)| values.len()).collect(),
            conditions: conditions.iter().map(tests_of).collect(),
        }
    }

    fn holds(&self, condition: usize, choice: &[usize]) -> bool {
        let tests = self.conditions.get(condition).map(Vec::as_slice).unwrap_or_default();
        tests.iter().all(|(name, holds)| {
            choice.get(*name).and_then(|value| holds.get(*value)).copied().unwrap_or(false)
        })
    }

    /// Whether any of the choices is wanted; they are tried one after the other.
    fn some(&self, mut wanted: impl FnMut(&[usize]) -> bool) -> bool {
        let mut choice = vec![0; self.sizes.len()];
        for _ in 0..MOST_WORK / self.conditions.len().max(1) {
            if wanted(&choice) {
                return true;
            }
            if !self.next(&mut choice) {
                return false;
            }
        }
        false
    }

    /// Counts the choice up; false behind the last.
    fn next(&self, choice: &mut [usize]) -> bool {
        for (chosen, size) in choice.iter_mut().zip(&self.sizes) {
            *chosen += 1;
            if *chosen < *size {
                return true;
            }
            *chosen = 0;
        }
        false
    }
}

/// Each name with the values that make a difference, in the order of the names.
fn domains<'a>(conditions: &[&'a Condition]) -> Vec<(&'a str, Vec<Value>)> {
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for test in conditions.iter().flat_map(|condition| &condition.all) {
        let values = named.entry(&test.name).or_default();
        values.extend(test.values.iter().map(String::as_str));
    }
    let of_name = |(name, mut values): (&'a str, Vec<&'a str>)| {
        values.sort_unstable();
        values.dedup();
        values.truncate((MOST_WORK / conditions.len().max(1)).max(2));
        let domain = match name {
            "touches" => lists(&values),
            _ => values.into_iter().chain([OTHER]).map(Value::from).collect(),
        };
        (name, domain)
    };
    named.into_iter().map(of_name).collect()
}

/// Every list of the values of `touches`, which may hold several at once.
fn lists(values: &[&str]) -> Vec<Value> {
    let alone = ["none", "unknown"];
    let together: Vec<&&str> = values.iter().filter(|value| !alone.contains(*value)).collect();
    let chosen = (0..1_usize << together.len().min(6)).map(|mask| {
        let kept = together.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        Value::from(kept.map(|(_, value)| **value).collect::<Vec<_>>())
    });
    chosen.chain([Value::from("unknown")]).collect()
}
