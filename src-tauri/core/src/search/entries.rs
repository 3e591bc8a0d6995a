//! What is indexed: a document with its title, and its passages with their places.

use super::{BETWEEN, Kind, Place};
use crate::event::{Section, What};
use crate::incident::{Entry as Recorded, Incident, Mark};
use crate::markdown::{self, Block, plain_lines};
use crate::runbook::{Label, PhaseText, Runbook, RunbookKind, Step, body};
use crate::service::{self, Card};
use crate::timeline::sentence::{capital, label, plain_value};
use serde_json::Value;
use std::collections::BTreeMap;

/// A document as an index holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// The runbook, reference or service; the id of the incident.
    pub id: String,
    /// What a command calls it: that id, or the incident's handle.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its other names: its id, stack and kinds, or handle and service.
    pub names: String,
    /// Its text, piece by piece.
    pub passages: Vec<Passage>,
}

/// A piece of a document, and where it stands; no place is the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    #[allow(missing_docs)]
    pub place: Option<Place>,
    #[allow(missing_docs)]
    pub text: String,
}

impl Entry {
    fn new(kind: Kind, id: &str, title: &str) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            name: id.to_owned(),
            title: without_controls(title),
            names: without_controls(id),
            passages: Vec::new(),
        }
    }

    /// Keeps pieces of a place as one passage; where nothing is said there, none.
    fn add(&mut self, place: Option<Place>, pieces: impl IntoIterator<Item = String>) {
        let pieces: Vec<String> = pieces
            .into_iter()
            .map(|piece| without_controls(piece.trim()))
            .filter(|piece| !piece.is_empty())
            .collect();
        if !pieces.is_empty() {
            self.passages.push(Passage { place, text: pieces.join(" · ") });
        }
    }

    /// The passages as one text, as [`Hit::of`](super::Hit::of) takes it apart.
    pub fn body(&self) -> String {
        let texts: Vec<&str> = self.passages.iter().map(|passage| passage.text.as_str()).collect();
        texts.join(&BETWEEN.to_string())
    }

    /// The places of the passages, a line of JSON each: of all of them a hit reads one.
    pub fn places(&self) -> String {
        let place = |passage: &Passage| serde_json::to_string(&passage.place).unwrap_or_default();
        self.passages.iter().map(place).collect::<Vec<_>>().join("\n")
    }
}

/// A runbook: what it looks like, its steps with their commands, and what stands beside them; or a
/// document that is only read.
pub fn runbook(runbook: &Runbook) -> Entry {
    if runbook.kind == RunbookKind::Reference {
        return reference(runbook);
    }
    let mut entry = Entry::new(Kind::Runbook, &runbook.id, &runbook.title);
    entry.names = format!("{} {} {}", runbook.id, runbook.stack, runbook.kinds.join(" "));
    entry.add(None, runbook.looks_like.iter().cloned());
    entry.add(None, plain_lines(&runbook.intro));
    let mut said = BTreeMap::new();
    for phase in &runbook.phases {
        add_phase(&mut entry, phase, &mut said);
    }
    for section in &runbook.reference {
        entry.add(headed(&section.heading), plain_lines(&section.text));
    }
    entry
}

/// `said` counts the steps of each wording, so that of two alike each is found by itself.
fn add_phase(entry: &mut Entry, phase: &PhaseText, said: &mut BTreeMap<String, u32>) {
    entry.add(headed(&phase.heading), plain_lines(&phase.text));
    for step in &phase.steps {
        add_step(entry, &phase.heading, step, said);
    }
    for branch in phase.branches.iter().filter(|branch| !branch.built_in) {
        entry.add(headed(&branch.heading), plain_lines(&branch.text));
        for step in &branch.steps {
            add_step(entry, &branch.heading, step, said);
        }
    }
}

