//! A newer shipped text meets the team's: previewed, merged, and taken back where it was wrong.

use super::{ID, change, edit, save, shipped_text};
use crate::support::door::Door;
use kneeboard_core::kneeboard::Typed;
use kneeboard_core::runbook::shipped::{Shipped, all};
use serde_json::{Value, json};

/// Shipped texts as a later Kneeboard has them: this runbook's changed, the others as they are.
fn later(changed: impl Fn(&str) -> String) -> &'static [Shipped] {
    let text: &'static str = changed(shipped_text(ID)).leak();
    let texts = all().iter().map(|one| if one.id == ID { Shipped { id: ID, text } } else { *one });
    texts.collect::<Vec<_>>().leak()
}

fn update(door: &mut Door) -> Value {
    door.view(json!({ "view": "update", "id": ID }))
}

/// The merged text, a conflict told by both sides one after the other.
fn merged(view: &Value) -> String {
    let pieces = view["pieces"].as_array().unwrap();
    let text = |piece: &Value| match piece["piece"].as_str().unwrap() {
        "conflict" => {
            piece["ours"].as_str().unwrap().to_owned() + piece["theirs"].as_str().unwrap()
        }
        _ => piece["text"].as_str().unwrap().to_owned(),
    };
    pieces.iter().map(text).collect()
}

fn take(door: &mut Door, text: &str, base: &Value) -> Value {
    door.save(json!({ "save": "update", "id": ID, "text": text, "base": base })).unwrap()
}

fn newest_reason(door: &mut Door) -> Value {
    let history = door.view(json!({ "view": "history", "id": ID }));
    history["revisions"].as_array().unwrap().last().unwrap()["reason"].clone()
}

#[test]
fn a_runbook_that_nobody_changed_follows_the_shipped_text() {
    let mut door = Door::new();
    door.record.ship(later(|text| format!("{text}\nNewer.\n")));
    assert!(edit(&mut door, ID)["text"].as_str().unwrap().ends_with("\nNewer.\n"));
    assert_eq!(edit(&mut door, ID)["update"], false);
    assert_eq!(update(&mut door), json!(null));
    let none = door.save(json!({ "save": "update", "id": ID, "text": "x", "base": "1" }));
    assert_eq!(none.unwrap_err().kind, "no_update");
}

#[test]
fn what_both_changed_apart_is_merged_and_can_be_undone() {
    let mut door = Door::new();
    change(&mut door, ID, "ours", |text| format!("{text}\nOurs.\n"));
    assert_eq!(edit(&mut door, ID)["update"], false);
    door.record.ship(later(|text| text.replacen("## Triage", "Newer.\n\n## Triage", 1)));
    let page = edit(&mut door, ID);
    assert_eq!(page["update"], true);
    assert!(page["text"].as_str().unwrap().ends_with("\nOurs.\n"), "nothing is taken unasked");
    let view = update(&mut door);
    assert_eq!(
        (view["conflicts"].clone(), view["base"].clone()),
        (json!(0), page["revision"].clone())
    );
    let text = merged(&view);
    assert!(text.contains("Newer.\n\n## Triage") && text.ends_with("\nOurs.\n"));
    let saved = take(&mut door, &text, &view["base"]);
    assert_eq!(saved["n"], 4, "shipped, ours, the newer shipped, both");
    assert_eq!(newest_reason(&mut door), "took the shipped changes over");
    assert_eq!(edit(&mut door, ID)["update"], false);
    door.save(json!({ "save": "restore", "id": ID, "n": 2 })).unwrap();
    let back = edit(&mut door, ID);
    assert!(!back["text"].as_str().unwrap().contains("Newer."));
    assert_eq!(back["update"], false, "it was chosen against");
    assert_eq!(door.record.check().unwrap().len(), 0);
}

#[test]
fn what_both_changed_in_one_place_is_a_conflict_and_the_choice_is_recorded() {
    type Choice = fn(&str, &str) -> String;
    let cases: [(Choice, &str); 4] = [
        (|ours, _| ours.to_owned(), "kept the text as it was, without the shipped changes"),
        (|_, shipped| shipped.to_owned(), "took the shipped text whole"),
        (|ours, _| format!("{ours}\n"), "merged the shipped changes by hand"),
        (|ours, shipped| format!("{shipped}{ours}"), "merged the shipped changes by hand"),
    ];
    for (choice, reason) in cases {
        let mut door = Door::new();
        change(&mut door, ID, "ours", |text| text.replacen("## Triage", "## Triage\n\nOurs.", 1));
        let newer = later(|text| text.replacen("## Triage", "## Triage\n\nNewer.", 1));
        door.record.ship(newer);
        let view = update(&mut door);
        assert_eq!(view["conflicts"], 1);
        let both = merged(&view);
        assert!(both.contains("Ours.") && both.contains("Newer."));
        let ours = edit(&mut door, ID)["text"].as_str().unwrap().to_owned();
        let shipped = newer.iter().find(|one| one.id == ID).unwrap().text;
        take(&mut door, &choice(&ours, shipped), &view["base"]);
        assert_eq!(newest_reason(&mut door), reason);
        assert_eq!(edit(&mut door, ID)["update"], false, "asked once");
    }
}

