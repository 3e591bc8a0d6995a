//! One task item as a step: its action, labels, commands and detail.

use super::condition::Condition;
use super::lines::Lines;
use super::plan::{Command, IfNot, PlannedStep, Record, StepKind};
use super::{Label, LabelAt, Problem, Step, placeholder, reading};
use crate::markdown::{Block, Item, plain_text};
use std::ops::Range;

/// Languages of a fence that make it a command.
const COMMANDS: [&str; 5] = ["sh", "bash", "powershell", "sql", "python"];

/// How many unknown placeholders of one step are reported.
const MOST_UNKNOWN: usize = 20;

/// Reads a task item; place, phase and branch are left to the caller.
pub(super) fn read(
    item: &Item,
    text: &str,
    lines: &Lines<'_>,
    problems: &mut Vec<Problem>,
) -> Step {
    let at = lines.position(item.range.start);
    let step = Step { at, range: item.range.clone(), ..Step::default() };
    let mut reader = StepReader { text, lines, problems, step };
    reader.read(item);
    reader.step
}

struct StepReader<'a> {
    text: &'a str,
    lines: &'a Lines<'a>,
    problems: &'a mut Vec<Problem>,
    step: Step,
}

impl<'a> StepReader<'a> {
    fn read(&mut self, item: &Item) {
        let mut blocks = item.blocks.as_slice();
        if let [Block::Paragraph { text, range }, rest @ ..] = blocks {
            self.step.planned.action = one_line(&plain_text(text));
            self.step.action = self.words_behind_the_box(item, range);
            self.check_lines(range);
            blocks = rest;
        }
        if self.step.planned.action.is_empty() {
            self.problem(
                "RB16",
                item.range.start,
                "This step has no text of its own; it is walked as an empty step. Write what to \
                 do behind the box.",
            );
        }
        for block in blocks {
            match block {
                Block::List { first: None, items, .. } => {
                    items.iter().for_each(|item| self.sub_item(item));
                }
                block => self.own_block(block),
            }
        }
        self.check_placeholders();
        self.judge();
    }

    /// In a loose item the paragraph begins before the box.
    fn words_behind_the_box(&self, item: &Item, paragraph: &Range<usize>) -> Range<usize> {
        let box_end = item.task.as_ref().map_or(paragraph.start, |task| task.range.end);
        let start = paragraph.start.max(box_end);
        let source = self.source(&(start..paragraph.end));
        let start = start + (source.len() - source.trim_start().len());
        start..start + source.trim().len()
    }

    /// A label on a line of the action's own paragraph would only lengthen the action.
    fn check_lines(&mut self, range: &Range<usize>) {
        let paragraph = self.source(range);
        let mut at = range.start;
        for line in paragraph.split_inclusive('\n') {
            let start = at;
            at += line.len();
            if start == range.start {
                continue;
            }
            if let Some(label) = label_head(line).and_then(|head| Label::of_words(head.words)) {
                let indent = line.len() - line.trim_start().len();
                self.problem(
                    "RB09",
                    start + indent,
                    format!(
                        "{} stands in the step's own text, where it is no label. Make it a \
                         sub-item: begin the line with a hyphen.",
                        label.title()
                    ),
                );
            }
        }
    }

    fn own_block(&mut self, block: &Block) {
        match command_of(block, None) {
            Some(command) => self.command(command, block),
            None => self.detail(block.range()),
        }
    }

    fn command(&mut self, command: Command, block: &Block) {
        self.step.planned.commands.push(command);
        self.step.commands.push(block.range().clone());
    }

