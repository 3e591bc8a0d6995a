//! A walk as the text of a new runbook.

use super::item;
use crate::event::StepRef;
use crate::id::EventId;
use crate::incident::{Incident, StepNow};
use crate::markdown::{escape_heading, escape_inline};
use crate::runbook::{Branch, Mode, Phase, Runbook, RunbookKind, in_front_matter};
use crate::timeline::sentence::severity_words;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The texts that were walked, by the event that opened them. A plan keeps the plain words of its
/// steps; their marks are in these.
pub type Texts = BTreeMap<EventId, Runbook>;

/// The text of a new runbook made of what was done in an incident, in the house's format.
///
/// What worked is taken: the steps that are done, in the order in which they were, under their
/// phases and branches. The plan's own text is written, its placeholders open; of what people typed
/// only added steps and redlines, which are meant for runbooks. A step that did not work or was
/// skipped is left out, since whoever walks the new runbook would stop at it again; the end of the
/// text counts these and names the record that has them.
pub fn promoted(incident: &Incident, texts: &Texts, title: &str, stack: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let walked = Walked::of(incident, texts);
    let mut text = front(incident, &title, stack, walked.is_checklist);
    let _ = writeln!(text, "# {}", escape_heading(&title));
    text.push_str("Say here what users see, when to start, and when it is over.\n");
    for (place, heading) in walked.headings() {
        let hashes = if matches!(place, Place::Branch(_)) { "###" } else { "##" };
        let _ = write!(text, "\n{hashes} {heading}\n");
        let items = walked.items_at(&place);
        if !items.is_empty() && walked.is_from_memory(&place) {
            let _ = write!(text, "Mode: {}\n\n", Mode::DoConfirm.name());
        }
        text.push_str(&items);
    }
    text.push_str(&walked.reference());
    text
}

fn front(incident: &Incident, title: &str, stack: &str, is_checklist: bool) -> String {
    let kind = if is_checklist { "checklist" } else { "runbook" };
    let title = in_front_matter(title);
    let mut front = format!("---\ntitle: {title}\nstack: {stack}\ntype: {kind}\n");
    if let Some(severity) = incident.severity() {
        let _ = writeln!(front, "severity: {}", severity_words(severity));
    }
    front + "---\n"
}

/// Where a step stands in the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Phase(Phase),
    Branch(Branch),
    /// A heading of a checklist's own.
    Section(String),
}

/// The steps that are done, in the order in which they were.
struct Walked<'a> {
    incident: &'a Incident,
    texts: &'a Texts,
    is_checklist: bool,
    done: Vec<(Place, StepRef)>,
}

impl<'a> Walked<'a> {
    fn of(incident: &'a Incident, texts: &'a Texts) -> Self {
        let first = incident.walks().first();
        let is_checklist = first.is_some_and(|walk| walk.plan.kind == RunbookKind::Checklist);
        let mut done: Vec<_> = incident
            .all_steps()
            .filter(|step| incident.step_now(step) == StepNow::Done)
            .filter_map(|step| {
                let index = incident.standing_outcome(&step)?;
                Some(((incident.orders_at(index).ms(), index), step))
            })
            .collect();
        done.sort_by_key(|(order, _)| *order);
        let place = |step: &StepRef| match is_checklist {
            true => Place::Section(section_of(incident, step)),
            false => place_of(incident, step),
        };
        let done = done.into_iter().map(|(_, step)| (place(&step), step)).collect();
        Self { incident, texts, is_checklist, done }
    }

    /// Every place with its heading, in the order of the text.
    fn headings(&self) -> Vec<(Place, String)> {
        if self.is_checklist {
            let mut sections: Vec<(Place, String)> = Vec::new();
            for (place, _) in &self.done {
                if let (Place::Section(name), false) =
                    (place, sections.iter().any(|(known, _)| known == place))
                {
                    sections.push((place.clone(), escape_heading(name)));
                }
            }
            return sections;
        }
        let mut headings = Vec::new();
        for phase in Phase::ALL {
            headings.push((Place::Phase(phase), phase.title().to_owned()));
            if phase == Phase::Mitigate {
                headings.extend(self.branches());
            }
        }
        headings
    }

