//! The decide form: the questions that matter, what was answered, what the table suggests.

use super::incident::word;
use super::suggestion::{Suggestion, suggestion};
use super::{ClockView, Heading};
use crate::act::ages_at;
use crate::clocks::deadlines;
use crate::decision::{self, Action, Fact, Facts, Recommendation};
use crate::event::Role;
use crate::incident::Incident;
use crate::moment::Moment;
use crate::service::Card;
use crate::settings::{Clock, Clocks};
use serde::Serialize;
use serde_json::Value;

/// The decide screen.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct DecideView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub incident: Heading,
    /// Answered, in the order of the questions.
    pub answered: Vec<AnsweredFact>,
    /// Still able to change what is suggested, the next one first.
    pub open: Vec<Question>,
    /// Unanswered, and unable to change anything any more.
    pub folded: Vec<Question>,
    pub suggestion: Suggestion,
    /// What a person may choose, the suggested one first marked.
    pub choices: Vec<ChoiceView>,
    pub clock: Option<ClockView>,
    pub earlier: Vec<EarlierDecision>,
    /// Two decisions stand that were made without each other.
    pub two_decisions: bool,
    /// At most one role was taken: nobody else is there to object.
    pub alone: bool,
    /// What recording without another word would store.
    pub prefilled: Prefilled,
}

/// A question with the answers offered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Question {
    pub fact: String,
    pub label: String,
    pub question: String,
    pub hint: String,
    /// one, many (Shift adds), minutes (a number may be typed).
    pub kind: String,
    pub answers: Vec<OfferedAnswer>,
    /// What the service card says, where it says something.
    pub card_says: Option<String>,
}

/// One answer on offer: its key is its place from 1, or 0 for unknown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct OfferedAnswer {
    pub key: String,
    #[cfg_attr(feature = "wire", ts(type = "unknown"))]
    pub value: Value,
    pub label: String,
}

/// A question that was answered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct AnsweredFact {
    pub question: Question,
    #[cfg_attr(feature = "wire", ts(type = "unknown"))]
    pub value: Value,
    pub words: String,
    pub source: Option<String>,
    /// Minutes, where the answer is older than ten and may have changed.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub age_minutes: Option<i64>,
    /// Whether it is asked again: it has grown old, and another answer could change what is
    /// suggested.
    pub asked_again: bool,
}

/// One action a person may choose.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ChoiceView {
    pub action: String,
    pub title: String,
    pub suggested: bool,
}

/// A decision recorded before.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct EarlierDecision {
    pub n: usize,
    pub clock: String,
    pub words: String,
    pub outcome: Option<String>,
    pub superseded: bool,
}

/// What recording stores where nothing is typed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct Prefilled {
    pub why: String,
    pub considered: Vec<String>,
    pub expect: Option<String>,
    pub tripwire: String,
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub recheck_minutes: i64,
}

/// Makes the view.
pub fn decide(
    incident: &Incident,
    head: u64,
    card: Option<&Card>,
    clocks: &Clocks,
    now: Moment,
) -> Option<DecideView> {
    let facts = incident.facts(now);
    let shown = decision::recommend(&facts);
    let ages = ages_at(incident, now);
    let open = decision::open_questions(&facts);
    let asked = |fact: &Fact| !matches!(fact, Fact::Tried | Fact::ElapsedMinutes);
    let answered = Fact::ALL
        .iter()
        .copied()
        .filter(asked)
        .filter_map(|fact| {
            let value = facts.value(fact)?;
            Some(AnsweredFact {
                words: fact.answer_words(&value),
                source: facts.source(fact).map(|source| word(&source)),
                age_minutes: ages.get(fact.name()).copied(),
                asked_again: ages.contains_key(fact.name())
                    && decision::open_questions(&facts.without(fact)).contains(&fact),
                question: question(fact, card),
                value,
            })
        })
        .collect();
    let folded = Fact::ALL
        .iter()
        .copied()
        .filter(asked)
        .filter(|fact| facts.value(*fact).is_none() && !open.contains(fact))
        .map(|fact| question(fact, card))
        .collect();
    Some(DecideView {
        head,
        incident: Heading::of(incident)?,
        answered,
        open: open.into_iter().map(|fact| question(fact, card)).collect(),
        folded,
        choices: choices(&shown),
        clock: deadlines(incident, clocks)
            .into_iter()
            .find(|clock| !clock.muted)
            .map(ClockView::from),
        earlier: earlier(incident),
        two_decisions: incident.standing_decisions().len() > 1,
        alone: Role::ALL.iter().filter(|role| incident.role_holder(**role).is_some()).count() < 2,
        prefilled: prefilled(incident, &shown, &facts, clocks),
        suggestion: suggestion(shown, &facts),
    })
}

