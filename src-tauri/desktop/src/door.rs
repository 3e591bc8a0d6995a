//! The way from the window to the record, held behind one lock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kneeboard_core::event::{Role, Via};
use kneeboard_core::id::IncidentId;
use kneeboard_core::kneeboard::{
    Clock, Done, Dropped, EdgeError, Form, Format, Kneeboard, Request, Save, Trouble, Typed,
    ViewRequest,
};
use kneeboard_core::output::Overwrite;
use kneeboard_core::view::lint::LintRequest;
use kneeboard_core::{machine, view};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Arguments;

/// The record of one store, or the reason there is none.
pub struct Door {
    store: PathBuf,
    /// Where documents go whatever was chosen: named at the start.
    export_folder: Option<PathBuf>,
    opened: Result<Kneeboard, EdgeError>,
    /// Which file was opened: another one may lie at its path later, or none.
    file: Option<(u64, u64)>,
}

/// The door as the commands share it.
pub type SharedDoor = Arc<Mutex<Door>>;

/// A document that the page asks to be written into the export folder.
#[derive(Debug, Deserialize)]
pub struct Export {
    incident: IncidentId,
    format: Format,
    #[serde(default)]
    role: Role,
    /// Also over a file that somebody edited: the person was asked.
    #[serde(default)]
    force: bool,
}

/// What is typed into a runbook or a form and not saved.
#[derive(Debug, Deserialize)]
#[serde(tag = "draft", rename_all = "snake_case")]
enum DraftRequest {
    Typed(Typed),
    Dropped(Dropped),
    Form(Form),
}

/// What an act did, with the words that the window shows at once.
#[derive(Debug, Serialize)]
pub struct Recorded {
    #[serde(flatten)]
    done: Done,
    said: String,
    /// Whether undo would take it back.
    undo: bool,
}

impl Door {
    /// Opens the store the arguments name. Never fails: the reason is kept for the page to show.
    pub fn open(arguments: &Arguments) -> Self {
        let store = arguments.store();
        let export_folder = arguments.export_folder.clone();
        let opened = opened(&store, export_folder.as_deref());
        let file = machine::file_number(&store);
        Self { store, export_folder, opened, file }
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
    pub fn act(&mut self, request: Value) -> Result<Recorded, EdgeError> {
        let request: Request = understood(request)?;
        let done = self.record_to_write()?.act(request).map_err(|trouble| trouble.edge())?;
        Ok(Recorded { said: done.said.clone(), undo: done.undo, done })
    }

    /// Keeps what a page sends: a form, or a runbook's text.
    pub fn save(&mut self, request: Value) -> Result<Value, EdgeError> {
        let request: Save = understood(request)?;
        let record = self.record_to_write()?;
        let done = record.save(&request).map_err(|trouble| trouble.edge())?;
        Ok(json!(done))
    }

    /// Keeps what is being typed into a runbook or a form, or lets it go.
    pub fn draft(&mut self, request: Value) -> Result<(), EdgeError> {
        let request: DraftRequest = understood(request)?;
        let record = self.record_to_write()?;
        let kept = match request {
            DraftRequest::Typed(typed) => record.keep_typed(&typed),
            DraftRequest::Dropped(dropped) => record.drop_typed(&dropped),
            DraftRequest::Form(form) => record.keep_form(&form),
        };
        kept.map_err(|trouble| trouble.edge())
    }

    /// Writes a document into the export folder, and gives its path.
    pub fn export(&mut self, request: Value) -> Result<Value, EdgeError> {
        let Export { incident, format, role, force } = understood(request)?;
        let overwrite = if force { Overwrite::Replace } else { Overwrite::Keep };
        let record = self.record_to_write()?;
        let mut written = || {
            let (folder, style) = (record.ready_export_folder()?, record.export_style()?);
            record.export_into(incident, format, &style, &folder, overwrite, role)
        };
        let path = written().map_err(|trouble| trouble.edge())?;
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

    /// Documents go here from now on, at the next start too; the folder comes from a dialog the
    /// person used. Gives its path as it is shown.
    pub fn export_to(&mut self, folder: &Path) -> Result<String, EdgeError> {
        self.export_folder = None;
        let record = self.record()?;
        record.choose_export_folder(folder, Role::default()).map_err(|trouble| trouble.edge())?;
        Ok(folder.display().to_string())
    }

    /// Reads a few texts that lists will need; answers how many are left, 0 where none can be read:
    /// that is said to whoever asks for them.
    pub fn read_ahead(&mut self) -> usize {
        self.opened.as_mut().ok().and_then(|record| record.read_ahead().ok()).unwrap_or_default()
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

    /// Where the store lies and which file it is, where that can be written to.
    pub fn place(&mut self) -> Result<(PathBuf, Option<(u64, u64)>), EdgeError> {
        self.record_to_write()?;
        Ok((self.store.clone(), self.file))
    }

    /// The record, where its file is still the one at its path. SQLite would go on writing into a
    /// file that was moved or deleted, and nobody would find that again.
    pub fn record_to_write(&mut self) -> Result<&mut Kneeboard, EdgeError> {
        let there = machine::file_number(&self.store);
        match (there, self.file) {
            (None, Some(_)) if self.opened.is_ok() => return Err(gone(&self.store)),
            (Some(there), Some(before)) if there != before => self.open_again(),
            _ => {}
        }
        self.record()
    }

    fn open_again(&mut self) {
        self.opened = opened(&self.store, self.export_folder.as_deref());
        self.file = machine::file_number(&self.store);
    }

    /// The record; where it could not be opened before, it is tried again.
    pub fn record(&mut self) -> Result<&mut Kneeboard, EdgeError> {
        if self.opened.is_err() {
            self.open_again();
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
        let export_folder = record.export_folder().map_err(|trouble| trouble.edge())?;
        let settings = record.settings().map_err(|trouble| trouble.edge())?;
        let missing = record.missing().map_err(|trouble| trouble.edge())?;
        Ok(json!({
            "head": self.head(),
            "path": self.store,
            "export_folder": export_folder,
            "sample": sample,
            "backup": backup,
            "missing": missing,
            "letters": settings.letters.word(),
            "beside": settings.beside.word(),
        }))
    }
}

/// What a text breaks of the rules, and how it is drawn. Needs no door, so that it keeps no act
/// waiting and waits for none.
pub fn lint(request: Value) -> Result<Value, EdgeError> {
    let request: LintRequest = understood(request)?;
    let now = Clock::Machine.read().map_err(|error| Trouble::from(error).edge())?.0;
    Ok(json!(view::lint::lint(&request, now.at.date())))
}

/// Locks what the commands share; a panic elsewhere leaves it usable, since every change is one
/// transaction.
pub fn enter<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone(store: &Path) -> EdgeError {
    EdgeError {
        kind: "store_gone".to_owned(),
        message: format!("The store is gone from {}.", store.display()),
        hint: "What was shown as recorded is in the file that was moved away. Put it back with the files beside it, then try again.".into(),
    }
}

/// Opens a store for this window.
pub fn opened(store: &Path, export_folder: Option<&Path>) -> Result<Kneeboard, EdgeError> {
    let mut record = Kneeboard::open(store, Via::Window).map_err(|trouble| trouble.edge())?;
    if let Some(folder) = export_folder {
        record.give_export_folder(folder);
    }
    Ok(record)
}

/// A request of the page, read.
pub fn understood<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, EdgeError> {
    serde_json::from_value(request)
        .map_err(|error| Trouble::Request { why: error.to_string() }.edge())
}
