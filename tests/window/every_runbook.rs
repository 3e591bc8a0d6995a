//! Every shipped runbook walked by keyboard in the real window: begun from the library, each step
//! done in its order, decided, closed.
//!
//! One of each folder, unless `KNEEBOARD_EVERY_RUNBOOK` is set (`make torture`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use kneeboard_core::decision::Action;
use kneeboard_core::event::{Role, Via};
use kneeboard_core::kneeboard::Kneeboard;
use kneeboard_core::runbook::{Branch, Phase, Runbook, RunbookKind, parse, shipped};
use kneeboard_core::service;
use serde_json::{Value, json};

use crate::made::Made;
use crate::window::{Scene, Window};

/// More rounds than any walk has steps and questions.
const MOST_ROUNDS: usize = 100;

#[test]
fn every_runbook_is_walked_by_keyboard_to_its_end() {
    let scene = Scene::new("every-runbook");
    keep_card(&scene, "kubernetes");
    let window = scene.open();
    let mut folders = BTreeSet::new();
    for (n, shipped) in shipped::all().iter().enumerate() {
        let first = folders.insert(shipped.id.split('/').next());
        if first || std::env::var_os("KNEEBOARD_EVERY_RUNBOOK").is_some() {
            let (runbook, _) = parse(shipped.text, shipped.id);
            walk(&window, &runbook, n);
        }
    }
    assert_eq!(window.value("window.wentWrong"), json!([]));
}

/// The n-th runbook takes the n-th of its platforms and of what may be decided.
fn walk(window: &Window, runbook: &Runbook, n: usize) {
    let begun = Instant::now();
    let platforms = platforms(runbook);
    let platform = platforms[n % platforms.len()];
    let actions = actions(runbook);
    let hand =
        Hand { window, runbook, action: (!actions.is_empty()).then(|| actions[n % actions.len()]) };
    keep_card(window.scene(), platform);
    hand.begins();
    let steps = hand.walks();
    hand.closes();
    hand.is_whole(steps);
    println!(
        "{}: {:?} on {platform}, {steps} steps in {:.0?}",
        runbook.id,
        hand.action,
        begun.elapsed()
    );
}

/// A card with every key of its form.
fn keep_card(scene: &Scene, platform: &str) {
    let all = service::GROUPS.iter().flat_map(|(_, keys)| *keys);
    let value = |key: &str| match key {
        "platform" => platform.to_owned(),
        "rollback_minutes" => "5".to_owned(),
        _ => format!("shop-{key}"),
    };
    let keys: BTreeMap<_, _> = all.map(|one| (one.key.to_owned(), value(one.key))).collect();
    let mut door = Kneeboard::open(scene.store(), Via::CommandLine).expect("the store opens");
    door.set_service("shop", &keys, Role::OnCall).expect("the card is kept");
}

fn platforms(runbook: &Runbook) -> Vec<&str> {
    let whens = runbook.steps().filter_map(|step| step.planned.when.as_ref());
    let tests = whens.flat_map(|when| &when.all).filter(|test| test.name == "service.platform");
    let named: BTreeSet<&str> = tests.flat_map(|test| &test.values).map(String::as_str).collect();
    named.into_iter().chain(["another"]).collect()
}

/// What can be decided by its branches; nothing in a checklist.
fn actions(runbook: &Runbook) -> Vec<Action> {
    if runbook.kind == RunbookKind::Checklist {
        return Vec::new();
    }
    let branches = runbook.phases.iter().flat_map(|phase| &phase.branches);
    let action = branches.filter_map(|branch| match branch.branch {
        Branch::RollBack => Some(Action::RollBack),
        Branch::Hotfix if branch.heading == "Roll forward" => Some(Action::RollForward),
        Branch::Hotfix => Some(Action::Hotfix),
        Branch::Isolate => Some(Action::Isolate),
        Branch::Watch => Some(Action::Watch),
        Branch::Escalate => None,
    });
    action.collect()
}

