//! Boxes that are no steps, and boxes that the Markdown parser never saw.

use super::Problem;
use super::lines::Lines;
use crate::markdown::{Block, Item};
use std::collections::HashSet;
use std::ops::Range;

/// The task items that no step was made of.
pub(super) fn tasks(blocks: &[Block], steps: &[usize], lines: &Lines<'_>) -> Vec<Problem> {
    let steps: HashSet<usize> = steps.iter().copied().collect();
    let mut problems = Vec::new();
    each_item(blocks, Around::Section, &mut |item, around| {
        let Some(task) = item.task.as_ref().filter(|task| !steps.contains(&task.range.start))
        else {
            return;
        };
        let why = match around {
            Around::Section => "stands outside the phases and branches",
            Around::Item => "is nested in another item",
            Around::Ordered => "is in a numbered list",
            Around::Quote => "is in a quote",
        };
        problems.push(Problem::new(
            "RB13",
            lines.position(task.range.start),
            format!(
                "This box {why}, so it is no step and is shown as text. Steps are boxes of a \
                 bullet list right under the heading of a phase or branch."
            ),
        ));
    });
    problems
}

/// The lines that begin with a box of which the parser made no task.
///
/// A table on an item's first line swallows the box without a word.
pub(super) fn markers(blocks: &[Block], lines: &Lines<'_>) -> Vec<Problem> {
    let mut seen = HashSet::new();
    each_item(blocks, Around::Section, &mut |item, _| {
        seen.extend(item.task.as_ref().map(|task| lines.line_start(task.range.start)));
    });
    let mut code = Vec::new();
    collect_code(blocks, &mut code);
    let body = blocks.first().map_or(usize::MAX, |block| block.range().start);
    let body = lines.line_start(body);
    let is_code = |at: usize| {
        let after = code.partition_point(|range| range.start <= at);
        after > 0 && code.get(after - 1).is_some_and(|range| range.contains(&at))
    };
    let lost = lines.each().filter(|(start, _)| *start >= body && !seen.contains(start));
    let lost = lost.filter_map(|(start, line)| {
        let (at, rest) = box_of(line)?;
        (!is_code(start + at)).then(|| (start + at, rest))
    });
    lost.map(|(at, rest)| {
        let (what, mend) = if rest.trim_start().starts_with('|') {
            (
                "A table stands on the first line of this step",
                "Write the step's text on that line and put the table below it.",
            )
        } else if rest.trim().is_empty() {
            ("This box has no text on its line", "Write what to do behind the box.")
        } else {
            (
                "This box is not read as one",
                "Begin the line with a hyphen, a space and the box, after an empty line.",
            )
        };
        let message = format!("{what}, so the step is lost: it is not walked. {mend}");
        Problem::new("RB06", lines.position(at), message)
    })
    .collect()
}

/// What stands directly around an item's list.
#[derive(Clone, Copy)]
enum Around {
    Section,
    Item,
    Ordered,
    Quote,
}

fn each_item(blocks: &[Block], around: Around, found: &mut dyn FnMut(&Item, Around)) {
    for block in blocks {
        match block {
            Block::List { first, items, .. } => {
                let around = match (around, first) {
                    (Around::Section, Some(_)) => Around::Ordered,
                    (around, _) => around,
                };
                for item in items {
                    found(item, around);
                    each_item(&item.blocks, Around::Item, found);
                }
            }
            Block::Quote { blocks, .. } => each_item(blocks, Around::Quote, found),
            Block::Paragraph { .. }
            | Block::Heading { .. }
            | Block::Code { .. }
            | Block::Table { .. }
            | Block::Rule { .. } => {}
        }
    }
}

/// The ranges of code, in the order of the text.
fn collect_code(blocks: &[Block], code: &mut Vec<Range<usize>>) {
    for block in blocks {
        match block {
            Block::Code { range, .. } => code.push(range.clone()),
            Block::List { items, .. } => {
                items.iter().for_each(|item| collect_code(&item.blocks, code));
            }
            Block::Quote { blocks, .. } => collect_code(blocks, code),
            Block::Paragraph { .. }
            | Block::Heading { .. }
            | Block::Table { .. }
            | Block::Rule { .. } => {}
        }
    }
}

/// The byte of a box at the beginning of a line, and what stands behind it.
fn box_of(line: &str) -> Option<(usize, &str)> {
    let mut rest = line.trim_start();
    while let Some(inner) = rest.strip_prefix('>') {
        rest = inner.trim_start();
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let bullet = match digits {
        0 => rest.strip_prefix(['-', '*', '+'])?,
        _ => rest.get(digits..)?.strip_prefix(['.', ')'])?,
    };
    let boxed = bullet.trim_start();
    if boxed.len() == bullet.len() {
        return None;
    }
    let behind = ["[ ]", "[x]", "[X]"].iter().find_map(|b| boxed.strip_prefix(b))?;
    (behind.is_empty() || behind.starts_with(char::is_whitespace))
        .then_some((line.len() - boxed.len(), behind))
}
