//! `handover`: an incident as a file of events, and the union with one.

use crate::Answer;
use crate::args::HandoverCommand;
use crate::commands::given::{STANDARD_INPUT, STREAM};
use crate::naming;
use crate::print::Reply;
use crate::session::Session;
use serde_json::json;

pub(super) fn run(command: HandoverCommand, session: &mut Session) -> Answer {
    match command {
        HandoverCommand::Export { file, force, within } => {
            let id = naming::any_incident(session, within.incident.as_deref())?;
            let handle = session.door.known(id)?.handle();
            let path = file.display().to_string();
            if path == STREAM {
                let (text, events) = session.door.handed_over(id)?;
                let json =
                    json!({ "path": path, "handle": handle, "events": events, "text": text });
                return Ok(Reply::document(text, &json));
            }
            let events = session.door.hand_over_with(id, &file, force.overwrite())?;
            let said = format!("Wrote {events} events of {handle} to {path}.\n");
            Ok(Reply::said(said, &json!({ "path": path, "handle": handle, "events": events })))
        }
        HandoverCommand::Import { file } => {
            let taken = if file.as_os_str() == STREAM {
                session.door.take_in_from(STANDARD_INPUT, std::io::stdin().lock())?
            } else {
                session.door.take_in(&file)?
            };
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
