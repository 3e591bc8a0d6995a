//! The window under test: open it, wait for what it shows, look at it. `input.rs` presses and clicks.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use fantoccini::client::Client;
use fantoccini::wd::Capabilities;
use fantoccini::{ClientBuilder, error::NewSessionError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::desktop::service;
use crate::display::Display;

#[path = "input.rs"]
mod input;

pub use input::Press;

const APP: &str = env!("CARGO_BIN_EXE_kneeboard-desktop");
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/axe-core/axe.min.js");
const PORTAL: &str = "org.freedesktop.portal.Desktop";
/// What gives files to programs that are shut in; it mounts a file system for that.
const DOCUMENTS: &str = "org.freedesktop.portal.Documents";
/// Long enough for a machine that does other work meanwhile.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(15);

/// A window not opened yet: its home, its store and its variables.
#[derive(Clone)]
pub struct Scene {
    test: String,
    home: Rc<TempDir>,
    store: PathBuf,
    variables: Vec<(String, PathBuf)>,
    /// What the driver starts: the window itself, or a script that starts it.
    program: PathBuf,
}

/// An open window. It is closed, with all it started, when this is dropped.
pub struct Window {
    runtime: Runtime,
    client: Client,
    scene: Scene,
    _display: Display,
}

impl Scene {
    /// A scene for the test of this name, with an empty home and a store that is not there yet.
    pub fn new(test: &str) -> Self {
        let home = TempDir::with_prefix("kneeboard-window-").expect("a temporary folder");
        let store = home.path().join("kneeboard.db");
        // The portal is a row of programs more; whoever has no dialog does without.
        service(&home.path().join("data"), PORTAL, "/bin/false");
        service(&home.path().join("data"), DOCUMENTS, "/bin/false");
        let (variables, program) = (Vec::new(), PathBuf::from(APP));
        let scene = Self { test: test.to_owned(), home: Rc::new(home), store, variables, program };
        let _ = fs::remove_dir_all(scene.kept());
        fs::create_dir_all(scene.kept()).expect("the pictures' folder can be made");
        fs::create_dir_all(scene.export_folder()).expect("the export folder can be made");
        scene
    }

    /// Opens this store instead.
    pub fn with_store(mut self, store: impl Into<PathBuf>) -> Self {
        self.store = store.into();
        self
    }

    /// Sets a variable of the window's environment, for instance `KNEEBOARD_SAMPLE_CLOCK`.
    pub fn with(mut self, name: &str, value: impl Into<PathBuf>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Gives the session the desktop's portal, which shows dialogs.
    pub fn with_portal(self) -> Self {
        let services = self.home().join("data/dbus-1/services");
        fs::remove_file(services.join(format!("{PORTAL}.service"))).expect("it was put there");
        self
    }

    /// Gives the session a portal that runs this instead.
    pub fn with_portal_that_runs(self, program: &str) -> Self {
        service(&self.home().join("data"), PORTAL, program);
        self
    }

    /// Starts the window by these words of a shell, such as `env PATH=/nowhere`.
    pub fn started_by(mut self, words: &str) -> Self {
        self.program = self.home().join("start.sh");
        let script = format!("#!/bin/sh\nexec {words} '{APP}' \"$@\"\n");
        fs::write(&self.program, script).expect("the script can be written");
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&self.program, mode).expect("it can be made a program");
        self
    }

    /// The folder that is this scene's home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The store that the window opens.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// Where documents are exported to.
    pub fn export_folder(&self) -> PathBuf {
        std::env::var_os("KNEEBOARD_RUN_DIR").map_or_else(|| self.home().join("exported"), at_root)
    }

    /// Opens the window and waits until it has shown its first view or its trouble.
    pub fn open(self) -> Window {
        let display =
            Display::start(&self.environment(), &self.kept().join("log.txt"), self.home());
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let client = runtime.block_on(open_session(display.port, &self.program));
        let window = Window { runtime, client, scene: self, _display: display };
        window.until("the first view", "document.documentElement.dataset.head !== undefined");
        // A key that comes before the window is seen is nobody's.
        window.until("the focus", "document.visibilityState === 'visible' && document.hasFocus()");
        window.script(LISTEN, Vec::new());
        window
    }

    fn environment(&self) -> Vec<(String, PathBuf)> {
        let home = self.home().to_owned();
        let own = [
            ("HOME", home.clone()),
            ("XDG_DATA_HOME", home.join("data")),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("XDG_CACHE_HOME", home.join("cache")),
            ("KNEEBOARD_STORE", self.store.clone()),
            ("KNEEBOARD_EXPORT_FOLDER", self.export_folder()),
        ];
        own.map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .chain(self.variables.clone())
            .collect()
    }

    /// The folder whose contents outlive the test: pictures, the log, and after a failure the rest.
    fn kept(&self) -> PathBuf {
        let run = std::env::var_os("KNEEBOARD_RUN_DIR").map(at_root);
        run.unwrap_or_else(|| {
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("window").join(&self.test)
        })
    }
}

impl Window {
    /// Closes the window, however rudely, and opens it again on the same home and store.
    pub fn reopen(self) -> Self {
        self.reopen_after(|| ())
    }

    /// The same, with something done in between.
    pub fn reopen_after(self, between: impl FnOnce()) -> Self {
        let scene = self.scene.clone();
        // The display takes the window with it when it goes.
        drop(self);
        between();
        scene.open()
    }

    /// Waits until the window has ended by itself.
    pub fn has_gone(&self) {
        let deadline = Instant::now() + PATIENCE;
        while self.running().is_some() {
            assert!(Instant::now() < deadline, "the window stays; shown:\n{}", self.text());
            sleep(BETWEEN_LOOKS);
        }
    }

    /// The window's process, as the system lists it.
    pub fn process(&self) -> PathBuf {
        self.running().expect("the window runs")
    }

    fn running(&self) -> Option<PathBuf> {
        let wanted = format!("KNEEBOARD_STORE={}", self.scene.store.display());
        let holds = |process: &Path, file: &str| fs::read(process.join(file)).unwrap_or_default();
        fs::read_dir("/proc").expect("Linux has /proc").find_map(|entry| {
            let process = entry.ok()?.path();
            let named = holds(&process, "comm").starts_with(b"kneeboard-deskt");
            let environment = holds(&process, "environ");
            let ours = environment.split(|byte| *byte == 0).any(|one| one == wanted.as_bytes());
            (named && ours).then_some(process)
        })
    }

    /// Starts the same program once more, as the window was started, and waits until it ends.
    pub fn start_once_more(&self) -> Output {
        let environment = fs::read(self.process().join("environ")).expect("it can be read");
        let variables = environment.split(|byte| *byte == 0).filter_map(|one| {
            let (name, value) = std::str::from_utf8(one).ok()?.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        });
        Command::new("timeout")
            .args(["60", APP])
            .env_clear()
            .envs(variables)
            .output()
            .expect("timeout runs")
    }

    /// Runs a script that calls its last argument when it is done, and gives what it was called with.
    pub fn script_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.run(self.client.execute_async(script, arguments), script)
    }

    /// Loads the page anew, as if the window were opened again.
    pub fn reload(&self) {
        self.run(self.client.refresh(), "reload");
        self.until("the page", "document.documentElement.dataset.head !== undefined");
        self.script(LISTEN, Vec::new());
    }

    /// What is written in the whole window, as it is seen.
    pub fn text(&self) -> String {
        self.value("document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// The number of the last change that is shown; none while trouble is shown instead.
    pub fn head(&self) -> Option<u64> {
        self.value("document.documentElement.dataset.head").as_str()?.parse().ok()
    }

    /// Does something and waits until a later change is shown.
    pub fn and_see_it(&self, what: impl FnOnce(&Self)) {
        let before = self.head().expect("the record is open");
        what(self);
        let shown = format!(
            "Number(document.documentElement.dataset.head) > {before} &&
             document.documentElement.dataset.recording === undefined"
        );
        self.until("the next change", &shown);
    }

    /// Waits until the script's expression is true.
    pub fn until(&self, what: &str, expression: &str) {
        self.until_with(what, &format!("return ({expression});"), Vec::new());
    }

    /// What an expression is worth in the page.
    pub fn value(&self, expression: &str) -> Value {
        self.script(&format!("return ({expression});"), Vec::new())
    }

    /// Runs a script's statements in the page; `arguments` holds what is given.
    pub fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.run(self.client.execute(script, arguments), script)
    }

    /// Takes on a theme as the system's own switch turns it: the shell's colours change under the
    /// page. Nothing is pressed, and the focus stays.
    pub fn take_on(&self, theme: &str) {
        self.script(
            "window.__TAURI_INTERNALS__.invoke('frame', { request: { frame: 'theme', theme: arguments[0] } });",
            vec![json!(theme)],
        );
        self.until(theme, &format!("document.documentElement.dataset.theme === '{theme}'"));
    }

    /// Every rule of accessibility that is broken, as `rule: element: what to do`.
    pub fn accessibility_faults(&self) -> Vec<String> {
        let axe = fs::read_to_string(AXE).expect("axe-core is installed by `npm ci`");
        self.script(&axe, Vec::new());
        let found = self.run(self.client.execute_async(FAULTS, Vec::new()), "axe");
        serde_json::from_value(found).expect("a list of faults")
    }

    /// Keeps a picture of the window, as painted now, under this name, and says where.
    pub fn picture(&self, name: &str) -> PathBuf {
        self.run(self.client.execute_async(PAINTED, Vec::new()), "paint");
        let path = self.scene.kept().join(format!("{name}.png"));
        self.script(STIR, Vec::new());
        let picture = self.run(self.client.screenshot(), "picture");
        self.script(REST, Vec::new());
        fs::write(&path, picture).expect("the picture can be written");
        path
    }

    /// Makes the window this large; 360 wide is the strip.
    pub fn resize(&self, width: u32, height: u32) {
        self.run(self.client.set_window_size(width, height), "resize");
        self.until("the new size", &format!("innerWidth === {width}"));
    }

    /// The home, the store and the folders of this window.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Waits until the script gives something, and gives it.
    fn until_with(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let seen = self.script(script, arguments.clone());
            if !matches!(seen, Value::Null | Value::Bool(false)) {
                return seen;
            }
            assert!(
                Instant::now() < deadline,
                "waited in vain for {what}; went wrong: {}; shown:\n{}",
                self.value("window.wentWrong"),
                self.text()
            );
            sleep(BETWEEN_LOOKS);
        }
    }

    fn run<T, E: std::fmt::Display>(
        &self,
        what: impl Future<Output = Result<T, E>>,
        name: &str,
    ) -> T {
        match self.runtime.block_on(async { timeout(2 * PATIENCE, what).await }) {
            Ok(Ok(value)) => value,
            Ok(Err(error)) => panic!("{name:.60}: {error}"),
            Err(_) => panic!("{name:.60}: the window did not answer"),
        }
    }

    /// Keeps what explains a failure. Nothing here may panic: a panic is under way.
    fn keep_everything(&self) {
        let kept = self.scene.kept();
        let all = async {
            if let Ok(picture) = self.client.screenshot().await {
                let _ = fs::write(kept.join("failed.png"), picture);
            }
            if let Ok(page) = self.client.source().await {
                let _ = fs::write(kept.join("failed.html"), page);
            }
        };
        let _ = self.runtime.block_on(async { timeout(PATIENCE, all).await });
        for ending in ["", "-wal", "-shm"] {
            let mut part = self.scene.store.clone().into_os_string();
            part.push(ending);
            let _ = fs::copy(part, kept.join(format!("failed.db{ending}")));
        }
        eprintln!("picture, page, log and store are kept in {}", kept.display());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.keep_everything();
        }
    }
}

