//! Home: what is open with its clocks, what was before, and what a start needs.

use super::services::ServiceLine;
use super::{ClockView, Heading};
use crate::clocks::deadlines;
use crate::incident::Incident;
use crate::runbook::{Match, Runbook};
use serde::{Deserialize, Serialize};

/// The home screen.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct IncidentsView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub sample: bool,
    pub open: Vec<OpenIncident>,
    pub earlier: Vec<EarlierIncident>,
    pub services: Vec<ServiceLine>,
    /// The service of the newest incident, preselected at the next start.
    pub last_service: Option<String>,
}

/// An open incident as its card shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct OpenIncident {
    pub incident: Heading,
    /// `Mitigate, step 1.14: roll the deployment back`.
    pub step: Option<String>,
    pub deferred: usize,
    /// The next clock, where one runs.
    pub clock: Option<ClockView>,
}

/// A closed incident in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct EarlierIncident {
    pub id: String,
    pub handle: String,
    pub title: String,
    /// `18 Nov 09:12Z`.
    pub when: String,
    pub severity: Option<String>,
    pub stack: Option<String>,
    pub service: Option<String>,
    pub decided: Option<String>,
    /// `8 min 31 s`, `unknown`.
    pub to_mitigate: String,
    pub postmortem: String,
    pub drill: bool,
}

/// What the start panel shows for what was typed so far.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct StartView {
    pub runbooks: Vec<RunbookMatch>,
    pub similar: Vec<SimilarIncident>,
}

/// A runbook that fits, best first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct RunbookMatch {
    pub id: String,
    pub title: String,
    pub stack: String,
    pub severity: Option<String>,
    /// The words of the query that it matched.
    pub matched: Vec<String>,
}

/// A past incident that shares words with what was typed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct SimilarIncident {
    pub id: String,
    pub title: String,
    pub when: String,
    /// What worked: `Roll back worked in 6 min 0 s.`
    pub what_worked: Option<String>,
}

/// The card of an open incident.
pub fn open_incident(incident: &Incident) -> Option<OpenIncident> {
    let step = incident.current_step().map(|step| {
        let phase = incident.step_phase(&step).map(|phase| phase.title()).unwrap_or_default();
        format!("{phase}, step {}: {}", incident.step_number(&step), incident.step_text(&step))
    });
    Some(OpenIncident {
        incident: Heading::of(incident)?,
        step,
        deferred: incident.deferred_steps().len(),
        clock: deadlines(incident).into_iter().find(|clock| !clock.muted).map(ClockView::from),
    })
}

/// The line of a closed incident.
pub fn earlier_incident(incident: &Incident) -> Option<EarlierIncident> {
    let heading = Heading::of(incident)?;
    let when = heading.since.at.map(|at| format!("{} {}", at.day_and_month(), at.clock_minutes()));
    Some(EarlierIncident {
        id: heading.id.to_string(),
        handle: heading.handle,
        title: heading.title,
        when: when.unwrap_or_else(|| "unknown".to_owned()),
        severity: heading.severity.map(|severity| super::incident::word(&severity)),
        stack: heading.stack,
        service: heading.service,
        decided: heading.decided,
        to_mitigate: incident.durations().ttm.written(),
        postmortem: super::incident::word(&incident.status()),
        drill: heading.drill,
    })
}

/// The runbooks that fit what was typed.
pub fn runbook_matches(matches: Vec<Match>, runbooks: &[Runbook]) -> Vec<RunbookMatch> {
    matches
        .into_iter()
        .filter_map(|found| {
            let runbook = runbooks.iter().find(|runbook| runbook.id == found.id)?;
            Some(RunbookMatch {
                id: runbook.id.clone(),
                title: runbook.title.clone(),
                stack: runbook.stack.clone(),
                severity: runbook.severity.clone(),
                matched: found.words,
            })
        })
        .collect()
}
