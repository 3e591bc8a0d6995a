//! Handing an incident over, and taking one in: union by event id.

use super::export::{plain_reason, write_whole};
use super::{Cached, Kneeboard, Trouble, acting, erasing};
use crate::bundle::{self, Carried};
use crate::id::IncidentId;
use crate::store::{Arrival, CopyKind, StoreError, Writer};
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
    /// What should be looked at: where words that were erased elsewhere may still be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Kneeboard {
    /// Writes an incident's events to a file, as JSON lines.
    pub fn hand_over(&mut self, id: IncidentId, path: &Path) -> Result<usize, Trouble> {
        let rows = self.store.events(&id.bytes(), 0)?;
        let events: Vec<Carried> =
            rows.into_iter().map(|(_, row, words)| Carried { row, words }).collect();
        let _unfinished = self.store.writing(path);
        write_whole(path, bundle::write(&events).as_bytes())?;
        let incident = id.bytes();
        self.store.write(|writer| {
            writer.put_copy(path, CopyKind::IncidentFile, Some(&incident)).map_err(Trouble::from)
        })?;
        Ok(events.len())
    }

    /// Takes in a hand-over file in one transaction: all of it or, where a line is wrong, nothing.
    pub fn take_in(&mut self, path: &Path) -> Result<TakenIn, Trouble> {
        let shown = || path.display().to_string();
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
        let mut taken = store.write(|writer| {
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
            for id in &touched {
                // Removals reach back, so what was read before is read anew.
                let read = |writer: &Writer<'_>| {
                    let mut cached = Cached::default();
                    cached.take(writer.events(&id.bytes(), 0)?);
                    Ok::<_, StoreError>(cached)
                };
                let mut cached = read(writer)?;
                let erased = erasing::erase_what_arrived(writer, &cached.incident)?;
                if erased.is_any() {
                    cached = read(writer)?;
                }
                writer.put_incident_row(&acting::incident_row(&cached.incident, *id))?;
                incidents.insert(*id, cached);
                taken.warnings.extend(erased.settle(writer, *id)?);
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
        if let Ok(taken) = &mut taken {
            let left = self.finish_erasing();
            taken.warnings.extend(left);
        }
        taken
    }
}
