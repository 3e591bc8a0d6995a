//! The decide form: few keys, nothing by accident, and what was known stands beside it.

use kneeboard_core::id::IncidentId;
use serde_json::{Value, json};

use crate::hand::{self, Hand, Way};
use crate::looking;
use crate::made::{Made, NODEJS, SampleClock, made, window_on};
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

/// A window on the decide form of one incident; `prepare` records what was there before.
fn deciding(test: &str, prepare: impl FnOnce(&mut Made, IncidentId)) -> (Window, IncidentId) {
    let (window, incident) = window_on(test, "Checkout returns 500 after v1.13.0", prepare);
    into_the_form(&window);
    (window, incident)
}

/// From the home screen to the walkthrough by Enter, and from there by D.
fn into_the_form(window: &Window) {
    into_the_walk(window);
    window.press("D");
    window.until("the form", "!!document.querySelector('[data-screen=decide] aside form')");
    window.until("the focus", "!!document.activeElement.closest('main section')");
}

fn answer(made: &mut Made, incident: IncidentId, name: &str, value: Value) {
    made.act(incident, json!({ "act": "AnswerGiven", "name": name, "value": value }));
}

/// The five answers after which the table suggests to roll back.
fn money(made: &mut Made, incident: IncidentId) {
    for (fact, value) in [
        ("touches", json!(["money"])),
        ("data_damage", json!("none")),
        ("release", json!("likely")),
        ("previous", json!("safe")),
        ("rollback_minutes", json!(2)),
    ] {
        answer(made, incident, fact, value);
    }
}

fn suggested(window: &Window) -> Value {
    window.value("document.querySelector('aside [data-action]').dataset.action")
}

/// D, an answer at a time, Ctrl Enter: what is counted is every key that goes down.
#[test]
fn the_money_decision_takes_seven_keys_from_the_walkthrough() {
    let (window, incident) = deciding("money-keys", |_, _| {});
    let mut keys = 1;

    while window.value("!!document.querySelector('main section[data-fact]')") == true {
        window.and_see_it(|window| window.press("1"));
        keys += 1;
        assert!(keys < 20, "the questions do not end");
    }
    assert_eq!(suggested(&window), "roll_back");
    looking::in_both_themes(&window, "settled");
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    keys += 1;

    assert!(keys <= 7, "{keys} keys");
    window.until("the walkthrough", "!!document.querySelector('[data-screen=walkthrough]')");
    let mut made = made(&window);
    assert_eq!(made.count(incident, "Decided"), 1);
    assert_eq!(made.walk(incident)["decision"]["words"], "roll back");
}

#[test]
fn a_decision_is_made_by_mouse_alone() {
    let (window, incident) = deciding("mouse", |_, _| {});

    for fact in ["touches", "data_damage", "previous", "release", "rollback_minutes"] {
        window.until(fact, &format!("!!document.querySelector('main section[data-fact={fact}]')"));
        window.and_see_it(|window| window.click_on("main section [data-key='1']"));
    }
    window.click_on("main li[data-fact=data_damage] button");
    window.until("its question", "!!document.querySelector('main section[data-fact=data_damage]')");
    window.click_on("aside label:has([value=isolate])");
    window.find("textbox", "Why otherwise than the table suggests");
    looking::in_both_themes(&window, "otherwise");
    window.and_see_it(|window| window.click("button", "Record decision"));

    let mut made = made(&window);
    assert_eq!(made.count(incident, "Decided"), 1);
    assert_eq!(made.walk(incident)["decision"]["words"], "isolate");
    assert_eq!(made.walk(incident)["decision"]["wants_override"], true);
}

const SEVERAL: &str =
    "Several hold: each click adds one and stays here, as Shift with a digit does.";

