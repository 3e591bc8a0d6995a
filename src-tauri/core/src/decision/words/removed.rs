//! Why each of the other actions is not recommended.

use super::{Removed, Told, minutes};
use crate::decision::Action;
use crate::decision::answers::{Cause, Fix, Isolation, Previous, Release, Visibility};
use crate::decision::rules::{Rule, Way};

/// Every action but the recommended one, with a sentence each.
pub(super) fn removed(told: &Told) -> Vec<Removed> {
    Action::ALL
        .into_iter()
        .filter(|action| *action != told.outcome.action)
        .map(|action| Removed { action, why: why_not(told, action) })
        .collect()
}

fn why_not(told: &Told, action: Action) -> String {
    let veto = match action {
        Action::RollBack => no_roll_back(told),
        Action::Hotfix | Action::RollForward => no_fix(told).or_else(|| other_fix(told, action)),
        Action::Isolate => no_isolate(told),
        Action::Watch => no_watch(told),
        Action::Escalate => {
            Some(format!("A safe option is on the table: {}.", told.outcome.action.doing()))
        }
    };
    veto.unwrap_or_else(|| comes_later(told, action))
}

fn no_roll_back(told: &Told) -> Option<String> {
    let (case, previous) = (&told.case, told.names.previous());
    if case.tried.include(Action::RollBack) {
        return Some("Rolling back was tried and did not help.".to_owned());
    }
    if case.release == Release::Unlikely {
        return Some(
            "It did not begin with a change of ours, so going back would not help.".into(),
        );
    }
    match case.previous {
        Previous::Safe | Previous::AssumedSafe => {}
        Previous::Unsafe => return Some(format!("It is not safe to run {previous} right now.")),
        Previous::Unknown => {
            return Some(format!("It is not known whether {previous} could run right now."));
        }
    }
    case.rollback_minutes.0.is_none().then(|| {
        format!("There is no time known in which {previous} would be back, or it cannot be.")
    })
}

fn no_fix(told: &Told) -> Option<String> {
    let case = &told.case;
    if case.tried.include(Action::Hotfix) {
        return Some("A fix was tried and did not help; a second one is not proposed.".to_owned());
    }
    let why = match case.cause {
        Cause::Theory => "The cause is a theory, and a theory is not a fix.",
        Cause::Unknown => "The cause is not known.",
        Cause::Shown => match case.fix {
            Fix::None => "There is no fix.",
            Fix::Large => "The fix is large, which is not for tonight.",
            Fix::Unknown => "It is not known what the fix would be.",
            Fix::Small if !case.fix_canary => {
                "The fix is more than one line and cannot go to a few users first."
            }
            Fix::SchemaAdd if !case.fix_tested => {
                "The change to the schema was not rehearsed on a copy."
            }
            Fix::Trivial | Fix::Small if !case.fix_tested => "No test fails without the fix.",
            Fix::Trivial | Fix::Small | Fix::SchemaAdd => {
                return no_time(told).or_else(|| no_sight(told));
            }
        },
    };
    Some(why.to_owned())
}

fn no_time(told: &Told) -> Option<String> {
    let limit = told.table.limits.fix;
    match told.case.fix_minutes.0 {
        None => Some("It is not known how long the fix takes.".to_owned()),
        Some(count) if count > limit => {
            Some(format!("The fix takes {}, over the {limit} that a fix may take.", minutes(count)))
        }
        Some(_) => None,
    }
}

fn no_sight(told: &Told) -> Option<String> {
    let why = match told.case.visibility {
        Visibility::Clear | Visibility::Partial => return None,
        Visibility::None => "One would not see whether a fix helped.",
        Visibility::Unknown => "It is not known whether one would see that a fix helped.",
    };
    Some(why.to_owned())
}

/// A fix is a hotfix or a roll forward, never both.
fn other_fix(told: &Told, action: Action) -> Option<String> {
    match (action, told.case.fix) {
        (Action::Hotfix, Fix::SchemaAdd) => {
            Some("The fix adds to the schema, so it is a roll forward.".to_owned())
        }
        (Action::RollForward, fix) if fix != Fix::SchemaAdd => {
            Some("The fix adds nothing to the schema, so it is a hotfix.".to_owned())
        }
        _ => None,
    }
}

fn no_isolate(told: &Told) -> Option<String> {
    if told.case.tried.include(Action::Isolate) {
        return Some("Isolating was tried and did not help.".to_owned());
    }
    match told.case.isolation {
        Isolation::None => Some("Nothing can be switched off.".to_owned()),
        Isolation::Unknown => Some("It is not known whether the harm can be switched off.".into()),
        Isolation::Narrow | Isolation::Whole | Isolation::InForce => None,
    }
}

fn no_watch(told: &Told) -> Option<String> {
    let (table, case) = (told.table, &told.case);
    let why = if (table.harm)(case) {
        "Harm is never watched."
    } else if (table.serious)(case) {
        "It is serious, or may be, and that is not watched."
    } else if case.tried.include(Action::Watch) {
        "Watching was tried and it did not get better."
    } else if case.visibility != Visibility::Clear {
        "One would not see clearly if it got worse."
    } else if told.outcome.rule == Rule::Overdue {
        "The time for watching is over without a recovery on evidence."
    } else {
        return None;
    };
    Some(why.to_owned())
}

/// It can be done, and something else is preferred.
fn comes_later(told: &Told, action: Action) -> String {
    let first = told.outcome.action.doing();
    if told.outcome.contain_first && action == Action::Isolate {
        return format!("It comes first, to stop the harm, but does not end it: {first} does.");
    }
    if told.outcome.rule == Rule::QuickFix && action == Action::RollBack {
        return match told.case.fix_minutes.0 {
            Some(count) if told.table.can(&told.case, Way::PromptRollBack) => format!(
                "It can be done, but a tested line with a canary is out in {} and undoes nothing else.",
                minutes(count)
            ),
            Some(_) | None => {
                "It can be done, but takes over an hour; the fix does not.".to_owned()
            }
        };
    }
    if action == Action::RollBack && told.table.can(&told.case, Way::SlowRollBack) {
        return format!("It can be done, but takes over an hour; {first} comes first.");
    }
    format!("It can be done, but {first} comes first here.")
}
