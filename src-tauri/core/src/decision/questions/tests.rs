//! The folded search for open questions against the plain one, which tries every value.

use serde_json::{Value, json};

use super::open_questions;
use crate::decision::Action;
use crate::decision::facts::{Fact, Facts};
use crate::decision::rules::Table;

/// The definition, word for word: open while unanswered and, for some answers to the others, its
/// value changes the action or whether to contain first.
fn plainly_open(table: &Table, facts: &Facts, asked: &[Fact]) -> Vec<Fact> {
    let is_open = |fact: &Fact| {
        let mut others = vec![facts.clone()];
        for other in asked.iter().filter(|other| *other != fact) {
            others = others.iter().flat_map(|facts| answered(facts, *other)).collect();
        }
        others.iter().any(|facts| {
            let mut seen: Vec<(Action, bool)> = answered(facts, *fact)
                .iter()
                .map(|facts| table.decide(&facts.case()))
                .map(|outcome| (outcome.action, outcome.contain_first))
                .collect();
            seen.dedup();
            seen.len() > 1
        })
    };
    asked.iter().copied().filter(is_open).collect()
}

fn answered(facts: &Facts, fact: Fact) -> Vec<Facts> {
    let mut values = fact.tries();
    if matches!(fact, Fact::RollbackMinutes | Fact::FixMinutes) {
        values.extend([19, 20, 21].map(Value::from));
    }
    values.into_iter().map(|value| facts.with(fact, value).unwrap()).collect()
}

fn backgrounds() -> Vec<Facts> {
    let full = json!({
        "touches": [], "data_damage": "none", "release": "likely", "previous": "safe",
        "rollback_minutes": 20, "isolation": "none", "critical_path": "broken", "users": "some",
        "trend": "steady", "contract": "safe", "cause": "shown", "fix": "trivial",
        "fix_tested": true, "fix_canary": true, "fix_minutes": 20, "visibility": "clear",
        "recovering": "none", "tried": [], "elapsed_minutes": 20
    });
    let full = Facts::from_value(&full).unwrap();
    let but = |changes: &[(Fact, Value)]| {
        changes
            .iter()
            .fold(full.clone(), |facts, (fact, value)| facts.with(*fact, value.clone()).unwrap())
    };
    vec![
        full.clone(),
        but(&[(Fact::Touches, json!(["money"])), (Fact::Isolation, json!("narrow"))]),
        but(&[(Fact::DataDamage, json!("ongoing")), (Fact::Isolation, json!("whole"))]),
        but(&[(Fact::Touches, json!("unknown")), (Fact::Previous, json!("unsafe"))]),
        but(&[(Fact::CriticalPath, json!("works"))]),
        but(&[(Fact::CriticalPath, json!("works")), (Fact::FixTested, json!(false))]),
        but(&[(Fact::CriticalPath, json!("works")), (Fact::ElapsedMinutes, json!(90))]),
        but(&[(Fact::Release, json!("unlikely")), (Fact::Recovering, json!("evidence"))]),
        but(&[(Fact::Fix, json!("small")), (Fact::Isolation, json!("narrow"))]),
        but(&[(Fact::Fix, json!("schema_add")), (Fact::Tried, json!(["roll_back"]))]),
        but(&[(Fact::RollbackMinutes, json!(90)), (Fact::Isolation, json!("in_force"))]),
        but(&[(Fact::Tried, json!(["isolate", "hotfix"])), (Fact::Isolation, json!("narrow"))]),
    ]
}

const ASKED: [Fact; 17] = [
    Fact::Touches,
    Fact::DataDamage,
    Fact::Release,
    Fact::Previous,
    Fact::RollbackMinutes,
    Fact::Isolation,
    Fact::CriticalPath,
    Fact::Users,
    Fact::Trend,
    Fact::Contract,
    Fact::Cause,
    Fact::Fix,
    Fact::FixTested,
    Fact::FixCanary,
    Fact::FixMinutes,
    Fact::Visibility,
    Fact::Recovering,
];

#[test]
fn the_folded_search_finds_what_the_plain_one_finds() {
    let mut groups: Vec<Vec<Fact>> = vec![
        vec![Fact::Release, Fact::Previous, Fact::RollbackMinutes, Fact::Isolation],
        vec![Fact::Cause, Fact::Fix, Fact::FixTested, Fact::FixCanary],
        vec![Fact::CriticalPath, Fact::Users, Fact::Trend, Fact::Contract],
        vec![Fact::Touches, Fact::RollbackMinutes, Fact::FixMinutes],
        vec![Fact::DataDamage, Fact::Isolation, Fact::FixMinutes],
        vec![Fact::Fix, Fact::FixCanary, Fact::FixMinutes, Fact::Visibility],
    ];
    for (place, one) in ASKED.iter().enumerate() {
        groups.extend(ASKED.iter().skip(place).map(|other| vec![*one, *other]));
    }
    let table = Table::standard();
    for facts in backgrounds() {
        for group in &mut groups {
            group.sort_unstable();
            group.dedup();
            let facts = group.iter().fold(facts.clone(), |facts, fact| facts.without(*fact));
            let mut folded = open_questions(&table, &facts);
            folded.sort_unstable();
            let plain = plainly_open(&table, &facts, group);
            assert_eq!(folded, plain, "of {group:?} in {}", facts.to_value());
        }
    }
}
