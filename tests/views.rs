//! What the window draws: asked of core, worked out there, and short enough to be read at 3 a.m.

use crate::support::door::Door;
use crate::support::record::{Desk, answer, decide, done, note, time};
use kneeboard_core::act::{Act, Choice, Frozen, Start};
use kneeboard_core::clocks::deadlines;
use kneeboard_core::decision::Action;
use kneeboard_core::event::{KeyTime, Outcome, What};
use kneeboard_core::id::IncidentId;
use kneeboard_core::runbook::{Condition, Phase, Plan, PlannedStep};
use kneeboard_core::settings::Clocks;
use kneeboard_core::view::ClockView;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Steps with these actions and conditions, in Triage.
fn opened(steps: &[(&str, Option<&str>)], card: &[(&str, &str)]) -> Start {
    let steps = steps.iter().zip(1..).map(|((action, when), place)| PlannedStep {
        place,
        phase: Phase::Triage,
        action: (*action).to_owned(),
        when: when.map(|text| Condition::parse(text).unwrap()),
        ..PlannedStep::default()
    });
    let plan = Plan { title: "White screen".to_owned(), steps: steps.collect(), ..Plan::default() };
    let card = card.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Start {
        title: Some("White screen".to_owned()),
        frozen: vec![Frozen {
            runbook: "react/white-screen".to_owned(),
            revision: "0".repeat(64),
            plan,
            card: card.collect(),
        }],
        ..Start::default()
    }
}

fn walk(desk: &Desk) -> Value {
    let view = kneeboard_core::view::walk::walk(desk.incident(), 1, None, None, &Clocks::default());
    serde_json::to_value(view).unwrap()
}

fn asks(desk: &Desk, step: usize) -> Value {
    walk(desk)["steps"][step]["asks"].clone()
}

const PLATFORMS: [(&str, Option<&str>); 3] = [
    ("Purge the CDN", Some("service.platform = cdn")),
    ("Redeploy the bundle", Some("service.platform = static or nextjs")),
    ("Look at the page", None),
];

#[test]
fn a_step_whose_platform_is_unknown_asks_for_it_with_the_values_that_matter() {
    let mut desk = Desk::new();
    desk.start_with(opened(&PLATFORMS, &[]));
    assert_eq!(
        asks(&desk, 0),
        json!([{
            "name": "service.platform",
            "question": "What is the service's platform?",
            "kind": "choice_or_text",
            "choices": [
                { "value": "cdn", "label": "cdn" },
                { "value": "static", "label": "static" },
                { "value": "nextjs", "label": "nextjs" },
                { "value": null, "label": "Not known" },
            ],
            "value": null,
            "open": true,
        }])
    );
    assert_eq!(asks(&desk, 2), json!([]), "a step without a condition asks nothing");

    desk.act(answer("service.platform", "cdn"), 1);
    let shown = walk(&desk);
    let ask = &shown["steps"][1]["asks"][0];
    assert_eq!((&ask["value"], &ask["open"]), (&json!("cdn"), &json!(false)));
    assert_eq!(shown["steps"][1]["outcome"], "not_applicable");
    assert_eq!(shown["steps"][1]["outcome_words"], "not applicable: service.platform is cdn");
}

#[test]
fn changing_an_answer_twice_brings_the_same_steps_back_and_is_told_each_time() {
    let mut desk = Desk::new();
    desk.start_with(opened(&PLATFORMS, &[]));
    desk.act(answer("service.platform", "cdn"), 1);
    let before = walk(&desk)["steps"].clone();
    desk.act(answer("service.platform", "static"), 2);
    assert_eq!(walk(&desk)["steps"][0]["outcome"], "not_applicable");
    assert_eq!(walk(&desk)["steps"][1]["outcome"], "open");
    desk.act(answer("service.platform", "cdn"), 3);
    assert_eq!(walk(&desk)["steps"], before);
    let told = walk(&desk)["timeline"].clone();
    let told: Vec<_> = told.as_array().unwrap().iter().map(|row| row["text"].clone()).collect();
    assert_eq!(
        told[told.len() - 3..],
        [
            "Filled in service.platform: cdn.",
            "Filled in service.platform: static.",
            "Filled in service.platform: cdn."
        ]
    );
}

