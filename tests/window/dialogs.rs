//! Dialogs for folders and for printing are other processes'. One of our own would read the store's
//! files, and closing them would drop the locks that SQLite holds on them: a process that came next
//! would throw away what this one goes on writing.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::inotify;
use serde_json::json;

use crate::desktop::{Desktop, program, until};
use crate::looking;
use crate::made::Made;
use crate::walk::into_the_walk;
use crate::window::{Press, Scene, Window};

/// What of the store a program may open.
const PARTS: [&str; 3] = ["kneeboard.db", "kneeboard.db-wal", "kneeboard.db-shm"];

/// A window whose every opening of a file is written down, with the other processes it starts.
struct Traced {
    window: Window,
    log: PathBuf,
}

impl Traced {
    fn open(test: &str) -> Self {
        let scene = Scene::new(test);
        Made::at(scene.store()).incident("Checkout returns 500", &[]);
        let log = scene.home().join("opened.txt");
        let strace = format!(
            "strace --follow-forks --seccomp-bpf --quiet=all --trace=open,openat,openat2,creat --output='{}'",
            log.display()
        );
        let window = scene.with_portal().started_by(&strace).open();
        let traced = Self { window, log };
        traced.has_settled();
        traced
    }

    /// The index for searching is made beside the store some seconds after the start, through a
    /// connection that is opened for it and stays open.
    fn has_settled(&self) {
        until("the index", || self.log().contains(".search").then_some(()));
        let mut before = self.log().len();
        loop {
            sleep(Duration::from_secs(1));
            let now = self.log().len();
            if now == before {
                return;
            }
            before = now;
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The openings of the store's files from here in the log on.
    fn openings(&self, from: usize) -> Vec<String> {
        let log = self.log();
        let of_the_store =
            |line: &&str| PARTS.iter().any(|part| line.contains(&format!("/{part}\"")));
        log[from..].lines().filter(of_the_store).map(str::to_owned).collect()
    }

    /// The locks that the window's process holds on the store's files, as the kernel lists them.
    fn locks(&self) -> Vec<String> {
        let process = self.window.process();
        let pid = process.file_name().expect("a number").to_string_lossy().into_owned();
        let store = self.window.scene().store();
        let files: Vec<String> = PARTS
            .iter()
            .filter_map(|part| fs::metadata(store.with_file_name(part)).ok())
            .map(|found| format!(":{}", found.ino()))
            .collect();
        let all = fs::read_to_string("/proc/locks").expect("the kernel lists them");
        let is_ours = |line: &&str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.get(4) == Some(&&*pid)
                && files.iter().any(|file| words.get(5).is_some_and(|word| word.ends_with(file)))
        };
        // Without the numbers that the list is numbered by.
        let told = |line: &str| line.split_once(": ").map_or(line, |(_, rest)| rest).to_owned();
        all.lines().filter(is_ours).map(told).collect()
    }
}

/// Whoever opens a file of a folder, whichever process it is.
struct Opened {
    watch: rustix::fd::OwnedFd,
}

impl Opened {
    fn in_folder(folder: &Path) -> Self {
        let watch = inotify::init(inotify::CreateFlags::NONBLOCK).expect("it can be watched");
        inotify::add_watch(&watch, folder, inotify::WatchFlags::OPEN).expect("the folder is there");
        Self { watch }
    }

    /// Waits until somebody has opened a file of this name.
    fn one_of(&self, name: &str) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let mut room = [std::mem::MaybeUninit::uninit(); 4096];
            let mut reader = inotify::Reader::new(&self.watch, &mut room);
            while let Ok(event) = reader.next() {
                if event.file_name().is_some_and(|found| found.to_bytes() == name.as_bytes()) {
                    return;
                }
            }
            assert!(Instant::now() < deadline, "nobody has opened {name}");
            sleep(Duration::from_millis(20));
        }
    }
}

fn into_the_settings(window: &Window) {
    window.press("Ctrl+5");
    window.until("the settings", "!!document.querySelector('[data-screen=settings] .path')");
}

