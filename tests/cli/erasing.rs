//! Erased words are gone from every copy that Kneeboard keeps; what it can't reach is named.

use crate::support::kneeboard::{Desk, Printed};
use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Form, Kneeboard, Typed};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const WORD: &str = "xylophonequartz";

/// Every file at or below a path whose bytes hold the word, in any case of letters.
pub fn holding(place: &Path, word: &str) -> Vec<PathBuf> {
    if !place.is_dir() {
        let bytes = fs::read(place).unwrap().to_ascii_lowercase();
        let holds = bytes.windows(word.len()).any(|window| window == word.as_bytes());
        return if holds { vec![place.to_path_buf()] } else { Vec::new() };
    }
    let entries = fs::read_dir(place).unwrap();
    entries.flat_map(|entry| holding(&entry.unwrap().path(), word)).collect()
}

fn rows(desk: &Desk, incident: &str) -> Vec<Value> {
    desk.json(&["incident", "timeline", incident]).as_array().unwrap().clone()
}

/// The short id of the last entry of this kind that tells this.
fn entry(desk: &Desk, kind: &str, text: &str) -> String {
    let told = |row: &&Value| row["kind"] == kind && row["text"].as_str().unwrap().contains(text);
    rows(desk, "@").iter().rfind(told).unwrap()["id"].as_str().unwrap().to_owned()
}

fn erase(desk: &Desk, id: &str) -> Printed {
    desk.run(&["redact", id, "--reason", "secret"])
}