/// Shift with a digit adds one of several answers; without Shift, or without digits, a box does.
#[test]
fn several_answers_hold_by_mouse_alone_and_without_letters() {
    for (test, way) in [("several-mouse", Way::Mouse), ("several-no-letters", Way::NoLetters)] {
        let (window, incident) = window_on(test, "Checkout returns 500", |_, _| {});
        let hand = Hand::on(&window, way);
        hand.uses("main [data-incident]");
        window.until("the walk", "!!document.querySelector('[aria-current=step]')");
        hand.does(&hand::DECIDE);
        window.until("touches", "!!document.querySelector('main section[data-fact=touches]')");
        hand.uses_named("checkbox", SEVERAL);
        for answer in ["1", "2"] {
            window.and_see_it(|_| hand.answers(answer));
        }
        let given = "[...document.querySelectorAll('main [data-key][aria-pressed=true]')].map((one) => one.dataset.key)";
        assert_eq!(window.value(given), json!(["1", "2"]));
        looking::in_both_themes(&window, "several");
        hand.uses("main button[data-fact=data_damage]");
        window.until(
            "another question",
            "!document.querySelector('main section[data-fact=touches]')",
        );
        hand.kept_to_its_way();
        assert_eq!(made(&window).count(incident, "AnswerGiven"), 2);
    }
}

/// R28: no single key decides. Esc leaves, and what was typed is there at the next look.
#[test]
fn r28_nothing_but_ctrl_enter_or_the_button_records_and_esc_keeps_what_was_typed() {
    let (window, incident) = deciding("nothing-else", money);
    let before = made(&window).kinds(incident).len();

    for key in ["Enter", "Space", "R", "F", "S", "L", "Q", "Enter"] {
        window.press(key);
    }
    window.reach("aside [name=why]");
    window.type_text(" And the carts are safe.");
    window.press("Enter");
    window.press("Esc");
    window.until("the field to be left", "!document.activeElement.matches('textarea')");
    window.press("Esc");
    window.until("the walkthrough", "!!document.querySelector('[data-screen=walkthrough] main')");
    assert_eq!(made(&window).kinds(incident).len(), before);

    window.until("the step", "document.activeElement.ariaCurrent === 'step'");
    window.press("D");
    let why =
        "document.querySelector('aside [name=why]')?.value.includes('And the carts are safe.')";
    window.until("what was typed", why);
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    let mut made = made(&window);
    assert_eq!(made.count(incident, "Decided"), 1);
    let why = made.walk(incident)["decision"]["why"].to_string();
    assert!(why.contains("And the carts are safe."), "{why}");
}

/// R18: objections are asked for, never agreement; alone it is asked what would make it wrong.
#[test]
fn r18_objections_are_asked_for_in_company_and_what_would_make_it_wrong_alone() {
    let (window, incident) = deciding("objections", |made, incident| {
        money(made, incident);
        made.act(incident, json!({ "act": "RoleTaken", "role": "commander", "name": null }));
    });

    window.find("textbox", "What would make this wrong?");
    made(&window).act(incident, json!({ "act": "RoleTaken", "role": "operations", "name": null }));
    window.find("textbox", "Are there any strong objections?");
    window.and_see_it(|window| window.press("Ctrl+Enter"));

    // It may stay empty; the document then says that nobody was asked.
    let document = made(&window).postmortem(incident)["markdown"].to_string();
    assert!(document.contains("Objections:** not asked"), "{document}");
}

/// R17: contain now is one key away, from the question and from its fields.
#[test]
fn r17_contain_now_is_one_key_from_the_form_and_from_its_fields() {
    let (window, incident) = deciding("contain", |_, _| {});

    window.press("X");
    window.find("dialog", "Contain now");
    looking::in_both_themes(&window, "contain");
    window.type_text("The discount flag is off.");
    window.and_see_it(|window| window.press("Enter"));
    window.reach("aside [name=expect]");
    window.press("Ctrl+Shift+X");
    window.find("dialog", "Contain now");
    window.press("Esc");
    assert_eq!(made(&window).count(incident, "Contained"), 1);
}

const IN_SIGHT: &str = r#"
const button = document.querySelector("aside .record [type=submit]");
const { left, top, width, height } = button.getBoundingClientRect();
const hit = document.elementFromPoint(left + width / 2, top + height / 2);
return button.contains(hit) && top >= 0 && top + height <= innerHeight;
"#;

