//! The library as a folder: what an import takes in, what an export leaves, and that nothing of
//! either side is lost.

use crate::support::door::Door;
use kneeboard_core::event::Role;
use kneeboard_core::folder::read;
use kneeboard_core::kneeboard::{Becomes, Change, EdgeError, Import};
use kneeboard_core::runbook::shipped::{self, Shipped};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const ID: &str = "any/roll-back-a-release";

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn becomes(import: &Import) -> Vec<(&str, Becomes)> {
    import.incoming.iter().map(|one| (one.document.as_str(), one.becomes)).collect()
}

/// Imports the folder, after looking that the plan said the same.
fn import(door: &mut Door, folder: &Path) -> Import {
    let found = read(folder).unwrap();
    let planned = door.record.plan_import(&found).unwrap();
    let done = door.record.import(&found, "imported from the team", Role::OnCall).unwrap();
    assert_eq!(planned, done);
    done
}

fn save(door: &mut Door, id: &str, text: &str) {
    let base = door.record.runbook(id).ok().map(|kept| kept.revision);
    let (id, text, reason) = (id.to_owned(), text.to_owned(), "ours".to_owned());
    let role = Role::OnCall;
    let change = Change { id, text, base, merged: None, reason, role };
    door.record.save_runbook(&change).unwrap();
}

fn text(door: &Door, id: &str) -> String {
    door.record.runbook(id).unwrap().text
}

#[test]
fn a_library_written_out_and_taken_in_is_the_same_byte_for_byte() {
    let mut door = Door::new();
    let strange = "\u{feff}# Ours\r\n\tx  \r\nlone\rend without a break";
    save(&mut door, "team/ours", strange);
    let folder = tempfile::tempdir().unwrap();
    let first = door.record.export_library(folder.path()).unwrap();
    assert_eq!(first.written.len(), shipped::all().len() + 1);
    assert_eq!((first.same, first.left_out.len()), (0, 0));
    for shipped in shipped::all() {
        let path = folder.path().join(format!("{}.md", shipped.id));
        assert_eq!(fs::read_to_string(path).unwrap(), shipped.text);
    }
    assert_eq!(fs::read_to_string(folder.path().join("team/ours.md")).unwrap(), strange);
    let again = door.record.export_library(folder.path()).unwrap();
    assert_eq!((again.written.len(), again.same), (0, shipped::all().len() + 1));

    let mut other = Door::new();
    let taken = import(&mut other, folder.path());
    assert_eq!(taken.count(Becomes::Same), shipped::all().len());
    assert_eq!(taken.count(Becomes::New), 1);
    assert_eq!(text(&other, "team/ours"), strange);
}

#[test]
fn each_file_becomes_what_its_history_says() {
    let mut door = Door::new();
    let lines = "one\n\ntwo\n\nthree\n";
    for id in ["team/changed", "team/merged", "team/same", "team/older", "team/conflicting"] {
        save(&mut door, id, lines);
    }
    let folder = tempfile::tempdir().unwrap();
    door.record.export_library(folder.path()).unwrap();
    let at = |path: &str, text: &str| put(folder.path(), path, text);
    at("team/changed.md", "one\n\n2\n\nthree\n");
    at("team/merged.md", "1\n\ntwo\n\nthree\n");
    save(&mut door, "team/merged", "one\n\ntwo\n\n3\n");
    save(&mut door, "team/older", "one\n\ntwo\n\nthree and more\n");
    at("team/conflicting.md", "one\n\ntheirs\n\nthree\n");
    save(&mut door, "team/conflicting", "one\n\nours\n\nthree\n");
    at("team/new.md", "new\n");
    at("services/shop.md", "---\nname: Shop\n---\n");

    let done = import(&mut door, folder.path());
    let of_team: Vec<_> = becomes(&done)
        .into_iter()
        .filter(|(document, _)| document.contains("team") || document.contains("services"))
        .collect();
    assert_eq!(
        of_team,
        [
            ("runbooks/team/changed", Becomes::Changed),
            ("runbooks/team/conflicting", Becomes::Conflicting),
            ("runbooks/team/merged", Becomes::Merged),
            ("runbooks/team/new", Becomes::New),
            ("runbooks/team/older", Becomes::Older),
            ("runbooks/team/same", Becomes::Same),
            ("services/shop", Becomes::New),
        ]
    );
    assert_eq!(text(&door, "team/changed"), "one\n\n2\n\nthree\n");
    assert_eq!(text(&door, "team/merged"), "1\n\ntwo\n\n3\n");
    assert_eq!(text(&door, "team/older"), "one\n\ntwo\n\nthree and more\n");
    assert_eq!(text(&door, "team/conflicting"), "one\n\nours\n\nthree\n");
    assert_eq!(text(&door, "team/new"), "new\n");
    assert_eq!(door.record.service("shop").unwrap().name(), "Shop");
    assert_eq!(door.record.runbook("team/merged").unwrap().heads, 1);

    // The next change of the file is counted from the file, not from what it was merged with.
    put(folder.path(), "team/merged.md", "zero\n\n1\n\ntwo\n\nthree\n");
    import(&mut door, folder.path());
    assert_eq!(text(&door, "team/merged"), "zero\n\n1\n\ntwo\n\n3\n");
}

