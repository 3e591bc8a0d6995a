//! The facts that led to the recommendation, each as a sentence.

use super::question::what_would_help;
use super::{Because, Told, minutes};
use crate::decision::Action;
use crate::decision::answers::{
    Contract, CriticalPath, DataDamage, Fix, Isolation, Previous, Release, Touch, Touches, Trend,
    Users, Visibility, listed_with,
};
use crate::decision::facts::{Fact, Source};
use crate::decision::rules::Rule;

/// First why the rule holds, then why the action can be done; for escalate, what would help.
pub(super) fn because(told: &Told) -> Vec<Because> {
    let mut because = Vec::new();
    if told.outcome.action == Action::Escalate {
        because.push(what_would_help(told));
    }
    let rule = match told.outcome.rule {
        Rule::Harm => harm(told),
        Rule::QuickFix | Rule::Serious => serious(told),
        Rule::Recovering | Rule::Contained => calm(told),
        Rule::Overdue => calm(told).into_iter().chain([overdue(told)]).collect(),
    };
    let action = match told.outcome.action {
        Action::RollBack => roll_back(told),
        Action::Hotfix | Action::RollForward => fix(told),
        Action::Isolate => isolate(told),
        Action::Watch => watch(told),
        Action::Escalate => Vec::new(),
    };
    let first = told.outcome.contain_first.then(|| contained_first(told));
    because.extend(
        rule.into_iter()
            .chain(action)
            .chain(first)
            .map(|(fact, text)| Because { fact, text: with_source(told, fact, text) }),
    );
    because
}

type Reason = (Fact, String);

fn reason(fact: Fact, text: &str) -> Reason {
    (fact, text.to_owned())
}

fn harm(told: &Told) -> Vec<Reason> {
    let mut reasons = Vec::new();
    match told.case.touches {
        Touches::NOTHING => {}
        Touches::Unknown => reasons.push(reason(
            Fact::Touches,
            "It is not known what it can get wrong or expose, which counts as harm.",
        )),
        touches @ Touches::Known(_) => {
            let words: Vec<&str> = touches.list().into_iter().map(touch_words).collect();
            let text = format!(
                "It touches {}, so nothing is watched and a safe way back comes first.",
                listed_with(&words, "and")
            );
            reasons.push((Fact::Touches, text));
        }
    }
    match told.case.data_damage {
        DataDamage::None => {}
        DataDamage::Ongoing => reasons.push(reason(
            Fact::DataDamage,
            "Data is being written wrongly now: stop the writes first.",
        )),
        DataDamage::Unknown => reasons.push(reason(
            Fact::DataDamage,
            "It is not known whether data is being written wrongly, which counts as harm.",
        )),
    }
    reasons
}

fn touch_words(touch: Touch) -> &'static str {
    match touch {
        Touch::Money => "money",
        Touch::UserData => "user data",
        Touch::Privacy => "privacy",
        Touch::Identity => "identity or access",
        Touch::Security => "security",
        Touch::Safety => "the safety of people",
    }
}

fn serious(told: &Told) -> Vec<Reason> {
    let case = &told.case;
    let path = match case.critical_path {
        CriticalPath::Broken => Some("Users cannot do what the service is for."),
        CriticalPath::Unknown => {
            Some("It is not known whether users can do what the service is for.")
        }
        CriticalPath::Works | CriticalPath::Workaround => None,
    };
    let users = match case.users {
        Users::Most => Some("Over half of the users of this flow are hit."),
        Users::Unknown => Some("It is not known what share of the users is hit."),
        Users::Few | Users::Some => None,
    };
    let trend = match case.trend {
        Trend::Rising => Some("The share of errors is rising."),
        Trend::Unknown => Some("It is not known where the share of errors is heading."),
        Trend::Falling | Trend::Steady => None,
    };
    let contract = match case.contract {
        Contract::AtRisk => Some("An agreement or a legal duty is about to be broken."),
        Contract::Safe | Contract::Unknown => None,
    };
    [
        (Fact::CriticalPath, path),
        (Fact::Users, users),
        (Fact::Trend, trend),
        (Fact::Contract, contract),
    ]
    .into_iter()
    .filter_map(|(fact, text)| text.map(|text| reason(fact, text)))
    .collect()
}

fn calm(told: &Told) -> Vec<Reason> {
    let path = match told.case.critical_path {
        CriticalPath::Workaround => "Users have a safe workaround that they were told.",
        CriticalPath::Works | CriticalPath::Broken | CriticalPath::Unknown => {
            "Users can do what the service is for."
        }
    };
    vec![
        reason(Fact::Touches, "Nothing is touched that must not go wrong."),
        reason(Fact::CriticalPath, path),
    ]
}

