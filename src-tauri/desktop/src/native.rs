//! What a person is asked outside the page: a folder, or yes and no. The page cannot answer it.
//!
//! On Linux other processes show these dialogs (`portal` says why): the desktop's portal, else
//! `zenity` or `kdialog`. On other systems the system's own dialogs do not read what they list.

use std::path::PathBuf;

use tauri::{AppHandle, WebviewWindow, Window};

/// No dialog could be shown.
#[derive(Debug)]
pub struct NoDialog;

/// Lets the person choose a folder; `None` where they changed their mind. Blocks until they have.
pub fn folder(app: &AppHandle, window: &Window, title: &str) -> Result<Option<PathBuf>, NoDialog> {
    system::folder(app, window, title)
}

/// Asks the person whether to go on; the safe answer is the first choice. Blocks until they have said.
pub fn confirms(app: &AppHandle, question: &Question<'_>) -> Result<bool, NoDialog> {
    system::confirms(app, question)
}

#[cfg(target_os = "linux")]
pub use system::name_of;

/// Takes away the toolkit's own dialogs for files and for printing, which the page could open: it has
/// no field for files, and prints by asking for it.
pub fn take_from_page(window: &WebviewWindow) {
    system::take_from_page(window);
}

/// A question with two answers.
pub struct Question<'a> {
    /// The dialog's title.
    pub title: &'a str,
    /// What is asked, in plain lines.
    pub text: &'a str,
    /// The button that goes on.
    pub go_on: &'a str,
    /// The button that does not.
    pub stay: &'a str,
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    use std::path::PathBuf;
    use std::process::{Command, Output};

    use raw_window_handle::{HasWindowHandle, RawWindowHandle};
    use tauri::{AppHandle, WebviewWindow, Window};
    use webkit2gtk::{FileChooserRequestExt, WebViewExt};

    use super::{NoDialog, Question};
    use crate::portal;

    pub(super) fn folder(
        _: &AppHandle,
        window: &Window,
        title: &str,
    ) -> Result<Option<PathBuf>, NoDialog> {
        if let Ok(chosen) = portal::folder(title, &name_of(window)) {
            return Ok(chosen);
        }
        let title = format!("--title={title}");
        let zenity = ["--file-selection", "--directory", &title];
        let kdialog = [&*title, "--getexistingdirectory", "/"];
        Ok(answer(&zenity, &kdialog)?.map(|mut printed| {
            // The path ends with the line.
            printed.truncate(printed.len() - usize::from(printed.ends_with(b"\n")));
            PathBuf::from(OsString::from_vec(printed))
        }))
    }

    pub(super) fn confirms(_: &AppHandle, question: &Question<'_>) -> Result<bool, NoDialog> {
        let Question { title, text, go_on, stay } = question;
        let title = format!("--title={title}");
        let zenity = [
            "--question",
            "--no-markup",
            "--default-cancel",
            "--width=640",
            &title,
            &format!("--text={text}"),
            &format!("--ok-label={go_on}"),
            &format!("--cancel-label={stay}"),
        ];
        let kdialog = [&*title, "--yes-label", go_on, "--no-label", stay, "--warningyesno", text];
        Ok(answer(&zenity, &kdialog)?.is_some())
    }

    pub(super) fn take_from_page(window: &WebviewWindow) {
        // A window that is gone already shows no dialog either.
        let _ = window.with_webview(|view| {
            view.inner().connect_run_file_chooser(|_, request| {
                request.cancel();
                true
            });
            view.inner().connect_print(|_, _| true);
        });
    }

    /// What the first of the two programs that is there printed; `None` where the person cancelled.
    fn answer(zenity: &[&str], kdialog: &[&str]) -> Result<Option<Vec<u8>>, NoDialog> {
        let run = |program: &str, arguments: &[&str]| -> Option<Output> {
            // Its dialog is its own: it must not ask the portal that has not answered.
            Command::new(program).args(arguments).env("GTK_USE_PORTAL", "0").output().ok()
        };
        let output = run("zenity", zenity).or_else(|| run("kdialog", kdialog)).ok_or(NoDialog)?;
        match output.status.code() {
            Some(0) => Ok(Some(output.stdout)),
            Some(1) => Ok(None),
            _ => Err(NoDialog),
        }
    }

    /// The window as portals name it. Under Wayland it has no name that others could use: the dialog
    /// then stands by itself.
    pub fn name_of(window: &impl HasWindowHandle) -> String {
        match window.window_handle().map(|handle| handle.as_raw()) {
            Ok(RawWindowHandle::Xlib(handle)) => format!("x11:{:x}", handle.window),
            Ok(RawWindowHandle::Xcb(handle)) => format!("x11:{:x}", handle.window),
            _ => String::new(),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::path::PathBuf;

    use tauri::{AppHandle, WebviewWindow, Window};
    use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

    use super::{NoDialog, Question};

    pub(super) fn folder(
        app: &AppHandle,
        window: &Window,
        title: &str,
    ) -> Result<Option<PathBuf>, NoDialog> {
        let asked = app.dialog().file().set_title(title).set_parent(window);
        Ok(asked.blocking_pick_folder().and_then(|chosen| chosen.into_path().ok()))
    }

    pub(super) fn confirms(app: &AppHandle, question: &Question<'_>) -> Result<bool, NoDialog> {
        let Question { title, text, go_on, stay } = *question;
        let buttons = MessageDialogButtons::OkCancelCustom(go_on.to_owned(), stay.to_owned());
        let asked = app.dialog().message(text).title(title).kind(MessageDialogKind::Warning);
        Ok(asked.buttons(buttons).blocking_show())
    }

    pub(super) fn take_from_page(_: &WebviewWindow) {}
}
