//! However the window is closed, the last key is on disk; where it cannot be, somebody is asked.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use kneeboard_core::moment::When;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use crate::cross;
use crate::editing::{OURS, door, edit, is_written, save};
use crate::looking;
use crate::made::{Made, window_on};
use crate::room::{empty, fill, in_a_room};
use crate::walk;
use crate::window::{Press, Scene, Window};
use crate::writing::{begin, into_the_postmortem};

const TEXT: &str = "---\ntitle: Queue stands\nstack: any\n---\n# Queue stands\n";

/// A window in whose editor this runbook's text stands.
fn writing(test: &str, store: &Path) -> Window {
    save(store, OURS, TEXT, None);
    let window = Scene::new(test).with_store(store).open();
    edit(&window, "Queue stands");
    is_written(&window);
    window
}

fn drafted(store: &Path) -> String {
    door(store).draft(OURS).expect("it is read").map(|draft| draft.text).unwrap_or_default()
}

/// Waits for what becomes true on disk.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        sleep(Duration::from_millis(50));
    }
}

fn is_drafted(store: &Path, words: &str) {
    until(words, || drafted(store).contains(words));
}

/// By the cross in its corner, as a window manager sends it.
fn by_the_cross(window: &Window) {
    cross::press(&window.process());
}

/// As a system does that ends its programs.
fn by_the_system(window: &Window) {
    kill(window, "-TERM");
}

fn kill(window: &Window, signal: &str) {
    let process = window.process();
    let pid = process.file_name().expect("a process has a number");
    assert!(Command::new("kill").arg(signal).arg(pid).status().expect("kill runs").success());
}

/// Saves with this reason, and waits for what comes of it.
fn save_with(window: &Window, reason: &str, done: &str) {
    window.press("Ctrl+S");
    window.until("the reason", "document.activeElement?.closest('dialog') !== null");
    window.press("Ctrl+A");
    window.type_text(reason);
    window.press("Enter");
    window.until(reason, done);
}

/// By a button of the question, after which the window has gone before it can say so.
fn leave_by(window: &Window, button: &str) {
    window.find("button", button);
    let click = "const [name] = arguments;
        const button = [...document.querySelectorAll('dialog button')].find((one) => one.innerText === name);
        setTimeout(() => button.click(), 20);";
    window.script(click, vec![json!(button)]);
    window.has_gone();
}

#[test]
fn the_last_key_before_the_window_closes_or_quits_is_on_disk() {
    for (way, close) in
        [("cross", by_the_cross as fn(&Window)), ("system", by_the_system as fn(&Window))]
    {
        let folder = TempDir::with_prefix("kneeboard-closing-").expect("a temporary folder");
        let store = folder.path().join("kneeboard.db");
        let window = writing(way, &store);
        window.type_text("Typed to the very last key");
        close(&window);
        window.has_gone();
        drop(window);
        assert_eq!(drafted(&store), format!("Typed to the very last key{TEXT}"), "{way}");

        let window = Scene::new(way).with_store(&store).open();
        edit(&window, "Queue stands");
        window.until("the offer", "document.activeElement?.innerText === 'Continue the draft'");
        window.press("Enter");
        is_written(&window);
        let shown = "document.querySelector('.cm-content').innerText";
        window.until("all of it", &format!("{shown}.includes('Typed to the very last key')"));
    }
}

#[test]
fn a_page_that_hangs_does_not_keep_the_window_open() {
    let folder = TempDir::with_prefix("kneeboard-closing-").expect("a temporary folder");
    let store = folder.path().join("kneeboard.db");
    let window = writing("hangs", &store);
    window.type_text("Typed before it hung");
    is_drafted(&store, "Typed before it hung");
    window.script("setTimeout(() => { for (;;); }, 50);", Vec::new());
    sleep(Duration::from_millis(200));
    by_the_cross(&window);
    window.has_gone();
    assert_eq!(drafted(&store), format!("Typed before it hung{TEXT}"));
}

