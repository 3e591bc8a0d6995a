//! The Django drill in the window: walked by keyboard alone, from the first form to the export.

use std::fs;
use std::path::PathBuf;

use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Clock, Kneeboard};

use crate::window::{Scene, Window};

#[path = "../../src-tauri/cli/src/drill.rs"]
mod script;
#[path = "drill/walking.rs"]
mod walking;

use script::{Beat, DAY, DJANGO, SEED};

const EXPECTED: &str = include_str!("../expected/django-drill.md");
const DOCUMENT: &str = "1122-order-settlement-fails-on-every-order.md";

#[test]
fn the_django_drill_is_walked_by_keyboard_to_its_exported_postmortem() {
    let stage = Stage::set();
    for beat in DJANGO {
        stage.turn_clock(beat.at);
        stage.look_before(beat);
        walking::walk(&stage.window, beat);
        stage.look_after(beat);
    }

    stage.window.press("Ctrl+E");
    stage.window.until("the export", "!!document.querySelector('[data-exported]')");
    stage.picture("postmortem-exported");

    let exported = stage.window.scene().export_folder().join(DOCUMENT);
    same_document(&fs::read_to_string(exported).expect("the document was exported"));
}

/// The window on a sample store, and the clock that store goes by.
struct Stage {
    window: Window,
    clock: PathBuf,
}

impl Stage {
    fn set() -> Self {
        let scene = Scene::new("drill");
        let clock = scene.home().join("clock");
        write_clock(&clock, DJANGO[0].at);
        let store = scene.home().join("sample.db");
        Kneeboard::new_sample_by(&store, Clock::Sample(clock.clone()), Via::Window)
            .expect("a sample store can be made");
        let scene = scene.with_store(&store).with("KNEEBOARD_SAMPLE_CLOCK", &clock);
        Self { window: scene.open(), clock }
    }

    fn turn_clock(&self, at: &str) {
        write_clock(&self.clock, at);
    }

    fn look_before(&self, beat: &Beat) {
        let window = &self.window;
        match (beat.at, beat.line) {
            ("02:03:00", _) => {
                window.find("heading", "Incidents");
                self.picture("incidents-empty");
            }
            ("02:06:20", _) => {
                self.look("walkthrough");
                window.press("Ctrl+2");
                window.until("a runbook", "!!document.querySelector('article')");
                self.look("runbooks");
                window.press("Ctrl+1");
            }
            (_, ["decision", "record", ..]) => self.look(&format!("decide-{}", &beat.at[..2])),
            _ => {}
        }
    }

    fn look_after(&self, beat: &Beat) {
        match (beat.at, beat.line) {
            ("02:03:00", _) => self.look("services"),
            ("02:17:00", _) => self.look("walkthrough-isolated"),
            ("03:26:00", _) => self.picture("walkthrough-closed"),
            ("03:49:00", _) => {
                self.window.reach("[data-section=summary] header button");
                self.look("postmortem");
            }
            _ => {}
        }
    }

    /// A picture, and no fault of accessibility, in one theme and then the other.
    fn look(&self, name: &str) {
        for _ in 0..2 {
            let theme = self.window.value("document.documentElement.dataset.theme");
            let theme = theme.as_str().expect("there is a theme");
            let faults = self.window.accessibility_faults();
            self.picture(&format!("{name}-{theme}"));
            assert_eq!(faults, Vec::<String>::new(), "{name}, {theme}");
            self.turn_to(if theme == "light" { "dark" } else { "light" });
        }
    }

    /// The other theme as the system turns it: looking moves nothing and presses nothing.
    fn turn_to(&self, theme: &str) {
        self.window.take_on(theme);
    }

    fn picture(&self, name: &str) {
        self.window.picture(name);
    }
}

/// By way of another file, so that the window never reads half a time.
fn write_clock(clock: &PathBuf, at: &str) {
    let fresh = clock.with_extension("fresh");
    fs::write(&fresh, format!("{DAY}T{at}Z {SEED}\n")).expect("the clock can be written");
    fs::rename(&fresh, clock).expect("the clock can be put in place");
}

fn same_document(found: &str) {
    let lines = EXPECTED.lines().zip(found.lines()).enumerate();
    for (n, (expected, found)) in lines {
        assert_eq!(expected, found, "line {}", n + 1);
    }
    assert_eq!(EXPECTED.len(), found.len(), "the document ends elsewhere");
}
