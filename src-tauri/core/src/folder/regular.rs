//! Reading one file that somebody named: a regular one, and never more of it than is wanted.
//!
//! A pipe may never end and a device such as `/dev/zero` never does, so neither is opened. Every
//! file that a person names is read here, and what must never be read is refused here.

use crate::machine;
use std::fs::{File, Metadata, metadata, symlink_metadata};
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// Opens a file to be read, with its size in bytes. A link is followed to a regular file.
///
/// # Errors
/// The system's own; [`ErrorKind::InvalidInput`] for a pipe, a socket or a device.
pub fn open_regular(path: &Path) -> Result<(File, u64)> {
    // Opening a pipe waits for whoever writes it: what it is must be known before.
    refuse_others(path, &metadata(path).map_err(|error| of_link(path, error))?)?;
    // Another file may stand there by now: neither the opening nor the reading waits for one.
    let file = machine::open_to_read(path)?;
    let found = file.metadata()?;
    refuse_others(path, &found)?;
    Ok((file, found.len()))
}

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
/// As [`open_regular`] has them; [`ErrorKind::FileTooLarge`] where it has more.
pub fn regular_bytes(path: &Path, most: u64) -> Result<Vec<u8>> {
    let (file, size) = open_regular(path)?;
    let mut bytes = Vec::new();
    if size <= most {
        // A file may grow while it is read, and what `/proc` has is larger than it says.
        file.take(most + 1).read_to_end(&mut bytes)?;
    }
    if size > most || bytes.len() as u64 > most {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("it has over {}", size_of(most))));
    }
    Ok(bytes)
}

/// The text of a small file, or why there is none.
///
/// # Errors
/// The reason in words.
pub(crate) fn regular_text(path: &Path, most: u64) -> std::result::Result<String, String> {
    let bytes = regular_bytes(path, most).map_err(|error| why_unread(&error))?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// Why a file cannot be read, in words for a person.
pub fn why_unread(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound if error.get_ref().is_none() => "it is not there".to_owned(),
        ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "part of it is a file, not a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// `10 MB`, `4,000 bytes`: a limit as people say it.
pub(crate) fn size_of(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// Whether a path is a link itself, whatever it leads to.
pub fn is_link(path: &Path) -> bool {
    symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

fn refuse_others(path: &Path, found: &Metadata) -> Result<()> {
    let leads = is_link(path);
    if found.is_dir() && leads {
        return Err(Error::new(ErrorKind::InvalidInput, "it is a link to a folder"));
    }
    if found.is_dir() {
        return Err(Error::from(ErrorKind::IsADirectory));
    }
    if !found.is_file() {
        let what = match leads {
            true => "it is a link to a pipe or a device, not to a file",
            false => "it is a pipe or a device, not a file",
        };
        return Err(Error::new(ErrorKind::InvalidInput, what));
    }
    Ok(())
}

/// A link that leads nowhere is there, and its file is not.
fn of_link(path: &Path, error: Error) -> Error {
    match error.kind() == ErrorKind::NotFound && is_link(path) {
        true => Error::new(ErrorKind::NotFound, "it is a link to a file that is not there"),
        false => error,
    }
}
