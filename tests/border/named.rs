//! Names: of files, of incidents, and those that were left empty.

use crate::support::crafted::{Crafted, incident_file};
use crate::support::kneeboard::Desk;
use kneeboard_core::store::{OpenOptions, Store, StoreError};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Handles that lead elsewhere, or that a system reads as something else.
fn strange() -> Vec<String> {
    let told = [
        "../victim/notes",
        "../../victim/notes",
        "a/b",
        "..",
        ".",
        "",
        "..\\victim\\notes",
        "C:\\victim\\notes",
        "C:notes",
        "\\\\host\\share",
        "CON",
        "nul.txt",
        "COM1",
        "trailing.",
        "trailing ",
        ".hidden",
        "-rf",
        "a\0b",
        "a\nb",
        "a\u{9b}b",
        "notes\u{202e}dm.exe",
        "zero\u{200b}width",
        "Upper",
    ];
    let mut strange: Vec<String> = told.iter().map(|name| (*name).to_owned()).collect();
    strange.push("x".repeat(300));
    strange.push("日".repeat(100));
    strange
}

/// Every file below a folder with its size, the store's own left out.
fn files(folder: &Path) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(&below).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            match path.is_dir() {
                true => folders.push(path),
                false if name.starts_with("kneeboard.db") => {}
                false => drop(found.insert(name, fs::metadata(&path).unwrap().len())),
            }
        }
    }
    found
}

/// A desk with somebody's notes beside the folder of exports.
fn beside_a_victim() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("victim")).unwrap();
    desk.write("victim/notes.md", "mine\n");
    desk
}

#[test]
fn a_file_with_a_handle_that_is_none_is_refused_with_its_line() {
    let desk = beside_a_victim();
    let absolute = desk.path("victim/notes").display().to_string();
    for handle in strange().into_iter().chain([absolute]) {
        desk.write("carried.jsonl", &incident_file(&[Crafted::start(&handle)]));
        let before = files(&desk.path(""));
        let printed = desk.run(&["handover", "import", "carried.jsonl"]);
        assert_eq!(printed.code, 2, "{handle:?}: {}", printed.out);
        assert!(printed.err.contains("line 2: ") && printed.err.contains("can be no handle"));
        assert_eq!(files(&desk.path("")), before, "{handle:?}");
    }
    assert_eq!(desk.json(&["store", "info"])["events"], 0);
}

#[test]
fn a_store_with_such_handles_writes_nothing_outside_its_export_folder() {
    let absolute = beside_a_victim().path("victim/notes").display().to_string();
    for handle in strange().into_iter().chain([absolute]) {
        let desk = beside_a_victim();
        // As somebody wrote it who does not go through the border.
        let mut store =
            Store::open_or_create(&desk.path("kneeboard.db"), &OpenOptions::on("elsewhere"))
                .unwrap();
        let (row, words) = Crafted::start(&handle).sealed();
        store
            .write(|writer| {
                writer.append_foreign(&row, words.as_ref())?;
                Ok::<(), StoreError>(())
            })
            .unwrap();
        drop(store);
        let before = files(&desk.path(""));
        for format in ["md", "brief", "json"] {
            desk.out(&["postmortem", "export", "--format", format]);
        }
        let mut after = files(&desk.path(""));
        after.retain(|name, _| !before.contains_key(name));
        let new: Vec<&str> = after.keys().map(String::as_str).collect();
        assert_eq!(
            new,
            [
                "exports/1122-00000001-brief.md",
                "exports/1122-00000001-timeline.json",
                "exports/1122-00000001.md"
            ],
            "{handle:?}"
        );
        assert_eq!(desk.read("victim/notes.md"), "mine\n");
        desk.out(&["note", "named by what stands in its place", "-i", "1122-00000001"]);
        assert!(desk.out(&["incident", "list"]).contains("1122-00000001"));
    }
}

#[test]
fn other_names_in_a_file_are_looked_at_too() {
    let start = Crafted::start("1130-checkout-500");
    let told = |kind: &str, body, words| {
        let event = Crafted::new(2, kind, body, words).behind(&start);
        incident_file(&[start.clone(), event])
    };
    let service = |service: &str| {
        let body = json!({ "drill": false, "sample": false, "service": service });
        incident_file(&[Crafted::new(1, "IncidentStarted", body, Some(json!({ "title": "x" })))])
    };
    let hash = "0".repeat(64);
    let export = json!({ "format": "md", "edition": 1, "hash": hash });
    let files = [
        service("../x"),
        service("/etc/passwd"),
        service(""),
        told("EvidenceAttached", json!({ "file": "../../x" }), None),
        told("EvidenceAttached", json!({ "media": "a\nb" }), None),
        told("Exported", json!({ "format": "md", "edition": 1, "hash": "x" }), None),
        told("Exported", export, Some(json!({ "file": "/home/ana/x.md" }))),
        told("../x", json!({}), None),
        told("SeveritySet", json!({ "severity": "SEV9" }), None),
    ];
    for file in files {
        let desk = Desk::new();
        desk.write("carried.jsonl", &file);
        let printed = desk.run(&["handover", "import", "carried.jsonl"]);
        assert_eq!(printed.code, 2, "{file}");
        assert!(printed.err.contains("cannot be taken in: line "), "{}", printed.err);
    }
}

