//! `kneeboard`: the command line. Each command is thin: parse, one call of the door, print.

mod args;
mod commands;
mod drill;
mod failure;
mod naming;
mod print;
mod session;

use args::Cli;
use clap::Parser;
use clap::error::ErrorKind;
use failure::Failure;
use print::Reply;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Whether errors are wanted as JSON must be known before the arguments are understood.
    let json = std::env::args_os().skip(1).take_while(|arg| arg != "--").any(|arg| arg == "--json");
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if asks_for_text(error.kind()) => {
            return print::shown(&error.render().to_string());
        }
        Err(error) => return print::failure(&Failure::usage(&seen_safely(error)), json),
    };
    let Cli { everywhere, command } = cli;
    match commands::run(command, &everywhere) {
        Ok(reply) => print::reply(&reply, everywhere.json, everywhere.quiet),
        Err(failure) => print::failure(&failure, everywhere.json),
    }
}

/// The same error with what was typed on one line and without hidden characters: clap repeats it.
fn seen_safely(error: clap::Error) -> clap::Error {
    let typed = std::env::args_os();
    let safe = typed.map(|arg| print::line(&arg.to_string_lossy()).into_owned());
    Cli::try_parse_from(safe).err().unwrap_or(error)
}

fn asks_for_text(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// What a command gives back.
type Answer = Result<Reply, Failure>;
