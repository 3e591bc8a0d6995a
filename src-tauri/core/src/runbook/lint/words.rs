//! How a step is written: short, one action, verb first, and an Expect that shows something.

use super::found::Found;
use super::group::{action_at, count, groups, label_at, words};
use super::verbs::{begins_with_verb, is_verb};
use crate::markdown::{self, Block, Inline};
use crate::runbook::{Label, Phase, Runbook, RunbookKind, Step, body};
use std::ops::Range;

/// How many words an action may have.
const ACTION: usize = 14;

/// How many words a person has to read in a step before and after doing it.
const VISIBLE: usize = 30;

/// Words of an Expect that show nothing.
const NOTHING_SEEN: [&str; 16] = [
    "as",
    "checked",
    "complete",
    "completed",
    "correct",
    "done",
    "expected",
    "fine",
    "good",
    "ok",
    "okay",
    "set",
    "success",
    "successful",
    "verified",
    "works",
];

/// Words around them that add nothing.
const FILLING: [&str; 20] = [
    "a",
    "all",
    "and",
    "are",
    "be",
    "been",
    "command",
    "everything",
    "has",
    "have",
    "is",
    "it",
    "looks",
    "result",
    "should",
    "step",
    "that",
    "the",
    "this",
    "was",
];

/// What a verb behind "and" has before its object; without one it may as well be a noun.
const DETERMINERS: [&str; 14] = [
    "a", "all", "an", "any", "both", "each", "every", "it", "its", "one", "that", "the", "them",
    "this",
];

/// Words with "just" that say when or where, and are meant.
const PLACES: [&str; 8] = ["above", "after", "before", "behind", "below", "over", "then", "under"];

pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    for step in groups(runbook).flat_map(|group| group.steps) {
        if !step.planned.action.is_empty() {
            action(step, &runbook.text, found);
        }
        expect(step, found);
        visible(step, &runbook.text, found);
    }
    let text = &runbook.text;
    let start = text.len() - body(text).len();
    let mut is_walked = true;
    for block in &markdown::parse_from(text, start).blocks {
        if let Block::Heading { level: 2, text, .. } = block {
            is_walked = match runbook.kind {
                RunbookKind::Runbook => Phase::of_heading(&markdown::plain_text(text)).is_some(),
                RunbookKind::Checklist => {
                    !markdown::plain_text(text).trim().eq_ignore_ascii_case("Reference")
                }
                RunbookKind::Reference => false,
            };
        }
        if is_walked {
            soft(block, text, found);
        }
    }
}

fn action(step: &Step, text: &str, found: &mut Found<'_>) {
    let at = action_at(step, text);
    let action = &step.planned.action;
    // RB36: a placeholder counts as one word, whatever it is filled with.
    let long = count(action);
    if long > ACTION {
        found.at_byte("RB36", at, format!("The action has {long} words; fourteen is the most."));
    }
    if let Some(second) = second_action(action) {
        let source = text.get(at..step.range.end).unwrap_or_default();
        let place = source.find(second).unwrap_or(0);
        let message = format!("\"{}\" begins a second action.", second.trim());
        found.at_byte("RB37", at + place, message);
    }
    if !begins_with_verb(action) {
        let first = action.split_whitespace().next().unwrap_or_default();
        found.at_byte("RB38", at, format!("\"{first}\" is no verb that says what to do."));
    }
}

/// RB37: what begins a second action: "then" behind a comma or "and", a semicolon, a second
/// sentence, or "and" before a verb of the list that has an object behind it.
///
/// An object shows by a word such as the, each or it, or by a placeholder: in "web, workers and
/// restarts" nothing is restarted. Two verbs without one, as in "read and note", pass.
fn second_action(action: &str) -> Option<&str> {
    let lower = action.to_ascii_lowercase();
    for sign in [" and then ", ", then ", "; ", ". "] {
        if let Some(at) = lower.find(sign) {
            return action.get(at..at + sign.len());
        }
    }
    lower.match_indices(" and ").find_map(|(at, and)| {
        let rest = lower.get(at + and.len()..)?;
        let mut words = rest.split_whitespace();
        let verb = words.next()?;
        let next = words.next()?;
        let is_object = DETERMINERS.contains(&next) || next.starts_with("{{");
        (is_object && is_verb(verb)).then(|| action.get(at..at + and.len() + verb.len())).flatten()
    })
}

