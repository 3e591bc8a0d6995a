//! The window: it hands acts to the record, shows what comes back, and holds no rule of its own.
//!
//! Read `commands` for what the page may ask, `door` for the way to the record, `cues` for what
//! reaches the page unasked, `graphics` for what must be settled before the first thread starts.

#![warn(missing_docs)]

mod commands;
mod cues;
mod door;
mod graphics;

use std::path::PathBuf;

use clap::Parser;
use tauri::Manager;
use tauri::webview::PageLoadEvent;

use crate::door::Door;

/// Where the record lies and where documents go. Paths are taken relative to the working folder.
#[derive(Debug, Parser)]
#[command(name = "kneeboard-desktop", version, about = "Kneeboard's window")]
pub struct Arguments {
    /// The store file; made when it is not there. Default: in the user's data folder.
    #[arg(long, env = "KNEEBOARD_STORE", value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Where exported documents are written. Default: Kneeboard in the user's documents.
    #[arg(long, env = "KNEEBOARD_EXPORT_FOLDER", value_name = "FOLDER")]
    pub export_folder: Option<PathBuf>,
}

/// Why the window did not open. Trouble with the store is no reason: the window shows that itself.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The system's web view or display refused.
    #[error("the window did not open: {0}. The record is untouched; `kneeboard` works without it.")]
    Window(#[from] tauri::Error),
}

/// Opens the window and returns when it is closed.
pub fn run(arguments: Arguments) -> Result<(), StartError> {
    graphics::settle();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![
            commands::act,
            commands::clock,
            commands::dialog,
            commands::export,
            commands::open_link,
            commands::save,
            commands::view,
        ])
        .setup(move |app| {
            app.manage(Door::open(&arguments).shared());
            cues::watch_changes(app.handle().clone());
            cues::show_at_the_latest(app.handle().clone());
            cues::back_up_today(app.handle().clone());
            Ok(())
        })
        // The page has its theme and its first view's frame by now: nothing flashes white.
        .on_page_load(|webview, load| {
            if load.event() == PageLoadEvent::Finished {
                cues::show(webview.app_handle());
            }
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
