//! Which questions are asked, and when there is nothing left to ask.

use kneeboard_core::decision::{Fact, Facts, open_questions};
use serde_json::json;

use super::{answers, facts};

/// Asks the first open question again and again, over all answers that `expected` lets through, and
/// returns the most questions that it took until none was open.
fn most_questions(facts: &Facts, expected: &dyn Fn(&Facts) -> bool) -> usize {
    let Some(fact) = open_questions(facts).first().copied() else { return 0 };
    answers(fact)
        .into_iter()
        .map(|value| facts.with(fact, value).unwrap())
        .filter(|facts| expected(facts))
        .map(|facts| 1 + most_questions(&facts, expected))
        .max()
        .unwrap_or(0)
}

fn money() -> Facts {
    facts(json!({"touches": ["money"]}))
}

/// Nothing that was answered so far stands against a rollback within the hour.
fn goes_back_promptly(facts: &Facts) -> bool {
    let is = |fact, allowed: &[serde_json::Value]| {
        facts.value(fact).is_none_or(|value| allowed.contains(&value))
    };
    is(Fact::Previous, &[json!("safe"), json!("assumed_safe")])
        && is(Fact::Release, &[json!("likely"), json!("unknown")])
        && is(Fact::RollbackMinutes, &[json!(5), json!(6), json!(60)])
}

#[test]
fn money_with_a_way_back_needs_at_most_five_questions() {
    assert_eq!(most_questions(&money(), &goes_back_promptly), 5);
}

#[test]
fn money_answered_with_unknown_needs_at_most_five_questions() {
    assert_eq!(asked(money(), |fact| fact.unknown()).len(), 4);
}

#[test]
fn money_without_a_way_back_needs_the_whole_case_for_a_fix() {
    assert_eq!(most_questions(&money(), &|_| true), 11);
}

#[test]
fn nothing_known_needs_five_questions() {
    let asked = asked(Facts::default(), |fact| fact.unknown());
    assert_eq!(
        asked,
        [Fact::Touches, Fact::DataDamage, Fact::Previous, Fact::Isolation, Fact::Cause]
    );
}

#[test]
fn a_small_cosmetic_fault_needs_eight_questions() {
    let answers = facts(json!({
        "touches": [], "data_damage": "none", "critical_path": "works", "users": "few",
        "trend": "steady", "contract": "safe", "visibility": "clear", "cause": "theory"
    }));
    let asked = asked(facts(json!({"elapsed_minutes": 10})), |fact| answers.value(fact).unwrap());
    assert_eq!(
        asked,
        [
            Fact::Touches,
            Fact::DataDamage,
            Fact::CriticalPath,
            Fact::Users,
            Fact::Trend,
            Fact::Contract,
            Fact::Visibility,
            Fact::Cause,
        ]
    );
}

fn asked(mut facts: Facts, answer: impl Fn(Fact) -> serde_json::Value) -> Vec<Fact> {
    let mut asked = Vec::new();
    while let Some(fact) = open_questions(&facts).first().copied() {
        facts = facts.with(fact, answer(fact)).unwrap();
        asked.push(fact);
    }
    asked
}

#[test]
fn questions_come_in_the_published_order() {
    let names: Vec<&str> = open_questions(&Facts::default()).iter().map(|f| f.name()).collect();
    let expected = "touches data_damage critical_path users trend contract previous release \
        rollback_minutes isolation cause fix fix_tested fix_canary fix_minutes visibility recovering";
    assert_eq!(names.join(" "), expected.split_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn a_fault_known_to_be_contained_is_asked_about_the_fix_first() {
    let calm = facts(json!({
        "touches": [], "data_damage": "none", "critical_path": "works", "users": "few",
        "trend": "steady", "contract": "unknown", "elapsed_minutes": 70
    }));
    let names: Vec<&str> = open_questions(&calm).iter().map(|f| f.name()).collect();
    let expected = "visibility cause fix fix_tested fix_canary fix_minutes recovering previous \
        release rollback_minutes isolation";
    assert_eq!(names.join(" "), expected.split_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn what_comes_from_the_record_is_never_asked() {
    let open = open_questions(&Facts::default());
    assert!(!open.contains(&Fact::Tried) && !open.contains(&Fact::ElapsedMinutes));
}

#[test]
fn an_explicit_unknown_is_an_answer() {
    let known = facts(json!({"previous": "unknown", "rollback_minutes": null}));
    let open = open_questions(&known);
    assert!(!open.contains(&Fact::Previous) && !open.contains(&Fact::RollbackMinutes));
    assert!(!open.contains(&Fact::Release), "without a way back the release does not matter");
}

#[test]
fn what_changes_by_itself_is_asked_again_after_a_while() {
    let old: Vec<&str> =
        Fact::ALL.iter().filter(|fact| fact.grows_old()).map(|fact| fact.name()).collect();
    assert_eq!(old, ["previous", "users", "trend", "recovering"]);
}
