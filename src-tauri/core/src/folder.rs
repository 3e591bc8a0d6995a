//! A folder of Markdown, as a team keeps its runbooks and service cards beside each other.
//!
//! `services/NAME.md` is a card, every other file a runbook whose id is its path without `.md`.
//! `README.md` and what begins with a dot belong to the folder and not to the library. What cannot
//! be taken in is named with its reason, and nothing is followed out of the folder.

mod given;
mod regular;

pub use given::{given, pasted};
pub(crate) use regular::regular_text;
pub use regular::{is_link, open_regular, regular_bytes, why_unread};

use crate::runbook::MOST_BYTES;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// The folder of service cards, and what a card's document begins with.
pub const SERVICES: &str = "services/";

/// What a runbook's document begins with.
pub const RUNBOOKS: &str = "runbooks/";

/// The most files that are read; a team's library has some hundred.
const MOST_FILES: usize = 20_000;

/// How deep folders are read.
const MOST_LEVELS: usize = 12;

/// The longest id, in bytes.
const LONGEST_ID: usize = 200;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["aux", "con", "nul", "prn"];

/// Such names with a digit behind them.
const PORTS: [&str; 2] = ["com", "lpt"];

/// A file that can be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path below the folder.
    pub path: PathBuf,
    /// The document it is: `runbooks/ID` or `services/NAME`.
    pub document: String,
    /// Its text, byte for byte.
    pub text: String,
}

/// A file that is left where it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct LeftOut {
    /// Its path below the folder.
    pub path: String,
    /// What is in the way, and what would help.
    pub why: String,
}

/// What was found in a folder, or in the files that were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Where it lies, as a whole path; empty for files that lie in no folder of their own.
    pub place: String,
    /// What can be taken in, in the order of the documents.
    pub found: Vec<Found>,
    /// What cannot.
    pub left_out: Vec<LeftOut>,
}

/// Reads a folder, or one file, which is then at the top of its folder.
///
/// # Errors
/// Where the folder or file itself cannot be read; what lies in a folder is left out with a reason.
pub fn read(path: &Path) -> io::Result<Folder> {
    let mut folder = Folder::default();
    if path.is_dir() {
        folder.place = place_of(path);
        let mut paths = Vec::new();
        collect(path, path, 0, &mut paths, &mut folder.left_out)?;
        paths.sort();
        for file in paths {
            folder.take(path, &file);
        }
    } else {
        open_regular(path)?;
        let above = path.parent().unwrap_or(Path::new(""));
        folder.take(above, path);
    }
    folder.without_doubles();
    Ok(folder)
}

/// How a folder is called, whatever way led there.
pub fn place_of(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    whole.display().to_string()
}

/// The document that a path below a folder names.
///
/// # Errors
/// Why it names none, in words for a person.
pub fn document_of(path: &Path) -> Result<String, String> {
    let mut parts = Vec::new();
    for part in path {
        let part = part.to_str().ok_or("its name is not Unicode; give it another one")?;
        parts.push(part);
    }
    let last = parts.pop().unwrap_or_default();
    if is_about_its_folder(last) {
        return Err("it tells of its folder and is no runbook; rename it if it is one".to_owned());
    }
    let bare = last.len().checked_sub(3).and_then(|at| {
        last.get(at..).filter(|end| end.eq_ignore_ascii_case(".md")).and(last.get(..at))
    });
    parts.push(bare.ok_or("its name does not end in .md")?);
    for part in &parts {
        check_part(part)?;
    }
    let id = parts.join("/");
    if id.len() > LONGEST_ID {
        return Err(format!("its path is longer than {LONGEST_ID} letters; shorten it"));
    }
    match id.strip_prefix(SERVICES) {
        Some(name) if crate::service::check_id(name).is_err() => {
            Err("a card's name has small letters, digits, hyphens and underscores only; rename it"
                .to_owned())
        }
        Some(_) => Ok(id),
        None => Ok(format!("{RUNBOOKS}{id}")),
    }
}

