//! What reaches the page unasked: that the record changed, and that it is time to be seen.

use std::time::Duration;

use tauri::{AppHandle, Emitter, Manager, async_runtime};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::door::{Seen, SharedDoor, enter};
use crate::frame::Frame;
use crate::single::Calls;

/// The one window.
pub const WINDOW: &str = "main";

const CHANGE_POLL: Duration = Duration::from_millis(250);
const SHOW_AT_THE_LATEST: Duration = Duration::from_secs(2);
const STANDS_AFTER: Duration = Duration::from_secs(1);

/// Tells the page the new change number whenever anyone, another process included, has written, and
/// where another store has taken the place of the one it shows; comes to the front when a second
/// start calls.
pub fn watch_changes(app: AppHandle) {
    async_runtime::spawn(async move {
        let mut beat = interval(CHANGE_POLL);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut told = seen(&app).await;
        loop {
            beat.tick().await;
            let seen = seen(&app).await;
            if let Some(cue) = cue(told, seen)
                && app.emit_to(WINDOW, cue, seen.map(|seen| seen.head)).is_ok()
            {
                told = seen;
            }
            if app.state::<Calls>().heard() {
                come_forward(&app);
            }
        }
    });
}

/// What the page has to hear, if anything: a store that could not be read has not changed.
fn cue(told: Option<Seen>, seen: Option<Seen>) -> Option<&'static str> {
    let seen = seen?;
    match told {
        Some(told) if told == seen => None,
        Some(told) if told.times == seen.times => Some("changed"),
        _ => Some("reopened"),
    }
}

/// Shows the window even if its page never loads, so that trouble is seen.
pub fn show_at_the_latest(app: AppHandle) {
    async_runtime::spawn(async move {
        sleep(SHOW_AT_THE_LATEST).await;
        let Some(window) = app.get_webview_window(WINDOW) else { return };
        if !window.is_visible().unwrap_or_default() {
            let _ = window.show();
        }
        sleep(STANDS_AFTER).await;
        app.state::<Frame>().stands(&window);
    });
}

/// Copies the store once a day, away from the window's own thread.
pub fn back_up_today(app: AppHandle) {
    async_runtime::spawn(async move {
        let door = SharedDoor::clone(&app.state::<SharedDoor>());
        let _ = async_runtime::spawn_blocking(move || enter(&door).back_up_today()).await;
    });
}

/// In front of the other windows, as far as the system lets it; a window already gone needs nothing.
fn come_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    }
}

async fn seen(app: &AppHandle) -> Option<Seen> {
    let door = SharedDoor::clone(&app.state::<SharedDoor>());
    async_runtime::spawn_blocking(move || enter(&door).seen()).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_read_is_no_change_and_another_store_is_said() {
        let seen = |times, head| Some(Seen { times, head });
        assert_eq!(cue(seen(0, 7), None), None, "what was told stays told");
        assert_eq!(cue(seen(0, 7), seen(0, 7)), None);
        assert_eq!(cue(seen(0, 7), seen(0, 8)), Some("changed"));
        assert_eq!(cue(seen(0, 7), seen(1, 7)), Some("reopened"));
        assert_eq!(cue(seen(0, 7), seen(1, 3)), Some("reopened"), "an older one");
        assert_eq!(cue(None, seen(1, 3)), Some("reopened"), "the first that could be read");
    }
}
