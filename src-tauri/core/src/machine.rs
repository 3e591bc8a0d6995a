//! What only the operating system knows: the one place with system-specific code.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// Set before the machine's id, so that its digest is of use to no other program.
const SALT: &str = "kneeboard machine 1\n";

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

/// Whether this user may not write a file that is there; the file is not opened for it.
pub(crate) fn is_read_only(file: &Path) -> bool {
    system::is_read_only(file)
}

/// Whether this user may not read a file that is there; the file is not opened for it.
pub(crate) fn is_closed_to_us(file: &Path) -> bool {
    system::is_closed_to_us(file)
}

/// What tells a file from another one that is later at its path; `None` where no file is there.
/// Where the system gives files no numbers, any file counts as the same.
pub fn file_number(path: &Path) -> Option<(u64, u64)> {
    system::file_number(path)
}

/// Options for a new file that nobody but its owner can read, whatever the umask lets through.
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    system::only_for_its_owner(&mut options);
    options
}

/// Makes a folder, and those above it, that nobody but their owner can look into.
///
/// # Errors
/// The system's, where a folder cannot be made.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    system::make_private_folder(folder)
}

/// Takes the rights of group and others away from what lies at a path; answers whether they had
/// any. The file is not opened, and where the rights are not ours to take they stay.
pub(crate) fn keep_private(path: &Path) -> bool {
    system::keep_private(path)
}

/// A name that tells this machine from another one: a digest of the system's own id, else of its
/// host name. The id itself is a secret of the machine and is kept nowhere (machine-id(5)).
pub fn id() -> String {
    let mut digest = Sha256::new();
    digest.update(SALT);
    digest.update(own_name());
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn own_name() -> String {
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

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use rustix::fs::{Access, access};
    use rustix::io::Errno;
    use rustix::time::{ClockId, clock_gettime};

    /// The clock that goes on while the machine sleeps: on Apple's systems the monotonic one does.
    #[cfg(target_os = "linux")]
    const SINCE_BOOT: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const SINCE_BOOT: ClockId = ClockId::Monotonic;

    pub(super) fn boot_ms() -> Option<i64> {
        let time = clock_gettime(SINCE_BOOT);
        Some(time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    #[cfg(target_os = "linux")]
    pub(super) fn file_system(folder: &Path) -> Option<u32> {
        // The kernel's numbers have 32 bits; the field is wider on some machines.
        rustix::fs::statfs(folder).ok().map(|found| found.f_type as u32)
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn file_system(_folder: &Path) -> Option<u32> {
        None
    }

    pub(super) fn is_read_only(file: &Path) -> bool {
        // Closing a handle of one's own would let go of every lock that SQLite holds on the file.
        let refused = access(file, Access::WRITE_OK);
        matches!(refused, Err(Errno::ROFS | Errno::ACCESS | Errno::PERM))
    }

    pub(super) fn is_closed_to_us(file: &Path) -> bool {
        matches!(access(file, Access::READ_OK), Err(Errno::ACCESS | Errno::PERM))
    }

    pub(super) fn room(folder: &Path) -> Option<u64> {
        let found = rustix::fs::statvfs(folder).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }

    pub(super) fn file_number(path: &Path) -> Option<(u64, u64)> {
        let found = fs::metadata(path).ok()?;
        Some((found.dev(), found.ino()))
    }

    pub(super) fn only_for_its_owner(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }

    pub(super) fn keep_private(path: &Path) -> bool {
        let Ok(found) = fs::symlink_metadata(path) else { return false };
        let mode = found.permissions().mode();
        if found.is_symlink() || mode & 0o077 == 0 {
            return false;
        }
        let _ = fs::set_permissions(path, Permissions::from_mode(mode & 0o700));
        true
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::OpenOptions;
    use std::io;
    use std::path::Path;

    pub(super) fn boot_ms() -> Option<i64> {
        None
    }

    pub(super) fn file_system(_folder: &Path) -> Option<u32> {
        None
    }

    pub(super) fn is_read_only(file: &Path) -> bool {
        std::fs::metadata(file).is_ok_and(|found| found.permissions().readonly())
    }

    pub(super) fn is_closed_to_us(_file: &Path) -> bool {
        false
    }

    pub(super) fn room(_folder: &Path) -> Option<u64> {
        None
    }

    pub(super) fn file_number(path: &Path) -> Option<(u64, u64)> {
        path.exists().then_some((0, 0))
    }

    // The folders of a user are the user's own on these systems.
    pub(super) fn only_for_its_owner(_options: &mut OpenOptions) {}

    pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)
    }

    pub(super) fn keep_private(_path: &Path) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_named_the_same_each_time_and_not_by_its_own_id() {
        assert_eq!(id(), id());
        assert_eq!(id().len(), 32);
        assert!(!id().contains(&own_name()));
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_and_folder_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (made, file) = (folder.path().join("a/b"), folder.path().join("a/b/c"));
        make_private_folder(&made).unwrap();
        private_file().create_new(true).open(&file).unwrap();
        assert_eq!((mode(&made), mode(&file)), (0o700, 0o600));
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
        assert!(keep_private(&file));
        assert_eq!(mode(&file), 0o600);
        assert!(!keep_private(&file), "it is private already");
    }

    #[test]
    fn two_files_at_one_path_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        std::fs::write(&one, "1").unwrap();
        std::fs::write(&two, "2").unwrap();
        let before = file_number(&one);
        std::fs::rename(&two, &one).unwrap();
        assert!(before.is_some());
        #[cfg(unix)]
        assert_ne!(file_number(&one), before);
        assert_eq!(file_number(&two), None);
    }
}
