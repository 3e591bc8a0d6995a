//! A store that lost what it had recorded says so, at every command and in the check.

use crate::support::kneeboard::{Desk, Printed};
use std::fs;

const SAID: &str = "Warning: 1 event that this machine recorded is missing from the store. Run kneeboard store check.\n";

/// A store put back to before the note at 02:14, which the incident file `carried.jsonl` holds.
fn put_back() -> Desk {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let old = fs::read(desk.path("kneeboard.db")).unwrap();
    desk.turn_clock("2026-11-22T02:14:00Z", "desk");
    desk.out(&["note", "5xx rises"]);
    let carried = desk.path("carried.jsonl").display().to_string();
    desk.out(&["handover", "export", &carried]);
    let note = desk.json(&["incident", "timeline"]);
    let note = note.as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    desk.write("note", &note);
    fs::write(desk.path("kneeboard.db"), old).unwrap();
    // Ids follow from the seed: what comes after is another history.
    desk.turn_clock("2026-11-22T02:20:00Z", "after");
    desk
}

fn check(desk: &Desk) -> Printed {
    desk.run(&["store", "check"])
}

fn found(desk: &Desk, look: &str) -> String {
    format!(
        "An event of incident 1122-checkout-500 that this machine recorded on 22 Nov at 02:14Z is missing from the store (id {}). {look}\n",
        desk.read("note")
    )
}

#[test]
fn what_is_missing_is_said_before_and_after_the_next_act_until_it_arrives() {
    let desk = put_back();
    let nowhere = found(&desk, "There is no backup to look for it in.");
    assert_eq!(check(&desk), Printed { out: nowhere, err: SAID.to_owned(), code: 1 });
    let listed = desk.run(&["incident", "list"]);
    assert_eq!((listed.code, listed.err.as_str()), (0, SAID));
    assert_eq!(desk.run(&["incident", "list", "--quiet"]).err, "");
    assert_eq!(desk.run(&["incident", "list", "--json"]).err, "");

    let noted = desk.run(&["note", "recorded after the loss"]);
    assert_eq!((noted.code, noted.err.as_str()), (0, SAID));
    desk.run(&["incident", "close"]);
    let backup = "DESK/kneeboard.db.backups/2026-11-22.db";
    let look = format!(
        "Look for it in the newest backup: kneeboard incident timeline 1122-checkout-500 --store {backup}"
    );
    assert_eq!(check(&desk), Printed { out: found(&desk, &look), err: SAID.to_owned(), code: 1 });
    let json = desk.run(&["store", "check", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json["ok"], &json["found"][0]["kind"]), (&false.into(), &"missing_event".into()));
    let info = desk.json(&["store", "info"]);
    assert_eq!(
        info["missing"],
        serde_json::json!([{
            "incident": "1122-checkout-500",
            "event": desk.read("note"),
            "recorded_at": "2026-11-22T02:14:00Z",
        }])
    );
    let info = desk.run(&["store", "info", "--quiet"]).out;
    assert!(info.contains("missing        1 event; see kneeboard store check\n"), "{info}");

    desk.run(&["handover", "import", &desk.path("carried.jsonl").display().to_string()]);
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
    assert_eq!(desk.json(&["store", "info"])["missing"], serde_json::json!([]));
}

#[test]
fn a_backup_that_is_restored_ends_it() {
    let desk = put_back();
    desk.run(&["note", "recorded after the loss"]);
    desk.run(&["store", "backup", "copy.db"]);
    desk.out(&["store", "restore", "copy.db"]);
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

#[test]
fn a_store_that_is_begun_anew_where_one_vanished_says_what_it_lost() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    fs::remove_file(desk.path("kneeboard.db")).unwrap();
    let checked = check(&desk);
    assert_eq!(checked.code, 1);
    assert_eq!(checked.out.lines().count(), 2, "the start and its key time: {}", checked.out);
    assert!(checked.err.contains("2 events that this machine recorded are missing"), "{checked:?}");
}

#[test]
fn the_newest_backup_is_never_one_of_a_day_to_come_without_a_word() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let close = || {
        desk.out(&["incident", "close"]);
        desk.out(&["incident", "reopen"]);
    };
    for day in ["2026-12-12", "2027-01-20", "2027-04-03"] {
        desk.turn_clock(&format!("{day}T02:05:00Z"), "desk");
        close();
    }
    desk.turn_clock("2026-11-22T03:00:00Z", "desk");
    let info = desk.out(&["store", "info"]);
    let newest =
        |day: &str, and: &str| format!("newest backup  DESK/kneeboard.db.backups/{day}.db{and}\n");
    assert!(info.contains(&newest("2027-04-03", ", dated ahead of today")), "{info}");
    close();
    let info = desk.out(&["store", "info"]);
    assert!(info.contains("backups        4, 3 of them dated ahead of today\n"), "{info}");
    assert!(info.contains(&newest("2026-11-22", "")), "{info}");
}

#[test]
fn where_more_is_missing_than_is_known_by_name_that_is_said() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let old = fs::read(desk.path("kneeboard.db")).unwrap();
    for n in 0..40 {
        desk.out(&["note", &format!("note {n}")]);
    }
    fs::write(desk.path("kneeboard.db"), old).unwrap();
    let checked = check(&desk);
    assert_eq!(checked.out.lines().count(), 33);
    assert!(
        checked.out.ends_with("\nOlder events may be missing too: of what this machine recorded only the newest 32 are known.\n"),
        "{checked:?}"
    );
}
