//! Keys that are known by their own shape: a published beginning, an alphabet and a length.

mod table;

use super::Found;
use super::entropy::entropy;
use super::places::{begins_word, byte};
use std::sync::LazyLock;
use table::SHAPES;

/// A key's shape: what always stands in it, and what stands around that.
struct Shape {
    /// What it is, with its article.
    kind: &'static str,
    /// What the shape is looked for by.
    anchor: &'static str,
    /// What stands before the anchor, where the shape does not begin with it.
    before: Option<Run>,
    /// What stands behind it, in order.
    pieces: &'static [Piece],
    /// What leads to the secret and is none itself, such as a webhook's host, in bytes.
    shown: usize,
}

enum Piece {
    /// These very bytes.
    Text(&'static str),
    Run(Run),
}

/// A row of characters of one set; it ends where another character stands.
#[derive(Clone, Copy)]
struct Run {
    set: Set,
    least: usize,
    most: usize,
}

/// A set of ASCII characters, a bit each.
#[derive(Clone, Copy)]
struct Set(u128);

impl Set {
    const fn of(characters: &[u8]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < characters.len() {
            bits |= 1_u128 << characters[at];
            at += 1;
        }
        Self(bits)
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn has(self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
    }

    /// Where a row of these characters ends.
    fn end(self, text: &[u8], at: usize, most: usize) -> usize {
        let most = most.saturating_add(1);
        at + text.iter().skip(at).take(most).take_while(|c| self.has(**c)).count()
    }
}

/// Where a shape is open, its row may be as long as it likes.
const OPEN: usize = usize::MAX;

/// Bits a byte that a key has at least; `xxxxxxxx` in a manual has none.
const LEAST_BITS: f64 = 2.0;

/// How many characters of a row before an anchor are looked at.
const MOST_BEFORE: usize = 80;

/// The shapes by the first byte of their anchors.
static BY_FIRST: LazyLock<Vec<Vec<usize>>> = LazyLock::new(|| {
    let mut by_first = vec![Vec::new(); 256];
    for (at, shape) in SHAPES.iter().enumerate() {
        let first = shape.anchor.as_bytes().first().copied().unwrap_or(0);
        if let Some(shapes) = by_first.get_mut(usize::from(first)) {
            shapes.push(at);
        }
    }
    by_first
});

/// Every key of a known shape.
pub(super) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // Until where each shape is known not to begin: the row behind it was too long to be read twice.
    let mut dead = vec![0; SHAPES.len()];
    let mut at = 0;
    while at < bytes.len() {
        let here = BY_FIRST.get(usize::from(byte(bytes, at))).map(Vec::as_slice).unwrap_or(&[]);
        let next = here.iter().find_map(|number| {
            let shape = SHAPES.get(*number)?;
            let dead = dead.get_mut(*number)?;
            if at < *dead {
                return None;
            }
            match shape.at(bytes, at) {
                Ok(range) => Some(Found { kind: shape.kind, range }),
                Err(until) => {
                    *dead = until;
                    None
                }
            }
        });
        at = next.as_ref().map_or(at + 1, |key| key.range.end);
        found.extend(next);
    }
    found
}

impl Shape {
    /// The secret whose anchor stands here; else the place before which it cannot stand.
    fn at(&self, text: &[u8], at: usize) -> Result<std::ops::Range<usize>, usize> {
        let is_here = text.get(at..).is_some_and(|there| there.starts_with(self.anchor.as_bytes()));
        if !is_here {
            return Err(0);
        }
        let start = match self.before {
            None if begins_word(text, at) => at,
            None => return Err(0),
            Some(run) => {
                let back = text.iter().take(at).rev().take(MOST_BEFORE.min(run.most + 1));
                let length = back.take_while(|c| run.set.has(**c)).count();
                if length < run.least || length > run.most || !begins_word(text, at - length) {
                    return Err(0);
                }
                at - length
            }
        };
        let mut end = at + self.anchor.len();
        let mut first_row = None;
        for piece in self.pieces {
            match piece {
                Piece::Text(words) => {
                    let there = text.get(end..).unwrap_or_default();
                    if !there.starts_with(words.as_bytes()) {
                        return Err(first_row.unwrap_or(0));
                    }
                    end += words.len();
                }
                Piece::Run(run) => {
                    let row = run.set.end(text, end, run.most);
                    if run.most == OPEN {
                        first_row.get_or_insert(row);
                    }
                    if row - end < run.least || row - end > run.most {
                        return Err(first_row.unwrap_or(0));
                    }
                    end = row;
                    // A sentence may end behind a key.
                    while run.most == OPEN && run.set.has(b'.') && byte(text, end - 1) == b'.' {
                        end -= 1;
                    }
                }
            }
        }
        let told = text.get(start..end).unwrap_or_default();
        let own = told.get(self.anchor.len().min(told.len())..).unwrap_or_default();
        if !own.is_empty() && entropy(own) < LEAST_BITS {
            return Err(first_row.unwrap_or(0));
        }
        Ok(start + self.shown..end)
    }
}

#[cfg(test)]
mod tests {
    use super::SHAPES;

    #[test]
    fn every_shape_is_anchored_and_hides_something() {
        for shape in SHAPES {
            let is_anchored = shape.anchor.len() > 1 || shape.before.is_some();
            assert!(is_anchored, "{} {}", shape.kind, shape.anchor);
            assert!(!shape.pieces.is_empty(), "{} {}", shape.kind, shape.anchor);
        }
    }
}