    fn sub_item(&mut self, item: &Item) {
        let Some(Block::Paragraph { text: words, range }) = item.blocks.first() else {
            return self.detail(&item.range);
        };
        let paragraph = self.source(range);
        let indent = paragraph.len() - paragraph.trim_start().len();
        let start = range.start + indent;
        let paragraph = paragraph.trim_start();
        let Some(head) = label_head(paragraph).filter(|_| item.task.is_none()) else {
            let plain = plain_text(words);
            let marked = label_head(&plain).and_then(|head| Label::of_words(head.words));
            if let Some(label) = marked.filter(|_| item.task.is_none()) {
                self.problem(
                    "RB09",
                    start,
                    format!(
                        "The label {} is marked up, so it is read as detail. Write it plain: \
                         \"{}: \" without stars or backticks.",
                        label.title(),
                        label.title()
                    ),
                );
            }
            return self.detail(&item.range);
        };
        let Some(label) = Label::of_words(head.words) else {
            let known = Label::ALL.map(Label::title).join(", ");
            self.problem(
                "RB09",
                start,
                format!(
                    "\"{}\" is no label, so the line is read as detail. The labels are {known}.",
                    head.words
                ),
            );
            return self.detail(&item.range);
        };
        if self.step.labels.iter().any(|known| known.label == label) {
            self.problem(
                "RB09",
                start,
                format!(
                    "{} is here a second time; the first counts, this is detail.",
                    label.title()
                ),
            );
            return self.detail(&item.range);
        }
        self.step.labels.push(LabelAt { label, at: self.lines.position(start) });
        let mut fences: Vec<Range<usize>> = Vec::new();
        for block in &item.blocks {
            if let Some(command) = command_of(block, Some(label)) {
                self.command(command, block);
                fences.push(block.range().clone());
            }
        }
        let column = self.column(range.start) + indent;
        let value = self.value(start + head.value..item.range.end, &fences, column);
        self.label(label, value, item, start);
    }

    fn label(&mut self, label: Label, value: String, item: &Item, at: usize) {
        let step = &mut self.step.planned;
        match label {
            Label::Why => step.why = Some(value),
            Label::Record => step.record = Some(record_of(&value)),
            Label::Expect => step.expect = Some(value),
            Label::IfNot => step.if_not = Some(IfNot { text: value, goes_to: None }),
            Label::Caution => step.caution = Some(value),
            Label::Undo => step.undo = Some(value),
            Label::Leaves => step.leaves = Some(value),
            Label::Role => step.role = Some(one_line(&value)),
            Label::Source => step.source = Some(value),
            Label::Timer => match minutes_of(&value) {
                Some(minutes) => step.timer_minutes = Some(minutes),
                None => self.unread(label, &value, "minutes or hours, such as 5m or 1h", item, at),
            },
            Label::Changes => match value.eq_ignore_ascii_case("nothing") {
                true => step.changes_nothing = true,
                false => self.unread(label, &value, "\"nothing\" and no other word", item, at),
            },
            Label::When => match Condition::parse(&one_line(&value)) {
                Ok(condition) => step.when = Some(condition),
                Err(error) => {
                    self.problem(
                        "RB11",
                        at,
                        format!("When is not read, so the step is always shown: {error}."),
                    );
                    self.detail(&item.range);
                }
            },
        }
    }

    fn unread(&mut self, label: Label, value: &str, allowed: &str, item: &Item, at: usize) {
        let message = format!(
            "{} is \"{}\", which is not read and stays as detail; it takes {allowed}.",
            label.title(),
            one_line(value)
        );
        self.problem("RB15", at, message);
        self.detail(&item.range);
    }

    fn check_placeholders(&mut self) {
        let range = self.step.range.clone();
        let found = placeholder::find(self.source(&range)).into_iter();
        let unknown = found.filter(|found| matches!(found.name, placeholder::Name::Unknown(_)));
        // A step with more of them needs no longer list.
        for found in unknown.take(MOST_UNKNOWN) {
            if let placeholder::Name::Unknown(words) = &found.name {
                let message = format!(
                    "{{{{{words}}}}} is no placeholder, so a command with it cannot be copied. \
                     There are {{{{service.KEY}}}}, {{{{release.bad}}}}, {{{{release.good}}}}, \
                     {{{{incident.KEY}}}} and {{{{ask: WORDS}}}}."
                );
                self.problem("RB10", range.start + found.range.start, message);
            }
        }
    }

