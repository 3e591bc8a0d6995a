//! Searching: brings the index up to the store, a little at a time, and asks it.
//!
//! It reads through a connection of its own and writes a file of its own, so that it can go on
//! beside the door: no act waits for it.

use super::clock::Until;
use super::{Trouble, event_of, options, viewing};
use crate::folder::{RUNBOOKS, SERVICES};
use crate::id::{Digest, IncidentId};
use crate::incident::Incident;
use crate::machine;
use crate::runbook;
use crate::runbook::shipped::{self, Shipped};
use crate::search::{self, Entry, Kind, Query, Within};
use crate::service::Card;
use crate::store::{CaughtUp, IncidentRow, Reader, SearchIndex, StoreError, digest_of};
use crate::view::earlier::Row;
use crate::view::incidents::SimilarIncident;
use crate::view::search::{SearchView, SimilarView};
use serde::Deserialize;
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Duration;

const ARCHIVED: &str = "library/archived";

/// How many documents are written to the index at a time.
const AT_ONCE: usize = 100;
/// How many hits are given where nobody says.
const USUAL_HITS: usize = 20;
/// How many are given at most.
const MOST_HITS: usize = 200;
/// How many past incidents a start shows.
const MOST_SIMILAR: usize = 3;

/// What is searched for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Search {
    /// As typed: see [`Query::parse`].
    pub query: String,
    /// Where, if not everywhere.
    #[serde(default)]
    pub within: Option<Within>,
    /// How many hits are wanted; 20 where this says nothing, 200 at most.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// What past incidents are looked for by.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Similar {
    /// What it looks like, as typed.
    pub query: String,
}

/// A store as it is searched. Nothing is opened before the first question.
pub struct Searching {
    store: PathBuf,
    /// The runbooks that come with Kneeboard.
    shipped: &'static [Shipped],
    open: Option<Open>,
}

/// The two files while they are open.
struct Open {
    shipped: &'static [Shipped],
    reader: Reader,
    file: Option<(u64, u64)>,
    index: SearchIndex,
    caught_up: CaughtUp,
    /// What is still to be read, in the order in which the index remembers it.
    left: VecDeque<Piece>,
    /// The data versions of store and index at which `left` was made.
    seen: Option<(i64, i64)>,
}

/// A document or an incident that is to be read, with its newest revision's number or its last
/// event's position.
enum Piece {
    Document { name: String, n: i64 },
    Incident { id: IncidentId, pos: i64 },
}

/// Another index in the place of one that cannot be used.
type Remedy = fn(&Path) -> Result<SearchIndex, StoreError>;

