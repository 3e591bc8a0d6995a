//! Folders that a person chooses, and what for.
//!
//! The page names no path: it asks for a dialog, and the dialog gives one. Where no dialog can be
//! shown at all, it may send the path that the person typed: for the purpose that was asked for, and
//! once.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kneeboard_core::kneeboard::EdgeError;
use serde::Deserialize;
use tauri::{AppHandle, Window};

use crate::native;

/// What a folder is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Documents are written into it from now on.
    Export,
    /// Its files are looked at, to be taken in.
    Import,
    /// The library is kept in it too from now on.
    Library,
}

/// A folder that is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// What for.
    pub purpose: Purpose,
    /// The path that the person typed, where no dialog could be shown.
    #[serde(default)]
    typed: Option<String>,
}

/// What no dialog could be shown for: a path may be typed for it, once.
#[derive(Default)]
pub struct Typing(Mutex<Vec<Purpose>>);

/// The folder that the person gives; `None` where they changed their mind. Blocks until they have.
pub fn chosen(
    app: &AppHandle,
    window: &Window,
    typing: &Typing,
    asked: &Asked,
) -> Result<Option<PathBuf>, EdgeError> {
    if let Some(typed) = &asked.typed {
        return typing.take(asked.purpose, typed).map(Some);
    }
    let title = match asked.purpose {
        Purpose::Export => "Choose the export folder",
        Purpose::Import => "Choose the folder to import",
        Purpose::Library => "Choose the library's folder",
    };
    native::folder(app, window, title).map_err(|_| {
        typing.allow(asked.purpose);
        no_dialog()
    })
}

impl Typing {
    fn allow(&self, purpose: Purpose) {
        self.allowed().push(purpose);
    }

    /// The typed path, checked. A path that is refused may be typed again.
    fn take(&self, purpose: Purpose, typed: &str) -> Result<PathBuf, EdgeError> {
        if !self.allowed().contains(&purpose) {
            return Err(not_asked());
        }
        let folder = checked(Path::new(typed.trim()))?;
        self.allowed().retain(|other| *other != purpose);
        Ok(folder)
    }

    fn allowed(&self) -> MutexGuard<'_, Vec<Purpose>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn checked(folder: &Path) -> Result<PathBuf, EdgeError> {
    let refused = |message: String, hint: &str| EdgeError {
        kind: "folder".to_owned(),
        message,
        hint: hint.to_owned(),
    };
    if !folder.is_absolute() {
        return Err(refused(
            "This is not a full path. Nothing was changed.".to_owned(),
            "Type the path from the top, such as `/home/ana/runbooks`.",
        ));
    }
    let found = folder.metadata();
    if found.as_ref().is_ok_and(Metadata::is_dir) {
        return Ok(folder.to_path_buf());
    }
    let why = match found.map_err(|error| error.kind()) {
        Ok(_) => "it is a file, not a folder",
        Err(ErrorKind::NotFound) => "there is no such folder",
        Err(ErrorKind::PermissionDenied) => "you may not open it",
        Err(_) => "the system can't open it",
    };
    Err(refused(
        format!("Couldn't use {}: {why}. Nothing was changed.", folder.display()),
        "Check the path and try again.",
    ))
}

fn no_dialog() -> EdgeError {
    EdgeError {
        kind: "no_dialog".to_owned(),
        message: "Couldn't open a folder dialog. Nothing was changed.".to_owned(),
        hint: "Type the path of the folder. To get dialogs, install xdg-desktop-portal with the backend of your desktop, or zenity.".to_owned(),
    }
}

fn not_asked() -> EdgeError {
    EdgeError {
        kind: "folder".to_owned(),
        message: "A folder is chosen in a dialog. Nothing was changed.".to_owned(),
        hint: "Choose it there.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_typed_only_where_no_dialog_was_shown_and_once_for_what_was_asked() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().to_str().unwrap();
        let typing = Typing::default();
        assert_eq!(typing.take(Purpose::Export, there).unwrap_err().kind, "folder");

        typing.allow(Purpose::Export);
        assert_eq!(typing.take(Purpose::Library, there).unwrap_err().kind, "folder");
        for wrong in ["", "runbooks", "~/runbooks", "/nowhere/at/all"] {
            assert_eq!(typing.take(Purpose::Export, wrong).unwrap_err().kind, "folder", "{wrong}");
        }
        let file = folder.path().join("notes.txt");
        std::fs::write(&file, "").unwrap();
        let refused = typing.take(Purpose::Export, file.to_str().unwrap()).unwrap_err();
        assert!(refused.message.contains("it is a file, not a folder"), "{}", refused.message);

        assert_eq!(typing.take(Purpose::Export, there).unwrap(), folder.path());
        assert_eq!(typing.take(Purpose::Export, there).unwrap_err().kind, "folder", "once");
    }
}
