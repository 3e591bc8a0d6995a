//! A store that the reader may not write: another user's, in a closed folder. What it holds is shown
//! whole, whatever state its log is in, and nothing is laid beside it.

use crate::support::kneeboard::Desk;
use kneeboard_core::act::Act;
use kneeboard_core::event::{NoteKind, Role, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Kneeboard, Request};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

const IN_THE_LOG: &str = "in the log alone";

/// What people read of a store.
pub fn reads_everything(desk: &Desk) {
    assert!(desk.out(&["incident", "list"]).contains("Checkout 500"));
    for reading in [
        &["incident", "show"][..],
        &["incident", "timeline"],
        &["postmortem", "show"],
        &["runbook", "list"],
        &["service", "list"],
        &["action", "list"],
        &["store", "check"],
        &["store", "info"],
    ] {
        desk.out(reading);
    }
    assert!(desk.out(&["search", "Checkout"]).contains("Checkout 500"));
}

/// A desk whose store lies in a folder that its commands may look into, and no more.
struct Reader {
    desk: Desk,
    folder: PathBuf,
}

impl Reader {
    /// The store with these of its files (`""` is the database itself); the last note stands in the
    /// log alone.
    fn of(parts: &[&str]) -> Self {
        let mut desk = Desk::new();
        desk.out(&["incident", "start", "--title", "Checkout 500"]);
        let store = desk.path("kneeboard.db");
        let mut window = Kneeboard::open(&store, Via::Window).unwrap();
        let incident = window.incident_ids().unwrap()[0];
        note(&mut window, incident, IN_THE_LOG);
        let folder = desk.path("closed");
        fs::create_dir(&folder).unwrap();
        for part in parts {
            let name = format!("kneeboard.db{part}");
            let to = folder.join(&name);
            fs::copy(desk.path(&name), &to).unwrap();
            fs::set_permissions(to, Permissions::from_mode(0o444)).unwrap();
        }
        drop(window);
        fs::set_permissions(&folder, Permissions::from_mode(0o555)).unwrap();
        desk.set("KNEEBOARD_STORE", &folder.join("kneeboard.db"));
        // Who may do everything cannot be refused: somebody else reads, then.
        if fs::metadata(&folder).unwrap().uid() == 0 {
            desk.as_nobody();
        }
        Self { desk, folder }
    }

    fn refuses_a_note(&self) {
        self.desk.run(&["note", "while it is closed"]).refused(
            4,
            "DESK/closed/kneeboard.db cannot be written: the file or its folder is read-only. What is stored is safe; nothing new was stored. Allow writing to the file and its folder, or name another store with --store.",
        );
    }

    fn lies_with(&self, parts: &[&str]) {
        let entries = fs::read_dir(&self.folder).unwrap();
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<_> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        let mut expected: Vec<_> = parts.iter().map(|part| format!("kneeboard.db{part}")).collect();
        expected.sort();
        assert_eq!(names, expected);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = fs::set_permissions(&self.folder, Permissions::from_mode(0o755));
    }
}

fn note(window: &mut Kneeboard, incident: IncidentId, text: &str) {
    let act = Act::NoteAdded {
        text: text.to_owned(),
        note: NoteKind::default(),
        step: None,
        at: None,
        evidence_url: None,
    };
    let request = Request {
        id: ActId(uuid::Uuid::new_v4()),
        incident: Some(incident),
        role: Role::OnCall,
        name: None,
        act,
        secret: None,
        done_at_ms: None,
    };
    window.act(request).unwrap();
}

#[test]
fn what_only_the_log_holds_is_shown_from_a_closed_folder() {
    for parts in [&["", "-wal", "-shm"][..], &["", "-wal"]] {
        let reader = Reader::of(parts);
        reads_everything(&reader.desk);
        let timeline = reader.desk.out(&["incident", "timeline"]);
        assert!(timeline.contains(IN_THE_LOG), "{parts:?}: {timeline}");
        reader.refuses_a_note();
        reader.lies_with(parts);
    }
}

#[test]
fn a_store_alone_in_a_closed_folder_is_read_as_it_lies() {
    let reader = Reader::of(&[""]);
    reads_everything(&reader.desk);
    reader.refuses_a_note();
    reader.lies_with(&[""]);
}

#[test]
fn a_store_with_an_emptied_log_in_a_closed_folder_is_read() {
    for parts in [&["", "-wal", "-shm"][..], &["", "-wal"]] {
        let mut reader = Reader::of(&[""]);
        fs::set_permissions(&reader.folder, Permissions::from_mode(0o755)).unwrap();
        for part in &parts[1..] {
            let path = reader.folder.join(format!("kneeboard.db{part}"));
            fs::write(&path, "").unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o444)).unwrap();
        }
        fs::set_permissions(&reader.folder, Permissions::from_mode(0o555)).unwrap();
        reads_everything(&reader.desk);
        reader.refuses_a_note();
        reader.lies_with(parts);
        reader.desk.unset("PATH");
    }
}

#[test]
fn a_store_that_nobody_else_may_read_says_so() {
    let reader = Reader::of(&[""]);
    let store = reader.folder.join("kneeboard.db");
    fs::set_permissions(store, Permissions::from_mode(0o200)).unwrap();
    reader.desk.run(&["incident", "list"]).refused(
        4,
        "DESK/closed/kneeboard.db could not be read: permission denied. What is stored is safe. Check that the file and its folder can be used, then try again.",
    );
}

/// The file is closed, its folder is not: nothing is laid into it.
#[test]
fn a_closed_file_in_an_open_folder_is_read_and_nothing_is_laid_beside_it() {
    let reader = Reader::of(&[""]);
    fs::set_permissions(&reader.folder, Permissions::from_mode(0o777)).unwrap();
    assert!(reader.desk.out(&["incident", "list"]).contains("Checkout 500"));
    reader.refuses_a_note();
    reader.lies_with(&[""]);
}

/// A copy whose list was never made shows its incidents all the same.
#[test]
fn a_list_that_cannot_be_made_anew_in_the_file_is_made_anew_in_memory() {
    let reader = Reader::of(&[""]);
    let path = reader.folder.join("kneeboard.db");
    fs::set_permissions(&reader.folder, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let plain = rusqlite::Connection::open(&path).unwrap();
    plain.execute_batch("DELETE FROM incident_row; PRAGMA journal_mode = DELETE").unwrap();
    plain.close().unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(&reader.folder, Permissions::from_mode(0o555)).unwrap();
    assert!(reader.desk.out(&["incident", "list"]).contains("Checkout 500"));
    reader.refuses_a_note();
}
