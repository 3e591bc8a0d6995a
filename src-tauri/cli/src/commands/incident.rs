//! `incident`: its life, what stands in it, and its timeline.

mod show;
mod timeline;

use crate::Answer;
use crate::args::{IncidentCommand, StartArgs, Which};
use crate::naming;
use crate::print::{Reply, line, table};
use crate::session::Session;
use kneeboard_core::act::{Act, Start};
use kneeboard_core::kneeboard::{Trouble, ViewRequest};

pub(super) fn run(command: IncidentCommand, session: &mut Session) -> Answer {
    match command {
        IncidentCommand::Start(start) => begin(session, start),
        IncidentCommand::List => list(session),
        IncidentCommand::Show(which) => show::show(session, &which),
        IncidentCommand::Steps(which) => show::steps(session, &which),
        IncidentCommand::Timeline { which, format } => timeline::timeline(session, &which, format),
        IncidentCommand::Close { which, note } => close(session, &which, note),
        IncidentCommand::Reopen { which, reason } => {
            let id = naming::any_incident(session, which.name())?;
            session.record_in(id, Act::Reopened { reason })
        }
        IncidentCommand::Title { title, within } => {
            session.record(&within, Act::TitleSet { title })
        }
    }
}

/// The handle stands alone on the last line, for scripts.
fn begin(session: &mut Session, start: StartArgs) -> Answer {
    let StartArgs { title, runbooks, service, severity, started, drill } = start;
    if let Some(service) = &service {
        session.door.service(service)?;
    }
    let start = Start { title, service, severity, runbooks, started, drill, ..Start::default() };
    let done = session.act(None, Act::IncidentStarted(start))?;
    let mut reply = session.told(&done)?;
    reply.shown = format!("{}\n", line(&done.handle));
    Ok(reply)
}

fn close(session: &mut Session, which: &Which, note: Option<String>) -> Answer {
    let id = naming::open_incident(session, which.name())?;
    let mut reply = session.record_in(id, Act::Closed { note })?;
    let today = session.door.now()?.at.date();
    // The record is safe without it; a backup that fails is said and undoes nothing.
    if let Err(error) = session.door.store().backup_again(today) {
        reply.warnings.push(format!("Closed, but no backup was made: {error}"));
    }
    Ok(reply)
}

fn list(session: &mut Session) -> Answer {
    let json = session.door.view(&ViewRequest::Incidents)?;
    let mut rows = session.door.store().incidents().map_err(Trouble::from)?;
    if rows.is_empty() {
        let none = "No incident yet. Start one with kneeboard incident start.\n";
        return Ok(Reply::shown(none, &json));
    }
    rows.sort_by_key(|row| (row.status != "open", std::cmp::Reverse(row.opened_ms)));
    let mut lines =
        vec![["HANDLE", "STATUS", "SEVERITY", "DECIDED", "TITLE"].map(str::to_owned).to_vec()];
    lines.extend(rows.into_iter().map(|row| {
        let drill = if row.drill { " (drill)" } else { "" };
        vec![
            row.handle,
            row.status,
            row.severity.unwrap_or_else(|| "-".to_owned()),
            row.decided.unwrap_or_else(|| "-".to_owned()),
            row.title + drill,
        ]
    }));
    Ok(Reply::shown(table(&lines), &json))
}
