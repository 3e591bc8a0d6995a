//! What people marked as wrong in a runbook, by step.

use crate::id::{EventId, IncidentId};
use crate::moment::Moment;
use crate::promote::{Redline, StepKey};
use crate::runbook::Runbook;
use serde::Serialize;

/// The redlines of a runbook.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct RedlinesView {
    /// Those that wait for somebody, by step, in the order of the text.
    pub open: Vec<RedlinedStep>,
    /// Those that were taken or set aside.
    pub answered: Vec<RedlinedStep>,
}

/// A step that was marked, with everything that was said of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct RedlinedStep {
    /// The step as it was walked.
    pub step: StepKey,
    /// Where it stood: `Triage`, `Roll back`.
    pub place: String,
    /// Its line in the newest text; absent where that no longer has it.
    pub line: Option<usize>,
    /// The remarks, in the order of time.
    pub redlines: Vec<RedlineView>,
}

/// One remark.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct RedlineView {
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub id: EventId,
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub incident: IncidentId,
    pub handle: String,
    pub drill: bool,
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub at: Moment,
    /// By whom, as a role.
    pub by: String,
    /// What was said; absent where the words were removed.
    pub words: Option<String>,
    /// What became of it; absent while it is open.
    pub became: Option<String>,
}

/// Groups redlines by their steps; `became` says what became of an answered one.
pub fn view(
    redlines: &[Redline],
    runbook: &Runbook,
    became: &dyn Fn(&Redline) -> Option<String>,
) -> RedlinesView {
    let mut view = RedlinesView::default();
    for redline in redlines {
        let became = became(redline);
        let list = if became.is_none() { &mut view.open } else { &mut view.answered };
        let at = list.iter().position(|known| known.step == redline.step).unwrap_or_else(|| {
            list.push(RedlinedStep {
                place: redline.step.place().to_owned(),
                line: redline.step.find(runbook).map(|step| step.at.line),
                step: redline.step.clone(),
                redlines: Vec::new(),
            });
            list.len() - 1
        });
        list[at].redlines.push(RedlineView {
            id: redline.event,
            incident: redline.incident,
            handle: redline.handle.clone(),
            drill: redline.drill,
            at: redline.at,
            by: redline.role.title().to_owned(),
            words: redline.words.clone(),
            became,
        });
    }
    for list in [&mut view.open, &mut view.answered] {
        for step in list.iter_mut() {
            step.redlines.sort_by_key(|redline| redline.at);
        }
        // What the text no longer has stands last.
        list.sort_by_key(|step| step.line.unwrap_or(usize::MAX));
    }
    view
}
