//! The way from the window to the record, held behind one lock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kneeboard_core::event::Via;
use kneeboard_core::id::IncidentId;
use kneeboard_core::kneeboard::{
    Done, EdgeError, Format, Kneeboard, Request, Save, Trouble, ViewRequest, default_export_folder,
    default_store,
};
use kneeboard_core::postmortem::Style;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Arguments;

/// The record of one store, or the reason there is none.
pub struct Door {
    store: PathBuf,
    export_folder: PathBuf,
    /// Whether nobody chose the folder: the usual one is made, one that was named must be there.
    makes_export_folder: bool,
    opened: Result<Kneeboard, EdgeError>,
}

/// The door as the commands share it.
pub type SharedDoor = Arc<Mutex<Door>>;

/// A document that the page asks to be written into the export folder.
#[derive(Debug, Deserialize)]
pub struct Export {
    incident: IncidentId,
    format: Format,
    #[serde(default)]
    role: kneeboard_core::event::Role,
}

impl Door {
    /// Opens the store the arguments name. Never fails: the reason is kept for the page to show.
    pub fn open(arguments: &Arguments) -> Self {
        let given = arguments.store.clone();
        let store = given.clone().unwrap_or_else(default_store);
        if given.is_none()
            && let Some(folder) = store.parent()
        {
            // Where the folder cannot be made, opening the store says so.
            let _ = std::fs::create_dir_all(folder);
        }
        let opened = opened(&store);
        let makes_export_folder = arguments.export_folder.is_none();
        let export_folder = arguments.export_folder.clone().unwrap_or_else(default_export_folder);
        Self { store, export_folder, makes_export_folder, opened }
    }

    /// The door as every command holds it.
    pub fn shared(self) -> SharedDoor {
        Arc::new(Mutex::new(self))
    }

    /// A read model, with the change number it shows under `head`.
    pub fn view(&mut self, request: Value) -> Result<Value, EdgeError> {
        if request.get("view") == Some(&json!("store")) {
            return self.about();
        }
        let request: ViewRequest = understood(request)?;
        self.record()?.view(&request).map_err(|trouble| trouble.edge())
    }

    /// Records an act; durable when this returns.
    pub fn act(&mut self, request: Value) -> Result<Done, EdgeError> {
        let request: Request = understood(request)?;
        self.record()?.act(request).map_err(|trouble| trouble.edge())
    }

    /// Sets keys of a service card.
    pub fn save(&mut self, request: Value) -> Result<Value, EdgeError> {
        let request: Save = understood(request)?;
        let record = self.record()?;
        record.save(&request).map_err(|trouble| trouble.edge())?;
        Ok(json!({ "head": self.head() }))
    }

    /// Writes a document into the export folder and gives its path.
    pub fn export(&mut self, request: Value) -> Result<Value, EdgeError> {
        let Export { incident, format, role } = understood(request)?;
        let folder = self.export_folder.clone();
        if self.makes_export_folder {
            // Where the folder cannot be made, exporting says so.
            let _ = std::fs::create_dir_all(&folder);
        }
        let path = self
            .record()?
            .export_into(incident, format, &Style::default(), &folder, role)
            .map_err(|trouble| trouble.edge())?;
        Ok(json!({ "path": path, "head": self.head() }))
    }

    /// The number of the last change, 0 where nothing can be read.
    pub fn head(&self) -> u64 {
        self.opened.as_ref().ok().and_then(|record| record.head().ok()).unwrap_or_default()
    }

    /// The record's time in milliseconds since 1970: the machine's, or a sample store's own.
    pub fn now(&mut self) -> Result<i64, EdgeError> {
        self.record()?.now().map(|now| now.at.ms()).map_err(|trouble| trouble.edge())
    }

    /// Documents go here from now on; the folder comes from a dialog the person used. Gives its
    /// path as it is shown.
    pub fn export_to(&mut self, folder: PathBuf) -> String {
        self.makes_export_folder = false;
        self.export_folder = folder;
        self.export_folder.display().to_string()
    }

    /// Copies the store, once a day; trouble with the copy is no trouble with the record.
    pub fn back_up_today(&mut self) {
        if let Ok(record) = &mut self.opened {
            let _ = record.back_up_today();
        }
    }

    /// Copies the store again, after a closing.
    pub fn back_up_again(&mut self) {
        if let Ok(record) = &mut self.opened {
            let _ = record.back_up_again();
        }
    }

    /// The record; where it could not be opened before, it is tried again.
    fn record(&mut self) -> Result<&mut Kneeboard, EdgeError> {
        if self.opened.is_err() {
            self.opened = opened(&self.store);
        }
        self.opened.as_mut().map_err(|reason| EdgeError {
            message: format!("{} The store is {}.", reason.message, self.store.display()),
            ..reason.clone()
        })
    }

    fn about(&mut self) -> Result<Value, EdgeError> {
        let record = self.record()?;
        let sample = record.is_sample();
        let backup = record.last_backup().map_err(|trouble| trouble.edge())?;
        Ok(json!({
            "head": self.head(),
            "path": self.store,
            "export_folder": self.export_folder,
            "sample": sample,
            "backup": backup,
        }))
    }
}

/// Locks the door; a panic elsewhere leaves it usable, since every change is one transaction.
pub fn enter(door: &Mutex<Door>) -> MutexGuard<'_, Door> {
    door.lock().unwrap_or_else(PoisonError::into_inner)
}

fn opened(store: &Path) -> Result<Kneeboard, EdgeError> {
    Kneeboard::open(store, Via::Window).map_err(|trouble| trouble.edge())
}

fn understood<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, EdgeError> {
    serde_json::from_value(request)
        .map_err(|error| Trouble::Request { why: error.to_string() }.edge())
}
