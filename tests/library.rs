//! The library: what a team changes stays as it was typed, and nobody writes over anybody.

mod colleagues;
mod drafts;
mod inputs;
mod merging;
mod redlines;
mod revisions;
mod shelf;
mod texts;
mod two_desks;
mod updates;

use crate::support::door::Door;
use kneeboard_core::runbook::shipped;
use serde_json::{Value, json};

const ID: &str = "nodejs/errors-after-release";

/// Sends a runbook's text.
fn save(door: &mut Door, id: &str, text: &str, base: Option<&str>, reason: &str) -> Value {
    try_save(door, id, text, base, reason).unwrap()
}

fn try_save(
    door: &mut Door,
    id: &str,
    text: &str,
    base: Option<&str>,
    reason: &str,
) -> Result<Value, kneeboard_core::kneeboard::EdgeError> {
    let sent = json!({ "save": "runbook", "id": id, "text": text, "base": base, "reason": reason });
    door.save(sent)
}

fn edit(door: &mut Door, id: &str) -> Value {
    door.view(json!({ "view": "edit", "id": id }))
}

fn shipped_text(id: &str) -> &'static str {
    shipped::all().iter().find(|shipped| shipped.id == id).unwrap().text
}

/// Changes a runbook's text behind what is newest.
fn change(door: &mut Door, id: &str, reason: &str, changed: impl Fn(&str) -> String) -> Value {
    let now = edit(door, id);
    let text = changed(now["text"].as_str().unwrap());
    save(door, id, &text, now["revision"].as_str(), reason)
}
