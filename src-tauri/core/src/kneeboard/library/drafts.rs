//! Drafts: what somebody types and has not saved, on disk within a second.

use super::lineage::shipped_row;
use super::refusal::{check_id, check_text};
use super::{Kneeboard, LibraryError, Trouble, document_of, is_card};
use crate::event::{BY, What, Words};
use crate::id::{Digest, IncidentId};
use crate::incident::Incident;
use crate::moment::Moment;
use crate::promote::{Texts, promoted};
use crate::runbook::{parse, template};
use crate::store::{DraftRow, StoreError, Writer};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// Text that nobody has saved yet, and the revision it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The runbook.
    pub id: String,
    /// The desk that types it; empty where nobody has begun to.
    pub desk: String,
    /// The text, byte for byte.
    pub text: String,
    /// The hash of the revision it was made from; none for a new runbook.
    pub base: Option<String>,
    /// When it was typed.
    pub at: Moment,
    /// By what it is known, so that a text that goes on from it can take its place.
    pub hash: String,
}

/// What is being typed. Each desk, an editor that was opened once, has a draft of its own: two that
/// type into one runbook never write over each other.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    /// The runbook.
    pub id: String,
    /// The desk: letters, digits and hyphens.
    #[serde(default)]
    pub desk: String,
    /// The whole text.
    pub text: String,
    /// The revision it was made from.
    #[serde(default)]
    pub base: Option<String>,
    /// The draft that it goes on from, by its hash. That one goes, unless it was typed on since.
    #[serde(default)]
    pub over: Option<String>,
}

/// Which draft is let go: the desk's own, and the one that it went on from.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Dropped {
    /// The runbook.
    pub id: String,
    /// The desk.
    #[serde(default)]
    pub desk: String,
    /// The draft that was offered, by its hash.
    #[serde(default)]
    pub over: Option<String>,
}

const RUNBOOK: &str = "runbook/";
/// Shipped texts that drafts were made from: a later Kneeboard carries others.
const BASE: &str = "base/";

impl Kneeboard {
    /// Keeps what is being typed, over what this desk typed before. The shipped text that it was made
    /// from is kept with it, as long as it lies in the program alone.
    pub fn keep_typed(&mut self, typed: &Typed) -> Result<(), Trouble> {
        let Typed { id, desk, text, base, over } = typed;
        check_id(id)?;
        check_desk(desk)?;
        check_text(text)?;
        let at_ms = self.now()?.at.ms();
        let based = base.as_deref().and_then(|base| self.shipped_base(id, base, at_ms));
        // The base is a line of its own before the text, which may hold anything.
        let text = format!("{}\n{text}", base.as_deref().unwrap_or_default());
        let own = DraftRow { name: name_of(id, desk), text, at_ms };
        self.store.write_drafts(|writer| {
            if let Some(based) = based.as_ref().filter(|based| !is_there(writer, &based.name)) {
                writer.put_draft(based)?;
            }
            writer.put_draft(&own)?;
            match over {
                Some(hash) => {
                    drop_all(writer, id, |row| row.name != own.name && hash_of(row) == *hash)
                }
                None => Ok(()),
            }
        })
    }

    /// Puts a text down as a draft that no desk has typed on yet.
    pub fn put_draft(&mut self, id: &str, text: &str, base: Option<&str>) -> Result<(), Trouble> {
        let (id, text, base) = (id.to_owned(), text.to_owned(), base.map(str::to_owned));
        self.keep_typed(&Typed { id, text, base, ..Typed::default() })
    }

    /// Begins a new runbook: the template as its draft. A draft that is there already stays.
    pub fn begin_runbook(&mut self, id: &str, title: &str, stack: &str) -> Result<(), Trouble> {
        self.begin_with(id, &template(title, stack))
    }

    /// Begins a new runbook with what was done in an incident, as its draft.
    pub fn promote(
        &mut self,
        incident: IncidentId,
        id: &str,
        title: &str,
        stack: &str,
    ) -> Result<(), Trouble> {
        let incident = self.known(incident)?.clone();
        let text = promoted(&incident, &self.walked_texts(&incident)?, title, stack);
        self.begin_with(id, &text)
    }

