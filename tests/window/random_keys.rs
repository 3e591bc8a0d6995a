//! Random keys and clicks in the walkthrough, from a printed seed: nothing is decided, skipped or
//! erased without its dialog, nothing is done that was not asked for, and the page stays whole.
//!
//! `KNEEBOARD_SEED` repeats a run; `KNEEBOARD_RANDOM_SECONDS` makes it longer (`make torture`).

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::made::{Made, NODEJS};
use crate::window::{Scene, Window};

const SECONDS: u64 = 20;
const IN_ONE_GO: usize = 60;

/// Keys of the table first, then those of forms, then some that mean nothing here. What opens a
/// dialog of the system is left out: nobody is there to close it.
const PLAIN: &str = "jkfslncduxht1234567  0jkzqab";
const NAMED: [char; 10] = [
    '\u{e007}', '\u{e00c}', '\u{e004}', '\u{e004}', '\u{e013}', '\u{e015}', '\u{e003}', ' ',
    '\u{e007}', 'j',
];
const HELD: &str = "zdua12n";

#[test]
fn random_keys_and_clicks_do_nothing_that_was_not_asked_for() {
    let seed = std::env::var("KNEEBOARD_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| {
        SystemTime::UNIX_EPOCH.elapsed().expect("the clock is past 1970").as_secs()
    });
    let seconds = std::env::var("KNEEBOARD_RANDOM_SECONDS").ok().and_then(|s| s.parse().ok());
    let length = Duration::from_secs(seconds.unwrap_or(SECONDS));
    println!("KNEEBOARD_SEED={seed} for {length:?}");
    let scene = Scene::new("random-keys");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    window.script(WITNESS, Vec::new());
    let mut hand = Hand { dice: Dice(seed | 1), window: &window, presses: 0, clicks: 0 };

    let begun = Instant::now();
    while begun.elapsed() < length {
        hand.go_to_the_walkthrough();
        hand.presses_keys();
        hand.clicks_somewhere();
        hand.page_is_whole();
    }

    println!("{} keys and {} clicks in {:.0?}", hand.presses, hand.clicks, begun.elapsed());
    nothing_but_what_was_asked_for(&window, seed);
}

struct Hand<'a> {
    dice: Dice,
    window: &'a Window,
    presses: usize,
    clicks: usize,
}

impl Hand<'_> {
    /// Wherever the keys have led, back to a walk that is open: by the keys of a person.
    fn go_to_the_walkthrough(&self) {
        for _ in 0..8 {
            match self.window.value(WHERE).as_str().unwrap_or_default() {
                "there" => return,
                "dialog" => self.window.press("Esc"),
                "home" => self.window.press("Enter"),
                "new" => {
                    self.window.press("Ctrl+N");
                    self.window.press("Enter");
                }
                _ => {
                    self.window.press("Ctrl+1");
                    self.window
                        .until("home", "!!document.querySelector('[data-screen=incidents]')");
                }
            }
            let still = "document.documentElement.dataset.recording === undefined && \
                         !document.querySelector('[data-waiting]')";
            self.window.until("nothing under way", still);
        }
    }

    fn presses_keys(&mut self) {
        let mut keys = Vec::new();
        for _ in 0..IN_ONE_GO {
            match self.dice.below(10) {
                0 => {
                    let letter = pick(&mut self.dice, HELD);
                    self.window.press_all(&keys);
                    keys.clear();
                    self.window.press(&format!("Ctrl+{}", letter.to_ascii_uppercase()));
                }
                1..=4 => keys.push(NAMED[self.dice.below(NAMED.len())]),
                _ => keys.push(pick(&mut self.dice, PLAIN)),
            }
        }
        self.window.press_all(&keys);
        self.presses += IN_ONE_GO;
    }

    /// Inside the matter of the walkthrough: the rail and what is native have no part in this.
    fn clicks_somewhere(&mut self) {
        for _ in 0..2 {
            if self.window.value(WHERE) != "there" && self.window.value(WHERE) != "dialog" {
                return;
            }
            let (x, y) = (90 + self.dice.below(1180), 70 + self.dice.below(690));
            self.window.click_at(x as i64, y as i64);
            self.clicks += 1;
        }
    }

    fn page_is_whole(&self) {
        let seen = self.window.value(
            "({ wrong: window.wentWrong, page: !!document.querySelector('[data-screen]'), \
               trouble: document.querySelector('[data-waiting] [role=alert]')?.innerText ?? null })",
        );
        assert_eq!(seen["wrong"], Value::Array(Vec::new()), "uncaught");
        assert_eq!(seen["page"], true, "no screen: {}", self.window.text());
        assert_eq!(seen["trouble"], Value::Null, "an error page");
    }
}

