//! Settings move clocks, name exports and keep the export folder; they never touch the record.

use crate::support::door::Door;
use crate::support::record::{Desk, decide, note};
use kneeboard_core::act::{Act, Choice, Start};
use kneeboard_core::clocks::deadlines;
use kneeboard_core::decision::Action;
use kneeboard_core::event::{Role, Via, What};
use kneeboard_core::id::IncidentId;
use kneeboard_core::kneeboard::{Format, Kneeboard, Save};
use kneeboard_core::postmortem::Style;
use kneeboard_core::settings::{Clock, Clocks, Settings};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

fn moved(key: &str, minutes: &str) -> Clocks {
    let mut settings = Settings::default();
    settings.set(key, minutes).unwrap();
    settings.clocks
}

#[test]
fn a_clock_that_was_moved_is_no_longer_called_a_default() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    let cause = |clocks: &Clocks| {
        let found = deadlines(desk.incident(), clocks).into_iter().find(|d| d.name == "cause");
        found.map(|deadline| (deadline.at, deadline.default)).unwrap()
    };
    assert_eq!(cause(&Clocks::default()), (desk.at(5), true));
    assert_eq!(cause(&moved("cause_minutes", "9")), (desk.at(9), false));
    assert_eq!(cause(&moved("cause_minutes", "5")), (desk.at(5), true), "5 is the default");
    assert_eq!(cause(&moved("next_update_minutes", "9")), (desk.at(5), true));
}

#[test]
fn updates_run_by_the_minutes_that_were_set() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    let update = |desk: &Desk, clocks: &Clocks| {
        let found = deadlines(desk.incident(), clocks).into_iter().find(|d| d.name == "update");
        found.map(|deadline| (deadline.at, deadline.default))
    };
    assert_eq!(update(&desk, &moved("first_update_minutes", "8")), Some((desk.at(8), false)));
    let told = Act::UpdateSent {
        audience: kneeboard_core::event::Audience::Status,
        text: "We look into it".to_owned(),
        at: None,
    };
    desk.act(told, 4);
    assert_eq!(update(&desk, &moved("next_update_minutes", "30")), Some((desk.at(34), false)));
    assert_eq!(update(&desk, &moved("first_update_minutes", "8")), Some((desk.at(24), true)));
}

#[test]
fn settings_never_move_what_the_table_suggests() {
    let mut door = Door::new();
    let incident = begin(&mut door);
    door.turn("03:30:00");
    let before = door.of("decide", incident)["suggestion"].clone();
    for clock in Clock::ALL {
        door.set(clock.key(), "33").unwrap();
    }
    assert_eq!(door.of("decide", incident)["suggestion"], before);
    let clocks = door.of("walk", incident)["clocks"].clone();
    assert_eq!(clocks[0]["at"], "2026-11-22T02:33:00Z", "{clocks}");
    assert_eq!(clocks[0]["default"], false);
}

#[test]
fn a_watch_is_looked_at_again_after_the_minutes_that_were_set() {
    let mut door = Door::new();
    let incident = begin(&mut door);
    door.set("recheck_minutes", "40").unwrap();
    assert_eq!(door.of("decide", incident)["prefilled"]["recheck_minutes"], 40);
    let watch = Choice { tripwire: Some("p95 above 900 ms".to_owned()), ..quiet() };
    door.act(incident, Act::Decided(Box::new(watch)));
    let record = door.record.incident(incident).unwrap();
    let decided = record.entries().iter().find_map(|entry| match &entry.event.what {
        What::Decided(body) => body.recheck,
        _ => None,
    });
    assert_eq!(decided.unwrap().written(), "2026-11-22 02:40:00Z");
}

fn quiet() -> Choice {
    decide(Action::Watch, json!({ "touches": [], "critical_path": "works" }))
}

fn begin(door: &mut Door) -> IncidentId {
    door.start(Start { title: Some("Checkout fails".to_owned()), ..Start::default() })
}

#[test]
fn a_form_with_one_wrong_value_sets_nothing() {
    let mut door = Door::new();
    let form = json!({
        "save": "settings",
        "values": { "cause_minutes": "7", "names": "names", "next_update_minutes": "soon" },
    });
    let error = door.save(form).unwrap_err();
    assert_eq!(error.kind, "setting");
    assert_eq!(
        error.message,
        "\"soon\" is no length for \"Next update\". The settings are as they were."
    );
    assert_eq!(error.hint, "Give whole minutes from 1 to 60.");
    assert_eq!(door.record.settings().unwrap(), Settings::default());
}

