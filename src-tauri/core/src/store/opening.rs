//! What is looked at before a file is trusted as a store, and how a connection is set.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, ErrorCode, Result};

use super::files::Stamp;
use super::link::Link;
use super::migrations::{self, APPLICATION_ID, STEPS};
use super::turn::Turn;
use super::{StoreError, ballast, birth, identity, place, sidecar};
use crate::{held, machine};

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

/// How long whoever opens a store waits for one who is writing to it.
const MANNERS: Duration = Duration::from_secs(1);

/// How long a file is looked at again while another program is in the middle of changing it.
const LOOKS: u32 = 50;

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
    match fs::metadata(path) {
        // A device or a pipe would be read without end.
        Ok(found) if !found.is_file() => Err(StoreError::NotSqlite { path: path.to_path_buf() }),
        Ok(_) if machine::is_closed_to_us(path) => {
            Err(StoreError::file(path, "read", std::io::ErrorKind::PermissionDenied.into()))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Opens the store at `path` for writing and migrates it. An empty file that is there becomes one.
pub(super) fn writer(path: &Path, options: &OpenOptions) -> std::result::Result<Link, StoreError> {
    if machine::is_read_only(path) {
        return Err(StoreError::ReadOnly { path: path.to_path_buf() });
    }
    refuse_another_log(path)?;
    if !super::beside(path, "-wal").exists() {
        look_before(path, options)?;
    }
    let _turn = Turn::to_begin(path, MANNERS.min(options.busy_timeout));
    let trouble = |error| while_opening(path, error);
    let conn = Link::to_write(path, options).map_err(trouble)?;
    let contents = contents(&conn, path)?;
    if conn.is_readonly(rusqlite::MAIN_DB).map_err(trouble)? {
        return Err(StoreError::ReadOnly { path: path.to_path_buf() });
    }
    make_durable(&conn, options).map_err(trouble)?;
    match contents {
        Contents::Store { version } if version < migrations::known(STEPS) => {
            let folder = super::backup::folder(path);
            machine::make_private_folder(&folder)
                .map_err(|error| StoreError::file(&folder, "made", error))?;
            super::backup::write_checked(
                &conn,
                &folder.join(format!("before-version-{}.db", version + 1)),
            )?;
        }
        Contents::Store { .. } | Contents::Nothing => {}
    }
    migrations::run(&conn, STEPS, |conn| {
        let born = identity::begin(conn, &options.machine, None)?;
        sidecar::write(path, &birth::at_birth(born));
        Ok(())
    })
    .map_err(trouble)?;
    Ok(conn)
}

/// Refuses what is no store before SQLite would lay a log beside it.
fn look_before(path: &Path, options: &OpenOptions) -> std::result::Result<(), StoreError> {
    let is_at_work = || ["-wal", "-journal"].iter().any(|part| super::beside(path, part).exists());
    // An empty file becomes a store; there is nothing in it to look at.
    if fs::metadata(path).is_ok_and(|found| found.len() == 0) {
        return Ok(());
    }
    let trouble = |error| while_opening(path, error);
    let looked = Link::to_read_as_it_lies(path, options)
        .map_err(trouble)
        .and_then(|conn| contents(&conn, path));
    match looked {
        // Another program is changing it: what counts is seen under SQLite's locks.
        Err(_) if is_at_work() => Ok(()),
        other => other.map(|_| ()),
    }
}

/// A connection that reads the open store at `path` and cannot write it.
pub(super) fn reader(path: &Path, options: &OpenOptions) -> std::result::Result<Link, StoreError> {
    let conn = connect(path, options)?;
    conn.pragma_update(None, "query_only", true)
        .map_err(|error| StoreError::from_sqlite(path, error))?;
    Ok(conn)
}

/// A store that is looked at and never written.
pub(super) struct LookedAt {
    pub(super) conn: Link,
    /// How the files lay, where later changes of them are not seen by the connection.
    pub(super) lay: Option<Stamp>,
}

/// Opens another store's file for reading alone, after the same looks as at one's own. Nothing is
/// laid beside it that can be done without, and nothing that its log holds is left out.
pub(super) fn inspect(
    path: &Path,
    options: &OpenOptions,
) -> std::result::Result<LookedAt, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing { path: path.to_path_buf() });
    }
    refuse_another_log(path)?;
    let (conn, lay) = looked_at(path, options)?;
    match contents(&conn, path)? {
        Contents::Store { .. } => Ok(LookedAt { conn, lay }),
        Contents::Nothing => Err(StoreError::NotKneeboard { path: path.to_path_buf() }),
    }
}

