//! What is looked at before a file is trusted as a store, and how a connection is set.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Result};

use super::migrations::{self, APPLICATION_ID, STEPS};
use super::{StoreError, ballast, place};
use crate::machine;

/// The first release free of the fault that could lose a write-ahead log: 3.51.3.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How a store is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// Names this machine, such as the content of `/etc/machine-id`. A store that was last written
    /// on another machine gets a new replica.
    pub machine: String,
    /// How long a write waits for another program; usually 30 seconds.
    pub busy_timeout: Duration,
    /// How much space is set aside for a full disk; usually 4 MB, 0 for none.
    pub ballast_bytes: u64,
}

impl OpenOptions {
    /// The usual options on this machine.
    pub fn on(machine: impl Into<String>) -> Self {
        Self {
            machine: machine.into(),
            busy_timeout: Duration::from_secs(30),
            ballast_bytes: ballast::USUAL_BYTES,
        }
    }
}

/// What a file turned out to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contents {
    /// No file, or a database without anything in it.
    Nothing,
    /// A store of this version of the schema.
    Store { version: u32 },
}

/// Refuses what must be refused before SQLite sees the file.
pub(super) fn check_place(path: &Path) -> std::result::Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite { found: rusqlite::version() });
    }
    let folder = super::folder_of(path);
    if !folder.is_dir() {
        return Err(StoreError::MissingFolder { folder });
    }
    if let Some(system) = place::network_system(&folder) {
        return Err(StoreError::NetworkFolder { path: path.to_path_buf(), system });
    }
    if path.is_dir() {
        return Err(StoreError::NotSqlite { path: path.to_path_buf() });
    }
    // SQLite would open such a file for reading, and lay a log beside it.
    if path.exists() && machine::is_read_only(path) {
        return Err(StoreError::ReadOnly { path: path.to_path_buf() });
    }
    Ok(())
}

/// Opens the store at `path` for writing, making it where there is none, and migrates it.
///
/// `at_birth` runs in the transaction that makes a new store.
pub(super) fn writer(
    path: &Path,
    options: &OpenOptions,
    at_birth: impl Fn(&Connection) -> Result<()>,
) -> std::result::Result<Connection, StoreError> {
    let is_new = !path.exists();
    let opened = open_writer(path, options, at_birth);
    if is_new && opened.is_err() {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(super::beside(path, ending));
        }
    }
    opened
}

fn open_writer(
    path: &Path,
    options: &OpenOptions,
    at_birth: impl Fn(&Connection) -> Result<()>,
) -> std::result::Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_log = fs::metadata(super::beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let trouble = |error| while_opening(path, error);
    let conn = Connection::open_with_flags(path, flags).map_err(trouble)?;
    // Until the file is known to be ours, closing it must not move its log into it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log).map_err(trouble)?;
    guard(&conn, options).map_err(trouble)?;
    let contents = contents(&conn, path)?;
    if conn.is_readonly(rusqlite::MAIN_DB).map_err(trouble)? {
        return Err(StoreError::ReadOnly { path: path.to_path_buf() });
    }
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(trouble)?;
    make_durable(&conn, options).map_err(trouble)?;
    match contents {
        Contents::Store { version } if version < migrations::known(STEPS) => {
            let folder = super::backup::folder(path);
            fs::create_dir_all(&folder)
                .map_err(|error| StoreError::file(&folder, "made", error))?;
            let copy = folder.join(format!("before-version-{}.db", version + 1));
            super::backup::write_checked(path, &conn, &copy, options)?;
        }
        Contents::Store { .. } | Contents::Nothing => {}
    }
    migrations::run(&conn, STEPS, at_birth).map_err(trouble)?;
    Ok(conn)
}

/// A connection that reads the open store at `path` and cannot write it.
pub(super) fn reader(
    path: &Path,
    options: &OpenOptions,
) -> std::result::Result<Connection, StoreError> {
    let conn = connect(path, options)?;
    conn.pragma_update(None, "query_only", true)
        .map_err(|error| StoreError::from_sqlite(path, error))?;
    Ok(conn)
}

/// Opens another store's file for reading alone, after the same looks as at one's own.
pub(super) fn inspect(
    path: &Path,
    options: &OpenOptions,
) -> std::result::Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing { path: path.to_path_buf() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| while_opening(path, e))?;
    guard(&conn, options).map_err(|error| while_opening(path, error))?;
    match contents(&conn, path)? {
        Contents::Store { .. } => Ok(conn),
        Contents::Nothing => Err(StoreError::NotKneeboard { path: path.to_path_buf() }),
    }
}

/// A plain connection to a file that is known to be ours, guarded and able to write.
pub(super) fn connect(
    path: &Path,
    options: &OpenOptions,
) -> std::result::Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let trouble = |error| while_opening(path, error);
    let conn = Connection::open_with_flags(path, flags).map_err(trouble)?;
    guard(&conn, options).map_err(trouble)?;
    Ok(conn)
}

/// Settings that keep a hostile or damaged file from doing harm, made before anything is read.
pub(super) fn guard(conn: &Connection, options: &OpenOptions) -> Result<()> {
    conn.busy_timeout(options.busy_timeout)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Erased bytes are overwritten, and no temporary file outside the folder repeats them.
    conn.execute_batch(
        "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
    )
}

/// WAL with a sync at every commit; the two `fullfsync` settings count on macOS alone.
fn make_durable(conn: &Connection, options: &OpenOptions) -> Result<()> {
    let tries = options.busy_timeout.as_millis() / 20;
    for _ in 0..tries {
        match enter_wal(conn) {
            // SQLite does not wait here where two programs make one store at the same time.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                std::thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
    enter_wal(conn)
}

fn enter_wal(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; \
         PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON;",
    )
}

fn contents(conn: &Connection, path: &Path) -> std::result::Result<Contents, StoreError> {
    let trouble = |error| while_opening(path, error);
    let ours = migrations::application_id(conn).map_err(trouble)? == APPLICATION_ID;
    let version = migrations::version(conn).map_err(trouble)?;
    if !ours || version == 0 {
        let is_empty: bool = conn
            .query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
            .map_err(trouble)?;
        return match is_empty && version == 0 {
            true => Ok(Contents::Nothing),
            false => Err(StoreError::NotKneeboard { path: path.to_path_buf() }),
        };
    }
    if version < migrations::FIRST {
        return Err(StoreError::Unreleased { path: path.to_path_buf() });
    }
    let known = migrations::known(STEPS);
    if version > known {
        return Err(StoreError::Newer { path: path.to_path_buf(), found: version, known });
    }
    match migrations::difference(conn, STEPS, version).map_err(trouble)? {
        Some(what) => Err(StoreError::Tampered { path: path.to_path_buf(), what }),
        None => Ok(Contents::Store { version }),
    }
}

/// SQLite says only "unable to open" where a file, or the log beside it, may not be made.
fn while_opening(path: &Path, error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { path: path.to_path_buf() }
        }
        _ => StoreError::from_sqlite(path, error),
    }
}
