//! The only place that writes to the terminal: calm text, or one JSON document.

use crate::failure::Failure;
use serde::Serialize;
use serde_json::Value;
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
    /// The same of a long record, which is written as it is and never made a tree of values.
    pub document: Option<Document>,
    /// 0, or 1 where a check found errors.
    pub code: u8,
}

impl Reply {
    /// What was asked for.
    pub fn shown(shown: impl Into<String>, json: &impl Serialize) -> Self {
        Self { shown: shown.into(), json: value(json), ..Self::default() }
    }

    /// A text that somebody may go on working with.
    pub fn document(text: impl Into<String>, json: &impl Serialize) -> Self {
        Self { exact: true, ..Self::shown(text, json) }
    }

    /// The same of a long record: only the form that is printed is made.
    pub fn long<T: Serialize + 'static>(
        wants_json: bool,
        found: T,
        text: impl FnOnce(&T) -> String,
    ) -> Self {
        match wants_json {
            true => Self { document: Some(Document(Box::new(found))), ..Self::default() },
            false => Self { shown: text(&found), ..Self::default() },
        }
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

/// What writes itself as JSON.
pub struct Document(Box<dyn Written>);

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Document")
    }
}

trait Written {
    fn write(&self, out: &mut dyn Write) -> std::io::Result<()>;
}

impl<T: Serialize> Written for T {
    fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut out = std::io::BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

/// Prints a reply; the exit code is its own.
pub fn reply(reply: &Reply, json: bool, quiet: bool) -> ExitCode {
    let text = if json {
        format!("{:#}\n", reply.json)
    } else if reply.exact && !std::io::stdout().is_terminal() {
        reply.shown.clone()
    } else if quiet {
        visible(&reply.shown)
    } else {
        visible(&(reply.said.clone() + &reply.shown))
    };
    if !json {
        warnings(&reply.warnings);
    }
    let printed = match &reply.document {
        Some(document) if json => to_stdout(|out| document.0.write(out)),
        _ => to_stdout(|out| out.write_all(text.as_bytes())),
    };
    match printed {
        Ok(()) => ExitCode::from(reply.code),
        Err(error) => failure(&error, json),
    }
}

/// Prints what should be looked at, to standard error.
pub fn warnings(warnings: &[String]) {
    for warning in warnings {
        to_stderr(&visible(&format!("Warning: {warning}\n")));
    }
}

/// Prints a text that was asked for, such as help.
pub fn shown(text: &str) -> ExitCode {
    match to_stdout(|out| out.write_all(text.as_bytes())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(&error, false),
    }
}

/// Prints why nothing was done; the exit code says which kind of reason.
pub fn failure(failure: &Failure, json: bool) -> ExitCode {
    let text = if json {
        format!("{:#}\n", value(&failure.edge()))
    } else {
        visible(&format!("kneeboard: {failure}\n"))
    };
    to_stderr(&text);
    ExitCode::from(failure.exit_code())
}

/// A reader that went away has seen enough; anything else is said.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
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

/// Typed words never steer the terminal; a line of CSV keeps its end.
fn visible(text: &str) -> String {
    let shown = |text: &str| -> String {
        text.chars()
            .map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c })
            .collect()
    };
    text.split("\r\n").map(shown).collect::<Vec<_>>().join("\r\n")
}

/// Rows in aligned columns, two spaces between them, none at a line's end.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| letters(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| {
                let cell = one_line(cell);
                let gap = " ".repeat(width.saturating_sub(letters(&cell)));
                cell + &gap
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
    text.split(['\n', '\r', '\t']).map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
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