#[test]
fn the_button_that_records_is_in_sight_with_the_longest_form_at_every_size() {
    let (window, incident) = deciding("in-sight", |_, _| {});
    window.click_on("aside label:has([value=watch])");
    window.find("textbox", "What ends the watch");

    for (width, height) in [(1280, 800), (900, 600), (1600, 1100)] {
        window.resize(width, height);
        window.picture(&format!("longest-{width}"));
        assert_eq!(window.script(IN_SIGHT, Vec::new()), true, "at {width} by {height}");
    }
    window.resize(1280, 800);
    window.fill("[name=tripwire]", "p95 above 900 ms means roll back");
    window.fill("[name=recheck]", "10");
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    let clocks = made(&window).walk(incident)["clocks"].to_string();
    assert!(clocks.contains("recheck") || clocks.contains("watch"), "{clocks}");
    looking::at_every_size(&window, "after-watch");
}

/// The answers of decision.md that grow old: they say so, and are asked again where it matters.
#[test]
fn what_was_answered_long_ago_says_its_age_and_is_asked_again() {
    let scene = Scene::new("old-answers");
    let clock = SampleClock::at(scene.home(), "old-answers", "02:00:00");
    let mut made = Made::sample(scene.store(), &clock);
    let incident = made.incident("Checkout returns 500", &[NODEJS]);
    money(&mut made, incident);
    drop(made);
    clock.turn("02:15:00");
    let window = scene.with("KNEEBOARD_SAMPLE_CLOCK", clock.file()).open();
    into_the_form(&window);

    window
        .until("the old answer", "!!document.querySelector('main section[data-fact=previous] em')");
    assert!(window.text().contains("Answered 15 minutes ago"), "{}", window.text());
    assert!(window.text().contains("15 min old: still so?"), "{}", window.text());
    looking::in_both_themes(&window, "old");
    window.and_see_it(|window| window.press("1"));
    window.find("region", "No question is left");
    assert!(!window.text().contains("still so?"), "{}", window.text());
}

#[test]
fn two_decisions_made_apart_stand_under_a_banner_until_a_third_replaces_both() {
    let (window, incident) = deciding("two-stand", |made, incident| {
        money(made, incident);
        for choose in ["roll_back", "isolate"] {
            made.act(
                incident,
                json!({ "act": "Decided", "choose": choose, "why": "Restore first.",
                    "supersedes": [], "override_reason": "It is practised." }),
            );
        }
    });

    assert!(window.text().contains("Two decisions stand"), "{}", window.text());
    looking::in_both_themes(&window, "two");
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    assert_eq!(made(&window).walk(incident)["two_decisions"], false);
}

#[test]
fn the_form_has_no_fault_in_any_theme_or_size_when_everything_is_long() {
    let scene = Scene::new("decide-long");
    let mut made = Made::at(scene.store());
    let word = "Zahlungsdienstleisterschnittstellenfehler".repeat(5);
    let incident = made.incident(&format!("{word} after v1.13.0"), &[NODEJS]);
    answer(
        &mut made,
        incident,
        "touches",
        json!(["money", "user_data", "privacy", "identity", "security", "safety"]),
    );
    made.act(incident, json!({ "act": "Decided", "choose": "escalate", "why": word }));
    drop(made);
    let window = scene.open();
    into_the_form(&window);

    looking::in_both_themes(&window, "long");
    looking::at_every_size(&window, "long");
}

/// What another person answers meanwhile shows at once and takes nothing from what is typed.
#[test]
fn an_answer_from_another_process_takes_nothing_from_what_is_being_typed() {
    let (window, incident) = deciding("typed-meanwhile", |_, _| {});
    window.reach("aside [name=expect]");
    window.replace_text("5xx under 0.5");

    answer(&mut made(&window), incident, "touches", json!(["money"]));
    window.until("the answer", "!!document.querySelector('main li[data-fact=touches]')");

    window.type_text(" percent");
    assert_eq!(window.value("document.activeElement.value"), "5xx under 0.5 percent");
}
