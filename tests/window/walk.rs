//! The walkthrough keeps the rules of checklists; each test says which.

use kneeboard_core::id::IncidentId;
use serde_json::{Value, json};

use crate::made::{Made, NODEJS, made, window_on};
use crate::window::{PAINTED, Scene, Window};

/// A window on one incident that walks the runbook for Node.js, and its store.
pub fn walking(test: &str, prepare: impl FnOnce(&mut Made, IncidentId)) -> (Window, IncidentId) {
    let (window, incident) = window_on(test, "Checkout returns 500", prepare);
    into_the_walk(&window);
    (window, incident)
}

/// From the home screen into the first open incident, by Enter on its card.
pub fn into_the_walk(window: &Window) {
    window.until("the card", "!!document.activeElement.dataset.incident");
    window.press("Enter");
    window.until("the step", "document.activeElement.ariaCurrent === 'step'");
}

fn done(value: Option<&str>) -> Value {
    json!({ "act": "StepDone", "value": value, "as_expected": null })
}

/// Walks triage to its end: four values, one skipped.
fn triage(made: &mut Made, incident: IncidentId) {
    for (step, value) in [("1.1", "none"), ("1.2", "45"), ("1.3", "v1.13.0"), ("1.4", "0")] {
        made.step(incident, step, done(Some(value)));
    }
    made.step(incident, "1.5", json!({ "act": "StepSkipped", "reason": "chat is down too" }));
}

fn decide(made: &mut Made, incident: IncidentId, choose: &str) {
    made.act(incident, json!({
        "act": "Decided", "choose": choose, "why": "Restore service first.", "objections": null,
        "expect": null, "tripwire": null, "recheck": null, "override_reason": "It is practised.",
    }));
}

const SHARES: &str = r#"
const card = document.querySelectorAll('[aria-current="step"]');
if (card.length !== 1) return { current: card.length };
const size = (element) => parseFloat(getComputedStyle(element).fontSize);
const main = card[0].closest("main");
const all = [...main.querySelectorAll("h2, p, button, summary, strong, label")].map(size);
const rows = [...main.querySelectorAll("ol[aria-label=Steps] > li")].filter((li) => !li.contains(card[0]));
return {
  current: 1,
  heading: size(card[0].querySelector("h2")),
  largest: Math.max(...all),
  rows: rows.reduce((sum, li) => sum + li.getBoundingClientRect().height, 0) / main.clientHeight,
};
"#;

/// R1: one step in focus, the largest; what is past and what comes has two fifths at most.
#[test]
fn r1_one_step_is_current_and_the_others_have_two_fifths_of_the_height_at_most() {
    let (window, incident) = walking("r1", |made, incident| {
        triage(made, incident);
        for n in 1..=55 {
            made.act(
                incident,
                json!({
                    "act": "StepAdded", "after": null,
                    "text": format!("Look at shard {n} of the order store and at what it says"),
                }),
            );
        }
    });

    let holds = |what: &str| {
        let shares = window.script(SHARES, Vec::new());
        assert_eq!(shares["current"], 1, "{what}: {shares}");
        assert_eq!(shares["heading"], 24.0, "{what}: {shares}");
        assert_eq!(shares["largest"], 24.0, "{what}: {shares}");
        assert!(shares["rows"].as_f64().unwrap() <= 0.4, "{what}: {shares}");
    };
    for (width, height) in [(1280, 800), (900, 600), (1600, 1150)] {
        window.resize(width, height);
        window.script_async(PAINTED, Vec::new());
        holds(&format!("in the middle at {width} by {height}"));
    }
    for _ in 0..30 {
        window.press("J");
    }
    holds("after thirty steps");
    window.picture("sixty-steps");
    window.press("S");
    window.find("dialog", "Skip this step");
    holds("under a dialog");
    window.press("Esc");
    made(&window).act(incident, json!({ "act": "Closed", "note": null }));
    window.until("the closing", "document.body.innerText.includes('Closed')");
    holds("closed");
}

