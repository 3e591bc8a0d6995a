//! The library's read models.

use super::shelf::Shelved;
use super::{Draft, Kept, Kneeboard, Listed, Merge, SERVICES, Trouble, is_card, title_of};
use crate::runbook::merge::diff;
use crate::runbook::shipped::Origin;
use crate::view;
use crate::view::edit::{DraftLine, DraftView, EditView};
use crate::view::history::{DiffView, HistoryView, MergeView};
use crate::view::offered::EditWords;
use crate::view::runbooks::{RunbookLine, RunbookView, RunbooksView, runbook};
use crate::view::services::{CardView, ServiceLine, ServicesView};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Kneeboard {
    pub(in crate::kneeboard) fn runbooks_view(
        &mut self,
        open: Option<&str>,
        head: u64,
    ) -> Result<RunbooksView, Trouble> {
        let marked = self.open_redlines()?;
        let count = |id: &str| marked.get(id).copied().unwrap_or_default();
        let lines = |listed: Vec<Arc<Listed>>| -> Vec<RunbookLine> {
            let line = |one: &Arc<Listed>| RunbookLine {
                redlines: count(&one.line.id),
                ..one.line.clone()
            };
            listed.iter().map(line).collect()
        };
        let Shelved { listed, archived, behind } = self.shelf()?;
        // One that lives in a draft alone cannot be read yet: the list stands, with its draft.
        let there = |id: &&str| self.lineage(id).is_ok_and(|lineage| lineage.newest().is_some());
        let open = match open.filter(there) {
            Some(id) => Some((self.runbook(id)?, self.has_update(id)?)),
            None => None,
        };
        Ok(RunbooksView {
            head,
            runbooks: lines(listed),
            archived: lines(archived),
            behind,
            drafts: self.draft_lines()?,
            open: open.map(|(kept, update)| {
                let Kept { runbook: read, problems, text, revision, origin, heads, .. } = kept;
                let mut view = RunbookView {
                    update,
                    heads,
                    ..runbook(&read, &problems, &text, revision, origin)
                };
                view.line.redlines = count(&read.id);
                view
            }),
        })
    }

    pub(in crate::kneeboard) fn services_view(
        &self,
        open: Option<&str>,
        head: u64,
    ) -> Result<ServicesView, Trouble> {
        let card = match open {
            Some(name) => {
                let id = format!("{SERVICES}{name}");
                let kept = self.kept_newest(&id)?;
                let has_draft = self.draft(&id)?.is_some();
                let Kept { text, revision, heads, .. } = kept;
                Some(CardView { revision, heads, has_draft, ..view::services::card(name, &text) })
            }
            None => None,
        };
        let services = self.services()?.iter().map(ServiceLine::from).collect();
        Ok(ServicesView { head, services, card })
    }

    /// A line for each runbook that is being typed into, with what was typed last.
    fn draft_lines(&self) -> Result<Vec<DraftLine>, Trouble> {
        let mut newest: BTreeMap<String, Draft> = BTreeMap::new();
        for draft in self.drafts()?.into_iter().filter(|one| !is_card(&one.id)) {
            let other = newest.get(&draft.id);
            if other.is_none_or(|other| other.at.ms() < draft.at.ms()) {
                newest.insert(draft.id.clone(), draft);
            }
        }
        Ok(newest.values().map(draft_line).collect())
    }

    pub(in crate::kneeboard) fn edit_view(
        &mut self,
        id: &str,
        head: u64,
    ) -> Result<EditView, Trouble> {
        let mut drafts = self.drafts_of(id)?.into_iter();
        let draft = drafts.next();
        let others = drafts.len();
        let kept = match self.kept_newest(id) {
            Ok(kept) => Some(kept),
            // A new runbook lives in its draft until it is saved.
            Err(Trouble::NoSuch { .. }) if draft.is_some() => None,
            Err(trouble) => return Err(trouble),
        };
        let view = |Draft { text, base, at, hash, .. }| DraftView { text, base, at, hash, others };
        let draft = draft.map(view);
        let by = self.rules_now()?;
        let redlines = self.redlines(id)?;
        let id = id.to_owned();
        Ok(match kept {
            Some(kept) => EditView {
                head,
                title: title_of(&id, &kept.text),
                text: kept.text,
                revision: Some(kept.revision),
                origin: kept.origin,
                archived: kept.archived,
                draft,
                update: self.has_update(&id)?,
                heads: kept.heads,
                redlines,
                by,
                words: EditWords::all(),
                id,
            },
            None => EditView {
                head,
                title: id.clone(),
                text: String::new(),
                revision: None,
                origin: Origin::Team,
                archived: false,
                draft,
                update: false,
                heads: 0,
                redlines,
                by,
                words: EditWords::all(),
                id,
            },
        })
    }

    pub(in crate::kneeboard) fn history_view(
        &self,
        id: &str,
        head: u64,
    ) -> Result<HistoryView, Trouble> {
        let title = title_of(id, &self.written(id)?.text);
        Ok(HistoryView { head, id: id.to_owned(), title, revisions: self.history(id)? })
    }

    pub(in crate::kneeboard) fn diff_view(
        &self,
        id: &str,
        from: &str,
        to: &str,
        head: u64,
    ) -> Result<DiffView, Trouble> {
        let lines = diff(&self.written_at(id, from)?.text, &self.written_at(id, to)?.text);
        let (from, to) = (from.to_owned(), to.to_owned());
        Ok(DiffView { head, id: id.to_owned(), from, to, lines })
    }

    pub(in crate::kneeboard) fn update_view(
        &self,
        id: &str,
        head: u64,
    ) -> Result<Option<MergeView>, Trouble> {
        let update = self.runbook_update(id)?;
        Ok(update.map(|update| MergeView {
            head,
            id: id.to_owned(),
            base: update.head,
            merged: None,
            theirs_from: None,
            conflicts: MergeView::conflicts_in(&update.pieces),
            pieces: update.pieces,
        }))
    }

    pub(in crate::kneeboard) fn merge_view(
        &self,
        id: &str,
        base: Option<&str>,
        text: Option<&str>,
        head: u64,
    ) -> Result<Option<MergeView>, Trouble> {
        let merge = match (base, text) {
            (base, Some(text)) => Some(self.merge_runbook(id, base, text)?),
            (_, None) => self.merge_heads(id)?,
        };
        let Some(Merge { base, merged, theirs, pieces }) = merge else { return Ok(None) };
        let theirs_from = self.history(id)?.into_iter().find(|line| line.revision == theirs);
        let conflicts = MergeView::conflicts_in(&pieces);
        let id = id.to_owned();
        Ok(Some(MergeView { head, id, base, merged, theirs_from, pieces, conflicts }))
    }
}

fn draft_line(draft: &Draft) -> DraftLine {
    let title = title_of(&draft.id, &draft.text);
    DraftLine { id: draft.id.clone(), title, at: draft.at }
}
