//! Mends of steps: one that is lost, one that is two, and those that are missing.

use super::labels::indent;
use super::page::{Change, HOLE, Page};
use crate::runbook::lint::Finding;
use crate::runbook::lint::group::{Group, has};
use crate::runbook::{Label, Step};

pub(super) fn mend(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let at = page.byte(finding.line, finding.column);
    match finding.rule {
        "RB06" => table(page, at),
        "RB13" => bullet(page, at),
        "RB22" => seen(page, page.step(at)?),
        "RB23" => Some(saved(page, page.step(at)?)),
        "RB37" => split(page, at),
        _ => None,
    }
}

/// Mends that add the step or sentence which a branch or phase lacks.
pub(super) fn mend_missing(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let at = page.byte(finding.line, finding.column);
    match finding.rule {
        "RB24" => in_hotfix(page, page.group(finding.line)?, finding),
        "RB25" => in_roll_back(page, page.group(finding.line)?, finding),
        "RB26" => resumed(page, page.step(at)?, finding),
        "RB28" => reached(page, page.group(finding.line)?),
        "RB29" => told(page, page.group(finding.line)?),
        _ => None,
    }
}

/// A table on the line of a box gets a text before it.
fn table(page: &Page<'_>, at: usize) -> Option<Change> {
    let source = page.text.get(at..)?;
    let behind = at + source.find("] ")? + 2;
    let is_table = page.text.get(behind..)?.starts_with('|');
    let indent = " ".repeat(at - page.start_of_line(at));
    is_table.then(|| {
        let text = format!("{HOLE}\n\n{indent}");
        Change::insert("Put the step's text above the table", behind, text)
    })
}

/// A numbered or starred box under a heading becomes one of a bullet list.
fn bullet(page: &Page<'_>, at: usize) -> Option<Change> {
    let start = page.start_of_line(at);
    let marker = page.source(start..at);
    let number = marker.trim_end().trim_end_matches(['.', ')']);
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_number.then(|| Change::replace("Make it a bullet", start..at, "- "))
}

/// An Expect on the step behind the change; where there is none, a step that reads a value.
fn seen(page: &Page<'_>, step: &Step) -> Option<Change> {
    let place = |step: &Step| (step.planned.phase, step.planned.branch);
    match page.next(step).filter(|next| place(next) == place(step)) {
        Some(next) if !has(next, Label::Expect) && !has(next, Label::Record) => {
            let at = page.end_of(next);
            let line = format!("{}- Expect: {HOLE}\n", indent(page, next));
            let does = "Say what the next step shows";
            Some(Change::insert(does, at, page.whole_lines(at, &line)))
        }
        _ => {
            let at = page.end_of(step);
            let step = format!("- [ ] Read {HOLE}\n  - Record: value seen\n");
            Some(Change::insert("Add a step that looks", at, page.whole_lines(at, &step)))
        }
    }
}

fn saved(page: &Page<'_>, step: &Step) -> Change {
    let at = page.start_of_line(page.at(step.at));
    let text = "- [ ] Save the logs of the last hour as evidence\n  - Record: where they lie\n";
    Change::insert("Save evidence first", at, text)
}

/// The second action as a step of its own, behind the first with its labels.
fn split(page: &Page<'_>, at: usize) -> Option<Change> {
    let step = page.step(at)?;
    let end = page.end_of(step);
    let line_end = at + page.text.get(at..)?.find('\n').unwrap_or(page.text.len() - at);
    let second = page.source(at..line_end).trim_start_matches([' ', ',']);
    let second = ["and then ", "then ", "and "]
        .iter()
        .find_map(|word| second.strip_prefix(word))
        .map(str::trim)?;
    let mut letters = second.chars();
    let first: String = letters.next()?.to_uppercase().collect();
    let rest = page.source((line_end + 1).min(end)..end);
    let break_ = if rest.is_empty() || rest.ends_with('\n') { "" } else { "\n" };
    let own = page.source(page.start_of_line(step.range.start)..step.range.start);
    let own = if own.trim().is_empty() { own } else { "" };
    let text = format!("\n{rest}{break_}{own}- [ ] {first}{}\n", letters.as_str());
    Some(Change::replace("Make a step of it", at..end, text))
}

