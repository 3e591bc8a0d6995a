//! Every screen in every state: no fault of accessibility in either theme, nothing wider than the
//! window, and a picture in dark, light, greyscale, at 200 percent and at 900 by 600.
//!
//! `make pictures` writes the pictures to `tests/expected/screens/`; they are for eyes and are
//! compared with nothing.

use std::fs;
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::desk::Desk;
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

mod editor;
mod exchange;
mod rarer;
mod states;

/// One way to look at a state.
struct Look {
    name: &'static str,
    theme: &'static str,
    size: (u32, u32),
    zoom: u32,
    grey: bool,
}

const LOOKS: [Look; 5] = [
    Look { name: "dark", theme: "dark", size: (1280, 800), zoom: 100, grey: false },
    Look { name: "light", theme: "light", size: (1280, 800), zoom: 100, grey: false },
    Look { name: "grey", theme: "dark", size: (1280, 800), zoom: 100, grey: true },
    Look { name: "200", theme: "dark", size: (1280, 800), zoom: 200, grey: false },
    Look { name: "900x600", theme: "light", size: (900, 600), zoom: 100, grey: false },
];

/// A window on a desk, looked at in every way.
struct Gallery {
    window: Window,
    _folder: TempDir,
}

impl Gallery {
    /// Opens the window on the store that a desk has made.
    fn open(name: &str, lay_out: impl FnOnce(&Path) -> Desk) -> Self {
        let folder = TempDir::with_prefix("kneeboard-screens-").expect("a temporary folder");
        let desk = lay_out(folder.path());
        let scene = Scene::new(&format!("screens-{name}"))
            .with_store(desk.store())
            .with("KNEEBOARD_SAMPLE_CLOCK", desk.clock());
        drop(desk);
        Self { window: scene.open(), _folder: folder }
    }

    /// The same on a scene of another kind.
    fn on(scene: Scene) -> Self {
        Self { window: scene.open(), _folder: TempDir::new().expect("a temporary folder") }
    }

    /// Looks at what is shown now, in every way.
    fn look(&self, state: &str) {
        for look in &LOOKS {
            self.turn_to(look);
            let wide = self.window.value("document.documentElement.scrollWidth > innerWidth");
            assert_eq!(wide, false, "{state}, {}: it has to be scrolled sideways", look.name);
            if look.zoom == 100 && !look.grey && look.size.0 == 1280 {
                let faults = self.window.accessibility_faults();
                assert_eq!(faults, Vec::<String>::new(), "{state}, {}", look.name);
            }
            self.keep(state, look);
        }
        self.turn_to(&LOOKS[0]);
    }

    /// The strip has one size and two themes.
    fn strip(&self, state: &str) {
        for look in &LOOKS[..2] {
            self.turn_to(&Look { size: (360, 640), ..*look });
            assert_eq!(self.window.accessibility_faults(), Vec::<String>::new(), "{state}");
            self.keep(state, look);
        }
        self.turn_to(&LOOKS[0]);
    }

    fn turn_to(&self, look: &Look) {
        let (width, height) = look.size;
        self.window.resize(width * 100 / look.zoom, height * 100 / look.zoom);
        self.window.script(
            "const [theme, grey] = arguments;
             document.documentElement.dataset.theme = theme;
             const rule = 'html, dialog { filter: grayscale(1) !important }';
             document.adoptedStyleSheets = [];
             if (grey) {
               // A dialog stands above the page, where the page's own filter does not reach.
               const sheet = new CSSStyleSheet();
               sheet.replaceSync(rule);
               document.adoptedStyleSheets = [sheet];
             }",
            vec![json!(look.theme), json!(look.grey)],
        );
    }

    fn keep(&self, state: &str, look: &Look) {
        let name = format!("{state}-{}", look.name);
        keep(&self.window.picture(&name), &name);
    }

    /// Waits for a screen by its name.
    fn screen(&self, name: &str) -> &Self {
        self.window.until(name, &format!("!!document.querySelector('[data-screen={name}]')"));
        self
    }

    /// Opens the first incident.
    fn open_the_walk(&self) -> &Self {
        into_the_walk(&self.window);
        self
    }

    /// Presses a key, then waits for what it opens.
    fn press(&self, chord: &str, opens: &str) -> &Self {
        self.window.press(chord);
        self.window.until(opens, &format!("!!document.querySelector(\"{opens}\")"));
        self
    }

    /// Leaves a dialog.
    fn leave(&self) {
        self.window.press("Esc");
        self.window.until("no dialog", "!document.querySelector('dialog[open]')");
    }
}

