//! Bad stores and bad disks: a calm page where nothing opens, a strip in mid-incident, and no half
//! export.

use std::fs;
use std::path::Path;

use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Format, Kneeboard};
use kneeboard_core::moment::When;
use kneeboard_core::postmortem::Style;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::room::{empty, fill, in_a_room, lock, lock_file};
use crate::window::{Scene, Window};

#[test]
fn a_store_in_a_missing_folder_gets_a_calm_page_that_names_it() {
    let scene = Scene::new("missing-folder");
    let store = scene.home().join("gone").join("kneeboard.db");
    let window = scene.with_store(&store).open();

    shows_calmly(
        &window,
        &store,
        &format!(
            "The folder {} does not exist, so no store can be opened in it. Nothing was made.",
            store.parent().unwrap().display()
        ),
        "Make the folder, or name another store with --store.",
    );
    window.find("button", "Try again");
    assert!(!store.exists());
    window.picture("missing-folder");
}

#[test]
fn a_file_that_is_no_store_is_named_and_left_as_it_is() {
    let scene = Scene::new("not-a-store");
    let store = scene.home().join("notes.txt");
    let words = "These are somebody's notes, and no database at all.\n".repeat(40);
    fs::write(&store, &words).unwrap();
    let window = scene.with_store(&store).open();

    shows_calmly(
        &window,
        &store,
        &format!(
            "{} is not an SQLite file, so it is not a Kneeboard store. It was not touched.",
            store.display()
        ),
        "Name a Kneeboard store with --store.",
    );
    assert_eq!(fs::read_to_string(&store).unwrap(), words);
}

#[test]
fn a_store_of_a_newer_kneeboard_is_refused_and_opens_once_it_is_replaced() {
    let scene = Scene::new("newer-store");
    let store = scene.home().join("kneeboard.db");
    drop(Kneeboard::open(&store, Via::Window).unwrap());
    let ours = fs::read(&store).unwrap();
    let mut newer = ours.clone();
    // SQLite keeps user_version in the four bytes from 60.
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&store, &newer).unwrap();
    let window = scene.with_store(&store).open();

    shows_calmly(
        &window,
        &store,
        &format!(
            "{} was written by a newer Kneeboard (store version 99; this one knows 1). It was not \
             touched.",
            store.display()
        ),
        "Update Kneeboard, or open another store with --store.",
    );
    assert!(fs::read(&store).unwrap() == newer, "the bytes differ");

    fs::write(&store, &ours).unwrap();
    window.click("button", "Try again");
    window.find("heading", "Incidents");
}

#[test]
fn a_store_that_is_held_alone_gets_a_calm_page_and_opens_once_it_is_let_go() {
    let scene = Scene::new("held-alone").with("KNEEBOARD_WAIT_SECONDS", "0");
    let store = scene.home().join("kneeboard.db");
    drop(Kneeboard::open(&store, Via::Window).unwrap());
    let before = fs::read(&store).unwrap();
    let other = Connection::open(&store).unwrap();
    other
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT * FROM events")
        .unwrap();
    let window = scene.open();

    shows_calmly(&window, &store, &format!("{} {HELD}", store.display()), HELD_HINT);
    // Reading the file in this process would let go of the locks that this process holds on it.
    drop(other);
    assert!(fs::read(&store).unwrap() == before, "the bytes differ");
    window.click("button", "Try again");
    window.find("heading", "Incidents");
}

#[test]
fn a_read_only_file_gets_a_calm_page_and_stays_as_it_is() {
    in_a_room("trouble::a_read_only_file_gets_a_calm_page_and_stays_as_it_is", "8m", |room| {
        let store = room.join("kneeboard.db");
        drop(Kneeboard::open(&store, Via::Window).unwrap());
        let before = fs::read(&store).unwrap();
        lock_file(&store);
        let window = Scene::new("read-only-file").with_store(&store).open();
        shows_calmly(&window, &store, &format!("{} {READ_ONLY}", store.display()), READ_ONLY_HINT);
        assert!(fs::read(&store).unwrap() == before, "the bytes differ");
    });
}

#[test]
fn a_read_only_folder_gets_a_calm_page_and_takes_no_new_store() {
    let name = "trouble::a_read_only_folder_gets_a_calm_page_and_takes_no_new_store";
    in_a_room(name, "8m", |room| {
        let store = room.join("kneeboard.db");
        lock(room);
        let window = Scene::new("read-only-folder").with_store(&store).open();
        shows_calmly(&window, &store, &format!("{} {READ_ONLY}", store.display()), READ_ONLY_HINT);
        assert!(!store.exists());
    });
}

#[test]
fn a_full_disk_gets_a_calm_page_until_there_is_room() {
    in_a_room("trouble::a_full_disk_gets_a_calm_page_until_there_is_room", "8m", |room| {
        let store = room.join("kneeboard.db");
        fill(room);
        let window = Scene::new("full-at-start").with_store(&store).open();
        shows_calmly(&window, &store, &full(&store), FULL_HINT);
        assert!(!store.exists(), "no half store is left");
        empty(room);
        window.click("button", "Try again");
        window.find("heading", "Incidents");
    });
}

