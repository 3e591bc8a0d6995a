//! What a redaction still has to do after its transaction: pages, log, index, backups, evidence.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::{
    CopyKind, OpenOptions, Store, StoreError, backup, copies, evidence, place, redactions,
    unfinished,
};

/// How long a scrub waits for readers; it is tried again later rather than holding a person up.
const PATIENCE: Duration = Duration::from_millis(250);

/// Where redacted bytes are still to be found.
#[derive(Debug)]
pub enum Leftover {
    /// Another program is reading or writing the store, so that its log cannot be emptied.
    Reader,
    /// Another program is making a copy of the store.
    Copying,
    /// The store's own file could not be written anew.
    Store {
        /// Why.
        error: StoreError,
    },
    /// A file that a killed program left could not be removed.
    Unfinished {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A damaged store or backup, which is kept as it was.
    SetAside {
        /// The file.
        path: PathBuf,
    },
    /// A backup could not be scrubbed.
    Backup {
        /// The backup.
        path: PathBuf,
        /// Why.
        error: StoreError,
    },
    /// The search index could not be removed.
    Index {
        /// Why.
        error: StoreError,
    },
    /// An evidence file could not be removed.
    Evidence {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl fmt::Display for Leftover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reader => write!(
                f,
                "The words are erased, but another program is using the store, so their bytes may \
                 still be in its log. It is tried again when that program has let go."
            ),
            Self::Copying => write!(
                f,
                "The words are erased, but another program is copying the store, and its copy may \
                 still hold them. The next command tries again."
            ),
            Self::Store { error } => write!(
                f,
                "The words are erased from the record, but their bytes may still be in the store's \
                 file: {} The next command tries again.",
                error.in_the_way()
            ),
            Self::Unfinished { path, error } => write!(
                f,
                "The words are erased, but {} may still hold them and couldn't be removed: {error}. \
                 Delete that file.",
                path.display()
            ),
            Self::SetAside { path } => write!(
                f,
                "The words are erased, but {} is kept as it was and may still hold them. \
                 Delete that file when you no longer need it.",
                path.display()
            ),
            Self::Backup { path, error } => write!(
                f,
                "The words are erased, but the backup {} may still hold them: {error}",
                path.display()
            ),
            Self::Index { error } => {
                write!(f, "The words are erased, but the search index may still hold them: {error}")
            }
            Self::Evidence { path, error } => write!(
                f,
                "The words are erased, but the evidence file {} could not be removed: {error}.",
                path.display()
            ),
        }
    }
}

impl Leftover {
    /// Whether trying again can help.
    fn is_tried_again(&self) -> bool {
        match self {
            Self::SetAside { .. } => false,
            Self::Backup { error, .. } => !is_for_good(error),
            Self::Reader
            | Self::Copying
            | Self::Store { .. }
            | Self::Unfinished { .. }
            | Self::Index { .. }
            | Self::Evidence { .. } => true,
        }
    }
}

/// Whether a backup can't be written and never will be: it is named until it is gone, instead of
/// being tried with every act.
fn is_for_good(error: &StoreError) -> bool {
    match error {
        StoreError::NotSqlite { .. } | StoreError::Damaged { .. } => true,
        StoreError::Sqlite { source, .. } => source.sqlite_error().is_some_and(|error| {
            // It has other tables than a store.
            error.code == rusqlite::ErrorCode::Unknown
        }),
        _ => false,
    }
}

impl Store {
    /// Finishes what an earlier process left undone: removes the files that it was writing, and the
    /// bytes of erased words. For every opening that may write.
    ///
    /// # Errors
    /// As [`Store::scrub`] has them.
    pub fn tidy(&mut self) -> Result<Vec<Leftover>, StoreError> {
        self.clear_remains()?;
        self.scrub()
    }

    /// Removes the bytes of redacted words from the file, its log, the search index, the backups and
    /// the evidence.
    ///
    /// An empty answer means that none are left. Otherwise the work stays due
    /// ([`scrub_is_due`](super::Reads::scrub_is_due)): call it again later, and after opening.
    ///
    /// # Errors
    /// [`StoreError`] where the store itself cannot be used.
    pub fn scrub(&mut self) -> Result<Vec<Leftover>, StoreError> {
        if !self.scrub_is_due()? {
            return Ok(Vec::new());
        }
        let known = self.trouble(redactions::count(&self.write))?;
        let mut left = self.remains()?;
        for hash in self.trouble(redactions::evidence_due(&self.write))? {
            if let Err(error) = evidence::remove(&self.path, &hash) {
                left.push(Leftover::Evidence { path: evidence::path(&self.path, &hash), error });
            }
        }
        if let Err(error) = self.forget_search() {
            left.push(Leftover::Index { error });
        }
        let options = OpenOptions { busy_timeout: self.patience(), ..self.options.clone() };
        for folder in backup::folders(&self.path) {
            for path in backup::databases_in(&folder) {
                if let Err(error) = backup::scrub_copy(&self.write, &path, &options) {
                    left.push(Leftover::Backup { path, error });
                }
            }
        }
        left.extend(self.rewrite_pages(known));
        if let Err(error) = self.settle_scrub(&left, known) {
            left.push(Leftover::Store { error });
        }
        Ok(left)
    }

