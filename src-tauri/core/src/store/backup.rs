//! Backups beside the store, by day and week.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OpenFlags};

use super::opening;
use super::unfinished::Unfinished;
use super::{OpenOptions, Store, StoreError, redactions, search};

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

/// The backup folder, and those of backups that were opened as stores.
pub(super) fn folders(store: &Path) -> Vec<PathBuf> {
    let below = databases(store).into_iter().flat_map(|backup| folders(&backup));
    let all = std::iter::once(folder(store)).chain(below);
    all.filter(|folder| folder.is_dir()).collect()
}

/// Every database in the backup folder: dated ones, and those made before a migration or restore.
pub(super) fn databases(store: &Path) -> Vec<PathBuf> {
    databases_in(&folder(store))
}

pub(super) fn databases_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
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
    /// A clock that ran ahead left backups with days to come: they don't count among these, and
    /// what was made just now stays in any case. Answers the file where one was made.
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
        let kept = kept(&dates, today);
        for (date, path) in there {
            if date != today && !kept.contains(&date) {
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
        let folder = super::folder_of(path);
        if !folder.is_dir() {
            return Err(StoreError::MissingFolder { folder });
        }
        write_checked(self.path(), &self.write, path, &self.options)
    }

    /// Writes a checked copy of the whole store into an empty file, which the caller gives its name.
    ///
    /// # Errors
    /// [`StoreError`]; the file is then no copy.
    pub fn copy_into(&self, empty: &Path) -> Result<(), StoreError> {
        copy_and_check(&self.write, empty)
    }

    /// Writes a backup into the store's own folder, over an older one of that name.
    pub(super) fn backup_beside(&self, path: &Path) -> Result<(), StoreError> {
        let folder = folder(self.path());
        fs::create_dir_all(&folder).map_err(|error| StoreError::file(&folder, "made", error))?;
        write_checked(self.path(), &self.write, path, &self.options)
    }
}

/// Erases in a backup what `live` has erased, with the log and the index that are there where
/// somebody opened it as a store.
pub(super) fn scrub_copy(
    live: &Connection,
    path: &Path,
    options: &OpenOptions,
) -> Result<(), StoreError> {
    search::remove(path)
        .map_err(|error| StoreError::file(&search::path(path), "removed", error))?;
    let copy = opening::connect(path, options)?;
    let trouble = |error| StoreError::from_sqlite(path, error);
    let mode: String = copy
        .pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))
        .map_err(trouble)?;
    if mode != "delete" {
        return Err(StoreError::Locked { path: path.to_path_buf() });
    }
    redactions::carry_over(live, &copy).map_err(trouble)?;
    Ok(())
}

/// The backups that may hold words which `live` has erased; one that can't be read may.
pub(super) fn behind(live: &Connection, store: &Path) -> Vec<PathBuf> {
    let is_behind = |path: &PathBuf| {
        let copy = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        copy.and_then(|copy| redactions::is_behind(live, &copy)).unwrap_or(true)
    };
    let all = folders(store).into_iter().flat_map(|folder| databases_in(&folder));
    all.filter(is_behind).collect()
}

/// VACUUM INTO a temporary file, checked, synced, renamed.
pub(super) fn write_checked(
    store: &Path,
    conn: &Connection,
    path: &Path,
    options: &OpenOptions,
) -> Result<(), StoreError> {
    let folder = super::folder_of(path);
    let trouble = |error| StoreError::file(path, "written", error);
    let prefix = format!("{}.", path.file_name().unwrap_or_default().to_string_lossy());
    let temporary = tempfile::Builder::new().prefix(&prefix).suffix(".tmp").tempfile_in(&folder);
    let temporary = temporary.map_err(trouble)?.into_temp_path();
    let _note = Unfinished::copy(store, &temporary);
    let written = copy_and_check(conn, &temporary)
        // An erasure may have been recorded while the copy was being made.
        .and_then(|()| scrub_copy(conn, &temporary, options))
        .and_then(|()| temporary.persist(path).map_err(|error| trouble(error.error)));
    super::sync_folder(&folder);
    written
}

fn copy_and_check(conn: &Connection, temporary: &Path) -> Result<(), StoreError> {
    let trouble = |error| StoreError::from_sqlite(temporary, error);
    conn.execute("VACUUM INTO ?1", [temporary.to_string_lossy()]).map_err(trouble)?;
    let copy = Connection::open_with_flags(temporary, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(trouble)?;
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

/// Of the dates that have backups, those to keep: the 7 newest up to today, and of what is older the
/// last of each of the 4 newest weeks (Monday to Sunday). Of days to come the 7 last.
fn kept(dates: &[NaiveDate], today: NaiveDate) -> Vec<NaiveDate> {
    let mut newest: Vec<_> = dates.to_vec();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.dedup();
    let ahead = newest.iter().copied().take_while(|date| *date > today);
    let ahead: Vec<_> = ahead.take(DAILY).collect();
    newest.retain(|date| *date <= today);
    let older = newest.split_off(newest.len().min(DAILY));
    let mut weeks = BTreeMap::new();
    for date in older {
        let week = date.iso_week();
        weeks.entry((week.year(), week.week())).or_insert(date);
    }
    newest.extend(weeks.into_values().rev().take(WEEKLY));
    newest.extend(ahead);
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
            there = kept(&there, today);
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
        assert_eq!(kept(&there, day("2026-11-20")), vec![day("2026-11-20"), day("2026-11-01")]);
    }

    #[test]
    fn days_to_come_take_no_place_from_today() {
        let today = day("2026-11-22");
        let mut there = vec![today];
        there.extend((20..34).filter_map(|n| today.checked_add_days(chrono::Days::new(n))));
        let kept = kept(&there, today);
        assert_eq!((kept[0], kept.len()), (today, 8), "{kept:?}");
        assert!(!kept.contains(&day("2026-12-12")), "the last seven of them: {kept:?}");
    }
}
