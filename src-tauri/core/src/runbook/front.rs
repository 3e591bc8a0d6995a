//! Front matter: split by hand, read field by field, never written back.

use super::lines::Lines;
use super::{Position, Problem, Runbook, RunbookKind};
use serde_json::{Map, Value};
use std::ops::Range;

/// The stacks a runbook can be for.
pub(super) const STACKS: [&str; 4] = ["nodejs", "react", "django", "any"];

/// The kinds of failed release.
const KINDS: [&str; 6] =
    ["functional", "performance", "data", "security", "availability", "infrastructure"];

/// The fields whose values are words of a list.
pub const FRONT_VALUES: [(&str, &[&str]); 4] = [
    ("stack", &STACKS),
    ("type", &["runbook", "checklist", "reference"]),
    ("kinds", &KINDS),
    ("severity", &["SEV1", "SEV2", "SEV3", "SEV4"]),
];

pub(super) const FIELDS: [&str; 8] =
    ["title", "stack", "type", "kinds", "looks_like", "severity", "minutes", "reviewed"];

/// Reads the front matter into the runbook and gives the byte where the body begins.
pub(super) fn read(
    text: &str,
    lines: &Lines<'_>,
    runbook: &mut Runbook,
    problems: &mut Vec<Problem>,
) -> usize {
    let Some((yaml, body)) = split(text) else {
        if text.lines().next().is_some_and(|line| line.trim_end() == "---") {
            problems.push(Problem::new(
                "RB12",
                Position::default(),
                "The front matter has no closing ---, so it is read as text; title and stack are \
                 not known. Close it with a line of three hyphens.",
            ));
        }
        return 0;
    };
    let mut fields = Fields { text, lines, yaml: yaml.clone(), problems };
    let map = fields.parse();
    fields.take(&map, runbook);
    body
}

/// A runbook's text without its front matter, for reading.
pub fn body(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    split(text).and_then(|(_, body)| text.get(body..)).unwrap_or(text)
}

/// The front matter's bytes and the byte behind its closing line.
fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let mark = line.trim_end();
        match start {
            None if mark != "---" => return None,
            None => start = Some(end),
            Some(start) if mark == "---" || mark == "..." => return Some((start..at, end)),
            Some(_) => {}
        }
        at = end;
    }
    None
}

struct Fields<'a> {
    text: &'a str,
    lines: &'a Lines<'a>,
    yaml: Range<usize>,
    problems: &'a mut Vec<Problem>,
}

impl Fields<'_> {
    fn parse(&mut self) -> Map<String, Value> {
        let yaml = self.text.get(self.yaml.clone()).unwrap_or_default();
        let options = serde_saphyr::options! {
            budget: serde_saphyr::budget! { max_events: 4096, max_aliases: 0, max_anchors: 0 },
        };
        let read = serde_saphyr::from_str_with_options::<Option<Value>>(yaml, options);
        let first = self.lines.position(self.yaml.start);
        let (at, why) = match read {
            Ok(None | Some(Value::Null)) => return Map::new(),
            Ok(Some(Value::Object(map))) => return map,
            Ok(Some(_)) => (first, "it is not a list of fields".to_owned()),
            Err(error) => {
                let at = error.location().map_or(first, |location| Position {
                    line: first.line - 1 + usize::try_from(location.line()).unwrap_or(1).max(1),
                    column: usize::try_from(location.column()).unwrap_or(1).max(1),
                });
                (at, reason(&error.without_snippet().to_string()))
            }
        };
        self.problems.push(Problem::new(
            "RB12",
            at,
            format!(
                "The front matter cannot be read: {why}. The rest of the runbook is; the title \
                 comes from its first heading. Write each field as NAME: VALUE and put values \
                 with a colon in quotes."
            ),
        ));
        Map::new()
    }

    fn take(&mut self, map: &Map<String, Value>, runbook: &mut Runbook) {
        for (name, value) in map {
            match name.as_str() {
                "title" => {
                    runbook.title = text_of(value).unwrap_or_default();
                    runbook.given.title = !runbook.title.is_empty();
                }
                "stack" => self.stack(value, runbook),
                "type" => self.kind(value, runbook),
                "kinds" => {
                    runbook.kinds = list_of(value);
                    for kind in runbook.kinds.iter().filter(|k| !KINDS.contains(&k.as_str())) {
                        self.bad("kinds", kind, &KINDS.join(", "));
                    }
                }
                "looks_like" => runbook.looks_like = list_of(value),
                "severity" => {
                    let given = text_of(value).unwrap_or_default();
                    let known = ["SEV1", "SEV2", "SEV3", "SEV4"]
                        .into_iter()
                        .find(|known| known.eq_ignore_ascii_case(&given));
                    if known.is_none() {
                        self.bad("severity", &given, "SEV1, SEV2, SEV3 or SEV4");
                    }
                    runbook.severity = known.map(str::to_owned);
                }
                "minutes" => {
                    let given = text_of(value).unwrap_or_default();
                    runbook.minutes = given.parse().ok();
                    if runbook.minutes.is_none() {
                        self.bad("minutes", &given, "a whole number");
                    }
                }
                "reviewed" => {
                    let given = text_of(value).unwrap_or_default();
                    let day = chrono::NaiveDate::parse_from_str(&given, "%Y-%m-%d");
                    if day.is_err() {
                        self.bad("reviewed", &given, "a day, as YYYY-MM-DD");
                    }
                    runbook.reviewed = day.is_ok().then_some(given);
                }
                unknown => self.unknown(unknown),
            }
        }
    }

    fn stack(&mut self, value: &Value, runbook: &mut Runbook) {
        let given = text_of(value).unwrap_or_default().to_ascii_lowercase();
        if given.is_empty() {
            return;
        }
        runbook.given.stack = true;
        if STACKS.contains(&given.as_str()) {
            runbook.stack = given;
        } else {
            let at = self.position("stack");
            self.problems.push(Problem::new(
                "RB02",
                at,
                format!("The stack \"{given}\" is not known; the runbook is listed under any."),
            ));
        }
    }

    fn kind(&mut self, value: &Value, runbook: &mut Runbook) {
        let given = text_of(value).unwrap_or_default();
        runbook.kind = match given.to_ascii_lowercase().as_str() {
            "runbook" => RunbookKind::Runbook,
            "checklist" => RunbookKind::Checklist,
            "reference" => RunbookKind::Reference,
            _ => {
                self.bad("type", &given, "runbook, checklist or reference");
                RunbookKind::Runbook
            }
        };
    }

    fn bad(&mut self, field: &str, value: &str, allowed: &str) {
        let at = self.position(field);
        self.problems.push(Problem::new(
            "RB15",
            at,
            format!(
                "The front matter's {field} is \"{value}\", which is not read; it can be {allowed}."
            ),
        ));
    }

    fn unknown(&mut self, field: &str) {
        let at = self.position(field);
        self.problems.push(Problem::new(
            "RB17",
            at,
            format!(
                "The front matter's {field} means nothing here; the fields are {}.",
                FIELDS.join(", ")
            ),
        ));
    }

    fn position(&self, field: &str) -> Position {
        let line = self.lines.each().find(|(start, line)| {
            self.yaml.contains(start)
                && line.trim_start().trim_start_matches(['"', '\'']).starts_with(field)
        });
        self.lines.position(line.map_or(self.yaml.start, |(start, _)| start))
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn list_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(text_of).collect(),
        _ => text_of(value).into_iter().collect(),
    }
}

/// The parser's reason without its own place, which counts from the front matter's first line.
fn reason(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.split(" at line ").next().unwrap_or_default().trim().trim_end_matches('.').to_owned()
}