/// Only this is tried again: a driver may refuse while the display is still coming up.
async fn open_session(port: u16, program: &Path) -> Client {
    let mut refused: Option<NewSessionError> = None;
    for _ in 0..3 {
        let options = json!({ "binary": program, "args": [] });
        let wanted = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        let address = format!("http://127.0.0.1:{port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match timeout(2 * PATIENCE, builder.capabilities(wanted).connect(&address)).await {
            Ok(Ok(client)) => return client,
            Ok(Err(error)) => refused = Some(error),
            Err(_) => {}
        }
    }
    panic!("no session was opened: {refused:?}")
}

fn at_root(folder: std::ffi::OsString) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder)
}

/// What the page itself did not expect, for whoever reads a failure.
const LISTEN: &str = r#"
window.wentWrong = [];
// That a size is told one frame late is no fault: the browser says so by way of an error without one.
const late = (event) => !event.error && event.message.startsWith("ResizeObserver loop");
addEventListener("error", (event) => late(event) || wentWrong.push(String(event.error?.stack ?? event.message)));
addEventListener("unhandledrejection", (event) => wentWrong.push(`${event.reason} ${event.reason?.stack ?? ""}`));
"#;

/// The second frame begins when the first has been painted.
/// A picture is taken with the next painting, and a page at rest has none: what is not seen is
/// painted meanwhile.
const STIR: &str = r#"
let [times, root] = [0, document.documentElement];
window.stirring = setInterval(() => root.style.background = `rgb(0 0 ${++times % 2} / 0)`, 20);
"#;
const REST: &str =
    "clearInterval(window.stirring); document.documentElement.style.background = '';";

pub const PAINTED: &str = r#"
const done = arguments[arguments.length - 1];
requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
"#;

/// Every rule there is, best practice and the experimental ones included. Left out: the enhanced
/// contrast of 7 to 1, which is asked of the step's own words and held by a test over the tokens.
const FAULTS: &str = r#"
const done = arguments[arguments.length - 1];
const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]));
rules["color-contrast-enhanced"] = { enabled: false };
axe.run(document, { resultTypes: ["violations"], rules }).then(
  (result) => done(result.violations.flatMap((fault) =>
    fault.nodes.map((node) => `${fault.id}: ${node.target}: ${node.failureSummary}`))),
  (error) => done([`axe itself: ${error}`]));
"#;
