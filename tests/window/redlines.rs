//! A step is found wrong while it is walked, and the runbook is put right from what was said; then the
//! walk itself becomes a runbook. The end of the test that begins with an empty page.

use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::Kneeboard;

use crate::editing::{is_written, newest, said, save_with, select};
use crate::hand::{CLOSE, Hand, Offer, Way};
use crate::looking;
use crate::window::Window;

const POSTMORTEM: Offer = Offer { key: "", palette: "to the postmortem", controls: &[] };
const PROMOTE: Offer = Offer { key: "", palette: "make a runbook", controls: &[] };
const FIRST: &str = "Name what this can harm besides uptime";
const CORRECTED: &str = "Name what this can harm, money first";
const SECOND: &str = "the queue is read on the second dashboard";
const THIRD: &str = "the release is never known here";

/// From the first step of a walk that has just begun to the save that answers its redlines.
pub fn a_step_is_redlined_and_the_redline_taken_over(window: &Window, id: &str) {
    dialog_of_the_step(window);
    // The step's words are there to be corrected; as they are they say nothing.
    window.until("its words", &format!("document.activeElement?.value === '{FIRST}'"));
    window.press("Enter");
    window.until(
        "the reason",
        "document.querySelector('dialog').innerText.includes('Nothing was recorded')",
    );
    looking::in_both_themes(window, "redline");
    window.press("Ctrl+A");
    mark(window, CORRECTED);
    window.press("J");
    dialog_of_the_step(window);
    mark(window, SECOND);
    window.press("J");
    dialog_of_the_step(window);
    mark(window, THIRD);

    window.press("Ctrl+2");
    let line = format!("document.querySelector('nav [data-runbook=\"{id}\"]')");
    window.until("the count", &format!("{line}?.innerText.includes('3 redlines')"));
    window.reach(&format!("nav [data-runbook=\"{id}\"]"));
    window.press("Enter");
    window.until("what waits", "document.querySelector('main').innerText.includes('Look at them')");
    looking::in_both_themes(window, "marked");
    window.press("R");
    window.until("the places", "document.querySelectorAll('[data-redline] button').length === 9");
    window.until("the list", "!!document.activeElement?.closest('[data-step]')");
    looking::in_both_themes(window, "redlines");
    looking::at_every_size(window, "redlines");

    to_the_list(window);
    window.press("W");
    is_taken(window, 1);
    // What is taken out again answers nothing.
    window.press("Ctrl+Z");
    is_taken(window, 0);
    to_the_list(window);
    window.press("W");
    is_taken(window, 1);
    to_the_list(window);
    window.until("the next", &format!("document.activeElement?.innerText.includes('line') && !document.activeElement.innerText.includes('{FIRST}')"));
    window.press("U");
    is_taken(window, 2);
    looking::in_both_themes(window, "taken-over");
    window.press("F4");
    window.until("the list", "!!document.activeElement?.closest('[data-step]')");
    window.press("Down");
    window
        .until("the last", "document.activeElement?.closest('[data-step]')?.dataset.step === '2'");
    window.press("S");
    window.until("the reason", "document.activeElement?.closest('dialog') !== null");
    window.type_text("it is, since the page names it");
    window.and_see_it(|window| window.press("Enter"));
    window.until("two are left", "document.querySelectorAll('[data-redline]').length === 2");
    save_with(window, "what the walk found wrong");
    said(window, "Saved as version 4");
    window.until(
        "none",
        "document.querySelector('.beside').innerText.includes('Every redline is answered')",
    );
    looking::in_both_themes(window, "answered");

    let store = window.scene().store();
    let text = newest(store, id);
    assert!(text.contains(&format!("- [ ] {CORRECTED}\n  - Why: ")), "{text}");
    assert!(text.contains(&format!("\n  - {SECOND}\n- [ ] ")), "{text}");
    assert!(!text.contains(FIRST) && !text.contains(THIRD), "{text}");
    let redlines = Kneeboard::open(store, Via::CommandLine)
        .and_then(|mut door| door.redlines(id))
        .expect("the store opens");
    assert!(redlines.open.is_empty());
    let mut became: Vec<String> = redlines
        .answered
        .iter()
        .flat_map(|step| &step.redlines)
        .map(|one| one.became.clone().unwrap_or_default())
        .map(|became| became.split(',').next().unwrap_or_default().to_owned())
        .collect();
    became.sort();
    assert_eq!(became[1..], ["taken into version 4", "taken into version 4"]);
    assert!(became[0].starts_with("set aside ") && became[0].ends_with(": it is"), "{became:?}");
}

