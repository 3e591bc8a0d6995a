//! What killed processes leave: cleared at the next opening, unless somebody is still at it.

use std::fs;
use std::path::{Path, PathBuf};

use kneeboard_core::store::{Leftover, Redaction, Store, Trouble};

use super::desk::{Desk, append, files_with, note, options, redacted};

const WORD: &str = "xylophonequartz";

fn plant(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("SQLite format 3\0 {WORD}")).unwrap();
    path
}

/// The names under which copies were made and left.
const LEFT: [&str; 9] = [
    "kneeboard.db.restore-Ab12Cd.tmp",
    "kneeboard.db.restore-Ab12Cd.tmp-journal",
    ".restore-Ab12Cd.tmp",
    ".restore-Ab12Cd.tmp-wal",
    "kneeboard.db.backups/2026-11-30.db.tmp",
    "kneeboard.db.backups/2026-11-30.db.tmp-journal",
    "kneeboard.db.backups/2026-11-30.db.Ab12Cd.tmp",
    "kneeboard.db.backups/2026-11-29.db.backups/2026-11-29.db.tmp",
    "kneeboard.db.evidence/ab/.tmpAb12Cd",
];

#[test]
fn temporary_files_of_killed_copies_go_at_the_next_tidying() {
    let mut desk = Desk::with_notes(1);
    desk.store.backup_daily("2026-11-29".parse().unwrap()).unwrap();
    for name in LEFT {
        plant(desk.folder.path(), name);
    }
    assert_eq!(files_with(desk.folder.path(), WORD).len(), LEFT.len());
    desk.store.tidy().unwrap();
    assert_eq!(files_with(desk.folder.path(), WORD), Vec::<String>::new());
    assert!(desk.folder.path().join("kneeboard.db.backups/2026-11-29.db").exists());
}

#[test]
fn what_is_not_ours_stays() {
    let mut desk = Desk::with_notes(1);
    let others = [
        ".restore-notes.tmp",
        ".restore-Ab12Cd.bak",
        "other.db.restore-Ab12Cd.tmp",
        "notes.db.tmp",
        "kneeboard.db.restored",
    ];
    let others = others.map(|name| plant(desk.folder.path(), name));
    let text = desk.folder.path().join(".restore-Zy98Xw.tmp");
    fs::write(&text, "a text of somebody").unwrap();
    desk.store.tidy().unwrap();
    for path in others.iter().chain([&text]) {
        assert!(path.exists(), "{}", path.display());
    }
}

/// Notes a file as its writer does, and holds the note or not.
fn noted(desk: &Desk, path: &Path, held: bool) -> fs::File {
    let note = desk.folder.path().join("kneeboard.db.unfinished-Ab12Cd");
    fs::write(&note, format!("copy {}", path.display())).unwrap();
    let file = fs::File::open(note).unwrap();
    if held {
        file.lock().unwrap();
    }
    file
}

#[test]
fn a_copy_elsewhere_is_found_by_its_note_once_its_writer_is_gone() {
    let mut desk = Desk::with_notes(1);
    let elsewhere = tempfile::TempDir::new().unwrap();
    let (half, journal) = (
        plant(elsewhere.path(), "copy.db.Ab.tmp"),
        plant(elsewhere.path(), "copy.db.Ab.tmp-journal"),
    );
    let stray = plant(desk.folder.path(), "kneeboard.db.backups/2026-11-30.db.Ab12Cd.tmp");

    let writer = noted(&desk, &half, true);
    desk.store.tidy().unwrap();
    assert!(half.exists() && journal.exists() && stray.exists(), "somebody is at it");

    drop(writer);
    desk.store.tidy().unwrap();
    assert!(!half.exists() && !journal.exists() && !stray.exists());
    assert!(!desk.folder.path().join("kneeboard.db.unfinished-Ab12Cd").exists());
}

#[test]
fn an_erasure_stays_due_while_another_process_is_copying() {
    let mut desk = Desk::with_notes(2);
    let elsewhere = tempfile::TempDir::new().unwrap();
    let writer = noted(&desk, &elsewhere.path().join("copy.db.Ab.tmp"), true);
    erase(&mut desk.store, 1, 9);
    assert!(matches!(desk.store.scrub().unwrap().as_slice(), [Leftover::Copying]));
    assert_eq!(desk.store.check().unwrap(), vec![Trouble::ScrubDue]);
    drop(writer);
    assert!(desk.store.scrub().unwrap().is_empty());
    assert_eq!(desk.store.check().unwrap(), vec![]);
}

fn erase(store: &mut Store, number: u8, by: u8) {
    let by = append(store, redacted(by)).id;
    let redaction = Redaction { by, targets: vec![[number; 16]], ..Default::default() };
    store.write(|writer| writer.redact(&redaction)).unwrap();
}

