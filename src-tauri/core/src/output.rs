//! Files that are written for a person: an export, an incident file, a page of the library.
//!
//! Each is whole or not there: the bytes go to a temporary file in the same folder, which then takes
//! the target's name. A target is looked at by `stat` before anything of it is opened, and only a
//! plain file that may be written is ever replaced. Whether its content may be lost is the caller's
//! question, see [`Target::bytes`].

use std::fs::{self, File, Metadata, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::{Builder, NamedTempFile};
use thiserror::Error;

use crate::machine;

/// What a temporary file's name begins with; six letters or digits follow.
const PREFIX: &str = ".kneeboard-";

/// The same for a copy of the store, which SQLite writes: nobody holds a lock on it.
const COPY_PREFIX: &str = ".kneeboard-copy-";

/// How many letters or digits follow.
const LETTERS: usize = 6;

/// A copy that was not written to for so long was left by a program that ended.
const COPY_IS_LEFT_AFTER: Duration = Duration::from_secs(60 * 60);

/// A larger file is no export: it is not read to be compared with one.
const MOST_READ: u64 = 64 * 1024 * 1024;

/// Whether a file that is there may be replaced, whatever it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// Only where nothing is lost.
    #[default]
    Keep,
    /// A person said so. Links, devices and the store's own files stay all the same.
    Replace,
}

/// Why a file was not written; what was there is as it was.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum OutputError {
    #[error("{path} is {what}. Nothing was written. Name a plain file, or a new one.")]
    NotAFile { path: String, what: &'static str },
    #[error(
        "{path} is read-only. Nothing was written. Make the file writable, or name another one."
    )]
    ReadOnly { path: String },
    #[error("{path} belongs to the store. Nothing was written. Name another file.")]
    Own { path: String },
    #[error(
        "{path} is not what was exported before: somebody changed it, or it is another file. Nothing was written, and the file is as it was. Move it or name another file, or replace it with --force."
    )]
    Edited { path: String },
    #[error(
        "{path} already exists. Nothing was written, and the file is as it was. Name another file, or replace this one with --force."
    )]
    Exists { path: String },
    #[error(
        "{path} changed while it was being written. The file is as the other program left it. Look at it, then export again."
    )]
    Changed { path: String },
    #[error(
        "The export was not written to {path}: {why}. What was there before is as it was. Choose another folder, or make room, and export again."
    )]
    Failed { path: String, why: String },
}

impl OutputError {
    /// The word that scripts and the window branch on.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotAFile { .. } => "export_not_a_file",
            Self::ReadOnly { .. } => "export_read_only",
            Self::Own { .. } => "export_own_file",
            Self::Edited { .. } => "export_edited",
            Self::Exists { .. } => "export_exists",
            Self::Changed { .. } => "export_changed",
            Self::Failed { .. } => "export",
        }
    }

    /// 1 for a refused overwrite, 4 for a file that cannot be used.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Edited { .. } | Self::Exists { .. } | Self::Changed { .. } => 1,
            Self::NotAFile { .. }
            | Self::ReadOnly { .. }
            | Self::Own { .. }
            | Self::Failed { .. } => 4,
        }
    }

    /// The reason alone, for a list that names the file already: `it is read-only`.
    pub fn why(&self) -> String {
        match self {
            Self::NotAFile { what, .. } => format!("it is {what}"),
            Self::ReadOnly { .. } => "it is read-only; make it writable".to_owned(),
            Self::Own { .. } => "it belongs to the store".to_owned(),
            Self::Edited { .. } | Self::Exists { .. } => "it is there already".to_owned(),
            Self::Changed { .. } => "it changed while it was being written".to_owned(),
            Self::Failed { why, .. } => why.clone(),
        }
    }
}

/// A place where a file is to be written, as it was when it was looked at.
pub struct Target<'a> {
    path: &'a Path,
    folder: &'a Path,
    /// What lies there; none where nothing does.
    there: Option<Metadata>,
    is_own: &'a dyn Fn(&Path) -> bool,
}

