//! Text that a command is given in a file or on standard input.

use crate::failure::Failure;
use kneeboard_core::held;
use kneeboard_core::kneeboard::Trouble;
use kneeboard_core::store::StoreError;
use std::io::Read;
use std::path::Path;

/// As much as a piece of evidence may have.
const MOST_BYTES: usize = 10_000_000;

/// The text of a file, or of standard input for `-`.
pub fn text_of(file: &str) -> Result<String, Failure> {
    if file == "-" { standard_input() } else { text_file(Path::new(file)) }
}

/// The text on standard input, at most 10 MB.
pub fn standard_input() -> Result<String, Failure> {
    let name = "Standard input".to_owned();
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST_BYTES as u64 + 1);
    input
        .read_to_end(&mut bytes)
        .map_err(|error| Trouble::File { path: name.clone(), why: error.to_string() })?;
    text(name, bytes)
}

fn text_file(path: &Path) -> Result<String, Failure> {
    text(path.display().to_string(), bytes_of(path)?)
}

/// The bytes of a file.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    if held::is_held(path) {
        return Err(Trouble::from(StoreError::OwnFile { path: path.to_path_buf() }).into());
    }
    std::fs::read(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "it is not there".to_owned(),
            std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
            std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            _ => error.to_string(),
        };
        Trouble::File { path: path.display().to_string(), why }.into()
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
