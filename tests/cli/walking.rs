use crate::support::kneeboard::Desk;

#[test]
fn a_step_that_was_done_says_what_comes_next() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--runbook", "django/migration-dropped-column"]);
    let out = desk.out(&["step", "done", "--value", "money"]);
    let mut lines = out.lines();
    let first = lines.next().unwrap();
    assert_eq!(
        &first[8..],
        "  02:05:00Z  Finished step 1.1: Name what the failing tasks can harm. Recorded: money."
    );
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            "Next: 1.2 Read failed tasks per minute, now and ten minutes ago (Triage)",
            "      Record: failed tasks ten minutes ago and now (count per minute)",
        ]
    );
}

#[test]
fn standard_input_becomes_evidence() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    desk.run_with(&["note", "-"], b"Traceback: column does not exist\n").done();
    let timeline = desk.out(&["incident", "timeline"]);
    assert!(timeline.contains("Traceback: column does not exist"), "{timeline}");
}

#[test]
fn the_three_worked_examples_are_decided_as_published() {
    let desk = Desk::new();
    let decided = |facts: &str| {
        let printed = desk.run_with(&["decide", "--facts", "-", "--json"], facts.as_bytes()).done();
        let shown: serde_json::Value = serde_json::from_str(&printed).unwrap();
        shown["action"].as_str().unwrap().to_owned()
    };
    let checkout = r#"{"touches":["money"],"data_damage":"none","release":"likely","previous":"safe",
        "rollback_minutes":5,"critical_path":"broken","users":"some","trend":"rising","cause":"theory"}"#;
    let safari = r#"{"touches":[],"data_damage":"none","release":"likely","previous":"safe",
        "rollback_minutes":20,"critical_path":"broken","users":"some","trend":"steady","contract":"safe",
        "cause":"shown","fix":"trivial","fix_tested":true,"fix_canary":true,"fix_minutes":15,"visibility":"clear"}"#;
    let celery = r#"{"touches":["money"],"data_damage":"none","release":"likely","previous":"unsafe",
        "isolation":"narrow"}"#;
    assert_eq!(decided(checkout), "roll_back");
    assert_eq!(decided(safari), "hotfix");
    assert_eq!(decided(celery), "isolate");
    assert!(!desk.path("kneeboard.db").exists(), "nothing is recorded");
}

#[test]
fn undo_takes_back_the_last_act_and_then_the_one_before() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    desk.out(&["note", "first"]);
    desk.out(&["note", "second"]);
    desk.out(&["undo"]);
    desk.out(&["undo"]);
    desk.run(&["undo"]).refused(
        1,
        "The start of an incident cannot be taken back. The record is as it was. Close it, and say why in a note.",
    );
}

#[test]
fn words_that_look_secret_are_stored_only_on_purpose() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    let words = "worker logs AKIAIOSFODNN7EXAMPLE on start";
    desk.run(&["note", words]).refused(
        1,
        "This looks like a secret: an AWS access key. Nothing was recorded. Add --secret mask to store [masked] in its place, or --secret keep to store it as it is.",
    );
    desk.out(&["note", words, "--secret", "mask"]);
    let timeline = desk.out(&["incident", "timeline"]);
    assert!(timeline.contains("worker logs [masked] on start"), "{timeline}");
    assert!(!timeline.contains("AKIA"), "{timeline}");
}

#[test]
fn an_answer_that_may_go_into_a_command_is_one_line() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--runbook", "nodejs/errors-after-release"]);
    for (value, what) in [
        ("v1.12.5\nrm -rf /", "a line break"),
        ("v1.12.5\r", "U+000D"),
        ("v1\u{1b}[31m", "U+001B"),
        ("v1\tv2", "U+0009"),
        ("v1\u{2028}rm -rf /", "U+2028"),
    ] {
        let value = format!("{value}x");
        desk.run(&["answer", "release.bad", &value]).refused(
            2,
            &format!("The answer to \"release.bad\" contains {what}, and it may go into a command. Nothing was recorded. Give it as one line of plain text."),
        );
        assert_eq!(desk.run(&["answer", "service.deployment", &value]).code, 2);
        assert_eq!(desk.run(&["answer", "which host", &value]).code, 2);
    }
    desk.out(&["answer", "release.bad", "v1.12.5\n"]);
    assert_eq!(desk.json(&["incident", "timeline"]).to_string().matches("v1.12.5.").count(), 1);
}
