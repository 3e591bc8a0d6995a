//! Lists of a library of any size: each text is read once, and what is only read begins nothing.

use super::{change, edit, save};
use crate::support::door::Door;
use kneeboard_core::act::{Act, Start};
use kneeboard_core::kneeboard::Search;
use kneeboard_core::runbook::shipped;
use kneeboard_core::search::{Kind, Place};
use kneeboard_core::store::{RevisionRow, StoreError};
use serde_json::{Value, json};
use std::sync::Arc;

const MANUAL: &str = "---\ntype: reference\ntitle: Ports of the shop\nauthor: us\n---\n# Ports\n\n\
    Intro.\n\n## Redis\n\nIt listens on 6379.\n\n- [ ] no step\n\n### Sentinel\n\nOn 26379.\n";

#[test]
fn a_list_reads_each_text_once_and_again_when_it_was_changed() {
    let mut door = Door::new();
    let first = door.record.listed().unwrap();
    let again = door.record.listed().unwrap();
    assert_eq!(first.len(), shipped::all().len());
    assert!(first.iter().zip(&again).all(|(one, other)| Arc::ptr_eq(one, other)));
    change(&mut door, super::ID, "a step", |text| text.replace("## Triage", "## Triage\n\nLook."));
    let after = door.record.listed().unwrap();
    let anew: Vec<&str> = after
        .iter()
        .zip(&first)
        .filter(|(one, other)| !Arc::ptr_eq(one, other))
        .map(|(one, _)| one.line.id.as_str())
        .collect();
    assert_eq!(anew, [super::ID]);
    // What the window asks for goes the same way.
    door.view(json!({ "view": "runbooks" }));
    door.view(json!({ "view": "start", "query": "errors" }));
    let last = door.record.listed().unwrap();
    assert!(last.iter().zip(&after).all(|(one, other)| Arc::ptr_eq(one, other)));
}

/// However many there are, a screen waits for a few hundred texts at most, and the next look goes on.
#[test]
fn a_library_of_a_thousand_is_read_by_parts() {
    let mut door = Door::new();
    let text = "# One of many\n\n## Triage\n\n- [ ] Look\n";
    door.record
        .store()
        .write(|writer| {
            for n in 0..1_000 {
                writer.put_revision(&RevisionRow {
                    document: format!("runbooks/team/{n:04}"),
                    parent: None,
                    merged: None,
                    text: text.to_owned(),
                    reason: "made".to_owned(),
                    role: String::new(),
                    at_ms: 0,
                })?;
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
    let all = 1_000 + shipped::all().len();
    let mut behind = all;
    for look in 1.. {
        let view = door.view(json!({ "view": "runbooks" }));
        let there = view["runbooks"].as_array().unwrap().len();
        let left = usize::try_from(view["behind"].as_u64().unwrap()).unwrap();
        assert_eq!(there + left, all, "none is listed twice or lost");
        assert!(behind - left <= 250, "look {look} read {}", behind - left);
        assert!(left < behind || left == 0, "look {look} went on");
        behind = left;
        if left == 0 {
            assert_eq!(look, all.div_ceil(250));
            break;
        }
    }
    assert_eq!(door.view(json!({ "view": "start", "query": "many" }))["behind"], 0);
    assert_eq!(door.record.read_ahead().unwrap(), 0);
    let mut other = Door::new();
    let begun = other.record.read_ahead().unwrap();
    assert!((1..shipped::all().len()).contains(&begun), "at rest a few: {begun} are left");
}

#[test]
fn a_document_to_read_stands_apart_and_is_held_to_no_rule_of_walks() {
    let mut door = Door::new();
    save(&mut door, "team/ports", MANUAL, None, "new");
    let view = door.view(json!({ "view": "runbooks", "open": "team/ports" }));
    let lines = view["runbooks"].as_array().unwrap();
    let line = lines.iter().find(|line| line["id"] == "team/ports").unwrap();
    assert_eq!(
        (&line["group"], &line["title"]),
        (&json!("reference"), &json!("Ports of the shop"))
    );
    assert_eq!((&line["steps"], &line["problems"]), (&json!(0), &json!(0)));
    assert_eq!(view["open"]["problems"], json!([]));
    let lint = door.view(json!({ "view": "lint", "id": "team/ports", "text": MANUAL, "by": {} }));
    assert_eq!((&lint["findings"], &lint["phases"]), (&json!([]), &json!([])));
    assert_eq!(lint["page"][0]["kind"], "paragraph", "its title stands above it");
    let outline: Vec<&Value> =
        lint["outline"].as_array().unwrap().iter().map(|l| &l["text"]).collect();
    assert_eq!(outline, ["Ports", "Redis", "Sentinel"]);
    let hidden = MANUAL.replace("Intro.", "In\u{200b}tro.");
    let lint = door.view(json!({ "view": "lint", "id": "team/ports", "text": hidden, "by": {} }));
    assert_eq!(lint["findings"].as_array().unwrap().len(), 1, "nobody sees what is hidden");
}

#[test]
fn a_document_to_read_is_found_and_opens_no_incident() {
    let mut door = Door::new();
    save(&mut door, "team/ports", MANUAL, None, "new");
    let asked = Search { query: "26379".to_owned(), ..Search::default() };
    let hits = door.record.search(&asked).unwrap().hits;
    assert_eq!((hits[0].kind, hits[0].title.as_str()), (Kind::Reference, "Ports of the shop"));
    assert_eq!(hits[0].place.as_ref().map(Place::words), Some("Sentinel"));
    let start = door.view(json!({ "view": "start", "query": "ports of the shop" }));
    let offered = start["runbooks"].as_array().unwrap();
    assert!(offered.iter().all(|one| one["id"] != "team/ports"), "{start}");
    let start = Start { runbooks: vec!["team/ports".to_owned()], ..Start::default() };
    assert!(door.try_act(None, Act::IncidentStarted(start)).is_err());
    // Made a runbook, it is found as one, and once.
    change(&mut door, "team/ports", "walked now", |text| text.replace("type: reference\n", ""));
    let hits = door.record.search(&asked).unwrap().hits;
    assert_eq!(hits.iter().map(|hit| hit.kind).collect::<Vec<_>>(), [Kind::Runbook]);
}

#[test]
fn a_new_document_to_read_begins_with_its_title() {
    let mut door = Door::new();
    let sent = json!({ "save": "new", "id": "reference/ports", "title": "Ports: all", "stack": "reference" });
    door.save(sent).unwrap();
    let text = edit(&mut door, "reference/ports")["draft"]["text"].as_str().unwrap().to_owned();
    let lint =
        door.view(json!({ "view": "lint", "id": "reference/ports", "text": text, "by": {} }));
    assert_eq!((&lint["title"], &lint["findings"]), (&json!("Ports: all"), &json!([])));
}
