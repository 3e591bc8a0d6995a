//! The Escalate branch of every runbook that has none of its own.

use super::plan::{PlannedStep, StepKind};
use super::{Branch, BranchText, IfNot, Phase, PhaseText, Position, Record, Step};

/// Adds the branch under Mitigate, and Mitigate where that is missing too.
pub(super) fn add_where_absent(phases: &mut Vec<PhaseText>) {
    let mut branches = phases.iter().flat_map(|text| &text.branches);
    if branches.any(|text| text.branch == Branch::Escalate) {
        return;
    }
    let found = phases.iter().position(|text| text.phase == Some(Phase::Mitigate));
    let at = found.unwrap_or_else(|| {
        phases.push(PhaseText {
            phase: Some(Phase::Mitigate),
            heading: Phase::Mitigate.title().to_owned(),
            ..PhaseText::default()
        });
        phases.len() - 1
    });
    if let Some(mitigate) = phases.get_mut(at) {
        mitigate.branches.push(BranchText {
            branch: Branch::Escalate,
            heading: Branch::Escalate.title().to_owned(),
            text: Vec::new(),
            steps: steps(),
            built_in: true,
            at: Position::default(),
        });
    }
}

fn steps() -> Vec<Step> {
    let limit = PlannedStep {
        action: "Stop the writer if harm goes on; otherwise leave the service up".to_owned(),
        why: Some(
            "With no safe way forward or back, the least that ends the harm is enough.".to_owned(),
        ),
        expect: Some("No new wrong data is written, and users can still do the rest.".to_owned()),
        if_not: Some(IfNot {
            text: "Make the smallest part read-only that contains the harm.".to_owned(),
            goes_to: None,
        }),
        leaves: Some("What was stopped stays stopped until someone starts it again.".to_owned()),
        ..PlannedStep::default()
    };
    let page = PlannedStep {
        action: "Page the owner of the service and say what was tried".to_owned(),
        expect: Some("The owner answers within five minutes.".to_owned()),
        if_not: Some(IfNot {
            text: "Page whoever stands behind the owner, and say so in the channel.".to_owned(),
            goes_to: None,
        }),
        timer_minutes: Some(5),
        ..PlannedStep::default()
    };
    let question = PlannedStep {
        action: "Answer the question that the decision leaves open".to_owned(),
        why: Some("One answer can make a rollback or a switch safe.".to_owned()),
        record: Some(Record { label: "the answer, and how it was found".to_owned(), unit: None }),
        if_not: Some(IfNot {
            text: "Decide again with what is known by now.".to_owned(),
            goes_to: None,
        }),
        kind: StepKind::Observe,
        timer_minutes: Some(2),
        ..PlannedStep::default()
    };
    [limit, page, question].into_iter().map(built_in).collect()
}

fn built_in(planned: PlannedStep) -> Step {
    let planned = PlannedStep { phase: Phase::Mitigate, branch: Some(Branch::Escalate), ..planned };
    Step { planned, ..Step::default() }
}