/// Steps at the end of a group.
fn behind(page: &Page<'_>, group: &Group<'_>, does: &str, steps: &str) -> Option<Change> {
    let at = page.end_of(group.steps.last()?);
    Some(Change::insert(does, at, page.whole_lines(at, steps)))
}

/// Steps before the first of a group.
fn before(page: &Page<'_>, group: &Group<'_>, does: &str, steps: &str) -> Option<Change> {
    let at = page.start_of_line(page.at(group.steps.first()?.at));
    Some(Change::insert(does, at, steps))
}

fn in_hotfix(page: &Page<'_>, group: Group<'_>, finding: &Finding) -> Option<Change> {
    if finding.message.contains("canary") {
        let step = "- [ ] Compare canary and stable for ten minutes\n  - Record: failing share on \
                    canary and on stable (percent)\n";
        return behind(page, &group, "Add a step for the canary", step);
    }
    let step = "- [ ] Write the test that fails without the fix\n  - Record: failing test (name)\n";
    before(page, &group, "Add a step for the test", step)
}

fn in_roll_back(page: &Page<'_>, group: Group<'_>, finding: &Finding) -> Option<Change> {
    let says = |words: &str| finding.message.contains(words);
    if says("schema") {
        let step = "- [ ] Check which migrations {{release.good}} cannot run on\n  - Record: \
                    migrations (names, or none)\n";
        return before(page, &group, "Add a step for the schema", step);
    }
    let (does, step) = if says("workers") {
        let step = "- [ ] Count workers that are not on {{release.good}}\n  - Record: workers on \
                    another release (count)\n";
        ("Add a step for the workers", step)
    } else if says("cron") {
        let step = "- [ ] Count cron jobs that are not on {{release.good}}\n  - Record: jobs on \
                    another release (count)\n";
        ("Add a step for cron", step)
    } else {
        let step = "- [ ] Read which chunks the CDN serves now\n  - Record: chunk names, and \
                    whether they are {{release.good}}'s\n";
        ("Add a step for the caches", step)
    };
    behind(page, &group, does, step)
}

fn resumed(page: &Page<'_>, step: &Step, finding: &Finding) -> Option<Change> {
    let replay =
        "- [ ] Replay what failed, if it may run twice\n  - Record: tasks replayed (count)\n";
    let resume = "- [ ] Resume the queue\n  - Record: tasks waiting (count)\n";
    let says = |words: &str| finding.message.contains(words);
    let steps = match (says("resumes"), says("replays")) {
        (true, true) => format!("{resume}{replay}"),
        (true, false) => resume.to_owned(),
        _ => replay.to_owned(),
    };
    let group = crate::runbook::lint::group::groups(page.runbook)
        .find(|group| group.steps.iter().any(|other| other.range == step.range))?;
    behind(page, &group, "Add what ends the pause", &steps)
}

/// The sentence for when nothing answers, on the branch's first step.
fn reached(page: &Page<'_>, group: Group<'_>) -> Option<Change> {
    let step = group.steps.first()?;
    let at = page.end_of(step);
    let line = format!(
        "{}- When the VPN or the cluster cannot be reached, ring the escalation number on the \
         service card; they {HOLE}\n",
        indent(page, step)
    );
    Some(Change::insert("Say whom to ring then", at, page.whole_lines(at, &line)))
}

fn told(page: &Page<'_>, group: Group<'_>) -> Option<Change> {
    let step = "- [ ] Tell support what users see, and what helps meanwhile\n  - Record: time they \
                were told (UTC time)\n";
    behind(page, &group, "Add a step that tells people", step)
}
