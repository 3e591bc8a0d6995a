//! Bad input at the command line, and the whole sentence that it gets.

use crate::support::kneeboard::Desk;
use rusqlite::Connection;

fn begun() -> Desk {
    let desk = Desk::sample();
    desk.out(&[
        "incident",
        "start",
        "--title",
        "Checkout 500",
        "--runbook",
        "any/roll-back-a-release",
    ]);
    desk
}

#[test]
fn a_store_that_is_no_database_is_refused_and_untouched() {
    let desk = Desk::new();
    desk.write("kneeboard.db", &"not a database at all, but long enough\n".repeat(30));
    let before = desk.read("kneeboard.db");
    desk.run(&["incident", "list"]).refused(
        4,
        "DESK/kneeboard.db is not an SQLite file, so it is not a Kneeboard store. It was not touched. Name a Kneeboard store with --store.",
    );
    assert_eq!(desk.read("kneeboard.db"), before);
}

#[test]
fn a_newer_store_is_refused_and_untouched() {
    let desk = Desk::new();
    desk.out(&["store", "info"]);
    let store = Connection::open(desk.path("kneeboard.db")).unwrap();
    store.execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(store);
    let before = std::fs::read(desk.path("kneeboard.db")).unwrap();
    desk.run(&["incident", "list"]).refused(
        4,
        "DESK/kneeboard.db was written by a newer Kneeboard (store version 99; this one knows 2). It was not touched. Update Kneeboard, or open another store with --store.",
    );
    assert_eq!(std::fs::read(desk.path("kneeboard.db")).unwrap(), before);
}

#[test]
fn a_missing_folder_is_named() {
    let desk = Desk::new();
    desk.run(&["incident", "list", "--store", "nowhere/kneeboard.db"]).refused(
        4,
        "The folder nowhere does not exist, so no store can be opened in it. Nothing was made. Make the folder, or name another store with --store.",
    );
}

