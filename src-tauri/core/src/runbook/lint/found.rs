//! Where findings are gathered.

use crate::runbook::lines::Lines;
use crate::runbook::{Position, Problem};

/// The findings so far.
pub(super) struct Found<'a> {
    /// The lines of the runbook's text.
    pub lines: &'a Lines<'a>,
    /// In the order of finding.
    pub problems: Vec<Problem>,
}

impl Found<'_> {
    /// Adds a finding at a place that is known.
    pub fn at(&mut self, rule: &'static str, at: Position, message: impl Into<String>) {
        self.problems.push(Problem::new(rule, at, message));
    }

    /// Adds a finding at a byte of the runbook's text.
    pub fn at_byte(&mut self, rule: &'static str, byte: usize, message: impl Into<String>) {
        self.at(rule, self.lines.position(byte), message);
    }
}
