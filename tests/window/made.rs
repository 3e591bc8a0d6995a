//! A store made through the same door as the window's, and read again when the window was used.

use std::fs;
use std::path::{Path, PathBuf};

use kneeboard_core::event::{Role, Via};
use kneeboard_core::id::IncidentId;
use kneeboard_core::incident::Incident;
use kneeboard_core::kneeboard::{Clock, Kneeboard, Request, ViewRequest};
use serde_json::{Value, json};

use crate::window::{Scene, Window};

/// The shipped runbook most tests walk.
pub const NODEJS: &str = "nodejs/errors-after-release";

/// The day on which sample stores live.
pub const DAY: &str = "2026-11-22";

/// The clock of a sample store: a file with the time, and the seed of the store's ids.
pub struct SampleClock {
    file: PathBuf,
    seed: String,
}

impl SampleClock {
    /// A clock in this folder that shows this time of the day. Two of different seeds never make
    /// the same id.
    pub fn at(folder: &Path, seed: &str, time: &str) -> Self {
        let clock = Self { file: folder.join(format!("{seed}.clock")), seed: seed.to_owned() };
        clock.turn(time);
        clock
    }

    /// It is now this time of the day. By way of another file, so that nobody reads half a time.
    pub fn turn(&self, time: &str) {
        let fresh = self.file.with_extension("fresh");
        fs::write(&fresh, format!("{DAY}T{time}Z {}\n", self.seed)).expect("the clock is written");
        fs::rename(&fresh, &self.file).expect("the clock is put in place");
    }

    /// The file that it is read from.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

/// A window at home, on one incident that walks the runbook for Node.js; `prepare` records what was
/// there before.
pub fn window_on(
    test: &str,
    title: &str,
    prepare: impl FnOnce(&mut Made, IncidentId),
) -> (Window, IncidentId) {
    let scene = Scene::new(test);
    let mut made = Made::at(scene.store());
    let incident = made.incident(title, &[NODEJS]);
    prepare(&mut made, incident);
    drop(made);
    (scene.open(), incident)
}

/// The store of a window that is open.
pub fn made(window: &Window) -> Made {
    Made::at(window.scene().store())
}

/// The door of a store, for what a test needs before and after.
pub struct Made {
    door: Kneeboard,
}

impl Made {
    /// A new store, or the one that is there.
    pub fn at(store: &Path) -> Self {
        Self { door: Kneeboard::open(store, Via::CommandLine).expect("the store opens") }
    }

    /// A new sample store that goes by this clock.
    pub fn sample(store: &Path, clock: &SampleClock) -> Self {
        let clock = Clock::Sample(clock.file().to_owned());
        let door = Kneeboard::new_sample_by(store, clock, Via::Window);
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
        self.card("shop-api", &keys);
        self.start(json!({ "title": title, "service": "shop-api", "runbooks": runbooks }))
    }

    /// Keeps a service card.
    pub fn card(&mut self, service: &str, keys: &[(&str, &str)]) {
        let keys = keys.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        self.door.set_service(service, &keys.collect(), Role::OnCall).expect("the card is kept");
    }

    /// Sets a setting of this machine, as another process does.
    pub fn set(&mut self, key: &str, value: &str) {
        let values = [(key.to_owned(), value.to_owned())].into();
        self.door.set_settings(&values, Role::OnCall).expect("it is set");
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

    /// One act, of this incident or of one that it starts; the incident it went to.
    pub fn record(&mut self, incident: Option<IncidentId>, act: Value) -> IncidentId {
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
