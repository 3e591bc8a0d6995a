//! Searching, beside the door and behind a lock of its own: no act waits for it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kneeboard_core::kneeboard::{EdgeError, Search, Searching, Similar, Trouble};
use serde::Serialize;
use serde_json::{Value, to_value};
use tauri::{AppHandle, Manager, async_runtime};
use tokio::time::sleep;

use crate::door::{SharedDoor, enter, understood};

/// Searching as the commands share it.
pub type SharedSearching = Arc<Mutex<Searching>>;

/// How long a question first reads what is new; what is left is read by the next one.
const PATIENCE: Duration = Duration::from_millis(100);
/// The window comes first, and what people ask of it.
const BEGINS_AFTER: Duration = Duration::from_secs(5);
const RESTS_FOR: Duration = Duration::from_millis(100);

/// Whether a view is one that searching answers.
pub fn is_asked(request: &Value) -> bool {
    matches!(request["view"].as_str(), Some("search" | "similar"))
}

/// What a query finds, or the past incidents that look like it.
pub fn answer(searching: &mut Searching, request: Value) -> Result<Value, EdgeError> {
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
            let some = move || enter(&searching).catch_up(PATIENCE);
            match async_runtime::spawn_blocking(some).await {
                Ok(Ok(1..)) => sleep(RESTS_FOR).await,
                // What cannot be read now is said to whoever searches.
                Ok(Ok(0) | Err(_)) | Err(_) => return,
            }
        }
    });
}
