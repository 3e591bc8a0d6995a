//! An incident to look at, made by the record itself as another process would.

use std::path::Path;

use kneeboard_core::event::Via;
use kneeboard_core::id::IncidentId;
use kneeboard_core::kneeboard::{Done, Kneeboard};
use serde_json::{Value, json};

/// Starts an incident in the store, by a runbook whose first steps take a value.
pub fn start(store: &Path) -> IncidentId {
    let act = json!({
        "act": "IncidentStarted", "title": "Checkout returns 500", "severity": "SEV1",
        "runbooks": ["any/roll-back-a-release"], "started": "now", "drill": false,
    });
    record(store, None, act).incident
}

/// Writes a note, as somebody at another window would.
pub fn note(store: &Path, incident: IncidentId, text: &str) {
    record(
        store,
        Some(incident),
        json!({ "act": "NoteAdded", "text": text, "note": "observation" }),
    );
}

/// Records an act through a door of its own.
pub fn record(store: &Path, incident: Option<IncidentId>, act: Value) -> Done {
    let mut kneeboard = Kneeboard::open(store, Via::Window).expect("the store opens");
    let request = json!({
        "id": uuid(), "incident": incident, "role": "on_call", "act": act, "secret": null,
    });
    let request = serde_json::from_value(request).expect("the act is one");
    kneeboard.act(request).expect("the act is recorded")
}

/// The page makes these ids; here the kernel does.
fn uuid() -> String {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/uuid").expect("Linux makes ids");
    text.trim().to_owned()
}
