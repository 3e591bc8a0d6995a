//! A record made act by act on a clock of its own, for windows that show it.

use std::path::{Path, PathBuf};

use kneeboard_core::id::IncidentId;
use serde_json::{Value, json};

use crate::made::{Made, SampleClock};

/// A sample store, its clock, and the incident that acts go to.
pub struct Desk {
    made: Made,
    clock: SampleClock,
    store: PathBuf,
    incident: Option<IncidentId>,
}

impl Desk {
    /// A new sample store in this folder, at two in the morning.
    pub fn new(folder: &Path) -> Self {
        Self::named(folder, "desk")
    }

    /// The same under another name, so that a folder can hold two.
    pub fn named(folder: &Path, name: &str) -> Self {
        let clock = SampleClock::at(folder, name, "02:00:00");
        let store = folder.join(format!("{name}.db"));
        Self { made: Made::sample(&store, &clock), clock, store, incident: None }
    }

    /// Where the store lies.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// The file that the store's clock is read from.
    pub fn clock(&self) -> &Path {
        self.clock.file()
    }

    /// It is now this time of the day.
    pub fn at(&mut self, time: &str) -> &mut Self {
        self.clock.turn(time);
        self
    }

    /// Keeps a service card.
    pub fn card(&mut self, service: &str, keys: &[(&str, &str)]) -> &mut Self {
        self.made.card(service, keys);
        self
    }

    /// Starts an incident; what follows is about it.
    pub fn start(&mut self, start: Value) -> &mut Self {
        self.incident = None;
        self.act("IncidentStarted", start)
    }

    /// Records an act as the page sends it.
    pub fn act(&mut self, act: &str, mut with: Value) -> &mut Self {
        with["act"] = json!(act);
        self.incident = Some(self.made.record(self.incident, with));
        self
    }

    /// Finishes the current step, so many times.
    pub fn steps(&mut self, how_many: usize) -> &mut Self {
        for _ in 0..how_many {
            self.act("StepDone", json!({ "step": null }));
        }
        self
    }

    /// Records the action that the table suggests for what was answered.
    pub fn decide(&mut self, choose: &str, mut with: Value) -> &mut Self {
        with["choose"] = json!(choose);
        self.act("Decided", with)
    }

    /// Takes in what another desk recorded of its incident.
    pub fn merge(&mut self, other: &mut Self, folder: &Path) -> &mut Self {
        let file = folder.join("hand-over.jsonl");
        let incident = other.incident.expect("an incident was started");
        other.made.hand_over(incident, &file);
        self.made.take_in(&file);
        self.incident = Some(incident);
        self
    }
}
