//! Typed words put into Markdown so that they still read as they were typed.
//!
//! For every reader that a document meets: CommonMark with GitHub's tables, strikethrough, footnotes
//! and bare addresses, and renderers that make addresses and people of words. Only marks that could
//! mean something where they stand are escaped, so plain prose stays plain in the source too.
//!
//! - A `<` that could open a tag is `&lt;`. A backslash in its place belongs to the address in front
//!   of it where a renderer links bare addresses, and others know no such escape.
//! - An address stands in angle brackets. It ends where they do, and nothing in it needs an escape.
//! - A name behind an `@` is a span of code: renderers call people after the Markdown is read, when
//!   a backslash or an entity is an `@` again.

use super::address::{Piece, begins_entity, pieces, plain_tails};

/// A typed text as running text: of a paragraph, a list item or between bold marks, wherever in a
/// line it is put.
///
/// Line breaks and runs of spaces become one space, other control characters U+FFFD. Parsed again,
/// it is one paragraph with the same words.
pub fn escape_inline(text: &str) -> String {
    guard_line_start(&escape_line(&one_line(text, " "), Place::RUNNING))
}

/// A typed text as the words of a heading; hashes at its end are words too.
pub fn escape_heading(text: &str) -> String {
    guard_heading_end(escape_inline(text))
}

/// A typed text as a cell of a table; its lines are joined with " / ".
pub fn escape_cell(text: &str) -> String {
    escape_line(&one_line(text, " / "), Place::CELL)
}

/// A typed text as a span of code on one line; an empty text gives an empty string.
pub fn code_span(text: &str) -> String {
    let line = one_line(text, " ");
    if line.is_empty() { line } else { code(&line) }
}

/// A text as a fenced block, ending with a line break; the fence is longer than any run inside.
///
/// `lang` keeps only its letters, digits, `+`, `-`, `_` and `.`; empty means none.
pub fn fence(text: &str, lang: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let body: String =
        text.chars().map(|c| if is_unprintable(c) { '\u{fffd}' } else { c }).collect();
    let ticks = "`".repeat(longest_run(&body).max(2) + 1);
    let lang: String =
        lang.chars().filter(|c| c.is_alphanumeric() || "+-_.".contains(*c)).collect();
    let end = if body.is_empty() || body.ends_with('\n') { "" } else { "\n" };
    format!("{ticks}{lang}\n{body}{end}{ticks}\n")
}

/// Where a line of words is put.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// In a cell of a table.
    pub(super) is_cell: bool,
    /// Between other marks, which may touch it on both sides.
    pub(super) is_between: bool,
    /// Between the brackets of a link, where no other link can be.
    pub(super) is_link: bool,
}

impl Place {
    pub(super) const RUNNING: Self = Self { is_cell: false, is_between: false, is_link: false };
    pub(super) const CELL: Self = Self { is_cell: true, ..Self::RUNNING };
    pub(super) const BETWEEN: Self = Self { is_between: true, ..Self::RUNNING };
}

/// The words of one line with their marks escaped; spaces stay as they are.
pub(super) fn escape_line(line: &str, place: Place) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    if place.is_link {
        escape_words(line, None, None, place, &mut escaped);
        return escaped;
    }
    let pieces = pieces(line);
    let mut before = None;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(words) => {
                let after = pieces.get(at + 1).map(Piece::opens_with);
                escape_words(words, before, after, place, &mut escaped);
            }
            // Not every renderer knows an escaped bar between angle brackets.
            Piece::Address(address) if place.is_cell && address.contains('|') => {
                let in_link = Place { is_link: true, ..place };
                let words = escape_line(address, in_link);
                escaped.push_str(&format!("[{words}]({})", destination(address)));
            }
            Piece::Address(address) => escaped.push_str(&format!("<{address}>")),
            Piece::Name(name) => escaped.push_str(&code(name)),
        }
        before = Some(piece.closes_with());
    }
    escaped
}

/// An address between the brackets of a link, without the characters that would end it there or be
/// read as others.
pub(super) fn destination(to: &str) -> String {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()\\|`\"'".contains(c);
    let mut written = String::new();
    for (at, c) in to.char_indices() {
        match c {
            '&' if begins_entity(to.get(at + 1..).unwrap_or_default().chars()) => {
                written.push_str("&amp;");
            }
            c if is_plain(c) => written.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    written.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    written
}

/// A text of one line as a span of code, with its spaces as they are.
pub(super) fn code(line: &str) -> String {
    let ticks = "`".repeat(shortest_missing_run(line));
    let is_stripped =
        line.starts_with(' ') && line.ends_with(' ') && line.chars().any(|c| c != ' ');
    let pad = if line.starts_with('`') || line.ends_with('`') || is_stripped { " " } else { "" };
    format!("{ticks}{pad}{line}{pad}{ticks}")
}

