//! Drafts: what somebody types and has not saved, on disk within a second.

use super::refusal::{check_id, check_text};
use super::{Kneeboard, LibraryError, Trouble, is_card};
use crate::event::Words;
use crate::id::IncidentId;
use crate::moment::Moment;
use crate::promote::promoted;
use crate::runbook::template;
use crate::store::{DraftRow, StoreError, Writer};
use serde_json::Value;

/// Text that nobody has saved yet, and the revision it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The runbook.
    pub id: String,
    /// The text, byte for byte.
    pub text: String,
    /// The hash of the revision it was made from; none for a new runbook.
    pub base: Option<String>,
    /// When it was typed.
    pub at: Moment,
}

const RUNBOOK: &str = "runbook/";

impl Kneeboard {
    /// Keeps what is being typed, over what was kept before.
    pub fn put_draft(&mut self, id: &str, text: &str, base: Option<&str>) -> Result<(), Trouble> {
        check_id(id)?;
        check_text(text)?;
        // The base is a line of its own before the text, which may hold anything.
        let text = format!("{}\n{text}", base.unwrap_or_default());
        let row = DraftRow { name: name_of(id), text, at_ms: self.now()?.at.ms() };
        Ok(self.store.keep_draft(&row)?)
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
        let text = promoted(self.known(incident)?, title, stack);
        self.begin_with(id, &text)
    }

    fn begin_with(&mut self, id: &str, text: &str) -> Result<(), Trouble> {
        check_id(id)?;
        if is_card(id) {
            return Err(LibraryError::Name { id: id.to_owned() }.into());
        }
        if self.runbook(id).is_ok() || self.draft(id)?.is_some() {
            return Err(LibraryError::Taken { id: id.to_owned() }.into());
        }
        self.put_draft(id, text, None)
    }

    /// What was typed into a runbook and not saved.
    pub fn draft(&self, id: &str) -> Result<Option<Draft>, Trouble> {
        let offset = self.now()?.at.offset_min();
        Ok(self.store.draft(&name_of(id))?.and_then(|row| read(row, offset)))
    }

    /// Every draft of a runbook, in the order of their ids.
    pub fn drafts(&self) -> Result<Vec<Draft>, Trouble> {
        let offset = self.now()?.at.offset_min();
        Ok(self.store.drafts()?.into_iter().filter_map(|row| read(row, offset)).collect())
    }

    /// Lets a draft go.
    pub fn drop_draft(&mut self, id: &str) -> Result<(), Trouble> {
        Ok(self.store.let_draft_go(&name_of(id))?)
    }
}

/// The shortest words that are looked for in drafts: shorter ones stand everywhere.
const FEWEST_LETTERS: usize = 8;

/// Takes words that are about to be erased out of every draft that repeats them; the rest of what
/// was typed stays.
pub(in crate::kneeboard) fn remove_from_drafts(
    writer: &mut Writer<'_>,
    targets: &[[u8; 16]],
) -> Result<(), StoreError> {
    let mut erased = Vec::new();
    for target in targets {
        if let Some(words) = writer.words(target)? {
            erased.extend(texts_in(&Words::decode(&words.text)));
        }
    }
    for draft in writer.drafts()? {
        let cleaned = erased
            .iter()
            .fold(draft.text.clone(), |text, words| text.replace(words.as_str(), "[removed]"));
        if cleaned != draft.text {
            writer.put_draft(&DraftRow { text: cleaned, ..draft })?;
        }
    }
    Ok(())
}

/// What somebody typed, without the name behind the role.
fn texts_in(words: &Words) -> Vec<String> {
    let Words::Said(said) = words else { return Vec::new() };
    let typed = said.iter().filter(|(field, _)| field.as_str() != "by");
    let texts = typed.flat_map(|(_, value)| match value {
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    });
    texts.filter(|text| text.chars().count() >= FEWEST_LETTERS).collect()
}

/// What the store calls a runbook's draft.
pub(super) fn name_of(id: &str) -> String {
    format!("{RUNBOOK}{id}")
}

fn read(row: DraftRow, offset_min: i32) -> Option<Draft> {
    let id = row.name.strip_prefix(RUNBOOK)?.to_owned();
    let (base, text) = row.text.split_once('\n')?;
    Some(Draft {
        id,
        text: text.to_owned(),
        base: (!base.is_empty()).then(|| base.to_owned()),
        at: Moment::new(row.at_ms, offset_min),
    })
}
