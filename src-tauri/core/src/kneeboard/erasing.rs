//! Erasing words: from the record and every copy that Kneeboard keeps; what it can't reach is listed.

use super::library::{in_json, remove_from_drafts, typed_in};
use super::{Kneeboard, published};
use crate::event::{What, Words};
use crate::id::{EventId, IncidentId};
use crate::incident::Incident;
use crate::store::{CopyKind, Leftover, Redaction, StoreError, Writer, evidence_hash};
use std::collections::BTreeSet;

/// The kind of event that names a piece of evidence.
const EVIDENCE: &str = "EvidenceAttached";

/// How many entries that may repeat erased words are named.
const MOST_NAMED: usize = 8;

/// How many of the erased texts are looked for in other entries and in runbooks.
const MOST_SOUGHT: usize = 32;

/// Erasures of one incident: each event that says so, and what it erases.
pub(super) type Erasures = Vec<([u8; 16], Vec<EventId>)>;

/// What was erased in one transaction, and what a person has to know of it.
#[derive(Default)]
pub(super) struct Erased {
    by: BTreeSet<[u8; 16]>,
    targets: BTreeSet<[u8; 16]>,
    /// What was typed, to be looked for in other entries.
    sought: Vec<String>,
    /// Entries that hold another text of the same section.
    beside: BTreeSet<EventId>,
    listed: Vec<String>,
}

impl Erased {
    /// Erases words by the events that say so. `incident` still holds them.
    pub(super) fn by(
        writer: &mut Writer<'_>,
        incident: &Incident,
        erasures: &Erasures,
    ) -> Result<Self, StoreError> {
        let mut erased = Self::default();
        let all = erasures.iter().flat_map(|(_, targets)| targets);
        erased.targets = all.map(EventId::bytes).collect();
        if erased.targets.is_empty() {
            return Ok(erased);
        }
        erased.look_around(writer, incident)?;
        remove_from_drafts(writer, &erased.targets)?;
        let mut typed = typed_in(writer, &erased.targets)?;
        let mut evidence = evidence_of(writer, incident, &erased.targets)?;
        for (by, targets) in erasures {
            writer.redact(&Redaction {
                by: *by,
                targets: targets.iter().map(EventId::bytes).collect(),
                typed: std::mem::take(&mut typed),
                evidence: std::mem::take(&mut evidence),
                drafts: Vec::new(),
            })?;
            erased.by.insert(*by);
        }
        Ok(erased)
    }

    /// Whether anything was.
    pub(super) fn is_any(&self) -> bool {
        !self.by.is_empty()
    }

    /// What is known of the words before they go; nothing has to be listed where none are here.
    fn look_around(&mut self, writer: &Writer<'_>, incident: &Incident) -> Result<(), StoreError> {
        let mut here = BTreeSet::new();
        for target in &self.targets {
            if writer.words(target)?.is_some() {
                here.insert(*target);
            }
        }
        self.listed = published::exported_before(writer, incident, &here)?;
        let mut copies = BTreeSet::new();
        for target in &here {
            copies.extend(writer.copies_holding(target)?);
            let index = incident.index_of(EventId::from(*target));
            match index.map(|index| &incident.event(index).what) {
                // Its reasons are the table's own, and stand in every decision like it.
                Some(What::Decided(_)) => continue,
                Some(What::SectionWritten { section, .. }) => {
                    self.beside.extend(texts_of(incident, *section));
                }
                Some(_) | None => {}
            }
            if self.sought.len() < MOST_SOUGHT {
                self.sought.extend(typed_in(writer, &BTreeSet::from([*target]))?);
            }
        }
        self.listed.extend(copies.iter().filter_map(|(path, kind)| {
            let path = path.display();
            match kind {
                CopyKind::Backup => Some(format!(
                    "The backup {path} was made before and may still hold what was erased. Delete it, or make it again."
                )),
                CopyKind::IncidentFile => Some(format!(
                    "The incident file {path} was written before and may still hold what was erased. Write it again, and tell whoever has a copy."
                )),
                CopyKind::Document => Some(format!(
                    "The file {path} was being written when its command was stopped, and may hold what was erased. Delete it, or write it again."
                )),
                // The scrub names it.
                CopyKind::SetAside => None,
            }
        }));
        Ok(())
    }

