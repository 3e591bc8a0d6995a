//! The library: the list by stack, and one runbook to read.

use super::edit::DraftLine;
use crate::markdown::{self, Block};
use crate::runbook::shipped::Origin;
use crate::runbook::{Problem, Runbook};
use serde::Serialize;

/// Every runbook, with the one that is open.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct RunbooksView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub runbooks: Vec<RunbookLine>,
    /// What was put away: out of every other list.
    pub archived: Vec<RunbookLine>,
    /// How many are still to be read; asking again goes on with them.
    pub behind: usize,
    /// What was typed and never saved.
    pub drafts: Vec<DraftLine>,
    pub open: Option<RunbookView>,
}

/// A runbook in the list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct RunbookLine {
    pub id: String,
    pub title: String,
    pub stack: String,
    /// The heading above it in the list: its stack, or readiness.
    pub group: String,
    pub looks_like: Vec<String>,
    pub severity: Option<String>,
    pub minutes: Option<u32>,
    pub steps: usize,
    pub reviewed: Option<String>,
    pub problems: usize,
    /// How many times a step was marked as wrong, and nobody has answered yet.
    pub redlines: usize,
}

/// One runbook to read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct RunbookView {
    pub line: RunbookLine,
    /// Hexadecimal sha256 of the text.
    pub revision: String,
    pub origin: Origin,
    /// Whether a newer shipped text waits.
    pub update: bool,
    /// How many newest revisions there are; two wait for a merge.
    pub heads: usize,
    /// The text as a typed tree: no HTML reaches the page.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./markdown\").Block[]"))]
    pub blocks: Vec<Block>,
    pub problems: Vec<ProblemView>,
}

/// A problem of the text, at its place.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ProblemView {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// The line of a runbook in the list.
pub fn line(runbook: &Runbook, problems: &[Problem]) -> RunbookLine {
    RunbookLine {
        id: runbook.id.clone(),
        title: runbook.title.clone(),
        stack: runbook.stack.clone(),
        group: runbook.group().to_owned(),
        looks_like: runbook.looks_like.clone(),
        severity: runbook.severity.clone(),
        minutes: runbook.minutes,
        steps: runbook.steps().count(),
        reviewed: runbook.reviewed.clone(),
        problems: problems.len(),
        redlines: 0,
    }
}

/// One runbook to read.
pub fn runbook(
    runbook: &Runbook,
    problems: &[Problem],
    text: &str,
    revision: String,
    origin: Origin,
) -> RunbookView {
    RunbookView {
        line: line(runbook, problems),
        revision,
        origin,
        update: false,
        heads: 1,
        blocks: below_title(text),
        problems: problems
            .iter()
            .map(|problem| ProblemView {
                line: problem.line,
                column: problem.column,
                message: problem.message.clone(),
            })
            .collect(),
    }
}

/// The text as blocks without its first heading, which the page shows as the title.
fn below_title(text: &str) -> Vec<Block> {
    let mut blocks = markdown::parse(crate::runbook::body(text)).blocks;
    if matches!(blocks.first(), Some(Block::Heading { level: 1, .. })) {
        blocks.remove(0);
    }
    blocks
}
