//! Erasures, backups, restores and exports are killed at random moments: after one ordinary command
//! nothing is left of an erased word, and no half copy stays.
//!
//! A few kills here; `KNEEBOARD_TORTURE=500` asks for more.

use crate::cli::erasing::holding;
use crate::kills::Dice;
use crate::support::kneeboard::Desk;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// Kills unless the environment asks for more.
const KILLS: u64 = 12;

const CLEAN: &str = "Every event, chain and list holds together.\n";

fn kills() -> u64 {
    std::env::var("KNEEBOARD_TORTURE").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS)
}

/// Starts a command and kills it after a random while; one that ended already cannot be killed.
fn kill(desk: &Desk, dice: &mut Dice, arguments: &[&str], most_us: u64) {
    let mut child = desk
        .command()
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_micros(dice.below(most_us)));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The longest that an uninterrupted run of this takes here, in microseconds, with some to spare.
fn span(desk: &Desk, arguments: &[&str]) -> u64 {
    let begun = std::time::Instant::now();
    assert_eq!(desk.run(arguments).code, 0, "{arguments:?}");
    u64::try_from(begun.elapsed().as_micros()).unwrap() * 12 / 10
}

/// A store of some size with one open incident, a backup and an index.
fn begun() -> Desk {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Killed at random"]);
    for n in 0..20 {
        desk.out(&["note", &format!("{n} {}", "long words ".repeat(5_000))]);
    }
    desk
}

/// Records a word; the id of its entry.
fn note(desk: &Desk, word: &str) -> String {
    let said = desk.out(&["note", &format!("the word is {word}"), "-i", "@"]);
    said.split_whitespace().next().unwrap().to_owned()
}

fn is_erased(desk: &Desk, id: &str) -> bool {
    let rows = desk.json(&["incident", "timeline"]);
    let row = rows.as_array().unwrap().iter().find(|row| row["id"] == id);
    row.unwrap()["text"].as_str().unwrap().starts_with("[removed")
}

#[test]
fn a_killed_erasure_is_finished_by_the_next_command() {
    let desk = begun();
    let mut dice = Dice(0x5eed_1130_0901_0001);
    let first = note(&desk, "zerothquartzword");
    let most = span(&desk, &["redact", &first, "--reason", "secret"]);
    let mut recorded = 0;
    for n in 0..kills() {
        let word = format!("quartzword{n}end");
        let id = note(&desk, &word);
        desk.out(&["incident", "close"]);
        desk.out(&["incident", "reopen"]);
        desk.out(&["search", &word]);
        kill(&desk, &mut dice, &["redact", &id, "--reason", "secret"], most);
        desk.out(&["note", "one ordinary command"]);
        if is_erased(&desk, &id) {
            recorded += 1;
            assert_eq!(holding(&desk.path(""), &word), Vec::<PathBuf>::new(), "kill {n}");
        }
        assert_eq!(desk.out(&["store", "check"]), CLEAN, "kill {n}");
    }
    println!("{recorded} of {} killed erasures were recorded", kills());
}

/// The files below a folder that a process was writing.
fn half_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(half_files(&path));
        } else if [".tmp", ".restore-", ".kneeboard-", ".unfinished-", "-journal"]
            .iter()
            .any(|part| name.contains(part))
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn killed_copies_leave_nothing_that_the_next_command_does_not_clear_away() {
    let desk = begun();
    let mut dice = Dice(0x5eed_1130_0901_0002);
    desk.out(&["store", "backup", "copy.db"]);
    fs::create_dir(desk.path("elsewhere")).unwrap();
    let of = |n: u64| -> Vec<String> {
        let arguments: &[&str] = match n % 4 {
            0 => &["incident", "close"],
            1 => &["store", "backup", &format!("elsewhere/{n}.db")],
            2 => &["store", "restore", "copy.db"],
            _ => &["postmortem", "export", "-o", &format!("elsewhere/{n}.md")],
        };
        arguments.iter().map(|argument| (*argument).to_owned()).collect()
    };
    let mut most = Vec::new();
    for n in 0..4 {
        let arguments = of(n);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        most.push(span(&desk, &arguments));
        desk.run(&["incident", "reopen"]);
    }
    let mut met = 0;
    for n in 4..4 + kills() {
        let word = format!("copiedquartz{n}end");
        let id = note(&desk, &word);
        let arguments = of(n);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        kill(&desk, &mut dice, &arguments, most[(n % 4) as usize]);
        met += usize::from(!half_files(&desk.path("")).is_empty());
        desk.run(&["incident", "reopen"]);
        desk.out(&["note", "one ordinary command"]);
        assert_eq!(half_files(&desk.path("")), Vec::<PathBuf>::new(), "kill {n}: {arguments:?}");

        let erased = desk.run(&["redact", &id, "--reason", "secret"]);
        let checked = desk.run(&["store", "check"]);
        if erased.code != 0 {
            // The restore went back to before the word, which nobody has erased then.
            assert_eq!((n % 4, erased.code), (2, 3), "kill {n}: {erased:?}");
        } else {
            for path in holding(&desk.path(""), &word) {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                let said = erased.err.contains(&name) || checked.out.contains(&name);
                assert!(said, "kill {n}: {name} is named nowhere: {erased:?} {checked:?}");
            }
        }
        let lines: Vec<_> =
            checked.out.lines().filter(|line| !line.contains("elsewhere/")).collect();
        let is_true = checked.out == CLEAN
            || lines.is_empty()
            || lines.iter().all(|line| line.contains("copy.db"));
        assert!(is_true, "kill {n}: {checked:?}");
    }
    println!("{met} of {} kills left something half done", kills());
}
