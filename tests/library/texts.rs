//! A text is the team's own, byte for byte; what cannot be kept so is refused whole.

use super::{edit, save, try_save};
use crate::support::door::Door;
use kneeboard_core::runbook::{MOST_BYTES, shipped};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use std::cell::RefCell;

/// Whatever a file may hold that is UTF-8: line ends of every kind, a BOM, tabs, spaces at the end,
/// control and invisible characters, front matter, steps and fences, whole or broken.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[ -~]{0,30}",
        2 => prop_oneof![
            Just("---\n"), Just("title: X\n"), Just("# X\n"), Just("## Triage\r\n"), Just("- [ ] Look\n"),
            Just("  Expect: it\r\n"), Just("```sh\n"), Just("```\n"), Just("| a | b |\n"), Just("{{release.bad}}"),
        ].prop_map(str::to_owned),
        2 => prop_oneof![
            Just("\n"), Just("\r\n"), Just("\r"), Just("\t"), Just("   \n"), Just("\n\n\n"),
        ].prop_map(str::to_owned),
        1 => prop_oneof![
            Just("\u{feff}"), Just("\u{0}"), Just("\u{1b}[31m"), Just("\u{7f}"), Just("\u{202e}"),
            Just("\u{200b}"), Just("\u{2028}"), Just("\u{85}"), Just("e\u{301}"), Just("\u{1f469}\u{200d}\u{1f692}"),
        ].prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    ("\u{feff}?", proptest::collection::vec(piece, 0..40))
        .prop_map(|(bom, pieces)| bom + &pieces.concat())
}

/// Opens what is saved, as the window does, and saves it again without an edit.
fn opened_and_saved(door: &mut Door, id: &str, text: &str) {
    save(door, id, text, None, "as it came");
    let page = edit(door, id);
    assert_eq!(page["text"], text, "as it is opened");
    let base = page["revision"].as_str().unwrap();
    door.record.put_draft(id, page["text"].as_str().unwrap(), Some(base)).unwrap();
    let draft = edit(door, id)["draft"].clone();
    assert_eq!(draft["text"], text, "as it is drafted");
    assert_eq!(draft["base"], base);
    let again = save(door, id, page["text"].as_str().unwrap(), Some(base), "no edit");
    assert_eq!(again["new"], false, "nothing was edited");
    assert_eq!(door.record.draft(id).unwrap(), None);
    let stored = door.record.runbook(id).unwrap().text;
    assert_eq!(stored.as_bytes(), text.as_bytes());
}

#[test]
fn opening_and_saving_without_an_edit_changes_no_byte() {
    let door = RefCell::new(Door::new());
    let cases = RefCell::new(0);
    let mut runner = TestRunner::new(Config::default());
    runner
        .run(&any_text(), |text| {
            *cases.borrow_mut() += 1;
            opened_and_saved(
                &mut door.borrow_mut(),
                &format!("team/case-{}", cases.borrow()),
                &text,
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_shipped_file_is_opened_and_saved_as_it_is() {
    let mut door = Door::new();
    for shipped in shipped::all() {
        let id = format!("copy/{}", shipped.id);
        opened_and_saved(&mut door, &id, shipped.text);
        let windows = shipped.text.replace('\n', "\r\n");
        opened_and_saved(&mut door, &format!("{id}-crlf"), &format!("\u{feff}{windows}"));
        let page = edit(&mut door, shipped.id);
        let text = page["text"].as_str().unwrap();
        assert_eq!(text, shipped.text);
        let same = save(&mut door, shipped.id, text, page["revision"].as_str(), "no edit");
        assert_eq!((same["n"].clone(), same["new"].clone()), (json!(1), json!(false)));
    }
}

#[test]
fn a_text_over_the_limit_is_refused_and_nothing_is_stored() {
    let mut door = Door::new();
    let largest = "x".repeat(MOST_BYTES);
    save(&mut door, "team/large", &largest, None, "as much as may be");
    let error = try_save(&mut door, "team/larger", &format!("{largest}y"), None, "more");
    assert_eq!(error.unwrap_err().kind, "too_large");
    assert_eq!(door.record.runbook("team/larger").unwrap_err().kind(), "no_such_runbook");
    let draft = door.record.put_draft("team/larger", &format!("{largest}y"), None);
    assert_eq!(draft.unwrap_err().kind(), "too_large");
    assert_eq!(door.record.drafts().unwrap(), []);
}
