//! Byte offsets as lines and columns.

use super::Position;
use std::ops::Range;

/// Where the lines of a text begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How many characters begin before every [`BLOCK`]th byte: a line may be as long as the text.
    before: Vec<usize>,
}

/// How many bytes are counted for one place at most.
const BLOCK: usize = 256;

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let blocks = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += characters(block);
            Some(here)
        });
        let before = blocks.collect();
        Self { text, starts: std::iter::once(0).chain(breaks).collect(), before }
    }

    /// The line and column of a byte; the end of the text where it lies beyond.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_start(offset);
        let offset = offset.min(self.text.len());
        let is_place = self.text.is_char_boundary(offset) && start <= offset;
        let column = if is_place { self.count(offset) - self.count(start) } else { 0 };
        Position { line, column: column + 1 }
    }

    /// How many characters begin before a byte.
    fn count(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        match self.before.get(block) {
            Some(before) => before + characters(rest),
            // The end of a text of whole blocks.
            None => self.before.last().map_or(0, |before| {
                let from = (block - 1) * BLOCK;
                before + characters(self.text.as_bytes().get(from..offset).unwrap_or_default())
            }),
        }
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

/// How many characters begin among these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn a_column_counts_characters_however_long_its_line_is() {
        let text = format!("é\n{}", "aé漢🚀".repeat(300));
        let lines = Lines::of(&text);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
            let place = lines.position(at);
            assert_eq!(place.column, text[start..at].chars().count() + 1, "{at}");
            assert_eq!(place.line, text[..at].matches('\n').count() + 1, "{at}");
        }
        assert_eq!(Lines::of("").position(0).column, 1);
        assert_eq!(Lines::of(&"x".repeat(512)).position(512).column, 513);
    }
}
