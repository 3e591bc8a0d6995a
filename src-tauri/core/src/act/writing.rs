//! Notes, corrections, and everything a person adds to the postmortem.

use super::{Act, Refusal, Scene, known, time, wanted};
use crate::event::{NoteKind, Proposed, Section, StepRef, What};
use crate::id::EventId;
use crate::incident::Incident;
use crate::moment::{parse_at, parse_due};

pub(super) fn note(
    incident: &Incident,
    text: &str,
    note: NoteKind,
    step: Option<&StepRef>,
    at: Option<&str>,
    evidence_url: Option<&str>,
    scene: &Scene<'_>,
) -> Result<Vec<Proposed>, Refusal> {
    let text = wanted(text, "the note's text")?;
    if let Some(StepRef::Planned { opened: id, .. } | StepRef::Added { added: id }) = step {
        known(incident, *id)?;
    }
    let at = time(at, scene)?;
    let what = What::NoteAdded { note, step: step.copied() };
    Ok(vec![Proposed::new(what).at(at).said("text", Some(text)).said("url", evidence_url)])
}

pub(super) fn correct(
    incident: &Incident,
    target: EventId,
    at: Option<&str>,
    text: Option<&str>,
    override_reason: Option<&str>,
    scene: &Scene<'_>,
) -> Result<Vec<Proposed>, Refusal> {
    let what = &incident.event(known(incident, target)?).what;
    if at.is_none() && text.is_none() && override_reason.is_none() {
        return Err(Refusal::Missing { what: "a time or a text" });
    }
    // Nobody would ever see the new words.
    if (text.is_some() || override_reason.is_some()) && incident.is_erased(target) {
        return Err(Refusal::CorrectsErased);
    }
    let to = at.map(|at| parse_at(at, &scene.now)).transpose()?;
    let mut event = Proposed::new(What::Corrected { target, to });
    if let Some(text) = text {
        let field = main_field(what).ok_or(Refusal::NothingToCorrect { field: "text" })?;
        event = event.said(field, Some(wanted(text, "the corrected text")?));
    }
    if override_reason.is_some() {
        if !matches!(what, What::Decided(_)) {
            return Err(Refusal::NothingToCorrect { field: "override" });
        }
        event = event.said("override", override_reason);
    }
    Ok(vec![event])
}

/// The field of words that a corrected text replaces, by kind.
fn main_field(what: &What) -> Option<&'static str> {
    match what {
        What::IncidentStarted { .. } | What::TitleSet {} | What::IncidentLinked { .. } => {
            Some("title")
        }
        What::StepDone { .. } => Some("value"),
        What::StepFailed { .. }
        | What::TimeSet { .. }
        | What::ReachSeen { .. }
        | What::Compared { .. }
        | What::StandingCleared { .. }
        | What::Closed {}
        | What::StatusSet { .. } => Some("note"),
        What::StepSkipped { .. }
        | What::StepNotApplicable { .. }
        | What::StepDeferred { .. }
        | What::StepBlocked { .. }
        | What::Retracted { .. }
        | What::Redacted { .. }
        | What::Reopened {}
        | What::FindingDismissed { .. } => Some("reason"),
        What::StepAdded { .. }
        | What::StepRedlined { .. }
        | What::NoteAdded { .. }
        | What::EvidenceAttached { .. }
        | What::Contained {}
        | What::UpdateSent { .. }
        | What::Corrected { .. }
        | What::SectionWritten { .. }
        | What::FactorAdded { .. }
        | What::FactorChanged { .. }
        | What::ActionAdded { .. }
        | What::ActionChanged { .. } => Some("text"),
        What::RoleTaken { .. } | What::OwnerSet { .. } => Some("name"),
        What::Decided(_) => Some("why"),
        What::OutcomeSeen { .. } => Some("reading"),
        What::AnswerGiven { value: None, .. } => Some("value"),
        What::AnswerGiven { value: Some(_), .. }
        | What::RunbookOpened { .. }
        | What::Held { .. }
        | What::SeveritySet { .. }
        | What::ClockMuted { .. }
        | What::ClockJumped { .. }
        | What::CollaboratorsSet { .. }
        | What::Exported { .. }
        | What::Newer { .. } => None,
    }
}

pub(super) fn section(
    incident: &Incident,
    section: Section,
    text: &str,
    base: Option<&[EventId]>,
) -> Result<Vec<Proposed>, Refusal> {
    if !section.is_written() {
        return Err(Refusal::derived(section));
    }
    let standing =
        || incident.section_events(section).iter().map(|at| incident.event(*at).id).collect();
    let base = base.map_or_else(standing, <[EventId]>::to_vec);
    let what = What::SectionWritten { section, base };
    let mut event = Proposed::new(what);
    // An emptied section is a text too: the derived draft shows again.
    event.words.insert("text".to_owned(), text.into());
    Ok(vec![event])
}

pub(super) fn action(incident: &Incident, act: &Act) -> Result<Vec<Proposed>, Refusal> {
    let due = |due: &Option<String>| {
        due.as_deref().map(|text| parse_due(text).map(|date| date.to_string())).transpose()
    };
    let event = match act {
        Act::ActionAdded { text, kind, owner, due: by, done_when, link } => {
            Proposed::new(What::ActionAdded { action: *kind, due: due(by)? })
                .said("text", Some(wanted(text, "what is to be done")?))
                .said("owner", owner.as_deref())
                .said("done_when", done_when.as_deref())
                .said("link", link.as_deref())
        }
        Act::ActionChanged {
            target,
            text,
            kind,
            owner,
            due: by,
            done_when,
            link,
            status,
            note,
        } => {
            let index = known(incident, *target)?;
            if !matches!(incident.event(index).what, What::ActionAdded { .. }) {
                return Err(Refusal::NoSuchEvent { id: target.short() });
            }
            let what = What::ActionChanged {
                target: *target,
                action: *kind,
                due: due(by)?,
                status: *status,
            };
            Proposed::new(what)
                .said("text", text.as_deref())
                .said("owner", owner.as_deref())
                .said("done_when", done_when.as_deref())
                .said("link", link.as_deref())
                .said("note", note.as_deref())
        }
        _ => return Err(Refusal::Missing { what: "what is to be done" }),
    };
    Ok(vec![event])
}

impl Section {
    /// Every section in the document's order.
    pub const ALL: [Self; 14] = [
        Self::Header,
        Self::Summary,
        Self::Impact,
        Self::Times,
        Self::Background,
        Self::Timeline,
        Self::Decisions,
        Self::Factors,
        Self::Response,
        Self::Lessons,
        Self::Actions,
        Self::Similar,
        Self::Outside,
        Self::Appendix,
    ];

    /// The word on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Summary => "summary",
            Self::Impact => "impact",
            Self::Times => "times",
            Self::Background => "background",
            Self::Timeline => "timeline",
            Self::Decisions => "decisions",
            Self::Factors => "factors",
            Self::Response => "response",
            Self::Lessons => "lessons",
            Self::Actions => "actions",
            Self::Similar => "similar",
            Self::Outside => "outside",
            Self::Appendix => "appendix",
        }
    }

    /// Whether people write it; the others are derived from the record.
    pub fn is_written(&self) -> bool {
        match self {
            Self::Summary
            | Self::Impact
            | Self::Background
            | Self::Factors
            | Self::Response
            | Self::Lessons
            | Self::Actions
            | Self::Outside => true,
            Self::Header
            | Self::Times
            | Self::Timeline
            | Self::Decisions
            | Self::Similar
            | Self::Appendix => false,
        }
    }
}
