//! What the page may ask. Each command crosses to a blocking thread and through the door.

use std::sync::{Arc, Mutex};

use kneeboard_core::kneeboard::EdgeError;
use serde_json::Value;
use tauri::{AppHandle, Manager, State, WebviewWindow, Window, async_runtime};

use crate::closing::{self, Answer};
use crate::door::{Door, Recorded, SharedDoor, enter, lint};
use crate::exchanging::{self, Chosen, Exchanging, SharedExchanging};
use crate::folders::{self, Asked, Purpose, Typing};
use crate::frame::{Ask, Frame};
use crate::links::{self, Links};
use crate::printing;
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

/// Lets the person choose a folder; gives its path, or nothing if they changed their mind. Where no
/// dialog could be shown, takes the path that they typed instead.
#[tauri::command]
pub async fn dialog(
    app: AppHandle,
    window: Window,
    door: State<'_, SharedDoor>,
    exchanging: State<'_, SharedExchanging>,
    request: Asked,
) -> Result<Option<String>, EdgeError> {
    let purpose = request.purpose;
    let ask = move || folders::chosen(&app, &window, &app.state::<Typing>(), &request);
    let Some(folder) = async_runtime::spawn_blocking(ask).await.map_err(fault)?? else {
        return Ok(None);
    };
    let chosen = match purpose {
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

/// Prints what is on the screen, as the person chooses in a dialog.
#[tauri::command]
pub async fn print(window: WebviewWindow) -> Result<(), EdgeError> {
    async_runtime::spawn_blocking(move || printing::print(&window)).await.map_err(fault)?
}

/// Opens a web page in the person's browser. Where the address is new, they are asked first; other
/// schemes are refused.
#[tauri::command]
pub async fn open_link(
    app: AppHandle,
    searching: State<'_, SharedSearching>,
    link: String,
) -> Result<(), EdgeError> {
    let url = links::checked(&link)?;
    let address = link.clone();
    // What cannot be read now is asked about.
    let is_known = through(&searching, move |sought| sought.has(&address)).await.unwrap_or(false);
    let asked = url.clone();
    let agrees = move || match is_known {
        true => Ok(true),
        false => app.state::<Links>().agrees(&app, &asked),
    };
    if !async_runtime::spawn_blocking(agrees).await.map_err(fault)?? {
        return Ok(());
    }
    open::that_detached(url.as_str()).map_err(|error| links::unopened(&link, &error.to_string()))
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
