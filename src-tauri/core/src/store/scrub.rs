//! What a redaction still has to do after its transaction: pages, log, index, backups, evidence.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::turn::Turn;
use super::{Store, StoreError, backup, evidence, redactions};

/// How long a scrub waits for readers; it is tried again later rather than holding a person up.
const PATIENCE: Duration = Duration::from_millis(250);

/// Where redacted bytes are still to be found.
#[derive(Debug)]
pub enum Leftover {
    /// Another program is reading or writing the store, so that its log cannot be emptied.
    Reader,
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

impl Store {
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
        let mut left = Vec::new();
        for hash in self.trouble(redactions::evidence_due(&self.write))? {
            if let Err(error) = evidence::remove(&self.path, &hash) {
                left.push(Leftover::Evidence { path: evidence::path(&self.path, &hash), error });
            }
        }
        if let Err(error) = self.forget_search() {
            left.push(Leftover::Index { error });
        }
        for path in backup::databases(&self.path) {
            if let Err(error) = backup::scrub_copy(&self.write, &path, &self.options) {
                left.push(Leftover::Backup { path, error });
            }
        }
        if !self.rewrite_pages()? {
            left.push(Leftover::Reader);
        }
        if left.is_empty() {
            self.write(|writer| writer.scrub_is_done())?;
        }
        Ok(left)
    }

    /// Writes every page anew, since pages that were split may keep copies of erased cells, and
    /// empties the log. Answers whether nobody stood in the way.
    fn rewrite_pages(&self) -> Result<bool, StoreError> {
        let patience = PATIENCE.min(self.options.busy_timeout);
        let Ok(_turn) = Turn::to_write(self.path(), patience) else { return Ok(false) };
        self.trouble(self.write.busy_timeout(patience))?;
        let done = self.write.execute_batch("VACUUM").and_then(|()| {
            self.write.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        });
        self.trouble(self.write.busy_timeout(self.options.busy_timeout))?;
        match self.trouble(done) {
            Ok(blocked) => Ok(blocked == 0),
            Err(StoreError::Locked { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
