//! `decide`: what the table suggests for these facts; no store is opened, nothing is recorded.

use super::given::wanted_text;
use crate::Answer;
use crate::print::{Reply, facts as pairs, list};
use kneeboard_core::act::Refusal;
use kneeboard_core::decision::{Facts, Recommendation, recommend};
use kneeboard_core::kneeboard::Trouble;

/// What an empty file of facts needs.
pub(super) const FACTS: &str = "Write the facts as one JSON object, such as {\"users\": \"few\"}.";

pub(super) fn decide(file: &str) -> Answer {
    let text = wanted_text(file, FACTS)?;
    let facts = Facts::from_json(&text).map_err(|error| Trouble::from(Refusal::from(error)))?;
    let shown = recommend(&facts);
    Ok(Reply::shown(told(&shown), &shown))
}

fn told(shown: &Recommendation) -> String {
    let action = shown.action.title();
    let suggested = if shown.contain_first {
        format!("Isolate now, then {}", action.to_lowercase())
    } else {
        action.to_owned()
    };
    let rule = serde_json::to_value(shown.rule).unwrap_or_default();
    let mut text =
        pairs(&[("suggested", suggested), ("rule", rule.as_str().unwrap_or_default().to_owned())]);
    text += &list("Because", &shown.because.iter().map(|b| b.text.clone()).collect::<Vec<_>>());
    let removed = shown.removed.iter().map(|r| format!("{}: {}", r.action.title(), r.why));
    text += &list("Ruled out", &removed.collect::<Vec<_>>());
    let flips = shown.flips.iter().map(|flip| {
        format!("{} = {}: {}", flip.fact.name(), flip.value, flip.action.title().to_lowercase())
    });
    text += &list("What would change it", &flips.collect::<Vec<_>>());
    let open =
        shown.open_questions.iter().map(|fact| format!("{}: {}", fact.name(), fact.question()));
    text += &list("Still worth asking", &open.collect::<Vec<_>>());
    text += &list("Warnings", &shown.warnings);
    text += &list("Afterwards", &shown.afterwards);
    text
}
