//! The window under test: open it, press keys, find things by role and name, look at it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::client::Client;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{ClientBuilder, error::NewSessionError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::display::Display;

const APP: &str = env!("CARGO_BIN_EXE_kneeboard-desktop");
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/axe-core/axe.min.js");
const PATIENCE: Duration = Duration::from_secs(15);
const MOST_KEYS: usize = 200;
const BETWEEN_LOOKS: Duration = Duration::from_millis(15);

/// A window not opened yet: its home, its store and its variables.
#[derive(Clone)]
pub struct Scene {
    test: String,
    home: Rc<TempDir>,
    store: PathBuf,
    variables: Vec<(String, PathBuf)>,
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
        let variables = Vec::new();
        let scene = Self { test: test.to_owned(), home: Rc::new(home), store, variables };
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
        let client = runtime.block_on(open_session(display.port));
        let window = Window { runtime, client, scene: self, _display: display };
        window.until("the first view", "document.documentElement.dataset.head !== undefined");
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

    /// The window's process, as the system lists it.
    pub fn process(&self) -> PathBuf {
        let wanted = format!("KNEEBOARD_STORE={}", self.scene.store.display());
        let holds = |process: &Path, file: &str| fs::read(process.join(file)).unwrap_or_default();
        let found = fs::read_dir("/proc").expect("Linux has /proc").find_map(|entry| {
            let process = entry.ok()?.path();
            let named = holds(&process, "comm").starts_with(b"kneeboard-deskt");
            let environment = holds(&process, "environ");
            let ours = environment.split(|byte| *byte == 0).any(|one| one == wanted.as_bytes());
            (named && ours).then_some(process)
        });
        found.expect("the window runs")
    }

    /// Starts the same program once more, as the window was started, and waits until it ends.
    pub fn start_once_more(&self) -> Output {
        let environment = fs::read(self.process().join("environ")).expect("it can be read");
        let variables = environment.split(|byte| *byte == 0).filter_map(|one| {
            let (name, value) = std::str::from_utf8(one).ok()?.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        });
        Command::new("timeout")
            .args(["20", APP])
            .env_clear()
            .envs(variables)
            .output()
            .expect("timeout runs")
    }

    /// Presses keys together as they are written in the table: `Space`, `?`, `Ctrl+Shift+X`.
    pub fn press(&self, chord: &str) {
        let keys: Vec<char> = match chord {
            "+" => vec!['+'],
            chord => chord.split('+').map(key_of).collect(),
        };
        let down = keys.iter().map(|&value| KeyAction::Down { value });
        let up = keys.iter().rev().map(|&value| KeyAction::Up { value });
        let all = down.chain(up).fold(KeyActions::new("keys".into()), KeyActions::then);
        self.run(self.client.perform_actions(all), chord);
    }

