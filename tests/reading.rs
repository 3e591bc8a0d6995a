//! Files that a person names: a regular file is read up to a limit, and anything else is refused at
//! once, in words.

use crate::support::kneeboard::{Desk, Printed};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Runs a command that reads a file; one that waits for ever ends the test.
fn soon(desk: &Desk, arguments: &[&str]) -> Printed {
    let mut child = desk
        .command()
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let since = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if since.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("{arguments:?} was still reading after 20 seconds");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let folder = desk.path("").display().to_string();
    let named = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replace(folder.trim_end_matches('/'), "DESK")
    };
    let code = output.status.code().unwrap_or(-1);
    Printed { out: named(output.stdout), err: named(output.stderr), code }
}

/// Every command that reads a file, with this one.
fn readers(file: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["decide", "--facts", file],
        vec!["decision", "record", "--choose", "roll_back", "--facts", file],
        vec!["runbook", "save", "team/x", file],
        vec!["runbook", "levels", file],
        vec!["runbook", "lint", file],
        vec!["runbook", "import", file],
        vec!["runbook", "import", file, "--plan"],
        vec!["service", "save", "shop", file],
        vec!["postmortem", "set", "summary", file],
    ]
}

fn desk() -> Desk {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_or_a_device_is_refused_before_it_is_opened() {
    let mut desk = desk();
    let made = std::process::Command::new("mkfifo").arg(desk.path("pipe.md")).status().unwrap();
    assert!(made.success());
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, desk.path(name)).unwrap();
    link("/dev/zero", "zero.md");
    link("pipe.md", "to-pipe.md");
    link("gone.md", "nowhere.md");
    std::fs::create_dir(desk.path("folder.md")).unwrap();
    link("folder.md", "to-folder.md");
    for (file, why) in [
        ("pipe.md", "it is a pipe or a device, not a file"),
        ("/dev/zero", "it is a pipe or a device, not a file"),
        ("zero.md", "it is a link to a pipe or a device, not to a file"),
        ("to-pipe.md", "it is a link to a pipe or a device, not to a file"),
        ("nowhere.md", "it is a link to a file that is not there"),
        ("folder.md", "it is a folder"),
        ("to-folder.md", "it is a link to a folder"),
        ("gone.md", "it is not there"),
    ] {
        for arguments in readers(file) {
            // A folder of runbooks may be given.
            let takes_folders = matches!(arguments[1], "lint" | "import");
            if why.contains("folder") && takes_folders {
                continue;
            }
            let reason = format!(
                "{file} cannot be read: {why}. Nothing was changed. Check the path and try again."
            );
            let printed = soon(&desk, &arguments);
            let expected =
                Printed { out: String::new(), err: format!("kneeboard: {reason}\n"), code: 4 };
            assert_eq!(printed, expected, "{arguments:?}");
        }
    }
    desk.set("KNEEBOARD_SAMPLE_CLOCK", std::path::Path::new("/dev/zero"));
    let printed = soon(&desk, &["incident", "list"]);
    assert_eq!(printed.code, 4);
    let why = "The sample clock /dev/zero cannot be read: it is a pipe or a device, not a file.";
    assert!(printed.err.contains(why), "{}", printed.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_in_a_folder_of_runbooks_holds_nobody() {
    let desk = desk();
    std::fs::create_dir(desk.path("lib")).unwrap();
    desk.write("lib/a.md", "# A\n");
    let made = std::process::Command::new("mkfifo").arg(desk.path("lib/b.md")).status().unwrap();
    assert!(made.success());
    let printed = soon(&desk, &["runbook", "import", "lib", "--plan"]);
    assert!(printed.out.contains("left out  b.md: it is no file\n"), "{printed:?}");
    let printed = soon(&desk, &["runbook", "lint", "lib"]);
    let why = "lib/b.md cannot be read: it is a pipe or a device, not a file.";
    assert!(printed.code == 4 && printed.err.contains(why), "{printed:?}");
}

#[test]
fn a_file_above_the_limit_is_not_read() {
    let desk = desk();
    // A file that is as large as a disk, and takes no room on it.
    let file = std::fs::File::create(desk.path("large.md")).unwrap();
    file.set_len(1 << 40).unwrap();
    for arguments in readers("large.md") {
        let printed = soon(&desk, &arguments);
        let said = match arguments[1] {
            "lint" => "The runbook large has 1048576.0 MB; Kneeboard opens up to 4 MB.",
            "import" if arguments.len() == 4 => {
                "left out  large.md: it has more than 4 MB; split it"
            }
            "import" => "large.md cannot be taken in: it has more than 4 MB; split it.",
            _ => {
                "large.md cannot be taken in: it has over 4 MB. Nothing was changed. Cut it down to the part that matters."
            }
        };
        let (out, err) = (&printed.out, &printed.err);
        assert!(out.contains(said) || err.contains(said), "{arguments:?} {printed:?}");
        assert_eq!(
            printed.code,
            if arguments.len() == 4 && arguments[1] == "import" { 0 } else { 2 }
        );
    }
    let input = vec![b'x'; 4 * 1024 * 1024 + 1];
    let printed = desk.run_with(&["runbook", "save", "team/x", "-"], &input);
    assert_eq!(printed.code, 2);
    assert!(
        printed.err.contains("Standard input cannot be taken in: it has over 4 MB."),
        "{printed:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_is_given_is_followed_with_a_word() {
    let desk = desk();
    desk.write("a.md", "# A\n");
    std::os::unix::fs::symlink("a.md", desk.path("link.md")).unwrap();
    let printed = desk.run(&["runbook", "import", "link.md"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    assert_eq!(printed.err, "Warning: link.md is a link: the text comes from DESK/a.md.\n");
    assert_eq!(desk.out(&["runbook", "show", "link"]), "# A\n");
}

#[test]
fn linting_nothing_is_no_success() {
    let desk = desk();
    std::fs::create_dir(desk.path("empty")).unwrap();
    std::fs::create_dir(desk.path("pages")).unwrap();
    desk.write("pages/README.md", "What lies here.\n");
    desk.write("pages/notes.txt", "x\n");
    for path in ["empty", "pages"] {
        desk.run(&["runbook", "lint", path]).refused(
            2,
            &format!("No Markdown files found in {path} (README.md is ignored). Nothing was checked. Name a runbook, or a folder that has one."),
        );
    }
}
