//! The only place that writes to the terminal: calm text, or one JSON document.

use crate::failure::Failure;
use kneeboard_core::hidden::{on_one_line, shown as visible, write_json};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// What a command found or did.
#[derive(Debug, Default)]
pub struct Reply {
    /// What was asked for: printed always.
    pub shown: String,
    /// What was done, in words: left out by `--quiet`.
    pub said: String,
    /// Whether what is shown is a document: byte for byte where it goes into a file or a pipe.
    pub exact: bool,
    /// What was recorded and should be looked at: to standard error.
    pub warnings: Vec<String>,
    /// The whole of it for scripts.
    pub json: Value,
    /// 0, or 1 where a check found errors.
    pub code: u8,
}

impl Reply {
    /// What was asked for.
    pub fn shown(shown: impl Into<String>, json: &impl Serialize) -> Self {
        Self { shown: shown.into(), json: value(json), ..Self::default() }
    }

    /// A document that was asked for, such as a runbook's text or a table in CSV.
    pub fn document(shown: impl Into<String>, json: &impl Serialize) -> Self {
        Self { exact: true, ..Self::shown(shown, json) }
    }

    /// What was done.
    pub fn said(said: impl Into<String>, json: &impl Serialize) -> Self {
        Self { said: said.into(), json: value(json), ..Self::default() }
    }

    /// The same, ending with 1 where a check found errors.
    pub fn found(self, errors: bool) -> Self {
        Self { code: u8::from(errors), ..self }
    }
}

fn value(json: &impl Serialize) -> Value {
    serde_json::to_value(json).unwrap_or_default()
}

/// A value as a document of JSON; what would hide in it or steer a terminal is escaped.
pub fn json(value: &impl Serialize) -> String {
    let mut json = Vec::new();
    // A value always becomes JSON, and memory takes it.
    let _ = write_json(&mut json, value);
    json.push(b'\n');
    String::from_utf8(json).unwrap_or_default()
}

/// A name or another piece of one line, which cannot make a line of its own.
pub fn line(text: &str) -> Cow<'_, str> {
    on_one_line(text)
}

/// Prints a reply; the exit code is its own.
pub fn reply(reply: &Reply, as_json: bool, quiet: bool) -> ExitCode {
    let text = if as_json {
        json(&reply.json)
    } else {
        let said = if quiet { "" } else { reply.said.as_str() };
        let is_exact = reply.exact && !std::io::stdout().is_terminal();
        format!("{}{}", visible(said), printed(&reply.shown, is_exact))
    };
    if !as_json {
        for warning in &reply.warnings {
            to_stderr(&format!("Warning: {}\n", line(warning)));
        }
    }
    match to_stdout(&text) {
        Ok(()) => ExitCode::from(reply.code),
        Err(error) => failure(&error, as_json),
    }
}

/// A text byte for byte, or as a terminal may have it; a line of CSV keeps its end.
fn printed(text: &str, is_exact: bool) -> Cow<'_, str> {
    match is_exact {
        true => Cow::Borrowed(text),
        false => text.split("\r\n").map(visible).collect::<Vec<_>>().join("\r\n").into(),
    }
}

/// Prints a text that was asked for, such as help.
pub fn shown(text: &str) -> ExitCode {
    match to_stdout(&visible(text)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(&error, false),
    }
}

/// Prints why nothing was done; the exit code says which kind of reason.
pub fn failure(failure: &Failure, as_json: bool) -> ExitCode {
    let said = failure.to_string();
    let text = match failure {
        _ if as_json => json(&failure.edge()),
        // How a command is used takes several lines; what was typed is on one of them.
        Failure::Usage { .. } => format!("kneeboard: {}\n", visible(&said)),
        _ => format!("kneeboard: {}\n", line(&said)),
    };
    to_stderr(&text);
    ExitCode::from(failure.exit_code())
}

/// A reader that went away has seen enough; anything else is said.
fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Output { why: error.to_string() })
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Where even errors cannot be written, the exit code has to do.
fn to_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Rows in aligned columns, two spaces between them, none at a line's end.
pub fn table(rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| letters(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| {
                let gap = " ".repeat(width.saturating_sub(letters(cell)));
                format!("{cell}{gap}")
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            format!("{}\n", line.trim_end())
        })
        .collect()
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

fn one_line(text: &str) -> String {
    let words = text.split(['\n', '\r', '\t']).map(str::trim).collect::<Vec<_>>().join(" ");
    visible(words.trim()).into_owned()
}

/// A line of the kind `name   text`, for a few facts below each other.
pub fn facts(facts: &[(&str, String)]) -> String {
    let rows: Vec<Vec<String>> =
        facts.iter().map(|(name, text)| vec![(*name).to_owned(), text.clone()]).collect();
    table(&rows)
}

/// A list under a heading; nothing where it is empty.
pub fn list(heading: &str, items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items.iter().map(|item| format!("  - {}\n", one_line(item))).collect();
    format!("\n{heading}\n{items}")
}

#[cfg(test)]
mod tests {
    use super::{facts, printed};

    #[test]
    fn a_document_is_exact_in_a_pipe_and_safe_on_a_terminal() {
        let csv = "id,text\r\n1,\u{1b}[31m\u{202e}\r\n";
        assert_eq!(printed(csv, true), csv);
        assert_eq!(printed(csv, false), "id,text\r\n1,U+001B[31mU+202E\r\n");
    }

    #[test]
    fn columns_stay_aligned_beside_what_is_shown_by_its_number() {
        let text = facts(&[("a\u{202e}", "x".to_owned()), ("long name", "y".to_owned())]);
        assert_eq!(text, "aU+202E    x\nlong name  y\n");
    }
}
