//! A walk that went well becomes the text of a new runbook.

use crate::support::door::Door;
use crate::support::record::{Desk, decide, done_with, note};
use kneeboard_core::act::{Act, Frozen, Start};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{Role, Severity, StepRef};
use kneeboard_core::id::EventId;
use kneeboard_core::incident::{Incident, StepNow};
use kneeboard_core::promote::promoted;
use kneeboard_core::runbook::{Plan, parse, shipped};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// What nobody typed for others to read again.
const PRIVATE: &str = "ana.private@example.org";

fn frozen(id: &str, text: &str) -> Frozen {
    Frozen {
        runbook: id.to_owned(),
        revision: "0".repeat(64),
        plan: Plan::of(&parse(text, id).0),
        card: BTreeMap::from([("deployment".to_owned(), PRIVATE.to_owned())]),
    }
}

const QUEUE: &str = "---\ntitle: Queue stands\nstack: nodejs\n---\n# Queue stands\n\n## Triage\n\
    - [ ] Read the depth of `{{service.deployment}}`\n  ```sh\n  queue depth {{service.deployment}}\n\n  queue age\n  ```\n\
    \x20 - Record: depth (messages)\n  - Why: growth\n    matters more\n\
    - [ ] Ask *the* team\n\n## Mitigate\n### Roll forward\n- [ ] Ship it\n  - Expect: it runs\n\
    \x20 - If not: it does not, go to Isolate\n  - Undo: go back\n    ```sh\n    undo\n    ```\n\
    ### Isolate\n- [ ] Stop the writer\n\n## Validate\nMode: do-confirm\n\n- [ ] Look from outside\n";

#[test]
fn what_was_done_is_there_in_its_order_and_what_was_typed_is_not() {
    let mut desk = Desk::new();
    desk.start_with(Start {
        title: Some("Secret title".to_owned()),
        frozen: vec![frozen("nodejs/queue", QUEUE)],
        ..Start::default()
    });
    let (depth, team) = (desk.step(1), desk.step(2));
    desk.act(Act::SeveritySet { severity: Severity::Sev2 }, 1);
    desk.act(Act::StepSkipped { step: Some(team), reason: PRIVATE.to_owned(), at: None }, 1);
    desk.act(done_with(depth, PRIVATE), 2).act(note(PRIVATE), 2);
    desk.act(
        Act::StepAdded { text: "Restart *one* worker | by hand".to_owned(), after: Some(depth) },
        3,
    );
    let added = StepRef::Added { added: desk.newest("StepAdded") };
    desk.act(done_with(added, PRIVATE), 4);
    desk.act(Act::StepRedlined { step: depth, text: "Why: both queues".to_owned() }, 4);
    desk.act(Act::RoleTaken { role: Role::Commander, name: Some(PRIVATE.to_owned()) }, 4);
    let choice = decide(Action::RollForward, json!({ "critical_path": "broken" }));
    desk.act(Act::Decided(Box::new(choice)), 5);
    let ship = desk.step(3);
    desk.act(done_with(ship, PRIVATE), 6);
    // The steps of Escalate, which the text leaves to Kneeboard, stand before it.
    let validate = desk.step(8);
    desk.act(done_with(validate, PRIVATE), 7);
    let text = promoted(desk.incident(), "Queue: stands", "nodejs");
    assert_eq!(
        text,
        "---\ntitle: \"Queue: stands\"\nstack: nodejs\ntype: runbook\nseverity: SEV2\n---\n# Queue: stands\n\
         Say here what users see, when to start, and when it is over.\n\n\
         ## Triage\n- [ ] Read the depth of {{service.deployment}}\n  ```sh\n  queue depth {{service.deployment}}\n\n  queue age\n  ```\n\
         \x20 - Why: growth\n    matters more\n  - Record: depth (messages)\n\
         \x20 - Marked as wrong in 1122-secret-title, in these words: Why: both queues\n\
         - [ ] Restart \\*one\\* worker \\| by hand\n\n\
         ## Decide\n\n## Mitigate\n\n### Roll forward\n- [ ] Ship it\n  - Expect: it runs\n\
         \x20 - If not: it does not, go to Isolate\n  - Undo: go back\n    ```sh\n    undo\n    ```\n\n\
         ### Isolate\n\n## Validate\nMode: do-confirm\n\n- [ ] Look from outside\n\n\
         ## Communicate\n\n## Stabilize\n\n\
         ## Reference\nMade from what was done in 1122-secret-title.\nSteps come from nodejs/queue.\n\
         1 step that did not work or was skipped is left out.\n"
    );
}

#[test]
fn a_step_whose_words_were_removed_leaves_a_place_for_others() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    desk.act(Act::StepAdded { text: PRIVATE.to_owned(), after: None }, 1);
    let added: EventId = desk.newest("StepAdded");
    desk.act(done_with(StepRef::Added { added }, "x"), 2);
    desk.act(Act::Redacted { target: added, reason: "a name".to_owned() }, 3);
    let text = promoted(desk.incident(), "Checkout fails", "any");
    assert!(!text.contains(PRIVATE), "{text}");
    assert!(
        text.contains("- [ ] Say what is done here: the words of this step were removed\n"),
        "{text}"
    );
    assert_eq!(parse(&text, "any/x").1, []);
}

