//! What a person gave to be taken in: a picked folder, dropped files, a pasted text.

use super::beside::read;
use super::{Kneeboard, Pick, Trouble};
use crate::event::Role;
use crate::folder::{self, Folder, LeftOut};
use crate::view::history::MergeView;
use crate::view::import::{ImportDiff, ImportView};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What a pasted text is called.
const PASTED: &str = "pasted text";

/// Where the files of an import are.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "given", rename_all = "snake_case")]
pub enum Given {
    /// In the folder that was picked last.
    Folder,
    /// In the folder that the library is kept in too.
    Library,
    /// Dropped on the window.
    Files {
        /// Each with its bytes.
        files: Vec<GivenFile>,
    },
    /// Pasted.
    Text {
        /// The text, byte for byte.
        text: String,
    },
}

/// A file that was dropped.
#[derive(Clone, Debug, Deserialize)]
pub struct GivenFile {
    /// Its name.
    pub path: String,
    /// A letter a byte; none where nothing could be read.
    pub bytes: Option<String>,
}

/// A folder that a person picked, as it was when it was read.
pub(in crate::kneeboard) struct LookedAt {
    root: PathBuf,
    folder: Folder,
}

impl Kneeboard {
    /// This folder is what [`Given::Folder`] means from now on: a person picked it in a dialog.
    pub fn look_at_folder(&mut self, root: &Path) -> Result<(), Trouble> {
        let folder = read(root)?;
        self.looked_at = Some(LookedAt { root: root.to_path_buf(), folder });
        Ok(())
    }

    /// What was given beside the library; a folder is read anew.
    pub(in crate::kneeboard) fn import_view(
        &mut self,
        given: &Given,
    ) -> Result<ImportView, Trouble> {
        let root = self.root_of(given)?;
        if let Some(root) = &root {
            self.look_at_folder(root)?;
        }
        let from = match given {
            Given::Folder | Given::Library => root.unwrap_or_default().display().to_string(),
            Given::Files { files } => match files.as_slice() {
                [file] => file.path.clone(),
                files => format!("{} files", files.len()),
            },
            Given::Text { .. } => PASTED.to_owned(),
        };
        let folder = self.as_looked_at(given)?;
        let mut view = self.compare(&folder, &from)?;
        if matches!(given, Given::Library) {
            view.lines.extend(self.missing_lines(&folder)?);
        }
        Ok(view)
    }

    /// What would change with one of the files that were given.
    pub(in crate::kneeboard) fn import_diff(
        &self,
        given: &Given,
        document: &str,
    ) -> Result<ImportDiff, Trouble> {
        self.compare_one(&self.as_looked_at(given)?, document)
    }

    /// One of the files that were given and the library's text, to be put together.
    pub(in crate::kneeboard) fn import_merge(
        &self,
        given: &Given,
        document: &str,
    ) -> Result<Option<MergeView>, Trouble> {
        self.put_side_by_side(&self.as_looked_at(given)?, document)
    }

    /// Takes in what somebody chose of it; a folder is read anew, so that a file that changed
    /// meanwhile is found.
    pub(in crate::kneeboard) fn take_given(
        &mut self,
        given: &Given,
        picks: &[Pick],
        reason: &str,
        role: Role,
    ) -> Result<(), Trouble> {
        let folder = match self.root_of(given)? {
            Some(root) => read(&root)?,
            None => self.as_looked_at(given)?,
        };
        self.import_picked(&folder, picks, reason, role).map(|_| ())
    }

    fn root_of(&self, given: &Given) -> Result<Option<PathBuf>, Trouble> {
        match given {
            Given::Folder => Ok(self.looked_at.as_ref().map(|looked_at| looked_at.root.clone())),
            Given::Library => self.library_folder(),
            Given::Files { .. } | Given::Text { .. } => Ok(None),
        }
    }

    fn as_looked_at(&self, given: &Given) -> Result<Folder, Trouble> {
        let folder = match given {
            Given::Folder | Given::Library => {
                return Ok(self.looked_at.as_ref().map(|at| at.folder.clone()).unwrap_or_default());
            }
            Given::Files { files } => folder::given(files.iter().map(GivenFile::read).collect()),
            Given::Text { text } => folder::pasted(text.clone()).unwrap_or_else(|why| Folder {
                left_out: vec![LeftOut { path: PASTED.to_owned(), why }],
                ..Folder::default()
            }),
        };
        self.at_home(folder)
    }
}

impl GivenFile {
    fn read(&self) -> (PathBuf, Result<Vec<u8>, String>) {
        let unread = || "it was not read here; a folder is chosen with Import".to_owned();
        // The page sends a letter for each byte.
        let bytes =
            |letters: &String| letters.chars().map(u8::try_from).collect::<Result<_, _>>().ok();
        (PathBuf::from(&self.path), self.bytes.as_ref().and_then(bytes).ok_or_else(unread))
    }
}
