use crate::support::kneeboard::Desk;
use rusqlite::Connection;

#[test]
fn the_usual_store_lies_in_the_data_folder_which_is_made() {
    let mut desk = Desk::new();
    desk.unset("KNEEBOARD_STORE");
    let info = desk.json(&["store", "info"]);
    assert_eq!(info["path"], "DESK/home/.local/share/kneeboard/kneeboard.db");
    assert_eq!(info["sample"], false);
    assert_eq!(info["incidents"], 0);
}

#[test]
fn a_backup_comes_back_under_a_new_replica() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Before"]);
    assert_eq!(desk.out(&["store", "backup", "copy.db"]), "Wrote a checked copy to copy.db.\n");
    let before = desk.json(&["store", "info"]);
    desk.out(&["incident", "start", "--title", "After"]);
    assert_eq!(
        desk.out(&["store", "restore", "copy.db"]),
        "Restored copy.db. What was there before is kept as before-restore.db beside the backups.\n"
    );
    let after = desk.json(&["store", "info"]);
    assert_eq!(after["incidents"], 1);
    assert_ne!(after["replica"], before["replica"]);
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
    desk.out(&["note", "and it goes on"]);
}

#[test]
fn a_line_of_the_list_that_is_not_what_the_events_give_is_found_and_made_anew() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let store = Connection::open(desk.path("kneeboard.db")).unwrap();
    store.execute("UPDATE incident_row SET title = 'Something else'", []).unwrap();
    drop(store);
    let printed = desk.run(&["store", "check"]);
    assert_eq!(
        (printed.code, printed.out.as_str()),
        (
            1,
            "The list's line of incident 1122-checkout-500 is not what its events give. The events are safe; make the lists anew with `kneeboard store check --rebuild`.\n"
        )
    );
    let json = desk.run(&["store", "check", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json["ok"], &json["found"][0]["kind"]), (&false.into(), &"stale_line".into()));
    assert_eq!(
        desk.out(&["store", "check", "--rebuild"]),
        "Made 1 line of the list anew.\nEvery event, chain and list holds together.\n"
    );
}

#[test]
fn closing_makes_a_backup() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    desk.out(&["incident", "close"]);
    let backups = desk.json(&["store", "info"])["backups"].clone();
    assert_eq!(backups.as_array().unwrap().len(), 1);
    assert!(backups[0].as_str().unwrap().ends_with("2026-11-22.db"), "{backups}");
}

#[test]
fn an_incident_is_handed_over_and_taken_in_once() {
    let here = Desk::sample();
    here.out(&["incident", "start", "--title", "Checkout 500"]);
    here.out(&["note", "5xx rises"]);
    let there = Desk::new();
    let file = there.path("carried.jsonl").display().to_string();
    let said = here.out(&["handover", "export", &file]);
    assert!(said.starts_with("Wrote 3 events of 1122-checkout-500 to "), "{said}");
    assert_eq!(
        there.out(&["handover", "import", &file]),
        "Took in 3 new events; 0 were here already.\n"
    );
    assert_eq!(
        there.out(&["handover", "import", &file]),
        "Took in 0 new events; 3 were here already.\n"
    );
    let document = |desk: &Desk| desk.out(&["postmortem", "show", "1122"]);
    assert_eq!(document(&here), document(&there));
}

