//! `runbook`: the library, and the rules a runbook is held to.

mod lint;

use crate::Answer;
use crate::args::{Everywhere, RunbookCommand};
use crate::print::{Reply, table};
use crate::session::Session;
use kneeboard_core::kneeboard::{Kneeboard, Trouble};
use kneeboard_core::view::runbooks::{RunbookLine, line, runbook};

pub(super) fn run(command: RunbookCommand, everywhere: &Everywhere) -> Answer {
    match command {
        RunbookCommand::List { stack } => list(&Session::open(everywhere)?.door, stack.as_deref()),
        RunbookCommand::Show { id, rev } => show(&Session::open(everywhere)?.door, &id, rev),
        RunbookCommand::Lint { paths, on } => lint::lint(&paths, on),
    }
}

fn list(door: &Kneeboard, stack: Option<&str>) -> Answer {
    let lines: Vec<RunbookLine> = door
        .runbooks()?
        .iter()
        .map(|kept| line(&kept.runbook, &kept.problems))
        .filter(|line| stack.is_none_or(|stack| line.stack == stack))
        .collect();
    if lines.is_empty() {
        return Ok(Reply::shown("No runbook of this stack.\n", &lines));
    }
    let mut rows = vec![["ID", "STACK", "STEPS", "TITLE"].map(str::to_owned).to_vec()];
    rows.extend(lines.iter().map(|line| {
        vec![line.id.clone(), line.stack.clone(), line.steps.to_string(), line.title.clone()]
    }));
    Ok(Reply::shown(table(&rows), &lines))
}

fn show(door: &Kneeboard, id: &str, rev: Option<usize>) -> Answer {
    let kept = door.runbook(id)?;
    // What is shipped has one revision; a team's own edits would be the later ones.
    if let Some(rev) = rev.filter(|rev| *rev != 1) {
        return Err(Trouble::NoSuch {
            what: "revision",
            name: format!("{rev} of {id}"),
            instead: "It has revision 1 only.",
        }
        .into());
    }
    let text = kept.text.clone();
    Ok(Reply::shown(
        text,
        &runbook(&kept.runbook, &kept.problems, &kept.text, kept.revision, kept.origin),
    ))
}
