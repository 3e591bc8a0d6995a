//! Backups beside the store, by day and week.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use rusqlite::Connection;

use super::link::Link;
use super::opening;
use super::{OpenOptions, Store, StoreError, redactions};
use crate::{held, machine};

const DAILY: usize = 7;
const WEEKLY: usize = 4;

/// `<store>.backups`.
pub(super) fn folder(store: &Path) -> PathBuf {
    super::beside(store, ".backups")
}

/// The dated backups, the oldest first.
pub(super) fn dated(store: &Path) -> Vec<(NaiveDate, PathBuf)> {
    let mut found: Vec<_> = databases(store)
        .into_iter()
        .filter_map(|path| {
            let date = path.file_stem()?.to_str()?.parse().ok()?;
            Some((date, path))
        })
        .collect();
    found.sort();
    found
}

/// Every database in the backup folder: dated ones, and those made before a migration or restore.
pub(super) fn databases(store: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(store)).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "db"))
        .collect();
    found.sort();
    found
}

impl Store {
    /// Makes the backup of a day unless it is there, and lets old ones go: 7 daily, 4 weekly.
    ///
    /// Answers the file where one was made.
    ///
    /// # Errors
    /// [`StoreError`], and then the backups are as before.
    pub fn backup_daily(&self, today: NaiveDate) -> Result<Option<PathBuf>, StoreError> {
        let path = folder(self.path()).join(format!("{today}.db"));
        if path.exists() { Ok(None) } else { self.backup_again(today).map(Some) }
    }

    /// Makes the backup of a day anew, as after each closing of an incident.
    ///
    /// # Errors
    /// [`StoreError`], and then the backups are as before.
    pub fn backup_again(&self, today: NaiveDate) -> Result<PathBuf, StoreError> {
        let path = folder(self.path()).join(format!("{today}.db"));
        self.backup_beside(&path)?;
        let there = dated(self.path());
        let dates: Vec<_> = there.iter().map(|(date, _)| *date).collect();
        let kept = kept(&dates);
        for (date, path) in there {
            if !kept.contains(&date) {
                fs::remove_file(&path)
                    .map_err(|error| StoreError::file(&path, "removed", error))?;
            }
        }
        Ok(path)
    }

    /// Writes a checked copy of the whole store to a new file.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where a file is there already; no half file is left.
    pub fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::Occupied { path: path.to_path_buf() });
        }
        // Not even where nothing lies: SQLite would take it for the journal or log of the store.
        if held::is_held(path) {
            return Err(StoreError::OwnFile { path: path.to_path_buf() });
        }
        let folder = super::folder_of(path);
        if !folder.is_dir() {
            return Err(StoreError::MissingFolder { folder });
        }
        write_checked(&self.write, path)
    }

    /// Writes a backup into the store's own folder, over an older one of that name.
    pub(super) fn backup_beside(&self, path: &Path) -> Result<(), StoreError> {
        let folder = folder(self.path());
        machine::make_private_folder(&folder)
            .map_err(|error| StoreError::file(&folder, "made", error))?;
        write_checked(&self.write, path)?;
        // A redaction may have been recorded while the copy was being made.
        scrub_copy(&self.write, path, &self.options)
    }
}

/// Erases in a backup what `live` has erased.
pub(super) fn scrub_copy(
    live: &Connection,
    path: &Path,
    options: &OpenOptions,
) -> Result<(), StoreError> {
    let copy = opening::connect(path, options)?;
    redactions::carry_over(live, &copy).map_err(|error| StoreError::from_sqlite(path, error))?;
    Ok(())
}

/// VACUUM INTO a temporary file, checked, synced, renamed.
pub(super) fn write_checked(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let temporary = super::beside(path, ".tmp");
    let _ = fs::remove_file(&temporary);
    let written = copy_and_check(conn, &temporary).and_then(|()| {
        fs::rename(&temporary, path).map_err(|error| StoreError::file(path, "written", error))
    });
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    super::sync_folder(&super::folder_of(path));
    written
}

fn copy_and_check(conn: &Connection, temporary: &Path) -> Result<(), StoreError> {
    let trouble = |error| StoreError::from_sqlite(temporary, error);
    // SQLite fills an empty file, and leaves it the rights that it has.
    machine::private_file()
        .create_new(true)
        .open(temporary)
        .map_err(|error| StoreError::file(temporary, "written", error))?;
    conn.execute("VACUUM INTO ?1", [temporary.to_string_lossy()]).map_err(trouble)?;
    let copy = Link::to_read(temporary, &OpenOptions::on("")).map_err(trouble)?;
    sound(&copy, temporary)?;
    drop(copy);
    File::options()
        .write(true)
        .open(temporary)
        .and_then(|file| file.sync_all())
        .map_err(|error| StoreError::file(temporary, "written", error))
}

pub(super) fn sound(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let verdict: String = conn
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| StoreError::from_sqlite(path, error))?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(StoreError::Damaged { path: path.to_path_buf(), detail: verdict })
}

/// Of the dates that have backups, those to keep: the 7 newest, and of what is older the last of
/// each of the 4 newest weeks (Monday to Sunday).
fn kept(dates: &[NaiveDate]) -> Vec<NaiveDate> {
    let mut newest: Vec<_> = dates.to_vec();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.dedup();
    let older = newest.split_off(newest.len().min(DAILY));
    let mut weeks = BTreeMap::new();
    for date in older {
        let week = date.iso_week();
        weeks.entry((week.year(), week.week())).or_insert(date);
    }
    newest.extend(weeks.into_values().rev().take(WEEKLY));
    newest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_of_days_leaves_seven_days_and_four_weeks() {
        let mut there = Vec::new();
        let mut today = day("2026-01-01");
        while today <= day("2026-11-22") {
            there.push(today);
            there = kept(&there);
            today = today.succ_opt().unwrap();
        }
        let expected: Vec<_> = [
            "2026-11-22",
            "2026-11-21",
            "2026-11-20",
            "2026-11-19",
            "2026-11-18",
            "2026-11-17",
            "2026-11-16",
            "2026-11-15",
            "2026-11-08",
            "2026-11-01",
            "2026-10-25",
        ]
        .map(day)
        .to_vec();
        assert_eq!(there, expected);
    }

    #[test]
    fn a_handful_of_backups_is_all_kept() {
        let there = [day("2026-11-01"), day("2026-11-20")];
        assert_eq!(kept(&there), vec![day("2026-11-20"), day("2026-11-01")]);
    }
}
