//! Service cards, what a page sends to be kept, and what is frozen at a start.

use super::library::{CardChange, Change, Saved, no_such_service};
use super::{Given, Kneeboard, Pick, Trouble};
use crate::act::{Act, Frozen, Refusal};
use crate::event::Role;
use crate::folder::SERVICES;
use crate::id::{EventId, IncidentId};
use crate::runbook::Plan;
use crate::runbook::RunbookKind;
use crate::service::Card;
use crate::store::RevisionRow;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a page sends to be kept; in a form an empty value takes a key out, or brings a default back.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "save", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Save {
    Service(CardChange),
    Settings {
        values: BTreeMap<String, String>,
        #[serde(default)]
        role: Role,
    },
    /// A text as the next revision, with the redlines that it takes over; the draft of the desk that
    /// typed it goes.
    Runbook {
        #[serde(flatten)]
        change: Change,
        #[serde(default)]
        desk: Option<String>,
        #[serde(default)]
        taken: Vec<EventId>,
    },
    /// A redline that needs no change.
    SetAside {
        redline: EventId,
        reason: String,
        #[serde(default)]
        role: Role,
    },
    /// An answered redline, open again.
    TakeUp {
        redline: EventId,
        #[serde(default)]
        role: Role,
    },
    /// What was done in an incident as the draft of a new runbook.
    Promote {
        incident: IncidentId,
        id: String,
        title: String,
        stack: String,
    },
    /// An earlier text as the next revision.
    Restore {
        id: String,
        n: usize,
        #[serde(default)]
        role: Role,
    },
    /// Out of the lists, or back in.
    Archive {
        id: String,
        archived: bool,
        reason: String,
        #[serde(default)]
        role: Role,
    },
    /// What became of a newer shipped text.
    Update {
        id: String,
        text: String,
        base: String,
        #[serde(default)]
        role: Role,
    },
    /// Files that somebody looked at, in one transaction.
    Import {
        given: Given,
        picks: Vec<Pick>,
        reason: String,
        #[serde(default)]
        role: Role,
    },
    /// Into the folder that the library is kept in too, what somebody looked at.
    WriteOut {
        picks: Vec<Pick>,
    },
    /// A new runbook begun from the template; it is a draft until it is saved.
    New {
        id: String,
        title: String,
        stack: String,
    },
    /// A new runbook with the text of another.
    Duplicate {
        id: String,
        #[serde(rename = "as")]
        to: String,
        /// What it is called; as the other where nothing is said.
        #[serde(default)]
        title: String,
        #[serde(default)]
        role: Role,
    },
    /// The team's levels of the rules.
    Levels {
        text: String,
        reason: String,
        #[serde(default)]
        role: Role,
    },
}

/// What was kept.
#[derive(Clone, Debug, Serialize)]
pub struct SaveDone {
    /// The store's change number after it.
    pub head: u64,
    /// The newest revision of the runbook that was saved.
    #[serde(flatten)]
    pub saved: Option<Saved>,
}

impl Kneeboard {
    /// Keeps what a page sent.
    pub fn save(&mut self, save: &Save) -> Result<SaveDone, Trouble> {
        let saved = match save {
            Save::Service(change) => self.change_card(change).map(Some),
            Save::Settings { values, role } => self.set_settings(values, *role).map(|()| None),
            Save::Runbook { change, desk, taken } => {
                self.save_typed(change, desk.as_deref(), taken).map(Some)
            }
            Save::SetAside { redline, reason, role } => {
                self.set_redline_aside(*redline, reason, *role).map(|()| None)
            }
            Save::TakeUp { redline, role } => self.take_redline_up(*redline, *role).map(|()| None),
            Save::Promote { incident, id, title, stack } => {
                self.promote(*incident, id, title, stack).map(|()| None)
            }
            Save::Restore { id, n, role } => self.restore_runbook(id, *n, *role).map(Some),
            Save::Archive { id, archived, reason, role } => {
                self.archive_runbook(id, *archived, reason, *role).map(|()| None)
            }
            Save::Update { id, text, base, role } => {
                self.take_update(id, text, base, *role).map(Some)
            }
            Save::Import { given, picks, reason, role } => {
                self.take_given(given, picks, reason, *role).map(|()| None)
            }
            Save::WriteOut { picks } => self.write_picked(picks).map(|()| None),
            Save::New { id, title, stack } => self.begin_runbook(id, title, stack).map(|()| None),
            Save::Duplicate { id, to, title, role } => {
                self.duplicate_runbook(id, to, title, *role).map(Some)
            }
            Save::Levels { text, reason, role } => {
                self.set_lint_levels(text, reason, *role).map(|()| None)
            }
        }?;
        Ok(SaveDone { head: self.head()?, saved })
    }

