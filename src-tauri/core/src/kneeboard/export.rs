//! Writing a postmortem to a file: all of it or nothing, and an event that says so.

use super::{Done, Kneeboard, Request, SecretChoice, Trouble};
use crate::act::Act;
use crate::event::{Role, What};
use crate::id::{ActId, Digest, IncidentId};
use crate::name::file_name;
use crate::output::{OutputError, Overwrite, Target, put};
use crate::postmortem::{self, EDITION, Style, edition_in};
use crate::runbook::merge::{cut, diff};
use crate::timeline;
use crate::view::export::ExportDiff;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
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

    /// Writes the document to a file and records that it was. A file that is there is replaced where
    /// it is what this incident was exported as before, or where a person said so.
    pub fn export_to(
        &mut self,
        id: IncidentId,
        format: Format,
        style: &Style,
        path: &Path,
        overwrite: Overwrite,
        role: Role,
    ) -> Result<Done, Trouble> {
        let text = self.document(id, format, style)?;
        let before = self.exported_hashes(id)?;
        let is_ours = |there: &[u8]| before.contains(&hash_of(there));
        let _unfinished = self.store.writing(path);
        self.put_file(path, text.as_bytes(), overwrite, &is_ours)?;
        let act = Act::Exported {
            format: format.name().to_owned(),
            edition: edition_in(&text).unwrap_or(EDITION),
            hash: hash_of(text.as_bytes()),
            path: std::path::absolute(path).unwrap_or(path.to_owned()).display().to_string(),
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

    /// Writes the document into a folder; gives the path.
    pub fn export_into(
        &mut self,
        id: IncidentId,
        format: Format,
        style: &Style,
        folder: &Path,
        overwrite: Overwrite,
        role: Role,
    ) -> Result<PathBuf, Trouble> {
        let path = folder.join(self.export_name(id, format)?);
        self.export_to(id, format, style, &path, overwrite, role)?;
        Ok(path)
    }

    /// What an export into a folder would change of the file that is there: from its lines to the
    /// document's. Nothing is written.
    pub fn export_diff(
        &mut self,
        id: IncidentId,
        format: Format,
        style: &Style,
        folder: &Path,
    ) -> Result<ExportDiff, Trouble> {
        let text = self.document(id, format, style)?;
        let path = folder.join(self.export_name(id, format)?);
        let is_own = |path: &Path| self.store.own_file(path);
        let there = Target::look(&path, &is_own)?.bytes()?;
        let there = there.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let (lines, more) = cut(diff(there.as_deref().unwrap_or_default(), &text));
        let path = path.display().to_string();
        Ok(ExportDiff { head: self.head()?, path, is_there: there.is_some(), lines, more })
    }

    /// What a file in the export folder is called.
    fn export_name(&mut self, id: IncidentId, format: Format) -> Result<String, Trouble> {
        let ending = match format {
            Format::Md => ".md",
            Format::Brief => "-brief.md",
            Format::Json => "-timeline.json",
        };
        Ok(file_name(&self.incident(id)?.handle(), ending))
    }

    /// What this incident was ever exported as, in any format, here or elsewhere: nothing of such a
    /// file is lost where it is replaced. An export that was taken back was written all the same.
    fn exported_hashes(&mut self, id: IncidentId) -> Result<BTreeSet<String>, Trouble> {
        let entries = self.incident(id)?.entries().iter();
        let hash = |what: &What| match what {
            What::Exported { hash, .. } => Some(hash.clone()),
            _ => None,
        };
        Ok(entries.filter_map(|entry| hash(&entry.event.what)).collect())
    }

    /// Writes a file for a person; the store's own are never its target.
    pub(super) fn put_file(
        &self,
        path: &Path,
        bytes: &[u8],
        overwrite: Overwrite,
        is_ours: &dyn Fn(&[u8]) -> bool,
    ) -> Result<(), OutputError> {
        put(path, bytes, overwrite, &|path| self.store.own_file(path), is_ours)
    }

    /// An act's id for callers that repeat nothing; on a sample store it follows from the seed.
    pub fn fresh_act_id(&self) -> Result<ActId, Trouble> {
        let (now, seed) = self.read_clock()?;
        let position = self.head()?;
        let seed = seed.map(|seed| format!("act {seed}"));
        Ok(ActId(super::clock::Ids::new(&now, seed, position).uuid()))
    }
}

fn hash_of(bytes: &[u8]) -> String {
    Digest(Sha256::digest(bytes).into()).to_string()
}
