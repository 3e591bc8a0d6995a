//! What a store keeps on disk is its owner's alone, whatever the umask and whatever it was before,
//! and names the machine to nobody.

use crate::support::kneeboard::Desk;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Everything that a store writes by itself: log, index, search, heads, backups, ballast, evidence.
fn used(desk: &Desk) {
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.run_with(&["note", "-"], b"a log").done();
    desk.out(&["search", "Checkout"]);
    desk.out(&["incident", "close"]);
    desk.out(&["store", "backup", "copy.db"]);
    desk.out(&["store", "restore", "copy.db"]);
}

/// Every file and folder that belongs to the store, with the rights that others than its owner have.
fn open_to_others(folder: &Path, found: &mut Vec<(PathBuf, u32)>) -> usize {
    let mut looked = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_ours =
            name.contains("kneeboard.db") || name == "copy.db" || !folder.ends_with("store");
        if !is_ours {
            continue;
        }
        looked += 1;
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            found.push((path.clone(), mode));
        }
        if path.is_dir() {
            looked += open_to_others(&path, found);
        }
    }
    looked
}

fn all_private(folder: &Path) {
    let mut found = Vec::new();
    let looked = open_to_others(folder, &mut found);
    assert_eq!(found, Vec::new());
    assert!(looked >= 9, "only {looked} files of the store were seen");
}

fn desk() -> (Desk, PathBuf) {
    let mut desk = Desk::new();
    let folder = desk.path("store");
    fs::create_dir(&folder).unwrap();
    desk.set("KNEEBOARD_STORE", &folder.join("kneeboard.db"));
    (desk, folder)
}

#[test]
fn every_file_of_a_store_is_its_owners_alone_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let (mut desk, folder) = desk();
        desk.under_umask(umask);
        used(&desk);
        all_private(&folder);
        let copy = fs::metadata(desk.path("copy.db")).unwrap().permissions().mode() & 0o777;
        assert_eq!(copy, 0o600, "umask {umask}");
    }
}

#[test]
fn the_folder_of_the_usual_store_is_its_owners_alone() {
    let mut desk = Desk::new();
    desk.unset("KNEEBOARD_STORE");
    desk.under_umask("000");
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    let folder = desk.path("home/.local/share/kneeboard");
    let mode = fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
    all_private_but(&folder, 4);
}

fn all_private_but(folder: &Path, least: usize) {
    let mut found = Vec::new();
    let looked = open_to_others(folder, &mut found);
    assert_eq!(found, Vec::new());
    assert!(looked >= least, "only {looked} files of the store were seen");
}

#[test]
fn a_store_that_was_left_open_to_others_is_closed_at_the_next_opening() {
    let (desk, folder) = desk();
    used(&desk);
    open_up(&folder);
    desk.out(&["incident", "list"]);
    all_private(&folder);
}

fn open_up(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = if path.is_dir() { 0o777 } else { 0o666 };
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        if path.is_dir() {
            open_up(&path);
        }
    }
}

#[test]
fn a_damaged_store_that_is_set_aside_is_its_owners_alone() {
    let (mut desk, folder) = desk();
    desk.under_umask("000");
    used(&desk);
    fs::write(folder.join("kneeboard.db"), vec![0; 8192]).unwrap();
    open_up(&folder);
    desk.run(&["store", "restore", "copy.db"]);
    assert!(folder.join("kneeboard.db.damaged").exists());
    desk.out(&["incident", "list"]);
    all_private(&folder);
}

#[test]
fn the_machines_own_id_is_written_nowhere() {
    let (desk, folder) = desk();
    used(&desk);
    let id = ["/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostname"]
        .into_iter()
        .find_map(|path| fs::read_to_string(path).ok())
        .unwrap();
    let id = id.trim();
    let digits: String = id.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut looked = 0;
    holds_none(&folder, &[id.as_bytes(), digits.as_bytes()], &mut looked);
    assert!(looked >= 7, "only {looked} files were read");
}

fn holds_none(folder: &Path, parts: &[&[u8]], looked: &mut usize) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holds_none(&path, parts, looked);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        *looked += 1;
        for part in parts {
            let holds = bytes.windows(part.len()).any(|window| window == *part);
            assert!(!holds, "{} names the machine", path.display());
        }
    }
}
