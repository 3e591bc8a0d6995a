//! Man pages and completions, from the same source as the help.

use crate::Answer;
use crate::args::Cli;
use crate::print::Reply;
use clap::CommandFactory;
use kneeboard_core::kneeboard::Trouble;
use serde_json::json;
use std::path::Path;

/// One page a command, all of them in one folder.
pub(super) fn man(folder: &Path) -> Answer {
    clap_mangen::generate_to(Cli::command(), folder).map_err(|error| Trouble::File {
        path: folder.display().to_string(),
        why: error.to_string(),
    })?;
    let shown = folder.display().to_string();
    Ok(Reply::said(format!("Wrote the man pages to {shown}.\n"), &json!({ "folder": shown })))
}

/// What a shell completes.
pub(super) fn completions(shell: clap_complete::Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "kneeboard", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Ok(Reply::document(script.clone(), &json!({ "shell": shell.to_string(), "script": script })))
}
