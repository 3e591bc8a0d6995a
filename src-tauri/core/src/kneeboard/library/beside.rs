//! A folder in which the library is kept too, such as a checked-out repository: how the two differ,
//! and what goes into the folder. What comes out of it is taken in like any other files.

use super::comparing::seen;
use super::exchange::Exchanged;
use super::exporting::{State, state, write_below};
use super::given::read;
use super::importing::{Plan, plan};
use super::lineage::Lineage;
use super::{Kneeboard, LibraryError, Pick, RUNBOOKS, Trouble};
use crate::event::Role;
use crate::folder::{self, Folder, path_of};
use crate::view::import::{Becomes, FolderView, ImportLine};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What is written for somebody who looked at it.
struct Outgoing {
    document: String,
    below: PathBuf,
    lineage: Lineage,
}

impl Kneeboard {
    /// The library is kept in this folder too from now on: a person picked it in a dialog. Nothing
    /// is taken in or written; of what is the same already, changes are counted from here.
    pub fn use_library_folder(&mut self, root: &Path, role: Role) -> Result<(), Trouble> {
        let folder = read(root)?;
        let exchanged = Exchanged::of(self.store.revisions(Exchanged::DOCUMENT)?);
        let mut common = Vec::new();
        for found in &self.without_twins(&folder)?.found {
            let lineage =
                Lineage::of(self.store.revisions(&found.document)?, self.shipped_as(found));
            if let Plan::Same(both) | Plan::Older(Some(both)) = plan(found, &lineage, &exchanged) {
                common.push((found.document.clone(), both.0));
            }
        }
        self.remember(&common)?;
        self.choose_library_folder(root, role)
    }

    /// How the library differs from its folder, as the folder was read: that is done without the
    /// door, which is everybody's.
    pub fn folder_view(
        &self,
        root: Option<&Path>,
        read: io::Result<Folder>,
    ) -> Result<FolderView, Trouble> {
        let mut view = FolderView {
            head: self.head()?,
            path: root.map(|root| root.display().to_string()),
            ..FolderView::default()
        };
        let folder = match (root, read) {
            (None, _) => return Ok(view),
            (_, Ok(folder)) => folder,
            (_, Err(error)) => {
                view.trouble = Some(unread(&error));
                return Ok(view);
            }
        };
        let exchanged = Exchanged::of(self.store.revisions(Exchanged::DOCUMENT)?);
        for found in &self.without_twins(&folder)?.found {
            let lineage =
                Lineage::of(self.store.revisions(&found.document)?, self.shipped_as(found));
            if plan(found, &lineage, &exchanged).becomes() != Becomes::Same {
                view.differing += 1;
            }
        }
        view.differing += self.absent(&folder)?.len();
        Ok(view)
    }

    /// What the team saved and the folder has no file of, as lines beside its files.
    pub(super) fn absent_lines(&self, folder: &Folder) -> Result<Vec<ImportLine>, Trouble> {
        let line = |(document, lineage): (String, Lineage)| {
            let text = lineage.newest().map(|(_, row)| row.text.as_str()).unwrap_or_default();
            let (title, problems) = super::comparing::title_of(&document, text);
            ImportLine {
                path: path_of(&document).display().to_string(),
                title,
                problems,
                becomes: Becomes::Absent,
                seen: seen("", &lineage, Becomes::Absent),
                document,
            }
        };
        Ok(self.absent(folder)?.into_iter().map(line).collect())
    }

    /// Writes what somebody chose into the folder: what the library has gone on with, and what the
    /// folder lacks. Where a file, or the library's text, is another one by now, nothing is written.
    pub(in crate::kneeboard) fn write_picked(&mut self, picks: &[Pick]) -> Result<(), Trouble> {
        let root = self.library_folder()?.unwrap_or_default();
        let folder = read(&root)?;
        let wanted = self.outgoing(&folder, picks)?;
        let mut common = Vec::new();
        let written = wanted.iter().try_for_each(|one| {
            let Some((hash, row)) = one.lineage.newest() else { return Ok(()) };
            let path = root.join(&one.below);
            if let State::Unknown(why) = state(&root, &one.below, &one.lineage, &row.text) {
                let instead = "What was written before it stays. Look again, then confirm.";
                return Err(Trouble::Export { path: path.display().to_string(), why, instead });
            }
            write_below(&path, &row.text)?;
            common.push((one.document.clone(), *hash));
            Ok(())
        });
        self.remember(&common)?;
        written
    }

    fn outgoing(&self, folder: &Folder, picks: &[Pick]) -> Result<Vec<Outgoing>, Trouble> {
        let exchanged = Exchanged::of(self.store.revisions(Exchanged::DOCUMENT)?);
        let mut absent: BTreeMap<String, Lineage> = self.absent(folder)?.into_iter().collect();
        let (mut wanted, mut changed) = (Vec::new(), Vec::new());
        for pick in picks {
            let document = pick.document.clone();
            let (below, lineage, now) = match (folder.of(&document), absent.remove(&document)) {
                (Some(found), _) => {
                    let rows = self.store.revisions(&document)?;
                    let lineage = Lineage::of(rows, self.shipped_as(found));
                    let becomes = plan(found, &lineage, &exchanged).becomes();
                    let now = seen(&found.text, &lineage, becomes);
                    (found.path.clone(), lineage, (becomes == Becomes::Older).then_some(now))
                }
                (None, Some(lineage)) => {
                    let now = seen("", &lineage, Becomes::Absent);
                    (path_of(&document), lineage, Some(now))
                }
                (None, None) => {
                    changed.push(document);
                    continue;
                }
            };
            if now.as_ref() == Some(&pick.seen) {
                wanted.push(Outgoing { document, below, lineage });
            } else {
                changed.push(document);
            }
        }
        if changed.is_empty() {
            return Ok(wanted);
        }
        Err(LibraryError::Changed { documents: changed }.into())
    }

    /// What the team saved and did not put away, and the folder has no file of. A file that cannot
    /// be taken in is there all the same.
    fn absent(&self, folder: &Folder) -> Result<Vec<(String, Lineage)>, Trouble> {
        let found = folder.found.iter().map(|found| found.document.to_lowercase());
        let left = folder.left_out.iter().filter_map(|left| {
            folder::document_of(Path::new(&left.path)).ok().map(|document| document.to_lowercase())
        });
        let there: BTreeSet<String> = found.chain(left).collect();
        let mut documents = self.to_write()?;
        documents.retain(|(document, lineage)| {
            let is_ours = lineage.is_stored || !document.starts_with(RUNBOOKS);
            is_ours && !there.contains(&document.to_lowercase())
        });
        Ok(documents)
    }
}

/// Reads a folder that must be one.
///
/// # Errors
/// Where it is not there, is a file, or is closed to us.
pub fn read_library(root: &Path) -> io::Result<Folder> {
    fs::read_dir(root)?;
    folder::read(root)
}

/// Why a folder cannot be read, in words for a person.
fn unread(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::NotADirectory => "it is a file, not a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => error.to_string(),
    }
}
