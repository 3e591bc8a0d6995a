//! A store made through the same door as the window's, and read again when the window was used.

use std::path::Path;

use kneeboard_core::event::{Role, Via};
use kneeboard_core::id::IncidentId;
use kneeboard_core::incident::Incident;
use kneeboard_core::kneeboard::{Clock, Kneeboard, Request, ViewRequest};
use serde_json::{Value, json};

/// The shipped runbook most tests walk.
pub const NODEJS: &str = "nodejs/errors-after-release";

/// The door of a store, for what a test needs before and after.
pub struct Made {
    door: Kneeboard,
}

impl Made {
    /// A new store, or the one that is there.
    pub fn at(store: &Path) -> Self {
        Self { door: Kneeboard::open(store, Via::CommandLine).expect("the store opens") }
    }

    /// A new sample store that goes by the time in this file.
    pub fn sample(store: &Path, clock: &Path) -> Self {
        let clock = Clock::Sample(clock.to_owned());
        let door = Kneeboard::new_sample_by(store, clock, Via::CommandLine);
        Self { door: door.expect("a sample store can be made") }
    }

    /// An incident that walks these runbooks, on a service of platform kubernetes.
    pub fn incident(&mut self, title: &str, runbooks: &[&str]) -> IncidentId {
        let keys = [
            ("name", "shop-api"),
            ("stack", "nodejs"),
            ("platform", "kubernetes"),
            ("namespace", "shop"),
            ("deployment", "shop-api"),
        ];
        let keys = keys.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        self.door.set_service("shop-api", &keys, Role::OnCall).expect("the card is kept");
        self.start(json!({ "title": title, "service": "shop-api", "runbooks": runbooks }))
    }

    /// An incident that begins with what is given of an IncidentStarted.
    pub fn start(&mut self, given: Value) -> IncidentId {
        let mut act = json!({
            "act": "IncidentStarted", "title": null, "looks_like": null, "service": null,
            "stack": null, "severity": "SEV2", "runbooks": [], "started": "now", "drill": false,
        });
        act.as_object_mut().expect("an object").extend(given.as_object().expect("one").clone());
        self.record(None, act)
    }

    /// One act of this incident.
    pub fn act(&mut self, incident: IncidentId, act: Value) {
        self.record(Some(incident), act);
    }

    /// How the step of this number ends: `{"act": "StepDone", …}`, its step filled in.
    pub fn step(&mut self, incident: IncidentId, number: &str, mut act: Value) {
        let walk = self.walk(incident);
        let steps = walk["steps"].as_array().expect("steps");
        let step = steps.iter().find(|step| step["id"] == number).expect("the step is there");
        act["step"] = step["step"].clone();
        self.act(incident, act);
    }

    /// The walkthrough as the window gets it.
    pub fn walk(&mut self, incident: IncidentId) -> Value {
        self.door.view(&ViewRequest::Walk { incident }).expect("the view is made")
    }

    /// The postmortem as the window gets it.
    pub fn postmortem(&mut self, incident: IncidentId) -> Value {
        self.door.view(&ViewRequest::Postmortem { incident }).expect("the view is made")
    }

    /// The only incident of the store.
    pub fn only(&self) -> IncidentId {
        let ids = self.door.incident_ids().expect("the store is read");
        assert_eq!(ids.len(), 1);
        ids[0]
    }

    /// Every incident of the store.
    pub fn incidents(&self) -> Vec<IncidentId> {
        self.door.incident_ids().expect("the store is read")
    }

    /// The record of an incident.
    pub fn record_of(&mut self, incident: IncidentId) -> &Incident {
        self.door.incident(incident).expect("the incident is read")
    }

    /// The kinds of its events, in the order in which they were written.
    pub fn kinds(&mut self, incident: IncidentId) -> Vec<String> {
        let record = self.record_of(incident);
        let kind = |entry: usize| {
            let what = serde_json::to_value(&record.event(entry).what).expect("it serialises");
            what["kind"].as_str().expect("a kind").to_owned()
        };
        (0..record.entries().len()).map(kind).collect()
    }

    /// How many of its events are of this kind.
    pub fn count(&mut self, incident: IncidentId, kind: &str) -> usize {
        self.kinds(incident).iter().filter(|other| *other == kind).count()
    }

    /// Writes the incident to a file, for another store.
    pub fn hand_over(&mut self, incident: IncidentId, file: &Path) {
        let _ = std::fs::remove_file(file);
        self.door.hand_over(incident, file).expect("the file is written");
    }

    /// Takes in what another store has written.
    pub fn take_in(&mut self, file: &Path) {
        self.door.take_in(file).expect("the file is taken in");
    }

    fn record(&mut self, incident: Option<IncidentId>, act: Value) -> IncidentId {
        let id = self.door.fresh_act_id().expect("an id");
        let act_words = act.to_string();
        let act = serde_json::from_value(act).unwrap_or_else(|e| panic!("{act_words}: {e}"));
        let request = Request {
            id,
            incident,
            role: Role::OnCall,
            name: None,
            act,
            secret: None,
            done_at_ms: None,
        };
        self.door.act(request).unwrap_or_else(|e| panic!("{act_words}: {e}")).incident
    }
}
