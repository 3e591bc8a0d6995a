//! Typed words put into Markdown so that they still read as they were typed.
//!
//! Only marks that could mean something where they stand get a backslash, so plain prose stays
//! plain in the source too.

/// A typed text as running text of one paragraph, wherever in a line it is put.
///
/// Line breaks and runs of spaces become one space, other control characters U+FFFD. Parsed again,
/// it is one paragraph with the same words.
pub fn escape_inline(text: &str) -> String {
    guard_line_start(&escape_marks(&one_line(text, " ")))
}

/// A typed text as a cell of a table; its lines are joined with " / ".
pub fn escape_cell(text: &str) -> String {
    escape_marks(&one_line(text, " / "))
}

/// A typed text as a span of code on one line; an empty text gives an empty string.
pub fn code_span(text: &str) -> String {
    let line = one_line(text, " ");
    if line.is_empty() {
        return line;
    }
    let ticks = "`".repeat(shortest_missing_run(&line));
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{line}{pad}{ticks}")
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

fn one_line(text: &str, between: &str) -> String {
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

fn is_unprintable(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

fn escape_marks(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut escaped = String::with_capacity(line.len() + 8);
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
        let rest = chars.get(at + 1..).unwrap_or_default();
        if needs_escape(c, before, rest) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn needs_escape(c: char, before: Option<char>, rest: &[char]) -> bool {
    let after = rest.first().copied();
    let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '`' | '[' | ']' | '|' => true,
        '\\' => after.is_none_or(|after| after.is_ascii_punctuation()),
        '*' => !(is_space(before) && is_space(after)),
        '_' => !(is_word(before) && is_word(after)),
        // About ~5 minutes: it could open, but nothing is left that closes.
        '~' => !((before.is_none() || is_space(before)) && (is_word(after) || is_space(after))),
        '<' => after.is_none_or(|after| after.is_alphanumeric() || "/!?".contains(after)),
        '&' => begins_entity(rest),
        _ => false,
    }
}

fn begins_entity(rest: &[char]) -> bool {
    let name = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
    name > 0 && rest.get(name) == Some(&';')
}

/// A backslash where the beginning of the line would open a list, a heading, a quote or a rule.
fn guard_line_start(line: &str) -> String {
    let first = line.chars().next();
    let rest = line.get(first.map_or(0, char::len_utf8)..).unwrap_or_default();
    let ends_or_space = |text: &str| text.is_empty() || text.starts_with(' ');
    let only = |marks: &str| line.chars().all(|c| marks.contains(c));
    let guard = match first {
        Some('#') => ends_or_space(line.trim_start_matches('#')),
        Some('-') => ends_or_space(rest) || only("-: "),
        Some('+') => ends_or_space(rest),
        Some('=') => only("= "),
        Some(':') => only(":- "),
        Some('>') => true,
        Some('0'..='9') => return guard_number(line),
        _ => false,
    };
    if guard { format!("\\{line}") } else { line.to_owned() }
}

fn guard_number(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = line.split_at_checked(digits).unwrap_or((line, ""));
    let opens_list = rest.starts_with(['.', ')'])
        && rest.get(1..).is_some_and(|after| after.is_empty() || after.starts_with(' '));
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
