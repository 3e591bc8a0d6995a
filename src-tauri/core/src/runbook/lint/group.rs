//! The steps that are walked together, and what the rules ask of one step.

use crate::runbook::{
    Branch, BranchText, Command, Label, Phase, PhaseText, Position, Runbook, Step, placeholder,
};

/// The steps of a phase outside its branches, or of one branch that the text has.
pub(super) struct Group<'a> {
    pub heading: &'a str,
    pub at: Position,
    pub phase: Option<Phase>,
    pub branch: Option<&'a BranchText>,
    pub steps: &'a [Step],
}

/// Every group, in the order of the walk.
pub(super) fn groups(runbook: &Runbook) -> impl Iterator<Item = Group<'_>> {
    runbook.phases.iter().flat_map(|text| {
        let PhaseText { heading, at, steps, phase, .. } = text;
        let own = Group { heading, at: *at, phase: *phase, branch: None, steps };
        let written = text.branches.iter().filter(|branch| !branch.built_in);
        let branches = written.map(|branch| Group {
            heading: &branch.heading,
            at: branch.at,
            phase: *phase,
            branch: Some(branch),
            steps: &branch.steps,
        });
        std::iter::once(own).chain(branches)
    })
}

impl Group<'_> {
    /// Whether it is this branch of Mitigate.
    pub fn is(&self, branch: Branch) -> bool {
        self.branch.is_some_and(|text| text.branch == branch)
    }

    /// A branch of one or two steps that change nothing only says why it is no way.
    pub fn says_why_not(&self) -> bool {
        self.steps.len() <= 2 && !self.steps.iter().any(changes_something)
    }
}

/// Whether a step changes something: by its own command, or by saying what it leaves or how it is
/// undone.
pub(super) fn changes_something(step: &Step) -> bool {
    step.planned.changes_state || has(step, Label::Leaves) || has(step, Label::Undo)
}

/// Whether the step has the label, with words or a command under it.
pub(super) fn has(step: &Step, label: Label) -> bool {
    let planned = &step.planned;
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let said = match label {
        Label::Why => said(&planned.why),
        Label::Record => planned.record.as_ref().is_some_and(|record| !record.label.is_empty()),
        Label::Expect => said(&planned.expect),
        Label::IfNot => planned.if_not.as_ref().is_some_and(|not| !not.text.trim().is_empty()),
        Label::Caution => said(&planned.caution),
        Label::Undo => said(&planned.undo),
        Label::Leaves => said(&planned.leaves),
        Label::Timer => planned.timer_minutes.is_some(),
        Label::Role => said(&planned.role),
        Label::When => planned.when.is_some(),
        Label::Changes => planned.changes_nothing,
        Label::Source => said(&planned.source),
    };
    said || planned.commands.iter().any(|command| command.under == Some(label))
}

/// The commands that are the step's own, with the byte where each begins.
pub(super) fn own_commands(step: &Step) -> impl Iterator<Item = (&Command, usize)> {
    let commands = step.planned.commands.iter().zip(&step.commands);
    commands.filter(|(command, _)| command.under.is_none()).map(|(c, range)| (c, range.start))
}

/// Where a label of the step stands; the step itself where it has none.
pub(super) fn label_at(step: &Step, label: Label) -> Position {
    step.labels.iter().find(|known| known.label == label).map_or(step.at, |known| known.at)
}

/// The byte where the step's action begins, behind its box.
pub(super) fn action_at(step: &Step, text: &str) -> usize {
    let source = text.get(step.range.clone()).unwrap_or_default();
    let behind = source.find(']').map_or(0, |at| at + 1);
    let rest = source.get(behind..).unwrap_or_default();
    step.range.start + behind + (rest.len() - rest.trim_start().len())
}

/// The words of a text in lower case, a placeholder as the words of its name.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && !"-'".contains(c));
    words
        .map(|word| word.trim_matches(['-', '\'']).to_lowercase())
        .filter(|w| !w.is_empty())
        .collect()
}

/// How many words a person reads; a placeholder is one.
pub(super) fn count(text: &str) -> usize {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for placeholder in placeholder::find(text) {
        plain.push_str(text.get(from..placeholder.range.start).unwrap_or_default());
        plain.push('x');
        from = placeholder.range.end;
    }
    plain.push_str(text.get(from..).unwrap_or_default());
    plain.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
