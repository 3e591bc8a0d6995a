//! Where an incident stands.

use crate::Answer;
use crate::args::Which;
use crate::commands::step::named_step;
use crate::naming;
use crate::print::{Reply, facts, line, list, table};
use crate::session::Session;
use kneeboard_core::clocks::deadlines;
use kneeboard_core::event::KeyTime;
use kneeboard_core::incident::Incident;
use kneeboard_core::settings::Clocks;
use kneeboard_core::view::incident::{IncidentView, incident};

pub(super) fn show(session: &mut Session, which: &Which) -> Answer {
    let id = naming::any_incident(session, which.name())?;
    let head = session.door.head()?;
    let clocks = session.door.settings()?.clocks;
    let record = session.door.known(id)?;
    let view = incident(record, head);
    let text = view.as_ref().map(|view| overview(record, view, &clocks)).unwrap_or_default();
    Ok(Reply::shown(text, &view))
}

pub(super) fn steps(session: &mut Session, which: &Which) -> Answer {
    let id = naming::any_incident(session, which.name())?;
    let head = session.door.head()?;
    let steps = incident(session.door.known(id)?, head).map(|view| view.steps).unwrap_or_default();
    if steps.is_empty() {
        let none = "No step. Open a runbook with kneeboard walk, or add a step.\n";
        return Ok(Reply::shown(none, &steps));
    }
    let mut text = String::new();
    let mut heading = String::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for step in &steps {
        let branch = step.branch.as_ref().map(|b| format!(", {}", spoken(b))).unwrap_or_default();
        let place = format!("{}{branch}", spoken(&step.phase));
        if place != heading {
            text += &table(&rows);
            rows.clear();
            text += &format!("{}{}\n", if heading.is_empty() { "" } else { "\n" }, line(&place));
            heading = place;
        }
        let why = [&step.value, &step.reason].into_iter().flatten().cloned().collect::<Vec<_>>();
        let why = if why.is_empty() { String::new() } else { format!(" [{}]", why.join("; ")) };
        let outcome = spoken(&step.outcome);
        rows.push(vec![format!("  {}", step.id), outcome, format!("{}{why}", step.text)]);
    }
    text += &table(&rows);
    Ok(Reply::shown(text, &steps))
}

fn overview(record: &Incident, view: &IncidentView, clocks: &Clocks) -> String {
    let mut marks = vec![view.status.to_owned()];
    marks.extend(record.severity().map(|severity| word(&severity)));
    marks.extend(view.drill.then(|| "drill".to_owned()));
    marks.extend(view.sample.then(|| "sample".to_owned()));
    let (title, handle) = (line(&view.title), line(&view.handle));
    let mut text = format!("{title}\n{handle}  {}\n\n", marks.join(", "));
    let mut known: Vec<(&str, String)> = Vec::new();
    known.extend(view.service.clone().map(|service| ("service", service)));
    known.extend(view.stack.clone().map(|stack| ("stack", stack)));
    for time in KeyTime::ALL {
        let written = record.key_time(time).map(|time| time.when.written());
        known.push((time.name(), written.unwrap_or_else(|| "not given".to_owned())));
    }
    let durations = record.durations();
    known.push(("to detect", durations.ttd.written()));
    known.push(("to mitigate", durations.ttm.written()));
    known.push(("to resolve", durations.ttr.written()));
    text += &facts(&known);
    let decisions: Vec<String> = view
        .decisions
        .iter()
        .map(|decision| {
            let outcome = decision.outcome.as_deref().map_or("open".to_owned(), spoken);
            let past = if decision.superseded { ", superseded" } else { "" };
            format!("{} {} (outcome: {outcome}{past})", decision.n, spoken(&decision.chosen))
        })
        .collect();
    text += &list("Decisions", &decisions);
    let standing: Vec<String> = record
        .standing_notes()
        .into_iter()
        .enumerate()
        .map(|(at, (_, note))| format!("{} {note}", at + 1))
        .collect();
    text += &list("In force until cleared", &standing);
    let clocks: Vec<String> = deadlines(record, clocks)
        .iter()
        .filter(|clock| !clock.muted)
        .map(|clock| format!("{} ({}). {}", clock.at.clock(), clock.title, clock.then))
        .collect();
    text += &list("Clocks", &clocks);
    if let Some(step) = record.current_step() {
        text += &format!("\nNext: {}", named_step(record, &step));
    }
    text
}

fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
