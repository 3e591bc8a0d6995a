//! What is read: times, clocks, and files that are none.

use crate::support::kneeboard::Desk;
#[cfg(unix)]
use std::fs;

#[test]
fn a_clock_outside_the_years_of_a_record_is_said_by_every_command_that_needs_one() {
    for at in ["1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "1970-01-01T00:00:00+18:01"] {
        let desk = Desk::sample();
        desk.out(&["incident", "start"]);
        desk.turn_clock(at, "desk");
        let lines: &[&[&str]] = &[
            &["incident", "list"],
            &["incident", "start"],
            &["incident", "show"],
            &["incident", "timeline"],
            &["incident", "close"],
            &["note", "x"],
            &["time", "detected", "now"],
            &["undo"],
            &["postmortem", "show"],
            &["postmortem", "check"],
            &["postmortem", "export"],
            &["action", "list"],
            &["runbook", "list"],
            &["service", "list"],
            &["search", "x"],
            &["handover", "export", "x.jsonl"],
            &["store", "info"],
            &["store", "check"],
        ];
        for line in lines {
            desk.run(line).refused(
                4,
                &format!(
                    "The sample clock DESK/clock cannot be read: {at:?} is not an RFC 3339 time of the years 1970 to 9999. The store is as it was. Give a file that holds one RFC 3339 time and a seed."
                ),
            );
        }
    }
}

#[test]
fn what_no_clock_shows_is_no_time() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    for at in [
        "2026-11-21T23:59:60Z",
        "2026-11-21T10:00:00+18:01",
        "2026-13-01",
        "10000-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+00:01",
        "0000-01-01",
        "1969-12-31",
        "+10000-01-01",
        "+262142-12-31",
        "-262142-12-31",
    ] {
        let printed = desk.run(&["note", "x", &format!("--at={at}")]);
        assert_eq!(printed.code, 2, "{at}: {}{}", printed.out, printed.err);
        let begins = format!("kneeboard: {at:?} ");
        assert!(printed.err.starts_with(&begins), "{}", printed.err);
        assert!(printed.err.contains("Nothing was recorded."), "{}", printed.err);
    }
    for due in ["0000-01-01", "+262142-12-31", "1969-12-31"] {
        let due = format!("--due={due}");
        let printed = desk.run(&["action", "add", "x", "--kind", "repair", &due]);
        assert_eq!(printed.code, 2, "{}", printed.err);
    }
    desk.out(&["step", "add", "x"]);
    let until = desk.run(&["step", "later", "--until", "+262142-12-31"]);
    assert_eq!(until.code, 2, "{}", until.err);
    desk.out(&["step", "later", "--until", "9999-12-31T23:59:59Z"]);
    desk.out(&["time", "detected", "1970-01-01T00:00:00Z"]);
}

#[test]
fn a_time_before_1970_of_an_act_that_waited_is_the_first_there_is() {
    use crate::support::door::Door;
    use kneeboard_core::act::{Act, Start};
    use kneeboard_core::event::{NoteKind, Role};
    use kneeboard_core::id::ActId;
    use kneeboard_core::kneeboard::Request;
    let mut door = Door::new();
    let incident = door.start(Start::default());
    for (n, done_at_ms) in [i64::MIN, -1, i64::MAX].into_iter().enumerate() {
        let act = Act::NoteAdded {
            text: "x".to_owned(),
            note: NoteKind::Observation,
            step: None,
            at: None,
            evidence_url: None,
        };
        let request = Request {
            id: ActId(uuid::Uuid::from_u128(0xaa00 + n as u128)),
            incident: Some(incident),
            role: Role::OnCall,
            name: None,
            act,
            secret: None,
            done_at_ms: Some(done_at_ms),
        };
        door.record.act(request).unwrap();
    }
    let file = door.path("carried.jsonl");
    door.record.hand_over(incident, &file).unwrap();
    Door::new().record.take_in(&file).unwrap();
}

/// Nothing here may wait: each command is ended after a while, which is no exit code of its own.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_and_never_read_to_their_end() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    let made = desk.in_shell("mkfifo pipe.md && ln -s /dev/zero zero.md && mkdir folder.md");
    assert!(made.status.success(), "{made:?}");
    let program = env!("CARGO_BIN_EXE_kneeboard");
    let commands = [
        "handover import FILE",
        "decide --facts FILE",
        "postmortem set summary FILE",
        "runbook save team/x FILE",
        "runbook levels FILE",
        "runbook lint FILE",
        "runbook import FILE",
    ];
    for command in commands {
        for file in ["pipe.md", "zero.md", "/dev/zero"] {
            let line = command.replace("FILE", file);
            let ran = desk.in_shell(&format!("ulimit -v 1000000; timeout 30 {program} {line}"));
            let err = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert_eq!(ran.status.code(), Some(4), "{line}: {err}");
            assert!(err.contains("it is a pipe or a device, not a file"), "{line}: {err}");
        }
    }
    let ran = desk.in_shell(&format!("timeout 30 {program} handover import folder.md"));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("it is a folder"));
    // What does not end is read to the limit alone.
    let ran = desk.in_shell(&format!("cat /dev/zero | timeout 60 {program} handover import -"));
    let err = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(2), "{err}");
    assert!(err.contains("line 1 has over 65 MB"), "{err}");
    // A library is written out beside a pipe, and the pipe is left.
    fs::create_dir_all(desk.path("out/any")).unwrap();
    desk.in_shell("mkfifo out/any/roll-back-a-release.md");
    let ran = desk.in_shell(&format!("timeout 60 {program} runbook export out"));
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(out.contains("it is a pipe"), "{out}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_regular_file_is_read_and_a_large_file_is_not() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    desk.write("text.md", "Twelve orders failed.\n");
    desk.in_shell("ln -s text.md link.md; truncate -s 300000000 large");
    desk.out(&["postmortem", "set", "summary", "link.md"]);
    let printed = desk.run(&["handover", "import", "large"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains("it has over 256 MB"), "{}", printed.err);
    let printed = desk.run(&["decide", "--facts", "large"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains("it has over 100 MB"), "{}", printed.err);
}