fn is_clean(desk: &Desk) {
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

/// Types the word into every place that takes one.
fn type_everywhere(desk: &Desk) {
    let said = |what: &str| format!("{what} {WORD}");
    let runs: &[&[&str]] = &[
        &["incident", "start", "--title", &said("Outage"), "--as", &format!("on_call={WORD}")],
        &["incident", "title", &said("Another title")],
        &["note", &said("a note"), "--evidence", &format!("https://example.org/{WORD}")],
        &["note", &said("told"), "--kind", "communication"],
        &["step", "add", &said("a step")],
        &["step", "skip", "--reason", &said("skipped")],
        &["step", "add", "another step"],
        &["step", "done", "--note", &said("done"), "--value", WORD],
        &["answer", "release.bad", WORD],
        &["time", "detected", "now"],
        &["role", "commander", WORD],
        &["contain", &said("contained")],
        &["hold", "--as", &format!("commander={WORD}")],
        &[
            "decision",
            "record",
            "--choose",
            "watch",
            "--why",
            &said("why"),
            "--considered",
            &said("considered"),
            "--objections",
            &said("objections"),
            "--expect",
            &said("expect"),
            "--tripwire",
            &said("tripwire"),
            "--override",
            &said("override"),
        ],
        &["decision", "outcome", "1", "partly", "--reading", &said("reading")],
        &["postmortem", "owner", &format!("commander={WORD}")],
        &["postmortem", "factor", "add", &said("factor")],
        &[
            "action",
            "add",
            &said("action"),
            "--kind",
            "prevent",
            "--owner",
            WORD,
            "--done-when",
            WORD,
        ],
        &["postmortem", "dismiss", "ST01", "header", "--reason", &said("dismissed")],
        &["incident", "close", "--note", &said("closed")],
        &["postmortem", "status", "published", "--note", &said("published")],
        &["incident", "reopen", "@", "--reason", &said("reopened")],
    ];
    for run in runs {
        let printed = desk.run(run);
        assert_eq!(printed.code, 0, "{run:?}: {printed:?}");
    }
    let evidence = desk.run_with(&["note", "-"], said("evidence by stdin").as_bytes());
    assert_eq!(evidence.code, 0, "{evidence:?}");
    for text in [said("summary"), said("summary once more")] {
        let file = desk.write("section.md", &text);
        desk.out(&["postmortem", "set", "summary", &file]);
    }
    fs::remove_file(desk.path("section.md")).unwrap();
    desk.out(&["correct", &entry(desk, "NoteAdded", "a note"), "--text", &said("corrected")]);
    desk.out(&[
        "correct",
        &entry(desk, "Corrected", "corrected"),
        "--text",
        &said("corrected twice"),
    ]);
    desk.out(&["correct", &entry(desk, "NoteAdded", "told"), "--text", &said("taken back")]);
    desk.out(&["undo"]);
}

/// What is typed and not recorded: a form, and a draft of a runbook.
fn type_drafts(desk: &Desk) {
    let mut door = Kneeboard::open(&desk.path("kneeboard.db"), Via::Window).unwrap();
    let text = Some(json!({ "text": format!("a note {WORD}") }).to_string());
    door.keep_form(&Form { name: "note".to_owned(), text }).unwrap();
    let text = format!("# Mine\n\nSaid: a note {WORD}\n");
    door.keep_typed(&Typed { id: "team/mine".to_owned(), text, ..Typed::default() }).unwrap();
}

/// What killed and damaged things leave beside the store.
fn plant(desk: &Desk) -> Vec<PathBuf> {
    let store = fs::read(desk.path("kneeboard.db")).unwrap();
    let damaged = ["kneeboard.db.damaged", "kneeboard.db.damaged-2"];
    let killed = [
        ".restore-Ab12Cd.tmp",
        ".restore-Ab12Cd.tmp-journal",
        "kneeboard.db.restore-Ab12Cd.tmp",
        "kneeboard.db.backups/2026-11-30.db.tmp",
        "kneeboard.db.backups/2026-11-30.db.tmp-journal",
    ];
    for name in damaged.iter().chain(&killed) {
        fs::write(desk.path(name), &store).unwrap();
    }
    damaged.map(|name| desk.path(name)).to_vec()
}

#[test]
fn a_word_typed_everywhere_is_nowhere_or_named() {
    let desk = Desk::new();
    type_everywhere(&desk);
    desk.out(&["store", "backup", "before.db"]);
    desk.out(&["store", "restore", "before.db"]);
    desk.out(&["handover", "export", "carried.jsonl"]);
    for export in [&["postmortem", "export"][..], &["postmortem", "export", "-o", "chosen.md"]] {
        assert_eq!(desk.run(export).code, 0);
    }
    type_drafts(&desk);
    desk.out(&["search", WORD]);
    let damaged = plant(&desk);
    // The incident file holds it too, in hexadecimal digits.
    for made in ["before.db", "chosen.md", "kneeboard.db.search", "exports"] {
        assert!(!holding(&desk.path(made), WORD).is_empty(), "{made} holds it");
    }

    let incident = desk.json(&["incident", "show"])["id"].as_str().unwrap().to_owned();
    let mut said = String::new();
    for row in rows(&desk, &incident) {
        let id = row["id"].as_str().unwrap();
        let erased = desk.run(&["redact", id, "--reason", "secret", "-i", &incident]);
        assert!(
            erased.code == 0
                || erased.err.contains("no words to remove")
                || erased.err.contains("removed already"),
            "{row}: {erased:?}"
        );
        said += &erased.err;
    }
    let checked = desk.run(&["store", "check"]);
    let left = holding(&desk.path(""), WORD);
    for path in &left {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_export = path.starts_with(desk.path("exports"));
        assert!(
            checked.out.contains(name)
                || said.contains(name)
                || is_export && said.contains("exports/"),
            "{} holds the word and is named nowhere:\n{said}\n{}",
            path.display(),
            checked.out
        );
    }
    let beside = ["before.db", "carried.jsonl"].map(|name| desk.path(name));
    let mut named: Vec<_> = damaged.iter().chain(&beside).collect();
    named.sort();
    let expected: String = named
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            format!(
                "DESK/{name} may still hold erased words. Delete it when you no longer need it.\n"
            )
        })
        .collect();
    assert_eq!((checked.code, checked.out), (1, expected));
    for path in left.iter().chain([&desk.path("carried.jsonl")]) {
        fs::remove_file(path).unwrap();
    }
    is_clean(&desk);
    assert!(desk.json(&["search", WORD]).as_array().unwrap().is_empty());
}

