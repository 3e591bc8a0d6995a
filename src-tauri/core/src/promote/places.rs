//! Where redlined steps stand in a text that is being written, and the changes that take a remark over.

use super::StepKey;
use crate::id::EventId;
use crate::markdown::rewritten_line;
use crate::runbook::lint::mend::Edit;
use crate::runbook::{Position, Runbook, Step};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A remark to be placed.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Remark {
    /// The redline.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub redline: EventId,
    /// The step it is about.
    pub step: StepKey,
    /// What it says; none where its words were removed.
    pub words: Option<String>,
}

/// Where a remark's step stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct RemarkPlace {
    /// The redline.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub redline: EventId,
    /// The step's line.
    pub line: usize,
    /// The remark in the place of the step's words; its labels and commands stay.
    pub words: Option<Edit>,
    /// The remark as a line under the step.
    pub under: Option<Edit>,
}

/// The places of the remarks whose steps a text still has, in the order of the remarks.
pub fn places(runbook: &Runbook, remarks: &[Remark]) -> Vec<RemarkPlace> {
    let place = |remark: &Remark| {
        let step = remark.step.find(runbook)?;
        let said = remark.words.as_deref().map(rewritten_line).filter(|said| !said.is_empty());
        Some(RemarkPlace {
            redline: remark.redline,
            line: step.at.line,
            words: said.as_ref().map(|said| as_words(&runbook.text, step, said)),
            under: said.as_ref().map(|said| as_line(&runbook.text, step, said)),
        })
    };
    remarks.iter().filter_map(place).collect()
}

fn as_words(text: &str, step: &Step, said: &str) -> Edit {
    edit(text, "As the step's words", step.action.clone(), said.to_owned())
}

/// Behind the last line of the step, as far to the right as its other lines.
fn as_line(text: &str, step: &Step, said: &str) -> Edit {
    let source = text.get(step.range.clone()).unwrap_or_default().trim_end();
    let end = step.range.start + source.len();
    let indent = step.labels.first().map_or(step.at.column + 1, |label| label.at.column - 3);
    let said = format!("\n{}- {said}", " ".repeat(indent));
    edit(text, "As a line under it", end..end, said)
}

fn edit(text: &str, does: &str, replaced: Range<usize>, with: String) -> Edit {
    Edit {
        does: does.to_owned(),
        from: position(text, replaced.start),
        to: position(text, replaced.end),
        text: with,
        hole: None,
    }
}

fn position(text: &str, byte: usize) -> Position {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}
