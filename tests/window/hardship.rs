//! What goes wrong around a person who works: floods of text, files let go, others who write, a
//! store that is gone.

use std::fs;
use std::path::{Path, PathBuf};

use kneeboard_core::id::IncidentId;
use serde_json::json;

use crate::made::Made;
use crate::walk::{self, into_the_walk};
use crate::window::Window;

fn walking(test: &str) -> (Window, IncidentId) {
    walk::walking(test, |_, _| {})
}

#[test]
fn what_others_write_arrives_while_one_types_and_moves_nothing() {
    let (window, incident) = walking("others-write");
    window.press("N");
    window.until("the note's field", "document.activeElement.name === 'note'");
    window.type_text("half a sentence");
    window.press("Home");
    for n in 0..5 {
        let before = window.head();
        let text = format!("From elsewhere, {n}");
        let mut elsewhere = Made::at(window.scene().store());
        elsewhere.act(incident, json!({ "act": "NoteAdded", "text": text, "note": "observation" }));
        window.until(
            "the note from elsewhere",
            &format!("document.body.innerText.includes('From elsewhere, {n}')"),
        );
        assert!(window.head() > before);
        window.type_text("x");
    }
    let field = "[document.activeElement.name, document.activeElement.value, document.activeElement.selectionStart]";
    assert_eq!(window.value(field), json!(["note", "xxxxxhalf a sentence", 5]));
}