/// Closed, the incident leads to its runbook, and what was done in it becomes another one.
pub fn the_walk_becomes_a_runbook(window: &Window) {
    window.press("Ctrl+1");
    window.until("the incident", "!!document.querySelector('main [data-incident]')");
    window.reach("main [data-incident]");
    window.press("Enter");
    window.until("the step", "!!document.activeElement?.closest('[aria-current=step]')");
    window.press("Space");
    window.until("the value", "document.activeElement?.name === 'reading'");
    window.type_text("orders of ana@example.org");
    window.and_see_it(|window| window.press("Enter"));
    let hand = Hand::on(window, Way::Keys);
    hand.does(&CLOSE);
    window.until("the note", "document.activeElement?.closest('dialog') !== null");
    window.and_see_it(|window| window.press("Enter"));
    window.until("the closing", "document.body.innerText.includes('The incident was closed')");
    looking::in_both_themes(window, "closed");
    looking::at_every_size(window, "closed");
    hand.does(&POSTMORTEM);
    window.until(
        "the word",
        "document.querySelector('aside')?.innerText.includes('marked as wrong')",
    );
    looking::in_both_themes(window, "postmortem");

    hand.does(&PROMOTE);
    window.until("the name", "document.activeElement?.name === 'title'");
    looking::in_both_themes(window, "promote");
    window.press("Ctrl+A");
    window.type_text("Orders wait in the queue");
    window.press("Enter");
    is_written(window);
    looking::in_both_themes(window, "promoted");
    let text = window.value("document.querySelector('.cm-content').innerText");
    let text = text.as_str().expect("a text");
    assert!(text.contains(&format!("- [ ] {FIRST}")), "{text}");
    assert!(text.contains("in these words: Name what this can harm, money first"), "{text}");
    assert!(!text.contains("ana@example.org"), "{text}");
    select(window, "Say here what users see");
    window.type_text("Orders wait");
    save_with(window, "from the walk");
    said(window, "Saved as version 1");
    let kept = newest(window.scene().store(), "any/orders-wait-in-the-queue");
    assert!(kept.contains("Orders wait, when to start"), "{kept}");
}

fn dialog_of_the_step(window: &Window) {
    window.until("the step", "!!document.activeElement?.closest('[aria-current=step]')");
    window.reach("[aria-current=step] summary");
    window.press("Enter");
    window.reach_named("button", "The text is wrong…");
    window.press("Enter");
    window.until("the field", "document.activeElement?.closest('dialog') !== null");
}

/// Typed over what stands there selected.
fn mark(window: &Window, words: &str) {
    window.type_text(words);
    window.and_see_it(|window| window.press("Enter"));
    window.until("the mark", "!!document.querySelector('[aria-current=step]')?.innerText.includes('found this text wrong')");
}

/// To the first redline that can be taken over, in the text as it is now.
fn to_the_list(window: &Window) {
    window.press("F4");
    window.until("the list", "!!document.activeElement?.closest('[data-step]')");
    window.until(
        "its place",
        "[...document.activeElement.closest('[data-step]').querySelectorAll('button')].some((one) => one.innerText.includes('words'))",
    );
}

fn is_taken(window: &Window, many: usize) {
    window.until("the text", "!!document.activeElement?.closest('.cm-content')");
    let taken = "document.querySelectorAll('[data-redline] .taken').length";
    window.until("what is taken over", &format!("{taken} === {many}"));
}