#[test]
fn a_store_that_another_program_holds_is_read_and_not_written() {
    let mut desk = begun();
    desk.set("KNEEBOARD_WAIT_SECONDS", "0".as_ref());
    let other = Connection::open(desk.path("kneeboard.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let held = "DESK/kneeboard.db is held by another program, which did not let go in time. What is stored is safe; nothing new was stored. Close the program that holds it, then try again.";
    desk.run(&["note", "5xx rises"]).refused(4, held);
    desk.run(&["incident", "start"]).refused(4, held);
    let listed = desk.out(&["incident", "list"]);
    assert!(listed.contains("Checkout 500"), "reading goes on: {listed}");
    other.execute_batch("ROLLBACK").unwrap();
    desk.out(&["note", "5xx rises"]);
    assert_eq!(desk.out(&["incident", "timeline"]).matches("5xx rises").count(), 1);
}

#[test]
fn a_store_that_another_program_holds_alone_cannot_be_opened() {
    let mut desk = begun();
    desk.set("KNEEBOARD_WAIT_SECONDS", "0".as_ref());
    // Reading the file in this process would let go of the locks that this process holds on it.
    let before = std::fs::read(desk.path("kneeboard.db")).unwrap();
    let other = Connection::open(desk.path("kneeboard.db")).unwrap();
    other
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT * FROM events")
        .unwrap();
    desk.run(&["incident", "list"]).refused(
        4,
        "DESK/kneeboard.db is held by another program, which did not let go in time. What is stored is safe; nothing new was stored. Close the program that holds it, then try again.",
    );
    drop(other);
    assert!(std::fs::read(desk.path("kneeboard.db")).unwrap() == before, "the file was touched");
}

#[test]
fn a_sample_store_without_its_clock_is_refused() {
    let mut desk = begun();
    desk.unset("KNEEBOARD_SAMPLE_CLOCK");
    desk.run(&["note", "5xx rises"]).refused(
        4,
        "This is a sample store, and KNEEBOARD_SAMPLE_CLOCK names no clock file. The store is as it was. Set it to a file that holds one RFC 3339 time and a seed.",
    );
}

#[test]
fn a_time_without_zone_is_read_in_the_teams_zone_and_shown() {
    let desk = begun();
    let detected = ["time", "detected", "2026-11-22 02:00", "--zone", "Europe/Berlin"];
    assert!(desk.out(&detected).contains("  02:00:00+01:00  "));
    let earlier = desk.out(&["time", "started", "yesterday 22:41", "--zone", "Europe/Berlin"]);
    assert!(earlier.contains("  2026-11-21 22:41:00+01:00  "), "{earlier}");
    assert!(desk.out(&["note", "5xx rises", "--at", "-10m"]).contains("  01:55:00Z  "));
    let asked = desk.run(&["time", "detected", "2026-10-25 02:30", "--zone", "Europe/Berlin"]);
    asked.refused(
        2,
        "\"2026-10-25 02:30\" happened twice on that day: the clocks went back over it (Europe/Berlin). Nothing was recorded. Type 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00.",
    );
}

#[test]
fn a_time_over_a_day_ahead_is_refused() {
    begun().run(&["time", "resolved", "2026-11-23T02:05:01Z"]).refused(
        2,
        "\"2026-11-23T02:05:01Z\" is more than 24 hours ahead of this machine's clock (2026-11-22T02:05:00Z). Nothing was recorded. Check the year and the zone.",
    );
}

#[test]
fn a_wrong_fact_is_named_with_what_is_allowed() {
    let desk = Desk::new();
    let refused = |facts: &str, reason: &str| {
        desk.run_with(&["decide", "--facts", "-"], facts.as_bytes()).refused(2, reason);
    };
    refused(
        r#"{"usres": "few"}"#,
        "There is no fact called \"usres\". Did you mean users? Use one of touches, data_damage, release, previous, rollback_minutes, isolation, critical_path, users, trend, contract, cause, fix, fix_tested, fix_canary, fix_minutes, visibility, recovering, tried and elapsed_minutes.",
    );
    refused(
        r#"{"users": "many"}"#,
        "The fact users cannot be \"many\". Give few, some, most or unknown.",
    );
    refused(
        "[]",
        "The facts are not one JSON object, but []. Write one, such as {\"users\": \"few\"}.",
    );
}

#[test]
fn a_step_done_twice_is_refused_with_who_and_when() {
    let desk = begun();
    desk.out(&["step", "done", "1"]);
    let text = desk.json(&["incident", "steps"])[0]["text"].as_str().unwrap().to_owned();
    desk.run(&["step", "done", "1"]).refused(
        1,
        &format!(
            "Step 1.1 ({text}) was already done at 02:05Z by the command line. Nothing was recorded. Undo that first where it was not so."
        ),
    );
}

#[test]
fn a_closed_incident_takes_no_step_and_no_decision() {
    let desk = begun();
    desk.out(&["incident", "close"]);
    let reason = "1122-checkout-500 was closed at 02:05Z: its steps, decisions, roles and clocks stay as they are. Nothing was recorded. Reopen it first; notes, key times, corrections, outcomes, evidence and the postmortem stay open.";
    desk.run(&["step", "done", "1", "-i", "1122"]).refused(1, reason);
    desk.run(&["decision", "record", "--choose", "watch", "-i", "1122"]).refused(1, reason);
    desk.out(&["time", "resolved", "now", "-i", "1122"]);
}

#[test]
fn a_step_put_off_stops_the_closing() {
    let desk = begun();
    desk.out(&["step", "later", "1"]);
    let text = desk.json(&["incident", "steps"])[0]["text"].as_str().unwrap().to_owned();
    desk.run(&["incident", "close"]).refused(
        1,
        &format!(
            "One step is put off and not taken up again: 1.1 {text}. Nothing was recorded. Do it or skip it with a reason, then close."
        ),
    );
}

#[test]
fn skipping_without_a_reason_is_refused() {
    begun().run(&["step", "skip"]).refused(
        2,
        "a reason for skipping is missing. Nothing was recorded. Give a reason for skipping.",
    );
}

#[test]
fn a_derived_section_is_not_written_by_hand() {
    begun().run(&["postmortem", "set", "timeline", "nowhere.md"]).refused(
        1,
        "The section timeline is derived from the record and is not written by hand. Nothing was recorded. Correct the record, or write one of: summary, impact, background, factors, response, lessons, actions, outside.",
    );
}

#[test]
fn a_runbook_a_service_and_a_decision_that_are_not_there_are_named() {
    let desk = begun();
    desk.run(&["walk", "django/none"]).refused(
        3,
        "There is no runbook \"django/none\". Nothing was recorded. List the runbooks and name one.",
    );
    desk.run(&["incident", "start", "--service", "shop"]).refused(
        3,
        "There is no service \"shop\". Nothing was changed. List the services, or make it by setting a key.",
    );
    desk.run(&["decision", "outcome", "3", "worse"]).refused(
        3,
        "There is no decision 3 in this incident. Nothing was recorded. Show the incident for its decisions.",
    );
    desk.run(&["action", "done", "1"]).refused(
        3,
        "Action item 1 is not there. Nothing was changed. Add one first: 1122-checkout-500 has none.",
    );
}

#[test]
fn standard_input_that_is_no_text_or_too_long_is_refused() {
    let desk = begun();
    desk.run_with(&["note", "-"], b"\xff\xfe").refused(
        2,
        "Standard input cannot be taken in: it is not UTF-8 text. Nothing was changed. Save it as UTF-8 and try again.",
    );
    desk.run_with(&["note", "-"], &vec![b'x'; 10_000_001]).refused(
        2,
        "Standard input cannot be taken in: it has over 10 MB. Nothing was changed. Cut it down to the part that matters.",
    );
}

#[test]
fn a_key_without_value_and_a_file_as_evidence_are_refused() {
    let desk = begun();
    desk.run(&["service", "set", "shop-api", "queue"]).refused(
        2,
        "\"queue\" is not KEY=VALUE. The card is as it was. Write it like queue=orders.",
    );
    desk.run(&["note", "see the log", "--evidence", "worker.log"]).refused(
        2,
        "\"worker.log\" is no address. Nothing was recorded. Give one that begins with https:// or http://, or keep a text as evidence with: kneeboard note - < FILE",
    );
}

#[test]
fn an_export_to_a_missing_folder_leaves_nothing() {
    let desk = begun();
    desk.run(&["postmortem", "export", "-o", "nowhere/out.md"]).refused(
        4,
        "The export was not written to nowhere/out.md: it is not there. What was there before is as it was. Choose another folder, or make room, and export again.",
    );
    assert!(!desk.path("nowhere").exists());
    desk.run(&["postmortem", "export", "--folder", "nowhere"]).refused(
        4,
        &format!(
            "The export was not written to nowhere/{}.md: it is not there. What was there before is as it was. Choose another folder, or make room, and export again.",
            "1122-checkout-500"
        ),
    );
    assert!(!desk.path("nowhere").exists());
    let timeline = desk.out(&["incident", "timeline"]);
    assert!(!timeline.contains("Exported"), "{timeline}");
}

#[test]
fn a_hand_over_that_was_changed_on_its_way_is_refused_whole() {
    let desk = begun();
    desk.out(&["handover", "export", "carried.jsonl"]);
    let carried = desk.read("carried.jsonl");
    let changed = carried.replacen("\"seq\":2", "\"seq\":7", 1);
    assert_ne!(carried, changed);
    desk.write("changed.jsonl", &changed);
    let there = Desk::new();
    let file = desk.path("changed.jsonl").display().to_string();
    let printed = there.run(&["handover", "import", &file]);
    assert_eq!(
        printed.err,
        format!(
            "kneeboard: {file} cannot be taken in: line 3 was changed on its way: its hash does not hold. Nothing was changed. Ask for the file again, or export it anew.\n"
        )
    );
    assert_eq!(printed.code, 2);
    assert_eq!(there.json(&["store", "info"])["events"], 0);
}

#[test]
fn text_of_any_kind_comes_out_as_it_went_in() {
    let desk = begun();
    let words = "«Ünïcode» 日本 \"quotes\" \\back\\ | pipe <b>html</b> *md* `code` \u{200f}rtl";
    desk.out(&["note", words]);
    let long = "x".repeat(100_000);
    desk.out(&["note", &long]);
    let json = desk.json(&["incident", "timeline"]);
    let texts: Vec<&str> =
        json.as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap()).collect();
    assert!(texts.contains(&format!("{words}.").as_str()), "{texts:?}");
    assert!(texts.contains(&format!("{long}.").as_str()));
    let document = desk.out(&["postmortem", "show"]);
    assert!(document.contains("\\| pipe \\<b>html"), "the table keeps its columns");
}

#[test]
fn a_runbook_of_ten_megabytes_is_refused_with_the_reason() {
    let desk = Desk::new();
    let big = format!("---\ntitle: Big\nstack: any\n---\n{}", "word ".repeat(2_100_000));
    desk.write("big.md", &big);
    desk.run(&["runbook", "lint", "big.md"]).refused(
        2,
        "The runbook big has 10.0 MB; Kneeboard opens up to 4 MB. The file is as it was. Split it, or keep its reference material in a file of its own.",
    );
}

#[test]
fn a_runbook_with_broken_front_matter_or_bytes_is_read_with_its_problems_listed() {
    let desk = Desk::new();
    let whole = include_str!("../runbooks/any/roll-back-a-release.md");
    desk.write("front.md", &whole.replacen("stack: any", "stack: [any", 1));
    let printed = desk.run(&["runbook", "lint", "front.md"]);
    assert_eq!(printed.code, 1);
    assert!(
        printed.out.contains(
            "front.md:4:5: error RB12: The front matter cannot be read: illegal placement of ':' indicator. The rest of the runbook is; the title comes from its first heading. Write each field as NAME: VALUE and put values with a colon in quotes.\n    Write NAME: VALUE lines between two lines of ---.\n"
        ),
        "{}",
        printed.out
    );
    std::fs::write(desk.path("bytes.md"), b"---\ntitle: x\n---\n\xff\xfe\n").unwrap();
    let printed = desk.run(&["runbook", "lint", "bytes.md"]);
    assert_eq!(printed.code, 1);
    assert!(
        printed.out.contains(
            "bytes.md:4:1: error RB18: The text is not valid UTF-8 from here on: each byte that cannot be read is shown as \u{fffd}. The file is as it was. Save it as UTF-8 before you copy a command from it.\n"
        ),
        "{}",
        printed.out
    );
}

#[test]
fn line_ends_a_mark_of_order_and_five_thousand_steps_are_no_trouble() {
    let desk = Desk::new();
    let whole = include_str!("../runbooks/any/roll-back-a-release.md");
    desk.write("windows.md", &whole.replace('\n', "\r\n"));
    desk.write("marked.md", &format!("\u{feff}{whole}"));
    let steps: String = (1..=5000).map(|n| format!("- [ ] Look at host {n}\n")).collect();
    let many =
        format!("---\ntitle: Many\nstack: any\ntype: checklist\n---\n# Many\n\n## All\n{steps}");
    desk.write("many.md", &many);
    assert_eq!(
        desk.out(&["runbook", "lint", "windows.md", "marked.md", "many.md"]),
        "Nothing found in 3 files.\n"
    );
}
