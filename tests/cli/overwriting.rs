//! Files that are written for a person: nothing that is there is lost without being asked for.

use crate::support::kneeboard::Desk;
use std::fs;
use std::path::Path;

/// Every command that writes a file, with its target as the last argument.
const WRITERS: [&[&str]; 3] =
    [&["postmortem", "export", "-o"], &["handover", "export"], &["store", "backup"]];

fn begun() -> Desk {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk
}

fn target<'a>(writer: &[&'a str], path: &'a str) -> Vec<&'a str> {
    writer.iter().copied().chain([path]).collect()
}

#[test]
fn a_file_edited_by_hand_is_not_overwritten_without_force() {
    let desk = begun();
    let export = ["postmortem", "export", "-o", "checkout.md"];
    desk.out(&export);
    let first = desk.read("checkout.md");
    desk.out(&["note", "5xx at 40 percent"]);
    desk.out(&export);
    assert_ne!(desk.read("checkout.md"), first, "an export that nobody changed is replaced");

    desk.write("checkout.md", "edited by hand");
    let refused = desk.run(&[&export[..], &["--json"]].concat());
    let said: serde_json::Value = serde_json::from_str(&refused.err).unwrap();
    assert_eq!((refused.code, said["kind"].as_str()), (1, Some("export_edited")), "{said}");
    assert_eq!(desk.read("checkout.md"), "edited by hand");
    desk.out(&[&export[..], &["--force"]].concat());
    assert!(desk.read("checkout.md").contains("5xx at 40 percent"));
}

#[test]
fn an_export_of_another_incident_is_not_overwritten() {
    let desk = begun();
    desk.out(&["postmortem", "export", "-o", "mine.md"]);
    let first = desk.read("mine.md");
    desk.out(&["incident", "close"]);
    desk.out(&["incident", "start", "--title", "Search is down"]);
    assert_eq!(desk.run(&["postmortem", "export", "-o", "mine.md"]).code, 1);
    assert_eq!(desk.read("mine.md"), first);
}

#[test]
fn a_file_that_no_export_wrote_is_left_by_every_writer() {
    let desk = begun();
    for writer in WRITERS {
        desk.write("there.txt", "somebody's notes");
        let printed = desk.run(&target(writer, "there.txt"));
        assert_eq!(printed.code, 1, "{writer:?}: {}", printed.err);
        assert_eq!(desk.read("there.txt"), "somebody's notes", "{writer:?}");
        desk.out(&[&target(writer, "there.txt")[..], &["--force"]].concat());
        assert_ne!(
            fs::read(desk.path("there.txt")).unwrap(),
            b"somebody's notes",
            "{writer:?} replaces it where that is asked for"
        );
    }
}

#[test]
#[cfg(unix)]
fn links_pipes_folders_and_devices_are_no_targets() {
    let desk = begun();
    desk.write("behind", "behind the link");
    std::os::unix::fs::symlink(desk.path("behind"), desk.path("link")).unwrap();
    std::os::unix::fs::symlink(desk.path("nowhere"), desk.path("dangling")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(desk.path("pipe")).status().unwrap();
    assert!(pipe.success());
    fs::create_dir(desk.path("folder")).unwrap();
    for writer in WRITERS {
        for name in ["link", "dangling", "pipe", "folder", "/dev/null"] {
            for force in [&[][..], &["--force"]] {
                let printed = desk.run(&[&target(writer, name)[..], force].concat());
                assert_eq!(printed.code, 4, "{writer:?} {name} {force:?}: {}", printed.err);
            }
        }
    }
    assert_eq!(desk.read("behind"), "behind the link");
    assert!(!desk.path("nowhere").exists());
    assert!(fs::symlink_metadata(desk.path("link")).unwrap().is_symlink());
}

#[test]
fn the_stores_own_files_are_never_a_target() {
    let desk = begun();
    let before = fs::read(desk.path("kneeboard.db")).unwrap();
    for name in ["kneeboard.db", "kneeboard.db-wal", "kneeboard.db-shm", "kneeboard.db.heads"] {
        for writer in WRITERS {
            let printed = desk.run(&[&target(writer, name)[..], &["--force"]].concat());
            assert_eq!(printed.code, 4, "{writer:?} {name}: {}", printed.err);
        }
    }
    assert_eq!(fs::read(desk.path("kneeboard.db")).unwrap(), before);
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

#[test]
fn a_hyphen_is_standard_output() {
    let desk = begun();
    let printed = desk.out(&["postmortem", "export", "-o", "-"]);
    assert!(printed.contains("Checkout 500"), "{printed}");
    assert!(!desk.path("-").exists());
    let file = desk.out(&["handover", "export", "-"]);
    assert!(file.starts_with("{\"kneeboard\""), "{file}");
    assert!(!desk.path("-").exists());
    let backup = desk.run(&["store", "backup", "-"]);
    assert_ne!(backup.code, 0, "a store is no text");
    assert!(!desk.path("-").exists());
}

#[test]
#[cfg(unix)]
fn a_new_file_follows_the_umask_and_an_old_one_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let desk = begun();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (umask, wanted) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let name = format!("export-{umask}.md");
        let script = format!("umask {umask}; exec \"$0\" postmortem export -o {name}");
        let program = env!("CARGO_BIN_EXE_kneeboard");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, program]).current_dir(desk.path("."));
        let store = ("KNEEBOARD_STORE", desk.path("kneeboard.db"));
        let clock = ("KNEEBOARD_SAMPLE_CLOCK", desk.path("clock"));
        assert!(shell.envs([store, clock]).status().unwrap().success());
        assert_eq!(mode(&desk.path(&name)), wanted, "umask {umask}");
    }
    let kept = desk.path("export-022.md");
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o640)).unwrap();
    desk.out(&["note", "one more line"]);
    desk.out(&["postmortem", "export", "-o", "export-022.md"]);
    assert_eq!(mode(&kept), 0o640);
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o440)).unwrap();
    desk.out(&["note", "and another"]);
    assert_eq!(desk.run(&["postmortem", "export", "-o", "export-022.md"]).code, 4, "read-only");
}

#[test]
fn an_empty_pipe_empties_nothing() {
    let desk = begun();
    desk.run_with(&["postmortem", "set", "summary", "-"], b"Orders failed.\n").done();
    let section = |desk: &Desk| desk.out(&["postmortem", "show"]).contains("Orders failed.");
    assert!(section(&desk));
    for input in [&b""[..], b"  \n\t\n", "\u{feff}".as_bytes()] {
        let printed = desk.run_with(&["postmortem", "set", "summary", "-"], input);
        assert_eq!(printed.code, 2, "{}", printed.err);
        assert!(printed.err.contains("--clear"), "{}", printed.err);
        assert!(section(&desk));
    }
    desk.out(&["postmortem", "set", "summary", "--clear"]);
    assert!(!section(&desk));
    for command in [
        &["note", "-"][..],
        &["runbook", "save", "team/new", "-"],
        &["service", "save", "shop", "-"],
        &["decide", "--facts", "-"],
    ] {
        assert_eq!(desk.run_with(command, b"").code, 2, "{command:?}");
    }
}
