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

/// How many texts one question reads: more are read by the next, so that neither a screen nor an act
/// waits for a library of thousands.
const AT_ONCE: usize = 250;

/// A few, for while nobody waits.
const AT_REST: usize = 20;

/// The shelf as far as it was read.
pub(in crate::kneeboard) struct Shelved {
    /// Every runbook of the lists, in the order of their ids.
    pub listed: Vec<Arc<Listed>>,
    /// The archived ones.
    pub archived: Vec<Arc<Listed>>,
    /// How many are still to be read.
    pub behind: usize,
}

impl Kneeboard {
    /// Every runbook of the lists, in the order of their ids.
    pub fn listed(&mut self) -> Result<Vec<Arc<Listed>>, Trouble> {
        Ok(self.read_shelf(usize::MAX)?.listed)
    }

    /// Reads a few texts that lists will need; answers how many are left.
    pub fn read_ahead(&mut self) -> Result<usize, Trouble> {
        Ok(self.read_shelf(AT_REST)?.behind)
    }

    pub(in crate::kneeboard) fn shelf(&mut self) -> Result<Shelved, Trouble> {
        self.read_shelf(AT_ONCE)
    }

    /// What was read before, and so many texts more.
    fn read_shelf(&mut self, most: usize) -> Result<Shelved, Trouble> {
        let newest = self.newest_revisions()?;
        let put_away = self.archived_ids()?;
        let mut before = std::mem::take(&mut self.shelf);
        let (mut listed, mut archived, mut read, mut behind) = (Vec::new(), Vec::new(), 0, 0);
        for (id, hash) in newest {
            let one = match before.remove(&hash) {
                Some(one) => one,
                None if read == most => {
                    behind += 1;
                    continue;
                }
                None => {
                    read += 1;
                    Arc::new(self.read_for_the_shelf(&id, &hash)?)
                }
            };
            self.shelf.insert(hash, Arc::clone(&one));
            if put_away.contains(&id) { archived.push(one) } else { listed.push(one) }
        }
        Ok(Shelved { listed, archived, behind })
    }

    fn read_for_the_shelf(&self, id: &str, hash: &[u8; 32]) -> Result<Listed, Trouble> {
        let stored = self.store.revision(hash)?.map(|row| row.text);
        let shipped = || self.shipped_text(id).map(|shipped| shipped.text.to_owned());
        let (runbook, problems) = parse(&stored.or_else(shipped).unwrap_or_default(), id);
        Ok(Listed { line: line(&runbook, &problems), spine: Spine::of(&runbook) })
    }
}
