//! Byte offsets as lines and columns.

use super::Position;
use std::ops::Range;

/// Where the lines of a text begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The line and column of a byte; the end of the text where it lies beyond.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let before = self.text.get(self.line_start(offset)..offset.min(self.text.len()));
        Position { line, column: before.map_or(0, |before| before.chars().count()) + 1 }
    }

    /// Where the line of a byte begins.
    pub(super) fn line_start(&self, offset: usize) -> usize {
        let line = self.starts.partition_point(|start| *start <= offset);
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0)
    }

    /// The bytes of a line, from 1, without its break; beyond the last it is empty, at the end.
    pub(super) fn line(&self, number: usize) -> Range<usize> {
        let end = self.text.len();
        let at = number.saturating_sub(1);
        let start = self.starts.get(at).copied().unwrap_or(end);
        start..self.starts.get(at + 1).map_or(end, |next| next - 1)
    }

    /// Every line without its break, with the byte where it begins.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let text = self.text;
        self.starts.iter().map(move |start| {
            let rest = text.get(*start..).unwrap_or_default();
            (*start, rest.split('\n').next().unwrap_or_default())
        })
    }
}
