//! Bad stores and bad disks: a calm page where nothing opens, a strip in mid-incident, and no half
//! export.

use std::fs;
use std::path::Path;

use kneeboard_core::event::Via;
use kneeboard_core::id::IncidentId;
use kneeboard_core::kneeboard::Kneeboard;
use kneeboard_core::moment::When;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::looking;
use crate::made::{Made, NODEJS};
use crate::room::{empty, fill, in_a_room, lock, lock_file};
use crate::walk::into_the_walk;
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

/// A store that refuses the acts of one incident for good: they are shown with a way out, and those of
/// others go on.
#[test]
fn acts_that_can_never_be_saved_hold_up_no_other_incident_and_have_a_way_out() {
    let scene = Scene::new("stuck");
    let mut made = Made::at(scene.store());
    let (other, refused) =
        (made.incident("Search is slow", &[NODEJS]), made.incident("Checkout fails", &[NODEJS]));
    drop(made);
    let store = scene.store().to_owned();
    let window = scene.open();
    let into = |incident: IncidentId| {
        window.press("Ctrl+1");
        window.click_on(&format!("[data-incident='{incident}']"));
        window.until(
            "the step",
            "!!document.querySelector('[data-screen=walkthrough] [aria-current=step]')",
        );
    };
    // A store that was tampered with is not opened again: it is looked into from outside.
    let count = |incident: IncidentId| -> i64 {
        let sql =
            "SELECT count(*) FROM events WHERE kind = 'NoteAdded' AND hex(incident) = upper(?1)";
        let bytes = incident.to_string().replace('-', "");
        Connection::open(&store).unwrap().query_row(sql, [bytes], |row| row.get(0)).unwrap()
    };
    // What the driver of the store's file may do, the schema's check at the next start would not pass.
    let planted = |sql: &str| Connection::open(&store).unwrap().execute_batch(sql).unwrap();
    let bytes = refused.to_string().replace('-', "");
    let plant = format!(
        "CREATE TRIGGER planted BEFORE INSERT ON events WHEN NEW.incident = x'{bytes}' \
         BEGIN SELECT RAISE(ABORT, 'planted by a test'); END"
    );

    into(refused);
    planted(&plant);
    note(&window, "first of the refused");
    let stuck = "document.querySelector('.foot [data-kind=stuck]')?.innerText ?? ''";
    window.until("what is stuck", &format!("({stuck}).includes('1 act can\\'t be saved. Note added: “first of the refused”. The store refused a write: planted by a test')"));
    note(&window, "second of the refused");
    let waits = "document.querySelector('.foot [data-kind=waiting]')?.innerText ?? ''";
    window.until(
        "what waits for it",
        &format!(
            "({waits}).includes('Not saved: 1 act. It waits for the act that can\\'t be saved.')"
        ),
    );
    looking::in_both_themes(&window, "stuck");
    looking::at_every_size(&window, "stuck");

    into(other);
    note(&window, "of the other");
    window.until("it is saved", "document.body.innerText.includes('of the other')");
    assert_eq!((count(other), count(refused)), (1, 0));

    // The store's trouble is over: both are saved, in order, when somebody says so.
    planted("DROP TRIGGER planted");
    window.click("button", "Try again");
    nothing_waits(&window);
    assert_eq!(texts_of(&store, refused), ["first of the refused", "second of the refused"]);

    into(refused);
    planted(&plant);
    note(&window, "third of the refused");
    window.until("what is stuck", &format!("({stuck}).includes('third of the refused')"));
    window.press("Ctrl+Shift+C");
    window.until(
        "that it was copied",
        "document.body.innerText.includes('Copied what is not saved.')",
    );
    window.reach_named("button", "Discard…");
    window.press("Enter");
    window.find("heading", "Discard this act?");
    looking::in_both_themes(&window, "discard");
    window.press("Esc");
    window.until("it is kept", &format!("({stuck}).includes('third of the refused')"));
    window.click("button", "Discard…");
    window.click("button", "Discard");
    nothing_waits(&window);
    planted("DROP TRIGGER planted");
    assert_eq!(count(refused), 2, "nobody wanted the third");
    note(&window, "fourth of the refused");
    window.until("it is saved", "document.body.innerText.includes('fourth of the refused')");
    assert_eq!(count(refused), 3);
}

