//! A connection to a database file: the one place that opens one.

use std::borrow::Borrow;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Result};

use super::OpenOptions;
use crate::held::Held;

/// A guarded connection, which counts as open in this process until it is dropped.
///
/// Closing it never moves the log into the database and never takes the log away: where this
/// process has lost its locks without knowing, another one still writes to that log.
#[derive(Debug)]
pub struct Link {
    /// Closed before it stops counting.
    conn: Connection,
    held: Option<Held>,
}

impl Deref for Link {
    type Target = Connection;

    fn deref(&self) -> &Self::Target {
        &self.conn
    }
}

impl DerefMut for Link {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.conn
    }
}

impl Borrow<Connection> for Link {
    fn borrow(&self) -> &Connection {
        &self.conn
    }
}

impl Link {
    /// To a file that is there, for reading and writing.
    pub(super) fn to_write(path: &Path, options: &OpenOptions) -> Result<Self> {
        Self::open(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE, options)
    }

    /// To a file that is there, for reading alone, beside whoever writes it.
    pub(super) fn to_read(path: &Path, options: &OpenOptions) -> Result<Self> {
        Self::open(path, path, OpenFlags::SQLITE_OPEN_READ_ONLY, options)
    }

    /// To a file that nobody writes meanwhile: it is read without its log, without a lock and
    /// without laying anything beside it.
    pub(super) fn to_read_as_it_lies(path: &Path, options: &OpenOptions) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        Self::open(path, &as_it_lies(path), flags, options)
    }

    /// To an empty database in memory.
    pub(super) fn in_memory() -> Result<Self> {
        Ok(Self { conn: Connection::open_in_memory()?, held: None })
    }

    fn open(path: &Path, name: &Path, flags: OpenFlags, options: &OpenOptions) -> Result<Self> {
        // Counted first, so that nobody opens the file by another way meanwhile.
        let held = Some(Held::of(path));
        let conn = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        guard(&conn, options)?;
        Ok(Self { conn, held })
    }

    /// Notes which file the log is, once something was read.
    pub(super) fn knows_its_log(&self) {
        if let Some(held) = &self.held {
            held.has_log();
        }
    }

    /// As it is counted; a database in memory is not.
    pub(super) fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }
}

/// Settings that keep a hostile or damaged file from doing harm, made before anything is read.
fn guard(conn: &Connection, options: &OpenOptions) -> Result<()> {
    conn.busy_timeout(options.busy_timeout)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Erased bytes are overwritten, and no temporary file outside the folder repeats them.
    conn.execute_batch(
        "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
    )
}

/// The address that tells SQLite so; every byte that could mean something in it is escaped.
fn as_it_lies(path: &Path) -> PathBuf {
    let mut address =
        String::from(if cfg!(windows) && path.is_absolute() { "file:///" } else { "file:" });
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => address.push('/'),
            b'/' | b':' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(*byte)),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    PathBuf::from(address + "?immutable=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_lies_whatever_its_name_and_nothing_is_laid_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b?c#d%41é&mode=rw.db");
        let plain = Connection::open(&path).unwrap();
        plain
            .execute_batch(
                "PRAGMA journal_mode = WAL; CREATE TABLE a (x); INSERT INTO a VALUES (7)",
            )
            .unwrap();
        plain.close().unwrap();
        let link = Link::to_read_as_it_lies(&path, &OpenOptions::on("laptop")).unwrap();
        let seven: i64 = link.query_row("SELECT x FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(seven, 7);
        assert!(link.execute_batch("INSERT INTO a VALUES (8)").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
