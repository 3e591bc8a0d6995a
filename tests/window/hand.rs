//! The hands that a person works with. A test says what is done; the hand knows how.
//!
//! By keys: those of the table where there is one, else Tab to the control and Enter on it; in a
//! list or among radio buttons the arrows. Without letters the same, and in the place of a letter
//! the palette, or Tab to the control. By mouse: a click on a control that is in sight, and text
//! typed into a field that was clicked; no key is held, and none is pressed that is not text.
//!
//! The page is asked at the end whether a hand kept to that: [`Hand::kept_to_its_way`].

use std::cell::Cell;

use serde_json::json;

use crate::window::Window;

/// How somebody works.
#[derive(Clone, Copy, PartialEq)]
pub enum Way {
    Keys,
    NoLetters,
    Mouse,
}

/// A person's hand on a window.
pub struct Hand<'a> {
    window: &'a Window,
    way: Way,
    keys: Cell<usize>,
}

/// An act as the window offers it.
pub struct Offer {
    /// Its key; empty for none.
    pub key: &'static str,
    /// What finds it in the palette; empty where it stands nearer by Tab.
    pub palette: &'static str,
    /// The controls that do it, used one after the other.
    pub controls: &'static [&'static str],
}

const MENU: &str = "summary[aria-label=Acts]";

/// In the palette it is called “decide”, later “change the decision”.
pub const DECIDE: Offer =
    Offer { key: "D", palette: "deci", controls: &[MENU, "[data-act=decide]"] };
pub const UPDATE: Offer =
    Offer { key: "U", palette: "write an update", controls: &[MENU, "[data-act=update]"] };
pub const TIMES: Offer =
    Offer { key: "T", palette: "key times", controls: &[MENU, "[data-act=times]"] };
pub const UNDO: Offer =
    Offer { key: "Ctrl+Z", palette: "undo last", controls: &[MENU, "[data-act=undo]"] };
pub const CLOSE: Offer =
    Offer { key: "", palette: "close the incident", controls: &[MENU, "[data-act=close]"] };
pub const NOTE: Offer = Offer { key: "N", palette: "note", controls: &["[name=note]"] };
pub const FAILED: Offer = on_the_card("F", &["[data-act=failed]"]);
pub const SKIP: Offer = on_the_card("S", &["[data-act=skip]"]);
pub const LATER: Offer = on_the_card("L", &["[data-act=later]"]);
pub const DONE: Offer = on_the_card("Space", &["[data-act=done]"]);
/// Space leads to the value, where the step asks for one.
pub const VALUE: Offer = on_the_card("Space", &["[name=reading]"]);
pub const START: Offer =
    Offer { key: "Ctrl+N", palette: "", controls: &["header .doing button:last-child"] };
pub const EXPORT: Offer =
    Offer { key: "Ctrl+E", palette: "", controls: &["header .doing button:last-child"] };

