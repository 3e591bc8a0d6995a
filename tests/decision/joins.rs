//! What two people know, as one.

use kneeboard_core::decision::{Fact, Facts, Source};
use serde_json::{Value, json};

use super::facts;

/// From the least to the most unsafe, as published.
fn ladder(fact: Fact) -> Vec<Value> {
    match fact {
        Fact::Touches => vec![json!([]), json!("unknown"), json!(["money"])],
        Fact::DataDamage => vec![json!("none"), json!("unknown"), json!("ongoing")],
        Fact::Release => vec![json!("unlikely"), json!("unknown"), json!("likely")],
        Fact::Previous => {
            vec![json!("safe"), json!("assumed_safe"), json!("unknown"), json!("unsafe")]
        }
        Fact::Isolation => vec![
            json!("in_force"),
            json!("narrow"),
            json!("whole"),
            json!("unknown"),
            json!("none"),
        ],
        Fact::CriticalPath => {
            vec![json!("works"), json!("workaround"), json!("unknown"), json!("broken")]
        }
        Fact::Users => vec![json!("few"), json!("some"), json!("unknown"), json!("most")],
        Fact::Trend => vec![json!("falling"), json!("steady"), json!("unknown"), json!("rising")],
        Fact::Contract => vec![json!("safe"), json!("unknown"), json!("at_risk")],
        Fact::Cause => vec![json!("shown"), json!("unknown"), json!("theory")],
        Fact::Fix => vec![
            json!("trivial"),
            json!("schema_add"),
            json!("small"),
            json!("unknown"),
            json!("large"),
            json!("none"),
        ],
        Fact::FixTested | Fact::FixCanary => vec![json!(true), json!(false)],
        Fact::RollbackMinutes | Fact::FixMinutes => {
            vec![json!(0), json!(5), json!(61), json!(null)]
        }
        Fact::Visibility => {
            vec![json!("clear"), json!("partial"), json!("unknown"), json!("none")]
        }
        Fact::Recovering => vec![json!("evidence"), json!("none")],
        Fact::Tried => vec![json!([]), json!(["hotfix"]), json!(["hotfix", "watch"])],
        Fact::ElapsedMinutes => vec![json!(0), json!(60), json!(61)],
    }
}

#[test]
fn of_two_answers_the_more_unsafe_stands() {
    for fact in Fact::ALL.iter().copied() {
        let ladder = ladder(fact);
        for (place, safer) in ladder.iter().enumerate() {
            for unsafer in ladder.iter().skip(place) {
                let one = Facts::default().with(fact, safer.clone()).unwrap();
                let other = Facts::default().with(fact, unsafer.clone()).unwrap();
                assert_eq!(one.join(&other).value(fact).as_ref(), Some(unsafer), "{fact}");
                assert_eq!(other.join(&one).value(fact).as_ref(), Some(unsafer), "{fact}");
            }
        }
    }
}

#[test]
fn joining_does_not_depend_on_who_comes_first() {
    for fact in Fact::ALL.iter().copied() {
        let mut values = ladder(fact);
        match fact {
            Fact::Touches => values.extend([json!(["privacy"]), json!(["money", "privacy"])]),
            Fact::Tried => values.extend([json!(["roll_back"]), json!(["roll_back", "watch"])]),
            _ => {}
        }
        let mut known = vec![Facts::default()];
        for value in values {
            for source in Source::ALL {
                let answer = json!({"value": value, "source": source});
                known.push(Facts::default().with(fact, answer).unwrap());
            }
        }
        for one in &known {
            assert_eq!(&one.join(one), one);
            for other in &known {
                let both = one.join(other);
                assert_eq!(both, other.join(one));
                for third in &known {
                    assert_eq!(both.join(third), one.join(&other.join(third)));
                }
            }
        }
    }
}

#[test]
fn what_only_one_person_answered_is_kept() {
    let one = facts(json!({"touches": ["money"], "users": "few", "fix_tested": true}));
    let other = facts(json!({"touches": ["safety"], "users": "unknown", "data_damage": "none"}));
    assert_eq!(
        one.join(&other).to_value(),
        json!({
            "touches": ["money", "safety"], "data_damage": "none", "users": "unknown",
            "fix_tested": true
        })
    );
}
