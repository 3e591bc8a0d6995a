//! What is recommended in whole incidents.

use kneeboard_core::decision::{
    Action, ClockFrom, ClockName, Fact, Facts, Names, Orders, OrdersError, Recommendation, Rule,
    Way, recommend, recommend_named, recommend_ordered,
};
use serde_json::{Value, json};

use super::{example, facts, fixture};

fn outcome(facts: &Facts) -> (Action, Rule, bool) {
    let recommendation = recommend(facts);
    (recommendation.action, recommendation.rule, recommendation.contain_first)
}

fn names() -> Names {
    Names { previous_release: Some("v1.12.4".into()), bad_release: Some("v1.13.0".into()) }
}

#[test]
fn a_checkout_that_fails_wide_with_an_unclear_fix_is_rolled_back() {
    assert_eq!(outcome(&example("checkout-500")), (Action::RollBack, Rule::Serious, false));
}

#[test]
fn a_white_screen_mended_by_one_setting_is_hotfixed() {
    let facts = example("safari-white-screen");
    assert_eq!(outcome(&facts), (Action::Hotfix, Rule::QuickFix, false));
}

#[test]
fn a_dropped_column_is_isolated_and_then_rolled_forward() {
    let facts = example("dropped-column");
    assert_eq!(outcome(&facts), (Action::Isolate, Rule::Harm, false));
    let paused = facts.with(Fact::Isolation, "in_force").unwrap();
    assert_eq!(outcome(&paused), (Action::RollForward, Rule::Harm, false));
}

#[test]
fn a_recommendation_reads_as_it_was_reviewed() {
    for name in ["checkout-500", "safari-white-screen", "dropped-column", "nothing-known"] {
        let recommendation = recommend_named(&example(name), &names());
        let expected = fixture(&format!("{name}.recommendation"));
        let written = serde_json::to_string_pretty(&recommendation).unwrap() + "\n";
        assert_eq!(written, expected, "{name}");
        assert_eq!(serde_json::from_str::<Recommendation>(&expected).unwrap(), recommendation);
    }
}

#[test]
fn nothing_known_asks_for_the_one_thing_that_would_help() {
    let recommendation = recommend_named(&Facts::default(), &names());
    assert_eq!(recommendation.action, Action::Escalate);
    assert_eq!(recommendation.because[0].fact, Fact::Previous);
    assert_eq!(
        recommendation.because[0].text,
        "Find out in two minutes: any migration, message format or shared state since v1.12.4 \
         that it would misread? If none, roll back."
    );
}

#[test]
fn where_everything_was_tried_the_owner_is_asked() {
    let tried = facts(json!({"tried": ["roll_back", "hotfix", "isolate", "watch"]}));
    let because = &recommend(&tried).because[0];
    assert_eq!(because.fact, Fact::Tried);
    assert!(because.text.starts_with("Everything that can be done was tried"), "{}", because.text);
}

#[test]
fn an_answer_that_stands_in_the_way_is_asked_again() {
    let facts = facts(json!({
        "touches": ["money"], "data_damage": "none", "release": "unlikely", "isolation": "none",
        "cause": "theory", "visibility": "clear"
    }));
    let recommendation = recommend(&facts);
    assert_eq!(recommendation.action, Action::Escalate);
    assert_eq!(
        recommendation.because[0].text,
        "Every answer rules something out. Ask the owner again: is there a flag, a route, a queue \
         or a rate limit that stops the harm? If there is, isolate."
    );
}

#[test]
fn a_fault_from_outside_that_comes_back_is_looked_at_again_in_five_minutes() {
    let facts = facts(json!({
        "touches": [], "data_damage": "none", "release": "unlikely", "critical_path": "broken",
        "isolation": "none", "cause": "theory", "recovering": "evidence"
    }));
    let recommendation = recommend(&facts);
    assert_eq!((recommendation.action, recommendation.rule), (Action::Escalate, Rule::Serious));
    assert_eq!(recommendation.afterwards[0], "Stop the retries and queue what can wait.");
    let clock = recommendation.clocks.iter().find(|clock| clock.name == ClockName::Recheck);
    assert_eq!(clock.map(|clock| (clock.minutes, clock.from)), Some((5, ClockFrom::Decided)));
}

