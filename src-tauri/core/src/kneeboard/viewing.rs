//! Views: read models by name. Reads never write.

use super::library::Shelved;
use super::{Format, Given, Kneeboard, Search, Searching, Similar, Trouble, default_export_folder};
use crate::id::IncidentId;
use crate::runbook;
use crate::service::Card;
use crate::store::IncidentRow;
use crate::view::earlier::Row;
use crate::view::incidents::{IncidentsView, StartView};
use crate::view::lint::LintRequest;
use crate::view::postmortem::PostmortemView;
use crate::view::runbooks::RunbookLine;
use crate::view::search::SearchView;
use crate::view::services::ServiceLine;
use crate::view::settings::{Places, SettingsView};
use crate::{act, view};
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;

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
    /// Older rows of the walk's timeline.
    Timeline {
        incident: IncidentId,
        #[serde(default)]
        before: Option<usize>,
        rows: usize,
    },
    Decide {
        incident: IncidentId,
    },
    Handover {
        incident: IncidentId,
    },
    Postmortem {
        incident: IncidentId,
    },
    Runbooks {
        #[serde(default)]
        open: Option<String>,
    },
    /// A runbook to edit, with its draft.
    Edit {
        id: String,
    },
    History {
        id: String,
    },
    /// Two revisions, by number or hash.
    Diff {
        id: String,
        from: String,
        to: String,
    },
    /// A newer shipped text, merged with the team's; null where there is none.
    Update {
        id: String,
    },
    /// A typed text merged with what was saved since its base; without a text the two newest
    /// revisions, null where there is one.
    Merge {
        id: String,
        #[serde(default)]
        base: Option<String>,
        #[serde(default)]
        text: Option<String>,
    },
    /// Files beside the library, before anything of them is taken in.
    Import {
        given: Given,
    },
    /// What would change with one of them.
    ImportDiff {
        given: Given,
        document: String,
    },
    /// One of them and the library's text, to be put together; null where they do not conflict.
    ImportMerge {
        given: Given,
        document: String,
    },
    /// The folder that the library is kept in too.
    Folder,
    /// What a text breaks of the rules; `view::lint::lint` answers the same without a door.
    Lint(LintRequest),
    /// What an export into the export folder would change of the file that is there.
    ExportDiff {
        incident: IncidentId,
        format: Format,
    },
    Services {
        #[serde(default)]
        open: Option<String>,
    },
    Settings,
    /// What was left in forms.
    Forms,
    Search(Search),
    /// What the start shows of past incidents.
    Similar(Similar),
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
                let (replica, clocks) = (self.replica()?, self.settings()?.clocks);
                let card = self.card_of(*incident)?;
                let incident = self.known(*incident)?;
                let undo = view::walk::undo_words(incident, replica);
                json(&view::walk::walk(incident, head, undo, card.as_ref(), &clocks))
            }
            ViewRequest::Timeline { incident, before, rows } => {
                json(&view::timeline::page(self.known(*incident)?, head, *before, *rows))
            }
            ViewRequest::Decide { incident } => {
                let (card, clocks) = (self.card_of(*incident)?, self.settings()?.clocks);
                let incident = self.known(*incident)?;
                json(&view::decide::decide(incident, head, card.as_ref(), &clocks, now))
            }
            ViewRequest::Handover { incident } => {
                let (card, clocks) = (self.card_of(*incident)?, self.settings()?.clocks);
                let incident = self.known(*incident)?;
                json(&view::handover::handover(incident, head, card.as_ref(), &clocks, now))
            }
            ViewRequest::Postmortem { incident } => json(&self.postmortem_view(*incident)?),
            ViewRequest::Runbooks { open } => json(&self.runbooks_view(open.as_deref(), head)?),
            ViewRequest::Edit { id } => json(&self.edit_view(id, head)?),
            ViewRequest::History { id } => json(&self.history_view(id, head)?),
            ViewRequest::Diff { id, from, to } => json(&self.diff_view(id, from, to, head)?),
            ViewRequest::Update { id } => json(&self.update_view(id, head)?),
            ViewRequest::Merge { id, base, text } => {
                json(&self.merge_view(id, base.as_deref(), text.as_deref(), head)?)
            }
            ViewRequest::Import { given } => json(&self.import_view(given)?),
            ViewRequest::Folder => json(&self.folder_view()?),
            ViewRequest::ImportDiff { given, document } => {
                json(&self.import_diff(given, document)?)
            }
            ViewRequest::ImportMerge { given, document } => {
                json(&self.import_merge(given, document)?)
            }
            ViewRequest::ExportDiff { incident, format } => {
                let (folder, style) = (self.export_folder()?, self.export_style()?);
                self.known(*incident)?;
                json(&self.export_diff(*incident, *format, &style, &folder)?)
            }
            ViewRequest::Lint(request) => json(&view::lint::lint(request, now.date())),
            ViewRequest::Services { open } => json(&self.services_view(open.as_deref(), head)?),
            ViewRequest::Settings => json(&self.settings_view(head)?),
            ViewRequest::Forms => json(&self.forms()?),
            ViewRequest::Search(asked) => json(&self.search(asked)?),
            ViewRequest::Similar(asked) => json(&self.searching().similar(asked, Duration::MAX)?),
        };
        made.map_err(|error| Trouble::Request { why: error.to_string() })
    }

    /// The page of a postmortem; of a long record it is better not made a tree of values.
    pub fn postmortem_view(&mut self, id: IncidentId) -> Result<Option<PostmortemView>, Trouble> {
        let (head, now) = (self.head()?, self.now()?.at);
        let published = self.published(id)?;
        let mut view = view::postmortem::postmortem(self.known(id)?, head, now);
        if let (Some(view), Some(published)) = (&mut view, published) {
            view.behind = published.behind();
            view.markdown = published.text;
        }
        Ok(view)
    }

    /// What a query finds, once everything that is stored has been read.
    pub fn search(&mut self, asked: &Search) -> Result<SearchView, Trouble> {
        self.searching().search(asked, Duration::MAX)
    }

    fn searching(&mut self) -> &mut Searching {
        let of = || Searching::of(self.store.path()).shipping(self.shipped);
        self.searching.get_or_insert_with(of)
    }

    /// An incident that has begun.
    pub fn known(&mut self, id: IncidentId) -> Result<&crate::incident::Incident, Trouble> {
        let incident = self.incident(id)?;
        if incident.id().is_none() {
            return Err(act::Refusal::NotStarted.into());
        }
        Ok(incident)
    }

    /// The card of the service that an incident was started for.
    fn card_of(&mut self, incident: IncidentId) -> Result<Option<Card>, Trouble> {
        let service = self.known(incident)?.service();
        Ok(service.and_then(|id| self.service(&id).ok()))
    }

    fn settings_view(&self, head: u64) -> Result<SettingsView, Trouble> {
        let info = self.store.info()?;
        let places = Places {
            export_folder: self.export_folder()?.display().to_string(),
            default_export_folder: default_export_folder().display().to_string(),
            export_folder_given: self.is_export_folder_given()?,
            store: self.store.path().display().to_string(),
            sample: self.is_sample(),
            backups: info.backups.into_iter().map(|(day, _)| day).collect(),
            today: self.now()?.at.date(),
        };
        Ok(view::settings::settings(&self.settings()?, places, head))
    }

    fn incidents_view(&mut self, head: u64) -> Result<IncidentsView, Trouble> {
        let rows = self.store.incidents()?;
        let clocks = self.settings()?.clocks;
        let mut open = Vec::new();
        let mut earlier = Vec::new();
        for row in &rows {
            if row.status == "open" {
                let id = IncidentId::from(row.incident);
                open.extend(view::incidents::open_incident(self.incident(id)?, &clocks));
            } else {
                earlier.extend(kept(row).earlier);
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
        let Shelved { listed, behind, .. } = self.shelf()?;
        let spines = listed.iter().map(|one| &one.spine);
        let mut matches = runbook::matching(query, stack.as_deref(), spines);
        matches.truncate(MOST_MATCHES);
        let lines: Vec<&RunbookLine> = listed.iter().map(|one| &one.line).collect();
        let rows = self.store.incidents()?;
        let opened: Vec<Vec<String>> =
            rows.iter().filter(|row| !row.drill).map(|row| kept(row).runbooks).collect();
        let used =
            |id: &str| opened.iter().filter(|ids| ids.iter().any(|other| other == id)).count();
        Ok(StartView { runbooks: view::incidents::runbook_matches(matches, &lines, &used), behind })
    }
}

/// What a row holds beside its columns; of one that another edition made, nothing.
pub(super) fn kept(row: &IncidentRow) -> Row {
    serde_json::from_str(&row.view).unwrap_or_default()
}

fn json<T: serde::Serialize>(view: &T) -> Result<Value, serde_json::Error> {
    serde_json::to_value(view)
}
