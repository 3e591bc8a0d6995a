//! What is rarely seen, and matters then: trouble, questions, places where a walk ends.

use std::path::Path;

use super::{Gallery, states};
use crate::desk::Desk;
use crate::hardship::take_away;
use crate::window::Scene;

#[test]
fn a_store_that_cannot_be_opened() {
    let scene = Scene::new("screens-trouble");
    let store = scene.home().join("gone").join("kneeboard.db");
    Gallery::on(scene.with_store(store)).screen("trouble").look("trouble");
}

#[test]
fn what_could_not_be_saved_and_what_cannot_be_read() {
    let gallery = in_the_walk("not-saved", states::begun);
    take_away(gallery.window.scene().store());
    note(&gallery, "Errors fall again");
    gallery.window.until("the strip", "!!document.querySelector('.foot [role=alert]')");
    gallery.look("not-saved");

    let gallery = in_the_walk("damaged", states::begun);
    let store = gallery.window.scene().store().display().to_string();
    gallery.window.script(
        "localStorage.setItem(arguments[0], '[{\"id\": ');",
        vec![format!("waiting {store}").into()],
    );
    gallery.window.reload();
    gallery.window.until("the strip", "!!document.querySelector('[data-kind=damaged]')");
    gallery.screen("incidents").look("damaged");
}

#[test]
fn the_questions_that_are_asked_rarely() {
    let gallery = in_the_walk("questions", states::mitigating);
    note(&gallery, "The key is AKIAIOSFODNN7EXAMPLE");
    gallery.window.until("the question", "!!document.querySelector('dialog[open]')");
    gallery.look("dialog-secret");
    gallery.leave();
    for (act, state) in [("close", "dialog-close"), ("runbook", "dialog-open-runbook")] {
        ask(&gallery, act);
        gallery.look(state);
        gallery.leave();
    }
    gallery.window.click("button", "Acts");
    gallery.window.until("the acts", "!!document.querySelector('details[open] [data-act=hold]')");
    gallery.look("walkthrough-acts");
}

#[test]
fn where_a_walk_stands_still_or_ends() {
    let gallery = in_the_walk("holding", states::begun);
    gallery.window.and_see_it(|window| window.press("H"));
    gallery.window.until("the banner", "!!document.querySelector('.banner')");
    gallery.look("walkthrough-holding");
    gallery.press("Space", "[name=reading]:focus");
    gallery.window.type_text("money: orders fail");
    gallery.window.press("Enter");
    gallery
        .window
        .until("the undo", "document.querySelector('.window > .foot').innerText.includes('Undo')");
    gallery.look("walkthrough-toast");

    in_the_walk("complete", states::triaged).look("walkthrough-phase-complete");

    let gallery = Gallery::open("closed", states::closed);
    gallery.screen("incidents").press("Ctrl+3", "[data-screen=postmortems] [data-incident]");
    gallery.window.press("J");
    gallery.press("Enter", "[data-screen=postmortem] [data-section=summary]");
    gallery.window.click("button", "Walkthrough");
    gallery.screen("walkthrough").look("walkthrough-closed");
    ask(&gallery, "reopen");
    gallery.look("dialog-reopen");
}

#[test]
fn an_incident_of_ten_thousand_events() {
    in_the_walk("ten-thousand", states::ten_thousand).look("walkthrough-ten-thousand");
}

#[test]
fn what_is_looked_for_everywhere() {
    let gallery = Gallery::open("palette", states::two_open);
    gallery.screen("incidents").press("Ctrl+K", "dialog[open] [role=option]");
    gallery.window.type_text("checkout");
    gallery.window.until("results", "document.querySelectorAll('[role=option]').length < 12");
    gallery.look("palette-results");
    gallery.window.type_text(" zebra");
    gallery.window.until("nothing", "document.querySelectorAll('[role=option]').length === 0");
    gallery.look("palette-nothing");
}

/// The walkthrough of the first open incident.
fn in_the_walk(name: &str, lay_out: impl FnOnce(&Path) -> Desk) -> Gallery {
    let gallery = Gallery::open(name, lay_out);
    gallery.screen("incidents").press("Enter", "[aria-current=step]");
    gallery
}

/// Writes a note.
fn note(gallery: &Gallery, text: &str) {
    gallery.press("N", "[name=note]:focus");
    gallery.window.type_text(text);
    gallery.window.press("Enter");
}

/// Chooses an act from the menu, and waits for its dialog.
fn ask(gallery: &Gallery, act: &str) {
    gallery.window.click("button", "Acts");
    gallery.window.click_on(&format!("[data-act={act}]"));
    gallery.window.until("the dialog", "!!document.querySelector('dialog[open]')");
}
