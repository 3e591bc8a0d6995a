//! What was given on the command line, looked at before any command runs.

use super::Cli;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};
use std::ffi::OsString;

impl Cli {
    /// The command of a line; an argument that was given and is empty is an error, as a script's
    /// variable may be that was never set.
    pub fn of_line(
        line: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    ) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(line)?;
        refuse_empty(&command, &matches)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }
}

fn refuse_empty(command: &Command, matches: &ArgMatches) -> Result<(), clap::Error> {
    if let Some(empty) = command.get_arguments().find(|arg| is_empty(arg, matches)) {
        let said = format!("{empty} is empty\n\nLeave it out, or give a value. Nothing was done.");
        return Err(command.clone().error(clap::error::ErrorKind::InvalidValue, said));
    }
    match matches
        .subcommand()
        .and_then(|(name, inner)| command.find_subcommand(name).map(|command| (command, inner)))
    {
        Some((command, inner)) => refuse_empty(command, inner),
        None => Ok(()),
    }
}

fn is_empty(arg: &Arg, matches: &ArgMatches) -> bool {
    let id = arg.get_id().as_str();
    // A command has no arguments of other commands, which clap would rather not be asked about.
    let is_given = matches.try_contains_id(id).unwrap_or_default()
        && matches.value_source(id) == Some(ValueSource::CommandLine);
    let values = if is_given { matches.get_raw(id) } else { None };
    values.into_iter().flatten().any(|value| value.to_string_lossy().trim().is_empty())
}
