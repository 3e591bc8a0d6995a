//! The timeline: one sentence an entry, in the order in which things took place.

use crate::support::record::{
    Desk, answer, clock_jumped, corrected, corrected_time, done, done_with, newer, note, time,
};
use kneeboard_core::act::Act;
use kneeboard_core::event::{DetectionSource, KeyTime, NoteKind, Role, Severity};
use kneeboard_core::incident::Incident;
use kneeboard_core::timeline::{Row, rows};
use serde_json::json;

fn told(incident: &Incident) -> Vec<String> {
    rows(incident).iter().map(|row| format!("{} {}", row.number(), row.text)).collect()
}

fn row_of(incident: &Incident, words: &str) -> Row {
    rows(incident)
        .into_iter()
        .find(|row| row.text.contains(words))
        .unwrap_or_else(|| panic!("{words:?} is in none of {:#?}", told(incident)))
}

#[test]
fn entries_stand_in_the_order_in_which_things_took_place() {
    let mut desk = Desk::new();
    desk.start("Checkout fails")
        .act(note_at("seen by support", "2026-11-22T01:50:00Z/2026-11-22T02:30:00Z"), 5)
        .act(note_at("the nightly job ran", "2026-11-22"), 6)
        .act(note_at("nobody knows when", "unknown"), 7)
        .act(note_at("the release went out", "about:2026-11-22T01:55:00Z"), 8)
        .act(note("last"), 9);
    assert_eq!(
        told(desk.incident()),
        [
            "E1 the nightly job ran.",
            "E2 seen by support.",
            "E3 the release went out.",
            "E4 The incident was declared: Checkout fails.",
            "E5 The incident was declared.",
            "E6 nobody knows when.",
            "E7 last.",
        ]
    );
}

fn note_at(text: &str, at: &str) -> Act {
    Act::NoteAdded {
        text: text.to_owned(),
        note: NoteKind::Observation,
        step: None,
        at: Some(at.to_owned()),
        evidence_url: None,
    }
}

#[test]
fn the_declaration_is_told_once() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    let shown = |desk: &Desk| rows(desk.incident()).iter().filter(|row| row.in_document).count();
    assert_eq!(shown(&desk), 1);
    desk.act(corrected_time(desk.newest("TimeSet"), "2026-11-22T01:58:00Z"), 3);
    assert_eq!(shown(&desk), 2, "declared at another time is news again");
}

#[test]
fn steps_are_told_with_their_number_and_what_was_seen() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Checkout fails");
    desk.act(done_with(desk.step(1), "45 percent"), 1);
    desk.act(
        Act::StepDone {
            step: Some(desk.step(2)),
            value: None,
            note: Some("took two tries".to_owned()),
            as_expected: Some(true),
            at: None,
        },
        2,
    );
    desk.act(
        Act::StepSkipped {
            step: Some(desk.step(7)),
            reason: "support was in the room".to_owned(),
            at: None,
        },
        3,
    );
    desk.act(
        Act::StepDeferred {
            step: Some(desk.step(8)),
            until: "close".to_owned(),
            reason: None,
            at: None,
        },
        4,
    );
    desk.act(Act::StepAdded { text: "Ask the bank".to_owned(), after: None }, 5);
    let text = told(desk.incident()).join("\n");
    for sentence in [
        "Finished step 1.1: Compare the 5xx rate now with the hour before. Recorded: 45 percent.",
        "Finished step 1.2: Pause the rollout. Seen as expected. took two tries.",
        "Skipped step 1.7: Tell customer support. Reason: support was in the room.",
        "Put off until the closing: step 1.8: Write down what is left to do.",
        "Added step 1.+1: Ask the bank.",
    ] {
        assert!(text.contains(sentence), "{sentence}\nis not in\n{text}");
    }
}

#[test]
fn what_was_taken_back_stands_in_the_full_record_only() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(note("a slip"), 1).act(Act::Undo {}, 2);
    let slip = row_of(desk.incident(), "a slip");
    assert!(!slip.in_document);
    assert_eq!(slip.marks, ["taken back"]);
    assert!(!row_of(desk.incident(), "Took back the entry (observation)").in_document);
}

#[test]
fn a_corrected_note_reads_as_corrected_and_says_so() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(note("54% fail"), 1);
    desk.act(corrected(desk.last(), "45% fail"), 2);
    let row = row_of(desk.incident(), "45% fail.");
    assert_eq!(row.marks, ["corrected"]);
    assert!(row.in_document);
    assert!(!row_of(desk.incident(), "It reads now: 45% fail").in_document);
    assert!(!told(desk.incident()).join("\n").contains("54%"));
}

#[test]
fn words_that_were_removed_leave_a_bracket_everywhere() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(note("the key is hunter2"), 1);
    let target = desk.last();
    desk.act(corrected(target, "the key is hunter3"), 2);
    desk.act(Act::Redacted { target, reason: "secret".to_owned() }, 3);
    let text = told(desk.incident()).join("\n");
    assert!(!text.contains("hunter"), "{text}");
    assert!(text.contains("E3 [removed 22 Nov: secret]"), "{text}");
}