#[test]
fn a_local_correction_goes_with_an_erasure_that_arrives_in_an_incident_file() {
    let here = Desk::sample();
    here.out(&["incident", "start", "--title", "Checkout 500"]);
    here.out(&["note", "the key is long enough"]);
    let there = Desk::new();
    let carried = here.path("carried.jsonl").display().to_string();
    here.out(&["handover", "export", &carried]);
    there.out(&["handover", "import", &carried]);
    let note = entry(&there, "NoteAdded", "the key");
    there.out(&["correct", &note, "--text", &format!("first {WORD}")]);
    let correction = entry(&there, "Corrected", "first");
    there.out(&["correct", &correction, "--text", &format!("second {WORD}")]);
    there.out(&["correct", &note, "--text", &format!("third {WORD}")]);
    there.out(&["undo"]);
    there.out(&["search", WORD]);
    erase(&here, &note);
    here.run(&["handover", "export", &carried]);

    there.out(&["handover", "import", &carried]);

    assert_eq!(holding(&there.path(""), WORD), Vec::<PathBuf>::new());
    let told: Vec<_> = rows(&there, "@")
        .into_iter()
        .filter(|row| row["kind"] == "Corrected")
        .map(|row| row["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|text| text.ends_with(". [removed 22 Nov: secret]")), "{told:#?}");
    is_clean(&there);
}

#[test]
fn a_correction_that_arrives_after_the_erasure_is_erased_too() {
    let here = Desk::sample();
    here.out(&["incident", "start", "--title", "Checkout 500"]);
    here.out(&["note", "the key is long enough"]);
    let there = Desk::new();
    let carried = there.path("carried.jsonl").display().to_string();
    here.out(&["handover", "export", &carried]);
    there.out(&["handover", "import", &carried]);
    let note = entry(&there, "NoteAdded", "the key");
    there.out(&["correct", &note, "--text", &format!("corrected {WORD}")]);
    there.out(&["handover", "export", &carried]);
    assert_eq!(erase(&here, &note).code, 0);

    here.out(&["handover", "import", &carried]);

    assert_eq!(holding(&here.path(""), WORD), Vec::<PathBuf>::new());
    is_clean(&here);
}

#[test]
fn an_erased_entry_is_not_corrected_in_words() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["note", "the key is long enough"]);
    let note = entry(&desk, "NoteAdded", "the key");
    desk.out(&["correct", &note, "--text", "corrected once"]);
    let correction = entry(&desk, "Corrected", "once");
    desk.out(&["redact", &note, "--reason", "secret"]);
    for id in [&note, &correction] {
        desk.run(&["correct", id, "--text", WORD]).refused(
            1,
            "The words of this entry were erased, so they can't be corrected. Nothing was recorded. Add a note instead.",
        );
    }
    assert_eq!(holding(&desk.path(""), WORD), Vec::<PathBuf>::new());
    // Its time has no words, and may be wrong all the same.
    let said = desk.out(&["correct", &note, "--at", "2026-11-22T02:01:00Z"]);
    assert!(said.ends_with("It took place at this time: 2026-11-22 02:01:00Z.\n"), "{said}");
}

#[test]
fn an_erased_entry_says_so_once_whatever_fields_it_had() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["step", "add", "look"]);
    desk.out(&["step", "done", "--note", "it was seen", "--value", "45%"]);
    desk.out(&["note", "told somebody", "--kind", "communication"]);
    for kind in ["StepDone", "NoteAdded", "IncidentStarted"] {
        desk.run(&["redact", &entry(&desk, kind, ""), "--reason", "secret"]);
    }
    let told = |kind: &str| {
        let rows = rows(&desk, "@");
        let row = rows.iter().find(|row| row["kind"] == kind).unwrap();
        row["text"].as_str().unwrap().to_owned()
    };
    assert_eq!(told("StepDone"), "Finished step 0.+1: look. [removed 22 Nov: secret]");
    assert_eq!(told("NoteAdded"), "Told. [removed 22 Nov: secret]");
    assert_eq!(told("IncidentStarted"), "The incident was declared. [removed 22 Nov: secret]");
}

