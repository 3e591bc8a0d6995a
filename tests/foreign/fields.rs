//! Every field, with words that somebody might take for more than words.

use crate::render::{Node, Parsers, flat};
use crate::told::documents;
use crate::vectors;

/// The least number of fields that a record of an incident has words in.
const FIELDS: usize = 22;

#[test]
fn words_of_every_kind_are_words_in_every_field() {
    let parsers = Parsers::new();
    let vectors = vectors::all();
    assert!(vectors.len() >= 150);
    for (n, vector) in vectors.iter().enumerate() {
        // At the beginning of the field, and at its end.
        let frame = |id: &str| match n % 2 {
            0 => format!("{vector} {id}"),
            _ => format!("{id} {vector}"),
        };
        held(&parsers, &frame);
    }
}

#[test]
fn what_stands_behind_and_before_an_ordinary_word_is_words_too() {
    let parsers = Parsers::new();
    for vector in vectors::all().iter().step_by(5) {
        held(&parsers, &|id| format!("{id}{vector}{id}"));
    }
}

/// A record with these words in every field reads as its twin does, word for word.
fn held(parsers: &Parsers, frame: &dyn Fn(&str) -> String) {
    let mut typed: Vec<(String, String)> = Vec::new();
    let mut words = |field: &str| {
        let id = format!("k{}", typed.len());
        let text = match field {
            // The sheet's line of what is decided ends with its first sentence.
            "why" => frame(&id).replace(". ", "."),
            // A place is named by its last part.
            "evidence name" => frame(&id).replace(['/', '\\'], ""),
            _ => frame(&id),
        };
        typed.push((field.to_owned(), text.clone()));
        text
    };
    let hostile = documents(&mut words);
    assert!(typed.len() > FIELDS);
    let mut n = 0;
    let harmless = documents(&mut |field: &str| {
        let (known, text) = &typed[n];
        assert_eq!(known, field);
        n += 1;
        token(n - 1, text)
    });
    for ((name, hostile), (_, harmless)) in hostile.iter().zip(&harmless) {
        let trees = parsers.read(hostile).into_iter().zip(parsers.read(harmless));
        for ((parser, found), (_, twin)) in trees {
            let expected = expected(&twin, &typed, false);
            let found = found.without_own_links();
            if let Some(difference) = difference(&expected, &found) {
                panic!("{name} by {parser}, with {:?}: {difference}", frame("k"));
            }
        }
    }
}

/// What stands for a field's words in the twin; it ends a sentence where they do.
fn token(n: usize, text: &str) -> String {
    let text = text.trim().trim_end_matches(['"', '\'', ')', ']', '”', '’', '*', '`']);
    let ends = text.ends_with(['.', '!', '?', '…', '。', '！', '？']);
    format!("Kb{n}T{}", if ends { "!" } else { "" })
}

/// The twin's tree with the words in the places of their tokens.
fn expected(twin: &Node, typed: &[(String, String)], is_cell: bool) -> Node {
    match twin {
        Node::Text(text) => {
            let mut text = text.clone();
            for (n, (_, words)) in typed.iter().enumerate() {
                if text.contains(&format!("Kb{n}T")) {
                    text = text.replace(&token(n, words), &shown(words, is_cell));
                }
            }
            Node::Text(text)
        }
        Node::Element { name, attributes, children } => {
            let is_cell = is_cell || matches!(name.as_str(), "td" | "th");
            let children = children.iter().map(|child| expected(child, typed, is_cell)).collect();
            Node::Element { name: name.clone(), attributes: attributes.clone(), children }
                .without_own_links()
        }
    }
}

/// Typed words as a line of the document has them.
pub fn shown(words: &str, is_cell: bool) -> String {
    let is_break = |c: char| "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c);
    let lines = words.split(is_break).map(str::trim).filter(|line| !line.is_empty());
    let line = lines.collect::<Vec<_>>().join(if is_cell { " / " } else { " " });
    line.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect()
}

/// The first place where two trees are not the same but for white space.
pub fn difference(expected: &Node, found: &Node) -> Option<String> {
    match (expected, found) {
        (Node::Text(a), Node::Text(b)) => {
            // A space at an edge of the piece is no word.
            (flat(a) != flat(b)).then(|| format!("expected {:?}, found {:?}", flat(a), flat(b)))
        }
        (
            Node::Element { name: a, attributes: x, children: of_a },
            Node::Element { name: b, attributes: y, children: of_b },
        ) if a == b && x == y => {
            let is_seen =
                |node: &&Node| !matches!(node, Node::Text(text) if text.trim().is_empty());
            let (of_a, of_b): (Vec<_>, Vec<_>) =
                (of_a.iter().filter(is_seen).collect(), of_b.iter().filter(is_seen).collect());
            let inside = of_a.iter().zip(&of_b).find_map(|(a, b)| difference(a, b));
            inside.or_else(|| {
                (of_a.len() != of_b.len()).then(|| {
                    let names =
                        |of: &[&Node]| of.iter().map(|n| n.name().to_owned()).collect::<Vec<_>>();
                    let (a, b) = (names(&of_a), names(&of_b));
                    format!("{name} has {b:?} for {a:?}: {:?}", found.text(), name = found.name())
                })
            })
        }
        _ => Some(format!("expected {expected:.300?}, found {found:.300?}")),
    }
}
