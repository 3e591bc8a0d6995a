//! Service cards: shared like runbooks, changed by form or as text, and filled from what was walked.

use crate::support::door::Door;
use crate::support::kneeboard::Desk;
use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::Role;
use kneeboard_core::folder::read;
use kneeboard_core::id::IncidentId;
use kneeboard_core::kneeboard::{Becomes, Change};
use kneeboard_core::service::{Card, with_key};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;

const CARD: &str = "services/shop-api";
const TEXT: &str = "---\n# ours\nname: Shop API\nqueue: orders\n---\nRing the owner **first**.\n";

/// Saves a text upon what is newest.
fn save(door: &mut Door, id: &str, text: &str) {
    let base = door.record.written(id).ok().map(|written| written.revision);
    let (id, text, reason) = (id.to_owned(), text.to_owned(), "written".to_owned());
    let change = Change { id, text, base, merged: None, reason, role: Role::OnCall };
    door.record.save_runbook(&change).unwrap();
}

fn card(door: &mut Door) -> Value {
    door.view(json!({ "view": "services", "open": "shop-api" }))["card"].clone()
}

fn fill(keys: Value, base: &Value) -> Value {
    json!({ "save": "service", "service": "shop-api", "keys": keys, "base": base })
}

#[test]
fn two_who_fill_in_different_fields_are_both_kept() {
    let mut door = Door::new();
    save(&mut door, CARD, TEXT);
    let base = card(&mut door)["revision"].clone();
    door.save(fill(json!({ "owner": "payments" }), &base)).unwrap();
    door.save(fill(json!({ "queue": "tills" }), &base)).unwrap();
    let text = door.record.written(CARD).unwrap().text;
    let expected = TEXT.replace("queue: orders\n", "queue: tills\nowner: payments\n");
    assert_eq!(text, expected);
}

#[test]
fn a_field_that_somebody_else_filled_in_meanwhile_is_not_written_over() {
    let mut door = Door::new();
    save(&mut door, CARD, TEXT);
    let base = card(&mut door)["revision"].clone();
    door.save(fill(json!({ "queue": "tills" }), &base)).unwrap();
    let error = door.save(fill(json!({ "queue": "carts", "owner": "me" }), &base)).unwrap_err();
    assert_eq!(error.kind, "moved");
    assert!(error.message.contains("says now Queue: tills"), "{}", error.message);
    assert_eq!(Card::parse("", &door.record.written(CARD).unwrap().text).get("owner"), None);
    // The same value twice is no quarrel; nor is one that was looked at again.
    door.save(fill(json!({ "queue": "tills" }), &base)).unwrap();
    let base = card(&mut door)["revision"].clone();
    door.save(fill(json!({ "queue": "carts" }), &base)).unwrap();
    assert_eq!(door.record.service("shop-api").unwrap().get("queue"), Some("carts"));
}

