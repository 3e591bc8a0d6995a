//! The shelf: what lists say of each runbook. A text is read once, and known by its revision then.

use super::{Kneeboard, Trouble};
use crate::runbook::{Spine, parse};
use crate::view::runbooks::{RunbookLine, line};
use std::collections::HashMap;
use std::sync::Arc;

/// What was read, by the hash of its revision: a revision never changes.
pub(in crate::kneeboard) type Shelf = HashMap<[u8; 32], Arc<Listed>>;

/// A runbook as lists and the start panel know it, without its text.
#[derive(Debug)]
pub struct Listed {
    /// Its line in the list.
    pub line: RunbookLine,
    /// What it is found by.
    pub spine: Spine,
}

impl Kneeboard {
    /// Every runbook of the lists, in the order of their ids.
    pub fn listed(&mut self) -> Result<Vec<Arc<Listed>>, Trouble> {
        self.shelf(false)
    }

    /// The archived ones.
    pub fn listed_archived(&mut self) -> Result<Vec<Arc<Listed>>, Trouble> {
        self.shelf(true)
    }

    fn shelf(&mut self, archived: bool) -> Result<Vec<Arc<Listed>>, Trouble> {
        let newest = self.newest_revisions()?;
        let put_away = self.archived_ids()?;
        let mut before = std::mem::take(&mut self.shelf);
        let mut listed = Vec::new();
        for (id, hash) in newest {
            let one = match before.remove(&hash) {
                Some(one) => one,
                None => Arc::new(self.read_for_the_shelf(&id, &hash)?),
            };
            self.shelf.insert(hash, Arc::clone(&one));
            if put_away.contains(&id) == archived {
                listed.push(one);
            }
        }
        Ok(listed)
    }

    fn read_for_the_shelf(&self, id: &str, hash: &[u8; 32]) -> Result<Listed, Trouble> {
        let stored = self.store.revision(hash)?.map(|row| row.text);
        let shipped = || self.shipped_text(id).map(|shipped| shipped.text.to_owned());
        let (runbook, problems) = parse(&stored.or_else(shipped).unwrap_or_default(), id);
        Ok(Listed { line: line(&runbook, &problems), spine: Spine::of(&runbook) })
    }
}
