//! A text, section by section, as a runbook.

use super::front;
use super::lines::Lines;
use super::{Branch, Mode, Phase, escalate, lost, step};
use super::{BranchText, PhaseText, Position, Problem, ReferenceText, Runbook, RunbookKind, Step};
use crate::markdown::{self, Block, Inline, Item, plain_text};
use thiserror::Error;

/// The most bytes that a runbook may have: 4 MiB, some hundred times a long one.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// How many steps at the beginning of Triage are the ones that must not be missed.
const KILLERS: usize = 5;

/// Why a file is not read as a runbook.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum Refused {
    #[error(
        "The runbook {id} has {megabytes}.{tenths} MB; Kneeboard opens up to 4 MB. The file is \
         as it was. Split it, or keep its reference material in a file of its own."
    )]
    TooLarge { id: String, megabytes: usize, tenths: usize },
}

impl Refused {
    /// That a file of so many bytes is too large.
    pub fn too_large(id: &str, bytes: usize) -> Self {
        const TENTH: usize = 1024 * 1024 / 10;
        let tenths = bytes / TENTH;
        Self::TooLarge { id: id.to_owned(), megabytes: tenths / 10, tenths: tenths % 10 }
    }
}

/// Reads the bytes of a file.
///
/// Bytes that are no UTF-8 become U+FFFD, with a problem where the first of them stands.
///
/// # Errors
/// Where the file is larger than [`MOST_BYTES`].
pub fn read(bytes: &[u8], id: &str) -> Result<(Runbook, Vec<Problem>), Refused> {
    if bytes.len() > MOST_BYTES {
        return Err(Refused::too_large(id, bytes.len()));
    }
    let (runbook, mut problems) = parse(&String::from_utf8_lossy(bytes), id);
    if let Err(error) = std::str::from_utf8(bytes) {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let valid = plain_line_feeds(&String::from_utf8_lossy(valid));
        problems.insert(
            0,
            Problem::new(
                "RB18",
                Lines::of(&valid).position(valid.len()),
                "The text is not valid UTF-8 from here on: each byte that cannot be read is shown \
                 as \u{fffd}. The file is as it was. Save it as UTF-8 before you copy a command \
                 from it.",
            ),
        );
    }
    Ok((runbook, problems))
}

/// The rule against fields of the front matter that mean nothing here.
const UNKNOWN_FIELD: &str = "RB17";

/// Reads a text. Total: what is not understood is a problem, and the rest is a runbook.
///
/// A BOM and carriage returns make no difference. Problems come in the order of the text.
pub fn parse(text: &str, id: &str) -> (Runbook, Vec<Problem>) {
    let text = plain_line_feeds(text);
    let lines = Lines::of(&text);
    let mut problems = Vec::new();
    let mut runbook = Runbook { id: id.to_owned(), stack: "any".to_owned(), ..Runbook::default() };
    let body = front::read(&text, &lines, &mut runbook, &mut problems);
    let document = markdown::parse_from(&text, body);
    if let Some(problem) = &document.problem {
        problems.push(Problem::new("RB18", lines.position(body), problem.clone()));
    }
    let mut reader = Reader {
        text: &text,
        lines: &lines,
        runbook,
        problems,
        place: Place::Intro,
        boxes: vec![],
    };
    for block in &document.blocks {
        reader.block(block);
    }
    let Reader { mut runbook, mut problems, boxes, .. } = reader;
    if runbook.kind == RunbookKind::Reference {
        // A manual may have boxes and fields of its own: nothing of it is walked.
        problems.retain(|problem| problem.rule != UNKNOWN_FIELD);
    } else {
        problems.extend(lost::tasks(&document.blocks, &boxes, &lines));
        problems.extend(lost::markers(&document.blocks, &lines));
    }
    finish(&mut runbook, &document.blocks, &mut problems);
    problems.sort_by_key(|problem| (problem.line, problem.column));
    runbook.text = text;
    (runbook, problems)
}