/// Two incidents of one handle on one desk, by their short ids.
fn two_of_one_handle() -> (Desk, String, String) {
    let desk = Desk::new();
    let short = |byte: u8| {
        let mut start = Crafted::start("1130-checkout-500");
        start.row.incident = [byte; 16];
        start.row.id = [byte; 16];
        start.words =
            Some(json!({ "title": format!("Checkout {byte}"), "handle": "1130-checkout-500" }));
        desk.write("carried.jsonl", &incident_file(&[start]));
        desk.out(&["handover", "import", "carried.jsonl"]);
        format!("{byte:02x}").repeat(4)
    };
    let (one, other) = (short(0x1a), short(0x2b));
    (desk, one, other)
}

#[test]
fn two_incidents_of_one_handle_are_told_apart_and_asked_about() {
    let (desk, one, other) = two_of_one_handle();
    for named in ["1130-checkout-500", "1130", "1130-checkout"] {
        desk.run(&["note", "5xx rises", "-i", named]).refused(
            2,
            &format!(
                "2 incidents are called \"1130-checkout-500\": 1130-checkout-500 {one} (\"Checkout 26\", began 2026-11-22 02:00:00Z); 1130-checkout-500 {other} (\"Checkout 43\", began 2026-11-22 02:00:00Z). Nothing was changed. Name one by its id, such as -i {one}."
            ),
        );
    }
    let printed = desk.run(&["note", "5xx rises"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains(&one) && printed.err.contains(&other), "{}", printed.err);
    assert_eq!(desk.json(&["store", "info"])["events"], 2);
    desk.out(&["note", "by its short id", "-i", &other]);
    let whole = uuid::Uuid::from_bytes([0x1a; 16]).to_string();
    desk.out(&["note", "by its whole id", "-i", &whole]);
    assert!(desk.out(&["incident", "timeline", &other]).contains("by its short id"));
    assert!(desk.out(&["incident", "timeline", &one]).contains("by its whole id"));
    let listed = desk.out(&["incident", "list"]);
    assert!(listed.contains(&one) && listed.contains(&other), "{listed}");
    let kind = desk.run(&["note", "x", "-i", "1130", "--json"]).err;
    assert!(kind.contains("\"kind\": \"ambiguous\""), "{kind}");
}

#[test]
fn an_empty_name_or_value_is_an_error_and_never_a_default() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--runbook", "any/roll-back-a-release"]);
    desk.out(&["decision", "record", "--choose", "watch", "--why", "x"]);
    let before = desk.json(&["store", "info"])["events"].clone();
    let lines: &[&[&str]] = &[
        &["note", "x", "-i", ""],
        &["note", "x", "--incident", " "],
        &["note", "x", "--incident="],
        &["note", "x", "--at", ""],
        &["note", "x", "--evidence", ""],
        &["note", ""],
        &["note", "x", "--as", "commander="],
        &["note", "x", "--as", ""],
        &["note", "x", "--store", ""],
        &["incident", "show", ""],
        &["incident", "close", ""],
        &["incident", "start", "--title", ""],
        &["incident", "start", "--service", ""],
        &["incident", "start", "--runbook", ""],
        &["incident", "start", "--started", ""],
        &["walk", ""],
        &["step", "done", ""],
        &["step", "done", "--value", ""],
        &["step", "skip", "--reason", ""],
        &["step", "later", "--until", ""],
        &["step", "add", "x", "--after", ""],
        &["step", "redline", "", "x"],
        &["answer", "", "x"],
        &["answer", "x", ""],
        &["time", "detected", ""],
        &["role", "commander", ""],
        &["correct", "", "--text", "x"],
        &["retract", "", "--reason", "x"],
        &["redact", "", "--reason", "x"],
        &["decide", "--facts", ""],
        &["decision", "outcome", "", "worse"],
        &["decision", "record", "--choose", "watch", "--supersedes", ""],
        &["action", "done", ""],
        &["action", "add", "x", "--kind", "repair", "--owner", ""],
        &["postmortem", "export", "-o", ""],
        &["postmortem", "export", "--folder", ""],
        &["postmortem", "set", "summary", ""],
        &["postmortem", "factor", "add", "x", "--evidence", ""],
        &["postmortem", "dismiss", "", "header/owner", "--reason", "x"],
        &["runbook", "show", ""],
        &["runbook", "history", ""],
        &["runbook", "import", ""],
        &["runbook", "lint", ""],
        &["runbook", "save", "", "x.md"],
        &["service", "show", ""],
        &["service", "set", "", "a=b"],
        &["search", ""],
        &["handover", "export", ""],
        &["handover", "import", ""],
        &["store", "backup", ""],
        &["demo", ""],
    ];
    for line in lines {
        let printed = desk.run(line);
        assert_eq!(printed.code, 2, "{line:?}: {}{}", printed.out, printed.err);
        assert!(printed.out.is_empty(), "{line:?}: {}", printed.out);
    }
    assert_eq!(desk.json(&["store", "info"])["events"], before);
    desk.run(&["note", "x", "-i", ""]).refused(
        2,
        "--incident <INC> is empty\n\nLeave it out, or give a value. Nothing was done.\n\nUsage: kneeboard note [OPTIONS] <TEXT>\n\nFor more information, try '--help'.",
    );
}
