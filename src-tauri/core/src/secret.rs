//! What looks like a secret in typed text: found before it is stored, never after.
//!
//! Five looks at a text, each of them one pass: at keys of a published shape (`shapes`), at values
//! behind a telling name (`named`), at passwords within an address (`addresses`), at what commands
//! are given (`commands`), and at whole blocks such as a private key (`blocks`). A look may be
//! wrong in both directions: a person is asked, and what nobody can know is stored.

mod addresses;
mod blocks;
mod commands;
mod entropy;
mod keys;
mod named;
mod places;
mod shapes;
mod values;

use std::ops::Range;

/// What stands in the place of a secret that was masked.
pub const MASK: &str = "[masked]";

/// How often a masked text is looked at again: covering one secret may bring out another one.
const MOST_LOOKS: usize = 8;

/// A place that looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it looks like, with its article: "an AWS access key".
    pub kind: &'static str,
    /// The secret itself, in bytes of the text; its name and its quotation marks lie outside.
    pub range: Range<usize>,
}

/// Every place of a text that looks like a secret, in order; no two of them overlap.
///
/// The time grows with the length of the text and with nothing else.
pub fn find(text: &str) -> Vec<Found> {
    let mut found = blocks::find(text);
    for look in [shapes::find, addresses::find, named::find, commands::find] {
        found.extend(look(text));
    }
    apart(found)
}

/// The first kind of secret that a text seems to hold.
pub fn found_in(text: &str) -> Option<&'static str> {
    find(text).first().map(|found| found.kind)
}

/// The kind of secret that a value seems to be, by itself or by the name it was given under.
pub fn found_under(name: &str, value: &str) -> Option<&'static str> {
    found_in(value).or_else(|| named::under(name, value))
}

/// The text with everything that looks like a secret replaced by [`MASK`]; the rest is as it was.
pub fn masked(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..MOST_LOOKS {
        let found = find(&text);
        if found.is_empty() {
            break;
        }
        text = without(&text, &found);
    }
    text
}

fn without(text: &str, found: &[Found]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for Found { range, .. } in found {
        kept.push_str(text.get(from..range.start).unwrap_or_default());
        kept.push_str(MASK);
        from = range.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// Places that overlap are one, of the kind that was looked for first.
fn apart(found: Vec<Found>) -> Vec<Found> {
    let mut ranked: Vec<(usize, Found)> = found.into_iter().enumerate().collect();
    ranked.sort_by_key(|(rank, found)| (found.range.start, *rank));
    let mut apart: Vec<(usize, Found)> = Vec::new();
    for (rank, found) in ranked {
        match apart.last_mut() {
            Some((known, last)) if found.range.start < last.range.end => {
                last.range.end = last.range.end.max(found.range.end);
                if rank < *known {
                    (*known, last.kind) = (rank, found.kind);
                }
            }
            _ => apart.push((rank, found)),
        }
    }
    apart.into_iter().map(|(_, found)| found).collect()
}
