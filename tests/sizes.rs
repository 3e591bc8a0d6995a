//! What a long record costs: four times as long takes a few times as long, never sixteen times.
//!
//! Times are compared with each other in one run, so that no machine is too slow for it.

use crate::support::crafted::{Crafted, incident_file};
use crate::support::door::Door;
#[cfg(target_os = "linux")]
use crate::support::kneeboard::Desk;
use crate::support::record::{checkout_runbook, decide, note};
use kneeboard_core::decision::{Action, Facts, recommend};
use kneeboard_core::event::{
    ActionKind, ActionStatus, Audience, Counted, DecidedBody, Event, KeyTime, NoteKind, Outcome,
    Role, Section, Severity, Status, StepRef, Until, Via, What, Words,
};
use kneeboard_core::id::{ActId, Digest, EventId, IncidentId, ReplicaId};
use kneeboard_core::incident::Incident;
use kneeboard_core::moment::Moment;
use kneeboard_core::postmortem::{Style, brief, findings, markdown};
use kneeboard_core::runbook::Phase;
use kneeboard_core::settings::Clocks;
use kneeboard_core::{timeline, view};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The id of the event of this number; the start is 1, the opening of a runbook 2.
fn id(number: usize) -> EventId {
    let mut bytes = [1; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    EventId::from(bytes)
}

fn event(number: usize, what: What, said: Value) -> Event {
    let words = match said {
        Value::Object(said) if !said.is_empty() => Words::Said(said),
        _ => Words::Nothing,
    };
    let digest = |number: usize| {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
        Digest(bytes)
    };
    Event {
        id: id(number),
        incident: IncidentId::from([2; 16]),
        act: ActId(id(number).0),
        replica: ReplicaId::from([3; 16]),
        seq: number as u64,
        prev: (number > 1).then(|| digest(number - 1)),
        after: (number > 1).then(|| digest(number - 1)).into_iter().collect(),
        counter: number as u64,
        recorded_at: Moment::new(1_795_312_800_000 + number as i64 * 1000, 0),
        role: Role::OnCall,
        via: Via::CommandLine,
        at: None,
        what,
        words,
        hash: digest(number),
    }
}

fn decided() -> What {
    let facts = Facts::from_value(&decide(Action::Watch, json!({})).facts.unwrap()).unwrap();
    let shown = recommend(&facts);
    What::Decided(Box::new(DecidedBody {
        chosen: Action::Watch,
        facts,
        ages: Default::default(),
        shown,
        expect_by: None,
        recheck: None,
        supersedes: Vec::new(),
    }))
}

/// The `n`th event of a flood, behind a start, a runbook and the first of what it speaks of.
type Flood = fn(usize) -> What;

const FLOODS: &[(&str, Flood)] = &[
    ("notes", |_| What::NoteAdded { note: NoteKind::Observation, step: None }),
    ("titles", |_| What::TitleSet {}),
    ("runbooks", |_| {
        let frozen = checkout_runbook();
        let (runbook, revision) = (frozen.runbook, frozen.revision);
        What::RunbookOpened { runbook, revision, plan: Box::new(frozen.plan), card: frozen.card }
    }),
    ("steps done", |n| What::StepDone {
        step: StepRef::Planned { opened: id(2), place: 1 },
        as_expected: None,
        replaces: Some(id(n - 1)),
    }),
    ("steps put off", |_| What::StepDeferred {
        step: StepRef::Planned { opened: id(2), place: 1 },
        until: Until::Close,
        replaces: None,
    }),
    ("steps added", |_| What::StepAdded {
        after: None,
        opened: Some(id(2)),
        phase: Phase::Triage,
        branch: None,
    }),
    ("steps added one behind the other", |n| What::StepAdded {
        after: (n > 4).then(|| StepRef::Added { added: id(n - 1) }),
        opened: Some(id(2)),
        phase: Phase::Triage,
        branch: None,
    }),
    ("loose steps", |_| What::StepAdded {
        after: None,
        opened: None,
        phase: Phase::Triage,
        branch: None,
    }),
    ("redlines", |_| What::StepRedlined { step: StepRef::Planned { opened: id(2), place: 1 } }),
    ("answers", |n| What::AnswerGiven {
        name: format!("name{}", n % 7),
        value: Some(json!("yes")),
    }),
    ("questions", |n| What::AnswerGiven { name: format!("name{n}"), value: Some(json!("yes")) }),
    ("evidence", |_| What::EvidenceAttached {
        file: None,
        bytes: None,
        media: None,
        about: Some(id(3)),
    }),
    ("key times", |_| What::TimeSet { time: KeyTime::Detected, source: None }),
    ("roles", |_| What::RoleTaken { taken: Role::Commander }),
    ("severities", |_| What::SeveritySet { severity: Severity::Sev2 }),
    ("containments", |_| What::Contained {}),
    ("decisions", |_| decided()),
    ("outcomes", |_| What::OutcomeSeen { decision: id(3), outcome: Outcome::Worse }),
    ("comparisons", |_| What::Compared {
        before: Counted { bad: u64::MAX, total: u64::MAX },
        after: Counted { bad: 0, total: 0 },
        tolerance_points: 1.0,
        level: 0.95,
        verdict: "not_worse".to_owned(),
    }),
    ("updates", |_| What::UpdateSent { audience: Audience::Status }),
    ("clocks", |n| What::ClockMuted { clock: format!("clock{n}") }),
    ("jumps", |_| What::ClockJumped { by_ms: i64::MIN }),
    ("corrections of one", |_| What::Corrected { target: id(3), to: None }),
    ("corrections of the one before", |n| What::Corrected { target: id(n - 1), to: None }),
    ("retractions", |n| What::Retracted { target: ActId(id(n.saturating_sub(2)).0) }),
    ("removals", |n| What::Redacted { target: id(n - 1) }),
    ("closings", |n| if n.is_multiple_of(2) { What::Closed {} } else { What::Reopened {} }),
    ("texts of a section", |_| What::SectionWritten { section: Section::Impact, base: Vec::new() }),
    ("texts in turn", |n| What::SectionWritten { section: Section::Impact, base: vec![id(n - 1)] }),
    ("factors", |_| What::FactorAdded { trigger: false, evidence: vec![id(3)] }),
    ("changes of a factor", |_| What::FactorChanged {
        factor: id(3),
        evidence: None,
        dropped: None,
    }),
    ("actions", |_| What::ActionAdded { action: ActionKind::Prevent, due: None }),
    ("changes of an action", |_| What::ActionChanged {
        target: id(3),
        action: None,
        due: None,
        status: Some(ActionStatus::Done),
    }),
    ("links", |_| What::IncidentLinked { linked: IncidentId::from([5; 16]) }),
    ("owners", |_| What::OwnerSet { owner: Role::Commander }),
    ("dismissals", |n| What::FindingDismissed { rule: "ST01".to_owned(), place: n.to_string() }),
    ("statuses", |_| What::StatusSet { status: Status::InReview }),
    ("exports", |_| What::Exported { format: "md".to_owned(), edition: 1, hash: "0".repeat(64) }),
    ("newer kinds", |_| What::Newer { kind: "WeatherSeen".to_owned(), version: 2 }),
];

fn record(flood: Flood, length: usize) -> Vec<Event> {
    let frozen = checkout_runbook();
    let start = What::IncidentStarted { drill: false, sample: false, service: None, stack: None };
    let opened = What::RunbookOpened {
        runbook: frozen.runbook,
        revision: frozen.revision,
        plan: Box::new(frozen.plan),
        card: frozen.card,
    };
    let said = json!({
        "title": "x", "handle": "1122-x", "text": "12 orders failed", "reason": "so", "note": "so",
        "reading": "so", "value": "so", "name": "Ana", "url": "https://example.org",
    });
    let mut events = vec![event(1, start, said.clone()), event(2, opened, Value::Null)];
    for number in 3..length + 3 {
        events.push(event(number, flood(number), said.clone()));
    }
    events
}

/// Replays a record and draws everything that is drawn of it.
fn drawn(events: Vec<Event>) -> Duration {
    let started = Instant::now();
    let incident = Incident::replay(events);
    let now = Moment::new(1_795_399_200_000, 0);
    let _ = markdown(&incident, &Style { names: true });
    let _ = brief(&incident, &Style::default());
    let _ = findings(&incident, now);
    let _ = timeline::rows(&incident);
    let clocks = Clocks::default();
    let _ = view::walk::walk(&incident, 1, None, None, &clocks);
    let _ = view::walk::undo_words(&incident, ReplicaId::from([3; 16]));
    let _ = view::handover::handover(&incident, 1, None, &clocks, now);
    let _ = view::decide::decide(&incident, 1, None, &clocks, now);
    let _ = view::incident::incident(&incident, 1);
    let _ = view::incidents::open_incident(&incident, &clocks);
    let _ = view::postmortem::postmortem(&incident, 1, now);
    let _ = view::earlier::Row::of(&incident);
    started.elapsed()
}

/// Four times as much takes less than eight times as long; where each looks at all others it would be
/// sixteen times. Of a few tries the shortest counts: a machine that is busy makes none shorter.
#[track_caller]
fn in_proportion(name: &str, cost: impl Fn(usize) -> Duration, few: usize) {
    let (mut less, mut more) = (Duration::MAX, Duration::MAX);
    for _ in 0..6 {
        (less, more) = (less.min(cost(few)), more.min(cost(few * 4)));
        let ratio = more.as_secs_f64() / less.as_secs_f64();
        println!("{name}: {less:?}, four times as much {more:?}, ratio {ratio:.1}");
        if ratio < 8.0 {
            return;
        }
    }
    panic!("{name}: {less:?}, and four times as much takes {more:?}");
}

#[test]
fn a_record_of_any_kind_costs_in_proportion_to_its_length() {
    for (name, flood) in FLOODS {
        in_proportion(name, |length| drawn(record(*flood, length)), 400);
    }
}

/// An incident file of a start and of notes, each of another machine, that follow nothing.
fn loose(length: usize) -> String {
    let mut events = vec![Crafted::start("1130-checkout-500")];
    events.extend((2..=length).map(|number| {
        let mut note = Crafted::note(number as u64, "5xx rises");
        note.row.replica[8..].copy_from_slice(&(number as u64).to_be_bytes());
        note
    }));
    incident_file(&events)
}

#[test]
fn events_that_follow_nothing_are_taken_in_in_proportion_to_their_number() {
    let cost = |length: usize| {
        let mut door = Door::new();
        let file = loose(length);
        let started = Instant::now();
        let taken = door.record.take_in_from("loose.jsonl", file.as_bytes()).unwrap();
        let took = started.elapsed();
        assert_eq!(taken.new, length);
        took
    };
    in_proportion("loose events", cost, 1_000);
}

#[test]
fn what_follows_a_great_many_heads_follows_some_of_them_and_the_next_one_others() {
    let mut door = Door::new();
    let taken = door.record.take_in_from("loose", loose(2_500).as_bytes()).unwrap();
    let incident = taken.incidents[0];
    for _ in 0..3 {
        door.act(incident, note("and here"));
    }
    assert!(door.record.check().unwrap().is_empty());
    let file = door.path("back.jsonl");
    door.record.hand_over(incident, &file).unwrap();
    let mut other = Door::new();
    assert_eq!(other.record.take_in(&file).unwrap().new, 2_503);
    assert!(other.record.check().unwrap().is_empty());
}

/// The address space is limited, so that a record which is held several times over ends the program.
#[cfg(target_os = "linux")]
#[test]
fn a_postmortem_of_twenty_thousand_events_fits_into_a_quarter_of_a_gigabyte() {
    let desk = Desk::new();
    let mut events = vec![Crafted::start("1130-checkout-500")];
    for number in 2..=20_000 {
        let note = Crafted::note(number, "5xx is at 4 percent, see https://dash.example.org/x");
        events.push(note.behind(events.last().unwrap()));
    }
    desk.write("long.jsonl", &incident_file(&events));
    desk.out(&["handover", "import", "long.jsonl"]);
    for command in ["postmortem show", "postmortem show --json", "incident timeline 1130 --json"] {
        let shell = format!("ulimit -v 256000; exec {} {command}", env!("CARGO_BIN_EXE_kneeboard"));
        let ran = desk.in_shell(&shell);
        assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
        assert!(ran.stdout.len() > 2_000_000, "{command}");
    }
}
