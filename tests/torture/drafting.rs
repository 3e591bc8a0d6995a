//! A process that types into a runbook is killed at random moments: every text that it kept is
//! there, whole; what is lost is at most what it was about to keep. How much that was at worst is
//! printed.
//!
//! 10 kills here; `KNEEBOARD_TORTURE=100` asks for more.

use crate::kills::Dice;
use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::Kneeboard;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Names the store to the process that types.
const TYPIST: &str = "KNEEBOARD_TEST_TYPIST";

const TEST: &str = "drafting::what_was_typed_survives_every_kill";
const KILLS: u64 = 10;
const ID: &str = "team/typed";

/// What stands in the editor after so many keys, as nobody could make it up from a part.
fn typed(keys: usize) -> String {
    (0..keys).map(|key| format!("{key}\u{0}\r\n")).collect()
}

#[test]
fn what_was_typed_survives_every_kill() {
    if let Some(store) = std::env::var_os(TYPIST) {
        type_for_ever(&PathBuf::from(store));
    }
    let kills =
        std::env::var("KNEEBOARD_TORTURE").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("kneeboard.db");
    let mut dice = Dice(0x5eed_1125_0005_0000);
    let mut kept_in_all = 0;
    let mut worst = Duration::ZERO;
    for _ in 0..kills {
        let (kept, killed) = type_and_kill(&store, &mut dice);
        let door = Kneeboard::open(&store, Via::Window).unwrap();
        let draft = door.draft(ID).unwrap().unwrap();
        let found = draft.text.matches('\n').count();
        assert_eq!(draft.text, typed(found), "whole, as after a key");
        assert!(found == kept || found == kept + 1, "kept {kept}, found {found}");
        assert_eq!(draft.base, Some(format!("base of {}", found)));
        kept_in_all += kept;
        let on_disk = UNIX_EPOCH + Duration::from_millis(draft.at.ms().unsigned_abs());
        worst = worst.max(killed.duration_since(on_disk).unwrap_or_default());
    }
    println!(
        "{kills} kills: none of {kept_in_all} texts that were said to be kept is lost; the newest on disk was typed {} ms before the kill, at worst",
        worst.as_millis()
    );
    // How long a text takes to the disk is the machine's matter where it has other work.
    let quiet = std::env::var_os("KNEEBOARD_QUIET").is_some();
    assert!(!quiet || worst < Duration::from_secs(1), "at most the last second: {worst:?}");
    assert!(kept_in_all > kills as usize, "somebody typed: {kept_in_all}");
    let mut door = Kneeboard::open(&store, Via::Window).unwrap();
    assert_eq!(door.check().unwrap().len(), 0);
}

/// Starts the typing process, kills it after a random while; the last key that it said was kept, and
/// when it was killed.
fn type_and_kill(store: &Path, dice: &mut Dice) -> (usize, SystemTime) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env(TYPIST, store)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut kept = 0;
    let mut take = |line: String| {
        if let Some(n) = line.strip_prefix("kept ").and_then(|n| n.parse().ok()) {
            kept = n;
        }
    };
    // It has begun to type; what comes then is cut off anywhere.
    let first = said.by_ref().map(Result::unwrap).find(|line| line.starts_with("kept "));
    take(first.expect("the typing process begins"));
    std::thread::sleep(Duration::from_micros(dice.below(60_000)));
    child.kill().unwrap();
    let killed = SystemTime::now();
    child.wait().unwrap();
    said.map_while(Result::ok).for_each(take);
    (kept, killed)
}

/// Each key is kept through the door, and said once it is.
fn type_for_ever(store: &Path) -> ! {
    let mut door = Kneeboard::open(store, Via::Window).unwrap();
    let mut keys = 0;
    loop {
        keys += 1;
        let base = format!("base of {keys}");
        door.put_draft(ID, &typed(keys), Some(&base)).unwrap();
        println!("kept {keys}");
        std::io::stdout().flush().unwrap();
    }
}
