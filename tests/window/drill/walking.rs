//! What a person does for each act of the drill, with whatever hand.

use std::slice::Iter;

use super::script::Beat;
use crate::hand::{self, Hand};
use crate::window::Window;

const PHASES: usize = 6;

/// Does one act, from wherever the window stands, and sees it recorded.
pub fn walk(hand: &Hand, window: &Window, beat: &Beat) {
    let walker = Walker { hand, window };
    match beat.line {
        ["service", "set", id, keys @ ..] => walker.set_service(id, keys),
        ["incident", "start", rest @ ..] => walker.start(&Options::of(rest)),
        ["incident", "close", rest @ ..] => walker.close(&Options::of(rest)),
        ["time", time, at, rest @ ..] => walker.set_time(time, at, &Options::of(rest)),
        ["step", how, rest @ ..] => walker.step(how, &Options::of(rest)),
        ["answer", name, value] if is_fact(name) => walker.answer_fact(name, value),
        ["answer", name, value] => walker.fill_in(name, value),
        ["decision", "record", rest @ ..] => walker.decide(&Options::of(rest)),
        ["decision", "outcome", _, outcome, rest @ ..] => {
            walker.see_outcome(outcome, &Options::of(rest));
        }
        ["decision", "reached", _, "now"] => walker.see_reach(),
        ["undo"] => walker.walkthrough(|| hand.does(&hand::UNDO)),
        ["note", text] => walker.note(text),
        ["standing", "clear", "1"] => walker.clear_standing(),
        ["action", "add", rest @ ..] => walker.add_action(&Options::of(rest)),
        ["postmortem", "owner", role] => walker.set_owner(role),
        ["postmortem", "set", section, _] => walker.write_section(section, beat.text),
        ["postmortem", "factor", "add", "--trigger", text] => walker.add_factor(text, true),
        ["postmortem", "factor", "add", text] => walker.add_factor(text, false),
        ["postmortem", "status", status] => walker.set_status(status),
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

struct Walker<'a> {
    hand: &'a Hand<'a>,
    window: &'a Window,
}

impl Walker<'_> {
    fn set_service(&self, id: &str, keys: &[&str]) {
        let (hand, window) = (self.hand, self.window);
        hand.goes_to("Services", 4);
        hand.fills("[name=service]", id);
        window.and_see_it(|_| hand.sends("[aria-label='New service']", "Enter"));
        for key in keys {
            let (key, value) = key.split_once('=').expect("a key and its value");
            hand.fills(&format!("[name='{key}']"), value);
        }
        window.and_see_it(|_| hand.sends("form[data-service]", "Enter"));
    }

    fn start(&self, options: &Options) {
        let (hand, window) = (self.hand, self.window);
        hand.goes_to("Incidents", 1);
        window.find("heading", "Incidents");
        hand.does(&hand::START);
        window.until("the start to be ready", "document.activeElement.name === 'looks'");
        hand.fills("[name=looks]", options.needs("title"));
        let service = options.needs("service");
        hand.picks(&format!("[aria-label='Start an incident'] [type=radio][value='{service}']"));
        let runbook = format!("[type=radio][value='{}']", options.needs("runbook"));
        let near = format!("!!document.querySelector(\"{runbook}\")");
        window.until("what fits", &format!("{near} || !!document.querySelector('[data-all]')"));
        if window.value(&near) == false {
            hand.uses("[data-all]");
        }
        hand.picks(&runbook);
        hand.picks("[type=radio][value=at]");
        hand.fills("[name=began]", options.needs("started"));
        hand.picks(&format!("[type=radio][value='{}']", options.needs("severity")));
        window.picture("start");
        hand.sends("[aria-label='Start an incident']", "Enter");
        self.until_screen("walkthrough");
    }

    fn close(&self, options: &Options) {
        self.walkthrough(|| {
            self.hand.does(&hand::CLOSE);
            self.write_in_dialog(options.needs("note"));
        });
    }

    fn set_time(&self, time: &str, at: &str, options: &Options) {
        self.walkthrough(|| {
            let hand = self.hand;
            hand.does(&hand::TIMES);
            self.window.find("dialog", "Key times");
            hand.picks(&format!("dialog [type=radio][value={time}]"));
            if let Some(source) = options.get("source") {
                hand.chooses("dialog select", source);
            }
            hand.fills("dialog [name=at]", at);
            hand.sends("dialog form", "Enter");
        });
    }

    fn step(&self, how: &str, options: &Options) {
        self.walkthrough(|| {
            if let Some(number) = options.plain.first() {
                self.look_at_step(number);
            }
            self.stand_on_the_card();
            match how {
                "done" => self.done(options.get("value")),
                "failed" => {
                    self.hand.does(&hand::FAILED);
                    self.write_in_dialog(options.needs("note"));
                }
                "skip" => {
                    self.hand.does(&hand::SKIP);
                    self.write_in_dialog(options.needs("reason"));
                }
                "later" => self.put_off(options),
                "na" => {
                    self.hand.uses("[aria-current=step] > details > summary");
                    self.hand.uses_named("button", "Not applicable…");
                    self.write_in_dialog(options.needs("reason"));
                }
                how => panic!("no step is {how} here"),
            }
        });
    }

    fn done(&self, value: Option<&str>) {
        let Some(value) = value else { return self.hand.does(&hand::DONE) };
        self.hand.does(&hand::VALUE);
        self.window.until("the value", "document.activeElement.name === 'reading'");
        self.hand.fills("[name=reading]", value);
        self.hand.sends("form:has([name=reading])", "Enter");
    }

    fn put_off(&self, options: &Options) {
        self.hand.does(&hand::LATER);
        self.window.find("dialog", "Do this step later");
        self.hand.chooses("dialog select", options.needs("until"));
        self.hand.fills("dialog input", options.needs("reason"));
        self.hand.sends("dialog form", "Enter");
    }

    /// Keys of the card need the focus on it; for a hand on its controls it only has to be there.
    fn stand_on_the_card(&self) {
        if self.hand.is_on_keys() {
            self.window.reach("[aria-current=step]");
        } else {
            self.window.until("the card", "!!document.querySelector('[aria-current=step]')");
        }
    }

    /// By J or K; without them by the phase and the line of the step in it.
    fn look_at_step(&self, number: &str) {
        if self.hand.has_letters() {
            self.window.reach("[aria-current=step]");
            let at =
                "Number(document.querySelector('[aria-current=step]').dataset.step.split('.')[1])";
            return self.press_until(&format!("{at} - {number}"));
        }
        let step = format!("[data-step$='.{number}']");
        let is_there = || self.window.value(&format!("!!document.querySelector(\"{step}\")"));
        for phase in 1..=PHASES {
            let phase = format!("[aria-label=Phases] li:nth-child({phase}) button");
            let has_steps = format!("!document.querySelector(\"{phase}\").disabled");
            if is_there() == false && self.window.value(&has_steps) == true {
                self.hand.uses(&phase);
                let shown = format!("document.querySelector(\"{phase}\").ariaPressed === 'true'");
                self.window.until("the phase", &shown);
            }
        }
        let fold = format!("details:not([open]):has({step}) > summary");
        if self.window.value(&format!("!!document.querySelector(\"{fold}\")")) == true {
            self.hand.uses(&fold);
        }
        if self.window.value(&format!("!!document.querySelector(\"button{step}\")")) == true {
            self.hand.uses(&format!("button{step}"));
        }
        let looked = format!("!!document.querySelector(\"[aria-current=step]{step}\")");
        self.window.until("the step", &looked);
    }

    fn answer_fact(&self, fact: &str, value: &str) {
        let (hand, window) = (self.hand, self.window);
        self.deciding();
        self.go_to_question(fact);
        window.and_see_it(|window| {
            if fact == "fix_minutes" {
                hand.fills("[name=minutes]", value);
                return hand.sends("form:has([name=minutes])", "Enter");
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
            let key = key.as_str().unwrap_or_else(|| panic!("{fact} offers {value}"));
            hand.answers(key);
        });
    }

    /// By J or K; without them by its line among the answers or its button among the others.
    fn go_to_question(&self, fact: &str) {
        if self.hand.has_letters() {
            return self.press_until(&format!(
                "(() => {{
                    const asked = document.querySelector('main section[data-fact]')?.dataset.fact;
                    const answered = [...document.querySelectorAll('main li[data-fact]')]
                        .map((one) => one.dataset.fact);
                    const [from, to] = [answered.indexOf(asked), answered.indexOf('{fact}')];
                    if (asked === '{fact}') return 0;
                    return to < 0 ? -1 : from < 0 ? 1 : from - to;
                }})()"
            ));
        }
        let question = format!("main section[data-fact={fact}]");
        let asked = format!("!!document.querySelector('{question}')");
        if self.window.value(&asked) == false {
            self.hand
                .uses(&format!("main li[data-fact={fact}] button, main button[data-fact={fact}]"));
        }
        self.window.until("the question", &asked);
    }

    fn decide(&self, options: &Options) {
        let hand = self.hand;
        self.deciding();
        hand.picks(&format!("aside [type=radio][value={}]", options.needs("choose")));
        hand.fills("[name=why]", options.needs("why"));
        hand.fills("[name=expect]", options.needs("expect"));
        hand.fills("[name=objections]", options.needs("objections"));
        self.window.and_see_it(|_| hand.sends("aside form", "Ctrl+Enter"));
        self.until_screen("walkthrough");
    }

    fn fill_in(&self, name: &str, value: &str) {
        self.walkthrough(|| {
            let later = format!("[data-ask-next='{name}']");
            if self.window.value(&format!("!!document.querySelector(\"{later}\")")) == true {
                self.hand.uses(&later);
            }
            self.hand.fills(&format!("[data-ask='{name}'] input"), value);
            self.hand.sends(&format!("[data-ask='{name}'] form"), "Enter");
        });
    }

    fn see_outcome(&self, outcome: &str, options: &Options) {
        self.walkthrough(|| {
            self.unfold("[data-decision]");
            self.hand.fills("[name=outcome-reading]", options.needs("reading"));
            self.hand.uses(&format!("[data-outcome={outcome}]:not([data-step])"));
        });
    }

    fn see_reach(&self) {
        self.walkthrough(|| {
            self.unfold("[data-decision]");
            self.hand.uses_named("button", "Reached users, seen from outside");
        });
    }

    fn note(&self, text: &str) {
        self.walkthrough(|| {
            self.hand.does(&hand::NOTE);
            self.window.until("the note", "document.activeElement.name === 'note'");
            self.hand.fills("[name=note]", text);
            self.hand.sends("form:has([name=note])", "Enter");
        });
    }

    fn clear_standing(&self) {
        self.walkthrough(|| self.hand.uses("[aria-label^='Cleared:']"));
    }

    fn add_action(&self, options: &Options) {
        self.postmortem(|| {
            let (hand, form) = (self.hand, "[data-section=actions] > details");
            self.unfold(form);
            hand.fills("[name=action]", options.plain[0]);
            hand.chooses(&format!("{form} select"), options.needs("kind"));
            hand.fills("[name=owner]", options.needs("owner"));
            hand.fills("[name=due]", options.needs("due"));
            hand.fills("[name=done_when]", options.needs("done-when"));
            hand.sends(&format!("{form} form"), "Enter");
        });
    }

    fn set_owner(&self, role: &str) {
        self.postmortem(|| {
            self.hand.chooses("aside select", role);
            self.hand.uses_named("button", "Set the owner");
        });
    }

    fn write_section(&self, section: &str, text: &str) {
        self.postmortem(|| {
            self.hand.uses(&format!("[data-section={section}] header button"));
            self.window.until(section, &format!("document.activeElement.name === '{section}'"));
            self.hand.fills(&format!("textarea[name={section}]"), text);
            self.hand.sends(&format!("[data-section={section}] form"), "Ctrl+Enter");
        });
    }

    fn add_factor(&self, text: &str, is_trigger: bool) {
        self.postmortem(|| {
            let (hand, form) = (self.hand, "[data-section=factors] > details");
            self.unfold(form);
            hand.fills("[name=factor]", text);
            if is_trigger {
                hand.uses_named("checkbox", "This is what set it off");
            }
            hand.sends(&format!("{form} form"), "Enter");
        });
    }

    fn set_status(&self, status: &str) {
        self.postmortem(|| {
            self.hand.uses_named("button", "Status…");
            self.window.find("dialog", "Status of the postmortem");
            self.hand.picks(&format!("dialog [type=radio][value={status}]"));
            self.hand.sends("dialog form", "Enter");
        });
    }

    fn write_in_dialog(&self, text: &str) {
        self.window.until("a dialog to write in", "!!document.activeElement.closest('dialog')");
        self.hand.fills("dialog textarea", text);
        self.hand.sends("dialog form", "Enter");
    }

    /// Opens what is folded in this part, or the part itself where it is the fold.
    fn unfold(&self, part: &str) {
        let folded = format!(":is({part}, {part} details):is(details:not([open])) > summary");
        if self.window.value(&format!("!!document.querySelector(\"{folded}\")")) == true {
            self.hand.uses(&folded);
        }
    }

    /// Does something in the walkthrough and sees it recorded, with no dialog left open.
    fn walkthrough(&self, what: impl FnOnce()) {
        if !self.is_at("walkthrough") {
            self.hand.goes_to("Incidents", 1);
            self.window.find("heading", "Incidents");
            self.window.until("the card", "!!document.activeElement.dataset.incident");
            self.hand.uses("main [data-incident]");
            self.until_screen("walkthrough");
        }
        self.window.and_see_it(|_| what());
        self.window.until("the dialog to close", "!document.querySelector('dialog')");
    }

    fn deciding(&self) {
        if !self.is_at("decide") {
            self.hand.does(&hand::DECIDE);
            self.until_screen("decide");
        }
    }

    /// Does something in the postmortem and sees it recorded, with no dialog left open.
    fn postmortem(&self, what: impl FnOnce()) {
        if !self.is_at("postmortem") {
            self.hand.goes_to("Postmortems", 3);
            self.until_screen("postmortems");
            self.hand.uses("main [data-incident]");
            self.until_screen("postmortem");
        }
        self.window.and_see_it(|_| what());
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
