//! A sealed place to run the command line in: own home, store, clock and zone, nothing inherited.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder with a store in it, and the environment that every command there gets.
pub struct Desk {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
    /// The words before the program, and the program.
    through: Vec<String>,
    program: PathBuf,
}

/// What a command printed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Printed {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl Desk {
    /// A desk with an ordinary store, which the first command makes.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("home")).unwrap();
        std::fs::create_dir(folder.path().join("exports")).unwrap();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_kneeboard"));
        let mut desk = Self { folder, environment: Vec::new(), through: Vec::new(), program };
        desk.set("HOME", &desk.path("home"));
        desk.set("KNEEBOARD_STORE", &desk.path("kneeboard.db"));
        desk.set("KNEEBOARD_EXPORT_FOLDER", &desk.path("exports"));
        desk.environment.push(("TZ".to_owned(), "UTC".to_owned()));
        desk
    }

    /// A desk with a sample store whose clock stands at 02:05 on 22 November 2026.
    pub fn sample() -> Self {
        let desk = Self::with_clock("2026-11-22T02:05:00Z", "desk");
        desk.run(&["store", "new", "--sample"]).done();
        desk
    }

    /// A desk whose sample store is not made yet.
    pub fn with_clock(at: &str, seed: &str) -> Self {
        let mut desk = Self::new();
        desk.set("KNEEBOARD_SAMPLE_CLOCK", &desk.path("clock"));
        desk.turn_clock(at, seed);
        desk
    }

    /// Sets the sample clock.
    pub fn turn_clock(&self, at: &str, seed: &str) {
        self.write("clock", &format!("{at} {seed}\n"));
    }

    /// Sets or takes away a variable of the environment.
    pub fn set(&mut self, name: &str, path: &Path) {
        self.unset(name);
        self.environment.push((name.to_owned(), path.display().to_string()));
    }

    pub fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| known != name);
    }

    /// Runs every command from now on under this umask, such as `000`.
    #[cfg(unix)]
    pub fn under_umask(&mut self, umask: &str) {
        let line = format!("umask {umask}; exec \"$0\" \"$@\"");
        self.through = vec!["/bin/sh".to_owned(), "-c".to_owned(), line];
    }

    /// Runs every command from now on as a user who owns nothing and may do nothing; only root can
    /// ask for that.
    #[cfg(unix)]
    pub fn as_nobody(&mut self) {
        use std::os::unix::fs::PermissionsExt;
        // The program may lie where nobody else can look.
        let copy = self.path("kneeboard");
        std::fs::copy(&self.program, &copy).unwrap();
        for path in [copy.clone(), self.path("")] {
            std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        }
        let words = ["/usr/bin/env", "setpriv", "--reuid=65534", "--regid=65534"];
        self.through = words.map(str::to_owned).to_vec();
        self.through.push("--clear-groups".to_owned());
        self.set("PATH", Path::new("/usr/sbin:/usr/bin:/sbin:/bin"));
        self.program = copy;
    }

    /// A path in the desk's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the desk's folder; its path as an argument.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The command with the desk's environment, for tests that do more than run it.
    pub fn command(&self) -> Command {
        let mut words: Vec<_> = self.through.iter().map(|word| OsStr::new(word)).collect();
        words.push(self.program.as_os_str());
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command.env_clear().envs(self.environment.clone()).current_dir(self.folder.path());
        command
    }

    /// Runs a command.
    pub fn run(&self, arguments: &[&str]) -> Printed {
        self.run_with(arguments, b"")
    }

    /// Runs a command with this on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Printed {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A command that refuses does not read to the end.
        let writing = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap();
        Printed {
            out: self.named(&output.stdout),
            err: self.named(&output.stderr),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// Runs a command that is expected to do what it is asked; what it printed.
    pub fn out(&self, arguments: &[&str]) -> String {
        self.run(arguments).done()
    }

    /// Runs a command with `--json`; the document.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let mut all = arguments.to_vec();
        all.push("--json");
        serde_json::from_str(&self.out(&all)).unwrap()
    }

    /// Text with the desk's own folder written as DESK.
    fn named(&self, bytes: &[u8]) -> String {
        let folder = self.folder.path().display().to_string();
        String::from_utf8(bytes.to_vec()).unwrap().replace(&folder, "DESK")
    }
}

impl Printed {
    /// It was done, and nothing was said on standard error.
    pub fn done(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// Nothing was printed but this reason, and the exit code says of which kind it is.
    pub fn refused(self, code: i32, reason: &str) {
        let expected = Printed { out: String::new(), err: format!("kneeboard: {reason}\n"), code };
        assert_eq!(self, expected);
    }
}
