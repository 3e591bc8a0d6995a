//! Every shipped runbook walked to its end through the door: on each platform, by each branch.
//!
//! A service card answers what it can; every question, condition and value is answered as it comes.

use crate::support::door::Door;
use kneeboard_core::act::{Act, Choice, Start};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{DetectionSource, KeyTime, Outcome, Role, Section, Severity};
use kneeboard_core::id::{EventId, IncidentId};
use kneeboard_core::kneeboard::Format;
use kneeboard_core::postmortem::Style;
use kneeboard_core::runbook::placeholder::{self, Name};
use kneeboard_core::runbook::{Branch, Phase, Runbook, RunbookKind, Step, parse, shipped};
use kneeboard_core::service;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// More rounds than any walk has steps, questions and decisions.
const MOST_ROUNDS: usize = 200;

#[test]
fn every_nodejs_runbook_is_walked_to_its_end() {
    every_runbook_of("nodejs");
}

#[test]
fn every_react_runbook_is_walked_to_its_end() {
    every_runbook_of("react");
}

#[test]
fn every_django_runbook_is_walked_to_its_end() {
    every_runbook_of("django");
}

#[test]
fn every_runbook_for_any_stack_is_walked_to_its_end() {
    every_runbook_of("any");
}

#[test]
fn every_readiness_checklist_is_walked_to_its_end() {
    every_runbook_of("readiness");
}

fn every_runbook_of(folder: &str) {
    let mut door = Door::new();
    let inside = format!("{folder}/");
    let all: Vec<_> = shipped::all().iter().filter(|one| one.id.starts_with(&inside)).collect();
    assert!(!all.is_empty());
    for shipped in all {
        let (runbook, _) = parse(shipped.text, shipped.id);
        let mut reached = BTreeSet::new();
        for way in ways(&runbook) {
            let mut walk = Walk::begin(&mut door, &runbook, &way);
            walk.walks();
            reached.extend(walk.is_whole());
        }
        let never: Vec<&str> = runbook
            .steps()
            .filter(|step| !reached.contains(&step.planned.place))
            .map(|step| step.planned.action.as_str())
            .collect();
        assert_eq!(never, Vec::<&str>::new(), "{}: steps that nobody comes to", runbook.id);
    }
}

/// One way through a runbook: where the service runs, what is decided, what is known.
struct Way {
    platform: String,
    /// None in a checklist, which decides nothing.
    action: Option<Action>,
    /// Whether only the whole service can be switched off.
    whole: bool,
    /// Whether there are workers and a CDN, and whether everything may be harmed.
    rich: bool,
}

impl Way {
    fn told(&self) -> String {
        let Self { platform, action, whole, rich } = self;
        format!("{platform}, {action:?}, whole: {whole}, with workers, CDN and harm: {rich}")
    }

    /// Facts for which the table recommends the action of this way.
    fn facts(&self, action: Action) -> Vec<(&'static str, Value)> {
        let all = json!(["money", "user_data", "privacy", "identity", "security", "safety"]);
        let harm = self.rich && action != Action::Watch;
        let mut facts = vec![
            ("touches", if harm { all } else { json!([]) }),
            ("data_damage", json!(if harm { "ongoing" } else { "none" })),
        ];
        facts.extend(match action {
            Action::RollBack => vec![
                ("critical_path", json!("broken")),
                ("previous", json!("safe")),
                ("release", json!("likely")),
                ("rollback_minutes", json!(5)),
                ("isolation", json!("none")),
                ("cause", json!("theory")),
            ],
            Action::Hotfix | Action::RollForward => vec![
                ("critical_path", json!("broken")),
                ("previous", json!("unsafe")),
                ("isolation", json!("none")),
                ("cause", json!("shown")),
                ("fix", json!(if action == Action::Hotfix { "small" } else { "schema_add" })),
                ("fix_tested", json!(true)),
                ("fix_canary", json!(true)),
                ("fix_minutes", json!(20)),
                ("visibility", json!("clear")),
            ],
            Action::Isolate => vec![
                ("critical_path", json!("broken")),
                ("previous", json!("unsafe")),
                ("isolation", json!(if self.whole { "whole" } else { "narrow" })),
                ("cause", json!("theory")),
            ],
            Action::Watch => vec![
                ("critical_path", json!("works")),
                ("users", json!("few")),
                ("trend", json!("steady")),
                ("contract", json!("safe")),
                ("visibility", json!("clear")),
                ("cause", json!("theory")),
                ("recovering", json!("evidence")),
            ],
            Action::Escalate => vec![
                ("critical_path", json!("broken")),
                ("previous", json!("unknown")),
                ("isolation", json!("none")),
                ("cause", json!("theory")),
            ],
        });
        facts
    }

