//! What comes before and after a step: evidence before a restart, a look after a change, resume
//! and replay after a pause.

use super::destructive::restarting;
use super::found::Found;
use super::group::{Group, groups, has, own_commands, words};
use super::path;
use crate::runbook::{Branch, Condition, Label, Phase, Runbook, Step, reading};

/// How many steps behind a change are looked at, and how many that save evidence.
const MOST: usize = 12;

/// How many steps of a phase or branch are looked at; in a longer one its length is the finding.
const LONGEST: usize = 200;

/// First words of a step that keeps what a restart would take away.
const SAVING: [&str; 14] = [
    "archive", "capture", "collect", "copy", "download", "dump", "export", "grab", "keep",
    "preserve", "save", "snapshot", "store", "take",
];

/// What such a step keeps.
const EVIDENCE: [&str; 32] = [
    "answer",
    "arguments",
    "bundle",
    "config",
    "configuration",
    "counts",
    "dump",
    "dumps",
    "events",
    "heap",
    "ids",
    "journal",
    "locks",
    "log",
    "logs",
    "manifest",
    "manifests",
    "messages",
    "metrics",
    "page",
    "payload",
    "payloads",
    "picture",
    "process",
    "profile",
    "report",
    "request",
    "requests",
    "rows",
    "screenshot",
    "snapshot",
    "traces",
];

/// Words for running again what failed while something stood still.
const REPLAYING: [&str; 14] = [
    "re-enqueue",
    "re-queue",
    "re-run",
    "re-send",
    "redeliver",
    "redrive",
    "reenqueue",
    "replay",
    "reprocess",
    "requeue",
    "rerun",
    "resend",
    "resubmit",
    "retry",
];

pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    for (at, group) in groups(runbook).enumerate() {
        looked_at(runbook, &group, at, found);
    }
    evidence(runbook, found);
    paused(runbook, found);
}

/// RB22: a step whose command changes state is followed by one that records or expects.
///
/// What follows is the next step that applies with it, in the same phase or branch, then in the
/// phases behind; for no choice of answers may that be a step with neither Record nor Expect.
fn looked_at(runbook: &Runbook, group: &Group<'_>, place: usize, found: &mut Found<'_>) {
    let behind = groups(runbook).skip(place + 1);
    let behind: Vec<&Step> = behind
        .filter(|later| later.branch.is_none() && later.phase > group.phase)
        .flat_map(|later| later.steps)
        .take(MOST)
        .collect();
    let changes = group.steps.iter().enumerate().take(LONGEST);
    for (at, step) in changes.filter(|(_, step)| step.planned.changes_state) {
        let rest = group.steps.iter().take(LONGEST).skip(at + 1).chain(behind.iter().copied());
        let next: Vec<&Step> = rest.filter(|later| may_meet(step, later)).take(MOST).collect();
        let conditions: Vec<_> =
            std::iter::once(&step).chain(&next).map(|step| step.planned.when.as_ref()).collect();
        let unseen = path::some_choice(&conditions, |holding| {
            let [applies, later @ ..] = holding else { return false };
            let first = next.iter().zip(later).find(|(_, holds)| **holds).map(|(step, _)| step);
            *applies && first.is_none_or(|s| !has(s, Label::Record) && !has(s, Label::Expect))
        });
        if unseen {
            let message = "Nobody looks at what this step changed: the step behind it has neither \
                           Record nor Expect.";
            found.at("RB22", step.at, message);
        }
    }
}

/// Whether both steps apply for some choice of answers.
fn may_meet(one: &Step, other: &Step) -> bool {
    let conditions = [one.planned.when.as_ref(), other.planned.when.as_ref()];
    path::some_choice(&conditions, |holding| holding == [true, true])
}

