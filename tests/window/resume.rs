//! Coming back, holding, and clocks that have run out: on a sample store, whose clock is set.

use kneeboard_core::id::IncidentId;
use serde_json::json;

use crate::made::{Made, NODEJS, SampleClock};
use crate::walk::into_the_walk;
use crate::window::{Press, Scene, Window};

/// A sample store at this time, with an incident prepared on it; the window is not open yet.
pub struct Past {
    pub scene: Scene,
    pub made: Made,
    pub incident: IncidentId,
    clock: SampleClock,
}

impl Past {
    pub fn at(test: &str, time: &str) -> Self {
        let scene = Scene::new(test);
        let clock = SampleClock::at(scene.home(), "resume", time);
        let mut made = Made::sample(scene.store(), &clock);
        let incident = made.incident("Checkout returns 500", &[NODEJS]);
        let scene = scene.with("KNEEBOARD_SAMPLE_CLOCK", clock.file());
        Self { scene, made, incident, clock }
    }

    pub fn later(&mut self, time: &str) {
        self.clock.turn(time);
    }

    pub fn open(self) -> (Window, SampleClock) {
        drop(self.made);
        (self.scene.open(), self.clock)
    }
}

const BANNER: &str =
    "(document.querySelector('[aria-label=\"Where you were\"] p')?.innerText ?? '')";

/// R12: after an absence it says where you were; after ten minutes it asks to look again.
#[test]
fn r12_after_an_absence_it_says_where_you_were_and_asks_to_look_again() {
    let mut past = Past::at("r12", "02:00:00");
    let done = |value| json!({ "act": "StepDone", "value": value, "as_expected": null });
    past.made.step(past.incident, "1.1", done("none"));
    past.later("02:01:00");
    past.made.step(past.incident, "1.2", done("45"));
    past.later("02:05:10");
    let (window, clock) = past.open();
    into_the_walk(&window);

    let says = |words: &str| window.until(words, &format!("{BANNER}.includes('{words}')"));
    says("You were at step 3 of 5, 4 min ago.");
    says("Last done: Read the 5xx share of now and of ten minutes ago.");
    assert_eq!(window.value(&format!("{BANNER}.includes('Look at it again')")), false);
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("after-four-minutes");
    window.reach_named("button", "Go on");
    window.press("Enter");
    window.until("no banner", &format!("{BANNER} === ''"));

    clock.turn("02:13:10");
    window.reload();
    into_the_walk(&window);
    says("You were at step 3 of 5, 12 min ago.");
    says("5xx share ten minutes ago and now was 45 percent then. Look at it again");
    window.picture("after-twelve-minutes");

    // Holding says where, until something is recorded.
    window.reach("[aria-current=step]");
    window.and_see_it(|window| window.press("H"));
    says("Holding at step 3 of 5.");
    window.picture("holding");
    window.and_see_it(|window| {
        window.press("Space");
        window.type_text("deploy of v1.13.0");
        window.press("Enter");
    });
    window.until("no banner", &format!("{BANNER} === ''"));
}

/// What is said then makes room for itself, but not under a press that has begun.
#[test]
fn the_first_click_after_an_absence_does_what_it_is_on() {
    let Past { scene, mut made, incident, clock } = Past::at("first-click", "02:00:00");
    made.step(incident, "1.1", json!({ "act": "StepDone", "value": "none", "as_expected": null }));
    let window = scene.open();
    into_the_walk(&window);
    // The window learns of the time with whatever is recorded.
    clock.turn("02:05:00");
    window.and_see_it(|_| {
        made.start(json!({ "title": "Another" }));
    });

    let place = window.value(
        "(({ left, top, width, height }) => [left + width / 2, top + height / 2].map(Math.round))(
            document.querySelector('[data-act=skip]').getBoundingClientRect())",
    );
    let [x, y] = serde_json::from_value(place).expect("a place");
    window.press_all(&[Press::Click(x, y)]);
    window.find("dialog", "Skip this step");
    window.press("Esc");
    window.until("where one was", &format!("{BANNER}.includes('You were at step 2')"));
}

/// R16: a clock that has run out says so by a word and by another shape, not by its colour alone.
#[test]
fn r16_a_clock_that_has_run_out_says_so_by_word_and_by_shape() {
    let shape = "(() => { const timer = document.querySelector('aside [role=timer]');
        const card = timer.closest('section');
        return { words: card.innerText, name: timer.ariaLabel ?? timer.getAttribute('aria-label'),
            icons: card.querySelectorAll('svg').length, weight: getComputedStyle(card).borderLeftWidth,
            style: getComputedStyle(card).borderStyle }; })()";
    let mut past = Past::at("r16", "02:00:00");
    past.later("02:01:00");
    let (window, clock) = past.open();
    into_the_walk(&window);
    let running = window.value(shape);
    window.picture("running");
    clock.turn("02:06:30");
    window.reload();
    into_the_walk(&window);
    window.until(
        "the end",
        "document.querySelector('aside [role=timer]').ariaLabel.includes('over')",
    );
    let over = window.value(shape);
    window.picture("over");

    assert!(!running["words"].as_str().unwrap().contains("over"), "{running}");
    assert!(over["words"].as_str().unwrap().contains("over"), "{over}");
    assert!(over["name"].as_str().unwrap().contains("over"), "{over}");
    let drawn = |clock: &serde_json::Value| {
        (clock["icons"].clone(), clock["weight"].clone(), clock["style"].clone())
    };
    assert_ne!(drawn(&running), drawn(&over), "only the colour differs");
}
