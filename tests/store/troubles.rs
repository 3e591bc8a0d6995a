//! Bad stores: each gets its sentence, and the file stays as it was.

use std::fs;
use std::path::{Path, PathBuf};

use kneeboard_core::store::{Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use super::desk::{Desk, INCIDENT, append, note, options, refusal};

/// What opening answers; the file's bytes must be the same after, and nothing lie beside it.
pub(super) fn refused_untouched(path: &Path) -> String {
    let names = |path: &Path| {
        let mut all: Vec<PathBuf> = fs::read_dir(path.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        all.sort();
        all
    };
    let (before, beside) = (fs::read(path).unwrap(), names(path));
    let error = refusal(Store::open_or_create(path, &options()));
    assert_eq!(refusal(Store::open(path, &options())).to_string(), error.to_string());
    assert_eq!(fs::read(path).unwrap(), before, "the file was touched");
    assert_eq!(names(path), beside, "something lies beside the file");
    error.to_string()
}

/// A closed store that `sql` was run on by another program.
fn changed_by(sql: &str) -> (TempDir, PathBuf) {
    let Desk { folder, path, store } = Desk::with_notes(2);
    drop(store);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(sql).unwrap();
    conn.close().unwrap();
    (folder, path)
}

#[test]
fn a_missing_folder_is_not_made() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("incidents/kneeboard.db");
    let error = refusal(Store::open_or_create(&path, &options()));
    assert_eq!(
        error.to_string(),
        format!(
            "The folder {} does not exist, so no store can be opened in it. Nothing was made. \
             Make the folder, or name another store with --store.",
            folder.path().join("incidents").display()
        )
    );
    assert_eq!(error.kind(), "store_missing_folder");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn opening_what_is_not_there_makes_nothing() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("kneeboard.db");
    let error = refusal(Store::open(&path, &options()));
    assert_eq!(
        error.to_string(),
        format!(
            "There is no store at {}. Nothing was made. Name an existing store with --store.",
            path.display()
        )
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_text_file_is_not_a_store() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(&path, "Minutes of the meeting.\n".repeat(400)).unwrap();
    assert_eq!(
        refused_untouched(&path),
        format!(
            "{} is not an SQLite file, so it is not a Kneeboard store. It was not touched. Name a \
             Kneeboard store with --store.",
            path.display()
        )
    );
    let error = refusal(Store::open(folder.path(), &options()));
    assert_eq!(error.kind(), "store_not_sqlite", "nor is a folder");
}

#[test]
fn another_programs_database_is_not_a_store() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("todo.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("CREATE TABLE todo (what TEXT)").unwrap();
    conn.close().unwrap();
    assert_eq!(
        refused_untouched(&path),
        format!(
            "{} is an SQLite file of another program, not a Kneeboard store. It was not touched. \
             Name a Kneeboard store with --store.",
            path.display()
        )
    );
}

#[test]
fn a_newer_store_is_refused_untouched() {
    let (folder, path) = changed_by("CREATE TABLE of_the_future (x); PRAGMA user_version = 4711");
    assert_eq!(
        refused_untouched(&path),
        format!(
            "{} was written by a newer Kneeboard (store version 4711; this one knows 2). It was \
             not touched. Update Kneeboard, or open another store with --store.",
            path.display()
        )
    );
    drop(folder);
}

#[test]
fn a_store_of_an_unreleased_kneeboard_is_refused_untouched() {
    let (folder, path) = changed_by("PRAGMA user_version = 1");
    assert_eq!(
        refused_untouched(&path),
        format!(
            "{} was made by an unreleased Kneeboard, whose stores this one can't read. It was not \
             touched. Name another store with --store, or move this file away and start a new one.",
            path.display()
        )
    );
    drop(folder);
}

#[test]
fn a_newer_store_is_refused_while_its_program_runs_and_after_a_crash() {
    let (folder, path) = changed_by("SELECT 1");
    let newer = Connection::open(&path).unwrap();
    newer.execute_batch("PRAGMA user_version = 3").unwrap();
    let log = fs::read(path.with_file_name("kneeboard.db-wal")).unwrap();
    let (file, kind) = (fs::read(&path).unwrap(), refusal(Store::open(&path, &options())).kind());
    assert_eq!(kind, "store_newer", "the version stands in the log alone");
    assert_eq!(fs::read(&path).unwrap(), file);
    // A crash leaves file and log behind, with nobody holding them.
    let crashed = folder.path().join("crashed.db");
    fs::write(&crashed, &file).unwrap();
    fs::write(folder.path().join("crashed.db-wal"), &log).unwrap();
    assert_eq!(refusal(Store::open(&crashed, &options())).kind(), "store_newer");
    assert_eq!(fs::read(&crashed).unwrap(), file);
    assert_eq!(fs::read(folder.path().join("crashed.db-wal")).unwrap(), log);
}

#[test]
fn a_strange_trigger_is_refused_before_it_can_run() {
    let (folder, path) =
        changed_by("CREATE TRIGGER leak AFTER INSERT ON words BEGIN SELECT NEW.text; END;");
    assert_eq!(
        refused_untouched(&path),
        format!(
            "{} has been changed by something other than Kneeboard: the trigger leak is not \
             Kneeboard's. Nothing in it was run or written. Restore a backup with `kneeboard store \
             restore`, or open another store with --store.",
            path.display()
        )
    );
    drop(folder);
}

#[test]
fn a_missing_or_changed_guard_is_refused() {
    let (folder, path) = changed_by("DROP TRIGGER events_never_change");
    assert!(refused_untouched(&path).contains("the trigger events_never_change is missing."));
    let (other, path) = changed_by(
        "DROP TRIGGER events_never_change; \
         CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT 1; END;",
    );
    let sentence = refused_untouched(&path);
    assert!(sentence.contains("the trigger events_never_change is not as Kneeboard makes it."));
    drop((folder, other));
}

#[test]
fn a_store_that_another_program_holds_is_named() {
    let mut desk = Desk::with_notes(1);
    let other = desk.plain();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = refusal(desk.store.write(|writer| writer.append_local(note(2))));
    assert_eq!(
        error.to_string(),
        format!(
            "{} is held by another program, which did not let go in time. What is stored is safe; \
             nothing new was stored. Close the program that holds it, then try again.",
            desk.path.display()
        )
    );
    assert_eq!(error.kind(), "store_locked");
    assert_eq!(desk.store.events(&INCIDENT, 0).unwrap().len(), 1, "reading goes on");
    other.execute_batch("ROLLBACK").unwrap();
    append(&mut desk.store, note(2));
}

#[test]
fn a_store_that_is_held_alone_cannot_be_opened() {
    let (folder, path) = changed_by("SELECT 1");
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT * FROM events")
        .unwrap();
    assert_eq!(refusal(Store::open(&path, &options())).kind(), "store_locked");
    drop(folder);
}

#[test]
fn a_network_folder_gets_its_sentence() {
    let error = StoreError::NetworkFolder { path: "/mnt/team/kneeboard.db".into(), system: "NFS" };
    assert_eq!(
        error.to_string(),
        "/mnt/team/kneeboard.db lies on a network file system (NFS), where a store can be damaged \
         without notice. Nothing was opened or made. Keep the store on a local disk, and share by \
         hand-over files."
    );
}

#[test]
fn a_damaged_file_is_refused_in_words() {
    let (folder, path) = changed_by("SELECT 1");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..4096].fill(0xA5);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(
        refused_untouched(&path),
        format!(
            "{} is damaged (database disk image is malformed). Nothing new was stored; the \
             backups beside it are separate files. Look with `kneeboard store check`, and restore \
             a backup with `kneeboard store restore`.",
            path.display()
        )
    );
    drop(folder);
}
