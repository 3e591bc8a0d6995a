//! What only the operating system knows: the one place with system-specific code.

use std::fs::File;
use std::io;
use std::path::Path;

/// Milliseconds since this machine started, sleep included; `None` where the system cannot say.
pub fn boot_ms() -> Option<i64> {
    system::boot_ms()
}

/// The kernel's 32-bit number of the file system that holds a folder; `None` where it has none.
pub(crate) fn file_system(folder: &Path) -> Option<u32> {
    system::file_system(folder)
}

/// Bytes that this user may still write in a folder; `None` where the system does not tell.
pub(crate) fn room(folder: &Path) -> Option<u64> {
    system::room(folder)
}

/// Opens a file to be read, and waits for nobody: not even where it has become a pipe.
pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    system::open_to_read(path)
}

/// Whether this user may not write a file that is there; the file is not opened for it.
pub(crate) fn is_read_only(file: &Path) -> bool {
    system::is_read_only(file)
}

/// What tells a file from another one that is later at its path; `None` where no file is there.
/// Where the system gives files no numbers, any file counts as the same.
pub fn file_number(path: &Path) -> Option<(u64, u64)> {
    system::file_number(path)
}

/// A name that tells this machine from another one: the system's own id, else its host name.
pub fn id() -> String {
    let from_file = |path| std::fs::read_to_string(path).ok();
    ["/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostname"]
        .into_iter()
        .find_map(from_file)
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .or_else(|| std::env::var("HOSTNAME").ok())
        .unwrap_or_else(|| "unnamed".to_owned())
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::unix::fs::OpenOptionsExt;
    use std::path::Path;

    pub(super) fn open_to_read(path: &Path) -> io::Result<File> {
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
    }

    pub(super) fn boot_ms() -> Option<i64> {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Some(time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    pub(super) fn file_system(folder: &Path) -> Option<u32> {
        // The kernel's numbers have 32 bits; the field is wider on some machines.
        rustix::fs::statfs(folder).ok().map(|found| found.f_type as u32)
    }

    pub(super) fn is_read_only(file: &Path) -> bool {
        use rustix::io::Errno;
        // Closing a handle of one's own would let go of every lock that SQLite holds on the file.
        let refused = rustix::fs::access(file, rustix::fs::Access::WRITE_OK);
        matches!(refused, Err(Errno::ROFS | Errno::ACCESS | Errno::PERM))
    }

    pub(super) fn room(folder: &Path) -> Option<u64> {
        let found = rustix::fs::statvfs(folder).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }

    pub(super) fn file_number(path: &Path) -> Option<(u64, u64)> {
        let found = rustix::fs::stat(path).ok()?;
        Some((found.st_dev, found.st_ino))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    pub(super) fn open_to_read(path: &Path) -> io::Result<File> {
        File::open(path)
    }

    pub(super) fn boot_ms() -> Option<i64> {
        None
    }

    pub(super) fn file_system(_folder: &Path) -> Option<u32> {
        None
    }

    pub(super) fn is_read_only(file: &Path) -> bool {
        std::fs::metadata(file).is_ok_and(|found| found.permissions().readonly())
    }

    pub(super) fn room(_folder: &Path) -> Option<u64> {
        None
    }

    pub(super) fn file_number(path: &Path) -> Option<(u64, u64)> {
        path.exists().then_some((0, 0))
    }
}