/// Where `KNEEBOARD_PICTURES` is set a picture goes to the expected ones, under this name.
pub fn keep(picture: &Path, name: &str) {
    if std::env::var_os("KNEEBOARD_PICTURES").is_none() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/expected/screens");
    fs::copy(picture, folder.join(format!("{name}.png"))).expect("the picture can be kept");
}

#[test]
fn the_first_start_and_the_places_while_they_are_empty() {
    let gallery = Gallery::open("empty", states::nothing);
    gallery.screen("incidents").look("incidents-first");
    gallery.press("Ctrl+2", "[data-screen=runbooks] article").look("runbooks");
    gallery.press("Ctrl+3", "[data-screen=postmortems]").look("postmortems-empty");
    gallery.press("Ctrl+4", "[data-screen=services]").look("services-empty");
    gallery.press("Ctrl+5", "[data-screen=settings]").look("settings");
    gallery.press("?", "dialog[open]").look("all-keys");
    gallery.leave();
    gallery.press("Ctrl+K", "dialog[open] [role=option]").look("palette");
    gallery.leave();
}

#[test]
fn the_incidents_few_and_very_many() {
    let gallery = Gallery::open("incidents", states::two_open);
    gallery.screen("incidents").look("incidents");
    gallery.press("Ctrl+N", "[name=looks]");
    gallery.window.type_text("500 on checkout since the deploy");
    gallery.window.until("matches", "document.body.innerText.includes('matches')");
    gallery.look("incidents-start");
    gallery.press("Ctrl+4", "[data-screen=services]");
    gallery.press("J", "[name=owner]").look("services");

    let gallery = Gallery::open("incidents-full", states::very_full);
    gallery.screen("incidents").look("incidents-full");
    gallery.press("Ctrl+3", "[data-screen=postmortems]").look("postmortems-full");
}

#[test]
fn the_walkthrough_in_every_state() {
    for (state, lay_out) in [
        ("walkthrough-begun", states::begun as fn(&Path) -> Desk),
        ("walkthrough", states::mitigating),
        ("walkthrough-crowded", states::crowded),
        ("walkthrough-no-runbook", states::without_a_runbook),
        ("walkthrough-watching", states::watching),
        ("walkthrough-two-decisions", states::two_decisions),
        ("walkthrough-long", states::very_long),
    ] {
        let gallery = Gallery::open(state, lay_out);
        gallery.open_the_walk().look(state);
        if state == "walkthrough" {
            gallery.press("F9", "[data-screen=strip] [aria-current=step]");
            gallery.strip("strip");
            gallery.press("F9", "[data-screen=walkthrough]");
        }
    }
}

#[test]
fn the_dialogs_of_the_walkthrough() {
    let gallery = Gallery::open("dialogs", states::mitigating);
    gallery.open_the_walk();
    for (chord, state) in [
        ("F", "dialog-failed"),
        ("S", "dialog-skip"),
        ("L", "dialog-later"),
        ("U", "dialog-update"),
        ("X", "dialog-contain"),
        ("T", "dialog-times"),
    ] {
        gallery.press(chord, "dialog[open]").look(state);
        gallery.leave();
    }
}

#[test]
fn the_decide_form_from_the_first_question_to_the_last() {
    let gallery = Gallery::open("decide", states::begun);
    gallery.open_the_walk();
    gallery.press("D", "section[data-fact=touches]").look("decide-first");
    gallery.press("1", "section[data-fact=data_damage]");
    gallery.press("1", "section[data-fact=previous]").look("decide-middle");

    let gallery = Gallery::open("decide-again", states::two_decisions);
    gallery.open_the_walk();
    gallery.press("D", "[data-screen=decide]").look("decide-again");
}

#[test]
fn the_postmortem_from_empty_to_full() {
    for (state, lay_out) in [
        ("postmortem-empty", states::closed as fn(&Path) -> Desk),
        ("postmortem", states::drafted),
        ("postmortem-long", states::very_long),
    ] {
        let gallery = Gallery::open(state, lay_out);
        gallery.screen("incidents").press("Ctrl+3", "[data-screen=postmortems] [data-incident]");
        if state == "postmortem" {
            gallery.look("postmortems");
        }
        gallery.window.press("J");
        gallery.press("Enter", "[data-screen=postmortem] [data-section=summary]").look(state);
    }
}

#[test]
fn the_sheet_that_is_handed_over() {
    let gallery = Gallery::open("handover", states::crowded);
    gallery.open_the_walk();
    gallery.window.click("button", "Acts");
    gallery.window.click("button", "Hand-over sheet");
    gallery.screen("handover").look("handover");
}
