//! Beginning an incident and opening runbooks in it.

use super::{Frozen, Refusal, Scene, Start};
use crate::event::{KeyTime, Proposed, What};
use crate::incident::Incident;
use crate::moment::{When, parse_at};
use crate::name::{is_id, slug};

pub(super) fn start(
    incident: &Incident,
    start: &Start,
    scene: &Scene<'_>,
) -> Result<Vec<Proposed>, Refusal> {
    if incident.id().is_some() {
        return Err(Refusal::AlreadyStarted);
    }
    if let Some(service) = start.service.as_ref().filter(|service| !is_id(service)) {
        return Err(Refusal::NotAName { what: "service", name: service.clone() });
    }
    let title = start
        .title
        .as_deref()
        .map(str::trim)
        .filter(|title| !title.is_empty())
        .map(str::to_owned)
        .or_else(|| start.frozen.first().map(|frozen| frozen.plan.title.clone()))
        .unwrap_or_else(|| "Untitled incident".to_owned());
    let begin = What::IncidentStarted {
        drill: start.drill,
        sample: scene.sample,
        service: start.service.clone(),
        stack: start.stack.clone(),
    };
    let mut events = vec![
        Proposed::new(begin)
            .said("title", Some(&title))
            .said("handle", Some(&handle(&title, scene)))
            .said("looks_like", start.looks_like.as_deref()),
        Proposed::new(What::TimeSet { time: KeyTime::Declared, source: None })
            .at(Some(When::Exact { at: scene.now.at })),
    ];
    if let Some(started) = &start.started {
        let at = parse_at(started, &scene.now)?;
        let what = What::TimeSet { time: KeyTime::Started, source: None };
        events.push(Proposed::new(what).at(Some(at)));
    }
    if let Some(severity) = start.severity {
        events.push(Proposed::new(What::SeveritySet { severity }));
    }
    events.extend(start.frozen.iter().map(opened));
    Ok(events)
}

pub(super) fn open_runbook(
    runbook: &str,
    frozen: Option<&Frozen>,
) -> Result<Vec<Proposed>, Refusal> {
    match frozen {
        Some(frozen) => Ok(vec![opened(frozen)]),
        None => Err(Refusal::NoSuchRunbook { runbook: runbook.to_owned() }),
    }
}

fn opened(frozen: &Frozen) -> Proposed {
    Proposed::new(What::RunbookOpened {
        runbook: frozen.runbook.clone(),
        revision: frozen.revision.clone(),
        plan: Box::new(frozen.plan.clone()),
        card: frozen.card.clone(),
    })
}

/// `1122-checkout-500`: month, day and a slug; a clash adds four characters of the incident's id.
fn handle(title: &str, scene: &Scene<'_>) -> String {
    let plain = format!("{}-{}", scene.now.at.month_and_day_digits(), slug(title));
    if (scene.handle_taken)(&plain) { format!("{plain}-{}", scene.suffix) } else { plain }
}
