//! However the window is closed, the last key is on disk; where it cannot be, somebody is asked.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use crate::cross;
use crate::editing::{OURS, door, edit, is_written, save};
use crate::looking;
use crate::room::{empty, fill, in_a_room};
use crate::window::{Scene, Window};

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

/// Waits until the draft holds these words.
fn is_drafted(store: &Path, words: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !drafted(store).contains(words) {
        assert!(Instant::now() < deadline, "never kept: {words}");
        sleep(Duration::from_millis(50));
    }
}

/// By the cross in its corner, as a window manager sends it.
fn by_the_cross(window: &Window) {
    cross::press(&window.process());
}

/// As a system does that ends its programs.
fn by_the_system(window: &Window) {
    let process = window.process();
    let pid = process.file_name().expect("a process has a number");
    assert!(Command::new("kill").arg("-TERM").arg(pid).status().expect("kill runs").success());
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
        by_the_cross(&window);
        window.find("heading", "The last words are not on disk");
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
        window.find("heading", "The last words are not on disk");
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
    window.find("heading", "The last words are not on disk");
    leave_by(&window, "Close anyway");
    drop(other);
}

/// Puts a text at the cursor in one go, as the clipboard does.
const PASTE: &str = r#"
const data = new DataTransfer();
data.setData("text/plain", arguments[0]);
document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
"#;
