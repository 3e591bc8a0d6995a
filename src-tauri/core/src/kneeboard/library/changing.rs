//! Saving, restoring, copying and archiving: each is one revision in one transaction.

use super::lineage::{Lineage, Stored, shipped_row, who};
use super::refusal::{check_id, check_text, one_line, shown_secret};
use super::{
    ARCHIVED, Kneeboard, LibraryError, Trouble, document_of, drafts, ids_in, no_such,
    no_such_revision, redlines,
};
use crate::event::Role;
use crate::folder::SERVICES;
use crate::id::{Digest, EventId};
use crate::moment::Moment;
use crate::promote::Answer;
use crate::runbook::shipped::Shipped;
use crate::runbook::titled;
use crate::service::{self, Card};
use crate::store::{RevisionRow, Writer};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text to be saved as a runbook's next revision.
#[derive(Clone, Debug, Deserialize)]
pub struct Change {
    /// The runbook.
    pub id: String,
    /// The whole text.
    pub text: String,
    /// The revision it was made from, by hash or number; none for a new runbook.
    #[serde(default)]
    pub base: Option<String>,
    /// A second newest revision that the text holds too, where two were merged.
    #[serde(default)]
    pub merged: Option<String>,
    /// Why, in one line.
    pub reason: String,
    /// Who.
    #[serde(default)]
    pub role: Role,
}

/// Keys of a service card to be set; an empty value takes a key out.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CardChange {
    /// The service.
    pub service: String,
    #[allow(missing_docs)]
    pub keys: BTreeMap<String, String>,
    /// The revision that whoever typed them was looking at; none where nobody looked.
    #[serde(default)]
    pub base: Option<String>,
    /// Why, in one line; the keys' names where this says nothing.
    #[serde(default)]
    pub reason: Option<String>,
    /// Who.
    #[serde(default)]
    pub role: Role,
}

