//! Man pages and completions, from the same source as the help.

use crate::Answer;
use crate::args::Cli;
use crate::print::Reply;
use crate::session::refuse_stream;
use clap::CommandFactory;
use kneeboard_core::kneeboard::Trouble;
use kneeboard_core::output::{Overwrite, put};
use serde_json::json;
use std::path::Path;

/// One page a command, all of them in one folder. They are made in a folder of their own first, so
/// that no page takes the place of something else.
pub(super) fn man(folder: &Path, overwrite: Overwrite) -> Answer {
    refuse_stream(folder, "The man pages are many files.", "Name a folder, such as man.")?;
    let trouble = |error: std::io::Error| Trouble::File {
        path: folder.display().to_string(),
        why: error.to_string(),
    };
    let made = tempfile::tempdir().map_err(trouble)?;
    clap_mangen::generate_to(Cli::command(), made.path()).map_err(trouble)?;
    for page in std::fs::read_dir(made.path()).map_err(trouble)? {
        let page = page.map_err(trouble)?;
        let bytes = std::fs::read(page.path()).map_err(trouble)?;
        let path = folder.join(page.file_name());
        put(&path, &bytes, overwrite, &|_| false, &|_| false).map_err(Trouble::from)?;
    }
    let shown = folder.display().to_string();
    Ok(Reply::said(format!("Wrote the man pages to {shown}.\n"), &json!({ "folder": shown })))
}

/// What a shell completes.
pub(super) fn completions(shell: clap_complete::Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "kneeboard", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Ok(Reply::shown(script.clone(), &json!({ "shell": shell.to_string(), "script": script })))
}
