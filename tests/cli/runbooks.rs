use crate::support::kneeboard::Desk;
use kneeboard_core::runbook::{parse, shipped};

#[test]
fn the_shipped_runbooks_are_listed_by_stack() {
    let desk = Desk::new();
    let ids = |arguments: &[&str]| -> Vec<String> {
        let lines = desk.json(arguments);
        let lines = lines.as_array().unwrap().clone();
        lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    };
    let all: Vec<&str> = shipped::all().iter().map(|shipped| shipped.id).collect();
    assert_eq!(ids(&["runbook", "list"]), all);
    let react = all.iter().filter(|id| id.starts_with("react/")).copied();
    assert_eq!(ids(&["runbook", "list", "--stack", "react"]), react.collect::<Vec<_>>());
}

#[test]
fn a_runbook_is_printed_byte_for_byte() {
    let desk = Desk::new();
    let shown = desk.out(&["runbook", "show", "django/migration-dropped-column"]);
    assert_eq!(shown, include_str!("../../runbooks/django/migration-dropped-column.md"));
    desk.run(&["runbook", "show", "django/none"]).refused(
        3,
        "There is no runbook \"django/none\". Nothing was changed. List the runbooks and name one.",
    );
}

#[test]
fn the_shipped_runbooks_break_no_rule() {
    let desk = Desk::new();
    let folder = format!("{}/../../runbooks", env!("CARGO_MANIFEST_DIR"));
    let reviewed = shipped::all().iter().map(|shipped| parse(shipped.text, shipped.id).0.reviewed);
    let newest = reviewed.flatten().max().unwrap();
    let printed = desk.run(&["runbook", "lint", &folder, "--on", &newest]);
    let clean = format!("Nothing found in {} files.\n", shipped::all().len());
    assert_eq!((printed.code, printed.out.as_str()), (0, clean.as_str()));
}

#[test]
fn a_warning_is_shown_and_is_no_error() {
    let desk = Desk::new();
    let text = shipped::all().iter().find(|s| s.id == "any/roll-back-a-release").unwrap().text;
    let file = desk.write("stale.md", text);
    let printed = desk.run(&["runbook", "lint", &file, "--on", "2028-01-01"]);
    assert_eq!(printed.code, 0);
    assert!(printed.out.contains(": warning RB31: The Source was checked on "), "{}", printed.out);
}

#[test]
fn a_finding_names_file_line_and_column() {
    let desk = Desk::new();
    let file = desk.write("short.md", "# Short\n\n## Triage\n\n- [ ] Look\n");
    let printed = desk.run(&["runbook", "lint", &file]);
    assert_eq!(printed.code, 1);
    assert!(printed.out.starts_with("DESK/short.md:1:1: error RB01: "), "{}", printed.out);
    let json = desk.run(&["runbook", "lint", &file, "--json"]);
    assert_eq!(json.code, 1);
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let keys: Vec<&String> = found[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["file", "line", "column", "rule", "level", "message", "mend"]);
    desk.run(&["runbook", "lint", "nowhere.md"]).refused(
        4,
        "nowhere.md cannot be read: it is not there. Nothing was changed. Check the path and try again.",
    );
}

