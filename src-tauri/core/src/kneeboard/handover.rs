//! Handing an incident over, and taking one in: union by event id.

use super::library::remove_from_drafts;
use super::{Kneeboard, Trouble, acting, published};
use crate::bundle::{self, BundleError, Carried};
use crate::event::What;
use crate::folder::{open_regular, why_unread};
use crate::id::{EventId, IncidentId};
use crate::incident::with_corrections;
use crate::output::Overwrite;
use crate::store::{Arrival, Redaction, StoreError, Writer};
use serde::Serialize;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TakenIn {
    /// Events that were not here before.
    pub new: usize,
    /// Events that were here already.
    pub known: usize,
    /// Events whose place another one holds already: both are kept and named by `store check`.
    pub forked: usize,
    /// The incidents they belong to.
    pub incidents: Vec<IncidentId>,
}

impl Kneeboard {
    /// Writes an incident's events to an incident file; answers how many. A file that is there is
    /// replaced where it holds nothing but events of this incident that are here. What nobody could
    /// read is not written.
    pub fn hand_over(&mut self, id: IncidentId, path: &Path) -> Result<usize, Trouble> {
        self.hand_over_with(id, path, Overwrite::Keep)
    }

    /// The same, also over another file where a person said so.
    pub fn hand_over_with(
        &mut self,
        id: IncidentId,
        path: &Path,
        overwrite: Overwrite,
    ) -> Result<usize, Trouble> {
        let (text, count) = self.handed_over(id)?;
        let is_ours = |there: &[u8]| self.holds_all_of(id, there).unwrap_or(false);
        self.put_file(path, text.as_bytes(), overwrite, &is_ours)?;
        Ok(count)
    }

    /// An incident's events as the text of such a file, and how many there are.
    pub fn handed_over(&self, id: IncidentId) -> Result<(String, usize), Trouble> {
        let rows = self.store.events(&id.bytes(), 0)?;
        let events: Vec<Carried> =
            rows.into_iter().map(|(_, row, words)| Carried { row, words }).collect();
        let text = bundle::write(&events)
            .map_err(|error| Trouble::Unreadable { why: error.to_string() })?;
        Ok((text, events.len()))
    }

    /// Whether these are the bytes of an incident file that tells nothing which is not here.
    fn holds_all_of(&self, id: IncidentId, bytes: &[u8]) -> Option<bool> {
        let events = bundle::read(bytes).ok()?;
        let here = self.store.events(&id.bytes(), 0).ok()?;
        let here: BTreeSet<[u8; 32]> = here.into_iter().map(|(_, row, _)| row.hash).collect();
        Some(events.iter().all(|event| here.contains(&event.row.hash)))
    }

    /// Takes in an incident file in one transaction: all of it or, where a line is wrong, nothing.
    pub fn take_in(&mut self, path: &Path) -> Result<TakenIn, Trouble> {
        let shown = path.display().to_string();
        let (file, size) = open_regular(path)
            .map_err(|error| Trouble::File { path: shown.clone(), why: why_unread(&error) })?;
        if size > bundle::MOST_BYTES {
            return Err(unread(&shown, &BundleError::TooLarge { most: bundle::MOST_BYTES }));
        }
        self.take_in_from(&shown, BufReader::new(file))
    }

    /// The same from anything that can be read, such as standard input; `name` is for people.
    pub fn take_in_from(&mut self, name: &str, input: impl BufRead) -> Result<TakenIn, Trouble> {
        let events = bundle::read(input).map_err(|error| unread(name, &error))?;
        let Self { store, incidents, .. } = self;
        let taken = store.write(|writer| {
            let mut taken = TakenIn::default();
            let mut touched = BTreeSet::new();
            refuse_far(writer, name, &events)?;
            for event in &events {
                touched.insert(IncidentId::from(event.row.incident));
                match writer.append_foreign(&event.row, event.words.as_ref())? {
                    Arrival::Appended => taken.new += 1,
                    Arrival::AlreadyThere => taken.known += 1,
                    Arrival::Fork => taken.forked += 1,
                }
            }
            for (by, targets) in removals(&events) {
                let targets = not_yet(writer, targets)?;
                if !targets.is_empty() {
                    remove_from_drafts(writer, &targets)?;
                    let redaction = Redaction { by, targets, ..Redaction::default() };
                    writer.redact(&redaction)?;
                    for id in &touched {
                        published::remove_from_copies(writer, *id, by, &redaction.targets)?;
                    }
                }
            }
            for id in &touched {
                // Removals reach back, so what was read before is read anew.
                incidents.remove(id);
                let cached = incidents.entry(*id).or_default();
                cached.take(writer.events(&id.bytes(), 0)?);
                writer.put_incident_row(&acting::incident_row(&cached.incident, *id))?;
            }
            taken.incidents = touched.into_iter().collect();
            Ok::<_, Trouble>(taken)
        });
        if taken.is_err() {
            self.incidents.clear();
        }
        // Words may have come late for an event that was there before, which no index would notice.
        // What was taken in stands, whether or not the index can be removed.
        if taken.as_ref().is_ok_and(|taken| taken.known > 0) {
            let _ = self.store.forget_search();
        }
        if self.store.scrub_is_due()? {
            self.incidents.clear();
            self.store.scrub()?;
        }
        taken
    }
}

/// Why an incident file is not imported.
fn unread(name: &str, error: &BundleError) -> Trouble {
    let (path, why) = (name.to_owned(), error.to_string());
    match error {
        BundleError::Unread(_) => Trouble::File { path, why },
        _ => Trouble::Content { path, why, instead: error.instead() },
    }
}

/// Refuses counters that would use up the numbers of an incident.
fn refuse_far(writer: &Writer<'_>, name: &str, events: &[Carried]) -> Result<(), Trouble> {
    let mut stored = BTreeMap::new();
    for event in events {
        if let Entry::Vacant(entry) = stored.entry(event.row.incident) {
            entry.insert(writer.event_count(&event.row.incident)?);
        }
    }
    bundle::refuse_far(events, &stored).map_err(|error| unread(name, &error))
}

/// Which words each imported removal erases: its target's and those of the target's corrections.
fn removals(events: &[Carried]) -> Vec<([u8; 16], Vec<[u8; 16]>)> {
    let decoded: Vec<(EventId, What)> = events
        .iter()
        .map(|event| {
            let row = &event.row;
            (EventId::from(row.id), What::decode(&row.kind, row.version, &row.body).0)
        })
        .collect();
    let erased =
        |target: EventId| with_corrections(target, decoded.iter().map(|(id, what)| (*id, what)));
    decoded
        .iter()
        .filter_map(|(by, what)| match what {
            What::Redacted { target } => {
                Some((by.bytes(), erased(*target).iter().map(EventId::bytes).collect()))
            }
            _ => None,
        })
        .collect()
}

fn not_yet(writer: &Writer<'_>, targets: Vec<[u8; 16]>) -> Result<Vec<[u8; 16]>, StoreError> {
    let mut left = Vec::new();
    for target in targets {
        if !writer.is_redacted(&target)? {
            left.push(target);
        }
    }
    Ok(left)
}
