//! The team's levels of the rules: the document `library/lint`.

use super::changing::Next;
use super::lineage::Lineage;
use super::refusal::{check_text, one_line};
use super::saving::save_upon;
use super::{Kneeboard, LibraryError, Saved, Trouble};
use crate::event::Role;
use crate::id::Digest;
use crate::output::Overwrite;
use crate::runbook::lint::Levels;
use crate::view::edit::RulesNow;

const LEVELS: &str = "library/lint";

impl Kneeboard {
    /// The document of levels as it is written; empty where the shipped levels hold.
    pub fn lint_levels(&self) -> Result<String, Trouble> {
        let newest = self.store.revisions(LEVELS)?.pop();
        Ok(newest.map(|(_, row)| row.text).unwrap_or_default())
    }

    /// The revision in which they are written; none where the shipped levels hold.
    pub fn lint_levels_revision(&self) -> Result<Option<String>, Trouble> {
        let newest = self.store.revisions(LEVELS)?.pop();
        Ok(newest.map(|(hash, _)| Digest(hash).to_string()))
    }

    /// Sets the levels upon the revision that they were made from, as a file is saved; a line that
    /// cannot be read refuses all of them.
    pub fn set_lint_levels(
        &mut self,
        text: &str,
        base: Option<&str>,
        overwrite: Overwrite,
        reason: &str,
        role: Role,
    ) -> Result<Saved, Trouble> {
        check_text(text)?;
        let reason = one_line(reason)?;
        if let Some((line, text)) = Levels::fault(text) {
            return Err(LibraryError::Level { line, text: text.to_owned() }.into());
        }
        let now = self.now()?.at;
        self.store.write(|writer| {
            let lineage = Lineage::of(writer.revisions(LEVELS)?, None);
            let next = Next { text, merged: None, reason: reason.clone(), role, now };
            save_upon(writer, LEVELS, &lineage, None, base, overwrite, next)
        })
    }

    /// By what a text is held to the rules today.
    pub fn rules_now(&self) -> Result<RulesNow, Trouble> {
        Ok(RulesNow { on: self.now()?.at.date().to_string(), levels: self.lint_levels()? })
    }
}
