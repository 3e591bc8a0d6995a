//! Whatever a text or a folder is, each has its outcome, and no text is lost.

use super::{edit, save};
use crate::support::door::Door;
use kneeboard_core::event::Role;
use kneeboard_core::folder::{Folder, read};
use kneeboard_core::kneeboard::{Becomes, Trouble};
use kneeboard_core::runbook::shipped;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

fn findings(door: &mut Door, id: &str, text: &str) -> Vec<Value> {
    let found = door.view(json!({ "view": "lint", "id": id, "text": text }));
    found["findings"].as_array().unwrap().clone()
}

#[test]
fn what_is_no_runbook_is_kept_as_it_is_and_told_to_be_none() {
    let mut door = Door::new();
    let texts = [
        "",
        "\n\n\n",
        "Call Ana.",
        "<!DOCTYPE html><html><body onload=\"x()\"><h1>Wiki</h1></body></html>",
        "host,depth\na,1\nb,2\n",
        "{\"steps\": [\"look\"]}",
        "#!/bin/sh\nrm -rf \"$1\"\n",
        "%PDF-1.7 \u{fffd}\u{fffd} \u{0}\u{1}\u{2}",
        "---\n---\n---\n",
        "---\ntitle: [\n",
        "```",
    ];
    for (n, text) in texts.into_iter().enumerate() {
        let id = format!("team/none-{n}");
        save(&mut door, &id, text, None, "as it came");
        assert_eq!(edit(&mut door, &id)["text"], text);
        assert!(!findings(&mut door, &id, text).is_empty(), "{text:?}");
    }
    let library = door.view(json!({ "view": "runbooks" }));
    let listed = library["runbooks"].as_array().unwrap();
    assert_eq!(listed.len(), shipped::all().len() + texts.len(), "each stands in the list");
}

#[test]
fn a_hundred_thousand_lines_are_drafted_saved_compared_and_looked_at() {
    let mut door = Door::new();
    let head = "---\ntitle: Long\nstack: any\ntype: checklist\n---\n# Long\n\n## All\n";
    let text = head.to_owned() + &"- [ ] Look at the host\n".repeat(100_000);
    door.record.put_draft("team/long", &text, None).unwrap();
    assert_eq!(edit(&mut door, "team/long")["draft"]["text"], text);
    save(&mut door, "team/long", &text, None, "long");
    let longer = format!("{text}- [ ] Look at the last one\n");
    save(&mut door, "team/long", &longer, Some("1"), "longer");
    assert_eq!(edit(&mut door, "team/long")["text"], longer);
    let compared = door.view(json!({ "view": "diff", "id": "team/long", "from": "1", "to": "2" }));
    let lines = compared["lines"].as_array().unwrap();
    assert_eq!(lines.iter().filter(|line| line["change"] == "added").count(), 1);
    assert!(!findings(&mut door, "team/long", &longer).is_empty());
}

#[test]
fn characters_that_nobody_sees_stay_and_are_told_at_their_place() {
    let mut door = Door::new();
    for hidden in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{200d}', '\u{1b}', '\u{0}'] {
        let text = format!(
            "---\ntitle: X\nstack: any\n---\n# X\n\n## Triage\n- [ ] Read it\n  ```sh\n  ls {hidden}-l\n  ```\n"
        );
        let id = format!("team/hidden-{:x}", u32::from(hidden));
        save(&mut door, &id, &text, None, "as it came");
        assert_eq!(edit(&mut door, &id)["text"], text);
        let found = findings(&mut door, &id, &text);
        let told = |one: &&Value| one["rule"] == "RB32" && one["line"] == 10;
        assert!(found.iter().any(|one| told(&one)), "{hidden:?}: {found:?}");
    }
}

fn library_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), files);
    folder
}

fn put(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        // Somebody may take the folder away meanwhile.
        let _ = fs::create_dir_all(path.parent().unwrap());
        let _ = fs::write(path, text);
    }
}

#[test]
fn two_files_with_one_id_are_both_left() {
    let (one, other) =
        (library_of(&[("a/x.md", "1"), ("y.md", "2")]), library_of(&[("a/x.md", "3")]));
    let mut both: Folder = read(one.path()).unwrap();
    both.join(read(other.path()).unwrap());
    let mut door = Door::new();
    let done = door.record.import(&both, "from two", Role::OnCall).unwrap();
    let taken: Vec<_> = done.incoming.iter().map(|one| one.document.as_str()).collect();
    assert_eq!(taken, ["runbooks/y"]);
    assert_eq!(done.left_out.len(), 2, "{:?}", done.left_out);
    assert_eq!(door.record.runbook("a/x").unwrap_err().kind(), "no_such_runbook");
}

#[test]
fn what_was_read_is_taken_in_though_its_folder_is_gone() {
    let folder = library_of(&[("team/a.md", "# A\n"), ("team/b.md", "# B\n")]);
    let found = read(folder.path()).unwrap();
    drop(folder);
    let mut door = Door::new();
    let done = door.record.import(&found, "taken in", Role::OnCall).unwrap();
    assert_eq!(done.count(Becomes::New), 2);
    assert_eq!(door.record.runbook("team/b").unwrap().text, "# B\n");
}

#[test]
fn a_folder_that_vanishes_while_it_is_read_gives_whole_texts_or_says_so() {
    let texts: Vec<(String, String)> =
        (0..40).map(|n| (format!("team/{n}/x.md"), format!("# {n}\n").repeat(2000))).collect();
    let files: Vec<_> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for _ in 0..15 {
        let folder = library_of(&files);
        let path = folder.path().to_owned();
        let found = std::thread::scope(|scope| {
            scope.spawn(|| fs::remove_dir_all(&path));
            read(&path)
        });
        let Ok(found) = found else { continue };
        for one in &found.found {
            let n = one.path.iter().nth(1).unwrap().to_str().unwrap();
            // A file that is being removed is there or not: it has no half.
            assert_eq!(one.text, format!("# {n}\n").repeat(2000));
        }
        assert!(found.found.len() + found.left_out.len() <= 40);
    }
}

#[test]
fn a_folder_that_vanishes_while_it_is_written_to_leaves_the_library_as_it_was() {
    let mut door = Door::new();
    save(&mut door, "team/ours", "# Ours\n", None, "ours");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let _ = fs::remove_dir_all(&path);
            }
        });
        for _ in 0..4 {
            match door.record.export_library(&path) {
                Ok(_) | Err(Trouble::Export { .. } | Trouble::Output(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    let _ = fs::remove_dir_all(&path);
    let whole = door.record.export_library(&path).unwrap();
    assert_eq!(whole.written.len(), shipped::all().len() + 1, "all of it, once it can be");
    let names: BTreeSet<_> = whole.written.iter().collect();
    assert!(names.contains(&"team/ours.md".to_owned()));
    assert_eq!(door.record.runbook("team/ours").unwrap().text, "# Ours\n");
    assert_eq!(door.record.check().unwrap().len(), 0);
}