    /// Every service card, in the order of their ids.
    pub fn services(&self) -> Result<Vec<Card>, Trouble> {
        let documents: BTreeSet<String> =
            self.store.heads_below(SERVICES)?.into_iter().map(|(_, document)| document).collect();
        let ids = documents.iter().filter_map(|document| document.strip_prefix(SERVICES));
        ids.map(|id| self.service(id)).collect()
    }

    /// One service card.
    pub fn service(&self, id: &str) -> Result<Card, Trouble> {
        let newest = self.store.newest_revision(&format!("{SERVICES}{id}"))?;
        let row = newest.ok_or_else(|| no_such_service(id))?;
        Ok(Card::parse(id, &row.text))
    }

    /// Sets keys of a service card, making the card where there is none; one revision a call.
    pub fn set_service(
        &mut self,
        id: &str,
        keys: &BTreeMap<String, String>,
        role: Role,
    ) -> Result<Saved, Trouble> {
        let (service, keys) = (id.to_owned(), keys.clone());
        self.change_card(&CardChange { service, keys, role, ..CardChange::default() })
    }

    /// Keeps a document's new text as the revision behind its newest.
    pub(super) fn revise(
        &mut self,
        document: &str,
        text: String,
        reason: String,
        role: Role,
    ) -> Result<(), Trouble> {
        let now = self.now()?;
        let row = RevisionRow {
            document: document.to_owned(),
            parent: self.store.revisions(document)?.pop().map(|(hash, _)| hash),
            merged: None,
            text,
            reason,
            role: role.name().to_owned(),
            at_ms: now.at.ms(),
        };
        self.store.write(|writer| {
            writer.put_revision(&row)?;
            Ok::<(), Trouble>(())
        })
    }

    /// Puts the plans into an act that opens runbooks; what is unknown is refused by name.
    pub(super) fn frozen(
        &mut self,
        mut act: Act,
        incident: Option<IncidentId>,
    ) -> Result<Act, Trouble> {
        match &mut act {
            Act::IncidentStarted(start) => {
                let service = start.service.clone();
                for id in &start.runbooks {
                    start.frozen.push(self.freeze(id, service.as_deref())?);
                }
                if start.stack.is_none()
                    && let Some(card) = service.and_then(|id| self.service(&id).ok())
                {
                    start.stack = card.get("stack").map(str::to_owned);
                }
            }
            Act::RunbookOpened { runbook, frozen } => {
                // The card goes along as it is now; the incident names the service.
                let service = match incident {
                    Some(id) => self.incident(id)?.service(),
                    None => None,
                };
                *frozen = Some(Box::new(self.freeze(runbook, service.as_deref())?));
            }
            _ => {}
        }
        Ok(act)
    }

    fn freeze(&self, id: &str, service: Option<&str>) -> Result<Frozen, Trouble> {
        // What is read and not walked is no runbook to open.
        let kept = self.runbook(id).ok().filter(|kept| kept.runbook.kind != RunbookKind::Reference);
        let kept = kept.ok_or_else(|| Refusal::NoSuchRunbook { runbook: id.to_owned() })?;
        let card = match service {
            Some(service) => self.service(service).map(|card| card.keys).unwrap_or_default(),
            None => BTreeMap::new(),
        };
        Ok(Frozen {
            runbook: id.to_owned(),
            revision: kept.revision,
            plan: Plan::of(&kept.runbook),
            card,
        })
    }
}
