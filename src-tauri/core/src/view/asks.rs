//! What a step asks before it is known whether it applies, or before its command is complete.

use super::decide;
use crate::decision::Fact;
use crate::event::StepRef;
use crate::incident::{Incident, Walk};
use crate::runbook::placeholder::{self, Name};
use crate::runbook::{PlannedStep, Test, Truth, question_for};
use serde::Serialize;
use serde_json::Value;

/// One question on a step card; the answer is an AnswerGiven with its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct AskView {
    pub name: String,
    pub question: String,
    /// one (of the choices), many, minutes, choice_or_text (another may be typed), text.
    pub kind: String,
    pub choices: Vec<AskChoice>,
    /// What is known, in words.
    pub value: Option<String>,
    /// Whether the step waits for it; else an answer changes what was said.
    pub open: bool,
}

/// One answer on offer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct AskChoice {
    #[cfg_attr(feature = "wire", ts(type = "unknown"))]
    pub value: Value,
    pub label: String,
}

/// What a step asks: its condition's names, open or answered, so that an answer can be changed;
/// then the placeholders that nobody has filled, or that somebody filled here.
pub(super) fn asks(incident: &Incident, step: &StepRef) -> Vec<AskView> {
    let asked = || {
        let (walk, planned) = (incident.walk_of(step)?, incident.planned(step)?);
        // What was walked past asks nothing; nor does a branch that nobody chose.
        let waits = incident.standing_outcome(step).is_none()
            && incident.step_branch(step).is_none_or(|b| incident.open_branches().contains(&b));
        waits.then(|| conditions(incident, walk, planned).chain(blanks(incident, walk, planned)))
    };
    let mut found: Vec<AskView> = Vec::new();
    for ask in asked().into_iter().flatten() {
        if !found.iter().any(|other| other.name == ask.name) {
            found.push(ask);
        }
    }
    found
}

fn conditions<'a>(
    incident: &'a Incident,
    walk: &'a Walk,
    planned: &'a PlannedStep,
) -> impl Iterator<Item = AskView> + 'a {
    let tests = planned.when.iter().flat_map(|condition| &condition.all);
    tests.map(move |test| {
        let value = incident.condition_value(walk, &test.name);
        let open = matches!(test.evaluate(value.clone()), Truth::Unknown { .. })
            && !incident.is_not_known(&test.name);
        match Fact::ALL.iter().find(|fact| fact.name() == test.name) {
            Some(fact) => of_fact(*fact, value, open),
            None => of_key(incident, &test.name, value, open),
        }
    })
}

fn of_fact(fact: Fact, value: Option<Value>, open: bool) -> AskView {
    let question = decide::question(fact, None);
    AskView {
        name: question.fact,
        question: question.question,
        kind: question.kind,
        choices: question
            .answers
            .into_iter()
            .map(|answer| AskChoice { value: answer.value, label: answer.label })
            .collect(),
        value: value.map(|value| decide::answer_words(fact, &bare(value))),
        open,
    }
}

/// A key of the service card: the values that the open runbooks ask for are on offer.
fn of_key(incident: &Incident, name: &str, value: Option<Value>, open: bool) -> AskView {
    let values = named_values(incident, name);
    let kind = if values.is_empty() { "text" } else { "choice_or_text" };
    let choices =
        values.into_iter().map(|value| AskChoice { label: value.clone(), value: value.into() });
    AskView {
        name: name.to_owned(),
        question: question_for(name),
        kind: kind.to_owned(),
        choices: choices.chain([nobody_knows()]).collect(),
        value: value.map(plain).or_else(|| not_known(incident, name)),
        open,
    }
}

/// Asked once: who does not know says so.
fn nobody_knows() -> AskChoice {
    AskChoice { value: Value::Null, label: "Not known".to_owned() }
}

fn not_known(incident: &Incident, name: &str) -> Option<String> {
    incident.is_not_known(name).then(|| "not known".to_owned())
}

fn named_values(incident: &Incident, name: &str) -> Vec<String> {
    let tests = incident
        .walks()
        .iter()
        .flat_map(|walk| &walk.plan.steps)
        .filter_map(|step| step.when.as_ref())
        .flat_map(|condition| &condition.all)
        .filter(|test: &&Test| test.name == name);
    let mut values: Vec<String> = Vec::new();
    for value in tests.flat_map(|test| &test.values) {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    values
}

fn blanks<'a>(
    incident: &'a Incident,
    walk: &'a Walk,
    planned: &'a PlannedStep,
) -> impl Iterator<Item = AskView> + 'a {
    let texts = std::iter::once(planned.action.as_str())
        .chain(planned.record.iter().map(|record| record.label.as_str()))
        .chain(planned.commands.iter().map(|command| command.text.as_str()))
        .chain(
            [&planned.expect, &planned.undo, &planned.leaves]
                .into_iter()
                .flatten()
                .map(String::as_str),
        );
    texts.flat_map(placeholder::find).filter_map(move |found| {
        let name = found.name.key();
        let value =
            incident.condition_value(walk, &name).map(plain).filter(|v| !v.trim().is_empty());
        let asked = match &found.name {
            Name::Unknown(_) => false,
            _ => value.is_none() || !incident.answer_events(&name).is_empty(),
        };
        let open = value.is_none() && !incident.is_not_known(&name);
        asked.then(|| match &found.name {
            Name::Service(_) => of_key(incident, &name, value.map(Value::from), open),
            other => AskView {
                question: other.question(),
                kind: "text".to_owned(),
                choices: vec![nobody_knows()],
                open,
                value: value.or_else(|| not_known(incident, &name)),
                name: name.clone(),
            },
        })
    })
}

/// The value of an answer that names its source, too.
fn bare(value: Value) -> Value {
    match value {
        Value::Object(mut fields) => fields.remove("value").unwrap_or_default(),
        other => other,
    }
}

fn plain(value: Value) -> String {
    match bare(value) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