#[test]
fn the_screen_shows_every_value_beside_its_default() {
    let mut door = Door::new();
    door.set("investigation_minutes", "45").unwrap();
    door.set("names", "names").unwrap();
    door.record.back_up_today().unwrap();
    let view = door.view(json!({ "view": "settings" }));
    let clock = |key: &str| {
        let clocks = view["clocks"].as_array().unwrap().iter();
        let found = clocks.clone().find(|clock| clock["key"] == key).unwrap();
        (found["minutes"].clone(), found["default_minutes"].clone(), found["is_default"].clone())
    };
    assert_eq!(clock("investigation_minutes"), (json!(45), json!(60), json!(false)));
    assert_eq!(clock("cause_minutes"), (json!(5), json!(5), json!(true)));
    assert_eq!(view["names"], "names");
    assert_eq!(view["store"], door.path("kneeboard.db").display().to_string());
    assert_eq!(view["sample"], true);
    assert_eq!(view["backups"], json!([{ "day": "2026-11-22", "kind": "daily" }]));
    assert_eq!(view["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(view["export_folder_given"], false);
    door.set("names", "").unwrap();
    assert_eq!(door.view(json!({ "view": "settings" }))["names"], "roles");
}

#[test]
fn the_folder_that_a_person_picked_is_used_at_the_next_start() {
    let mut door = Door::new();
    let picked = door.path("picked");
    door.record.choose_export_folder(&picked, Role::OnCall).unwrap();
    assert_eq!(door.record.export_folder().unwrap(), picked);
    door.reopen();
    assert_eq!(door.record.export_folder().unwrap(), picked);

    // One that is named at the start wins, for as long as nobody picks another.
    let named = door.path("named");
    door.record.give_export_folder(&named);
    assert_eq!(door.record.export_folder().unwrap(), named);
    assert_eq!(door.view(json!({ "view": "settings" }))["export_folder_given"], true);
    let other = door.path("other");
    door.record.choose_export_folder(&other, Role::OnCall).unwrap();
    assert_eq!(door.record.export_folder().unwrap(), other);

    door.set("export_folder", "").unwrap();
    let view = door.view(json!({ "view": "settings" }));
    assert_eq!(view["export_folder"], view["default_export_folder"]);
}

#[test]
fn no_form_can_name_a_folder() {
    let mut door = Door::new();
    let before = door.record.export_folder().unwrap();
    let error = door.set("export_folder", "/etc").unwrap_err();
    assert_eq!(error.message, "A folder is not set by typing it. The settings are as they were.");
    assert_eq!(door.record.export_folder().unwrap(), before);
}

fn fill(door: &mut Door) {
    for clock in Clock::ALL {
        door.set(clock.key(), "17").unwrap();
    }
    door.set("names", "names").unwrap();
    let folder = door.path("seventeen");
    door.record.choose_export_folder(&folder, Role::OnCall).unwrap();
}

#[test]
fn a_handover_carries_no_settings() {
    let mut door = Door::new();
    let incident = begin(&mut door);
    fill(&mut door);
    let file = door.path("handover.jsonl");
    door.record.hand_over(incident, &file).unwrap();
    let carried = std::fs::read_to_string(&file).unwrap();
    assert!(!carried.contains("settings") && !carried.contains("seventeen"), "{carried}");

    let there = door.path("there.db");
    let mut there = Kneeboard::open(Path::new(&there), Via::Window).unwrap();
    there.take_in(&file).unwrap();
    assert_eq!(there.settings().unwrap(), Settings::default());
}

#[test]
fn a_document_has_the_same_bytes_under_any_settings() {
    let mut door = Door::new();
    let incident = begin(&mut door);
    door.act(incident, note("45% of checkouts fail"));
    door.act(incident, Act::Decided(Box::new(quiet())));
    let bytes = |door: &mut Door, format| {
        door.record.document(incident, format, &Style::default()).unwrap()
    };
    let before = [Format::Md, Format::Brief, Format::Json].map(|format| bytes(&mut door, format));
    fill(&mut door);
    let after = [Format::Md, Format::Brief, Format::Json].map(|format| bytes(&mut door, format));
    assert_eq!(before, after);
    assert!(door.record.export_style().unwrap().names, "an export asks for names");
}

#[test]
fn a_service_card_is_saved_as_before() {
    let mut door = Door::new();
    let form = json!({ "save": "service", "service": "shop-api", "keys": { "name": "Shop API" } });
    door.save(form).unwrap();
    assert_eq!(door.record.service("shop-api").unwrap().name(), "Shop API");
    let neither: Result<Save, _> = serde_json::from_value::<Save>(json!({ "save": "theme" }));
    assert!(neither.is_err());
    assert_eq!(door.view(json!({ "view": "services" }))["services"], shop());
}

fn shop() -> Value {
    json!([{ "id": "shop-api", "name": "Shop API", "stack": null, "platform": null }])
}

#[test]
fn two_processes_that_set_different_settings_lose_neither() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kneeboard.db");
    let sets =
        [("names", "names"), ("letters", "off"), ("beside", "outline"), ("recheck_minutes", "30")];
    for _ in 0..5 {
        std::thread::scope(|scope| {
            for (key, value) in sets {
                let path = &path;
                scope.spawn(move || {
                    let mut other = Kneeboard::open(path, Via::Window).unwrap();
                    for value in ["", value] {
                        let values = BTreeMap::from([(key.to_owned(), value.to_owned())]);
                        other.set_settings(&values, Role::OnCall).unwrap();
                    }
                });
            }
        });
        let now = Kneeboard::open(&path, Via::Window).unwrap().settings().unwrap().written();
        for (key, value) in sets {
            assert!(now.contains(&format!("{key}: {value}\n")), "{now}");
        }
    }
}
