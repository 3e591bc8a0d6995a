//! What a person at the keyboard does for each act of the drill.
//!
//! Keys of the table where there is one, else Tab to the control and Enter or Space on it; in a
//! list or among radio buttons the arrows. Nothing is clicked.

use std::slice::Iter;

use super::script::Beat;
use crate::window::Window;

/// Does one act, from wherever the window stands, and sees it recorded.
pub fn walk(window: &Window, beat: &Beat) {
    let hand = Hand { window };
    match beat.line {
        ["service", "set", id, keys @ ..] => hand.set_service(id, keys),
        ["incident", "start", rest @ ..] => hand.start(&Options::of(rest)),
        ["incident", "close", rest @ ..] => hand.close(&Options::of(rest)),
        ["time", time, at, rest @ ..] => hand.set_time(time, at, &Options::of(rest)),
        ["step", how, rest @ ..] => hand.step(how, &Options::of(rest)),
        ["answer", name, value] if is_fact(name) => hand.answer_fact(name, value),
        ["answer", name, value] => hand.fill_in(name, value),
        ["decision", "record", rest @ ..] => hand.decide(&Options::of(rest)),
        ["decision", "outcome", _, outcome, rest @ ..] => {
            hand.see_outcome(outcome, &Options::of(rest));
        }
        ["decision", "reached", _, "now"] => hand.see_reach(),
        ["undo"] => hand.walkthrough(|window| window.press("Ctrl+Z")),
        ["note", text] => hand.note(text),
        ["standing", "clear", "1"] => hand.clear_standing(),
        ["action", "add", rest @ ..] => hand.add_action(&Options::of(rest)),
        ["postmortem", "owner", role] => hand.set_owner(role),
        ["postmortem", "set", section, _] => hand.write_section(section, beat.text),
        ["postmortem", "factor", "add", "--trigger", text] => hand.add_factor(text, true),
        ["postmortem", "factor", "add", text] => hand.add_factor(text, false),
        ["postmortem", "status", status] => hand.set_status(status),
        line => panic!("nobody knows how to do {line:?} by hand"),
    }
}

/// The facts that the decide form asks for; any other name is a blank in a command.
fn is_fact(name: &str) -> bool {
    [
        "touches",
        "data_damage",
        "previous",
        "isolation",
        "cause",
        "fix",
        "fix_tested",
        "fix_minutes",
        "visibility",
    ]
    .contains(&name)
}

/// The words of a command after its name: some plain, some named by an option.
struct Options {
    plain: Vec<&'static str>,
    named: Vec<(&'static str, &'static str)>,
}

impl Options {
    fn of(words: &[&'static str]) -> Self {
        let mut options = Self { plain: Vec::new(), named: Vec::new() };
        let mut words: Iter<'_, &'static str> = words.iter();
        while let Some(word) = words.next() {
            match word.strip_prefix("--") {
                Some(name) => options.named.push((name, words.next().expect("an option's value"))),
                None => options.plain.push(word),
            }
        }
        options
    }

    fn get(&self, name: &str) -> Option<&'static str> {
        self.named.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn needs(&self, name: &str) -> &'static str {
        self.get(name).unwrap_or_else(|| panic!("--{name} is in the script"))
    }
}

struct Hand<'a> {
    window: &'a Window,
}

