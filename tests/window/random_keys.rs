//! Random keys and clicks in the walkthrough, from a printed seed: nothing is decided, skipped or
//! erased without its dialog, nothing is done that was not asked for, and the page stays whole.
//!
//! The keys and clicks are the driver's own, many in one go. `KNEEBOARD_SEED` repeats what is
//! thrown; where it lands depends on the machine too. `KNEEBOARD_RANDOM_SECONDS` makes it longer:
//! from ten minutes on (`make torture`) it ends only when ten thousand have landed in a walkthrough.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::made::{Made, NODEJS, made};
use crate::window::{Press, Scene, Window};

const SECONDS: u64 = 20;
const TORTURE: Duration = Duration::from_secs(600);
const LEAST_IN_TORTURE: u64 = 10_000;
const IN_ONE_GO: usize = 40;
/// So many are printed where something is wrong.
const LAST: usize = 3 * IN_ONE_GO;

/// Keys of the table first, then those of forms, then some that mean nothing here.
const PLAIN: &str = "jkfslncduxhto1234567  0jkzqab";
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
    window.script(QUIET, Vec::new());
    window.script(WITNESS, Vec::new());
    let mut fingers = Fingers::on(&window, seed);

    let begun = Instant::now();
    let least = if length < TORTURE { 1 } else { LEAST_IN_TORTURE };
    while begun.elapsed() < length || fingers.heard("landed") < least {
        fingers.go_to_the_walkthrough();
        fingers.press();
        fingers.page_is_whole();
    }

    println!(
        "{} keys and {} clicks in {:.0?}, {} of them in a walkthrough",
        fingers.heard("keys"),
        fingers.heard("clicks"),
        begun.elapsed(),
        fingers.heard("landed")
    );
    nothing_but_what_was_asked_for(&window);
}

/// What presses at random. What it pressed last is told where a test fails under it.
struct Fingers<'a> {
    dice: Dice,
    window: &'a Window,
    seed: u64,
    last: VecDeque<Press>,
}

impl<'a> Fingers<'a> {
    fn on(window: &'a Window, seed: u64) -> Self {
        let dice = Dice(seed | 1);
        Self { dice, window, seed, last: VecDeque::new() }
    }

    /// Wherever the keys have led, back to a walk that is open: by the keys of a person.
    fn go_to_the_walkthrough(&self) {
        for _ in 0..8 {
            // A start that is under way still leads into its walk.
            let still = "document.documentElement.dataset.recording === undefined && \
                         !document.querySelector('[data-waiting]')";
            self.window.until("nothing under way", still);
            match self.window.value(WHERE).as_str().unwrap_or_default() {
                "there" => return,
                "dialog" => self.window.press("Esc"),
                "strip" => self.window.press("F9"),
                "home" => self.window.press("Enter"),
                "list" => {
                    self.window.press("Esc");
                    self.window.press("J");
                }
                "new" => {
                    self.window.press("Ctrl+N");
                    self.window.press("Enter");
                }
                _ => {
                    self.window.press("Ctrl+1");
                    let home = "!!document.querySelector('[data-screen=incidents], [data-screen=walkthrough]')";
                    self.window.until("home", home);
                }
            }
        }
    }

    fn press(&mut self) {
        let presses: Vec<Press> = (0..IN_ONE_GO).map(|_| self.dice.press()).collect();
        self.last.extend(&presses);
        self.last.drain(..self.last.len().saturating_sub(LAST));
        self.window.press_all(&presses);
    }

    /// How many keys or clicks the page heard, or of both how many landed in a walkthrough or one of
    /// its dialogs.
    fn heard(&self, what: &str) -> u64 {
        self.window.value(&format!("heard.{what}")).as_u64().expect("the witness kept count")
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

impl Drop for Fingers<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("KNEEBOARD_SEED={}; the last were {:?}", self.seed, self.last);
        }
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

fn nothing_but_what_was_asked_for(window: &Window) {
    let asked: BTreeMap<String, u64> =
        serde_json::from_value(window.value("window.asked")).expect("the witness kept count");
    let mut made = made(window);
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
        assert!(recorded <= times, "{kind} {recorded} times, asked for {times} times");
    }
    let never = ["Redacted", "FindingDismissed", "StatusSet", "Exported", "SectionWritten"];
    for kind in never {
        assert!(!found.contains_key(kind), "{kind}");
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

    /// Of ten one click and one key with Ctrl. Clicks go into the matter of the screen: the rail
    /// and the foot lead away.
    fn press(&mut self) -> Press {
        match self.below(10) {
            0 => Press::Click(90 + self.below(1180) as u32, 70 + self.below(690) as u32),
            1 => Press::Held(self.one_of(HELD)),
            2..=5 => Press::Key(NAMED[self.below(NAMED.len())]),
            _ => Press::Key(self.one_of(PLAIN)),
        }
    }

    fn one_of(&mut self, letters: &str) -> char {
        letters.chars().nth(self.below(letters.len())).expect("it is one of them")
    }
}

const WHERE: &str = r#"(() => {
  if (document.querySelector("dialog[open]")) return "dialog";
  if (innerWidth < 720) return "strip";
  const screen = document.querySelector("[data-screen]")?.dataset.screen;
  if (screen === "walkthrough") return document.body.innerText.includes("This incident is closed") ? "new" : "there";
  if (screen === "incidents" && document.activeElement.dataset.incident) return "home";
  if (screen !== "incidents") return "elsewhere";
  return document.querySelector("main button[data-incident]:not(td button)") ? "list" : "new";
})()"#;

/// What opens a dialog of the system, or another program, is asked for in vain: nobody is there to
/// close it.
const QUIET: &str = r#"
const ask = window.fetch;
window.fetch = (to, how) => {
  const body = typeof how?.body === "string" ? how.body : new TextDecoder().decode(how?.body ?? new Uint8Array());
  const isOutside = /\/(dialog|open_link)$/.test(String(to)) || body.includes('"frame":"print"');
  const nothing = { headers: { "Tauri-Response": "ok", "Content-Type": "application/json" } };
  return isOutside ? Promise.resolve(new Response("null", nothing)) : ask(to, how);
};
"#;

/// Counts what a person does that may ask for an act: where the focus or the pointer was, what was
/// confirmed, in which dialog. It listens before the page does and changes nothing.
const WITNESS: &str = r#"
window.asked = {};
window.heard = { keys: 0, clicks: 0, landed: 0 };
const count = (what) => (asked[what] = (asked[what] ?? 0) + 1);
const title = () => document.querySelector("dialog[open] h2")?.innerText;
const screen = () => document.querySelector("[data-screen]")?.dataset.screen;
const hear = (what) => ({ isTrusted, key }) => {
  if (!isTrusted || key === "Control") return;
  heard[what] += 1;
  if (["walkthrough", "strip"].includes(screen())) heard.landed += 1;
};
addEventListener("keydown", hear("keys"), true);
addEventListener("mousedown", hear("clicks"), true);
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
