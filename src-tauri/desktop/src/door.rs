//! The way from the window to the record, held behind one lock.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use directories::{ProjectDirs, UserDirs};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Arguments;

/// What the page is told when something did not happen: `kind` to branch on, two sentences to show.
#[derive(Debug, Clone, Serialize)]
pub struct EdgeError {
    pub kind: Kind,
    pub message: String,
    pub hint: String,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The store could not be opened or read.
    Store,
    /// A link that is not opened.
    Link,
    /// A fault of the program's own.
    Fault,
}

/// The record of one store, or the reason there is none.
pub struct Door {
    store: PathBuf,
    export_folder: PathBuf,
    opened: Result<(), EdgeError>,
}

/// The door as the commands share it.
pub type SharedDoor = Arc<Mutex<Door>>;

impl Door {
    /// Opens the store the arguments name. Never fails: the reason is kept for the page to show.
    pub fn open(arguments: &Arguments) -> Self {
        let store = arguments.store.clone().unwrap_or_else(default_store);
        let export_folder = arguments.export_folder.clone().unwrap_or_else(default_export_folder);
        let opened = looks_like_a_store(&store);
        Self { store, export_folder, opened }
    }

    pub fn shared(self) -> SharedDoor {
        Arc::new(Mutex::new(self))
    }

    /// A read model, with the change number it shows under `head`.
    pub fn view(&self, _request: &Value) -> Result<Value, EdgeError> {
        self.opened.clone()?;
        Ok(json!({
            "head": self.head(),
            "store": self.store,
            "export_folder": self.export_folder,
        }))
    }

    /// The number of the last change, 0 where nothing was recorded or nothing can be read.
    pub fn head(&self) -> u64 {
        0
    }

    /// The record's time in milliseconds since 1970: the machine's, or a sample store's own.
    pub fn now(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    /// Documents go here from now on; the folder comes from a dialog the person used. Gives its
    /// path as it is shown.
    pub fn export_to(&mut self, folder: PathBuf) -> String {
        self.export_folder = folder;
        self.export_folder.display().to_string()
    }
}

/// Locks the door; a panic elsewhere leaves it usable, since every change is one transaction.
pub fn enter(door: &Mutex<Door>) -> MutexGuard<'_, Door> {
    door.lock().unwrap_or_else(PoisonError::into_inner)
}

fn looks_like_a_store(path: &Path) -> Result<(), EdgeError> {
    let mut start = [0; 16];
    let read = match File::open(path) {
        Ok(mut file) => file.read(&mut start),
        Err(error) if error.kind() == ErrorKind::NotFound => return folder_is_there(path),
        Err(error) => Err(error),
    };
    match read {
        Ok(0) => Ok(()),
        Ok(_) if start.starts_with(b"SQLite format 3\0") => Ok(()),
        Ok(_) => Err(store_trouble(path, "is not a Kneeboard store")),
        Err(error) => Err(store_trouble(path, &format!("cannot be read: {error}"))),
    }
}

fn folder_is_there(path: &Path) -> Result<(), EdgeError> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
            Err(store_trouble(path, "lies in a folder that is not there"))
        }
        Some(_) | None => Ok(()),
    }
}

fn store_trouble(path: &Path, what: &str) -> EdgeError {
    EdgeError {
        kind: Kind::Store,
        message: format!("{} {what}.", path.display()),
        hint: "Nothing was changed. Start Kneeboard with --store and another file, or put a \
               backup in this place."
            .into(),
    }
}

fn default_store() -> PathBuf {
    let folder = ProjectDirs::from("", "", "kneeboard").map(|dirs| dirs.data_dir().to_owned());
    let folder = folder.unwrap_or_default();
    // Where the folder cannot be made, opening the store says so.
    let _ = std::fs::create_dir_all(&folder);
    folder.join("kneeboard.db")
}

fn default_export_folder() -> PathBuf {
    let user = UserDirs::new();
    let documents = user.as_ref().and_then(|dirs| dirs.document_dir().map(Path::to_owned));
    let home = user.as_ref().map(|dirs| dirs.home_dir().join("Documents"));
    documents.or(home).unwrap_or_default().join("Kneeboard")
}