/// R2: copying never ticks, and no key makes a step done without saying what was seen.
#[test]
fn r2_copying_never_ticks_and_nothing_is_done_without_a_response() {
    let (window, incident) = walking("r2", |_, _| {});
    let before = made(&window).kinds(incident);

    // The first step asks for a value: Space goes to it, an empty Enter records nothing.
    window.press("Space");
    window.until("the value", "document.activeElement.name === 'reading'");
    window.press("Enter");
    window.until("the reason", "document.body.innerText.includes('Nothing was recorded')");
    window.picture("no-value");
    window.press("Esc");
    // The fourth has a command.
    for _ in 0..3 {
        window.press("J");
    }
    window.fill("[name=ask]", "v1.12.4");
    window.and_see_it(|window| window.press("Enter"));
    window.fill("[name=ask]", "v1.13.0");
    window.and_see_it(|window| window.press("Enter"));
    window.reach("[aria-current=step]");
    window.press("C");
    window.until("the word", "document.body.innerText.includes('Copied')");
    for key in ["C", "Enter", "J", "K", "Enter", "C"] {
        window.press(key);
    }
    window.press("N");
    window.press("Ctrl+V");
    let copied = "git diff --name-status v1.12.4 v1.13.0 -- '*migrations*'";
    window.until("the copy", &format!("document.activeElement.value.trim() === `{copied}`"));

    let kinds = made(&window).kinds(incident);
    assert_eq!(kinds[before.len()..], ["AnswerGiven", "AnswerGiven"]);
}

/// R3: the response is the value that was seen, with its unit, and it stays in sight.
#[test]
fn r3_a_value_is_typed_with_its_unit_and_stands_on_its_line() {
    let (window, incident) = walking("r3", |made, incident| {
        made.step(incident, "1.1", done(Some("none")));
    });

    window.and_see_it(|window| {
        window.press("Space");
        window.type_text("0.4, then 45");
        window.press("Enter");
    });

    window.until(
        "the line",
        "[...document.querySelectorAll('[data-outcome=done]')].some((row) => \
            row.innerText.includes('0.4, then 45 percent'))",
    );
    window.until("the next step's focus", "document.activeElement.dataset.step === '1.3'");
    assert_eq!(made(&window).count(incident, "StepDone"), 2);
}

/// R5: an answer decides which steps apply; it can be changed, and both answers are recorded.
#[test]
fn r5_changing_an_answer_twice_gives_the_same_steps_and_each_answer_is_kept() {
    let scene = Scene::new("r5");
    let mut maker = Made::at(scene.store());
    let incident = maker.start(json!({ "title": "No card", "runbooks": [NODEJS] }));
    triage(&mut maker, incident);
    decide(&mut maker, incident, "roll_back");
    maker.step(incident, "1.6", done(None));
    drop(maker);
    let window = scene.open();
    into_the_walk(&window);
    let steps = |window: &Window| {
        let walk = made(window).walk(incident);
        let steps = walk["steps"].as_array().unwrap();
        steps.iter().map(|step| step["outcome"].clone()).collect::<Vec<_>>()
    };

    // One key answers what the step asks: kubernetes is the first, docker the second.
    window.until("the question", "!!document.querySelector('[data-ask=\"service.platform\"]')");
    window.picture("asked");
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.and_see_it(|window| window.press("1"));
    let first = steps(&window);
    let line = "[...document.querySelectorAll('summary')].map((one) => one.innerText).find((one) => one.includes('not apply'))";
    assert!(window.value(line).as_str().unwrap().contains("service.platform is kubernetes"));
    window.picture("folded");
    let change = |to: &str| {
        window.reach("[aria-current=step] details > summary");
        window.press("Enter");
        window.and_see_it(|window| {
            window.reach_named("button", to);
            window.press("Enter");
        });
    };
    change("docker");
    assert_ne!(steps(&window), first);
    change("kubernetes");
    assert_eq!(steps(&window), first);
    assert_eq!(made(&window).count(incident, "AnswerGiven"), 3);
}

/// R7: skipping takes a reason, and a phase is complete when each of its steps has ended.
#[test]
fn r7_skipping_takes_a_reason_and_a_phase_is_complete_when_every_step_has_ended() {
    let (window, incident) = walking("r7", |made, incident| {
        for step in ["1.1", "1.2", "1.3"] {
            made.step(incident, step, done(Some("1")));
        }
        made.step(incident, "1.4", json!({ "act": "StepNotApplicable", "reason": "no schema" }));
    });
    let triage = "document.querySelector('[aria-label^=Triage]').ariaLabel";

    window.press("S");
    window.find("dialog", "Skip this step");
    window.press("Enter");
    window.until("the refusal", "!!document.querySelector('dialog [role=alert]')");
    assert_eq!(made(&window).count(incident, "StepSkipped"), 0);
    assert!(!window.value(triage).as_str().unwrap().contains("complete"));
    window.picture("no-reason");
    for reason in ["not applicable", "done already", "no access", "too risky now"] {
        window.find("button", reason);
    }
    window.and_see_it(|window| window.click("button", "no access"));

    window.until("the call", &format!("{triage}.includes('complete')"));
    let text = window.text();
    assert!(text.contains("Triage complete, 1 skipped."), "{text}");
}

