//! Handing an incident over, and taking one in: union by event id.

use super::export::{plain_reason, write_whole};
use super::library::remove_from_drafts;
use super::{Kneeboard, Trouble, acting, published};
use crate::bundle::{self, Carried};
use crate::event::What;
use crate::held;
use crate::id::{EventId, IncidentId};
use crate::store::{Arrival, Redaction, StoreError, Writer};
use serde::Serialize;
use std::collections::BTreeSet;
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
    /// Writes an incident's events to a file, as JSON lines.
    pub fn hand_over(&mut self, id: IncidentId, path: &Path) -> Result<usize, Trouble> {
        let rows = self.store.events(&id.bytes(), 0)?;
        let events: Vec<Carried> =
            rows.into_iter().map(|(_, row, words)| Carried { row, words }).collect();
        write_whole(path, bundle::write(&events).as_bytes())?;
        Ok(events.len())
    }

    /// Takes in a hand-over file in one transaction: all of it or, where a line is wrong, nothing.
    pub fn take_in(&mut self, path: &Path) -> Result<TakenIn, Trouble> {
        let shown = || path.display().to_string();
        if held::is_held(path) {
            return Err(StoreError::OwnFile { path: path.to_path_buf() }.into());
        }
        let bytes = std::fs::read(path)
            .map_err(|error| Trouble::File { path: shown(), why: plain_reason(&error) })?;
        let wrong = |why: String| Trouble::Content {
            path: shown(),
            why,
            instead: "Ask for the file again, or export it anew.",
        };
        let text =
            String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text".to_owned()))?;
        let events = bundle::read(&text).map_err(|error| wrong(error.to_string()))?;
        let Self { store, incidents, .. } = self;
        let taken = store.write(|writer| {
            let mut taken = TakenIn::default();
            let mut touched = BTreeSet::new();
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

/// Which words each imported removal erases: its target's and those of the target's corrections.
fn removals(events: &[Carried]) -> Vec<([u8; 16], Vec<[u8; 16]>)> {
    let decoded: Vec<([u8; 16], What)> = events
        .iter()
        .map(|event| {
            let row = &event.row;
            (row.id, What::decode(&row.kind, row.version, &row.body).0)
        })
        .collect();
    let corrections_of = |target: EventId| {
        decoded.iter().filter_map(move |(id, what)| match what {
            What::Corrected { target: corrected, .. } if *corrected == target => Some(*id),
            _ => None,
        })
    };
    decoded
        .iter()
        .filter_map(|(by, what)| match what {
            What::Redacted { target } => {
                let targets = std::iter::once(target.bytes()).chain(corrections_of(*target));
                Some((*by, targets.collect()))
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
