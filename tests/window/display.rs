//! One virtual display with one WebDriver on it, and everything they start, stopped together.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A running driver; dropping it stops its display, its bus, the window and the window's helpers.
pub struct Display {
    group: Child,
    pub port: u16,
}

impl Display {
    /// Starts the driver with these variables on top of a clean environment, and waits until it
    /// takes connections. What it and the window print goes to `log`.
    /// What is on the screen lies in `frames` as an X window dump; what programs write without being
    /// told where lies there too.
    pub fn start(variables: &[(String, PathBuf)], log: &Path, frames: &Path) -> Self {
        let port = free_port();
        let printed = File::create(log).expect("the log can be written");
        let group = Command::new("xvfb-run")
            .arg("--auto-servernum")
            .arg(format!(
                "--server-args=-screen 0 1600x1200x24 -nolisten tcp -fbdir {}",
                frames.display()
            ))
            .args(["dbus-run-session", "--", "WebKitWebDriver", "--host=127.0.0.1"])
            .arg(format!("--port={port}"))
            .current_dir(frames)
            .env_clear()
            .envs(["PATH", "TMPDIR", "USER", "LOGNAME"].into_iter().filter_map(inherited))
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("GIO_USE_VFS", "local")
            .env("GSETTINGS_BACKEND", "memory")
            .envs(variables.iter().cloned())
            .stdin(Stdio::null())
            .stdout(printed.try_clone().expect("the log can be shared"))
            .stderr(printed)
            .process_group(0)
            .spawn()
            .expect("xvfb-run starts; `make test` installs what it needs");
        let mut display = Self { group, port };
        display.wait_until_it_listens(log);
        display
    }

    fn wait_until_it_listens(&mut self, log: &Path) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.group.try_wait().expect("the driver can be asked");
            let said = std::fs::read_to_string(log).unwrap_or_default();
            assert!(ended.is_none(), "the driver ended with {ended:?}: {said}");
            assert!(Instant::now() < deadline, "the driver never listened: {said}");
            sleep(Duration::from_millis(20));
        }
    }

    fn signal(&self, signal: &str) {
        let group = format!("-{}", self.group.id());
        let _ = Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // xvfb-run takes its server down on TERM; what is left after two seconds is killed.
        self.signal("-TERM");
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline && matches!(self.group.try_wait(), Ok(None)) {
            sleep(Duration::from_millis(20));
        }
        self.signal("-KILL");
        let _ = self.group.wait();
    }
}

fn inherited(name: &'static str) -> Option<(&'static str, std::ffi::OsString)> {
    std::env::var_os(name).map(|value| (name, value))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("a bound port has an address").port()
}