    /// The texts that were walked in an incident, as far as they are here.
    fn walked_texts(&self, incident: &Incident) -> Result<Texts, Trouble> {
        let mut texts = Texts::new();
        for walk in incident.walks() {
            let What::RunbookOpened { revision, .. } = &incident.event(walk.index).what else {
                continue;
            };
            if let Some((_, row)) = self.lineage(&walk.runbook)?.named(revision) {
                texts.insert(walk.opened, parse(&row.text, &walk.runbook).0);
            }
        }
        Ok(texts)
    }

    fn begin_with(&mut self, id: &str, text: &str) -> Result<(), Trouble> {
        check_id(id)?;
        if is_card(id) {
            return Err(LibraryError::Name { id: id.to_owned() }.into());
        }
        check_text(text)?;
        let taken = || LibraryError::Taken { id: id.to_owned() };
        if self.runbook(id).is_ok() {
            return Err(taken().into());
        }
        let own = DraftRow {
            name: name_of(id, ""),
            text: format!("\n{text}"),
            at_ms: self.now()?.at.ms(),
        };
        // Two that begin one at the same moment: the second finds the first one's draft.
        self.store.write_drafts(|writer| {
            let is_typed = writer.drafts()?.iter().any(|row| id_in(&row.name) == Some(id));
            if is_typed || !writer.revisions(&document_of(id))?.is_empty() {
                return Err(taken().into());
            }
            Ok(writer.put_draft(&own)?)
        })
    }

    /// What was typed into a runbook last and not saved.
    pub fn draft(&self, id: &str) -> Result<Option<Draft>, Trouble> {
        Ok(self.drafts_of(id)?.into_iter().next())
    }

    /// What each desk typed into a runbook and did not save, the newest first.
    pub fn drafts_of(&self, id: &str) -> Result<Vec<Draft>, Trouble> {
        let mut drafts = self.drafts()?;
        drafts.retain(|draft| draft.id == id);
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.at.ms()));
        Ok(drafts)
    }

    /// Every draft of a runbook, in the order of their ids.
    pub fn drafts(&self) -> Result<Vec<Draft>, Trouble> {
        let offset = self.now()?.at.offset_min();
        Ok(self.store.drafts()?.into_iter().filter_map(|row| read(row, offset)).collect())
    }

    /// Lets the draft go that no desk has typed on.
    pub fn drop_draft(&mut self, id: &str) -> Result<(), Trouble> {
        self.drop_typed(&Dropped { id: id.to_owned(), ..Dropped::default() })
    }

    /// Lets a desk's draft go.
    pub fn drop_typed(&mut self, dropped: &Dropped) -> Result<(), Trouble> {
        let Dropped { id, desk, over } = dropped;
        let own = name_of(id, desk);
        self.store.write_drafts(|writer| {
            drop_all(writer, id, |row| {
                row.name == own || over.as_ref().is_some_and(|hash| hash_of(row) == *hash)
            })
        })
    }

    /// The shipped text of this hash, to be kept where no revision keeps it.
    fn shipped_base(&self, id: &str, base: &str, at_ms: i64) -> Option<DraftRow> {
        let shipped = self.shipped_text(id)?;
        let (hash, _) = shipped_row(shipped);
        let is_it = Digest(hash).to_string() == base;
        let is_stored = || matches!(self.store.revision(&hash), Ok(Some(_)));
        let row = || DraftRow { name: base_name(base), text: shipped.text.to_owned(), at_ms };
        (is_it && !is_stored()).then(row)
    }

    /// A text that drafts were made from and that no Kneeboard carries any more.
    pub(super) fn kept_base(&self, hash: &str) -> Result<Option<String>, Trouble> {
        Ok(self.store.draft(&base_name(hash))?.map(|row| row.text))
    }
}

/// Lets the drafts of a runbook go that a save has made a revision of: the desk's own, and any that
/// is this very text. What others type stays.
pub(super) fn drop_saved(
    writer: &mut Writer<'_>,
    id: &str,
    desk: Option<&str>,
    text: &str,
) -> Result<(), Trouble> {
    let own = desk.map(|desk| name_of(id, desk));
    drop_all(writer, id, |row| {
        own.as_ref() == Some(&row.name)
            || row.text.split_once('\n').is_some_and(|(_, typed)| typed == text)
    })
}

