//! Handing an incident over, and taking one in: union by event id.

use super::export::{plain_reason, write_whole};
use super::{Kneeboard, Trouble, acting, catch_up};
use crate::bundle::{self, Carried};
use crate::event::What;
use crate::id::{EventId, IncidentId};
use crate::store::{Appended, REDACTED};
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
        let rows = self.store.events(id.0.as_bytes(), 0)?;
        let events: Vec<Carried> =
            rows.into_iter().map(|(_, row, words)| Carried { row, words }).collect();
        write_whole(path, bundle::write(&events).as_bytes())?;
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
        let taken = store.write(|writer| {
            let mut taken = TakenIn::default();
            let mut touched = BTreeSet::new();
            for event in &events {
                touched.insert(IncidentId::from(event.row.incident));
                match writer.append_foreign(&event.row, event.words.as_ref(), redacts(event))? {
                    Appended::New => taken.new += 1,
                    Appended::AlreadyThere => taken.known += 1,
                    Appended::Fork => taken.forked += 1,
                }
            }
            for id in &touched {
                let cached = incidents.entry(*id).or_default();
                writer.catch_up(|store| catch_up(store, *id, cached))?;
                writer.put_incident_row(&acting::incident_row(&cached.incident, *id))?;
            }
            taken.incidents = touched.into_iter().collect();
            Ok::<_, Trouble>(taken)
        });
        if taken.is_err() {
            self.incidents.clear();
        }
        taken
    }
}

/// The event whose words an imported removal erases.
fn redacts(event: &Carried) -> Option<[u8; 16]> {
    if event.row.kind != REDACTED {
        return None;
    }
    match What::decode(&event.row.kind, event.row.version, &event.row.body).0 {
        What::Redacted { target } => Some(EventId::bytes(&target)),
        _ => None,
    }
}
