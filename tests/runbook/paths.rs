//! Every path of every shipped runbook: one choice of answers, one branch of Mitigate.

use kneeboard_core::runbook::{
    Branch, Condition, Phase, Runbook, RunbookKind, Step, Truth, parse, shipped,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A test of a condition for each value of its name.
type Test = (usize, Vec<bool>);

/// The steps of a runbook with the choices of answers on which they depend.
struct Walks<'a> {
    /// Each name that a condition has, with the values that make a difference.
    names: Vec<(&'a str, Vec<Value>)>,
    /// Each step with its tests.
    steps: Vec<(&'a Step, Vec<Test>)>,
}

impl<'a> Walks<'a> {
    fn of(runbook: &'a Runbook) -> Self {
        let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let whens = runbook.steps().filter_map(|step| step.planned.when.as_ref());
        for test in whens.flat_map(|when| &when.all) {
            values.entry(&test.name).or_default().extend(test.values.iter().map(String::as_str));
        }
        let names: Vec<_> = values.into_iter().map(|(name, of)| (name, domain(name, of))).collect();
        let tests = |step: &Step| -> Vec<Test> {
            let tests = step.planned.when.iter().flat_map(|when| &when.all).map(|test| {
                let at = names.iter().position(|(name, _)| *name == test.name).unwrap();
                let alone = Condition { all: vec![test.clone()] };
                let holds = |value: &Value| alone.evaluate(&|_| Some(value.clone())) == Truth::True;
                (at, names[at].1.iter().map(holds).collect())
            });
            tests.collect()
        };
        let steps = runbook.steps().map(|step| (step, tests(step))).collect();
        Self { names, steps }
    }

    /// Calls with the steps that apply, for every choice of answers.
    fn each(&self, mut see: impl FnMut(&[usize], &[&'a Step])) {
        let mut choice = vec![0; self.names.len()];
        let mut walk = Vec::new();
        loop {
            walk.clear();
            let applies = |tests: &[Test]| tests.iter().all(|(name, holds)| holds[choice[*name]]);
            walk.extend(
                self.steps.iter().filter(|(_, tests)| applies(tests)).map(|(step, _)| *step),
            );
            see(&choice, &walk);
            let Some(at) = (0..choice.len()).find(|at| choice[*at] + 1 < self.names[*at].1.len())
            else {
                return;
            };
            choice[at] += 1;
            choice[..at].fill(0);
        }
    }

    fn answers(&self, choice: &[usize]) -> String {
        let said =
            self.names.iter().zip(choice).map(|((name, of), at)| format!("{name}={}", of[*at]));
        said.collect::<Vec<_>>().join(" ")
    }
}

/// The values a condition tells apart, and one that none names; every list of what may be touched.
fn domain(name: &str, mut values: Vec<&str>) -> Vec<Value> {
    values.sort_unstable();
    values.dedup();
    if name != "touches" {
        return values.into_iter().chain(["another"]).map(Value::from).collect();
    }
    values.retain(|value| !["none", "unknown"].contains(value));
    let lists = (0..1_usize << values.len()).map(|mask| {
        let chosen = values.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        json!(chosen.map(|(_, value)| *value).collect::<Vec<_>>())
    });
    lists.collect()
}

fn runbooks() -> impl Iterator<Item = Runbook> {
    let read = shipped::all().iter().map(|shipped| parse(shipped.text, shipped.id).0);
    read.filter(|runbook| runbook.kind == RunbookKind::Runbook)
}

#[test]
fn every_path_has_twelve_to_thirty_steps_and_no_part_over_nine() {
    for runbook in runbooks() {
        let walks = Walks::of(&runbook);
        walks.each(|choice, walk| {
            let told = || format!("{} with {}", runbook.id, walks.answers(choice));
            let of = |branch: Option<Branch>| {
                walk.iter().filter(move |s| s.planned.branch == branch).count()
            };
            for phase in Phase::ALL {
                let own =
                    walk.iter().filter(|s| s.planned.phase == phase && s.planned.branch.is_none());
                let own = own.count();
                assert!(own <= 9, "{phase:?} has {own} steps: {}", told());
            }
            for branch in Branch::ALL {
                let inside = of(Some(branch));
                assert!(inside <= 9, "{branch:?} has {inside} steps: {}", told());
                let whole = of(None) + inside;
                assert!((12..=30).contains(&whole), "{whole} steps with {branch:?}: {}", told());
            }
        });
    }
}

#[test]
fn the_first_decision_is_the_sixth_step_at_the_latest() {
    for runbook in runbooks() {
        let walks = Walks::of(&runbook);
        walks.each(|choice, walk| {
            let is_decision = |step: &&Step| {
                step.planned.phase == Phase::Decide
                    && ["decide", "decision", "choose"]
                        .iter()
                        .any(|word| step.planned.action.to_lowercase().contains(word))
            };
            let first = walk.iter().position(is_decision);
            assert!(
                first.is_some_and(|first| first < 6),
                "the decision is step {first:?} from 0: {} with {}",
                runbook.id,
                walks.answers(choice)
            );
        });
    }
}

#[test]
fn harm_is_contained_within_three_steps_of_isolate() {
    for runbook in runbooks() {
        let walks = Walks::of(&runbook);
        let mut ever = false;
        walks.each(|choice, walk| {
            let isolate = walk.iter().filter(|s| s.planned.branch == Some(Branch::Isolate));
            let contains = |step: &&&Step| {
                let planned = &step.planned;
                planned.changes_state || planned.leaves.is_some() || planned.undo.is_some()
            };
            let first = isolate.clone().position(|step| contains(&step));
            ever |= first.is_some();
            assert!(
                first.is_none_or(|first| first < 3),
                "the first that contains is step {first:?} from 0: {} with {}",
                runbook.id,
                walks.answers(choice)
            );
        });
        assert!(ever, "{} contains nothing", runbook.id);
    }
}

#[test]
fn paths_are_counted_one_by_one() {
    let text = "## Triage\n- [ ] Look\n- [ ] Ask\n  - When: touches = money or privacy\n\
                ## Decide\n- [ ] Decide\n  - When: service.platform != kubernetes\n";
    let (runbook, _) = parse(text, "any/t");
    let mut lengths = Vec::new();
    Walks::of(&runbook).each(|_, walk| {
        lengths.push(walk.iter().filter(|step| step.planned.branch.is_none()).count());
    });
    // Two platforms, and each list of two things that may be touched.
    lengths.sort_unstable();
    assert_eq!(lengths, [1, 2, 2, 2, 2, 3, 3, 3]);
}
