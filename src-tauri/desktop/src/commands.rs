//! What the page may ask. Each command crosses to a blocking thread and through the door.

use std::sync::{Arc, Mutex};

use kneeboard_core::kneeboard::EdgeError;
use serde::Deserialize;
use serde_json::Value;
use tauri::{AppHandle, State, Url, WebviewWindow, Window, async_runtime};
use tauri_plugin_dialog::DialogExt;

use crate::closing::{self, Answer};
use crate::door::{Door, Recorded, SharedDoor, enter, lint};
use crate::exchanging::{self, Chosen, Exchanging, SharedExchanging};
use crate::frame::{Ask, Frame};
use crate::searching::{self, SharedSearching};

/// Records one act, and answers once it is on disk.
#[tauri::command]
pub async fn act(door: State<'_, SharedDoor>, request: Value) -> Result<Recorded, EdgeError> {
    let closes = request.pointer("/act/act").is_some_and(|act| act == "Closed");
    let done = through(&door, move |door| door.act(request)).await?;
    if closes {
        let door = SharedDoor::clone(&door);
        async_runtime::spawn_blocking(move || enter(&door).back_up_again());
    }
    Ok(done)
}

/// A read model for one screen.
#[tauri::command]
pub async fn view(
    door: State<'_, SharedDoor>,
    searching: State<'_, SharedSearching>,
    exchanging: State<'_, SharedExchanging>,
    request: Value,
) -> Result<Value, EdgeError> {
    if request.get("view").is_some_and(|view| view == "lint") {
        return async_runtime::spawn_blocking(move || lint(request)).await.map_err(fault)?;
    }
    if exchanging::is_looked_at(&request) {
        return beside(&exchanging, &door, move |files, door| {
            exchanging::view(files, door, request)
        })
        .await;
    }
    if searching::is_asked(&request) {
        return through(&searching, move |found| searching::answer(found, request)).await;
    }
    through(&door, move |door| door.view(request)).await
}

/// Keeps what is being typed into a runbook or a form, and answers once it is on disk.
#[tauri::command]
pub async fn draft(door: State<'_, SharedDoor>, request: Value) -> Result<(), EdgeError> {
    through(&door, move |door| door.draft(request)).await
}

/// Keeps a form, or a runbook's text as its next revision.
#[tauri::command]
pub async fn save(
    door: State<'_, SharedDoor>,
    exchanging: State<'_, SharedExchanging>,
    request: Value,
) -> Result<Value, EdgeError> {
    if exchanging::is_saved(&request) {
        return beside(&exchanging, &door, move |files, door| {
            exchanging::save(files, door, request)
        })
        .await;
    }
    through(&door, move |door| door.save(request)).await
}

/// Writes a document, or the whole library, into the export folder.
#[tauri::command]
pub async fn export(
    door: State<'_, SharedDoor>,
    exchanging: State<'_, SharedExchanging>,
    request: Value,
) -> Result<Value, EdgeError> {
    if request["library"] == true {
        return beside(&exchanging, &door, exchanging::export_library).await;
    }
    through(&door, move |door| door.export(request)).await
}

/// The record's time, in milliseconds since 1970.
#[tauri::command]
pub async fn clock(door: State<'_, SharedDoor>) -> Result<i64, EdgeError> {
    through(&door, Door::now).await
}

/// Answers a closing: whether everything is kept, or the person is asked first.
#[tauri::command]
pub fn closing(app: AppHandle, request: Answer) {
    closing::answered(&app, request);
}

/// What a folder is chosen for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Documents are written into it from now on.
    Export,
    /// Its files are looked at, to be taken in.
    Import,
    /// The library is kept in it too from now on.
    Library,
}

/// Lets the person choose a folder; gives its path, or nothing if they changed their mind.
#[tauri::command]
pub async fn dialog(
    app: AppHandle,
    window: Window,
    door: State<'_, SharedDoor>,
    exchanging: State<'_, SharedExchanging>,
    request: Purpose,
) -> Result<Option<String>, EdgeError> {
    let ask = move || app.dialog().file().set_parent(&window).blocking_pick_folder();
    let chosen = async_runtime::spawn_blocking(ask).await.map_err(fault)?;
    let Some(folder) = chosen.and_then(|chosen| chosen.into_path().ok()) else { return Ok(None) };
    let chosen = match request {
        Purpose::Export => {
            return through(&door, move |door| door.export_to(&folder)).await.map(Some);
        }
        Purpose::Import => Chosen::Import,
        Purpose::Library => Chosen::Library,
    };
    let choose = move |files: &mut Exchanging, door: &SharedDoor| {
        exchanging::choose(files, door, chosen, &folder)
    };
    beside(&exchanging, &door, choose).await.map(Some)
}

/// Shows the window, or changes its theme, zoom or width; gives the zoom.
#[tauri::command]
pub fn frame(
    window: WebviewWindow,
    frame: State<'_, Frame>,
    request: Ask,
) -> Result<f64, EdgeError> {
    frame.ask(&window, request).map_err(fault)
}

/// Opens a web page in the person's browser; other schemes are refused.
#[tauri::command]
pub async fn open_link(link: String) -> Result<(), EdgeError> {
    let url = Url::parse(&link).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    let url = url.ok_or_else(|| unopened(&link, "is not a web address"))?;
    open::that_detached(url.as_str()).map_err(|error| unopened(&link, &error.to_string()))
}

async fn through<S: Send + 'static, T: Send + 'static>(
    shared: &Arc<Mutex<S>>,
    what: impl FnOnce(&mut S) -> Result<T, EdgeError> + Send + 'static,
) -> Result<T, EdgeError> {
    let shared = Arc::clone(shared);
    async_runtime::spawn_blocking(move || what(&mut enter(&shared))).await.map_err(fault)?
}

/// The same for what reads or writes files of folders: the door is entered for a moment alone.
async fn beside<T: Send + 'static>(
    exchanging: &SharedExchanging,
    door: &SharedDoor,
    what: impl FnOnce(&mut Exchanging, &SharedDoor) -> Result<T, EdgeError> + Send + 'static,
) -> Result<T, EdgeError> {
    let door = SharedDoor::clone(door);
    through(exchanging, move |exchanging| what(exchanging, &door)).await
}

fn fault(error: tauri::Error) -> EdgeError {
    EdgeError {
        kind: "fault".to_owned(),
        message: format!("Kneeboard failed inside: {error}."),
        hint: "What was shown as recorded is safe. Try again, or start Kneeboard anew.".into(),
    }
}

fn unopened(link: &str, why: &str) -> EdgeError {
    EdgeError {
        kind: "link".to_owned(),
        message: format!("The link was not opened: {why}."),
        hint: format!("Copy it instead: {link}"),
    }
}
