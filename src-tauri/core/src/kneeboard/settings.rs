//! What was set on this machine, and the folder into which exports go.

use super::{Kneeboard, Trouble, default_export_folder};
use crate::event::Role;
use crate::output::plain_reason;
use crate::postmortem::Style;
use crate::settings::{Naming, SettingError, Settings};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const SETTINGS: &str = "settings";
const EXPORT_FOLDER: &str = "export_folder";
const LIBRARY_FOLDER: &str = "library_folder";

impl Kneeboard {
    /// The settings in force.
    pub fn settings(&self) -> Result<Settings, Trouble> {
        let newest = self.store.newest_revision(SETTINGS)?;
        Ok(newest.map(|row| Settings::parse(&row.text)).unwrap_or_default())
    }

    /// Sets what a form sent: all of it, or nothing where a value is wrong. Of folders it can only
    /// forget the chosen ones: a path comes from a dialog that a person used, see
    /// [`Kneeboard::choose_export_folder`].
    pub fn set_settings(
        &mut self,
        values: &BTreeMap<String, String>,
        role: Role,
    ) -> Result<(), Trouble> {
        let typed = |key| values.get(key).is_some_and(|folder: &String| !folder.trim().is_empty());
        if typed(EXPORT_FOLDER) || typed(LIBRARY_FOLDER) {
            return Err(SettingError::FolderByHand.into());
        }
        self.keep_settings(values, role)?;
        if values.contains_key(EXPORT_FOLDER) {
            self.export_folder_now = None;
        }
        Ok(())
    }

    /// The folder into which exports go: given at the start, else chosen, else the default.
    pub fn export_folder(&self) -> Result<PathBuf, Trouble> {
        if let Some(folder) = &self.export_folder_now {
            return Ok(folder.clone());
        }
        let chosen = self.settings()?.export_folder.map(PathBuf::from);
        Ok(chosen.unwrap_or_else(default_export_folder))
    }

    /// The same, to be written into: the usual folder is made, one that somebody named or chose must
    /// be there.
    pub fn ready_export_folder(&self) -> Result<PathBuf, Trouble> {
        let folder = self.export_folder()?;
        if folder == default_export_folder() {
            std::fs::create_dir_all(&folder).map_err(|error| Trouble::Export {
                path: folder.display().to_string(),
                why: plain_reason(&error),
                instead: "Choose another folder, or make room, and export again.",
            })?;
        }
        Ok(folder)
    }

    /// Whether exports go elsewhere than at the next start: the folder was named at this one.
    pub fn is_export_folder_given(&self) -> Result<bool, Trouble> {
        let chosen = self.settings()?.export_folder.map(PathBuf::from);
        Ok(self.export_folder_now.is_some() && self.export_folder_now != chosen)
    }

    /// Exports of this process go here; what was chosen before stays for the next start.
    pub fn give_export_folder(&mut self, folder: &Path) {
        self.export_folder_now = Some(folder.to_path_buf());
    }

    /// Exports go here from now on, at the next start too: a person picked the folder in a dialog.
    pub fn choose_export_folder(&mut self, folder: &Path, role: Role) -> Result<(), Trouble> {
        self.give_export_folder(folder);
        let path = folder.to_str().ok_or(SettingError::Folder)?.to_owned();
        self.keep_settings(&BTreeMap::from([(EXPORT_FOLDER.to_owned(), path)]), role)
    }

    /// The folder that the library is kept in, beside the store.
    pub fn library_folder(&self) -> Result<Option<PathBuf>, Trouble> {
        Ok(self.settings()?.library_folder.map(PathBuf::from))
    }

    /// The library is kept in this folder too from now on: a person picked it in a dialog.
    pub fn choose_library_folder(&mut self, folder: &Path, role: Role) -> Result<(), Trouble> {
        let path = folder.to_str().ok_or(SettingError::Folder)?.to_owned();
        self.keep_settings(&BTreeMap::from([(LIBRARY_FOLDER.to_owned(), path)]), role)
    }

    /// Whom an export names, as set.
    pub fn export_style(&self) -> Result<Style, Trouble> {
        Ok(Style { names: self.settings()?.naming == Naming::Names })
    }

    fn keep_settings(
        &mut self,
        values: &BTreeMap<String, String>,
        role: Role,
    ) -> Result<(), Trouble> {
        let set_in = |mut settings: Settings| -> Result<Settings, SettingError> {
            for (key, value) in values {
                settings.set(key, value)?;
            }
            Ok(settings)
        };
        let before = self.settings()?;
        if set_in(before.clone())? == before {
            return Ok(());
        }
        let names: Vec<&str> = values.keys().map(String::as_str).collect();
        // Another process may have set another key since: both stay.
        self.revise(SETTINGS, &format!("set {}", names.join(", ")), role, |text| {
            Ok(set_in(Settings::parse(text))?.written())
        })
    }
}
