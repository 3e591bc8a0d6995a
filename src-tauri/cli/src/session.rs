//! An open store with who acts, and what every recorded act answers.

use crate::Answer;
use crate::args::{Actor, Everywhere, InIncident, Secret};
use crate::commands::given::STREAM;
use crate::failure::Failure;
use crate::naming;
use crate::print::{self, Reply};
use kneeboard_core::act::Act;
use kneeboard_core::event::Via;
use kneeboard_core::id::IncidentId;
use kneeboard_core::incident::Incident;
use kneeboard_core::kneeboard::{Done, Kneeboard, Request, SecretChoice, Trouble, default_store};
use kneeboard_core::timeline::sentence::sentence;
use std::path::{Path, PathBuf};

/// An open store with who acts.
pub struct Session {
    pub door: Kneeboard,
    pub actor: Actor,
    /// Whether the answer is printed as JSON: of a long record only one form is made.
    pub json: bool,
    secret: Option<SecretChoice>,
}

impl Session {
    /// Opens the store that was named, else the usual one, whose folder is made.
    pub fn open(everywhere: &Everywhere) -> Result<Self, Failure> {
        let mut door = Kneeboard::open(&store_path(everywhere)?, Via::CommandLine)?;
        if let Some(zone) = everywhere.zone {
            door.use_zone(zone);
        }
        if !everywhere.json && !everywhere.quiet {
            print::warnings(&what_is_missing(&door)?);
        }
        Ok(Self::with(door, everywhere))
    }

    /// The same around a door that is open already.
    pub fn with(door: Kneeboard, everywhere: &Everywhere) -> Self {
        let secret = everywhere.secret.map(|secret| match secret {
            Secret::Mask => SecretChoice::Mask,
            Secret::Keep => SecretChoice::Keep,
        });
        let actor = everywhere.actor.clone().unwrap_or_default();
        Self { door, actor, json: everywhere.json, secret }
    }

    /// Records one act in an incident, or the start of one.
    pub fn act(&mut self, incident: Option<IncidentId>, act: Act) -> Result<Done, Trouble> {
        let id = self.door.fresh_act_id()?;
        self.door.act(Request {
            id,
            incident,
            role: self.actor.role,
            name: self.actor.name.clone(),
            act,
            secret: self.secret,
            done_at_ms: None,
        })
    }

    /// Records one act in the incident that was named, and says what the record says of it.
    pub fn record(&mut self, within: &InIncident, act: Act) -> Answer {
        let id = naming::open_incident(self, within.incident.as_deref())?;
        self.record_in(id, act)
    }

    /// The same for what stays open after a closing: the incident that was closed last will do.
    pub fn record_late(&mut self, within: &InIncident, act: Act) -> Answer {
        let id = naming::any_incident(self, within.incident.as_deref())?;
        self.record_late_in(id, within, act)
    }

    /// The same in an incident that is known; where nobody named it, a closed one is said.
    pub fn record_late_in(&mut self, id: IncidentId, within: &InIncident, act: Act) -> Answer {
        let mut reply = self.record_in(id, act)?;
        let incident = self.door.incident(id)?;
        if within.incident.is_none() && !incident.is_open() {
            reply.said += &format!("Recorded in {}, which is closed.\n", incident.handle());
        }
        Ok(reply)
    }

    /// The same in an incident that is known.
    pub fn record_in(&mut self, id: IncidentId, act: Act) -> Answer {
        let done = self.act(Some(id), act)?;
        self.told(&done)
    }

    /// What was recorded, a line an event: its short id, its time with the day where that isn't today,
    /// its sentence.
    pub fn told(&mut self, done: &Done) -> Answer {
        let today = self.door.now()?.at.date();
        let incident = self.door.incident(done.incident)?;
        let lines: String = done
            .events
            .iter()
            .filter_map(|event| {
                let index = incident.index_of(*event)?;
                let at = incident.orders_at(index);
                let at = if at.date() == today { at.clock() } else { at.written() };
                Some(format!("{}  {at}  {}\n", event.short(), told(incident, index)))
            })
            .collect();
        let mut reply = Reply::said(lines, done);
        reply.warnings.clone_from(&done.warnings);
        Ok(reply)
    }
}

fn what_is_missing(door: &Kneeboard) -> Result<Vec<String>, Trouble> {
    let events = match door.missing()?.len() {
        0 => return Ok(Vec::new()),
        1 => "1 event that this machine recorded is".to_owned(),
        n => format!("{n} events that this machine recorded are"),
    };
    Ok(vec![format!("{events} missing from the store. Run kneeboard store check.")])
}

fn told(incident: &Incident, index: usize) -> String {
    let words = sentence(incident, index);
    let mut lines = words.lines();
    let first = lines.next().unwrap_or_default();
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}

/// Refuses `-` where what is read or written is no stream.
pub fn refuse_stream(
    path: &Path,
    what: &'static str,
    instead: &'static str,
) -> Result<(), Failure> {
    match path.as_os_str() == STREAM {
        true => Err(Failure::NoStream { what, instead }),
        false => Ok(()),
    }
}

/// The store's path: named, else the usual one.
pub fn store_path(everywhere: &Everywhere) -> Result<PathBuf, Failure> {
    if let Some(path) = everywhere.store.as_ref().filter(|path| !path.as_os_str().is_empty()) {
        refuse_stream(path, "A store is a database, not a stream.", "Name its file with --store.")?;
        return Ok(path.clone());
    }
    let path = default_store();
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| Trouble::File {
            path: folder.display().to_string(),
            why: error.to_string(),
        })?;
    }
    Ok(path)
}
