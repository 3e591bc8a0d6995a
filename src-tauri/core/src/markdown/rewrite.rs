//! A person's Markdown, written anew so that it stays inside the document it is put into.
//!
//! The text is read, and what was read is written in one plain form; nothing of the source is
//! copied. So whatever a renderer makes of it is what was read here: headings, paragraphs, lists,
//! quotes, tables, code, emphasis and links. HTML, footnotes and alerts are words, a picture is a
//! link to it, a link that is defined elsewhere says its address, and whatever was left open is
//! closed.

use super::address::is_address;
use super::escape::{
    Place, code, destination, escape_line, fence, guard_heading_end, guard_line_start,
    is_unprintable,
};
use super::{Align, Block, Cell, Inline, Item, parse};

/// Where a person's Markdown is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The level of its highest heading.
    pub heading: u8,
    /// Whether a list of the document's own stands right before it.
    pub behind_a_list: bool,
}

/// A text of several lines, ending with a line break; empty where it says nothing.
pub fn rewritten(text: &str, seat: Seat) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String =
        text.chars().map(|c| if is_unprintable(c) { '\u{fffd}' } else { c }).collect();
    let blocks = parse(&text).blocks;
    let lower_by = seat.heading.saturating_sub(highest_heading(&blocks).unwrap_or(seat.heading));
    let writer = Writer { source: &text, lower_by };
    let lines = writer.blocks(&blocks, false, seat.behind_a_list);
    if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" }
}

/// A line that a person typed as Markdown: its code, emphasis and links stay, everything else is
/// words. What is more than running text is words altogether.
pub fn rewritten_line(text: &str) -> String {
    let line = super::escape::one_line(text, " ");
    match parse(&line).blocks.as_slice() {
        [Block::Paragraph { text, .. }] => inlines(text, Place::BETWEEN).join(" "),
        _ => super::escape_inline(&line),
    }
}

fn highest_heading(blocks: &[Block]) -> Option<u8> {
    let inside = |block: &Block| match block {
        Block::Heading { level, .. } => Some(*level),
        Block::List { items, .. } => {
            items.iter().filter_map(|item| highest_heading(&item.blocks)).min()
        }
        Block::Quote { blocks, .. } => highest_heading(blocks),
        Block::Paragraph { .. } | Block::Code { .. } | Block::Table { .. } | Block::Rule { .. } => {
            None
        }
    };
    blocks.iter().filter_map(inside).min()
}

struct Writer<'a> {
    source: &'a str,
    lower_by: u8,
}

