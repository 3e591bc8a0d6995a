//! The walkthrough in its rarer states: as a strip, with two decisions, with words removed; and its
//! words can be read.

use serde_json::{Value, json};

use crate::made::{Made, NODEJS};
use crate::walk::{into_the_walk, walking};
use crate::window::Scene;

/// F9: step, command, Done, the next clock and the note, in 360 pixels.
#[test]
fn the_strip_shows_step_command_done_clock_and_note() {
    let (window, incident) =
        walking("strip-walk", |made, incident| {
            let done =
                |value: &str| json!({ "act": "StepDone", "value": value, "as_expected": null });
            for step in ["1.1", "1.2", "1.3", "1.4", "1.5"] {
                made.step(incident, step, done("1"));
            }
            made.act(incident, json!({
            "act": "Decided", "choose": "roll_back", "why": "Down.", "objections": null,
            "expect": null, "tripwire": null, "recheck": null, "override_reason": "Practised.",
        }));
            made.step(incident, "1.6", done("1"));
            for (name, value) in [("release.good", "v1.12.4"), ("release.bad", "v1.13.0")] {
                made.act(incident, json!({ "act": "AnswerGiven", "name": name, "value": value }));
            }
        });

    window.press("F9");
    window
        .until("the strip", "!!document.querySelector('[data-screen=strip] [aria-current=step]')");
    window.resize(360, 640);
    let in_sight = |selector: &str| {
        format!(
            "(() => {{ const one = document.querySelector('[data-screen=strip] {selector}');
                const box = one?.getBoundingClientRect();
                return !!box && box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.top < innerHeight; }})()"
        )
    };
    for part in ["h2", ".command", ".buttons button", "[role=timer]", "[name=note]"] {
        assert_eq!(window.value(&in_sight(part)), true, "{part}");
    }
    assert_eq!(window.value("document.documentElement.scrollWidth <= innerWidth"), true);
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("strip");
    let before = Made::at(window.scene().store()).count(incident, "StepDone");
    window.until("the step's focus", "document.activeElement.ariaCurrent === 'step'");
    window.and_see_it(|window| window.press("Space"));
    assert_eq!(Made::at(window.scene().store()).count(incident, "StepDone"), before + 1);
    window.press("F9");
    window.until("the whole window", "!!document.querySelector('[data-screen=walkthrough]')");
}

#[test]
fn a_walk_becomes_a_runbook_from_the_strip_too() {
    let (window, _) = walking("strip-promote", |made, incident| {
        let done = json!({ "act": "StepDone", "value": "none", "as_expected": null });
        made.step(incident, "1.1", done);
    });
    window.press("F9");
    window
        .until("the strip", "!!document.querySelector('[data-screen=strip] [aria-current=step]')");
    window.press("Ctrl+K");
    window.until("the palette", "document.activeElement.getAttribute('role') === 'combobox'");
    window.type_text("make a runbook");
    window.until("the act", "document.querySelector('[role=option][aria-selected=true]')?.innerText.toLowerCase().includes('make a runbook')");
    window.press("Enter");
    window.find("dialog", "A runbook of this walk");
    window.until("its name", "document.activeElement?.name === 'title'");
    window.picture("promote");
}

/// Two people decided, each in a store that did not know of the other's decision.
#[test]
fn two_decisions_made_without_each_other_are_said_to_stand() {
    let scene = Scene::new("two-decisions");
    let mut ours = Made::at(scene.store());
    let incident = ours.incident("Checkout returns 500", &[NODEJS]);
    let mut theirs = Made::at(&scene.home().join("theirs.db"));
    let file = scene.home().join("handed-over.jsonl");
    ours.hand_over(incident, &file);
    theirs.take_in(&file);
    for (made, choose) in [(&mut ours, "roll_back"), (&mut theirs, "isolate")] {
        made.act(incident, json!({
            "act": "Decided", "choose": choose, "why": "Down.", "objections": null, "expect": null,
            "tripwire": null, "recheck": null, "override_reason": "Practised.",
        }));
    }
    theirs.hand_over(incident, &file);
    ours.take_in(&file);
    drop(ours);
    let window = scene.open();
    into_the_walk(&window);

    let alert = "document.querySelector('main [role=alert]')?.innerText ?? ''";
    assert!(window.value(alert).as_str().unwrap().contains("Two decisions stand"));
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("two-decisions");
    window.press("D");
    window.until("the form", "!!document.querySelector('[data-screen=decide]')");
}

/// Removed words are nowhere on the screen; their line stays and says that they were removed.
#[test]
fn removed_words_are_not_on_the_screen_and_their_line_says_so() {
    let (window, _) = walking("redacted", |made, incident| {
        made.act(
            incident,
            json!({ "act": "NoteAdded", "text": "Ana Ruiz has rung", "step": null }),
        );
        let walk = made.walk(incident);
        let rows = walk["timeline"].as_array().unwrap();
        let target = rows.iter().find(|row| row["kind"] == "NoteAdded").unwrap()["id"].clone();
        made.act(incident, json!({ "act": "Redacted", "target": target, "reason": "a name" }));
    });

    assert!(!window.text().contains("Ana Ruiz"));
    let line = "[...document.querySelectorAll('[data-kind=NoteAdded]')].map((one) => one.innerText).join()";
    assert!(window.value(line).as_str().unwrap().contains("removed"), "{}", window.value(line));
    window.picture("redacted");
}

/// The step in focus is read at 7:1, in both themes.
#[test]
fn the_words_of_the_step_in_focus_have_seven_to_one_in_both_themes() {
    let (window, _) =
        walking("contrast", |made, incident| {
            for step in ["1.1", "1.2", "1.3", "1.4", "1.5"] {
                made.step(
                    incident,
                    step,
                    json!({ "act": "StepDone", "value": "1", "as_expected": null }),
                );
            }
            made.act(incident, json!({
            "act": "Decided", "choose": "roll_back", "why": "Down.", "objections": null,
            "expect": null, "tripwire": null, "recheck": null, "override_reason": "Practised.",
        }));
            made.step(
                incident,
                "1.6",
                json!({ "act": "StepDone", "value": null, "as_expected": true }),
            );
        });
    for theme in ["dark", "light"] {
        let set = format!("document.documentElement.dataset.theme = '{theme}';");
        window.script(&set, Vec::new());
        let all: Vec<Value> = serde_json::from_value(window.script(CONTRASTS, Vec::new())).unwrap();
        assert!(all.len() >= 4, "{all:?}");
        for one in all {
            assert!(one["ratio"].as_f64().unwrap() >= 7.0, "{theme}: {one}");
        }
    }
}

const CONTRASTS: &str = r#"
const parse = (colour) => {
  const numbers = colour.match(/[\d.]+/g).map(Number);
  return (colour.startsWith("color(") ? numbers.slice(0, 3) : numbers.slice(0, 3).map((part) => part / 255));
};
const ground = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)") return colour;
  }
};
const light = (colour) => {
  const [red, green, blue] = parse(colour).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const card = document.querySelector("[aria-current=step]");
return [...card.querySelectorAll("h2, .why, .green, pre code")].map((element) => {
  const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
  return { words: element.innerText, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
});
"#;