/// R8: a step for later says when, waits in the tray over a restart, and holds the closing back.
#[test]
fn r8_a_step_for_later_waits_in_the_tray_and_holds_the_closing_back() {
    let (window, incident) = walking("r8", |_, _| {});

    window.press("L");
    window.find("dialog", "Do this step later");
    window.picture("later");
    window.and_see_it(|window| window.press("Enter"));
    window.reload();
    into_the_walk(&window);
    let tray = "document.querySelector('[aria-label=\"For later\"]').innerText";
    assert!(window.value(tray).as_str().unwrap().contains("before closing"));
    window.click_on("summary[aria-label=Acts]");
    window.click("button", "Close the incident");
    window.find("dialog", "Close the incident");
    window.press("Enter");
    window.until("the refusal", "!!document.querySelector('dialog [role=alert]')");
    window.picture("not-closed");
    assert!(window.text().contains("put off"), "{}", window.text());
    window.press("Esc");

    // From the tray it is one press to the step.
    window.reach_named("button", "Go to: Name what this release can harm besides uptime");
    window.press("Enter");
    window.until("the step", "document.activeElement.dataset.step === '1.1'");
    assert_eq!(made(&window).count(incident, "Closed"), 0);
}

/// R11: a phase that is complete is called out in a line to read aloud.
#[test]
fn r11_a_complete_phase_is_called_out() {
    let (window, incident) = walking("r11", |made, incident| {
        for step in ["1.1", "1.2", "1.3", "1.4"] {
            made.step(incident, step, done(Some("1")));
        }
    });
    assert_eq!(made(&window).count(incident, "StepDone"), 4);

    window.and_see_it(|window| {
        window.press("Space");
        window.type_text("none");
        window.press("Enter");
    });

    let call = "[...document.querySelectorAll('main p')].some((one) => one.innerText.trim() === 'Triage complete.')";
    window.until("the call", call);
    window.until("the next phase", "document.activeElement.dataset.step === '1.6'");
    window.picture("called");
}

/// R14: what a step leaves stays in sight until somebody says that it is cleared.
#[test]
fn r14_what_a_step_leaves_stays_in_force_until_it_is_cleared() {
    let (window, incident) = walking("r14", |made, incident| {
        triage(made, incident);
        decide(made, incident, "roll_back");
        let walk = made.walk(incident);
        let leaves = walk["steps"]
            .as_array()
            .unwrap()
            .iter()
            .find(|step| !step["leaves"].is_null() && step["branch"] == "roll_back");
        let number =
            leaves.expect("a step that leaves something")["id"].as_str().unwrap().to_owned();
        made.step(incident, &number, done(None));
    });
    let note = "document.querySelector('[aria-label=\"Stays in force\"]')?.innerText ?? ''";
    let words = "deploys of this service stay frozen until lifted";

    assert!(window.value(note).as_str().unwrap().contains(words));
    window.reload();
    into_the_walk(&window);
    assert!(window.value(note).as_str().unwrap().contains(words));
    window.reach_named("button", &format!("Cleared: {words}"));
    window.and_see_it(|window| window.press("Enter"));
    assert_eq!(window.value(note), "");
    assert_eq!(made(&window).count(incident, "StandingCleared"), 1);
}

/// R24: a command is not copied while a placeholder is open.
#[test]
fn r24_a_command_with_an_open_placeholder_is_not_copied() {
    let (window, _) = walking("r24", |made, incident| {
        for step in ["1.1", "1.2", "1.3"] {
            made.step(incident, step, done(Some("1")));
        }
    });
    let copy = "document.querySelector('.command button').disabled";

    assert_eq!(window.value(copy), true);
    window.press("C");
    window.until(
        "why not",
        "document.querySelector('[role=status]').innerText.includes('Not copied')",
    );
    window.picture("open");
    for value in ["v1.12.4", "v1.13.0"] {
        assert_eq!(window.value(copy), true);
        window.fill("[name=ask]", value);
        window.and_see_it(|window| window.press("Enter"));
    }
    assert_eq!(window.value(copy), false);
    window.picture("filled");
}

