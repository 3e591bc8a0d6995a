//! How many steps apply at once, at most, over every choice of answers.

use crate::runbook::condition::{Condition, Truth};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many evaluations a search may take before it settles for the best that it found.
const MOST_WORK: usize = 200_000;

/// A value that no condition names.
const OTHER: &str = "\u{0}other";

/// The largest number of steps whose conditions hold together; none means always.
///
/// Exact for what a runbook needs. With so many names and values that their combinations are
/// beyond reach, one name after the other is set to what is best: never more than the truth.
pub(super) fn longest(conditions: &[Option<&Condition>]) -> usize {
    let always = conditions.iter().filter(|condition| condition.is_none()).count();
    let conditions: Vec<&Condition> = conditions.iter().copied().flatten().collect();
    let domains = domains(&conditions);
    let combinations =
        domains.iter().try_fold(1_usize, |all, (_, values)| all.checked_mul(values.len()));
    let is_small = combinations
        .and_then(|all| all.checked_mul(conditions.len().max(1)))
        .is_some_and(|work| work <= MOST_WORK);
    always
        + if is_small { every_choice(&conditions, &domains) } else { climb(&conditions, &domains) }
}

type Domain<'a> = (&'a str, Vec<Value>);

/// Each name with the values that make a difference.
fn domains<'a>(conditions: &[&'a Condition]) -> Vec<Domain<'a>> {
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for test in conditions.iter().flat_map(|condition| &condition.all) {
        let values = named.entry(&test.name).or_default();
        values.extend(test.values.iter().map(String::as_str));
    }
    let of_name = |(name, mut values): (&'a str, Vec<&'a str>)| {
        values.sort_unstable();
        values.dedup();
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

fn every_choice(conditions: &[&Condition], domains: &[Domain<'_>]) -> usize {
    let mut choice = vec![0; domains.len()];
    let mut best = 0;
    loop {
        best = best.max(holding(conditions, domains, &choice));
        let mut at = 0;
        loop {
            let (Some(chosen), Some((_, values))) = (choice.get_mut(at), domains.get(at)) else {
                return best;
            };
            *chosen += 1;
            if *chosen < values.len() {
                break;
            }
            *chosen = 0;
            at += 1;
        }
    }
}

fn climb(conditions: &[&Condition], domains: &[Domain<'_>]) -> usize {
    let mut choice: Vec<usize> = domains.iter().map(|(_, values)| values.len() - 1).collect();
    let mut best = holding(conditions, domains, &choice);
    let mut work = 0;
    for (at, (_, values)) in domains.iter().enumerate() {
        for value in 0..values.len() {
            work += conditions.len();
            let Some(before) = choice.get_mut(at).map(|chosen| std::mem::replace(chosen, value))
            else {
                continue;
            };
            let holding = holding(conditions, domains, &choice);
            if holding > best {
                best = holding;
            } else if let Some(chosen) = choice.get_mut(at) {
                *chosen = before;
            }
            if work > MOST_WORK {
                return best;
            }
        }
    }
    best
}

fn holding(conditions: &[&Condition], domains: &[Domain<'_>], choice: &[usize]) -> usize {
    let answer = |name: &str| {
        let at = domains.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
        domains.get(at)?.1.get(*choice.get(at)?).cloned()
    };
    conditions.iter().filter(|condition| condition.evaluate(&answer) == Truth::True).count()
}
