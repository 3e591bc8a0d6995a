//! What a list keeps of an incident, made from its record whenever that changes.

use super::incident::word;
use super::{Heading, decided_words};
use crate::decision::Action;
use crate::event::{KeyTime, Outcome, Status, What};
use crate::incident::{DecisionRecord, Incident};
use crate::postmortem::{self, Level};
use serde::{Deserialize, Serialize};

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
    /// In words with what is missing: `2 findings`, `Draft`, `Published`, `Drill`.
    pub postmortem: String,
    /// How many findings stand against the postmortem.
    pub findings: usize,
    pub drill: bool,
}

/// What the row of an incident holds beside its columns.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    /// The line of a closed incident; an open one is made from its record.
    pub earlier: Option<EarlierIncident>,
    /// The runbooks that were opened, by id, each once.
    pub runbooks: Vec<String>,
    /// What it looked like, as typed.
    pub looks_like: Option<String>,
    /// What worked and what did not, from the outcomes of its decisions.
    pub worked: Option<String>,
}

impl Row {
    /// A pure function of the record.
    pub fn of(incident: &Incident) -> Self {
        let mut runbooks: Vec<String> = Vec::new();
        for walk in incident.walks() {
            if !runbooks.contains(&walk.runbook) {
                runbooks.push(walk.runbook.clone());
            }
        }
        let closed = !incident.is_open();
        Self {
            earlier: if closed { earlier(incident) } else { None },
            runbooks,
            looks_like: if closed { looks_like(incident) } else { None },
            worked: if closed { worked(incident) } else { None },
        }
    }
}

fn earlier(incident: &Incident) -> Option<EarlierIncident> {
    let heading = Heading::of(incident)?;
    let when = heading.since.at.map(|at| format!("{} {}", at.day_and_month(), at.clock_minutes()));
    let findings = standing_findings(incident);
    Some(EarlierIncident {
        id: heading.id.to_string(),
        handle: heading.handle,
        title: heading.title,
        when: when.unwrap_or_else(|| "unknown".to_owned()),
        severity: heading.severity.map(|severity| word(&severity)),
        stack: heading.stack,
        service: heading.service,
        decided: heading.decided,
        to_mitigate: incident.durations().ttm.written(),
        postmortem: postmortem_words(incident, findings),
        findings,
        drill: heading.drill,
    })
}

/// Findings other than hints that nobody has dismissed, as of the newest entry: a row does not
/// change by lying there.
fn standing_findings(incident: &Incident) -> usize {
    let Some(newest) = incident.entries().last() else { return 0 };
    postmortem::findings(incident, newest.event.recorded_at)
        .iter()
        .filter(|finding| finding.level != Level::Hint && finding.dismissed.is_none())
        .count()
}

fn postmortem_words(incident: &Incident, findings: usize) -> String {
    match (incident.status(), findings) {
        _ if incident.is_drill() => "Drill".to_owned(),
        (Status::Published, _) => "Published".to_owned(),
        (_, 1) => "1 finding".to_owned(),
        (_, 2..) => format!("{findings} findings"),
        (Status::Draft, 0) => "Draft".to_owned(),
        (Status::InReview, 0) => "In review".to_owned(),
        (Status::Reviewed, 0) => "Reviewed".to_owned(),
    }
}

fn looks_like(incident: &Incident) -> Option<String> {
    let started = incident
        .entries()
        .iter()
        .position(|entry| matches!(entry.event.what, What::IncidentStarted { .. }))?;
    incident.text(started, "looks_like")
}

/// `Rolling back worked in 6 minutes; the first hotfix did not help.`
fn worked(incident: &Incident) -> Option<String> {
    let went: Vec<(&DecisionRecord, Action, Outcome)> = incident
        .decisions()
        .iter()
        .filter_map(|decision| {
            let (outcome, _) = incident.outcome(decision)?;
            Some((decision, incident.decided(decision)?.chosen, outcome))
        })
        .collect();
    if went.is_empty() {
        let decided = decided_words(incident)?;
        return Some(format!("Decided: {decided}; how it went was not recorded."));
    }
    let helped = |outcome: &Outcome| matches!(outcome, Outcome::AsExpected | Outcome::Partly);
    let mut parts: Vec<String> = went
        .iter()
        .rev()
        .filter(|(_, _, outcome)| helped(outcome))
        .map(|(decision, action, outcome)| {
            let how = if *outcome == Outcome::Partly { "helped in part" } else { "worked" };
            format!("{} {how}{}", action.doing(), within(incident, decision))
        })
        .collect();
    parts.extend(went.iter().filter(|(_, _, outcome)| !helped(outcome)).map(
        |(decision, action, outcome)| {
            let again = went.iter().any(|(other, same, _)| same == action && other.n > decision.n);
            let how = if *outcome == Outcome::Worse { "made it worse" } else { "did not help" };
            format!("{} {how}", naming(*action, again))
        },
    ));
    Some(crate::timeline::sentence::capital(&parts.join("; ")) + ".")
}

fn naming(action: Action, again: bool) -> String {
    match (action, again) {
        (Action::Hotfix, true) => "the first hotfix".to_owned(),
        (Action::RollBack, true) => "the first rollback".to_owned(),
        (other, _) => other.doing().to_owned(),
    }
}

/// From the decision until users were well again, where that was recorded, else until somebody
/// saw that it had worked.
fn within(incident: &Incident, decision: &DecisionRecord) -> String {
    let decided = incident.orders_at(decision.index);
    let seen = incident.outcome(decision).map(|(_, index)| incident.orders_at(index));
    let mitigated = incident.key_time(KeyTime::Mitigated).and_then(|record| record.when.start());
    let until = match (mitigated, seen) {
        (Some(mitigated), Some(seen)) if (decided..=seen).contains(&mitigated) => mitigated,
        (_, Some(seen)) if seen >= decided => seen,
        _ => return String::new(),
    };
    match until.since(decided) / 60_000 {
        0 => " in under a minute".to_owned(),
        1 => " in 1 minute".to_owned(),
        minutes => format!(" in {minutes} minutes"),
    }
}
