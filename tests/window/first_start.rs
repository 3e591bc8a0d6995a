//! The first start: one calm screen, and a drill in under two minutes that ends in its postmortem.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::hand::{self, Hand, Way};
use crate::home::PERSON;
use crate::made::made;
use crate::window::{Scene, Window};

/// What a person takes to read a step of the drill before doing it.
const READING: Duration = Duration::from_secs(4);

#[test]
fn the_first_drill_is_walked_by_keyboard_in_under_two_minutes() {
    let window = Scene::new("first-start").open();
    looks_at_the_first_screen(&window);
    let newcomer = Newcomer::on(&window, Way::Keys);
    newcomer.walks_the_drill();

    let keys = newcomer.hand.keys();
    let person = PERSON * keys as u32 + READING * newcomer.steps.get() as u32;
    println!("{keys} keys and letters, {} steps: {person:.0?}", newcomer.steps.get());
    assert!(person < Duration::from_secs(120), "{person:?}");
}

#[test]
fn the_first_drill_is_walked_by_mouse() {
    let window = Scene::new("first-start-mouse").open();
    Newcomer::on(&window, Way::Mouse).walks_the_drill();
}

#[test]
fn the_first_drill_is_walked_with_single_letters_switched_off() {
    let window = Scene::new("first-start-no-letters").open();
    Newcomer::on(&window, Way::NoLetters).walks_the_drill();
}

fn looks_at_the_first_screen(window: &Window) {
    window.until("the way in", "document.activeElement.innerText.includes('Walk a drill')");
    for name in ["Walk a drill", "Read a runbook", "Start an incident"] {
        window.find("button", name);
    }
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("first-start");
}

struct Newcomer<'a> {
    window: &'a Window,
    hand: Hand<'a>,
    steps: Cell<usize>,
}

impl<'a> Newcomer<'a> {
    fn on(window: &'a Window, way: Way) -> Self {
        Self { window, hand: Hand::on(window, way), steps: Cell::new(0) }
    }

    fn walks_the_drill(&self) {
        let begun = Instant::now();
        self.hand.uses("main li button");
        self.ticks();
        self.types_the_value("45");
        self.fills_in("v1.13.0");
        self.ticks();
        self.decides();
        // The decision, three steps of going back, two of validation.
        for _ in 0..6 {
            self.ticks();
        }
        self.sends_an_update("Checkout works again. We keep watching it.");
        self.ticks();
        self.notes("The earlier release was five minutes away.");
        self.ticks();
        self.ticks();
        self.window.until("no step left", "document.body.innerText.includes('No step is left')");
        self.reads_the_postmortem();
        self.window.picture("postmortem");

        println!("the machine took {:.0?}", begun.elapsed());
        self.hand.kept_to_its_way();
        let mut made = made(self.window);
        let incident = made.only();
        assert!(made.record_of(incident).is_drill());
        assert_eq!(made.count(incident, "StepDone"), 12);
        for kind in ["Decided", "UpdateSent", "NoteAdded"] {
            assert_eq!(made.count(incident, kind), 1, "{kind}");
        }
    }

    fn ticks(&self) {
        self.steps.set(self.steps.get() + 1);
        self.window.until("the card", "document.activeElement.ariaCurrent === 'step'");
        self.window.and_see_it(|_| self.hand.does(&hand::DONE));
    }

    fn types_the_value(&self, value: &str) {
        self.steps.set(self.steps.get() + 1);
        self.hand.does(&hand::VALUE);
        self.hand.fills("[name=reading]", value);
        self.sends("form:has([name=reading])", "Enter");
    }

    /// Tab leads from the card to what its command still asks.
    fn fills_in(&self, value: &str) {
        self.hand.fills("[name=ask]", value);
        self.sends("form:has([name=ask])", "Enter");
    }

    fn sends_an_update(&self, text: &str) {
        self.hand.does(&hand::UPDATE);
        self.hand.fills("dialog textarea", text);
        self.sends("dialog form", "Enter");
    }

    fn notes(&self, text: &str) {
        self.hand.does(&hand::NOTE);
        self.hand.fills("[name=note]", text);
        self.sends("form:has([name=note])", "Enter");
    }

    fn sends(&self, form: &str, key: &str) {
        self.window.and_see_it(|_| self.hand.sends(form, key));
    }

    fn decides(&self) {
        self.hand.does(&hand::DECIDE);
        self.window
            .until("the form", "!!document.querySelector('[data-screen=decide] [data-key]')");
        for answer in ["7", "1", "3", "1", "1", "2", "2"] {
            self.window.and_see_it(|_| self.hand.answers(answer));
        }
        self.window.picture("decide");
        self.sends("aside form", "Ctrl+Enter");
        self.window.until("the walk", "!!document.querySelector('[data-screen=walkthrough]')");
    }

    fn reads_the_postmortem(&self) {
        self.hand.uses_named("button", "Postmortem");
        self.window.until("the document", "!!document.querySelector('[data-screen=postmortem]')");
        self.window.until("what was seen", "document.body.innerText.includes('five minutes away')");
    }
}