/// The same of a store that cannot be written, and so not be brought up to this version either.
pub(super) fn inspect_own(
    path: &Path,
    options: &OpenOptions,
) -> std::result::Result<LookedAt, StoreError> {
    let is_empty = || fs::metadata(path).is_ok_and(|found| found.len() == 0);
    let looked = inspect(path, options);
    let behind = match &looked {
        Ok(looked) => {
            let version = migrations::version(&looked.conn);
            version.is_ok_and(|version| version.unsigned_abs() < migrations::known(STEPS))
        }
        Err(_) => is_empty(),
    };
    if behind { Err(StoreError::ReadOnly { path: path.to_path_buf() }) } else { looked }
}

fn looked_at(
    path: &Path,
    options: &OpenOptions,
) -> std::result::Result<(Link, Option<Stamp>), StoreError> {
    let log = fs::metadata(super::beside(path, "-wal")).ok().map(|log| log.len());
    let has_index = super::beside(path, "-shm").exists();
    if log.is_some_and(|bytes| bytes > 0 || has_index) {
        let conn = Link::to_read(path, options).and_then(|conn| {
            conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            Ok(conn)
        });
        match conn.map_err(|error| while_opening(path, error)) {
            Ok(conn) => return Ok((conn, None)),
            // Log or index cannot be used from here.
            Err(StoreError::ReadOnly { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let lay = Stamp::of(path);
    let conn = match log {
        None | Some(0) => {
            Link::to_read_as_it_lies(path, options).map_err(|error| while_opening(path, error))?
        }
        Some(_) => copied(path, options)?,
    };
    Ok((conn, Some(lay)))
}

/// A copy in memory of a store whose log holds something and cannot be used where it lies.
fn copied(path: &Path, options: &OpenOptions) -> std::result::Result<Link, StoreError> {
    let refused = || StoreError::ReadOnly { path: path.to_path_buf() };
    let failed = |error| StoreError::file(path, "copied", error);
    let folder = tempfile::tempdir().map_err(failed)?;
    let copy = folder.path().join("store.db");
    for _ in 0..LOOKS {
        // Closing the files here would let go of the locks of whoever reads them by SQLite.
        if held::connections(path) > 0 {
            return Err(refused());
        }
        let before = Stamp::of(path);
        for part in ["", "-wal"] {
            let (from, to) = (super::beside(path, part), super::beside(&copy, part));
            let copied = fs::File::open(from).and_then(|mut from| {
                let mut to = machine::private_file().create(true).truncate(true).open(to)?;
                std::io::copy(&mut from, &mut to)
            });
            copied.map_err(failed)?;
        }
        if Stamp::of(path) == before {
            let trouble = |error| while_opening(path, error);
            let source = Link::to_write(&copy, options).map_err(trouble)?;
            return in_memory(&source).map_err(trouble);
        }
    }
    Err(StoreError::Locked { path: path.to_path_buf() })
}

/// Everything that a connection reads, in memory.
pub(super) fn in_memory(source: &Link) -> Result<Link> {
    let mut copy = Link::in_memory()?;
    Backup::new(source, &mut copy)?.step(-1)?;
    Ok(copy)
}

/// A plain connection to a file that is known to be ours, guarded and able to write.
pub(super) fn connect(path: &Path, options: &OpenOptions) -> std::result::Result<Link, StoreError> {
    Link::to_write(path, options).map_err(|error| while_opening(path, error))
}

/// SQLite would read the log that lies there by what this process remembers of another one.
fn refuse_another_log(path: &Path) -> std::result::Result<(), StoreError> {
    match held::has_another_log(path, &[]) {
        true => Err(StoreError::Moved { path: path.to_path_buf() }),
        false => Ok(()),
    }
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

pub(super) fn enter_wal(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; \
         PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON;",
    )
}

fn contents(conn: &Connection, path: &Path) -> std::result::Result<Contents, StoreError> {
    // One state of the file: another program may be making it a store at this moment.
    let state = conn.unchecked_transaction().map_err(|error| while_opening(path, error))?;
    looked_through(&state, path)
}

fn looked_through(conn: &Connection, path: &Path) -> std::result::Result<Contents, StoreError> {
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
    let Ok(version) = u32::try_from(version) else {
        let what = format!("its version is {version}, which no Kneeboard writes");
        return Err(StoreError::Tampered { path: path.to_path_buf(), what });
    };
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
