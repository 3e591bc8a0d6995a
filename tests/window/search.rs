//! Search in the palette: what the record says is found by its words and opens at its place.

use serde_json::json;

use crate::looking;
use crate::walk;
use crate::window::Window;

const NOTE: &str = "Redis answers ECONNREFUSED on v1.13.0; the giraffe pool is full";

fn walking(test: &str) -> Window {
    let (window, _) = walk::walking(test, |made, incident| {
        made.act(
            incident,
            json!({ "act": "NoteAdded", "text": NOTE, "note": "observation", "step": null }),
        );
    });
    window
}

/// What is listed from the text, a line each.
const HITS: &str =
    "[...document.querySelectorAll('[role=option]:has(.title)')].map((one) => one.innerText)";
const MARKS: &str =
    "[...document.querySelectorAll('[role=option] mark')].map((one) => one.innerText)";

#[test]
fn a_note_is_found_by_its_words_and_opens_at_its_entry() {
    let window = walking("search-note");
    window.press("/");
    window.until("the palette", "document.activeElement.getAttribute('role') === 'combobox'");
    window.until(
        "what can be searched",
        "document.querySelector('dialog p')?.innerText.includes('“in quotes”')",
    );
    looking::in_both_themes(&window, "empty");
    for query in ["econnref", "giraffe pool", "\"pool is full\"", "\"pool is fu", "1.13.0 giraffe"]
    {
        window.replace_text(query);
        window.until(query, &format!("({HITS}).some((one) => one.includes('Observation,'))"));
        window.until("its marks", &format!("({MARKS}).length > 0"));
    }
    looking::in_both_themes(&window, "found");
    looking::at_every_size(&window, "found");
    window.press("Enter");
    window.until(
        "the entry",
        "document.querySelector('[data-found]')?.innerText.includes('giraffe')",
    );
    looking::in_both_themes(&window, "entry");
}

#[test]
fn a_command_is_found_and_opens_the_runbook_at_its_step() {
    let window = walking("search-step");
    window.press("Ctrl+K");
    window.type_text("\"rollout undo\"");
    window.until("a step", &format!("({HITS}).some((one) => one.includes('step'))"));
    window.press("Down");
    window.press("Up");
    window.press("Enter");
    window.until(
        "the step",
        "document.querySelector('article [data-found]')?.innerText.includes('rollout undo')",
    );
    window.picture("step");
    window.press("/");
    window.type_text("giraffe");
    window.until("the note", &format!("({HITS}).length === 1"));
    window.press("Enter");
    window.until("the walk", "!!document.querySelector('[data-screen=walkthrough] [data-found]')");
}

#[test]
fn strange_words_find_nothing_and_say_so() {
    let window = walking("search-strange");
    window.press("/");
    for query in ["\"", "AND NEAR(", "*)", "-- ;", "zzzqqq OR"] {
        window.replace_text(query);
        window.until(
            query,
            "/Nothing is called that/.test(document.querySelector('dialog').innerText) || document.querySelectorAll('[role=option]').length > 0",
        );
        assert_eq!(
            window.value("!!document.querySelector('dialog [role=alert]')"),
            false,
            "{query}"
        );
    }
    window.replace_text("zzzqqq");
    window.until(
        "nothing",
        "/nothing holds all of these words/.test(document.querySelector('dialog').innerText)",
    );
    looking::in_both_themes(&window, "nothing");
    window.press("Esc");
    window.until("it closed", "!document.querySelector('dialog')");
}
