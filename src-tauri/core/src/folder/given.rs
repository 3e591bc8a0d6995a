//! Files that a person dropped on the window, and a text that was pasted: read like a folder.

use super::{Folder, Found, LeftOut, document_of, text_from};
use crate::markdown::{self, Block};
use crate::runbook;
use std::path::{Path, PathBuf};

/// The longest name that is made of a title, in letters.
const LONGEST_NAME: usize = 60;

/// What a text without a title is called.
const NO_TITLE: &str = "pasted";

/// Files by their names, each with its bytes or the reason why there are none.
pub fn given(files: Vec<(PathBuf, Result<Vec<u8>, String>)>) -> Folder {
    let mut folder = Folder::default();
    for (path, bytes) in files {
        // What could not be read at all, as a folder, is not told that its name is wrong.
        match bytes.and_then(|bytes| Ok((document_of(&path)?, text_from(bytes)?))) {
            Ok((document, text)) => folder.found.push(Found { path, document, text }),
            Err(why) => folder.left_out.push(LeftOut { path: path.display().to_string(), why }),
        }
    }
    folder.without_doubles();
    folder
}

/// A pasted text as a file of its stack's folder, named after its title.
///
/// # Errors
/// What is missing, where it does not read as a runbook.
pub fn pasted(text: String) -> Result<Folder, String> {
    let text = text_from(text.into_bytes())?;
    if !reads_as_runbook(&text) {
        return Err(
            "it has neither front matter nor a title, a line such as # Checkout answers 500"
                .to_owned(),
        );
    }
    let (runbook, _) = runbook::parse(&text, "");
    let is_folder = |stack: &&str| document_of(&Path::new(stack).join("x.md")).is_ok();
    let stack = Some(runbook.stack.as_str()).filter(is_folder).unwrap_or("any");
    let path = Path::new(stack).join(format!("{}.md", name_of(&runbook.title)));
    let document = document_of(&path)?;
    Ok(Folder { found: vec![Found { path, document, text }], ..Folder::default() })
}

fn reads_as_runbook(text: &str) -> bool {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let body = runbook::body(text);
    let is_title = |block: &Block| matches!(block, Block::Heading { level: 1, .. });
    body.len() < bare.len() || markdown::parse(body).blocks.iter().any(is_title)
}

/// `Checkout answers 500!` as `checkout-answers-500`.
fn name_of(title: &str) -> String {
    let plain: String = title
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let mut name = plain.split_whitespace().collect::<Vec<_>>().join("-");
    name.truncate(LONGEST_NAME);
    let name = name.trim_end_matches('-');
    if name.is_empty() { NO_TITLE.to_owned() } else { name.to_owned() }
}