/// What documents that are one file on some systems have in common: neither case nor the way in
/// which accents are stored tells names apart there.
pub fn one_name(document: &str) -> String {
    document.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// The file of a document below a folder, such as `nodejs/errors-after-release.md`.
pub fn path_of(document: &str) -> PathBuf {
    PathBuf::from(format!("{}.md", document.strip_prefix(RUNBOOKS).unwrap_or(document)))
}

fn check_part(part: &str) -> Result<(), String> {
    let device = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    if part.is_empty() || part == "." || part == ".." {
        return Err("it has a part without a name; name each folder and file".to_owned());
    }
    if part.starts_with('.') || part.ends_with('.') || part.trim() != part {
        return Err(format!("\"{part}\" begins or ends with a dot or space; rename it"));
    }
    if part.contains(|c: char| c.is_control() || "/\\:*?\"<>|".contains(c)) {
        return Err(format!(
            "\"{part}\" has a character that not every system can name; rename it"
        ));
    }
    if crate::runbook::placeholder::has_hidden(part) {
        return Err(format!("\"{part}\" has a character that nobody sees; rename it"));
    }
    let is_port = |port: &&str| {
        let digit = device.strip_prefix(*port).unwrap_or_default();
        digit.len() == 1 && digit.chars().all(|c| c.is_ascii_digit())
    };
    if DEVICES.contains(&device.as_str()) || PORTS.iter().any(is_port) {
        return Err(format!("\"{part}\" is a device's name on Windows; rename it"));
    }
    Ok(())
}

/// Gathers the files below a folder; links are named and not followed.
fn collect(
    root: &Path,
    folder: &Path,
    level: usize,
    paths: &mut Vec<PathBuf>,
    left_out: &mut Vec<LeftOut>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let mut leave = |why: &str| left_out.push(left(root, &path, why));
        let kind = entry.file_type()?;
        let is_text = is_markdown(&path);
        if kind.is_symlink() {
            leave("it is a link, which may lead out of the folder; put the file itself here");
        } else if kind.is_dir() && level == MOST_LEVELS {
            leave("it lies too deep; move it up");
        } else if kind.is_dir() {
            // A folder that is closed to us is no reason to leave the others.
            if let Err(error) = collect(root, &path, level + 1, paths, left_out) {
                left_out.push(left(root, &path, &format!("it cannot be read: {error}")));
            }
        } else if is_text && !kind.is_file() {
            leave("it is no file");
        } else if is_text && !name.to_str().is_some_and(is_about_its_folder) {
            match paths.len() < MOST_FILES {
                true => paths.push(path),
                false => leave("there are more than 20,000 files; take them in by parts"),
            }
        }
    }
    Ok(())
}

/// A page about a folder stays with it.
fn is_about_its_folder(name: &str) -> bool {
    name.eq_ignore_ascii_case("README.md")
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}

fn left(root: &Path, path: &Path, why: &str) -> LeftOut {
    let below = path.strip_prefix(root).unwrap_or(path);
    LeftOut { path: below.display().to_string(), why: why.to_owned() }
}

impl Folder {
    /// What was found of a document.
    pub fn of(&self, document: &str) -> Option<&Found> {
        self.found.iter().find(|found| found.document == document)
    }

    /// Takes another folder's files beside its own.
    pub fn join(&mut self, other: Self) {
        // Files of several folders have none that is theirs.
        let is_one = *self == Self::default() || self.place == other.place;
        self.place = if is_one { other.place } else { String::new() };
        self.found.extend(other.found);
        self.left_out.extend(other.left_out);
        self.without_doubles();
    }

    fn take(&mut self, root: &Path, path: &Path) {
        let below = path.strip_prefix(root).unwrap_or(path).to_owned();
        let taken = document_of(&below).and_then(|document| Ok((document, text_of(path)?)));
        match taken {
            Ok((document, text)) => self.found.push(Found { path: below, document, text }),
            Err(why) => self.left_out.push(left(root, path, &why)),
        }
    }

    /// Names that are one file on some systems: none of them is taken in.
    fn without_doubles(&mut self) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for found in &self.found {
            *seen.entry(one_name(&found.document)).or_default() += 1;
        }
        let is_double = |found: &Found| seen.get(&one_name(&found.document)) != Some(&1);
        let (doubles, found) = std::mem::take(&mut self.found).into_iter().partition(is_double);
        self.found = found;
        self.found.sort_by(|a, b| a.document.cmp(&b.document));
        self.left_out.extend(doubles.into_iter().map(|found: Found| LeftOut {
            path: found.path.display().to_string(),
            why: "another file has the same name on some systems, where case and the way that accents are stored make no difference; rename one of them".to_owned(),
        }));
        self.left_out.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

/// The text of a file, byte for byte.
fn text_of(path: &Path) -> Result<String, String> {
    let bytes = regular_bytes(path, MOST_BYTES as u64).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => "it has more than 4 MB; split it".to_owned(),
        _ => format!("it cannot be read: {error}"),
    })?;
    text_from(bytes)
}

/// Bytes as text, where they are text.
///
/// # Errors
/// Why they are none, in words for a person.
pub fn text_from(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > MOST_BYTES {
        return Err("it has more than 4 MB; split it".to_owned());
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it is UTF-16; save it as UTF-8".to_owned());
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(format!("it is no text: there is a byte 0 in line {}", line_at(&bytes, at)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = line_at(error.as_bytes(), at);
        format!("it is not UTF-8 from byte {} on, in line {line}; save it as UTF-8", at + 1)
    })
}

/// The number of the line in which a byte stands.
fn line_at(bytes: &[u8], at: usize) -> usize {
    bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}
