//! The window is killed while somebody works: what was shown is stored, and the work goes on.

use std::process::Command;

use tempfile::TempDir;

use crate::window::{Scene, Window};

const KILLS: usize = 5;

#[test]
fn what_the_window_showed_survives_five_kills_and_the_walk_goes_on() {
    let folder = TempDir::with_prefix("kneeboard-kills-").expect("a temporary folder");
    let store = folder.path().join("kneeboard.db");
    let mut shown: Vec<String> = Vec::new();
    let mut at: Option<String> = None;

    for kill in 0..=KILLS {
        let window = Scene::new("kills").with_store(&store).open();
        if kill == 0 {
            window.press("Ctrl+N");
            window.until("the start panel", "!!document.activeElement.closest('form')");
            window.and_see_it(|window| window.press("Enter"));
        } else {
            window.until("the open incident", "!!document.activeElement.dataset.incident");
            window.press("Enter");
        }
        window.until("the walkthrough", "!!document.querySelector('[data-screen=walkthrough]')");
        window.until("the step", "!!document.querySelector('[aria-current=step]')");
        for entry in &shown {
            assert!(window.text().contains(entry.as_str()), "lost: {entry}\n{}", window.text());
        }
        assert_eq!(at, at.as_ref().and(current(&window)), "another step after kill {kill}");

        let note = format!("Seen before kill number {kill}");
        window.press("N");
        window.until("the note's field", "document.activeElement.name === 'note'");
        window.and_see_it(|window| {
            window.type_text(&note);
            window.press("Enter");
        });
        shown.push(note);
        at = current(&window);
        assert!(at.is_some());
        kill_now(&window);
    }
}

fn current(window: &Window) -> Option<String> {
    let step = "document.querySelector('[aria-current=step]')?.dataset.step ?? null";
    window.value(step).as_str().map(str::to_owned)
}

/// Kills the window's process; nothing in it gets a last word.
fn kill_now(window: &Window) {
    let process = window.process();
    let pid = process.file_name().expect("a process has a number");
    let status = Command::new("kill").arg("-KILL").arg(pid).status().expect("kill runs");
    assert!(status.success());
}