pub(super) fn question(fact: Fact, card: Option<&Card>) -> Question {
    let minutes = matches!(fact, Fact::RollbackMinutes | Fact::FixMinutes);
    let kind = match fact {
        Fact::Touches => "many",
        _ if minutes => "minutes",
        _ => "one",
    };
    let says = match fact {
        Fact::RollbackMinutes => card
            .and_then(Card::rollback_minutes)
            .map(|minutes| format!("The service card says {minutes} minutes.")),
        _ => None,
    };
    Question {
        fact: fact.name().to_owned(),
        label: fact.label().to_owned(),
        question: fact.question().to_owned(),
        hint: fact.hint().to_owned(),
        kind: kind.to_owned(),
        answers: offered(fact),
        card_says: says,
    }
}

/// Keys 1 to 7 in the order offered; unknown is always 0.
fn offered(fact: Fact) -> Vec<OfferedAnswer> {
    let mut key = 0;
    let mut answers = Vec::new();
    let mut unknown = None;
    for offered in fact.values() {
        let is_unknown = offered.value == "unknown"
            || (offered.value.is_null() && offered.label.to_lowercase().contains("unknown"));
        if is_unknown {
            unknown = Some(OfferedAnswer {
                key: "0".to_owned(),
                value: offered.value,
                label: offered.label,
            });
        } else {
            key += 1;
            let none = offered.value == Value::Array(Vec::new());
            answers.push(OfferedAnswer {
                key: if none { "7".to_owned() } else { key.to_string() },
                value: offered.value,
                label: offered.label,
            });
        }
    }
    answers.extend(unknown);
    answers
}

fn choices(shown: &Recommendation) -> Vec<ChoiceView> {
    [
        Action::RollBack,
        Action::Isolate,
        Action::Hotfix,
        Action::RollForward,
        Action::Watch,
        Action::Escalate,
    ]
    .into_iter()
    .map(|action| ChoiceView {
        action: word(&action),
        title: action.title().to_owned(),
        suggested: action == shown.action,
    })
    .collect()
}

fn earlier(incident: &Incident) -> Vec<EarlierDecision> {
    incident
        .decisions()
        .iter()
        .filter_map(|decision| {
            let body = incident.decided(decision)?;
            Some(EarlierDecision {
                n: decision.n,
                clock: incident.orders_at(decision.index).clock(),
                words: body.chosen.title().to_owned(),
                outcome: incident.outcome(decision).map(|(outcome, _)| word(&outcome)),
                superseded: !decision.superseded_by.is_empty(),
            })
        })
        .collect()
}

fn prefilled(
    incident: &Incident,
    shown: &Recommendation,
    facts: &Facts,
    clocks: &Clocks,
) -> Prefilled {
    let reasons: Vec<&str> = shown.because.iter().map(|because| because.text.as_str()).collect();
    let broken = facts.value(Fact::CriticalPath);
    Prefilled {
        why: reasons.join(" "),
        considered: shown
            .removed
            .iter()
            .map(|removed| format!("{}: {}", removed.action.title(), removed.why))
            .collect(),
        expect: crate::act::expected_by_the_runbook(incident, shown.action),
        tripwire: match broken {
            Some(_) => "The error share rises, or a critical path breaks.".to_owned(),
            None => "The error share rises, or users report more of it.".to_owned(),
        },
        recheck_minutes: clocks.minutes(Clock::Recheck),
    }
}
