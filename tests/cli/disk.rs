use crate::support::kneeboard::Desk;
use crate::support::room::{empty, fill, in_a_room, lock, lock_file};
use std::fs;
use std::path::Path;

/// A desk whose store lies in the room, with an incident begun in it.
fn begun_in(room: &Path) -> Desk {
    let mut desk = Desk::new();
    desk.set("KNEEBOARD_STORE", &room.join("kneeboard.db"));
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk
}

fn store_of(room: &Path) -> String {
    room.join("kneeboard.db").display().to_string()
}

fn is_read_only(room: &Path) -> String {
    format!(
        "{} cannot be written: the file or its folder is read-only. What is stored is safe; nothing new was stored. Allow writing to the file and its folder, or name another store with --store.",
        store_of(room)
    )
}

fn is_full(room: &Path) -> String {
    format!(
        "The disk that holds {} is full. What is stored is safe; nothing new was stored. Free some space, then try again.",
        store_of(room)
    )
}

/// The names in the room, and the bytes of the store.
fn state_of(room: &Path) -> (Vec<String>, Vec<u8>) {
    let entries = fs::read_dir(room).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    (names, fs::read(store_of(room)).unwrap())
}

fn unchanged(room: &Path, (names, bytes): &(Vec<String>, Vec<u8>)) {
    let (names_now, bytes_now) = state_of(room);
    assert_eq!(&names_now, names);
    assert!(&bytes_now == bytes, "the file was touched");
}

#[test]
fn a_read_only_file_is_refused_and_untouched() {
    in_a_room("cli::disk::a_read_only_file_is_refused_and_untouched", "4m", |room| {
        let desk = begun_in(room);
        let before = state_of(room);
        lock_file(&room.join("kneeboard.db"));
        desk.run(&["note", "5xx rises"]).refused(4, &is_read_only(room));
        desk.run(&["incident", "list"]).refused(4, &is_read_only(room));
        unchanged(room, &before);
    });
}

#[test]
fn a_read_only_folder_is_refused_and_untouched() {
    in_a_room("cli::disk::a_read_only_folder_is_refused_and_untouched", "4m", |room| {
        let desk = begun_in(room);
        let before = state_of(room);
        lock(room);
        desk.run(&["note", "5xx rises"]).refused(4, &is_read_only(room));
        let fresh = room.join("fresh.db").display().to_string();
        desk.run(&["incident", "start", "--store", &fresh])
            .refused(4, &is_read_only(room).replace("kneeboard.db", "fresh.db"));
        unchanged(room, &before);
    });
}

#[test]
fn a_full_disk_takes_no_new_store_and_no_half_one() {
    in_a_room("cli::disk::a_full_disk_takes_no_new_store_and_no_half_one", "1m", |room| {
        let mut desk = Desk::new();
        desk.set("KNEEBOARD_STORE", &room.join("kneeboard.db"));
        fill(room);
        desk.run(&["incident", "start"]).refused(4, &is_full(room));
        assert_eq!(fs::read_dir(room).unwrap().count(), 1, "only what fills the disk");
    });
}

#[test]
fn a_disk_that_fills_in_mid_incident_refuses_notes_until_there_is_room() {
    let name = "cli::disk::a_disk_that_fills_in_mid_incident_refuses_notes_until_there_is_room";
    in_a_room(name, "4m", |room| {
        let desk = begun_in(room);
        desk.out(&["note", "before it was full"]);
        let before = state_of(room).1;
        fill(room);
        desk.run(&["note", "while it was full"]).refused(4, &is_full(room));
        desk.run(&["note", "while it was full"]).refused(4, &is_full(room));
        assert!(state_of(room).1 == before, "the file was touched");
        empty(room);
        desk.out(&["note", "after it was full"]);
        let timeline = desk.out(&["incident", "timeline"]);
        for (words, times) in [("before", 1), ("while", 0), ("after", 1)] {
            assert_eq!(timeline.matches(&format!("{words} it was full")).count(), times, "{words}");
        }
        assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
    });
}

#[test]
fn the_ballast_buys_the_next_notes_on_a_full_disk() {
    in_a_room("cli::disk::the_ballast_buys_the_next_notes_on_a_full_disk", "24m", |room| {
        let desk = begun_in(room);
        let ballast = room.join("kneeboard.db.ballast");
        assert!(ballast.exists());
        fill(room);
        for n in 1..=20 {
            desk.out(&["note", &format!("note {n}")]);
        }
        assert!(!ballast.exists(), "it was given back");
        assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
    });
}

