//! The record in the order in which things took place, a sentence each.

pub mod sentence;

use crate::decision::Fact;
use crate::event::{KeyTime, Role, What};
use crate::incident::{Incident, Mark, StepNow};
use crate::moment::{Moment, When};
use serde::Serialize;
use std::collections::HashMap;

/// One entry of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its number in timeline order, from 1; printed as `E1`.
    pub n: usize,
    /// The short id of its event; for JSON and the command line, never in documents.
    pub id: String,
    /// Its place in replay order, as `Incident::entry` takes it.
    #[serde(skip)]
    pub index: usize,
    /// The released name of its kind.
    pub kind: String,
    /// The kind in a word or two, for people.
    pub label: &'static str,
    /// When it took place, as far as that is known.
    pub happened_at: When,
    /// When it was written down.
    pub recorded_at: Moment,
    /// Who wrote it down.
    pub role: Role,
    /// The name that was given with it; only where names are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The sentence, unescaped.
    pub text: String,
    /// What it rests on: addresses, names of files, the source of detection.
    pub evidence: Option<String>,
    /// How it stands, where that is not plain: `taken back`, `corrected`.
    pub marks: Vec<String>,
    /// Whether it belongs to the timeline of the document; the appendix holds every row.
    pub in_document: bool,
}

impl Row {
    /// `E7`.
    pub fn number(&self) -> String {
        format!("E{}", self.n)
    }
}

/// Every entry in timeline order: by when it took place (a range by its start, a day by its
/// midnight, unknown by its recording), then by counter.
pub fn rows(incident: &Incident) -> Vec<Row> {
    rows_of(incident, numbered(incident))
}

/// The same with the names that were given.
pub fn rows_with_names(incident: &Incident) -> Vec<Row> {
    let mut rows = rows(incident);
    for row in &mut rows {
        row.name = incident.acted_by(row.index).map(str::to_owned);
    }
    rows
}

/// The number and the place of every entry that the document tells, in timeline order.
pub(crate) fn told(incident: &Incident) -> Vec<(usize, usize)> {
    numbered(incident).filter(|(_, index)| is_in_document(incident, *index)).collect()
}

/// The rows of entries that [`told`] named: a long timeline is put into words a page at a time.
pub(crate) fn rows_of(
    incident: &Incident,
    entries: impl IntoIterator<Item = (usize, usize)>,
) -> Vec<Row> {
    let attached = attached(incident);
    entries.into_iter().map(|(n, index)| row(incident, index, n, &attached)).collect()
}

fn numbered(incident: &Incident) -> impl Iterator<Item = (usize, usize)> {
    let mut order: Vec<usize> = (0..incident.entries().len()).collect();
    order.sort_by_cached_key(|index| {
        (incident.orders_at(*index).ms(), incident.event(*index).counter, *index)
    });
    order.into_iter().enumerate().map(|(at, index)| (at + 1, index))
}

fn row(incident: &Incident, index: usize, n: usize, attached: &HashMap<usize, Vec<usize>>) -> Row {
    let event = incident.event(index);
    Row {
        n,
        id: event.id.short(),
        index,
        kind: event.what.kind(),
        label: sentence::label(&event.what),
        happened_at: incident.happened_at(index),
        recorded_at: event.recorded_at,
        role: event.role,
        name: None,
        text: sentence::sentence(incident, index),
        evidence: evidence(incident, index, attached),
        marks: marks(incident, index),
        in_document: is_in_document(incident, index),
    }
}

/// Which evidence was attached to which entry.
fn attached(incident: &Incident) -> HashMap<usize, Vec<usize>> {
    let mut attached: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, entry) in incident.entries().iter().enumerate() {
        if let What::EvidenceAttached { about: Some(about), .. } = entry.event.what
            && counts(&entry.mark)
            && let Some(target) = incident.index_of(about)
        {
            attached.entry(target).or_default().push(index);
        }
    }
    attached
}

