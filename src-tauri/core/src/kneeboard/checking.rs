//! Whether a store holds together: its chains and files, and its lists against a replay.

use super::{Kneeboard, Trouble, acting, published};
use crate::id::IncidentId;
use crate::store;
use thiserror::Error;

/// One thing that is wrong with a store.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum Fault {
    #[error("{0}")]
    Store(store::Trouble),
    #[error(
        "The list's line of incident {handle} is not what its events give. The events are safe; make the lists anew with `kneeboard store check --rebuild`."
    )]
    StaleLine { handle: String },
    #[error(
        "A published copy of incident {handle} is not what its record gives. The events are safe; compare the two, and publish again where the copy is wrong."
    )]
    ChangedCopy { handle: String },
}

impl Fault {
    /// The word that scripts branch on.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::StaleLine { .. } => "stale_line",
            Self::ChangedCopy { .. } => "changed_copy",
            Self::Store(trouble) => match trouble {
                store::Trouble::File { .. } => "file",
                store::Trouble::ChangedEvent { .. } => "changed_event",
                store::Trouble::ChangedWords { .. } => "changed_words",
                store::Trouble::MissingWords { .. } => "missing_words",
                store::Trouble::MissingEvents { .. } => "missing_events",
                store::Trouble::UnknownAncestor { .. } => "unknown_ancestor",
                store::Trouble::BrokenChain { .. } => "broken_chain",
                store::Trouble::Fork { .. } => "fork",
                store::Trouble::WrongHeads { .. } => "wrong_heads",
                store::Trouble::ChangedEvidence { .. } => "changed_evidence",
                store::Trouble::ChangedRevision { .. } => "changed_revision",
                store::Trouble::UnknownRevision { .. } => "unknown_revision",
                store::Trouble::ScrubDue => "scrub_due",
                store::Trouble::More { .. } => "more",
            },
        }
    }
}

impl Kneeboard {
    /// Looks at every event, chain, revision, file and list; an empty answer means all is well.
    pub fn check(&mut self) -> Result<Vec<Fault>, Trouble> {
        let mut faults: Vec<Fault> = self.store.check()?.into_iter().map(Fault::Store).collect();
        for row in self.store.incidents()? {
            let id = IncidentId::from(row.incident);
            if acting::incident_row(self.incident(id)?, id) != row {
                faults.push(Fault::StaleLine { handle: row.handle.clone() });
            }
            let copies = self.store.published(&row.incident)?;
            if !copies.is_empty() {
                let events = self.store.events(&row.incident, 0)?;
                let changed =
                    copies.iter().filter(|copy| !published::is_as_recorded(&events, copy));
                faults.extend(changed.map(|_| Fault::ChangedCopy { handle: row.handle.clone() }));
            }
        }
        Ok(faults)
    }

    /// Makes every line of the list anew from the events; answers how many there are.
    pub fn rebuild(&mut self) -> Result<usize, Trouble> {
        let ids = self.incident_ids()?;
        self.project_anew(&ids)?;
        Ok(ids.len())
    }
}