    fn judge(&mut self) {
        let PlannedStep { record, commands, changes_nothing, .. } = &self.step.planned;
        let mut own = commands.iter().filter(|command| command.under.is_none()).peekable();
        let kind = match (record, own.peek()) {
            (Some(_), _) => StepKind::Observe,
            (None, Some(_)) => StepKind::Do,
            (None, None) => StepKind::Confirm,
        };
        let changes_state = !changes_nothing && own.any(reading::changes_state);
        self.step.planned.kind = kind;
        self.step.planned.changes_state = changes_state;
    }

    fn detail(&mut self, range: &Range<usize>) {
        let column = self.column(range.start);
        let detail = self.value(range.clone(), &[], column);
        let detail = detail.strip_prefix("- ").or(detail.strip_prefix("* ")).unwrap_or(&detail);
        if !detail.is_empty() {
            self.step.planned.detail.push(detail.to_owned());
        }
    }

    /// The source of a range without some fences and without the indentation of its item.
    fn value(&self, range: Range<usize>, without: &[Range<usize>], column: usize) -> String {
        let mut source = String::new();
        let mut from = range.start;
        for fence in without {
            source.push_str(self.source(&(from..self.lines.line_start(fence.start).max(from))));
            from = fence.end.max(from);
        }
        source.push_str(self.source(&(from..range.end)));
        let mut lines = source.lines();
        let first = lines.next().unwrap_or_default().to_owned();
        let lines = lines.map(|line| dedented(line, column).trim_end());
        std::iter::once(first.as_str())
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
            .trim()
            .to_owned()
    }

    fn column(&self, offset: usize) -> usize {
        self.lines.position(offset).column - 1
    }

    fn source(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn problem(&mut self, rule: &'static str, offset: usize, message: impl Into<String>) {
        self.problems.push(Problem::new(rule, self.lines.position(offset), message));
    }
}

/// What stands before a label's colon, and the byte where its value begins.
struct Head<'a> {
    words: &'a str,
    value: usize,
}

/// One to three words, a colon, then a space or the end of the line.
fn label_head(text: &str) -> Option<Head<'_>> {
    let line = text.lines().next()?;
    let (before, after) = line.split_once(':')?;
    let is_word = |word: &str| word.chars().all(|c| c.is_alphanumeric() || "-'".contains(c));
    let words = before.trim_start();
    let count = words.split_whitespace().count();
    let ends = after.is_empty() || after.starts_with(char::is_whitespace);
    (ends && (1..=3).contains(&count) && words.split_whitespace().all(is_word))
        .then_some(Head { words, value: before.len() + 1 })
}

fn command_of(block: &Block, under: Option<Label>) -> Option<Command> {
    let Block::Code { lang: Some(lang), text, .. } = block else {
        return None;
    };
    let lang = lang.to_ascii_lowercase();
    COMMANDS.contains(&lang.as_str()).then(|| Command {
        lang,
        text: text.trim_end_matches('\n').to_owned(),
        under,
    })
}

fn record_of(value: &str) -> Record {
    let value = one_line(value);
    let split = value.strip_suffix(')').and_then(|open| open.rsplit_once('('));
    match split.map(|(label, unit)| (label.trim(), unit.trim())) {
        Some((label, unit)) if !label.is_empty() && !unit.is_empty() => {
            Record { label: label.to_owned(), unit: Some(unit.to_owned()) }
        }
        _ => Record { label: value, unit: None },
    }
}

fn minutes_of(value: &str) -> Option<u32> {
    let value = value.trim().to_ascii_lowercase();
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(digits)?;
    let number: u32 = number.parse().ok()?;
    match unit.trim() {
        "m" | "min" | "minute" | "minutes" => Some(number),
        "h" | "hour" | "hours" => number.checked_mul(60),
        _ => None,
    }
    .filter(|minutes| *minutes > 0)
}

fn dedented(line: &str, column: usize) -> &str {
    let spaces = line.chars().take(column).take_while(|c| *c == ' ').count();
    line.get(spaces..).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
