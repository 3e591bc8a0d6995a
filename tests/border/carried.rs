//! Incident files: what is read, what is refused, and what leaves the machine.

use crate::support::cases;
use crate::support::crafted::{Crafted, incident_file};
use crate::support::door::Door;
use crate::support::kneeboard::Desk;
use crate::support::record::{checkout_runbook, decide};
use kneeboard_core::act::{Act, Start};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{
    ActionKind, Audience, KeyTime, NoteKind, Outcome, Role, Section, Severity, Status, StepRef,
};
use kneeboard_core::id::IncidentId;
use kneeboard_core::kneeboard::{Format, Kneeboard};
use kneeboard_core::postmortem::Style;
use proptest::prelude::*;
use serde_json::json;
use std::fs;

/// A closed SEV1 in a file, and how many events it has.
fn handed_over(desk: &Desk) -> (String, u64) {
    desk.out(&["incident", "start", "--title", "Checkout 500", "--severity", "SEV1"]);
    desk.out(&["note", "5xx rises"]);
    desk.out(&["incident", "close"]);
    desk.out(&["handover", "export", "carried.jsonl"]);
    let events = desk.json(&["store", "info"])["events"].as_u64().unwrap();
    (desk.read("carried.jsonl"), events)
}

/// Takes a file in where nothing was before; the reason, where it is refused.
fn refused(text: &str, code: i32) -> String {
    let there = Desk::new();
    there.write("carried.jsonl", text);
    let printed = there.run(&["handover", "import", "carried.jsonl"]);
    assert_eq!(printed.code, code, "{}{}", printed.out, printed.err);
    let info = there.json(&["store", "info"]);
    assert_eq!((&info["events"], &info["incidents"]), (&json!(0), &json!(0)), "{}", printed.err);
    printed.err
}

#[test]
fn a_file_that_was_cut_is_refused_and_nothing_of_it_is_stored() {
    let (text, events) = handed_over(&Desk::sample());
    let cut = &text[..text.len() * 2 / 3];
    let reason = refused(cut, 2);
    assert_eq!(
        reason,
        format!(
            "kneeboard: carried.jsonl cannot be taken in: it was cut: {} of its {events} events are whole. Nothing was changed. Ask for the file again, or export it anew.\n",
            cut.lines().count() - 2
        )
    );
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let longer = text.clone() + lines[2];
    assert!(refused(&longer, 2).contains(&format!("something was added behind its {events}")));
    let swapped = [lines[0], lines[2], lines[1], &lines[3..].concat()].concat();
    assert!(refused(&swapped, 2).contains("its lines do not give the digest"));
    let there = Desk::new();
    there.write("carried.jsonl", &text);
    there.out(&["handover", "import", "carried.jsonl"]);
    assert_eq!(there.json(&["incident", "show", "1122"])["status"], "closed");
}

#[test]
fn a_file_on_standard_input_is_taken_in_too() {
    let (text, events) = handed_over(&Desk::sample());
    let there = Desk::new();
    let taken = there.run_with(&["handover", "import", "-"], text.as_bytes()).done();
    assert_eq!(taken, format!("Took in {events} new events; 0 were here already.\n"));
    let printed = there.run_with(&["handover", "import", "-"], &text.as_bytes()[..900]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.starts_with("kneeboard: Standard input cannot be taken in: it was cut"));
}

#[test]
fn extreme_numbers_are_refused_with_their_line_and_never_in_the_words_of_sqlite() {
    let start = Crafted::start("1130-checkout-500");
    let note = |change: &dyn Fn(&mut Crafted)| {
        let mut note = Crafted::note(2, "5xx rises").behind(&start);
        change(&mut note);
        incident_file(&[start.clone(), note])
    };
    let files = [
        note(&|note| note.row.counter = 0),
        note(&|note| note.row.counter = 1 << 52),
        note(&|note| note.row.counter = 1 << 53),
        note(&|note| note.row.counter = u64::MAX),
        note(&|note| note.row.seq = 0),
        note(&|note| note.row.seq = (1 << 52) + 1),
        note(&|note| note.row.version = 0),
        note(&|note| note.row.recorded_ms = -1),
        note(&|note| note.row.recorded_ms = i64::MAX),
        note(&|note| note.row.offset_min = i32::MIN),
        note(&|note| note.row.offset_min = 1081),
        note(&|note| note.row.kind = String::new()),
        note(&|note| note.row.role = "root".to_owned()),
        note(&|note| note.row.via = String::new()),
        note(&|note| note.fields = [("seq", json!(-1))].into()),
        note(&|note| note.fields = [("counter", json!(1e300))].into()),
        note(&|note| note.fields = [("offset_min", json!(-2_147_483_649_i64))].into()),
    ];
    for file in files {
        let reason = refused(&file, 2);
        assert!(reason.contains("cannot be taken in: line 3: "), "{reason}");
        assert!(!reason.contains("CHECK") && !reason.contains("again"), "{reason}");
    }
}

