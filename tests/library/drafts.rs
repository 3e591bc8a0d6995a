//! What is typed is on disk before anybody saves it, and is offered, never put in place.

use super::{ID, change, edit, save, shipped_text};
use crate::support::door::Door;
use crate::support::record::note;
use kneeboard_core::act::{Act, Start};
use serde_json::json;

#[test]
fn a_draft_is_offered_beside_the_text_and_goes_when_it_is_saved() {
    let mut door = Door::new();
    let base = edit(&mut door, ID)["revision"].as_str().unwrap().to_owned();
    door.record.put_draft(ID, "# Half a", Some(&base)).unwrap();
    door.turn("02:05:00").record.put_draft(ID, "# Half a word", Some(&base)).unwrap();
    door.reopen();
    let page = edit(&mut door, ID);
    assert_eq!(page["text"], shipped_text(ID));
    assert_eq!(
        page["draft"],
        json!({ "text": "# Half a word", "base": base, "at": "2026-11-22T02:05:00Z" })
    );
    save(&mut door, ID, "# Half a word\n", Some(&base), "written to its end");
    assert_eq!(edit(&mut door, ID)["draft"], json!(null));
}

#[test]
fn a_draft_stays_where_its_save_is_refused() {
    let mut door = Door::new();
    let base = edit(&mut door, ID)["revision"].as_str().unwrap().to_owned();
    door.record.put_draft(ID, "# Mine\n", Some(&base)).unwrap();
    change(&mut door, "any/roll-back-a-release", "another runbook", |text| format!("{text}\n"));
    door.save(json!({ "save": "restore", "id": ID, "n": 1 })).unwrap();
    let empty =
        json!({ "save": "runbook", "id": ID, "text": "# Mine\n", "base": base, "reason": " " });
    assert_eq!(door.save(empty).unwrap_err().kind, "reason");
    assert_eq!(door.record.draft(ID).unwrap().unwrap().text, "# Mine\n");
}

#[test]
fn a_new_runbook_lives_in_its_draft_until_it_is_saved() {
    let mut door = Door::new();
    let none = serde_json::from_value(json!({ "view": "edit", "id": "team/new" })).unwrap();
    assert_eq!(door.record.view(&none).unwrap_err().kind(), "no_such_runbook");
    door.record.put_draft("team/new", "# A new one\n", None).unwrap();
    let page = edit(&mut door, "team/new");
    assert_eq!((page["revision"].clone(), page["text"].clone()), (json!(null), json!("")));
    assert_eq!(page["draft"]["text"], "# A new one\n");
    let library = door.view(json!({ "view": "runbooks" }));
    assert_eq!(library["drafts"][0]["title"], "A new one");
    door.record.drop_draft("team/new").unwrap();
    assert_eq!(door.view(json!({ "view": "runbooks" }))["drafts"], json!([]));
}

#[test]
fn typing_asks_for_no_view_anew() {
    let mut door = Door::new();
    let head = door.record.head().unwrap();
    for n in 0..20 {
        door.record.put_draft(ID, &"x".repeat(n), None).unwrap();
    }
    door.record.drop_draft(ID).unwrap();
    assert_eq!(door.record.head().unwrap(), head);
    save(&mut door, "team/x", "# X\n", None, "new");
    assert_eq!(door.record.head().unwrap(), head + 1);
}

#[test]
fn words_that_are_removed_leave_drafts_too() {
    let mut door = Door::new();
    let incident = door.start(Start { title: Some("Checkout".to_owned()), ..Start::default() });
    let words = "the customer is Erika Mustermann";
    let told = door.act(incident, note(words));
    door.act(incident, note("ok"));
    let typed = format!("# Mine\n\nHere {words}, ok.\r\n");
    door.record.put_draft(ID, &typed, None).unwrap();
    let target = told.events[0];
    door.act(incident, Act::Redacted { target, reason: "a name".to_owned() });
    let draft = door.record.draft(ID).unwrap().unwrap();
    assert_eq!(draft.text, "# Mine\n\nHere [removed], ok.\r\n", "the rest of it stays");
    let bytes = std::fs::read(door.path("kneeboard.db")).unwrap();
    assert!(!bytes.windows(words.len()).any(|window| window == words.as_bytes()));
}