fn evidence(
    incident: &Incident,
    index: usize,
    attached: &HashMap<usize, Vec<usize>>,
) -> Option<String> {
    let own = match &incident.event(index).what {
        What::EvidenceAttached { media, .. } => named_evidence(incident, index, media.as_deref()),
        What::NoteAdded { .. } => incident.text(index, "url").map(|url| address(&url)),
        What::TimeSet { time: KeyTime::Detected, source: Some(source) } => {
            Some(sentence::source_words(*source).to_owned())
        }
        What::OutcomeSeen { .. } => incident.text(index, "reading").map(|_| "reading".to_owned()),
        What::StepDone { .. } => incident.text(index, "value").map(|_| "recorded value".to_owned()),
        What::Compared { .. } => Some("counts".to_owned()),
        _ => None,
    };
    let others = attached.get(&index).into_iter().flatten().filter_map(|at| {
        match &incident.event(*at).what {
            What::EvidenceAttached { media, .. } => named_evidence(incident, *at, media.as_deref()),
            _ => None,
        }
    });
    let all: Vec<String> = own.into_iter().chain(others).filter(|text| !is_blank(text)).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn named_evidence(incident: &Incident, index: usize, media: Option<&str>) -> Option<String> {
    let said = |field: &str| incident.text(index, field).filter(|text| !text.trim().is_empty());
    said("url")
        .map(|url| address(&url))
        .or_else(|| said("name").map(|name| without_folders(&name)))
        .or_else(|| said("text").map(|_| "text as written".to_owned()))
        .or_else(|| media.map(|media| format!("a file ({media})")))
        .or_else(|| Some("a file".to_owned()))
}

// Removed words say so in the sentence already.
fn is_blank(text: &str) -> bool {
    text.trim().is_empty() || text.starts_with("[removed")
}

fn address(url: &str) -> String {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if is_web { url.to_owned() } else { without_folders(url) }
}

// What lies on somebody's machine is named by its last part: no document prints a path.
fn without_folders(path: &str) -> String {
    path.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default().to_owned()
}

/// Whether an entry counts: neither taken back nor without effect.
pub(crate) fn counts(mark: &Mark) -> bool {
    match mark {
        Mark::Stands | Mark::AfterClosing | Mark::RecordedElsewhere => true,
        Mark::Retracted(_) | Mark::NotApplied(_) => false,
    }
}

fn marks(incident: &Incident, index: usize) -> Vec<String> {
    let entry = incident.entry(index);
    let mut marks = Vec::new();
    match &entry.mark {
        Mark::Stands => {}
        Mark::Retracted(_) => marks.push("taken back".to_owned()),
        Mark::AfterClosing => marks.push("recorded after closing".to_owned()),
        Mark::RecordedElsewhere => {
            marks.push("recorded elsewhere, before the closing was known".to_owned());
        }
        Mark::NotApplied(why) => marks.push(format!("does not apply: {why}")),
    }
    let corrected = incident.corrections_of(entry.event.id).iter();
    if corrected.clone().any(|at| counts(&incident.entry(*at).mark))
        && !matches!(entry.event.what, What::Corrected { .. })
    {
        marks.push("corrected".to_owned());
    }
    if let Some(step) = entry.event.what.outcome_of()
        && let Some(beside) = incident.outcome_beside(&step)
        && (beside == index || incident.standing_outcome(&step) == Some(index))
    {
        marks.push("recorded beside another outcome of the same step".to_owned());
    }
    if is_replaced(incident, index) {
        marks.push("replaced by a later entry".to_owned());
    }
    marks
}

/// A key time that was given anew, or an outcome of a step that another has taken the place of.
fn is_replaced(incident: &Incident, index: usize) -> bool {
    if !counts(&incident.entry(index).mark) {
        return false;
    }
    match &incident.event(index).what {
        What::TimeSet { time, .. } => {
            incident.key_time(*time).is_some_and(|standing| standing.index != index)
        }
        _ => false,
    }
}

/// The timeline tells the response; answers, corrections and the postmortem's own acts stand in
/// the full record.
fn is_in_document(incident: &Incident, index: usize) -> bool {
    let entry = incident.entry(index);
    if !counts(&entry.mark) || is_replaced(incident, index) {
        return false;
    }
    match &entry.event.what {
        What::TimeSet { time: KeyTime::Declared, .. } => !is_told_by_the_start(incident, index),
        What::AnswerGiven { name, .. } => !Fact::ALL.iter().any(|fact| fact.name() == name),
        What::EvidenceAttached { about, .. } => {
            about.and_then(|about| incident.index_of(about)).is_none()
        }
        What::StepNotApplicable { step, .. } => incident.step_now(step) == StepNow::NotApplicable,
        What::IncidentStarted { .. }
        | What::RunbookOpened { .. }
        | What::StepDone { .. }
        | What::StepFailed { .. }
        | What::StepSkipped { .. }
        | What::StepDeferred { .. }
        | What::StepBlocked { .. }
        | What::StepAdded { .. }
        | What::StepRedlined { .. }
        | What::Held { .. }
        | What::NoteAdded { .. }
        | What::TimeSet { .. }
        | What::RoleTaken { .. }
        | What::SeveritySet { .. }
        | What::Contained {}
        | What::Decided(_)
        | What::OutcomeSeen { .. }
        | What::ReachSeen { .. }
        | What::Compared { .. }
        | What::UpdateSent { .. }
        | What::StandingCleared { .. }
        | What::ClockMuted { .. }
        | What::Closed {}
        | What::Reopened {}
        | What::Newer { .. } => true,
        What::TitleSet {}
        | What::ClockJumped { .. }
        | What::Corrected { .. }
        | What::Retracted { .. }
        | What::Redacted { .. }
        | What::SectionWritten { .. }
        | What::FactorAdded { .. }
        | What::FactorChanged { .. }
        | What::ActionAdded { .. }
        | What::ActionChanged { .. }
        | What::IncidentLinked { .. }
        | What::OwnerSet { .. }
        | What::CollaboratorsSet { .. }
        | What::FindingDismissed { .. }
        | What::StatusSet { .. }
        | What::Exported { .. } => false,
    }
}

// `declared` is set by the start itself: two rows would tell one thing.
fn is_told_by_the_start(incident: &Incident, index: usize) -> bool {
    let event = incident.event(index);
    incident.act_events(event.act).iter().any(|at| {
        matches!(incident.event(*at).what, What::IncidentStarted { .. })
            && incident.orders_at(*at) == incident.orders_at(index)
    })
}
