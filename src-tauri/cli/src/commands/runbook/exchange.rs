//! `runbook import` and `runbook export`: the library as a folder of Markdown.

use crate::Answer;
use crate::args::Everywhere;
use crate::failure::Failure;
use crate::print::{Reply, line, table};
use crate::session::Session;
use kneeboard_core::folder::{Folder, LeftOut, is_link, read, why_unread};
use kneeboard_core::kneeboard::{Becomes, Import, Trouble};
use std::path::{Path, PathBuf};

/// Takes files and folders in: first what each becomes is known, then all is stored, or nothing.
pub(super) fn import(
    paths: &[PathBuf],
    plan: bool,
    others: bool,
    everywhere: &Everywhere,
) -> Answer {
    let folder = folder_of(paths)?;
    let mut session = Session::open(everywhere)?;
    let planned = session.door.plan_import(&folder)?;
    let conflicts = planned.count(Becomes::Conflicting) > 0;
    if plan {
        let told = Reply::shown(told(&planned, "Nothing was stored."), &planned);
        return Ok(Reply { warnings: warnings(&planned, paths), ..told });
    }
    if !others && (conflicts || !planned.left_out.is_empty()) {
        return Err(refused(&planned, paths));
    }
    let role = session.actor.role;
    let done = session.door.import(&folder, &format!("imported from {}", names(paths)), role)?;
    Ok(Reply { warnings: warnings(&done, paths), ..Reply::shown(told(&done, ""), &done) })
}

/// Writes the library out; exits with 1 where a file was left.
pub(super) fn export(folder: &Path, everywhere: &Everywhere) -> Answer {
    let mut session = Session::open(everywhere)?;
    let done = session.door.export_library(folder)?;
    let mut text: String =
        done.written.iter().map(|path| format!("written   {}\n", line(path))).collect();
    text += &left_out(&done.left_out);
    text += &format!(
        "{} written, {} there already, {} left out.\n",
        done.written.len(),
        done.same,
        done.left_out.len()
    );
    let is_left = !done.left_out.is_empty();
    Ok(Reply::shown(text, &done).found(is_left))
}

fn folder_of(paths: &[PathBuf]) -> Result<Folder, Failure> {
    let mut all = Folder::default();
    for path in paths {
        let found = read(path).map_err(|error| Trouble::File {
            path: path.display().to_string(),
            why: why_unread(&error),
        })?;
        all.join(found);
    }
    Ok(all)
}

/// What should be looked at. A link that was given is followed: its text is another file's.
fn warnings(import: &Import, paths: &[PathBuf]) -> Vec<String> {
    let links = paths.iter().filter(|path| is_link(path));
    let leads = |path: &PathBuf| {
        let to = path.canonicalize().unwrap_or_else(|_| path.clone());
        format!("{} is a link: the text comes from {}.", path.display(), to.display())
    };
    links.map(leads).chain(import.warnings.iter().cloned()).collect()
}

/// The names of what was given, for the history.
fn names(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| {
        let full = path.canonicalize().unwrap_or_else(|_| path.clone());
        full.file_name().unwrap_or(full.as_os_str()).to_string_lossy().into_owned()
    };
    match paths {
        [one] => name(one),
        many => format!("{} files and folders", many.len()),
    }
}

fn refused(planned: &Import, paths: &[PathBuf]) -> Failure {
    let conflicts = planned.count(Becomes::Conflicting);
    let first = planned.incoming.iter().find(|one| one.becomes == Becomes::Conflicting);
    let (path, why, instead) = match (planned.left_out.first(), first) {
        (_, Some(first)) => (
            first.path.clone(),
            format!("library and file changed the same place ({conflicts} in all)"),
            "See all with --plan; put both texts into one and save it with runbook save, or take the others in with --others.",
        ),
        (Some(left), None) => (
            left.path.clone(),
            left.why.clone(),
            "See all with --plan; mend the files, or take the others in with --others.",
        ),
        (None, None) => (names(paths), "nothing is wrong with it".to_owned(), "Try again."),
    };
    match first {
        Some(_) => Trouble::Conflicting { path, why, instead }.into(),
        None => Trouble::Content { path, why, instead }.into(),
    }
}

fn told(import: &Import, ending: &str) -> String {
    let rows: Vec<Vec<String>> = import
        .incoming
        .iter()
        .filter(|incoming| incoming.becomes != Becomes::Same)
        .map(|incoming| vec![word(incoming.becomes).to_owned(), line(&incoming.path).into_owned()])
        .collect();
    let mut text = table(&rows) + &left_out(&import.left_out);
    let all = [Becomes::New, Becomes::Changed, Becomes::Merged, Becomes::Same, Becomes::Older];
    let counts = all
        .iter()
        .chain(&[Becomes::Conflicting])
        .map(|becomes| format!("{} {}", import.count(*becomes), word(*becomes)));
    let counts = counts.collect::<Vec<_>>().join(", ");
    text += &format!("{counts}, {} left out. {ending}", import.left_out.len());
    format!("{}\n", text.trim_end())
}

fn left_out(left: &[LeftOut]) -> String {
    left.iter()
        .map(|left| format!("left out  {}: {}\n", line(&left.path), line(&left.why)))
        .collect()
}

fn word(becomes: Becomes) -> &'static str {
    match becomes {
        Becomes::New => "new",
        Becomes::Changed => "changed",
        Becomes::Merged => "merged",
        Becomes::Same => "same",
        Becomes::Older => "older",
        Becomes::Conflicting => "conflicting",
        Becomes::Absent => "absent",
        Becomes::Gone => "gone",
    }
}
