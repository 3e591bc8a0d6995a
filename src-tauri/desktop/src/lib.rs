//! The window: it hands acts to the record, shows what comes back, and holds no rule of its own.
//!
//! Read `commands` for what the page may ask, `door` for the way to the record, `cues` for what
//! reaches the page unasked, `searching` and `exchanging` for what goes on beside the door, `frame`
//! for the window's size, theme and zoom, `closing` for how it ends, `single` for a second start,
//! `native` for what a person is asked outside the page (`folders` and `links` ask it), `graphics` for
//! what must be settled before the first thread starts.

#![warn(missing_docs)]

mod closing;
mod commands;
mod cues;
mod door;
mod exchanging;
mod folders;
mod frame;
mod graphics;
mod links;
mod native;
#[cfg(target_os = "linux")]
mod portal;
mod printing;
mod private;
mod searching;
mod single;

use std::path::PathBuf;
use std::sync::{Mutex, TryLockError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Parser;
use kneeboard_core::kneeboard::default_store;
use tauri::plugin::{Builder as Plugin, TauriPlugin};
use tauri::{App, AppHandle, Manager, RunEvent, Url, WindowEvent, Wry};

use crate::closing::Closing;
use crate::cues::WINDOW;
use crate::door::{Door, SharedDoor};
use crate::exchanging::SharedExchanging;
use crate::folders::Typing;
use crate::frame::Frame;
use crate::links::Links;
use crate::searching::{SharedSearching, Sought};
use crate::single::Start;

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

impl Arguments {
    /// The store's file. The default one's folder is made: where that fails, opening it says so.
    fn store(&self) -> PathBuf {
        self.store.clone().unwrap_or_else(|| {
            let store = default_store();
            let _ = store.parent().map(std::fs::create_dir_all);
            store
        })
    }
}

/// Why the window did not open. Trouble with the store is no reason: the window shows that itself.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The system's web view or display refused.
    #[error("the window did not open: {0}. The record is untouched; `kneeboard` works without it.")]
    Window(#[from] tauri::Error),
}

/// Opens the window and returns when it is closed; where one is open on the same store, brings that
/// to the front instead.
pub fn run(arguments: Arguments) -> Result<(), StartError> {
    graphics::settle();
    let Start::First(calls) = single::start(&arguments.store()) else {
        println!("Kneeboard is open on this store already: its window was called to the front.");
        return Ok(());
    };
    let app = with_dialogs(tauri::Builder::default())
        .plugin(stay_at_home())
        .manage(Closing::default())
        .invoke_handler(tauri::generate_handler![
            commands::act,
            commands::clock,
            commands::closing,
            commands::dialog,
            commands::draft,
            commands::export,
            commands::frame,
            commands::open_link,
            commands::print,
            commands::save,
            commands::view,
        ])
        .setup(move |app| {
            shut_folders(app);
            app.manage(Frame::restore(app));
            app.manage(calls);
            app.manage(Typing::default());
            app.manage(Links::default());
            if let Some(window) = app.get_webview_window(WINDOW) {
                native::take_from_page(&window);
            }
            closing::hear_the_system(app.handle());
            let mut door = Door::open(&arguments);
            app.manage(SharedSearching::new(Mutex::new(Sought::of(&mut door))));
            app.manage(door.shared());
            app.manage(SharedExchanging::default());
            searching::read_at_rest(app.handle().clone());
            cues::watch_changes(app.handle().clone());
            cues::show_at_the_latest(app.handle().clone());
            cues::back_up_today(app.handle().clone());
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::Resized(_) | WindowEvent::Moved(_) => frame::keep(window.app_handle()),
            WindowEvent::CloseRequested { api, .. } if !window.state::<Closing>().is_let() => {
                api.prevent_close();
                closing::ask(window.app_handle());
            }
            _ => {}
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| match event {
        // Quitting is a closing, as long as there is a page to ask.
        RunEvent::ExitRequested { api, .. }
            if app.get_webview_window(WINDOW).is_some() && !app.state::<Closing>().is_let() =>
        {
            api.prevent_exit();
            closing::ask(app);
        }
        // All of them end here: what is under way is on disk, or refused, before the process ends.
        RunEvent::Exit => last_write(app),
        _ => {}
    });
    Ok(())
}

/// How long the process waits at its end for what is under way. A store that somebody holds for longer
/// gets it from the next window: the page has written down what it was.
const LAST_WRITE: Duration = Duration::from_secs(2);

fn last_write(app: &AppHandle) {
    let until = Instant::now() + LAST_WRITE;
    while let Err(TryLockError::WouldBlock) = app.state::<SharedDoor>().try_lock() {
        if Instant::now() > until {
            return;
        }
        sleep(Duration::from_millis(10));
    }
}

/// The window's own folders, the web view's storage among them, let only their owner in.
fn shut_folders(app: &App) {
    let path = app.path();
    let folders = [path.app_config_dir(), path.app_local_data_dir(), path.app_cache_dir()];
    for folder in folders.into_iter().flatten() {
        private::folder(&folder);
    }
}

/// On Linux dialogs come from other processes: `native` asks them.
#[cfg(target_os = "linux")]
fn with_dialogs(builder: tauri::Builder<Wry>) -> tauri::Builder<Wry> {
    builder
}

#[cfg(not(target_os = "linux"))]
fn with_dialogs(builder: tauri::Builder<Wry>) -> tauri::Builder<Wry> {
    builder.plugin(tauri_plugin_dialog::init())
}

/// The window shows its own page and no other; links leave through `open_link` alone.
fn stay_at_home() -> TauriPlugin<Wry> {
    Plugin::new("stay-at-home").on_navigation(|_, url| is_our_page(url)).build()
}

fn is_our_page(url: &Url) -> bool {
    let served = cfg!(not(feature = "embedded-ui")) && url.host_str() == Some("localhost");
    served || url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

#[cfg(test)]
mod tests {
    use super::is_our_page;

    #[test]
    fn the_window_goes_to_no_page_but_its_own() {
        let ours = |url: &str| is_our_page(&url.parse().unwrap());
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("http://tauri.localhost/"));
        for other in
            ["https://example.org/", "file:///etc/passwd", "data:text/html,x", "about:blank"]
        {
            assert!(!ours(other), "{other}");
        }
    }
}
