//! What a fact can be answered with, and which of two answers is the more unsafe.

mod choices;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Action;

pub use choices::{
    Cause, Contract, CriticalPath, DataDamage, Fix, Isolation, Previous, Recovering, Release,
    Touch, Trend, Users, Visibility,
};

/// One answer that the form offers: the JSON value to store and the words on its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The value as `Facts` reads it.
    pub value: Value,
    /// A word or two for the key.
    pub label: String,
}

/// What every kind of answer can do. `danger` orders answers from safe to unsafe; two answers of
/// the same danger are joined by `merge`, otherwise the more dangerous one stands alone.
pub(crate) trait AnswerValue: Copy + PartialEq {
    fn read(json: &Value) -> Option<Self>;
    fn write(self) -> Value;
    fn danger(self) -> u64;
    fn merge(self, other: Self) -> Self;
    fn is_unknown(self) -> bool;
    /// The allowed values as a sentence ends: "few, some, most or unknown".
    fn allowed() -> String;
    fn offers() -> Vec<Offer>;
    /// The values that `flips` tries.
    fn tries() -> Vec<Value>;
    /// Words that a mistyped value may have meant.
    fn words() -> Vec<&'static str>;
}

/// What the fault can get wrong or expose: a set, possibly empty, or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Touches {
    /// Nobody knows; counts as harm.
    Unknown,
    /// These; the empty set says that nothing of the kind is touched.
    Known(TouchSet),
}

/// A set of things touched, in the order of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TouchSet(u8);

impl Touches {
    /// Nothing that must not go wrong.
    pub const NOTHING: Touches = Touches::Known(TouchSet(0));

    /// Exactly these.
    #[must_use]
    pub fn these(touches: &[Touch]) -> Touches {
        Touches::Known(TouchSet(touches.iter().fold(0, |bits, touch| bits | (1 << *touch as u8))))
    }

    /// Whether it is known that this is touched.
    #[must_use]
    pub fn include(self, touch: Touch) -> bool {
        matches!(self, Touches::Known(TouchSet(bits)) if bits & (1 << touch as u8) != 0)
    }

    /// What is known to be touched, in the order of the table.
    #[must_use]
    pub fn list(self) -> Vec<Touch> {
        Touch::ALL.iter().copied().filter(|touch| self.include(*touch)).collect()
    }
}

impl AnswerValue for Touches {
    fn read(json: &Value) -> Option<Self> {
        if json.as_str() == Some("unknown") {
            return Some(Touches::Unknown);
        }
        let listed: Option<Vec<Touch>> = json.as_array()?.iter().map(Touch::read).collect();
        listed.map(|touches| Touches::these(&touches))
    }
    fn write(self) -> Value {
        match self {
            Touches::Unknown => Value::from("unknown"),
            Touches::Known(_) => self.list().into_iter().map(Touch::write).collect(),
        }
    }
    fn danger(self) -> u64 {
        match self {
            Touches::Known(TouchSet(0)) => 0,
            Touches::Unknown => 1,
            Touches::Known(_) => 2,
        }
    }
    fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Touches::Known(TouchSet(mine)), Touches::Known(TouchSet(theirs))) => {
                Touches::Known(TouchSet(mine | theirs))
            }
            (Touches::Unknown, touches) | (touches, Touches::Unknown) => touches,
        }
    }
    fn is_unknown(self) -> bool {
        self == Touches::Unknown
    }
    fn allowed() -> String {
        format!("a list of {} ([] for none), or \"unknown\"", listed_with(&Touch::words(), "and"))
    }
    fn offers() -> Vec<Offer> {
        let one = |touch: &Touch| offer(json!([touch.word()]), touch.label());
        let mut offers: Vec<Offer> = Touch::ALL.iter().map(one).collect();
        offers.push(offer(json!([]), "None of these"));
        offers.push(offer(json!("unknown"), "Unknown"));
        offers
    }
    fn tries() -> Vec<Value> {
        vec![json!([]), json!(["money"]), json!("unknown")]
    }
    fn words() -> Vec<&'static str> {
        let mut words = Touch::words();
        words.push("unknown");
        words
    }
}

/// Actions that had no effect or made it worse. A roll forward counts as a hotfix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tried(u8);

impl Tried {
    /// Nothing was tried.
    pub const NOTHING: Tried = Tried(0);

    /// What the record can hold, in the order of the table.
    pub const ALL: [Action; 4] = [Action::RollBack, Action::Hotfix, Action::Isolate, Action::Watch];

    /// The set whose members are the bits of the number, in the order of `ALL`.
    pub(crate) const fn of_bits(bits: u8) -> Tried {
        Tried(bits)
    }

    /// Whether this action was tried in vain. Nothing can make escalating vain.
    #[must_use]
    pub fn include(self, action: Action) -> bool {
        self.0 & bit(action) != 0
    }

    /// The same with one more.
    #[must_use]
    pub fn and(self, action: Action) -> Tried {
        Tried(self.0 | bit(action))
    }

    /// What was tried, in the order of the table.
    #[must_use]
    pub fn list(self) -> Vec<Action> {
        Tried::ALL.into_iter().filter(|action| self.include(*action)).collect()
    }
}

