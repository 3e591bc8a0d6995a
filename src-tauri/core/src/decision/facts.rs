//! The facts of a decision: their names and questions, their answers, and how they travel as JSON.

mod wrong;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::answers::{
    AnswerValue, Cause, Contract, CriticalPath, DataDamage, Elapsed, Fix, Isolation, Minutes,
    Offer, Previous, Recovering, Release, Touches, Trend, Tried, Users, Visibility,
};
use super::nearest::nearest;

pub use wrong::FactError;

/// Where an answer comes from.
///
/// The order is from what was seen to what was supposed: of two equal answers, a join keeps the
/// source that claims less.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Somebody here saw it.
    #[default]
    Observed,
    /// Read from the release: its files, its migrations.
    Release,
    /// Read from the service card.
    Service,
    /// Somebody said so.
    Told,
    /// Supposed.
    Assumed,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 5] =
        [Source::Observed, Source::Told, Source::Assumed, Source::Release, Source::Service];

    /// The source as it is written in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Source::Observed => "observed",
            Source::Release => "release",
            Source::Service => "service",
            Source::Told => "told",
            Source::Assumed => "assumed",
        }
    }
}

/// An answer and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Answer<T> {
    /// What was answered; an explicit "unknown" is an answer too.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

/// The list of facts, once: name, type, question, hint, and what a missing answer counts as.
macro_rules! facts {
    ($($(#[$doc:meta])* $fact:ident $field:ident: $value:ty, $question:literal, $hint:literal, $missing:expr;)*) => {
        /// A fact that the table reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Fact { $($(#[$doc])* $fact,)* }

        impl Fact {
            /// Every fact, in the order of the table.
            pub const ALL: &'static [Fact] = &[$(Fact::$fact,)*];

            /// The fact's name in JSON, in conditions of runbooks and on the command line.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Fact::$fact => stringify!($field),)* }
            }

            /// The question that the form asks.
            #[must_use]
            pub fn question(self) -> &'static str {
                match self { $(Fact::$fact => $question,)* }
            }

            /// What the question means, in a sentence or two.
            #[must_use]
            pub fn hint(self) -> &'static str {
                match self { $(Fact::$fact => $hint,)* }
            }

            /// What the form offers; empty for facts that come from the record.
            #[must_use]
            pub fn values(self) -> Vec<Offer> {
                match self { $(Fact::$fact => <$value>::offers(),)* }
            }

            /// The answer that says "unknown": `"unknown"`, null, false, none or an empty list,
            /// and 61 for the minutes since the response.
            #[must_use]
            pub fn unknown(self) -> Value {
                match self { $(Fact::$fact => { let missing: $value = $missing; missing.write() })* }
            }

            /// The values that are tried one by one to see what would change the recommendation.
            pub(crate) fn tries(self) -> Vec<Value> {
                match self { $(Fact::$fact => <$value>::tries(),)* }
            }

            fn allowed(self) -> String {
                match self { $(Fact::$fact => <$value>::allowed(),)* }
            }

            fn words(self) -> Vec<&'static str> {
                match self { $(Fact::$fact => <$value>::words(),)* }
            }
        }

        /// What is known when a decision is made; `None` is a fact that nobody has answered.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct Facts { $($(#[$doc])* pub $field: Option<Answer<$value>>,)* }

        /// The facts as the rules read them: what is missing counts as unknown.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct Case { $(pub $field: $value,)* }

        impl Case {
            /// The case with every fact answered by observation.
            pub fn to_facts(self) -> Facts {
                let source = Source::Observed;
                Facts { $($field: Some(Answer { value: self.$field, source }),)* }
            }
        }

        impl Facts {
            pub(crate) fn case(&self) -> Case {
                Case { $($field: self.$field.map_or($missing, |answer| answer.value),)* }
            }

            /// The facts of two people as one: of two answers the more unsafe stands, what only one
            /// of them answered is kept. Commutative, associative and idempotent.
            #[must_use]
            pub fn join(&self, other: &Facts) -> Facts {
                Facts { $($field: join(self.$field, other.$field),)* }
            }

            /// The answer to a fact as JSON, or nothing while it is unanswered.
            #[must_use]
            pub fn value(&self, fact: Fact) -> Option<Value> {
                match fact { $(Fact::$fact => self.$field.map(|answer| answer.value.write()),)* }
            }

            /// Where the answer to a fact comes from, or nothing while it is unanswered.
            #[must_use]
            pub fn source(&self, fact: Fact) -> Option<Source> {
                match fact { $(Fact::$fact => self.$field.map(|answer| answer.source),)* }
            }

            /// Whether the fact is unanswered, or answered with "unknown" or null.
            #[must_use]
            pub fn is_unknown(&self, fact: Fact) -> bool {
                match fact {
                    $(Fact::$fact => self.$field.is_none_or(|answer| answer.value.is_unknown()),)*
                }
            }

            /// The same facts with this one unanswered again.
            #[must_use]
            pub fn without(&self, fact: Fact) -> Facts {
                let mut facts = self.clone();
                match fact { $(Fact::$fact => facts.$field = None,)* }
                facts
            }

            fn set(&mut self, fact: Fact, json: &Value) -> Result<(), FactError> {
                match fact { $(Fact::$fact => self.$field = Some(answer(fact, json)?),)* }
                Ok(())
            }
        }
    };
}

