//! Mends of the front matter.

use super::nearest::nearest;
use super::page::{Change, Page};
use crate::runbook::front::{FIELDS, STACKS};
use crate::runbook::lint::Finding;
use crate::runbook::lint::structure::displaced;

pub(super) fn mend(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    match finding.rule {
        // Another front matter above it would leave the real one as text.
        "RB01" | "RB02" if displaced(page.text).is_some() => None,
        "RB01" => Some(field(page, "title", &quoted(&page.runbook.title))),
        "RB02" => Some(stack(page, finding)),
        "RB12" => in_quotes(page, finding),
        "RB17" => known_field(page, finding),
        _ => None,
    }
}

/// The stack that the runbook's folder names, else any.
fn stack(page: &Page<'_>, finding: &Finding) -> Change {
    let folder = page.runbook.id.split('/').next().unwrap_or_default();
    let stack = STACKS.into_iter().find(|stack| *stack == folder).unwrap_or("any");
    let line = page.line(finding.line);
    if page.source(line.clone()).starts_with("stack") {
        return Change::replace(format!("Write stack: {stack}"), line, format!("stack: {stack}"));
    }
    field(page, "stack", stack)
}

/// A field at the top of the front matter, which is made where there is none.
fn field(page: &Page<'_>, name: &str, value: &str) -> Change {
    let first = page.line(1);
    let does = format!("Write {name}: {value}");
    if page.source(first.clone()).trim_end() == "---" {
        let at = (first.end + 1).min(page.text.len());
        return Change::insert(does, at, page.whole_lines(at, &format!("{name}: {value}\n")));
    }
    Change::insert(does, 0, format!("---\n{name}: {value}\n---\n"))
}

/// The value of the line in quotes, where it is a plain one that YAML reads otherwise.
fn in_quotes(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let line = page.line(finding.line);
    let (name, value) = page.source(line.clone()).split_once(": ")?;
    let value = value.trim_end();
    let is_plain = !value.starts_with(['"', '\'', '[', '{', '|', '>']);
    let text = format!("{name}: {}", serde_json::Value::from(value));
    is_plain.then(|| Change::replace("Put the value in quotes", line, text))
}

/// The field that was meant; where none is near, the line goes.
fn known_field(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let line = page.line(finding.line);
    let source = page.source(line.clone());
    let (name, _) = source.split_once(':')?;
    let start = line.start + (name.len() - name.trim_start().len());
    if let Some(known) = nearest(name, FIELDS) {
        let end = line.start + name.trim_end().len();
        return Some(Change::replace(format!("Write {known}"), start..end, known));
    }
    let next = source_of_next(page, finding.line);
    let is_one_line = !next.starts_with([' ', '-', '\t']) || next.trim_end() == "---";
    is_one_line.then(|| {
        let end = (line.end + 1).min(page.text.len());
        Change::replace("Take the line out", line.start..end, "")
    })
}

fn source_of_next<'a>(page: &Page<'a>, line: usize) -> &'a str {
    page.source(page.line(line + 1))
}

/// A title as YAML reads it back: plain where it can be, else in quotes.
fn quoted(title: &str) -> String {
    let is_plain = title.starts_with(|c: char| c.is_ascii_alphabetic())
        && title.chars().all(|c| c.is_alphanumeric() || " -_,.()/".contains(c))
        && !title.ends_with(' ');
    if is_plain { title.to_owned() } else { serde_json::Value::from(title).to_string() }
}
