//! What the table suggests, short enough to stand beside the form.

use super::incident::word;
use crate::decision::{
    Action, CriticalPath, DataDamage, Fact, Facts, Flip, Isolation, Previous, Recommendation,
    Source, Touches, Trend, Users,
};
use serde::Serialize;
use serde_json::Value;

/// What the table suggests, in words.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Suggestion {
    pub action: String,
    /// The headline as a command: `Roll back now`, `Isolate now, then roll forward`.
    pub title: String,
    /// The whole of it in one line: `Roll back within 2 minutes because it touches money and the
    /// previous release can run.`
    pub one_line: String,
    pub rule: String,
    pub contain_first: bool,
    pub because: Vec<Because>,
    pub removed: Vec<String>,
    /// What would change it, the unknown first; only what is worth a look.
    pub flips: Vec<FlipView>,
    /// How many more would change it.
    pub more_flips: usize,
    pub warnings: Vec<String>,
    pub afterwards: Vec<String>,
    /// Whether no open question is left: nothing asked can change it.
    pub settled: bool,
}

/// A reason and the fact it rests on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Because {
    pub fact: String,
    pub text: String,
}

/// The answers to one question that lead to one other action.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct FlipView {
    pub fact: String,
    pub label: String,
    /// `theory or unknown: isolate`, to be read behind the label.
    pub text: String,
    /// Whether nobody knows the answer yet.
    pub open: bool,
}

/// Lines of what would change the suggestion; more push the form off the screen.
const MOST_FLIPS: usize = 5;

/// The suggestion as the decide screen shows it.
pub(super) fn suggestion(shown: Recommendation, facts: &Facts) -> Suggestion {
    let mut flips = flips(&shown, facts);
    let more_flips = flips.len().saturating_sub(MOST_FLIPS);
    flips.truncate(MOST_FLIPS);
    Suggestion {
        action: word(&shown.action),
        title: title(&shown, facts),
        one_line: one_line(&shown, facts),
        rule: word(&shown.rule),
        contain_first: shown.contain_first,
        settled: shown.open_questions.is_empty(),
        because: shown
            .because
            .iter()
            .map(|because| Because { fact: word(&because.fact), text: because.text.clone() })
            .collect(),
        removed: shown
            .removed
            .iter()
            .map(|removed| format!("{}: {}", removed.action.title(), removed.why))
            .collect(),
        flips,
        more_flips,
        warnings: shown.warnings,
        afterwards: shown.afterwards,
    }
}

fn title(shown: &Recommendation, facts: &Facts) -> String {
    let words = match shown.action {
        Action::Isolate if is_held(facts) => return "Stay isolated".to_owned(),
        Action::Watch => return "Watch for now".to_owned(),
        other => other.title(),
    };
    if shown.contain_first && shown.action != Action::Isolate {
        return format!("Isolate now, then {}", words.to_lowercase());
    }
    format!("{words} now")
}

/// The action with its minutes, why the rule holds, and why the action can be done.
fn one_line(shown: &Recommendation, facts: &Facts) -> String {
    let minutes = |fact| facts.value(fact).and_then(|value| value.as_i64());
    let within = |words: &str, fact| match minutes(fact) {
        Some(0) => format!("{words} at once"),
        Some(1) => format!("{words} within 1 minute"),
        Some(minutes) => format!("{words} within {minutes} minutes"),
        None => words.to_owned(),
    };
    let (what, able) = match shown.action {
        Action::RollBack => (within("roll back", Fact::RollbackMinutes), Some(Fact::Previous)),
        Action::Hotfix => (within("ship the hotfix", Fact::FixMinutes), Some(Fact::Cause)),
        Action::RollForward => (within("roll forward", Fact::FixMinutes), Some(Fact::Cause)),
        Action::Isolate if is_held(facts) => ("stay isolated".to_owned(), None),
        Action::Isolate => ("isolate".to_owned(), Some(Fact::Isolation)),
        Action::Watch => ("watch for now".to_owned(), Some(Fact::Visibility)),
        Action::Escalate => {
            return "Escalate: no safe option is on the table, so get the owner.".to_owned();
        }
    };
    let first = if shown.contain_first && shown.action != Action::Isolate {
        format!("Isolate now, then {what}")
    } else {
        crate::timeline::sentence::capital(&what)
    };
    let why = shown.because.iter().find_map(|because| {
        (Some(because.fact) != able).then(|| clause(because.fact, facts)).flatten()
    });
    let able = able.and_then(|fact| clause(fact, facts));
    let reasons: Vec<String> = why.into_iter().chain(able).collect();
    if reasons.is_empty() {
        first + "."
    } else {
        format!("{first} because {}.", reasons.join(" and "))
    }
}

fn is_held(facts: &Facts) -> bool {
    facts.isolation.is_some_and(|answer| answer.value == Isolation::InForce)
}