/// RB40: an Expect is more than ok, done, verified and their like.
fn expect(step: &Step, found: &mut Found<'_>) {
    let Some(expect) = &step.planned.expect else { return };
    let words = words(expect);
    let says = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let empty = words.iter().all(|word| says(word, &NOTHING_SEEN) || says(word, &FILLING));
    if empty && words.iter().any(|word| says(word, &NOTHING_SEEN)) {
        let message = format!("\"{}\" is nothing that can be seen.", expect.trim());
        found.at("RB40", label_at(step, Label::Expect), message);
    }
}

/// RB42: the action, Caution and Expect of a step come to thirty words at most.
///
/// Why, If not, details and commands do not count: they are read when they are needed.
fn visible(step: &Step, text: &str, found: &mut Found<'_>) {
    let planned = &step.planned;
    let texts = [Some(&planned.action), planned.caution.as_ref(), planned.expect.as_ref()];
    let words: usize = texts.into_iter().flatten().map(|text| count(text)).sum();
    if words > VISIBLE {
        let message =
            format!("Action, Caution and Expect have {words} words; thirty are read in a glance.");
        found.at_byte("RB42", action_at(step, text), message);
    }
}

/// RB39: should, simply and just, in what is walked.
///
/// Code and what stands in double quotes is somebody else's wording; "just before" and "just
/// after" say when.
fn soft(block: &Block, text: &str, found: &mut Found<'_>) {
    match block {
        Block::Paragraph { text: inlines, range } => {
            let quoted = quoted(text, range);
            let mut spans = Vec::new();
            collect_text(inlines, &mut spans);
            for span in spans {
                soft_words(text, &span, &quoted, found);
            }
        }
        Block::List { items, .. } => {
            for block in items.iter().flat_map(|item| &item.blocks) {
                soft(block, text, found);
            }
        }
        Block::Quote { blocks, .. } => blocks.iter().for_each(|block| soft(block, text, found)),
        Block::Heading { .. } | Block::Code { .. } | Block::Table { .. } | Block::Rule { .. } => {}
    }
}

fn soft_words(text: &str, span: &Range<usize>, quoted: &[Range<usize>], found: &mut Found<'_>) {
    let part = text.get(span.clone()).unwrap_or_default();
    let mut at = span.start;
    let apart = |c: char| !c.is_alphanumeric() && !"-'".contains(c);
    for word in part.split_inclusive(apart) {
        let start = at;
        at += word.len();
        let plain = word.trim_end_matches(apart).to_ascii_lowercase();
        let is_soft = ["should", "shouldn't", "simply", "just"].contains(&plain.as_str());
        // What comes next matters behind one word alone: it may stand far off.
        let next = || text.get(at..).and_then(|rest| rest.split_whitespace().next());
        let is_meant = || plain == "just" && next().is_some_and(|next| PLACES.contains(&next));
        if is_soft && !is_quoted(quoted, start) && !is_meant() {
            found.at_byte(
                "RB39",
                start,
                format!("\"{plain}\" makes a step sound easy or optional."),
            );
        }
    }
}

fn collect_text(inlines: &[Inline], spans: &mut Vec<Range<usize>>) {
    for inline in inlines {
        match inline {
            Inline::Text { range, .. } => spans.push(range.clone()),
            Inline::Emphasis { text, .. }
            | Inline::Strong { text, .. }
            | Inline::Strikethrough { text, .. }
            | Inline::Link { text, .. } => collect_text(text, spans),
            Inline::Code { .. } | Inline::SoftBreak { .. } | Inline::HardBreak { .. } => {}
        }
    }
}

/// Whether a byte lies in one of these stretches, which are in order.
fn is_quoted(quoted: &[Range<usize>], at: usize) -> bool {
    let behind = quoted.partition_point(|range| range.start <= at);
    behind.checked_sub(1).and_then(|last| quoted.get(last)).is_some_and(|range| range.contains(&at))
}

/// What stands between a pair of double quotes, straight or typographic.
fn quoted(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut open = None;
    let mut quoted = Vec::new();
    for (at, _) in part.match_indices(['"', '\u{201c}', '\u{201d}']) {
        match open.take() {
            None => open = Some(range.start + at),
            Some(start) => quoted.push(start..range.start + at),
        }
    }
    quoted
}
