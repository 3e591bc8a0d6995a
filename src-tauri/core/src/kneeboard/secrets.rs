//! What looks like a secret is asked about before an event is stored: in its words at any depth, and
//! in what was typed into its body, which could never be erased again.

use super::acting::SecretChoice;
use crate::act::Refusal;
use crate::event::{Proposed, What};
use crate::secret::{self, MASK};
use serde_json::{Map, Value, json};

/// How many kinds a refusal names.
const MOST_NAMED: usize = 3;

/// Refuses what looks like a secret, or does with it what a person chose.
pub(super) fn heed(proposed: &mut [Proposed], choice: Option<SecretChoice>) -> Result<(), Refusal> {
    if choice == Some(SecretChoice::Keep) {
        return Ok(());
    }
    let mut kinds = Vec::new();
    for event in proposed {
        let found = found(event);
        if !found.is_empty() && choice == Some(SecretChoice::Mask) && mask(event) {
            continue;
        }
        kinds.extend(found);
    }
    match named(&kinds) {
        what if what.is_empty() => Ok(()),
        what => Err(Refusal::LooksSecret { what }),
    }
}

/// `an AWS access key and a password`.
fn named(kinds: &[&'static str]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for kind in kinds {
        if !names.contains(kind) && names.len() < MOST_NAMED {
            names.push(kind);
        }
    }
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}

fn found(event: &Proposed) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let name = answered(&event.what);
    let mut see = |name: &str, text: &str| kinds.extend(secret::found_under(name, text));
    for (field, value) in &event.words {
        each(name.unwrap_or(field), value, &mut see);
    }
    for (field, value) in &typed_into(&event.what) {
        each(name.filter(|_| field == "value").unwrap_or(field), value, &mut see);
    }
    kinds
}

/// Masks an event in place; false where its body can no longer be read with that.
fn mask(event: &mut Proposed) -> bool {
    let name = answered(&event.what).map(str::to_owned);
    for (field, value) in &mut event.words {
        mask_each(name.as_deref().unwrap_or(field), value);
    }
    let mut body = typed_into(&event.what);
    for (field, value) in &mut body {
        mask_each(name.as_deref().filter(|_| field == "value").unwrap_or(field), value);
    }
    if body == typed_into(&event.what) {
        return true;
    }
    let tagged = json!({ "kind": event.what.kind(), "body": body });
    match serde_json::from_value(tagged) {
        Ok(what) => event.what = what,
        Err(_) => return false,
    }
    true
}

/// What an answer is the answer to: its name tells of its value.
fn answered(what: &What) -> Option<&str> {
    match what {
        What::AnswerGiven { name, .. } => Some(name),
        _ => None,
    }
}

/// The body of an event. A runbook and a card come from the library, which looks at them when they
/// are saved.
fn typed_into(what: &What) -> Map<String, Value> {
    if matches!(what, What::RunbookOpened { .. } | What::Newer { .. }) {
        return Map::new();
    }
    let tagged = serde_json::to_value(what).unwrap_or_default();
    tagged.get("body").and_then(Value::as_object).cloned().unwrap_or_default()
}

fn each<'a>(name: &'a str, value: &'a Value, see: &mut dyn FnMut(&'a str, &'a str)) {
    match value {
        Value::String(text) => see(name, text),
        Value::Array(items) => items.iter().for_each(|item| each(name, item, see)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| each(name, value, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn mask_each(name: &str, value: &mut Value) {
    match value {
        Value::String(text) => {
            *text = secret::masked(text);
            if secret::found_under(name, text).is_some() {
                MASK.clone_into(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask_each(name, item)),
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, value)| mask_each(name, value));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{SecretChoice, heed};
    use crate::act::Refusal;
    use crate::event::{Proposed, What};
    use serde_json::json;

    const NESTED: &str = "worker logs AKIAIOSFODNN7EXAMPLE";

    fn answer(name: &str, value: &str) -> Proposed {
        Proposed::new(What::AnswerGiven { name: name.to_owned(), value: Some(value.into()) })
    }

    fn deep() -> Proposed {
        let mut event = Proposed::new(What::Contained {});
        event.words.insert("list".to_owned(), json!([["a", { "b": [NESTED] }]]));
        event.words.insert("env".to_owned(), json!({ "db": { "password": "hunter22" } }));
        event
    }

    #[test]
    fn arrays_and_objects_are_read_at_any_depth() {
        let what = "an AWS access key and a password".to_owned();
        assert_eq!(heed(&mut [deep()], None), Err(Refusal::LooksSecret { what }));
        let mut events = [deep()];
        assert_eq!(heed(&mut events, Some(SecretChoice::Mask)), Ok(()));
        assert_eq!(events[0].words["list"], json!([["a", { "b": ["worker logs [masked]"] }]]));
        assert_eq!(events[0].words["env"], json!({ "db": { "password": "[masked]" } }));
        let mut events = [deep()];
        assert_eq!(heed(&mut events, Some(SecretChoice::Keep)), Ok(()));
        assert_eq!(events[0], deep());
    }

    #[test]
    fn a_value_in_a_body_is_asked_about_and_masked() {
        for event in [answer("service.db_password", "hunter22"), answer("service.flag", NESTED)] {
            assert!(heed(&mut [event.clone()], None).is_err(), "{event:?}");
            let mut events = [event];
            assert_eq!(heed(&mut events, Some(SecretChoice::Mask)), Ok(()));
            let What::AnswerGiven { value: Some(value), .. } = &events[0].what else { panic!() };
            assert!(value.as_str().is_some_and(|value| value.ends_with("[masked]")), "{value}");
        }
        assert_eq!(heed(&mut [answer("service.flag", "checkout_v2")], None), Ok(()));
    }
}