#[test]
fn where_the_numbers_are_used_up_an_act_is_refused_in_words() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    for counter in [1_i64 << 52, i64::MAX, -1] {
        let store = rusqlite::Connection::open(desk.path("kneeboard.db")).unwrap();
        store.execute("UPDATE incident_tips SET counter = ?1", [counter]).unwrap();
        drop(store);
        desk.run(&["note", "5xx rises"]).refused(
            4,
            "An event of this incident has the highest number there is, so that none can come after it. What is stored is safe; nothing new was stored. Start a new incident and name this one in a note; look with `kneeboard store check`.",
        );
    }
    assert_eq!(desk.json(&["store", "info"])["events"], 2);
}

#[test]
fn what_others_could_not_read_is_not_written() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let store = rusqlite::Connection::open(desk.path("kneeboard.db")).unwrap();
    let sql: String = store
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'events_never_change'", [], |row| {
            row.get(0)
        })
        .unwrap();
    store
        .execute_batch(&format!(
            "DROP TRIGGER events_never_change; UPDATE events SET role = 'root' WHERE pos = 2; {sql}"
        ))
        .unwrap();
    drop(store);
    desk.run(&["handover", "export", "carried.jsonl"]).refused(
        1,
        "This incident cannot be written to an incident file that others read: line 3: \"root\" is no role. Nothing was written. Look with `kneeboard store check`, and send a backup of the store instead.",
    );
    assert!(!desk.path("carried.jsonl").exists());
}

#[test]
fn an_event_with_thousands_of_unknown_ancestors_does_not_flood_the_check() {
    let start = Crafted::start("1130-checkout-500");
    let mut events = vec![start];
    for number in 2..12 {
        let mut note = Crafted::note(number, "x").behind(events.last().unwrap());
        for other in 0..900_u16 {
            let mut hash = [7; 32];
            hash[..2].copy_from_slice(&other.to_be_bytes());
            note.row.after.push(hash);
        }
        events.push(note);
    }
    let desk = Desk::new();
    desk.write("carried.jsonl", &incident_file(&events));
    desk.out(&["handover", "import", "carried.jsonl"]);
    let printed = desk.run(&["store", "check"]);
    assert_eq!((printed.code, printed.out.lines().count()), (1, 21), "{}", printed.out);
    assert!(printed.out.ends_with("There are 8980 more faults of the kinds named above.\n"));
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["store", "check", "--json"]).out).unwrap();
    assert_eq!(json["found"].as_array().unwrap().len(), 21);
    assert_eq!(json["found"][20]["kind"], "more");
    let mut note = Crafted::note(2, "x").behind(&events[0]);
    note.row.after = vec![[7; 32]; 1001];
    let reason = refused(&incident_file(&[events[0].clone(), note]), 2);
    assert!(reason.contains("line 3: it follows 1001 events, and 1000 at most"), "{reason}");
}

