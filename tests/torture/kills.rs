//! Processes that use the door are killed at random moments while others write: nothing that was
//! acknowledged is lost, nothing is there twice.
//!
//! 20 kills here; `KNEEBOARD_TORTURE=500` asks for more.

use crate::support::kneeboard::Desk;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Kills unless the environment asks for more.
const KILLS: u64 = 20;

/// A small generator with a seed, so that a run that fails can be run again.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

#[test]
fn what_was_acknowledged_survives_every_kill() {
    let kills =
        std::env::var("KNEEBOARD_TORTURE").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Killed at random"]);
    let over = AtomicBool::new(false);
    let (killed, beside) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| write_beside(&desk, &over));
        let killed = write_and_kill(&desk, kills);
        over.store(true, Ordering::Relaxed);
        (killed, beside.join().unwrap())
    });
    let found = times_found(&desk);
    for words in killed.acknowledged.iter().chain(&beside) {
        assert_eq!(found.get(words), Some(&1), "acknowledged: {words}");
    }
    for words in &killed.unanswered {
        assert!(found.get(words).is_none_or(|times| *times == 1), "at most once: {words}");
    }
    assert!(!killed.acknowledged.is_empty(), "some answered before they were killed");
    assert!(!beside.is_empty(), "another process wrote meanwhile");
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

struct Killed {
    acknowledged: Vec<String>,
    unanswered: Vec<String>,
}

/// Notes in processes that are killed after a random while; what they printed before is a promise.
fn write_and_kill(desk: &Desk, kills: u64) -> Killed {
    let mut dice = Dice(0x5eed_1122_0205_0000);
    let (mut acknowledged, mut unanswered) = (Vec::new(), Vec::new());
    let mut n = 0;
    while (unanswered.len() as u64) < kills {
        n += 1;
        let words = format!("note {n} of the killed.");
        let mut child = desk
            .command()
            .args(["note", &words])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(dice.below(90_000)));
        // SIGKILL; a process that ended already cannot be killed any more.
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).contains(&words);
        if told { acknowledged.push(words) } else { unanswered.push(words) }
    }
    Killed { acknowledged, unanswered }
}

/// Notes by a second process at a time, which nobody kills.
fn write_beside(desk: &Desk, over: &AtomicBool) -> Vec<String> {
    let mut written = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let words = format!("note {} beside.", written.len() + 1);
        desk.out(&["note", &words]);
        written.push(words);
    }
    written
}

fn times_found(desk: &Desk) -> BTreeMap<String, usize> {
    let rows = desk.json(&["incident", "timeline"]);
    let mut found = BTreeMap::new();
    for row in rows.as_array().unwrap() {
        *found.entry(row["text"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    found
}
