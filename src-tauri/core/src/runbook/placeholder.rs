//! `{{service.deployment}}` and its kin in a command: finding, filling, and copying the result.

use super::condition::is_key;
use crate::hidden::{self, bidirectional, invisible};
use serde::Serialize;
use std::ops::Range;
use thiserror::Error;

/// A placeholder in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// What it names.
    pub name: Name,
    /// Where it stands, in bytes of the text, braces included.
    pub range: Range<usize>,
}

/// What a placeholder names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A key of the service card, as `service.KEY`.
    Service(String),
    /// `release.bad`: the release that does harm.
    ReleaseBad,
    /// `release.good`: the one to go back to.
    ReleaseGood,
    /// Something the incident knows, as `incident.KEY`.
    Incident(String),
    /// A question to the person; the name is the question's words.
    Ask(String),
    /// None of these. It is never filled.
    Unknown(String),
}

/// A command with its placeholders filled as far as values are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filled {
    /// The command in pieces, in order.
    pub parts: Vec<Part>,
    /// Whether no placeholder is left open; only then it may be copied.
    pub complete: bool,
    /// Whether every value may go in as it is; else the finished line is shown for editing first.
    pub raw_safe: bool,
}

/// A piece of a filled command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "part", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Part {
    Text { text: String },
    Value { name: String, text: String },
    Open { name: String, question: String },
}

/// Why a text is not copied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum CopyRefusal {
    #[error("Not copied: nothing is left to copy.")]
    Empty,
    #[error(
        "Not copied: line {line} has the control character {code} at column {column}, which a \
         terminal may act on. Nothing has left Kneeboard; remove it and copy again."
    )]
    Control { code: String, line: usize, column: usize },
    #[error(
        "Not copied: line {line} has an invisible character at column {column}, {name} \
         ({code}), so the command may not be what it looks like. Nothing has left Kneeboard; \
         remove it and copy again."
    )]
    Invisible { name: &'static str, code: String, line: usize, column: usize },
    #[error(
        "Not copied: line {line} has a character at column {column} that turns the direction \
         of the text, {name} ({code}), so the command may not be what it looks like. Nothing \
         has left Kneeboard; remove it and copy again."
    )]
    Bidirectional { name: &'static str, code: String, line: usize, column: usize },
}

/// How many bytes a placeholder may have; looking further would cost the square of a long line.
const LONGEST: usize = 200;

/// The placeholders of a text, in order.
///
/// A template of another tool, such as `{{.State.ExitCode}}` or `{{range .Items}}`, is text.
pub fn find(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")).map(|at| at + from) {
        let inside = text.as_bytes().get(open + 2..).unwrap_or_default();
        let Some(close) = inside.windows(2).take(LONGEST).position(|two| two == b"}}") else {
            from = open + 1;
            continue;
        };
        let end = open + 2 + close + 2;
        let inside = text.get(open + 2..end - 2).unwrap_or_default();
        match name_of(inside.trim()) {
            Some(name) => {
                found.push(Placeholder { name, range: open..end });
                from = end;
            }
            // The next pair of braces may begin right behind this one.
            None => from = open + 1,
        }
    }
    found
}

/// Fills a command's placeholders.
///
/// `lookup` is asked with `service.KEY`, `release.bad`, `release.good`, `incident.KEY`, or the
/// words of an `ask`; an empty value counts as none, and so does one of several lines, which would
/// be several commands. Nothing is quoted: quoting fails inside
/// quotes, in SQL and in other shells.
pub fn fill(command: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Filled {
    let mut filled = Filled { parts: Vec::new(), complete: true, raw_safe: true };
    let mut from = 0;
    for placeholder in find(command) {
        filled.text(command.get(from..placeholder.range.start).unwrap_or_default());
        filled.placeholder(&placeholder.name, lookup);
        from = placeholder.range.end;
    }
    filled.text(command.get(from..).unwrap_or_default());
    filled
}

/// Whether a value may go into a command as it is: `[A-Za-z0-9/.][A-Za-z0-9._:/@=+-]*`.
pub fn is_raw_safe(value: &str) -> bool {
    let first = |c: char| c.is_ascii_alphanumeric() || "/.".contains(c);
    value.starts_with(first)
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "._:/@=+-".contains(c))
}

