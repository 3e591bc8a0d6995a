//! A folder in which the library is kept too, such as a checked-out repository: how the two differ,
//! and what goes into the folder. What comes out of it is taken in like any other files.

use super::comparing::{seen, title_of};
use super::exchange::Exchanged;
use super::exporting::{EDITED, State, state, write_below};
use super::importing::{Plan, plan};
use super::lineage::Lineage;
use super::{Kneeboard, LibraryError, Pick, RUNBOOKS, Trouble};
use crate::event::Role;
use crate::folder::{self, Folder, LeftOut, document_of, path_of};
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

/// What the library has and the folder has no file of.
struct Missing {
    document: String,
    lineage: Lineage,
    becomes: Becomes,
}

impl Kneeboard {
    /// The library is kept in this folder too from now on: a person picked it in a dialog. Nothing
    /// is taken in or written; of what is the same already, changes are counted from here.
    pub fn use_library_folder(&mut self, root: &Path, role: Role) -> Result<(), Trouble> {
        let folder = read(root)?;
        let exchanged = self.exchanged(&folder.place)?;
        let mut common = Vec::new();
        for found in &self.without_twins(&folder)?.found {
            let lineage =
                Lineage::of(self.store.revisions(&found.document)?, self.shipped_as(found));
            if let Plan::Same(both) | Plan::Older(Some(both)) = plan(found, &lineage, &exchanged) {
                common.push((found.document.clone(), both.0));
            }
        }
        self.remember(&folder.place, &common)?;
        self.choose_library_folder(root, role)
    }

    /// How the library differs from its folder. A folder that cannot be read is no trouble of the
    /// library, which is whole without it.
    pub(in crate::kneeboard) fn folder_view(&self) -> Result<FolderView, Trouble> {
        let mut view = FolderView { head: self.head()?, ..FolderView::default() };
        let Some(root) = self.library_folder()? else { return Ok(view) };
        view.path = Some(root.display().to_string());
        let folder = match read_library(&root) {
            Ok(folder) => folder,
            Err(error) => {
                view.trouble = Some(unread(&error));
                return Ok(view);
            }
        };
        let exchanged = self.exchanged(&folder.place)?;
        for found in &self.without_twins(&folder)?.found {
            let lineage =
                Lineage::of(self.store.revisions(&found.document)?, self.shipped_as(found));
            if plan(found, &lineage, &exchanged).becomes() != Becomes::Same {
                view.differing += 1;
            }
        }
        let missing = self.missing_texts(&folder, &exchanged)?;
        view.differing += missing.len();
        let is_bare = folder.found.is_empty() && folder.left_out.is_empty();
        view.emptied = is_bare && missing.iter().any(|one| one.becomes == Becomes::Gone);
        Ok(view)
    }

    /// What the library has and the folder has no file of, as lines beside its files.
    pub(super) fn missing_lines(&self, folder: &Folder) -> Result<Vec<ImportLine>, Trouble> {
        let line = |Missing { document, lineage, becomes }| {
            let text = lineage.newest().map(|(_, row)| row.text.as_str()).unwrap_or_default();
            let (title, problems) = title_of(&document, text);
            ImportLine {
                path: path_of(&document).display().to_string(),
                title,
                problems,
                becomes,
                seen: seen("", &lineage, becomes),
                document,
            }
        };
        let missing = self.missing_texts(folder, &self.exchanged(&folder.place)?)?;
        Ok(missing.into_iter().map(line).collect())
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
            let is_own = |path: &Path| self.store.own_file(path);
            match state(&root, &one.below, &path, &is_own, &one.lineage, &row.text) {
                State::Same => {}
                State::Ours(target) => write_below(&path, &target, &row.text)?,
                State::Edited(_) => return Err(not_written(&path, EDITED.to_owned())),
                State::Unusable(why) => return Err(not_written(&path, why)),
            }
            common.push((one.document.clone(), *hash));
            Ok(())
        });
        self.remember(&folder.place, &common)?;
        written
    }

    fn outgoing(&self, folder: &Folder, picks: &[Pick]) -> Result<Vec<Outgoing>, Trouble> {
        let exchanged = self.exchanged(&folder.place)?;
        let missing = self.missing_texts(folder, &exchanged)?.into_iter();
        let mut missing: BTreeMap<String, Missing> =
            missing.map(|one| (one.document.clone(), one)).collect();
        let (mut wanted, mut changed) = (Vec::new(), Vec::new());
        for pick in picks {
            let document = pick.document.clone();
            let (below, lineage, now) = match (folder.of(&document), missing.remove(&document)) {
                (Some(found), _) => {
                    let rows = self.store.revisions(&document)?;
                    let lineage = Lineage::of(rows, self.shipped_as(found));
                    let becomes = plan(found, &lineage, &exchanged).becomes();
                    let now = seen(&found.text, &lineage, becomes);
                    (found.path.clone(), lineage, (becomes == Becomes::Older).then_some(now))
                }
                (None, Some(Missing { lineage, becomes, .. })) => {
                    let now = seen("", &lineage, becomes);
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

    /// What the team saved and did not put away, or the folder had before, and it has no file of. A
    /// file that cannot be taken in is there all the same, and so is what lies in a folder that was
    /// left out.
    fn missing_texts(
        &self,
        folder: &Folder,
        exchanged: &Exchanged,
    ) -> Result<Vec<Missing>, Trouble> {
        let found = folder.found.iter().map(|found| found.document.to_lowercase());
        let left = folder.left_out.iter().filter_map(|LeftOut { path, .. }| {
            document_of(Path::new(path)).ok().map(|document| document.to_lowercase())
        });
        let there: BTreeSet<String> = found.chain(left).collect();
        let is_hidden =
            |below: &Path| folder.left_out.iter().any(|left| below.starts_with(&left.path));
        let missing = |(document, lineage): (String, Lineage)| {
            let below = path_of(&document);
            let had = exchanged.has(&document);
            let is_ours = had || lineage.is_stored || !document.starts_with(RUNBOOKS);
            let is_there = there.contains(&document.to_lowercase()) || is_hidden(&below);
            // A name that no folder can have is written to none.
            let is_missing = is_ours && !is_there && document_of(&below).is_ok();
            let becomes = if had { Becomes::Gone } else { Becomes::Absent };
            is_missing.then_some(Missing { document, lineage, becomes })
        };
        Ok(self.to_write()?.into_iter().filter_map(missing).collect())
    }
}

fn not_written(path: &Path, why: String) -> Trouble {
    let instead = "What was written before it stays. Look again, then confirm.";
    Trouble::Export { path: path.display().to_string(), why, instead }
}

/// Reads a folder that a person picked.
pub(super) fn read(root: &Path) -> Result<Folder, Trouble> {
    read_library(root)
        .map_err(|error| Trouble::File { path: root.display().to_string(), why: unread(&error) })
}

/// Reads a folder that must be one.
fn read_library(root: &Path) -> io::Result<Folder> {
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