/// A fact as half a sentence; none where it says nothing in so few words.
fn clause(fact: Fact, facts: &Facts) -> Option<String> {
    let text = match fact {
        Fact::Touches => match facts.touches.map(|answer| answer.value) {
            Some(touches @ Touches::Known(_)) if touches != Touches::NOTHING => {
                let value = facts.value(fact)?;
                return Some(format!("it touches {}", fact.answer_words(&value).to_lowercase()));
            }
            Some(Touches::Known(_)) => "nothing is touched that must not go wrong",
            Some(Touches::Unknown) | None => "nobody knows yet what it touches",
        },
        Fact::DataDamage => match facts.data_damage.map(|answer| answer.value) {
            Some(DataDamage::Ongoing) => "data is being written wrongly",
            Some(DataDamage::None) => return None,
            Some(DataDamage::Unknown) | None => "data may be being written wrongly",
        },
        Fact::CriticalPath => match facts.critical_path.map(|answer| answer.value) {
            Some(CriticalPath::Broken) => "users cannot do what the service is for",
            Some(CriticalPath::Works) => "users can do what the service is for",
            Some(CriticalPath::Workaround) => "users have a safe workaround",
            Some(CriticalPath::Unknown) | None => "nobody knows yet what users can do",
        },
        Fact::Users => match facts.users.map(|answer| answer.value) {
            Some(Users::Most) => "over half of the users are hit",
            Some(Users::Few | Users::Some) => return None,
            Some(Users::Unknown) | None => "nobody knows yet how many users are hit",
        },
        Fact::Trend => match facts.trend.map(|answer| answer.value) {
            Some(Trend::Rising) => "the share of errors is rising",
            Some(Trend::Falling | Trend::Steady) => return None,
            Some(Trend::Unknown) | None => "nobody knows yet where the errors are heading",
        },
        Fact::Previous => match facts.previous.map(|answer| answer.value) {
            Some(Previous::AssumedSafe) => "the previous release is assumed to run",
            Some(Previous::Safe | Previous::Unsafe | Previous::Unknown) | None => {
                "the previous release can run"
            }
        },
        Fact::Isolation => match facts.isolation.map(|answer| answer.value) {
            Some(Isolation::Narrow) => "only the harmful part must go off",
            Some(Isolation::Whole) => "switching the whole service off is the only safe way left",
            Some(Isolation::InForce | Isolation::None | Isolation::Unknown) | None => return None,
        },
        Fact::Contract => "an agreement or a legal duty is about to be broken",
        Fact::Cause => "the cause is shown",
        Fact::Visibility => "one would see it get worse",
        Fact::Recovering => "it is already coming back",
        Fact::Release
        | Fact::RollbackMinutes
        | Fact::Fix
        | Fact::FixTested
        | Fact::FixCanary
        | Fact::FixMinutes
        | Fact::Tried
        | Fact::ElapsedMinutes => return None,
    };
    Some(text.to_owned())
}

/// One line per fact and resulting action: the unknown first, then what was assumed or told,
/// then the rest. That somebody might come to know less is no news.
fn flips(shown: &Recommendation, facts: &Facts) -> Vec<FlipView> {
    let mut groups: Vec<(Fact, Action, Vec<&Value>)> = Vec::new();
    let known = |flip: &&Flip| facts.is_unknown(flip.fact) || flip.value != "unknown";
    for flip in shown.flips.iter().filter(known) {
        let group =
            groups.iter_mut().find(|(fact, to, _)| (*fact, *to) == (flip.fact, flip.action));
        match group {
            Some((_, _, values)) => values.push(&flip.value),
            None => groups.push((flip.fact, flip.action, vec![&flip.value])),
        }
    }
    groups.sort_by_key(|(fact, ..)| match facts.source(*fact) {
        _ if facts.is_unknown(*fact) => 0,
        None => 0,
        Some(Source::Assumed | Source::Told) => 1,
        Some(Source::Release | Source::Service | Source::Observed) => 2,
    });
    groups
        .into_iter()
        .map(|(fact, action, values)| FlipView {
            fact: fact.name().to_owned(),
            label: fact.label().to_owned(),
            text: format!("{}: {}", joined(fact, &values), action.title().to_lowercase()),
            open: facts.is_unknown(fact),
        })
        .collect()
}

/// `theory or unknown`, `over 60 minutes, cannot or not known`.
fn joined(fact: Fact, values: &[&Value]) -> String {
    let minutes: Vec<i64> = values.iter().filter_map(|value| value.as_i64()).collect();
    let others =
        values.iter().filter(|value| !value.is_number()).map(|value| match (fact, *value) {
            // The table tries one of them for all.
            (Fact::Touches, Value::Array(items)) if !items.is_empty() => "any of these".to_owned(),
            (_, value) => fact.answer_words(value).to_lowercase(),
        });
    let words: Vec<String> = minutes_words(&minutes).into_iter().chain(others).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The minutes that were tried, as the stretch they stand for: 5 for all up to it, 61 for all from
/// it on.
fn minutes_words(tried: &[i64]) -> Option<String> {
    let (first, last) = (tried.iter().min()?, tried.iter().max()?);
    Some(match (*first, *last) {
        (5, 61) => "any minutes".to_owned(),
        (5, last) => format!("{last} minutes or less"),
        (first, 61) => format!("over {} minutes", first - 1),
        (first, last) if first == last => format!("{first} minutes"),
        (first, last) => format!("{first} to {last} minutes"),
    })
}
