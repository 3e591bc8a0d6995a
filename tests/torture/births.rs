//! Programs that start at once where no store is yet, and births that are killed: one store is made,
//! nobody's act is lost, and nothing is left behind.
//!
//! 12 rounds and 12 kills here; `KNEEBOARD_TORTURE=500` asks for more.

use crate::kills::Dice;
use crate::support::kneeboard::Desk;
use std::fs;
use std::process::{Child, Stdio};
use std::time::Duration;

const ROUNDS: u64 = 12;

fn rounds() -> u64 {
    std::env::var("KNEEBOARD_TORTURE").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS)
}

fn start(desk: &Desk, title: &str) -> Child {
    desk.command()
        .args(["incident", "start", "--title", title])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn titles(desk: &Desk) -> Vec<String> {
    let list = desk.json(&["incident", "list"]);
    let title = |line: &serde_json::Value| line["incident"]["title"].as_str().unwrap().to_owned();
    let mut titles: Vec<_> = list["open"].as_array().unwrap().iter().map(title).collect();
    titles.sort();
    titles
}

/// What lies beside the store that nobody asked for.
fn left_behind(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path("")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

fn all_start_at_once(desk: &Desk, several: u64) {
    let title = |n: u64| format!("start {n} of {several}");
    let children: Vec<_> = (0..several).map(|n| start(desk, &title(n))).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{several} at once: {said}");
    }
    let expected: Vec<_> = (0..several).map(title).collect();
    assert_eq!(titles(desk), expected);
    assert_eq!(left_behind(desk), Vec::<String>::new());
    let replicas = desk.json(&["store", "info"])["replica"].clone();
    desk.out(&["store", "check"]);
    assert_eq!(desk.json(&["store", "info"])["replica"], replicas);
}

#[test]
fn several_first_starts_at_once_make_one_store_and_all_are_in_it() {
    let mut dice = Dice(0x5eed_1201_0900_0000);
    for _ in 0..rounds() {
        let desk = Desk::new();
        all_start_at_once(&desk, 2 + dice.below(7));
    }
}

/// A file without a byte in it, as `touch` or a mounting script leaves it.
#[test]
fn several_first_starts_at_once_fill_an_empty_file() {
    let mut dice = Dice(0x5eed_1201_0901_0000);
    for _ in 0..rounds() / 2 {
        let desk = Desk::new();
        desk.write("kneeboard.db", "");
        all_start_at_once(&desk, 2 + dice.below(7));
    }
}

#[test]
fn a_killed_birth_leaves_no_half_store_and_the_next_opening_takes_its_remains_away() {
    let mut dice = Dice(0x5eed_1201_0902_0000);
    let mut killed = 0;
    for n in 0..rounds() {
        let desk = Desk::new();
        let title = format!("start {n}");
        let mut child = start(&desk, &title);
        std::thread::sleep(Duration::from_micros(dice.below(20_000)));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let was_told = !output.stdout.is_empty();
        killed += u64::from(!was_told);
        desk.out(&["incident", "start", "--title", "afterwards"]);
        let found = titles(&desk);
        assert!(found.contains(&"afterwards".to_owned()), "{found:?}");
        assert!(!was_told || found.contains(&title), "acknowledged: {title}");
        assert_eq!(left_behind(&desk), Vec::<String>::new());
        desk.out(&["store", "check"]);
    }
    assert!(killed > 0, "some were killed before they answered");
}

/// What a birth may leave at its worst moment: its file and what SQLite keeps beside it.
#[test]
fn remains_of_a_birth_go_and_what_only_looks_like_them_stays() {
    let desk = Desk::new();
    let remains = [".kneeboard.birth-a1B2c3.tmp", ".kneeboard.birth-a1B2c3.tmp-journal"];
    let others = [".kneeboard-a1B2c3", ".kneeboard.birth-notes.md", "birth-a1B2c3.tmp"];
    for opening in ["makes the store", "opens it"] {
        for name in remains.iter().chain(&others) {
            desk.write(name, "half a store");
        }
        desk.out(&["incident", "list"]);
        for name in remains {
            assert!(!desk.path(name).exists(), "{opening}: {name}");
        }
        for name in others {
            assert_eq!(desk.read(name), "half a store", "{opening}: {name}");
        }
    }
}
