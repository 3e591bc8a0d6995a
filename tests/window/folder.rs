//! The library is kept in a folder too: what differs is offered when the window comes to the front, an
//! open editor keeps its text, and nothing goes in or out before it was looked at.

use std::fs;
use std::path::PathBuf;

use kneeboard_core::event::Role;
use serde_json::{Value, json};

use crate::editing::{door, edit, is_written, newest, said, save, save_with, select};
use crate::importing::{TAKE, TEXT, file, runbooks};
use crate::looking;
use crate::window::{Scene, Window};

const OURS: &str = "any/checkout-stands";
const FILE: &str = "any/checkout-stands.md";

/// A scene whose library and folder have one runbook in common.
fn kept_in_a_folder(test: &str) -> (Scene, PathBuf) {
    let scene = Scene::new(test);
    let folder = scene.home().join("runbooks");
    fs::create_dir_all(folder.join("any")).expect("the folder can be made");
    fs::write(folder.join(FILE), TEXT).expect("the file can be written");
    save(scene.store(), OURS, TEXT, None);
    door(scene.store()).use_library_folder(&folder, Role::OnCall).expect("it is used");
    (scene, folder)
}

/// The window comes to the front again.
fn to_the_front(window: &Window) {
    window.script("window.dispatchEvent(new Event('focus'));", Vec::new());
}

fn line_says(window: &Window, words: &str) {
    let line = "document.querySelector('[data-folder] [role=status]')";
    window.until(words, &format!("{line}?.innerText.includes('{words}')"));
}

#[test]
fn what_changed_in_the_folder_is_offered_and_an_open_editor_keeps_its_text() {
    let (scene, folder) = kept_in_a_folder("folder");
    let window = scene.open();
    edit(&window, "Checkout stands");
    is_written(&window);
    select(&window, "somebody");
    window.type_text("me");
    let theirs = TEXT.replace("somebody", "the team");
    fs::write(folder.join(FILE), &theirs).expect("the file can be written");
    to_the_front(&window);
    window.until(
        "what was typed",
        "document.querySelector('.cm-content').innerText.includes('Call me.')",
    );

    window.press("Ctrl+2");
    line_says(&window, "1 differs from");
    looking::in_both_themes(&window, "line");
    window.press("L");
    window.until("the file", &format!("{TAKE}?.innerText.includes('Take in 1')"));
    window.until("its text", "document.querySelector('.matter ins')?.innerText.includes('team')");
    looking::in_both_themes(&window, "changed");
    looking::at_every_size(&window, "changed");
    window.press("Ctrl+Enter");
    said(&window, "Took 1 in");
    let store = window.scene().store();
    assert_eq!(newest(store, OURS), theirs);

    // The draft still stands upon the text that it was made from, and the two are merged.
    window.until(
        "it is shown",
        "document.querySelector('article h2')?.innerText === 'Checkout stands'",
    );
    window.press("E");
    window.until("the offer", "document.activeElement?.innerText === 'Continue the draft'");
    window.press("Enter");
    is_written(&window);
    window.until(
        "what was typed",
        "document.querySelector('.cm-content').innerText.includes('Call me.')",
    );
    save_with(&window, "mine");
    window.until("the choice", "document.querySelector('[data-open]')?.dataset.open === '1'");
    assert_eq!(newest(store, OURS), theirs, "nothing is stored before the choice");
}

#[test]
fn what_the_library_is_ahead_with_is_written_and_a_folder_that_vanishes_is_said() {
    let (scene, folder) = kept_in_a_folder("folder-written");
    let base = door(scene.store()).runbook(OURS).expect("it is there").revision;
    let ours = TEXT.replace("somebody", "nobody");
    save(scene.store(), OURS, &ours, Some(base));
    save(scene.store(), "any/search-stands", "# Search stands\n", None);
    let window = scene.open();
    runbooks(&window);
    line_says(&window, "2 differ from");
    window.press("L");
    let write = "[...document.querySelectorAll('[data-screen=import] header button')].find((one) => one.innerText.includes('Write 1 into the folder'))";
    window.until("one is ticked", &format!("!!{write}"));
    // What the folder lacks may have been deleted there.
    window.until(
        "the other is not",
        &format!(
            "{}?.querySelector('input').checked === false",
            file("runbooks/any/search-stands")
        ),
    );
    looking::in_both_themes(&window, "ahead");
    looking::at_every_size(&window, "ahead");
    window.press("W");
    said(&window, "Wrote 1 into the folder");
    assert_eq!(fs::read_to_string(folder.join(FILE)).expect("it is there"), ours);
    assert!(!folder.join("any/search-stands.md").exists(), "it was not ticked");
    window.until(
        "it is the same now",
        &format!("{}?.dataset.becomes === 'same'", file("runbooks/any/checkout-stands")),
    );

    // A file that somebody deletes is no order to delete anything here.
    fs::remove_file(folder.join(FILE)).expect("it can be removed");
    window.press("Esc");
    line_says(&window, "has no runbooks in it any more");
    looking::in_both_themes(&window, "emptied");
    window.press("L");
    let gone = file("runbooks/any/checkout-stands");
    window.until(
        "it is said",
        &format!("{gone}?.dataset.becomes === 'gone' && !{gone}.querySelector('input').checked"),
    );
    looking::in_both_themes(&window, "gone");
    assert_eq!(newest(window.scene().store(), OURS), ours);
    window.press("Esc");
    window.until("the runbooks", "!!document.querySelector('[data-screen=runbooks]')");
    fs::remove_dir_all(&folder).expect("it can be removed");
    to_the_front(&window);
    line_says(&window, "cannot be read: it is not there");
    looking::in_both_themes(&window, "vanished");
    // The library is read and written from the store, as if there never were a folder.
    edit(&window, "Checkout stands");
    is_written(&window);
    select(&window, "nobody");
    window.type_text("everybody");
    save_with(&window, "while the folder is gone");
    said(&window, "Saved as version");
    assert_eq!(newest(window.scene().store(), OURS), TEXT.replace("somebody", "everybody"));

    window.press("Ctrl+5");
    window.until("the settings", "!!document.querySelector('[aria-label=Library] .path')");
    looking::in_both_themes(&window, "settings");
    window.click("button", "Stop using the folder");
    said(&window, "The folder is not used any more");
    runbooks(&window);
    window.until(
        "nothing is said",
        "document.querySelector('[data-folder] [role=status]')?.innerText.trim() === ''",
    );
}

#[test]
fn the_library_is_written_out_and_a_file_with_changes_of_its_own_stays() {
    let scene = Scene::new("folder-exported");
    save(scene.store(), OURS, TEXT, None);
    let window = scene.open();
    runbooks(&window);
    window.press("X");
    said(&window, "were there already");
    let path = window.scene().export_folder().join("library").join(FILE);
    assert_eq!(fs::read_to_string(&path).expect("it is there"), TEXT);

    fs::write(&path, "# Edited by somebody\n").expect("the file can be written");
    window.press("X");
    window.until("which one", "document.querySelector('dialog li')?.innerText.includes('it has changes that the library does not know')");
    let named = window
        .value("[...document.querySelectorAll('dialog li strong')].map((one) => one.innerText)");
    assert_eq!(named, json!([FILE]));
    looking::in_both_themes(&window, "left");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "# Edited by somebody\n");
    window.press("Esc");
    window.until("it is closed", "!document.querySelector('dialog')");
    assert_ne!(
        window.value("document.querySelector('article[data-runbook]') !== null"),
        Value::Null
    );
}
