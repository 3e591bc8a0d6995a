//! Library and folder compared before anything is taken in or written: nothing here stores.

use super::exchange::Exchanged;
use super::importing::{Becomes, Plan, plan};
use super::lineage::Lineage;
use super::{Kneeboard, RUNBOOKS, Trouble, no_such_runbook};
use crate::folder::{Folder, LeftOut, SERVICES, path_of};
use crate::id::Digest;
use crate::runbook::merge::{DiffLine, LineChange, diff, three_way, two_way};
use crate::runbook::parse;
use crate::service::Card;
use crate::view::exchange::{ExchangeDiff, ExchangeLine, ExchangeView, Stand};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How many changed lines of one text are shown.
const MOST_CHANGED: usize = 2000;

/// A line that somebody chose after looking at it.
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

/// In which directions a folder is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// What comes in.
    In,
    /// What comes in, and what the folder lacks.
    Both,
}

impl Kneeboard {
    /// Each file of a folder beside what the library has of it.
    pub fn compare(&self, folder: &Folder, from: &str, ways: Ways) -> Result<ExchangeView, Trouble> {
        let exchanged = Exchanged::of(self.store.revisions(Exchanged::DOCUMENT)?);
        let folder = self.without_twins(folder)?;
        let mut lines = Vec::new();
        for found in &folder.found {
            let lineage =
                Lineage::of(self.store.revisions(&found.document)?, self.shipped_as(found));
            let becomes = plan(found, &lineage, &exchanged).becomes();
            let (title, problems) = title_of(&found.document, &found.text);
            lines.push(ExchangeLine {
                document: found.document.clone(),
                path: found.path.display().to_string(),
                title,
                problems,
                stand: Stand::from(becomes),
                seen: seen(Some(&found.text), &lineage, Some(becomes)),
            });
        }
        if ways == Ways::Both {
            lines.extend(self.lacking(&folder, &exchanged)?);
            lines.sort_by(|a, b| a.document.cmp(&b.document));
        }
        Ok(ExchangeView {
            head: self.head()?,
            from: from.to_owned(),
            lines,
            left_out: folder.left_out.clone(),
            trouble: None,
        })
    }

    /// What one line is about: the change that a confirmation would make.
    pub fn compare_one(&self, folder: &Folder, document: &str) -> Result<ExchangeDiff, Trouble> {
        let exchanged = Exchanged::of(self.store.revisions(Exchanged::DOCUMENT)?);
        let id = document.strip_prefix(RUNBOOKS);
        let shipped = id.and_then(|id| self.shipped_text(id));
        let lineage = Lineage::of(self.store.revisions(document)?, shipped);
        let ours = lineage.newest().map(|(_, row)| row.text.as_str());
        let (mut pieces, lines) = (None, match (folder.of(document), ours) {
            (Some(found), _) => match plan(found, &lineage, &exchanged) {
                Plan::New(text) => diff("", text),
                Plan::Changed { newest, text } => diff(&newest.1.text, text),
                Plan::Merged { newest, both, .. } => diff(&newest.1.text, &both),
                Plan::Same(_) => Vec::new(),
                Plan::Older(_) => diff(&found.text, ours.unwrap_or_default()),
                Plan::Conflicting { base, newest, text } => {
                    pieces = Some(match base {
                        Some((_, base)) => three_way(&base.text, &newest.1.text, text),
                        None => two_way(&newest.1.text, text),
                    });
                    diff(&newest.1.text, text)
                }
            },
            (None, Some(ours)) => diff("", ours),
            (None, None) => return Err(no_such_runbook(id.unwrap_or(document))),
        });
        let (lines, more) = cut(lines);
        Ok(ExchangeDiff { document: document.to_owned(), lines, more, pieces })
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

    /// A name that differs from one of the library's by its case alone would be the same file on
    /// some systems: it is left, with its reason.
    pub(super) fn without_twins<'a>(&self, folder: &'a Folder) -> Result<Cow<'a, Folder>, Trouble> {
        let names = self.document_names()?;
        let by_case: BTreeMap<String, &String> =
            names.iter().map(|name| (name.to_lowercase(), name)).collect();
        let twin = |document: &str| {
            by_case.get(&document.to_lowercase()).filter(|_| !names.contains(document))
        };
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
                        "the library has {}, whose name differs by its case alone; give it that name, or another",
                        path_of(twin).display()
                    ),
                });
            }
            twin.is_none()
        });
        left.left_out.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Cow::Owned(left))
    }

    /// What the library has and the folder has not; what is shipped and unchanged is no lack.
    fn lacking(
        &self,
        folder: &Folder,
        exchanged: &Exchanged,
    ) -> Result<Vec<ExchangeLine>, Trouble> {
        let there: BTreeSet<String> = folder
            .found
            .iter()
            .map(|found| found.path.display().to_string())
            .chain(folder.left_out.iter().map(|left| left.path.clone()))
            .collect();
        let mut lines = Vec::new();
        for (document, lineage) in self.to_write()? {
            let path = path_of(&document).display().to_string();
            let Some((_, row)) = lineage.newest() else { continue };
            let shipped = document.strip_prefix(RUNBOOKS).and_then(|id| self.shipped_text(id));
            if there.contains(&path) || shipped.is_some_and(|shipped| shipped.text == row.text) {
                continue;
            }
            let stand = if exchanged.has(&document) { Stand::Gone } else { Stand::OnlyHere };
            let (title, problems) = title_of(&document, &row.text);
            let seen = seen(None, &lineage, None);
            lines.push(ExchangeLine { document, path, title, problems, stand, seen });
        }
        Ok(lines)
    }

    fn document_names(&self) -> Result<BTreeSet<String>, Trouble> {
        let stored = self.store.document_heads()?.into_iter().map(|(_, row)| row.document);
        let shipped = self.shipped.iter().map(|shipped| format!("{RUNBOOKS}{}", shipped.id));
        let is_ours = |name: &String| name.starts_with(RUNBOOKS) || name.starts_with(SERVICES);
        Ok(stored.chain(shipped).filter(is_ours).collect())
    }
}

/// What a line is made of, as one word: the file's text, the library's newest revision, and what
/// stands between them.
pub(super) fn seen(file: Option<&str>, lineage: &Lineage, becomes: Option<Becomes>) -> String {
    let mut hash = Sha256::new();
    hash.update(file.map(|text| Sha256::digest(text.as_bytes())).unwrap_or_default());
    hash.update(lineage.newest().map(|(hash, _)| *hash).unwrap_or_default());
    hash.update(format!("{becomes:?}"));
    Digest(hash.finalize().into()).to_string()
}

fn title_of(document: &str, text: &str) -> (String, usize) {
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

impl From<Becomes> for Stand {
    fn from(becomes: Becomes) -> Self {
        match becomes {
            Becomes::New => Self::New,
            Becomes::Changed => Self::Changed,
            Becomes::Merged => Self::Merged,
            Becomes::Same => Self::Same,
            Becomes::Older => Self::Older,
            Becomes::Conflicting => Self::Conflicting,
        }
    }
}
