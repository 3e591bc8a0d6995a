//! The first start: one calm screen, and a drill in under two minutes that ends in its postmortem.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::home::PERSON;
use crate::made::Made;
use crate::window::{Scene, Window};

/// What a person takes to read a step of the drill before doing it.
const READING: Duration = Duration::from_secs(4);

/// How somebody works: by every key there is, without single letters, or by mouse.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Keys,
    NoLetters,
    Mouse,
}

struct Newcomer {
    window: Window,
    way: Way,
    keys: Cell<usize>,
    steps: Cell<usize>,
}

#[test]
fn the_first_drill_is_walked_by_keyboard_in_under_two_minutes() {
    let newcomer = Newcomer::opens("first-start", Way::Keys);
    newcomer.looks_at_the_first_screen();
    newcomer.walks_the_drill();
}

#[test]
fn the_first_drill_is_walked_by_mouse() {
    Newcomer::opens("first-start-mouse", Way::Mouse).walks_the_drill();
}

#[test]
fn the_first_drill_is_walked_with_single_letters_switched_off() {
    let newcomer = Newcomer::opens("first-start-no-letters", Way::NoLetters);
    newcomer.window.script("localStorage.setItem('letters', 'off');", Vec::new());
    newcomer.window.reload();
    newcomer.walks_the_drill();
}

impl Newcomer {
    fn opens(test: &str, way: Way) -> Self {
        let window = Scene::new(test).open();
        Self { window, way, keys: Cell::new(0), steps: Cell::new(0) }
    }

    fn looks_at_the_first_screen(&self) {
        let window = &self.window;
        window.until("the way in", "document.activeElement.innerText.includes('Walk a drill')");
        for name in ["Walk a drill", "Read a runbook", "Start an incident"] {
            window.find("button", name);
        }
        assert_eq!(window.accessibility_faults(), Vec::<String>::new());
        window.picture("first-start");
    }

    fn walks_the_drill(&self) {
        let begun = Instant::now();
        self.on("main li button", "Enter");
        self.ticks();
        self.types_the_value("45");
        self.fills_in("v1.13.0");
        self.ticks();
        self.decides();
        // The decision, three steps of going back, two of validation.
        for _ in 0..6 {
            self.ticks();
        }
        self.acts("update", "U");
        self.writes("dialog textarea", "Checkout works again. We keep watching it.");
        self.ticks();
        self.notes("The earlier release was five minutes away.");
        self.ticks();
        self.ticks();
        self.window.until("no step left", "document.body.innerText.includes('No step is left')");
        self.reads_the_postmortem();
        self.window.picture("postmortem");

        let person = PERSON * self.keys.get() as u32 + READING * self.steps.get() as u32;
        let machine = begun.elapsed();
        println!(
            "{} keys and letters, {} steps: {person:.0?} of a person, {machine:.0?} of the machine",
            self.keys.get(),
            self.steps.get()
        );
        assert!(self.way != Way::Keys || person < Duration::from_secs(120), "{person:?}");
        let mut made = Made::at(self.window.scene().store());
        let incident = made.only();
        assert!(made.record_of(incident).is_drill());
        assert_eq!(made.count(incident, "StepDone"), 12);
        for kind in ["Decided", "UpdateSent", "NoteAdded"] {
            assert_eq!(made.count(incident, kind), 1, "{kind}");
        }
    }

    /// Presses a key of the table.
    fn key(&self, chord: &str) {
        self.keys.set(self.keys.get() + 1);
        self.window.press(chord);
    }

    fn types(&self, text: &str) {
        self.keys.set(self.keys.get() + text.len());
        self.window.type_text(text);
    }

    /// Uses the control that this selector names: by this key where it has the focus, or a click.
    fn on(&self, selector: &str, chord: &str) {
        match self.way {
            Way::Mouse => self.window.click_on(selector),
            Way::Keys | Way::NoLetters => {
                self.window.reach(selector);
                self.key(chord);
            }
        }
    }

    /// One of the acts of the incident: its letter, or the menu.
    fn acts(&self, act: &str, letter: &str) {
        if self.way == Way::Keys {
            return self.key(letter);
        }
        self.on("summary[aria-label=Acts]", "Enter");
        self.on(&format!("[data-act={act}]"), "Enter");
    }

    fn ticks(&self) {
        self.steps.set(self.steps.get() + 1);
        self.window.until("the card", "document.activeElement.ariaCurrent === 'step'");
        self.window.and_see_it(|window| match self.way {
            Way::Mouse => window.click_on("[aria-current=step] .buttons button"),
            Way::Keys | Way::NoLetters => self.key("Space"),
        });
    }

    fn types_the_value(&self, value: &str) {
        self.steps.set(self.steps.get() + 1);
        match self.way {
            Way::Mouse => self.window.click_on("[name=reading]"),
            Way::Keys | Way::NoLetters => self.key("Space"),
        }
        self.types(value);
        self.sends("form:has([name=reading])");
    }

    /// Tab leads from the card to what its command still asks.
    fn fills_in(&self, value: &str) {
        self.window.until("the blank", "!!document.querySelector('[name=ask]')");
        match self.way {
            Way::Mouse => self.window.click_on("[name=ask]"),
            Way::Keys | Way::NoLetters => {
                self.key("Tab");
                self.window.reach("[name=ask]");
            }
        }
        self.types(value);
        self.sends("form:has([name=ask])");
    }

    fn sends(&self, form: &str) {
        self.window.and_see_it(|window| match self.way {
            Way::Mouse => window.click_on(&format!("{form} [type=submit]")),
            Way::Keys | Way::NoLetters => self.key("Enter"),
        });
    }

    fn writes(&self, field: &str, text: &str) {
        self.window.until("the field", &format!("!!document.querySelector('{field}')"));
        self.window.until("its focus", &format!("document.activeElement.matches('{field}')"));
        self.types(text);
        self.sends("dialog form");
    }

    fn notes(&self, text: &str) {
        match self.way {
            Way::Keys => self.key("N"),
            Way::NoLetters => self.window.reach("[name=note]"),
            Way::Mouse => self.window.click_on("[name=note]"),
        }
        self.types(text);
        // The note's form has no button: Enter is how a note is kept, as in every chat.
        self.window.and_see_it(|_| self.key("Enter"));
    }

    fn decides(&self) {
        self.acts("decide", "D");
        self.window
            .until("the form", "!!document.querySelector('[data-screen=decide] [data-key]')");
        for answer in ["7", "1", "3", "1", "1", "2", "2"] {
            self.window.and_see_it(|_| match self.way {
                Way::Keys => self.key(answer),
                Way::NoLetters | Way::Mouse => self.on(&format!("[data-key='{answer}']"), "Enter"),
            });
        }
        self.window.picture("decide");
        self.window.and_see_it(|window| match self.way {
            Way::Mouse => window.click_on("[data-screen=decide] aside [type=submit]"),
            Way::Keys | Way::NoLetters => self.key("Ctrl+Enter"),
        });
        self.window.until("the walk", "!!document.querySelector('[data-screen=walkthrough]')");
    }

    fn reads_the_postmortem(&self) {
        match self.way {
            Way::Mouse => self.window.click("button", "Postmortem"),
            Way::Keys | Way::NoLetters => {
                self.key("Ctrl+3");
                self.window
                    .until("the list", "!!document.querySelector('[data-screen=postmortems]')");
                self.window.reach("[data-screen=postmortems] main [data-incident]");
                self.key("Enter");
            }
        }
        self.window.until("the document", "!!document.querySelector('[data-screen=postmortem]')");
        self.window.until("what was seen", "document.body.innerText.includes('five minutes away')");
    }
}