#[test]
fn what_was_set_aside_as_damaged_is_named_until_it_is_gone() {
    let mut desk = Desk::with_notes(2);
    let aside = plant(desk.folder.path(), "kneeboard.db.damaged");
    assert_eq!(desk.store.check().unwrap(), vec![], "nothing was erased since");
    erase(&mut desk.store, 1, 9);
    let left = desk.store.scrub().unwrap();
    assert_eq!(
        left.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [format!(
            "The words are erased, but {} is kept as it was and may still hold them. Delete that \
             file when you no longer need it.",
            desk.path.with_file_name("kneeboard.db.damaged").display()
        )]
    );
    assert!(!desk.store.scrub_is_due().unwrap(), "no act has to try it again");
    assert_eq!(desk.store.check().unwrap(), vec![Trouble::CopyBehind { path: aside.clone() }]);
    fs::remove_file(aside).unwrap();
    assert_eq!(desk.store.check().unwrap(), vec![]);
}

#[test]
fn a_backup_that_cannot_be_scrubbed_is_named_until_it_is_gone() {
    let mut desk = Desk::with_notes(2);
    desk.store.backup_daily("2026-11-21".parse().unwrap()).unwrap();
    let path = desk.path.with_file_name("kneeboard.db.backups").join("2026-11-20.db");
    fs::write(&path, format!("no database, but {WORD}").repeat(100)).unwrap();
    erase(&mut desk.store, 1, 9);
    let left = desk.store.scrub().unwrap();
    assert!(matches!(left.as_slice(), [Leftover::Backup { .. }]), "{left:?}");
    assert!(!desk.store.scrub_is_due().unwrap());
    assert_eq!(desk.store.check().unwrap(), vec![Trouble::CopyBehind { path: path.clone() }]);
    fs::remove_file(path).unwrap();
    assert_eq!(desk.store.check().unwrap(), vec![]);
}

#[test]
fn a_backup_whose_scrub_stopped_half_way_is_scrubbed_again() {
    let mut desk = Desk::with_notes(2);
    desk.store.backup_daily("2026-11-21".parse().unwrap()).unwrap();
    let path = desk.store.info().unwrap().backups[0].1.clone();
    erase(&mut desk.store, 1, 9);
    // A reader keeps the backup from being written while the rest is done.
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM events").unwrap();
    let left = desk.store.scrub().unwrap();
    assert!(matches!(left.as_slice(), [Leftover::Backup { .. }]), "{left:?}");
    assert_eq!(
        desk.store.check().unwrap(),
        vec![Trouble::ScrubDue, Trouble::CopyBehind { path: path.clone() }]
    );
    drop(reader);
    // The words are gone from the rows, and the pages were not written anew yet.
    let half = rusqlite::Connection::open(&path).unwrap();
    half.execute_batch("INSERT INTO scrub_due (kind, hash) VALUES ('pages', x'')").unwrap();
    drop(half);
    assert!(desk.store.scrub().unwrap().is_empty());
    assert_eq!(files_with(desk.folder.path(), "the words of note 1\""), Vec::<String>::new());
    assert_eq!(desk.store.check().unwrap(), vec![]);
}

#[test]
fn a_backup_that_was_opened_as_a_store_is_scrubbed_with_all_that_lies_beside_it() {
    let mut desk = Desk::with_notes(2);
    desk.store.backup_daily("2026-11-21".parse().unwrap()).unwrap();
    let path = desk.store.info().unwrap().backups[0].1.clone();
    let mut opened = Store::open(&path, &options()).unwrap();
    append(&mut opened, note(7));
    opened.backup_daily("2026-11-22".parse().unwrap()).unwrap();
    plant(desk.folder.path(), "kneeboard.db.backups/2026-11-21.db.search");
    drop(opened);
    erase(&mut desk.store, 1, 9);
    assert!(desk.store.scrub().unwrap().is_empty());
    assert_eq!(files_with(desk.folder.path(), "the words of note 1\""), Vec::<String>::new());
    assert_eq!(files_with(desk.folder.path(), WORD), Vec::<String>::new());
}

#[test]
fn what_another_process_erases_meanwhile_stays_due() {
    let mut desk = Desk::with_notes(3);
    let mut other = Store::open(&desk.path, &options()).unwrap();
    erase(&mut desk.store, 1, 9);
    let reader = desk.plain();
    reader.execute_batch("BEGIN; SELECT count(*) FROM events").unwrap();
    assert!(matches!(desk.store.scrub().unwrap().as_slice(), [Leftover::Reader]));
    erase(&mut other, 2, 10);
    drop(reader);
    assert!(desk.store.scrub().unwrap().is_empty());
    assert!(other.scrub().unwrap().is_empty());
    for number in [1, 2] {
        let words = format!("the words of note {number}\"");
        assert_eq!(files_with(desk.folder.path(), &words), Vec::<String>::new());
    }
}
