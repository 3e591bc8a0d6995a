//! The store's files are taken away or replaced under whoever has them open: nothing is called saved
//! that nobody would find again.

use std::fs;
use std::path::{Path, PathBuf};

use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{NoteKind, Role, Severity, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Done, Kneeboard, Request, Search, Searching, Trouble};
use kneeboard_core::store::Store;
use rusqlite::Connection;
use tempfile::TempDir;

use super::desk::{Desk, append, note, options, refusal};

fn part(path: &Path, part: &str) -> PathBuf {
    PathBuf::from(format!("{}{part}", path.display()))
}

/// What another program does that believes to be alone: log into database, log and index away.
fn take_the_log_away(path: &Path) {
    let plain = Connection::open(path).unwrap();
    plain.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(plain);
    fs::remove_file(part(path, "-wal")).unwrap();
    fs::remove_file(part(path, "-shm")).unwrap();
}

#[test]
fn what_goes_to_a_log_that_was_taken_away_is_not_called_saved() {
    let mut desk = Desk::with_notes(1);
    take_the_log_away(&desk.path);
    let error = refusal(desk.store.write(|writer| writer.append_local(note(2))));
    assert_eq!(
        error.to_string(),
        format!(
            "{}, or the log beside it, was moved, deleted or replaced while Kneeboard had it open. \
             This change is not saved. Nothing was removed. If you moved the store, put it back \
             with the files beside it. Restart Kneeboard, then try again.",
            desk.path.display()
        )
    );
    assert_eq!(error.kind(), "store_moved");
    desk.store.reopen().unwrap();
    append(&mut desk.store, note(2));
    let there = Store::open(&desk.path, &options()).unwrap();
    assert_eq!(there.events(&super::desk::INCIDENT, 0).unwrap().len(), 2);
}

/// The log goes between the commit and the answer.
#[test]
fn a_log_that_goes_while_an_act_is_written_is_noticed_before_the_answer() {
    let mut desk = Desk::with_notes(1);
    let path = desk.path.clone();
    let error = refusal(desk.store.write(|writer| {
        fs::rename(part(&path, "-wal"), part(&path, "-elsewhere")).unwrap();
        writer.append_local(note(2))
    }));
    assert_eq!(error.kind(), "store_moved");
}

#[test]
fn a_store_that_was_replaced_or_deleted_takes_nothing_under_its_old_name() {
    let mut desk = Desk::with_notes(1);
    let copy = desk.folder.path().join("copy.db");
    desk.store.backup_to(&copy).unwrap();
    fs::rename(&copy, &desk.path).unwrap();
    assert_eq!(refusal(desk.store.write(|w| w.append_local(note(2)))).kind(), "store_moved");
    desk.store.reopen().unwrap();
    append(&mut desk.store, note(2));

    fs::remove_file(&desk.path).unwrap();
    assert_eq!(refusal(desk.store.write(|w| w.append_local(note(3)))).kind(), "store_moved");
    assert_eq!(refusal(desk.store.reopen()).kind(), "store_moved", "no empty one is made there");
    assert!(!desk.path.exists());
    assert_eq!(desk.store.events(&super::desk::INCIDENT, 0).unwrap().len(), 2, "reading goes on");
}

/// SQLite shares what it knows of a log within a process, so that the new one would be read by the
/// old one's index.
#[test]
fn a_log_that_another_connection_here_still_holds_is_not_opened_anew() {
    let mut desk = Desk::with_notes(1);
    let other = Store::open(&desk.path, &options()).unwrap();
    take_the_log_away(&desk.path);
    assert_eq!(refusal(desk.store.reopen()).kind(), "store_moved");
    assert_eq!(refusal(Store::open(&desk.path, &options())).kind(), "store_moved");
    drop(other);
    desk.store.reopen().unwrap();
    append(&mut desk.store, note(2));
}

struct Window {
    folder: TempDir,
    record: Kneeboard,
    incident: IncidentId,
}

