//! Whether a store holds together: its chains and files, and its lists against a replay.

use super::{Kneeboard, Trouble, acting, published};
use crate::id::{EventId, IncidentId};
use crate::moment::Moment;
use crate::store::{self, MOST_EVENTS};
use chrono::NaiveDate;
use serde::Serialize;
use std::path::PathBuf;
use thiserror::Error;

/// An event that this machine recorded and that the store has lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingEvent {
    /// The incident's handle where the store knows it, else its id.
    pub incident: String,
    /// The event's short id.
    pub event: String,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Whether the store knows the incident.
    #[serde(skip)]
    pub is_known: bool,
}

/// The backup to look at first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewestBackup {
    /// The day in its name.
    pub day: NaiveDate,
    /// The file.
    pub path: PathBuf,
    /// Whether that day is still to come: the clock ran ahead when it was made.
    pub is_ahead: bool,
}

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
    #[error(
        "An event of incident {} that this machine recorded on {} is missing from the store (id {}). {look}",
        missing.incident,
        missing.recorded_at.day_and_clock(),
        missing.event
    )]
    Missing { missing: MissingEvent, look: String },
    #[error(
        "Older events may be missing too: of what this machine recorded only the newest {MOST_EVENTS} are known."
    )]
    MissingMore,
}

impl Fault {
    /// The word that scripts branch on.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::StaleLine { .. } => "stale_line",
            Self::ChangedCopy { .. } => "changed_copy",
            Self::Missing { .. } | Self::MissingMore => "missing_event",
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
                store::Trouble::CopyBehind { .. } => "copy_behind",
            },
        }
    }
}

impl Kneeboard {
    /// Looks at every event, chain, revision, file and list; an empty answer means all is well.
    pub fn check(&mut self) -> Result<Vec<Fault>, Trouble> {
        let mut faults: Vec<Fault> = self.store.check()?.into_iter().map(Fault::Store).collect();
        faults.extend(self.missing_events()?);
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

    fn missing_events(&self) -> Result<Vec<Fault>, Trouble> {
        let missing = self.missing()?;
        let backup = if missing.is_empty() { None } else { self.newest_backup()? };
        let look = |missing: &MissingEvent| match &backup {
            None => "There is no backup to look for it in.".to_owned(),
            Some(backup) => {
                let list = match missing.is_known {
                    true => format!("incident timeline {}", missing.incident),
                    false => "incident list".to_owned(),
                };
                format!(
                    "Look for it in the newest backup{}: kneeboard {list} --store {}",
                    if backup.is_ahead { ", which is dated ahead of today" } else { "" },
                    backup.path.display()
                )
            }
        };
        let fault = |missing: MissingEvent| Fault::Missing { look: look(&missing), missing };
        let more = (missing.len() >= MOST_EVENTS).then_some(Fault::MissingMore);
        Ok(missing.into_iter().map(fault).chain(more).collect())
    }

    /// The events that this machine recorded and that the store has lost, the oldest first: an older
    /// copy was put back, or the log was cut. Once they have arrived they are missing no more.
    pub fn missing(&self) -> Result<Vec<MissingEvent>, Trouble> {
        let mut missing = Vec::new();
        for head in self.store.missing()? {
            let row = self.store.incident(&head.incident)?;
            let id = IncidentId::from(head.incident);
            missing.push(MissingEvent {
                is_known: row.is_some(),
                incident: row.map_or_else(|| id.to_string(), |row| row.handle),
                event: EventId::from(head.event).short(),
                recorded_at: Moment::new(head.recorded_ms, head.offset_min),
            });
        }
        Ok(missing)
    }

    /// The newest backup that is not dated ahead of today; where there is none, the last of those.
    pub fn newest_backup(&self) -> Result<Option<NewestBackup>, Trouble> {
        let today = self.now()?.at.date();
        let backups = self.store.info()?.backups;
        let newest = |is_ahead: bool| {
            let (day, path) = backups.iter().rfind(|(day, _)| (*day > today) == is_ahead)?;
            Some(NewestBackup { day: *day, path: path.clone(), is_ahead })
        };
        Ok(newest(false).or_else(|| newest(true)))
    }

    /// Makes every line of the list anew from the events; answers how many there are.
    pub fn rebuild(&mut self) -> Result<usize, Trouble> {
        let ids = self.incident_ids()?;
        self.project_anew(&ids)?;
        Ok(ids.len())
    }
}