/// A text without a BOM and with every line ending as a line feed.
fn plain_line_feeds(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Where the blocks that come next belong.
#[derive(Clone, Copy)]
enum Place {
    Intro,
    Phase(usize),
    Branch(usize, usize),
    Reference(usize),
    /// A heading under Mitigate that is no branch: where Mitigate is, and where the text goes.
    NoBranch(usize, usize),
}

struct Reader<'a> {
    text: &'a str,
    lines: &'a Lines<'a>,
    runbook: Runbook,
    problems: Vec<Problem>,
    place: Place,
    /// Where the boxes of the steps stand.
    boxes: Vec<usize>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level: 1, text, .. } if matches!(self.place, Place::Intro) => {
                // Where the front matter has the title too, it is shown once.
                if self.runbook.title.is_empty() {
                    self.runbook.title = heading(text);
                }
            }
            Block::Heading { level: 2, text, range } => {
                self.section(heading(text), self.lines.position(range.start));
            }
            Block::Heading { level: 3, text, range } if self.is_in_mitigate() => {
                self.branch(heading(text), self.lines.position(range.start));
            }
            Block::List { first: None, items, range } if items.iter().any(|i| i.task.is_some()) => {
                self.list(items, range);
            }
            block => self.other(block),
        }
    }

    fn section(&mut self, heading: String, at: Position) {
        let is_checklist = self.runbook.kind == RunbookKind::Checklist;
        let is_walked = self.runbook.kind == RunbookKind::Runbook;
        let phase = Phase::of_heading(&heading).filter(|_| is_walked);
        let is_section = is_checklist && !heading.eq_ignore_ascii_case("Reference");
        if phase.is_none() && !is_section {
            self.runbook.reference.push(ReferenceText { heading, text: Vec::new() });
            self.place = Place::Reference(self.runbook.reference.len() - 1);
            return;
        }
        if let Some(phase) = phase {
            let phases = &self.runbook.phases;
            if let Some(known) = phases.iter().position(|text| text.phase == Some(phase)) {
                self.problem(
                    "RB14",
                    at,
                    format!("{heading} is here a second time; its steps go behind the first's."),
                );
                self.place = Place::Phase(known);
                return;
            }
            if let Some(later) = phases.iter().filter_map(|text| text.phase).find(|p| *p > phase) {
                let message = format!(
                    "{heading} comes after {}; it is walked before it. Move it up.",
                    later.title()
                );
                self.problem("RB14", at, message);
            }
        }
        self.runbook.phases.push(PhaseText {
            phase,
            heading,
            mode: if is_checklist { Mode::DoConfirm } else { Mode::ReadDo },
            at,
            ..PhaseText::default()
        });
        self.place = Place::Phase(self.runbook.phases.len() - 1);
    }

    fn is_in_mitigate(&self) -> bool {
        let phase = match self.place {
            Place::Phase(phase) | Place::Branch(phase, _) | Place::NoBranch(phase, _) => {
                self.runbook.phases.get(phase)
            }
            Place::Intro | Place::Reference(_) => None,
        };
        phase.is_some_and(|text| text.phase == Some(Phase::Mitigate))
    }

    fn branch(&mut self, heading: String, at: Position) {
        let (Place::Phase(phase) | Place::Branch(phase, _) | Place::NoBranch(phase, _)) =
            self.place
        else {
            return;
        };
        let Some(branch) = Branch::of_heading(&heading) else {
            let message = format!(
                "{heading} is no branch, so what stands under it is not walked. The branches are \
                 Roll back, Hotfix or Roll forward, Isolate, Watch and Escalate."
            );
            self.problem("RB14", at, message);
            self.runbook.reference.push(ReferenceText { heading, text: Vec::new() });
            self.place = Place::NoBranch(phase, self.runbook.reference.len() - 1);
            return;
        };
        let Some(text) = self.runbook.phases.get_mut(phase) else { return };
        let known =
            text.branches.iter().position(|text| text.heading.eq_ignore_ascii_case(&heading));
        if let Some(known) = known {
            self.place = Place::Branch(phase, known);
            self.problem(
                "RB14",
                at,
                format!("{heading} is here a second time; its steps go behind the first's."),
            );
            return;
        }
        text.branches.push(BranchText {
            branch,
            heading,
            text: Vec::new(),
            steps: Vec::new(),
            built_in: false,
            at,
        });
        self.place = Place::Branch(phase, text.branches.len() - 1);
    }

    fn list(&mut self, items: &[Item], range: &std::ops::Range<usize>) {
        if matches!(self.place, Place::Intro) && self.runbook.kind == RunbookKind::Checklist {
            // A short checklist needs no heading but its title.
            self.section(self.runbook.title.clone(), self.lines.position(range.start));
        }
        let mut rest = Vec::new();
        for item in items {
            match &item.task {
                Some(task) if self.takes_steps() => {
                    self.boxes.push(task.range.start);
                    let step = step::read(item, self.text, self.lines, &mut self.problems);
                    self.push_step(step);
                }
                _ => rest.push(item.clone()),
            }
        }
        if !rest.is_empty() {
            self.other(&Block::List { first: None, items: rest, range: range.clone() });
        }
    }

    fn takes_steps(&self) -> bool {
        matches!(self.place, Place::Phase(_) | Place::Branch(..))
    }

    fn push_step(&mut self, mut step: Step) {
        let phases = &mut self.runbook.phases;
        let (Place::Phase(at) | Place::Branch(at, _)) = self.place else { return };
        let Some(text) = phases.get_mut(at) else { return };
        match text.phase {
            Some(phase) => step.planned.phase = phase,
            None => step.planned.section = Some(text.heading.clone()),
        }
        match self.place {
            Place::Branch(_, branch) => {
                if let Some(text) = text.branches.get_mut(branch) {
                    step.planned.branch = Some(text.branch);
                    text.steps.push(step);
                }
            }
            Place::Phase(_) | Place::Intro | Place::Reference(_) | Place::NoBranch(..) => {
                text.steps.push(step);
            }
        }
    }

    fn other(&mut self, block: &Block) {
        if let Place::Phase(phase) = self.place
            && let Block::Paragraph { text, range } = block
        {
            self.mode(phase, &plain_text(text), range.start);
        }
        let blocks = match self.place {
            Place::Intro => Some(&mut self.runbook.intro),
            Place::Phase(phase) => self.runbook.phases.get_mut(phase).map(|text| &mut text.text),
            Place::Branch(phase, branch) => self
                .runbook
                .phases
                .get_mut(phase)
                .and_then(|text| text.branches.get_mut(branch))
                .map(|text| &mut text.text),
            Place::Reference(at) | Place::NoBranch(_, at) => {
                self.runbook.reference.get_mut(at).map(|text| &mut text.text)
            }
        };
        if let Some(blocks) = blocks {
            blocks.push(block.clone());
        }
    }

    /// A phase's first paragraph may say how the phase is walked.
    fn mode(&mut self, phase: usize, paragraph: &str, at: usize) {
        let Some(text) = self.runbook.phases.get_mut(phase) else { return };
        let begins = paragraph.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("mode:"));
        if !begins || !text.text.is_empty() || !text.steps.is_empty() {
            return;
        }
        let word = paragraph.get(5..).and_then(|rest| rest.split_whitespace().next());
        let word = word.unwrap_or_default().trim_end_matches('.');
        match Mode::of_name(word) {
            Some(mode) => text.mode = mode,
            None => {
                let message =
                    format!("Mode is \"{word}\", which is not read; it is read-do or do-confirm.");
                self.problem("RB15", self.lines.position(at), message);
            }
        }
    }

    fn problem(&mut self, rule: &'static str, at: Position, message: impl Into<String>) {
        self.problems.push(Problem::new(rule, at, message));
    }
}

