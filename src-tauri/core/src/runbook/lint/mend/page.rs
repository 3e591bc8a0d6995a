//! The text that a mend changes, by byte and by line.

use super::Edit;
use crate::runbook::lines::Lines;
use crate::runbook::lint::group::{Group, groups};
use crate::runbook::{Position, Runbook, Step};
use std::ops::Range;

/// Stands for the hole in a change's text.
pub(super) const HOLE: char = '\u{1}';

/// A change in bytes of the runbook's text; [`HOLE`] stands where a person types on.
pub(super) struct Change {
    does: String,
    replaced: Range<usize>,
    text: String,
}

impl Change {
    pub fn insert(does: impl Into<String>, at: usize, text: impl Into<String>) -> Self {
        Self::replace(does, at..at, text)
    }

    pub fn replace(
        does: impl Into<String>,
        replaced: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        Self { does: does.into(), replaced, text: text.into() }
    }
}

/// A runbook and its text.
pub(super) struct Page<'a> {
    pub runbook: &'a Runbook,
    pub text: &'a str,
    lines: Lines<'a>,
}

impl<'a> Page<'a> {
    pub fn of(runbook: &'a Runbook) -> Self {
        Self { runbook, text: &runbook.text, lines: Lines::of(&runbook.text) }
    }

    pub fn edit(&self, change: Change) -> Edit {
        let hole = change.text.chars().position(|c| c == HOLE);
        Edit {
            does: change.does,
            from: self.lines.position(change.replaced.start),
            to: self.lines.position(change.replaced.end),
            text: change.text.replace(HOLE, ""),
            hole,
        }
    }

    /// The bytes of a line without its break; a line beyond the last is empty, at the end.
    pub fn line(&self, number: usize) -> Range<usize> {
        self.lines.line(number)
    }

    pub fn source(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// The byte of a place.
    pub fn byte(&self, line: usize, column: usize) -> usize {
        let range = self.line(line);
        let skipped = self.source(range.clone()).chars().take(column.saturating_sub(1));
        range.start + skipped.map(char::len_utf8).sum::<usize>()
    }

    pub fn at(&self, place: Position) -> usize {
        self.byte(place.line, place.column)
    }

    /// The step that holds a byte.
    pub fn step(&self, byte: usize) -> Option<&'a Step> {
        let mut steps = self.runbook.steps();
        steps.find(|step| step.range.contains(&byte) || self.at(step.at) == byte)
    }

    /// The step behind this one in the text.
    pub fn next(&self, step: &Step) -> Option<&'a Step> {
        let later = self.runbook.steps().filter(|other| other.range.start > step.range.start);
        later.min_by_key(|other| other.range.start)
    }

    /// The group whose heading stands at a place.
    pub fn group(&self, line: usize) -> Option<Group<'a>> {
        groups(self.runbook).find(|group| group.at.line == line)
    }

    /// Where the step ends: behind the break of its last line that is not empty.
    pub fn end_of(&self, step: &Step) -> usize {
        let source = self.source(step.range.clone()).trim_end();
        let end = step.range.start + source.len();
        self.text
            .get(end..)
            .and_then(|rest| rest.find('\n'))
            .map_or(self.text.len(), |at| end + at + 1)
    }

    /// Where the line of a byte begins.
    pub fn start_of_line(&self, byte: usize) -> usize {
        self.lines.line_start(byte)
    }

    /// A text of whole lines, to be put where a line begins: at the end of a file without a final
    /// break it brings that break along.
    pub fn whole_lines(&self, at: usize, lines: &str) -> String {
        let before = self.text.get(..at).unwrap_or_default();
        if before.is_empty() || before.ends_with('\n') {
            lines.to_owned()
        } else {
            format!("\n{lines}")
        }
    }
}
