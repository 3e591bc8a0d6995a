//! Keys and clicks: what a person's hands do to the window.

use std::thread::sleep;
use std::time::{Duration, Instant};

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::key::Key;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{BETWEEN_LOOKS, PATIENCE, Window};

const MOST_KEYS: usize = 200;

/// One thing that a hand does, for many in one go.
#[derive(Clone, Copy, Debug)]
pub enum Press {
    Key(char),
    /// With Ctrl.
    Held(char),
    /// At this place of the window, whatever is there.
    Click(u32, u32),
}

impl Window {
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

    /// Does all of these one after the other, in one go: nothing waits in between. It ends at a click
    /// that would be outside the window, which may have become smaller meanwhile.
    pub fn press_all(&self, presses: &[Press]) {
        let hands = (KeyActions::new("keys".into()), MouseActions::new("mouse".into()));
        let (keys, mouse) = presses
            .iter()
            .flat_map(|press| ticks_of(*press))
            .fold(hands, |(keys, mouse), (key, click)| (keys.then(key), mouse.then(click)));
        let all = self.client.perform_actions(Actions::from(keys).and(mouse));
        match self.runtime.block_on(async { timeout(2 * PATIENCE, all).await }) {
            Ok(Ok(())) => {}
            Ok(Err(error)) if error.is_move_target_out_of_bounds() => {}
            other => panic!("keys and clicks: {other:?}"),
        }
    }

    /// A key event as a page hears it that no driver can send: a repeat, a composition.
    pub fn dispatch_key(&self, key: &str, code: &str, more: &str) {
        let event = format!(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{
                key: '{key}', code: '{code}', bubbles: true, cancelable: true, {more} }}));"
        );
        self.script(&event, Vec::new());
    }

    /// The one visible element of this role and accessible name, waited for.
    pub fn find(&self, role: &str, name: &str) -> Element {
        let wanted = format!("{role} “{name}”");
        self.element(self.until_with(&wanted, ONE_BY_ROLE_AND_NAME, vec![json!(role), json!(name)]))
    }

    /// Clicks the one visible element of this role and name.
    pub fn click(&self, role: &str, name: &str) {
        let wanted = format!("{role} “{name}”");
        self.click_what(&wanted, ONE_BY_ROLE_AND_NAME, vec![json!(role), json!(name)]);
    }

    /// Clicks the first visible element that this selector names.
    pub fn click_on(&self, selector: &str) {
        self.click_what(selector, FIRST_IN_SIGHT, vec![json!(selector)]);
    }

    /// Clicks the label of the field that this selector names.
    pub fn click_label_of(&self, field: &str) {
        let label = "return document.querySelector(arguments[0])?.labels[0] ?? null;";
        self.click_what(field, label, vec![json!(field)]);
    }

    /// Clicks three times on the field that this selector names, which selects what it holds.
    pub fn click_thrice(&self, selector: &str) {
        self.click_on(selector);
        let field = self.until_with(selector, FIRST_IN_SIGHT, vec![json!(selector)]);
        let to = PointerAction::MoveToElement {
            element: self.element(field),
            duration: None,
            x: 0.0,
            y: 0.0,
        };
        let button = MOUSE_BUTTON_LEFT;
        let clicks =
            [PointerAction::Down { button }, PointerAction::Up { button }].into_iter().cycle();
        let all =
            clicks.take(6).fold(MouseActions::new("mouse".into()).then(to), MouseActions::then);
        self.run(self.client.perform_actions(all), selector);
    }

    /// Clicks the option of this value in the list that this selector names. The system draws the
    /// list outside the page, so the driver opens it and clicks in one.
    pub fn click_option(&self, list: &str, value: &str) {
        let option = "return [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility())
            ?.querySelector(`option[value='${arguments[1]}']`) ?? null;";
        let found = self.until_with(list, option, vec![json!(list), json!(value)]);
        self.run(self.element(found).click(), value);
    }

    /// Brings it into sight and clicks it; what is drawn anew meanwhile is looked for again.
    fn click_what(&self, what: &str, script: &str, arguments: Vec<Value>) {
        let deadline = Instant::now() + PATIENCE;
        let script =
            format!("const one = (function () {{ {script} }}).apply(null, arguments);{INTO_SIGHT}");
        loop {
            let element = self.element(self.until_with(what, &script, arguments.clone()));
            let clicked = self.runtime.block_on(async { timeout(PATIENCE, element.click()).await });
            match clicked {
                // What came in above it may have moved it from under the pointer.
                Ok(Ok(())) if self.value("window.clicked") != false => return,
                Ok(Ok(())) if Instant::now() < deadline => {}
                Ok(Err(error)) if Instant::now() < deadline && comes_and_goes(&error) => {}
                other => panic!("a click on {what:.60}: {other:?}"),
            }
            sleep(BETWEEN_LOOKS);
        }
    }

    fn element(&self, found: Value) -> Element {
        let reference = found.as_object().and_then(|found| found.values().next()?.as_str());
        let reference = reference.expect("the script gave an element").to_owned();
        Element::from_element_id(self.client.clone(), reference.into())
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
                // It is being drawn anew.
                Some("") => sleep(BETWEEN_LOOKS),
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
}

/// What both hands do, tick by tick: one rests while the other acts.
fn ticks_of(press: Press) -> Vec<(KeyAction, PointerAction)> {
    let rest = Duration::ZERO;
    let key = |key| (key, PointerAction::Pause { duration: rest });
    let click = |click| (KeyAction::Pause { duration: rest }, click);
    let (control, button) = (Key::Control.into(), MOUSE_BUTTON_LEFT);
    match press {
        Press::Key(value) => vec![key(KeyAction::Down { value }), key(KeyAction::Up { value })],
        Press::Held(value) => vec![
            key(KeyAction::Down { value: control }),
            key(KeyAction::Down { value }),
            key(KeyAction::Up { value }),
            key(KeyAction::Up { value: control }),
        ],
        Press::Click(x, y) => vec![
            click(PointerAction::MoveTo { duration: None, x: x.into(), y: y.into() }),
            click(PointerAction::Down { button }),
            click(PointerAction::Up { button }),
        ],
    }
}

/// What can be so for a moment while the page draws.
fn comes_and_goes(error: &CmdError) -> bool {
    let CmdError::Standard(error) = error else { return false };
    matches!(
        error.error,
        ErrorStatus::StaleElementReference
            | ErrorStatus::ElementNotInteractable
            | ErrorStatus::ElementClickIntercepted
    )
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
        "F4" => Key::F4.into(),
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

const FIRST_IN_SIGHT: &str = "return [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility()) ?? null;";

/// Scrolls, as a person would, to what is under the edge of its part or under what stands fixed, and
/// listens for the click.
const INTO_SIGHT: &str = r#"
if (one) {
  const { left, top, width, height } = one.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  if (!hit || !one.contains(hit)) one.scrollIntoView({ block: "center" });
  window.clicked = false;
  one.addEventListener("click", () => (window.clicked = true), { capture: true, once: true });
}
return one;
"#;

/// The key that leads from the element in focus towards `wanted`; nothing where it has the focus,
/// and an empty one where it is not there.
const WAY: &str = r#"
const at = document.activeElement;
if (!wanted) return "";
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
