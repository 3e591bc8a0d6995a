//! When a step applies: `previous = safe or assumed_safe and service.platform != heroku`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use thiserror::Error;

/// A condition: every test holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// The tests, joined by "and".
    pub all: Vec<Test>,
}

/// One comparison of a fact or a key of the service card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// A fact of the decision, or `service.KEY`.
    pub name: String,
    /// Whether the value is to be among `values` or not.
    pub is: Comparison,
    /// The values; for `touches` each is one that the list contains.
    pub values: Vec<String>,
}

/// How a test compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Comparison {
    AnyOf,
    NoneOf,
}

/// What a condition comes to with the answers given so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "truth", rename_all = "snake_case")]
pub enum Truth {
    /// The step applies.
    True,
    /// The step does not apply.
    False {
        /// The answer that rules it out, such as "previous is unsafe".
        because: String,
    },
    /// Not to be told yet: the step is shown with this question.
    Unknown {
        /// What to ask.
        question: String,
    },
}

/// Why a text is no condition.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum ConditionError {
    #[error(
        "the condition \"{part}\" has no comparison; write NAME = VALUE or NAME != VALUE, \
         joined by \"and\""
    )]
    NoComparison { part: String },
    #[error(
        "the condition asks for \"{name}\", which is neither a fact of the decision nor \
         service.KEY"
    )]
    UnknownName { name: String },
    #[error("{name} is never \"{value}\"; it can be {allowed}")]
    UnknownValue { name: String, value: String, allowed: String },
}

/// A fact of the decision that a condition may name.
pub struct KnownFact {
    /// Its name.
    pub name: &'static str,
    /// Its values; empty where it is a whole number of minutes or unknown.
    pub values: &'static [&'static str],
    /// What a step with an open condition asks.
    pub question: &'static str,
}

const fn fact(
    name: &'static str,
    values: &'static [&'static str],
    question: &'static str,
) -> KnownFact {
    KnownFact { name, values, question }
}

/// The facts that a condition may name, with their values; the decision has the same.
pub const FACTS: [KnownFact; 17] = [
    fact(
        "touches",
        &["money", "user_data", "privacy", "identity", "security", "safety", "none", "unknown"],
        "What can this get wrong or expose?",
    ),
    fact("data_damage", &["none", "ongoing", "unknown"], "Is wrong data being written now?"),
    fact("release", &["likely", "unlikely", "unknown"], "Did it begin with a change of ours?"),
    fact(
        "previous",
        &["safe", "assumed_safe", "unsafe", "unknown"],
        "Could the previous release run now?",
    ),
    fact("rollback_minutes", &[], "How many minutes until the previous release is back?"),
    fact(
        "isolation",
        &["narrow", "whole", "in_force", "none", "unknown"],
        "Can the harm be switched off?",
    ),
    fact(
        "critical_path",
        &["works", "workaround", "broken", "unknown"],
        "Can users do what this service is for?",
    ),
    fact("users", &["few", "some", "most", "unknown"], "What share of the users is hit?"),
    fact(
        "trend",
        &["falling", "steady", "rising", "unknown"],
        "Where is the share of errors heading?",
    ),
    fact("contract", &["safe", "at_risk", "unknown"], "Is an SLA, SLO or legal duty in danger?"),
    fact("cause", &["shown", "theory", "unknown"], "Is the cause shown or a theory?"),
    fact(
        "fix",
        &["none", "trivial", "small", "schema_add", "large", "unknown"],
        "How large would the fix be?",
    ),
    fact("fix_tested", &["true", "false", "unknown"], "Does a test fail without the fix?"),
    fact("fix_canary", &["true", "false", "unknown"], "Can the fix go to a canary first?"),
    fact("fix_minutes", &[], "How many minutes to ship and verify the fix?"),
    fact(
        "visibility",
        &["clear", "partial", "none", "unknown"],
        "Would you see whether a change helped?",
    ),
    fact("recovering", &["evidence", "none", "unknown"], "Is it already coming back by itself?"),
];

impl Condition {
    /// Reads a condition as a runbook writes it.
    ///
    /// # Errors
    /// Where a part has no comparison, or names a fact or a value that does not exist.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let spaced = text.replace("!=", " \u{0} ").replace('=', " = ").replace('\u{0}', "!=");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let tests = words.split(|word| word.eq_ignore_ascii_case("and")).map(parse_test);
        Ok(Self { all: tests.collect::<Result<_, _>>()? })
    }

    /// The names that the condition asks for, in its order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|test| test.name.as_str())
    }

    /// What the condition comes to.
    ///
    /// `answer` gives the value for a name as the record has it: text, number, truth value, list,
    /// or an object with `value` and `source`; none where nobody has said. One test that fails
    /// decides; else one that is open leaves the whole open.
    pub fn evaluate(&self, answer: &dyn Fn(&str) -> Option<Value>) -> Truth {
        let mut question = None;
        for test in &self.all {
            match test.evaluate(answer(&test.name)) {
                Truth::True => {}
                Truth::False { because } => return Truth::False { because },
                Truth::Unknown { question: asked } => question = question.or(Some(asked)),
            }
        }
        question.map_or(Truth::True, |question| Truth::Unknown { question })
    }
}

