//! `runbook diff` and `service diff`: two revisions line by line, as patches are written.

use crate::Answer;
use crate::print::Reply;
use kneeboard_core::kneeboard::Kneeboard;
use kneeboard_core::runbook::merge::{DiffLine, LineChange, diff as compared};
use serde_json::json;

/// How many lines are shown around a change.
const AROUND: usize = 3;

pub(in crate::commands) fn diff(
    door: &mut Kneeboard,
    id: String,
    from: Option<String>,
    to: Option<String>,
) -> Answer {
    let to = match to {
        Some(to) => to,
        None => door.written(&id)?.revision,
    };
    let to = door.written_at(&id, &to)?;
    let history = door.history(&id)?;
    let line = |revision: &str| history.iter().find(|line| line.revision == revision);
    let number = |revision: &str| line(revision).map_or(1, |line| line.n);
    let n = number(&to.revision);
    // The first one was made from nothing: it differs from itself by nothing.
    let before = || line(&to.revision).and_then(|line| line.parent).unwrap_or(n).to_string();
    let from = door.written_at(&id, &from.unwrap_or_else(before))?;
    let m = number(&from.revision);
    let lines = compared(&from.text, &to.text);
    let text = match printed(&lines) {
        same if same.is_empty() => format!("Revisions {m} and {n} of {id} have the same text.\n"),
        hunks => format!("--- {id} revision {m}\n+++ {id} revision {n}\n{hunks}"),
    };
    Ok(Reply::document(text, &json!({ "id": id, "from": m, "to": n, "lines": lines })))
}

/// The changes with the lines around them; nothing where there is none.
fn printed(lines: &[DiffLine]) -> String {
    let changed = |at: usize| lines[at].change != LineChange::Kept;
    let near =
        |at: &usize| (at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len())).any(changed);
    let shown: Vec<usize> = (0..lines.len()).filter(near).collect();
    shown.chunk_by(|one, next| next - one == 1).map(|hunk| hunk_of(lines, hunk)).collect()
}

fn hunk_of(lines: &[DiffLine], hunk: &[usize]) -> String {
    let hunk: Vec<&DiffLine> = hunk.iter().map(|at| &lines[*at]).collect();
    let span = |number: fn(&DiffLine) -> Option<usize>| {
        let numbers: Vec<usize> = hunk.iter().filter_map(|line| number(line)).collect();
        format!("{},{}", numbers.first().copied().unwrap_or_default(), numbers.len())
    };
    let mut text = format!("@@ -{} +{} @@\n", span(|line| line.from), span(|line| line.to));
    for line in hunk {
        text.push(match line.change {
            LineChange::Kept => ' ',
            LineChange::Removed => '-',
            LineChange::Added => '+',
        });
        text += &line.text;
        if !line.text.ends_with('\n') {
            text += "\n\\ No newline at end of file\n";
        }
    }
    text
}
