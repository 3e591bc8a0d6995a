//! The library: what is shipped, overlaid by what the team saved.
//!
//! A runbook is the document `runbooks/<id>`. Its shipped text is its first revision: embedded only,
//! until the first change stores it too, as what later shipped texts are merged against.

mod beside;
mod changing;
mod comparing;
mod drafts;
mod exchange;
mod exporting;
mod given;
mod importing;
mod levels;
mod lineage;
mod reading;
mod redlines;
mod refusal;
mod saving;
mod shelf;
mod updating;
mod views;

pub use changing::{CardChange, Change, Saved};
pub use comparing::Pick;
pub use drafts::{Draft, Dropped, Typed};
pub(super) use drafts::{in_json, remove_from_drafts, typed_in};
pub use exporting::Exported;
pub(super) use given::LookedAt;
pub use given::{Given, GivenFile};
pub use importing::{Import, Incoming};
pub(super) use redlines::Redlined;
pub use refusal::LibraryError;
pub use shelf::Listed;
pub(super) use shelf::{Shelf, Shelved};
pub use updating::{Merge, Update};

use super::{Kneeboard, Trouble};
use crate::folder::{RUNBOOKS, SERVICES};
use crate::id::Digest;
use crate::name::is_id;
use crate::runbook::shipped::{Origin, Shipped};
use crate::runbook::{self, Problem, Runbook};
use crate::service::Card;
use lineage::{Lineage, Stored, shipped_row};
use std::collections::{BTreeMap, BTreeSet};

const ARCHIVED: &str = "library/archived";

/// A document's text, as one revision has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text, byte for byte.
    pub text: String,
    /// The hash of its revision.
    pub revision: String,
}

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
        self.searching = None;
    }

    /// Every runbook that is not archived with its text, in the order of their ids.
    pub fn runbooks(&self) -> Result<Vec<Kept>, Trouble> {
        let put_away = self.archived_ids()?;
        let ids = self.newest_revisions()?.into_keys().filter(|id| !put_away.contains(id));
        ids.map(|id| self.runbook(&id)).collect()
    }

    /// One runbook in its newest text, archived or not.
    pub fn runbook(&self, id: &str) -> Result<Kept, Trouble> {
        if is_card(id) {
            return Err(no_such_runbook(id));
        }
        self.kept_newest(id)
    }

    /// The same of any document: what a card cannot be, such as shipped, it is not.
    fn kept_newest(&self, id: &str) -> Result<Kept, Trouble> {
        let lineage = self.lineage(id)?;
        let heads = lineage.heads();
        let newest = heads.last().ok_or_else(|| no_such(id))?;
        let archived = self.archived_ids()?.contains(id);
        Ok(self.kept(id, newest, heads.len(), archived))
    }

    /// The newest revision of every runbook, archived or not, by its id.
    fn newest_revisions(&self) -> Result<BTreeMap<String, [u8; 32]>, Trouble> {
        let mut newest: BTreeMap<String, [u8; 32]> = BTreeMap::new();
        for (hash, document) in self.store.heads_below(RUNBOOKS)? {
            if let Some(id) = document.strip_prefix(RUNBOOKS).filter(|id| is_id(id)) {
                newest.insert(id.to_owned(), hash);
            }
        }
        for shipped in self.shipped {
            newest.entry(shipped.id.to_owned()).or_insert_with(|| shipped_row(shipped).0);
        }
        Ok(newest)
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
        Ok(newest.map(|(_, row)| ids_in(&row.text)).unwrap_or_default())
    }

    fn lineage(&self, id: &str) -> Result<Lineage, Trouble> {
        let rows = self.store.revisions(&document_of(id))?;
        Ok(Lineage::of(rows, self.shipped_text(id)))
    }
}

fn ids_in(text: &str) -> BTreeSet<String> {
    text.lines().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// What the store calls a document: `services/NAME` is a card, any other id a runbook's.
fn document_of(id: &str) -> String {
    if is_card(id) { id.to_owned() } else { format!("{RUNBOOKS}{id}") }
}

/// Whether an id is a service card's: `services/NAME`. No runbook has such an id.
fn is_card(id: &str) -> bool {
    id.starts_with(SERVICES)
}

/// What people call a text: a runbook's title, or the name on a card.
fn title_of(id: &str, text: &str) -> String {
    match id.strip_prefix(SERVICES) {
        Some(name) => Card::parse(name, text).name().to_owned(),
        None => runbook::parse(text, id).0.title,
    }
}

fn no_such(id: &str) -> Trouble {
    match id.strip_prefix(SERVICES) {
        Some(name) => no_such_service(name),
        None => no_such_runbook(id),
    }
}

pub(super) fn no_such_service(name: &str) -> Trouble {
    Trouble::NoSuch {
        what: "service",
        name: name.to_owned(),
        instead: "List the services, or make it by setting a key.",
    }
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