/// What is the newest revision after a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// Its number here, from 1.
    pub n: usize,
    /// Its hash.
    pub revision: String,
    /// Whether it was made by this save: a text without a change makes none.
    pub new: bool,
    /// What was saved all the same and should be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Kneeboard {
    /// Saves a text as the next revision. Where somebody saved meanwhile nothing is stored: the two
    /// are merged first.
    pub fn save_runbook(&mut self, change: &Change) -> Result<Saved, Trouble> {
        self.save_typed(change, None, &[])
    }

    /// The same for what was typed at a desk, whose draft goes with it; what others type stays. The
    /// redlines that the text takes over are answered with the revision.
    pub fn save_typed(
        &mut self,
        change: &Change,
        desk: Option<&str>,
        taken: &[EventId],
    ) -> Result<Saved, Trouble> {
        let taken = self.open_among(&change.id, taken)?;
        let Change { id, text, base, merged, role, .. } = change;
        check_text(text)?;
        let reason = one_line(&change.reason)?;
        let now = self.now()?.at;
        let shipped = self.shipped_text(id);
        self.store.write(|writer| {
            let lineage = Lineage::of(writer.revisions(&document_of(id))?, shipped);
            let parent = parent(&lineage, id, base.as_deref(), now)?;
            let merged = match merged {
                Some(name) => Some(head_named(&lineage, id, name, now)?.0),
                None => None,
            };
            drafts::drop_saved(writer, id, desk, text)?;
            let merged = merged.filter(|merged| parent.is_none_or(|(hash, _)| hash != merged));
            let next = Next { text, merged, reason: reason.clone(), role: *role, now };
            let saved = put(writer, id, &lineage, parent, next, shipped)?;
            if saved.new && !taken.is_empty() {
                let answer = Answer::Taken { revision: saved.revision.clone() };
                let reason = format!("taken into {id}, revision {}", saved.n);
                redlines::put(
                    writer,
                    &taken,
                    &answer,
                    redlines::Note { reason, role: *role, now },
                )?;
            }
            Ok(saved)
        })
    }

    /// Changes keys of a service card, making the card where there is none. What others changed
    /// meanwhile stays; where they changed the same key to something else, nothing is stored.
    pub fn change_card(&mut self, change: &CardChange) -> Result<Saved, Trouble> {
        let CardChange { service, keys, base, reason, role } = change;
        service::check_id(service)?;
        let id = format!("{SERVICES}{service}");
        let names: Vec<&str> = keys.keys().map(String::as_str).collect();
        let reason = match reason {
            Some(reason) => one_line(reason)?,
            None => format!("set {}", names.join(", ")),
        };
        let now = self.now()?.at;
        self.store.write(|writer| {
            let lineage = Lineage::of(writer.revisions(&id)?, None);
            let newest = lineage.newest();
            let before = newest.map(|(_, row)| row.text.as_str()).unwrap_or_default();
            let base = base.as_deref().and_then(|name| lineage.named(name));
            if let (Some((_, base)), Some((_, row))) = (base, newest) {
                let fields = moved_fields(&base.text, &row.text, keys);
                if !fields.is_empty() {
                    let saved = saved_by(row, now);
                    return Err(LibraryError::CardMoved { id: id.clone(), saved, fields }.into());
                }
            }
            let mut text = before.to_owned();
            for (key, value) in keys {
                text = service::with_key(&text, key, value)?;
            }
            let next = Next { text: &text, merged: None, reason: reason.clone(), role: *role, now };
            put(writer, &id, &lineage, newest, next, None)
        })
    }

    /// Brings an earlier text back as a new revision.
    pub fn restore_runbook(&mut self, id: &str, n: usize, role: Role) -> Result<Saved, Trouble> {
        let now = self.now()?.at;
        let shipped = self.shipped_text(id);
        self.store.write(|writer| {
            let lineage = Lineage::of(writer.revisions(&document_of(id))?, shipped);
            let parent = lineage.newest().ok_or_else(|| no_such(id))?;
            let (_, wanted) =
                lineage.numbered(n).ok_or_else(|| no_such_revision(id, &n.to_string()))?;
            let reason = format!("restored revision {n}");
            let next = Next { text: &wanted.text, merged: None, reason, role, now };
            put(writer, id, &lineage, Some(parent), next, shipped)
        })
    }

    /// Begins a new runbook with another one's text.
    pub fn duplicate_runbook(
        &mut self,
        id: &str,
        to: &str,
        title: &str,
        role: Role,
    ) -> Result<Saved, Trouble> {
        let text = self.written(id)?.text;
        self.save_runbook(&Change {
            id: to.to_owned(),
            text: if title.trim().is_empty() { text } else { titled(&text, title) },
            base: None,
            merged: None,
            reason: format!("copied from {id}"),
            role,
        })
    }

    /// Leaves a runbook out of lists, or brings it back; its text and every incident keep it.
    pub fn archive_runbook(
        &mut self,
        id: &str,
        archived: bool,
        reason: &str,
        role: Role,
    ) -> Result<(), Trouble> {
        self.runbook(id)?;
        let reason = format!("{id}: {}", one_line(reason)?);
        let now = self.now()?.at;
        self.store.write(|writer| {
            let newest = writer.revisions(ARCHIVED)?.pop();
            let mut ids = newest.as_ref().map(|(_, row)| ids_in(row)).unwrap_or_default();
            let changed = if archived { ids.insert(id.to_owned()) } else { ids.remove(id) };
            if changed {
                writer.put_revision(&RevisionRow {
                    document: ARCHIVED.to_owned(),
                    parent: newest.map(|(hash, _)| hash),
                    merged: None,
                    text: ids.iter().map(|id| format!("{id}\n")).collect(),
                    reason: reason.clone(),
                    role: role.name().to_owned(),
                    at_ms: now.ms(),
                })?;
            }
            Ok(())
        })
    }
}

