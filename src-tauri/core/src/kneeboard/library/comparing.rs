//! Files compared with the library before anything is taken in: nothing here stores.

use super::importing::{Plan, plan};
use super::lineage::Lineage;
use super::{Kneeboard, RUNBOOKS, Trouble, no_such_runbook};
use crate::folder::{Folder, LeftOut, SERVICES, one_name, path_of};
use crate::id::Digest;
use crate::runbook::merge::{DiffLine, LineChange, diff, three_way, two_way};
use crate::runbook::parse;
use crate::service::Card;
use crate::view::history::MergeView;
use crate::view::import::{Becomes, ImportDiff, ImportLine, ImportView};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How many changed lines of one text are shown.
const MOST_CHANGED: usize = 2000;

/// A file that somebody chose after looking at it.
#[derive(Clone, Debug, Deserialize)]
pub struct Pick {
    /// The document.
    pub document: String,
    /// What the line said it was made of.
    pub seen: String,
    /// What somebody made of both texts, where they conflict.
    #[serde(default)]
    pub text: Option<String>,
}

impl Kneeboard {
    /// Each file of a folder beside what the library has of it.
    pub fn compare(&self, folder: &Folder, from: &str) -> Result<ImportView, Trouble> {
        let exchanged = self.exchanged(&folder.place)?;
        let folder = self.without_twins(folder)?;
        let mut lines = Vec::new();
        for found in &folder.found {
            let lineage =
                Lineage::of(self.store.revisions(&found.document)?, self.shipped_as(found));
            let becomes = plan(found, &lineage, &exchanged).becomes();
            let (title, problems) = title_of(&found.document, &found.text);
            lines.push(ImportLine {
                document: found.document.clone(),
                path: found.path.display().to_string(),
                title,
                problems,
                becomes,
                seen: seen(&found.text, &lineage, becomes),
            });
        }
        let left_out = folder.left_out.clone();
        Ok(ImportView { head: self.head()?, from: from.to_owned(), lines, left_out })
    }

    /// What would change with one file.
    pub fn compare_one(&self, folder: &Folder, document: &str) -> Result<ImportDiff, Trouble> {
        let Some(found) = folder.of(document) else { return self.whole(document) };
        let exchanged = self.exchanged(&folder.place)?;
        let lineage = Lineage::of(self.store.revisions(document)?, self.shipped_as(found));
        let newest = lineage.newest().map(|(_, row)| row.text.as_str()).unwrap_or_default();
        let (lines, more) = cut(match plan(found, &lineage, &exchanged) {
            Plan::Same(_) => Vec::new(),
            Plan::Merged { both, .. } => diff(newest, &both),
            Plan::Older(_) => diff(&found.text, newest),
            Plan::New(_) | Plan::Changed { .. } | Plan::Conflicting { .. } => {
                diff(newest, &found.text)
            }
        });
        Ok(ImportDiff { head: self.head()?, document: document.to_owned(), lines, more })
    }

    /// File and library in pieces, where they conflict: ours are the library's, theirs the file's.
    /// Where it is not known what they have in common, each difference is to be chosen of.
    pub fn put_side_by_side(
        &self,
        folder: &Folder,
        document: &str,
    ) -> Result<Option<MergeView>, Trouble> {
        let Some(found) = folder.of(document) else { return Ok(None) };
        let exchanged = self.exchanged(&folder.place)?;
        let lineage = Lineage::of(self.store.revisions(document)?, self.shipped_as(found));
        let Plan::Conflicting { base, newest, text } = plan(found, &lineage, &exchanged) else {
            return Ok(None);
        };
        let pieces = match base {
            Some((_, base)) => three_way(&base.text, &newest.1.text, text),
            None => two_way(&newest.1.text, text),
        };
        Ok(Some(MergeView {
            head: self.head()?,
            id: document.strip_prefix(RUNBOOKS).unwrap_or(document).to_owned(),
            base: Digest(newest.0).to_string(),
            merged: None,
            theirs_from: None,
            conflicts: MergeView::conflicts_in(&pieces),
            pieces,
        }))
    }

