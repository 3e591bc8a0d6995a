//! Replay: any subset of events, in any order of arrival, gives one state and one document.

use crate::support::cases;
use crate::support::record::{
    Desk, answer, checkout_runbook, clock_jumped, corrected, corrected_time, decide, newer, note,
    time,
};
use kneeboard_core::act::{Act, Start};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{
    ActionKind, ActionStatus, Audience, Event, KeyTime, Outcome, Role, Section, Severity, Status,
    StepRef,
};
use kneeboard_core::id::EventId;
use kneeboard_core::incident::Incident;
use kneeboard_core::postmortem::{Style, brief, findings, markdown};
use kneeboard_core::timeline::rows;
use proptest::prelude::*;
use serde_json::json;

/// Something that happens at one of the desks.
#[derive(Clone, Debug)]
struct Move {
    desk: usize,
    choice: u8,
    /// Which earlier event or step it means, and which variant of it.
    pick: usize,
    minutes: i64,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (0_usize..3, 0_u8..40, 0_usize..50, 0_i64..90)
        .prop_map(|(desk, choice, pick, minutes)| Move { desk, choice, pick, minutes });
    proptest::collection::vec(one, 1..45)
}

// Midnight, both changes of the clocks, ranges, days, doubt.
const TIMES: [&str; 9] = [
    "2026-11-22T01:40:00Z",
    "about:2026-11-22T01:45:00Z",
    "2026-11-21T23:30:00Z/2026-11-22T00:30:00Z",
    "2026-11-21",
    "unknown",
    "2026-10-25T02:30:00+02:00",
    "2026-10-25T02:30:00+01:00",
    "2026-03-29T03:30:00+02:00",
    "2026-11-22T02:00:00Z",
];

const KEY_TIMES: [KeyTime; 6] = KeyTime::ALL;

fn act_of(desk: &Desk, step: &Move) -> Option<Act> {
    let events = desk.events();
    let target: EventId = events.get(step.pick % events.len().max(1))?.id;
    let decisions = desk.incident().decisions();
    let decision = decisions
        .get(step.pick % decisions.len().max(1))
        .map(|found| desk.incident().event(found.index).id);
    let steps: Vec<StepRef> = desk.incident().all_steps().collect();
    let named = steps.get(step.pick % steps.len().max(1)).copied();
    let at = TIMES[step.pick % TIMES.len()];
    let text = |words: &str| format!("{words} {} | *{}*", step.pick, step.minutes);
    Some(match step.choice {
        0 => note(&text("seen")),
        1 => Act::StepDone {
            step: named,
            value: Some(text("read")),
            note: None,
            as_expected: Some(step.pick.is_multiple_of(2)),
            at: None,
        },
        2 => Act::StepFailed { step: named, note: None, at: Some(at.to_owned()) },
        3 => Act::StepSkipped { step: named, reason: text("because"), at: None },
        4 => {
            Act::StepDeferred { step: named, until: "validate".to_owned(), reason: None, at: None }
        }
        5 => Act::StepBlocked { step: named, reason: Some(text("waiting")), at: None },
        6 => Act::StepNotApplicable { step: named, reason: None, at: None },
        7 => Act::StepAdded { text: text("do"), after: named },
        8 => Act::StepRedlined { step: named?, text: text("wrong") },
        9 | 10 => time(KEY_TIMES[step.minutes as usize % KEY_TIMES.len()], at),
        11 | 12 => Act::Undo {},
        13 => Act::Retracted { target, reason: text("slip") },
        14 => Act::Redacted { target, reason: "secret".to_owned() },
        15 => corrected(target, &text("rather")),
        16 => corrected_time(target, at),
        17 => Act::Contained { text: text("off") },
        18 | 19 => {
            let chosen = Action::ALL[step.pick % Action::ALL.len()];
            let mut choice = decide(chosen, json!({ "critical_path": "broken", "users": "most" }));
            choice.tripwire = (step.pick.is_multiple_of(2)).then(|| text("above 2%"));
            Act::Decided(Box::new(choice))
        }
        20 => Act::OutcomeSeen {
            decision: decision?,
            outcome: [Outcome::AsExpected, Outcome::Worse, Outcome::NoEffect][step.pick % 3],
            reading: Some(text("errors")),
            at: Some(at.to_owned()),
        },
        21 => Act::ReachSeen { decision: decision?, at: at.to_owned() },
        22 => Act::Closed { note: None },
        23 => Act::Reopened { reason: None },
        24 => Act::RunbookOpened {
            runbook: "nodejs/errors-after-release".to_owned(),
            frozen: Some(Box::new(checkout_runbook())),
        },
        25 => Act::RoleTaken {
            role: Role::ALL[step.pick % Role::ALL.len()],
            name: Some("Ana".to_owned()),
        },
        26 => Act::SeveritySet {
            severity: [Severity::Sev1, Severity::Sev2, Severity::Sev3][step.pick % 3],
        },
        27 => Act::UpdateSent { audience: Audience::Status, text: text("we know"), at: None },
        28 | 29 => Act::SectionWritten {
            section: [Section::Summary, Section::Impact, Section::Lessons][step.pick % 3],
            text: text("# Why\n\nIt"),
            base: None,
        },
        30 => Act::FactorAdded {
            text: text("old carts"),
            trigger: step.pick.is_multiple_of(4),
            evidence: vec![target],
        },
        31 => Act::FactorChanged {
            factor: target,
            text: Some(text("older carts")),
            evidence: None,
            dropped: Some(step.pick.is_multiple_of(2)),
        },
        32 => Act::ActionAdded {
            text: text("Add a canary"),
            kind: ActionKind::Prevent,
            owner: None,
            due: None,
            done_when: None,
            link: None,
        },
        33 => Act::ActionChanged {
            target,
            text: None,
            kind: None,
            owner: Some("scribe".to_owned()),
            due: Some("2026-12-01".to_owned()),
            done_when: None,
            link: None,
            status: Some(ActionStatus::Done),
            note: None,
        },
        34 => Act::OwnerSet { owner: Role::ALL[step.pick % Role::ALL.len()], name: None },
        35 => Act::StatusSet { status: Status::InReview, note: None },
        36 => answer("critical_path", ["works", "broken"][step.pick % 2]),
        37 => Act::TitleSet { title: text("Checkout") },
        38 => Act::FindingDismissed {
            rule: "ST01".to_owned(),
            place: "header/owner".to_owned(),
            reason: text("known"),
        },
        _ => Act::Held {},
    })
}

