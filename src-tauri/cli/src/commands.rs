//! The commands, one file a word.

mod action;
mod answer;
mod correct;
mod decide;
mod decision;
mod demo;
mod given;
mod handover;
mod incident;
mod manual;
mod note;
mod postmortem;
mod role;
mod runbook;
mod search;
mod service;
mod step;
mod store;
mod time;
mod walk;

use crate::Answer;
use crate::args::{Command, Everywhere, StandingCommand};
use crate::failure::Failure;
use crate::session::{Session, named_store};
use kneeboard_core::act::Act;
use kneeboard_core::held;
use kneeboard_core::store::behind;

/// Runs a command; only those that need a store open one.
pub fn run(command: Command, everywhere: &Everywhere) -> Answer {
    // Its files are nobody's input, whether they are open already or will be.
    let store = named_store(everywhere);
    held::claim(&behind(&store).unwrap_or(store));
    run_in(command, everywhere, &|| Session::open(everywhere))
}

/// The same with a store that is opened in another way.
fn run_in(
    command: Command,
    everywhere: &Everywhere,
    open: &dyn Fn() -> Result<Session, Failure>,
) -> Answer {
    match command {
        Command::Runbook(command) => runbook::run(command, everywhere),
        Command::Incident(command) => incident::run(command, &mut open()?),
        Command::Walk { id, within } => walk::walk(&mut open()?, id, &within),
        Command::Step(command) => step::run(command, &mut open()?),
        Command::Answer { name, value, within } => {
            answer::answer(&mut open()?, name, value, &within)
        }
        Command::Note(note) => note::note(&mut open()?, note),
        Command::Time { time, at, source, within } => {
            time::time(&mut open()?, time, at, source, &within)
        }
        Command::Role { role, name, within } => role::role(&mut open()?, role, name, &within),
        Command::Severity { severity, within } => {
            open()?.record(&within, Act::SeveritySet { severity })
        }
        Command::Hold { within } => open()?.record(&within, Act::Held {}),
        Command::Contain { text, within } => open()?.record(&within, Act::Contained { text }),
        Command::Standing(StandingCommand::Clear { n, within }) => {
            step::clear_standing(&mut open()?, n, &within)
        }
        Command::Correct(correction) => correct::correct(&mut open()?, correction),
        Command::Retract(which) => correct::retract(&mut open()?, which),
        Command::Redact(which) => correct::redact(&mut open()?, which),
        Command::Undo { within } => correct::undo(&mut open()?, &within),
        Command::Decide { facts } => decide::decide(&facts),
        Command::Decision(command) => decision::run(command, &mut open()?),
        Command::Postmortem(command) => postmortem::run(command, &mut open()?),
        Command::Action(command) => action::run(command, &mut open()?),
        Command::Service(command) => service::run(command, &mut open()?),
        Command::Search(asked) => search::search(&mut open()?, asked),
        Command::Handover(command) => handover::run(command, &mut open()?),
        Command::Store(command) => store::run(command, everywhere),
        Command::Demo { name } => demo::demo(&name, everywhere),
        Command::Man { folder } => manual::man(&folder),
        Command::Completions { shell } => manual::completions(shell),
    }
}