#[test]
fn a_walk_becomes_the_draft_of_a_new_runbook_through_the_door() {
    let mut door = Door::new();
    let incident = door.start(Start {
        title: Some("Checkout fails".to_owned()),
        runbooks: vec!["nodejs/errors-after-release".to_owned()],
        ..Start::default()
    });
    door.act(incident, crate::support::record::done());
    let sent = json!({
        "save": "promote", "incident": incident, "id": "nodejs/checkout", "title": "Checkout fails",
        "stack": "nodejs",
    });
    door.save(sent.clone()).unwrap();
    let view = door.view(json!({ "view": "edit", "id": "nodejs/checkout" }));
    let draft = view["draft"]["text"].as_str().unwrap();
    assert_eq!(view["revision"], json!(null));
    assert!(draft.starts_with("---\ntitle: Checkout fails\nstack: nodejs\n"), "{draft}");
    assert_eq!(door.save(sent).unwrap_err().kind, "taken");
}

/// One thing that happens in a walk: which step, and what becomes of it.
fn moves() -> impl Strategy<Value = Vec<(usize, u8)>> {
    proptest::collection::vec((0_usize..60, 0_u8..12), 0..70)
}

/// Words as people type them, with every mark that could mean something.
fn typed() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "a",
        "Why",
        ":",
        " ",
        "*",
        "_",
        "`",
        "[",
        "]",
        "x",
        "#",
        "-",
        "+",
        "1",
        ".",
        "|",
        "<",
        ">",
        "&",
        "amp;",
        "~",
        "\\",
        "\n",
        "{{",
        "}}",
        "service.x",
        "go to",
        "!",
        "(",
        ")",
        "\u{202e}",
    ]);
    proptest::collection::vec(mark, 1..12).prop_map(|marks| marks.concat())
}

fn walked(runbooks: &[usize], moves: &[(usize, u8)], words: &[String]) -> Incident {
    let all = shipped::all();
    let frozen =
        runbooks.iter().map(|n| &all[n % all.len()]).map(|one| frozen(one.id, one.text)).collect();
    let mut desk = Desk::new();
    desk.start_with(Start { title: Some("Walk".to_owned()), frozen, ..Start::default() });
    for (minute, (pick, what)) in (1..).zip(moves) {
        let steps: Vec<StepRef> = desk.incident().all_steps().collect();
        let Some(step) = steps.get(pick % steps.len().max(1)).copied() else { continue };
        let text = words[pick % words.len()].clone();
        let act = match what {
            0 => Act::StepFailed { step: Some(step), note: Some(PRIVATE.to_owned()), at: None },
            1 => Act::StepSkipped { step: Some(step), reason: PRIVATE.to_owned(), at: None },
            2 => Act::StepAdded { text, after: Some(step) },
            3 => Act::StepRedlined { step, text },
            4 => Act::Decided(Box::new(decide(
                Action::ALL[pick % Action::ALL.len()],
                json!({ "critical_path": "broken" }),
            ))),
            _ => done_with(step, PRIVATE),
        };
        let _ = desk.try_act(&act, minute);
    }
    desk.incident().clone()
}

fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(128)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_walk_gives_a_text_that_is_read_without_a_problem_and_holds_every_step_that_was_done(
        runbooks in proptest::collection::vec(0_usize..200, 0..3),
        moves in moves(),
        words in proptest::collection::vec(typed(), 3),
        title in typed(),
    ) {
        let incident = walked(&runbooks, &moves, &words);
        let text = promoted(&incident, &title, "any");
        let (read, problems) = parse(&text, "any/promoted");
        prop_assert!(problems.is_empty(), "{problems:?}\n{text}");
        prop_assert!(!text.contains(PRIVATE), "{text}");
        for step in incident.all_steps() {
            if incident.step_now(&step) != StepNow::Done {
                continue;
            }
            let found = match incident.planned(&step) {
                Some(planned) => read.steps().any(|other| {
                    let other = &other.planned;
                    other.action == planned.action
                        && (&other.why, &other.record, &other.expect, &other.undo, &other.caution)
                            == (&planned.why, &planned.record, &planned.expect, &planned.undo, &planned.caution)
                        && (&other.leaves, &other.timer_minutes, &other.role, &other.when, &other.source)
                            == (&planned.leaves, &planned.timer_minutes, &planned.role, &planned.when, &planned.source)
                        && other.if_not.as_ref().map(|one| &one.text) == planned.if_not.as_ref().map(|one| &one.text)
                        && other.commands == planned.commands
                        && other.changes_state == planned.changes_state
                        && other.detail.len() >= planned.detail.len()
                }),
                None => {
                    let words = incident.step_text(&step);
                    let words: Vec<&str> = words.split_whitespace().collect();
                    read.steps().any(|other| {
                        other.planned.action.split_whitespace().collect::<Vec<_>>() == words
                    })
                }
            };
            prop_assert!(found, "{:?} is lost\n{text}", incident.step_text(&step));
        }
    }
}
