//! What is typed is on disk before anybody saves it, and is offered, never put in place.

use super::{ID, change, edit, save, shipped_text};
use crate::support::door::Door;
use crate::support::record::note;
use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Clock, Dropped, Kneeboard, Typed};
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
    let hash = door.record.draft(ID).unwrap().unwrap().hash;
    assert_eq!(
        page["draft"],
        json!({
            "text": "# Half a word", "base": base, "at": "2026-11-22T02:05:00Z", "hash": hash, "others": 0,
        })
    );
    save(&mut door, ID, "# Half a word", Some(&base), "written to its end");
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

/// What this desk types.
fn typed(desk: &str, text: &str, over: Option<&str>) -> Typed {
    let (desk, text) = (desk.to_owned(), text.to_owned());
    Typed { id: ID.to_owned(), desk, text, base: None, over: over.map(str::to_owned) }
}

fn texts(door: &Door) -> Vec<String> {
    let drafts = door.record.drafts_of(ID).unwrap();
    drafts.into_iter().map(|draft| draft.text).collect()
}

#[test]
fn two_that_type_into_one_runbook_each_keep_their_text() {
    let mut door = Door::new();
    let base = edit(&mut door, ID)["revision"].as_str().unwrap().to_owned();
    // Another process, with the same store open.
    let clock = Clock::Sample(door.path("clock"));
    let mut other = Kneeboard::open_by(&door.path("kneeboard.db"), clock, Via::Window).unwrap();
    door.record.keep_typed(&typed("a", "# Mine\n", None)).unwrap();
    door.turn("02:01:00");
    other.keep_typed(&typed("b", "# Theirs\n", None)).unwrap();
    door.record.keep_typed(&typed("a", "# Mine, and more\n", None)).unwrap();
    door.turn("02:02:00");
    other.keep_typed(&typed("b", "# Theirs, and more\n", None)).unwrap();
    assert_eq!(texts(&door), ["# Theirs, and more\n", "# Mine, and more\n"]);
    let page = edit(&mut door, ID);
    assert_eq!(page["draft"]["text"], "# Theirs, and more\n");
    assert_eq!(page["draft"]["others"], 1);
    let library = door.view(json!({ "view": "runbooks" }));
    assert_eq!(library["drafts"].as_array().unwrap().len(), 1, "one runbook, one line");

    // One of them saves: the other's text is where it was, made from the text before.
    let sent = json!({
        "save": "runbook", "id": ID, "text": "# Mine, saved\n", "base": base, "reason": "mine",
        "desk": "a",
    });
    door.save(sent).unwrap();
    assert_eq!(texts(&door), ["# Theirs, and more\n"]);
    let dropped = Dropped { id: ID.to_owned(), desk: "b".to_owned(), over: None };
    other.drop_typed(&dropped).unwrap();
    assert_eq!(texts(&door), [""; 0]);
}

#[test]
fn a_save_from_elsewhere_leaves_what_is_being_typed() {
    let mut door = Door::new();
    door.record.keep_typed(&typed("a", "# Typed\n", None)).unwrap();
    change(&mut door, ID, "by the command line", |text| format!("{text}\n"));
    assert_eq!(texts(&door), ["# Typed\n"]);
}

#[test]
fn a_draft_that_is_gone_on_from_goes_unless_it_was_typed_on_since() {
    let mut door = Door::new();
    door.record.keep_typed(&typed("a", "# Left\n", None)).unwrap();
    let hash = |door: &Door| door.record.draft(ID).unwrap().unwrap().hash;
    let offered = hash(&door);
    door.record.keep_typed(&typed("b", "# Left, and more\n", Some(&offered))).unwrap();
    assert_eq!(texts(&door), ["# Left, and more\n"]);

    // Offered at two desks: the one whose text it is was still typing.
    let offered = hash(&door);
    door.record.keep_typed(&typed("b", "# Left, and much more\n", None)).unwrap();
    door.turn("02:01:00");
    door.record.keep_typed(&typed("c", "# Left, and other\n", Some(&offered))).unwrap();
    assert_eq!(texts(&door), ["# Left, and other\n", "# Left, and much more\n"]);
    let discarded = Dropped { id: ID.to_owned(), desk: "d".to_owned(), over: Some(hash(&door)) };
    door.record.drop_typed(&discarded).unwrap();
    assert_eq!(texts(&door), ["# Left, and much more\n"]);
}
