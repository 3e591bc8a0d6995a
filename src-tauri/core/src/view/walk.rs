//! The walkthrough: phases, steps, the one in focus, what stands, what waits.

use super::asks::{AskView, asks};
use super::incident::word;
use super::place::{steps_as_walked, with_gaps};
use super::services::{LearnedView, learned};
use super::timeline::{TimelineRow, TimelineView, page};
use super::{ClockView, Heading};
use crate::clocks::deadlines;
use crate::event::{StepRef, Until, What};
use crate::id::EventId;
use crate::incident::{Incident, StepNow, Walk};
use crate::moment::Moment;
use crate::runbook::placeholder::{self, Filled, Part};
use crate::runbook::{Branch, Phase, PlannedStep};
use crate::service::Card;
use crate::settings::Clocks;
use crate::timeline;
use serde::Serialize;

/// The walkthrough of one incident.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct WalkView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub incident: Heading,
    pub phases: Vec<PhaseView>,
    pub steps: Vec<StepView>,
    /// The id of the step that comes next.
    pub current: Option<String>,
    pub clocks: Vec<ClockView>,
    pub standing: Vec<StandingNote>,
    pub deferred: usize,
    /// What undo would take back, in words.
    pub undo: Option<String>,
    /// Two decisions stand that were made without each other.
    pub two_decisions: bool,
    pub decision: Option<StandingDecision>,
    pub runbooks: Vec<String>,
    /// What was filled in here and the service's card does not say.
    pub learned: Option<LearnedView>,
    pub timeline: Vec<TimelineRow>,
    /// How many rows the timeline has in all; only the newest are sent, older ones are asked for.
    pub timeline_rows: usize,
    /// The number before which the next older page ends; absent where all rows are here.
    pub timeline_before: Option<usize>,
}

/// One of the six phases.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct PhaseView {
    pub phase: String,
    pub title: String,
    pub done: usize,
    pub steps: usize,
    pub current: bool,
    pub complete: bool,
    /// The line read aloud when it is complete.
    pub call: Option<String>,
}

/// One step as the page draws it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct StepView {
    /// `1.14`, `1.+1`.
    pub id: String,
    /// What an act names it by.
    #[cfg_attr(
        feature = "wire",
        ts(type = "{ opened: string, place: number } | { added: string }")
    )]
    pub step: StepRef,
    pub phase: String,
    pub branch: Option<String>,
    pub branch_title: Option<String>,
    pub text: String,
    /// open, done, failed, skipped, not_applicable, later, blocked.
    pub outcome: String,
    /// The outcome in words, with its reason: `skipped: chat is down too`.
    pub outcome_words: Option<String>,
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub at: Option<Moment>,
    pub why: Option<String>,
    pub caution: Option<String>,
    pub commands: Vec<CommandView>,
    pub expect: Option<String>,
    pub if_not: Option<String>,
    pub undo: Option<String>,
    pub leaves: Option<String>,
    pub source: Option<String>,
    pub role: Option<String>,
    pub record: Option<RecordView>,
    pub value: Option<String>,
    pub detail: Vec<String>,
    /// What must be answered before it is known whether the step applies.
    pub question: Option<String>,
    /// What it asks on its card: each is answered by an AnswerGiven with that name.
    pub asks: Vec<AskView>,
    /// The outcome that somebody else recorded without knowing of this one.
    pub beside: Option<String>,
    pub redlined: bool,
    /// Its words as the runbook has them, placeholders open: what a redline corrects.
    pub written: String,
    pub added: bool,
}

/// What a step asks to be typed in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct RecordView {
    pub label: String,
    pub unit: Option<String>,
}

/// A command with its placeholders filled as far as they can be.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct CommandView {
    pub lang: String,
    pub parts: Vec<CommandPart>,
    /// The text to copy; absent while a placeholder is open.
    pub copy: Option<String>,
    /// Whether a value holds characters that a shell may read: the line is looked over first.
    pub look_over: bool,
    /// Why it cannot be copied.
    pub refusal: Option<String>,
    /// The names still to be answered.
    pub open: Vec<String>,
}

/// A stretch of a command.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct CommandPart {
    /// text, value, open.
    pub kind: String,
    pub text: String,
}

/// Something that stays in force until it is cleared.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct StandingNote {
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub left_by: EventId,
    pub text: String,
}

/// The decision in force.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct StandingDecision {
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub id: EventId,
    pub n: usize,
    pub words: String,
    pub why: Option<String>,
    pub expect: Option<String>,
    pub outcome: Option<String>,
    pub reached: bool,
    /// A sentence for choosing otherwise is still wanted.
    pub wants_override: bool,
}

