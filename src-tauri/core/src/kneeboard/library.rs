//! The library: what is shipped, overlaid by what the team saved.
//!
//! A runbook is the document `runbooks/<id>`. Its shipped text is its first revision: embedded only,
//! until the first change stores it too, as what later shipped texts are merged against.

mod changing;
mod comparing;
mod drafts;
mod exchange;
mod exporting;
mod importing;
mod levels;
mod lineage;
mod reading;
mod refusal;
mod updating;
mod views;

pub use changing::{Change, Saved};
pub use comparing::{Pick, Ways};
pub use drafts::Draft;
pub(super) use drafts::remove_from_drafts;
pub use exporting::Exported;
pub use importing::{Becomes, Import, Incoming};
pub use refusal::LibraryError;
pub use updating::{Merge, Update};

use super::{Kneeboard, Trouble};
use crate::folder::RUNBOOKS;
use crate::id::Digest;
use crate::runbook::shipped::{Origin, Shipped};
use crate::runbook::{self, Problem, Runbook};
use crate::store::RevisionRow;
use lineage::{Lineage, Stored, shipped_row};
use std::collections::{BTreeMap, BTreeSet};

const ARCHIVED: &str = "library/archived";

/// A runbook with its text and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// As parsed.
    pub runbook: Runbook,
    /// What the parser found.
    pub problems: Vec<Problem>,
    /// The text, byte for byte.
    pub text: String,
    /// The hash of its revision.
    pub revision: String,
    /// Where the text comes from.
    pub origin: Origin,
    /// Whether lists leave it out.
    pub archived: bool,
    /// How many newest revisions it has; two were made without each other and wait for a merge.
    pub heads: usize,
}

impl Kneeboard {
    /// Takes these texts for the shipped ones: a later Kneeboard's, as a test sees it coming.
    pub fn ship(&mut self, texts: &'static [Shipped]) {
        self.shipped = texts;
    }

    /// Every runbook that is not archived, in the order of their ids.
    pub fn runbooks(&self) -> Result<Vec<Kept>, Trouble> {
        self.whole_library(false)
    }

    /// The archived ones.
    pub fn archived_runbooks(&self) -> Result<Vec<Kept>, Trouble> {
        self.whole_library(true)
    }

    /// One runbook in its newest text, archived or not.
    pub fn runbook(&self, id: &str) -> Result<Kept, Trouble> {
        let lineage = self.lineage(id)?;
        let heads = lineage.heads();
        let newest = heads.last().ok_or_else(|| no_such_runbook(id))?;
        let archived = self.archived_ids()?.contains(id);
        Ok(self.kept(id, newest, heads.len(), archived))
    }

    fn whole_library(&self, archived: bool) -> Result<Vec<Kept>, Trouble> {
        let mut heads: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
        for (hash, row) in self.store.document_heads()? {
            if let Some(id) = row.document.strip_prefix(RUNBOOKS).map(str::to_owned) {
                heads.entry(id).or_default().push((hash, row));
            }
        }
        for shipped in self.shipped {
            heads.entry(shipped.id.to_owned()).or_insert_with(|| vec![shipped_row(shipped)]);
        }
        let put_away = self.archived_ids()?;
        let wanted = heads.into_iter().filter(|(id, _)| put_away.contains(id) == archived);
        let kept = wanted.filter_map(|(id, heads)| {
            let newest = heads.last()?;
            Some(self.kept(&id, newest, heads.len(), archived))
        });
        Ok(kept.collect())
    }

    fn kept(&self, id: &str, newest: &Stored, heads: usize, archived: bool) -> Kept {
        let (hash, row) = newest;
        let (runbook, problems) = runbook::parse(&row.text, id);
        Kept {
            runbook,
            problems,
            text: row.text.clone(),
            revision: Digest(*hash).to_string(),
            origin: self.origin(id, &row.text),
            archived,
            heads,
        }
    }

    fn origin(&self, id: &str, text: &str) -> Origin {
        match self.shipped_text(id) {
            Some(shipped) if shipped.text == text => Origin::Shipped,
            Some(_) => Origin::Edited,
            None => Origin::Team,
        }
    }

    fn shipped_text(&self, id: &str) -> Option<&'static Shipped> {
        self.shipped.iter().find(|shipped| shipped.id == id)
    }

    /// The ids of what was put away.
    fn archived_ids(&self) -> Result<BTreeSet<String>, Trouble> {
        let newest = self.store.revisions(ARCHIVED)?.pop();
        Ok(newest.map(|(_, row)| ids_in(&row)).unwrap_or_default())
    }

    fn lineage(&self, id: &str) -> Result<Lineage, Trouble> {
        let rows = self.store.revisions(&document_of(id))?;
        Ok(Lineage::of(rows, self.shipped_text(id)))
    }
}

fn ids_in(row: &RevisionRow) -> BTreeSet<String> {
    row.text.lines().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

fn document_of(id: &str) -> String {
    format!("{RUNBOOKS}{id}")
}

fn no_such_runbook(id: &str) -> Trouble {
    Trouble::NoSuch {
        what: "runbook",
        name: id.to_owned(),
        instead: "List the runbooks and name one.",
    }
}

fn no_such_revision(id: &str, named: &str) -> Trouble {
    Trouble::NoSuch {
        what: "revision",
        name: format!("{named} of {id}"),
        instead: "Look at its history and name one.",
    }
}
