//! Runbooks and service cards: what is shipped, what the team keeps, what is frozen at a start.

use super::{Kneeboard, Trouble};
use crate::act::{Act, Frozen, Refusal};
use crate::event::Role;
use crate::id::IncidentId;
use crate::runbook::{self, Plan, Problem, Runbook, shipped};
use crate::service::{self, Card};
use crate::store::{RevisionRow, revision_hash};
use std::collections::BTreeMap;

const SERVICES: &str = "services/";

/// A runbook with its text and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// As parsed.
    pub runbook: Runbook,
    /// What the parser found.
    pub problems: Vec<Problem>,
    /// The text, byte for byte.
    pub text: String,
    /// The hash of its revision.
    pub revision: String,
}

/// What a form sends to be kept; an empty value takes a key out, or brings a default back.
#[derive(Clone, Debug, serde::Deserialize)]
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
}

impl Kneeboard {
    /// Keeps what a form sent.
    pub fn save(&mut self, save: &Save) -> Result<(), Trouble> {
        match save {
            Save::Service { service, keys, role } => self.set_service(service, keys, *role),
            Save::Settings { values, role } => self.set_settings(values, *role),
        }
    }

    /// Every runbook, in the order of their ids.
    pub fn runbooks(&self) -> Vec<Kept> {
        shipped::all().iter().map(|shipped| kept(shipped.id, shipped.text)).collect()
    }

    /// One runbook.
    pub fn runbook(&self, id: &str) -> Result<Kept, Trouble> {
        shipped::all().iter().find(|shipped| shipped.id == id).map_or_else(
            || {
                Err(Trouble::NoSuch {
                    what: "runbook",
                    name: id.to_owned(),
                    instead: "List the runbooks and name one.",
                })
            },
            |shipped| Ok(kept(shipped.id, shipped.text)),
        )
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

fn kept(id: &str, text: &str) -> Kept {
    let (runbook, problems) = runbook::parse(text, id);
    let row = RevisionRow {
        document: format!("runbooks/{id}"),
        parent: None,
        merged: None,
        text: text.to_owned(),
        reason: "shipped".to_owned(),
        role: String::new(),
        at_ms: 0,
    };
    let revision = crate::id::Digest(revision_hash(&row)).to_string();
    Kept { runbook, problems, text: text.to_owned(), revision }
}