    /// All of a document that has no file.
    fn whole(&self, document: &str) -> Result<ImportDiff, Trouble> {
        let shipped = document.strip_prefix(RUNBOOKS).and_then(|id| self.shipped_text(id));
        let lineage = Lineage::of(self.store.revisions(document)?, shipped);
        let (_, newest) = lineage.newest().ok_or_else(|| no_such_runbook(document))?;
        let (lines, more) = cut(diff("", &newest.text));
        Ok(ImportDiff { head: self.head()?, document: document.to_owned(), lines, more })
    }

    /// A file that lies at the top of nowhere, dropped or picked by itself, is taken for the runbook
    /// of its name, where the library has one alone.
    pub fn at_home(&self, mut folder: Folder) -> Result<Folder, Trouble> {
        let names = self.document_names()?;
        for found in &mut folder.found {
            let Some(name) = found.document.strip_prefix(RUNBOOKS) else { continue };
            if name.contains('/') || names.contains(&found.document) {
                continue;
            }
            let end = format!("/{name}");
            let mut alike =
                names.iter().filter(|other| other.starts_with(RUNBOOKS) && other.ends_with(&end));
            if let (Some(home), None) = (alike.next(), alike.next()) {
                found.document = home.clone();
                found.path = path_of(home);
            }
        }
        Ok(folder)
    }

    /// A name that would be the same file as one of the library's on some systems is left, with its
    /// reason.
    pub(super) fn without_twins<'a>(&self, folder: &'a Folder) -> Result<Cow<'a, Folder>, Trouble> {
        let names = self.document_names()?;
        let by_case: BTreeMap<String, &String> =
            names.iter().map(|name| (one_name(name), name)).collect();
        let twin =
            |document: &str| by_case.get(&one_name(document)).filter(|_| !names.contains(document));
        if folder.found.iter().all(|found| twin(&found.document).is_none()) {
            return Ok(Cow::Borrowed(folder));
        }
        let mut left = folder.clone();
        left.found.retain(|found| {
            let twin = twin(&found.document);
            if let Some(twin) = twin {
                left.left_out.push(LeftOut {
                    path: found.path.display().to_string(),
                    why: format!(
                        "the library has {}, which is the same name on some systems; give it that name, or another",
                        path_of(twin).display()
                    ),
                });
            }
            twin.is_none()
        });
        left.left_out.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Cow::Owned(left))
    }

    fn document_names(&self) -> Result<BTreeSet<String>, Trouble> {
        let runbooks = self.store.heads_below(RUNBOOKS)?;
        let stored = runbooks.into_iter().chain(self.store.heads_below(SERVICES)?);
        let shipped = self.shipped.iter().map(|shipped| format!("{RUNBOOKS}{}", shipped.id));
        Ok(stored.map(|(_, document)| document).chain(shipped).collect())
    }
}

/// What a line is made of, as one word: the file's text, the library's newest revision, and what
/// becomes of the file.
pub(super) fn seen(text: &str, lineage: &Lineage, becomes: Becomes) -> String {
    let mut hash = Sha256::new();
    hash.update(Sha256::digest(text.as_bytes()));
    hash.update(lineage.newest().map(|(hash, _)| *hash).unwrap_or_default());
    hash.update(format!("{becomes:?}"));
    Digest(hash.finalize().into()).to_string()
}

pub(super) fn title_of(document: &str, text: &str) -> (String, usize) {
    if let Some(id) = document.strip_prefix(SERVICES) {
        return (Card::parse(id, text).name().to_owned(), 0);
    }
    let (runbook, problems) = parse(text, document.strip_prefix(RUNBOOKS).unwrap_or(document));
    (runbook.title, problems.len())
}

/// The lines up to the last changed one that is shown, and how many changed ones are not.
fn cut(mut lines: Vec<DiffLine>) -> (Vec<DiffLine>, usize) {
    let is_changed = |line: &DiffLine| line.change != LineChange::Kept;
    let nth = lines.iter().enumerate().filter(|(_, line)| is_changed(line)).nth(MOST_CHANGED);
    let Some((at, _)) = nth else { return (lines, 0) };
    let more = lines.iter().skip(at).filter(|line| is_changed(line)).count();
    lines.truncate(at);
    (lines, more)
}
