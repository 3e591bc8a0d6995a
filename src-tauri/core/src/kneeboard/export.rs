//! Writing a postmortem to a file: all of it or nothing, and an event that says so.

use super::{Done, Kneeboard, Request, SecretChoice, Trouble};
use crate::act::Act;
use crate::event::Role;
use crate::id::{ActId, Digest, IncidentId};
use crate::postmortem::{self, EDITION, Style, edition_in};
use crate::timeline;
use sha2::{Digest as _, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The whole postmortem as Markdown.
    Md,
    /// One page of it.
    Brief,
    /// The timeline's rows.
    Json,
}

impl Format {
    /// The word in the record and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Md => "md",
            Self::Brief => "brief",
            Self::Json => "json",
        }
    }
}

impl Kneeboard {
    /// The document's text: what was published, as long as it stands; else as the record gives it.
    ///
    /// A published copy has roles alone: with names the record is written out as it is now.
    pub fn document(
        &mut self,
        id: IncidentId,
        format: Format,
        style: &Style,
    ) -> Result<String, Trouble> {
        if format == Format::Md
            && !style.names
            && let Some(published) = self.published(id)?
        {
            return Ok(published.text);
        }
        let incident = self.incident(id)?;
        Ok(match format {
            Format::Md => postmortem::markdown(incident, style),
            Format::Brief => postmortem::brief(incident, style),
            Format::Json => {
                let rows = match style.names {
                    true => timeline::rows_with_names(incident),
                    false => timeline::rows(incident),
                };
                let rows = serde_json::to_value(rows).unwrap_or_default();
                format!("{rows:#}\n")
            }
        })
    }

    /// Writes the document to a file and records that it was; a file of this name is replaced.
    pub fn export_to(
        &mut self,
        id: IncidentId,
        format: Format,
        style: &Style,
        path: &Path,
        role: Role,
    ) -> Result<Done, Trouble> {
        let text = self.document(id, format, style)?;
        let _unfinished = self.store.writing(path);
        write_whole(path, text.as_bytes())?;
        let hash = Digest(Sha256::digest(text.as_bytes()).into()).to_string();
        let act = Act::Exported {
            format: format.name().to_owned(),
            edition: edition_in(&text).unwrap_or(EDITION),
            hash,
            path: path.display().to_string(),
        };
        let act_id = self.fresh_act_id()?;
        self.act(Request {
            id: act_id,
            incident: Some(id),
            role,
            name: None,
            act,
            secret: Some(SecretChoice::Keep),
            done_at_ms: None,
        })
    }

    /// Writes the document into a folder, making the folder where it is missing; gives the path.
    pub fn export_into(
        &mut self,
        id: IncidentId,
        format: Format,
        style: &Style,
        folder: &Path,
        role: Role,
    ) -> Result<PathBuf, Trouble> {
        let name = match format {
            Format::Md => format!("{}.md", self.incident(id)?.handle()),
            Format::Brief => format!("{}-brief.md", self.incident(id)?.handle()),
            Format::Json => format!("{}-timeline.json", self.incident(id)?.handle()),
        };
        let path = folder.join(name);
        self.export_to(id, format, style, &path, role)?;
        Ok(path)
    }

    /// An act's id for callers that repeat nothing; on a sample store it follows from the seed.
    pub fn fresh_act_id(&self) -> Result<ActId, Trouble> {
        let (now, seed) = self.clock.read()?;
        let position = self.head()?;
        let seed = seed.map(|seed| format!("act {seed}"));
        Ok(ActId(super::clock::Ids::new(&now, seed, position).uuid()))
    }
}

/// Writes beside the target, syncs, and renames: a reader sees the old file or the new one.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let failed = |error: std::io::Error| Trouble::Export {
        path: path.display().to_string(),
        why: plain_reason(&error),
        instead: "Choose another folder, or make room, and export again.",
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file =
        tempfile::Builder::new().prefix(".kneeboard-").tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// `the folder is not there`, `the disk is full`, else the system's own words.
pub(super) fn plain_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".to_owned(),
        std::io::ErrorKind::PermissionDenied => "it may not be written to".to_owned(),
        std::io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        std::io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        std::io::ErrorKind::NotADirectory => "part of it is a file, not a folder".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}
