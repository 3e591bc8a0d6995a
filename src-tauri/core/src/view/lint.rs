//! A text that is being written: what it breaks of the rules, its outline, and how it is walked.
//!
//! Made from the text alone, so that it waits for no store.

use super::edit::RulesNow;
use super::preview::{PreviewPhase, preview};
use crate::folder::SERVICES;
use crate::markdown::{self, Block, plain_text};
use crate::promote::{Remark, RemarkPlace, places};
use crate::runbook::lint::mend::{Edit, mends};
use crate::runbook::lint::{Level, Levels, lint as held_to_the_rules};
use crate::runbook::{self, Runbook, RunbookKind};
use crate::service::{self, Card};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A text to be looked at.
#[derive(Clone, Debug, Deserialize)]
pub struct LintRequest {
    /// The runbook's id.
    pub id: String,
    /// The text as it is typed.
    pub text: String,
    /// By what, as the editor received it.
    #[serde(default)]
    pub by: RulesNow,
    /// What was said of its steps, to be placed.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// The line that the cursor is in: what stands round it is drawn.
    #[serde(default)]
    pub line: usize,
}

/// What is found in a text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct LintView {
    pub title: String,
    pub findings: Vec<LintFinding>,
    pub outline: Vec<OutlineLine>,
    /// Where the steps of the remarks stand; one whose step is not there is left out.
    pub remarks: Vec<RemarkPlace>,
    /// As the walkthrough will draw it, round the line of the request.
    pub phases: Vec<PreviewPhase>,
    /// What is read and not walked, such as a card's notes; none for a runbook.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./markdown\").Block[] | null"))]
    pub page: Option<Vec<Block>>,
}

/// A finding with the stretch of text that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct LintFinding {
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    pub rule: String,
    #[cfg_attr(feature = "wire", ts(type = "\"error\" | \"warning\" | \"hint\""))]
    pub level: Level,
    pub message: String,
    /// What to do about it.
    pub mend: String,
    /// The change that does it, where nobody need say what was meant.
    pub edit: Option<Edit>,
}

/// A heading or a step, to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct OutlineLine {
    /// 1 to 6 for a heading, 7 for a step.
    pub level: u8,
    pub text: String,
    pub line: usize,
}

const STEP: u8 = 7;

/// Looks at a text as of the day in the request, else `today`.
pub fn lint(request: &LintRequest, today: NaiveDate) -> LintView {
    if let Some(name) = request.id.strip_prefix(SERVICES) {
        return card(name, &request.text);
    }
    let (runbook, problems) = runbook::parse(&request.text, &request.id);
    let day = request.by.on.parse().unwrap_or(today);
    let levels = Levels::read(&request.by.levels);
    let findings = levels.applied(held_to_the_rules(&runbook, &problems, day));
    let edits = mends(&runbook, &findings, day);
    let lines: Vec<&str> = runbook.text.split('\n').collect();
    let finding = |(finding, edit): (runbook::lint::Finding, Option<Edit>)| LintFinding {
        line: finding.line,
        column: finding.column,
        end_line: finding.line,
        end_column: end_of(lines.get(finding.line - 1), finding.column),
        rule: finding.rule.to_owned(),
        level: finding.level,
        message: finding.message,
        mend: finding.mend.to_owned(),
        edit,
    };
    let body = runbook.text.len() - runbook::body(&runbook.text).len();
    let blocks = markdown::parse_from(&runbook.text, body).blocks;
    LintView {
        title: runbook.title.clone(),
        findings: findings.into_iter().zip(edits).map(finding).collect(),
        outline: outline(&runbook, &blocks),
        remarks: places(&runbook, &request.remarks),
        phases: preview(&runbook, request.line),
        page: (runbook.kind == RunbookKind::Reference).then(|| below_title(blocks)),
    }
}

/// A page without its first heading, which stands above it as the title.
fn below_title(mut blocks: Vec<Block>) -> Vec<Block> {
    if matches!(blocks.first(), Some(Block::Heading { level: 1, .. })) {
        blocks.remove(0);
    }
    blocks
}

/// A service card: it breaks no rule of runbooks, but its keys may be unreadable.
fn card(name: &str, text: &str) -> LintView {
    let finding = service::problem(text).map(|(line, why)| {
        let written = text.lines().nth(line - 1);
        LintFinding {
            line,
            column: 1,
            end_line: line,
            end_column: end_of(written.as_ref(), 1),
            rule: "card".to_owned(),
            level: Level::Error,
            message: format!("The card's keys cannot be read: {why}."),
            mend: "Write each as NAME: VALUE, and a value with a colon in quotes.".to_owned(),
            edit: None,
        }
    });
    let notes = service::notes(text);
    let before = text.len() - notes.len();
    let page = markdown::parse(notes).blocks;
    let headings = page.iter().filter_map(|block| match block {
        Block::Heading { level, text: words, range } => {
            let line = text[..before + range.start].matches('\n').count() + 1;
            Some(OutlineLine { level: *level, text: plain_text(words), line })
        }
        _ => None,
    });
    LintView {
        title: Card::parse(name, text).name().to_owned(),
        findings: finding.into_iter().collect(),
        outline: headings.collect(),
        remarks: Vec::new(),
        phases: Vec::new(),
        page: Some(page),
    }
}

/// Behind the last letter of a line, and behind at least one character.
fn end_of(line: Option<&&str>, column: usize) -> usize {
    let letters = line.map_or(0, |line| line.trim_end().chars().count());
    (letters + 1).max(column + 1)
}

fn outline(runbook: &Runbook, blocks: &[Block]) -> Vec<OutlineLine> {
    let headings = blocks.iter().filter_map(|block| match block {
        Block::Heading { level, text, range } => {
            let line = runbook.text[..range.start].matches('\n').count() + 1;
            Some(OutlineLine { level: *level, text: plain_text(text), line })
        }
        _ => None,
    });
    let written = runbook.steps().filter(|step| !step.range.is_empty());
    let steps = written.map(|step| OutlineLine {
        level: STEP,
        text: step.planned.action.clone(),
        line: step.at.line,
    });
    let mut lines: Vec<OutlineLine> = headings.chain(steps).collect();
    lines.sort_by_key(|line| line.line);
    lines
}