/// One step as `incident show` and `incident steps` give it.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct StepLine {
    pub id: String,
    pub phase: String,
    pub branch: Option<String>,
    pub text: String,
    pub outcome: String,
    pub at: Option<Moment>,
    pub reason: Option<String>,
    pub value: Option<String>,
}

/// Rows of the timeline that a screen receives at once.
const TIMELINE_ROWS: usize = 200;

/// Makes the view.
pub fn walk(
    incident: &Incident,
    head: u64,
    undo: Option<String>,
    card: Option<&Card>,
    clocks: &Clocks,
) -> Option<WalkView> {
    let current = incident.current_step();
    let newest = page(incident, head, None, TIMELINE_ROWS);
    let TimelineView { rows, before: timeline_before, timeline_rows, .. } = newest;
    Some(WalkView {
        head,
        incident: Heading::of(incident)?,
        phases: phases(incident, current.as_ref()),
        steps: steps_as_walked(incident).map(|step| step_view(incident, &step)).collect(),
        current: current.map(|step| incident.step_number(&step)),
        clocks: deadlines(incident, clocks).into_iter().map(ClockView::from).collect(),
        standing: incident
            .standing_notes()
            .into_iter()
            .map(|(left_by, text)| StandingNote { left_by, text })
            .collect(),
        deferred: incident.deferred_steps().len(),
        undo,
        two_decisions: incident.standing_decisions().len() > 1,
        decision: standing_decision(incident),
        runbooks: incident.walks().iter().map(|walk| walk.plan.title.clone()).collect(),
        learned: learned(incident, card),
        timeline: rows,
        timeline_before,
        timeline_rows,
    })
}

fn phases(incident: &Incident, current: Option<&StepRef>) -> Vec<PhaseView> {
    let here = current.and_then(|step| incident.step_phase(step));
    Phase::ALL
        .into_iter()
        .map(|phase| {
            let steps: Vec<StepNow> = incident
                .all_steps()
                .filter(|step| incident.step_phase(step) == Some(phase))
                .map(|step| incident.step_now(&step))
                .filter(|now| *now != StepNow::NotApplicable)
                .collect();
            let count = |wanted: StepNow| steps.iter().filter(|now| **now == wanted).count();
            let (done, skipped, later) =
                (count(StepNow::Done), count(StepNow::Skipped), count(StepNow::Later));
            let open = count(StepNow::Open) + count(StepNow::Failed) + count(StepNow::Blocked);
            let complete = !steps.is_empty() && open == 0;
            PhaseView {
                phase: word(&phase),
                title: phase.title().to_owned(),
                done,
                steps: steps.len(),
                current: here == Some(phase),
                complete,
                call: complete.then(|| completion_call(phase, skipped, later)),
            }
        })
        .collect()
}

/// `Triage complete, 1 step skipped, 2 for later.`
fn completion_call(phase: Phase, skipped: usize, later: usize) -> String {
    let mut call = format!("{} complete", phase.title());
    if skipped > 0 {
        call += &format!(", {skipped} skipped");
    }
    if later > 0 {
        call += &format!(", {later} for later");
    }
    call + "."
}

pub(super) fn step_view(incident: &Incident, step: &StepRef) -> StepView {
    let line = step_line(incident, step);
    let planned = incident.planned(step);
    let text = |field: fn(&PlannedStep) -> Option<&String>| {
        planned.and_then(field).map(|text| with_gaps(&incident.filled(step, text)))
    };
    StepView {
        id: line.id,
        step: *step,
        phase: line.phase,
        branch_title: incident.step_branch(step).map(|branch| branch.title().to_owned()),
        branch: line.branch,
        text: with_gaps(&line.text),
        outcome_words: outcome_words(incident, step, line.reason.as_deref()),
        outcome: line.outcome,
        at: line.at,
        why: text(|step| step.why.as_ref()),
        caution: text(|step| step.caution.as_ref()),
        commands: planned.map(|planned| commands(incident, step, planned)).unwrap_or_default(),
        expect: text(|step| step.expect.as_ref()),
        if_not: planned
            .and_then(|step| step.if_not.as_ref())
            .map(|if_not| with_gaps(&incident.filled(step, &if_not.text))),
        undo: text(|step| step.undo.as_ref()),
        leaves: text(|step| step.leaves.as_ref()),
        source: text(|step| step.source.as_ref()),
        role: text(|step| step.role.as_ref()),
        record: planned.and_then(|step| step.record.as_ref()).map(|record| RecordView {
            label: with_gaps(&incident.filled(step, &record.label)),
            unit: record.unit.clone(),
        }),
        value: line.value,
        detail: planned
            .map(|planned| {
                planned.detail.iter().map(|line| with_gaps(&incident.filled(step, line))).collect()
            })
            .unwrap_or_default(),
        question: incident.open_question(step),
        asks: asks(incident, step),
        beside: incident
            .outcome_beside(step)
            .map(|index| timeline::sentence::sentence(incident, index)),
        redlined: incident.step_record(step).is_some_and(|record| !record.redlines.is_empty()),
        written: planned.map_or_else(|| incident.step_text(step), |step| step.action.clone()),
        added: matches!(step, StepRef::Added { .. }),
    }
}

