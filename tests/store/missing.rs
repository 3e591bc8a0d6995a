//! A tail that was lost: the file beside the store names it, and it stays known until it is back.

use std::fs;
use std::path::Path;

use kneeboard_core::store::{EventRow, OpenOptions, Store};

use super::desk::{Desk, INCIDENT, append, note, options};

const NOTHING: [u8; 0] = [];

/// The numbers of the notes that are missing.
fn missing(store: &Store) -> Vec<u8> {
    store.missing().unwrap().iter().map(|head| head.event[0]).collect()
}

/// A store of which an old copy was put back after `count` more notes.
fn behind_by(count: u8) -> (Desk, Vec<EventRow>) {
    let Desk { folder, path, store } = Desk::with_notes(2);
    drop(store);
    let old = fs::read(&path).unwrap();
    let mut store = Store::open(&path, &options()).unwrap();
    let lost = (3..3 + count).map(|n| append(&mut store, note(n))).collect();
    drop(store);
    put_back(&path, &old);
    let store = Store::open(&path, &options()).unwrap();
    (Desk { folder, path, store }, lost)
}

fn put_back(path: &Path, old: &[u8]) {
    fs::write(path, old).unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(path.with_file_name(format!("kneeboard.db{ending}")));
    }
}

#[test]
fn a_store_that_lacks_nothing_misses_nothing() {
    let desk = Desk::with_notes(3).reopen_on("laptop");
    assert_eq!(missing(&desk.store), NOTHING);
}

#[test]
fn what_an_older_copy_lacks_is_known_before_and_after_the_next_act() {
    let (mut desk, lost) = behind_by(3);
    let named = desk.store.missing().unwrap();
    assert_eq!(
        named.iter().map(|head| head.event).collect::<Vec<_>>(),
        [[3; 16], [4; 16], [5; 16]]
    );
    assert_eq!(
        (named[0].hash, named[0].incident, named[0].recorded_ms, named[0].offset_min),
        (lost[0].hash, INCIDENT, note(3).recorded_ms, 60)
    );
    append(&mut desk.store, note(9));
    assert_eq!(missing(&desk.store), [3, 4, 5]);
    let replica = desk.store.info().unwrap().replica.id;
    let mut desk = desk.reopen_on("laptop");
    assert_eq!(missing(&desk.store), [3, 4, 5]);
    append(&mut desk.store, note(10));
    assert_eq!(desk.store.info().unwrap().replica.id, replica, "one new name is enough");
    assert_eq!(missing(&desk.reopen_on("laptop").store), [3, 4, 5]);
}

#[test]
fn what_arrives_again_is_missing_no_more() {
    let (mut desk, lost) = behind_by(2);
    append(&mut desk.store, note(9));
    for (row, left) in lost.iter().zip([vec![4], vec![]]) {
        desk.store.write(|writer| writer.append_foreign(row, None)).unwrap();
        assert_eq!(missing(&desk.store), left);
    }
    assert_eq!(missing(&desk.reopen_on("laptop").store), NOTHING);
}

#[test]
fn a_log_that_is_cut_or_gone_is_said() {
    let desk = Desk::with_notes(3);
    let beside = |ending: &str| desk.path.with_file_name(format!("kneeboard.db{ending}"));
    let log = fs::read(beside("-wal")).unwrap();
    // A process that runs keeps its log; what a crash left of it is looked at elsewhere.
    for (cut, lost) in [(log.len() - 10, vec![3]), (0, vec![1, 2, 3])] {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("kneeboard.db");
        fs::copy(&desk.path, &path).unwrap();
        fs::copy(beside(".heads"), folder.path().join("kneeboard.db.heads")).unwrap();
        fs::write(folder.path().join("kneeboard.db-wal"), &log[..cut]).unwrap();
        // Without its log this file is not a store yet, and a new one is made in it.
        let mut store = Store::open_or_create(&path, &options()).unwrap();
        assert_eq!(missing(&store), lost);
        append(&mut store, note(9));
        assert_eq!(missing(&store), lost);
    }
}