/// The first character of a value with which it would be more than one line of plain text.
pub fn beyond_one_line(value: &str) -> Option<char> {
    value.chars().find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// A text as it goes to the clipboard: without the line breaks at its end.
///
/// # Errors
/// Where it has control characters other than a line break within, or characters that cannot be
/// seen or that turn the direction of the text; the first one is named.
pub fn copyable(text: &str) -> Result<String, CopyRefusal> {
    let text = text.trim_end_matches(['\n', '\r']);
    if text.trim().is_empty() {
        return Err(CopyRefusal::Empty);
    }
    for (line, words) in text.split('\n').enumerate() {
        for (column, c) in words.chars().enumerate() {
            let (line, column, code) = (line + 1, column + 1, format!("U+{:04X}", c as u32));
            if c.is_control() {
                return Err(CopyRefusal::Control { code, line, column });
            }
            if let Some(name) = bidirectional(c) {
                return Err(CopyRefusal::Bidirectional { name, code, line, column });
            }
            if let Some(name) = invisible(c) {
                return Err(CopyRefusal::Invisible { name, code, line, column });
            }
        }
    }
    Ok(text.to_owned())
}

impl Name {
    /// The name as `fill` looks it up and as a form shows it.
    pub fn key(&self) -> String {
        match self {
            Self::Service(key) => format!("service.{key}"),
            Self::ReleaseBad => "release.bad".to_owned(),
            Self::ReleaseGood => "release.good".to_owned(),
            Self::Incident(key) => format!("incident.{key}"),
            Self::Ask(words) | Self::Unknown(words) => words.clone(),
        }
    }

    /// What a person is asked for it.
    pub fn question(&self) -> String {
        match self {
            Self::Service(key) => format!("What is the service's {}?", key.replace('_', " ")),
            Self::ReleaseBad => "Which release does the harm?".to_owned(),
            Self::ReleaseGood => "Which release was the last good one?".to_owned(),
            Self::Incident(key) => format!("What is the incident's {}?", key.replace('_', " ")),
            Self::Ask(words) => format!("Which {words}?"),
            Self::Unknown(words) => {
                format!("\"{words}\" is no placeholder that Kneeboard can fill; edit the line.")
            }
        }
    }
}

impl Filled {
    /// The finished command; none while a placeholder is open.
    pub fn finished(&self) -> Option<String> {
        let pieces = self.parts.iter().map(|part| match part {
            Part::Text { text } | Part::Value { text, .. } => Some(text.as_str()),
            Part::Open { .. } => None,
        });
        pieces.collect()
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.parts.push(Part::Text { text: text.to_owned() });
        }
    }

    fn placeholder(&mut self, name: &Name, lookup: &dyn Fn(&str) -> Option<String>) {
        let key = name.key();
        let value = match name {
            Name::Unknown(_) => None,
            _ => lookup(&key)
                .filter(|value| !value.trim().is_empty() && beyond_one_line(value).is_none()),
        };
        match value {
            Some(text) => {
                self.raw_safe &= is_raw_safe(&text);
                self.parts.push(Part::Value { name: key, text });
            }
            None => {
                self.complete = false;
                self.parts.push(Part::Open { name: key, question: name.question() });
            }
        }
    }
}

fn name_of(inside: &str) -> Option<Name> {
    if let Some(words) = inside.strip_prefix("ask:") {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        return Some(match words.is_empty() || words.contains(['{', '}']) {
            true => Name::Unknown(inside.to_owned()),
            false => Name::Ask(words),
        });
    }
    let begins_name = inside.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins_name || !is_key(inside) || ["end", "else"].contains(&inside) {
        return None;
    }
    Some(match inside.split_once('.') {
        Some(("service", key)) if !key.is_empty() => Name::Service(key.to_owned()),
        Some(("incident", key)) if !key.is_empty() => Name::Incident(key.to_owned()),
        Some(("release", "bad")) => Name::ReleaseBad,
        Some(("release", "good")) => Name::ReleaseGood,
        _ => Name::Unknown(inside.to_owned()),
    })
}

/// Whether a text has a character that nobody sees, or that turns the direction of the others.
pub fn has_hidden(text: &str) -> bool {
    text.chars().any(|c| hidden::name(c).is_some())
}