/// The hook that `runbooks/README.md` shows, in a repository of its own.
#[cfg(unix)]
#[test]
fn the_commit_hook_lets_a_clean_runbook_through_and_refuses_a_broken_one() {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    let guide = include_str!("../../runbooks/README.md");
    let hook = guide.split("## Before a commit").nth(1).unwrap();
    let hook = hook.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let home = tempfile::tempdir().unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_kneeboard")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(home.path()).args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b.example",
        ]);
        command.args(arguments).env("PATH", &path).env("HOME", home.path());
        command.env("GIT_CONFIG_NOSYSTEM", "1").env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
        command.output().unwrap()
    };
    assert!(git(&["init", "-q"]).status.success());
    let file = home.path().join(".git/hooks/pre-commit");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, hook).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();

    let folder = home.path().join("runbooks/any");
    std::fs::create_dir_all(&folder).unwrap();
    let clean = shipped::all().iter().find(|s| s.id == "any/roll-back-a-release").unwrap().text;
    std::fs::write(folder.join("roll-back-a-release.md"), clean).unwrap();
    std::fs::write(folder.join("README.md"), "What lies here.\n").unwrap();
    assert!(git(&["add", "."]).status.success());
    let done = git(&["commit", "-q", "-m", "clean"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));

    std::fs::write(folder.join("two words.md"), "# Short\n\n## Triage\n\n- [ ] Look\n").unwrap();
    assert!(git(&["add", "."]).status.success());
    let done = git(&["commit", "-q", "-m", "broken"]);
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert!(!done.status.success(), "{said}");
    assert!(said.contains("runbooks/any/two words.md:1:1: error RB01: "), "{said}");

    // What is committed is what is staged: a mend that is not staged does not count.
    std::fs::write(folder.join("two words.md"), clean).unwrap();
    assert!(!git(&["commit", "-q", "-m", "broken"]).status.success());
    assert!(git(&["add", "."]).status.success());
    std::fs::write(folder.join("two words.md"), "# Broken again, and not staged\n").unwrap();
    let done = git(&["commit", "-q", "-m", "mended"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let committed = git(&["show", "HEAD:runbooks/any/two words.md"]);
    assert_eq!(String::from_utf8(committed.stdout).unwrap(), clean);

    // A commit without a runbook, and one that deletes one, are none of its business.
    std::fs::write(home.path().join("notes.txt"), "x\n").unwrap();
    assert!(git(&["add", "notes.txt"]).status.success());
    assert!(git(&["commit", "-q", "-m", "notes"]).status.success());
    assert!(git(&["rm", "-q", "-f", "runbooks/any/two words.md"]).status.success());
    assert!(git(&["commit", "-q", "-m", "gone"]).status.success());
}

#[test]
fn a_folder_is_taken_in_whole_or_not_at_all() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("lib/team")).unwrap();
    desk.write("lib/team/good.md", "# Good\n");
    std::fs::write(desk.path("lib/team/bad.md"), b"a\0b").unwrap();
    let folder = desk.path("lib").display().to_string();
    desk.run(&["runbook", "import", &folder]).refused(
        2,
        "team/bad.md cannot be taken in: it is no text: there is a byte 0 in line 1. Nothing was changed. See all with --plan; mend the files, or take the others in with --others.",
    );
    desk.run(&["runbook", "show", "team/good"]).refused(
        3,
        "There is no runbook \"team/good\". Nothing was changed. List the runbooks and name one.",
    );
    let plan = desk.out(&["runbook", "import", &folder, "--plan"]);
    assert_eq!(
        plan,
        "new  team/good.md\nleft out  team/bad.md: it is no text: there is a byte 0 in line 1\n1 new, 0 changed, 0 merged, 0 same, 0 older, 0 conflicting, 1 left out. Nothing was stored.\n"
    );
    desk.out(&["runbook", "import", &folder, "--others"]);
    assert_eq!(desk.out(&["runbook", "show", "team/good"]), "# Good\n");
    desk.run(&["runbook", "import", &desk.path("gone").display().to_string()]).refused(
        4,
        "DESK/gone cannot be read: it is not there. Nothing was changed. Check the path and try again.",
    );
}

#[test]
fn the_library_is_written_to_a_folder_and_what_is_not_known_there_stays() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("out/any")).unwrap();
    desk.write("out/any/traffic-surge.md", "ours\n");
    let folder = desk.path("out").display().to_string();
    let printed = desk.run(&["runbook", "export", &folder]);
    assert_eq!(printed.code, 1);
    let last = format!("{} written, 0 there already, 1 left out.\n", shipped::all().len() - 1);
    assert!(printed.out.ends_with(&last), "{}", printed.out);
    assert_eq!(desk.read("out/any/traffic-surge.md"), "ours\n");
    desk.run(&["runbook", "import", &folder]).done();
    assert_eq!(desk.out(&["runbook", "show", "any/traffic-surge"]), "ours\n");
    let json = desk.json(&["runbook", "export", &folder]);
    assert_eq!(json["written"].as_array().unwrap().len(), 0);
    assert_eq!(json["same"], shipped::all().len());
}