#[test]
fn what_the_card_says_is_not_asked() {
    let mut desk = Desk::new();
    desk.start_with(opened(
        &[("Restart {{service.app}}", Some("service.platform = pm2"))],
        &[("platform", "pm2"), ("app", "shop")],
    ));
    let asked = asks(&desk, 0);
    assert_eq!(asked.as_array().unwrap().len(), 1, "{asked}");
    assert_eq!(asked[0]["name"], "service.platform");
    assert_eq!(asked[0]["open"], false);
}

#[test]
fn a_blank_asks_until_it_is_filled_and_can_be_filled_anew() {
    let mut desk = Desk::new();
    let blanks = "Compare {{release.good}} with {{ask: host that still runs it}}";
    desk.start_with(opened(&[(blanks, None)], &[]));
    let asked = asks(&desk, 0);
    assert_eq!(asked[0]["question"], "Which release was the last good one?");
    assert_eq!(asked[1]["name"], "host that still runs it");
    assert_eq!((&asked[1]["kind"], &asked[1]["open"]), (&json!("text"), &json!(true)));
    desk.act(answer("host that still runs it", "web-3"), 1);
    let asked = asks(&desk, 0);
    assert_eq!((&asked[1]["value"], &asked[1]["open"]), (&json!("web-3"), &json!(false)));
    desk.act(done(), 2);
    assert_eq!(asks(&desk, 0), json!([]), "a step that is done asks nothing");
}

#[test]
fn a_fact_is_asked_in_the_words_of_the_form() {
    let mut desk = Desk::new();
    desk.start_with(opened(&[("Check the old schema", Some("previous = safe"))], &[]));
    let asked = asks(&desk, 0);
    assert_eq!(asked[0]["question"], "Could the previous release run right now?");
    assert_eq!(asked[0]["kind"], "one");
    assert_eq!(asked[0]["choices"][0], json!({ "value": "safe", "label": "Yes" }));
    desk.act(answer("previous", "assumed_safe"), 1);
    assert_eq!(asks(&desk, 0)[0]["value"], "Assumed");
    desk.act(answer("previous", "unknown"), 2);
    assert_eq!(asks(&desk, 0)[0]["open"], true, "an unknown answer leaves it open");
}

fn suggestion(desk: &Desk) -> Value {
    let now = desk.at(3);
    let clocks = Clocks::default();
    let view = kneeboard_core::view::decide::decide(desk.incident(), 1, None, &clocks, now);
    serde_json::to_value(view.unwrap().suggestion).unwrap()
}

fn answered(facts: &[(&str, Value)]) -> Desk {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    for (name, value) in facts {
        desk.act(answer(name, value.clone()), 1);
    }
    desk
}

#[test]
fn answers_that_lead_to_one_action_stand_in_one_line() {
    let desk = answered(&[
        ("touches", json!(["money"])),
        ("data_damage", json!("none")),
        ("release", json!("likely")),
        ("previous", json!({ "value": "safe", "source": "told" })),
        ("rollback_minutes", json!(2)),
    ]);
    let shown = suggestion(&desk);
    assert_eq!(shown["title"], "Roll back now");
    assert_eq!(
        shown["one_line"],
        "Roll back within 2 minutes because it touches money and the previous release can run."
    );
    let lines: Vec<String> = shown["flips"]
        .as_array()
        .unwrap()
        .iter()
        .map(|flip| format!("{}: {}", flip["label"], flip["text"]).replace('"', ""))
        .collect();
    assert_eq!(
        lines,
        [
            "Previous release could run: no: escalate",
            "Began with a change of ours: unlikely: escalate",
            "Rollback takes: cannot, or not known: escalate",
        ]
    );
    assert_eq!(shown["more_flips"], 0);
}