#[test]
fn a_store_that_vanished_is_not_begun_anew_in_silence() {
    let Desk { folder, path, store } = Desk::with_notes(2);
    drop(store);
    fs::remove_file(&path).unwrap();
    let mut store = Store::open_or_create(&path, &options()).unwrap();
    assert_eq!(missing(&store), [1, 2]);
    append(&mut store, note(9));
    assert_eq!(missing(&store), [1, 2]);
    drop(folder);
}

#[test]
fn events_of_several_incidents_and_of_an_earlier_replica_are_named() {
    let Desk { folder, path, mut store } = Desk::with_notes(1);
    drop(store);
    let old = fs::read(&path).unwrap();
    store = Store::open(&path, &options()).unwrap();
    append(&mut store, note(2));
    let mut elsewhere = note(3);
    elsewhere.incident = [2; 16];
    append(&mut store, elsewhere);
    drop(store);
    // A lost file beside the store gives a new name; what was named before is forgotten with it.
    let other = OpenOptions { machine: "laptop".into(), ..options() };
    store = Store::open(&path, &other).unwrap();
    append(&mut store, note(4));
    drop(store);
    put_back(&path, &old);
    let store = Store::open(&path, &options()).unwrap();
    assert_eq!(missing(&store), [2, 3, 4]);
    drop(folder);
}

#[test]
fn a_restore_goes_back_on_purpose_and_clears_what_was_missing() {
    let mut desk = Desk::with_notes(2);
    let backup = desk.folder.path().join("mine.db");
    desk.store.backup_to(&backup).unwrap();
    append(&mut desk.store, note(3));
    desk.store.restore(&backup).unwrap();
    assert_eq!(missing(&desk.store), NOTHING);
    let mut desk = desk.reopen_on("laptop");
    assert_eq!(missing(&desk.store), NOTHING);
    append(&mut desk.store, note(4));
    assert_eq!(missing(&desk.reopen_on("laptop").store), NOTHING);

    let (mut desk, _) = behind_by(1);
    append(&mut desk.store, note(9));
    let backup = desk.folder.path().join("mine.db");
    desk.store.backup_to(&backup).unwrap();
    desk.store.restore(&backup).unwrap();
    assert_eq!(missing(&desk.store), NOTHING);
    assert_eq!(missing(&desk.reopen_on("laptop").store), NOTHING);
}

#[test]
fn a_restore_that_was_killed_before_it_named_itself_is_still_on_purpose() {
    let mut desk = Desk::with_notes(2);
    let backup = desk.folder.path().join("mine.db");
    desk.store.backup_to(&backup).unwrap();
    append(&mut desk.store, note(3));
    let heads = desk.path.with_file_name("kneeboard.db.heads");
    let before = fs::read(&heads).unwrap();
    desk.store.restore(&backup).unwrap();
    let Desk { folder, path, store } = desk;
    drop(store);
    fs::write(&heads, before).unwrap();
    let mut store = Store::open(&path, &options()).unwrap();
    assert_eq!(missing(&store), NOTHING);
    append(&mut store, note(4));
    assert_eq!(missing(&store), NOTHING);
    drop(folder);
}

#[test]
fn a_copy_on_another_machine_does_not_miss_what_this_one_wrote() {
    let (desk, _) = behind_by(1);
    let mut desk = desk.reopen_on("workstation");
    assert_eq!(missing(&desk.store), NOTHING);
    append(&mut desk.store, note(9));
    assert_eq!(missing(&desk.store), NOTHING);
}

#[test]
fn two_processes_keep_one_list() {
    let (mut desk, _) = behind_by(1);
    let mut other = Store::open(&desk.path, &options()).unwrap();
    append(&mut desk.store, note(9));
    append(&mut other, note(10));
    assert_eq!((missing(&desk.store), missing(&other)), (vec![3], vec![3]));
}
