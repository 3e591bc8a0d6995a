//! Texts compared and put together line by line; a line keeps its own end.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// A stretch of a three-way merge. Base, ours and theirs can each be read back from the pieces, so
/// nothing of any of them vanishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "piece", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Piece {
    /// As it was, in all three.
    Kept { text: String },
    /// Changed on one side, or on both alike: `was` became `text`.
    Taken { from: Side, was: String, text: String },
    /// Changed on both sides, each in its own way.
    Conflict { base: String, ours: String, theirs: String },
}

/// Whose change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Side {
    Ours,
    Theirs,
    Both,
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct DiffLine {
    /// What became of it.
    pub change: LineChange,
    /// Its number in the first text, from 1.
    pub from: Option<usize>,
    /// Its number in the second.
    pub to: Option<usize>,
    /// The line with its end.
    pub text: String,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum LineChange {
    Kept,
    Removed,
    Added,
}

/// Puts together what two sides made of one text.
///
/// Changes that touch each other are a conflict: what stands side by side was read together.
pub fn three_way(base: &str, ours: &str, theirs: &str) -> Vec<Piece> {
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    let (mut mine, mut other) = (changes(&base, &ours), changes(&base, &theirs));
    let mut pieces = Vec::new();
    let mut at = At::default();
    while let Some(region) = next_region(&mut mine, &mut other) {
        let kept = base[at.base..region.base.start].concat();
        if !kept.is_empty() {
            pieces.push(Piece::Kept { text: kept });
        }
        let length = region.base.start - at.base;
        let our_start = at.ours + length;
        let their_start = at.theirs + length;
        let our_end = our_start + length_after(&region.base, &region.ours);
        let their_end = their_start + length_after(&region.base, &region.theirs);
        pieces.push(piece(
            base[region.base.clone()].concat(),
            ours[our_start..our_end].concat(),
            theirs[their_start..their_end].concat(),
        ));
        at = At { base: region.base.end, ours: our_end, theirs: their_end };
    }
    let rest = base[at.base..].concat();
    if !rest.is_empty() {
        pieces.push(Piece::Kept { text: rest });
    }
    pieces
}

/// Puts two texts together of which nobody knows what they were made from: of each place in which
/// they differ somebody has to choose.
pub fn two_way(ours: &str, theirs: &str) -> Vec<Piece> {
    let (ours, theirs) = (lines(ours), lines(theirs));
    let mut pieces = Vec::new();
    // What stands beside each other is one place, however it became so.
    let mut open: Option<(String, String)> = None;
    for op in capture_diff_slices(Algorithm::Patience, &ours, &theirs) {
        let (mine, other) = (ours[op.old_range()].concat(), theirs[op.new_range()].concat());
        if let DiffOp::Equal { .. } = op {
            pieces.extend(open.take().map(unknown));
            pieces.push(Piece::Kept { text: mine });
        } else {
            let place = open.get_or_insert_default();
            place.0 += &mine;
            place.1 += &other;
        }
    }
    pieces.extend(open.map(unknown));
    pieces
}

fn unknown((ours, theirs): (String, String)) -> Piece {
    Piece::Conflict { base: String::new(), ours, theirs }
}

/// How many changed lines of one comparison are shown.
const MOST_CHANGED: usize = 2000;

/// The lines up to the last changed one that is shown, and how many changed ones are not: a text may
/// be very long.
pub fn cut(mut lines: Vec<DiffLine>) -> (Vec<DiffLine>, usize) {
    let is_changed = |line: &DiffLine| line.change != LineChange::Kept;
    let nth = lines.iter().enumerate().filter(|(_, line)| is_changed(line)).nth(MOST_CHANGED);
    let Some((at, _)) = nth else { return (lines, 0) };
    let more = lines.iter().skip(at).filter(|line| is_changed(line)).count();
    lines.truncate(at);
    (lines, more)
}

/// The merged text, where no piece is a conflict.
pub fn whole(pieces: &[Piece]) -> Option<String> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Kept { text } | Piece::Taken { text, .. } => Some(text.as_str()),
            Piece::Conflict { .. } => None,
        })
        .collect()
}

/// The lines of two texts, with what became of each.
pub fn diff(from: &str, to: &str) -> Vec<DiffLine> {
    let (from, to) = (lines(from), lines(to));
    let line = |change, n: Option<usize>, m: Option<usize>, text: &str| DiffLine {
        change,
        from: n.map(|n| n + 1),
        to: m.map(|m| m + 1),
        text: text.to_owned(),
    };
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &from, &to) {
        let (old, new) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            let pairs = old.zip(new);
            found.extend(pairs.map(|(n, m)| line(LineChange::Kept, Some(n), Some(m), from[n])));
        } else {
            found.extend(old.map(|n| line(LineChange::Removed, Some(n), None, from[n])));
            found.extend(new.map(|m| line(LineChange::Added, None, Some(m), to[m])));
        }
    }
    found
}

/// How far each text is told.
#[derive(Default)]
struct At {
    base: usize,
    ours: usize,
    theirs: usize,
}

/// A stretch of the base that one side or both changed; each side's changes lie within it.
struct Region {
    base: Range<usize>,
    ours: Vec<Hunk>,
    theirs: Vec<Hunk>,
}

/// Lines of the base, and by how many they were replaced.
struct Hunk {
    base: Range<usize>,
    lines: usize,
}

fn piece(base: String, ours: String, theirs: String) -> Piece {
    if ours == theirs && ours == base {
        return Piece::Kept { text: base };
    }
    if ours == theirs {
        return Piece::Taken { from: Side::Both, was: base, text: ours };
    }
    if ours == base {
        return Piece::Taken { from: Side::Theirs, was: base, text: theirs };
    }
    if theirs == base {
        return Piece::Taken { from: Side::Ours, was: base, text: ours };
    }
    Piece::Conflict { base, ours, theirs }
}

/// The next changes of either side, as many as touch each other.
fn next_region(ours: &mut Hunks, theirs: &mut Hunks) -> Option<Region> {
    let first = [ours.peek(), theirs.peek()];
    let start = first.into_iter().flatten().map(|hunk| hunk.base.start).min()?;
    let mut region = Region { base: start..start, ours: Vec::new(), theirs: Vec::new() };
    loop {
        let grown = take_touching(ours, &mut region.base, &mut region.ours)
            | take_touching(theirs, &mut region.base, &mut region.theirs);
        if !grown {
            return Some(region);
        }
    }
}

fn take_touching(hunks: &mut Hunks, base: &mut Range<usize>, taken: &mut Vec<Hunk>) -> bool {
    let mut grown = false;
    while let Some(hunk) = hunks.next_if(|hunk| hunk.base.start <= base.end) {
        base.end = base.end.max(hunk.base.end);
        taken.push(hunk);
        grown = true;
    }
    grown
}

/// How many lines a side has where the base has these.
fn length_after(base: &Range<usize>, hunks: &[Hunk]) -> usize {
    let added: usize = hunks.iter().map(|hunk| hunk.lines).sum();
    let replaced: usize = hunks.iter().map(|hunk| hunk.base.len()).sum();
    base.len() + added - replaced
}

type Hunks = std::iter::Peekable<std::vec::IntoIter<Hunk>>;

fn changes(base: &[&str], side: &[&str]) -> Hunks {
    capture_diff_slices(Algorithm::Patience, base, side)
        .into_iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| Hunk { base: op.old_range(), lines: op.new_range().len() })
        .collect::<Vec<_>>()
        .into_iter()
        .peekable()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}
