//! Copies, machines, backups and restores: two stores never write under one name.

use std::fs;
use std::path::Path;

use kneeboard_core::store::{OpenOptions, Store};

use super::desk::{Desk, INCIDENT, append, note, options, redacted, refusal};

fn replica(store: &Store) -> [u8; 16] {
    store.info().unwrap().replica.id
}

fn heads_of(path: &Path) -> std::path::PathBuf {
    path.with_file_name("kneeboard.db.heads")
}

#[test]
fn a_store_that_stays_where_it_is_keeps_its_name() {
    let desk = Desk::with_notes(2);
    let before = replica(&desk.store);
    let mut desk = desk.reopen_on("laptop");
    assert!(!desk.store.info().unwrap().mints_next);
    let next = append(&mut desk.store, note(3));
    assert_eq!((next.replica, next.seq), (before, 3));
}

#[test]
fn a_file_copied_to_another_machine_writes_under_a_new_name() {
    let desk = Desk::with_notes(2);
    let before = replica(&desk.store);
    let mut desk = desk.reopen_on("workstation");
    assert_eq!(replica(&desk.store), before, "reading alone mints nothing");
    assert!(desk.store.info().unwrap().mints_next);
    let next = append(&mut desk.store, note(3));
    assert_ne!(next.replica, before);
    assert_eq!((next.seq, next.prev, next.counter), (1, None, 3));
    let info = desk.store.info().unwrap();
    assert_eq!((info.replica.parent, info.replica.machine.as_str()), (Some(before), "workstation"));
    assert_eq!(append(&mut desk.store, note(4)).replica, next.replica);
    let mut again = desk.reopen_on("workstation");
    assert_eq!(append(&mut again.store, note(5)).replica, next.replica);
    assert_eq!(again.store.check().unwrap(), vec![]);
}

#[test]
fn a_lost_or_torn_file_beside_the_store_mints() {
    for damage in [
        (|path: &Path| fs::remove_file(path).unwrap()) as fn(&Path),
        |path| fs::write(path, b"").unwrap(),
        |path| {
            let text = fs::read_to_string(path).unwrap();
            fs::write(path, &text[..text.len() - 3]).unwrap();
        },
    ] {
        let desk = Desk::with_notes(2);
        let before = replica(&desk.store);
        damage(&heads_of(&desk.path));
        let mut desk = desk.reopen_on("laptop");
        assert_ne!(append(&mut desk.store, note(3)).replica, before);
        assert_eq!(desk.store.check().unwrap(), vec![]);
    }
}

#[test]
fn an_old_copy_put_back_in_place_mints() {
    let Desk { folder, path, store } = Desk::with_notes(2);
    let before = replica(&store);
    drop(store);
    let old = fs::read(&path).unwrap();
    let mut store = Store::open(&path, &options()).unwrap();
    append(&mut store, note(3));
    drop(store);
    fs::write(&path, old).unwrap();

    let mut store = Store::open(&path, &options()).unwrap();
    let other = append(&mut store, note(4));

    assert_ne!(other.replica, before, "number 3 of the old name is taken elsewhere");
    drop(folder);
}

#[test]
fn a_second_process_takes_over_the_name_that_the_first_one_minted() {
    let desk = Desk::with_notes(1);
    let Desk { folder, path, store } = desk;
    drop(store);
    let moved = OpenOptions { machine: "workstation".into(), ..options() };
    let (mut first, mut second) =
        (Store::open(&path, &moved).unwrap(), Store::open(&path, &moved).unwrap());
    let minted = append(&mut first, note(2)).replica;
    let next = append(&mut second, note(3));
    assert_eq!((next.replica, next.seq), (minted, 2));
    drop(folder);
}

#[test]
fn a_sample_store_has_the_same_name_every_time() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut names = Vec::new();
    for file in ["one.db", "two.db"] {
        let store = Store::create_sample(&folder.path().join(file), &options(), "seed 7").unwrap();
        assert_eq!(store.sample_seed().unwrap().as_deref(), Some("seed 7"));
        names.push(replica(&store));
    }
    assert_eq!(names[0], names[1]);
    assert_eq!(Desk::new().store.sample_seed().unwrap(), None);
}

#[test]
fn a_restore_goes_back_and_begins_a_new_name() {
    let mut desk = Desk::with_notes(2);
    let before = replica(&desk.store);
    let backup = desk.folder.path().join("mine.db");
    desk.store.backup_to(&backup).unwrap();
    append(&mut desk.store, note(3));
    let mut other = Store::open(&desk.path, &options()).unwrap();
    let (change, version) = (other.change_number().unwrap(), other.data_version().unwrap());

    desk.store.restore(&backup).unwrap();

    assert_eq!(desk.store.events(&INCIDENT, 0).unwrap().len(), 2);
    assert_eq!(desk.store.info().unwrap().replica.parent, Some(before));
    let mode: String = desk.plain().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    assert_ne!(other.data_version().unwrap(), version, "the open window learns of it");
    assert!(other.change_number().unwrap() > change, "and its views are newer");
    let next = append(&mut other, note(4));
    assert_ne!(next.replica, before, "a window that stayed open writes under the new name too");
    assert_eq!(append(&mut desk.store, note(5)).seq, 2);
    assert_eq!(desk.store.check().unwrap(), vec![]);
    drop(other);
    assert!(!desk.reopen_on("laptop").store.info().unwrap().mints_next);
}

