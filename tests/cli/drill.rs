use crate::support::expected::same_as_expected;
use crate::support::kneeboard::Desk;
use kneeboard_core::runbook::shipped;
use serde_json::{Value, json};

#[path = "../../src-tauri/cli/src/drill.rs"]
mod script;

use script::{Beat, DAY, DRILLS, Drill};

/// Whatever the drill, its last act is over by then.
const AT_THE_END: &str = "23:59:59";

fn drill(name: &str) -> &'static Drill {
    DRILLS.into_iter().find(|drill| drill.name == name).unwrap()
}

fn play(desk: &Desk, beat: &Beat, seed: &str) {
    desk.turn_clock(&format!("{DAY}T{}Z", beat.at), seed);
    let text = desk.write("text.md", beat.text);
    let line: Vec<&str> =
        beat.line.iter().map(|word| if *word == "{text}" { text.as_str() } else { word }).collect();
    desk.run(&line).done();
}

/// A desk on which a drill was walked as far as this time.
fn walked(drill: &Drill, time: &str) -> Desk {
    let desk = Desk::with_clock(&format!("{DAY}T{}Z", drill.beats[0].at), drill.seed);
    desk.out(&["store", "new", "--sample"]);
    for beat in drill.beats.iter().take_while(|beat| beat.at <= time) {
        play(&desk, beat, drill.seed);
    }
    desk.turn_clock(&format!("{DAY}T{time}Z"), drill.seed);
    desk
}

/// A desk on which the Django drill was walked as far as this time.
pub fn play_until(time: &str) -> Desk {
    walked(drill("django"), time)
}

#[test]
fn the_demo_prints_the_postmortem_of_the_drill() {
    let desk = Desk::new();
    same_as_expected("django-drill.md", &desk.out(&["demo"]));
    assert!(!desk.path("kneeboard.db").exists(), "the demo has a store of its own");
}

#[test]
fn the_drill_command_by_command_gives_the_same_document() {
    let desk = play_until(AT_THE_END);
    same_as_expected("django-drill.md", &desk.out(&["postmortem", "show"]));
    let path = desk.out(&["postmortem", "export"]);
    assert_eq!(path, "DESK/exports/1122-order-settlement-fails-on-every-order.md\n");
    same_as_expected(
        "django-drill.md",
        &desk.read("exports/1122-order-settlement-fails-on-every-order.md"),
    );
    same_as_expected("django-drill-check.txt", &desk.run(&["postmortem", "check"]).out);
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

#[test]
fn the_django_drill_isolates_and_rolls_forward() {
    comes_to_its_decisions_and_its_document("django");
}

#[test]
fn the_nodejs_drill_rolls_back() {
    comes_to_its_decisions_and_its_document("nodejs");
}

#[test]
fn the_react_drill_ships_a_hotfix() {
    comes_to_its_decisions_and_its_document("react");
}

#[test]
fn the_drill_for_any_stack_isolates_and_watches() {
    comes_to_its_decisions_and_its_document("any");
}

#[test]
fn the_readiness_drill_walks_a_checklist_to_its_end() {
    comes_to_its_decisions_and_its_document("readiness");
}

/// The drill command by command: what the table recommends at each decision, that no step is left,
/// that nothing is wanting in the document, and the document, which the demo prints too.
fn comes_to_its_decisions_and_its_document(name: &str) {
    let drill = drill(name);
    let desk = walked(drill, AT_THE_END);
    let shown = desk.json(&["incident", "show"]);
    let decided = shown["decisions"].as_array().unwrap();
    let found: Vec<Value> = decided
        .iter()
        .map(|one| json!({ "recommended": one["recommended"], "rule": one["rule"] }))
        .collect();
    let expected: Vec<Value> = drill
        .decisions
        .iter()
        .map(|one| json!({ "recommended": one.recommended, "rule": one.rule }))
        .collect();
    assert_eq!(found, expected);
    assert!(decided.iter().all(|one| one["chosen"] == one["recommended"]), "{decided:?}");

    let steps = desk.json(&["incident", "steps"]);
    let is_left = |step: &&Value| {
        ["open", "failed", "later", "blocked"].iter().any(|outcome| step["outcome"] == *outcome)
    };
    assert_eq!(steps.as_array().unwrap().iter().find(is_left), None, "a step is left");
    assert_eq!(desk.run(&["postmortem", "check"]).out, "Nothing found.\n");
    let document = desk.out(&["postmortem", "show"]);
    same_as_expected(&format!("{name}-drill.md"), &document);
    assert!(desk.out(&["demo", name]) == document, "the demo prints another document");
}

#[test]
fn every_folder_of_the_library_has_a_drill_that_walks_one_of_its_runbooks() {
    for shipped in shipped::all() {
        let (folder, _) = shipped.id.split_once('/').unwrap();
        let mut words = drill(folder).beats.iter().flat_map(|beat| beat.line);
        let opened = words.by_ref().find(|word| **word == "--runbook").and_then(|_| words.next());
        assert!(opened.unwrap().starts_with(&format!("{folder}/")), "{folder}: {opened:?}");
    }
}

#[test]
fn a_drill_that_is_not_there_is_named() {
    Desk::new().run(&["demo", "rails"]).refused(
        3,
        "There is no drill \"rails\". Nothing was done. Name one of django, nodejs, react, any, readiness.",
    );
}