#[test]
fn a_megabyte_in_a_note_and_in_a_title_is_recorded_or_refused_and_never_lost() {
    let (window, _) = walking("megabyte");
    window.press("N");
    window.until("the note's field", "document.activeElement.name === 'note'");
    paste_a_megabyte(&window);
    // A field of one line takes 512 KiB at most by itself.
    assert!(window.value("document.activeElement.value.length").as_u64() > Some(500_000));
    window.press("Enter");
    window.until("an answer", "document.documentElement.dataset.recording === undefined &&
        (document.querySelector('[role=alert]') !== null || document.querySelector('[name=note]').value === '')");
    let refused = window.value("document.querySelector('[role=alert]') !== null") == true;
    assert!(
        !refused || window.value("document.querySelector('[name=note]').value.length") == 1_000_000
    );
    assert!(window.value("document.documentElement.scrollWidth <= innerWidth") == true);
    window.picture("note");

    window.press("Ctrl+N");
    window.until("the start", "document.activeElement.name === 'looks'");
    paste_a_megabyte(&window);
    window.press("Enter");
    window.until("an answer", "document.documentElement.dataset.recording === undefined &&
        (document.querySelector('aside [role=alert]') !== null || !!document.querySelector('[data-screen=walkthrough]'))");
    window.picture("title");
    window.press("Ctrl+2");
    window.find("heading", "Runbooks");
}

#[test]
fn files_let_go_over_the_window_are_looked_at_and_record_nothing() {
    let (window, _) = walking("dropped-files");
    let head = window.head();
    for (name, kind) in [
        ("a.png", "image/png"),
        ("page.html", "text/html"),
        ("run.exe", ""),
        ("notes.txt", "text/plain"),
    ] {
        for place in [
            "document.body",
            "document.querySelector('main')",
            "document.querySelector('[name=note]')",
        ] {
            let taken = window.script(
                &format!(
                    "const files = new DataTransfer();
                     files.items.add(new File(['<h1>not ours</h1>'], '{name}', {{ type: '{kind}' }}));
                     return ['dragover', 'drop'].map((what) => {place}.dispatchEvent(
                        new DragEvent(what, {{ dataTransfer: files, bubbles: true, cancelable: true }})));"
                ),
                Vec::new(),
            );
            assert_eq!(
                taken,
                json!([false, false]),
                "{name} on {place}: the page's own answer is prevented"
            );
            window.until("it is looked at", "!!document.querySelector('[data-screen=import]')");
            window.press("Esc");
            window
                .until("back", "!!document.querySelector('[data-screen=walkthrough] [name=note]')");
        }
    }
    assert_eq!(window.head(), head);
    window.find("button", "Incidents");
}

#[test]
fn the_window_leaves_its_page_for_nothing() {
    let (window, _) = walking("navigation");
    let home = window.value("location.href");
    for away in ["https://example.org/", "file:///etc/passwd", "about:blank"] {
        window.script("location.href = arguments[0]; return true;", vec![away.into()]);
        assert_eq!(window.value("window.open('https://example.org/') === null"), true);
        window.press("Ctrl+2");
        window.find("heading", "Runbooks");
        window.press("Ctrl+1");
        window.find("heading", "Incidents");
        assert_eq!(window.value("location.href"), home, "{away}");
    }
}

#[test]
fn a_store_that_is_gone_is_said_and_what_was_typed_waits_until_it_is_back() {
    let (window, _) = walking("store-gone");
    let store = window.scene().store().to_owned();
    take_away(&store);
    note_what_cannot_be_saved(&window, "Errors fall again");
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("not-saved");
    assert!(!store.exists(), "no other store is begun in its place");

    put_back(&store);
    window.click("button", "Try again");
    window.until("it is saved", "!document.body.innerText.includes('Not saved')");
    window.until("the note", "document.body.innerText.includes('Errors fall again')");
    window.picture("saved");
}

#[test]
fn what_waits_when_the_window_is_closed_is_recorded_by_the_next_one() {
    let (window, incident) = walking("closed-unsaved");
    let store = window.scene().store().to_owned();
    take_away(&store);
    note_what_cannot_be_saved(&window, "Errors fall again");
    // The web view writes down what a page keeps within its next second.
    let clock = "document.querySelector('[role=timer]').textContent";
    for _ in 0..3 {
        let before = window.value(clock);
        window.until("the next second", &format!("{clock} !== {before}"));
    }
    let window = window.reopen_after(|| put_back(&store));
    into_the_walk(&window);
    window.until("the note", "document.body.innerText.includes('Errors fall again')");
    assert_eq!(window.value("document.body.innerText.includes('Not saved')"), false);
    let mut made = Made::at(&store);
    assert_eq!(made.count(incident, "NoteAdded"), 1, "once, and not again");
}

/// What an earlier window kept, damaged: the page opens, says so, and loses not a letter of it.
#[test]
fn what_waits_and_is_damaged_breaks_nothing_and_is_kept_as_it_is() {
    let (window, incident) = walking("damaged-unsaved");
    let store = window.scene().store().display().to_string();
    let act = json!({ "act": "NoteAdded", "text": "Errors fall again", "step": null });
    let good = json!({
        "id": "01931234-0000-7000-8000-000000000001", "incident": incident.to_string(),
        "role": "on_call", "act": act, "secret": null, "done_at_ms": null,
    });
    let aside = format!("localStorage.getItem('damaged waiting {store}')");
    let cut = good.to_string()[..60].to_owned();
    let mut kept: Vec<String> = Vec::new();
    for damaged in [cut, "{}".to_owned(), "\"\"".to_owned(), json!([null, 7, good]).to_string()] {
        let shelf = format!("waiting {store}");
        let put = "localStorage.setItem(...arguments);";
        window.script(put, vec![shelf.into(), damaged.clone().into()]);
        kept.push(damaged);
        window.reload();
        into_the_walk(&window);
        window.until("the strip", "!!document.querySelector('.foot [data-kind=damaged]')");
        assert_eq!(window.value(&aside), kept.join("\n"));
    }
    window.until("what was whole", "document.body.innerText.includes('Errors fall again')");
    assert_eq!(Made::at(window.scene().store()).count(incident, "NoteAdded"), 1);
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("damaged");

    window.click("button", "Copy it as it is");
    window.until("the copy", "document.body.innerText.includes('Copied what cannot be read.')");
    window.click("button", "Remove it");
    window.until("no strip", "!document.querySelector('.foot [role=alert]')");
    assert_eq!(window.value(&aside), serde_json::Value::Null);
}

fn note_what_cannot_be_saved(window: &Window, text: &str) {
    window.press("N");
    window.until("the note's field", "document.activeElement.name === 'note'");
    window.type_text(text);
    window.press("Enter");
    window.until("what is not saved", "document.body.innerText.includes('Not saved: 1 act')");
}

/// The files of a store: it is moved with those beside it.
fn parts(store: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", store.display())))
}

/// Takes the store away from under the window.
pub fn take_away(store: &Path) {
    let away = store.parent().unwrap().join("away");
    fs::create_dir(&away).unwrap();
    for part in parts(store) {
        fs::rename(&part, away.join(part.file_name().unwrap())).unwrap();
    }
}

fn put_back(store: &Path) {
    let away = store.parent().unwrap().join("away");
    for part in parts(store) {
        fs::rename(away.join(part.file_name().unwrap()), part).unwrap();
    }
}

fn paste_a_megabyte(window: &Window) {
    window.script(
        "document.execCommand('insertText', false, 'checkout fails '.repeat(66667).slice(0, 1000000));",
        Vec::new(),
    );
}
