//! Mends of a step's labels: one that is missing, misspelt, marked up, below its command or empty.

use super::nearest::nearest;
use super::page::{Change, HOLE, Page};
use crate::runbook::lint::Finding;
use crate::runbook::lint::group::{has, label_at, own_commands};
use crate::runbook::{Label, Step};
use chrono::NaiveDate;

pub(super) fn mend(page: &Page<'_>, finding: &Finding, today: NaiveDate) -> Option<Change> {
    let at = page.byte(finding.line, finding.column);
    match finding.rule {
        "RB09" => known(page, at),
        "RB19" => owed(page, page.step(at)?),
        "RB20" => Some(caution(page, page.start_of_line(at))),
        "RB21" => caution_first(page, page.step(at)?),
        "RB30" => Some(source(page, page.step(at)?, today)),
        "RB31" => read_again(page, at, today),
        "RB40" => emptied(page, at),
        _ => None,
    }
}

/// How far a step's sub-items are indented: as its first one is, else by two.
pub(super) fn indent(page: &Page<'_>, step: &Step) -> String {
    let sub_item = page.source(step.range.clone()).lines().skip(1).find_map(|line| {
        let indent = line.len() - line.trim_start().len();
        let is_item = line.trim_start().starts_with("- ");
        (is_item && indent > 0).then(|| line.get(..indent).unwrap_or_default().to_owned())
    });
    let own = page.start_of_line(step.range.start);
    let own = page.source(own..step.range.start);
    let own = if own.trim().is_empty() { own } else { "" };
    sub_item.unwrap_or_else(|| format!("{own}  "))
}

/// Where a further label goes: above the Source, which stands last, else at the step's end.
fn place(page: &Page<'_>, step: &Step) -> usize {
    if has(step, Label::Source) {
        return page.line(label_at(step, Label::Source).line).start;
    }
    page.end_of(step)
}

/// The labels that a state change owes, with the hole behind the first.
fn owed(page: &Page<'_>, step: &Step) -> Option<Change> {
    let changes = step.planned.changes_state;
    let missing = [Label::Expect, Label::IfNot, Label::Undo].into_iter().filter(|label| {
        let stands_in = *label == Label::Expect && !changes && has(step, Label::Record);
        !has(step, *label) && !stands_in
    });
    let missing: Vec<&str> = missing.map(Label::title).collect();
    let indent = indent(page, step);
    let lines = missing.iter().enumerate().map(|(n, label)| {
        let hole = if n == 0 { HOLE.to_string() } else { String::new() };
        format!("{indent}- {label}: {hole}\n")
    });
    let at = place(page, step);
    let text = page.whole_lines(at, &lines.collect::<String>());
    (!missing.is_empty()).then(|| Change::insert(format!("Add {}", missing.join(", ")), at, text))
}

/// A Caution above the command whose line begins here.
fn caution(page: &Page<'_>, at: usize) -> Change {
    let line = page.text.get(at..).unwrap_or_default();
    let indent: String = line.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    Change::insert("Add a Caution above it", at, format!("{indent}- Caution: {HOLE}\n"))
}

/// The Caution, with the lines that belong to it, above the step's first command.
fn caution_first(page: &Page<'_>, step: &Step) -> Option<Change> {
    let place = label_at(step, Label::Caution);
    let start = page.line(place.line).start;
    let first = page.source(page.line(place.line));
    let depth = first.len() - first.trim_start().len();
    let belongs =
        |line: &str| !line.trim().is_empty() && line.len() - line.trim_start().len() > depth;
    let mut end = (page.line(place.line).end + 1).min(page.text.len());
    while end < step.range.end && belongs(page.text.get(end..)?.lines().next().unwrap_or_default())
    {
        end += page.text.get(end..)?.find('\n').map_or(page.text.len() - end, |at| at + 1);
    }
    let (_, command) = own_commands(step).next()?;
    let above = page.start_of_line(command);
    let (caution, between) = (page.source(start..end), page.source(above..start));
    let line_end = if caution.ends_with('\n') { "" } else { "\n" };
    let text = format!("{caution}{line_end}{between}");
    Some(Change::replace("Move it above the command", above..end, text))
}

fn source(page: &Page<'_>, step: &Step, today: NaiveDate) -> Change {
    let at = page.end_of(step);
    let line = format!("{}- Source: {HOLE}, checked {today} <>\n", indent(page, step));
    Change::insert("Add a Source, read today", at, page.whole_lines(at, &line))
}

/// The oldest day of a check, or one that is to come, becomes today; or a Source gets its day.
fn read_again(page: &Page<'_>, at: usize, today: NaiveDate) -> Option<Change> {
    let line = at..at + page.text.get(at..)?.find('\n').unwrap_or(page.text.len() - at);
    let source = page.source(line.clone());
    let days = source.match_indices("checked ").filter_map(|(at, word)| {
        let from = at + word.len();
        let day = NaiveDate::parse_from_str(source.get(from..from + 10)?, "%Y-%m-%d").ok()?;
        Some((day, from))
    });
    let does = format!("I read it again today, {today}");
    if let Some((_, from)) = days.min() {
        let from = line.start + from;
        return Some(Change::replace(does, from..from + 10, today.to_string()));
    }
    let is_without_day = !source.contains("checked ");
    let end = source.find(" <").unwrap_or(source.trim_end().len());
    is_without_day.then(|| Change::insert(does, line.start + end, format!(", checked {today}")))
}

/// The value of an Expect that says nothing, taken out, for the words that are seen.
fn emptied(page: &Page<'_>, at: usize) -> Option<Change> {
    let end = at + page.text.get(at..)?.find('\n').unwrap_or(page.text.len() - at);
    let value = at + page.source(at..end).find(": ")? + 2;
    Some(Change::replace("Say what is seen instead", value..end, HOLE.to_string()))
}

/// The label that was meant, or a known one without its marks.
fn known(page: &Page<'_>, at: usize) -> Option<Change> {
    let end = at + page.text.get(at..)?.find('\n').unwrap_or(page.text.len() - at);
    let source = page.source(at..end);
    let colon = source.find(':')?;
    let written = source.get(..colon)?;
    let plain = written.trim_matches(['*', '_', '`', ' ']);
    let known = Label::ALL.map(Label::title);
    let label = nearest(plain, known)?;
    if written == label {
        return in_an_item(page, at, label);
    }
    // Marks may close behind the colon: **Why:** reads as Why all the same.
    let behind = source.get(colon + 1..)?;
    let marks = behind.len() - behind.trim_start_matches(['*', '_', '`']).len();
    let (to, text) = (at + colon + 1 + marks, format!("{label}:"));
    (written != plain || !label.eq_ignore_ascii_case(plain) || marks > 0)
        .then(|| Change::replace(format!("Write {label}"), at..to, text))
}

/// A label in the step's own text becomes a sub-item; one that is there twice stays with a person.
fn in_an_item(page: &Page<'_>, at: usize, label: &str) -> Option<Change> {
    let before = page.source(page.start_of_line(at)..at);
    before
        .trim()
        .is_empty()
        .then(|| Change::insert(format!("Make {label} a sub-item"), at, "- ".to_owned()))
}
