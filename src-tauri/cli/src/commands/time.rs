//! `time`: the key times, which stay open after closing.

use crate::Answer;
use crate::args::InIncident;
use crate::session::Session;
use kneeboard_core::act::Act;
use kneeboard_core::event::{DetectionSource, KeyTime};

pub(super) fn time(
    session: &mut Session,
    time: KeyTime,
    at: String,
    source: Option<DetectionSource>,
    within: &InIncident,
) -> Answer {
    session.record_late(within, Act::TimeSet { time, at, source, note: None })
}