impl Writer<'_> {
    /// The lines of blocks that stand below each other. `is_inside` a list or a quote.
    fn blocks(&self, blocks: &[Block], is_inside: bool, behind_a_list: bool) -> Vec<String> {
        let mut lines = Vec::new();
        let mut before: Option<&Block> = None;
        let mut is_other_list = behind_a_list;
        for block in blocks {
            let is_beside = match (before, block) {
                (None, Block::List { .. }) => behind_a_list,
                (Some(Block::List { first: a, .. }), Block::List { first: b, .. }) => {
                    a.is_some() == b.is_some()
                }
                _ => false,
            };
            // Two lists with the same mark would be one.
            is_other_list = match (before, is_beside) {
                (Some(_), true) => !is_other_list,
                (_, is_beside) => is_beside,
            };
            let written = self.block(block, is_inside, is_other_list);
            if written.is_empty() {
                continue;
            }
            if before.is_some_and(|before| !self.touch(before, block)) {
                lines.push(String::new());
            }
            lines.extend(written);
            before = Some(block);
        }
        lines
    }

    fn block(&self, block: &Block, is_inside: bool, is_other_list: bool) -> Vec<String> {
        match block {
            Block::Paragraph { text, .. } => inlines(text, Place::BETWEEN),
            Block::Heading { level, text, .. } => {
                let marks = "#".repeat(usize::from(level.saturating_add(self.lower_by).min(6)));
                let lines = inlines(text, Place::BETWEEN);
                let words: Vec<_> = lines.iter().map(|line| without_break(line)).collect();
                let words = guard_heading_end(words.join(" "));
                vec![format!("{marks} {words}").trim_end().to_owned()]
            }
            Block::Code { lang, text, .. } => {
                let fence = fence(text, lang.as_deref().unwrap_or_default());
                fence.lines().map(str::to_owned).collect()
            }
            Block::Quote { blocks, .. } => {
                let lines = self.blocks(blocks, true, false);
                lines.iter().map(|line| format!("> {line}").trim_end().to_owned()).collect()
            }
            Block::List { first, items, .. } => self.list(*first, items, is_other_list),
            Block::Table { head, rows, align, .. } => table(head, rows, align),
            // In a list three hyphens would be three lists.
            Block::Rule { .. } if is_inside => vec!["___".to_owned()],
            Block::Rule { .. } => vec!["---".to_owned()],
        }
    }

    fn list(&self, first: Option<u64>, items: &[Item], is_other: bool) -> Vec<String> {
        const MOST: u64 = 999_999_999;
        let is_loose = items.windows(2).any(|pair| match pair {
            [one, next] => self.is_gap_before(one.range.start, next.range.start),
            _ => false,
        });
        let mut lines = Vec::new();
        for (n, item) in (0..).zip(items) {
            let mark = match (first, is_other) {
                (None, false) => "-".to_owned(),
                (None, true) => "*".to_owned(),
                (Some(first), false) => format!("{}.", first.saturating_add(n).min(MOST)),
                (Some(first), true) => format!("{})", first.saturating_add(n).min(MOST)),
            };
            if is_loose && n > 0 {
                lines.push(String::new());
            }
            let indent = " ".repeat(mark.len() + 1);
            let written = self.item(item);
            if written.is_empty() {
                lines.push(mark.clone());
            }
            for (at, line) in written.iter().enumerate() {
                lines.push(match (at, line.is_empty()) {
                    (0, _) => format!("{mark} {line}").trim_end().to_owned(),
                    (_, true) => String::new(),
                    (_, false) => format!("{indent}{line}"),
                });
            }
        }
        lines
    }

    fn item(&self, item: &Item) -> Vec<String> {
        let mut lines = self.blocks(&item.blocks, true, false);
        if let (Some(task), Some(Block::Paragraph { .. }), Some(first)) =
            (&item.task, item.blocks.first(), lines.first_mut())
        {
            let tick = if task.ticked { "[x]" } else { "[ ]" };
            *first = format!("{tick} {first}");
        }
        lines
    }

    /// Whether two blocks may stand without a line between them, as they did in the source.
    fn touch(&self, before: &Block, block: &Block) -> bool {
        use Block::{Code, Heading, List, Paragraph, Quote, Rule, Table};
        let may = match before {
            Paragraph { .. } => match block {
                List { first, items, .. } => {
                    let has_words = items.first().is_some_and(|item| !item.blocks.is_empty());
                    has_words && first.is_none_or(|first| first == 1)
                }
                Code { .. } | Quote { .. } | Heading { .. } => true,
                Paragraph { .. } | Table { .. } | Rule { .. } => false,
            },
            Heading { .. } | Code { .. } => {
                matches!(block, Paragraph { .. } | List { .. } | Code { .. })
            }
            List { .. } | Quote { .. } | Table { .. } | Rule { .. } => false,
        };
        may && !self.is_gap_before(before.range().start, block.range().start)
    }

    /// Whether the source has an empty line right before a place.
    fn is_gap_before(&self, from: usize, place: usize) -> bool {
        let source = self.source.get(from..place).unwrap_or_default();
        let words = source.trim_end_matches(|c: char| c.is_whitespace() || c == '>');
        source.get(words.len()..).unwrap_or_default().matches('\n').count() > 1
    }
}

const IN_CELL: Place = Place { is_cell: true, ..Place::BETWEEN };

fn table(head: &[Cell], rows: &[Vec<Cell>], align: &[Align]) -> Vec<String> {
    let row = |cells: &[Cell]| {
        let cells: Vec<_> = cells.iter().map(|cell| inlines(cell, IN_CELL).join(" ")).collect();
        format!("| {} |", cells.join(" | "))
    };
    let rule = |align: &Align| match align {
        Align::None => "---",
        Align::Left => ":---",
        Align::Center => ":---:",
        Align::Right => "---:",
    };
    let rules: Vec<_> = align.iter().map(rule).collect();
    let head = [row(head), format!("|{}|", rules.join("|"))];
    head.into_iter().chain(rows.iter().map(|cells| row(cells))).collect()
}

/// Running text in its lines. Where marks that touch each other would be read in another way, the
/// words are written without emphasis.
fn inlines(text: &[Inline], place: Place) -> Vec<String> {
    let with = lines_of(text, Marks::All, place);
    if shape_in(&with, place).is_some_and(|read| read == shape(text)) {
        return with;
    }
    lines_of(text, Marks::CodeAndLinks, place)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    All,
    CodeAndLinks,
}

fn lines_of(text: &[Inline], marks: Marks, place: Place) -> Vec<String> {
    let mut run = Run { text: String::new(), marks, place };
    run.all(text);
    let lines = run.text.split('\n').map(str::trim);
    let mut lines: Vec<String> =
        lines.filter(|line| !without_break(line).is_empty()).map(str::to_owned).collect();
    if let Some(last) = lines.last_mut() {
        *last = without_break(last).to_owned();
    }
    lines
}

