//! A fact and its answer in the words of the form.

use serde_json::Value;

use crate::decision::Fact;

impl Fact {
    /// The question in two or three words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Fact::Touches => "What it can get wrong",
            Fact::DataDamage => "Data written wrongly now",
            Fact::Release => "Began with a change of ours",
            Fact::Previous => "Previous release could run",
            Fact::RollbackMinutes => "Rollback takes",
            Fact::Isolation => "Can be switched off",
            Fact::CriticalPath => "Critical path",
            Fact::Users => "Share of users",
            Fact::Trend => "Error share is heading",
            Fact::Contract => "SLA, SLO or legal duty",
            Fact::Cause => "Cause",
            Fact::Fix => "Fix",
            Fact::FixTested => "Fix has a test",
            Fact::FixCanary => "Fix can be canaried",
            Fact::FixMinutes => "Fix takes",
            Fact::Visibility => "Would see a change help",
            Fact::Recovering => "Coming back by itself",
            Fact::Tried => "Tried without effect",
            Fact::ElapsedMinutes => "Minutes since the response",
        }
    }

    /// An answer in the words of the form: `Money, user data`, `5 minutes`, `Unknown`.
    #[must_use]
    pub fn answer_words(self, value: &Value) -> String {
        let minutes =
            matches!(self, Fact::RollbackMinutes | Fact::FixMinutes | Fact::ElapsedMinutes);
        match value {
            Value::Number(number) if minutes && number.as_i64() == Some(1) => "1 minute".to_owned(),
            Value::Number(number) if minutes => format!("{number} minutes"),
            Value::Null => "Cannot, or not known".to_owned(),
            Value::Array(items) if items.is_empty() => "None of these".to_owned(),
            Value::Array(items) => {
                let words: Vec<String> = items
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|word| word.replace('_', " "))
                    .collect();
                sentence_case(&words.join(", "))
            }
            // An answer that names its source.
            Value::Object(map) if map.contains_key("value") => self.answer_words(&map["value"]),
            other => self
                .values()
                .into_iter()
                .find(|offer| offer.value == *other)
                .map_or_else(|| sentence_case(&plain(other)), |offer| offer.label),
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |word| word.replace('_', " "))
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
