//! A small file system of a test's own, in which a disk can really be full or read-only.

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

const ROOM: &str = "KNEEBOARD_TEST_ROOM";

/// Mounting is allowed to root in a mount namespace, and to everyone in a user namespace.
const WAYS: [&[&str]; 2] = [&["--mount"], &["--mount", "--map-root-user"]];

/// Runs `body` in a new file system of `size` (as `mount` reads it), in a process of its own.
///
/// The test named `test` starts itself again in a namespace where it may mount; there it finds the
/// room and runs `body`. Where the system allows neither way, the test fails and says what to allow.
pub fn in_a_room(test: &str, size: &str, body: fn(&Path)) {
    if let Some(room) = env::var_os(ROOM) {
        return body(Path::new(&room));
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mounted = "mount -t tmpfs -o size=$1 tmpfs \"$2\" || exit 77; shift 2; exec \"$@\"";
    let mut refusals = String::new();
    for way in WAYS {
        let output = Command::new("unshare")
            .args(way)
            .args(["sh", "-c", mounted, "room", size])
            .arg(folder.path())
            .arg(env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(ROOM, folder.path())
            .output()
            .expect("unshare, of util-linux, gives a test its own file system; install it");
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if output.status.code() == Some(77) || err.starts_with("unshare:") {
            refusals.push_str(&err);
            continue;
        }
        assert!(output.status.success() && out.contains("1 passed"), "in the room:\n{out}\n{err}");
        return;
    }
    panic!(
        "{test} needs a small disk of its own, and this system lets it mount none:\n{refusals}\
         Run the tests as root with the right to mount, or allow user namespaces \
         (sysctl kernel.unprivileged_userns_clone=1; on Ubuntu also \
         kernel.apparmor_restrict_unprivileged_userns=0)."
    );
}

/// Fills the room to its last byte.
pub fn fill(room: &Path) {
    let mut filler = File::create(room.join("filler")).unwrap();
    for block in [65_536, 512, 1] {
        while filler.write_all(&vec![1; block]).is_ok() {}
    }
}

/// Makes room again.
pub fn empty(room: &Path) {
    fs::remove_file(room.join("filler")).unwrap();
}

/// Makes the room read-only from now on.
pub fn lock(room: &Path) {
    mount(&["-o", "remount,ro"], &[room]);
}

/// Makes one file of the room read-only, and leaves its folder as it is.
pub fn lock_file(file: &Path) {
    mount(&["--bind"], &[file, file]);
    mount(&["-o", "remount,bind,ro"], &[file]);
}

fn mount(options: &[&str], places: &[&Path]) {
    assert!(Command::new("mount").args(options).args(places).status().unwrap().success());
}
