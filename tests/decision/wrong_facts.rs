//! Facts as they are read and written, and what is said about those that are wrong.

use kneeboard_core::decision::{Fact, Facts, Source};
use serde_json::json;

use super::facts;

fn refusal(text: &str) -> String {
    Facts::from_json(text).unwrap_err().to_string()
}

const NAMES: &str = "Use one of touches, data_damage, release, previous, rollback_minutes, \
    isolation, critical_path, users, trend, contract, cause, fix, fix_tested, fix_canary, \
    fix_minutes, visibility, recovering, tried and elapsed_minutes.";

#[test]
fn a_wrong_key_names_the_facts_that_there_are() {
    assert_eq!(
        refusal(r#"{"touchs": []}"#),
        format!("There is no fact called \"touchs\". Did you mean touches? {NAMES}")
    );
    assert_eq!(
        refusal(r#"{"weather": "fine"}"#),
        format!("There is no fact called \"weather\". {NAMES}")
    );
}

#[test]
fn a_wrong_value_names_the_values_that_are_allowed() {
    for (text, expected) in [
        (
            r#"{"users": "moost"}"#,
            "The fact users cannot be \"moost\". Did you mean most? Give few, some, most or unknown.",
        ),
        (
            r#"{"data_damage": true}"#,
            "The fact data_damage cannot be true. Give none, ongoing or unknown.",
        ),
        (
            r#"{"touches": ["money", "pryvacy"]}"#,
            "The fact touches cannot be [\"money\",\"pryvacy\"]. Did you mean privacy? Give a list of money, user_data, privacy, identity, security and safety ([] for none), or \"unknown\".",
        ),
        (
            r#"{"rollback_minutes": 2.5}"#,
            "The fact rollback_minutes cannot be 2.5. Give whole minutes (such as 5), or null where it cannot be done or is not known.",
        ),
        (
            r#"{"elapsed_minutes": -1}"#,
            "The fact elapsed_minutes cannot be -1. Give whole minutes (such as 5).",
        ),
        (r#"{"fix_tested": "yes"}"#, "The fact fix_tested cannot be \"yes\". Give true or false."),
        (
            r#"{"tried": ["escalate"]}"#,
            "The fact tried cannot be [\"escalate\"]. Give a list of roll_back, hotfix, isolate and watch (roll_forward counts as hotfix).",
        ),
        (
            r#"{"recovering": "unknown"}"#,
            "The fact recovering cannot be \"unknown\". Give evidence or none.",
        ),
    ] {
        assert_eq!(refusal(text), expected);
    }
}

#[test]
fn a_wrong_answer_object_says_what_an_answer_has() {
    for (text, expected) in [
        (
            r#"{"users": {"value": "few", "source": "observd"}}"#,
            "The source of users cannot be \"observd\". Did you mean observed? Give observed, told, assumed, release or service.",
        ),
        (
            r#"{"users": {"value": "few", "by": "lead"}}"#,
            "The fact users has a part called \"by\". Write only value and source.",
        ),
        (
            r#"{"users": {"source": "told"}}"#,
            "The fact users is given without a value. It takes few, some, most or unknown. Write a value, or {\"value\": …, \"source\": …}.",
        ),
    ] {
        assert_eq!(refusal(text), expected);
    }
}

#[test]
fn what_is_no_object_is_refused() {
    assert_eq!(
        refusal("[]"),
        "The facts are not one JSON object, but []. Write one, such as {\"users\": \"few\"}."
    );
    assert_eq!(
        refusal("{users: few}"),
        "The facts are not JSON (key must be a string at line 1 column 2). Write one object, such as {\"users\": \"few\"}."
    );
}

#[test]
fn a_long_wrong_value_is_cut_in_the_message() {
    let text = json!({"users": "x".repeat(100_000)}).to_string();
    assert!(refusal(&text).chars().count() < 160, "{}", refusal(&text));
}

#[test]
fn facts_are_written_in_the_order_of_the_table_and_read_back() {
    let text = r#"{"elapsed_minutes":4,"tried":["watch","roll_forward"],"rollback_minutes":null,"touches":["safety","money"],"previous":{"value":"assumed_safe","source":"assumed"}}"#;
    let read = Facts::from_json(text).unwrap();
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(
        written,
        r#"{"touches":["money","safety"],"previous":{"value":"assumed_safe","source":"assumed"},"rollback_minutes":null,"tried":["hotfix","watch"],"elapsed_minutes":4}"#
    );
    assert_eq!(serde_json::from_str::<Facts>(&written).unwrap(), read);
    assert_eq!(read.source(Fact::Previous), Some(Source::Assumed));
    assert_eq!(read.value(Fact::RollbackMinutes), Some(json!(null)));
    assert_eq!(read.value(Fact::Users), None);
    assert!(read.is_unknown(Fact::RollbackMinutes) && read.is_answered(Fact::RollbackMinutes));
}

#[test]
fn every_offered_answer_and_every_unknown_is_understood() {
    for fact in Fact::ALL.iter().copied() {
        assert_eq!(fact.name().parse::<Fact>(), Ok(fact));
        assert_eq!(json!(fact), json!(fact.name()));
        assert!(fact.question().ends_with('?') && fact.hint().ends_with(['.', '?']), "{fact}");
        let unknown = facts(json!({})).with(fact, fact.unknown()).unwrap();
        assert_eq!(unknown.value(fact), Some(fact.unknown()));
        for offer in fact.values() {
            let facts = Facts::default().with(fact, offer.value.clone()).unwrap();
            assert_eq!(facts.value(fact), Some(offer.value));
        }
    }
}