#[test]
fn an_export_is_not_taken_back_and_a_later_erasure_names_it() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["note", "the key is long enough"]);
    desk.out(&["postmortem", "export", "-o", "out.md"]);
    desk.run(&["undo"]).refused(
        1,
        "An export cannot be taken back. The record is as it was. Delete its file, and export again once the record is right.",
    );
    let export = entry(&desk, "Exported", "");
    assert_eq!(desk.run(&["retract", &export, "--reason", "no"]).code, 1);
    let erased = erase(&desk, &entry(&desk, "NoteAdded", "the key"));
    assert!(erased.err.contains("The export out.md ("), "{erased:?}");
}

#[test]
fn the_name_of_a_file_that_repeats_an_erased_title_goes_with_it() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", &format!("Outage {WORD}")]);
    desk.out(&["postmortem", "export"]);
    let start = entry(&desk, "IncidentStarted", "");
    let erased = erase(&desk, &start);
    let file = format!("exports/1122-outage-{WORD}.md");
    assert!(erased.err.contains(&file), "{erased:?}");
    fs::remove_file(desk.path(&file)).unwrap();
    assert_eq!(holding(&desk.path(""), WORD), Vec::<PathBuf>::new());
    desk.out(&["note", "the key is long enough"]);
    desk.out(&["postmortem", "export", "-o", "again.md"]);
    let erased = erase(&desk, &entry(&desk, "NoteAdded", "the key"));
    assert!(erased.err.contains("The export again.md ("), "{erased:?}");
    is_clean(&desk);
}

#[test]
fn an_entry_that_repeats_erased_words_is_named_wherever_it_is() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["note", &format!("the key is {WORD}")]);
    desk.out(&["incident", "start", "--title", "Orders stuck"]);
    let other = desk.path("second").display().to_string();
    fs::write(&other, format!("We saw: the key is {WORD}.\n")).unwrap();
    desk.out(&["postmortem", "set", "summary", &other, "-i", "1122-orders-stuck"]);
    fs::remove_file(other).unwrap();
    let note = rows(&desk, "1122-checkout-500");
    let note = note.iter().find(|row| row["kind"] == "NoteAdded").unwrap()["id"].as_str().unwrap();
    let section = rows(&desk, "1122-orders-stuck");
    let section = section.iter().find(|row| row["kind"] == "SectionWritten").unwrap();
    let section = section["id"].as_str().unwrap();
    let erased = desk.run(&["redact", note, "--reason", "secret", "-i", "1122-checkout-500"]);
    assert_eq!(
        erased.err,
        format!(
            "Warning: Entry {section} of 1122-orders-stuck may repeat the erased words. To erase it too: kneeboard redact {section} -i 1122-orders-stuck --reason REASON\n"
        )
    );
    desk.out(&["redact", section, "--reason", "secret", "-i", "1122-orders-stuck"]);
    assert_eq!(holding(&desk.path(""), WORD), Vec::<PathBuf>::new());
}

