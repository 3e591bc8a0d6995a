//! `role`: who takes which role.

use crate::Answer;
use crate::args::InIncident;
use crate::session::Session;
use kneeboard_core::act::Act;
use kneeboard_core::event::Role;

pub(super) fn role(
    session: &mut Session,
    role: Role,
    name: Option<String>,
    within: &InIncident,
) -> Answer {
    session.record(within, Act::RoleTaken { role, name })
}
