//! What the file system under a store is, and how much room it has.

use std::path::Path;

use crate::machine;

/// The name of the network file system that holds `folder`, where it is known to be one.
///
/// SQLite's write-ahead log needs memory shared by every program that uses the file, which no
/// network file system gives. Only Linux is asked; elsewhere the answer is `None`.
pub(super) fn network_system(folder: &Path) -> Option<&'static str> {
    machine::file_system(folder).and_then(network_name)
}

/// Bytes that this user may still write in `folder`, where the system tells.
pub(super) fn room(folder: &Path) -> Option<u64> {
    machine::room(folder)
}

/// Names from `linux/magic.h` and the file systems' own headers.
fn network_name(magic: u32) -> Option<&'static str> {
    match magic {
        0x0000_6969 => Some("NFS"),
        0x0000_517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x0102_1997 => Some("9P"),
        0x00c3_6400 => Some("Ceph"),
        0x5346_414f | 0x6b41_4653 => Some("AFS"),
        0x7375_7245 => Some("Coda"),
        0x0000_564c => Some("NCP"),
        0x0bd0_0bd0 => Some("Lustre"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_from_local_disks() {
        assert_eq!(network_name(0x6969), Some("NFS"));
        assert_eq!(network_name(0xff53_4d42), Some("SMB"));
        assert_eq!(network_name(0x0102_1997), Some("9P"));
        for local in [0xef53, 0x0102_1994, 0x9123_683e, 0x5846_5342] {
            assert_eq!(network_name(local), None, "{local:x}");
        }
    }

    #[test]
    fn the_temporary_folder_is_local() {
        assert_eq!(network_system(&std::env::temp_dir()), None);
    }
}
