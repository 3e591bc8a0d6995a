//! One incident as `incident show --json` prints it: keys that scripts rely on.

use super::KeyTimeView;
use super::walk::{StepLine, step_line};
use crate::event::{KeyTime, Severity};
use crate::id::{EventId, IncidentId};
use crate::incident::Incident;
use crate::moment::{Moment, Span, When};
use crate::timeline;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The whole incident.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct IncidentView {
    pub head: u64,
    pub id: IncidentId,
    pub handle: String,
    pub title: String,
    pub severity: Option<Severity>,
    pub status: &'static str,
    pub drill: bool,
    pub sample: bool,
    pub service: Option<String>,
    pub stack: Option<String>,
    pub key_times: BTreeMap<&'static str, KeyTimeView>,
    pub durations: Value,
    pub decisions: Vec<DecisionLine>,
    pub steps: Vec<StepLine>,
    pub standing_notes: Vec<Value>,
    pub events: Vec<EventLine>,
}

/// One decision.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct DecisionLine {
    pub n: usize,
    pub id: EventId,
    pub at: Option<Moment>,
    pub chosen: String,
    pub recommended: String,
    pub rule: String,
    pub why: Option<String>,
    pub outcome: Option<String>,
    pub superseded: bool,
}

/// One event.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct EventLine {
    pub id: EventId,
    pub counter: u64,
    pub kind: String,
    pub happened_at: When,
    pub recorded_at: Moment,
    pub role: String,
    pub text: String,
}

/// Makes the view.
pub fn incident(incident: &Incident, head: u64) -> Option<IncidentView> {
    Some(IncidentView {
        head,
        id: incident.id()?,
        handle: incident.handle(),
        title: incident.title(),
        severity: incident.severity(),
        status: if incident.is_open() { "open" } else { "closed" },
        drill: incident.is_drill(),
        sample: incident.is_sample(),
        service: incident.service(),
        stack: incident.stack(),
        key_times: KeyTime::ALL
            .into_iter()
            .map(|time| (time.name(), KeyTimeView::of(incident, time)))
            .collect(),
        durations: durations(incident),
        decisions: decisions(incident),
        steps: incident.all_steps().map(|step| step_line(incident, &step)).collect(),
        standing_notes: incident
            .standing_notes()
            .into_iter()
            .enumerate()
            .map(|(at, (left_by, text))| json!({ "n": at + 1, "left_by": left_by, "text": text }))
            .collect(),
        events: events(incident),
    })
}

/// `ttd_seconds` and so on, null where there is no one number; `ttd_range` where an end is a range.
fn durations(incident: &Incident) -> Value {
    let durations = incident.durations();
    let mut found = Map::new();
    let spans = [
        ("ttd", durations.ttd),
        ("tta", durations.tta),
        ("ttm", durations.ttm),
        ("ttr", durations.ttr),
    ];
    for (name, span) in spans {
        found.insert(format!("{name}_seconds"), json!(span.seconds()));
        if let Span::Range(least, most) = span {
            found.insert(format!("{name}_range"), json!([least, most]));
        }
    }
    Value::Object(found)
}

fn decisions(incident: &Incident) -> Vec<DecisionLine> {
    incident
        .decisions()
        .iter()
        .filter_map(|decision| {
            let body = incident.decided(decision)?;
            Some(DecisionLine {
                n: decision.n,
                id: incident.event(decision.index).id,
                at: incident.happened_at(decision.index).start(),
                chosen: word(&body.chosen),
                recommended: word(&body.shown.action),
                rule: word(&body.shown.rule),
                why: incident.text(decision.index, "why"),
                outcome: incident.outcome(decision).map(|(outcome, _)| word(&outcome)),
                superseded: !decision.superseded_by.is_empty(),
            })
        })
        .collect()
}

fn events(incident: &Incident) -> Vec<EventLine> {
    timeline::rows(incident)
        .into_iter()
        .map(|row| {
            let event = incident.event(row.index);
            EventLine {
                id: event.id,
                counter: event.counter,
                kind: event.what.kind(),
                happened_at: row.happened_at,
                recorded_at: event.recorded_at,
                role: event.role.name().to_owned(),
                text: row.text,
            }
        })
        .collect()
}

/// An enum's word in JSON.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
