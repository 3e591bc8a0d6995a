//! `runbook`: the library, its revisions, and the rules a runbook is held to.

mod exchange;
pub(super) mod diff;
mod lint;
pub(super) mod revisions;

use crate::Answer;
use crate::args::{Everywhere, RunbookCommand};
use crate::print::{Reply, table};
use crate::session::Session;
use kneeboard_core::kneeboard::Kneeboard;
use kneeboard_core::view::runbooks::{RunbookLine, runbook};

pub(super) fn run(command: RunbookCommand, everywhere: &Everywhere) -> Answer {
    let open = || Session::open(everywhere);
    match command {
        RunbookCommand::Import { paths, plan, others } => {
            exchange::import(&paths, plan, others, everywhere)
        }
        RunbookCommand::Export { folder } => exchange::export(&folder, everywhere),
        RunbookCommand::List { stack } => list(&mut open()?.door, stack.as_deref()),
        RunbookCommand::Show { id, rev } => show(&mut open()?.door, &id, rev.as_deref()),
        RunbookCommand::Save(save) => revisions::save(&mut open()?, save),
        RunbookCommand::History { id } => revisions::history(&mut open()?.door, id),
        RunbookCommand::Diff { id, a, b } => diff::diff(&mut open()?.door, id, a, b),
        RunbookCommand::Restore { id, n } => revisions::restore(&mut open()?, &id, n),
        RunbookCommand::Levels { file: None, .. } => lint::levels(&open()?.door),
        RunbookCommand::Levels { file: Some(file), reason } => {
            lint::set_levels(&mut open()?, &file, reason)
        }
        RunbookCommand::Lint { paths, on } if paths.is_empty() => lint::library(&open()?.door, on),
        RunbookCommand::Lint { paths, on } => lint::files(&paths, on),
    }
}

fn list(door: &mut Kneeboard, stack: Option<&str>) -> Answer {
    let marked = door.open_redlines()?;
    let lines: Vec<RunbookLine> = door
        .listed()?
        .iter()
        .map(|one| RunbookLine {
            redlines: marked.get(&one.line.id).copied().unwrap_or_default(),
            ..one.line.clone()
        })
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

fn show(door: &mut Kneeboard, id: &str, rev: Option<&str>) -> Answer {
    let kept = match rev {
        Some(rev) => door.runbook_at(id, rev)?,
        None => door.runbook(id)?,
    };
    let mut view =
        runbook(&kept.runbook, &kept.problems, &kept.text, kept.revision.clone(), kept.origin);
    view.line.redlines = door.open_redlines()?.get(id).copied().unwrap_or_default();
    Ok(Reply::document(kept.text, &view))
}