#[test]
fn the_next_update_is_merged_against_the_one_before() {
    let mut door = Door::new();
    change(&mut door, ID, "ours", |text| format!("{text}\nOurs.\n"));
    for word in ["Second.", "Third."] {
        door.record
            .ship(later(|text| text.replacen("## Triage", &format!("{word}\n\n## Triage"), 1)));
        let view = update(&mut door);
        assert_eq!(view["conflicts"], 0, "{word}");
        take(&mut door, &merged(&view), &view["base"]);
    }
    let text = edit(&mut door, ID)["text"].as_str().unwrap().to_owned();
    assert!(text.contains("Third.") && !text.contains("Second.") && text.ends_with("\nOurs.\n"));
}

#[test]
fn an_update_is_taken_upon_the_text_that_was_previewed_alone() {
    let mut door = Door::new();
    change(&mut door, ID, "ours", |text| format!("{text}\nOurs.\n"));
    door.record.ship(later(|text| format!("Newer.\n{text}")));
    let view = update(&mut door);
    change(&mut door, ID, "meanwhile", |text| format!("{text}\nMore.\n"));
    let sent = json!({ "save": "update", "id": ID, "text": merged(&view), "base": view["base"] });
    assert_eq!(door.save(sent).unwrap_err().kind, "moved");
    assert!(edit(&mut door, ID)["text"].as_str().unwrap().ends_with("\nMore.\n"));
}

#[test]
fn a_team_on_crlf_gets_the_shipped_changes_alone() {
    let mut door = Door::new();
    change(&mut door, ID, "from a checkout on Windows", |text| text.replace('\n', "\r\n"));
    door.record.ship(later(|text| text.replacen("## Triage", "Newer.\n\n## Triage", 1)));
    let view = update(&mut door);
    assert_eq!(view["conflicts"], 0);
    let expected = shipped_text(ID).replacen("## Triage", "Newer.\n\n## Triage", 1);
    assert_eq!(merged(&view), expected.replace('\n', "\r\n"));
}

#[test]
fn a_text_that_is_shipped_later_under_the_team_s_id_is_offered_beside_it() {
    let mut door = Door::new();
    save(&mut door, "team/x", "# Ours\n", None, "new");
    let mut texts = all().to_vec();
    texts.push(Shipped { id: "team/x", text: "# Theirs\n" });
    door.record.ship(texts.leak());
    let view = door.view(json!({ "view": "update", "id": "team/x" }));
    assert_eq!(view["conflicts"], 1);
    assert_eq!(edit(&mut door, "team/x")["text"], "# Ours\n");
}

/// A draft of the shipped text that nobody ever saved, and the Kneeboard after it.
fn drafted_before_an_update(typed: impl Fn(&str) -> String) -> (Door, Value, String) {
    let mut door = Door::new();
    let base = edit(&mut door, ID)["revision"].clone();
    let typed = typed(shipped_text(ID));
    door.record.put_draft(ID, &typed, base.as_str()).unwrap();
    door.reopen();
    door.record.ship(later(|text| text.replacen("## Triage", "Newer.\n\n## Triage", 1)));
    (door, base, typed)
}

#[test]
fn a_draft_keeps_the_shipped_text_that_it_was_made_from() {
    let (mut door, base, typed) = drafted_before_an_update(|text| format!("{text}\nTyped.\n"));
    assert_eq!(edit(&mut door, ID)["draft"]["text"], typed);
    assert!(edit(&mut door, ID)["text"].as_str().unwrap().contains("Newer."));
    let sent =
        json!({ "save": "runbook", "id": ID, "text": typed, "base": base, "reason": "typed" });
    let error = door.save(sent).unwrap_err();
    assert_eq!(error.kind, "moved");
    assert!(error.message.contains("revision 1, as it is shipped now. "), "{}", error.message);

    // Both were changed apart from each other: nothing has to be chosen.
    let sent = json!({ "view": "merge", "id": ID, "base": base, "text": typed });
    let view = door.view(sent.clone());
    assert_eq!(view["conflicts"], 0);
    let both = merged(&view);
    assert!(both.contains("Newer.\n\n## Triage") && both.ends_with("\nTyped.\n"), "{both}");
    assert_eq!(view["base"], edit(&mut door, ID)["revision"]);

    // It goes with the draft.
    door.record.drop_draft(ID).unwrap();
    assert_eq!(door.view(sent)["conflicts"], 1, "what they have in common is gone");
}

#[test]
fn a_draft_that_is_gone_on_from_after_an_update_keeps_its_base_too() {
    let (mut door, base, typed) = drafted_before_an_update(|text| format!("{text}\nTyped.\n"));
    let over = door.record.draft(ID).unwrap().map(|draft| draft.hash);
    let (id, desk) = (ID.to_owned(), "b".to_owned());
    let base_hash = base.as_str().map(str::to_owned);
    let more = Typed { id, desk, text: format!("{typed}More.\n"), base: base_hash, over };
    door.record.keep_typed(&more).unwrap();
    let view = door.view(json!({ "view": "merge", "id": ID, "base": base, "text": more.text }));
    assert_eq!(view["conflicts"], 0);
}

/// As an earlier Kneeboard kept drafts, without their base: all of both is shown.
#[test]
fn a_draft_whose_base_nobody_has_is_merged_whole() {
    let mut door = Door::new();
    let nobody_s = "5".repeat(64);
    let typed = format!("{}\nTyped.\n", shipped_text(ID));
    let view = door.view(json!({ "view": "merge", "id": ID, "base": nobody_s, "text": typed }));
    let both = merged(&view);
    assert!(both.contains("\nTyped.\n"), "{both}");
    assert_eq!(view["base"], edit(&mut door, ID)["revision"]);
}
