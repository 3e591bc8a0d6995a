use crate::support::kneeboard::Desk;
use std::io::Read;
use std::process::Stdio;

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--runbook", "django/migration-dropped-column"]);
    let mut child = desk
        .command()
        .args(["postmortem", "show"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
#[cfg(target_os = "linux")]
fn output_without_room_is_said() {
    let desk = Desk::sample();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = desk.command().args(["incident", "start"]).stdout(full).output().unwrap();
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
        (
            Some(4),
            "kneeboard: Standard output cannot be written: No space left on device (os error 28). What was recorded is safe. Print again to a file with room.\n"
        )
    );
    assert!(desk.out(&["incident", "show"]).contains("1122-untitled-incident  open"));
}

#[test]
fn errors_are_one_json_document_where_that_is_asked_for() {
    let desk = Desk::sample();
    let printed = desk.run(&["incident", "show", "--json"]);
    assert_eq!(printed.code, 3);
    assert_eq!(
        printed.err,
        "{\n  \"kind\": \"none_open\",\n  \"message\": \"There is no incident yet. Nothing was changed. Start one with kneeboard incident start.\",\n  \"hint\": \"Start one with kneeboard incident start.\"\n}\n"
    );
    let printed = desk.run(&["severity", "SEV9", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&printed.err).unwrap();
    assert_eq!(printed.code, 2);
    assert_eq!(said["kind"], "usage");
    assert_eq!(
        said["message"],
        "invalid value 'SEV9' for '<SEVERITY>': use one of SEV1, SEV2, SEV3, SEV4"
    );
}

#[test]
fn typed_words_never_steer_the_terminal() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "red \u{1b}[31m title"]);
    assert!(desk.out(&["incident", "show"]).starts_with("red U+001B[31m title\n"));
}

#[test]
fn key_times_in_an_impossible_order_are_recorded_with_a_warning() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--started", "2026-11-22T02:00:00Z"]);
    let printed = desk.run(&["time", "detected", "2026-11-22T01:00:00Z"]);
    assert_eq!(
        (printed.code, printed.err.as_str()),
        (
            0,
            "Warning: Recorded, but detected lies before started (ST04). Correct whichever is wrong.\n"
        )
    );
    let view = desk.json(&["incident", "show"]);
    assert_eq!(view["durations"]["ttd_seconds"], serde_json::Value::Null);
    assert_eq!(view["key_times"]["detected"]["at"], "2026-11-22T01:00:00Z");
}

#[test]
fn a_cell_of_the_csv_is_never_a_formula() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["note", "=HYPERLINK(\"http://x\")"]);
    let csv = desk.out(&["incident", "timeline", "--format", "csv"]);
    assert!(csv.starts_with("id,happened_at,recorded_at,kind,role,text,evidence\r\n"), "{csv}");
    assert!(csv.contains(",\"'=HYPERLINK(\"\"http://x\"\").\","), "{csv}");
}

#[test]
fn the_kind_of_a_store_error_is_said_once() {
    let desk = Desk::new();
    let printed = desk.run(&["incident", "list", "--store", "nowhere/x.db", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&printed.err).unwrap();
    assert_eq!(said["kind"], "store_missing_folder");
}
