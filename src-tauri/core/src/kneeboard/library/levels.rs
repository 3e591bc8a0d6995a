//! The team's levels of the rules: the document `library/lint`.

use super::refusal::{check_text, one_line};
use super::{Kneeboard, LibraryError, Trouble};
use crate::event::Role;
use crate::runbook::lint::Levels;
use crate::view::edit::RulesNow;

const LEVELS: &str = "library/lint";

impl Kneeboard {
    /// The document of levels as it is written; empty where the shipped levels hold.
    pub fn lint_levels(&self) -> Result<String, Trouble> {
        let newest = self.store.revisions(LEVELS)?.pop();
        Ok(newest.map(|(_, row)| row.text).unwrap_or_default())
    }

    /// Sets the levels, one revision a call; a line that cannot be read refuses all of them.
    pub fn set_lint_levels(&mut self, text: &str, reason: &str, role: Role) -> Result<(), Trouble> {
        check_text(text)?;
        let reason = one_line(reason)?;
        if let Some((line, text)) = Levels::fault(text) {
            return Err(LibraryError::Level { line, text: text.to_owned() }.into());
        }
        if text == self.lint_levels()? {
            return Ok(());
        }
        self.revise(LEVELS, text.to_owned(), reason, role)
    }

    /// By what a text is held to the rules today.
    pub fn rules_now(&self) -> Result<RulesNow, Trouble> {
        Ok(RulesNow { on: self.now()?.at.date().to_string(), levels: self.lint_levels()? })
    }
}
