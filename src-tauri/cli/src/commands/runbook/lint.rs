//! `runbook lint`: files and folders held to the rules; no store is opened.

use crate::Answer;
use crate::commands::given::bytes_of;
use crate::failure::Failure;
use crate::print::Reply;
use chrono::NaiveDate;
use kneeboard_core::kneeboard::{Clock, Trouble};
use kneeboard_core::runbook::lint::{Finding, Level, lint as held_to_the_rules};
use kneeboard_core::runbook::read;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A finding with the file it is in.
#[derive(Serialize)]
struct InFile {
    file: String,
    #[serde(flatten)]
    finding: Finding,
}

/// Held to the rules as of a day, today where none is given.
pub(super) fn lint(paths: &[PathBuf], on: Option<NaiveDate>) -> Answer {
    let today = match on {
        Some(day) => day,
        None => Clock::Machine.read().map_err(Trouble::from)?.0.at.date(),
    };
    let mut found = Vec::new();
    let mut files = 0;
    for path in paths {
        for (file, id) in files_of(path)? {
            files += 1;
            let (runbook, problems) = read(&bytes_of(&file)?, &id)?;
            let shown = file.display().to_string();
            let findings = held_to_the_rules(&runbook, &problems, today);
            found.extend(
                findings.into_iter().map(|finding| InFile { file: shown.clone(), finding }),
            );
        }
    }
    let errors = found.iter().any(|found| found.finding.level == Level::Error);
    let mut text: String = found.iter().map(told).collect();
    if found.is_empty() {
        text = format!("Nothing found in {files} {}.\n", if files == 1 { "file" } else { "files" });
    }
    Ok(Reply::shown(text, &found).found(errors))
}

fn told(found: &InFile) -> String {
    let InFile { file, finding } = found;
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "hint",
    };
    format!(
        "{file}:{}:{}: {level} {}: {}\n    {}\n",
        finding.line, finding.column, finding.rule, finding.message, finding.mend
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
