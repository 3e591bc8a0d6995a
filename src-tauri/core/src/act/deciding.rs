//! Answers and decisions.

use super::{Choice, Refusal, Scene, time, wanted};
use crate::decision::{Action, Fact, Facts, Isolation, Recommendation, recommend};
use crate::event::{DecidedBody, Proposed, StepRef, What, not_known};
use crate::id::EventId;
use crate::incident::{Incident, branch_of, laid_over};
use crate::moment::{When, parse_at_any_future};
use crate::runbook::placeholder::beyond_one_line;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a person types who does not know; a fact has the same word.
const UNKNOWN: &str = "unknown";

/// Answers that age, after this many minutes.
const FRESH_MINUTES: i64 = 10;
const AGEING: [Fact; 4] = [Fact::Trend, Fact::Users, Fact::Recovering, Fact::Previous];

pub(super) fn answer(
    incident: &Incident,
    name: &str,
    value: &Value,
) -> Result<Vec<Proposed>, Refusal> {
    let name = wanted(name, "the name of what is answered")?.trim().to_owned();
    if let Some(fact) = Fact::ALL.iter().copied().find(|fact| fact.name() == name) {
        let given = Map::from_iter([(name.clone(), fact_value(fact, value))]);
        let facts = Facts::from_value(&Value::Object(given))?;
        let value = facts.to_value().get(fact.name()).cloned();
        return Ok(vec![Proposed::new(What::AnswerGiven { name, value })]);
    }
    let text = match value {
        Value::Null => UNKNOWN.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = wanted(&text, "an answer")?.trim_end_matches(['\n', '\r']);
    if let Some(c) = beyond_one_line(text) {
        let code =
            if c == '\n' { "a line break".to_owned() } else { format!("U+{:04X}", c as u32) };
        return Err(Refusal::NotOneLine { name, code });
    }
    if text.trim().eq_ignore_ascii_case(UNKNOWN) {
        return Ok(vec![Proposed::new(What::AnswerGiven { name, value: Some(not_known()) })]);
    }
    if name.starts_with("service.") || is_a_condition(incident, &name) {
        let value = Some(Value::from(text));
        return Ok(vec![Proposed::new(What::AnswerGiven { name, value })]);
    }
    Ok(vec![Proposed::new(What::AnswerGiven { name, value: None }).said("value", Some(text))])
}

fn is_a_condition(incident: &Incident, name: &str) -> bool {
    incident
        .walks()
        .iter()
        .flat_map(|walk| &walk.plan.steps)
        .filter_map(|step| step.when.as_ref())
        .any(|condition| condition.names().any(|asked| asked == name))
}

/// What a person may type for a fact: JSON, or plain words such as `money, privacy`, `5`, `yes`.
fn fact_value(fact: Fact, value: &Value) -> Value {
    let Value::String(text) = value else { return value.clone() };
    let text = text.trim();
    if let Ok(json) = serde_json::from_str::<Value>(text)
        && !json.is_string()
    {
        return json;
    }
    match fact {
        Fact::Touches if text != "unknown" => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            let items: Vec<Value> = items.filter(|item| *item != "none").map(Value::from).collect();
            Value::Array(items)
        }
        Fact::RollbackMinutes | Fact::FixMinutes if text == "unknown" || text == "cannot" => {
            Value::Null
        }
        Fact::FixTested | Fact::FixCanary => match text {
            "yes" => Value::Bool(true),
            "no" | "unknown" => Value::Bool(false),
            _ => Value::from(text),
        },
        _ => Value::from(text),
    }
}

