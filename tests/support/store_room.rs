//! A small file system of a test's own, in which a disk can really be full or read-only.

use std::env;
use std::path::Path;
use std::process::Command;

const ROOM: &str = "KNEEBOARD_TEST_ROOM";

/// Runs `body` in a new file system of `size` (as `mount` reads it), in a process of its own.
///
/// The test named `test` starts itself again in a user namespace, where mounting is allowed to
/// everyone; there it finds the room and runs `body`. Where the system gives no such namespace,
/// the test says so: the full disk is then held by a unit test of the store alone.
pub fn in_a_room(test: &str, size: &str, body: fn(&Path)) {
    if let Some(room) = env::var_os(ROOM) {
        return body(Path::new(&room));
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mounted = "mount -t tmpfs -o size=$1 tmpfs \"$2\" || exit 77; shift 2; exec \"$@\"";
    let outcome = Command::new("unshare")
        .args(["-rm", "sh", "-c", mounted, "room", size])
        .arg(folder.path())
        .arg(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ROOM, folder.path())
        .output();
    let output = match outcome {
        Ok(output) => output,
        Err(error) => return eprintln!("{test} cannot run here: no unshare ({error})"),
    };
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if err.starts_with("unshare:") || output.status.code() == Some(77) {
        return eprintln!("{test} cannot run here: {err}");
    }
    assert!(output.status.success() && out.contains("1 passed"), "in the room:\n{out}\n{err}");
}

/// Makes the room read-only from now on.
pub fn lock(room: &Path) {
    let locked = Command::new("mount").args(["-o", "remount,ro"]).arg(room).status().unwrap();
    assert!(locked.success());
}
