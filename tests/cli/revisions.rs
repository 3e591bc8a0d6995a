//! `runbook save`, `history`, `diff`, `restore` and `levels`.

use crate::support::kneeboard::Desk;
use kneeboard_core::runbook::shipped;

const ID: &str = "any/roll-back-a-release";

fn shipped_text() -> &'static str {
    shipped::all().iter().find(|shipped| shipped.id == ID).unwrap().text
}

#[test]
fn a_saved_file_is_a_revision_that_can_be_compared_and_taken_back() {
    let desk = Desk::sample();
    let file = desk.write("roll-back.md", &format!("{}Ours.", shipped_text()));
    assert_eq!(
        desk.out(&["runbook", "save", ID, &file, "--base", "1", "--reason", "ours"]),
        format!("Saved {ID}: revision 2.\n")
    );
    assert_eq!(
        desk.out(&["runbook", "save", ID, &file]),
        format!("{ID} is as it was: revision 2.\n")
    );
    assert_eq!(desk.out(&["runbook", "show", ID]), desk.read("roll-back.md"));
    assert_eq!(desk.out(&["runbook", "show", ID, "--rev", "1"]), shipped_text());
    assert_eq!(
        desk.out(&["runbook", "history", ID]),
        "REV  SAVED                 FROM  BY                REASON\n\
         1    -                     -     -                 shipped\n\
         2    2026-11-22 02:05:00Z  1     on-call engineer  ours\n"
    );
    let last: Vec<&str> = shipped_text().lines().rev().take(3).collect();
    let count = shipped_text().lines().count();
    let changed = format!(
        "--- {ID} revision 1\n+++ {ID} revision 2\n@@ -{},3 +{},4 @@\n {}\n {}\n {}\n+Ours.\n\\ No newline at end of file\n",
        count - 2,
        count - 2,
        last[2],
        last[1],
        last[0]
    );
    assert_eq!(desk.out(&["runbook", "diff", ID]), changed);
    assert_eq!(desk.out(&["runbook", "diff", ID, "1", "2"]), changed);
    let hash = desk.json(&["runbook", "history", ID])["revisions"][1]["revision"].clone();
    assert_eq!(desk.out(&["runbook", "diff", ID, "1", &hash.as_str().unwrap()[..12]]), changed);
    assert_eq!(desk.out(&["runbook", "restore", ID, "1"]), format!("Restored {ID}: revision 3.\n"));
    assert_eq!(desk.out(&["runbook", "show", ID]), shipped_text());
    assert_eq!(
        desk.out(&["runbook", "diff", ID, "1", "3"]),
        format!("Revisions 1 and 3 of {ID} have the same text.\n")
    );
}

#[test]
fn what_is_not_there_is_named() {
    let desk = Desk::sample();
    let revision = |n: &str| {
        format!(
            "There is no revision \"{n} of {ID}\". Nothing was changed. Look at its history and name one."
        )
    };
    desk.run(&["runbook", "show", ID, "--rev", "2"]).refused(3, &revision("2"));
    desk.run(&["runbook", "show", ID, "--rev", "0"]).refused(3, &revision("0"));
    desk.run(&["runbook", "restore", ID, "7"]).refused(3, &revision("7"));
    desk.run(&["runbook", "diff", ID, "1", "abc"]).refused(3, &revision("abc"));
    let file = desk.write("x.md", "# X\n");
    desk.run(&["runbook", "save", ID, &file, "--base", "2"]).refused(3, &revision("2"));
    for command in [["history", "team/none"], ["diff", "team/none"]] {
        desk.run(&["runbook", command[0], command[1]]).refused(
            3,
            "There is no runbook \"team/none\". Nothing was changed. List the runbooks and name one.",
        );
    }
    desk.run(&["runbook", "save", "team/x", "nowhere.md"]).refused(
        4,
        "nowhere.md cannot be read: it is not there. Nothing was changed. Check the path and try again.",
    );
    desk.run(&["runbook", "save", "Team/X", &file]).refused(
        2,
        "\"Team/X\" is not a name for a runbook. Nothing was stored. Use small letters, digits, hyphens and underscores, with / between folders.",
    );
}

#[test]
fn what_is_no_text_is_refused_and_nothing_is_stored() {
    let desk = Desk::sample();
    let binary = desk.path("binary.md");
    std::fs::write(&binary, b"# X\n\xff\xfe\x00").unwrap();
    let binary = binary.display().to_string();
    desk.run(&["runbook", "save", "team/x", &binary]).refused(
        2,
        "DESK/binary.md cannot be taken in: it is not UTF-8 text. Nothing was changed. Save it as UTF-8 and try again.",
    );
    let large = desk.write("large.md", &"x".repeat(4 * 1024 * 1024 + 1));
    desk.run(&["runbook", "save", "team/x", &large]).refused(
        2,
        "The text has 4194305 bytes, and a runbook may have 4194304. Nothing was stored. Split it, or keep its reference material in a file of its own.",
    );
    let huge = desk.write("huge.md", &"x".repeat(10_000_001));
    assert_eq!(desk.run(&["runbook", "save", "team/x", &huge]).code, 2);
    assert_eq!(desk.run(&["runbook", "show", "team/x"]).code, 3);
}

#[test]
fn standard_input_is_saved_as_it_comes() {
    let desk = Desk::sample();
    let text = "\u{feff}# X\r\n\ttab  \r\nno end";
    let done = desk.run_with(&["runbook", "save", "team/x", "-"], text.as_bytes()).done();
    assert_eq!(done, "Saved team/x: revision 1.\n");
    assert_eq!(desk.out(&["runbook", "show", "team/x"]), text);
    assert!(desk.out(&["runbook", "history", "team/x"]).contains("saved from standard input"));
}

#[test]
fn the_store_s_runbooks_are_held_to_the_team_s_levels() {
    let desk = Desk::sample();
    // Every source is checked by then, and none a year ago.
    desk.turn_clock("2026-12-01T02:05:00Z", "desk");
    let short = desk.write("short.md", "# Short\n\n## Triage\n\n- [ ] Look\n");
    desk.out(&["runbook", "save", "team/short", &short]);
    let lint = |desk: &Desk| desk.run(&["runbook", "lint"]);
    assert_eq!(lint(&desk).code, 1);
    assert!(lint(&desk).out.starts_with("team/short.md:1:1: error RB01: "), "{}", lint(&desk).out);
    assert_eq!(desk.out(&["runbook", "levels"]), "Every rule has its shipped level.\n");
    let found = desk.run(&["runbook", "lint", "--json"]).out;
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let rules = found.as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap());
    let off: String = rules.map(|rule| format!("{rule}: off\n")).collect();
    let file = desk.write("levels.md", &off);
    assert_eq!(desk.out(&["runbook", "levels", &file]), "The levels of the rules are set.\n");
    assert_eq!(desk.out(&["runbook", "levels"]), off);
    let count = shipped::all().len() + 1;
    assert_eq!(desk.out(&["runbook", "lint"]), format!("Nothing found in {count} runbooks.\n"));
    assert_eq!(
        desk.run(&["runbook", "lint", &short]).code,
        1,
        "files are held to the shipped levels"
    );
    let wrong = desk.write("wrong.md", "RB01: off\nRB02: maybe\n");
    desk.run(&["runbook", "levels", &wrong]).refused(
        2,
        "Line 2 of the levels, \"RB02: maybe\", cannot be read. Nothing was stored. Write one a line: a rule and off, hint, warning or error, such as RB12: off.",
    );
    assert_eq!(desk.out(&["runbook", "levels"]), off);
}