#[test]
fn a_card_has_its_history_and_an_earlier_text_comes_back() {
    let mut door = Door::new();
    save(&mut door, CARD, TEXT);
    let base = card(&mut door)["revision"].clone();
    door.save(fill(json!({ "queue": "tills" }), &base)).unwrap();
    let history = door.view(json!({ "view": "history", "id": CARD }));
    assert_eq!(history["title"], "Shop API");
    assert_eq!(history["revisions"][1]["reason"], "set queue");
    let diff = door.view(json!({ "view": "diff", "id": CARD, "from": "1", "to": "2" }));
    let changed: Vec<&str> = diff["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["change"] != "kept")
        .map(|line| line["text"].as_str().unwrap())
        .collect();
    assert_eq!(changed, ["queue: orders\n", "queue: tills\n"]);
    door.save(json!({ "save": "restore", "id": CARD, "n": 1 })).unwrap();
    assert_eq!(door.record.written(CARD).unwrap().text, TEXT);
}

#[test]
fn a_cards_text_is_edited_as_a_runbooks_is_with_its_draft_and_without_its_rules() {
    let mut door = Door::new();
    save(&mut door, CARD, TEXT);
    let edit = door.view(json!({ "view": "edit", "id": CARD }));
    assert_eq!((edit["title"].as_str(), edit["text"].as_str()), (Some("Shop API"), Some(TEXT)));
    let base = edit["revision"].as_str().unwrap().to_owned();
    door.record.put_draft(CARD, "typed", Some(&base)).unwrap();
    assert_eq!(card(&mut door)["has_draft"], true);
    let drafts = door.view(json!({ "view": "runbooks" }))["drafts"].clone();
    assert_eq!(drafts, json!([]), "it is no runbook's");

    let lint = door.view(json!({ "view": "lint", "id": CARD, "text": TEXT, "by": {} }));
    assert_eq!((&lint["findings"], &lint["title"]), (&json!([]), &json!("Shop API")));
    assert_eq!(lint["page"][0]["kind"], "paragraph");
    let broken = TEXT.replace("name: Shop API", "name: [Shop");
    let lint = door.view(json!({ "view": "lint", "id": CARD, "text": broken, "by": {} }));
    assert_eq!(lint["findings"][0]["level"], "error", "{lint}");
    save(&mut door, CARD, &broken);
    assert!(card(&mut door)["problem"].as_str().unwrap().contains("cannot be read"));
    let base = card(&mut door)["revision"].clone();
    let error = door.save(fill(json!({ "queue": "tills" }), &base)).unwrap_err();
    assert!(error.message.contains("cannot be read"), "{}", error.message);
    assert_eq!(door.record.written(CARD).unwrap().text, broken);
}

#[test]
fn cards_go_out_and_come_in_beside_runbooks_byte_for_byte() {
    let mut door = Door::new();
    let strange = "\u{feff}---\r\nname:   Shop # ours\r\n---\r\n\tNotes  \r\nno end";
    save(&mut door, CARD, strange);
    let folder = tempfile::tempdir().unwrap();
    door.record.export_library(folder.path()).unwrap();
    let file = folder.path().join("services/shop-api.md");
    assert_eq!(fs::read_to_string(&file).unwrap(), strange);

    let becomes = |door: &mut Door, text: &str| {
        fs::write(&file, text).unwrap();
        let found = read(folder.path()).unwrap();
        let planned = door.record.plan_import(&found).unwrap();
        let of_card = planned.incoming.into_iter().find(|one| one.document == CARD).unwrap();
        door.record.import(&found, "from the folder", Role::OnCall).unwrap();
        of_card.becomes
    };
    assert_eq!(becomes(&mut door, strange), Becomes::Same);
    let theirs = strange.replace("no end", "an end\n");
    assert_eq!(becomes(&mut door, &theirs), Becomes::Changed);
    assert_eq!(door.record.written(CARD).unwrap().text, theirs);
    let keys = [("owner".to_owned(), "payments".to_owned())].into();
    door.record.set_service("shop-api", &keys, Role::OnCall).unwrap();
    let apart = theirs.replace("an end", "The end");
    assert_eq!(becomes(&mut door, &apart), Becomes::Merged);
    let both = door.record.written(CARD).unwrap().text;
    assert!(both.contains("owner: payments\r\n") && both.contains("The end"), "{both:?}");
    door.record
        .set_service("shop-api", &[("name".to_owned(), "Till".to_owned())].into(), Role::OnCall)
        .unwrap();
    let quarrel = apart.replace("Shop #", "Kiosk #");
    assert_eq!(becomes(&mut door, &quarrel), Becomes::Conflicting);
    let mut other = Door::new();
    assert_eq!(becomes(&mut other, strange), Becomes::New);
    assert_eq!(other.record.written(CARD).unwrap().text, strange);
}

#[test]
fn a_card_is_never_walked_nor_made_as_a_runbook() {
    let mut door = Door::new();
    save(&mut door, CARD, TEXT);
    let start = Start { runbooks: vec![CARD.to_owned()], ..Start::default() };
    assert!(door.try_act(None, Act::IncidentStarted(start)).is_err());
    let new = json!({ "save": "new", "id": "services/tills", "title": "Tills", "stack": "any" });
    assert_eq!(door.save(new).unwrap_err().kind, "runbook_name");
    assert!(door.record.runbook(CARD).is_err());
    let change = Change {
        id: "services/Not a name".to_owned(),
        text: TEXT.to_owned(),
        base: None,
        merged: None,
        reason: "new".to_owned(),
        role: Role::OnCall,
    };
    assert!(door.record.save_runbook(&change).is_err());
}

#[test]
fn the_command_line_has_a_cards_text_and_history() {
    let desk = Desk::sample();
    let file = desk.write("shop-api.md", TEXT);
    desk.out(&["service", "save", "shop-api", &file]);
    desk.out(&["service", "set", "shop-api", "queue=tills"]);
    assert_eq!(desk.out(&["service", "text", "shop-api"]), TEXT.replace("orders", "tills"));
    let diff = desk.out(&["service", "diff", "shop-api"]);
    assert!(diff.contains("-queue: orders\n+queue: tills\n"), "{diff}");
    assert!(desk.out(&["service", "history", "shop-api"]).contains("saved from shop-api.md"));
    desk.out(&["service", "restore", "shop-api", "1"]);
    assert_eq!(desk.out(&["service", "text", "shop-api"]), TEXT);
}

const ASKS_TWICE: &str = "---\ntitle: Flagged\nstack: any\n---\n# Flagged\n\n## Triage\n\
    - [ ] Turn {{service.flag}} off\n  ```sh\n  flags off {{service.flag}}\n  ```\n\
    - [ ] Read whether {{service.flag}} is off\n- [ ] Look at {{service.queue}}\n";

fn walking(door: &mut Door) -> IncidentId {
    save(door, CARD, TEXT);
    save(door, "team/flagged", ASKS_TWICE);
    door.start(Start {
        title: Some("Checkout 500".to_owned()),
        service: Some("shop-api".to_owned()),
        runbooks: vec!["team/flagged".to_owned()],
        ..Start::default()
    })
}

fn answer(value: Value) -> Act {
    serde_json::from_value(json!({ "act": "AnswerGiven", "name": "service.flag", "value": value }))
        .unwrap()
}

/// Which steps ask for the flag.
fn asking(door: &mut Door, incident: IncidentId) -> Vec<bool> {
    let walk = door.of("walk", incident);
    let steps = walk["steps"].as_array().unwrap();
    let asks = |step: &Value| {
        let asks = step["asks"].as_array().unwrap();
        asks.iter().any(|ask| ask["name"] == "service.flag" && ask["open"] == true)
    };
    steps.iter().take(3).map(asks).collect()
}

#[test]
fn what_the_card_lacks_is_asked_once_and_not_known_is_an_answer() {
    for unknown in [Value::Null, json!("unknown"), json!("Unknown ")] {
        let mut door = Door::new();
        let incident = walking(&mut door);
        assert_eq!(asking(&mut door, incident), [true, true, false]);
        door.act(incident, answer(unknown));
        assert_eq!(asking(&mut door, incident), [false, false, false]);
        let walk = door.of("walk", incident);
        let step = &walk["steps"][0];
        assert_eq!(step["asks"][0]["value"], "not known");
        assert_eq!(step["text"], "Turn ‹service.flag› off");
        assert_eq!(step["commands"][0]["copy"], Value::Null, "a gap is not copied");
        assert_eq!(walk["learned"], Value::Null);
        let said = walk["timeline"].to_string();
        assert!(said.contains("Filled in service.flag: not known."), "{said}");
        // Somebody finds out later.
        door.act(incident, answer(json!("checkout_v2")));
        let said = door.of("walk", incident)["timeline"].to_string();
        assert!(said.contains("Filled in service.flag: checkout_v2."), "{said}");
        let step = door.of("walk", incident)["steps"][1].clone();
        assert_eq!(step["text"], "Read whether checkout_v2 is off");
    }
}

#[test]
fn what_was_filled_in_while_walking_is_offered_to_the_card() {
    let mut door = Door::new();
    let incident = walking(&mut door);
    assert_eq!(door.of("walk", incident)["learned"], Value::Null);
    door.act(incident, answer(json!("checkout_v2")));
    door.act(incident, Act::Closed { note: None });
    let learned = door.of("walk", incident)["learned"].clone();
    assert_eq!(learned["name"], "Shop API");
    let key = json!({ "key": "flag", "label": "Narrow: the risky part", "value": "checkout_v2", "on_card": null });
    assert_eq!(learned["keys"], json!([key]));
    let mut sent = fill(json!({ "flag": "checkout_v2" }), &Value::Null);
    sent["reason"] = json!("learned in Checkout 500");
    door.save(sent).unwrap();
    assert_eq!(door.of("walk", incident)["learned"], Value::Null);
    let history = door.view(json!({ "view": "history", "id": CARD }));
    assert_eq!(history["revisions"][1]["reason"], "learned in Checkout 500");
    // What the card says otherwise by then is said, and a walk keeps the card as it was.
    let base = card(&mut door)["revision"].clone();
    door.save(fill(json!({ "flag": "checkout_v3" }), &base)).unwrap();
    let learned = door.of("walk", incident)["learned"].clone();
    assert_eq!(learned["keys"][0]["on_card"], "checkout_v3");
}

/// Lines as cards have them: keys, comments, lists, blocks of text, blank lines.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        "[a-f]{1,3}: [a-z0-9 ./]{0,12}",
        "[a-f]{1,3}: \"[a-z: #]{0,8}\"  # [a-z ]{0,6}",
        "# [a-z: ]{0,12}",
        Just(String::new()),
    ];
    prop::collection::vec(line, 0..8)
}

proptest! {
    #[test]
    fn setting_a_key_changes_no_byte_but_its_own(
        lines in lines(),
        notes in "[a-z #*\\-\n\t]{0,40}",
        bom in any::<bool>(),
        crlf in any::<bool>(),
        key in "[a-h]{1,3}",
        value in "[ -~]{0,12}",
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let yaml: String = lines.iter().map(|line| format!("{line}{end}")).collect();
        let bom = if bom { "\u{feff}" } else { "" };
        let text = format!("{bom}---{end}{yaml}---{end}{notes}");
        let Ok(set) = with_key(&text, &key, &value) else { return Ok(()) };
        let before = Card::parse("", &text);
        let after = Card::parse("", &set);
        prop_assert_eq!(after.get(&key).unwrap_or_default(), value.trim());
        let begins = format!("{key}:");
        let others = |text: &str| -> Vec<String> {
            let kept = text.split_inclusive('\n').filter(|line| !line.starts_with(&begins));
            kept.map(str::to_owned).collect()
        };
        prop_assert_eq!(others(&set), others(&text));
        if before.get(&key).unwrap_or_default() == value.trim() {
            prop_assert_eq!(set, text);
        }
    }
}