facts! {
    /// What the fault can get wrong or expose.
    Touches touches: Touches,
        "What can it get wrong or expose?",
        "Identity includes access. Being unable to buy is not money here: that is the critical path.",
        Touches::Unknown;
    /// Whether data is being written wrongly.
    DataDamage data_damage: DataDamage,
        "Is data being written wrongly right now?",
        "Look at rows written since it began, not at the error log.",
        DataDamage::Unknown;
    /// Whether it began with a change of ours.
    Release release: Release,
        "Did it begin with a change of ours?",
        "A deploy, a flag, a configuration value, a migration, the infrastructure. Note which.",
        Release::Unknown;
    /// Whether the previous release could run.
    Previous previous: Previous,
        "Could the previous release run right now?",
        "No migration, message format, flag, cache or shared state that it would misread, no security hole that it would bring back, nothing lost that must stay.",
        Previous::Unknown;
    /// Minutes until the previous release is back.
    RollbackMinutes rollback_minutes: Minutes,
        "How long until the previous release is back?",
        "Whole minutes from the command to users served, caches and workers included.",
        Minutes(None);
    /// Whether the harm can be switched off.
    Isolation isolation: Isolation,
        "Can the harm be switched off?",
        "Only the harmful part: a flag, a route, a paused queue, a rate limit, a stopped canary. Or the whole service: read-only, maintenance.",
        Isolation::Unknown;
    /// Whether users can do what the service is for.
    CriticalPath critical_path: CriticalPath,
        "Can users do what this service is for?",
        "A workaround counts if it is safe and users were told.",
        CriticalPath::Unknown;
    /// The share of users hit.
    Users users: Users,
        "What share of this flow's users is hit?",
        "Few is under one in twenty, most is over half. The share, not tonight's count.",
        Users::Unknown;
    /// Where the error share is heading.
    Trend trend: Trend,
        "Where is the error share heading?",
        "The share of failures, not their number.",
        Trend::Unknown;
    /// Whether an agreement is about to be broken.
    Contract contract: Contract,
        "Is an SLA, an SLO or a legal duty about to be broken?",
        "An error budget that runs out tonight counts.",
        Contract::Unknown;
    /// Whether the cause is shown.
    Cause cause: Cause,
        "Can you name the line or setting, and make it fail on purpose?",
        "A patch that nobody here can explain is a theory.",
        Cause::Unknown;
    /// What the fix would be.
    Fix fix: Fix,
        "What would the fix be?",
        "Trivial is one line or a setting without side effect or restart of the fleet. Small is one file.",
        Fix::Unknown;
    /// Whether a test fails without the fix.
    FixTested fix_tested: bool,
        "Is there a test that fails without the fix?",
        "For a change to the schema: was it rehearsed on a copy?",
        false;
    /// Whether the fix can be canaried.
    FixCanary fix_canary: bool,
        "Can the fix go to a few users first?",
        "A canary that is watched and can be stopped.",
        false;
    /// Minutes to ship and verify the fix.
    FixMinutes fix_minutes: Minutes,
        "How long to ship the fix and see that it helps?",
        "Whole minutes, build and pipeline included.",
        Minutes(None);
    /// Whether one would see that a change helped.
    Visibility visibility: Visibility,
        "Would you see whether a change helped?",
        "A signal that moves within minutes and belongs to this fault.",
        Visibility::Unknown;
    /// Whether it is already coming back.
    Recovering recovering: Recovering,
        "Is it something outside that is already coming back?",
        "Evidence is a reading or a statement, not a hope.",
        Recovering::None;
    /// What had no effect or made it worse.
    Tried tried: Tried,
        "What was tried and did not help?",
        "Comes from the record.",
        Tried::NOTHING;
    /// Minutes since someone responded.
    ElapsedMinutes elapsed_minutes: Elapsed,
        "How many minutes since someone responded?",
        "Comes from the record: from the acknowledgement, else from the declaration.",
        Elapsed(61);
}

impl Fact {
    /// Whether an answer loses its worth within ten minutes, shows its age, and is asked again at
    /// the next decision.
    #[must_use]
    pub fn grows_old(self) -> bool {
        matches!(self, Fact::Trend | Fact::Users | Fact::Recovering | Fact::Previous)
    }
}

