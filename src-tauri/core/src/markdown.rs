//! Markdown: text to a typed tree with source ranges, and typed words back into safe Markdown.
//!
//! The only user of pulldown-cmark. CommonMark with tables, strikethrough and task lists; footnotes
//! are read and stay where they are written. The tree holds no raw HTML and no link with a scheme
//! outside the allow-list, so whoever draws it cannot be made to run anything.

mod address;
mod escape;
mod rewrite;
mod tree;

pub use escape::{code_span, escape_cell, escape_heading, escape_inline, fence};
pub use rewrite::{Seat, rewritten, rewritten_line};

use serde::Serialize;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A parsed text: its blocks, and what went wrong where the parser itself broke down.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// The blocks in their order.
    pub blocks: Vec<Block>,
    /// Set where the parser broke down; `blocks` then holds the whole text as one piece of code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A piece of a document; every `range` is in bytes of the parsed text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Block {
    Paragraph { text: Vec<Inline>, range: Range<usize> },
    Heading { level: u8, text: Vec<Inline>, range: Range<usize> },
    List { first: Option<u64>, items: Vec<Item>, range: Range<usize> },
    Quote { blocks: Vec<Block>, range: Range<usize> },
    Code { lang: Option<String>, text: String, range: Range<usize> },
    Table { head: Vec<Cell>, rows: Vec<Vec<Cell>>, align: Vec<Align>, range: Range<usize> },
    Rule { range: Range<usize> },
}

/// One item of a list; with a task where it begins with `[ ]` or `[x]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// The box in front of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// What it contains; the text of a tight item is a paragraph too.
    pub blocks: Vec<Block>,
    /// Where it stands, its bullet included.
    pub range: Range<usize>,
}

/// The box of a task item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    /// Whether it is ticked in the text.
    pub ticked: bool,
    /// Where the box stands.
    pub range: Range<usize>,
}

/// A cell of a table.
pub type Cell = Vec<Inline>;

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Inline {
    Text {
        text: String,
        range: Range<usize>,
    },
    Code {
        text: String,
        range: Range<usize>,
    },
    Emphasis {
        text: Vec<Inline>,
        range: Range<usize>,
    },
    Strong {
        text: Vec<Inline>,
        range: Range<usize>,
    },
    Strikethrough {
        text: Vec<Inline>,
        range: Range<usize>,
    },
    /// `to` begins with http:, https: or mailto:, or is a path or fragment without a scheme, which
    /// means something beside the document alone.
    Link {
        to: String,
        text: Vec<Inline>,
        range: Range<usize>,
    },
    /// The end of a source line within a paragraph.
    SoftBreak {
        range: Range<usize>,
    },
    HardBreak {
        range: Range<usize>,
    },
}

/// Parses a text. Total: where the parser breaks down the text is shown as it is.
pub fn parse(text: &str) -> Document {
    parse_from(text, 0)
}

/// Parses the part of a text that begins at `start`, with ranges in the whole text.
///
/// A `start` outside the text or inside a character gives an empty document.
pub fn parse_from(text: &str, start: usize) -> Document {
    let Some(part) = text.get(start..) else {
        return Document::default();
    };
    guarded(text, start, || tree::blocks(part, start))
}

/// The words of running text without their markup; a line break counts as a space.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut words = String::new();
    collect_plain(inlines, &mut words);
    words
}

/// The words of whole blocks without their markup, a block or item a line.
pub fn plain_lines(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => {
                lines.push(plain_text(text));
            }
            Block::List { items, .. } => {
                lines.extend(items.iter().flat_map(|item| plain_lines(&item.blocks)));
            }
            Block::Quote { blocks, .. } => lines.extend(plain_lines(blocks)),
            Block::Code { text, .. } => lines.push(text.clone()),
            Block::Table { head, rows, .. } => {
                let cells = |row: &[Cell]| {
                    row.iter().map(|cell| plain_text(cell)).collect::<Vec<_>>().join(" · ")
                };
                lines.push(cells(head));
                lines.extend(rows.iter().map(|row| cells(row)));
            }
            Block::Rule { .. } => {}
        }
    }
    lines
}

impl Block {
    /// Where the block stands, in bytes of the parsed text.
    pub fn range(&self) -> &Range<usize> {
        match self {
            Self::Paragraph { range, .. }
            | Self::Heading { range, .. }
            | Self::List { range, .. }
            | Self::Quote { range, .. }
            | Self::Code { range, .. }
            | Self::Table { range, .. }
            | Self::Rule { range } => range,
        }
    }
}

impl Inline {
    /// Where the piece stands, in bytes of the parsed text.
    pub fn range(&self) -> &Range<usize> {
        match self {
            Self::Text { range, .. }
            | Self::Code { range, .. }
            | Self::Emphasis { range, .. }
            | Self::Strong { range, .. }
            | Self::Strikethrough { range, .. }
            | Self::Link { range, .. }
            | Self::SoftBreak { range }
            | Self::HardBreak { range } => range,
        }
    }
}

fn collect_plain(inlines: &[Inline], words: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text, .. } | Inline::Code { text, .. } => words.push_str(text),
            Inline::Emphasis { text, .. }
            | Inline::Strong { text, .. }
            | Inline::Strikethrough { text, .. }
            | Inline::Link { text, .. } => collect_plain(text, words),
            Inline::SoftBreak { .. } | Inline::HardBreak { .. } => words.push(' '),
        }
    }
}

/// Runs a parse so that a panic inside it costs the structure of one text and nothing else.
fn guarded(text: &str, start: usize, parse: impl FnOnce() -> Vec<Block>) -> Document {
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(blocks) => Document { blocks, problem: None },
        Err(_) => Document {
            blocks: vec![Block::Code {
                lang: None,
                text: text.get(start..).unwrap_or_default().to_owned(),
                range: start..text.len(),
            }],
            problem: Some(
                "The Markdown parser broke down on this text, so it is shown as it was written; \
                 nothing is lost. Look for unusual nesting and simplify it."
                    .to_owned(),
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_that_panics_leaves_the_text_readable() {
        let text = "--\nsteps";
        let document = guarded(text, 3, || panic!("planted"));
        assert_eq!(
            document.blocks,
            [Block::Code { lang: None, text: "steps".to_owned(), range: 3..8 }]
        );
        assert!(document.problem.is_some_and(|problem| problem.contains("nothing is lost")));
    }
}
