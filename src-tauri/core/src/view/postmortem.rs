//! The postmortem screen: sections, what is missing, findings, durations, actions.

use super::Heading;
use super::incident::word;
use crate::event::{ActionStatus, Section};
use crate::id::EventId;
use crate::incident::Incident;
use crate::markdown::{self, Block};
use crate::moment::{Moment, Span};
use crate::postmortem::{self, Finding};
use crate::promote::{StepKey, redlines};
use serde::Serialize;
use std::collections::BTreeMap;

/// The postmortem of one incident.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct PostmortemView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub incident: Heading,
    pub status: String,
    pub owner: Option<String>,
    pub sections: Vec<SectionView>,
    pub durations: Vec<DurationView>,
    pub findings: Vec<FindingView>,
    /// What contributed, in the order of recording.
    pub factors: Vec<FactorView>,
    pub actions: Vec<ActionView>,
    /// The runbooks whose steps were marked as wrong.
    pub marked: Vec<MarkedRunbook>,
    /// The whole document, for copying: what was published, while that stands.
    pub markdown: String,
    /// What the published copy does not tell, where entries were recorded since.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub behind: Option<String>,
}

/// A runbook of which somebody found steps wrong while walking it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct MarkedRunbook {
    pub runbook: String,
    pub title: String,
    /// How many of its steps.
    pub steps: usize,
}

/// One section.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct SectionView {
    pub name: String,
    pub title: String,
    /// Whether nobody writes it: it comes from the record alone.
    pub derived: bool,
    pub required: bool,
    /// What is missing, in one or two words; absent where it is complete.
    pub missing: Option<String>,
    /// How it stands, in one or two words: `1 open`, `23`.
    pub state: String,
    #[cfg_attr(feature = "wire", ts(type = "import(\"./markdown\").Block[]"))]
    pub blocks: Vec<Block>,
    /// What a person wrote, for the editor.
    pub written: Option<String>,
    /// The events that a new text takes the place of.
    #[cfg_attr(feature = "wire", ts(type = "string[]"))]
    pub base: Vec<EventId>,
}

/// One duration with its definition.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct DurationView {
    pub name: String,
    pub label: String,
    pub written: String,
    pub definition: String,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct FindingView {
    pub rule: String,
    pub level: String,
    pub place: String,
    pub text: String,
    pub why: String,
    pub rewrite: Option<String>,
    pub dismissed: Option<String>,
}

/// One contributing factor.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct FactorView {
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub id: EventId,
    pub text: String,
    /// Whether it is what set it off.
    pub trigger: bool,
}

/// One action item.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ActionView {
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub id: EventId,
    pub n: usize,
    pub text: String,
    pub kind: String,
    pub owner: Option<String>,
    pub due: Option<String>,
    pub done_when: Option<String>,
    pub status: String,
    pub overdue: bool,
}

/// Makes the view.
pub fn postmortem(incident: &Incident, head: u64, now: Moment) -> Option<PostmortemView> {
    let document = postmortem::draft(incident);
    let sections = document
        .sections
        .iter()
        .map(|section| SectionView {
            name: section.section.name().to_owned(),
            title: section.title.to_owned(),
            derived: !section.section.is_written(),
            required: section.required,
            missing: (!section.complete).then(|| section.state.clone()),
            state: section.state.clone(),
            blocks: markdown::parse(&section.markdown).blocks,
            written: written(incident, section.section),
            base: incident
                .section_events(section.section)
                .iter()
                .map(|index| incident.event(*index).id)
                .collect(),
        })
        .collect();
    Some(PostmortemView {
        head,
        incident: Heading::of(incident)?,
        status: word(&incident.status()),
        owner: incident.owner().map(|(role, _)| role.title().to_owned()),
        sections,
        durations: durations(incident),
        findings: postmortem::findings(incident, now).into_iter().map(FindingView::from).collect(),
        factors: factors(incident),
        actions: actions(incident, now),
        marked: marked(incident),
        markdown: postmortem::written(&document),
        behind: None,
    })
}

fn written(incident: &Incident, section: Section) -> Option<String> {
    let index = *incident.section_events(section).last()?;
    incident.text(index, "text")
}

fn durations(incident: &Incident) -> Vec<DurationView> {
    let durations = incident.durations();
    let view = |name: &str, label: &str, span: Span, definition: &str| DurationView {
        name: name.to_owned(),
        label: label.to_owned(),
        written: span.written(),
        definition: definition.to_owned(),
    };
    vec![
        view("ttd", "to detect", durations.ttd, "detected minus started"),
        view("tta", "to acknowledge", durations.tta, "acknowledged minus started"),
        view("ttm", "to mitigate", durations.ttm, "mitigated minus started"),
        view("ttr", "to resolve", durations.ttr, "resolved minus started"),
    ]
}

fn marked(incident: &Incident) -> Vec<MarkedRunbook> {
    let mut steps: BTreeMap<String, Vec<StepKey>> = BTreeMap::new();
    for redline in redlines(incident) {
        let known = steps.entry(redline.runbook).or_default();
        if !known.contains(&redline.step) {
            known.push(redline.step);
        }
    }
    let title = |runbook: &str| {
        let walk = incident.walks().iter().find(|walk| walk.runbook == runbook);
        walk.map(|walk| walk.plan.title.clone()).unwrap_or_default()
    };
    let marked = steps.into_iter().map(|(runbook, steps)| MarkedRunbook {
        title: title(&runbook),
        steps: steps.len(),
        runbook,
    });
    marked.collect()
}

fn factors(incident: &Incident) -> Vec<FactorView> {
    incident
        .factors()
        .into_iter()
        .map(|factor| FactorView {
            id: incident.event(factor.index).id,
            text: incident.factor_text(factor),
            trigger: incident.is_trigger(factor),
        })
        .collect()
}

/// The action items as lists and JSON show them.
pub fn actions(incident: &Incident, now: Moment) -> Vec<ActionView> {
    let today = now.date().to_string();
    incident
        .actions()
        .iter()
        .enumerate()
        .map(|(at, action)| {
            let due = incident.action_due(action);
            let status = incident.action_status(action);
            ActionView {
                id: incident.event(action.index).id,
                n: at + 1,
                text: incident.action_text(action, "text").unwrap_or_default(),
                kind: incident.action_kind(action).map(|kind| word(&kind)).unwrap_or_default(),
                owner: incident.action_text(action, "owner"),
                overdue: status == ActionStatus::Open
                    && due.as_ref().is_some_and(|due| *due < today),
                due,
                done_when: incident.action_text(action, "done_when"),
                status: word(&status),
            }
        })
        .collect()
}

impl From<Finding> for FindingView {
    fn from(finding: Finding) -> Self {
        Self {
            rule: finding.rule.to_owned(),
            level: word(&finding.level),
            place: finding.place,
            text: finding.text,
            why: finding.why.to_owned(),
            rewrite: finding.rewrite,
            dismissed: finding.dismissed,
        }
    }
}