    /// Types text into whatever has the focus, character by character.
    pub fn type_text(&self, text: &str) {
        let each = text.chars().map(|char| if char == '\n' { Key::Enter.into() } else { char });
        let all = each
            .flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }])
            .fold(KeyActions::new("keys".into()), KeyActions::then);
        self.run(self.client.perform_actions(all), text);
    }

    /// The one visible element of this role and accessible name, waited for.
    pub fn find(&self, role: &str, name: &str) -> Element {
        let wanted = format!("{role} “{name}”");
        self.until_with(&wanted, ONE_BY_ROLE_AND_NAME, vec![json!(role), json!(name)]);
        let found = self.script(ONE_BY_ROLE_AND_NAME, vec![json!(role), json!(name)]);
        let reference = found.as_object().and_then(|found| found.values().next()?.as_str());
        let reference = reference.expect("the script gave an element").to_owned();
        Element::from_element_id(self.client.clone(), reference.into())
    }

    /// Clicks the one visible element of this role and name.
    pub fn click(&self, role: &str, name: &str) {
        self.run(self.find(role, name).click(), name);
    }

    /// Clicks the first visible element that this selector names.
    pub fn click_on(&self, selector: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility()) ?? null;";
        self.until_with(selector, script, vec![json!(selector)]);
        let found = self.script(script, vec![json!(selector)]);
        let reference = found.as_object().and_then(|found| found.values().next()?.as_str());
        let reference = reference.expect("the script gave an element").to_owned();
        let element = Element::from_element_id(self.client.clone(), reference.into());
        self.run(element.click(), selector);
    }

    /// Clicks at this place of the window, whatever is there.
    pub fn click_at(&self, x: i64, y: i64) {
        let to = PointerAction::MoveTo { duration: None, x: x as f64, y: y as f64 };
        let button = MOUSE_BUTTON_LEFT;
        let all = MouseActions::new("mouse".into())
            .then(to)
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        self.run(self.client.perform_actions(all), "a click");
    }

    /// Presses these keys one after the other, in one go.
    pub fn press_all(&self, keys: &[char]) {
        let all = keys
            .iter()
            .flat_map(|&value| [KeyAction::Down { value }, KeyAction::Up { value }])
            .fold(KeyActions::new("keys".into()), KeyActions::then);
        self.run(self.client.perform_actions(all), "keys");
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

    /// Goes with Tab, and with the arrows among radio buttons, to what this selector names.
    pub fn reach(&self, selector: &str) {
        self.go_to(selector, "return document.querySelector(arguments[0]);", vec![json!(selector)]);
    }

    /// Goes with Tab, and with the arrows among radio buttons, to this role and accessible name.
    pub fn reach_named(&self, role: &str, name: &str) {
        self.find(role, name);
        let wanted = format!("{role} “{name}”");
        self.go_to(&wanted, ONE_BY_ROLE_AND_NAME, vec![json!(role), json!(name)]);
    }

    fn go_to(&self, what: &str, element: &str, arguments: Vec<Value>) {
        self.until_with(what, element, arguments.clone());
        let way =
            format!("const wanted = (function () {{ {element} }}).apply(null, arguments);{WAY}");
        for _ in 0..MOST_KEYS {
            match self.script(&way, arguments.clone()).as_str() {
                Some(chord) => self.press(chord),
                None => return,
            }
        }
        panic!("no key leads to {what}; shown:\n{}", self.text());
    }

    /// Chooses in the list that this selector names, by arrow keys, the option of this value.
    pub fn choose(&self, selector: &str, value: &str) {
        self.reach(selector);
        for _ in 0..MOST_KEYS {
            match self.script(WAY_IN_LIST, vec![json!(value)]).as_str() {
                Some(chord) => self.press(chord),
                None => return,
            }
        }
        panic!("no key chooses {value} in {selector}");
    }

    /// Goes to the field that this selector names and types in the place of what it holds.
    pub fn fill(&self, selector: &str, text: &str) {
        self.reach(selector);
        self.replace_text(text);
    }

    /// Types in the place of what the field in focus holds.
    pub fn replace_text(&self, text: &str) {
        if self.value("document.activeElement.value !== ''") == true {
            self.press("Ctrl+A");
        }
        self.type_text(text);
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

    /// A key event as a page hears it that no driver can send: a repeat, a composition.
    pub fn dispatch_key(&self, key: &str, code: &str, more: &str) {
        let event = format!(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{
                key: '{key}', code: '{code}', bubbles: true, cancelable: true, {more} }}));"
        );
        self.script(&event, Vec::new());
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
        let picture = self.run(self.client.screenshot(), "picture");
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

    fn until_with(&self, what: &str, script: &str, arguments: Vec<Value>) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let seen = self.script(script, arguments.clone());
            if !matches!(seen, Value::Null | Value::Bool(false)) {
                return;
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
async fn open_session(port: u16) -> Client {
    let mut refused: Option<NewSessionError> = None;
    for _ in 0..3 {
        let options = json!({ "binary": APP, "args": [] });
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

fn key_of(name: &str) -> char {
    match name {
        "Ctrl" => Key::Control.into(),
        "Shift" => Key::Shift.into(),
        "Alt" => Key::Alt.into(),
        "Enter" => Key::Enter.into(),
        "Esc" => Key::Escape.into(),
        "Tab" => Key::Tab.into(),
        "Backspace" => Key::Backspace.into(),
        "Up" => Key::Up.into(),
        "Down" => Key::Down.into(),
        "Left" => Key::Left.into(),
        "Right" => Key::Right.into(),
        "Home" => Key::Home.into(),
        "End" => Key::End.into(),
        "F6" => Key::F6.into(),
        "F7" => Key::F7.into(),
        "F8" => Key::F8.into(),
        "F9" => Key::F9.into(),
        "Space" => ' ',
        name => {
            let mut letters = name.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => letter.to_ascii_lowercase(),
                _ => panic!("{name} is no key this harness knows"),
            }
        }
    }
}

/// Names are what a screen reader would say: label, labelled-by, the label element, or the words.
const ONE_BY_ROLE_AND_NAME: &str = r#"
const [role, name] = arguments;
const implied = {
  switch: "[role=switch]", button: "button, summary, input[type=submit]", link: "a[href]", heading: "h1,h2,h3,h4,h5,h6",
  textbox: "textarea, input:not([type]), input[type=text], input[type=search]",
  spinbutton: "input[type=number]", checkbox: "input[type=checkbox]", radio: "input[type=radio]",
  combobox: "select", dialog: "dialog[open]", region: "section", navigation: "nav",
  listitem: "li", article: "article", group: "fieldset, details", timer: "[role=timer]",
}[role] ?? "";
const words = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("[aria-hidden=true]").forEach((hidden) => hidden.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
};
const named = (element) => {
  const label = element.getAttribute("aria-label");
  if (label) return label;
  const by = element.getAttribute("aria-labelledby");
  if (by) return by.split(" ").map((id) => words(document.getElementById(id))).join(" ");
  if (element.labels?.length) return [...element.labels].map(words).join(" ");
  if (element.matches("fieldset")) return words(element.querySelector("legend") ?? element);
  return words(element);
};
const candidates = document.querySelectorAll(`[role=${role}]${implied && `, ${implied}`}`);
const found = [...candidates].filter((element) =>
  (element.getAttribute("role") ?? role) === role && element.checkVisibility() && named(element) === name);
if (found.length > 1) throw new Error(`${found.length} times ${role} “${name}”`);
return found[0] ?? null;
"#;

/// What the page itself did not expect, for whoever reads a failure.
const LISTEN: &str = r#"
window.wentWrong = [];
addEventListener("error", (event) => wentWrong.push(String(event.error?.stack ?? event.message)));
addEventListener("unhandledrejection", (event) => wentWrong.push(`${event.reason} ${event.reason?.stack ?? ""}`));
"#;

/// The key that leads from the element in focus towards `wanted`; nothing where it has the focus.
const WAY: &str = r#"
const at = document.activeElement;
if (at === wanted) return null;
const before = at.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING && !at.contains(wanted);
const together = at.type === "radio" && wanted.type === "radio" && at.name === wanted.name;
if (together) return before ? "Up" : "Down";
return before ? "Shift+Tab" : "Tab";
"#;

/// The key that leads from the option that a list shows towards the one of this value.
const WAY_IN_LIST: &str = r#"
const list = document.activeElement;
const wanted = [...list.options].findIndex((option) => option.value === arguments[0]);
if (wanted < 0) throw new Error(`the list does not offer ${arguments[0]}`);
return wanted === list.selectedIndex ? null : wanted > list.selectedIndex ? "Down" : "Up";
"#;

/// The second frame begins when the first has been painted.
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
