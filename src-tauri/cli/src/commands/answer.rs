//! `answer`: a placeholder, a condition, a key of the service or a fact.

use crate::Answer;
use crate::args::InIncident;
use crate::session::Session;
use kneeboard_core::act::Act;
use serde_json::Value;

pub(super) fn answer(
    session: &mut Session,
    name: String,
    value: String,
    within: &InIncident,
) -> Answer {
    session.record(within, Act::AnswerGiven { name, value: Value::from(value) })
}
