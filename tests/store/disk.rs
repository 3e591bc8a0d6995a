//! Disks that are full or read-only, under an open store and before one is opened.

use std::fs;
use std::path::Path;

use kneeboard_core::store::{OpenOptions, Store};

use super::desk::{INCIDENT, append, note, options, refusal};
use crate::support::room::{empty, fill, in_a_room, lock};

#[test]
fn a_read_only_store_is_read_and_takes_nothing() {
    in_a_room("store::disk::a_read_only_store_is_read_and_takes_nothing", "4m", |room| {
        let path = room.join("kneeboard.db");
        let mut store = Store::create(&path, &options()).unwrap();
        append(&mut store, note(1));
        drop(store);
        let before = fs::read(&path).unwrap();
        lock(room);
        let mut store = Store::open_or_create(&path, &options()).unwrap();
        assert!(store.is_read_only());
        assert_eq!(store.events(&INCIDENT, 0).unwrap().len(), 1);
        assert_eq!(store.check().unwrap(), vec![]);
        let refused = refusal(store.write(|writer| writer.append_local(note(2))));
        assert_eq!(
            refused.to_string(),
            format!(
                "{} cannot be written: the file or its folder is read-only. What is stored is \
                 safe; nothing new was stored. Allow writing to the file and its folder, or name \
                 another store with --store.",
                path.display()
            )
        );
        assert_eq!(refusal(store.put_evidence(b"a log")).kind(), "store_read_only");
        assert_eq!(refusal(store.restore(&path)).kind(), "store_read_only");
        assert!(!store.lay_ballast());
        drop(store);
        assert!(fs::read(&path).unwrap() == before, "the file was touched");
        let fresh = room.join("fresh.db");
        assert_eq!(refusal(Store::open_or_create(&fresh, &options())).kind(), "store_read_only");
    });
}

#[test]
fn a_full_disk_takes_no_new_store() {
    in_a_room("store::disk::a_full_disk_takes_no_new_store", "1m", |room| {
        fill(room);
        let path = room.join("kneeboard.db");
        let error = refusal(Store::open_or_create(&path, &options()));
        assert_eq!(error.to_string(), told_of_a_full_disk(&path));
        assert_eq!(fs::read_dir(room).unwrap().count(), 1, "no half store is left");
    });
}

#[test]
fn a_disk_that_fills_in_mid_incident_takes_some_more_acts_and_loses_none() {
    let name = "store::disk::a_disk_that_fills_in_mid_incident_takes_some_more_acts_and_loses_none";
    in_a_room(name, "16m", |room| {
        let path = room.join("kneeboard.db");
        let options = OpenOptions { ballast_bytes: 1024 * 1024, ..options() };
        let mut store = Store::create(&path, &options).unwrap();
        assert!(store.info().unwrap().has_ballast);
        append(&mut store, note(1));
        fill(room);
        let mut stored = 1;
        let error = loop {
            match store.write(|writer| writer.append_local(note(stored + 1))) {
                Ok(_) => stored += 1,
                Err(error) => break error,
            }
        };
        assert!(!store.info().unwrap().has_ballast);
        assert!(stored > 5, "the ballast bought {stored} acts");
        assert_eq!(error.to_string(), told_of_a_full_disk(&path));
        assert_eq!(refusal(store.put_evidence(&[1; 5000])).kind(), "store_full");
        let kept = |store: &Store| store.events(&INCIDENT, 0).unwrap().len();
        assert_eq!(kept(&store), usize::from(stored));
        assert!(!store.lay_ballast(), "there is no room for it yet");

        empty(room);
        append(&mut store, note(stored + 1));
        assert!(store.lay_ballast());
        drop(store);
        let store = Store::open(&path, &options).unwrap();
        assert_eq!(kept(&store), usize::from(stored) + 1);
        assert_eq!(store.check().unwrap(), vec![]);
    });
}

fn told_of_a_full_disk(path: &Path) -> String {
    format!(
        "The disk that holds {} is full. What is stored is safe; nothing new was stored. \
         Free some space, then try again.",
        path.display()
    )
}
