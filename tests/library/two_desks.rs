//! Two who edit one runbook at once: the second is told, and nothing of either is lost.

use super::{edit, save, try_save};
use crate::support::door::Door;
use crate::support::kneeboard::Desk;
use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Change, Clock, Kneeboard};
use kneeboard_core::runbook::merge::whole;
use kneeboard_core::store::{OpenOptions, RevisionRow, Store};
use serde_json::json;

const FIRST: &str = "# X\none\ntwo\nthree\n";

#[test]
fn a_save_upon_what_was_saved_behind_is_refused_and_merged() {
    let mut door = Door::new();
    save(&mut door, "team/x", FIRST, None, "new");
    let base = edit(&mut door, "team/x")["revision"].as_str().unwrap().to_owned();
    // Another process, with the same store open.
    let clock = Clock::Sample(door.path("clock"));
    let mut other =
        Kneeboard::open_by(&door.path("kneeboard.db"), clock, Via::CommandLine).unwrap();
    let theirs = Change {
        id: "team/x".to_owned(),
        text: FIRST.replace("three", "3"),
        base: Some(base.clone()),
        merged: None,
        reason: "a figure".to_owned(),
        role: kneeboard_core::event::Role::Scribe,
    };
    other.save_runbook(&theirs).unwrap();
    let ours = FIRST.replace("one", "1");
    door.record.put_draft("team/x", &ours, Some(&base)).unwrap();
    let error = try_save(&mut door, "team/x", &ours, Some(&base), "mine").unwrap_err();
    assert_eq!(error.kind, "moved");
    assert_eq!(
        error.message,
        "team/x was saved meanwhile: revision 2, by the scribe at 2026-11-22 02:00:00Z, \"a figure\". Nothing was stored, and both texts are there."
    );
    assert_eq!(door.record.draft("team/x").unwrap().unwrap().text, ours, "what was typed is there");
    let sent = json!({ "view": "merge", "id": "team/x", "base": base, "text": ours });
    let view = door.view(sent);
    assert_eq!((view["conflicts"].clone(), view["theirs_from"]["n"].clone()), (json!(0), json!(2)));
    let merge = door.record.merge_runbook("team/x", Some(&base), &ours).unwrap();
    let both = whole(&merge.pieces).unwrap();
    assert_eq!(both, "# X\n1\ntwo\n3\n");
    save(&mut door, "team/x", &both, view["base"].as_str(), "both");
    assert_eq!(other.runbook("team/x").unwrap().text, both);
    assert_eq!(other.history("team/x").unwrap().len(), 3);
}

#[test]
fn the_command_line_refuses_in_the_same_words() {
    let desk = Desk::sample();
    let file = desk.write("x.md", FIRST);
    desk.out(&["runbook", "save", "team/x", &file]);
    desk.write("x.md", &FIRST.replace("three", "3"));
    desk.out(&["runbook", "save", "team/x", &file, "--base", "1", "--as", "commander"]);
    desk.write("x.md", &FIRST.replace("three", "III"));
    desk.run(&["runbook", "save", "team/x", &file, "--base", "1"]).refused(
        1,
        "team/x was saved meanwhile: revision 2, by the incident commander at 2026-11-22 02:05:00Z, \"saved from x.md\". Nothing was stored, and both texts are there. Compare them, put both into one text, and save that upon revision 2.",
    );
    assert_eq!(desk.out(&["runbook", "show", "team/x"]), FIRST.replace("three", "3"));
    desk.write("x.md", "# X\n1\ntwo\n3\n");
    desk.out(&["runbook", "save", "team/x", &file, "--base", "2"]);
    assert_eq!(desk.out(&["runbook", "show", "team/x"]), "# X\n1\ntwo\n3\n");
}

#[test]
fn two_that_save_at_the_same_moment_never_both_win() {
    let desk = Desk::new();
    let file = desk.write("x.md", FIRST);
    desk.out(&["runbook", "save", "team/x", &file]);
    for round in 1..=10_usize {
        let base = round.to_string();
        let texts = ["a", "b"].map(|who| format!("{FIRST}{who} {round}\n"));
        let files = [desk.write("a.md", &texts[0]), desk.write("b.md", &texts[1])];
        let run = |file: &str| desk.run(&["runbook", "save", "team/x", file, "--base", &base]).code;
        let codes = std::thread::scope(|scope| {
            let one = scope.spawn(|| run(&files[0]));
            let other = run(&files[1]);
            [one.join().unwrap(), other]
        });
        assert!(codes == [0, 1] || codes == [1, 0], "{codes:?}");
        let winner = usize::from(codes[1] == 0);
        assert_eq!(desk.out(&["runbook", "show", "team/x"]), texts[winner]);
    }
    assert_eq!(
        desk.json(&["runbook", "history", "team/x"])["revisions"].as_array().unwrap().len(),
        11
    );
}

#[test]
fn two_newest_revisions_from_elsewhere_are_shown_and_merged() {
    let mut door = Door::new();
    save(&mut door, "team/x", FIRST, None, "new");
    save(&mut door, "team/x", &FIRST.replace("one", "1"), Some("1"), "here");
    // As an import brings it: made from revision 1, without revision 2.
    let mut store = Store::open(&door.path("kneeboard.db"), &OpenOptions::on("laptop")).unwrap();
    let (first, row) = store.revisions("runbooks/team/x").unwrap().remove(0);
    let foreign = RevisionRow {
        parent: Some(first),
        text: FIRST.replace("three", "3"),
        reason: "elsewhere".to_owned(),
        ..row
    };
    store.write(|writer| writer.put_revision(&foreign)).unwrap();
    drop(store);
    let page = edit(&mut door, "team/x");
    assert_eq!(page["heads"], 2);
    let view = door.view(json!({ "view": "merge", "id": "team/x" }));
    assert_eq!(view["conflicts"], 0);
    let merge = door.record.merge_heads("team/x").unwrap().unwrap();
    let both = whole(&merge.pieces).unwrap();
    assert_eq!(both, "# X\n1\ntwo\n3\n");
    let sent = json!({
        "save": "runbook", "id": "team/x", "text": both, "reason": "both",
        "base": view["base"], "merged": view["merged"],
    });
    assert_eq!(door.save(sent).unwrap()["n"], 4);
    assert_eq!(edit(&mut door, "team/x")["heads"], 1);
    assert_eq!(door.view(json!({ "view": "merge", "id": "team/x" })), json!(null));
    assert_eq!(door.record.check().unwrap().len(), 0);
}