impl Test {
    /// What one test comes to.
    pub fn evaluate(&self, answer: Option<Value>) -> Truth {
        let unknown = || Truth::Unknown { question: question_for(&self.name) };
        let Some(known) = answer.as_ref().and_then(answered) else {
            return unknown();
        };
        let found = self.values.iter().any(|value| known.iter().any(|k| same(k, value)));
        let is_unknown = known.iter().any(|value| value == "unknown");
        match (self.is, found) {
            (Comparison::AnyOf, true) => Truth::True,
            (Comparison::AnyOf | Comparison::NoneOf, false) if is_unknown => unknown(),
            (Comparison::NoneOf, false) => Truth::True,
            (Comparison::AnyOf, false) | (Comparison::NoneOf, true) => {
                Truth::False { because: format!("{} is {}", self.name, known.join(", ")) }
            }
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, test) in self.all.iter().enumerate() {
            let and = if at == 0 { "" } else { " and " };
            let is = match test.is {
                Comparison::AnyOf => "=",
                Comparison::NoneOf => "!=",
            };
            write!(f, "{and}{} {is} {}", test.name, test.values.join(" or "))?;
        }
        Ok(())
    }
}

/// What to ask for a name that nobody has answered.
pub fn question_for(name: &str) -> String {
    if let Some(key) = name.strip_prefix("service.") {
        return format!("What is the service's {}?", key.replace('_', " "));
    }
    FACTS
        .iter()
        .find(|fact| fact.name == name)
        .map_or_else(|| format!("What is {name}?"), |fact| fact.question.to_owned())
}

fn parse_test(words: &[&str]) -> Result<Test, ConditionError> {
    let no_comparison = || ConditionError::NoComparison { part: words.join(" ") };
    let [name, is, values @ ..] = words else {
        return Err(no_comparison());
    };
    let is = match *is {
        "=" => Comparison::AnyOf,
        "!=" => Comparison::NoneOf,
        _ => return Err(no_comparison()),
    };
    let values: Vec<String> = values
        .split(|word| word.eq_ignore_ascii_case("or"))
        .map(|value| value.join(" ").trim_matches(['`', '"', '\'']).to_owned())
        .collect();
    if values.iter().any(|value| value.is_empty() || value.contains('=')) {
        return Err(no_comparison());
    }
    let name = name.trim_matches('`').to_ascii_lowercase();
    check_name(&name, &values)?;
    Ok(Test { name, is, values })
}

fn check_name(name: &str, values: &[String]) -> Result<(), ConditionError> {
    if name.strip_prefix("service.").is_some_and(is_key) {
        return Ok(());
    }
    let Some(fact) = FACTS.iter().find(|fact| fact.name == name) else {
        return Err(ConditionError::UnknownName { name: name.to_owned() });
    };
    let minutes = fact.values.is_empty();
    let allows = |value: &&String| match minutes {
        true => *value == "unknown" || value.parse::<u32>().is_ok(),
        false => fact.values.iter().any(|allowed| same(allowed, value)),
    };
    match values.iter().find(|value| !allows(value)) {
        None => Ok(()),
        Some(value) => Err(ConditionError::UnknownValue {
            name: name.to_owned(),
            value: value.clone(),
            allowed: if minutes {
                "a whole number of minutes or unknown".to_owned()
            } else {
                fact.values.join(", ")
            },
        }),
    }
}

/// Whether a text can be a key of the service card or a name in a placeholder.
pub(super) fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}

/// The values of an answer as text; none where it says nothing.
fn answered(answer: &Value) -> Option<Vec<String>> {
    match answer {
        Value::Null => Some(vec!["unknown".to_owned()]),
        Value::Bool(value) => Some(vec![value.to_string()]),
        Value::Number(value) => Some(vec![value.to_string()]),
        Value::String(value) if value.trim().is_empty() => None,
        Value::String(value) => Some(vec![value.trim().to_owned()]),
        Value::Array(values) if values.is_empty() => Some(vec!["none".to_owned()]),
        Value::Array(values) => Some(values.iter().filter_map(answered).flatten().collect()),
        Value::Object(fields) => answered(fields.get("value")?),
    }
}

fn same(answer: &str, value: &str) -> bool {
    answer.eq_ignore_ascii_case(value)
}