#[test]
fn an_export_to_a_full_disk_leaves_the_document_that_was_there() {
    let name = "cli::disk::an_export_to_a_full_disk_leaves_the_document_that_was_there";
    in_a_room(name, "1m", |room| {
        let desk = Desk::sample();
        desk.out(&["incident", "start", "--title", "Checkout 500"]);
        let path = room.join("postmortem.md");
        let shown = path.display().to_string();
        desk.out(&["postmortem", "export", "-o", &shown]);
        let before = fs::read(&path).unwrap();
        desk.out(&["note", "5xx rises"]);
        fill(room);
        desk.run(&["postmortem", "export", "-o", &shown]).refused(
            4,
            &format!(
                "The export was not written to {shown}: the disk is full. What was there before is as it was. Choose another folder, or make room, and export again."
            ),
        );
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(room).unwrap().count(), 2, "no half file lies beside it");
        let record = desk.json(&["incident", "show"]);
        let exports = |event: &&serde_json::Value| event["kind"] == "Exported";
        assert_eq!(record["events"].as_array().unwrap().iter().filter(exports).count(), 1);
    });
}

/// As long as it takes a page of the store and more.
fn long(word: &str) -> String {
    format!("# {word}\n{}", format!("{word} {word}\n").repeat(20_000))
}

#[test]
fn a_save_and_an_import_on_a_full_disk_store_nothing_and_leave_the_files() {
    let name = "cli::disk::a_save_and_an_import_on_a_full_disk_store_nothing_and_leave_the_files";
    in_a_room(name, "4m", |room| {
        let desk = begun_in(room);
        let file = desk.write("kept.md", "# Kept\n");
        desk.out(&["runbook", "save", "team/kept", &file]);
        std::fs::create_dir_all(desk.path("lib/team")).unwrap();
        for word in ["one", "two"] {
            desk.write(&format!("lib/team/{word}.md"), &long(word));
        }
        let (lib, file) =
            (desk.path("lib").display().to_string(), desk.write("new.md", &long("new")));
        let before = state_of(room).1;
        fill(room);
        desk.run(&["runbook", "save", "team/new", &file]).refused(4, &is_full(room));
        desk.run(&["runbook", "save", "team/kept", &file, "--base", "1"])
            .refused(4, &is_full(room));
        desk.run(&["runbook", "import", &lib]).refused(4, &is_full(room));
        assert!(state_of(room).1 == before, "the file was touched");
        assert_eq!(desk.read("new.md"), long("new"));
        empty(room);
        assert_eq!(desk.out(&["runbook", "show", "team/kept"]), "# Kept\n");
        desk.out(&["runbook", "save", "team/new", &file]);
        desk.out(&["runbook", "import", &lib]);
        for word in ["new", "one", "two"] {
            assert_eq!(desk.out(&["runbook", "show", &format!("team/{word}")]), long(word));
        }
        assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
    });
}

#[test]
fn a_library_written_to_a_full_disk_leaves_whole_files_alone() {
    let name = "cli::disk::a_library_written_to_a_full_disk_leaves_whole_files_alone";
    in_a_room(name, "200k", |room| {
        let desk = Desk::sample();
        let folder = room.display().to_string();
        let printed = desk.run(&["runbook", "export", &folder]);
        assert_eq!(printed.code, 4);
        assert!(printed.err.contains(": the disk is full. What was there before is as it was."));
        let mut folders = vec![room.to_owned()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                files += 1;
                let id = path.strip_prefix(room).unwrap().with_extension("").display().to_string();
                let text = desk.out(&["runbook", "show", &id]);
                assert_eq!(fs::read_to_string(&path).unwrap(), text, "{id} is whole");
            }
        }
        assert!(files > 0, "some were written before it was full");
    });
}

#[test]
fn an_erasure_on_a_nearly_full_disk_is_done_and_finished_once_there_is_room() {
    let name =
        "cli::disk::an_erasure_on_a_nearly_full_disk_is_done_and_finished_once_there_is_room";
    in_a_room(name, "12m", |room| {
        let desk = begun_in(room);
        desk.out(&["note", "the word is xylophonequartz"]);
        for n in 0..20 {
            desk.out(&["note", &format!("{n} {}", "long words ".repeat(10_000))]);
        }
        let id = desk.json(&["incident", "timeline"])[2]["id"].as_str().unwrap().to_owned();
        fill(room);
        let filler = fs::OpenOptions::new().write(true).open(room.join("filler")).unwrap();
        let left = filler.metadata().unwrap().len() - 1_000_000;
        filler.set_len(left).unwrap();
        drop(filler);

        let erased = desk.run(&["redact", &id, "--reason", "secret"]);

        assert_eq!(
            (erased.code, erased.err.as_str()),
            (
                0,
                "Warning: The words are erased from the record, but their bytes may still be in the store's file: the disk is full. Free some space. The next command tries again.\n"
            )
        );
        assert!(!desk.out(&["incident", "timeline"]).contains("xylophonequartz"));
        assert_eq!(desk.run(&["store", "check"]).code, 1);
        empty(room);
        desk.out(&["note", "after it was full"]);
        assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
        for entry in fs::read_dir(room).unwrap() {
            let path = entry.unwrap().path();
            let bytes = if path.is_dir() { Vec::new() } else { fs::read(&path).unwrap() };
            let holds = bytes.windows(15).any(|window| window == b"xylophonequartz");
            assert!(!holds, "{}", path.display());
        }
    });
}
