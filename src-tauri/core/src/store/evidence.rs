//! Evidence files beside the store, named by the hash of their content.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::folder::regular_bytes;

use super::StoreError;
use super::digest::{hex, plain, unhex};
use super::unfinished::{self, Unfinished};

/// The most that one piece of evidence may hold: 10 MB.
pub const EVIDENCE_LIMIT: u64 = 10 * 1024 * 1024;

/// How a piece is called until it is whole.
const TEMPORARY: &str = ".tmp";

/// `<store>.evidence`.
pub(super) fn folder(store: &Path) -> PathBuf {
    super::beside(store, ".evidence")
}

/// Where evidence with this hash lies: `<store>.evidence/ab/abcdef…`.
pub(super) fn path(store: &Path, hash: &[u8; 32]) -> PathBuf {
    let name = hex(hash);
    folder(store).join(&name[..2]).join(name)
}

/// Writes, syncs and renames; the event that names the hash comes after.
pub(super) fn put(store: &Path, bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    let size = bytes.len() as u64;
    if size > EVIDENCE_LIMIT {
        return Err(StoreError::EvidenceTooLarge { bytes: size });
    }
    let hash = plain(bytes);
    let path = path(store, &hash);
    if fs::metadata(&path).is_ok_and(|there| there.len() == size) {
        return Ok(hash);
    }
    let Some(folder) = path.parent() else { return Ok(hash) };
    fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, "made", error))?;
    let trouble = |error| StoreError::file(&path, "written", error);
    let mut file =
        tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder).map_err(trouble)?;
    let _note = Unfinished::copy(store, file.path());
    file.write_all(bytes).map_err(trouble)?;
    file.as_file().sync_all().map_err(trouble)?;
    file.persist(&path).map_err(|error| trouble(error.error))?;
    super::sync_folder(folder);
    super::sync_folder(&self::folder(store));
    Ok(hash)
}

pub(super) fn get(store: &Path, hash: &[u8; 32]) -> Result<Vec<u8>, StoreError> {
    let path = path(store, hash);
    match regular_bytes(&path, EVIDENCE_LIMIT) {
        Ok(bytes) if plain(&bytes) == *hash => Ok(bytes),
        Ok(_) => Err(StoreError::EvidenceChanged { path }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(StoreError::NoEvidence { hash: hex(hash) })
        }
        Err(error) => Err(StoreError::file(&path, "read", error)),
    }
}

/// The hash of what lies at a path; `None` where it is no piece of evidence.
pub(super) fn hash_at(path: &Path) -> Option<[u8; 32]> {
    regular_bytes(path, EVIDENCE_LIMIT).ok().map(|bytes| plain(&bytes))
}

/// Overwrites the content before the name goes, so that the bytes do not stay in a free block of
/// a plain file system.
pub(super) fn remove(store: &Path, hash: &[u8; 32]) -> std::io::Result<()> {
    let path = path(store, hash);
    let Ok(found) = fs::metadata(&path) else { return Ok(()) };
    let mut file = File::options().write(true).open(&path)?;
    file.write_all(&vec![0; usize::try_from(found.len()).unwrap_or(0)])?;
    file.sync_all()?;
    fs::remove_file(&path)
}

/// Every file in the folder whose name is a hash, with the hash.
pub(super) fn all(store: &Path) -> Vec<([u8; 32], PathBuf)> {
    let mut found: Vec<_> = entries(&folder(store))
        .flat_map(|shelf| entries(&shelf))
        .filter_map(|path| Some((unhex(path.file_name()?.to_str()?)?, path)))
        .collect();
    found.sort();
    found
}

/// What a killed process left of a piece that it was putting there.
pub(super) fn unfinished(store: &Path) -> Vec<PathBuf> {
    let shelves = entries(&folder(store)).filter(|shelf| shelf.is_dir());
    shelves
        .flat_map(|shelf| unfinished::named(&shelf, |name| name.starts_with(TEMPORARY)))
        .collect()
}

/// The hash that an event names a piece of evidence by: 64 hexadecimal digits.
pub fn evidence_hash(name: &str) -> Option<[u8; 32]> {
    unhex(name)
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}
