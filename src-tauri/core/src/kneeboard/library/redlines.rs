//! Redlines: what people marked as wrong in a runbook, from every incident, and what became of it.
//!
//! The answers are the document `library/redlines`, a line for each redline.

use super::lineage::Lineage;
use super::refusal::one_line;
use super::{Kneeboard, Trouble};
use crate::event::Role;
use crate::id::{Digest, EventId, IncidentId};
use crate::kneeboard::revising::{Note, revise};
use crate::moment::Moment;
use crate::promote::{Answer, Answers, Redline, redlines};
use crate::store::Writer;
use crate::view::redlines::{RedlinesView, view};
use std::collections::{BTreeMap, BTreeSet};

const ANSWERS: &str = "library/redlines";

/// The kind of event that is looked for.
const KIND: &str = "StepRedlined";

/// The redlines by incident, as far as the store was read; each look reads what is new alone.
#[derive(Default)]
pub(in crate::kneeboard) struct Redlined {
    pos: i64,
    incidents: BTreeMap<IncidentId, Vec<Redline>>,
}

impl Kneeboard {
    /// How many open redlines each runbook has.
    pub fn open_redlines(&mut self) -> Result<BTreeMap<String, usize>, Trouble> {
        let answers = self.answers()?;
        let mut counted = BTreeMap::new();
        for redline in self.every_redline()? {
            if answers.to(&redline.event.to_string()).is_none() {
                *counted.entry(redline.runbook.clone()).or_default() += 1;
            }
        }
        Ok(counted)
    }

    /// The redlines of a runbook, open and answered, with the places of their steps in its newest
    /// text.
    pub fn redlines(&mut self, id: &str) -> Result<RedlinesView, Trouble> {
        let answers = self.answers()?;
        let those: Vec<Redline> =
            self.every_redline()?.filter(|redline| redline.runbook == id).cloned().collect();
        if those.is_empty() {
            return Ok(RedlinesView::default());
        }
        let kept = self.runbook(id).ok();
        let runbook = kept.map(|kept| kept.runbook).unwrap_or_default();
        let lineage = self.lineage(id)?;
        let offset = self.now()?.at.offset_min();
        let became = |redline: &Redline| {
            let (at, answer) = answers.to(&redline.event.to_string())?;
            Some(words_of(answer, Moment::new(at.ms(), offset), &lineage))
        };
        Ok(view(&those, &runbook, &became))
    }

    /// Says that a redline needs no change, in one line.
    pub fn set_redline_aside(
        &mut self,
        redline: EventId,
        reason: &str,
        role: Role,
    ) -> Result<(), Trouble> {
        let reason = one_line(reason)?;
        let said = format!("set aside: {reason}");
        self.answer_redline(redline, Answer::Aside { reason }, said, role)
    }

    /// Takes an answered redline up again.
    pub fn take_redline_up(&mut self, redline: EventId, role: Role) -> Result<(), Trouble> {
        self.answer_redline(redline, Answer::Open, "taken up again".to_owned(), role)
    }

    fn answer_redline(
        &mut self,
        redline: EventId,
        answer: Answer,
        reason: String,
        role: Role,
    ) -> Result<(), Trouble> {
        let is_one = self.store.event(&redline.bytes())?.is_some_and(|row| row.kind == KIND);
        if !is_one {
            return Err(no_such_redline(redline));
        }
        let now = self.now()?.at;
        self.store.write(|writer| {
            put(writer, &[redline], &answer, Note { reason: reason.clone(), role, now })
        })
    }

    /// Those of these that are open redlines of a runbook.
    pub(super) fn open_among(
        &mut self,
        id: &str,
        wanted: &[EventId],
    ) -> Result<Vec<EventId>, Trouble> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self.answers()?;
        let those = self.every_redline()?.filter(|redline| redline.runbook == id);
        Ok(those
            .map(|redline| redline.event)
            .filter(|event| wanted.contains(event) && answers.to(&event.to_string()).is_none())
            .collect())
    }

    fn answers(&self) -> Result<Answers, Trouble> {
        let heads = self.store.heads_of(ANSWERS)?;
        Ok(Answers::of(heads.iter().map(|(_, row)| row.text.as_str())))
    }

    /// Every redline that stands. Only incidents that have one are replayed, and only once.
    fn every_redline(&mut self) -> Result<impl Iterator<Item = &Redline>, Trouble> {
        let before = self.redlined.pos;
        let pos = self.store.newest_position()?;
        if pos > before {
            let marked = self.store.incidents_with(KIND, before)?;
            let mut changed: BTreeSet<IncidentId> =
                marked.into_iter().map(IncidentId::from).collect();
            if !self.redlined.incidents.is_empty() {
                let touched = self.store.incidents_after(before)?.into_iter();
                let known = |id: &IncidentId| self.redlined.incidents.contains_key(id);
                changed.extend(touched.map(|(id, _)| IncidentId::from(id)).filter(known));
            }
            for id in changed {
                let found = redlines(self.incident(id)?);
                self.redlined.incidents.insert(id, found);
            }
            self.redlined.pos = pos;
        }
        Ok(self.redlined.incidents.values().flatten())
    }
}

/// Keeps one answer to several redlines.
pub(super) fn put(
    writer: &mut Writer<'_>,
    redlines: &[EventId],
    answer: &Answer,
    note: Note,
) -> Result<(), Trouble> {
    let now = note.now;
    revise(writer, ANSWERS, note, |texts| {
        let mut answers = Answers::of(texts.iter().copied());
        for redline in redlines {
            answers.put(redline.to_string(), now, answer.clone());
        }
        Ok(answers.text())
    })
}

/// `taken into version 4, 22 Nov`, `set aside 22 Nov: the step is right`.
fn words_of(answer: &Answer, at: Moment, lineage: &Lineage) -> String {
    let day = at.day_and_month();
    match answer {
        Answer::Open => "open".to_owned(),
        Answer::Aside { reason } => format!("set aside {day}: {reason}"),
        Answer::Taken { revision } => {
            let rows = lineage.rows().iter();
            let n = rows.clone().position(|(hash, _)| Digest(*hash).to_string() == *revision);
            match n {
                Some(n) => format!("taken into version {}, {day}", n + 1),
                None => format!("taken into a version that is not here, {day}"),
            }
        }
    }
}

fn no_such_redline(redline: EventId) -> Trouble {
    Trouble::NoSuch {
        what: "redline",
        name: redline.to_string(),
        instead: "Open the runbook and choose one of its redlines.",
    }
}