#[test]
fn every_other_action_is_ruled_out_in_a_sentence() {
    for name in ["checkout-500", "safari-white-screen", "dropped-column", "nothing-known"] {
        let recommendation = recommend(&example(name));
        let mut named: Vec<Action> =
            recommendation.removed.iter().map(|removed| removed.action).collect();
        named.push(recommendation.action);
        named.sort();
        assert_eq!(named, Action::ALL, "{name}");
        for removed in &recommendation.removed {
            assert!(removed.why.ends_with('.'), "{}", removed.why);
        }
    }
}

#[test]
fn flips_are_all_single_answers_that_lead_elsewhere_unknown_facts_first() {
    for name in ["checkout-500", "safari-white-screen", "dropped-column", "nothing-known"] {
        let facts = example(name);
        let now = recommend(&facts).action;
        let (unknown, known): (Vec<Fact>, Vec<Fact>) =
            Fact::ALL.iter().partition(|fact| facts.is_unknown(**fact));
        let mut expected: Vec<(Fact, Value, Action)> = Vec::new();
        for fact in unknown.into_iter().chain(known) {
            let values = match fact {
                Fact::Touches => vec![json!([]), json!(["money"]), json!("unknown")],
                Fact::RollbackMinutes | Fact::FixMinutes => {
                    vec![json!(null), json!(5), json!(6), json!(60), json!(61)]
                }
                Fact::ElapsedMinutes => vec![json!(5), json!(6), json!(60), json!(61)],
                Fact::Tried => vec![],
                _ => fact.values().into_iter().map(|offer| offer.value).collect(),
            };
            for value in values {
                let action = recommend(&facts.with(fact, value.clone()).unwrap()).action;
                if action != now {
                    expected.push((fact, value, action));
                }
            }
        }
        let flips: Vec<(Fact, Value, Action)> = recommend(&facts)
            .flips
            .into_iter()
            .map(|flip| (flip.fact, flip.value, flip.action))
            .collect();
        assert_eq!(flips, expected, "{name}");
    }
}

#[test]
fn the_rollback_clock_runs_the_minutes_that_were_given() {
    let clocks = recommend(&example("checkout-500")).clocks;
    let clock = clocks.iter().find(|clock| clock.name == ClockName::RollbackDone).unwrap();
    assert_eq!((clock.minutes, clock.from), (2, ClockFrom::Decided));
    assert!(!clock.name.is_default());
}

#[test]
fn a_leak_starts_the_reporting_clock_and_is_not_undone_by_going_back() {
    let leak = example("checkout-500").with(Fact::Touches, json!(["privacy"])).unwrap();
    let recommendation = recommend(&leak);
    assert_eq!(recommendation.action, Action::RollBack);
    let clock = recommendation.clocks.iter().find(|clock| clock.name == ClockName::Reporting);
    assert_eq!(clock.map(|clock| clock.from), Some(ClockFrom::Detected));
    assert!(recommendation.afterwards.last().unwrap().starts_with("Going back does not undo"));
}

#[test]
fn a_slow_rollback_says_that_the_fix_would_be_quicker() {
    let slow = example("checkout-500").with(Fact::RollbackMinutes, 90).unwrap();
    let slow = slow.with(Fact::FixMinutes, 30).unwrap();
    let recommendation = recommend(&slow);
    assert_eq!(recommendation.action, Action::RollBack);
    assert_eq!(
        recommendation.warnings.last().unwrap(),
        "Going back takes 90 minutes, over an hour and longer than the fix would take (30 minutes)."
    );
}