/// The answer to a question of the form with which the table comes to an action.
fn answer(action: Action, fact: &str) -> Value {
    let fix = matches!(action, Action::Hotfix | Action::RollForward);
    let watch = action == Action::Watch;
    match fact {
        "touches" if action == Action::RollBack => json!(["money"]),
        "touches" => json!([]),
        "data_damage" => json!("none"),
        "critical_path" => json!(if watch { "works" } else { "broken" }),
        "users" => json!("few"),
        "trend" => json!("steady"),
        "contract" => json!("safe"),
        "previous" => json!(if action == Action::RollBack { "safe" } else { "unsafe" }),
        "release" => json!("likely"),
        "isolation" => json!(if action == Action::Isolate { "narrow" } else { "none" }),
        "cause" => json!(if fix { "shown" } else { "theory" }),
        "fix" if action == Action::RollForward => json!("schema_add"),
        "fix" => json!("small"),
        "fix_tested" | "fix_canary" => json!(true),
        "rollback_minutes" | "fix_minutes" => json!(5),
        "visibility" => json!("clear"),
        "recovering" => json!("evidence"),
        fact => panic!("nobody knows what to answer to {fact}"),
    }
}

/// A person at the keyboard with one runbook.
struct Hand<'a> {
    window: &'a Window,
    runbook: &'a Runbook,
    action: Option<Action>,
}

