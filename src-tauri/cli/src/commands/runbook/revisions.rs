//! `save`, `history` and `restore` of a runbook, or of a service card.

use crate::Answer;
use crate::args::SaveArgs;
use crate::commands::given::text_of;
use crate::print::{Reply, table};
use crate::session::Session;
use kneeboard_core::kneeboard::{Change, Kneeboard, Saved, Trouble};
use kneeboard_core::view::redlines::RedlinedStep;
use serde::Serialize;
use serde_json::json;
use std::path::Path;

#[derive(Serialize)]
struct SavedText<'a> {
    id: &'a str,
    #[serde(flatten)]
    saved: &'a Saved,
}

pub(in crate::commands) fn save(session: &mut Session, save: SaveArgs) -> Answer {
    let text = text_of(&save.file)?;
    let reason = save.reason.unwrap_or_else(|| format!("saved from {}", name_of(&save.file)));
    let base = match save.base {
        Some(base) => Some(base),
        None => newest(&session.door, &save.id)?,
    };
    let change =
        Change { id: save.id, text, base, merged: save.merged, reason, role: session.actor.role };
    let saved = session.door.save_runbook(&change)?;
    Ok(told(&change.id, &saved, "Saved"))
}

pub(in crate::commands) fn restore(session: &mut Session, id: &str, n: usize) -> Answer {
    let saved = session.door.restore_runbook(id, n, session.actor.role)?;
    Ok(told(id, &saved, "Restored"))
}

pub(in crate::commands) fn history(door: &mut Kneeboard, id: String) -> Answer {
    let revisions = door.history(&id)?;
    let mut rows = vec![["REV", "SAVED", "FROM", "BY", "REASON"].map(str::to_owned).to_vec()];
    rows.extend(revisions.iter().map(|line| {
        let from: Vec<String> =
            line.parent.iter().chain(&line.merged).map(usize::to_string).collect();
        vec![
            line.n.to_string(),
            line.at.map_or_else(|| "-".to_owned(), |at| at.written()),
            if from.is_empty() { "-".to_owned() } else { from.join(" and ") },
            line.by.clone().unwrap_or_else(|| "-".to_owned()),
            line.reason.clone(),
        ]
    }));
    let open = door.redlines(&id)?.open;
    let mut shown = table(&rows);
    if !open.is_empty() {
        shown.push_str(&marked(&open));
    }
    Ok(Reply::shown(shown, &json!({ "id": id, "revisions": revisions, "redlines": open })))
}

/// What people marked as wrong and nobody has answered.
fn marked(open: &[RedlinedStep]) -> String {
    let mut rows = vec![["LINE", "STEP", "MARKED", "IN", "WORDS"].map(str::to_owned).to_vec()];
    for RedlinedStep { step, line, redlines, .. } in open {
        rows.extend(redlines.iter().map(|redline| {
            vec![
                line.map_or_else(|| "-".to_owned(), |line| line.to_string()),
                step.action.clone(),
                redline.at.written(),
                redline.handle.clone(),
                redline.words.clone().unwrap_or_else(|| "the words were removed".to_owned()),
            ]
        }));
    }
    format!("\nMarked as wrong during incidents:\n{}", table(&rows))
}

fn told(id: &str, saved: &Saved, done: &str) -> Reply {
    let said = if saved.new {
        format!("{done} {id}: revision {}.\n", saved.n)
    } else {
        format!("{id} is as it was: revision {}.\n", saved.n)
    };
    let warnings = saved.warnings.clone();
    Reply { warnings, ..Reply::said(said, &SavedText { id, saved }) }
}

/// The newest revision; none where the runbook is new.
fn newest(door: &Kneeboard, id: &str) -> Result<Option<String>, Trouble> {
    match door.written(id) {
        Ok(written) => Ok(Some(written.revision)),
        Err(Trouble::NoSuch { .. }) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// What a reason calls a file.
pub(in crate::commands) fn name_of(file: &str) -> String {
    if file == "-" {
        return "standard input".to_owned();
    }
    let name = Path::new(file).file_name();
    name.map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}