#[test]
fn what_was_recorded_around_a_closing_says_so() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    let mut elsewhere = desk.colleague();
    desk.act(Act::Closed { note: None }, 10).act(note("a customer wrote"), 20);
    elsewhere.act(note("cache purged"), 12).act(Act::Contained { text: "queue held".into() }, 13);
    desk.merge(&elsewhere);
    let marks = |words: &str| row_of(desk.incident(), words).marks;
    assert_eq!(marks("a customer wrote"), ["recorded after closing"]);
    assert_eq!(
        marks("queue held"),
        ["recorded elsewhere, before the closing was known"],
        "it applies all the same"
    );
    assert!(row_of(desk.incident(), "queue held").in_document);
}

#[test]
fn two_outcomes_of_one_step_are_both_marked() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Checkout fails");
    let mut elsewhere = desk.colleague();
    desk.act(done(), 1);
    let step = desk.step(1);
    elsewhere.act(Act::StepFailed { step: Some(step), note: None, at: None }, 1);
    desk.merge(&elsewhere);
    let beside = "recorded beside another outcome of the same step";
    assert_eq!(row_of(desk.incident(), "Finished step 1.1").marks, [beside]);
    assert_eq!(row_of(desk.incident(), "Did not work: step 1.1").marks, [beside]);
}

#[test]
fn answers_to_facts_and_acts_of_the_postmortem_stay_in_the_full_record() {
    let mut desk = Desk::new();
    desk.start("Checkout fails")
        .act(answer("critical_path", "broken"), 1)
        .act(answer("release.bad", "v1.13.0"), 2)
        .act(Act::OwnerSet { owner: Role::Commander, name: Some("Ana".to_owned()) }, 3)
        .record(clock_jumped(3_600_000), 4);
    assert!(!row_of(desk.incident(), "Critical path: broken.").in_document);
    assert!(row_of(desk.incident(), "Filled in release.bad: v1.13.0.").in_document);
    assert!(!row_of(desk.incident(), "owned by the incident commander").in_document);
    let jump = row_of(desk.incident(), "moved ahead by 1 h 0 min 0 s");
    assert!(!jump.in_document);
}

#[test]
fn an_answer_is_told_in_the_words_of_the_form() {
    for (name, value, told) in [
        ("data_damage", json!("none"), "Data written wrongly now: no."),
        ("touches", json!(["money", "user_data"]), "What it can get wrong: money, user data."),
        ("touches", json!([]), "What it can get wrong: none of these."),
        ("rollback_minutes", json!(1), "Rollback takes: 1 minute."),
        ("fix_tested", json!(true), "Fix has a test: yes."),
        (
            "release",
            json!({ "value": "likely", "source": "told" }),
            "Began with a change of ours: likely.",
        ),
    ] {
        let mut desk = Desk::new();
        desk.start("Checkout fails").act(answer(name, value), 1);
        row_of(desk.incident(), told);
    }
}

#[test]
fn sentences_speak_of_roles_and_never_of_names() {
    let mut desk = Desk::new();
    desk.start("Checkout fails")
        .act(Act::RoleTaken { role: Role::Commander, name: Some("Ana Duarte".to_owned()) }, 1)
        .act(Act::OwnerSet { owner: Role::Scribe, name: Some("Ben Okoro".to_owned()) }, 2);
    desk.act(corrected(desk.newest("RoleTaken"), "Anna Duarte"), 3);
    let text = told(desk.incident()).join("\n");
    assert!(!text.contains("Duarte") && !text.contains("Okoro"), "{text}");
}

#[test]
fn detection_names_its_source_as_evidence() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(
        Act::TimeSet {
            time: KeyTime::Detected,
            at: "2026-11-22T01:59:00Z".to_owned(),
            source: Some(DetectionSource::Customer),
            note: None,
        },
        1,
    );
    let row = row_of(desk.incident(), "The failure was detected. Noticed first by a customer.");
    assert_eq!(row.evidence.as_deref(), Some("a customer"));
    assert_eq!(row.n, 1, "it lies before the declaration");
}

#[test]
fn a_key_time_given_anew_leaves_the_older_one_in_the_full_record() {
    let mut desk = Desk::new();
    desk.start("Checkout fails")
        .act(time(KeyTime::Mitigated, "2026-11-22T02:30:00Z"), 31)
        .act(time(KeyTime::Mitigated, "2026-11-22T02:40:00Z"), 41);
    let found: Vec<_> = rows(desk.incident())
        .into_iter()
        .filter(|row| row.text.contains("mitigated"))
        .map(|row| (row.marks, row.in_document))
        .collect();
    assert_eq!(found, [(vec!["replaced by a later entry".to_owned()], false), (vec![], true)]);
}

#[test]
fn an_entry_of_a_newer_kind_is_shown_as_one() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").record(newer(), 1);
    let row = row_of(desk.incident(), "entry from a newer Kneeboard");
    assert_eq!(row.kind, "WeatherSeen");
    assert!(row.in_document);
}

#[test]
fn a_file_is_named_without_its_folders() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(
        Act::EvidenceAttached {
            text: None,
            url: None,
            name: Some("/home/ana/shots/errors.png".to_owned()),
            file: Some("ab".repeat(32)),
            bytes: Some(1024),
            media: Some("image/png".to_owned()),
            about: None,
            at: None,
        },
        1,
    );
    desk.act(Act::SeveritySet { severity: Severity::Sev2 }, 2);
    let row = row_of(desk.incident(), "Attached evidence.");
    assert_eq!(row.evidence.as_deref(), Some("errors.png"));
    assert!(row_of(desk.incident(), "The severity was set to SEV2.").in_document);
}
