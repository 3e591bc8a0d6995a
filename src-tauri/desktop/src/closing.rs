//! How the window ends: its page is asked first, so that what it still holds is on disk.
//!
//! Closing the window, quitting and a system that ends its programs all come here. The page answers
//! that all is kept, or that it has something to ask the person; a page that hangs is let go.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tauri::{AppHandle, Emitter, Manager, async_runtime};
use tokio::time::sleep;

use crate::cues::WINDOW;

/// Until a page that says nothing is let go: longer than it waits for the store before it asks.
const PATIENCE: Duration = Duration::from_secs(3);

/// How far the window is on its way out, as every event sees it.
#[derive(Default)]
pub struct Closing(Mutex<Stand>);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stand {
    #[default]
    Open,
    /// The page was asked then, and has not answered.
    Asked(Instant),
    LetGo,
}

/// What the page says to its closing.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Everything is on disk, or the person does not want it.
    Go,
    /// Something is not, and the person is asked.
    Stay,
}

impl Closing {
    /// Whether the window may go as it is.
    pub fn is_let(&self) -> bool {
        *self.stand() == Stand::LetGo
    }

    /// Whether the page is to be asked now, and when that was: it is asked once at a time.
    fn begin(&self) -> Option<Instant> {
        let mut stand = self.stand();
        let now = Instant::now();
        (*stand == Stand::Open).then(|| *stand = Stand::Asked(now)).map(|()| now)
    }

    fn stay(&self) {
        let mut stand = self.stand();
        if *stand != Stand::LetGo {
            *stand = Stand::Open;
        }
    }

    fn stand(&self) -> MutexGuard<'_, Stand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks the page to keep what it holds; the window closes once it has, or where it says nothing.
pub fn ask(app: &AppHandle) {
    let Some(asked) = app.state::<Closing>().begin() else { return };
    if app.emit_to(WINDOW, "closing", ()).is_err() {
        return go(app);
    }
    let app = app.clone();
    async_runtime::spawn(async move {
        sleep(PATIENCE).await;
        if *app.state::<Closing>().stand() == Stand::Asked(asked) {
            go(&app);
        }
    });
}

/// Takes the page's answer.
pub fn answered(app: &AppHandle, answer: Answer) {
    match answer {
        Answer::Go => go(app),
        Answer::Stay => app.state::<Closing>().stay(),
    }
}

fn go(app: &AppHandle) {
    *app.state::<Closing>().stand() = Stand::LetGo;
    // Without its window the app ends by itself.
    let gone = app.get_webview_window(WINDOW).map(|window| window.destroy());
    if !matches!(gone, Some(Ok(()))) {
        app.exit(0);
    }
}

/// Where the system ends its programs, at a logout for instance, that is a closing like any other.
#[cfg(target_os = "linux")]
pub fn hear_the_system(app: &AppHandle) {
    const INTERRUPT: i32 = 2;
    const TERMINATE: i32 = 15;
    for signal in [INTERRUPT, TERMINATE] {
        let app = app.clone();
        glib::unix_signal_add(signal, move || {
            ask(&app);
            glib::ControlFlow::Continue
        });
    }
}

#[cfg(not(target_os = "linux"))]
pub fn hear_the_system(_: &AppHandle) {}

#[cfg(test)]
mod tests {
    use super::{Closing, Stand};

    #[test]
    fn the_page_is_asked_once_at_a_time_and_again_after_it_stayed() {
        let closing = Closing::default();
        let asked = closing.begin();
        assert!(asked.is_some());
        assert_eq!(closing.begin(), None, "it has not answered");
        closing.stay();
        let again = closing.begin();
        assert!(again.is_some() && again != asked, "the first wait is over");
        *closing.stand() = Stand::LetGo;
        closing.stay();
        assert!(closing.is_let(), "what is let go goes");
        assert_eq!(closing.begin(), None);
    }
}
