//! What reaches a terminal or a script: nothing that somebody typed or named steers it, hides in it
//! or makes a line of its own.

use crate::support::kneeboard::{Desk, Printed};
use serde_json::Value;

/// Controls of both ranges, characters that turn directions, that have no width, tags, and line ends
/// that a terminal may know.
const HIDDEN: &str =
    "\u{1b}[31m\u{7f}\u{9b}31m\u{202e}\u{2066}\u{61c}\u{200b}\u{feff}\u{2028}\u{e0041}";
const SHOWN: &str = "U+001B[31mU+007FU+009B31mU+202EU+2066U+061CU+200BU+FEFFU+2028U+E0041";

fn is_hidden(c: char) -> bool {
    (c.is_control() && !"\n\t".contains(c))
        || matches!(c, '\u{202e}' | '\u{2066}' | '\u{61c}' | '\u{200b}' | '\u{feff}' | '\u{2028}')
        || ('\u{e0000}'..='\u{e0fff}').contains(&c)
}

/// A desk whose incident has such characters wherever words are taken.
fn desk() -> Desk {
    let desk = Desk::sample();
    let typed = |text: &str| format!("{text} {HIDDEN}");
    desk.out(&[
        "incident",
        "start",
        "--title",
        &typed("title"),
        "--runbook",
        "any/roll-back-a-release",
    ]);
    desk.out(&["note", &typed("note")]);
    desk.out(&["step", "done", "--value", &typed("value"), "--note", &typed("done")]);
    desk.out(&["step", "add", &typed("step")]);
    desk.out(&["contain", &typed("contained")]);
    desk.out(&["role", "commander", &typed("name")]);
    desk.out(&["action", "add", &typed("action"), "--kind", "prevent", "--owner", &typed("owner")]);
    desk.out(&["decision", "record", "--choose", "roll_back", "--why", &typed("why")]);
    desk
}

const READS: &[&[&str]] = &[
    &["incident", "list"],
    &["incident", "show"],
    &["incident", "steps"],
    &["incident", "timeline"],
    &["search", "note"],
    &["action", "list"],
    &["postmortem", "check"],
];

#[test]
fn what_was_typed_is_shown_by_its_number() {
    let desk = desk();
    for read in READS {
        let out = desk.run(read).out;
        assert!(!out.contains(is_hidden), "{read:?} {out:?}");
    }
    assert!(desk.out(&["incident", "list"]).contains(&format!("title {SHOWN}")));
    assert!(desk.out(&["incident", "timeline"]).contains(&format!("note {SHOWN}")));
    assert!(desk.out(&["note", &format!("again {HIDDEN}")]).contains(&format!("again {SHOWN}")));
}

#[test]
fn json_is_escaped_and_its_values_are_as_they_were() {
    let desk = desk();
    for read in READS {
        let mut all = read.to_vec();
        all.push("--json");
        let out = desk.run(&all).out;
        assert!(!out.contains(is_hidden), "{read:?} {out:?}");
        assert!(serde_json::from_str::<Value>(&out).is_ok(), "{read:?}");
    }
    let listed = desk.json(&["incident", "show"]);
    assert_eq!(listed["title"], format!("title {HIDDEN}"));
    let timeline = desk.out(&["incident", "timeline", "--format", "json"]);
    assert!(!timeline.contains(is_hidden), "{timeline}");
    let rows: Value = serde_json::from_str(&timeline).unwrap();
    assert!(
        rows.as_array().unwrap().iter().any(|row| row["text"].as_str().unwrap().contains(HIDDEN))
    );
}

#[test]
fn a_document_in_a_pipe_is_byte_for_byte() {
    let desk = desk();
    let csv = desk.out(&["incident", "timeline", "--format", "csv"]);
    assert!(csv.contains(&format!("note {HIDDEN}")), "{csv:?}");
    let text = format!("# X\n\n{HIDDEN}\r\n");
    let file = desk.write("x.md", &text);
    desk.out(&["runbook", "save", "team/x", &file]);
    assert_eq!(desk.out(&["runbook", "show", "team/x"]), text);
    desk.out(&["service", "save", "shop", &file]);
    assert_eq!(desk.out(&["service", "text", "shop"]), text);
}

#[test]
fn emoji_and_right_to_left_scripts_stay_readable() {
    let desk = Desk::sample();
    let title = "👩‍🚒 ❤️ 1️⃣ مرحبا بالعالم שלום می‌خواهم";
    desk.out(&["incident", "start", "--title", title]);
    assert!(desk.out(&["incident", "show"]).starts_with(&format!("{title}\n")));
}

#[test]
fn a_title_or_step_makes_no_line_of_its_own() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "a\n1122-b  closed"]);
    desk.out(&["step", "add", "look\nNext: nothing"]);
    let shown = desk.out(&["incident", "show"]);
    assert!(shown.starts_with("aU+000A1122-b  closed\n"), "{shown}");
    assert!(!shown.lines().any(|line| line == "Next: nothing"), "{shown}");
    for read in READS {
        let out = desk.run(read).out;
        let forged = |line: &str| line.starts_with("1122-b  closed") || line == "Next: nothing";
        assert!(!out.lines().any(forged), "{read:?} {out}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_name_makes_no_line_of_an_import_plan() {
    let desk = Desk::sample();
    std::fs::create_dir(desk.path("lib")).unwrap();
    desk.write("lib/nl\nnew  forged.md", "# A\n");
    desk.write("lib/esc\u{1b}[2K\u{202e}.md", "# B\n");
    let plan = desk.out(&["runbook", "import", "lib", "--plan"]);
    assert!(plan.contains("left out  nlU+000Anew  forged.md: "), "{plan}");
    assert!(plan.contains("left out  escU+001B[2KU+202E.md: "), "{plan}");
    assert!(!plan.lines().any(|line| line.starts_with("new  forged")), "{plan}");
    let found = desk.run(&["runbook", "lint", "lib"]).out;
    assert!(!found.lines().any(|line| line.starts_with("new  forged")), "{found}");
    assert!(!found.contains(is_hidden), "{found}");
}

#[test]
fn an_error_that_repeats_what_was_typed_is_one_line_of_plain_text() {
    let desk = Desk::sample();
    let typed = format!("x\nkneeboard: done{HIDDEN}");
    let refused: [&[&str]; 9] = [
        &["severity", &typed],
        &[&typed],
        &["incident", &typed],
        &["incident", "list", &typed],
        &["incident", "show", &format!("--{typed}")],
        &["role", &typed],
        &["walk", &typed],
        &["decide", "--facts", &typed],
        &["incident", "show", &typed],
    ];
    for arguments in refused {
        let Printed { out, err, code } = desk.run(arguments);
        assert!(code > 0 && out.is_empty(), "{arguments:?}");
        assert!(!err.contains(is_hidden), "{arguments:?} {err:?}");
        assert!(
            !err.lines().any(|line| line.starts_with("kneeboard: done")),
            "{arguments:?} {err}"
        );
        let mut all = arguments.to_vec();
        all.push("--json");
        let err = desk.run(&all).err;
        assert!(!err.contains(is_hidden), "{arguments:?} {err:?}");
        assert!(serde_json::from_str::<Value>(&err).is_ok(), "{arguments:?} {err}");
    }
}