#[cfg(unix)]
#[test]
fn a_file_tells_nothing_of_the_machine_it_comes_from() {
    let here = Desk::sample();
    here.out(&["incident", "start", "--title", "Checkout 500"]);
    here.out(&["note", "the word is xylophonequartz"]);
    here.out(&["postmortem", "export", "-o", &here.path("home/deep.md").display().to_string()]);
    here.out(&["postmortem", "export"]);
    here.out(&["handover", "export", "carried.jsonl"]);
    let text = here.read("carried.jsonl");
    assert!(text.contains("deep.md") && text.contains("1122-checkout-500.md"), "{text}");
    let folder = here.path("").display().to_string();
    let folder = folder.trim_end_matches('/');
    let mut secrets = vec![folder.to_owned(), "home/deep".to_owned(), "exports/".to_owned()];
    for file in ["/etc/machine-id", "/etc/hostname"] {
        secrets.extend(fs::read_to_string(file).map(|text| text.trim().to_owned()));
    }
    secrets.extend(["HOME", "USER", "LOGNAME"].iter().filter_map(|name| std::env::var(name).ok()));
    for secret in secrets.iter().filter(|secret| secret.len() > 4) {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }

    let there = Desk::new();
    there.write("carried.jsonl", &text);
    there.out(&["handover", "import", "carried.jsonl"]);
    let entry = |desk: &Desk| {
        let rows = desk.json(&["incident", "timeline", "1122"]);
        let told = |row: &&serde_json::Value| row["text"].as_str().unwrap().contains("xylophone");
        rows.as_array().unwrap().iter().find(told).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let warned =
        |desk: &Desk| desk.run(&["redact", &entry(desk), "--reason", "secret", "-i", "1122"]).err;
    let told = warned(&there);
    assert!(told.contains("The export deep.md on another machine ("), "{told}");
    let told = warned(&here);
    assert!(told.contains("The export DESK/home/deep.md ("), "{told}");
    assert!(told.contains("The export DESK/exports/1122-checkout-500.md ("), "{told}");
}

#[test]
fn erasing_an_export_erases_where_it_lies() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["postmortem", "export", "-o", "xylophonequartz.md"]);
    let rows = desk.json(&["incident", "timeline"]);
    let is_export = |row: &&serde_json::Value| row["kind"] == "Exported";
    let row = rows.as_array().unwrap().iter().find(is_export).unwrap().clone();
    desk.run(&["redact", row["id"].as_str().unwrap(), "--reason", "a name"]);
    for name in ["kneeboard.db", "kneeboard.db-wal"] {
        let bytes = fs::read(desk.path(name)).unwrap_or_default();
        let holds = bytes.windows(15).any(|window| window == b"xylophonequartz");
        assert!(!holds, "{name} still names the file");
    }
}

