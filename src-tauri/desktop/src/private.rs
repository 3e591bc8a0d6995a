//! Files and folders of this window that are nobody else's, whatever the user's mask says.

use std::fs::{self, OpenOptions};
use std::path::Path;

/// For a file that only its owner may read and write.
pub fn file() -> OpenOptions {
    let mut options = OpenOptions::new();
    system::for_the_owner(&mut options);
    options
}

/// Makes a folder where it is missing, and lets only its owner in. What the system refuses is left as
/// it was: whoever needs the folder says so.
pub fn folder(path: &Path) {
    let _ = fs::create_dir_all(path);
    system::close(path, 0o700);
}

/// Lets only its owner read a file that is there. By its path: opening the store's files is SQLite's alone.
pub fn close(path: &Path) {
    system::close(path, 0o600);
}

#[cfg(unix)]
mod system {
    use std::fs::{OpenOptions, Permissions, set_permissions};
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub(super) fn for_the_owner(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(super) fn close(path: &Path, mode: u32) {
        let _ = set_permissions(path, Permissions::from_mode(mode));
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::OpenOptions;
    use std::path::Path;

    pub(super) fn for_the_owner(_: &mut OpenOptions) {}

    pub(super) fn close(_: &Path, _: u32) {}
}
