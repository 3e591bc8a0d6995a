use crate::support::kneeboard::Desk;
use rusqlite::Connection;
use std::fs;

/// A store with one incident in its backup `copy.db`, and a second one recorded since.
fn backed_up() -> Desk {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Before"]);
    desk.out(&["store", "backup", "copy.db"]);
    desk.out(&["incident", "start", "--title", "After"]);
    desk
}

fn replica(desk: &Desk) -> serde_json::Value {
    desk.json(&["store", "info"])["replica"].clone()
}

/// The backup is in place, under a new name, and the work goes on.
fn goes_on(desk: &Desk, before: &serde_json::Value) {
    let info = desk.json(&["store", "info"]);
    assert_eq!(info["incidents"], 1);
    assert_ne!(&info["replica"], before);
    let minted = info["replica"].clone();
    desk.out(&["note", "and it goes on"]);
    assert_eq!(replica(desk), minted, "one new name is enough");
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

const MAY_BE_BACK: &str = "Warning: The damaged store could not say which words were removed after that backup was made; they may be back. Look for them, and redact them again.\n";

#[test]
fn a_store_that_is_no_database_any_more_is_set_aside() {
    let desk = backed_up();
    let before = replica(&desk);
    let mut bytes = fs::read(desk.path("kneeboard.db")).unwrap();
    bytes[..100].fill(0);
    fs::write(desk.path("kneeboard.db"), &bytes).unwrap();

    let printed = desk.run(&["store", "restore", "copy.db"]);

    assert_eq!(
        printed.out,
        "Restored copy.db. DESK/kneeboard.db was no longer an SQLite file. It is kept as it was, as DESK/kneeboard.db.damaged; start an open window anew.\n"
    );
    assert_eq!((printed.code, printed.err.as_str()), (0, MAY_BE_BACK));
    assert!(fs::read(desk.path("kneeboard.db.damaged")).unwrap() == bytes, "the bytes differ");
    goes_on(&desk, &before);
}

#[test]
fn a_store_whose_first_page_is_malformed_is_set_aside_with_its_log_and_never_over_another() {
    let desk = backed_up();
    let before = replica(&desk);
    let mut bytes = fs::read(desk.path("kneeboard.db")).unwrap();
    bytes[100..4096].fill(0xA5);
    fs::write(desk.path("kneeboard.db"), &bytes).unwrap();
    fs::write(desk.path("kneeboard.db-wal"), b"what is left of a log").unwrap();
    desk.write("kneeboard.db.damaged", "from the last time");

    let printed = desk.run(&["store", "restore", "copy.db"]);

    assert_eq!(
        printed.out,
        "Restored copy.db. The store that was there is damaged (database disk image is malformed). It is kept as it was, as DESK/kneeboard.db.damaged-2; start an open window anew.\n"
    );
    assert_eq!((printed.code, printed.err.as_str()), (0, MAY_BE_BACK));
    assert_eq!(desk.read("kneeboard.db.damaged"), "from the last time");
    assert!(fs::read(desk.path("kneeboard.db.damaged-2")).unwrap() == bytes, "the bytes differ");
    goes_on(&desk, &before);
}

#[test]
fn a_store_with_a_strange_trigger_is_set_aside_and_its_removals_are_heeded() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Before"]);
    desk.out(&["note", "the word is xylophonequartz"]);
    desk.out(&["store", "backup", "copy.db"]);
    let before = replica(&desk);
    let rows = desk.json(&["incident", "timeline"]);
    let note = rows.as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    let erased = desk.run(&["redact", &note, "--reason", "secret"]);
    assert_eq!(
        (erased.code, erased.err.as_str()),
        (
            0,
            "Warning: The backup DESK/copy.db was made before and may still hold what was erased. Delete it, or make it again.\n"
        )
    );
    let store = Connection::open(desk.path("kneeboard.db")).unwrap();
    store
        .execute_batch("CREATE TRIGGER leak AFTER INSERT ON words BEGIN SELECT NEW.text; END;")
        .unwrap();
    drop(store);

    assert_eq!(
        desk.out(&["store", "restore", "copy.db"]),
        "Restored copy.db. DESK/kneeboard.db had been changed by something other than Kneeboard (the trigger leak is not Kneeboard's). It is kept as it was, as DESK/kneeboard.db.damaged; start an open window anew.\n"
    );
    let timeline = desk.out(&["incident", "timeline"]);
    assert!(!timeline.contains("xylophonequartz"), "{timeline}");
    let checked = desk.run(&["store", "check"]);
    assert_eq!(
        (checked.code, checked.out.as_str()),
        (1, "DESK/copy.db may still hold erased words. Delete it when you no longer need it.\n")
    );
    fs::remove_file(desk.path("copy.db")).unwrap();
    goes_on(&desk, &before);
}

