//! The hand-over sheet: five questions answered within a minute, from the record alone.

use crate::cli::drill::play_until;
use crate::support::expected::same_as_expected;
use crate::support::kneeboard::Desk;
use crate::support::record;
use kneeboard_core::act::Act;
use kneeboard_core::event::{Audience, Role, Via};
use kneeboard_core::kneeboard::{Clock, Kneeboard, ViewRequest};
use kneeboard_core::settings::Clocks;
use kneeboard_core::view::handover::{HandoverView, handover};
use serde_json::Value;

/// The sheet of the only incident, as the window receives it.
fn sheet(desk: &Desk) -> Value {
    let clock = Clock::Sample(desk.path("clock"));
    let mut door = Kneeboard::open_by(&desk.path("kneeboard.db"), clock, Via::Window).unwrap();
    let incident = door.incident_ids().unwrap()[0];
    door.view(&ViewRequest::Handover { incident }).unwrap()
}

/// The drill a quarter of an hour into the second decision: a step has just failed.
fn mid_drill() -> Desk {
    let desk = play_until("02:40:00");
    desk.out(&[
        "service",
        "set",
        "shop-worker",
        "owner=team orders",
        "escalation=+41 44 555 01 17",
        "way_in=ssh jump.example.org, key in the safe",
        "dashboards=https://dash.example.org/orders",
    ]);
    desk.out(&["role", "commander", "Ana"]);
    desk
}

#[test]
fn the_sheet_of_the_drill_is_the_page_that_was_read() {
    let sheet = sheet(&mid_drill());
    same_as_expected("django-drill-handover.md", sheet["markdown"].as_str().unwrap());
    same_as_expected(
        "django-drill-handover.txt",
        &format!("{}\n", sheet["chat"].as_str().unwrap()),
    );
}

#[test]
fn a_chat_gets_ten_short_lines_at_most() {
    let chat = sheet(&mid_drill())["chat"].as_str().unwrap().to_owned();
    assert!(chat.lines().count() <= 10, "{chat}");
    assert!(chat.lines().all(|line| line.chars().count() <= 140), "{chat}");
}

fn made(desk: &record::Desk, minute: i64) -> HandoverView {
    handover(desk.incident(), 1, None, &Clocks::default(), desk.at(minute)).unwrap()
}

#[test]
fn taking_command_shows_who_holds_it_now() {
    let mut desk = record::Desk::new();
    desk.start_with_runbook("Checkout fails");
    assert!(made(&desk, 1).chat.contains("Command: nobody has taken it"));
    let take = |name: &str| Act::RoleTaken { role: Role::Commander, name: Some(name.to_owned()) };
    desk.act(take("Ana"), 2).act(take("Ben"), 30);
    let sheet = made(&desk, 31);
    assert_eq!(sheet.command.name.as_deref(), Some("Ben"));
    assert_eq!(sheet.command.clock.as_deref(), Some("02:30:00Z"));
    assert!(sheet.markdown.contains("- **Command:** Ben, since 02:30:00Z\n"), "{}", sheet.markdown);
}

#[test]
fn the_last_update_and_the_next_are_on_the_sheet() {
    let mut desk = record::Desk::new();
    desk.start("Checkout fails");
    assert_eq!(made(&desk, 1).next_update.as_deref(), Some("02:05Z"));
    desk.act(
        Act::UpdateSent {
            audience: Audience::Status,
            text: "We look into it.".to_owned(),
            at: None,
        },
        4,
    );
    let sheet = made(&desk, 6);
    assert_eq!(sheet.next_update.as_deref(), Some("02:24Z"));
    let last = sheet.last_update.unwrap();
    assert_eq!(last.clock, "02:04:00Z");
    assert!(last.text.ends_with("We look into it."), "{}", last.text);
}

#[test]
fn a_clock_that_ran_out_says_since_when() {
    let mut desk = record::Desk::new();
    desk.start("Checkout fails");
    assert!(made(&desk, 1).chat.contains("Clocks: 02:05Z: left to know the cause; "));
    let late = made(&desk, 7);
    assert!(late.chat.contains("Clocks: over since 02:05Z: the time to know the cause; "));
    assert!(late.markdown.contains("- The next was due at 02:05Z.\n"), "{}", late.markdown);
}

#[test]
fn an_incident_that_has_just_begun_has_a_sheet_without_empty_headings() {
    let mut desk = record::Desk::new();
    desk.start("Checkout fails");
    let sheet = made(&desk, 0);
    assert_eq!(sheet.state, "No step is left. Nothing is decided.");
    let headings: Vec<&str> =
        sheet.markdown.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings, ["## Clocks", "## Updates", "## Key times"]);
}

#[test]
fn words_that_were_removed_are_on_no_sheet() {
    let mut desk = record::Desk::new();
    desk.start("Checkout fails").act(Act::Contained { text: "token abc123 off".to_owned() }, 1);
    let target = desk.newest("Contained");
    desk.act(Act::Redacted { target, reason: "secret".to_owned() }, 2);
    let sheet = made(&desk, 3);
    assert!(!sheet.markdown.contains("abc123") && !sheet.chat.contains("abc123"));
    assert!(sheet.markdown.contains("removed 22 Nov: secret"), "{}", sheet.markdown);
}
