use crate::support::expected::same_as_expected;
use crate::support::kneeboard::Desk;

#[path = "../../src-tauri/cli/src/drill.rs"]
mod script;

use script::{Beat, DAY, DJANGO, SEED};

fn play(desk: &Desk, beat: &Beat) {
    desk.turn_clock(&format!("{DAY}T{}Z", beat.at), SEED);
    let text = desk.write("text.md", beat.text);
    let line: Vec<&str> =
        beat.line.iter().map(|word| if *word == "{text}" { text.as_str() } else { word }).collect();
    desk.run(&line).done();
}

/// A desk on which the drill was walked as far as this time.
pub fn play_until(time: &str) -> Desk {
    let desk = Desk::with_clock(&format!("{DAY}T{}Z", DJANGO[0].at), SEED);
    desk.out(&["store", "new", "--sample"]);
    for beat in DJANGO.iter().take_while(|beat| beat.at <= time) {
        play(&desk, beat);
    }
    desk.turn_clock(&format!("{DAY}T{time}Z"), SEED);
    desk
}

#[test]
fn the_demo_prints_the_postmortem_of_the_drill() {
    let desk = Desk::new();
    same_as_expected("django-drill.md", &desk.out(&["demo"]));
    assert!(!desk.path("kneeboard.db").exists(), "the demo has a store of its own");
}

#[test]
fn the_drill_command_by_command_gives_the_same_document() {
    let desk = play_until("23:59:59");
    same_as_expected("django-drill.md", &desk.out(&["postmortem", "show"]));
    let path = desk.out(&["postmortem", "export"]);
    assert_eq!(path, "DESK/exports/1122-order-settlement-fails-on-every-order.md\n");
    same_as_expected(
        "django-drill.md",
        &desk.read("exports/1122-order-settlement-fails-on-every-order.md"),
    );
    same_as_expected("django-drill-check.txt", &desk.run(&["postmortem", "check"]).out);
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

#[test]
fn a_drill_that_is_not_there_is_named() {
    Desk::new()
        .run(&["demo", "rails"])
        .refused(3, "There is no drill \"rails\". Nothing was done. The drills are: django.");
}
