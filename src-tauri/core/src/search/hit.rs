//! A hit: the document, the place in it that holds most of the query, and its words with marks.

use super::{BETWEEN, FOUND, FOUND_END, Kind, Place};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many letters of the place are shown, and how many of them before the first mark.
const MOST_LETTERS: usize = 160;
const BEFORE_THE_MARK: usize = 50;

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// A runbook's or service's id; the id of the incident.
    pub id: String,
    /// What a command calls it: that id, or the incident's handle.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The title in pieces, with what was found in it.
    pub title_spans: Vec<Span>,
    /// Where in it the words stand; absent where that is the whole of it.
    pub place: Option<Place>,
    /// The words there, on one line, cut to what is around the first that was found.
    pub snippet: Vec<Span>,
}

/// A piece of text that was found, or that stands around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Span {
    pub text: String,
    pub found: bool,
}

impl Hit {
    /// A hit from what an index gives: `title` and `body` with marks around what was found, the body
    /// in passages, `places` as [`Entry::places`](super::Entry::places) has them.
    pub fn of(kind: Kind, id: String, name: String, title: &str, body: &str, places: &str) -> Self {
        let passages: Vec<Vec<Span>> = body.split(BETWEEN).map(spans).collect();
        // The passage with most of the words; of equal ones the first.
        let best = (0..passages.len()).rev().max_by_key(|at| different_words(&passages[*at]));
        let (at, best) = best.map(|at| (at, &passages[at][..])).unwrap_or((0, &[]));
        let title_spans = spans(title);
        Self {
            kind,
            id,
            name,
            title: title_spans.iter().map(|span| span.text.as_str()).collect(),
            title_spans,
            place: places
                .lines()
                .nth(at)
                .filter(|_| different_words(best) > 0)
                .and_then(|place| serde_json::from_str(place).unwrap_or_default()),
            snippet: around_the_most(best),
        }
    }
}

/// A marked text in pieces. A mark that has lost its other end reaches to the end of the text.
fn spans(marked: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut found = false;
    for piece in marked.split_inclusive([FOUND, FOUND_END]) {
        let text = piece.trim_end_matches([FOUND, FOUND_END]);
        if !text.is_empty() {
            spans.push(Span { text: text.to_owned(), found });
        }
        found = if piece.ends_with(FOUND) { true } else { found && !piece.ends_with(FOUND_END) };
    }
    spans
}

fn different_words(spans: &[Span]) -> usize {
    let found = spans.iter().filter(|span| span.found);
    found.map(|span| span.text.to_lowercase()).collect::<BTreeSet<String>>().len()
}

/// One line of a passage around most of what was found, cut at spaces where there are any.
fn around_the_most(spans: &[Span]) -> Vec<Span> {
    let flat: Vec<(char, bool)> = spans
        .iter()
        .flat_map(|span| span.text.chars().map(|c| (one_line(c), span.found)))
        .collect();
    let first = where_most_begins(spans);
    let mut start = first.saturating_sub(BEFORE_THE_MARK);
    if start > 0 {
        let space = flat[start..first].iter().position(|(c, _)| *c == ' ');
        start += space.map_or(0, |space| space + 1);
    }
    let mut end = (start + MOST_LETTERS).min(flat.len());
    if end < flat.len() {
        let least = first.max(start + MOST_LETTERS / 2).min(end);
        let space = flat[least..end].iter().rposition(|(c, _)| *c == ' ');
        end = space.map_or(end, |space| least + space);
    }
    let mut shown: Vec<Span> = Vec::new();
    let mut add = |c: char, found: bool| match shown.last_mut() {
        Some(last) if last.found == found => last.text.push(c),
        _ => shown.push(Span { text: c.to_string(), found }),
    };
    if start > 0 {
        add('…', false);
    }
    flat[start..end].iter().for_each(|(c, found)| add(*c, *found));
    if end < flat.len() {
        add('…', false);
    }
    shown
}

/// The letter with which the most different words begin that are shown together; of equal places
/// the first.
fn where_most_begins(spans: &[Span]) -> usize {
    let mut at = 0;
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for span in spans {
        let end = at + span.text.chars().count();
        if span.found {
            found.push((at, end, span.text.to_lowercase()));
        }
        at = end;
    }
    let words_from = |first: usize| {
        let room = found[first].0 + MOST_LETTERS - BEFORE_THE_MARK;
        let together = found[first..].iter().take_while(|(_, end, _)| *end <= room);
        let words: BTreeSet<&str> = together.map(|(_, _, word)| word.as_str()).collect();
        words.len()
    };
    let most = (0..found.len()).rev().max_by_key(|first| words_from(*first));
    most.map_or(0, |first| found[first].0)
}

fn one_line(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(body: &str) -> Hit {
        let place = |words: &str| {
            serde_json::json!({ "at": "section", "section": words, "words": words }).to_string()
        };
        let places = [place("one"), place("two"), place("three")].join("\n");
        let (id, name) = ("any/x".to_owned(), "any/x".to_owned());
        Hit::of(Kind::Runbook, id, name, "Redis \u{2}pool\u{3}", body, &places)
    }

    fn shown(hit: &Hit) -> String {
        let piece = |span: &Span| match span.found {
            true => format!("[{}]", span.text),
            false => span.text.clone(),
        };
        hit.snippet.iter().map(piece).collect()
    }

    #[test]
    fn the_place_is_the_one_with_most_of_the_words() {
        let found = hit("a \u{2}pool\u{3}\u{1e}the \u{2}pool\u{3} is \u{2}full\u{3}\u{1e}x");
        assert_eq!(found.place.as_ref().map(Place::words), Some("two"));
        assert_eq!(shown(&found), "the [pool] is [full]");
        assert_eq!(found.title, "Redis pool");
        assert!(found.title_spans[1].found);
        let twice = hit("\u{2}pool\u{3} \u{2}Pool\u{3}\u{1e}\u{2}pool\u{3}");
        assert_eq!(twice.place.as_ref().map(Place::words), Some("one"));
    }

    #[test]
    fn what_is_found_in_the_title_alone_has_no_place() {
        let found = hit("Errors rise after the deploy\u{1e}other");
        assert_eq!(found.place, None);
        assert_eq!(shown(&found), "Errors rise after the deploy");
    }

    #[test]
    fn a_long_place_is_cut_around_what_was_found() {
        let long = format!("{}\n\u{2}pool\u{3} {}", "word ".repeat(100), "after ".repeat(100));
        let shown = shown(&hit(&long));
        assert!(shown.starts_with("…word word"), "{shown}");
        assert!(shown.contains(" [pool] after"), "{shown}");
        assert!(shown.ends_with("after…"), "{shown}");
        assert!(shown.chars().count() <= MOST_LETTERS + 4, "{shown}");
        let unbroken = hit(&format!("{}\u{2}{}\u{3}", "é".repeat(500), "x".repeat(500)));
        assert!(unbroken.snippet.iter().any(|span| span.found));
    }

    #[test]
    fn a_long_place_is_cut_where_most_of_the_words_are() {
        let far = "word ".repeat(60);
        let found = hit(&format!("\u{2}Undo\u{3}: {far}the \u{2}rollout\u{3} \u{2}undo\u{3}"));
        assert!(shown(&found).ends_with("the [rollout] [undo]"), "{}", shown(&found));
    }

    #[test]
    fn marks_that_reach_over_two_passages_harm_nothing() {
        let found = hit("the \u{2}pool\u{1e}full\u{3} stop");
        assert_eq!(shown(&found), "the [pool]");
    }
}