impl Facts {
    /// Reads facts from JSON text: one object of fact names, each a value or `{value, source}`.
    ///
    /// # Errors
    /// What was wrong and what is allowed, for the first fact that is not understood.
    pub fn from_json(text: &str) -> Result<Facts, FactError> {
        let json: Value = serde_json::from_str(text)
            .map_err(|error| FactError::NotJson { reason: error.to_string() })?;
        Facts::from_value(&json)
    }

    /// Reads facts from JSON that is already parsed.
    ///
    /// # Errors
    /// What was wrong and what is allowed, for the first fact that is not understood.
    pub fn from_value(json: &Value) -> Result<Facts, FactError> {
        let object =
            json.as_object().ok_or_else(|| FactError::NotAnObject { given: shortened(json) })?;
        object.iter().try_fold(Facts::default(), |mut facts, (name, json)| {
            facts.set(name.parse()?, json)?;
            Ok(facts)
        })
    }

    /// The same facts with this one answered: a value, or `{value, source}`.
    ///
    /// # Errors
    /// The value is none that the fact allows.
    pub fn with(&self, fact: Fact, json: impl Into<Value>) -> Result<Facts, FactError> {
        let mut facts = self.clone();
        facts.set(fact, &json.into())?;
        Ok(facts)
    }

    /// Whether somebody has answered; an explicit "unknown" is an answer.
    #[must_use]
    pub fn is_answered(&self, fact: Fact) -> bool {
        self.source(fact).is_some()
    }

    /// The facts as JSON in the order of the table: a plain value where it was observed, else
    /// `{value, source}`. `from_value` reads back the same facts.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut object = Map::new();
        for fact in Fact::ALL.iter().copied() {
            if let (Some(value), Some(source)) = (self.value(fact), self.source(fact)) {
                let answer = match source {
                    Source::Observed => value,
                    Source::Release | Source::Service | Source::Told | Source::Assumed => {
                        json!({ "value": value, "source": source.word() })
                    }
                };
                object.insert(fact.name().to_owned(), answer);
            }
        }
        Value::Object(object)
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Facts, D::Error> {
        let json = Value::deserialize(deserializer)?;
        Facts::from_value(&json).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fact {
    type Err = FactError;

    fn from_str(name: &str) -> Result<Fact, FactError> {
        Fact::ALL.iter().copied().find(|fact| fact.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Fact::ALL.iter().map(|fact| fact.name()).collect();
            FactError::UnknownFact { name: name.to_owned(), meant: nearest(name, &names) }
        })
    }
}

fn answer<T: AnswerValue>(fact: Fact, json: &Value) -> Result<Answer<T>, FactError> {
    let Some(object) = json.as_object() else {
        return Ok(Answer { value: read(fact, json)?, source: Source::Observed });
    };
    if let Some(part) = object.keys().find(|key| !["value", "source"].contains(&key.as_str())) {
        return Err(FactError::WrongPart { fact, part: part.clone() });
    }
    let value = object.get("value").ok_or(FactError::NoValue { fact })?;
    let source = match object.get("source") {
        None => Source::Observed,
        Some(json) => read_source(fact, json)?,
    };
    Ok(Answer { value: read(fact, value)?, source })
}

fn read<T: AnswerValue>(fact: Fact, json: &Value) -> Result<T, FactError> {
    T::read(json).ok_or_else(|| FactError::WrongValue {
        fact,
        given: shortened(json),
        meant: meant_word(json, &fact.words()),
    })
}

fn read_source(fact: Fact, json: &Value) -> Result<Source, FactError> {
    let word = json.as_str().unwrap_or_default();
    Source::ALL.into_iter().find(|source| source.word() == word).ok_or_else(|| {
        FactError::WrongSource {
            fact,
            given: shortened(json),
            meant: nearest(word, &Source::ALL.map(Source::word)),
        }
    })
}

/// The word that a mistyped value, or the first mistyped entry of a list, may have meant.
fn meant_word(json: &Value, words: &[&str]) -> Option<String> {
    match json {
        Value::String(word) => nearest(word, words),
        Value::Array(entries) => entries
            .iter()
            .filter_map(Value::as_str)
            .find(|entry| !words.contains(entry))
            .and_then(|entry| nearest(entry, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

fn join<T: AnswerValue>(mine: Option<Answer<T>>, theirs: Option<Answer<T>>) -> Option<Answer<T>> {
    let (mine, theirs) = match (mine, theirs) {
        (Some(mine), Some(theirs)) => (mine, theirs),
        (only, None) | (None, only) => return only,
    };
    Some(match mine.value.danger().cmp(&theirs.value.danger()) {
        std::cmp::Ordering::Less => theirs,
        std::cmp::Ordering::Greater => mine,
        std::cmp::Ordering::Equal => {
            Answer { value: mine.value.merge(theirs.value), source: mine.source.max(theirs.source) }
        }
    })
}

/// JSON cut to a length that fits a sentence.
fn shortened(json: &Value) -> String {
    let text = json.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(59).chain(['…']).collect()
}