impl<'a> Target<'a> {
    /// Looks at what lies at a path, without opening it. `is_own` knows the store's own files.
    ///
    /// # Errors
    /// Where something lies there that may never be replaced.
    pub fn look(path: &'a Path, is_own: &'a dyn Fn(&Path) -> bool) -> Result<Self, OutputError> {
        let shown = || path.display().to_string();
        if is_own(path) {
            return Err(OutputError::Own { path: shown() });
        }
        let not_a_file = |what| OutputError::NotAFile { path: shown(), what };
        if path.file_name().is_none() || ends_like_a_folder(path) {
            return Err(not_a_file("a folder"));
        }
        let there = match fs::symlink_metadata(path) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(path, &error)),
        };
        if let Some(found) = &there {
            if let Some(what) = other_than_a_file(found) {
                return Err(not_a_file(what));
            }
            if found.permissions().readonly() || machine::is_read_only(path) {
                return Err(OutputError::ReadOnly { path: shown() });
            }
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Ok(Self { path, folder: folder.unwrap_or(Path::new(".")), there, is_own })
    }

    /// Whether nothing lies there.
    pub fn is_free(&self) -> bool {
        self.there.is_none()
    }

    /// The content of the file that lies there; none where nothing does. A file that is far larger
    /// than any export gives its first bytes alone, which no export equals.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn bytes(&self) -> Result<Option<Vec<u8>>, OutputError> {
        let Some(there) = &self.there else { return Ok(None) };
        let read = || -> io::Result<Option<Vec<u8>>> {
            let file = File::open(self.path)?;
            // Another thing may lie there by now, such as a pipe that never ends.
            if !is_same(&file.metadata()?, there) {
                return Ok(None);
            }
            let mut bytes = Vec::new();
            file.take(MOST_READ).read_to_end(&mut bytes)?;
            Ok(Some(bytes))
        };
        let bytes = read().map_err(|error| failed(self.path, &error))?;
        bytes.map(Some).ok_or_else(|| self.changed())
    }

    /// Puts these bytes there, in the place of what was looked at.
    ///
    /// # Errors
    /// Where they cannot be written, and where something else lies there by now; no half file is
    /// left.
    pub fn write(&self, bytes: &[u8]) -> Result<(), OutputError> {
        let mut begun = self.begin()?;
        begun.file.write_all(bytes).map_err(|error| failed(self.path, &error))?;
        begun.publish()
    }

    /// Begins a file: readable by those whom the umask lets, or as the one that it replaces.
    fn begin(&self) -> Result<Begun<'_>, OutputError> {
        let file = self.fresh().map_err(|error| failed(self.path, &error))?;
        let begun = Begun { target: self, file };
        begun.take_over_mode().map_err(|error| failed(self.path, &error))?;
        self.clean_up(&begun);
        Ok(begun)
    }

    /// Begins a file that its owner alone may read, to be filled by SQLite.
    ///
    /// # Errors
    /// Where no file can be made in the folder.
    pub fn begin_copy(&self) -> Result<Begun<'_>, OutputError> {
        let mut builder = Builder::new();
        let made = builder.prefix(COPY_PREFIX).rand_bytes(LETTERS).tempfile_in(self.folder);
        let begun = Begun { target: self, file: made.map_err(|error| failed(self.path, &error))? };
        begun.take_over_mode().map_err(|error| failed(self.path, &error))?;
        self.clean_up(&begun);
        Ok(begun)
    }

    /// A temporary file that is locked until it has its name, so that nobody takes it for a left one.
    fn fresh(&self) -> io::Result<NamedTempFile> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX).rand_bytes(LETTERS);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        for _ in 0..8 {
            let file = builder.tempfile_in(self.folder)?;
            let is_taken = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
            // Between the making and the lock somebody may have cleaned it up.
            if !is_taken && file.path().exists() {
                return Ok(file);
            }
        }
        builder.tempfile_in(self.folder)
    }

    /// Removes what an export that was killed left in this folder. Whatever stands in the way, the
    /// export goes on.
    fn clean_up(&self, begun: &Begun<'_>) {
        let Ok(ours) = begun.file.as_file().metadata() else { return };
        let Ok(entries) = fs::read_dir(self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(kind) = name.to_str().and_then(Temporary::named) else { continue };
            let path = entry.path();
            if path != begun.file.path() && !(self.is_own)(&path) && kind.is_left(&path, &ours) {
                let _ = fs::remove_file(&path);
            }
        }
    }

    fn changed(&self) -> OutputError {
        OutputError::Changed { path: self.path.display().to_string() }
    }
}

/// A temporary file on its way to its name; it goes away where it does not get there.
pub struct Begun<'a> {
    target: &'a Target<'a>,
    file: NamedTempFile,
}