/// Lets drafts of a runbook go, and the texts that none is made from then.
fn drop_all(
    writer: &mut Writer<'_>,
    id: &str,
    goes: impl Fn(&DraftRow) -> bool,
) -> Result<(), Trouble> {
    let (mut bases, mut wanted) = (Vec::new(), BTreeSet::new());
    for row in writer.drafts()? {
        if row.name.starts_with(BASE) {
            bases.push(row.name);
        } else if id_in(&row.name) == Some(id) && goes(&row) {
            writer.drop_draft(&row.name)?;
        } else if let Some((base, _)) = row.text.split_once('\n') {
            wanted.insert(base_name(base));
        }
    }
    for name in bases.iter().filter(|name| !wanted.contains(*name)) {
        writer.drop_draft(name)?;
    }
    Ok(())
}

/// The shortest words that are looked for in drafts: shorter ones stand everywhere.
const FEWEST_LETTERS: usize = 8;

/// Takes words that are about to be erased out of every draft that repeats them; the rest of what
/// was typed stays.
pub(in crate::kneeboard) fn remove_from_drafts(
    writer: &mut Writer<'_>,
    targets: &BTreeSet<[u8; 16]>,
) -> Result<(), StoreError> {
    let erased = typed_in(writer, targets)?;
    for draft in writer.drafts()? {
        let cleaned = erased.iter().fold(draft.text.clone(), |text, words| {
            // A form writes them down as JSON.
            let text = text.replace(&in_json(words), "[removed]");
            text.replace(words.as_str(), "[removed]")
        });
        if cleaned != draft.text {
            writer.put_draft(&DraftRow { text: cleaned, ..draft })?;
        }
    }
    Ok(())
}

/// What somebody typed into these events, as far as it is long enough to be looked for elsewhere.
pub(in crate::kneeboard) fn typed_in(
    writer: &Writer<'_>,
    events: &BTreeSet<[u8; 16]>,
) -> Result<Vec<String>, StoreError> {
    let mut typed = Vec::new();
    for event in events {
        if let Some(words) = writer.words(event)? {
            typed.extend(texts_in(&Words::decode(&words.text)));
        }
    }
    Ok(typed)
}

/// A text as it stands between its quotation marks in JSON.
pub(in crate::kneeboard) fn in_json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// What somebody typed, without the name behind the role.
fn texts_in(words: &Words) -> Vec<String> {
    let Words::Said(said) = words else { return Vec::new() };
    let typed = said.iter().filter(|(field, _)| field.as_str() != BY);
    let texts = typed.flat_map(|(_, value)| match value {
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    });
    texts.filter(|text| text.chars().count() >= FEWEST_LETTERS).collect()
}

/// What the store calls a desk's draft of a runbook.
fn name_of(id: &str, desk: &str) -> String {
    format!("{RUNBOOK}{id} {desk}").trim_end().to_owned()
}

fn base_name(hash: &str) -> String {
    format!("{BASE}{hash}")
}

fn is_there(writer: &Writer<'_>, name: &str) -> bool {
    matches!(writer.draft(name), Ok(Some(_)))
}

fn id_in(name: &str) -> Option<&str> {
    name.strip_prefix(RUNBOOK)?.split(' ').next()
}

fn hash_of(row: &DraftRow) -> String {
    Digest(Sha256::digest(row.text.as_bytes()).into()).to_string()
}

fn read(row: DraftRow, offset_min: i32) -> Option<Draft> {
    let id = id_in(&row.name)?.to_owned();
    let desk = row.name.split_once(' ').map(|(_, desk)| desk.to_owned()).unwrap_or_default();
    let (base, text) = row.text.split_once('\n')?;
    Some(Draft {
        id,
        desk,
        text: text.to_owned(),
        base: (!base.is_empty()).then(|| base.to_owned()),
        at: Moment::new(row.at_ms, offset_min),
        hash: hash_of(&row),
    })
}

fn check_desk(desk: &str) -> Result<(), Trouble> {
    let is_plain = desk.len() <= 40 && desk.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let why = || format!("{desk:?} is no desk");
    if is_plain { Ok(()) } else { Err(Trouble::Request { why: why() }) }
}