/// What the record itself refuses when it is sent again is not dropped without a word.
#[test]
fn an_act_that_the_record_refuses_later_is_shown_and_holds_up_nothing() {
    let scene = Scene::new("refused-later").with("KNEEBOARD_WAIT_SECONDS", "0");
    let store = scene.store().to_owned();
    let incident = Made::at(&store).incident("Checkout fails", &[NODEJS]);
    let window = scene.open();
    into_the_walk(&window);
    let other = Connection::open(&store).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    window.press("H");
    window.until("it waits", "document.body.innerText.includes('Not saved: 1 act')");
    note(&window, "while it was held");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    Made::at(&store).act(incident, json!({ "act": "Closed", "note": null }));
    let stuck = "document.querySelector('.foot [data-kind=stuck]')?.innerText ?? ''";
    window.until("the refusal", &format!("({stuck}).includes('can\\'t be saved. Held.')"));
    window.until("the note", "document.body.innerText.includes('while it was held')");
    assert_eq!(texts_of(&store, incident), ["while it was held"]);
    window.click("button", "Discard…");
    window.click("button", "Discard");
    nothing_waits(&window);
}

/// Another store takes the place of the open one, as a restore or a sync does: the window shows that
/// one, although it is older, and reads and writes it alone.
#[test]
fn a_store_that_takes_the_place_of_the_open_one_is_shown_at_once() {
    let scene = Scene::new("another-store");
    let store = scene.store().to_owned();
    let mut made = Made::at(&store);
    made.incident("Checkout fails", &[NODEJS]);
    drop(made);
    let older = scene.home().join("older.db");
    Connection::open(&store).unwrap().execute("VACUUM INTO ?1", [older.to_str().unwrap()]).unwrap();
    let mut made = Made::at(&store);
    made.incident("Search is slow", &[NODEJS]);
    drop(made);
    let window = scene.open();
    window.until("both", "document.querySelectorAll('[data-incident]').length === 2");
    // Searching has connections of its own.
    let found =
        "document.querySelectorAll('dialog [role=option][id*=hit], dialog [role=option]').length";
    window.press("Ctrl+K");
    window.type_text("slow");
    window.until(
        "a hit",
        &format!(
            "{found} > 0 && document.querySelector('dialog').innerText.includes('Search is slow')"
        ),
    );
    window.press("Esc");
    window.until("no dialog", "!document.querySelector('dialog')");

    crate::hardship::take_away(&store);
    fs::rename(&older, &store).unwrap();
    window.until("the older one", "document.querySelectorAll('[data-incident]').length === 1");
    assert!(!window.text().contains("Search is slow"), "{}", window.text());
    window.press("Ctrl+K");
    window.type_text("slow");
    window.until(
        "no hit",
        "document.querySelector('dialog')?.innerText.includes('Search is slow') === false",
    );
    window.press("Esc");
    window.until("no dialog", "!document.querySelector('dialog')");
    into_the_walk(&window);
    window.and_see_it(|window| note(window, "into the older one"));
    let incident = Made::at(&store).only();
    assert_eq!(texts_of(&store, incident), ["into the older one"]);
}

fn texts_of(store: &Path, incident: IncidentId) -> Vec<String> {
    let mut made = Made::at(store);
    let record = made.record_of(incident);
    let notes =
        (0..record.entries().len()).filter(|at| record.event(*at).what.kind() == "NoteAdded");
    notes.filter_map(|at| record.text(at, "text")).collect()
}

/// Answers for the record where it would take another machine, or another person, to make it answer so:
/// what stands for FAKE gives an answer, an error under `error`, or nothing.
const ANSWERED_BY: &str = r#"
const answers = (command, request, real) => { FAKE };
const ask = window.fetch;
window.fetch = async (address, options) => {
  const command = String(address).split("/").pop();
  const read = (body) => JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body)).request;
  const request = options?.body ? read(options.body) : undefined;
  const now = answers(command, request, undefined);
  const real = now?.error ? undefined : await ask(address, options);
  const answer = now ?? answers(command, request, await real.clone().json().catch(() => undefined));
  if (!answer) return real;
  const headers = { "content-type": "application/json", "Tauri-Response": answer.error ? "error" : "ok" };
  return new Response(JSON.stringify(answer.error ?? answer), { status: 200, headers });
};
"#;

