//! From the record back into runbook text: steps that were marked as wrong, and a walk as a runbook.

mod answers;
mod item;
mod places;
mod redlines;
mod walk;

pub use answers::{Answer, Answers};
pub use places::{Remark, RemarkPlace, places};
pub use redlines::{Redline, StepKey, redlines};
pub use walk::promoted;