/// A line without the backslash that breaks it. Of an even number each second is a word.
fn without_break(line: &str) -> &str {
    let words = line.trim_end_matches('\\');
    match (line.len() - words.len()) % 2 {
        0 => line,
        _ => line.get(..line.len() - 1).unwrap_or_default().trim_end(),
    }
}

/// Running text as it is written.
struct Run {
    text: String,
    marks: Marks,
    place: Place,
}

impl Run {
    fn all(&mut self, text: &[Inline]) {
        text.iter().for_each(|inline| self.one(inline));
    }

    fn one(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { text, .. } => {
                for (n, line) in text.split('\n').enumerate() {
                    if n > 0 {
                        self.end_line("\n");
                    }
                    self.words(line);
                }
            }
            // Behind a backslash a bar ends the cell for some and not for others.
            Inline::Code { text, .. } if self.place.is_cell && text.contains("\\|") => {
                self.words(text);
            }
            Inline::Code { text, .. } if self.place.is_cell => {
                self.text.push_str(&code(text).replace('|', "\\|"));
            }
            Inline::Code { text, .. } => self.text.push_str(&code(text)),
            Inline::Emphasis { text, .. } => self.between("*", text),
            Inline::Strong { text, .. } => self.between("**", text),
            Inline::Strikethrough { text, .. } => self.between("~~", text),
            Inline::Link { to, text, .. } => self.link(to, text),
            Inline::SoftBreak { .. } => self.end_line("\n"),
            Inline::HardBreak { .. } => self.end_line("\\\n"),
        }
    }

    fn end_line(&mut self, with: &str) {
        self.text.push_str(if self.place.is_cell { " " } else { with });
    }

    fn words(&mut self, words: &str) {
        let is_at_start = self.text.is_empty() || self.text.ends_with('\n');
        if !is_at_start || self.place.is_cell {
            return self.text.push_str(&escape_line(words, self.place));
        }
        self.text.push_str(&guard_line_start(&escape_line(words.trim_start(), self.place)));
    }

    fn between(&mut self, mark: &str, text: &[Inline]) {
        let mark = if self.marks == Marks::All { mark } else { "" };
        self.text.push_str(mark);
        self.all(text);
        self.text.push_str(mark);
    }

    fn link(&mut self, to: &str, text: &[Inline]) {
        let words = super::plain_text(text);
        let is_bare = words.trim().is_empty();
        if self.place.is_link {
            // A picture in a link: no link can be in another.
            return if is_bare { self.words(to) } else { self.all(text) };
        }
        if (is_bare || words == to) && is_address(to) {
            return self.text.push_str(&escape_line(to, self.place));
        }
        self.text.push('[');
        self.place.is_link = true;
        if is_bare {
            self.words(to)
        } else {
            self.all(text)
        }
        self.place.is_link = false;
        self.text.push_str(&format!("]({})", destination(to)));
    }
}

/// The letters with the emphasis that each has.
type Shape = Vec<(char, u8)>;

fn shape(text: &[Inline]) -> Shape {
    let mut shape = Vec::new();
    collect_shape(text, 0, &mut shape);
    shape
}

fn collect_shape(text: &[Inline], style: u8, shape: &mut Shape) {
    let words = |words: &str, shape: &mut Shape| {
        shape.extend(words.chars().filter(|c| !c.is_whitespace()).map(|c| (c, style)));
    };
    for inline in text {
        match inline {
            Inline::Text { text, .. } | Inline::Code { text, .. } => words(text, shape),
            Inline::Emphasis { text, .. } => collect_shape(text, style | 1, shape),
            Inline::Strong { text, .. } => collect_shape(text, style | 2, shape),
            Inline::Strikethrough { text, .. } => collect_shape(text, style | 4, shape),
            Inline::Link { to, text, .. } if super::plain_text(text).trim().is_empty() => {
                words(to, shape);
            }
            Inline::Link { text, .. } => collect_shape(text, style, shape),
            Inline::SoftBreak { .. } | Inline::HardBreak { .. } => {}
        }
    }
}

/// How the lines are read; none where they are more than running text.
fn shape_in(lines: &[String], place: Place) -> Option<Shape> {
    if lines.is_empty() {
        return Some(Vec::new());
    }
    let text = match place.is_cell {
        true => format!("| {} |\n|---|", lines.join(" ")),
        false => lines.join("\n"),
    };
    match parse(&text).blocks.as_slice() {
        [Block::Paragraph { text, .. }] => Some(shape(text)),
        [Block::Table { head, .. }] => head.first().map(|cell| shape(cell)),
        _ => None,
    }
}