/// The record refuses to write over what somebody has edited: they are asked, and the file stays unless
/// they say so.
#[test]
fn an_export_over_an_edited_file_asks_before_it_replaces_it() {
    let scene = Scene::new("export-edited");
    Made::at(scene.store()).incident("Checkout fails", &[NODEJS]);
    let window = scene.open();
    let path =
        window.scene().export_folder().join(format!("{}.md", handle_in(window.scene().store())));
    let fake = format!(
        "if (command !== 'export' || request.force) return;
         return {{ error: {{ kind: 'export_edited', message: '{} was changed since the last export. Nothing was written.', hint: 'Replace it, or move it away.' }} }};",
        path.display()
    );
    window.script(&ANSWERED_BY.replace("FAKE", &fake), Vec::new());
    window.press("Ctrl+3");
    window
        .until("the list", "!!document.querySelector('[data-screen=postmortems] [data-incident]')");
    window.reach("[data-incident]");
    window.press("Enter");
    window.until("the postmortem", "!!document.querySelector('[data-screen=postmortem] main') && !document.querySelector('[data-screen=postmortem] [data-waiting]')");
    window.press("Ctrl+E");
    window.find("heading", "Replace the edited file?");
    assert!(window.text().contains(&*path.display().to_string()), "{}", window.text());
    assert_eq!(window.value("document.activeElement.innerText.trim()"), "Esc\nKeep the file");
    looking::in_both_themes(&window, "asked");
    looking::at_every_size(&window, "asked");
    window.press("Esc");
    window.until("no dialog", "!document.querySelector('dialog')");
    assert!(!path.exists(), "nothing was written");
    window.press("Ctrl+E");
    window.reach_named("button", "Replace it");
    window.press("Enter");
    window.until(
        "it is written",
        "!document.querySelector('dialog') && !!document.querySelector('[data-exported]')",
    );
    assert!(path.exists());
}

/// What this machine recorded and the store has no longer is said where the day begins.
#[test]
fn acts_that_are_missing_from_the_store_are_said_and_lead_to_the_backup() {
    let scene = Scene::new("missing");
    Made::at(scene.store()).incident("Checkout fails", &[NODEJS]);
    let window = scene.open();
    let fake = "if (command !== 'view' || request.view !== 'store' || !real) return;
        const one = (n) => ({ incident: `1130-checkout-${n}`, event: `0193-${n}`, recorded_at: '2026-11-30T12:00:00Z' });
        return { ...real, missing: [one(1), one(2)] };";
    window.script(&ANSWERED_BY.replace("FAKE", fake), Vec::new());
    let mut made = Made::at(window.scene().store());
    made.set("beside", "outline");
    let notice =
        "document.querySelector('[aria-label=\"Missing from the store\"]')?.innerText ?? ''";
    window.until(
        "the notice",
        &format!(
            "({notice}).includes('2 acts recorded on this machine are missing from the store.')"
        ),
    );
    assert!(window.text().contains("The newest backup is from 20"), "{}", window.text());
    looking::in_both_themes(&window, "said");
    looking::at_every_size(&window, "said");
    window.click("button", "Copy details");
    window.until("the copy", "document.body.innerText.includes('Copied what is missing.')");
    window.press("Ctrl+5");
    window.until("in the settings too", "document.querySelector('[aria-label=\"The store\"]')?.innerText.includes('kneeboard store check')");
    looking::in_both_themes(&window, "settings");
    window.press("Ctrl+1");
    window.click("button", "Dismiss");
    window.until("no notice", &format!("({notice}) === ''"));
    window.press("Ctrl+2");
    window.press("Ctrl+1");
    window.until("the card", "!!document.querySelector('[data-incident]')");
    assert_eq!(window.value(notice), "", "it was seen");
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
        fs::write(&path, "What was exported yesterday.\n").unwrap();
        fill(room);
        let exported = export(&window);
        assert_eq!(exported, not_written(&path, "the disk is full"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "What was exported yesterday.\n");
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