#[test]
fn acts_on_a_full_disk_wait_in_the_strip_and_are_saved_once_in_order_when_there_is_room() {
    let name = "trouble::acts_on_a_full_disk_wait_in_the_strip_and_are_saved_once_in_order_when_\
                there_is_room";
    in_a_room(name, "8m", |room| {
        let store = room.join("kneeboard.db");
        let window = Scene::new("full-disk").with_store(&store).open();
        begin(&window);
        window.and_see_it(|window| note(window, "before it was full"));
        let (step, head) = (current_step(&window), window.head());
        let stored = record_of(&store).len();
        fill(room);

        note(&window, "first on the full disk");
        waits(&window, "Not saved: 1 act.", &full(&store), FULL_HINT);
        window.press("H");
        waits(&window, "Not saved: 2 acts.", &full(&store), FULL_HINT);
        note(&window, "third on the full disk");
        waits(&window, "Not saved: 3 acts.", &full(&store), FULL_HINT);

        assert_eq!((current_step(&window), window.head()), (step, head), "nothing is ticked");
        assert_eq!(record_of(&store).len(), stored, "and nothing is stored");
        assert_eq!(window.accessibility_faults(), Vec::<String>::new());
        window.picture("strip");
        one_key_copies(&window, ["first on the full disk", "Held", "third on the full disk"]);

        empty(room);
        window.reach_named("button", "Try again");
        window.press("Enter");
        nothing_waits(&window);
        let saved = record_of(&store).split_off(stored);
        let told: Vec<_> = saved.iter().map(|entry| (&*entry.kind, &*entry.text)).collect();
        let expected = [
            ("NoteAdded", "first on the full disk"),
            ("Held", ""),
            ("NoteAdded", "third on the full disk"),
        ];
        assert_eq!(told, expected, "each once, in order");
        for entry in &saved {
            let late = entry.late_ms.expect("it keeps the time at which it was done");
            assert!(late > 0, "{} was done before it was written down", entry.kind);
        }
    });
}

#[test]
fn acts_on_a_held_store_wait_in_the_strip_and_are_offered_again_by_themselves() {
    let scene = Scene::new("held-store").with("KNEEBOARD_WAIT_SECONDS", "0");
    let store = scene.home().join("kneeboard.db");
    let window = scene.open();
    begin(&window);
    let (step, stored) = (current_step(&window), record_of(&store).len());
    let other = Connection::open(&store).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    note(&window, "while it was held");
    waits(&window, "Not saved: 1 act.", &format!("{} {HELD}", store.display()), HELD_HINT);
    assert_eq!(current_step(&window), step);
    assert_eq!(record_of(&store).len(), stored);

    other.execute_batch("ROLLBACK").unwrap();
    nothing_waits(&window);
    let saved = record_of(&store).split_off(stored);
    assert_eq!(saved.len(), 1);
    assert_eq!(saved[0].text, "while it was held");
}

#[test]
fn an_export_to_a_missing_folder_says_so_and_makes_nothing() {
    let scene = Scene::new("export-missing");
    let folder = scene.home().join("unplugged").join("exports");
    let store = scene.home().join("kneeboard.db");
    let window = scene.with("KNEEBOARD_EXPORT_FOLDER", &folder).open();
    begin(&window);
    let path = folder.join(format!("{}.md", handle_in(&store)));
    let exported = export(&window);
    assert_eq!(exported, not_written(&path, "it is not there"));
    assert!(!folder.exists());
    assert!(record_of(&store).iter().all(|entry| entry.kind != "Exported"));
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
}

#[test]
fn an_export_to_a_full_disk_says_so_and_leaves_no_half_file() {
    let name = "trouble::an_export_to_a_full_disk_says_so_and_leaves_no_half_file";
    in_a_room(name, "1m", |room| {
        let scene = Scene::new("export-full");
        let store = scene.home().join("kneeboard.db");
        let window = scene.with("KNEEBOARD_EXPORT_FOLDER", room).open();
        begin(&window);
        let path = room.join(format!("{}.md", handle_in(&store)));
        // The file that is there is the very document: nothing of it would be lost.
        let mut beside = Kneeboard::open(&store, Via::CommandLine).unwrap();
        let incident = beside.incident_ids().unwrap()[0];
        let there = beside.document(incident, Format::Md, &Style::default()).unwrap();
        drop(beside);
        fs::write(&path, &there).unwrap();
        fill(room);
        let exported = export(&window);
        assert_eq!(exported, not_written(&path, "the disk is full"));
        assert_eq!(fs::read_to_string(&path).unwrap(), there);
        assert_eq!(fs::read_dir(room).unwrap().count(), 2, "no half file lies beside it");
        assert!(record_of(&store).iter().all(|entry| entry.kind != "Exported"));
    });
}

const HELD: &str = "is held by another program, which did not let go in time. What is stored is \
                    safe; nothing new was stored.";
const HELD_HINT: &str = "Close the program that holds it, then try again.";
const READ_ONLY: &str = "cannot be written: the file or its folder is read-only. What is stored \
                         is safe; nothing new was stored.";