/// What the next revision is made of.
pub(super) struct Next<'a> {
    pub text: &'a str,
    pub merged: Option<[u8; 32]>,
    pub reason: String,
    pub role: Role,
    pub now: Moment,
}

/// Stores a text behind its parent, the shipped one before it where that lay in the program alone.
pub(super) fn put(
    writer: &mut Writer<'_>,
    id: &str,
    lineage: &Lineage,
    parent: Option<&Stored>,
    next: Next<'_>,
    shipped: Option<&Shipped>,
) -> Result<Saved, Trouble> {
    let warnings = shown_secret(id, next.text).into_iter().collect();
    if let Some((hash, row)) = parent
        && next.merged.is_none()
        && row.text == next.text
    {
        let n = lineage.number(hash).unwrap_or_default();
        return Ok(Saved { n, revision: Digest(*hash).to_string(), new: false, warnings });
    }
    if let (Some(shipped), false) = (shipped, lineage.is_stored) {
        writer.put_revision(&shipped_row(shipped).1)?;
    }
    let hash = writer.put_revision(&RevisionRow {
        document: document_of(id),
        parent: parent.map(|(hash, _)| *hash),
        merged: next.merged,
        text: next.text.to_owned(),
        reason: next.reason,
        role: next.role.name().to_owned(),
        at_ms: next.now.ms(),
    })?;
    let n = writer.revisions(&document_of(id))?.len();
    Ok(Saved { n, revision: Digest(hash).to_string(), new: true, warnings })
}

/// What others made of the same keys since `base`, as `Queue: orders`; what they left, or changed to
/// the same, is no matter.
fn moved_fields(base: &str, newest: &str, keys: &BTreeMap<String, String>) -> Vec<String> {
    let (base, newest) = (Card::parse("", base), Card::parse("", newest));
    let moved = keys.iter().filter(|(key, value)| {
        let now = newest.get(key);
        base.get(key) != now && now.unwrap_or_default() != value.trim()
    });
    let field = |(key, _): (&String, &String)| {
        format!("{}: {}", service::label_of(key), newest.get(key).unwrap_or("nothing"))
    };
    moved.map(field).collect()
}

/// The newest revision, where it is the one that the text was made from.
fn parent<'a>(
    lineage: &'a Lineage,
    id: &str,
    base: Option<&str>,
    now: Moment,
) -> Result<Option<&'a Stored>, Trouble> {
    match base {
        Some(name) => head_named(lineage, id, name, now).map(Some),
        None if lineage.rows().is_empty() => Ok(check_id(id).map(|()| None)?),
        None => Err(LibraryError::Taken { id: id.to_owned() }.into()),
    }
}

/// The revision of this name, where none builds on it.
pub(super) fn head_named<'a>(
    lineage: &'a Lineage,
    id: &str,
    name: &str,
    now: Moment,
) -> Result<&'a Stored, Trouble> {
    let named = lineage.named(name);
    if let Some(head) = named.filter(|named| lineage.heads().contains(named)) {
        return Ok(head);
    }
    let Some(newest) = lineage.newest().filter(|_| named.is_some() || is_hash(name)) else {
        return Err(no_such_revision(id, name));
    };
    let since = named.map_or(1, |(hash, _)| lineage.after(hash).len());
    Err(LibraryError::Moved {
        id: id.to_owned(),
        n: lineage.number(&newest.0).unwrap_or_default(),
        saved: saved_by(&newest.1, now),
        others: since.saturating_sub(1),
    }
    .into())
}

/// Whether a name is a whole hash: of a shipped text, perhaps, that an earlier Kneeboard carried and
/// nobody changed, so that it was never stored.
pub(super) fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `by the scribe at 2026-11-22 02:14:09Z, "a figure"`.
fn saved_by(row: &RevisionRow, now: Moment) -> String {
    let at = Moment::new(row.at_ms, now.offset_min()).written();
    match who(row) {
        Some(by) => format!("by the {by} at {at}, {:?}", row.reason),
        None => "as it is shipped now".to_owned(),
    }
}