fn add_step(entry: &mut Entry, heading: &str, step: &Step, said: &mut BTreeMap<String, u32>) {
    let planned = &step.planned;
    let alike = said.entry(planned.action.clone()).or_default();
    let nth = *alike;
    *alike += 1;
    let place = Place::Step {
        step: planned.place,
        nth,
        action: planned.action.clone(),
        words: format!("{heading}, step {}", planned.place),
    };
    let mut said = vec![planned.action.clone()];
    said.extend(planned.commands.iter().map(|command| command.text.clone()));
    let labelled = [
        (Label::Why, &planned.why),
        (Label::Record, &planned.record.as_ref().map(|record| record.label.clone())),
        (Label::Expect, &planned.expect),
        (Label::IfNot, &planned.if_not.as_ref().map(|if_not| if_not.text.clone())),
        (Label::Caution, &planned.caution),
        (Label::Undo, &planned.undo),
        (Label::Leaves, &planned.leaves),
        (Label::Role, &planned.role),
    ];
    for (label, text) in labelled {
        said.extend(text.as_ref().map(|text| format!("{}: {text}", label.title())));
    }
    said.extend(planned.detail.iter().cloned());
    entry.add(Some(place), said);
}

/// A document that is kept beside the runbooks and read, section by section.
fn reference(document: &Runbook) -> Entry {
    let mut sections: Vec<(Option<String>, Vec<Block>)> = vec![(None, Vec::new())];
    for block in markdown::parse(body(&document.text)).blocks {
        match block {
            Block::Heading { text, .. } => {
                sections.push((Some(markdown::plain_text(&text)), Vec::new()));
            }
            other => {
                if let Some((_, blocks)) = sections.last_mut() {
                    blocks.push(other);
                }
            }
        }
    }
    let mut entry = Entry::new(Kind::Reference, &document.id, &document.title);
    for (heading, blocks) in sections {
        let words = heading.iter().cloned().chain(plain_lines(&blocks));
        entry.add(heading.as_deref().and_then(headed), words);
    }
    entry
}

/// A service: each key of its card in the form's words, and what is written below them.
pub fn service(card: &Card, text: &str) -> Entry {
    let mut entry = Entry::new(Kind::Service, &card.id, card.name());
    for (key, value) in &card.keys {
        entry.add(None, [format!("{}: {value}", service::label_of(key))]);
    }
    entry.add(None, plain_lines(&markdown::parse(service::notes(text)).blocks));
    entry
}

/// An incident: what people typed while it ran, and what worked, as its list says it.
pub fn incident(incident: &Incident, what_worked: Option<&str>) -> Option<Entry> {
    let mut entry = of_incident(Kind::Incident, incident)?;
    entry.add(None, what_worked.map(str::to_owned));
    for index in standing(incident) {
        let said = said(incident, index);
        let is_start = matches!(incident.event(index).what, What::IncidentStarted { .. });
        entry.add(if is_start { None } else { Some(event(incident, index)) }, said);
    }
    Some(entry)
}

/// A postmortem: what people wrote afterwards. None where nobody has yet.
pub fn postmortem(incident: &Incident) -> Option<Entry> {
    let mut entry = of_incident(Kind::Postmortem, incident)?;
    for section in Section::ALL {
        let place = || {
            let section = section.name().to_owned();
            Some(Place::Section { words: capital(&section), section })
        };
        for index in incident.section_events(section).iter().copied() {
            let text = is_readable(incident, index).then(|| incident.text(index, "text")).flatten();
            entry.add(
                place(),
                text.iter().flat_map(|text| plain_lines(&markdown::parse(text).blocks)),
            );
        }
        match section {
            Section::Factors => {
                for factor in incident.factors() {
                    let is_readable = is_readable(incident, factor.index);
                    entry.add(place(), is_readable.then(|| incident.factor_text(factor)));
                }
            }
            Section::Actions => {
                for action in incident.actions().iter().filter(|a| is_readable(incident, a.index)) {
                    let field = |field: &&str| incident.action_text(action, field);
                    entry.add(
                        place(),
                        ["text", "owner", "done_when", "link"].iter().filter_map(field),
                    );
                }
            }
            _ => {}
        }
    }
    (!entry.passages.is_empty()).then_some(entry)
}

