//! A door in this process: a sample store with a clock that the test turns.

use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{Role, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Clock, Done, EdgeError, Kneeboard, Request, Trouble};
use serde_json::{Value, json};
use std::path::PathBuf;

pub struct Door {
    folder: tempfile::TempDir,
    pub record: Kneeboard,
    acts: u128,
}

impl Door {
    /// A door to a new store, at 02:00 on 22 November 2026.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = folder.path().join("clock");
        std::fs::write(&clock, "2026-11-22T02:00:00Z door\n").unwrap();
        let store = folder.path().join("kneeboard.db");
        let record = Kneeboard::new_sample_by(&store, Clock::Sample(clock), Via::Window).unwrap();
        Self { folder, record, acts: 0 }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Turns the clock to a time of that day, such as `02:31:00`.
    pub fn turn(&mut self, time: &str) -> &mut Self {
        std::fs::write(self.path("clock"), format!("2026-11-22T{time}Z door\n")).unwrap();
        self
    }

    /// Opens the same store again, as the next start does.
    pub fn reopen(&mut self) -> &mut Self {
        let clock = Clock::Sample(self.path("clock"));
        self.record = Kneeboard::open_by(&self.path("kneeboard.db"), clock, Via::Window).unwrap();
        self
    }

    #[track_caller]
    pub fn start(&mut self, start: Start) -> IncidentId {
        self.try_act(None, Act::IncidentStarted(start)).unwrap().incident
    }

    #[track_caller]
    pub fn act(&mut self, incident: IncidentId, act: Act) -> Done {
        self.try_act(Some(incident), act).unwrap()
    }

    pub fn try_act(&mut self, incident: Option<IncidentId>, act: Act) -> Result<Done, Trouble> {
        self.acts += 1;
        let id = ActId(uuid::Uuid::from_u128(self.acts));
        let role = Role::OnCall;
        self.record.act(Request {
            id,
            incident,
            role,
            name: None,
            act,
            secret: None,
            done_at_ms: None,
        })
    }

    /// A read model as the window receives it.
    #[track_caller]
    pub fn view(&mut self, request: Value) -> Value {
        let request = serde_json::from_value(request).unwrap();
        self.record.view(&request).unwrap()
    }

    /// A read model of one incident.
    #[track_caller]
    pub fn of(&mut self, view: &str, incident: IncidentId) -> Value {
        self.view(json!({ "view": view, "incident": incident }))
    }

    /// Sends what a page saves; the answer as the window receives it.
    pub fn save(&mut self, form: Value) -> Result<Value, EdgeError> {
        let save = serde_json::from_value(form).unwrap();
        self.record.save(&save).map(|done| json!(done)).map_err(|trouble| trouble.edge())
    }

    /// Sets one setting.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), EdgeError> {
        self.save(json!({ "save": "settings", "values": { key: value } })).map(|_| ())
    }
}
