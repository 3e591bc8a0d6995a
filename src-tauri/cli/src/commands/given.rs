//! Text that a command is given in a file or on standard input.

use crate::failure::Failure;
use kneeboard_core::folder::{regular_bytes, why_unread};
use kneeboard_core::kneeboard::Trouble;
use kneeboard_core::runbook;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// As much as a piece of evidence may have.
const MOST_EVIDENCE: usize = 10_000_000;

/// As much as any other text may have.
const MOST_TEXT: usize = runbook::MOST_BYTES;

/// The text of a file, or of standard input for `-`, at most 4 MB.
pub fn text_of(file: &str) -> Result<String, Failure> {
    if file == "-" { input(MOST_TEXT) } else { text_file(Path::new(file)) }
}

/// The text on standard input, at most 10 MB.
pub fn standard_input() -> Result<String, Failure> {
    input(MOST_EVIDENCE)
}

fn input(most: usize) -> Result<String, Failure> {
    let name = "Standard input".to_owned();
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(most as u64 + 1);
    input.read_to_end(&mut bytes).map_err(|error| unread(name.clone(), &error))?;
    if bytes.len() > most {
        let megabytes = most / 1_000_000;
        return Err(too_large(name, format!("it has over {megabytes} MB")));
    }
    text(name, bytes)
}

fn text_file(path: &Path) -> Result<String, Failure> {
    text(path.display().to_string(), bytes_of(path)?)
}

/// The bytes of a regular file, at most 4 MB.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    regular_bytes(path, MOST_TEXT as u64).map_err(|error| {
        let name = path.display().to_string();
        match error.kind() {
            ErrorKind::FileTooLarge => too_large(name, why_unread(&error)),
            _ => unread(name, &error),
        }
    })
}

fn unread(path: String, error: &io::Error) -> Failure {
    Trouble::File { path, why: why_unread(error) }.into()
}

fn too_large(path: String, why: String) -> Failure {
    let instead = "Cut it down to the part that matters.";
    Trouble::Content { path, why, instead }.into()
}

fn text(path: String, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| {
        let instead = "Save it as UTF-8 and try again.";
        Trouble::Content { path, why: "it is not UTF-8 text".to_owned(), instead }.into()
    })
}
