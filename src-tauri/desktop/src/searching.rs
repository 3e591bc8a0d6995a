//! Searching, beside the door and behind a lock of its own: no act waits for it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kneeboard_core::kneeboard::{EdgeError, Mark, Search, Searching, Similar, Trouble};
use serde::Serialize;
use serde_json::{Value, to_value};
use tauri::{AppHandle, Manager, async_runtime};
use tokio::time::sleep;

use crate::door::{Door, SharedDoor, Times, enter, understood};

/// Searching as the commands share it.
pub type SharedSearching = Arc<Mutex<Sought>>;

/// The store as it is searched, through connections of its own.
pub struct Sought {
    searching: Searching,
    /// How often the window's door was opened, now and when these connections were made.
    times: (Times, u64),
    /// What was in the store when the window was opened: the page has written none of it.
    before: Mark,
}

/// How long a question first reads what is new; what is left is read by the next one.
const PATIENCE: Duration = Duration::from_millis(100);
/// The window comes first, and what people ask of it.
const BEGINS_AFTER: Duration = Duration::from_secs(5);
const RESTS_FOR: Duration = Duration::from_millis(100);

/// Whether a view is one that searching answers.
pub fn is_asked(request: &Value) -> bool {
    matches!(request["view"].as_str(), Some("search" | "similar"))
}

impl Sought {
    /// Searching in the store of this door, which has just been opened.
    pub fn of(door: &mut Door) -> Self {
        let before = door.record().ok().and_then(|record| record.mark().ok());
        let (times, searching) = (door.times(), Searching::of(door.store()));
        let now = times.load(Ordering::Relaxed);
        Self { searching, times: (times, now), before: before.unwrap_or_default() }
    }

    /// Whether a runbook or the record had this address, word for word, before the window was opened,
    /// or has it from elsewhere since.
    pub fn has(&mut self, address: &str) -> Result<bool, EdgeError> {
        let before = self.before;
        self.current().has(address, &before).map_err(|trouble| trouble.edge())
    }

    /// With connections of its own to what the window's door has open.
    fn current(&mut self) -> &mut Searching {
        let now = self.times.0.load(Ordering::Relaxed);
        if self.times.1 != now {
            self.searching = self.searching.anew();
            self.times.1 = now;
        }
        &mut self.searching
    }
}

/// What a query finds, or the past incidents that look like it.
pub fn answer(sought: &mut Sought, request: Value) -> Result<Value, EdgeError> {
    let searching = sought.current();
    if request["view"] == "similar" {
        let asked: Similar = understood(request)?;
        return made(searching.similar(&asked, PATIENCE));
    }
    let asked: Search = understood(request)?;
    made(searching.search(&asked, PATIENCE))
}

fn made<T: Serialize>(view: Result<T, Trouble>) -> Result<Value, EdgeError> {
    let value = view.and_then(|view| {
        to_value(view).map_err(|error| Trouble::Request { why: error.to_string() })
    });
    value.map_err(|trouble| trouble.edge())
}

/// Reads at rest what lists and the index lack, so that neither a first look nor a first search has
/// to; a few texts at a time, for the door is everybody's.
pub fn read_at_rest(app: AppHandle) {
    async_runtime::spawn(async move {
        sleep(BEGINS_AFTER).await;
        loop {
            let door = SharedDoor::clone(&app.state::<SharedDoor>());
            let some = move || enter(&door).read_ahead();
            match async_runtime::spawn_blocking(some).await {
                Ok(1..) => sleep(RESTS_FOR).await,
                Ok(0) | Err(_) => break,
            }
        }
        loop {
            let searching = SharedSearching::clone(&app.state::<SharedSearching>());
            let some = move || enter(&searching).current().catch_up(PATIENCE);
            match async_runtime::spawn_blocking(some).await {
                Ok(Ok(1..)) => sleep(RESTS_FOR).await,
                // What cannot be read now is said to whoever searches.
                Ok(Ok(0) | Err(_)) | Err(_) => return,
            }
        }
    });
}
