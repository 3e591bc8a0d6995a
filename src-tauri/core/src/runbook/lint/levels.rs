//! The team's levels: a document that turns a rule off, or makes it weigh more or less.

use super::{Finding, Level, RULES};
use std::collections::BTreeMap;

/// What the team says of rules; of a rule it says nothing of, the shipped level holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// None where the rule is off.
    set: BTreeMap<&'static str, Option<Level>>,
}

impl Levels {
    /// Reads lines such as `RB12: off`; what is no such line is passed over.
    ///
    /// Empty lines, lines that begin with `#` or are fenced, and a list's dashes make no difference,
    /// so that the document can be Markdown with its reasons beside the rules.
    pub fn read(text: &str) -> Self {
        Self { set: text.lines().filter_map(|line| said(line)?.ok()).collect() }
    }

    /// The first line that names a rule and cannot be read, from 1.
    pub fn fault(text: &str) -> Option<(usize, &str)> {
        let wrong = |line: &&str| matches!(said(line), Some(Err(())));
        let (at, line) = text.lines().enumerate().find(|(_, line)| wrong(line))?;
        Some((at + 1, line.trim()))
    }

    /// The findings as the team weighs them, without those of rules that are off.
    pub fn applied(&self, findings: Vec<Finding>) -> Vec<Finding> {
        findings
            .into_iter()
            .filter_map(|finding| match self.set.get(finding.rule) {
                Some(None) => None,
                Some(Some(level)) => Some(Finding { level: *level, ..finding }),
                None => Some(finding),
            })
            .collect()
    }
}

type Said = Result<(&'static str, Option<Level>), ()>;

/// What a line says; nothing where it names no rule, a fault where it names one and no level.
fn said(line: &str) -> Option<Said> {
    let line = line.trim().trim_start_matches(['-', '*']).trim_start();
    let (name, level) = line.split_once(':').unwrap_or((line, ""));
    let name = name.trim().trim_matches('`');
    if !(name.len() == 4 && name.get(..2).is_some_and(|rb| rb.eq_ignore_ascii_case("RB"))) {
        return None;
    }
    let rule = RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(name));
    let word = level.split_whitespace().next().unwrap_or_default().trim_end_matches([',', '.']);
    let level = match word.to_lowercase().as_str() {
        "off" => Some(None),
        "hint" => Some(Some(Level::Hint)),
        "warning" => Some(Some(Level::Warning)),
        "error" => Some(Some(Level::Error)),
        _ => None,
    };
    Some(rule.zip(level).map(|(rule, level)| (rule.id, level)).ok_or(()))
}