/// A backslash where the beginning of the line would open a list, a heading, a quote or a rule.
pub(super) fn guard_line_start(line: &str) -> String {
    let first = line.chars().next();
    let rest = line.get(first.map_or(0, char::len_utf8)..).unwrap_or_default();
    let ends_or_space = |text: &str| text.is_empty() || text.starts_with([' ', '\t']);
    let only = |marks: &str| line.chars().all(|c| marks.contains(c));
    let guard = match first {
        // Some renderers take `#12` for a heading.
        Some('#' | '>') => true,
        Some('-') => ends_or_space(rest) || only("-: "),
        Some('+') => ends_or_space(rest),
        Some('=') => only("= "),
        Some(':') => only(":- "),
        Some('0'..='9') => return guard_number(line),
        _ => false,
    };
    if guard { format!("\\{line}") } else { line.to_owned() }
}

/// Hashes at the end of a heading would be taken for its end.
pub(super) fn guard_heading_end(mut escaped: String) -> String {
    if escaped.ends_with('#') && !escaped.ends_with("\\#") {
        escaped.insert(escaped.len() - 1, '\\');
    }
    escaped
}

pub(super) fn one_line(text: &str, between: &str) -> String {
    let lines = text.split(is_line_break).map(|line| {
        let words: Vec<_> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        words.join(" ")
    });
    let lines: Vec<_> = lines.filter(|line| !line.trim().is_empty()).collect();
    lines.join(between).chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// `before` and `after` are what the words touch; none where that is not known.
fn escape_words(
    words: &str,
    before: Option<char>,
    after: Option<char>,
    place: Place,
    escaped: &mut String,
) {
    let chars: Vec<char> = words.chars().collect();
    let is_unknown = after.is_some() || place.is_between;
    let plain_tails = plain_tails(&chars, is_unknown);
    for (at, &c) in chars.iter().enumerate() {
        let so_far = chars.get(..at).unwrap_or_default();
        let before = so_far.last().copied().or(before);
        let rest = chars.get(at + 1..).unwrap_or_default();
        let is_plain = plain_tails.get(at + 1).is_some_and(|is_plain| *is_plain);
        match c {
            '<' if opens_tag(rest.first().copied().or(after)) => escaped.push_str("&lt;"),
            '&' if begins_entity(rest.iter().copied()) => escaped.push_str("&amp;"),
            c => {
                if needs_backslash(c, before, rest, after, place)
                    || breaks_address(c, so_far, rest, is_plain, place)
                {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
        }
    }
}

fn needs_backslash(
    c: char,
    before: Option<char>,
    rest: &[char],
    behind: Option<char>,
    place: Place,
) -> bool {
    let after = rest.first().copied().or(behind);
    let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '`' | '[' | ']' | '|' => true,
        '\\' => after.is_none_or(|after| after.is_ascii_punctuation()),
        '*' => !(is_space(before) && is_space(after)),
        '_' => !(is_word(before) && is_word(after)),
        // About ~5 minutes: it could open, but nothing is left that closes.
        '~' => {
            let begins = is_space(before) || (before.is_none() && !place.is_between);
            !(begins && (is_word(after) || is_space(after)))
        }
        // Before a space no formula begins.
        '$' => !is_space(after),
        _ => false,
    }
}

fn opens_tag(after: Option<char>) -> bool {
    after.is_none_or(|after| after.is_alphanumeric() || "/!?".contains(after))
}

/// Whether a mark is where an address without a scheme begins that is more than plain letters:
/// renderers would take the escapes in it for parts of the address. Within a link no address may
/// begin at all.
fn breaks_address(c: char, so_far: &[char], rest: &[char], is_plain: bool, place: Place) -> bool {
    match c {
        '.' => is_www(so_far) && (place.is_link || !is_plain),
        ':' => place.is_link && rest.starts_with(&['/', '/']),
        _ => false,
    }
}

fn is_www(so_far: &[char]) -> bool {
    so_far
        .rchunks(3)
        .next()
        .is_some_and(|last| last.len() == 3 && last.iter().all(|c| c.eq_ignore_ascii_case(&'w')))
}

fn guard_number(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = line.split_at_checked(digits).unwrap_or((line, ""));
    let opens_list = rest.starts_with(['.', ')'])
        && rest.get(1..).is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t']));
    if opens_list { format!("{number}\\{rest}") } else { line.to_owned() }
}

fn longest_run(text: &str) -> usize {
    runs(text).max().unwrap_or(0)
}

fn shortest_missing_run(text: &str) -> usize {
    (1..).find(|length| runs(text).all(|run| run != *length)).unwrap_or(1)
}

/// The lengths of the runs of backticks in a text.
fn runs(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.split(|c| c != '`').map(str::len).filter(|length| *length > 0)
}
