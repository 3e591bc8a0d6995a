//! One window a store: a second start brings the first one to the front, and ends.
//!
//! The first window holds a lock on a file beside the store. The lock goes with the process,
//! however it ends. A second start finds it held, gives the file a new time and ends; the first one
//! looks at that time whenever it looks for changes. No bus and no socket is needed.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Mutex;
use std::time::SystemTime;

use crate::private;

/// What a start finds.
pub enum Start {
    /// No other window has this store open.
    First(Calls),
    /// One has: it was asked to come to the front.
    Second,
}

/// The calls of later starts, as the first window hears them.
pub struct Calls {
    /// Absent where no lock could be had, in a folder that cannot be written: the store says why.
    lock: Option<File>,
    heard: Mutex<Option<SystemTime>>,
}

/// Takes the store for this window, or calls the window that has it.
pub fn start(store: &Path) -> Start {
    let mut beside = store.to_path_buf().into_os_string();
    beside.push(".window");
    private::close(Path::new(&beside));
    let opened = private::file().write(true).create(true).truncate(false).open(beside);
    let Ok(lock) = opened else { return Start::First(Calls::new(None)) };
    match lock.try_lock() {
        Ok(()) => Start::First(Calls::new(Some(lock))),
        Err(TryLockError::WouldBlock) => {
            // Where even this is refused the first window stays where it is.
            let _ = lock.set_modified(SystemTime::now());
            Start::Second
        }
        Err(TryLockError::Error(_)) => Start::First(Calls::new(None)),
    }
}

impl Calls {
    fn new(lock: Option<File>) -> Self {
        let calls = Self { lock, heard: Mutex::new(None) };
        calls.heard();
        calls
    }

    /// Whether another start has called since this was asked last.
    pub fn heard(&self) -> bool {
        let time = self.lock.as_ref().and_then(|lock| lock.metadata().ok()?.modified().ok());
        let Ok(mut heard) = self.heard.lock() else { return false };
        std::mem::replace(&mut *heard, time) != time
    }
}

#[cfg(test)]
mod tests {
    use super::{Start, start};

    #[test]
    fn a_second_start_is_heard_once_and_a_store_is_free_again_after_its_window() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("kneeboard.db");
        let Start::First(calls) = start(&store) else {
            unreachable!("the first start is the first")
        };
        assert!(!calls.heard());

        assert!(matches!(start(&store), Start::Second));
        assert!(calls.heard());
        assert!(!calls.heard());
        let other = start(&folder.path().join("other.db"));
        assert!(matches!(other, Start::First(_)), "another store has its own window");

        drop(calls);
        assert!(matches!(start(&store), Start::First(_)));
    }

    #[test]
    fn a_folder_that_cannot_hold_the_lock_is_no_reason_not_to_open() {
        let store = std::path::Path::new("/nowhere/at/all/kneeboard.db");
        assert!(matches!(start(store), Start::First(_)));
    }
}