impl Hand<'_> {
    /// Found in the library by its id, and begun from there.
    fn begins(&self) {
        let (window, id) = (self.window, self.runbook.id.as_str());
        window.press("Ctrl+2");
        window.until("the library", "!!document.querySelector('article h2')");
        window.press("Ctrl+F");
        window.replace_text(id);
        window.until("it", "document.querySelectorAll('nav [data-runbook]').length === 1");
        window.press("Enter");
        window.until("its entry", &format!("document.activeElement.dataset.runbook === '{id}'"));
        window.until(
            "its text",
            &format!(
                "document.querySelector('article h2')?.innerText === {}",
                json!(self.runbook.title)
            ),
        );
        window.press("Enter");
        window.until("the start", "document.activeElement.name === 'looks'");
        window.until(
            "the runbook in it",
            &format!("document.querySelector(\"[type=radio][value='{id}']\")?.checked === true"),
        );
        window.type_text(&format!("Walk of {id}"));
        window.reach("[aria-label='Start an incident'] [type=radio][value=shop]");
        window.press("Enter");
        window.until("the walk", "!!document.querySelector('[data-screen=walkthrough] main')");
    }

    /// Does what each card asks until none is left; how many steps that were.
    fn walks(&self) -> usize {
        let (mut places, mut decided) = (Vec::new(), false);
        for _ in 0..MOST_ROUNDS {
            self.window.reach("[aria-current=step]");
            let card = self.window.value(CARD);
            let Some(number) = card["step"].as_str() else {
                self.is_in_order(&places);
                return places.len();
            };
            assert_eq!(card["braces"], false, "{number}: a gap of the writer is left: {card}");
            let place: u32 = number.trim_start_matches("1.").parse().expect("a step's number");
            match (card["ask"].as_str(), self.action) {
                (Some(ask), _) => self.answers(ask, &card),
                (None, Some(action)) if !decided && self.decides_at(place) => {
                    self.decides(action);
                    decided = true;
                }
                _ => {
                    self.does(&card);
                    places.push(place);
                }
            }
        }
        panic!("{}: no end is in sight; done: {places:?}", self.runbook.id);
    }

    /// By its digit where answers are on offer, else typed.
    fn answers(&self, ask: &str, card: &Value) {
        // What was answered stays to be changed, folded away.
        let open = format!("[data-ask='{ask}']:not(details *)");
        self.window.and_see_it(|window| {
            if card["typed"] == false {
                return window.press("1");
            }
            let text = match ask {
                "release.good" => "v1.12.4",
                "release.bad" => "v1.13.0",
                _ => "the-one",
            };
            window.fill(&format!("{open} input"), text);
            window.press("Enter");
        });
        let answered = format!("!document.querySelector(\"{open}\")");
        self.window.until("that it is answered", &answered);
    }

    fn decides(&self, action: Action) {
        let window = self.window;
        window.press("D");
        window.until("the form", "!!document.querySelector('[data-screen=decide] aside form')");
        for _ in 0..MOST_ROUNDS {
            let fact = window
                .value("document.querySelector('main section[data-fact]')?.dataset.fact ?? null");
            let Some(fact) = fact.as_str() else { break };
            window.and_see_it(|window| {
                let wanted = answer(action, fact);
                let key = window.value(&format!(
                    "document.querySelector(`main section[data-fact] [data-value='{wanted}']`)?.dataset.key ?? null"
                ));
                match key.as_str() {
                    Some(key) => window.press(key),
                    None => {
                        window.fill("[name=minutes]", &wanted.to_string());
                        window.press("Enter");
                    }
                }
            });
        }
        let suggested =
            window.value("document.querySelector('aside [data-action]').dataset.action");
        assert_eq!(suggested, json!(action), "{}", self.runbook.id);
        window.and_see_it(|window| window.press("Ctrl+Enter"));
        window.until("the walk", "!!document.querySelector('[data-screen=walkthrough] main')");
    }

    fn does(&self, card: &Value) {
        self.window.and_see_it(|window| {
            window.press("Space");
            if card["reads"] == true {
                window.until("the value", "document.activeElement.name === 'reading'");
                window.type_text("42");
                window.press("Enter");
            }
        });
        let gone = format!(
            "document.querySelector('[aria-current=step]')?.dataset.step !== {}",
            card["step"]
        );
        self.window.until("the next card", &gone);
    }

    fn closes(&self) {
        self.window.reach_named("button", "Close incident…");
        self.window.press("Enter");
        self.window.until("the dialog", "!!document.activeElement.closest('dialog')");
        self.window.and_see_it(|window| {
            window.fill("dialog textarea", "Walked to its end.");
            window.press("Enter");
        });
        let closed = "document.body.innerText.includes('This incident is closed')";
        self.window.until("that it is closed", closed);
    }

    /// The step of Decide that asks for it.
    fn decides_at(&self, place: u32) -> bool {
        let step = self.runbook.steps().find(|step| step.planned.place == place);
        step.is_some_and(|step| {
            let action = step.planned.action.to_lowercase();
            step.planned.phase == Phase::Decide
                && ["decide", "decision", "choose"].iter().any(|word| action.contains(word))
        })
    }

    /// Phase after phase, and what isolates before what mends.
    fn is_in_order(&self, places: &[u32]) {
        let order = |place: &u32| {
            let step = self.runbook.steps().find(|step| step.planned.place == *place);
            let planned = &step.expect("a step of the runbook").planned;
            let isolates = planned.branch == Some(Branch::Isolate);
            (planned.phase, planned.phase == Phase::Mitigate && !isolates, *place)
        };
        assert!(places.is_sorted_by(|one, next| order(one) < order(next)), "{places:?}");
    }

    /// The record tells of the same steps and of one decision, and nothing is left.
    fn is_whole(&self, steps: usize) {
        let mut made = Made::at(self.window.scene().store());
        let incident = made.incidents().into_iter().find(|incident| {
            made.walk(*incident)["incident"]["title"] == format!("Walk of {}", self.runbook.id)
        });
        let incident = incident.expect("the incident is there");
        let view = made.walk(incident);
        let left: Vec<&Value> = view["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .filter(|step| {
                !["done", "not_applicable"].contains(&step["outcome"].as_str().unwrap_or(""))
            })
            .collect();
        assert_eq!(left, Vec::<&Value>::new(), "{}", self.runbook.id);
        assert_eq!(view["incident"]["open"], false);
        assert_eq!(made.count(incident, "StepDone"), steps);
        assert_eq!(made.count(incident, "Decided"), usize::from(self.action.is_some()));
    }
}

/// What the card in focus is, and what it wants first.
const CARD: &str = r#"(() => {
  const card = document.querySelector("[aria-current=step]");
  const ask = card.querySelector("[data-ask]:not(details *)");
  return {
    step: card.dataset.step ?? null,
    words: card.querySelector("h2").innerText,
    ask: ask?.dataset.ask ?? null,
    typed: !!ask?.querySelector("input"),
    reads: !!card.querySelector("[name=reading]"),
    braces: card.innerText.includes("{{"),
  };
})()"#;
