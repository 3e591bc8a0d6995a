//! Writing the library out as a folder of Markdown, byte for byte.

use super::exchange::Exchanged;
use super::lineage::{Lineage, Stored};
use super::{Kneeboard, RUNBOOKS, Trouble};
use crate::folder::{LeftOut, SERVICES, document_of, path_of, place_of};
use crate::held;
use crate::kneeboard::export::{plain_reason, write_whole};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
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
            let path = folder.join(&below);
            let name = below.display().to_string();
            match state(folder, &below, &lineage, &row.text) {
                State::Same => exported.same += 1,
                State::Unknown(why) => {
                    exported.left_out.push(LeftOut { path: name, why });
                    continue;
                }
                State::Ours => {
                    write_below(&path, &row.text)?;
                    exported.written.push(name);
                }
            }
            common.push((document, *hash));
        }
        self.remember(&place_of(folder), &common)?;
        Ok(exported)
    }

    /// Every document that goes out, in the order of their names.
    pub(super) fn to_write(&self) -> Result<Vec<(String, Lineage)>, Trouble> {
        let archived = self.archived_ids()?;
        let runbooks = self.store.heads_below(RUNBOOKS)?;
        let stored = runbooks.into_iter().chain(self.store.heads_below(SERVICES)?);
        let shipped = self.shipped.iter().map(|shipped| format!("{RUNBOOKS}{}", shipped.id));
        let documents: BTreeSet<String> = stored
            .map(|(_, document)| document)
            .chain(shipped)
            .filter(|document| {
                document.strip_prefix(RUNBOOKS).is_none_or(|id| !archived.contains(id))
            })
            .collect();
        let lineage = |document: String| {
            let shipped = document.strip_prefix(RUNBOOKS).and_then(|id| self.shipped_text(id));
            let lineage = Lineage::of(self.store.revisions(&document)?, shipped);
            Ok((document, lineage))
        };
        documents.into_iter().map(lineage).collect()
    }

    /// What library and the folder of this place last had in common.
    pub(super) fn exchanged(&self, place: &str) -> Result<Exchanged, Trouble> {
        let document = Exchanged::document(place);
        let rows = self.store.revisions(&document)?;
        Ok(Exchanged::of(document, rows))
    }

    /// Counts the changes of these documents from what library and folder have in common now.
    pub(super) fn remember(
        &mut self,
        place: &str,
        common: &[(String, [u8; 32])],
    ) -> Result<(), Trouble> {
        let at_ms = self.now()?.at.ms();
        let kept = Exchanged::document(place);
        self.store.write(|writer| {
            let mut exchanged = Exchanged::of(kept.clone(), writer.revisions(&kept)?);
            for (document, hash) in common {
                exchanged.set(document, *hash);
            }
            exchanged.put(writer, at_ms)
        })
    }
}

/// Writes a file whole, or leaves the one that is there; its folder is made where it is missing.
pub(super) fn write_below(path: &Path, text: &str) -> Result<(), Trouble> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| Trouble::Export {
            path: parent.display().to_string(),
            why: plain_reason(&error),
            instead: "Choose another folder, or make room, and export again.",
        })?;
    }
    write_whole(path, text.as_bytes())
}

/// What lies where a file is to be written.
pub(super) enum State {
    /// The same text.
    Same,
    /// Nothing, or a text that the library has.
    Ours,
    /// Something else.
    Unknown(String),
}

/// What lies at a path below a folder; nothing is followed out of the folder.
pub(super) fn state(folder: &Path, below: &Path, lineage: &Lineage, text: &str) -> State {
    if let Err(why) = check_way(folder, below) {
        return State::Unknown(why);
    }
    let path = folder.join(below);
    if held::is_held(&path) {
        return State::Unknown(held::WHY_NOT.to_owned());
    }
    match fs::read(path) {
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
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => State::Ours,
        Err(error) => State::Unknown(plain_reason(&error)),
    }
}

/// A file is written where its name says and nowhere else: no part of the way below the folder may
/// be a link, and no name may lead out of it.
fn check_way(folder: &Path, below: &Path) -> Result<(), String> {
    document_of(below)?;
    let mut path = folder.to_path_buf();
    for part in below {
        path.push(part);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
            let part = part.display();
            return Err(format!("{part} is a link; put what it leads to there itself"));
        }
    }
    Ok(())
}