fn commands(incident: &Incident, step: &StepRef, planned: &PlannedStep) -> Vec<CommandView> {
    let Some(walk) = incident.walk_of(step) else { return Vec::new() };
    planned
        .commands
        .iter()
        .filter(|command| command.under.is_none())
        .map(|command| command_view(incident, walk, &command.lang, &command.text))
        .collect()
}

fn command_view(incident: &Incident, walk: &Walk, lang: &str, text: &str) -> CommandView {
    let filled: Filled = placeholder::fill(text, &|name| {
        incident.condition_value(walk, name).map(|value| match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        })
    });
    let (copy, refusal) = match filled.finished().map(|text| placeholder::copyable(&text)) {
        Some(Ok(copy)) => (Some(copy), None),
        Some(Err(refusal)) => (None, Some(refusal.to_string())),
        None => (None, None),
    };
    CommandView {
        lang: lang.to_owned(),
        parts: filled.parts.iter().map(command_part).collect(),
        copy,
        look_over: !filled.raw_safe,
        refusal,
        open: filled
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Open { name, .. } => Some(name.clone()),
                Part::Text { .. } | Part::Value { .. } => None,
            })
            .collect(),
    }
}

fn command_part(part: &Part) -> CommandPart {
    let (kind, text) = match part {
        Part::Text { text } => ("text", text),
        Part::Value { text, .. } => ("value", text),
        Part::Open { name, .. } => ("open", name),
    };
    CommandPart { kind: kind.to_owned(), text: text.clone() }
}

pub(super) fn outcome_words(
    incident: &Incident,
    step: &StepRef,
    reason: Option<&str>,
) -> Option<String> {
    let words = match incident.step_now(step) {
        StepNow::Open => return None,
        StepNow::Done => "done".to_owned(),
        StepNow::Failed => "did not work".to_owned(),
        StepNow::Skipped => "skipped".to_owned(),
        StepNow::NotApplicable => "not applicable".to_owned(),
        StepNow::Later => match incident.waits_until(step) {
            Some(Until::Phase(phase)) => format!("later, in {}", phase.title()),
            Some(Until::Time(at)) => format!("later, at {}", at.clock_minutes()),
            Some(Until::Close) | None => "later, before closing".to_owned(),
        },
        StepNow::Blocked => "blocked".to_owned(),
    };
    Some(match reason {
        Some(reason) => format!("{words}: {reason}"),
        None => words,
    })
}

/// One step in a line.
pub fn step_line(incident: &Incident, step: &StepRef) -> StepLine {
    let standing = incident.standing_outcome(step);
    let said = |field: &str| standing.and_then(|index| incident.text(index, field));
    let reason = said("reason").or_else(|| said("note")).or_else(|| match standing {
        Some(_) => None,
        None => incident.why_not_applicable(step),
    });
    StepLine {
        id: incident.step_number(step),
        phase: incident.step_phase(step).map(|phase| word(&phase)).unwrap_or_default(),
        branch: incident.step_branch(step).map(|branch: Branch| word(&branch)),
        text: incident.step_text(step),
        outcome: word(&incident.step_now(step)),
        at: standing.map(|index| incident.orders_at(index)),
        reason,
        value: said("value"),
    }
}

fn standing_decision(incident: &Incident) -> Option<StandingDecision> {
    let decision = incident.shown_decision()?;
    let body = incident.decided(decision)?;
    Some(StandingDecision {
        id: incident.event(decision.index).id,
        n: decision.n,
        words: super::decided_words(incident)?,
        why: incident.text(decision.index, "why"),
        expect: incident.text(decision.index, "expect"),
        outcome: incident.outcome(decision).map(|(outcome, _)| word(&outcome)),
        reached: decision.reached.is_some(),
        wants_override: body.chosen != body.shown.action
            && incident.text(decision.index, "override").is_none(),
    })
}

/// What undo would take back, in the timeline's words.
pub fn undo_words(incident: &Incident, replica: crate::id::ReplicaId) -> Option<String> {
    let act = incident.newest_act_of(replica)?;
    let events = incident.act_events(act);
    if events.iter().any(|at| crate::incident::is_kept_by_undo(&incident.event(*at).what)) {
        return None;
    }
    let index =
        *events.iter().find(|at| !matches!(incident.event(**at).what, What::ClockJumped { .. }))?;
    Some(timeline::sentence::sentence(incident, index))
}