    /// Takes the words out of published copies, and answers what else may hold them. For the end of
    /// the transaction, when the incident's row is written.
    pub(super) fn settle(
        mut self,
        writer: &mut Writer<'_>,
        id: IncidentId,
    ) -> Result<Vec<String>, StoreError> {
        published::remove_from_copies(writer, id, &self.by, &self.targets)?;
        let repeating = self.repeating(writer)?;
        let more = repeating.len().saturating_sub(MOST_NAMED);
        for (event, handle) in repeating.iter().take(MOST_NAMED) {
            self.listed.push(format!(
                "Entry {event} of {handle} may repeat the erased words. To erase it too: kneeboard redact {event} -i {handle} --reason REASON"
            ));
        }
        if more > 0 {
            self.listed.push(format!("{more} more entries may repeat the erased words."));
        }
        let mut documents = BTreeSet::new();
        for text in &self.sought {
            documents.extend(writer.documents_saying(text)?);
        }
        self.listed.extend(documents.iter().map(|document| {
            format!("A version of {document} repeats the erased words. Versions stay as they were saved.")
        }));
        Ok(self.listed)
    }

    /// The short ids and incidents of entries that say the same.
    fn repeating(&self, writer: &Writer<'_>) -> Result<Vec<(String, String)>, StoreError> {
        let mut found = self.beside.clone();
        for text in &self.sought {
            let events = writer.events_saying(in_json(text).as_bytes())?;
            found.extend(events.into_iter().map(EventId::from));
        }
        let mut named = Vec::new();
        for event in found {
            let Some(row) = writer.event(&event.bytes())? else { continue };
            if writer.is_redacted(&row.id)? {
                continue;
            }
            let handle = writer.incident(&row.incident)?.map(|row| row.handle);
            let handle = handle.unwrap_or_else(|| IncidentId::from(row.incident).to_string());
            named.push((event.short(), handle));
        }
        Ok(named)
    }
}

/// Erases in an incident what its erasures ask for and nobody has erased here yet: one may have
/// arrived from elsewhere, or a correction of what was erased before.
pub(super) fn erase_what_arrived(
    writer: &mut Writer<'_>,
    incident: &Incident,
) -> Result<Erased, StoreError> {
    let mut erasures = Erasures::new();
    for (by, targets) in incident.erasures() {
        let mut left = Vec::new();
        for target in targets {
            if !writer.is_redacted(&target.bytes())? {
                left.push(target);
            }
        }
        if !left.is_empty() {
            erasures.push((by.bytes(), left));
        }
    }
    Erased::by(writer, incident, &erasures)
}

/// What of the section people wrote, at any time.
fn texts_of(incident: &Incident, wanted: crate::event::Section) -> BTreeSet<EventId> {
    let events = incident.entries().iter().map(|entry| &entry.event);
    let texts = events.filter(|event| {
        matches!(event.what, What::SectionWritten { section, .. } if section == wanted)
            && matches!(event.words, Words::Said(_))
    });
    texts.map(|event| event.id).collect()
}

/// The evidence files that these events name and no other event does.
fn evidence_of(
    writer: &Writer<'_>,
    incident: &Incident,
    targets: &BTreeSet<[u8; 16]>,
) -> Result<Vec<[u8; 32]>, StoreError> {
    let named = |what: &What| match what {
        What::EvidenceAttached { file: Some(file), .. } => evidence_hash(file),
        _ => None,
    };
    let own = |target: &[u8; 16]| {
        let index = incident.index_of(EventId::from(*target))?;
        named(&incident.event(index).what)
    };
    let mut only_here: BTreeSet<[u8; 32]> = targets.iter().filter_map(own).collect();
    if only_here.is_empty() {
        return Ok(Vec::new());
    }
    for id in writer.incidents_with(EVIDENCE, 0)? {
        for (_, row, _) in writer.events(&id, 0)? {
            let (what, _) = What::decode(&row.kind, row.version, &row.body);
            if let Some(hash) = named(&what)
                && !targets.contains(&row.id)
                && !writer.is_redacted(&row.id)?
            {
                only_here.remove(&hash);
            }
        }
    }
    Ok(only_here.into_iter().collect())
}

impl Kneeboard {
    /// Removes the bytes of erased words that are left, as far as nobody stands in the way; answers
    /// where some are left. The erasure itself is recorded, whatever becomes of this.
    pub(super) fn finish_erasing(&mut self) -> Vec<String> {
        let left = self.store.scrub().unwrap_or_else(|error| vec![Leftover::Store { error }]);
        left.iter().map(ToString::to_string).collect()
    }
}