const READ_ONLY_HINT: &str =
    "Allow writing to the file and its folder, or name another store with --store.";
const FULL_HINT: &str = "Free some space, then try again.";

fn full(store: &Path) -> String {
    format!(
        "The disk that holds {} is full. What is stored is safe; nothing new was stored.",
        store.display()
    )
}

fn not_written(path: &Path, why: &str) -> String {
    format!(
        "The export was not written to {}: {why}. What was there before is as it was. Choose \
         another folder, or make room, and export again.",
        path.display()
    )
}

/// The page that stands in the place of everything: what happened, which store, what to do.
fn shows_calmly(window: &Window, store: &Path, message: &str, hint: &str) {
    window.find("heading", "The record could not be opened");
    let said = window
        .value("[...document.querySelectorAll('main p')].slice(0, 2).map((p) => p.innerText)");
    let message = format!("{message} The store is {}.", store.display());
    assert_eq!(said, json!([message, hint]));
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
}

/// Begins an incident and stands on its first step.
fn begin(window: &Window) {
    window.press("Ctrl+N");
    window.until("the start panel", "!!document.activeElement.closest('form')");
    window.and_see_it(|window| window.press("Enter"));
    window.until("the walkthrough", "!!document.querySelector('[data-screen=walkthrough]')");
    window.until("the step", "!!document.querySelector('[aria-current=step]')");
}

fn current_step(window: &Window) -> Value {
    window.value("document.querySelector('[aria-current=step]').dataset.step")
}

/// Writes a note; afterwards the focus is out of its field.
fn note(window: &Window, text: &str) {
    window.press("N");
    window.until("the note's field", "document.activeElement.name === 'note'");
    window.type_text(text);
    window.press("Enter");
    window.until("the field to be left", "document.activeElement.name !== 'note'");
}

/// The strip says how many acts wait, and why, in these very words.
fn waits(window: &Window, how_many: &str, message: &str, hint: &str) {
    let words = json!(format!("{how_many} {message} {hint}"));
    let strip = "[...document.querySelectorAll('.foot [role=alert] p')]";
    window.until("the strip", &format!("{strip}.some((p) => p.innerText === {words})"));
}

fn nothing_waits(window: &Window) {
    window.until("the strip to go", "!document.querySelector('.foot [role=alert]')");
}

/// Carries what waits into the note's field, where it can be read, and takes it out again.
fn one_key_copies(window: &Window, words: [&str; 3]) {
    window.press("Ctrl+Shift+C");
    window.until(
        "that it was copied",
        "document.body.innerText.includes('Copied what is not saved.')",
    );
    window.press("N");
    window.until("the note's field", "document.activeElement.name === 'note'");
    window.press("Ctrl+V");
    window.until("the copy", "document.activeElement.value !== ''");
    let copied = window.value("document.activeElement.value");
    let copied = copied.as_str().unwrap();
    assert!(copied.starts_with("# Not saved"), "{copied}");
    let found: Vec<_> = words.iter().map(|words| copied.find(words).expect(copied)).collect();
    assert!(found.is_sorted(), "in order: {copied}");
    assert_eq!(copied.matches("- 20").count(), 3, "each with its time: {copied}");
    window.press("Ctrl+A");
    window.press("Backspace");
    window.press("Esc");
}

/// Exports from the postmortem's screen; the reason why it was not done.
fn export(window: &Window) -> String {
    window.press("Ctrl+3");
    window
        .until("the list", "!!document.querySelector('[data-screen=postmortems] [data-incident]')");
    window.reach("[data-incident]");
    window.press("Enter");
    window.until(
        "the postmortem",
        "!!document.querySelector('[data-screen=postmortem] main') &&
         !document.querySelector('[data-screen=postmortem] [data-waiting]')",
    );
    window.press("Ctrl+E");
    window.until("a reason", "!!document.querySelector('[data-kind=export]')");
    let said = window.value("document.querySelector('[data-kind=export]').innerText.trim()");
    said.as_str().unwrap().to_owned()
}

/// One entry of the record: its kind, its text, and by how much it was written down late.
struct Entry {
    kind: String,
    text: String,
    late_ms: Option<i64>,
}

/// The record of the one incident in a store, in the order in which it was written.
fn record_of(store: &Path) -> Vec<Entry> {
    let mut door = Kneeboard::open(store, Via::CommandLine).unwrap();
    let id = door.incident_ids().unwrap()[0];
    let incident = door.incident(id).unwrap();
    let entry = |index: usize| {
        let event = incident.event(index);
        let late_ms = match event.at {
            Some(When::Exact { at }) => Some(event.recorded_at.since(at)),
            _ => None,
        };
        let text = incident.text(index, "text").unwrap_or_default();
        Entry { kind: event.what.kind(), text, late_ms }
    };
    (0..incident.entries().len()).map(entry).collect()
}

fn handle_in(store: &Path) -> String {
    let mut door = Kneeboard::open(store, Via::CommandLine).unwrap();
    let id = door.incident_ids().unwrap()[0];
    door.incident(id).unwrap().handle()
}
