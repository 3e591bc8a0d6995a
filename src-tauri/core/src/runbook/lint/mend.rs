//! Mends: the change to the text that answers one finding, and where a person types on.
//!
//! What only a person can know, such as which of two steps was meant, has none. A mend that needs
//! words leaves a hole for them: the text is held to the rule until they are there.

mod front;
mod headings;
mod labels;
mod nearest;
mod page;
mod steps;
mod words;

use super::Finding;
use crate::runbook::{Position, Runbook};
use chrono::NaiveDate;
use page::{Change, Page};
use serde::Serialize;

/// A change to a runbook's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Edit {
    /// What it does, as a button says it.
    pub does: String,
    /// Where what it replaces begins.
    pub from: Position,
    /// Where that ends; the same place where nothing is replaced.
    pub to: Position,
    /// What stands there then, with plain line feeds.
    pub text: String,
    /// Where in `text` a person types on, in characters; none where nothing is missing.
    pub hole: Option<usize>,
}

/// The changes that answer findings of [`super::lint`] on this runbook, one each where there is one.
///
/// `today` is the day that a source which was read again is dated with.
pub fn mends(runbook: &Runbook, findings: &[Finding], today: NaiveDate) -> Vec<Option<Edit>> {
    let page = Page::of(runbook);
    let edit = |finding: &Finding| Some(page.edit(change(&page, finding, today)?));
    findings.iter().map(edit).collect()
}

fn change(page: &Page<'_>, finding: &Finding, today: NaiveDate) -> Option<Change> {
    match finding.rule {
        "RB01" | "RB02" | "RB12" | "RB17" => front::mend(page, finding),
        "RB03" | "RB04" | "RB08" | "RB14" => headings::mend(page, finding),
        "RB09" | "RB19" | "RB20" | "RB21" | "RB30" | "RB31" | "RB40" => {
            labels::mend(page, finding, today)
        }
        "RB06" | "RB13" | "RB22" | "RB23" | "RB37" => steps::mend(page, finding),
        "RB24" | "RB25" | "RB26" | "RB28" | "RB29" => steps::mend_missing(page, finding),
        "RB10" | "RB32" | "RB39" | "RB41" => words::mend(page, finding),
        _ => None,
    }
}
