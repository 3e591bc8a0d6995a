//! Window and command line at once on one store.

use std::env;
use std::process::{Command, Stdio};
use std::time::Duration;

use kneeboard_core::store::{NewEvent, OpenOptions, Store, StoreError};

use super::desk::{Desk, INCIDENT, append, note, options};

const CHILD: &str = "KNEEBOARD_TEST_WRITER";
const EACH: u8 = 60;

/// Appends [`EACH`] notes, whose numbers begin at `from`.
fn write_notes(store: &mut Store, from: u8) {
    for number in from..from + EACH {
        append(store, note(number));
    }
}

#[test]
fn two_processes_write_and_nothing_is_lost() {
    let patient = OpenOptions { busy_timeout: Duration::from_secs(30), ..options() };
    if let Some(path) = env::var_os(CHILD) {
        let mut store = Store::open(path.as_ref(), &patient).unwrap();
        return write_notes(&mut store, 100);
    }
    let Desk { folder, path, store } = Desk::new();
    drop(store);
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "store::processes::two_processes_write_and_nothing_is_lost"])
        .env(CHILD, &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut store = Store::open(&path, &patient).unwrap();
    write_notes(&mut store, 1);
    assert!(child.wait().unwrap().success());
    let events = store.events(&INCIDENT, 0).unwrap();
    assert_eq!(events.len(), 2 * usize::from(EACH));
    let numbers: Vec<u64> = events.iter().map(|(_, event, _)| event.seq).collect();
    assert_eq!(numbers, (1..=2 * u64::from(EACH)).collect::<Vec<_>>(), "one chain, shared");
    assert_eq!(store.check().unwrap(), vec![]);
    assert!(!Store::open(&path, &patient).unwrap().info().unwrap().mints_next);
    drop(folder);
}

#[test]
fn one_programs_open_store_sees_what_the_other_appends() {
    let mut desk = Desk::with_notes(1);
    let window = Store::open(&desk.path, &options()).unwrap();
    let version = window.data_version().unwrap();
    append(&mut desk.store, note(2));
    assert_ne!(window.data_version().unwrap(), version);
    assert_eq!(window.events(&INCIDENT, 1).unwrap().len(), 1);
}

#[test]
fn a_writer_sees_the_newest_state_before_it_judges() {
    let mut desk = Desk::with_notes(1);
    let mut other = Store::open(&desk.path, &options()).unwrap();
    append(&mut desk.store, note(2));
    let (seen, locked) = other
        .write(|writer| {
            let seen = writer.events(&INCIDENT, 0)?.len();
            let locked = desk.store.write(|writer| writer.append_local(note(3)));
            Ok::<_, StoreError>((seen, locked.map_err(|error| error.kind())))
        })
        .unwrap();
    assert_eq!(seen, 2);
    assert_eq!(locked, Err("store_locked"), "nobody writes between a look and its act");
}

#[test]
fn a_panic_in_an_act_stores_nothing_and_locks_nobody_out() {
    let mut desk = Desk::with_notes(1);
    let act = std::panic::AssertUnwindSafe(|| {
        desk.store.write(|writer| {
            let stored = writer.append_local(NewEvent { id: [9; 16], ..note(9) })?;
            assert_eq!(stored.seq, 0, "a fault in the program");
            Ok::<_, StoreError>(())
        })
    });
    assert!(std::panic::catch_unwind(act).is_err());
    assert_eq!(desk.store.events(&INCIDENT, 0).unwrap().len(), 1);
    append(&mut desk.store, note(2));
    assert_eq!(desk.store.check().unwrap(), vec![]);
}