    /// What a person answers to a question that the card leaves open.
    fn answer(&self, name: &str) -> Value {
        let facts = self.facts(self.action.unwrap_or(Action::Watch));
        match name {
            "release.bad" => json!("v1.13.0"),
            "release.good" => json!("v1.12.4"),
            _ => facts
                .into_iter()
                .find(|(fact, _)| *fact == name)
                .map_or_else(|| json!(format!("the-{name}")), |(_, value)| value),
        }
    }

    /// A card with every key that the runbook names.
    fn card(&self, runbook: &Runbook) -> BTreeMap<String, String> {
        let value = |key: &str| match key {
            "platform" => self.platform.clone(),
            "worker_deployment" | "cdn_distribution" if !self.rich => "none".to_owned(),
            "health_url" => "https://shop.example/health".to_owned(),
            _ => format!("shop-{key}"),
        };
        keys(runbook).into_iter().map(|key| (key.clone(), value(&key))).collect()
    }
}

/// Each platform that the runbook tells apart and one that it does not, by each branch it has.
///
/// A branch whose steps are the same everywhere is walked on one of them.
fn ways(runbook: &Runbook) -> Vec<Way> {
    let tests = runbook
        .steps()
        .filter_map(|step| step.planned.when.as_ref())
        .flat_map(|when| &when.all)
        .filter(|test| test.name == "service.platform");
    let mut platforms: BTreeSet<&str> =
        tests.flat_map(|test| &test.values).map(String::as_str).collect();
    platforms.insert("another");
    let platforms: Vec<&str> = platforms.into_iter().collect();
    let mut ways = Vec::new();
    let mut add = |on: &[&str], action: Option<Action>, whole: bool| {
        for platform in on {
            let rich = !whole && ![Some(Action::Watch), Some(Action::Escalate)].contains(&action);
            ways.push(Way { platform: (*platform).to_owned(), action, whole, rich });
        }
    };
    if runbook.kind == RunbookKind::Checklist {
        add(&platforms, None, false);
    }
    let branches = runbook.phases.iter().flat_map(|phase| &phase.branches);
    for (n, branch) in branches.enumerate() {
        let on = match tells_platforms_apart(&branch.steps) {
            true => &platforms[..],
            false => &platforms[n % platforms.len()..][..1],
        };
        match branch.branch {
            Branch::RollBack => add(&platforms, Some(Action::RollBack), false),
            Branch::Hotfix if branch.heading == "Roll forward" => {
                add(on, Some(Action::RollForward), false);
            }
            Branch::Hotfix => add(on, Some(Action::Hotfix), false),
            Branch::Isolate => {
                add(on, Some(Action::Isolate), false);
                add(&on[..1], Some(Action::Isolate), true);
            }
            Branch::Watch => add(on, Some(Action::Watch), false),
            Branch::Escalate => add(on, Some(Action::Escalate), false),
        }
    }
    ways
}

fn tells_platforms_apart(steps: &[Step]) -> bool {
    let whens = steps.iter().filter_map(|step| step.planned.when.as_ref());
    whens.flat_map(|when| when.names()).any(|name| name == "service.platform")
}

/// The keys of the service card that the runbook names, in its texts and conditions.
fn keys(runbook: &Runbook) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = placeholder::find(&runbook.text)
        .into_iter()
        .filter_map(|one| match one.name {
            Name::Service(key) => Some(key),
            _ => None,
        })
        .collect();
    let tests = runbook
        .steps()
        .filter_map(|step| step.planned.when.as_ref())
        .flat_map(|when| &when.all)
        .filter_map(|test| test.name.strip_prefix("service."));
    found.extend(tests.map(str::to_owned));
    found
}

/// One walk through the door.
struct Walk<'a> {
    door: &'a mut Door,
    runbook: &'a Runbook,
    way: &'a Way,
    incident: IncidentId,
    decisions: Vec<EventId>,
    /// The places that were come to, each with the number of decisions until then.
    reached: Vec<(usize, u32)>,
}

