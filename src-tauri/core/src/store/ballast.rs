//! A file that only takes up space, given back when the disk is full in mid-incident.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::place;
use crate::machine;

/// How much is set aside, unless an option says otherwise: 4 MB.
pub(super) const USUAL_BYTES: u64 = 4 * 1024 * 1024;

/// Ballast is laid only where this many times its size is free: it must not fill the disk itself.
const MARGIN: u64 = 4;

pub(super) fn path(store: &Path) -> PathBuf {
    super::beside(store, ".ballast")
}

/// Gives the space back; answers whether there was any.
pub(super) fn free(store: &Path) -> bool {
    fs::remove_file(path(store)).is_ok()
}

/// Sets the space aside where it is missing and there is room; answers whether it is there now.
pub(super) fn lay(store: &Path, bytes: u64) -> bool {
    if fs::metadata(path(store)).is_ok_and(|there| there.len() == bytes) {
        return true;
    }
    let Some(folder) = store.parent() else { return false };
    if place::room(folder).is_some_and(|room| room < bytes.saturating_mul(MARGIN)) {
        return false;
    }
    let laid = fill(&path(store), bytes).is_ok();
    if !laid {
        free(store);
    }
    laid
}

/// Writes bytes that a compressing file system cannot shrink to nothing.
fn fill(path: &Path, bytes: u64) -> io::Result<()> {
    let mut file =
        io::BufWriter::new(machine::private_file().create(true).truncate(true).open(path)?);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut left = bytes;
    while left > 0 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let word = state.to_le_bytes();
        let take = left.min(8);
        file.write_all(&word[..usize::try_from(take).unwrap_or(8)])?;
        left -= take;
    }
    file.flush()
}
