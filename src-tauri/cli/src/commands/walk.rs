//! `walk`: one more runbook in an incident.

use crate::Answer;
use crate::args::InIncident;
use crate::session::Session;
use kneeboard_core::act::Act;

pub(super) fn walk(session: &mut Session, id: String, within: &InIncident) -> Answer {
    session.record(within, Act::RunbookOpened { runbook: id, frozen: None })
}