    /// The branches that were walked, and those that a step leads to.
    fn branches(&self) -> impl Iterator<Item = (Place, String)> {
        let targets = self.targets();
        let wanted = move |branch: &Branch| {
            let is_target = targets.iter().any(|name| Branch::of_heading(name) == Some(*branch));
            is_target || self.done.iter().any(|(place, _)| *place == Place::Branch(*branch))
        };
        Branch::ALL
            .into_iter()
            .filter(wanted)
            .map(|branch| (Place::Branch(branch), self.heading_of(branch)))
    }

    /// As the plan headed it: Hotfix or Roll forward.
    fn heading_of(&self, branch: Branch) -> String {
        let phases = self.incident.walks().iter().flat_map(|walk| &walk.plan.phases);
        let planned = phases.flat_map(|phase| &phase.branches).find(|known| known.branch == branch);
        planned.map_or_else(|| branch.title().to_owned(), |known| escape_heading(&known.title))
    }

    /// The headings that "go to" names in what is taken over.
    fn targets(&self) -> BTreeSet<String> {
        let planned = self.done.iter().filter_map(|(_, step)| self.incident.planned(step));
        planned.filter_map(|step| step.if_not.as_ref()?.goes_to.clone()).collect()
    }

    /// Whether a phase was walked from memory and then confirmed.
    fn is_from_memory(&self, place: &Place) -> bool {
        let Place::Phase(wanted) = place else { return false };
        let mut phases = self.incident.walks().iter().flat_map(|walk| &walk.plan.phases);
        phases.any(|phase| phase.phase == Some(*wanted) && phase.mode == Mode::DoConfirm)
    }

    /// The steps of a place; one that two walks have in the same words stands once.
    fn items_at(&self, place: &Place) -> String {
        let mut items: Vec<String> = Vec::new();
        for (_, step) in self.done.iter().filter(|(at, _)| at == place) {
            let item = item::of(self.incident, self.texts, step);
            if !items.contains(&item) {
                items.push(item);
            }
        }
        items.concat()
    }

    /// Where the text comes from, and what a step leads to that stands nowhere else in it.
    fn reference(&self) -> String {
        let handle = escape_inline(&self.incident.handle());
        let mut text = format!("\n## Reference\nMade from what was done in {handle}.\n");
        let sources: BTreeSet<&str> =
            self.incident.walks().iter().map(|walk| walk.runbook.as_str()).collect();
        if !sources.is_empty() {
            let names: Vec<String> = sources.into_iter().map(escape_inline).collect();
            let _ = writeln!(text, "Steps come from {}.", names.join(" and "));
        }
        let left_out = self
            .incident
            .all_steps()
            .filter(|step| {
                matches!(self.incident.step_now(step), StepNow::Failed | StepNow::Skipped)
            })
            .count();
        match left_out {
            0 => {}
            1 => text.push_str("1 step that did not work or was skipped is left out.\n"),
            n => {
                let _ = writeln!(text, "{n} steps that did not work or were skipped are left out.");
            }
        }
        let headings = self.headings();
        for name in self.targets() {
            let escaped = escape_heading(&name);
            let is_there = headings.iter().any(|(place, heading)| {
                heading.eq_ignore_ascii_case(&escaped)
                    || matches!(place, Place::Branch(branch) if Branch::of_heading(&name) == Some(*branch))
            });
            if !is_there {
                let _ =
                    write!(text, "\n### {escaped}\nA step leads here; write it, or take it out.\n");
            }
        }
        text
    }
}

fn place_of(incident: &Incident, step: &StepRef) -> Place {
    match incident.step_branch(step) {
        Some(branch) => Place::Branch(branch),
        None => Place::Phase(incident.step_phase(step).unwrap_or(Phase::Stabilize)),
    }
}

fn section_of(incident: &Incident, step: &StepRef) -> String {
    let beside = |step: &StepRef| incident.planned(step).and_then(|step| step.section.clone());
    let own = beside(step);
    // An added step stands where the one before it does.
    let before = || {
        let walk = incident.walk_of(step)?;
        let at = walk.steps().iter().position(|other| other == step)?;
        walk.steps()[..at].iter().rev().find_map(beside)
    };
    own.or_else(before)
        .unwrap_or_else(|| incident.step_phase(step).unwrap_or(Phase::Stabilize).title().to_owned())
}
