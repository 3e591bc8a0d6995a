//! `runbook lint` and `levels`: files held to the rules without a store, or the store's runbooks.

use super::revisions::name_of;
use crate::Answer;
use crate::commands::given::{bytes_of, text_of};
use crate::failure::Failure;
use crate::print::{Reply, line};
use crate::session::Session;
use chrono::NaiveDate;
use kneeboard_core::kneeboard::{Clock, Kneeboard, Trouble};
use kneeboard_core::runbook::lint::{Finding, Level, Levels, lint as held_to_the_rules};
use kneeboard_core::runbook::{MOST_BYTES, Refused, read};
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};

/// A finding with the file it is in.
#[derive(Serialize)]
struct InFile {
    file: String,
    #[serde(flatten)]
    finding: Finding,
}

/// Files and folders held to the shipped levels as of a day, today where none is given.
pub(super) fn files(paths: &[PathBuf], on: Option<NaiveDate>) -> Answer {
    let today = match on {
        Some(day) => day,
        None => Clock::Machine.read().map_err(Trouble::from)?.0.at.date(),
    };
    let mut found = Vec::new();
    let mut files = 0;
    for path in paths {
        for (file, id) in files_of(path)? {
            files += 1;
            refuse_too_large(&file, &id)?;
            let (runbook, problems) = read(&bytes_of(&file)?, &id)?;
            let findings = held_to_the_rules(&runbook, &problems, today);
            found.extend(in_file(&file.display().to_string(), findings));
        }
    }
    if files == 0 {
        let paths = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::NothingToLint { paths });
    }
    Ok(report(&found, &counted(files, "file")))
}

/// The runbooks of the store held to the team's levels; each is named like its file in a folder.
pub(super) fn library(door: &Kneeboard, on: Option<NaiveDate>) -> Answer {
    let today = match on {
        Some(day) => day,
        None => door.now()?.at.date(),
    };
    let levels = Levels::read(&door.lint_levels()?);
    let kept = door.runbooks()?;
    let mut found = Vec::new();
    for kept in &kept {
        let findings = held_to_the_rules(&kept.runbook, &kept.problems, today);
        found.extend(in_file(&format!("{}.md", kept.runbook.id), levels.applied(findings)));
    }
    Ok(report(&found, &counted(kept.len(), "runbook")))
}

/// The team's levels as they are written.
pub(super) fn levels(door: &Kneeboard) -> Answer {
    let text = door.lint_levels()?;
    let shown = if text.is_empty() {
        "Every rule has its shipped level.\n".to_owned()
    } else {
        text.clone()
    };
    Ok(Reply::document(shown, &json!({ "levels": text })))
}

/// Sets the team's levels.
pub(super) fn set_levels(session: &mut Session, file: &str, reason: Option<String>) -> Answer {
    let text = text_of(file)?;
    let reason = reason.unwrap_or_else(|| format!("set from {}", name_of(file)));
    session.door.set_lint_levels(&text, &reason, session.actor.role)?;
    Ok(Reply::said("The levels of the rules are set.\n", &json!({ "levels": text })))
}

/// A file above the limit is not read to be measured.
fn refuse_too_large(file: &Path, id: &str) -> Result<(), Failure> {
    let found = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file);
    match found.and_then(|found| usize::try_from(found.len()).ok()) {
        Some(bytes) if bytes > MOST_BYTES => Err(Refused::too_large(id, bytes).into()),
        _ => Ok(()),
    }
}

fn in_file(file: &str, findings: Vec<Finding>) -> impl Iterator<Item = InFile> {
    findings.into_iter().map(move |finding| InFile { file: file.to_owned(), finding })
}

fn report(found: &[InFile], among: &str) -> Reply {
    let errors = found.iter().any(|found| found.finding.level == Level::Error);
    let text = match found {
        [] => format!("Nothing found in {among}.\n"),
        found => found.iter().map(told).collect(),
    };
    Reply::shown(text, &found).found(errors)
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn told(found: &InFile) -> String {
    let InFile { file, finding } = found;
    let file = line(file);
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "hint",
    };
    format!(
        "{file}:{}:{}: {level} {}: {}\n    {}\n",
        finding.line,
        finding.column,
        finding.rule,
        line(&finding.message),
        finding.mend
    )
}

/// The runbooks under a path with their ids: the path below the folder without `.md`.
fn files_of(path: &Path) -> Result<Vec<(PathBuf, String)>, Failure> {
    if !path.is_dir() {
        let id = path.with_extension("");
        return Ok(vec![(path.to_owned(), id.display().to_string())]);
    }
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    Ok(files
        .into_iter()
        .map(|file| {
            let below = file.strip_prefix(path).unwrap_or(&file).with_extension("");
            (file, below.display().to_string())
        })
        .collect())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let trouble = |error: std::io::Error| Trouble::File {
        path: folder.display().to_string(),
        why: error.to_string(),
    };
    for entry in std::fs::read_dir(folder).map_err(trouble)? {
        let entry = entry.map_err(trouble)?;
        let path = entry.path();
        let name = entry.file_name();
        let hidden = name.to_string_lossy().starts_with('.');
        // A link may lead round in a circle; the page about the format is no runbook.
        if entry.file_type().map_err(trouble)?.is_dir() {
            if !hidden {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "md") && name != "README.md" {
            files.push(path);
        }
    }
    Ok(())
}
