//! What each branch of Mitigate must say, and that people are told.

use super::found::Found;
use super::group::{Group, groups, words};
use crate::markdown::{Block, plain_text};
use crate::runbook::{Branch, Phase, Position, Runbook, Step};

/// Words for a way in that is closed.
const UNREACHABLE: [&str; 15] = [
    "can't be reached",
    "cannot be reached",
    "cannot reach",
    "can't reach",
    "cluster is down",
    "is unreachable",
    "locked out",
    "no access to the",
    "no vpn",
    "no way in",
    "not reachable",
    "out of reach",
    "vpn is down",
    "vpn or cluster is",
    "without vpn",
];

/// Words for asking somebody who has another way in.
const RINGING: [&str; 8] =
    ["call", "calls", "dial", "escalation", "page", "phone", "ring", "telephone"];

/// First words of a step that tells people.
const TELLING: [&str; 20] = [
    "announce", "answer", "brief", "call", "email", "explain", "give", "inform", "mail", "message",
    "notify", "page", "post", "publish", "reply", "send", "tell", "update", "warn", "write",
];

pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    for group in groups(runbook).filter(|g| g.branch.is_some() && !g.says_why_not()) {
        hotfix(&group, found);
        roll_back(&group, runbook, found);
        unreachable(&group, found);
    }
    told(runbook, found);
}

/// RB24: Hotfix, or Roll forward, has a step about a test and one about a canary.
///
/// What a step is about: its action, Record and Expect. A test: test, tests or tested. A canary:
/// canary, preview, percent, progressive or staged. A branch of one or two steps that change
/// nothing only says why it is no way, and is free.
fn hotfix(group: &Group<'_>, found: &mut Found<'_>) {
    if !group.is(Branch::Hotfix) {
        return;
    }
    let canary =
        ["canary", "canaries", "percent", "preview", "progressive", "progressively", "staged"];
    for (what, of) in [("test", &["test", "tests", "tested"][..]), ("canary", &canary[..])] {
        if !group.steps.iter().any(|step| names(&about(step), of)) {
            let message = format!("{} ships without a step for a {what}.", group.heading);
            found.at("RB24", group.at, message);
        }
    }
}

/// RB25: Roll back has a schema check, a step for workers and one for cron, and for react one for
/// caches.
///
/// What a step is about is as in RB24. Schema: schema, migration or migrate. Workers:
/// worker, consumer, beat or Celery. Cron: cron, CronJob, timer, scheduler or scheduled. Caches:
/// cache, CDN, purge or invalidate. A branch that only says why it is no way is free.
fn roll_back(group: &Group<'_>, runbook: &Runbook, found: &mut Found<'_>) {
    if !group.is(Branch::RollBack) {
        return;
    }
    let schema = ["schema", "schemas", "migration", "migrations", "migrate"];
    let workers = ["worker", "workers", "consumer", "consumers", "beat", "celery"];
    let cron =
        ["cron", "crons", "cronjob", "cronjobs", "crontab", "scheduler", "scheduled", "timers"];
    let caches = ["cache", "caches", "cdn", "purge", "invalidate"];
    let mut wanted = vec![
        ("looks at the schema", &schema[..]),
        ("aligns the workers", &workers[..]),
        ("aligns cron", &cron[..]),
    ];
    if runbook.stack == "react" {
        wanted.push(("empties a cache", &caches[..]));
    }
    for (what, of) in wanted {
        if !group.steps.iter().any(|step| names(&about(step), of)) {
            found.at("RB25", group.at, format!("No step of {} {what}.", group.heading));
        }
    }
}

/// RB28: each branch says what to do when the systems cannot be reached.
///
/// One paragraph, label or sub-item of it says so (cannot be reached, no VPN, unreachable and
/// their like) and whom to ring (ring, call, phone, page or the escalation number). What they type
/// there is left to the reader. A branch that only says why it is no way is free.
fn unreachable(group: &Group<'_>, found: &mut Found<'_>) {
    let text = group.branch.map(|branch| branch.text.as_slice()).unwrap_or_default();
    let paragraphs = text.iter().filter_map(|block| match block {
        Block::Paragraph { text, .. } => Some(plain_text(text)),
        _ => None,
    });
    let said = paragraphs.chain(group.steps.iter().flat_map(sentences));
    let mut said = said.map(|text| text.to_lowercase());
    let is_said = said.any(|text| {
        UNREACHABLE.iter().any(|way| text.contains(way)) && names(&words(&text), &RINGING)
    });
    if !is_said {
        let message = format!("{} is silent about systems out of reach.", group.heading);
        found.at("RB28", group.at, message);
    }
}

/// RB29: some step tells people: its action begins with tell, post, send, notify or their like.
///
/// Named where Communicate stands; at the top where there is none.
fn told(runbook: &Runbook, found: &mut Found<'_>) {
    let tells = |step: &Step| {
        words(&step.planned.action).first().is_some_and(|word| TELLING.contains(&word.as_str()))
    };
    let communicates = runbook.phases.iter().find(|text| text.phase == Some(Phase::Communicate));
    if !communicates.is_some_and(|text| text.steps.iter().any(tells)) {
        let at = communicates.map_or(Position::default(), |text| text.at);
        found.at("RB29", at, "No step of Communicate tells anybody.");
    }
}

fn about(step: &Step) -> Vec<String> {
    let planned = &step.planned;
    let record = planned.record.as_ref().map(|record| record.label.as_str());
    let texts = [Some(planned.action.as_str()), record, planned.expect.as_deref()];
    texts.into_iter().flatten().flat_map(words).collect()
}

fn names(words: &[String], wanted: &[&str]) -> bool {
    words.iter().any(|word| wanted.contains(&word.as_str()))
}

fn sentences(step: &Step) -> Vec<String> {
    let planned = &step.planned;
    let if_not = planned.if_not.as_ref().map(|if_not| &if_not.text);
    let labels = [planned.why.as_ref(), planned.caution.as_ref(), if_not, planned.undo.as_ref()];
    let labels = labels.into_iter().flatten().chain(&planned.detail).cloned();
    labels.chain([planned.action.clone()]).collect()
}
