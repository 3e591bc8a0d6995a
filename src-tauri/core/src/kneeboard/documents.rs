//! Service cards, what a page sends to be kept, and what is frozen at a start.

use super::library::{Change, Saved};
use super::{Kneeboard, Trouble};
use crate::act::{Act, Frozen, Refusal};
use crate::event::Role;
use crate::id::IncidentId;
use crate::runbook::Plan;
use crate::service::{self, Card};
use crate::store::RevisionRow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const SERVICES: &str = "services/";

/// What a page sends to be kept; in a form an empty value takes a key out, or brings a default back.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "save", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Save {
    Service {
        service: String,
        keys: BTreeMap<String, String>,
        #[serde(default)]
        role: Role,
    },
    Settings {
        values: BTreeMap<String, String>,
        #[serde(default)]
        role: Role,
    },
    /// A text as the next revision; the draft of the desk that typed it goes.
    Runbook {
        #[serde(flatten)]
        change: Change,
        #[serde(default)]
        desk: Option<String>,
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
    /// A new runbook begun from the template; it is a draft until it is saved.
    New { id: String, title: String, stack: String },
    /// A new runbook with the text of another.
    Duplicate {
        id: String,
        #[serde(rename = "as")]
        to: String,
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
            Save::Service { service, keys, role } => {
                self.set_service(service, keys, *role).map(|()| None)
            }
            Save::Settings { values, role } => self.set_settings(values, *role).map(|()| None),
            Save::Runbook { change, desk } => self.save_typed(change, desk.as_deref()).map(Some),
            Save::Restore { id, n, role } => self.restore_runbook(id, *n, *role).map(Some),
            Save::Archive { id, archived, reason, role } => {
                self.archive_runbook(id, *archived, reason, *role).map(|()| None)
            }
            Save::Update { id, text, base, role } => {
                self.take_update(id, text, base, *role).map(Some)
            }
            Save::New { id, title, stack } => self.begin_runbook(id, title, stack).map(|()| None),
            Save::Duplicate { id, to, role } => self.duplicate_runbook(id, to, *role).map(Some),
            Save::Levels { text, reason, role } => {
                self.set_lint_levels(text, reason, *role).map(|()| None)
            }
        }?;
        Ok(SaveDone { head: self.head()?, saved })
    }

    /// Every service card, in the order of their ids.
    pub fn services(&self) -> Result<Vec<Card>, Trouble> {
        let mut cards: Vec<Card> = self
            .store
            .document_heads()?
            .into_iter()
            .filter_map(|(_, row)| {
                let id = row.document.strip_prefix(SERVICES)?.to_owned();
                Some(Card::parse(&id, &row.text))
            })
            .collect();
        cards.sort_by(|a, b| a.id.cmp(&b.id));
        cards.dedup_by(|a, b| a.id == b.id);
        Ok(cards)
    }

    /// One service card.
    pub fn service(&self, id: &str) -> Result<Card, Trouble> {
        self.services()?.into_iter().find(|card| card.id == id).ok_or_else(|| Trouble::NoSuch {
            what: "service",
            name: id.to_owned(),
            instead: "List the services, or make it by setting a key.",
        })
    }

    /// Sets keys of a service card, making the card where there is none; one revision a call.
    pub fn set_service(
        &mut self,
        id: &str,
        keys: &BTreeMap<String, String>,
        role: Role,
    ) -> Result<(), Trouble> {
        service::check_id(id)?;
        let document = format!("{SERVICES}{id}");
        let newest = self.store.revisions(&document)?.pop();
        let before = newest.map(|(_, row)| row.text).unwrap_or_default();
        let mut text = before.clone();
        for (key, value) in keys {
            text = service::with_key(&text, key, value)?;
        }
        if text == before {
            return Ok(());
        }
        let names: Vec<&str> = keys.keys().map(String::as_str).collect();
        self.revise(&document, text, format!("set {}", names.join(", ")), role)
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
        let kept =
            self.runbook(id).map_err(|_| Refusal::NoSuchRunbook { runbook: id.to_owned() })?;
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
