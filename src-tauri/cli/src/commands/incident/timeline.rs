//! What happened, in order: for people, as Markdown, as CSV and as JSON.

use crate::Answer;
use crate::args::{TimelineFormat, Which};
use crate::naming;
use crate::print::{Reply, table};
use crate::session::Session;
use kneeboard_core::incident::Incident;
use kneeboard_core::timeline::{Row, markdown, rows};

const HEADINGS: [&str; 7] =
    ["id", "happened_at", "recorded_at", "kind", "role", "text", "evidence"];

pub(super) fn timeline(
    session: &mut Session,
    which: &Which,
    format: Option<TimelineFormat>,
) -> Answer {
    let id = naming::any_incident(session, which.name())?;
    let record = session.door.known(id)?;
    let rows = rows(record);
    let text = match format {
        None => plain(record, &rows),
        Some(TimelineFormat::Md) => markdown(&rows),
        Some(TimelineFormat::Csv) => csv(record, &rows),
        Some(TimelineFormat::Json) => {
            let json = serde_json::to_value(&rows).unwrap_or_default();
            format!("{json:#}\n")
        }
    };
    Ok(Reply::shown(text, &rows))
}

fn plain(record: &Incident, rows: &[Row]) -> String {
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let marks = if row.marks.is_empty() {
                String::new()
            } else {
                format!(" ({})", row.marks.join("; "))
            };
            let text = format!("{}{marks}", row.text);
            vec![short(record, row), row.happened_at.written(), row.label.to_owned(), text]
        })
        .collect();
    table(&lines)
}

fn csv(record: &Incident, rows: &[Row]) -> String {
    let mut text = line(HEADINGS.map(str::to_owned));
    for row in rows {
        text += &line([
            short(record, row),
            row.happened_at.written(),
            row.recorded_at.written(),
            row.kind.clone(),
            row.role.name().to_owned(),
            row.text.clone(),
            row.evidence.clone().unwrap_or_default(),
        ]);
    }
    text
}

fn short(record: &Incident, row: &Row) -> String {
    record.event(row.index).id.short()
}

/// One line of RFC 4180.
fn line<const N: usize>(cells: [String; N]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// A cell that a spreadsheet takes for text: what it would run begins with an apostrophe.
fn cell(text: &str) -> String {
    let is_run = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_run { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_never_a_formula_and_never_breaks_its_line() {
        let told = [
            ("=1+1", "'=1+1"),
            ("+49 30 1", "'+49 30 1"),
            ("-rf", "'-rf"),
            ("@here", "'@here"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
            ("two\nlines", "\"two\nlines\""),
            ("plain - text", "plain - text"),
        ];
        for (text, written) in told {
            assert_eq!(cell(text), written);
        }
    }
}
