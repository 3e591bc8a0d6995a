//! What stands in a form and is not recorded yet is on disk, until it is recorded or thrown away.

use crate::support::door::Door;
use crate::support::record::note;
use kneeboard_core::act::{Act, Start};
use kneeboard_core::kneeboard::Form;
use serde_json::json;

fn keep(door: &mut Door, name: &str, text: Option<&str>) {
    let form = Form { name: name.to_owned(), text: text.map(str::to_owned) };
    door.record.keep_form(&form).unwrap();
}

#[test]
fn a_form_is_there_at_the_next_start_until_nothing_of_it_is_wanted() {
    let mut door = Door::new();
    let head = door.record.head().unwrap();
    keep(&mut door, "section summary of 1", Some(r#"{"text":"Half a"}"#));
    keep(&mut door, "section summary of 1", Some(r#"{"text":"Half a sentence"}"#));
    keep(&mut door, "card shop", Some(r#"{"name":"Shop"}"#));
    door.record.put_draft("team/x", "# A draft is no form\n", None).unwrap();
    door.reopen();
    assert_eq!(
        door.view(json!({ "view": "forms" })),
        json!({ "card shop": r#"{"name":"Shop"}"#, "section summary of 1": r#"{"text":"Half a sentence"}"# })
    );
    keep(&mut door, "card shop", None);
    keep(&mut door, "section summary of 1", None);
    assert_eq!(door.view(json!({ "view": "forms" })), json!({}));
    assert_eq!(door.record.draft("team/x").unwrap().unwrap().text, "# A draft is no form\n");
    assert_eq!(door.record.head().unwrap(), head, "no view is asked for anew while somebody types");
}

#[test]
fn a_form_of_any_size_or_name_is_refused_before_the_store() {
    let mut door = Door::new();
    for (name, text) in [("x".repeat(201), String::new()), (String::new(), "x".repeat(4_200_000))] {
        let form = Form { name, text: Some(text) };
        assert_eq!(door.record.keep_form(&form).unwrap_err().kind(), "request");
    }
    assert_eq!(door.view(json!({ "view": "forms" })), json!({}));
}

#[test]
fn words_that_are_removed_leave_forms_too() {
    let mut door = Door::new();
    let incident = door.start(Start { title: Some("Checkout".to_owned()), ..Start::default() });
    let words = "\"the customer \"Erika\"\nMustermann\"";
    let told = door.act(incident, note(words));
    let typed = json!({ "text": format!("Here {words}.") }).to_string();
    keep(&mut door, "section summary of 1", Some(&typed));
    let target = told.events[0];
    door.act(incident, Act::Redacted { target, reason: "a name".to_owned() });
    let cleaned = json!({ "text": "Here [removed]." }).to_string();
    assert_eq!(door.view(json!({ "view": "forms" })), json!({ "section summary of 1": cleaned }));
}
