//! Facts that are not understood, and what is said about them.

use thiserror::Error;

use super::{Fact, Source};
use crate::decision::answers::{listed, listed_with};

/// Why facts were not understood.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FactError {
    /// The text is not JSON.
    #[error("The facts are not JSON ({reason}). Write one object, such as {{\"users\": \"few\"}}.")]
    NotJson {
        /// What the parser said, with line and column.
        reason: String,
    },
    /// The JSON is not an object.
    #[error(
        "The facts are not one JSON object, but {given}. Write one, such as {{\"users\": \"few\"}}."
    )]
    NotAnObject {
        /// The JSON that was given, shortened.
        given: String,
    },
    /// A key names no fact.
    #[error("There is no fact called \"{name}\".{} Use one of {}.", did_you_mean(.meant), names())]
    UnknownFact {
        /// The key.
        name: String,
        /// The fact that was probably meant.
        meant: Option<String>,
    },
    /// A value is none of those that the fact allows.
    #[error("The fact {fact} cannot be {given}.{} Give {}.", did_you_mean(.meant), .fact.allowed())]
    WrongValue {
        /// The fact.
        fact: Fact,
        /// The JSON that was given, shortened.
        given: String,
        /// The value that was probably meant.
        meant: Option<String>,
    },
    /// An answer written as an object has no value.
    #[error("The fact {fact} is given without a value. It takes {}. Write a value, or {{\"value\": …, \"source\": …}}.", .fact.allowed())]
    NoValue {
        /// The fact.
        fact: Fact,
    },
    /// An answer written as an object has a key besides value and source.
    #[error("The fact {fact} has a part called \"{part}\". Write only value and source.")]
    WrongPart {
        /// The fact.
        fact: Fact,
        /// The key that does not belong there.
        part: String,
    },
    /// A source is none of the five.
    #[error("The source of {fact} cannot be {given}.{} Give {}.", did_you_mean(.meant), sources())]
    WrongSource {
        /// The fact.
        fact: Fact,
        /// The JSON that was given, shortened.
        given: String,
        /// The source that was probably meant.
        meant: Option<String>,
    },
}

fn did_you_mean(word: &Option<String>) -> String {
    word.as_ref().map_or_else(String::new, |word| format!(" Did you mean {word}?"))
}

fn names() -> String {
    let names: Vec<&str> = Fact::ALL.iter().map(|fact| fact.name()).collect();
    listed_with(&names, "and")
}

fn sources() -> String {
    listed(&Source::ALL.map(Source::word))
}