impl Window {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("kneeboard.db");
        let mut record = Kneeboard::open(&path, Via::Window).unwrap();
        let title = Some("Checkout 500".to_owned());
        let start = Act::IncidentStarted(Start { title, ..Start::default() });
        let incident = act(&mut record, None, start).unwrap().incident;
        Self { folder, record, incident }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("kneeboard.db")
    }

    fn note(&mut self, text: &str) -> Result<Done, Trouble> {
        let text = text.to_owned();
        let note = NoteKind::default();
        let act_of = Act::NoteAdded { text, note, step: None, at: None, evidence_url: None };
        act(&mut self.record, Some(self.incident), act_of)
    }

    /// How often the store that lies at the path has a note, as a new process finds it.
    fn times(&self, text: &str) -> usize {
        let plain =
            Connection::open_with_flags(self.path(), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
                .unwrap();
        let mut words = plain.prepare("SELECT text FROM words").unwrap();
        let rows = words.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        rows.filter(|row| String::from_utf8_lossy(row.as_ref().unwrap()).contains(text)).count()
    }
}

fn act(record: &mut Kneeboard, incident: Option<IncidentId>, act: Act) -> Result<Done, Trouble> {
    let request = Request {
        id: ActId(uuid::Uuid::new_v4()),
        incident,
        role: Role::OnCall,
        name: None,
        act,
        secret: None,
        done_at_ms: None,
    };
    record.act(request)
}

#[test]
fn an_act_is_done_again_under_its_id_when_the_log_was_taken_away() {
    let mut window = Window::new();
    let mut searching = Searching::of(&window.path());
    window.note("xylophone before").unwrap();
    searching.search(&Search::default(), std::time::Duration::MAX).unwrap();
    take_the_log_away(&window.path());
    window.note("quartz after").unwrap();
    assert_eq!((window.times("xylophone"), window.times("quartz")), (1, 1));
    let asked = Search { query: "quartz".to_owned(), ..Search::default() };
    assert_eq!(searching.search(&asked, std::time::Duration::MAX).unwrap().hits.len(), 1);
    window.note("and it goes on").unwrap();
    assert_eq!(window.times("and it goes on"), 1);
    assert_eq!(window.record.check().unwrap().len(), 0);
}

#[test]
fn an_act_is_recorded_where_the_replaced_store_lies_now() {
    let mut window = Window::new();
    let copy = window.folder.path().join("copy.db");
    window.record.store().backup_to(&copy).unwrap();
    window.note("only in the old file").unwrap();
    fs::rename(&copy, window.path()).unwrap();
    window.note("in the new file").unwrap();
    assert_eq!((window.times("only in the old"), window.times("in the new file")), (0, 1));
    let view = serde_json::from_value(serde_json::json!({ "view": "incidents" })).unwrap();
    window.record.view(&view).unwrap();
}

/// What stood in the log belongs to the store that is gone, and is not read into the new one.
#[test]
fn the_old_stores_log_is_not_read_into_the_new_one() {
    let mut window = Window::new();
    let copy = window.folder.path().join("copy.db");
    window.record.store().backup_to(&copy).unwrap();
    for n in 0..50 {
        window.note(&format!("note {n} of the old file")).unwrap();
    }
    let old = window.folder.path().join("moved-away.db");
    fs::rename(window.path(), &old).unwrap();
    fs::rename(&copy, window.path()).unwrap();
    window.note("in the new file").unwrap();
    assert_eq!((window.times("of the old file"), window.times("in the new file")), (0, 1));
    assert_eq!(window.record.check().unwrap().len(), 0);
    let old = Kneeboard::open(&old, Via::Window).unwrap();
    let plain = Connection::open(window.folder.path().join("moved-away.db")).unwrap();
    let words: i64 = plain.query_row("SELECT count(*) FROM words", [], |row| row.get(0)).unwrap();
    assert!(words >= 50, "nothing of the old one is lost: {words}");
    drop(old);
}

