//! What people added to the postmortem: sections, factors, action items, owner, status.

use super::Incident;
use crate::event::{ActionKind, ActionStatus, Role, Section, What};
use crate::id::EventId;

/// A contributing factor and what was changed about it.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorRecord {
    /// The FactorAdded event.
    pub index: usize,
    /// Its changes, in replay order.
    pub changes: Vec<usize>,
}

/// An action item and what was changed about it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionItem {
    /// The ActionAdded event.
    pub index: usize,
    /// Its changes, in replay order.
    pub changes: Vec<usize>,
}

impl Incident {
    /// The standing texts of a section; two were written without each other.
    pub fn section_events(&self, section: Section) -> &[usize] {
        self.sections.get(&section).map_or(&[], Vec::as_slice)
    }

    /// The contributing factors that were not dropped, the trigger among them.
    pub fn factors(&self) -> Vec<&FactorRecord> {
        self.factors
            .iter()
            .filter(|factor| {
                !factor.changes.iter().any(|change| {
                    matches!(
                        self.event(*change).what,
                        What::FactorChanged { dropped: Some(true), .. }
                    )
                })
            })
            .collect()
    }

    /// A factor's text as last changed.
    pub fn factor_text(&self, factor: &FactorRecord) -> String {
        self.newest_text(factor.index, &factor.changes, "text")
    }

    /// What a factor rests on, as last changed.
    pub fn factor_evidence(&self, factor: &FactorRecord) -> Vec<EventId> {
        let changed =
            factor.changes.iter().rev().find_map(|change| match &self.event(*change).what {
                What::FactorChanged { evidence, .. } => evidence.clone(),
                _ => None,
            });
        changed.unwrap_or_else(|| match &self.event(factor.index).what {
            What::FactorAdded { evidence, .. } => evidence.clone(),
            _ => Vec::new(),
        })
    }

    /// Whether a factor is the trigger.
    pub fn is_trigger(&self, factor: &FactorRecord) -> bool {
        matches!(self.event(factor.index).what, What::FactorAdded { trigger: true, .. })
    }

    /// Every action item, in the order of recording.
    pub fn actions(&self) -> &[ActionItem] {
        &self.actions
    }

    /// A field of an action item as last changed: text, owner, done_when, link.
    pub fn action_text(&self, action: &ActionItem, field: &str) -> Option<String> {
        Some(self.newest_text(action.index, &action.changes, field)).filter(|t| !t.is_empty())
    }

    /// What an action item is for.
    pub fn action_kind(&self, action: &ActionItem) -> Option<ActionKind> {
        let changed =
            action.changes.iter().rev().find_map(|change| match &self.event(*change).what {
                What::ActionChanged { action, .. } => *action,
                _ => None,
            });
        changed.or(match &self.event(action.index).what {
            What::ActionAdded { action, .. } => Some(*action),
            _ => None,
        })
    }

    /// When an action item is due: `2026-12-04`.
    pub fn action_due(&self, action: &ActionItem) -> Option<String> {
        let changed =
            action.changes.iter().rev().find_map(|change| match &self.event(*change).what {
                What::ActionChanged { due, .. } => due.clone(),
                _ => None,
            });
        changed.or_else(|| match &self.event(action.index).what {
            What::ActionAdded { due, .. } => due.clone(),
            _ => None,
        })
    }

    /// How far an action item is.
    pub fn action_status(&self, action: &ActionItem) -> ActionStatus {
        action
            .changes
            .iter()
            .rev()
            .find_map(|change| match &self.event(*change).what {
                What::ActionChanged { status, .. } => *status,
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The postmortem's owner and the name that was given.
    pub fn owner(&self) -> Option<(Role, Option<String>)> {
        let index = *self.owner.last()?;
        match self.event(index).what {
            What::OwnerSet { owner } => Some((owner, self.text(index, "name"))),
            _ => None,
        }
    }

    /// The owners that no later one was set in knowledge of; more than one means that several were
    /// set at once.
    pub fn owners_at_once(&self) -> Vec<usize> {
        let known = self.known_among(&self.owner);
        self.owner.iter().copied().filter(|index| !known.contains(index)).collect()
    }

    /// The postmortem's collaborators.
    pub fn collaborators(&self) -> Vec<Role> {
        match self.collaborators.map(|index| &self.event(index).what) {
            Some(What::CollaboratorsSet { collaborators }) => collaborators.clone(),
            _ => Vec::new(),
        }
    }

    /// The reason why a finding was dismissed, where it was.
    pub fn dismissal(&self, rule: &str, place: &str) -> Option<String> {
        let index = *self.dismissed.get(&(rule.to_owned(), place.to_owned()))?;
        Some(self.text(index, "reason").unwrap_or_default())
    }

    /// The incidents linked to this one.
    pub fn linked(&self) -> &[usize] {
        &self.linked
    }

    /// Every export recorded.
    pub fn exports(&self) -> &[usize] {
        &self.exports
    }

    fn newest_text(&self, index: usize, changes: &[usize], field: &str) -> String {
        changes
            .iter()
            .rev()
            .find_map(|change| self.text(*change, field))
            .or_else(|| self.text(index, field))
            .unwrap_or_default()
    }
}
