//! What the page may ask. Each command crosses to a blocking thread and through the door.

use std::sync::{Arc, Mutex};

use kneeboard_core::kneeboard::EdgeError;
use serde::Deserialize;
use serde_json::Value;
use tauri::{AppHandle, State, Url, WebviewWindow, Window, async_runtime};
use tauri_plugin_dialog::DialogExt;

use crate::closing::{self, Answer};
use crate::door::{Door, Recorded, SharedDoor, compare_folder, enter, lint};
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
    request: Value,
) -> Result<Value, EdgeError> {
    if request.get("view").is_some_and(|view| view == "lint") {
        return async_runtime::spawn_blocking(move || lint(request)).await.map_err(fault)?;
    }
    if request.get("view").is_some_and(|view| view == "folder") {
        let door = SharedDoor::clone(&door);
        return async_runtime::spawn_blocking(move || compare_folder(&door))
            .await
            .map_err(fault)?;
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
pub async fn save(door: State<'_, SharedDoor>, request: Value) -> Result<Value, EdgeError> {
    through(&door, move |door| door.save(request)).await
}

/// Writes a document into the export folder.
#[tauri::command]
pub async fn export(door: State<'_, SharedDoor>, request: Value) -> Result<Value, EdgeError> {
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
    request: Purpose,
) -> Result<Option<String>, EdgeError> {
    let ask = move || app.dialog().file().set_parent(&window).blocking_pick_folder();
    let chosen = async_runtime::spawn_blocking(ask).await.map_err(fault)?;
    let Some(folder) = chosen.and_then(|chosen| chosen.into_path().ok()) else { return Ok(None) };
    through(&door, move |door| match request {
        Purpose::Export => door.export_to(&folder),
        Purpose::Import => door.import_from(&folder),
        Purpose::Library => door.keep_library_in(&folder),
    })
    .await
    .map(Some)
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
