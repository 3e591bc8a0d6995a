//! Whose turn it is: a lock among Kneeboard's own programs that does not go with a closed handle.
//!
//! SQLite's own locks are the process's, and any handle of the database that is closed in it lets
//! them go, in the middle of a transaction too. This one belongs to its own open file (`flock`), so
//! that two of our programs never write at once even then. Where it cannot be had, SQLite's locks
//! are what there is.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::machine;

/// How long is waited between two tries.
const PAUSE: Duration = Duration::from_millis(1);

/// The lock while it is held; it goes when this is dropped, and with the process.
#[derive(Debug)]
pub(super) struct Turn {
    file: Option<File>,
}

/// Another program did not let go in time.
#[derive(Debug)]
pub(super) struct Taken;

/// `<store>.lock`.
pub(super) fn path(store: &Path) -> PathBuf {
    super::beside(store, ".lock")
}

/// `<store>.next`: held by the one who waits for the turn, so that nobody who has just had it takes
/// it again before.
pub(super) fn path_of_the_next(store: &Path) -> PathBuf {
    super::beside(store, ".next")
}

impl Turn {
    /// The turn to write a store.
    pub(super) fn to_write(store: &Path, patience: Duration) -> Result<Self, Taken> {
        let mut options = machine::private_file();
        options.create(true).truncate(false);
        Self::after_the_next(store, &options, patience)
    }

    /// The turn to begin using a store: a log that a writer is in the middle of is not looked at.
    /// Where nobody has ever written, or the writer takes long, it goes without.
    pub(super) fn to_begin(store: &Path, patience: Duration) -> Self {
        let turn = Self::after_the_next(store, &machine::private_file(), patience);
        turn.unwrap_or(Self { file: None })
    }

    /// The turn to make stores in a folder.
    pub(super) fn in_folder(folder: &Path, patience: Duration) -> Self {
        let mut waited = Duration::ZERO;
        let file = locked(File::open(folder).ok(), &mut waited, patience);
        Self { file: file.unwrap_or(None) }
    }

    /// Whether there is a lock, and nobody else has it.
    pub(super) fn is_sure(&self) -> bool {
        self.file.is_some()
    }

    fn after_the_next(
        store: &Path,
        options: &OpenOptions,
        patience: Duration,
    ) -> Result<Self, Taken> {
        let mut waited = Duration::ZERO;
        let next = options.open(path_of_the_next(store)).ok();
        let _next = locked(next, &mut waited, patience)?;
        let file = locked(options.open(path(store)).ok(), &mut waited, patience)?;
        Ok(Self { file })
    }
}

/// The file once it is locked; none where there is no such lock here.
fn locked(
    file: Option<File>,
    waited: &mut Duration,
    patience: Duration,
) -> Result<Option<File>, Taken> {
    let Some(file) = file else { return Ok(None) };
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) if *waited >= patience => return Err(Taken),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(_)) => return Ok(None),
        }
        thread::sleep(PAUSE);
        *waited += PAUSE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_the_turn_at_a_time_whatever_else_is_closed_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.db");
        assert!(!Turn::to_begin(&store, Duration::ZERO).is_sure(), "nobody has ever written");
        let first = Turn::to_write(&store, Duration::ZERO).unwrap();
        drop(File::open(path(&store)).unwrap());
        assert!(Turn::to_write(&store, Duration::from_millis(3)).is_err());
        assert!(!Turn::to_begin(&store, Duration::ZERO).is_sure());
        drop(first);
        assert!(Turn::to_write(&store, Duration::ZERO).unwrap().is_sure());
    }

    #[test]
    fn who_waits_has_the_next_turn() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.db");
        let mine = Turn::to_write(&store, Duration::ZERO).unwrap();
        let theirs = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| Turn::to_write(&store, Duration::from_secs(30)).unwrap());
            let next = File::open(path_of_the_next(&store)).unwrap();
            while next.try_lock().is_ok() {
                next.unlock().unwrap();
            }
            // The other one waits by now; letting go and asking again does not pass it by.
            drop(mine);
            assert!(Turn::to_write(&store, Duration::ZERO).is_err());
            waiting.join().unwrap()
        });
        assert!(theirs.is_sure());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_is_locked_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let first = Turn::in_folder(folder.path(), Duration::ZERO);
        assert!(first.is_sure());
        assert!(!Turn::in_folder(folder.path(), Duration::ZERO).is_sure());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