#[test]
fn a_shipped_runbook_changed_in_the_folder_is_changed_here() {
    let mut door = Door::new();
    let folder = tempfile::tempdir().unwrap();
    let ours = format!("{}\nOur own line.\n", text(&door, ID));
    put(folder.path(), &format!("{ID}.md"), &ours);
    assert_eq!(import(&mut door, folder.path()).count(Becomes::Changed), 1);
    assert_eq!(text(&door, ID), ours);
    let history = door.record.history(ID).unwrap();
    assert_eq!(history.len(), 2, "the shipped text is the first revision");
}

#[test]
fn a_folder_of_an_earlier_kneeboard_does_not_bring_its_text_back() {
    let mut door = Door::new();
    let earlier: &'static [Shipped] = &[Shipped { id: ID, text: "# Earlier\n\none\n" }];
    door.record.ship(earlier);
    let folder = tempfile::tempdir().unwrap();
    door.record.export_library(folder.path()).unwrap();
    door.record.ship(shipped::all());
    let done = import(&mut door, folder.path());
    assert_eq!(done.count(Becomes::Older), 1, "{done:?}");
    assert_ne!(text(&door, ID), "# Earlier\n\none\n");
    put(folder.path(), &format!("{ID}.md"), "# Earlier\n\none, and ours\n");
    assert_eq!(import(&mut door, folder.path()).count(Becomes::Conflicting), 1);
}

#[test]
fn an_export_leaves_a_file_with_changes_of_its_own() {
    let mut door = Door::new();
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &format!("{ID}.md"), "somebody's own\n");
    let done = door.record.export_library(folder.path()).unwrap();
    assert_eq!(done.left_out.len(), 1);
    assert_eq!(done.left_out[0].path, format!("{ID}.md"));
    let left = fs::read_to_string(folder.path().join(format!("{ID}.md"))).unwrap();
    assert_eq!(left, "somebody's own\n");

    save(&mut door, "team/a", "1\n");
    door.record.export_library(folder.path()).unwrap();
    save(&mut door, "team/a", "2\n");
    let done = door.record.export_library(folder.path()).unwrap();
    assert_eq!(done.written, ["team/a.md"], "a text that the library knows is replaced");
}

/// What stands beside each file when it is looked at.
fn looked_at(door: &mut Door, given: &Value) -> Value {
    door.view(json!({ "view": "import", "given": given }))
}

