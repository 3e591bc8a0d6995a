//! Acts that had to wait for the store: told by the time at which they were done, stored once.

use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{KeyTime, Role, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Clock, Done, Kneeboard, Request};
use kneeboard_core::moment::{Moment, When};
use serde_json::json;
use std::fs;
use tempfile::TempDir;

/// 02:05 on 22 November 2026, in milliseconds.
const BEGUN: i64 = 1_795_313_100_000;
const MINUTE: i64 = 60_000;

/// A sample store whose clock is set by hand, with an incident begun at 02:05.
struct Desk {
    folder: TempDir,
    door: Kneeboard,
    incident: IncidentId,
}

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = folder.path().join("clock");
        fs::write(&clock, "2026-11-22T02:05:00Z waiting\n").unwrap();
        let store = folder.path().join("kneeboard.db");
        let mut door = Kneeboard::new_sample_by(&store, Clock::Sample(clock), Via::Window).unwrap();
        let start = Start { title: Some("Checkout 500".to_owned()), ..Start::default() };
        let begun = door.act(request(1, None, Act::IncidentStarted(start), None)).unwrap();
        let incident = begun.incident;
        Self { folder, door, incident }
    }

    fn turn_clock(&self, time: &str) {
        fs::write(self.folder.path().join("clock"), format!("2026-11-22T{time}Z waiting\n"))
            .unwrap();
    }

    /// An act as the window offers it, under a number that makes its id.
    fn offer(&mut self, id: u128, act: &serde_json::Value, done_at_ms: Option<i64>) -> Done {
        let act: Act = serde_json::from_value(act.clone()).unwrap();
        self.door.act(request(id, Some(self.incident), act, done_at_ms)).unwrap()
    }

    /// When an act's only event took place, and when it was written down.
    fn told(&mut self, done: &Done) -> (When, Moment) {
        let incident = self.door.incident(self.incident).unwrap();
        let index = incident.index_of(done.events[0]).unwrap();
        (incident.happened_at(index), incident.event(index).recorded_at)
    }
}

fn request(id: u128, incident: Option<IncidentId>, act: Act, done_at_ms: Option<i64>) -> Request {
    Request {
        id: ActId(uuid::Uuid::from_u128(id)),
        incident,
        role: Role::OnCall,
        name: None,
        act,
        secret: None,
        done_at_ms,
    }
}

fn at(ms: i64) -> Moment {
    Moment::new(ms, 0)
}

#[test]
fn an_act_that_waited_took_place_when_it_was_done_and_says_when_it_was_written_down() {
    let mut desk = Desk::new();
    desk.turn_clock("02:15:00");
    let note = json!({ "act": "NoteAdded", "text": "5xx rises" });
    let done = desk.offer(2, &note, Some(BEGUN + 2 * MINUTE));
    let expected = (When::Exact { at: at(BEGUN + 2 * MINUTE) }, at(BEGUN + 10 * MINUTE));
    assert_eq!(desk.told(&done), expected);
}

#[test]
fn now_is_the_time_at_which_it_was_done() {
    let mut desk = Desk::new();
    desk.turn_clock("02:15:00");
    let mitigated = json!({ "act": "TimeSet", "time": "mitigated", "at": "now" });
    desk.offer(2, &mitigated, Some(BEGUN + 3 * MINUTE));
    let incident = desk.door.incident(desk.incident).unwrap();
    let when = incident.key_time(KeyTime::Mitigated).unwrap().when;
    assert_eq!(when, When::Exact { at: at(BEGUN + 3 * MINUTE) });
}

#[test]
fn what_did_not_wait_or_says_to_come_from_the_future_takes_place_now() {
    let mut desk = Desk::new();
    desk.turn_clock("02:15:00");
    let note = json!({ "act": "NoteAdded", "text": "5xx rises" });
    let now = at(BEGUN + 10 * MINUTE);
    for (id, done_at_ms) in [(2, None), (3, Some(BEGUN + 11 * MINUTE))] {
        let done = desk.offer(id, &note, done_at_ms);
        assert_eq!(desk.told(&done), (When::Exact { at: now }, now));
    }
}

#[test]
fn offered_again_under_its_id_it_is_stored_once() {
    let mut desk = Desk::new();
    let note = json!({ "act": "NoteAdded", "text": "5xx rises" });
    let first = desk.offer(2, &note, None);
    desk.turn_clock("02:15:00");
    let again = desk.offer(2, &note, Some(BEGUN));
    assert_eq!(again.events, first.events);
    let entries = desk.door.incident(desk.incident).unwrap().entries().len();
    assert_eq!(entries, 3, "the start, its key time, the note");
}

/// The ids of a sample follow from its seed and where it stands: two programs that look at once make
/// the same one, and each means another act by it.
#[test]
fn two_programs_at_one_moment_of_a_sample_both_record_their_act() {
    let mut desk = Desk::new();
    let (store, clock) =
        (desk.folder.path().join("kneeboard.db"), desk.folder.path().join("clock"));
    let mut other = Kneeboard::open_by(&store, Clock::Sample(clock), Via::CommandLine).unwrap();
    let incident = Some(desk.incident);
    for text in [["5xx rises", "the queue grows"], ["the same words", "the same words"]] {
        let (mine, theirs) = (desk.door.fresh_act_id().unwrap(), other.fresh_act_id().unwrap());
        assert_eq!(mine, theirs);
        let note = |text: &str| {
            serde_json::from_value(json!({ "act": "NoteAdded", "text": text })).unwrap()
        };
        let sent = |id: ActId, text: &str| request(id.0.as_u128(), incident, note(text), None);
        let first = desk.door.act(sent(mine, text[0])).unwrap();
        let second = other.act(sent(theirs, text[1])).unwrap();
        assert_ne!(first.events, second.events, "{text:?}");
        let again = desk.door.act(sent(mine, text[0])).unwrap();
        assert_eq!(again.events, first.events, "what is sent again is answered");
    }
    let entries = other.incident(desk.incident).unwrap().entries().len();
    assert_eq!(entries, 6, "the start, its key time, four notes");
}
