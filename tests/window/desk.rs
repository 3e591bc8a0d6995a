//! A record made through the door, act by act on a clock of its own, for windows that show it.

use std::fs;
use std::path::{Path, PathBuf};

use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Clock, Kneeboard};
use serde_json::{Value, from_value, json};

/// The day of every desk.
const DAY: &str = "2026-11-22";

/// A sample store, its clock, and the incident that acts go to.
pub struct Desk {
    door: Kneeboard,
    clock: PathBuf,
    store: PathBuf,
    incident: Option<String>,
    acts: u64,
}

impl Desk {
    /// A new sample store in this folder, at two in the morning.
    pub fn new(folder: &Path) -> Self {
        Self::named(folder, "desk")
    }

    /// The same under another name, so that a folder can hold two.
    pub fn named(folder: &Path, name: &str) -> Self {
        let clock = folder.join(format!("{name}.clock"));
        turn(&clock, "02:00:00");
        let store = folder.join(format!("{name}.db"));
        let door = Kneeboard::new_sample_by(&store, Clock::Sample(clock.clone()), Via::Window)
            .expect("a sample store can be made");
        Self { door, clock, store, incident: None, acts: 0 }
    }

    /// Where the store lies.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// The file that the store's clock is read from.
    pub fn clock(&self) -> &Path {
        &self.clock
    }

    /// It is now this time of the day.
    pub fn at(&mut self, time: &str) -> &mut Self {
        turn(&self.clock, time);
        self
    }

    /// Keeps a service card.
    pub fn card(&mut self, service: &str, keys: &[(&str, &str)]) -> &mut Self {
        let keys = keys.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let role = kneeboard_core::event::Role::default();
        self.door.set_service(service, &keys.collect(), role).expect("the card is kept");
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
        self.acts += 1;
        // Two desks never send the same act: a store would take the second for the first again.
        let desk: u32 = self.store.to_string_lossy().bytes().map(u32::from).sum();
        let id = format!("{desk:08x}-0000-7000-8000-{:012x}", self.acts);
        let request =
            json!({ "id": id, "incident": self.incident, "role": "on_call", "act": with });
        let request = from_value(request).expect("an act as the page sends it");
        let done = self.door.act(request).unwrap_or_else(|trouble| panic!("{act}: {trouble}"));
        self.incident = Some(done.incident.to_string());
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
    pub fn decide(&mut self, choose: &str, with: Value) -> &mut Self {
        let mut with = with;
        with["choose"] = json!(choose);
        self.act("Decided", with)
    }

    /// The id of the incident that acts go to.
    pub fn incident(&self) -> String {
        self.incident.clone().expect("an incident was started")
    }

    /// Takes in what another desk recorded of its incident.
    pub fn merge(&mut self, other: &mut Self, folder: &Path) -> &mut Self {
        let file = folder.join("hand-over.jsonl");
        let incident = from_value(json!(other.incident())).expect("an incident's id");
        other.door.hand_over(incident, &file).expect("it is handed over");
        self.door.take_in(&file).expect("it is taken in");
        self.incident = Some(other.incident());
        self
    }
}

/// By way of another file, so that nobody reads half a time. The seed of the ids is the desk's
/// name: two desks never make the same id.
fn turn(clock: &Path, time: &str) {
    let fresh = clock.with_extension("fresh");
    let seed = clock.file_stem().and_then(|name| name.to_str()).expect("the clock has a name");
    fs::write(&fresh, format!("{DAY}T{time}Z {seed}\n")).expect("the clock can be written");
    fs::rename(&fresh, clock).expect("the clock can be put in place");
}
