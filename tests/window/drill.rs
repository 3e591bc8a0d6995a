//! The Django drill in the window, from the first form to the export: by keyboard, with looks at
//! every screen; with single letters switched off; by mouse. Each ends in the same document.

use std::fs;

use crate::hand::{self, Hand, Way};
use crate::made::{self, Made, SampleClock};
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
    let stage = Stage::set("drill");
    let hand = Hand::on(&stage.window, Way::Keys);
    for beat in DJANGO {
        stage.clock.turn(beat.at);
        stage.look_before(beat);
        walking::walk(&hand, &stage.window, beat);
        stage.look_after(beat);
    }
    stage.export(&hand);
    stage.picture("postmortem-exported");
}

#[test]
fn the_django_drill_is_walked_by_mouse_to_the_same_postmortem() {
    walk_with(Way::Mouse, "drill-mouse");
}

#[test]
fn the_django_drill_is_walked_with_single_letters_off_to_the_same_postmortem() {
    walk_with(Way::NoLetters, "drill-no-letters");
}

fn walk_with(way: Way, test: &str) {
    let stage = Stage::set(test);
    let hand = Hand::on(&stage.window, way);
    for beat in DJANGO {
        stage.clock.turn(beat.at);
        walking::walk(&hand, &stage.window, beat);
    }
    stage.export(&hand);
}

/// The window on a sample store, and the clock that store goes by.
struct Stage {
    window: Window,
    clock: SampleClock,
}

impl Stage {
    fn set(test: &str) -> Self {
        assert_eq!(DAY, made::DAY, "the drill is on the day of every sample store");
        let scene = Scene::new(test);
        let clock = SampleClock::at(scene.home(), SEED, DJANGO[0].at);
        let store = scene.home().join("sample.db");
        drop(Made::sample(&store, &clock));
        let scene = scene.with_store(&store).with("KNEEBOARD_SAMPLE_CLOCK", clock.file());
        Self { window: scene.open(), clock }
    }

    /// The document is what it is by every hand, byte for byte.
    fn export(&self, hand: &Hand) {
        hand.does(&hand::EXPORT);
        self.window.until("the export", "!!document.querySelector('[data-exported]')");
        hand.kept_to_its_way();
        let exported = self.window.scene().export_folder().join(DOCUMENT);
        same_document(&fs::read_to_string(exported).expect("the document was exported"));
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

fn same_document(found: &str) {
    let lines = EXPECTED.lines().zip(found.lines()).enumerate();
    for (n, (expected, found)) in lines {
        assert_eq!(expected, found, "line {}", n + 1);
    }
    assert_eq!(EXPECTED, found, "the document ends elsewhere");
}
