//! What the editor offers to complete: the words that a runbook's text may hold.

use crate::runbook::condition::FACTS;
use crate::runbook::{FRONT_VALUES, Label};
use crate::service::GROUPS;
use serde::Serialize;
use std::collections::BTreeMap;

/// The words of the format, by where they fit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct EditWords {
    /// Labels of a step's sub-items.
    pub labels: Vec<OfferedWord>,
    /// What stands between double braces.
    pub placeholders: Vec<OfferedWord>,
    /// What a condition may compare.
    pub conditions: Vec<OfferedWord>,
    /// The values that a field of the front matter may have.
    pub front: BTreeMap<String, Vec<String>>,
}

/// A word, and what it says.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct OfferedWord {
    pub text: String,
    pub says: String,
}

impl EditWords {
    /// Every word there is.
    pub fn all() -> Self {
        let keys = GROUPS.iter().flat_map(|(_, keys)| keys.iter());
        let card: Vec<OfferedWord> =
            keys.map(|key| offered(&format!("service.{}", key.key), key.label)).collect();
        let others = [
            ("release.bad", "the release that does harm"),
            ("release.good", "the last good one"),
            ("ask: ", "asked once in a walkthrough"),
        ];
        let facts = FACTS.iter().map(|fact| offered(fact.name, fact.question));
        Self {
            labels: Label::ALL.iter().map(|label| offered(label.title(), says(*label))).collect(),
            placeholders: card
                .iter()
                .cloned()
                .chain(others.map(|(text, says)| offered(text, says)))
                .collect(),
            conditions: facts.chain(card).collect(),
            front: FRONT_VALUES
                .iter()
                .map(|(field, values)| {
                    ((*field).to_owned(), values.iter().map(|one| (*one).to_owned()).collect())
                })
                .collect(),
        }
    }
}

fn offered(text: &str, says: &str) -> OfferedWord {
    OfferedWord { text: text.to_owned(), says: says.to_owned() }
}

/// What a label says of its step.
fn says(label: Label) -> &'static str {
    match label {
        Label::Why => "the reason, in one line",
        Label::Record => "the value to type, its unit in brackets",
        Label::Expect => "the sign that it worked",
        Label::IfNot => "what failure looks like, and where to go",
        Label::Caution => "what it can break",
        Label::Undo => "the way back, or: cannot be undone",
        Label::Leaves => "what stays until somebody clears it",
        Label::Timer => "how long, such as 5m",
        Label::Role => "who does it",
        Label::When => "the condition under which it is shown",
        Label::Changes => "nothing, for a command that only reads",
        Label::Source => "page or tool, version, date, address",
    }
}