/// RB23: evidence is saved before anything is rolled back or restarted.
///
/// A step goes back or restarts where a command of its own changes something in the branch Roll
/// back, or rolls back, restarts, reloads, recreates or kills anywhere in Triage, Decide or
/// Mitigate; without a command, where its action begins with such a word. Evidence is saved by a
/// step above it, outside the other branches, whose action says evidence, or begins with save,
/// keep, copy and their like and names a log, dump, list of ids or the like. For each choice of
/// answers under which the one applies, one of the others does. The first such step is named.
fn evidence(runbook: &Runbook, found: &mut Found<'_>) {
    let before: Vec<Group<'_>> =
        groups(runbook).filter(|group| group.phase <= Some(Phase::Mitigate)).collect();
    let mut saved: Vec<Option<&Condition>> = Vec::new();
    for group in &before {
        let mut here = saved.clone();
        for step in group.steps.iter().take(LONGEST) {
            let when = step.planned.when.as_ref();
            if saves_evidence(step) && (here.len() < MOST || when.is_none()) {
                here.push(when);
            }
            if goes_back(step, group) && !always_one(&here, when) {
                let message = "What happened is lost here: for some answers no step above saves \
                               evidence first.";
                found.at("RB23", step.at, message);
                return;
            }
        }
        if group.branch.is_none() {
            saved = here;
        }
    }
}

fn saves_evidence(step: &Step) -> bool {
    let words = words(&step.planned.action);
    let has = |list: &[&str], word: &String| list.contains(&word.as_str());
    words.iter().any(|word| word == "evidence")
        || words.first().is_some_and(|first| has(&SAVING, first))
            && words.iter().skip(1).any(|word| has(&EVIDENCE, word))
}

fn goes_back(step: &Step, group: &Group<'_>) -> bool {
    let mut own = own_commands(step).peekable();
    if own.peek().is_some() {
        let is_back = group.is(Branch::RollBack) && step.planned.changes_state;
        return is_back
            || own.any(|(command, _)| reading::changing(command).iter().any(|w| restarting(w)));
    }
    let words = words(&step.planned.action);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["roll" | "go", "back", ..] => true,
        [first, ..] => ["reboot", "recreate", "redeploy", "restart"].contains(first),
        [] => false,
    }
}

/// Whether one of the conditions holds for each choice of answers for which the wanted one does.
fn always_one(conditions: &[Option<&Condition>], wanted: Option<&Condition>) -> bool {
    let all: Vec<_> = std::iter::once(wanted).chain(conditions.iter().copied()).collect();
    !path::some_choice(&all, |holding| {
        holding.split_first().is_some_and(|(wanted, rest)| *wanted && !rest.contains(&true))
    })
}

/// RB26: where a queue is paused, later steps resume it and replay what failed.
///
/// A step pauses where its action begins with pause or suspend and names a queue or consumer, or
/// where its command cancels a consumer. It is resumed by a later step whose action begins with
/// resume, start or unpause and names one, or whose command adds a consumer; and replayed by a
/// later one whose action says replay, requeue, retry, rerun, redrive or the like. An Undo is
/// neither, for nobody walks it. The first pause is named.
fn paused(runbook: &Runbook, found: &mut Found<'_>) {
    let steps: Vec<&Step> = groups(runbook).flat_map(|group| group.steps).collect();
    let Some(at) =
        steps.iter().position(|s| turns_queue(s, &["pause", "suspend"], "cancel_consumer"))
    else {
        return;
    };
    let later = || steps.iter().skip(at + 1);
    let resumed =
        later().any(|s| turns_queue(s, &["resume", "start", "unpause", "reopen"], "add_consumer"));
    let replayed = later().any(|step| {
        words(&step.planned.action).iter().any(|word| REPLAYING.contains(&word.as_str()))
    });
    let missing = match (resumed, replayed) {
        (true, true) => return,
        (false, true) => "resumes it",
        (true, false) => "replays what failed",
        (false, false) => "resumes it and replays what failed",
    };
    if let Some(step) = steps.get(at) {
        found.at("RB26", step.at, format!("A queue is paused here, and no later step {missing}."));
    }
}

fn turns_queue(step: &Step, verbs: &[&str], command: &str) -> bool {
    let words = words(&step.planned.action.replace(['{', '}', '.', '_'], " "));
    let verb = words.first().is_some_and(|first| verbs.contains(&first.as_str()));
    let names = ["queue", "queues", "consumer", "consumers"];
    verb && words.iter().any(|word| names.contains(&word.as_str()))
        || own_commands(step).any(|(own, _)| own.text.contains(command))
}