pub(super) fn decide(
    incident: &Incident,
    choice: &Choice,
    scene: &Scene<'_>,
) -> Result<Vec<Proposed>, Refusal> {
    let at = time(choice.at.as_deref(), scene)?;
    let facts = facts_for(incident, choice, scene)?;
    let shown = recommend(&facts);
    let chosen = choice.choose;
    let later = |typed: &Option<String>| -> Result<Option<When>, Refusal> {
        Ok(typed.as_deref().map(|text| parse_at_any_future(text, &scene.now)).transpose()?)
    };
    let recheck = match later(&choice.recheck)? {
        None if looks_again(chosen, &shown, &facts) => {
            Some(When::Exact { at: scene.now.at.plus_minutes(scene.recheck_minutes) })
        }
        given => given,
    };
    if let Some(named) = &choice.supersedes {
        named.iter().try_for_each(|id| a_decision(incident, *id))?;
    }
    let supersedes = choice.supersedes.clone().unwrap_or_else(|| {
        incident
            .standing_decisions()
            .iter()
            .map(|decision| incident.event(decision.index).id)
            .collect()
    });
    let why = choice.why.clone().or_else(|| (chosen == shown.action).then(|| reasons(&shown)));
    let considered = choice.considered.clone().unwrap_or_else(|| ruled_out(&shown, chosen));
    let expect = choice.expect.clone().or_else(|| expected_by_the_runbook(incident, chosen));
    let ages = ages_at(incident, scene.now.at);
    let body = DecidedBody {
        chosen,
        facts,
        ages,
        shown,
        expect_by: later(&choice.expect_by)?,
        recheck,
        supersedes,
    };
    let event = Proposed::new(What::Decided(Box::new(body)))
        .at(at)
        .said("why", why.as_deref())
        .said_all("considered", &considered)
        .said("objections", choice.objections.as_deref())
        .said("expect", expect.as_deref())
        .said("tripwire", choice.tripwire.as_deref())
        .said("override", choice.override_reason.as_deref());
    Ok(vec![event])
}

/// What is known at a decision: given with it, before what was answered earlier.
fn facts_for(incident: &Incident, choice: &Choice, scene: &Scene<'_>) -> Result<Facts, Refusal> {
    let recorded = incident.facts(scene.now.at);
    match &choice.facts {
        Some(given) => Ok(laid_over(&recorded, &Facts::from_value(given)?)),
        None => Ok(recorded),
    }
}

fn looks_again(chosen: Action, shown: &Recommendation, facts: &Facts) -> bool {
    chosen == Action::Watch
        || (chosen == Action::Isolate && shown.action == Action::Isolate && is_held(facts))
}

fn is_held(facts: &Facts) -> bool {
    facts.isolation.is_some_and(|answer| answer.value == Isolation::InForce)
}

fn reasons(shown: &Recommendation) -> String {
    shown.because.iter().map(|because| because.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn ruled_out(shown: &Recommendation, chosen: Action) -> Vec<String> {
    shown
        .removed
        .iter()
        .filter(|removed| removed.action != chosen)
        .map(|removed| format!("{}: {}", removed.action.title(), removed.why))
        .collect()
}

pub(crate) fn expected_by_the_runbook(incident: &Incident, chosen: Action) -> Option<String> {
    let branch = branch_of(chosen);
    incident.walks().iter().rev().find_map(|walk| {
        walk.plan.steps.iter().filter(|step| step.branch == Some(branch)).find_map(|step| {
            let named = StepRef::Planned { opened: walk.opened, place: step.place };
            Some(incident.filled(&named, step.expect.as_ref()?))
        })
    })
}

/// How old the ageing answers are, in minutes, where that is over ten.
pub(crate) fn ages_at(incident: &Incident, now: crate::moment::Moment) -> BTreeMap<String, i64> {
    AGEING
        .iter()
        .filter_map(|fact| {
            let newest = *incident.answer_events(fact.name()).last()?;
            let minutes = now.since(incident.event(newest).recorded_at) / 60_000;
            (minutes > FRESH_MINUTES).then(|| (fact.name().to_owned(), minutes))
        })
        .collect()
}

pub(super) fn a_decision(incident: &Incident, id: EventId) -> Result<(), Refusal> {
    let found = incident.index_of(id).map(|index| &incident.event(index).what);
    match found {
        Some(What::Decided(_)) => Ok(()),
        _ => Err(Refusal::NoSuchDecision { id: id.short() }),
    }
}