/// What can only be told once the whole text is known.
fn finish(runbook: &mut Runbook, blocks: &[Block], problems: &mut Vec<Problem>) {
    if runbook.title.is_empty() {
        runbook.title.clone_from(&runbook.id);
    }
    if runbook.kind == RunbookKind::Runbook {
        escalate::add_where_absent(&mut runbook.phases);
        runbook.phases.sort_by_key(|text| text.phase);
    }
    let mut headings: Vec<String> = blocks.iter().filter_map(heading_of).collect();
    headings.extend(
        runbook.phases.iter().flat_map(|p| &p.branches).map(|branch| branch.heading.clone()),
    );
    let mut killers = if runbook.kind == RunbookKind::Runbook { KILLERS } else { 0 };
    for (place, step) in (1..).zip(runbook.steps_mut()) {
        step.planned.place = place;
        step.planned.killer = step.planned.phase == Phase::Triage && killers > 0;
        killers -= usize::from(step.planned.killer);
        resolve_if_not(step, &headings, problems);
    }
}

fn resolve_if_not(step: &mut Step, headings: &[String], problems: &mut Vec<Problem>) {
    let at = step.labels.iter().find(|l| l.label == super::Label::IfNot).map_or(step.at, |l| l.at);
    let Some(if_not) = &mut step.planned.if_not else { return };
    let Some(target) = go_to(&if_not.text) else { return };
    let heading =
        headings.iter().filter(|heading| begins_with(&target, heading)).max_by_key(|h| h.len());
    let alias = || {
        let branch = Branch::ALL.into_iter().find(|b| begins_with(&target, b.title()));
        let branch =
            branch.or_else(|| begins_with(&target, "Roll forward").then_some(Branch::Hotfix))?;
        headings.iter().find(|heading| Branch::of_heading(heading) == Some(branch))
    };
    if_not.goes_to = heading.or_else(alias).cloned();
    if if_not.goes_to.is_none() {
        let message = format!(
            "If not says \"go to {target}\", but no heading has that name; the line is shown and \
             leads nowhere."
        );
        problems.push(Problem::new("RB08", at, message));
    }
}

/// What follows "go to" in a text, to the end of its sentence.
fn go_to(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_ascii_lowercase();
    let at = lower.match_indices("go to ").find(|(at, _)| {
        lower.get(..*at).is_some_and(|before| !before.ends_with(char::is_alphanumeric))
    })?;
    let target = text.get(at.0 + "go to ".len()..)?;
    let end = target.find(['.', ',', ';', ':']).unwrap_or(target.len());
    let target = target.get(..end)?.trim();
    let target = target.strip_prefix("the ").unwrap_or(target);
    Some(target.trim_matches(['"', '\'', '*', '`']).to_owned())
}

fn begins_with(target: &str, heading: &str) -> bool {
    target.get(..heading.len()).is_some_and(|start| start.eq_ignore_ascii_case(heading))
        && !heading.is_empty()
        && !target.get(heading.len()..).unwrap_or_default().starts_with(char::is_alphanumeric)
}

fn heading_of(block: &Block) -> Option<String> {
    match block {
        Block::Heading { level, text, .. } if *level > 1 => Some(heading(text)),
        _ => None,
    }
}

fn heading(text: &[Inline]) -> String {
    plain_text(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