#[test]
fn words_that_the_disk_does_not_take_are_asked_about_before_the_window_closes() {
    let name =
        "closing::words_that_the_disk_does_not_take_are_asked_about_before_the_window_closes";
    in_a_room(name, "8m", |room| {
        let store = room.join("kneeboard.db");
        let window = writing("last-words", &store);
        window.type_text("Kept. ");
        is_drafted(&store, "Kept. ");
        fill(room);
        let long = "not kept, ".repeat(800);
        window.script(PASTE, vec![json!(long)]);
        let wrong = "document.querySelector('[data-screen=edit] [role=alert]')?.innerText";
        window.until("what is wrong", &format!("{wrong}.includes('is full')"));
        // Neither does a save: the question stays, with what it was answered.
        save_with(&window, "all of it", "!!document.querySelector('dialog [role=alert]')");
        let said = "document.querySelector('dialog [role=alert]').innerText";
        window.until("why it was not saved", &format!("{said}.includes('is full')"));
        window.press("Esc");
        window.until("the text", "!!document.activeElement?.closest('.cm-content')");

        by_the_cross(&window);
        window.find("heading", "Unsaved changes");
        let told = window.value("document.querySelector('dialog [role=alert]').innerText");
        assert_eq!(
            told.as_str(),
            Some(&*format!(
                "The disk that holds {} is full. What is stored is safe; nothing new was stored. Free some space, then try again.",
                store.display()
            ))
        );
        looking::in_both_themes(&window, "asked");
        window.press("Esc");
        window.until("the text", "!!document.activeElement?.closest('.cm-content')");
        let there = "document.querySelector('.cm-content').innerText";
        window.until("all of it", &format!("{there}.includes('not kept, ')"));

        by_the_cross(&window);
        window.find("heading", "Unsaved changes");
        empty(room);
        leave_by(&window, "Try again and close");
        assert_eq!(drafted(&store), format!("Kept. {long}{TEXT}"));
    });
}

