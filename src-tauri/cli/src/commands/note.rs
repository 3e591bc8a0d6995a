//! `note`: what was seen, done or told; `-` keeps standard input as evidence.

use crate::Answer;
use crate::args::NoteArgs;
use crate::commands::given::standard_input;
use crate::failure::Failure;
use crate::session::Session;
use kneeboard_core::act::Act;
use kneeboard_core::secret::masked;

pub(super) fn note(session: &mut Session, note: NoteArgs) -> Answer {
    let NoteArgs { text, kind, evidence, at, within } = note;
    if let Some(address) = &evidence
        && !(address.starts_with("https://") || address.starts_with("http://"))
    {
        return Err(Failure::NotAnAddress { text: masked(address) });
    }
    let act = if text == "-" {
        Act::EvidenceAttached {
            text: Some(standard_input()?),
            url: evidence,
            name: None,
            file: None,
            bytes: None,
            media: None,
            about: None,
            at,
        }
    } else {
        Act::NoteAdded {
            text,
            note: kind.unwrap_or_default(),
            step: None,
            at,
            evidence_url: evidence,
        }
    };
    session.record(&within, act)
}
