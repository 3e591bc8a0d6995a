//! `handover`: an incident as a file of events, and the union with one.

use crate::Answer;
use crate::args::HandoverCommand;
use crate::naming;
use crate::print::Reply;
use crate::session::Session;
use serde_json::json;

pub(super) fn run(command: HandoverCommand, session: &mut Session) -> Answer {
    match command {
        HandoverCommand::Export { file, within } => {
            let id = naming::any_incident(session, within.incident.as_deref())?;
            let handle = session.door.known(id)?.handle();
            let events = session.door.hand_over(id, &file)?;
            let path = file.display().to_string();
            let said = format!("Wrote {events} events of {handle} to {path}.\n");
            Ok(Reply::said(said, &json!({ "path": path, "handle": handle, "events": events })))
        }
        HandoverCommand::Import { file } => {
            let taken = session.door.take_in(&file)?;
            let mut said =
                format!("Took in {} new events; {} were here already.\n", taken.new, taken.known);
            if taken.forked > 0 {
                said += &format!(
                    "{} more hold a place that another event holds; both are kept, and kneeboard store check names them.\n",
                    taken.forked
                );
            }
            let mut reply = Reply::said(said, &taken);
            reply.warnings.clone_from(&taken.warnings);
            Ok(reply)
        }
    }
}
