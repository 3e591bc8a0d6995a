//! The screen around the window: dialogs that other programs show, worked by their keys.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::window::Window;

/// The screen that a window is on, as the programs on it know it.
pub struct Desktop {
    variables: Vec<(String, String)>,
}

/// A window of another program, or of ours, by its number on the screen.
pub struct Dialog<'a> {
    desktop: &'a Desktop,
    number: String,
}

impl Desktop {
    pub fn of(window: &Window) -> Self {
        let environment = fs::read(window.process().join("environ")).expect("it can be read");
        let named = |one: &[u8]| {
            let (name, value) = std::str::from_utf8(one).ok()?.split_once('=')?;
            ["DISPLAY", "XAUTHORITY"].contains(&name).then(|| (name.to_owned(), value.to_owned()))
        };
        Self { variables: environment.split(|byte| *byte == 0).filter_map(named).collect() }
    }

    /// Waits for a window of this name, and gives it the keys.
    pub fn dialog(&self, name: &str) -> Dialog<'_> {
        let found = until(name, || self.found(name));
        let dialog = Dialog { desktop: self, number: found };
        // Without a window manager the focus goes where it is sent, once the window is drawn.
        until("the focus", || dialog.run(&["windowfocus", "--sync", &dialog.number]));
        dialog
    }

    /// Whether a window of this name can be seen.
    pub fn shows(&self, name: &str) -> bool {
        self.found(name).is_some()
    }

    fn found(&self, name: &str) -> Option<String> {
        let found = self.run(&["search", "--onlyvisible", "--name", name])?;
        found.lines().last().map(str::to_owned)
    }

    fn run(&self, words: &[&str]) -> Option<String> {
        let xdotool = Command::new("xdotool").args(words).envs(self.variables.clone()).output();
        let output = xdotool.expect("xdotool runs; `make test` installs it");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Dialog<'_> {
    /// Presses a key, as X names it: `alt+Home`, `Return`.
    pub fn press(&self, key: &str) {
        self.run(&["key", "--clearmodifiers", key]).expect("the key is pressed");
    }

    pub fn type_text(&self, text: &str) {
        self.run(&["type", "--clearmodifiers", "--delay", "10", text]).expect("it is typed");
    }

    /// Waits until it is no longer there.
    pub fn has_gone(&self) {
        until("the dialog to go", || {
            let named = self.run(&["getwindowname", &self.number]);
            named.is_none().then_some(())
        });
    }

    fn run(&self, words: &[&str]) -> Option<String> {
        self.desktop.run(words)
    }
}

/// Waits for something to be there.
pub fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        sleep(Duration::from_millis(50));
    }
}

/// A program of this name in a folder of programs.
pub fn program(folder: &Path, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;

    fs::create_dir_all(folder).expect("the folder can be made");
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("it can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
}

/// Puts a service of the session's bus in the place of the one that is installed: the session finds
/// this folder first.
pub fn service(data: &Path, name: &str, runs: &str) {
    let folder = data.join("dbus-1/services");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let text = format!("[D-BUS Service]\nName={name}\nExec={runs}\n");
    fs::write(folder.join(format!("{name}.service")), text).expect("it can be written");
}