impl Begun<'_> {
    /// Where it lies until then.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    fn take_over_mode(&self) -> io::Result<()> {
        match &self.target.there {
            Some(there) => self.file.as_file().set_permissions(mode_of(there)),
            None => Ok(()),
        }
    }

    /// Gives it its name, once its bytes are on the disk.
    ///
    /// A new file never takes the place of another one. Where a file is replaced, it is looked at
    /// once more right before: what another program writes in the instant between that look and the
    /// rename is lost, which no system call prevents.
    ///
    /// # Errors
    /// Where something else lies there by now, or the disk does not take it.
    pub fn publish(self) -> Result<(), OutputError> {
        let Self { target, file } = self;
        let path = target.path;
        file.as_file().sync_all().map_err(|error| failed(path, &error))?;
        let named = match &target.there {
            None => file.persist_noclobber(path),
            Some(before) => {
                let now = fs::symlink_metadata(path).map_err(|_| target.changed())?;
                if !is_same(&now, before) {
                    return Err(target.changed());
                }
                file.persist(path)
            }
        };
        named.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => target.changed(),
            _ => failed(path, &error.error),
        })?;
        // The name is on the disk, too, where the system lets a folder be opened.
        let _ = File::open(target.folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// The temporary files of this module, by their names.
enum Temporary {
    /// Locked by whoever writes it.
    Export,
    /// Written by SQLite.
    Copy,
}

impl Temporary {
    fn named(name: &str) -> Option<Self> {
        let is_random = |rest: &str| {
            rest.len() == LETTERS && rest.chars().all(|letter| letter.is_ascii_alphanumeric())
        };
        match (name.strip_prefix(COPY_PREFIX), name.strip_prefix(PREFIX)) {
            (Some(rest), _) if is_random(rest) => Some(Self::Copy),
            (None, Some(rest)) if is_random(rest) => Some(Self::Export),
            _ => None,
        }
    }

    /// Whether its program is gone. `ours` was made just now, by this user and this folder's clock.
    fn is_left(&self, path: &Path, ours: &Metadata) -> bool {
        let Ok(found) = fs::symlink_metadata(path) else { return false };
        if !found.is_file() || !is_of_same_user(&found, ours) {
            return false;
        }
        match self {
            Self::Export => File::open(path).is_ok_and(|file| file.try_lock().is_ok()),
            Self::Copy => {
                let age = |made: SystemTime| made.duration_since(found.modified().ok()?).ok();
                let age = ours.modified().ok().and_then(age);
                age.is_some_and(|age| age > COPY_IS_LEFT_AFTER)
            }
        }
    }
}

/// Whether a path ends in a separator: it means a folder, also where none is there.
fn ends_like_a_folder(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

/// What lies there, where it is no plain file.
fn other_than_a_file(found: &Metadata) -> Option<&'static str> {
    let kind = found.file_type();
    if kind.is_file() {
        None
    } else if kind.is_symlink() {
        Some("a link")
    } else if kind.is_dir() {
        Some("a folder")
    } else {
        Some(special(kind))
    }
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_kind: fs::FileType) -> &'static str {
    "a device"
}

/// Whether it is still the file that was looked at, and nobody wrote to it.
fn is_same(now: &Metadata, before: &Metadata) -> bool {
    now.is_file()
        && number_of(now) == number_of(before)
        && now.len() == before.len()
        && now.modified().ok() == before.modified().ok()
}

#[cfg(unix)]
fn number_of(found: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino())
}

/// Elsewhere a file's length and time have to do.
#[cfg(not(unix))]
fn number_of(_found: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(unix)]
fn is_of_same_user(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.uid() == other.uid()
}

#[cfg(not(unix))]
fn is_of_same_user(_one: &Metadata, _other: &Metadata) -> bool {
    true
}

/// Who may read and write; no file runs as somebody else because the one before it did.
#[cfg(unix)]
fn mode_of(there: &Metadata) -> Permissions {
    use std::os::unix::fs::PermissionsExt;
    Permissions::from_mode(there.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode_of(there: &Metadata) -> Permissions {
    there.permissions()
}

fn failed(path: &Path, error: &io::Error) -> OutputError {
    OutputError::Failed { path: path.display().to_string(), why: plain_reason(error) }
}

/// `it is not there`, `the disk is full`, else the system's own words.
pub fn plain_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be written to".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::NotADirectory => "part of it is a file, not a folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// Puts bytes into a file: one that is there is replaced where it holds the very same, where
/// `is_ours` knows its content, or where a person said so.
///
/// # Errors
/// [`OutputError::Edited`] where its content would be lost; else as [`Target::write`] has them.
pub fn put(
    path: &Path,
    bytes: &[u8],
    overwrite: Overwrite,
    is_own: &dyn Fn(&Path) -> bool,
    is_ours: &dyn Fn(&[u8]) -> bool,
) -> Result<(), OutputError> {
    let target = Target::look(path, is_own)?;
    if overwrite == Overwrite::Keep
        && let Some(there) = target.bytes()?
        && there != bytes
        && !is_ours(&there)
    {
        return Err(OutputError::Edited { path: path.display().to_string() });
    }
    target.write(bytes)
}