#[test]
fn a_long_text_is_refused_with_what_to_do_and_answers_are_short() {
    let mut door = Door::new();
    let incident = door.start(Start::default());
    let note = |length: usize| Act::NoteAdded {
        text: "x".repeat(length),
        note: NoteKind::Observation,
        step: None,
        at: None,
        evidence_url: None,
    };
    let error = door.try_act(Some(incident), note(30_000_000)).unwrap_err();
    assert_eq!(
        (error.exit_code(), error.to_string().as_str()),
        (
            2,
            "This text has 30000011 bytes, and one entry takes up to 1 MB. Nothing was recorded. Keep a long text as evidence: kneeboard note - < FILE"
        )
    );
    let done = door.act(incident, note(900_000));
    assert!(done.said.chars().count() < 700, "{} letters", done.said.len());
    let evidence = |length: usize| Act::EvidenceAttached {
        text: Some("x".repeat(length)),
        url: None,
        name: None,
        file: None,
        bytes: None,
        media: None,
        about: None,
        at: None,
    };
    door.act(incident, evidence(10_000_000));
    assert_eq!(door.try_act(Some(incident), evidence(17_000_000)).unwrap_err().exit_code(), 2);

    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    desk.write("long.md", &"x".repeat(1_100_000));
    let printed = desk.run(&["postmortem", "set", "summary", "long.md"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains("one entry takes up to 1 MB"), "{}", printed.err);
}

/// Something that is recorded, with texts of any kind in it.
#[derive(Clone, Debug)]
struct Move {
    choice: u8,
    pick: usize,
    text: String,
    name: String,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (0_u8..26, 0_usize..40, any::<String>(), any::<String>())
        .prop_map(|(choice, pick, text, name)| Move { choice, pick, text, name });
    proptest::collection::vec(one, 1..24)
}

const TIMES: [&str; 6] = [
    "1970-01-01T00:00:00Z",
    "about:2026-11-22T01:45:00+18:00",
    "2026-11-21T23:30:00Z/9999-12-31T23:59:59Z",
    "2026-11-21",
    "unknown",
    "2026-11-22T01:45:00.123-18:00",
];

fn act_of(door: &mut Door, incident: IncidentId, step: &Move) -> Option<Act> {
    let record = door.record.incident(incident).unwrap();
    let entries = record.entries();
    let target = entries[step.pick % entries.len()].event.id;
    let decision = record.decisions().first().map(|found| record.event(found.index).id);
    let steps: Vec<StepRef> = record.all_steps().collect();
    let named = steps.get(step.pick % steps.len().max(1)).copied();
    let at = TIMES[step.pick % TIMES.len()].to_owned();
    let (text, name) = (step.text.clone(), Some(step.name.clone()));
    Some(match step.choice {
        0 => Act::NoteAdded {
            text,
            note: NoteKind::Action,
            step: named,
            at: Some(at),
            evidence_url: name,
        },
        1 => Act::TitleSet { title: text },
        2 => Act::StepDone {
            step: named,
            value: name,
            note: Some(text),
            as_expected: None,
            at: None,
        },
        3 => Act::StepSkipped { step: named, reason: text, at: Some(at) },
        4 => Act::StepDeferred {
            step: named,
            until: "9999-12-31T23:59:59Z".to_owned(),
            reason: name,
            at: None,
        },
        5 => Act::StepAdded { text, after: named },
        6 => Act::StepRedlined { step: named?, text },
        7 => Act::AnswerGiven { name: step.name.clone(), value: json!(text) },
        8 => Act::EvidenceAttached {
            text: Some(text),
            url: name.clone(),
            name: name.clone(),
            file: name.clone(),
            bytes: Some(u64::MAX),
            media: name,
            about: Some(target),
            at: Some(at),
        },
        9 => Act::TimeSet { time: KeyTime::ALL[step.pick % 6], at, source: None, note: name },
        10 => Act::RoleTaken { role: Role::ALL[step.pick % 9], name },
        11 => Act::Contained { text },
        12 => {
            let mut choice = decide(Action::Watch, json!({}));
            (choice.why, choice.recheck) = (Some(text), Some("9999-12-31".to_owned()));
            Act::Decided(Box::new(choice))
        }
        13 => Act::OutcomeSeen {
            decision: decision?,
            outcome: Outcome::Worse,
            reading: name,
            at: Some(at),
        },
        14 => Act::UpdateSent { audience: Audience::Status, text, at: Some(at) },
        15 => Act::ClockMuted { clock: text },
        16 => Act::Corrected { target, at: Some(at), text: name, override_reason: None },
        17 => Act::Retracted { target, reason: text },
        18 => Act::Redacted { target, reason: text },
        19 => Act::SectionWritten { section: Section::Impact, text, base: None },
        20 => Act::FactorAdded { text, trigger: false, evidence: vec![target] },
        21 => Act::ActionAdded {
            text,
            kind: ActionKind::Repair,
            owner: name.clone(),
            due: Some("9999-12-31".to_owned()),
            done_when: name.clone(),
            link: name,
        },
        22 => Act::FindingDismissed { rule: step.name.clone(), place: text.clone(), reason: text },
        23 => Act::StatusSet { status: Status::InReview, note: name },
        24 => Act::Exported {
            format: step.name.clone(),
            edition: 1,
            hash: "0".repeat(64),
            path: text,
        },
        _ => Act::Undo {},
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(24),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_a_store_exports_an_empty_store_takes_in(
        title in any::<String>(),
        service in proptest::option::of(any::<String>()),
        moves in moves(),
    ) {
        let mut here = Door::new();
        let start = Start {
            title: Some(title),
            severity: Some(Severity::Sev2),
            frozen: vec![checkout_runbook()],
            ..Start::default()
        };
        // A service that is no name is refused, and nothing is recorded of it.
        let with = Start { service, ..start.clone() };
        let begun = here.try_act(None, Act::IncidentStarted(with));
        let incident = match begun {
            Ok(done) => done.incident,
            Err(_) => here.start(start),
        };
        for step in &moves {
            if let Some(act) = act_of(&mut here, incident, step) {
                let _ = here.try_act(Some(incident), act);
            }
        }
        let file = here.path("carried.jsonl");
        here.record.hand_over(incident, &file).unwrap();
        let mut there = Door::new();
        there.record.take_in(&file).unwrap();
        let document = |record: &mut Kneeboard| {
            record.document(incident, Format::Md, &Style { names: true }).unwrap()
        };
        prop_assert_eq!(document(&mut here.record), document(&mut there.record));
        let back = there.path("back.jsonl");
        there.record.hand_over(incident, &back).unwrap();
        prop_assert_eq!(fs::read_to_string(file).unwrap(), fs::read_to_string(back).unwrap());
        prop_assert!(there.record.check().unwrap().is_empty());
    }
}
