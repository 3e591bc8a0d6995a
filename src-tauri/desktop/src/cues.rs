//! What reaches the page unasked: that the record changed, and that it is time to be seen.

use std::time::Duration;

use tauri::{AppHandle, Emitter, Manager, async_runtime};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::door::{SharedDoor, enter};
use crate::frame::Frame;
use crate::single::Calls;

/// The one window.
pub const WINDOW: &str = "main";

const CHANGE_POLL: Duration = Duration::from_millis(250);
const SHOW_AT_THE_LATEST: Duration = Duration::from_secs(2);
const STANDS_AFTER: Duration = Duration::from_secs(1);

/// Tells the page the new change number whenever anyone, another process included, has written;
/// comes to the front when a second start calls.
pub fn watch_changes(app: AppHandle) {
    async_runtime::spawn(async move {
        let mut beat = interval(CHANGE_POLL);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut told = head(&app).await;
        loop {
            beat.tick().await;
            let head = head(&app).await;
            if head != told && app.emit_to(WINDOW, "changed", head).is_ok() {
                told = head;
            }
            if app.state::<Calls>().heard() {
                come_forward(&app);
            }
        }
    });
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

/// The last change's number; a read that failed inside counts as no change.
async fn head(app: &AppHandle) -> u64 {
    let door = SharedDoor::clone(&app.state::<SharedDoor>());
    async_runtime::spawn_blocking(move || enter(&door).head()).await.unwrap_or_default()
}
