//! pulldown-cmark's events, put together as a tree.

use super::{Align, Block, Cell, Inline, Item, Task};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};
use std::ops::Range;

/// How deep blocks and text may be nested; what lies deeper joins its parent.
///
/// Hostile text can nest a hundred thousand quotes; a tree that deep ends the process when it is
/// dropped.
const DEEPEST: usize = 24;

/// Schemes that a link may have.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// The blocks of `text`, their ranges moved by `start`.
pub(super) fn blocks(text: &str, start: usize) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let mut builder = Builder::new(text.len());
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        builder.take(event, range.start + start..range.end + start);
    }
    builder.finish()
}

/// What is being collected between a start and its end.
struct Frame {
    kind: Kind,
    range: Range<usize>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
}

enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    Quote,
    List {
        first: Option<u64>,
        items: Vec<Item>,
    },
    Item {
        task: Option<Task>,
    },
    Code {
        lang: Option<String>,
        text: String,
    },
    Table {
        align: Vec<Align>,
        head: Vec<Cell>,
        rows: Vec<Vec<Cell>>,
    },
    Row {
        cells: Vec<Cell>,
        is_head: bool,
    },
    Cell,
    Emphasis,
    Strong,
    Strikethrough,
    Link(String),
    Footnote(String),
    /// Text goes to the parent as if the mark were not there.
    Nothing,
}

struct Builder {
    frames: Vec<Frame>,
    /// How many starts beyond the greatest depth are still open.
    too_deep: usize,
}

impl Builder {
    fn new(end: usize) -> Self {
        Self { frames: vec![Frame::new(Kind::Root, 0..end)], too_deep: 0 }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) if self.too_deep > 0 || self.is_too_deep(&tag) => self.too_deep += 1,
            Event::End(_) if self.too_deep > 0 => {
                self.too_deep -= 1;
                self.inline(Inline::SoftBreak { range });
            }
            Event::Start(tag) => self.frames.push(Frame::new(kind_of(tag), range)),
            Event::End(_) => self.close(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&text, range);
            }
            Event::Code(text) => {
                self.inline(Inline::Code { text: text.into_string(), range });
            }
            Event::SoftBreak => self.inline(Inline::SoftBreak { range }),
            Event::HardBreak => self.inline(Inline::HardBreak { range }),
            Event::Rule => self.block(Block::Rule { range }),
            Event::TaskListMarker(_) if self.too_deep > 0 => {}
            Event::TaskListMarker(ticked) => self.mark_task(Task { ticked, range }),
            Event::FootnoteReference(label) => self.text(&format!("[^{label}]"), range),
            // Only with options that are off; their source would be text.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    /// Lists and tables need room for their items and cells, too.
    fn is_too_deep(&self, tag: &Tag<'_>) -> bool {
        let needed = match tag {
            Tag::List(_) | Tag::Table(_) => 3,
            _ => 0,
        };
        self.frames.len() + needed > DEEPEST
    }

    fn finish(mut self) -> Vec<Block> {
        while self.frames.len() > 1 {
            self.close();
        }
        self.frames.pop().map(Frame::into_blocks).unwrap_or_default()
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let Some(frame) = self.frames.last_mut() else { return };
        if let Kind::Code { text: code, .. } = &mut frame.kind {
            code.push_str(text);
            return;
        }
        if let Some(Inline::Text { text: before, range: so_far }) = frame.inlines.last_mut() {
            before.push_str(text);
            so_far.end = range.end;
            return;
        }
        frame.inlines.push(Inline::Text { text: text.to_owned(), range });
    }

    fn inline(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn block(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.end_text();
            frame.blocks.push(block);
        }
    }

    fn mark_task(&mut self, found: Task) {
        // In a loose item the paragraph has begun before its box is met.
        for frame in self.frames.iter_mut().rev() {
            if let Kind::Item { task } = &mut frame.kind {
                *task = Some(found);
                return;
            }
        }
    }

    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(mut frame) = self.frames.pop() else { return };
        let range = frame.range.clone();
        match std::mem::replace(&mut frame.kind, Kind::Nothing) {
            Kind::Root => {}
            Kind::Paragraph => {
                let text = trimmed(frame.inlines);
                if !text.is_empty() {
                    self.block(Block::Paragraph { text, range });
                }
            }
            Kind::Heading(level) => {
                self.block(Block::Heading { level, text: frame.inlines, range });
            }
            Kind::Quote => self.block(Block::Quote { blocks: frame.into_blocks(), range }),
            Kind::List { first, items } => self.block(Block::List { first, items, range }),
            Kind::Item { task } => {
                let item = Item { task, blocks: frame.into_blocks(), range };
                if let Some(Frame { kind: Kind::List { items, .. }, .. }) = self.frames.last_mut() {
                    items.push(item);
                }
            }
            Kind::Code { lang, text } => self.block(Block::Code { lang, text, range }),
            Kind::Table { align, head, rows } => {
                self.block(Block::Table { head, rows, align, range });
            }
            Kind::Row { cells, is_head } => {
                if let Some(Frame { kind: Kind::Table { head, rows, .. }, .. }) =
                    self.frames.last_mut()
                {
                    if is_head {
                        *head = cells;
                    } else {
                        rows.push(cells);
                    }
                }
            }
            Kind::Cell => {
                if let Some(Frame { kind: Kind::Row { cells, .. }, .. }) = self.frames.last_mut() {
                    cells.push(frame.inlines);
                }
            }
            Kind::Emphasis => self.inline(Inline::Emphasis { text: frame.inlines, range }),
            Kind::Strong => self.inline(Inline::Strong { text: frame.inlines, range }),
            Kind::Strikethrough => {
                self.inline(Inline::Strikethrough { text: frame.inlines, range });
            }
            Kind::Link(to) => self.inline(Inline::Link { to, text: frame.inlines, range }),
            Kind::Footnote(label) => {
                for block in footnote(&label, frame.into_blocks(), &range) {
                    self.block(block);
                }
            }
            Kind::Nothing => {
                for inline in frame.inlines {
                    self.inline(inline);
                }
                for block in frame.blocks {
                    self.block(block);
                }
            }
        }
    }
}

