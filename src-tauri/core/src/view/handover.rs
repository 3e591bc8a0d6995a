//! The hand-over sheet: everything that a person who takes over must know, on one page.

mod sheet;

use super::incident::word;
use super::place::steps_as_walked;
use super::walk::{StandingNote, step_line};
use super::{ClockView, Heading};
use crate::clocks::deadlines;
use crate::event::{KeyTime, Role, StepRef, What};
use crate::incident::{Incident, StepNow};
use crate::moment::{Moment, written_seconds};
use crate::service::Card;
use crate::settings::Clocks;
use crate::timeline::sentence::{audience_words, end, outcome_words};
use serde::Serialize;

/// The sheet, from the record and the service card alone.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct HandoverView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub incident: Heading,
    /// The moment the sheet was made, as people read it: `2026-11-22 02:31:00Z`.
    pub made_at: String,
    /// How it stands in one line: the place, what is decided and why, and how that went.
    pub state: String,
    /// `Mitigate, step 3 of 5: roll the deployment back`.
    pub place: String,
    /// `since impact began 02:02Z, 29 min 0 s ago`.
    pub since: String,
    /// Who holds command; taking it is a RoleTaken of the commander with a name.
    pub command: Holder,
    pub roles: Vec<Holder>,
    pub decisions: Vec<SheetDecision>,
    /// Open steps that apply, in the order of the walk.
    pub open: Vec<SheetStep>,
    pub later: Vec<SheetStep>,
    /// Steps that did not work, were skipped, or wait for somebody.
    pub went_otherwise: Vec<SheetStep>,
    pub standing: Vec<StandingNote>,
    pub contained: Vec<Told>,
    pub clocks: Vec<ClockView>,
    pub last_update: Option<Told>,
    /// When the next update is due; absent where no clock runs for it.
    pub next_update: Option<String>,
    pub times: Vec<SheetTime>,
    /// What the service card says: owner, escalation, way in, dashboards.
    pub service: Vec<CardLine>,
    /// The whole sheet as Markdown, to be copied or printed.
    pub markdown: String,
    /// At most ten short lines of plain text, for a chat.
    pub chat: String,
}

/// Who has a role.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Holder {
    pub role: String,
    /// `incident commander`.
    pub title: String,
    pub name: Option<String>,
    /// When it was taken, `02:07:00Z`; absent where nobody has.
    pub clock: Option<String>,
}

/// A decision in a line.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct SheetDecision {
    pub n: usize,
    pub clock: String,
    pub words: String,
    pub why: Option<String>,
    pub expect: Option<String>,
    /// `no effect`; absent where nobody has looked.
    pub outcome: Option<String>,
    pub superseded: bool,
}

/// A step in a line.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct SheetStep {
    pub id: String,
    pub phase: String,
    pub text: String,
    /// `skipped: chat is down too`; absent where it is open.
    pub outcome: Option<String>,
}

/// Something that was said or done, with its time.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Told {
    pub clock: String,
    pub text: String,
}

/// A key time in words.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct SheetTime {
    pub time: String,
    /// `about 2026-11-22 02:02:00Z`, `unknown`, `not given`.
    pub written: String,
    pub known: bool,
}

/// A line of the service card.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct CardLine {
    pub label: String,
    pub value: String,
}

/// What of a service card helps a person who comes new to it.
const CARD_LINES: [(&str, &str); 6] = [
    ("owner", "Owner"),
    ("owner_phone", "Owner's phone"),
    ("escalation", "Escalation"),
    ("way_in", "Way in without VPN"),
    ("dashboards", "Dashboards"),
    ("status_page", "Status page"),
];

/// Makes the sheet as it stands at `now`.
pub fn handover(
    incident: &Incident,
    head: u64,
    card: Option<&Card>,
    clocks: &Clocks,
    now: Moment,
) -> Option<HandoverView> {
    let incident_heading = Heading::of(incident)?;
    let deadlines: Vec<ClockView> =
        deadlines(incident, clocks).into_iter().map(ClockView::from).collect();
    let next_update = deadlines.iter().find(|clock| clock.name == "update");
    let mut view = HandoverView {
        head,
        made_at: now.written(),
        state: format!("{} {}", end(&place(incident)), decided(incident)),
        place: place(incident),
        since: since(&incident_heading, now),
        incident: incident_heading,
        command: holder(incident, Role::Commander),
        roles: Role::ALL
            .into_iter()
            .map(|role| holder(incident, role))
            .filter(|holder| holder.clock.is_some())
            .collect(),
        decisions: decisions(incident),
        open: steps(incident, steps_as_walked(incident), &[StepNow::Open]),
        later: steps(incident, incident.all_steps(), &[StepNow::Later]),
        went_otherwise: steps(
            incident,
            incident.all_steps(),
            &[StepNow::Failed, StepNow::Skipped, StepNow::Blocked],
        ),
        standing: incident
            .standing_notes()
            .into_iter()
            .map(|(left_by, text)| StandingNote { left_by, text })
            .collect(),
        contained: incident
            .contained()
            .iter()
            .map(|index| told(incident, *index, incident.text(*index, "text")))
            .collect(),
        last_update: last_update(incident),
        next_update: next_update.map(|clock| clock.at.clock_minutes()),
        clocks: deadlines,
        times: times(incident),
        service: card.map(card_lines).unwrap_or_default(),
        markdown: String::new(),
        chat: String::new(),
    };
    view.markdown = sheet::markdown(&view, now);
    view.chat = sheet::chat(&view, now);
    Some(view)
}

