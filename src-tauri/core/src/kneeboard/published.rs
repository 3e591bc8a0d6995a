//! What was published: kept as bytes in the transaction that says so, and given as it was then.

use super::{Kneeboard, Trouble, event_of};
use crate::event::{Status, What};
use crate::id::{Digest, EventId, IncidentId};
use crate::incident::Incident;
use crate::moment::Moment;
use crate::postmortem::{EDITION, Style, edition_in, markdown};
use crate::store::{PublishedRow, REDACTED, StoreError, StoredEvent, Writer};
use std::collections::BTreeSet;

/// The published copy of a postmortem, while it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The document as it was published; words removed since are gone from it.
    pub text: String,
    /// When it was published.
    pub at: Moment,
    /// How many entries were recorded since: the copy does not tell them. Exports and removals do
    /// not count: they change nothing that a reader of it would miss.
    pub since: usize,
}

impl Published {
    /// What a reader of the copy should know, where it no longer tells everything.
    pub fn behind(&self) -> Option<String> {
        let (entries, them) = match self.since {
            0 => return None,
            1 => ("One entry was".to_owned(), "it"),
            n => (format!("{n} entries were"), "them"),
        };
        Some(format!(
            "{entries} recorded after this was published ({}), and the published copy does not tell {them}. Set the status to in_review to go on, and publish it again.",
            self.at.written()
        ))
    }
}

impl Kneeboard {
    /// The copy that was kept when the status was set to published, as long as that status stands.
    ///
    /// `None` where nothing is published, and where the publishing came in with a hand-over:
    /// bytes are kept where the act was recorded.
    pub fn published(&mut self, id: IncidentId) -> Result<Option<Published>, Trouble> {
        let copies = self.store.published(&id.bytes())?;
        let incident = self.incident(id)?;
        let Some(index) = incident.status_index() else { return Ok(None) };
        let event = incident.event(index);
        let Some(copy) = copies.into_iter().find(|copy| copy.event == event.id.bytes()) else {
            return Ok(None);
        };
        let since = incident
            .entries()
            .iter()
            .filter(|entry| entry.event.counter > event.counter)
            .filter(|entry| {
                !matches!(entry.event.what, What::Exported { .. } | What::Redacted { .. })
            })
            .count();
        let text = String::from_utf8_lossy(&copy.bytes).into_owned();
        Ok(Some(Published { text, at: event.recorded_at, since }))
    }
}

/// Whether an event publishes the document.
pub(super) fn publishes(what: &What) -> bool {
    matches!(what, What::StatusSet { status: Status::Published })
}

/// Keeps the document as it stands after the event that publishes it.
pub(super) fn keep(
    writer: &mut Writer<'_>,
    event: [u8; 16],
    incident: &Incident,
    id: IncidentId,
) -> Result<(), StoreError> {
    let bytes = markdown(incident, &Style::default()).into_bytes();
    writer.put_published(&PublishedRow { event, incident: id.bytes(), bytes, redacted_by: None })
}

/// Replaces the copies that told words which are removed now, and marks them with the last removal
/// of all that they heed.
pub(super) fn remove_from_copies(
    writer: &mut Writer<'_>,
    id: IncidentId,
    by: &BTreeSet<[u8; 16]>,
    targets: &BTreeSet<[u8; 16]>,
) -> Result<(), StoreError> {
    let copies = writer.published(&id.bytes())?;
    if copies.is_empty() {
        return Ok(());
    }
    let rows = writer.events(&id.bytes(), 0)?;
    for copy in copies {
        let end = position(&rows, &copy.event);
        if rows.iter().any(|(pos, row, _)| *pos <= end && targets.contains(&row.id)) {
            let heeded = |id: &[u8; 16]| by.contains(id) || copy.redacted_by == Some(*id);
            let redacted_by = rows.iter().map(|(_, row, _)| row.id).rfind(heeded);
            let copy = PublishedRow { redacted_by, ..copy };
            let bytes = rendered(&rows, &copy).into_bytes();
            writer.put_published(&PublishedRow { bytes, ..copy })?;
        }
    }
    Ok(())
}

/// The files that were written while the removed words stood, each once: only people can recall
/// them.
pub(super) fn exported_before(
    writer: &Writer<'_>,
    incident: &Incident,
    targets: &BTreeSet<[u8; 16]>,
) -> Result<Vec<String>, StoreError> {
    let first = targets.iter().filter_map(|id| incident.index_of(EventId::from(*id))).min();
    if first.is_none() {
        return Ok(Vec::new());
    }
    let mut files: Vec<(String, Moment)> = Vec::new();
    for index in incident.exports().iter().filter(|index| Some(**index) > first) {
        let event = incident.event(*index);
        // Another machine's file is known by its name alone.
        let elsewhere = || Some(format!("{} on another machine", incident.text(*index, "file")?));
        let path = writer.export_path(&event.id.bytes())?.or_else(elsewhere);
        // The path may have held erased words itself: then the file is known by its date alone.
        let file = match path.filter(|_| !incident.is_erased(*index)) {
            Some(path) => format!("The export {path}"),
            None => "An export".to_owned(),
        };
        files.retain(|(other, _)| *other != file || incident.is_erased(*index));
        files.push((file, event.recorded_at));
    }
    let said = |(file, at): (String, Moment)| {
        format!(
            "{file} ({}) was written before and may still tell what was removed. Export it again, and tell whoever has a copy.",
            at.written()
        )
    };
    Ok(files.into_iter().map(said).collect())
}

/// Whether a copy is what its record gives; one of another edition cannot be compared.
pub(super) fn is_as_recorded(rows: &[StoredEvent], copy: &PublishedRow) -> bool {
    let is_whole = rows.iter().any(|(_, row, _)| row.id == copy.event);
    let edition = std::str::from_utf8(&copy.bytes).ok().and_then(edition_in);
    match edition {
        Some(edition) if edition != EDITION => is_whole,
        _ => is_whole && rendered(rows, copy).as_bytes() == copy.bytes,
    }
}

/// The document of what the store held when it was published, and of the removals up to the one
/// that replaced the copy.
fn rendered(rows: &[StoredEvent], copy: &PublishedRow) -> String {
    let end = position(rows, &copy.event);
    let removed = copy.redacted_by.map_or(0, |by| position(rows, &by));
    let publishing: Vec<Digest> = rows
        .iter()
        .filter(|(_, row, _)| row.id == copy.event)
        .map(|(_, row, _)| Digest(row.hash))
        .collect();
    let told = rows
        .iter()
        .filter(|(pos, row, _)| *pos <= end || (row.kind == REDACTED && *pos <= removed))
        .map(|(pos, row, words)| {
            let mut event = event_of(row.clone(), words.clone());
            if *pos > end {
                // What it follows may be left out here; it knew all that the copy tells.
                event.after = publishing.clone();
            }
            event
        })
        .collect();
    let mut incident = Incident::default();
    incident.extend(told);
    markdown(&incident, &Style::default())
}

fn position(rows: &[StoredEvent], event: &[u8; 16]) -> i64 {
    rows.iter().find(|(_, row, _)| row.id == *event).map_or(0, |(pos, _, _)| *pos)
}