#[test]
fn what_a_restore_replaced_is_kept() {
    let mut desk = Desk::with_notes(1);
    let backup = desk.folder.path().join("mine.db");
    desk.store.backup_to(&backup).unwrap();
    append(&mut desk.store, note(2));
    desk.store.restore(&backup).unwrap();
    let kept = desk.folder.path().join("kneeboard.db.backups/before-restore.db");
    let replaced = Store::open(&kept, &options()).unwrap();
    assert_eq!(replaced.events(&INCIDENT, 0).unwrap().len(), 2);
    let mut names: Vec<_> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected =
        ["", "-shm", "-wal", ".backups", ".heads"].map(|ending| format!("kneeboard.db{ending}"));
    assert_eq!(names, [expected.as_slice(), &["mine.db".to_owned()]].concat());
}

#[test]
fn a_bad_backup_leaves_the_store_as_it_was() {
    let mut desk = Desk::with_notes(2);
    let bad = desk.folder.path().join("bad.db");
    let missing = refusal(desk.store.restore(&bad));
    assert_eq!(missing.kind(), "store_missing");
    fs::write(&bad, b"not a database at all, but long enough to look like one").unwrap();
    assert_eq!(refusal(desk.store.restore(&bad)).kind(), "store_not_sqlite");
    fs::remove_file(&bad).unwrap();
    desk.store.backup_to(&bad).unwrap();
    let mut bytes = fs::read(&bad).unwrap();
    let at = bytes.windows(7).position(|window| window == b"{\"n\":2}").unwrap() / 4096 * 4096;
    bytes[at..at + 4096].fill(0xA5);
    fs::write(&bad, bytes).unwrap();
    assert_eq!(refusal(desk.store.restore(&bad)).kind(), "store_damaged");
    assert_eq!(desk.store.events(&INCIDENT, 0).unwrap().len(), 2);
    assert_eq!(desk.store.check().unwrap(), vec![]);
}

#[test]
fn a_backup_is_a_single_whole_file() {
    let mut desk = Desk::with_notes(5);
    append(&mut desk.store, redacted(9));
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("mine.db");
    desk.store.backup_to(&path).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let copy = Store::open(&path, &options()).unwrap();
    assert_eq!(copy.events(&INCIDENT, 0).unwrap(), desk.store.events(&INCIDENT, 0).unwrap());
    assert_eq!(
        refusal(desk.store.backup_to(&path)).to_string(),
        format!(
            "A new store cannot be made at {0}: a file is already there. It was not touched. Name \
             a path where nothing lies yet.",
            path.display()
        )
    );
    let nowhere = folder.path().join("nowhere/mine.db");
    assert_eq!(refusal(desk.store.backup_to(&nowhere)).kind(), "store_missing_folder");
}

#[test]
fn daily_backups_become_weekly_ones() {
    let mut desk = Desk::with_notes(1);
    let mut today: chrono::NaiveDate = "2026-10-01".parse().unwrap();
    for number in 2..=53 {
        append(&mut desk.store, note(number));
        assert!(desk.store.backup_daily(today).unwrap().is_some());
        today = today.succ_opt().unwrap();
    }
    let last = today.pred_opt().unwrap();
    assert_eq!(desk.store.backup_daily(last).unwrap(), None, "once a day is enough");
    append(&mut desk.store, note(54));
    let again = desk.store.backup_again(last).unwrap();
    let copy = Store::open(&again, &options()).unwrap();
    assert_eq!(copy.events(&INCIDENT, 0).unwrap().len(), 54, "a closing renews the day's backup");
    drop(copy);
    let kept: Vec<_> =
        desk.store.info().unwrap().backups.iter().map(|(date, _)| date.to_string()).collect();
    assert_eq!(
        kept,
        [
            "2026-10-25",
            "2026-11-01",
            "2026-11-08",
            "2026-11-14",
            "2026-11-15",
            "2026-11-16",
            "2026-11-17",
            "2026-11-18",
            "2026-11-19",
            "2026-11-20",
            "2026-11-21",
        ]
    );
}

#[test]
fn a_clock_that_ran_ahead_takes_no_backup_from_today() {
    let mut desk = Desk::with_notes(1);
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let today = day("2026-11-22");
    for ahead in (20..132).step_by(8) {
        desk.store.backup_again(today + chrono::Days::new(ahead)).unwrap();
    }
    append(&mut desk.store, note(2));
    let made = desk.store.backup_again(today).unwrap();
    assert!(made.exists(), "what was just made is there");
    let dates = |store: &Store| -> Vec<_> {
        store.info().unwrap().backups.into_iter().map(|(date, _)| date).collect()
    };
    assert_eq!(dates(&desk.store)[0], today);
    for before in 1..=9 {
        desk.store.backup_again(today - chrono::Days::new(before)).unwrap();
        assert!(dates(&desk.store).contains(&(today - chrono::Days::new(before))));
    }
    let long_ago = day("1970-01-01");
    assert!(desk.store.backup_again(long_ago).unwrap().exists(), "whatever the clock said");
}
