//! Code blocks whose language nobody named.

use super::found::Found;
use crate::markdown::{self, Block};
use crate::runbook::{Runbook, body};

/// Languages that look like a command's and are not read as one, with what is.
const NEARLY: [(&str, &str); 12] = [
    ("ash", "sh"),
    ("cmd", "powershell"),
    ("ksh", "sh"),
    ("mysql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("ps1", "powershell"),
    ("psql", "sql"),
    ("pwsh", "powershell"),
    ("py", "python"),
    ("shell", "sh"),
    ("zsh", "sh"),
];

/// RB41: a code block names its language, and a step's block one that is read as a command where
/// it looks like one.
///
/// Everywhere in the text, Reference too; an indented block has none. Output is text or console.
pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    let text = &runbook.text;
    let start = text.len() - body(text).len();
    each(&markdown::parse_from(text, start).blocks, false, &mut |lang, at, in_step| {
        let named = lang.map(str::to_ascii_lowercase).unwrap_or_default();
        let nearly = NEARLY.iter().find(|(nearly, _)| *nearly == named).filter(|_| in_step);
        match nearly {
            _ if named.is_empty() => {
                found.at_byte("RB41", at, "The code block has no language.");
            }
            Some((nearly, read)) => found.at_byte(
                "RB41",
                at,
                format!("A block of {nearly} is not read as a command; one of {read} is."),
            ),
            None => {}
        }
    });
}

/// Every code block with its language, its byte and whether it stands in a task item.
fn each(blocks: &[Block], in_step: bool, see: &mut dyn FnMut(Option<&str>, usize, bool)) {
    for block in blocks {
        match block {
            Block::Code { lang, range, .. } => see(lang.as_deref(), range.start, in_step),
            Block::List { items, .. } => {
                for item in items {
                    each(&item.blocks, in_step || item.task.is_some(), see);
                }
            }
            Block::Quote { blocks, .. } => each(blocks, in_step, see),
            Block::Paragraph { .. }
            | Block::Heading { .. }
            | Block::Table { .. }
            | Block::Rule { .. } => {}
        }
    }
}