/// Each kind of event that keys can cause, with what has to have been pressed for it.
const ASKED: [(&str, &str); 22] = [
    ("StepDone", "done"),
    ("StepFailed", "dialog:It did not work|Something different happened"),
    ("StepSkipped", "dialog:Skip this step"),
    ("StepDeferred", "dialog:Do this step later"),
    ("StepNotApplicable", "dialog:This step does not apply"),
    ("StepBlocked", "dialog:This step is blocked"),
    ("StepRedlined", "dialog:The text of this step is wrong"),
    ("StepAdded", "dialog:Add a step|Add a step after this one"),
    ("Contained", "dialog:Contain now"),
    ("UpdateSent", "dialog:Write an update"),
    ("Closed", "dialog:Close the incident"),
    ("Reopened", "dialog:Open the incident again"),
    ("Decided", "decide"),
    ("AnswerGiven", "answer"),
    ("NoteAdded", "note"),
    ("Held", "hold"),
    ("Retracted", "undo"),
    ("ClockMuted", "mute"),
    ("StandingCleared", "cleared"),
    ("OutcomeSeen", "outcome"),
    ("ReachSeen", "outcome"),
    ("Corrected", "override"),
];

fn nothing_but_what_was_asked_for(window: &Window, seed: u64) {
    let asked: BTreeMap<String, u64> =
        serde_json::from_value(window.value("window.asked")).expect("the witness kept count");
    let mut made = Made::at(window.scene().store());
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for incident in made.incidents() {
        for kind in made.kinds(incident) {
            *found.entry(kind).or_default() += 1;
        }
    }
    println!("recorded: {found:?}\nasked for: {asked:?}");
    for (kind, by) in ASKED {
        let times: u64 = match by.strip_prefix("dialog:") {
            Some(titles) => titles.split('|').filter_map(|title| asked.get(title)).sum(),
            None => asked.get(by).copied().unwrap_or_default(),
        };
        let recorded = found.get(kind).copied().unwrap_or_default();
        assert!(recorded <= times, "seed {seed}: {kind} {recorded} times, asked for {times} times");
    }
    let never = ["Redacted", "FindingDismissed", "StatusSet", "Exported", "SectionWritten"];
    for kind in never {
        assert!(!found.contains_key(kind), "seed {seed}: {kind}");
    }
}

/// Small and fast, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most
    }
}

fn pick(dice: &mut Dice, from: &str) -> char {
    from.chars().nth(dice.below(from.len())).expect("it is one of them")
}

const WHERE: &str = r#"(() => {
  if (document.querySelector("dialog[open]")) return "dialog";
  const screen = document.querySelector("[data-screen]")?.dataset.screen;
  if (screen === "walkthrough") return document.body.innerText.includes("This incident is closed") ? "new" : "there";
  if (screen === "incidents" && document.activeElement.dataset.incident) return "home";
  return screen === "incidents" ? "new" : "elsewhere";
})()"#;

/// Counts what a person does that may ask for an act: where the focus or the pointer was, what was
/// confirmed, in which dialog. It listens before the page does and changes nothing.
const WITNESS: &str = r#"
window.asked = {};
const count = (what) => (asked[what] = (asked[what] ?? 0) + 1);
const title = () => document.querySelector("dialog[open] h2")?.innerText;
const screen = () => document.querySelector("[data-screen]")?.dataset.screen;
const named = (element) => element?.closest?.("button, summary")?.innerText ?? "";
addEventListener("submit", (event) => {
  if (event.target.closest("dialog")) count(title());
  else if (event.target.querySelector("[name=reading]")) count("done");
  else if (event.target.querySelector("[name=note]")) count("note");
  else if (event.target.querySelector("[name=override]")) count("override");
  else if (screen() === "decide" || event.target.querySelector("[name=ask]")) { count("answer"); count("decide"); }
}, true);
addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.closest("dialog")) { if (button.type !== "submit") count(title()); return; }
  const words = named(button);
  if (/Done|Seen as expected/.test(words)) count("done");
  if (/^\s*(Space\s*)?done$/.test(words)) count("done");
  if (/hold/i.test(words)) count("hold");
  if (/undo/i.test(words)) count("undo");
  if (/mute/i.test(words)) count("mute");
  if (/cleared/i.test(words)) count("cleared");
  if (/As expected|Partly|No effect|Worse|Reached users/.test(words)) count("outcome");
  if (button.closest("[data-ask]") || screen() === "decide") { count("answer"); count("decide"); }
}, true);
addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) {
    // A dialog of one text is confirmed by Enter in its field, which no form hears of.
    if (event.key === "Enter") count(title());
    return;
  }
  const key = event.key.toLowerCase();
  if (key === " ") count("done");
  if (key === "h") count("hold");
  if (key === "z" && event.ctrlKey) count("undo");
  if (/^[0-9]$/.test(key)) count("answer");
  if (key === "enter" && event.ctrlKey && screen() === "decide") count("decide");
}, true);
"#;