impl<'a> Walk<'a> {
    fn begin(door: &'a mut Door, runbook: &'a Runbook, way: &'a Way) -> Self {
        let card = way.card(runbook);
        for key in card.keys() {
            let offered = service::GROUPS.iter().flat_map(|(_, keys)| *keys);
            assert!(
                offered.into_iter().any(|one| one.key == key),
                "{}: the form of a service card has no {key}",
                runbook.id
            );
        }
        door.record.set_service("shop", &card, Role::OnCall).unwrap();
        let incident = door.start(Start {
            title: Some(runbook.title.clone()),
            service: Some("shop".to_owned()),
            severity: Some(Severity::Sev2),
            runbooks: vec![runbook.id.clone()],
            started: Some("2026-11-22T01:50:00Z".to_owned()),
            ..Start::default()
        });
        Self { door, runbook, way, incident, decisions: Vec::new(), reached: Vec::new() }
    }

    fn walks(&mut self) {
        self.time(KeyTime::Detected, Some(DetectionSource::Alert));
        for _ in 0..MOST_ROUNDS {
            let view = self.door.of("walk", self.incident);
            let Some(current) = view["current"].as_str() else { return self.closes(&view) };
            let step = steps(&view).find(|step| step["id"] == current).unwrap();
            self.comes_to(step);
        }
        panic!("{}: no end is in sight", self.told());
    }

    /// Answers what the step asks first; where nothing is left to ask, does it.
    fn comes_to(&mut self, step: &Value) {
        if let Some(name) = first_open(step) {
            let value = self.way.answer(name);
            return self.acts(Act::AnswerGiven { name: name.to_owned(), value });
        }
        self.reads(step);
        let planned = self.planned(step);
        let (is_decision, is_second) = (decides(planned), decides_again(planned));
        let place = planned.planned.place;
        self.reached.push((self.decisions.len(), place));
        match self.way.action {
            Some(action) if is_decision && self.decisions.is_empty() => self.decides(action),
            Some(_) if is_second => self.decides(Action::Isolate),
            _ => {}
        }
        let value = step["record"].is_object().then(|| "42".to_owned());
        let as_expected = step["expect"].is_string().then_some(true);
        let step = Some(serde_json::from_value(step["step"].clone()).unwrap());
        self.acts(Act::StepDone { step, value, note: None, as_expected, at: None });
    }

    /// Nothing on the card is left for somebody else to fill in, and each command can be copied.
    fn reads(&self, step: &Value) {
        let told = || format!("{}: {}", self.told(), step["text"]);
        assert_eq!(step["question"], Value::Null, "{}", told());
        for command in step["commands"].as_array().unwrap() {
            assert_eq!(command["open"], json!([]), "{}", told());
            assert!(command["copy"].is_string(), "{}: {}", told(), command["refusal"]);
            assert_eq!(command["look_over"], false, "{}", told());
        }
        let asked = ["text", "expect", "undo", "leaves"].map(|label| &step[label]);
        for text in asked.into_iter().chain([&step["record"]["label"]]) {
            let text = text.as_str().unwrap_or_default();
            assert!(!text.contains('‹'), "{}: left open in {text:?}", told());
        }
        // What is said beside it may name a release that is asked for later: as a gap, no braces.
        let beside = ["why", "caution", "if_not", "source"].map(|label| &step[label]);
        for text in beside.into_iter().chain(step["detail"].as_array().unwrap()) {
            let text = text.as_str().unwrap_or_default();
            assert_eq!(placeholder::find(text), [], "{}: left open in {text:?}", told());
        }
    }

    fn decides(&mut self, action: Action) {
        for (name, value) in self.way.facts(action) {
            self.acts(Act::AnswerGiven { name: name.to_owned(), value });
        }
        let view = self.door.of("decide", self.incident);
        let given = view["prefilled"]["expect"].as_str();
        let changes = !matches!(action, Action::Watch | Action::Escalate);
        assert!(given.is_some() || !changes, "{}: nothing to expect is named", self.told());
        let unnamed = "The failing share is back where it was within an hour.";
        let choice = json!({
            "choose": action,
            "expect": given.unwrap_or(unnamed),
            "tripwire": "The failing share rises.",
        });
        let choice: Choice = serde_json::from_value(choice).unwrap();
        let done = self.door.act(self.incident, Act::Decided(Box::new(choice)));
        self.decisions.extend(done.events);
        let incident = self.door.record.incident(self.incident).unwrap();
        let decision = incident.decisions().last().unwrap();
        let shown = incident.decided(decision).unwrap().shown.action;
        assert_eq!(shown, action, "{}: the table recommends otherwise", self.told());
    }