#[test]
fn a_service_card_is_set_key_by_key() {
    let desk = Desk::new();
    desk.out(&["service", "set", "shop-api", "name=Shop API", "stack=nodejs"]);
    desk.out(&["service", "set", "shop-api", "rollback_minutes=5"]);
    assert_eq!(
        desk.out(&["service", "show", "shop-api"]),
        "shop-api\nname              Shop API\nrollback_minutes  5\nstack             nodejs\n"
    );
    assert_eq!(
        desk.out(&["service", "list"]),
        "SERVICE   STACK   PLATFORM  NAME\nshop-api  nodejs  -         Shop API\n"
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_a_store_leads_to_all_that_lies_beside_it() {
    let mut desk = Desk::new();
    std::fs::create_dir(desk.path("real")).unwrap();
    let real = desk.path("real/kneeboard.db");
    desk.set("KNEEBOARD_STORE", &real);
    desk.out(&["incident", "start", "--title", "By its own name"]);
    let replica = desk.json(&["store", "info"])["replica"].clone();
    let link = desk.path("link.db");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    desk.set("KNEEBOARD_STORE", &link);
    desk.run_with(&["note", "-"], b"a log").done();
    desk.out(&["search", "own"]);
    desk.out(&["incident", "close"]);
    let info = desk.json(&["store", "info"]);
    assert_eq!(info["replica"], replica, "it is no other store");
    assert_eq!(info["path"], "DESK/real/kneeboard.db");
    assert_eq!(info["backups"].as_array().unwrap().len(), 1);
    let beside = std::fs::read_dir(desk.path("")).unwrap();
    let names = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strange: Vec<_> = names.filter(|name| name.starts_with("link.db.")).collect();
    assert_eq!(strange, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_refused_and_stays() {
    let desk = Desk::new();
    let link = desk.path("kneeboard.db");
    std::os::unix::fs::symlink("/mnt/not/here/kb.db", &link).unwrap();
    for command in [&["incident", "list"][..], &["incident", "start"], &["store", "check"]] {
        desk.run(command).refused(
            4,
            "DESK/kneeboard.db is a link to /mnt/not/here/kb.db, and no file is there. Nothing was opened, made or removed. Mount the disk that holds the file, or name another store with --store.",
        );
    }
    assert_eq!(std::fs::read_link(link).unwrap(), std::path::Path::new("/mnt/not/here/kb.db"));
}

#[test]
fn an_empty_file_becomes_a_store_and_stays_where_that_is_refused() {
    let desk = Desk::new();
    desk.write("kneeboard.db", "");
    desk.out(&["incident", "start", "--title", "In an empty file"]);
    assert!(desk.out(&["incident", "list"]).contains("In an empty file"));
    desk.write("sample.db", "");
    let sample = desk.path("sample.db").display().to_string();
    let clock = desk.write("clock", "2026-11-22T02:05:00Z desk\n");
    let printed = desk
        .command()
        .args(["store", "new", "--sample", "--store", &sample])
        .env("KNEEBOARD_SAMPLE_CLOCK", clock)
        .output()
        .unwrap();
    assert_eq!(printed.status.code(), Some(4), "a new store wants a new file");
    assert_eq!(desk.read("sample.db"), "");
}

/// Numbers that no Kneeboard writes: a sentence each, and never a word of the database's own.
#[test]
fn impossible_numbers_in_a_file_get_a_sentence() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let plain = || Connection::open(desk.path("kneeboard.db")).unwrap();
    let version: i64 = plain().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    plain().execute_batch("PRAGMA user_version = -1").unwrap();
    desk.run(&["incident", "list"]).refused(
        4,
        "DESK/kneeboard.db has been changed by something other than Kneeboard: its version is -1, which no Kneeboard writes. Nothing in it was run or written. Restore a backup with `kneeboard store restore`, or open another store with --store.",
    );
    plain().execute_batch(&format!("PRAGMA user_version = {version}")).unwrap();
    desk.out(&["incident", "list"]);
    plain().execute_batch("UPDATE incident_row SET opened_ms = 9e18, projector = 1e13").unwrap();
    assert!(desk.out(&["incident", "list"]).contains("Checkout 500"), "the list is made anew");
    plain().execute_batch("UPDATE incident_row SET title = CAST(x'ff' AS TEXT)").unwrap();
    desk.run(&["incident", "list"]).refused(
        4,
        "DESK/kneeboard.db is damaged (it holds text that is not UTF-8). Nothing new was stored; the backups beside it are separate files. Look with `kneeboard store check`, and restore a backup with `kneeboard store restore`.",
    );
}