impl Hand<'_> {
    fn set_service(&self, id: &str, keys: &[&str]) {
        let window = self.window;
        window.press("Ctrl+4");
        window.fill("[name=service]", id);
        window.and_see_it(|window| window.press("Enter"));
        for key in keys {
            let (key, value) = key.split_once('=').expect("a key and its value");
            window.fill(&format!("[name='{key}']"), value);
        }
        window.and_see_it(|window| window.press("Enter"));
    }

    fn start(&self, options: &Options) {
        let window = self.window;
        window.press("Ctrl+N");
        window.until("the start to be ready", "document.activeElement.name === 'looks'");
        window.type_text(options.needs("title"));
        let service = options.needs("service");
        window.reach(&format!("[aria-label='Start an incident'] [type=radio][value='{service}']"));
        let runbook = format!("[type=radio][value='{}']", options.needs("runbook"));
        let near = format!("!!document.querySelector(\"{runbook}\")");
        window.until("what fits", &format!("{near} || !!document.querySelector('[data-all]')"));
        if window.value(&near) == false {
            window.reach("[data-all]");
            window.press("Enter");
        }
        window.reach(&runbook);
        window.reach_named("radio", "At…");
        window.fill("[name=began]", options.needs("started"));
        window.reach(&format!("[type=radio][value='{}']", options.needs("severity")));
        window.picture("start");
        window.press("Enter");
        self.until_screen("walkthrough");
    }

    fn close(&self, options: &Options) {
        self.walkthrough(|window| {
            window.reach("summary[aria-label=Acts]");
            window.press("Enter");
            window.reach("[data-act=close]");
            window.press("Enter");
            self.write_in_dialog(options.needs("note"));
        });
    }

    fn set_time(&self, time: &str, at: &str, options: &Options) {
        self.walkthrough(|window| {
            window.press("T");
            window.find("dialog", "Key times");
            window.reach(&format!("dialog [type=radio][value={time}]"));
            if let Some(source) = options.get("source") {
                window.choose("dialog select", source);
            }
            window.fill("dialog [name=at]", at);
            window.press("Enter");
        });
    }

    fn step(&self, how: &str, options: &Options) {
        self.walkthrough(|window| {
            if let Some(number) = options.plain.first() {
                self.look_at_step(number);
            }
            window.reach("[aria-current=step]");
            match how {
                "done" => self.done(options.get("value")),
                "failed" => {
                    window.press("F");
                    self.write_in_dialog(options.needs("note"));
                }
                "skip" => {
                    window.press("S");
                    self.write_in_dialog(options.needs("reason"));
                }
                "later" => {
                    window.press("L");
                    window.choose("dialog select", options.needs("until"));
                    window.reach_named("textbox", "Why (may stay empty)");
                    window.type_text(options.needs("reason"));
                    window.press("Enter");
                }
                "na" => {
                    window.reach("[aria-current=step] summary");
                    window.press("Enter");
                    window.reach_named("button", "Not applicable…");
                    window.press("Enter");
                    self.write_in_dialog(options.needs("reason"));
                }
                how => panic!("no step is {how} here"),
            }
        });
    }

    fn done(&self, value: Option<&str>) {
        self.window.press("Space");
        if let Some(value) = value {
            self.window.until("the value", "document.activeElement.name === 'reading'");
            self.window.type_text(value);
            self.window.press("Enter");
        }
    }

    /// J or K until the step of this number is looked at.
    fn look_at_step(&self, number: &str) {
        self.window.reach("[aria-current=step]");
        let at = "Number(document.querySelector('[aria-current=step]').dataset.step.split('.')[1])";
        self.press_until(&format!("{at} - {number}"));
    }

    fn answer_fact(&self, fact: &str, value: &str) {
        let window = self.window;
        self.deciding();
        self.press_until(&format!(
            "(() => {{
                const asked = document.querySelector('main section[data-fact]')?.dataset.fact;
                const answered = [...document.querySelectorAll('main li[data-fact]')]
                    .map((one) => one.dataset.fact);
                const [from, to] = [answered.indexOf(asked), answered.indexOf('{fact}')];
                if (asked === '{fact}') return 0;
                return to < 0 ? -1 : from < 0 ? 1 : from - to;
            }})()"
        ));
        window.and_see_it(|window| {
            if fact == "fix_minutes" {
                window.fill("[name=minutes]", value);
                return window.press("Enter");
            }
            let value = match value {
                "yes" => "true",
                "no" => "false",
                value => value,
            };
            let offered = format!(
                "[...document.querySelectorAll('[data-value]')].find((one) =>
                    [JSON.parse(one.dataset.value)].flat().join() === '{value}')?.dataset.key"
            );
            let key = window.value(&offered);
            window.press(key.as_str().unwrap_or_else(|| panic!("{fact} offers {value}")));
        });
    }

    fn decide(&self, options: &Options) {
        let window = self.window;
        self.deciding();
        let choose = options.needs("choose");
        window.reach(&format!("aside [type=radio][value={choose}]"));
        window.fill("[name=why]", options.needs("why"));
        window.fill("[name=expect]", options.needs("expect"));
        window.fill("[name=objections]", options.needs("objections"));
        window.and_see_it(|window| window.press("Ctrl+Enter"));
        self.until_screen("walkthrough");
    }

    fn fill_in(&self, name: &str, value: &str) {
        self.walkthrough(|window| {
            let later = format!("[data-ask-next='{name}']");
            if window.value(&format!("!!document.querySelector(\"{later}\")")) == true {
                window.reach(&later);
                window.press("Enter");
            }
            window.fill(&format!("[data-ask='{name}'] input"), value);
            window.press("Enter");
        });
    }

    fn see_outcome(&self, outcome: &str, options: &Options) {
        self.walkthrough(|window| {
            self.unfold_decision();
            window.fill("[name=outcome-reading]", options.needs("reading"));
            window.reach(&format!("[data-outcome={outcome}]:not([data-step])"));
            window.press("Enter");
        });
    }

    fn see_reach(&self) {
        self.walkthrough(|window| {
            self.unfold_decision();
            window.reach_named("button", "Reached users, seen from outside");
            window.press("Enter");
        });
    }

    fn note(&self, text: &str) {
        self.walkthrough(|window| {
            window.press("N");
            window.type_text(text);
            window.press("Enter");
        });
    }

    fn clear_standing(&self) {
        self.walkthrough(|window| {
            window.reach("[aria-label^='Cleared:']");
            window.press("Enter");
        });
    }

    fn add_action(&self, options: &Options) {
        self.postmortem(|window| {
            self.unfold("Add an action");
            window.fill("[name=action]", options.plain[0]);
            window.choose("[data-section=actions] details select", options.needs("kind"));
            window.fill("[name=owner]", options.needs("owner"));
            window.fill("[name=due]", options.needs("due"));
            window.fill("[name=done_when]", options.needs("done-when"));
            window.press("Enter");
        });
    }

    fn set_owner(&self, role: &str) {
        self.postmortem(|window| {
            window.choose("aside select", role);
            window.reach_named("button", "Set the owner");
            window.press("Enter");
        });
    }

    fn write_section(&self, section: &str, text: &str) {
        self.postmortem(|window| {
            window.reach(&format!("[data-section={section}] header button"));
            window.press("Enter");
            window.until(section, &format!("document.activeElement.name === '{section}'"));
            window.replace_text(text);
            window.press("Ctrl+Enter");
        });
    }

    fn add_factor(&self, text: &str, is_trigger: bool) {
        self.postmortem(|window| {
            self.unfold("Add a factor");
            window.fill("[name=factor]", text);
            if is_trigger {
                window.reach_named("checkbox", "This is what set it off");
                window.press("Space");
            }
            window.press("Enter");
        });
    }

    fn set_status(&self, status: &str) {
        self.postmortem(|window| {
            window.reach_named("button", "Status…");
            window.press("Enter");
            window.find("dialog", "Status of the postmortem");
            window.reach(&format!("dialog [type=radio][value={status}]"));
            window.reach("dialog textarea");
            window.press("Enter");
        });
    }

    fn write_in_dialog(&self, text: &str) {
        self.window.until("a dialog to write in", "!!document.activeElement.closest('dialog')");
        self.window.reach("dialog textarea");
        self.window.type_text(text);
        self.window.press("Enter");
    }

    fn unfold_decision(&self) {
        let folded = "!!document.querySelector('[data-decision] details:not([open])')";
        if self.window.value(folded) == true {
            self.window.reach("[data-decision] summary");
            self.window.press("Enter");
        }
    }

    fn unfold(&self, name: &str) {
        let folded = format!(
            "[...document.querySelectorAll('details:not([open]) > summary')]
                .some((one) => one.textContent.includes('{name}'))"
        );
        if self.window.value(&folded) == true {
            self.window.reach_named("button", name);
            self.window.press("Enter");
        }
    }

    /// Does something in the walkthrough and sees it recorded, with no dialog left open.
    fn walkthrough(&self, what: impl FnOnce(&Window)) {
        if !self.is_at("walkthrough") {
            self.window.press("Ctrl+1");
            self.window.find("heading", "Incidents");
            self.window.until("the card", "!!document.activeElement.dataset.incident");
            self.window.press("Enter");
            self.until_screen("walkthrough");
        }
        self.window.and_see_it(what);
        self.window.until("the dialog to close", "!document.querySelector('dialog')");
    }

    /// From the walkthrough it is D.
    fn deciding(&self) {
        if !self.is_at("decide") {
            self.window.press("D");
            self.until_screen("decide");
        }
    }

    /// Does something in the postmortem and sees it recorded, with no dialog left open.
    fn postmortem(&self, what: impl FnOnce(&Window)) {
        if !self.is_at("postmortem") {
            self.window.press("Ctrl+3");
            self.until_screen("postmortems");
            self.window.reach("[data-incident]");
            self.window.press("Enter");
            self.until_screen("postmortem");
        }
        self.window.and_see_it(what);
        self.window.until("the dialog to close", "!document.querySelector('dialog')");
    }

    /// K while the expression is above zero, J while it is below.
    fn press_until(&self, expression: &str) {
        for _ in 0..100 {
            match self.window.value(expression).as_f64() {
                Some(0.0) => return,
                Some(by) => self.window.press(if by > 0.0 { "K" } else { "J" }),
                None => panic!("{expression} is no number"),
            }
        }
        panic!("J and K do not lead there: {expression}");
    }

    fn is_at(&self, screen: &str) -> bool {
        self.window.value(&format!("!!document.querySelector('[data-screen={screen}]')")) == true
    }

    fn until_screen(&self, screen: &str) {
        let shown = format!(
            "!!document.querySelector('[data-screen={screen}] main') &&
             !document.querySelector('[data-screen={screen}] [data-waiting]') &&
             document.activeElement !== document.body"
        );
        self.window.until(screen, &shown);
    }
}