/// Takes in every line that was looked at.
fn confirm(door: &mut Door, given: &Value, seen: &Value) -> Result<Value, EdgeError> {
    let picks: Vec<Value> = seen["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!({ "document": line["document"], "seen": line["seen"] }))
        .collect();
    let sent =
        json!({ "save": "import", "given": given, "picks": picks, "reason": "from the team" });
    door.save(sent)
}

#[test]
fn what_is_another_one_than_it_was_looked_at_is_not_taken_in_and_nothing_else_is() {
    let mut door = Door::new();
    let folder = tempfile::tempdir().unwrap();
    let given = json!({ "given": "folder" });
    put(folder.path(), "team/one.md", "# One\n");
    put(folder.path(), "team/two.md", "# Two\n");
    door.record.look_at_folder(folder.path()).unwrap();
    let seen = looked_at(&mut door, &given);
    assert_eq!(seen["lines"][0]["becomes"], "new");
    let asked = json!({ "view": "import_diff", "given": given, "document": "runbooks/team/two" });
    assert_eq!(door.view(asked)["lines"][0]["text"], "# Two\n");

    // A file changes, is gone, or the library has one of its name by now.
    let changed = |door: &mut Door, seen: &Value| {
        let refused = confirm(door, &given, seen).unwrap_err();
        assert_eq!(refused.kind, "changed_meanwhile");
        assert!(door.record.runbook("team/one").is_err(), "it came in all the same");
        refused.message
    };
    put(folder.path(), "team/two.md", "# Two, changed\n");
    assert_eq!(
        changed(&mut door, &seen),
        "team/two changed since it was looked at. Nothing was stored."
    );
    fs::remove_file(folder.path().join("team/two.md")).unwrap();
    changed(&mut door, &seen);
    put(folder.path(), "team/two.md", "# Two\n");
    save(&mut door, "team/two", "# Ours\n");
    changed(&mut door, &seen);

    // Looked at again, it conflicts: that is not taken in either, whoever asks for it.
    let seen = looked_at(&mut door, &given);
    assert_eq!(seen["lines"][1]["becomes"], "conflicting");
    changed(&mut door, &seen);

    fs::remove_file(folder.path().join("team/two.md")).unwrap();
    let seen = looked_at(&mut door, &given);
    confirm(&mut door, &given, &seen).unwrap();
    assert_eq!(text(&door, "team/one"), "# One\n");
    assert_eq!(text(&door, "team/two"), "# Ours\n");
    assert_eq!(looked_at(&mut door, &given)["lines"][0]["becomes"], "same");
}

/// The bytes as the page sends them: a letter each.
fn letters(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[test]
fn dropped_files_come_in_byte_for_byte_and_the_others_are_named_with_their_reason() {
    let mut door = Door::new();
    let strange = "\u{feff}# Ünïcode\r\n\tx  \r\nend";
    let given = json!({ "given": "files", "files": [
        { "path": "strange.md", "bytes": letters(strange.as_bytes()) },
        { "path": "broken.md", "bytes": letters(b"# A\n\xff") },
        { "path": "zero.md", "bytes": letters(b"# A\n\n\0") },
        { "path": "page.html", "bytes": letters(b"<h1>A</h1>") },
        { "path": "folder.md", "bytes": null },
        { "path": "runbooks", "bytes": null },
        { "path": "README.md", "bytes": letters(b"# What lies here\n") },
        { "path": "../up.md", "bytes": letters(b"# Up\n") },
    ]});
    let seen = looked_at(&mut door, &given);
    assert_eq!(seen["from"], "8 files");
    let reasons: Vec<String> = seen["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|left| {
            format!("{}: {}", left["path"].as_str().unwrap(), left["why"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        reasons,
        [
            "../up.md: it has a part without a name; name each folder and file",
            "README.md: it tells of its folder and is no runbook; rename it if it is one",
            "broken.md: it is not UTF-8 from byte 5 on, in line 2; save it as UTF-8",
            "folder.md: it was not read here; a folder is chosen with Import",
            "page.html: its name does not end in .md",
            "runbooks: it was not read here; a folder is chosen with Import",
            "zero.md: it is no text: there is a byte 0 in line 3",
        ]
    );
    confirm(&mut door, &given, &seen).unwrap();
    assert_eq!(text(&door, "strange"), strange);
}

#[test]
fn a_dropped_file_finds_its_runbook_by_its_name_alone() {
    let mut door = Door::new();
    let ours = shipped::all().iter().find(|shipped| shipped.id == ID).unwrap();
    let changed = format!("{}\nOurs.\n", ours.text);
    let given = json!({ "given": "files", "files": [
        { "path": "roll-back-a-release.md", "bytes": letters(changed.as_bytes()) },
    ]});
    let seen = looked_at(&mut door, &given);
    assert_eq!(seen["lines"][0]["document"], format!("runbooks/{ID}"));
    assert_eq!(seen["lines"][0]["becomes"], "changed");
    confirm(&mut door, &given, &seen).unwrap();
    assert_eq!(text(&door, ID), changed);
}

#[test]
fn a_pasted_text_is_named_after_its_title_where_it_reads_as_a_runbook() {
    let mut door = Door::new();
    let of = |text: &str| json!({ "given": "text", "text": text });
    let given = of("---\nstack: nodejs\n---\n# Checkout answers 500!\n");
    let seen = looked_at(&mut door, &given);
    assert_eq!(seen["lines"][0]["path"], "nodejs/checkout-answers-500.md");
    confirm(&mut door, &given, &seen).unwrap();
    assert!(door.record.runbook("nodejs/checkout-answers-500").is_ok());

    let seen = looked_at(&mut door, &of("a line from somewhere"));
    assert_eq!(seen["lines"], json!([]));
    assert_eq!(
        seen["left_out"],
        json!([{
            "path": "pasted text",
            "why": "it has neither front matter nor a title, a line such as # Checkout answers 500",
        }])
    );
}

/// The picks of what was looked at that becomes this.
fn picks_of(seen: &Value, becomes: &str) -> Vec<Value> {
    let lines = seen["lines"].as_array().unwrap().iter();
    lines
        .filter(|line| line["becomes"] == becomes)
        .map(|line| json!({ "document": line["document"], "seen": line["seen"] }))
        .collect()
}

fn differing(door: &mut Door) -> Value {
    door.view(json!({ "view": "folder" }))["differing"].clone()
}

#[test]
fn a_folder_that_the_library_is_kept_in_is_read_from_and_written_to_as_it_was_looked_at() {
    let mut door = Door::new();
    let folder = tempfile::tempdir().unwrap();
    let given = json!({ "given": "library" });
    let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(door.view(json!({ "view": "folder" }))["path"], Value::Null);

    put(folder.path(), "team/both.md", "# Both\r\n\r\n\tOne  \r\nend");
    save(&mut door, "team/both", "# Both\r\n\r\n\tOne  \r\nend");
    save(&mut door, "team/ours", "# Ours\n");
    door.record.use_library_folder(folder.path(), Role::OnCall).unwrap();
    assert_eq!(differing(&mut door), 1, "what the folder has no file of");

    // The file changes: its changes are counted from what both had.
    put(folder.path(), "team/both.md", "# Both\r\n\r\n\tTwo  \r\nend");
    assert_eq!(differing(&mut door), 2);
    let seen = looked_at(&mut door, &given);
    let taken = picks_of(&seen, "changed");
    let take = json!({ "save": "import", "given": given, "picks": taken, "reason": "pulled" });
    door.save(take).unwrap();
    assert_eq!(text(&door, "team/both"), "# Both\r\n\r\n\tTwo  \r\nend");

    // The library changes: it is written, byte for byte, with what the folder lacks.
    save(&mut door, "team/both", "# Both\r\n\r\n\tThree  \r\nend");
    let seen = looked_at(&mut door, &given);
    let absent = json!({ "view": "import_diff", "given": given, "document": "runbooks/team/ours" });
    assert_eq!(door.view(absent)["lines"][0]["text"], "# Ours\n");
    let picks = [picks_of(&seen, "older"), picks_of(&seen, "absent")].concat();
    assert_eq!(picks.len(), 2);
    let write = json!({ "save": "write_out", "picks": picks });

    // Not where a file is another one by now, and then none of them.
    put(folder.path(), "team/both.md", "# Edited meanwhile\n");
    assert_eq!(door.save(write.clone()).unwrap_err().kind, "changed_meanwhile");
    assert_eq!(file("team/both.md"), "# Edited meanwhile\n");
    assert!(!folder.path().join("team/ours.md").exists());

    put(folder.path(), "team/both.md", "# Both\r\n\r\n\tTwo  \r\nend");
    door.save(write).unwrap();
    assert_eq!(file("team/both.md"), "# Both\r\n\r\n\tThree  \r\nend");
    assert_eq!(file("team/ours.md"), "# Ours\n");
    assert_eq!(differing(&mut door), 0);

    // It is used at the next start too, and until somebody says otherwise.
    door.reopen();
    assert_eq!(differing(&mut door), 0);
    assert_eq!(door.set("library_folder", "/etc").unwrap_err().kind, "setting");
    door.set("library_folder", "").unwrap();
    assert_eq!(door.view(json!({ "view": "folder" }))["path"], Value::Null);
    assert_eq!(file("team/ours.md"), "# Ours\n", "a file was touched");
}

#[test]
fn a_folder_that_is_gone_or_a_file_is_said_and_the_library_is_whole() {
    let mut door = Door::new();
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("runbooks");
    put(&folder, "team/a.md", "# A\n");
    door.record.use_library_folder(&folder, Role::OnCall).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let trouble = |door: &mut Door| door.view(json!({ "view": "folder" }))["trouble"].clone();
    assert_eq!(trouble(&mut door), "it is not there");
    fs::write(&folder, "# A\n").unwrap();
    assert_eq!(trouble(&mut door), "it is a file, not a folder");
    let picks = json!([{ "document": "runbooks/team/a", "seen": "" }]);
    let refused = door.save(json!({ "save": "write_out", "picks": picks })).unwrap_err();
    assert_eq!(refused.kind, "file");
    save(&mut door, "team/a", "# Ours\n");
    assert_eq!(text(&door, "team/a"), "# Ours\n");
    assert!(door.record.use_library_folder(&folder, Role::OnCall).is_err());

    // A way that leads nowhere, as a link that names itself.
    #[cfg(unix)]
    {
        fs::remove_file(&folder).unwrap();
        std::os::unix::fs::symlink(&folder, &folder).unwrap();
        let why = trouble(&mut door);
        assert!(why.as_str().is_some_and(|why| why.contains("symbolic links")), "{why}");
        assert_eq!(text(&door, "team/a"), "# Ours\n");
    }
}

/// What a link leads to is somebody else's: nothing is read or written there.
#[cfg(unix)]
#[test]
fn nothing_is_read_or_written_through_a_link_or_a_way_out_of_the_folder() {
    let mut door = Door::new();
    let home = tempfile::tempdir().unwrap();
    let (folder, outside) = (home.path().join("runbooks"), home.path().join("outside"));
    put(&outside, "theirs.md", "# Theirs\n");
    fs::create_dir_all(folder.join("any")).unwrap();
    std::os::unix::fs::symlink(&outside, folder.join("team")).unwrap();
    std::os::unix::fs::symlink(outside.join("theirs.md"), folder.join("any/theirs.md")).unwrap();
    save(&mut door, "team/ours", "# Ours\n");
    save(&mut door, "any/theirs", "# Ours too\n");
    let exported = door.record.export_library(&folder).unwrap();
    assert_eq!(exported.written.len(), shipped::all().len());
    let left: Vec<_> =
        exported.left_out.iter().map(|left| format!("{}: {}", left.path, left.why)).collect();
    let why = "is a link; put what it leads to there itself";
    assert_eq!(
        left,
        [format!("any/theirs.md: theirs.md {why}"), format!("team/ours.md: team {why}")]
    );

    // As the library's folder it is the same, whoever asks; and what lies behind a link is no loss.
    door.record.use_library_folder(&folder, Role::OnCall).unwrap();
    let seen = looked_at(&mut door, &json!({ "given": "library" }));
    let left = seen["left_out"].as_array().unwrap();
    assert_eq!(
        left.iter().map(|left| &left["path"]).collect::<Vec<_>>(),
        ["any/theirs.md", "team"]
    );
    assert_eq!([picks_of(&seen, "absent"), picks_of(&seen, "gone")].concat(), Vec::<Value>::new());
    for document in ["runbooks/team/ours", "runbooks/any/theirs", "runbooks/../outside/theirs"] {
        let picks = json!([{ "document": document, "seen": "" }]);
        let refused = door.save(json!({ "save": "write_out", "picks": picks })).unwrap_err();
        assert_eq!(refused.kind, "changed_meanwhile", "{document}");
    }
    assert_eq!(fs::read_to_string(outside.join("theirs.md")).unwrap(), "# Theirs\n");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
    assert_eq!(text(&door, "any/theirs"), "# Ours too\n");
}

/// A file that somebody deleted, or a disk that is not mounted, is no order to delete anything here.
#[test]
fn what_is_no_longer_in_the_folder_stays_in_the_library() {
    let mut door = Door::new();
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "team/a.md", "# A\n");
    put(folder.path(), "team/b.md", "# B\n");
    save(&mut door, "team/a", "# A\n");
    save(&mut door, "team/b", "# B\n");
    save(&mut door, "team/new", "# New\n");
    door.record.use_library_folder(folder.path(), Role::OnCall).unwrap();
    let given = json!({ "given": "library" });
    fs::remove_file(folder.path().join("team/a.md")).unwrap();
    let seen = looked_at(&mut door, &given);
    assert_eq!(picks_of(&seen, "gone")[0]["document"], "runbooks/team/a");
    assert_eq!(picks_of(&seen, "absent")[0]["document"], "runbooks/team/new");
    // Even an import of everything else takes nothing out.
    let take = json!({ "save": "import", "given": given, "picks": picks_of(&seen, "same"), "reason": "all" });
    door.save(take).unwrap();
    assert_eq!(text(&door, "team/a"), "# A\n");

    let view = |door: &mut Door| door.view(json!({ "view": "folder" }));
    assert_eq!(view(&mut door)["emptied"], false);
    fs::remove_file(folder.path().join("team/b.md")).unwrap();
    let bare = view(&mut door);
    assert_eq!((&bare["emptied"], &bare["differing"]), (&json!(true), &json!(3)));
    assert_eq!(text(&door, "team/b"), "# B\n");

    let seen = looked_at(&mut door, &given);
    let gone = picks_of(&seen, "gone");
    assert_eq!(gone.len(), 2);
    door.save(json!({ "save": "write_out", "picks": gone })).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("team/a.md")).unwrap(), "# A\n");
    assert!(!folder.path().join("team/new.md").exists(), "nobody ticked it");
    assert_eq!(view(&mut door)["emptied"], false);
}

/// A checkout that stood still changed nothing of what came in from another one meanwhile.
#[test]
fn a_stale_folder_takes_back_nothing_that_came_from_another_one() {
    let mut door = Door::new();
    let (stale, fresh) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    save(&mut door, "team/a", "one\n\ntwo\n\nthree\n");
    door.record.export_library(stale.path()).unwrap();
    door.record.export_library(fresh.path()).unwrap();
    put(fresh.path(), "team/a.md", "one\n\ntwo\n\n3\n");
    assert_eq!(import(&mut door, fresh.path()).count(Becomes::Changed), 1);
    put(stale.path(), "team/a.md", "1\n\ntwo\n\nthree\n");
    assert_eq!(import(&mut door, stale.path()).count(Becomes::Merged), 1);
    assert_eq!(text(&door, "team/a"), "1\n\ntwo\n\n3\n");
    assert_eq!(import(&mut door, fresh.path()).count(Becomes::Older), 1);
}

/// The pieces of file and library as one text: of each conflict one side, as somebody chose.
fn chosen(view: &Value, side: &str) -> String {
    let pieces = view["pieces"].as_array().unwrap().iter();
    let of = |piece: &Value| match piece["piece"] == "conflict" {
        true => piece[side].as_str().unwrap().to_owned(),
        false => piece["text"].as_str().unwrap().to_owned(),
    };
    pieces.map(of).collect()
}

/// Looks at a conflict of a folder, and gives what was seen with the request that stores the choice.
fn put_together(door: &mut Door, document: &str, side: &str) -> (String, Value) {
    let given = json!({ "given": "folder" });
    let seen = looked_at(door, &given);
    let picks = picks_of(&seen, "conflicting");
    let mut pick = picks.iter().find(|pick| pick["document"] == document).unwrap().clone();
    let asked = json!({ "view": "import_merge", "given": given, "document": document });
    let both = chosen(&door.view(asked), side);
    pick["text"] = json!(both);
    let take = json!({ "save": "import", "given": given, "picks": [pick], "reason": "both" });
    (both, take)
}

#[test]
fn what_conflicts_is_put_together_by_somebody_and_both_texts_stay() {
    let mut door = Door::new();
    let folder = tempfile::tempdir().unwrap();
    save(&mut door, "team/a", "one\n\ntwo\n\nthree\n");
    door.record.export_library(folder.path()).unwrap();
    let (ours, theirs) = ("one\n\nours\n\nthree\n", "1\n\ntheirs\n\nthree\n");
    save(&mut door, "team/a", ours);
    put(folder.path(), "team/a.md", theirs);
    door.record.look_at_folder(folder.path()).unwrap();

    // What one side alone changed needs no choice.
    let (both, take) = put_together(&mut door, "runbooks/team/a", "ours");
    assert_eq!(both, "1\n\nours\n\nthree\n");
    // Somebody saves, or changes the file: then nothing is stored, and it is looked at again.
    put(folder.path(), "team/a.md", "1\n\nothers\n\nthree\n");
    assert_eq!(door.save(take.clone()).unwrap_err().kind, "changed_meanwhile");
    put(folder.path(), "team/a.md", theirs);
    save(&mut door, "team/a", "one\n\nours now\n\nthree\n");
    assert_eq!(door.save(take).unwrap_err().kind, "changed_meanwhile");
    save(&mut door, "team/a", ours);

    let (both, take) = put_together(&mut door, "runbooks/team/a", "ours");
    door.save(take.clone()).unwrap();
    assert_eq!(text(&door, "team/a"), both);
    assert_eq!(door.record.runbook("team/a").unwrap().heads, 1);
    let kept = door.record.history("team/a").unwrap().len();
    assert_eq!(door.save(take).unwrap_err().kind, "changed_meanwhile", "it conflicts no more");
    let seen = looked_at(&mut door, &json!({ "given": "folder" }));
    assert_eq!(picks_of(&seen, "older")[0]["document"], "runbooks/team/a");

    // The file's text and the library's come back from the history, byte for byte.
    for (n, before) in [(kept - 1, theirs), (kept - 2, ours)] {
        door.record.restore_runbook("team/a", n, Role::OnCall).unwrap();
        assert_eq!(text(&door, "team/a"), before);
    }
}

#[test]
fn of_a_file_with_which_nothing_is_known_in_common_each_difference_is_chosen() {
    let mut door = Door::new();
    let folder = tempfile::tempdir().unwrap();
    save(&mut door, "team/b", "# B\n\nours\n\nend\n");
    let theirs = "# B\n\ntheirs\n\nmore\n\nend\n";
    put(folder.path(), "team/b.md", theirs);
    door.record.look_at_folder(folder.path()).unwrap();
    assert_eq!(put_together(&mut door, "runbooks/team/b", "ours").0, text(&door, "team/b"));
    let (both, take) = put_together(&mut door, "runbooks/team/b", "theirs");
    assert_eq!(both, theirs);
    door.save(take).unwrap();
    assert_eq!(text(&door, "team/b"), theirs);
    assert_eq!(door.record.runbook("team/b").unwrap().heads, 1);
    let seen = looked_at(&mut door, &json!({ "given": "folder" }));
    assert_eq!(picks_of(&seen, "same")[0]["document"], "runbooks/team/b");

    // From now on they have it in common.
    put(folder.path(), "team/b.md", "# B\n\ntheirs again\n");
    assert_eq!(import(&mut door, folder.path()).count(Becomes::Changed), 1);
}

#[test]
fn a_file_that_is_a_text_of_the_library_on_some_systems_is_left() {
    let mut door = Door::new();
    let of = |name: &str| {
        let path = std::path::PathBuf::from(name);
        kneeboard_core::folder::given(vec![(path, Ok(b"# Caf\xc3\xa9\n".to_vec()))])
    };
    door.record.import(&of("team/caf\u{e9}.md"), "imported", Role::OnCall).unwrap();
    let plan = door.record.plan_import(&of("team/cafe\u{301}.md")).unwrap();
    assert_eq!(plan.incoming, []);
    let why = &plan.left_out[0].why;
    assert!(why.starts_with("the library has team/caf\u{e9}.md, which is the same name"), "{why}");
}
