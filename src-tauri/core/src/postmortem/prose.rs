//! Typed words and written sections, put in so that they still read as they were meant.

use crate::event::{ActionStatus, Role, Section};
use crate::incident::Incident;
use crate::markdown::{Block, Inline, escape_cell, escape_inline, parse};
use crate::postmortem::Style;
use std::ops::Range;

/// Headings inside a section lie below its own, which is of the second level.
const BELOW_SECTION: u8 = 3;

/// A plain sentence or typed text as running text, ended with a full stop.
pub(super) fn line(text: &str) -> String {
    escape_inline(&crate::timeline::sentence::end(text))
}

/// An item of a list with a bold label: `- **Why:** …`.
pub(super) fn item(label: &str, text: &str) -> String {
    format!("- **{label}:** {text}\n")
}

/// An address as a link; anything else as a text for a cell.
pub(super) fn reference(text: &str) -> String {
    let text = text.trim();
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\\".contains(c));
    if is_web && is_plain {
        return format!("<{}>", text.replace('|', "%7C"));
    }
    escape_cell(text)
}

/// `incident commander`, and with names `incident commander (Ana)`.
pub(super) fn person(incident: &Incident, role: Role, style: &Style) -> String {
    let name = incident.role_holder(role).and_then(|(_, name)| name);
    named(role, name.as_deref(), style)
}

/// Who recorded an entry: with names by the one that was given with it, else by the role's holder.
pub(super) fn actor(incident: &Incident, index: usize, style: &Style) -> String {
    let role = incident.event(index).role;
    match incident.acted_by(index) {
        Some(name) => named(role, Some(name), style),
        None => person(incident, role, style),
    }
}

/// A role with a name beside it, where names are asked for.
pub(super) fn named(role: Role, name: Option<&str>, style: &Style) -> String {
    match name.filter(|name| style.names && !name.trim().is_empty()) {
        Some(name) => format!("{} ({})", role.title(), escape_cell(name)),
        None => role.title().to_owned(),
    }
}

/// The owner of an action item as typed: a role by its title, the name of a role's holder as that
/// role, anything else (a team, a ticket's owner) as it stands.
pub(super) fn owner(incident: &Incident, typed: &str, style: &Style) -> String {
    if let Ok(role) = typed.parse::<Role>() {
        return person(incident, role, style);
    }
    let held = Role::ALL.into_iter().find(|role| {
        let name = incident.role_holder(*role).and_then(|(_, name)| name);
        name.is_some_and(|name| name.trim().eq_ignore_ascii_case(typed.trim()))
    });
    match held {
        Some(role) => person(incident, role, style),
        None => escape_cell(typed),
    }
}

/// How far an action item is, in a cell.
pub(super) fn status(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::Open => "open",
        ActionStatus::Done => "done",
        ActionStatus::NotDone => "not going to be done",
    }
}