#[test]
fn a_store_that_is_slow_is_asked_about_and_the_window_closes_if_that_is_wanted() {
    let folder = TempDir::with_prefix("kneeboard-closing-").expect("a temporary folder");
    let store = folder.path().join("kneeboard.db");
    let window = writing("slow", &store);
    let other = Connection::open(&store).expect("it opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("it is held");
    window.type_text("Typed while it was held");
    by_the_cross(&window);
    window.find("heading", "Unsaved changes");
    leave_by(&window, "Close anyway");
    drop(other);
}

/// Writes a note that another program keeps the store from taking.
fn note(window: &Window, text: &str) {
    window.press("N");
    window.until("the note's field", "document.activeElement.name === 'note'");
    window.type_text(text);
    window.press("Enter");
}

fn held(store: &Path) -> Connection {
    let other = Connection::open(store).expect("it opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("it is held");
    other
}

/// The notes of the one incident: their texts, and by how many seconds each was written down late.
fn notes(store: &Path) -> Vec<(String, i64)> {
    let mut made = Made::at(store);
    let incident = made.only();
    let record = made.record_of(incident);
    let all = 0..record.entries().len();
    all.filter(|at| record.event(*at).what.kind() == "NoteAdded")
        .map(|at| {
            let event = record.event(at);
            let late = match event.at {
                Some(When::Exact { at }) => event.recorded_at.since(at) / 1000,
                _ => 0,
            };
            (record.text(at, "text").unwrap_or_default(), late)
        })
        .collect()
}

/// An act that the store has not answered yet: the window asks before it closes, however it is closed,
/// and the next one records it once, at the time at which it was done.
#[test]
fn an_act_under_way_is_asked_about_and_recorded_by_the_next_window() {
    for (way, close) in [
        ("cross", by_the_cross as fn(&Window)),
        ("system", by_the_system as fn(&Window)),
        ("killed", by_the_cross as fn(&Window)),
    ] {
        let (window, incident) = walk::walking(&format!("act-{way}"), |_, _| {});
        let store = window.scene().store().to_owned();
        let other = held(&store);
        note(&window, "Errors fall again");
        let done = Instant::now();
        // Until the store has answered nothing is called saved.
        window.until("the sign", "document.body.innerText.includes('Saving…')");
        close(&window);
        window.find("heading", "1 act isn't saved yet");
        if way == "cross" {
            looking::in_both_themes(&window, "act");
            looking::at_every_size(&window, "act");
            // Esc stays, and the window is there as before.
            window.press("Esc");
            window.until("no dialog", "!document.querySelector('dialog')");
            // The note's field keeps its text until the store has answered.
            window.press("Esc");
            window.press("H");
            close(&window);
            window.find("heading", "2 acts aren't saved yet");
            looking::in_both_themes(&window, "acts");
        }
        if way == "killed" {
            kill(&window, "-KILL");
            window.has_gone();
        } else {
            leave_by(&window, "Close anyway");
        }
        assert!(notes(&store).is_empty(), "{way}: nothing was recorded");
        let window = window.reopen_after(|| drop(other));
        let late = done.elapsed().as_secs();
        walk::into_the_walk(&window);
        window.until("the note", "document.body.innerText.includes('Errors fall again')");
        window.until("all is saved", "!document.body.innerText.includes('Not saved')");
        let found = notes(&store);
        let texts: Vec<&str> = found.iter().map(|(text, _)| &**text).collect();
        assert_eq!(texts, ["Errors fall again"], "{way}: once");
        let mut made = Made::at(&store);
        let kinds = made.kinds(incident);
        let last = kinds.iter().map(|kind| &**kind).next_back();
        assert_eq!(last, Some(if way == "cross" { "Held" } else { "NoteAdded" }), "in their order");
        assert!(found[0].1.unsigned_abs() + 3 >= late, "{way}: {found:?}, {late} s");
    }
}

/// What the store takes while the question is open needs no question any more.
#[test]
fn an_act_that_is_saved_meanwhile_lets_the_window_close() {
    let (window, _) = walk::walking("act-saved", |_, _| {});
    let store = window.scene().store().to_owned();
    let other = held(&store);
    note(&window, "Errors fall again");
    by_the_cross(&window);
    window.find("heading", "1 act isn't saved yet");
    drop(other);
    until("the note", || notes(&store).len() == 1);
    leave_by(&window, "Try again and close");
    assert_eq!(notes(&store), [("Errors fall again".to_owned(), 0)]);
}

/// A save that is under way is waited for, as what is typed is.
#[test]
fn an_import_under_way_is_asked_about() {
    let folder = TempDir::with_prefix("kneeboard-closing-").expect("a temporary folder");
    let store = folder.path().join("kneeboard.db");
    let window = Scene::new("import").with_store(&store).open();
    window.press("Ctrl+2");
    window.until("the runbooks", "!!document.querySelector('[data-screen=runbooks]')");
    let paste = "const data = new DataTransfer();
        data.setData('text/plain', arguments[0]);
        window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    window.script(paste, vec![json!("# Queue stands\n")]);
    window.until("the file", "!!document.querySelector('[data-screen=import] [data-file] input')");
    let other = held(&store);
    window.press("Ctrl+Enter");
    by_the_cross(&window);
    window.find("heading", "Still saving");
    looking::in_both_themes(&window, "saving");
    window.press("Esc");
    window.until("no dialog", "!document.querySelector('dialog')");
    drop(other);
    window.until("it is taken in", "document.body.innerText.includes('Took 1 in')");
    by_the_cross(&window);
    window.has_gone();
}

/// Puts a text at the cursor in one go, as the clipboard does.
const PASTE: &str = r#"
const data = new DataTransfer();
data.setData("text/plain", arguments[0]);
if (arguments[1]) data.setData("text/html", arguments[1]);
document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
"#;

#[test]
fn what_stands_in_a_form_is_there_after_the_window_closed_until_it_is_recorded() {
    let (window, incident) = window_on("forms", "Checkout returns 500", |_, _| {});
    into_the_postmortem(&window);
    begin(&window, "summary");
    window.type_text("Checkout failed for 11 minutes.");
    by_the_cross(&window);
    window.has_gone();

    let window = window.reopen();
    into_the_postmortem(&window);
    let field = "document.querySelector('textarea[name=summary]')";
    window.until("the field", &format!("!!{field}"));
    assert_eq!(window.value(&format!("{field}.value")), "Checkout failed for 11 minutes.");
    window.script(&format!("{field}.focus();"), Vec::new());
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    let store = window.scene().store().to_owned();
    let document = Made::at(&store).postmortem(incident)["markdown"].to_string();
    assert!(document.contains("Checkout failed for 11 minutes."), "{document}");
    let left = || door(&store).forms().expect("they are read");
    until("nothing to be left", || left().is_empty());
}

/// What is typed and left at once; what happens under it while it is typed takes nothing away.
#[test]
fn the_last_key_before_the_page_is_left_is_on_disk() {
    let folder = TempDir::with_prefix("kneeboard-closing-").expect("a temporary folder");
    let store = folder.path().join("kneeboard.db");
    let window = writing("left", &store);
    // A fast typist leaves in the moment in which a text is on its way: in one go, and at any place of it.
    let mut all = String::new();
    for round in 0..4 {
        let words = format!("round {round} {}", "x".repeat(3 * round));
        let keys = words.chars().map(Press::Key).chain([Press::Held('2')]);
        window.press_all(&keys.collect::<Vec<_>>());
        window.until("the library", "!!document.querySelector('[data-screen=runbooks]')");
        all = words + &all;
        until("all that was typed", || drafted(&store) == format!("{all}{TEXT}"));
        edit(&window, "Queue stands");
        window.until("the offer", "document.activeElement?.innerText === 'Continue the draft'");
        window.press("Enter");
        is_written(&window);
    }

    // The theme of the system changes: the text and what can be undone stay.
    window.type_text("in the dark ");
    window.take_on("light");
    window.take_on("dark");
    window.type_text("and in the light ");
    let before = format!("{all}{TEXT}");
    all = format!("in the dark and in the light {all}");
    until("both", || drafted(&store) == format!("{all}{TEXT}"));
    window.press("Ctrl+Z");
    until("one undone", || drafted(&store) != format!("{all}{TEXT}"));
    window.press("Ctrl+Y");
    until("done again", || drafted(&store) == format!("{all}{TEXT}"));

    // Loaded anew, a page gets no last word, as when it crashes: at most the last second is gone.
    window.type_text("before it was loaded anew ");
    is_drafted(&store, "before it was loaded anew ");
    window.type_text("perhaps ");
    window.reload();
    let kept = drafted(&store);
    for words in ["in the dark and in the light ", "before it was loaded anew ", &before] {
        assert!(kept.contains(words), "{kept}");
    }
    edit(&window, "Queue stands");
    window.until("the offer", "document.activeElement?.innerText === 'Continue the draft'");
}

/// The clipboard of a browser has HTML beside the text: the text alone is taken, and what nobody
/// would see in it is shown.
#[test]
fn a_clipboard_with_html_gives_its_plain_text_and_what_nobody_sees_is_shown() {
    let folder = TempDir::with_prefix("kneeboard-closing-").expect("a temporary folder");
    let store = folder.path().join("kneeboard.db");
    let window = writing("clipboard", &store);
    let plain = "Read the <b>depth</b>\r\n  ls \u{202e}l-\u{200b}\tand\u{a0}more";
    let html = "<p onclick=\"x()\">Read the <b>depth</b></p><script>document.title = 'x'</script>";
    window.script(PASTE, vec![json!(plain), json!(html)]);
    // The editor's lines end as those of the text do.
    let taken = plain.replace("\r\n", "\n");
    until("the plain text", || drafted(&store) == format!("{taken}{TEXT}"));
    let shown = "document.querySelectorAll('.cm-content .cm-specialChar').length";
    window.until("what nobody sees", &format!("{shown} >= 2"));
    assert_eq!(
        window.value("document.querySelectorAll('.cm-content b, .cm-content script').length"),
        0
    );
    looking::in_both_themes(&window, "clipboard");

    // More than a runbook may have: it stays in the editor, and the reason stands above it.
    let huge = "0123456789 and so on\n".repeat(220_000);
    window.script(PASTE, vec![json!(huge)]);
    let wrong = "document.querySelector('[data-screen=edit] [role=alert]')?.innerText";
    window.until("what is wrong", &format!("{wrong}.includes('a runbook may have 4194304')"));
    assert_eq!(drafted(&store), format!("{taken}{TEXT}"), "what was kept before is there");
    window.press("Ctrl+Z");
    window.until("nothing wrong", &format!("!{wrong}"));
    until("what stood there before", || drafted(&store) == format!("{taken}{TEXT}"));
}
