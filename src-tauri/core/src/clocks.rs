//! Deadlines: what must be looked at, and when. Wall clock, so they survive restart and sleep.

use crate::decision::{Action, Fact};
use crate::event::{KeyTime, Until, What};
use crate::incident::{DecisionRecord, Incident, StepNow};
use crate::moment::{Moment, When};
use crate::settings::{Clock, Clocks};
use serde::{Deserialize, Serialize};

/// Updates are asked for on a clock for this long.
const UPDATES_FOR_MINUTES: i64 = 120;

/// One deadline of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    /// A stable name: `cause`, `rollback`, `update`, `recheck`, `step:1.4`.
    pub name: String,
    /// What it is, in a few words.
    pub title: String,
    /// When it runs out.
    pub at: Moment,
    /// From when it runs, for the bar that shows how much is left.
    pub from: Moment,
    /// What to do when it has run out.
    pub then: String,
    /// Whether the length is Kneeboard's own default.
    pub default: bool,
    /// Whether somebody muted it.
    pub muted: bool,
}

/// The deadlines in force, the next one first; `clocks` says how long those run that may move.
pub fn deadlines(incident: &Incident, clocks: &Clocks) -> Vec<Deadline> {
    if !incident.is_open() || incident.opened_at().is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    match incident.shown_decision() {
        None => found.extend(before_deciding(incident, clocks)),
        Some(decision) => found.extend(after_deciding(incident, decision)),
    }
    found.extend(next_update(incident, clocks));
    found.extend(waiting_steps(incident));
    for deadline in &mut found {
        deadline.muted = incident.is_muted(&deadline.name);
    }
    found.sort_by_key(|deadline| (deadline.at, deadline.name.clone()));
    found
}

fn before_deciding(incident: &Incident, clocks: &Clocks) -> Vec<Deadline> {
    let Some(declared) = declared_at(incident) else { return Vec::new() };
    let running = |name: &str, title: &str, clock, then: &str| Deadline {
        name: name.to_owned(),
        title: title.to_owned(),
        at: declared.plus_minutes(clocks.minutes(clock)),
        from: declared,
        then: then.to_owned(),
        default: clocks.is_default(clock),
        muted: false,
    };
    let (cause, investigation) = (Clock::Cause, Clock::Investigation);
    vec![
        running("cause", "left to know the cause", cause, "After that, decide with what is known."),
        running(
            "investigation",
            "left to investigate",
            investigation,
            "After that, go back or isolate.",
        ),
    ]
}

fn after_deciding(incident: &Incident, decision: &DecisionRecord) -> Vec<Deadline> {
    let (Some(body), None) = (incident.decided(decision), incident.outcome(decision)) else {
        return Vec::new();
    };
    let decided = incident.orders_at(decision.index);
    let mut found = Vec::new();
    if body.chosen == Action::RollBack
        && let Some(minutes) = body.facts.value(Fact::RollbackMinutes).and_then(|v| v.as_i64())
    {
        found.push(Deadline {
            name: "rollback".to_owned(),
            title: format!("left of the {} a rollback may take here", minutes_word(minutes)),
            at: decided.plus_minutes(minutes),
            from: decided,
            then: "After that, isolate.".to_owned(),
            default: false,
            muted: false,
        });
    }
    if let Some(at) = body.recheck.as_ref().and_then(When::start) {
        found.push(Deadline {
            name: "recheck".to_owned(),
            title: "until the next look".to_owned(),
            at,
            from: decided,
            then: "Look at the signal, and decide again.".to_owned(),
            default: false,
            muted: false,
        });
    }
    if let Some(at) = body.expect_by.as_ref().and_then(When::start) {
        found.push(Deadline {
            name: "expected".to_owned(),
            title: "until the expected signal is due".to_owned(),
            at,
            from: decided,
            then: "Record how the decision went.".to_owned(),
            default: false,
            muted: false,
        });
    }
    found
}

fn next_update(incident: &Incident, clocks: &Clocks) -> Option<Deadline> {
    let declared = declared_at(incident)?;
    let last = incident.updates().iter().map(|index| incident.orders_at(*index)).max();
    let (from, clock) = match last {
        Some(last) if last > declared => (last, Clock::NextUpdate),
        Some(_) | None => (declared, Clock::FirstUpdate),
    };
    let at = from.plus_minutes(clocks.minutes(clock));
    (at.since(declared) <= UPDATES_FOR_MINUTES * 60_000).then(|| Deadline {
        name: "update".to_owned(),
        title: "until the next update".to_owned(),
        at,
        from,
        then: "Tell the people who wait.".to_owned(),
        default: clocks.is_default(clock),
        muted: false,
    })
}

fn waiting_steps(incident: &Incident) -> Vec<Deadline> {
    let mut found = Vec::new();
    for step in incident.all_steps() {
        let number = incident.step_number(&step);
        if let Some(Until::Time(at)) = incident.waits_until(&step) {
            let from = incident.standing_outcome(&step).map_or(at, |i| incident.orders_at(i));
            found.push(Deadline {
                name: format!("step:{number}"),
                title: "until a step put off comes back".to_owned(),
                at,
                from,
                then: incident.step_text(&step),
                default: false,
                muted: false,
            });
        }
        let timer = incident.planned(&step).and_then(|planned| planned.timer_minutes);
        if let (Some(minutes), StepNow::Done) = (timer, incident.step_now(&step))
            && let Some(index) = incident.standing_outcome(&step)
        {
            let from = incident.orders_at(index);
            found.push(Deadline {
                name: format!("timer:{number}"),
                title: format!("left of the {} of this step", minutes_word(i64::from(minutes))),
                at: from.plus_minutes(i64::from(minutes)),
                from,
                then: incident.step_text(&step),
                default: false,
                muted: false,
            });
        }
    }
    found
}

fn declared_at(incident: &Incident) -> Option<Moment> {
    let record = incident.key_time(KeyTime::Declared)?;
    record.when.start().or_else(|| match incident.event(record.index).what {
        What::TimeSet { .. } => Some(incident.event(record.index).recorded_at),
        _ => None,
    })
}

fn minutes_word(minutes: i64) -> String {
    if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") }
}
