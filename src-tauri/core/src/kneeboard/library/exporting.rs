//! Writing the library out as a folder of Markdown, byte for byte.

use super::comparing::{Pick, seen};
use super::exchange::Exchanged;
use super::importing::Becomes;
use super::lineage::{Lineage, Stored};
use super::{Kneeboard, LibraryError, RUNBOOKS, Trouble};
use crate::folder::{Folder, LeftOut, SERVICES, document_of, path_of};
use crate::kneeboard::export::{plain_reason, write_whole};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// What became of the files of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Exported {
    /// The files that were written, as paths below the folder.
    pub written: Vec<String>,
    /// How many were there as they are.
    pub same: usize,
    /// Files that hold a text which the library does not know: they are as they were.
    pub left_out: Vec<LeftOut>,
}

impl Kneeboard {
    /// Writes every runbook that is not archived, and every card, below a folder, which is made
    /// where it is missing. A file with changes of its own is left, for an import to take in.
    pub fn export_library(&mut self, folder: &Path) -> Result<Exported, Trouble> {
        let mut exported = Exported::default();
        let mut common = Vec::new();
        for (document, lineage) in self.to_write()? {
            let Some((hash, row)) = lineage.newest() else { continue };
            let below = path_of(&document);
            let name = below.display().to_string();
            match state(folder, &below, &lineage, &row.text) {
                State::Same => exported.same += 1,
                State::Unknown(why) => {
                    exported.left_out.push(LeftOut { path: name, why });
                    continue;
                }
                State::Ours => {
                    put(folder, &below, &row.text)?;
                    exported.written.push(name);
                }
            }
            common.push((document, *hash));
        }
        self.remember(&common)?;
        Ok(exported)
    }

    /// Writes what somebody chose to the folder that was compared, each file whole or not at all.
    /// Where the library or a file is another one by now, nothing is written; a file that cannot be
    /// written is left with its reason, and the others are written.
    pub fn write_picked(
        &mut self,
        root: &Path,
        folder: &Folder,
        picks: &[Pick],
    ) -> Result<Exported, Trouble> {
        let mut wanted = Vec::new();
        let mut changed = Vec::new();
        for Pick { document, seen: looked_at, .. } in picks {
            let file = folder.of(document).map(|found| found.text.as_str());
            let shipped = document.strip_prefix(RUNBOOKS).and_then(|id| self.shipped_text(id));
            let lineage = Lineage::of(self.store.revisions(document)?, shipped);
            let is_seen = seen(file, &lineage, file.map(|_| Becomes::Older)) == *looked_at;
            match lineage.newest().cloned() {
                Some(newest) if is_seen => wanted.push((document, file, newest)),
                _ => changed.push(document.clone()),
            }
        }
        if !changed.is_empty() {
            return Err(LibraryError::Changed { documents: changed }.into());
        }
        let mut exported = Exported::default();
        let mut common = Vec::new();
        for (document, file, (hash, row)) in wanted {
            let below = path_of(document);
            let done = match as_compared(root, &below, file) {
                Ok(()) => put(root, &below, &row.text).map_err(|trouble| trouble.to_string()),
                Err(why) => Err(why),
            };
            let path = below.display().to_string();
            match done {
                Ok(()) => {
                    exported.written.push(path);
                    common.push((document.clone(), hash));
                }
                Err(why) => exported.left_out.push(LeftOut { path, why }),
            }
        }
        self.remember(&common)?;
        Ok(exported)
    }

    /// Every document that goes out, in the order of their names.
    pub(super) fn to_write(&self) -> Result<Vec<(String, Lineage)>, Trouble> {
        let archived = self.archived_ids()?;
        let stored = self.store.document_heads()?.into_iter().map(|(_, row)| row.document);
        let shipped = self.shipped.iter().map(|shipped| format!("{RUNBOOKS}{}", shipped.id));
        let documents: BTreeSet<String> = stored
            .chain(shipped)
            .filter(|document| match document.strip_prefix(RUNBOOKS) {
                Some(id) => !archived.contains(id),
                None => document.starts_with(SERVICES),
            })
            .collect();
        let lineage = |document: String| {
            let shipped = document.strip_prefix(RUNBOOKS).and_then(|id| self.shipped_text(id));
            let lineage = Lineage::of(self.store.revisions(&document)?, shipped);
            Ok((document, lineage))
        };
        documents.into_iter().map(lineage).collect()
    }

    fn remember(&mut self, common: &[(String, [u8; 32])]) -> Result<(), Trouble> {
        let at_ms = self.now()?.at.ms();
        self.store.write(|writer| {
            let mut exchanged = Exchanged::of(writer.revisions(Exchanged::DOCUMENT)?);
            for (document, hash) in common {
                exchanged.set(document, *hash);
            }
            exchanged.put(writer, at_ms)
        })
    }
}

/// What lies where a file is to be written.
enum State {
    /// The same text.
    Same,
    /// Nothing, or a text that the library has.
    Ours,
    /// Something else.
    Unknown(String),
}

fn state(folder: &Path, below: &Path, lineage: &Lineage, text: &str) -> State {
    if let Err(why) = check_way(folder, below) {
        return State::Unknown(why);
    }
    match fs::read(folder.join(below)) {
        Ok(bytes) if bytes == text.as_bytes() => State::Same,
        Ok(bytes) => {
            let is_known = |(_, row): &&Stored| row.text.as_bytes() == bytes;
            match lineage.rows().iter().find(is_known) {
                Some(_) => State::Ours,
                None => State::Unknown(
                    "it has changes that the library does not know; import it first".to_owned(),
                ),
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => State::Ours,
        Err(error) => State::Unknown(plain_reason(&error)),
    }
}

/// Whether a file is still as it was compared; none was there where there is no text.
fn as_compared(folder: &Path, below: &Path, text: Option<&str>) -> Result<(), String> {
    check_way(folder, below)?;
    let is_same = match (fs::read(folder.join(below)), text) {
        (Ok(bytes), Some(text)) => bytes == text.as_bytes(),
        (Err(error), None) if error.kind() == ErrorKind::NotFound => true,
        (Err(error), _) if error.kind() != ErrorKind::NotFound => {
            return Err(plain_reason(&error));
        }
        _ => false,
    };
    is_same.then_some(()).ok_or_else(|| "it changed since it was looked at; look again".to_owned())
}

/// A file is written where its name says, and nowhere else: no part of the way may be a link.
fn check_way(folder: &Path, below: &Path) -> Result<(), String> {
    document_of(below)?;
    let mut path = folder.to_path_buf();
    for part in below {
        path.push(part);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
            let name = part.to_string_lossy();
            return Err(format!("{name} is a link; put the file itself there"));
        }
    }
    Ok(())
}

fn put(folder: &Path, below: &Path, text: &str) -> Result<(), Trouble> {
    let path = folder.join(below);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(|error| Trouble::Export {
        path: parent.display().to_string(),
        why: plain_reason(&error),
        instead: "Choose another folder, or make room, and export again.",
    })?;
    write_whole(&path, text.as_bytes())
}