/// What people wrote for a section, empty texts left out.
pub(super) fn written_texts(incident: &Incident, section: Section) -> Vec<(usize, String)> {
    incident
        .section_events(section)
        .iter()
        .filter_map(|index| Some((*index, incident.text(*index, "text")?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

/// A section as people wrote it; two texts written from one base stand below each other under a
/// line that says so. `None` where nobody wrote anything.
pub(super) fn written(incident: &Incident, section: Section, style: &Style) -> Option<String> {
    let texts = written_texts(incident, section);
    match texts.as_slice() {
        [] => None,
        [(_, one)] => Some(seated(one)),
        several => {
            let mut all = format!(
                "> **{} texts of this section were written without knowledge of each other.**\n\
                 > All of them are shown until one takes their place.\n",
                capital_number(several.len())
            );
            for (n, (index, text)) in several.iter().enumerate() {
                let event = incident.event(*index);
                all.push_str(&format!(
                    "\n**Text {}, by the {}, {}:**\n\n{}",
                    n + 1,
                    actor(incident, *index, style),
                    event.recorded_at.written(),
                    seated(text)
                ));
            }
            Some(all)
        }
    }
}

fn capital_number(n: usize) -> String {
    match n {
        2 => "Two".to_owned(),
        3 => "Three".to_owned(),
        n => n.to_string(),
    }
}

/// A person's Markdown, made to sit inside a section: headings below the section's, HTML as text,
/// every fence closed, a line break at the end.
pub(super) fn seated(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text
        .chars()
        .map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c })
        .collect();
    let text = text.trim_matches('\n').trim_end();
    let text = html_as_text(text.to_owned());
    let mut text = fence_closed(headings_below(&text));
    text.push('\n');
    text
}

// What stood inside a piece of HTML may turn out to hold more of it.
fn html_as_text(mut text: String) -> String {
    for _ in 0..4 {
        let mut opens = Vec::new();
        for block in &parse(&text).blocks {
            block_opens(block, &text, &mut opens);
        }
        if opens.is_empty() {
            break;
        }
        opens.sort_unstable();
        opens.dedup();
        for at in opens.into_iter().rev() {
            text.insert(at, '\\');
        }
    }
    text
}

fn block_opens(block: &Block, source: &str, opens: &mut Vec<usize>) {
    match block {
        Block::Paragraph { text, .. } | Block::Heading { text, .. } => {
            inline_opens(text, source, opens);
        }
        Block::List { items, .. } => {
            items.iter().flat_map(|i| &i.blocks).for_each(|b| block_opens(b, source, opens));
        }
        Block::Quote { blocks, .. } => blocks.iter().for_each(|b| block_opens(b, source, opens)),
        Block::Table { head, rows, .. } => {
            let cells = head.iter().chain(rows.iter().flatten());
            cells.for_each(|cell| inline_opens(cell, source, opens));
        }
        Block::Code { .. } | Block::Rule { .. } => {}
    }
}

fn inline_opens(inlines: &[Inline], source: &str, opens: &mut Vec<usize>) {
    for inline in inlines {
        match inline {
            Inline::Text { range, .. } => tags_in(source, range, opens),
            Inline::Emphasis { text, .. }
            | Inline::Strong { text, .. }
            | Inline::Strikethrough { text, .. }
            | Inline::Link { text, .. } => inline_opens(text, source, opens),
            Inline::Code { .. } | Inline::SoftBreak { .. } | Inline::HardBreak { .. } => {}
        }
    }
}

fn tags_in(source: &str, range: &Range<usize>, opens: &mut Vec<usize>) {
    let Some(part) = source.get(range.clone()) else { return };
    for (at, _) in part.match_indices('<') {
        let before = source.get(..range.start + at).unwrap_or_default();
        let escapes = before.len() - before.trim_end_matches('\\').len();
        let after = part.get(at + 1..).and_then(|rest| rest.chars().next());
        let begins = after.is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c));
        if begins && escapes % 2 == 0 {
            opens.push(range.start + at);
        }
    }
}

fn headings_below(text: &str) -> String {
    let mut headings = Vec::new();
    headings_in(&parse(text).blocks, &mut headings);
    let highest = headings.iter().map(|(level, _)| *level).min().unwrap_or(BELOW_SECTION);
    let by = BELOW_SECTION.saturating_sub(highest);
    let mut below = text.to_owned();
    for (level, range) in headings.into_iter().rev() {
        let marks = "#".repeat(usize::from((level + by).min(6)));
        let Some(source) = below.get(range.clone()).map(str::to_owned) else { continue };
        if source.starts_with('#') {
            below.insert_str(range.start, &"#".repeat(marks.len() - usize::from(level)));
            continue;
        }
        let end = if source.ends_with('\n') { "\n" } else { "" };
        let lines: Vec<&str> = source.trim().lines().map(str::trim).collect();
        // Underlined: the last line is the rule below it.
        let [words @ .., _] = lines.as_slice() else { continue };
        // Inside a list or a quote its lines begin with marks of their own.
        if words.iter().any(|line| line.starts_with('>')) {
            continue;
        }
        let words = words.join(" ");
        below.replace_range(range, &format!("{marks} {words}{end}"));
    }
    below
}

fn headings_in(blocks: &[Block], found: &mut Vec<(u8, Range<usize>)>) {
    for block in blocks {
        match block {
            Block::Heading { level, range, .. } => found.push((*level, range.clone())),
            Block::List { items, .. } => {
                items.iter().for_each(|item| headings_in(&item.blocks, found));
            }
            Block::Quote { blocks, .. } => headings_in(blocks, found),
            Block::Paragraph { .. }
            | Block::Code { .. }
            | Block::Table { .. }
            | Block::Rule { .. } => {}
        }
    }
}

// An open fence would swallow every section that follows.
fn fence_closed(text: String) -> String {
    let probe = format!("{text}\n\nafterwards\n");
    match parse(&probe).blocks.last() {
        Some(Block::Code { range, .. }) if range.end > text.len() + 2 => {
            let first = probe.get(range.start..).unwrap_or_default().trim_start();
            let mark = if first.starts_with('~') { '~' } else { '`' };
            let run = first.chars().take_while(|c| *c == mark).count().max(3);
            format!("{text}\n{}", mark.to_string().repeat(run))
        }
        _ => text,
    }
}