const fn on_the_card(key: &'static str, controls: &'static [&'static str]) -> Offer {
    Offer { key, palette: "", controls }
}

impl<'a> Hand<'a> {
    /// A hand that works this way from now on. Letters are switched off in the settings.
    pub fn on(window: &'a Window, way: Way) -> Self {
        if way == Way::NoLetters {
            switch_letters_off(window);
        }
        window.script(STRAYED, vec![json!(way == Way::Mouse), json!(way == Way::NoLetters)]);
        Self { window, way, keys: Cell::new(0) }
    }

    /// Whether every key of the table may be pressed.
    pub fn has_letters(&self) -> bool {
        self.way == Way::Keys
    }

    /// Whether what is done is done by keys.
    pub fn is_on_keys(&self) -> bool {
        self.way != Way::Mouse
    }

    /// How many keys were pressed for an act or typed; those that only lead to a control are not.
    pub fn keys(&self) -> usize {
        self.keys.get()
    }

    /// Nothing was clicked, no letter acted, or nothing but text was pressed: as the way says.
    pub fn kept_to_its_way(&self) {
        assert_eq!(self.window.value("window.strayed"), json!([]));
    }

    /// To a place of the rail; its key is Ctrl with the number.
    pub fn goes_to(&self, place: &str, number: usize) {
        match self.way {
            Way::Mouse => self.window.click("button", place),
            Way::Keys | Way::NoLetters => self.presses(&format!("Ctrl+{number}")),
        }
    }

    /// Does what is offered.
    pub fn does(&self, offer: &Offer) {
        match self.way {
            Way::Mouse => self.uses_each(offer.controls),
            Way::NoLetters if offer.key.len() == 1 => self.goes_around(offer),
            Way::Keys | Way::NoLetters if offer.key.is_empty() => self.goes_around(offer),
            Way::Keys | Way::NoLetters => self.presses(offer.key),
        }
    }

    /// Uses the first control in sight that this selector names: a button, a fold, a field.
    pub fn uses(&self, control: &str) {
        match self.way {
            Way::Mouse => self.window.click_on(control),
            Way::Keys | Way::NoLetters => {
                self.window.reach(control);
                if !self.is_text() {
                    self.presses("Enter");
                }
            }
        }
    }

    /// Uses the control of this role and name.
    pub fn uses_named(&self, role: &str, name: &str) {
        match self.way {
            Way::Mouse => self.window.click(role, name),
            Way::Keys | Way::NoLetters => {
                self.window.reach_named(role, name);
                self.presses(if role == "checkbox" { "Space" } else { "Enter" });
            }
        }
    }

    /// Picks a radio button.
    pub fn picks(&self, radio: &str) {
        match self.way {
            Way::Mouse => self.window.click_label_of(radio),
            Way::Keys | Way::NoLetters => self.window.reach(radio),
        }
    }

    /// Chooses in a list.
    pub fn chooses(&self, list: &str, value: &str) {
        match self.way {
            Way::Mouse => self.window.click_option(list, value),
            Way::Keys | Way::NoLetters => self.window.choose(list, value),
        }
    }

    /// Types in the place of what a field holds.
    pub fn fills(&self, field: &str, text: &str) {
        match self.way {
            Way::Keys | Way::NoLetters => self.window.fill(field, text),
            Way::Mouse => {
                self.window.click_on(field);
                if self.window.value("document.activeElement.value !== ''") == true {
                    self.window.click_thrice(field);
                }
                self.window.type_text(text);
                let typed = serde_json::to_string(text).expect("it is text");
                self.window.until(text, &format!("document.activeElement.value === {typed}"));
            }
        }
        self.keys.set(self.keys.get() + text.len());
    }

    /// Gives the answer of this digit in the decide form.
    pub fn answers(&self, digit: &str) {
        match self.way {
            Way::Keys => self.presses(digit),
            Way::NoLetters | Way::Mouse => self.uses(&format!("[data-key='{digit}']")),
        }
    }

    /// Sends the form that this selector names, from its field in focus: by this key or its button.
    pub fn sends(&self, form: &str, key: &str) {
        match self.way {
            Way::Mouse => self.window.click_on(&format!("{form} [type=submit]")),
            Way::Keys | Way::NoLetters => self.presses(key),
        }
    }

    /// Presses a key of the table.
    fn presses(&self, chord: &str) {
        self.keys.set(self.keys.get() + 1);
        self.window.press(chord);
    }

    /// By the palette where it is found there, else from control to control.
    fn goes_around(&self, offer: &Offer) {
        if offer.palette.is_empty() {
            return self.uses_each(offer.controls);
        }
        let (window, words) = (self.window, offer.palette);
        self.presses("Ctrl+K");
        window.until("the palette", "document.activeElement.matches('dialog [role=combobox]')");
        window.type_text(words);
        self.keys.set(self.keys.get() + words.len());
        let first = "document.querySelector('dialog [role=option][aria-selected=true] .words')";
        window.until(words, &format!("{first}?.textContent.includes('{words}')"));
        self.presses("Enter");
    }

    fn uses_each(&self, controls: &[&str]) {
        for control in controls {
            self.uses(control);
        }
    }

    fn is_text(&self) -> bool {
        self.window.value("document.activeElement.matches('input, textarea')") == true
    }
}

/// In the settings, by keys, from wherever the window stands and back to the incidents.
fn switch_letters_off(window: &Window) {
    window.press("Ctrl+5");
    window.reach("[name=letters]");
    window.and_see_it(|window| window.press("Space"));
    window.until("no letters", "!document.querySelector('[name=letters]').checked");
    window.press("Ctrl+1");
    window.find("heading", "Incidents");
}

/// Notes whatever is done in another way than the hand's.
const STRAYED: &str = r#"
const [byMouse, withoutLetters] = arguments;
window.strayed = [];
const note = (event, what) => strayed.push(`${what} on ${event.target.outerHTML?.slice(0, 80)}`);
const isText = (element) => element.matches?.("textarea, input:not([type=radio], [type=checkbox])");
addEventListener("mousedown", (event) => { if (!byMouse) note(event, "a click"); }, true);
addEventListener("keydown", (event) => {
  const { key, target } = event;
  const isHeld = event.ctrlKey || event.altKey || event.metaKey;
  const isTyped = !isHeld && isText(target) && (key.length === 1 || (key === "Enter" && target.matches("textarea")));
  if (byMouse && !isTyped) note(event, key);
  if (withoutLetters && key.length === 1 && key !== " " && !isHeld && !isText(target)) note(event, key);
}, true);
"#;
