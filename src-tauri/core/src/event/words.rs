//! What a person typed: kept apart from the body, so that it can be erased.

use serde_json::{Map, Value};

/// The field that holds the name behind the role of who acts.
pub const BY: &str = "by";

/// The words of one event.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Words {
    /// Nothing was typed.
    #[default]
    Nothing,
    /// What was typed, by field.
    Said(Map<String, Value>),
    /// There were words; they were removed.
    Removed,
}

impl Words {
    /// The words as stored bytes; `None` where nothing was typed.
    pub fn encode(said: &Map<String, Value>) -> Option<Vec<u8>> {
        if said.is_empty() {
            return None;
        }
        serde_json::to_vec(said).ok()
    }

    /// Reads stored bytes; what is no JSON object is kept as one field of text.
    pub fn decode(bytes: &[u8]) -> Self {
        match serde_json::from_slice::<Map<String, Value>>(bytes) {
            Ok(said) => Self::Said(said),
            Err(_) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                Self::Said(Map::from_iter([("text".to_owned(), Value::from(text))]))
            }
        }
    }

    /// One field's text.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self {
            Self::Said(said) => said.get(field).and_then(Value::as_str),
            Self::Nothing | Self::Removed => None,
        }
    }

    /// One field's list of texts.
    pub fn texts(&self, field: &str) -> Vec<&str> {
        match self {
            Self::Said(said) => said
                .get(field)
                .and_then(Value::as_array)
                .map(|texts| texts.iter().filter_map(Value::as_str).collect())
                .unwrap_or_default(),
            Self::Nothing | Self::Removed => Vec::new(),
        }
    }

    /// Whether there were words that were removed.
    pub fn are_removed(&self) -> bool {
        matches!(self, Self::Removed)
    }
}
