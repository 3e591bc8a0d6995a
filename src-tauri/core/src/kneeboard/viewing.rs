//! Views: read models by name. Reads never write.

use super::{Kneeboard, Trouble};
use crate::id::IncidentId;
use crate::runbook;
use crate::view::incidents::{EarlierIncident, IncidentsView, SimilarIncident, StartView};
use crate::view::runbooks::RunbooksView;
use crate::view::services::{ServiceLine, ServicesView};
use crate::{act, view};
use serde::Deserialize;
use serde_json::Value;

/// How many runbooks the start panel offers; the others are in the library.
const MOST_MATCHES: usize = 8;

/// A read model that the window asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "view", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ViewRequest {
    Incidents,
    Start {
        query: String,
        #[serde(default)]
        service: Option<String>,
    },
    Walk {
        incident: IncidentId,
    },
    Decide {
        incident: IncidentId,
    },
    Postmortem {
        incident: IncidentId,
    },
    Runbooks {
        #[serde(default)]
        open: Option<String>,
    },
    Services {
        #[serde(default)]
        open: Option<String>,
    },
}

impl Kneeboard {
    /// Makes a read model; it carries the change number as `head`.
    pub fn view(&mut self, request: &ViewRequest) -> Result<Value, Trouble> {
        let now = self.now()?.at;
        let head = self.head()?;
        let made = match request {
            ViewRequest::Incidents => json(&self.incidents_view(head)?),
            ViewRequest::Start { query, service } => {
                json(&self.start_view(query, service.as_deref())?)
            }
            ViewRequest::Walk { incident } => {
                let replica = self.replica()?;
                let incident = self.known(*incident)?;
                let undo = view::walk::undo_words(incident, replica);
                json(&view::walk::walk(incident, head, undo))
            }
            ViewRequest::Decide { incident } => {
                let service = self.known(*incident)?.service();
                let card = service.and_then(|id| self.service(&id).ok());
                json(&view::decide::decide(self.known(*incident)?, head, card.as_ref(), now))
            }
            ViewRequest::Postmortem { incident } => {
                json(&view::postmortem::postmortem(self.known(*incident)?, head, now))
            }
            ViewRequest::Runbooks { open } => json(&self.runbooks_view(open.as_deref(), head)?),
            ViewRequest::Services { open } => json(&self.services_view(open.as_deref(), head)?),
        };
        made.map_err(|error| Trouble::Request { why: error.to_string() })
    }

    /// An incident that has begun.
    pub fn known(&mut self, id: IncidentId) -> Result<&crate::incident::Incident, Trouble> {
        let incident = self.incident(id)?;
        if incident.id().is_none() {
            return Err(act::Refusal::NotStarted.into());
        }
        Ok(incident)
    }

    fn incidents_view(&mut self, head: u64) -> Result<IncidentsView, Trouble> {
        let rows = self.store.incidents()?;
        let mut open = Vec::new();
        let mut earlier = Vec::new();
        for row in &rows {
            if row.status == "open" {
                let id = IncidentId::from(row.incident);
                open.extend(view::incidents::open_incident(self.incident(id)?));
            } else {
                earlier.extend(serde_json::from_str::<EarlierIncident>(&row.view).ok());
            }
        }
        // The clock that runs out first stands first.
        open.sort_by_key(|open| {
            open.clock.as_ref().map(|clock| clock.at).map_or((1, None), |at| (0, Some(at)))
        });
        Ok(IncidentsView {
            head,
            sample: self.is_sample(),
            open,
            earlier,
            services: self.services()?.iter().map(ServiceLine::from).collect(),
            last_service: rows.iter().find_map(|row| row.service.clone()),
        })
    }

    fn start_view(&mut self, query: &str, service: Option<&str>) -> Result<StartView, Trouble> {
        let stack = service
            .and_then(|id| self.service(id).ok())
            .and_then(|card| card.get("stack").map(str::to_owned));
        let runbooks: Vec<_> = self.runbooks().into_iter().map(|kept| kept.runbook).collect();
        let mut matches = runbook::matching(query, stack.as_deref(), &runbooks);
        matches.truncate(MOST_MATCHES);
        Ok(StartView {
            runbooks: view::incidents::runbook_matches(matches, &runbooks),
            similar: self.similar(query)?,
        })
    }

    /// Past incidents whose titles share a word of four letters or more with what was typed.
    fn similar(&mut self, query: &str) -> Result<Vec<SimilarIncident>, Trouble> {
        let words = |text: &str| -> Vec<String> {
            text.to_lowercase()
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() >= 4)
                .map(str::to_owned)
                .collect()
        };
        let asked = words(query);
        let rows = self.store.incidents()?;
        let like = rows
            .iter()
            .filter(|row| {
                row.status != "open" && words(&row.title).iter().any(|w| asked.contains(w))
            })
            .take(3);
        let mut similar = Vec::new();
        for row in like {
            let Ok(line) = serde_json::from_str::<EarlierIncident>(&row.view) else { continue };
            let what_worked =
                line.decided.as_ref().map(|decided| match line.to_mitigate.as_str() {
                    "unknown" | "contradictory" => format!("Decided: {decided}."),
                    took => format!("Decided: {decided}; mitigated in {took}."),
                });
            similar.push(SimilarIncident {
                id: line.id,
                title: line.title,
                when: line.when,
                what_worked,
            });
        }
        Ok(similar)
    }

    fn runbooks_view(&self, open: Option<&str>, head: u64) -> Result<RunbooksView, Trouble> {
        let kept = self.runbooks();
        let open = match open {
            Some(id) => {
                let kept = self.runbook(id)?;
                Some(view::runbooks::runbook(
                    &kept.runbook,
                    &kept.problems,
                    &kept.text,
                    kept.revision,
                ))
            }
            None => None,
        };
        let runbooks =
            kept.iter().map(|kept| view::runbooks::line(&kept.runbook, &kept.problems)).collect();
        Ok(RunbooksView { head, runbooks, open })
    }

    fn services_view(&self, open: Option<&str>, head: u64) -> Result<ServicesView, Trouble> {
        let card = match open {
            Some(id) => Some(view::services::card(&self.service(id)?)),
            None => None,
        };
        let services = self.services()?.iter().map(ServiceLine::from).collect();
        Ok(ServicesView { head, services, card })
    }
}

fn json<T: serde::Serialize>(view: &T) -> Result<Value, serde_json::Error> {
    serde_json::to_value(view)
}