fn bit(action: Action) -> u8 {
    match action {
        Action::RollBack => 1,
        Action::Hotfix | Action::RollForward => 2,
        Action::Isolate => 4,
        Action::Watch => 8,
        Action::Escalate => 0,
    }
}

impl AnswerValue for Tried {
    fn read(json: &Value) -> Option<Self> {
        json.as_array()?.iter().try_fold(Tried::NOTHING, |tried, entry| {
            let word = entry.as_str()?;
            let action = Action::ALL.into_iter().find(|action| action.word() == word)?;
            (action != Action::Escalate).then(|| tried.and(action))
        })
    }
    fn write(self) -> Value {
        self.list().into_iter().map(|action| Value::from(action.word())).collect()
    }
    fn danger(self) -> u64 {
        0
    }
    fn merge(self, other: Self) -> Self {
        Tried(self.0 | other.0)
    }
    fn is_unknown(self) -> bool {
        false
    }
    fn allowed() -> String {
        let words = Tried::ALL.map(Action::word);
        format!("a list of {} (roll_forward counts as hotfix)", listed_with(&words, "and"))
    }
    fn offers() -> Vec<Offer> {
        Vec::new()
    }
    fn tries() -> Vec<Value> {
        Vec::new()
    }
    fn words() -> Vec<&'static str> {
        Action::ALL.into_iter().filter(|action| bit(*action) != 0).map(Action::word).collect()
    }
}

/// Whole minutes, or none: it cannot be done, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Minutes(pub Option<u32>);

impl Minutes {
    /// Known and at most this many.
    #[must_use]
    pub fn at_most(self, limit: u32) -> bool {
        self.0.is_some_and(|minutes| minutes <= limit)
    }

    /// Known and more than this many.
    #[must_use]
    pub fn over(self, limit: u32) -> bool {
        self.0.is_some_and(|minutes| minutes > limit)
    }
}

impl AnswerValue for Minutes {
    fn read(json: &Value) -> Option<Self> {
        match json {
            Value::Null => Some(Minutes(None)),
            _ => whole(json).map(|minutes| Minutes(Some(minutes))),
        }
    }
    fn write(self) -> Value {
        Value::from(self.0)
    }
    fn danger(self) -> u64 {
        self.0.map_or(u64::MAX, u64::from)
    }
    fn merge(self, _same: Self) -> Self {
        self
    }
    fn is_unknown(self) -> bool {
        self.0.is_none()
    }
    fn allowed() -> String {
        "whole minutes (such as 5), or null where it cannot be done or is not known".to_owned()
    }
    fn offers() -> Vec<Offer> {
        vec![
            offer(json!(2), "2 minutes"),
            offer(json!(5), "5 minutes"),
            offer(json!(60), "Under an hour"),
            offer(Value::Null, "It cannot, or not known"),
        ]
    }
    fn tries() -> Vec<Value> {
        vec![Value::Null, json!(5), json!(6), json!(60), json!(61)]
    }
    fn words() -> Vec<&'static str> {
        Vec::new()
    }
}

/// Whole minutes since someone responded; always known to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Elapsed(pub u32);

impl AnswerValue for Elapsed {
    fn read(json: &Value) -> Option<Self> {
        whole(json).map(Elapsed)
    }
    fn write(self) -> Value {
        Value::from(self.0)
    }
    fn danger(self) -> u64 {
        u64::from(self.0)
    }
    fn merge(self, _same: Self) -> Self {
        self
    }
    fn is_unknown(self) -> bool {
        false
    }
    fn allowed() -> String {
        "whole minutes (such as 5)".to_owned()
    }
    fn offers() -> Vec<Offer> {
        Vec::new()
    }
    fn tries() -> Vec<Value> {
        vec![json!(5), json!(6), json!(60), json!(61)]
    }
    fn words() -> Vec<&'static str> {
        Vec::new()
    }
}

impl AnswerValue for bool {
    fn read(json: &Value) -> Option<Self> {
        json.as_bool()
    }
    fn write(self) -> Value {
        Value::from(self)
    }
    fn danger(self) -> u64 {
        u64::from(!self)
    }
    fn merge(self, _same: Self) -> Self {
        self
    }
    fn is_unknown(self) -> bool {
        false
    }
    fn allowed() -> String {
        "true or false".to_owned()
    }
    fn offers() -> Vec<Offer> {
        vec![offer(json!(true), "Yes"), offer(json!(false), "No, or not known")]
    }
    fn tries() -> Vec<Value> {
        vec![json!(true), json!(false)]
    }
    fn words() -> Vec<&'static str> {
        vec!["true", "false"]
    }
}

fn whole(json: &Value) -> Option<u32> {
    json.as_u64().and_then(|minutes| u32::try_from(minutes).ok())
}

fn offer(value: Value, label: &str) -> Offer {
    Offer { value, label: label.to_owned() }
}

/// "few, some, most or unknown".
pub(crate) fn listed(words: &[&str]) -> String {
    listed_with(words, "or")
}

/// The words with commas, and the given word before the last.
pub(crate) fn listed_with(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
