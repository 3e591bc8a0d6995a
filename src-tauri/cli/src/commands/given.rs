//! Text that a command is given in a file or on standard input.

use crate::failure::Failure;
use kneeboard_core::folder::{regular_bytes, why_unread};
use kneeboard_core::kneeboard::Trouble;
use std::io::Read;
use std::path::Path;

/// As much as a piece of evidence may have.
const MOST_BYTES: usize = 10_000_000;

/// Larger files are refused before they are read; what is allowed of a smaller one depends on what
/// it is for.
const LARGEST_FILE: u64 = 100_000_000;

/// What stands for standard input where a file is read, and for standard output where one is written.
pub const STREAM: &str = "-";

/// What messages call it.
pub const STANDARD_INPUT: &str = "Standard input";

/// What to do where a pipe or a file brought nothing.
pub const LOOK_AT_THE_SOURCE: &str = "Check what writes it, then try again.";

/// The text of a file, or of standard input for `-`. One without a word is refused, as a pipe whose
/// first command failed brings it; `instead` says what to do.
pub fn wanted_text(file: &str, instead: &'static str) -> Result<String, Failure> {
    let text = if file == STREAM { standard_input()? } else { text_file(Path::new(file))? };
    if !text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Ok(text);
    }
    let what = if file == STREAM { STANDARD_INPUT } else { file };
    Err(Failure::Empty { what: what.to_owned(), instead })
}

/// The text on standard input, at most 10 MB.
fn standard_input() -> Result<String, Failure> {
    text(STANDARD_INPUT.to_owned(), bytes_of_input(MOST_BYTES)?)
}

/// The bytes on standard input; one more than `most` where there are more.
pub fn bytes_of_input(most: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(most as u64 + 1);
    input.read_to_end(&mut bytes).map_err(|error| Trouble::File {
        path: STANDARD_INPUT.to_owned(),
        why: error.to_string(),
    })?;
    Ok(bytes)
}

fn text_file(path: &Path) -> Result<String, Failure> {
    text(path.display().to_string(), bytes_of(path)?)
}

/// The bytes of a regular file; one of over 100 MB is not read.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    regular_bytes(path, LARGEST_FILE).map_err(|error| {
        let (path, why) = (path.display().to_string(), why_unread(&error));
        if error.kind() == std::io::ErrorKind::FileTooLarge {
            let instead = "Cut it down to the part that matters.";
            return Trouble::Content { path, why, instead }.into();
        }
        Trouble::File { path, why }.into()
    })
}

fn text(path: String, bytes: Vec<u8>) -> Result<String, Failure> {
    if bytes.len() > MOST_BYTES {
        let instead = "Cut it down to the part that matters.";
        return Err(Trouble::Content { path, why: "it has over 10 MB".to_owned(), instead }.into());
    }
    String::from_utf8(bytes).map_err(|_| {
        let instead = "Save it as UTF-8 and try again.";
        Trouble::Content { path, why: "it is not UTF-8 text".to_owned(), instead }.into()
    })
}