#[test]
fn what_nobody_knows_stands_first_and_five_lines_are_enough() {
    let shown = suggestion(&answered(&[]));
    let flips = shown["flips"].as_array().unwrap();
    assert!(flips.len() <= 5, "{flips:?}");
    assert!(flips.iter().all(|flip| flip["open"] == true), "{flips:?}");
    assert_eq!(shown["one_line"], "Escalate: no safe option is on the table, so get the owner.");
    let quiet = suggestion(&answered(&[
        ("touches", json!([])),
        ("critical_path", json!("works")),
        ("data_damage", json!("none")),
        ("users", json!("few")),
        ("trend", json!("steady")),
        ("contract", json!("safe")),
        ("visibility", json!("clear")),
    ]));
    assert_eq!(quiet["title"], "Watch for now");
    let flips = quiet["flips"].as_array().unwrap();
    let first_known = flips.iter().position(|flip| flip["open"] == false);
    let last_open = flips.iter().rposition(|flip| flip["open"] == true);
    assert!(first_known.is_none() || last_open < first_known, "{flips:?}");
    assert!(flips.len() == 5 && quiet["more_flips"].as_u64().unwrap() > 0, "{quiet}");
}

#[test]
fn an_act_says_what_was_recorded_and_whether_undo_takes_it_back() {
    let mut door = Door::new();
    let incident = door.start(Start {
        runbooks: vec!["nodejs/errors-after-release".to_owned()],
        ..Start::default()
    });
    let recorded = door.act(incident, note("45% of checkouts fail"));
    assert_eq!((recorded.said.as_str(), recorded.undo), ("45% of checkouts fail.", true));
    let undone = door.act(incident, Act::Undo {});
    assert!(undone.said.starts_with("Took back"), "{}", undone.said);
    assert!(!undone.undo);
    let decided = door.act(incident, Act::Decided(Box::new(decide(Action::Escalate, json!({})))));
    assert!(!decided.undo, "others may have acted on a decision already");
    let printed = serde_json::to_value(&recorded).unwrap();
    let mut keys: Vec<_> = printed.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["events", "handle", "head", "incident", "warnings"], "scripts know these");
}

#[test]
fn older_pages_join_to_the_whole_timeline() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    for n in 0..23 {
        desk.act(note(&format!("reading {n}")), n);
    }
    let page =
        |before, rows| kneeboard_core::view::timeline::page(desk.incident(), 1, before, rows);
    let whole: Vec<usize> = page(None, 1000).rows.iter().map(|row| row.n).collect();
    assert_eq!(whole.len(), page(None, 5).timeline_rows);
    let (mut joined, mut before) = (Vec::new(), None);
    loop {
        let older = page(before, 7);
        assert!(older.rows.len() <= 7);
        let mut rows: Vec<usize> = older.rows.iter().map(|row| row.n).collect();
        rows.append(&mut joined);
        joined = rows;
        before = older.before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(joined, whole);
    assert_eq!(page(Some(1), 7).rows.len(), 0);
    assert_eq!(page(None, 0).rows.len(), 1, "a page has a row at least");
}

/// 10,000 events: what a walk costs against reading the incident from the store, and its size.
#[test]
fn the_walk_of_a_long_incident_is_made_in_a_fraction_of_its_replay() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Checkout fails");
    let long = Long::of(&desk);
    let replayed = median(|| drop(kneeboard_core::incident::Incident::replay(long.events.clone())));
    let incident = kneeboard_core::incident::Incident::replay(long.events.clone());
    let clocks = Clocks::default();
    let walk = || kneeboard_core::view::walk::walk(&incident, 1, None, None, &clocks).unwrap();
    let made = median(|| drop(serde_json::to_string(&walk())));
    let bytes = serde_json::to_string(&walk()).unwrap().len();
    let ratio = made.as_secs_f64() / replayed.as_secs_f64();
    println!("walk of 10,000 events: {bytes} bytes, {made:?}, {ratio:.2} of a replay {replayed:?}");
    assert!(ratio < 1.0, "{ratio}");
    assert!(bytes < 60_000, "{bytes}");
}

struct Long {
    events: Vec<kneeboard_core::event::Event>,
}