/// R25: colour is never alone: each way to end has its icon, its word and its colour.
#[test]
fn r25_each_way_a_step_can_end_has_its_own_icon_word_and_colour() {
    let (window, _) = walking("r25", |made, incident| {
        made.step(incident, "1.1", done(Some("none")));
        made.step(incident, "1.2", json!({ "act": "StepFailed", "note": "no dashboard" }));
        made.step(incident, "1.3", json!({ "act": "StepSkipped", "reason": "known" }));
        made.step(
            incident,
            "1.4",
            json!({ "act": "StepDeferred", "until": "close", "reason": null }),
        );
        made.step(incident, "1.5", json!({ "act": "StepBlocked", "reason": "no access" }));
        decide(made, incident, "roll_back");
        made.step(incident, "1.6", json!({ "act": "StepNotApplicable", "reason": "told" }));
    });
    window.resize(1280, 1100);
    let mut seen = Vec::new();
    for (step, word) in [
        ("1.1", "done"),
        ("1.2", "did not work"),
        ("1.3", "skipped"),
        ("1.4", "later"),
        ("1.5", "blocked"),
        ("1.6", "not applicable"),
    ] {
        let phase = if step == "1.6" { "Decide" } else { "Triage" };
        window.click_on(&format!("[aria-label^='{phase}']"));
        // The one that is looked at says it on its card, the others on their lines.
        let shown = format!(
            "(() => {{ const row = document.querySelector('[data-step=\"{step}\"]');
                for (const fold of document.querySelectorAll('main details')) fold.open = true;
                const word = [...(row?.querySelectorAll('span') ?? [])].find((one) => one.innerText.startsWith('{word}'));
                return row && {{ icon: row.querySelector('svg')?.innerHTML, word: word?.innerText,
                    colour: word && getComputedStyle(word).color }}; }})()"
        );
        window.until(word, &format!("!!{shown}?.word"));
        let shown = window.value(&shown);
        assert!(shown["icon"].is_string(), "{step} has no icon: {shown}");
        seen.push((shown["icon"].clone(), shown["word"].clone()));
    }
    seen.dedup();
    assert_eq!(seen.len(), 6, "two look alike: {seen:?}");
    window.script("document.documentElement.style.filter = 'grayscale(1)';", Vec::new());
    window.click_on("[aria-label^=Triage]");
    window.picture("grey");
}

#[test]
fn a_note_that_is_cancelled_stays_typed_and_what_is_said_of_it_goes() {
    let (window, incident) = walking("note-cancelled", |_, _| {});
    let before = made(&window).kinds(incident);
    window.press("N");
    window.type_text("The key is AKIAIOSFODNN7EXAMPLE");
    window.press("Enter");
    window.find("dialog", "This looks like a secret");
    window.press("Esc");
    let said = "document.body.innerText.includes('Nothing was recorded')";
    window.until("it is said", said);
    window.picture("said");
    let typed = "document.querySelector('[name=note]').value";
    assert_eq!(window.value(typed), "The key is AKIAIOSFODNN7EXAMPLE");
    window.until("it goes by itself", &format!("!{said}"));
    assert_eq!(window.value(typed), "The key is AKIAIOSFODNN7EXAMPLE");

    // In a dialog it is said there, and goes with it.
    window.press("Esc");
    window.until("the step", "document.activeElement.ariaCurrent === 'step'");
    window.press("F");
    window.until("the dialog", "!!document.querySelector('dialog textarea:focus')");
    window.type_text("It says AKIAIOSFODNN7EXAMPLE");
    window.press("Enter");
    window.find("dialog", "This looks like a secret");
    window.press("Esc");
    window.until(
        "it is said in the dialog",
        "document.querySelector('dialog [role=alert]')?.innerText.includes('Nothing was recorded')",
    );
    window.press("Esc");
    window.until("no dialog", "!document.querySelector('dialog')");
    assert_eq!(window.value(said), false);
    assert_eq!(made(&window).kinds(incident), before);
}

/// R28: keys of a single character are dead in text fields, and can be switched off.
#[test]
fn r28_single_letters_are_dead_in_fields_and_when_they_are_switched_off() {
    let (window, incident) = walking("r28", |_, _| {});
    let before = made(&window).kinds(incident);

    window.press("N");
    window.type_text("sfldxuhtcjk1");
    assert_eq!(window.value("document.querySelectorAll('dialog').length"), 0);
    assert_eq!(window.value("document.activeElement.value"), "sfldxuhtcjk1");
    made(&window).set("letters", "off");
    window.until(
        "no key of a letter",
        "![...document.querySelectorAll('kbd')].some((cap) => /^[A-Z]$/.test(cap.textContent))",
    );
    window.script("document.querySelector('[aria-current=step]').focus();", Vec::new());
    for letter in ["S", "F", "L", "D", "X", "U", "H", "T", "J", "K", "C", "N"] {
        window.press(letter);
    }
    assert_eq!(window.value("document.querySelectorAll('dialog').length"), 0);
    assert_eq!(window.value("document.activeElement.dataset.step"), "1.1");
    assert_eq!(made(&window).kinds(incident), before);
    window.picture("letters-off");
}