#[test]
fn a_store_that_opens_with_a_malformed_page_is_copied_aside_and_written_over() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Before"]);
    desk.out(&["note", &"long words ".repeat(2000)]);
    desk.out(&["store", "backup", "copy.db"]);
    let before = replica(&desk);
    let mut bytes = fs::read(desk.path("kneeboard.db")).unwrap();
    let at = bytes.windows(20).position(|part| part == b"long words long word").unwrap();
    let page = at / 4096 * 4096;
    bytes[page..page + 8].fill(0xA5);
    fs::write(desk.path("kneeboard.db"), &bytes).unwrap();

    let printed = desk.run(&["store", "restore", "copy.db"]);

    assert_eq!(printed.code, 0, "{printed:?}");
    assert!(
        printed.out.starts_with("Restored copy.db. The store that was there is damaged ("),
        "{printed:?}"
    );
    assert!(
        printed.out.ends_with(
            "It is kept as it was, as DESK/kneeboard.db.damaged; start an open window anew.\n"
        ),
        "{printed:?}"
    );
    assert!(fs::read(desk.path("kneeboard.db.damaged")).unwrap() == bytes, "the bytes differ");
    goes_on(&desk, &before);
}

#[test]
fn what_is_no_store_is_not_restored_over() {
    let desk = backed_up();
    let notes = desk.write("notes.txt", &"Minutes of the meeting.\n".repeat(40));
    desk.run(&["store", "restore", "copy.db", "--store", &notes]).refused(
        4,
        "DESK/notes.txt is not an SQLite file, so it is not a Kneeboard store. It was not touched. Name a Kneeboard store with --store.",
    );
    assert_eq!(desk.read("notes.txt"), "Minutes of the meeting.\n".repeat(40));

    let store = Connection::open(desk.path("kneeboard.db")).unwrap();
    store.execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(store);
    let newer = fs::read(desk.path("kneeboard.db")).unwrap();
    desk.run(&["store", "restore", "copy.db"]).refused(
        4,
        "DESK/kneeboard.db was written by a newer Kneeboard (store version 99; this one knows 2). It was not touched. Update Kneeboard, or open another store with --store.",
    );
    assert!(fs::read(desk.path("kneeboard.db")).unwrap() == newer, "the bytes differ");
}

#[test]
fn a_bad_backup_leaves_a_damaged_store_where_it_is() {
    let desk = backed_up();
    let damaged = vec![0; 8192];
    fs::write(desk.path("kneeboard.db"), &damaged).unwrap();
    desk.write("bad.db", &"no backup at all, but long enough\n".repeat(40));
    desk.run(&["store", "restore", "bad.db"]).refused(
        4,
        "bad.db is not an SQLite file, so it is not a Kneeboard store. It was not touched. Name a Kneeboard store with --store.",
    );
    desk.run(&["store", "restore", "none.db"]).refused(
        4,
        "There is no store at none.db. Nothing was made. Name an existing store with --store.",
    );
    assert!(fs::read(desk.path("kneeboard.db")).unwrap() == damaged, "the bytes differ");
    assert!(!desk.path("kneeboard.db.damaged").exists());
}
