//! Home: what is open with its clocks, what was before, and what a start needs.

use super::earlier::EarlierIncident;
use super::place::{place_words, watching_words};
use super::runbooks::RunbookLine;
use super::services::ServiceLine;
use super::{ClockView, Heading};
use crate::clocks::deadlines;
use crate::incident::Incident;
use crate::runbook::Match;
use crate::settings::Clocks;
use serde::Serialize;

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
    /// Its second line, without internal numbers: what is watched for, else
    /// `Mitigate, step 3 of 5: roll the deployment back · decided: roll back`.
    pub line: String,
    /// The step by the number that a command names it by:
    /// `Mitigate, step 1.14: roll the deployment back`.
    pub step: Option<String>,
    /// `Watching until 03:10Z: p95 above 900 ms means roll back`, while a watch stands.
    pub watching: Option<String>,
    pub deferred: usize,
    /// The next clock, where one runs.
    pub clock: Option<ClockView>,
}

/// What the start panel shows for what was typed so far.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct StartView {
    pub runbooks: Vec<RunbookMatch>,
    /// How many runbooks are still to be read; asking again goes on with them.
    pub behind: usize,
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
    /// In how many incidents it was opened, drills apart.
    pub used: usize,
}

/// A past incident that shares words with what was typed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct SimilarIncident {
    pub id: String,
    pub title: String,
    pub when: String,
    /// `Rolling back worked in 6 minutes; the first hotfix did not help.`
    pub what_worked: Option<String>,
}

/// The card of an open incident.
pub fn open_incident(incident: &Incident, clocks: &Clocks) -> Option<OpenIncident> {
    let heading = Heading::of(incident)?;
    let step = incident.current_step().map(|step| {
        let phase = incident.step_phase(&step).map(|phase| phase.title()).unwrap_or_default();
        format!("{phase}, step {}: {}", incident.step_number(&step), incident.step_text(&step))
    });
    let watching = watching_words(incident);
    let line = watching.clone().unwrap_or_else(|| {
        let place = place_words(incident).unwrap_or_else(|| "No step is left".to_owned());
        let decided = heading.decided.as_ref().map(|words| format!(" · decided: {words}"));
        place + &decided.unwrap_or_default()
    });
    Some(OpenIncident {
        incident: heading,
        line,
        step,
        watching,
        deferred: incident.deferred_steps().len(),
        clock: deadlines(incident, clocks)
            .into_iter()
            .find(|clock| !clock.muted)
            .map(ClockView::from),
    })
}

/// The runbooks that fit what was typed.
pub fn runbook_matches(
    matches: Vec<Match>,
    runbooks: &[&RunbookLine],
    used: &dyn Fn(&str) -> usize,
) -> Vec<RunbookMatch> {
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
                used: used(&runbook.id),
            })
        })
        .collect()
}