fn folder_of_exports(window: &Window) -> String {
    let path = "document.querySelector('[data-screen=settings] .path').innerText";
    window.value(path).as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_dialog_for_a_folder_reads_the_stores_folder_in_another_process() {
    let traced = Traced::open("folder-dialog");
    let Traced { window, .. } = &traced;
    into_the_settings(window);
    let (from, locks) = (traced.log().len(), traced.locks());
    assert!(!locks.is_empty(), "the store is locked while it is open");

    let home = window.scene().home().to_owned();
    let opened = Opened::in_folder(&home);
    window.click("button", "Choose a folder…");
    let desktop = Desktop::of(window);
    let dialog = desktop.dialog("[Ff]older");
    // The home folder: the store lies in it.
    dialog.press("alt+Home");
    opened.one_of("kneeboard.db");
    let elsewhere = home.join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder can be made");
    dialog.type_text(&elsewhere.display().to_string());
    dialog.press("Return");
    dialog.has_gone();
    window.until("the folder", &format!("document.body.innerText.includes({})", json!(elsewhere)));

    assert_eq!(traced.openings(from), Vec::<String>::new(), "by the window's own process");
    assert_eq!(traced.locks(), locks, "every lock is held as before");
    assert_eq!(folder_of_exports(window), elsewhere.display().to_string());
}

#[test]
fn a_dialog_that_is_cancelled_changes_nothing_and_can_be_opened_again() {
    let window = Scene::new("folder-cancelled").with_portal().open();
    into_the_settings(&window);
    let before = folder_of_exports(&window);
    let desktop = Desktop::of(&window);
    for _ in 0..2 {
        window.click("button", "Choose a folder…");
        let dialog = desktop.dialog("Choose the export folder");
        dialog.press("Escape");
        dialog.has_gone();
    }
    assert_eq!(folder_of_exports(&window), before);
    assert_eq!(window.value("!!document.querySelector('dialog, [role=alert]')"), false);
}

#[test]
fn the_dialog_for_printing_is_another_process_and_what_it_prints_is_a_file() {
    let traced = Traced::open("print-dialog");
    let Traced { window, .. } = &traced;
    let (from, locks) = (traced.log().len(), traced.locks());
    let desktop = Desktop::of(window);
    window.press("Ctrl+P");
    let dialog = desktop.dialog("Print");
    // The window is made smaller meanwhile, and answers.
    window.resize(1100, 700);
    dialog.press("Escape");
    dialog.has_gone();
    window.press("Ctrl+2");
    window.until("the runbooks", "!!document.querySelector('[data-screen=runbooks]')");

    window.press("Ctrl+P");
    let dialog = desktop.dialog("Print");
    // Into a file, which is the only printer that every machine has.
    dialog.press("Tab");
    until("it is printed", || {
        dialog.press("Down");
        sleep(Duration::from_millis(300));
        dialog.press("space");
        sleep(Duration::from_millis(300));
        (!desktop.shows("Print")).then_some(())
    });
    let home = window.scene().home();
    let printed = until("the file", || files_below(home).into_iter().find(|path| is_printed(path)));
    assert!(!printed.starts_with(home.join("data")), "{}", printed.display());
    assert_eq!(traced.openings(from), Vec::<String>::new(), "by the window's own process");
    assert_eq!(traced.locks(), locks, "every lock is held as before");
}

/// A page that prints by itself opens no dialog of this process.
#[test]
fn the_page_prints_by_asking_and_not_by_itself() {
    let window = Scene::new("prints-itself").with_portal().open();
    window.script("window.print();", Vec::new());
    window.press("Ctrl+2");
    window.until("the runbooks", "!!document.querySelector('[data-screen=runbooks]')");
    assert!(!Desktop::of(&window).shows("Print"));
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// A whole document: a PDF file ends with a word of its own.
fn is_printed(path: &Path) -> bool {
    let bytes = fs::read(path).unwrap_or_default();
    path.extension().is_some_and(|end| end == "pdf") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}

/// A page that is not ours any more may ask for a file: no dialog of this process answers.
#[test]
fn no_field_of_the_page_opens_a_dialog_for_files() {
    let window = Scene::new("file-field").with_portal().open();
    window.script(
        "const field = document.createElement('input');
         field.type = 'file';
         field.id = 'planted';
         field.style = 'position: fixed; inset: 0; z-index: 9; opacity: 0.5';
         field.addEventListener('cancel', () => (field.dataset.ended = ''));
         document.body.append(field);",
        Vec::new(),
    );
    // A driver refuses to click such a field; a hand would not.
    window.press_all(&[Press::Click(600, 400)]);
    let desktop = Desktop::of(&window);
    window.until("it is cancelled", "'ended' in document.querySelector('#planted').dataset");
    assert!(!desktop.shows("File") && !desktop.shows("Open"), "no dialog is shown");
}

/// A scene in which neither the portal nor a program for dialogs answers.
fn without_dialogs(test: &str, portal: &str) -> Scene {
    let scene = Scene::new(test).with_portal_that_runs(portal);
    let programs = scene.home().join("programs");
    fs::create_dir(&programs).expect("the folder can be made");
    scene.started_by(&format!("env PATH='{}'", programs.display()))
}

#[test]
fn where_no_dialog_answers_the_path_is_typed_and_checked() {
    for (test, portal) in [("portal-missing", "/bin/false"), ("portal-hangs", "/bin/sleep 600")] {
        let window = without_dialogs(test, portal).open();
        into_the_settings(&window);
        let begun = Instant::now();
        window.click("button", "Choose a folder…");
        window.until("the field", "document.activeElement?.name === 'folder'");
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        let said = window.value("document.querySelector('dialog p').innerText");
        assert!(
            said.as_str().unwrap_or_default().contains("Couldn't open a folder dialog"),
            "{said}"
        );
        if test == "portal-missing" {
            looking::in_both_themes(&window, "typed");
            looking::at_every_size(&window, "typed");
        }

        window.type_text("runbooks");
        window.press("Enter");
        let refused = "document.querySelector('dialog [role=alert]')?.innerText ?? ''";
        window.until("why not", &format!("({refused}).includes('not a full path')"));
        window.press("Ctrl+A");
        let elsewhere = window.scene().home().join("elsewhere");
        window.type_text(&elsewhere.display().to_string());
        window.press("Enter");
        window.until("why not", &format!("({refused}).includes('there is no such folder')"));
        looking::in_both_themes(&window, "refused");
        fs::create_dir(&elsewhere).expect("a folder can be made");
        window.press("Enter");
        window.until("no dialog", "!document.querySelector('dialog')");
        window.until(
            "the folder",
            &format!("document.body.innerText.includes({})", json!(elsewhere)),
        );
        assert_eq!(folder_of_exports(&window), elsewhere.display().to_string());
        window.until("the focus", "document.activeElement?.innerText === 'Choose a folder…'");
    }
}

/// What the page may name is what the person was asked for, once.
#[test]
fn a_path_that_nobody_was_asked_for_is_refused() {
    let window = without_dialogs("path-unasked", "/bin/false").open();
    into_the_settings(&window);
    let home = window.scene().home().display().to_string();
    let ask = "const [purpose, typed, done] = arguments;
        window.__TAURI_INTERNALS__.invoke('dialog', { request: { purpose, typed } })
            .then((folder) => done(`taken: ${folder}`), (error) => done(error.kind));";
    let asked = |purpose: &str, typed: Option<&str>| {
        let told = window.script_async(ask, vec![json!(purpose), json!(typed)]);
        told.as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(asked("export", Some(&home)), "folder", "nobody was asked");
    assert_eq!(asked("export", None), "no_dialog");
    assert_eq!(asked("import", Some(&home)), "folder", "that was asked for something else");
    assert_eq!(asked("export", Some(&home)), format!("taken: {home}"));
    assert_eq!(asked("export", Some(&home)), "folder", "once");
}

#[test]
fn where_only_zenity_is_there_it_shows_the_dialog() {
    let scene = without_dialogs("zenity-folder", "/bin/false");
    let (programs, chosen) = (scene.home().join("programs"), scene.home().join("chosen here"));
    fs::create_dir(&chosen).expect("a folder can be made");
    program(&programs, "zenity", &format!("echo '{}'", chosen.display()));
    let window = scene.open();
    into_the_settings(&window);
    window.click("button", "Choose a folder…");
    window.until("the folder", &format!("document.body.innerText.includes({})", json!(chosen)));
    // The person changes their mind.
    program(&programs, "zenity", "exit 1");
    window.click("button", "Choose a folder…");
    sleep(Duration::from_millis(500));
    assert_eq!(window.value("!!document.querySelector('dialog, [role=alert]')"), false);
    assert_eq!(folder_of_exports(&window), chosen.display().to_string());
}

#[test]
fn where_no_print_dialog_answers_the_window_says_so() {
    let scene = without_dialogs("print-missing", "/bin/false");
    Made::at(scene.store()).incident("Checkout returns 500", &[]);
    let window = scene.open();
    into_the_walk(&window);
    window.press("Ctrl+P");
    window.until(
        "what to do",
        "document.querySelector('.foot [role=status]').innerText.includes('Couldn\\'t open a print dialog')",
    );
    looking::in_both_themes(&window, "said");
}