/// Plays the moves at one to three desks and gives everything that was recorded anywhere.
fn play(moves: &[Move]) -> Vec<Event> {
    let mut first = Desk::new();
    first.start_with(Start {
        title: Some("Checkout fails".to_owned()),
        frozen: vec![checkout_runbook()],
        ..Start::default()
    });
    let mut desks = [first.clone(), first.colleague(), first.colleague()];
    for step in moves {
        let desk = step.desk;
        match step.pick % 11 {
            7 => {
                let other = desks[(desk + 1) % 3].clone();
                desks[desk].merge(&other);
            }
            8 if step.choice < 4 => {
                desks[desk].record(newer(), step.minutes);
            }
            8 if step.choice < 8 => {
                // The wall clock goes back an hour; what follows is recorded earlier.
                desks[desk].record(clock_jumped(-3_600_000), step.minutes - 60);
            }
            _ => {
                if let Some(act) = act_of(&desks[desk], step) {
                    // A refusal is an answer too: nothing is recorded.
                    let _ = desks[desk].try_act(&act, step.minutes);
                }
            }
        }
    }
    let (second, third) = (desks[1].clone(), desks[2].clone());
    desks[0].merge(&second).merge(&third);
    desks[0].events().to_vec()
}

fn documents(incident: &Incident) -> (String, String, usize) {
    let now = Desk::new().at(600);
    let style = Style { names: true };
    (markdown(incident, &style), brief(incident, &style), findings(incident, now).len())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(96),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_order_of_arrival_gives_one_state_and_one_document(
        moves in moves(),
        keep in proptest::collection::vec(0_u8..8, 200),
        order in proptest::collection::vec(any::<u32>(), 200),
        chunk in 1_usize..7,
    ) {
        let all = play(&moves);
        let subset: Vec<Event> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| keep[at % keep.len()] > 0)
            .map(|(_, event)| event.clone())
            .collect();
        for events in [all, subset] {
            let whole = Incident::replay(events.clone());
            let mut shuffled: Vec<(u32, Event)> = events
                .into_iter()
                .enumerate()
                .map(|(at, event)| (order[at % order.len()], event))
                .collect();
            shuffled.sort_by_key(|(key, _)| *key);
            let shuffled: Vec<Event> = shuffled.into_iter().map(|(_, event)| event).collect();

            let other = Incident::replay(shuffled.clone());
            prop_assert!(whole == other, "replay depends on the order of arrival");

            let mut grown = Incident::default();
            for part in shuffled.chunks(chunk) {
                grown.extend(part.to_vec());
            }
            prop_assert!(whole == grown, "extending differs from replaying");

            grown.extend(shuffled.clone());
            prop_assert!(whole == grown, "what is known already changes something");

            prop_assert_eq!(documents(&whole), documents(&other));
            prop_assert_eq!(rows(&whole).len(), whole.entries().len());
        }
    }

    #[test]
    fn growing_in_replay_order_equals_replaying(moves in moves()) {
        let whole = Incident::replay(play(&moves));
        let mut grown = Incident::default();
        for entry in whole.entries() {
            grown.extend(vec![entry.event.clone()]);
        }
        prop_assert!(whole == grown);
    }
}

#[test]
fn undo_twice_goes_one_act_further_back() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(note("one"), 1).act(note("two"), 2);
    desk.act(Act::Undo {}, 3).act(Act::Undo {}, 4);
    let told = markdown(desk.incident(), &Style::default());
    let timeline = told.split("## Decisions").next().unwrap_or_default();
    assert!(!timeline.contains("| one. |") && !timeline.contains("| two. |"), "{timeline}");
    assert!(desk.try_act(&Act::Undo {}, 5).is_err(), "the start stays");
}

#[test]
fn the_same_events_twice_are_the_same_events_once() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Checkout fails").act(note("one"), 1);
    let once = Incident::replay(desk.events().to_vec());
    let twice = Incident::replay(desk.events().iter().chain(desk.events()).cloned());
    assert!(once == twice);
}

#[test]
fn a_retraction_that_arrives_first_waits_for_what_it_takes_back() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(note("a slip"), 1).act(Act::Undo {}, 2);
    let mut backwards = desk.events().to_vec();
    backwards.reverse();
    let mut grown = Incident::default();
    for event in backwards {
        grown.extend(vec![event]);
    }
    assert!(grown == *desk.incident());
    assert!(rows(&grown).iter().any(|row| row.marks == ["taken back"]));
}
