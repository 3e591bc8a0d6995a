//! What comes after the action, and what to mind before it.

use super::{Told, may_have_leaked, minutes, waits_for_outside};
use crate::decision::Action;
use crate::decision::answers::{Fix, Isolation, Previous};

/// What comes after the action; for escalate, what to do meanwhile.
pub(super) fn afterwards(told: &Told) -> Vec<String> {
    let previous = told.names.previous();
    let mut texts = match told.outcome.action {
        Action::RollBack => vec![
            format!("Build the fix on {previous}, behind a flag, and let it go to a few users first."),
            "Check that users are served by the release that was brought back: a deploy that says done is not served traffic.".to_owned(),
        ],
        Action::Isolate => vec![
            "Plan the way forward: expand and contract the schema, repair the data, replay what was held.".to_owned(),
            "Write down what ends the isolation, and who ends it.".to_owned(),
        ],
        Action::Hotfix | Action::RollForward => vec![
            "Keep the test that fails without the fix.".to_owned(),
            "Check the flows beside the mended one.".to_owned(),
            "Find out how the fault passed the pipeline.".to_owned(),
        ],
        Action::Watch => {
            vec!["Look again when the clock ends, and act if the tripwire is reached.".to_owned()]
        }
        Action::Escalate => meanwhile(told),
    };
    if may_have_leaked(&told.case) {
        texts.push("Going back does not undo a leak: rotate secrets, end sessions, keep the access logs, list the accounts that were exposed.".to_owned());
    }
    texts
}

fn meanwhile(told: &Told) -> Vec<String> {
    let mut texts: Vec<&str> = Vec::new();
    if waits_for_outside(&told.case) {
        texts.extend([
            "Stop the retries and queue what can wait.",
            "Tell users what does not work.",
            "Look again in five minutes.",
        ]);
    }
    if (told.table.harm)(&told.case) {
        texts.extend([
            "Stop the process that writes.",
            "Make the narrowest part read-only that holds the harm.",
            "Page the owner.",
        ]);
    } else {
        texts.extend([
            "Leave the service up.",
            "Answer the question, then decide again.",
            "Page the owner.",
        ]);
    }
    texts.into_iter().map(str::to_owned).collect()
}

/// What to mind before and during the action.
pub(super) fn warnings(told: &Told) -> Vec<String> {
    match told.outcome.action {
        Action::RollBack => roll_back(told),
        Action::Hotfix | Action::RollForward => fix(told),
        Action::Isolate => isolate(told),
        Action::Watch | Action::Escalate => Vec::new(),
    }
}

const EVIDENCE: &str = "Save evidence first, sixty seconds at most: the logs of the failing process, one failing request and its description. A rollback or a restart destroys them.";
const PROCESSES: &str =
    "Workers, cron jobs, caches and the CDN must run and serve the same version.";

fn roll_back(told: &Told) -> Vec<String> {
    let (case, previous) = (&told.case, told.names.previous());
    let mut texts = vec![
        EVIDENCE.to_owned(),
        format!("Look at flags and state that {} shares with {previous}.", told.names.bad()),
        PROCESSES.to_owned(),
        format!(
            "Say what goes away with {}: fixes and features that came with it.",
            told.names.bad()
        ),
    ];
    if case.previous == Previous::AssumedSafe {
        texts.push(format!("That {previous} can run is assumed, not checked."));
    }
    if let (Some(back), Some(fixed)) = (case.rollback_minutes.0, case.fix_minutes.0)
        && back > told.table.limits.prompt
        && back > fixed
    {
        texts.push(format!(
            "Going back takes {}, over an hour and longer than the fix would take ({}).",
            minutes(back),
            minutes(fixed)
        ));
    }
    texts
}

fn fix(told: &Told) -> Vec<String> {
    let mut texts = vec![
        EVIDENCE.to_owned(),
        "Look at what else ships with the fix: work that was merged and not yet deployed."
            .to_owned(),
        PROCESSES.to_owned(),
        second_fix(told).to_owned(),
    ];
    if told.case.fix == Fix::SchemaAdd {
        texts.push("A column that is added again is empty: restore or derive its values before the queue runs.".to_owned());
    }
    texts
}

fn second_fix(told: &Told) -> &'static str {
    if (told.table.can_roll_back)(&told.case) {
        "After a first fix that does not help, going back is proposed, not a second fix."
    } else {
        "After a first fix that does not help, no second fix is proposed, and there is no way back: know before you ship how to switch it off."
    }
}

fn isolate(told: &Told) -> Vec<String> {
    let mut texts = vec![
        "Look at who else reads the same flag or shares the same state.".to_owned(),
        "Workers, cron jobs and caches may keep doing the harm after the switch.".to_owned(),
    ];
    if told.case.isolation == Isolation::Whole {
        texts.push(
            "This takes the whole service from everybody: tell them before they ask.".to_owned(),
        );
    }
    texts
}