/// Which of the two files gave trouble: an index can be made anew.
enum Failed {
    Store(StoreError),
    Index(StoreError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Searching {
    /// Searching in the store at this path.
    pub fn of(store: &Path) -> Self {
        Self { store: store.to_path_buf(), shipped: shipped::all(), open: None }
    }

    /// The same with other texts for the shipped ones.
    pub(super) fn shipping(self, shipped: &'static [Shipped]) -> Self {
        Self { shipped, open: None, ..self }
    }

    /// What a query finds, after reading for as long as `patience` allows what is new.
    pub fn search(&mut self, asked: &Search, patience: Duration) -> Result<SearchView, Trouble> {
        let query = Query::parse(&asked.query);
        let limit = asked.limit.unwrap_or(USUAL_HITS).min(MOST_HITS);
        self.ask(patience, |open, behind| {
            let hits = open.index.find(&query, asked.within, limit).map_err(Failed::Index)?;
            Ok(SearchView { head: open.reader.change_number()?, hits, behind, cut: query.cut() })
        })
    }

    /// The past incidents that share words with what was typed; open ones are not past.
    pub fn similar(&mut self, asked: &Similar, patience: Duration) -> Result<SimilarView, Trouble> {
        let query = Query::telling(&asked.query);
        self.ask(patience, |open, _| {
            let within = Some(Within::Incidents);
            let hits = open.index.find(&query, within, USUAL_HITS).map_err(Failed::Index)?;
            let mut similar = Vec::new();
            for id in hits.iter().filter_map(|hit| hit.id.parse().ok()) {
                let row = open.reader.incident(&IncidentId(id).bytes())?;
                similar.extend(row.as_ref().and_then(past));
                if similar.len() == MOST_SIMILAR {
                    break;
                }
            }
            Ok(SimilarView { head: open.reader.change_number()?, similar })
        })
    }

    /// Reads for as long as `patience` allows what the index lacks; answers how much is left.
    pub fn catch_up(&mut self, patience: Duration) -> Result<usize, Trouble> {
        self.ask(patience, |_, behind| Ok(behind))
    }

    /// Brings the index up and asks it. An index that cannot be used is made anew, and then, where
    /// that is in vain too, in memory.
    fn ask<T>(
        &mut self,
        patience: Duration,
        mut question: impl FnMut(&mut Open, usize) -> Result<T, Failed>,
    ) -> Result<T, Trouble> {
        let until = Until::after(patience);
        let mut remedies: VecDeque<Remedy> =
            VecDeque::from([SearchIndex::anew as Remedy, SearchIndex::in_memory]);
        loop {
            let open = self.opened()?;
            let answer = open.catch_up(until).and_then(|behind| question(open, behind));
            let error = match answer {
                Ok(answer) => return Ok(answer),
                Err(Failed::Store(error)) => return Err(error.into()),
                Err(Failed::Index(error)) => error,
            };
            let held = matches!(error, StoreError::Locked { .. });
            // What another program holds is not to be taken away from it.
            if held && remedies.len() > 1 {
                remedies.pop_front();
            }
            let Some(remedy) = remedies.pop_front() else { return Err(error.into()) };
            let index = remedy(&self.store)?;
            self.open = Some(Open::with(self, index)?);
        }
    }

    /// Both files, opened anew where one of them is no longer the one at its path.
    fn opened(&mut self) -> Result<&mut Open, StoreError> {
        let is_current =
            |open: &Open| open.file == machine::file_number(&self.store) && open.index.is_there();
        let open = match self.open.take().filter(is_current) {
            Some(open) => open,
            None => Open::with(self, SearchIndex::open(&self.store)?)?,
        };
        Ok(self.open.insert(open))
    }
}

impl Open {
    fn with(searching: &Searching, index: SearchIndex) -> Result<Self, StoreError> {
        let Searching { store, shipped, .. } = searching;
        let file = machine::file_number(store);
        let reader = Reader::open(store, &options())?;
        let (caught_up, left) = (CaughtUp::default(), VecDeque::new());
        Ok(Self { shipped, reader, file, index, caught_up, left, seen: None })
    }

    /// Reads what is new until the time is over; answers how much is left.
    fn catch_up(&mut self, until: Until) -> Result<usize, Failed> {
        self.look()?;
        while !self.left.is_empty() {
            match self.read_some(until) {
                Ok(()) => {}
                // Another process is writing it: what is there is searched, the rest is read later.
                Err(Failed::Index(StoreError::Locked { .. })) => {
                    self.seen = None;
                    break;
                }
                Err(failed) => return Err(failed),
            }
            if until.is_over() {
                break;
            }
        }
        Ok(self.left.len())
    }

    /// Sees what is new, where anything was written since; an index of another store or of other
    /// texts begins from nothing.
    fn look(&mut self) -> Result<(), Failed> {
        let index = self.index.data_version().map_err(Failed::Index)?;
        let seen = Some((self.reader.data_version()?, index));
        if self.seen == seen {
            return Ok(());
        }
        let replica = self.reader.replica_id()?;
        let shipped = digest_of_all(self.shipped);
        let known = self.index.caught_up().map_err(Failed::Index)?;
        self.left.clear();
        match known {
            Some(known) if known.replica == replica && known.shipped == shipped => {
                let is_ours = self.reader.event_hash(known.event.0)? == known.event.1
                    && self.reader.revision_hash(known.revision.0)? == known.revision.1;
                if !is_ours {
                    return Err(Failed::Index(foreign(&self.reader)));
                }
                self.caught_up = known;
            }
            Some(_) => return Err(Failed::Index(foreign(&self.reader))),
            None => {
                self.caught_up = CaughtUp { shipped, replica, ..CaughtUp::default() };
                let name = |one: &Shipped| format!("{RUNBOOKS}{}", one.id);
                let names = self.shipped.iter().map(name);
                self.left.extend(names.map(|name| Piece::Document { name, n: 0 }));
            }
        }
        let documents = self.reader.documents_after(self.caught_up.revision.0)?;
        self.left.extend(documents.into_iter().map(|(name, n)| Piece::Document { name, n }));
        let incidents = self.reader.incidents_after(self.caught_up.event.0)?;
        let incident = |(id, pos)| Piece::Incident { id: IncidentId::from(id), pos };
        self.left.extend(incidents.into_iter().map(incident));
        self.seen = seen;
        Ok(())
    }

    /// Reads pieces and writes them to the index in one transaction, the shipped runbooks always
    /// together: until then the index does not say that it has them.
    fn read_some(&mut self, until: Until) -> Result<(), Failed> {
        let (mut entries, mut gone) = (Vec::new(), Vec::new());
        let mut caught_up = self.caught_up.clone();
        let mut count = 0;
        let mut take = |kinds: &[Kind], id: &str, entry: Option<Entry>| {
            // A runbook may have become a document that is only read.
            gone.extend(kinds.iter().map(|kind| (*kind, id.to_owned())));
            entries.extend(entry);
        };
        for piece in &self.left {
            let is_shipped = matches!(piece, Piece::Document { n: 0, .. });
            if !is_shipped && (count >= AT_ONCE || until.is_over()) {
                break;
            }
            count += 1;
            match piece {
                Piece::Document { name, n } => {
                    for name in self.behind(name)? {
                        if let Some((kinds, id)) = kinds_of(&name) {
                            take(kinds, id, self.document(id, &name)?);
                        }
                    }
                    if *n > 0 {
                        caught_up.revision = (*n, self.reader.revision_hash(*n)?);
                    }
                }
                Piece::Incident { id, pos } => {
                    let (incident, postmortem) = self.incident(*id)?;
                    take(&[Kind::Incident], &id.to_string(), incident);
                    take(&[Kind::Postmortem], &id.to_string(), postmortem);
                    caught_up.event = (*pos, self.reader.event_hash(*pos)?);
                }
            }
        }
        if count == 0 {
            return Ok(());
        }
        self.index.take(&entries, &gone, &caught_up).map_err(Failed::Index)?;
        self.caught_up = caught_up;
        self.left.drain(..count);
        Ok(())
    }

    /// The documents that a changed one has changed: of the list of archived ones, all that were
    /// ever on it.
    fn behind(&self, name: &str) -> Result<BTreeSet<String>, StoreError> {
        if name != ARCHIVED {
            return Ok(BTreeSet::from([name.to_owned()]));
        }
        let lists = self.reader.revisions(ARCHIVED)?;
        let ids = lists.iter().flat_map(|(_, row)| row.text.lines());
        Ok(ids.map(|id| format!("{RUNBOOKS}{}", id.trim())).collect())
    }

    /// A document as an entry; none where it is archived or no longer there.
    fn document(&self, id: &str, name: &str) -> Result<Option<Entry>, StoreError> {
        let newest = self.reader.newest_revision(name)?.map(|row| row.text);
        if name.starts_with(SERVICES) {
            return Ok(newest.map(|text| search::service(&Card::parse(id, &text), &text)));
        }
        if self.is_archived(id)? {
            return Ok(None);
        }
        let is_it = |one: &&Shipped| one.id == id;
        let shipped = || self.shipped.iter().find(is_it).map(|one| one.text.to_owned());
        let text = newest.or_else(shipped);
        Ok(text.map(|text| search::runbook(&runbook::parse(&text, id).0)))
    }

    fn is_archived(&self, id: &str) -> Result<bool, StoreError> {
        let list = self.reader.newest_revision(ARCHIVED)?;
        Ok(list.is_some_and(|row| row.text.lines().any(|line| line.trim() == id)))
    }

    fn incident(&self, id: IncidentId) -> Result<(Option<Entry>, Option<Entry>), StoreError> {
        let events = self.reader.events(&id.bytes(), 0)?;
        let incident =
            Incident::replay(events.into_iter().map(|(_, row, words)| event_of(row, words)));
        let row = self.reader.incident(&id.bytes())?;
        let worked = row.and_then(|row| viewing::kept(&row).worked);
        Ok((search::incident(&incident, worked.as_deref()), search::postmortem(&incident)))
    }
}

/// The line of a past incident; an open one has none.
fn past(row: &IncidentRow) -> Option<SimilarIncident> {
    let Row { earlier, worked, .. } = viewing::kept(row);
    let line = earlier.filter(|_| row.status != "open")?;
    let (id, title, when) = (line.id, line.title, line.when);
    Some(SimilarIncident { id, title, when, what_worked: worked })
}

/// What a document of this name may be, and its id.
fn kinds_of(name: &str) -> Option<(&'static [Kind], &str)> {
    let folders: [(&str, &[Kind]); 2] =
        [(RUNBOOKS, &[Kind::Runbook, Kind::Reference]), (SERVICES, &[Kind::Service])];
    folders.into_iter().find_map(|(folder, kinds)| Some((kinds, name.strip_prefix(folder)?)))
}

/// Tells the shipped texts of one edition from those of another.
fn digest_of_all(shipped: &[Shipped]) -> String {
    let texts = shipped.iter().flat_map(|one| [one.id, one.text]);
    Digest(digest_of(texts)).to_string()
}

/// An index that was made from another store, or from this one before it was brought back.
fn foreign(reader: &Reader) -> StoreError {
    StoreError::NotKneeboard { path: reader.path().to_path_buf() }
}