fn overdue(told: &Told) -> Reason {
    let text = match told.facts.elapsed_minutes {
        Some(elapsed) => format!(
            "It has lasted {}, over the hour that an investigation may take.",
            minutes(elapsed.value.0)
        ),
        None => "It is not recorded how long this has lasted, which counts as over an hour.".into(),
    };
    (Fact::ElapsedMinutes, text)
}

fn roll_back(told: &Told) -> Vec<Reason> {
    let previous = told.names.previous_first();
    let runs = if told.case.previous == Previous::AssumedSafe {
        format!("{previous} is assumed to be able to run right now; nobody has checked.")
    } else {
        format!("{previous} can run right now.")
    };
    let mut reasons = vec![(Fact::Previous, runs)];
    if let Some(count) = told.case.rollback_minutes.0 {
        let text = match (count, told.case.rollback_minutes.over(told.table.limits.prompt)) {
            (0, _) => "It is back at once.".to_owned(),
            (_, false) => format!("It is back in {}.", minutes(count)),
            (_, true) => format!(
                "It is back in {}, which is slow, but nothing better is on the table.",
                minutes(count)
            ),
        };
        reasons.push((Fact::RollbackMinutes, text));
    }
    let began = match told.case.release {
        Release::Likely => match &told.names.bad_release {
            Some(bad) => format!("It began with {bad}."),
            None => "It began with a change of ours.".to_owned(),
        },
        Release::Unknown | Release::Unlikely => {
            "It is not known whether it began with a change of ours, which counts as likely.".into()
        }
    };
    reasons.push((Fact::Release, began));
    reasons
}

fn fix(told: &Told) -> Vec<Reason> {
    let case = &told.case;
    let size = match case.fix {
        Fix::Trivial => "The fix is one line or a setting, without side effects.",
        Fix::SchemaAdd => "The fix only adds to the schema.",
        Fix::Small => "The fix is one file, and can go to a few users first.",
        Fix::None | Fix::Large | Fix::Unknown => "There is a fix.",
    };
    let tested = match case.fix {
        Fix::SchemaAdd => "It was rehearsed on a copy.",
        Fix::None | Fix::Trivial | Fix::Small | Fix::Large | Fix::Unknown => {
            "A test fails without it."
        }
    };
    let mut reasons = vec![
        reason(Fact::Cause, "The cause is shown: it fails on purpose."),
        reason(Fact::Fix, size),
        reason(Fact::FixTested, tested),
    ];
    if let Some(count) = case.fix_minutes.0 {
        reasons
            .push((Fact::FixMinutes, format!("It ships and is verified in {}.", minutes(count))));
    }
    if told.outcome.rule == Rule::QuickFix {
        reasons.push(reason(Fact::FixCanary, "It can go to a few users first."));
    }
    let seen = match case.visibility {
        Visibility::Clear => "One would see clearly whether it helped.",
        Visibility::Partial | Visibility::None | Visibility::Unknown => {
            "One would see in part whether it helped."
        }
    };
    reasons.push(reason(Fact::Visibility, seen));
    reasons
}

fn isolate(told: &Told) -> Vec<Reason> {
    let text = match told.case.isolation {
        Isolation::Narrow => "Only the harmful part can be switched off.",
        Isolation::InForce => "The harm is switched off already, and stays off.",
        Isolation::Whole | Isolation::None | Isolation::Unknown => {
            "Switching off the whole service is the only safe option left."
        }
    };
    vec![reason(Fact::Isolation, text)]
}

fn contained_first(told: &Told) -> Reason {
    let text = if told.case.isolation == Isolation::Whole {
        "The service can be switched off while data is being damaged, so that comes first."
    } else {
        "The harmful part can be switched off at once, so that comes first."
    };
    reason(Fact::Isolation, text)
}

fn watch(told: &Told) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if told.outcome.rule == Rule::Recovering {
        let text = "Something outside is already coming back, on evidence.";
        reasons.push(reason(Fact::Recovering, text));
    }
    reasons.push(reason(Fact::Visibility, "One would see clearly if it got worse."));
    if told.outcome.rule == Rule::Contained {
        let limit = minutes(told.table.limits.investigation);
        reasons.push((Fact::ElapsedMinutes, format!("The {limit} of investigation are not over.")));
    }
    reasons
}

/// What somebody said or supposed is printed as said or supposed.
fn with_source(told: &Told, fact: Fact, text: String) -> String {
    match told.facts.source(fact) {
        Some(Source::Told) => format!("{text} (Told, not seen.)"),
        Some(Source::Assumed) => format!("{text} (Assumed.)"),
        Some(Source::Release) => format!("{text} (From the release.)"),
        Some(Source::Service) => format!("{text} (From the service card.)"),
        Some(Source::Observed) | None => text,
    }
}