fn of_incident(kind: Kind, incident: &Incident) -> Option<Entry> {
    let mut entry = Entry::new(kind, &incident.id()?.to_string(), &incident.title());
    entry.name = incident.handle();
    entry.names = [Some(incident.handle()), incident.service(), incident.stack()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    Some(entry)
}

/// The entries that count, whose words were not removed.
fn standing(incident: &Incident) -> impl Iterator<Item = usize> {
    let counts = |entry: &Recorded| match entry.mark {
        Mark::Stands | Mark::AfterClosing | Mark::RecordedElsewhere => true,
        Mark::Retracted(_) | Mark::NotApplied(_) => false,
    };
    (0..incident.entries().len())
        .filter(move |index| counts(incident.entry(*index)) && is_readable(incident, *index))
}

fn is_readable(incident: &Incident, index: usize) -> bool {
    let event = incident.event(index);
    !event.words.are_removed() && incident.removal_note(event.id).is_none()
}

/// What a person typed with an entry of the incident itself; the title is indexed apart.
fn said(incident: &Incident, index: usize) -> Vec<String> {
    let text = |field: &str| incident.text(index, field);
    let fields: &[&str] = match &incident.event(index).what {
        What::IncidentStarted { .. } => &["looks_like"],
        What::StepDone { .. } => &["value", "note"],
        What::StepFailed { .. }
        | What::TimeSet { .. }
        | What::ReachSeen { .. }
        | What::Compared { .. }
        | What::StandingCleared { .. }
        | What::Closed {} => &["note"],
        What::StepSkipped { .. }
        | What::StepNotApplicable { .. }
        | What::StepDeferred { .. }
        | What::StepBlocked { .. }
        | What::Reopened {} => &["reason"],
        What::StepAdded { .. }
        | What::StepRedlined { .. }
        | What::NoteAdded { .. }
        | What::Contained {}
        | What::UpdateSent { .. } => &["text", "url"],
        What::EvidenceAttached { .. } => &["text", "name", "url"],
        What::OutcomeSeen { .. } => &["reading"],
        What::IncidentLinked { .. } => &["title"],
        What::Decided(body) => {
            let mut said = vec![body.chosen.title().to_owned()];
            said.extend(
                ["why", "objections", "expect", "tripwire", "override"]
                    .map(text)
                    .into_iter()
                    .flatten(),
            );
            said.extend(incident.texts(index, "considered"));
            return said;
        }
        What::AnswerGiven { name, value } => {
            let plain = |value: &Value| match value {
                Value::String(text) => text.clone(),
                other => plain_value(other),
            };
            let value = value.as_ref().map(plain).or_else(|| text("value"));
            return value.map(|value| format!("{name}: {value}")).into_iter().collect();
        }
        What::TitleSet {}
        | What::RunbookOpened { .. }
        | What::Held { .. }
        | What::RoleTaken { .. }
        | What::SeveritySet { .. }
        | What::ClockMuted { .. }
        | What::ClockJumped { .. }
        | What::Corrected { .. }
        | What::Retracted { .. }
        | What::Redacted { .. }
        | What::SectionWritten { .. }
        | What::FactorAdded { .. }
        | What::FactorChanged { .. }
        | What::ActionAdded { .. }
        | What::ActionChanged { .. }
        | What::OwnerSet { .. }
        | What::CollaboratorsSet { .. }
        | What::FindingDismissed { .. }
        | What::StatusSet { .. }
        | What::Exported { .. }
        | What::Newer { .. } => &[],
    };
    fields.iter().copied().filter_map(text).collect()
}

/// `Note, 22 Nov 02:14Z`.
fn event(incident: &Incident, index: usize) -> Place {
    let event = incident.event(index);
    let at = incident.orders_at(index);
    let label = capital(label(&event.what));
    Place::Event {
        event: event.id.short(),
        words: format!("{label}, {} {}", at.day_and_month(), at.clock_minutes()),
    }
}

fn headed(heading: &str) -> Option<Place> {
    let heading = heading.trim();
    (!heading.is_empty())
        .then(|| Place::Section { section: heading.to_owned(), words: heading.to_owned() })
}

/// Marks and separators are control characters, so that no typed text can hold one.
fn without_controls(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}