/// `Closed`, `No step is left`, else the place of the current step.
fn place(incident: &Incident) -> String {
    if !incident.is_open() {
        return "Closed".to_owned();
    }
    let place = super::place::place_words(incident);
    place.unwrap_or_else(|| "No step is left".to_owned())
}

/// `Decided: roll back. It touches money. Nobody has recorded yet how it went.`
fn decided(incident: &Incident) -> String {
    let standing = super::decided_words(incident).zip(incident.shown_decision());
    let Some((words, decision)) = standing else { return "Nothing is decided.".to_owned() };
    let went = match incident.outcome(decision) {
        Some((outcome, _)) => format!("Outcome: {}.", outcome_words(outcome)),
        None => "Nobody has recorded yet how it went.".to_owned(),
    };
    let why = incident.text(decision.index, "why").map(|why| first_sentence(&why));
    let why = why.map(|why| format!(" {}", end(&why))).unwrap_or_default();
    format!("Decided: {words}.{why} {went}")
}

fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or(text, |(first, _)| first).trim().to_owned()
}

fn since(heading: &Heading, now: Moment) -> String {
    let Some(at) = heading.since.at else { return "not known since when".to_owned() };
    let until = heading.since.until.unwrap_or(now);
    let lasted = written_seconds(until.since(at).max(0) / 1000);
    match heading.since.until {
        Some(until) => {
            format!(
                "{} {}, until {}: {lasted}",
                heading.since.label,
                at.clock_minutes(),
                until.clock_minutes()
            )
        }
        None => format!("{} {}: {lasted}", heading.since.label, at.clock_minutes()),
    }
}

fn holder(incident: &Incident, role: Role) -> Holder {
    let held = incident.role_holder(role);
    Holder {
        role: role.name().to_owned(),
        title: role.title().to_owned(),
        clock: held.as_ref().map(|(index, _)| incident.orders_at(*index).clock()),
        name: held.and_then(|(_, name)| name),
    }
}

fn decisions(incident: &Incident) -> Vec<SheetDecision> {
    incident
        .decisions()
        .iter()
        .filter_map(|decision| {
            let body = incident.decided(decision)?;
            Some(SheetDecision {
                n: decision.n,
                clock: incident.orders_at(decision.index).clock(),
                words: body.chosen.title().to_owned(),
                why: incident.text(decision.index, "why"),
                expect: incident.text(decision.index, "expect"),
                outcome: incident
                    .outcome(decision)
                    .map(|(outcome, _)| outcome_words(outcome).to_owned()),
                superseded: !decision.superseded_by.is_empty(),
            })
        })
        .collect()
}

fn steps(
    incident: &Incident,
    all: impl Iterator<Item = StepRef>,
    standing: &[StepNow],
) -> Vec<SheetStep> {
    all.filter(|step| standing.contains(&incident.step_now(step)))
        .map(|step| sheet_step(incident, &step))
        .collect()
}

fn sheet_step(incident: &Incident, step: &StepRef) -> SheetStep {
    let line = step_line(incident, step);
    SheetStep {
        outcome: super::walk::outcome_words(incident, step, line.reason.as_deref()),
        phase: incident.step_phase(step).map(|phase| phase.title().to_owned()).unwrap_or_default(),
        id: line.id,
        text: line.text,
    }
}

fn told(incident: &Incident, index: usize, text: Option<String>) -> Told {
    Told { clock: incident.orders_at(index).clock(), text: text.unwrap_or_default() }
}

fn last_update(incident: &Incident) -> Option<Told> {
    let index = *incident.updates().iter().max_by_key(|index| incident.orders_at(**index))?;
    let text = incident.text(index, "text").unwrap_or_default();
    let What::UpdateSent { audience } = &incident.event(index).what else { return None };
    Some(told(incident, index, Some(format!("to {}: {text}", audience_words(*audience)))))
}

fn times(incident: &Incident) -> Vec<SheetTime> {
    KeyTime::ALL
        .into_iter()
        .map(|time| {
            let record = incident.key_time(time);
            SheetTime {
                time: word(&time),
                known: record.as_ref().is_some_and(|record| record.when.start().is_some()),
                written: record
                    .map_or_else(|| "not given".to_owned(), |record| record.when.written()),
            }
        })
        .collect()
}

fn card_lines(card: &Card) -> Vec<CardLine> {
    let line = |(key, label): &(&str, &str)| {
        let value = card.get(key)?.to_owned();
        Some(CardLine { label: (*label).to_owned(), value })
    };
    CARD_LINES.iter().filter_map(line).collect()
}