#[test]
fn an_assumption_is_printed_as_one() {
    let assumed = json!({"value": "assumed_safe", "source": "assumed"});
    let assumed = example("checkout-500").with(Fact::Previous, assumed).unwrap();
    let because = recommend_named(&assumed, &names()).because;
    let text = &because.iter().find(|because| because.fact == Fact::Previous).unwrap().text;
    assert_eq!(
        text,
        "v1.12.4 is assumed to be able to run right now; nobody has checked. (Assumed.)"
    );
}

#[test]
fn a_slow_way_back_is_preceded_by_the_switch() {
    let facts = example("checkout-500");
    let facts = facts.with(Fact::Isolation, "narrow").unwrap();
    assert_eq!(outcome(&facts), (Action::RollBack, Rule::Serious, false));
    let slower = facts.with(Fact::RollbackMinutes, 6).unwrap();
    assert_eq!(outcome(&slower), (Action::RollBack, Rule::Serious, true));
    let recommendation = recommend(&slower);
    let isolate = recommendation.removed.iter().find(|removed| removed.action == Action::Isolate);
    assert_eq!(
        isolate.unwrap().why,
        "It comes first, to stop the harm, but does not end it: rolling back does."
    );
    assert_eq!(
        recommendation.because.last().unwrap().text,
        "The harmful part can be switched off at once, so that comes first."
    );
}

#[test]
fn the_whole_service_is_switched_off_first_only_while_data_is_being_damaged() {
    let whole = example("checkout-500").with(Fact::Isolation, "whole").unwrap();
    for (damage, contain_first) in [("none", false), ("unknown", false), ("ongoing", true)] {
        let facts = whole.with(Fact::DataDamage, damage).unwrap();
        let recommendation = recommend(&facts);
        assert_eq!(recommendation.action, Action::RollBack);
        assert_eq!(recommendation.contain_first, contain_first, "{damage}");
    }
}

#[test]
fn actions_are_ordered_by_how_protective_they_are() {
    let mut actions = Action::ALL;
    actions.sort_by(|one, other| one.cmp_protectiveness(*other));
    let titles = actions.map(Action::title);
    assert_eq!(titles, ["Watch", "Hotfix", "Roll forward", "Isolate", "Roll back", "Escalate"]);
    assert!(Action::Hotfix.cmp_protectiveness(Action::RollForward).is_eq());
}

#[test]
fn a_team_may_watch_a_contained_fault_before_it_ships_a_fix() {
    let mut orders = Orders::standard();
    orders.contained.swap(0, 1);
    assert_eq!(orders.check(), Ok(()));
    let calm = json!({"critical_path": "works", "recovering": "none"});
    let calm = calm
        .as_object()
        .unwrap()
        .iter()
        .fold(example("safari-white-screen"), |facts, (fact, value)| {
            facts.with(fact.parse().unwrap(), value.clone()).unwrap()
        });
    assert_eq!(recommend(&calm).action, Action::Hotfix);
    let recommendation = recommend_ordered(&calm, &Names::default(), &orders);
    assert_eq!(recommendation.action, Action::Watch);
    assert_eq!(recommendation.table_version, "1+team");
}

#[test]
fn orders_that_break_a_veto_are_refused() {
    let mut orders = Orders::standard();
    orders.harm.swap(0, 1);
    let OrdersError::Breaks(how) = orders.check().unwrap_err() else { panic!("another refusal") };
    assert!(
        how.starts_with("roll_back with less at stake becomes isolate here; shown by {"),
        "{how}"
    );
    let forgetful: Orders = serde_json::from_value(json!({"overdue": ["fix"]})).unwrap();
    assert!(forgetful.check().unwrap_err().to_string().starts_with(
        "These orders are refused, and the published ones stay in force: it escalates although a \
         safe option is on the table; shown by {"
    ));
}

#[test]
fn orders_that_name_a_way_twice_are_refused() {
    let mut orders = Orders::standard();
    orders.overdue.push(Way::Fix);
    assert_eq!(
        orders.check().unwrap_err().to_string(),
        "The order \"overdue\" names fix twice. Name it once."
    );
}
