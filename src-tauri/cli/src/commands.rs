//! The commands, one file a word.

mod action;
mod answer;
mod correct;
mod decide;
mod decision;
mod demo;
mod handover;
mod incident;
pub mod manual;
mod note;
mod postmortem;
mod role;
mod runbook;
mod service;
mod step;
mod store;
mod time;
mod walk;

use crate::Answer;
use crate::args::{Command, Everywhere, StandingCommand, StoreCommand};
use crate::session::Session;
use kneeboard_core::act::Act;

/// Runs a command; only those that need a store open one.
pub fn run(command: Command, everywhere: &Everywhere) -> Answer {
    match command {
        Command::Man { folder } => manual::man(&folder),
        Command::Completions { shell } => manual::completions(shell),
        Command::Demo { name } => demo::demo(&name, everywhere),
        Command::Decide { facts } => decide::decide(&facts),
        Command::Runbook(command) => runbook::run(command, everywhere),
        Command::Store(StoreCommand::New { sample: _ }) => store::new_sample(everywhere),
        with_store => in_store(with_store, &mut Session::open(everywhere)?),
    }
}

fn in_store(command: Command, session: &mut Session) -> Answer {
    match command {
        Command::Incident(command) => incident::run(command, session),
        Command::Walk { id, within } => walk::walk(session, id, &within),
        Command::Step(command) => step::run(command, session),
        Command::Answer { name, value, within } => answer::answer(session, name, value, &within),
        Command::Note(note) => note::note(session, note),
        Command::Time { time, at, source, within } => {
            time::time(session, time, at, source, &within)
        }
        Command::Role { role, name, within } => role::role(session, role, name, &within),
        Command::Severity { severity, within } => {
            session.record(&within, Act::SeveritySet { severity })
        }
        Command::Hold { within } => session.record(&within, Act::Held {}),
        Command::Contain { text, within } => session.record(&within, Act::Contained { text }),
        Command::Standing(StandingCommand::Clear { n, within }) => {
            step::clear_standing(session, n, &within)
        }
        Command::Correct(correction) => correct::correct(session, correction),
        Command::Retract(which) => correct::retract(session, which),
        Command::Redact(which) => correct::redact(session, which),
        Command::Undo { within } => correct::undo(session, &within),
        Command::Decision(command) => decision::run(command, session),
        Command::Postmortem(command) => postmortem::run(command, session),
        Command::Action(command) => action::run(command, session),
        Command::Service(command) => service::run(command, session),
        Command::Handover(command) => handover::run(command, session),
        Command::Store(command) => store::run(command, session),
        Command::Man { folder } => manual::man(&folder),
        Command::Completions { shell } => manual::completions(shell),
        Command::Demo { .. } | Command::Decide { .. } | Command::Runbook(_) => {
            unreachable_without_store()
        }
    }
}