#[test]
fn an_evidence_file_goes_unless_another_entry_names_it() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let mut door = Kneeboard::open_by(
        &desk.path("kneeboard.db"),
        kneeboard_core::kneeboard::Clock::Sample(desk.path("clock")),
        Via::Window,
    )
    .unwrap();
    let hash = door.store().put_evidence(WORD.as_bytes()).unwrap();
    let file: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let incident = door.incident_ids().unwrap()[0];
    let attach = |door: &mut Kneeboard, name: &str| {
        let act = json!({ "act": "EvidenceAttached", "file": file, "name": name });
        let id = door.fresh_act_id().unwrap();
        let request = json!({ "id": id, "incident": incident, "act": act });
        door.act(serde_json::from_value(request).unwrap()).unwrap().events[0].short()
    };
    let (first, second) = (attach(&mut door, "one.log"), attach(&mut door, "two.log"));
    drop(door);
    assert_eq!(erase(&desk, &first).code, 0);
    assert_eq!(holding(&desk.path("kneeboard.db.evidence"), WORD).len(), 1, "two.log names it");
    assert_eq!(erase(&desk, &second).code, 0);
    assert_eq!(holding(&desk.path("kneeboard.db.evidence"), WORD), Vec::<PathBuf>::new());
    is_clean(&desk);
}

#[test]
fn the_name_behind_a_role_is_shown_where_names_are_asked_for_and_erased_with_its_entry() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["note", "customers were told", "--as", "communications=Bartholomew"]);
    let written = |desk: &Desk, arguments: &[&str]| {
        let mut all = vec!["postmortem", "export", "-o", "out"];
        all.extend(arguments);
        desk.out(&all);
        desk.read("out")
    };
    let row = |text: &str| {
        let row = text.lines().find(|line| line.contains("customers were told"));
        row.unwrap().to_owned()
    };
    assert!(row(&written(&desk, &[])).contains("| communications lead |"));
    assert!(!written(&desk, &[]).contains("Bartholomew"));
    let named = written(&desk, &["--names"]);
    assert!(row(&named).contains("| communications lead (Bartholomew) |"), "{named}");
    assert!(!written(&desk, &["--format", "json"]).contains("Bartholomew"));
    let json = written(&desk, &["--format", "json", "--names"]);
    assert!(json.contains("\"name\": \"Bartholomew\""), "{json}");
    erase(&desk, &entry(&desk, "NoteAdded", "told"));
    assert!(!written(&desk, &["--names"]).contains("Bartholomew"));
    assert_eq!(holding(&desk.path(""), "bartholomew"), Vec::<PathBuf>::new());
}

#[test]
fn a_backup_made_through_a_link_to_the_folder_is_reached() {
    let mut desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["note", WORD]);
    desk.out(&["incident", "close"]);
    assert_eq!(holding(&desk.path("kneeboard.db.backups"), WORD).len(), 1);
    let linked = desk.path("linked");
    #[cfg(unix)]
    std::os::unix::fs::symlink(desk.path(""), &linked).unwrap();
    #[cfg(not(unix))]
    return;
    desk.set("KNEEBOARD_STORE", &linked.join("kneeboard.db"));
    let note = rows(&desk, "@").iter().find(|row| row["kind"] == "NoteAdded").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.out(&["redact", &note, "--reason", "secret", "-i", "1122"]);
    fs::remove_file(linked).unwrap();
    assert_eq!(holding(&desk.path(""), WORD), Vec::<PathBuf>::new());
}

#[test]
fn a_path_or_a_runbook_that_repeats_erased_words_is_listed() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", &format!("Outage {WORD}")]);
    desk.out(&["handover", "export", &format!("1122-outage-{WORD}.jsonl")]);
    let kept = desk.write("kept.md", &format!("# Kept\n\nOutage {WORD}\n"));
    desk.out(&["runbook", "save", "team/kept", &kept]);
    let erased = erase(&desk, &entry(&desk, "IncidentStarted", ""));
    assert!(erased.err.contains(&format!("The incident file DESK/1122-outage-{WORD}.jsonl was")));
    assert!(
        erased.err.contains(
            "Warning: A version of runbooks/team/kept repeats the erased words. Versions stay as they were saved.\n"
        ),
        "{erased:?}"
    );
    let store = rusqlite::Connection::open(desk.path("kneeboard.db")).unwrap();
    let paths: i64 = store.query_row("SELECT count(*) FROM copies", [], |row| row.get(0)).unwrap();
    assert_eq!(paths, 0);
}