    /// What killed processes left and set aside.
    fn remains(&self) -> Result<Vec<Leftover>, StoreError> {
        let mut left = self.clear_remains()?;
        let set_aside = unfinished::beside_with(&self.path, ".damaged").into_iter();
        left.extend(set_aside.map(|path| Leftover::SetAside { path }));
        Ok(left)
    }

    /// Removes what killed processes were writing. A document may be whole, and is known from now on.
    fn clear_remains(&self) -> Result<Vec<Leftover>, StoreError> {
        let remains = unfinished::remains(&self.path);
        for document in &remains.documents {
            let known = copies::put(&self.write, &self.path, document, CopyKind::Document, None);
            self.trouble(known)?;
        }
        let mut left: Vec<_> = remains.is_busy.then_some(Leftover::Copying).into_iter().collect();
        let unfinished = remains.clear().into_iter();
        left.extend(unfinished.map(|(path, error)| Leftover::Unfinished { path, error }));
        Ok(left)
    }

    /// Writes down which files may hold erased words for good, so that `store check` names them, and
    /// that nothing else is left to do.
    fn settle_scrub(&mut self, left: &[Leftover], known: i64) -> Result<(), StoreError> {
        for leftover in left.iter().filter(|leftover| !leftover.is_tried_again()) {
            if let Leftover::SetAside { path } | Leftover::Backup { path, .. } = leftover {
                self.trouble(copies::put_behind(&self.write, &self.path, path))?;
            }
        }
        match left.iter().any(Leftover::is_tried_again) {
            true => Ok(()),
            false => self.write(|writer| writer.scrub_is_done(known)),
        }
    }

    fn patience(&self) -> Duration {
        PATIENCE.min(self.options.busy_timeout)
    }

    /// Writes every page anew, since pages that were split may keep copies of erased cells, and
    /// empties the log. Answers what stood in the way.
    fn rewrite_pages(&self, known: i64) -> Option<Leftover> {
        let waiting = |time| self.trouble(self.write.busy_timeout(time));
        let done = waiting(self.patience())
            .and_then(|()| self.vacuum(known))
            // The log goes in any case: it holds the words as they were typed.
            .map_or_else(|error| self.empty_log().and(Err(error)), |()| self.empty_log());
        match waiting(self.options.busy_timeout).and(done) {
            Ok(true) => None,
            Ok(false) | Err(StoreError::Locked { .. }) => Some(Leftover::Reader),
            Err(error) => Some(Leftover::Store { error }),
        }
    }

    /// Once done it need not be repeated where only the log is in the way.
    fn vacuum(&self, known: i64) -> Result<(), StoreError> {
        if !self.trouble(redactions::pages_are_due(&self.write))? {
            return Ok(());
        }
        // It writes the whole store into the log; that it won't fit is known without trying.
        let bytes = std::fs::metadata(&self.path).map_or(0, |found| found.len());
        if place::room(&super::folder_of(&self.path)).is_some_and(|room| room < bytes) {
            return Err(StoreError::Full { path: self.path.to_path_buf() });
        }
        self.trouble(
            self.write
                .execute_batch("VACUUM")
                .and_then(|()| redactions::pages_are_done(&self.write, known)),
        )
    }

    /// Answers whether nobody held the log.
    fn empty_log(&self) -> Result<bool, StoreError> {
        let blocked =
            self.write.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        Ok(self.trouble(blocked)? == 0)
    }

    /// The files beside the store that may hold erased words, for `store check`.
    pub(super) fn may_hold_erased_words(&self) -> Result<Vec<PathBuf>, StoreError> {
        let mut found = self.trouble(copies::beside_and_behind(&self.conn, &self.path))?;
        if self.trouble(redactions::count(&self.conn))? > 0 {
            found.extend(backup::behind(&self.conn, &self.path));
            found.extend(unfinished::remains(&self.path).files);
        }
        let whole = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let found: BTreeSet<PathBuf> = found.into_iter().map(whole).collect();
        Ok(found.into_iter().collect())
    }
}