impl Frame {
    fn new(kind: Kind, range: Range<usize>) -> Self {
        Self { kind, range, blocks: Vec::new(), inlines: Vec::new() }
    }

    /// Text that stands directly in an item is a paragraph like any other.
    fn end_text(&mut self) {
        let text = trimmed(std::mem::take(&mut self.inlines));
        if let (Some(first), Some(last)) = (text.first(), text.last()) {
            let range = first.range().start..last.range().end;
            self.blocks.push(Block::Paragraph { text, range });
        }
    }

    fn into_blocks(mut self) -> Vec<Block> {
        self.end_text();
        self.blocks
    }
}

fn kind_of(tag: Tag<'_>) -> Kind {
    match tag {
        Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(level_of(level)),
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            let lang = info.split_whitespace().next().map(str::to_owned);
            Kind::Code { lang, text: String::new() }
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code { lang: None, text: String::new() },
        Tag::List(first) => Kind::List { first, items: Vec::new() },
        Tag::Item => Kind::Item { task: None },
        Tag::Table(align) => Kind::Table {
            align: align.into_iter().map(align_of).collect(),
            head: Vec::new(),
            rows: Vec::new(),
        },
        Tag::TableHead => Kind::Row { cells: Vec::new(), is_head: true },
        Tag::TableRow => Kind::Row { cells: Vec::new(), is_head: false },
        Tag::TableCell => Kind::Cell,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strikethrough,
        // A picture is a link to it: nothing is loaded because somebody reads the text.
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => match allowed(&dest_url) {
            true => Kind::Link(dest_url.into_string()),
            false => Kind::Nothing,
        },
        Tag::FootnoteDefinition(label) => Kind::Footnote(label.into_string()),
        // Only with options that are off.
        Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Superscript
        | Tag::Subscript
        | Tag::MetadataBlock(_) => Kind::Nothing,
    }
}

fn allowed(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    (SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) || is_beside(url))
        && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Whether an address is a path or a fragment: no scheme, and no other machine's name.
fn is_beside(url: &str) -> bool {
    let first = url.split(['/', '?', '#']).next().unwrap_or_default();
    !url.is_empty() && !first.contains(':') && !url.starts_with("//") && !url.contains('\\')
}

/// A footnote's text where it is written, behind its label.
fn footnote(label: &str, mut blocks: Vec<Block>, range: &Range<usize>) -> Vec<Block> {
    let start = range.start..range.start;
    let mark = |end: &str| Inline::Text { text: format!("[^{label}]:{end}"), range: start.clone() };
    match blocks.first_mut() {
        Some(Block::Paragraph { text, .. }) => text.insert(0, mark(" ")),
        _ => blocks.insert(0, Block::Paragraph { text: vec![mark("")], range: start.clone() }),
    }
    blocks
}

fn trimmed(mut text: Vec<Inline>) -> Vec<Inline> {
    while let Some(Inline::Text { text: last, .. }) = text.last_mut() {
        let kept = last.trim_end_matches('\n').len();
        last.truncate(kept);
        if kept > 0 {
            break;
        }
        text.pop();
    }
    text
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn align_of(align: Alignment) -> Align {
    match align {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