impl Long {
    /// The desk's incident with notes on top, each behind the one before.
    fn of(desk: &Desk) -> Self {
        let mut desk = desk.clone();
        desk.act(note("45% of checkouts fail, steady for the last minute"), 1);
        let mut events = desk.events().to_vec();
        let model = events.last().unwrap().clone();
        for n in 1..10_000_u64 {
            let mut event = model.clone();
            event.id = kneeboard_core::id::EventId(uuid::Uuid::from_u128(u128::from(n)));
            event.act = kneeboard_core::id::ActId(uuid::Uuid::from_u128(u128::from(n)));
            event.seq += n;
            event.counter += n;
            event.prev = Some(events.last().unwrap().hash);
            event.after = vec![events.last().unwrap().hash];
            event.hash.0[24..].copy_from_slice(&n.to_be_bytes());
            event.recorded_at = model.recorded_at.plus_ms(i64::try_from(n).unwrap() * 1000);
            events.push(event);
        }
        Self { events }
    }
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut took: Vec<Duration> = (0..5)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed()
        })
        .collect();
    took.sort();
    took[2]
}

fn card(desk: &Desk) -> Value {
    let view = kneeboard_core::view::incidents::open_incident(desk.incident(), &Clocks::default());
    serde_json::to_value(view).unwrap()
}

#[test]
fn an_open_incident_says_its_place_without_internal_numbers() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Checkout fails");
    assert_eq!(
        card(&desk)["line"],
        "Triage, step 1 of 2: compare the 5xx rate now with the hour before"
    );
    desk.act(done(), 1).act(done(), 2);
    let facts = json!({ "touches": ["money"], "previous": "safe", "rollback_minutes": 5 });
    desk.act(Act::Decided(Box::new(decide(Action::RollBack, facts))), 3);
    assert_eq!(
        card(&desk)["line"],
        "Mitigate, step 1 of 1: deploy the previous release · decided: roll back"
    );
    desk.act(done(), 4).act(done(), 5).act(done(), 6).act(done(), 7);
    assert_eq!(card(&desk)["line"], "No step is left · decided: roll back");
}

#[test]
fn a_watch_says_until_when_and_what_ends_it() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Thumbnails are slow");
    let watch = Choice {
        tripwire: Some("p95 above 900 ms means roll back".to_owned()),
        recheck: Some("2026-11-22T03:10:00Z".to_owned()),
        ..decide(Action::Watch, json!({ "touches": [], "critical_path": "works" }))
    };
    desk.act(Act::Decided(Box::new(watch)), 3);
    assert_eq!(card(&desk)["line"], "Watching until 03:10Z: p95 above 900 ms means roll back");
    desk.act(seen(&desk, Outcome::Worse), 9);
    assert_eq!(card(&desk)["watching"], Value::Null, "the watch is over");
}

fn seen(desk: &Desk, outcome: Outcome) -> Act {
    Act::OutcomeSeen { decision: desk.newest("Decided"), outcome, reading: None, at: None }
}

fn row(desk: &Desk) -> kneeboard_core::view::earlier::Row {
    kneeboard_core::view::earlier::Row::of(desk.incident())
}

#[test]
fn what_worked_before_is_told_from_the_outcomes_of_decisions() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Memory climbs until restart");
    let facts = json!({ "touches": ["money"], "previous": "safe", "rollback_minutes": 5 });
    desk.act(Act::Decided(Box::new(decide(Action::Hotfix, facts.clone()))), 2);
    desk.act(seen(&desk, Outcome::NoEffect), 9);
    desk.act(Act::Decided(Box::new(decide(Action::RollBack, facts))), 10);
    desk.act(seen(&desk, Outcome::AsExpected), 18);
    desk.act(time(KeyTime::Mitigated, "2026-11-22T02:16:00Z"), 18);
    desk.act(Act::Closed { note: None }, 20);
    assert_eq!(
        row(&desk).worked.unwrap(),
        "Rolling back worked in 6 minutes; the hotfix did not help."
    );
}