/// Somebody moves the file alone while a window has it open: it is whole where it lies.
#[test]
fn a_store_that_is_moved_alone_takes_along_what_its_log_held() {
    let mut desk = Desk::with_notes(3);
    let moved = desk.folder.path().join("moved.db");
    fs::rename(&desk.path, &moved).unwrap();
    assert_eq!(refusal(desk.store.write(|w| w.append_local(note(4)))).kind(), "store_moved");
    drop(desk.store);
    let there = Store::open(&moved, &options()).unwrap();
    assert_eq!(there.events(&super::desk::INCIDENT, 0).unwrap().len(), 3);
    assert_eq!(there.check().unwrap(), vec![]);
}

#[test]
fn a_new_store_is_not_made_beside_the_log_of_one_that_is_gone() {
    let desk = Desk::with_notes(1);
    let log = part(&desk.path, "-wal");
    fs::rename(&desk.path, desk.folder.path().join("moved.db")).unwrap();
    let before = fs::read(&log).unwrap();
    let error = refusal(Store::open_or_create(&desk.path, &options()));
    assert_eq!(
        error.to_string(),
        format!(
            "There is no store at {}, but {} belongs to one and may hold what was recorded last. \
             Nothing was made or removed. Put the store back beside that file. To start a new \
             store, move the file away.",
            desk.path.display(),
            log.display()
        )
    );
    assert!(!desk.path.exists());
    assert!(fs::read(&log).unwrap() == before);
}

#[test]
fn a_view_shows_the_store_that_lies_at_the_path_now() {
    let mut window = Window::new();
    let copy = window.folder.path().join("copy.db");
    window.record.store().backup_to(&copy).unwrap();
    window.note("only in the old file").unwrap();
    let asked = || serde_json::json!({ "view": "walk", "incident": window.incident });
    let view = serde_json::from_value(asked()).unwrap();
    let told = |record: &mut Kneeboard| record.view(&view).unwrap().to_string();
    assert!(told(&mut window.record).contains("only in the old"));
    fs::rename(&copy, window.folder.path().join("kneeboard.db")).unwrap();
    assert!(!told(&mut window.record).contains("only in the old"));
}

#[test]
fn what_cannot_be_done_again_here_goes_out_as_an_error_and_is_saved_later() {
    let mut window = Window::new();
    let other = Kneeboard::open(&window.path(), Via::Window).unwrap();
    take_the_log_away(&window.path());
    let error = window.note("while it is elsewhere").err().unwrap();
    assert_eq!((error.kind().as_str(), error.exit_code()), ("store_moved", 4));
    drop(other);
    window.note("once it is let go").unwrap();
    assert_eq!((window.times("while it"), window.times("once it")), (0, 1));
}

/// The window's second door, for folders, rests between two looks.
#[test]
fn a_door_that_rests_is_in_nobodys_way_and_wakes_by_itself() {
    let mut window = Window::new();
    let mut other = Kneeboard::open(&window.path(), Via::Window).unwrap();
    other.rest();
    take_the_log_away(&window.path());
    window.note("while the other one rests").unwrap();
    let view = serde_json::json!({ "view": "walk", "incident": window.incident });
    let view = serde_json::from_value(view).unwrap();
    assert!(other.view(&view).unwrap().to_string().contains("while the other one rests"));
    other.rest();
    let act_of = Act::SeveritySet { severity: Severity::Sev1 };
    act(&mut other, Some(window.incident), act_of).unwrap();
    assert!(window.record.incident(window.incident).unwrap().severity().is_some());
}

#[test]
fn a_draft_and_a_save_are_kept_in_the_store_that_is_there() {
    let mut window = Window::new();
    take_the_log_away(&window.path());
    let form = |text: &str| {
        serde_json::from_value(serde_json::json!({ "name": "start", "text": text })).unwrap()
    };
    window.record.keep_form(&form("typed")).unwrap();
    take_the_log_away(&window.path());
    let values = serde_json::json!({ "save": "settings", "values": { "letters": "off" } });
    window.record.save(&serde_json::from_value(values).unwrap()).unwrap();
    let again = Kneeboard::open(&window.path(), Via::Window).unwrap();
    assert_eq!(again.forms().unwrap()["start"], "typed");
    assert_eq!(again.settings().unwrap().letters.word(), "off");
}