    fn closes(&mut self, view: &Value) {
        let reading = Some("0.3 percent fail, as before".to_owned());
        for decision in self.decisions.clone() {
            let (outcome, reading) = (Outcome::AsExpected, reading.clone());
            self.acts(Act::OutcomeSeen { decision, outcome, reading, at: None });
            self.acts(Act::ReachSeen { decision, at: "now".to_owned() });
        }
        for note in view["standing"].as_array().unwrap() {
            let left_by = serde_json::from_value(note["left_by"].clone()).unwrap();
            self.acts(Act::StandingCleared { left_by, note: None });
        }
        self.time(KeyTime::Mitigated, None);
        self.time(KeyTime::Resolved, None);
        self.acts(Act::Closed { note: None });
        self.acts(Act::OwnerSet { owner: Role::Commander, name: None });
    }

    /// Every step stands in order as done or as not applicable, and the document tells of each.
    fn is_whole(&mut self) -> Vec<u32> {
        let view = self.door.of("walk", self.incident);
        for step in steps(&view) {
            let outcome = step["outcome"].as_str().unwrap();
            let is_over = ["done", "not_applicable"].contains(&outcome);
            assert!(is_over, "{}: {outcome}: {}", self.told(), step["text"]);
        }
        assert_eq!(view["standing"], json!([]), "{}", self.told());

        let order: Vec<_> =
            self.reached.iter().map(|(leg, place)| (*leg, self.order(*place))).collect();
        assert!(order.is_sorted_by(|one, next| one < next), "{}: {order:?}", self.told());

        let document = self.door.record.document(self.incident, Format::Md, &Style::default());
        let document = document.unwrap().replace('\\', "");
        for step in steps(&view).filter(|step| step["outcome"] == "done") {
            let (id, text) = (step["id"].as_str().unwrap(), step["text"].as_str().unwrap());
            let told = format!("Finished step {id}: {text}");
            assert!(document.contains(&told), "{}: the document lacks {told:?}", self.told());
        }
        self.wants_only_prose();
        self.reached.iter().map(|(_, place)| *place).collect()
    }

    /// The impact is for a person to write; no other error stands.
    fn wants_only_prose(&mut self) {
        let view = self.door.of("postmortem", self.incident);
        let findings = view["findings"].as_array().unwrap();
        let errors: Vec<&Value> = findings.iter().filter(|one| one["level"] == "error").collect();
        let places: Vec<&Value> = errors.iter().map(|one| &one["place"]).collect();
        assert_eq!(places, [Section::Impact.name()], "{}: {errors:#?}", self.told());
    }

    fn time(&mut self, time: KeyTime, source: Option<DetectionSource>) {
        self.acts(Act::TimeSet { time, at: "now".to_owned(), source, note: None });
    }

    fn acts(&mut self, act: Act) {
        self.door.act(self.incident, act);
    }

    fn planned(&self, step: &Value) -> &'a Step {
        let place = step["step"]["place"].as_u64().unwrap();
        self.runbook.steps().find(|one| u64::from(one.planned.place) == place).unwrap()
    }

    /// The order of the phases, in which what isolates goes before what mends.
    fn order(&self, place: u32) -> (Phase, bool, u32) {
        let step = self.runbook.steps().find(|step| step.planned.place == place).unwrap();
        let isolates = step.planned.branch == Some(Branch::Isolate);
        (step.planned.phase, step.planned.phase == Phase::Mitigate && !isolates, place)
    }

    fn told(&self) -> String {
        format!("{} on {}", self.runbook.id, self.way.told())
    }
}

fn steps(view: &Value) -> impl Iterator<Item = &Value> {
    view["steps"].as_array().unwrap().iter()
}

fn first_open(step: &Value) -> Option<&str> {
    let asks = step["asks"].as_array().unwrap();
    asks.iter().find(|ask| ask["open"] == true).and_then(|ask| ask["name"].as_str())
}

/// The step at which the decision is recorded.
fn decides(step: &Step) -> bool {
    let action = step.planned.action.to_lowercase();
    step.planned.phase == Phase::Decide
        && ["decide", "decision", "choose"].iter().any(|word| action.contains(word))
}

/// The step of Escalate at which the next decision is recorded.
fn decides_again(step: &Step) -> bool {
    step.planned.branch == Some(Branch::Escalate)
        && step.planned.action.to_lowercase().starts_with("decide again")
}