#[test]
fn where_nobody_recorded_how_it_went_that_is_said() {
    let mut desk = Desk::new();
    desk.start_with_runbook("Memory climbs until restart");
    desk.act(Act::Decided(Box::new(decide(Action::RollBack, json!({})))), 2);
    desk.act(Act::Closed { note: None }, 20);
    assert_eq!(row(&desk).worked.unwrap(), "Decided: roll back; how it went was not recorded.");
}

#[test]
fn a_list_says_what_a_postmortem_still_wants() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(Act::Closed { note: None }, 20);
    let earlier = row(&desk).earlier.unwrap();
    assert!(earlier.findings > 1, "{earlier:?}");
    assert_eq!(earlier.postmortem, format!("{} findings", earlier.findings));
    let mut drill = Desk::new();
    drill.start_with(Start { drill: true, ..Start::default() });
    drill.act(Act::Closed { note: None }, 20);
    assert_eq!(row(&drill).earlier.unwrap().postmortem, "Drill");
}

#[test]
fn a_start_shows_how_often_a_runbook_was_used_and_what_looked_like_this() {
    let mut door = Door::new();
    let begin = |door: &mut Door, drill| -> IncidentId {
        door.start(Start {
            title: Some("Errors".to_owned()),
            looks_like: Some("thumbnails vanish".to_owned()),
            runbooks: vec!["nodejs/errors-after-release".to_owned()],
            drill,
            ..Start::default()
        })
    };
    begin(&mut door, true);
    let first = begin(&mut door, false);
    begin(&mut door, false);
    let ask = json!({ "view": "similar", "query": "the thumbnails vanish" });
    assert_eq!(door.view(ask.clone())["similar"], json!([]), "open ones are not past ones");
    door.act(first, Act::Closed { note: None });
    let found = door.view(ask);
    assert_eq!(found["similar"][0]["title"], "Errors");
    let mut used = |query: &str| {
        let found = door.view(json!({ "view": "start", "query": query }));
        (found["runbooks"][0]["id"].clone(), found["runbooks"][0]["used"].clone())
    };
    assert_eq!(used("5xx after a release"), (json!("nodejs/errors-after-release"), json!(2)));
    assert_eq!(used("white screen"), (json!("react/white-screen-after-release"), json!(0)));
}

#[test]
fn rows_of_an_earlier_edition_are_made_anew_when_the_store_is_opened() {
    let mut door = Door::new();
    let incident = door.start(Start { title: Some("Errors".to_owned()), ..Start::default() });
    door.act(incident, Act::Closed { note: None });
    let store = rusqlite::Connection::open(door.path("kneeboard.db")).unwrap();
    store.execute("UPDATE incident_row SET projector = 1, view = 'null'", []).unwrap();
    drop(store);
    door.reopen();
    let earlier = door.view(json!({ "view": "incidents" }))["earlier"].clone();
    assert_eq!(earlier[0]["title"], "Errors");
}

fn spoken(desk: &Desk, name: &str) -> Vec<(String, String)> {
    let clock = deadlines(desk.incident(), &Clocks::default())
        .into_iter()
        .find(|deadline| deadline.name == name)
        .map(ClockView::from)
        .unwrap();
    clock.speak.into_iter().map(|spoken| (spoken.at.clock(), spoken.words)).collect()
}

#[test]
fn a_clock_is_heard_at_half_at_a_minute_and_when_it_runs_out() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    let told = |at: &str, words: &str| (at.to_owned(), words.to_owned());
    assert_eq!(
        spoken(&desk, "cause"),
        [
            told("02:02:30Z", "Half is over: 2 minutes 30 seconds left to know the cause."),
            told("02:04:00Z", "1 minute left to know the cause."),
            told(
                "02:05:00Z",
                "No time left to know the cause. After that, decide with what is known."
            ),
        ]
    );
    assert_eq!(
        spoken(&desk, "update")[2],
        told("02:05:00Z", "Due now: the next update. Tell the people who wait.")
    );
    desk.act(Act::ClockMuted { clock: "cause".to_owned() }, 1);
    assert_eq!(spoken(&desk, "cause"), []);
    assert!(
        desk.incident().entries().iter().any(|e| matches!(e.event.what, What::ClockMuted { .. }))
    );
}
