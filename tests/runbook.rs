//! Runbooks: what is read from a text, what is complained about, and what may be copied.

#![allow(clippy::unwrap_used, clippy::panic)]

mod mended;
mod near_misses;
mod paths;
mod planted;
mod readme;
mod walked;

#[path = "support/faults.rs"]
mod faults;

use kneeboard_core::markdown;
use kneeboard_core::runbook;
use kneeboard_core::runbook::placeholder::{CopyRefusal, Part, copyable, fill, is_raw_safe};
use kneeboard_core::runbook::reading::changes_state;
use kneeboard_core::runbook::{
    Branch, Command, Condition, Label, MOST_BYTES, Match, Mode, Phase, Plan, Problem, Runbook,
    RunbookKind, Spine, StepKind, Truth, lint, matching, parse, read, shipped,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

const SAMPLE: &str = include_str!("fixtures/runbooks/sample.md");
const TABLE: &str = include_str!("fixtures/runbooks/table-on-first-line.md");
const BROKEN: &str = include_str!("fixtures/runbooks/broken-front-matter.md");
const FLAWED: &str = include_str!("fixtures/runbooks/flawed.md");

fn sample() -> Plan {
    let (runbook, problems) = parse(SAMPLE, "nodejs/orders-fail");
    assert_eq!(problems, []);
    Plan::of(&runbook)
}

fn step<'a>(plan: &'a Plan, action: &str) -> &'a kneeboard_core::runbook::PlannedStep {
    plan.steps.iter().find(|step| step.action == action).unwrap()
}

/// What a text breaks of the rules, as of the day of the newest review among the shipped ones.
fn held(runbook: &Runbook, problems: &[Problem]) -> Vec<lint::Finding> {
    lint::lint(runbook, problems, newest_review())
}

/// The day by which sources are no older than a year; the tests need no clock for it.
fn newest_review() -> chrono::NaiveDate {
    static DAY: LazyLock<chrono::NaiveDate> = LazyLock::new(|| {
        let read = |shipped: &shipped::Shipped| parse(shipped.text, shipped.id).0.reviewed;
        shipped::all().iter().filter_map(read).max().unwrap().parse().unwrap()
    });
    *DAY
}

fn said(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|p| format!("{}:{} {} {}", p.line, p.column, p.rule, p.message)).collect()
}

fn sh(text: &str) -> bool {
    changes_state(&Command { lang: "sh".to_owned(), text: text.to_owned(), under: None })
}

fn sql(text: &str) -> bool {
    changes_state(&Command { lang: "sql".to_owned(), text: text.to_owned(), under: None })
}

#[test]
fn a_whole_runbook_becomes_a_plan() {
    let (runbook, _) = parse(SAMPLE, "nodejs/orders-fail");
    assert_eq!(runbook.title, "Orders fail after a release");
    assert_eq!((runbook.stack.as_str(), runbook.kind), ("nodejs", RunbookKind::Runbook));
    assert_eq!(runbook.kinds, ["functional", "data"]);
    assert_eq!(runbook.severity.as_deref(), Some("SEV2"));
    assert_eq!((runbook.minutes, runbook.reviewed.as_deref()), (Some(25), Some("2026-11-21")));
    assert_eq!(runbook.reference.len(), 1);

    let plan = Plan::of(&runbook);
    let walk: Vec<_> = plan.steps.iter().map(|s| (s.place, s.phase, s.branch)).collect();
    use Phase::{Communicate, Decide, Mitigate, Stabilize, Triage, Validate};
    assert_eq!(
        walk,
        [
            (1, Triage, None),
            (2, Triage, None),
            (3, Decide, None),
            (4, Mitigate, Some(Branch::RollBack)),
            (5, Mitigate, Some(Branch::Hotfix)),
            (6, Mitigate, Some(Branch::Isolate)),
            (7, Mitigate, Some(Branch::Watch)),
            (8, Mitigate, Some(Branch::Escalate)),
            (9, Mitigate, Some(Branch::Escalate)),
            (10, Mitigate, Some(Branch::Escalate)),
            (11, Validate, None),
            (12, Communicate, None),
            (13, Stabilize, None),
        ]
    );
    let branches = &plan.phases[2].branches;
    assert_eq!(branches[1].title, "Roll forward");
    assert!(branches[4].built_in && !branches[1].built_in);
    let modes: Vec<_> = plan.phases.iter().map(|phase| phase.mode).collect();
    assert_eq!(modes[3], Mode::DoConfirm);
    assert_eq!(modes.iter().filter(|mode| **mode == Mode::ReadDo).count(), 5);
}

#[test]
fn a_step_keeps_its_labels_as_they_were_written() {
    let plan = sample();
    let pause = step(&plan, "Pause the rollout of orders");
    assert_eq!(pause.expect.as_deref(), Some("no new pods of the release start"));
    let if_not = pause.if_not.as_ref().unwrap();
    assert_eq!(
        (if_not.text.as_str(), if_not.goes_to.as_deref()),
        ("go to Isolate", Some("Isolate"))
    );
    assert_eq!(pause.undo.as_deref(), Some(""));
    assert!(
        pause
            .source
            .as_deref()
            .unwrap()
            .ends_with("checked 2026-11-21 <https://kubernetes.io/docs/>")
    );
    assert_eq!(pause.detail, ["a pod that crashes keeps its logs for one restart only"]);
    assert_eq!(
        pause.when.as_ref().unwrap().to_string(),
        "service.platform = kubernetes and release != unlikely"
    );
    let own: Vec<_> = pause.commands.iter().map(|c| (c.under, c.text.as_str())).collect();
    assert_eq!(
        own,
        [
            (None, "kubectl -n {{ask: namespace}} rollout pause deployment/{{service.deployment}}"),
            (Some(Label::Undo), "kubectl rollout resume deployment/{{service.deployment}}"),
        ]
    );
    let back = step(&plan, "Roll back to {{release.good}}");
    assert_eq!(back.caution.as_deref(), Some("a migration stays\nwhere it is"));
    assert_eq!((back.timer_minutes, back.role.as_deref()), (Some(5), Some("commander")));
}

#[test]
fn a_step_knows_its_kind_and_whether_it_changes_anything() {
    let plan = sample();
    let of = |action| {
        let step = step(&plan, action);
        (step.kind, step.changes_state, step.killer)
    };
    assert_eq!(
        of("Compare the 5xx rate now with the hour before the deploy"),
        (StepKind::Observe, false, true)
    );
    assert_eq!(of("Pause the rollout of orders"), (StepKind::Do, true, true));
    assert_eq!(of("Switch the flag off"), (StepKind::Confirm, false, false));
    assert_eq!(of("List the pods"), (StepKind::Do, false, false));
    let record = plan.steps[0].record.as_ref().unwrap();
    assert_eq!((record.label.as_str(), record.unit.as_deref()), ("5xx rate now", Some("percent")));
    assert_eq!(step(&plan, "List the pods").detail, ["```text\norders-1   Running\n```"]);
}

#[test]
fn a_plan_survives_json_and_leaves_out_what_is_absent() {
    let plan = sample();
    let json = serde_json::to_value(&plan).unwrap();
    assert_eq!(
        json["steps"][2],
        json!({"place": 3, "phase": "decide", "action": "Answer the open questions of the decision", "kind": "confirm"})
    );
    assert_eq!(serde_json::from_value::<Plan>(json).unwrap(), plan);
    let older: Plan =
        serde_json::from_value(json!({"steps": [{"place": 1, "action": "Look"}]})).unwrap();
    assert_eq!(older.steps[0].action, "Look");
}

#[test]
fn a_bom_and_carriage_returns_make_no_difference() {
    let plan = sample();
    for other in [
        format!("\u{feff}{SAMPLE}"),
        SAMPLE.replace('\n', "\r\n"),
        format!("\u{feff}{}", SAMPLE.replace('\n', "\r\n")),
        SAMPLE.replace('\n', "\r"),
    ] {
        let (runbook, problems) = read(other.as_bytes(), "nodejs/orders-fail").unwrap();
        assert_eq!(problems, []);
        assert_eq!(Plan::of(&runbook), plan);
    }
}

#[test]
fn a_table_on_the_first_line_of_a_step_is_reported() {
    let (runbook, problems) = parse(TABLE, "any/table");
    let actions: Vec<_> = runbook.steps().take(2).map(|s| s.planned.action.as_str()).collect();
    assert_eq!(actions, ["Look at the rates", "Name the last change"]);
    assert_eq!(
        said(&problems),
        ["7:3 RB06 A table stands on the first line of this step, so the step is lost: it is \
             not walked. Write the step's text on that line and put the table below it."]
    );
}

#[test]
fn broken_front_matter_leaves_a_runbook_that_can_be_walked() {
    let (runbook, problems) = parse(BROKEN, "nodejs/orders-fail");
    assert_eq!((runbook.title.as_str(), runbook.stack.as_str()), ("Orders fail", "any"));
    assert_eq!(runbook.steps().next().unwrap().planned.action, "Look");
    assert_eq!(
        said(&problems),
        ["2:14 RB12 The front matter cannot be read: mapping values are not allowed in this \
             context. The rest of the runbook is; the title comes from its first heading. Write \
             each field as NAME: VALUE and put values with a colon in quotes."]
    );
}

#[test]
fn front_matter_that_never_ends_is_text() {
    let (runbook, problems) = parse("---\ntitle: Lost\n# Orders\n## Triage\n- [ ] Look\n", "any/x");
    assert_eq!((runbook.title.as_str(), runbook.phases.len()), ("Orders", 2));
    assert_eq!(
        said(&problems),
        ["1:1 RB12 The front matter has no closing ---, so it is read as text; title and stack \
             are not known. Close it with a line of three hyphens."]
    );
}

#[test]
fn invalid_utf8_is_shown_and_reported_where_it_begins() {
    let bytes =
        b"---\r\ntitle: A\r\nstack: any\r\n---\r\n## Triage\r\n- [ ] Look at \xff\xfe now\r\n";
    let (runbook, problems) = read(bytes, "any/a").unwrap();
    assert_eq!(runbook.steps().next().unwrap().planned.action, "Look at \u{fffd}\u{fffd} now");
    assert_eq!(
        said(&problems),
        ["6:15 RB18 The text is not valid UTF-8 from here on: each byte that cannot be read is \
             shown as \u{fffd}. The file is as it was. Save it as UTF-8 before you copy a command \
             from it."]
    );
}

#[test]
fn ten_megabytes_are_refused_with_the_reason() {
    let refused = read(&vec![b'a'; 10 * 1024 * 1024], "any/huge").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The runbook any/huge has 10.0 MB; Kneeboard opens up to 4 MB. The file is as it was. \
         Split it, or keep its reference material in a file of its own."
    );
    assert!(read(&vec![b'a'; MOST_BYTES], "any/large").is_ok());
}

#[test]
fn five_thousand_steps_open_and_lint_complains() {
    let steps: String = (1..=5000).map(|n| format!("- [ ] Look at pod {n}\n")).collect();
    let text = format!("---\ntitle: Pods\nstack: any\n---\n## Triage\n{steps}");
    let (runbook, problems) = read(text.as_bytes(), "any/pods").unwrap();
    assert_eq!(problems, []);
    assert_eq!(Plan::of(&runbook).steps.len(), 5003);
    let findings = held(&runbook, &problems);
    let long: Vec<_> = findings.iter().filter(|finding| finding.rule == "RB05").collect();
    assert_eq!(long.len(), 1);
    assert_eq!(
        (long[0].line, long[0].message.as_str()),
        (5, "Triage has 5000 steps for one choice of answers; nine is the most.")
    );
}

#[test]
fn thousands_of_conditions_are_linted_in_time() {
    let step = |n: usize| {
        format!(
            "- [ ] Restart pod {n}\n  ```sh\n  kubectl delete pod {n}\n  ```\n  - When: service.a{n} = {n} \
             and service.b = {n} and touches = money\n"
        )
    };
    let steps: String = (0..2000).map(step).collect();
    let (runbook, problems) = parse(&format!("## Mitigate\n### Roll back\n{steps}"), "any/x");
    let found = held(&runbook, &problems);
    assert!(found.iter().any(|finding| finding.rule == "RB23"));
    assert_eq!(found.iter().filter(|finding| finding.rule == "RB20").count(), 2000);
}

#[test]
fn every_flaw_is_named_where_it_stands() {
    let (runbook, problems) = parse(FLAWED, "any/flawed");
    let actions: Vec<_> = runbook.steps().map(|s| s.planned.action.as_str()).collect();
    assert_eq!(actions[..2], ["Look Expect: something", "Look"]);
    assert_eq!(actions.last(), Some(&"Run {{namespace}}"));
    assert_eq!(
        said(&problems),
        [
            "3:1 RB02 The stack \"ruby\" is not known; the runbook is listed under any.",
            "4:1 RB15 The front matter's severity is \"bad\", which is not read; it can be \
             SEV1, SEV2, SEV3 or SEV4.",
            "5:1 RB17 The front matter's titel means nothing here; the fields are title, stack, \
             type, kinds, looks_like, severity, minutes, reviewed.",
            "7:3 RB13 This box stands outside the phases and branches, so it is no step and is \
             shown as text. Steps are boxes of a bullet list right under the heading of a phase \
             or branch.",
            "10:11 RB10 {{namespace}} is no placeholder, so a command with it cannot be copied. \
             There are {{service.KEY}}, {{release.bad}}, {{release.good}}, {{incident.KEY}} and \
             {{ask: WORDS}}.",
            "11:5 RB09 The label Expect is marked up, so it is read as detail. Write it plain: \
             \"Expect: \" without stars or backticks.",
            "12:5 RB09 \"Hint\" is no label, so the line is read as detail. The labels are Why, \
             Record, Expect, If not, Caution, Undo, Leaves, Timer, Role, When, Changes, Source.",
            "13:5 RB11 When is not read, so the step is always shown: the condition asks for \
             \"weather\", which is neither a fact of the decision nor service.KEY.",
            "14:5 RB09 When is here a second time; the first counts, this is detail.",
            "15:5 RB08 If not says \"go to Nowhere\", but no heading has that name; the line is \
             shown and leads nowhere.",
            "16:5 RB15 Timer is \"soon\", which is not read and stays as detail; it takes \
             minutes or hours, such as 5m or 1h.",
            "17:5 RB15 Changes is \"everything\", which is not read and stays as detail; it \
             takes \"nothing\" and no other word.",
            "18:5 RB13 This box is nested in another item, so it is no step and is shown as \
             text. Steps are boxes of a bullet list right under the heading of a phase or \
             branch.",
            "19:1 RB14 Triage comes after Validate; it is walked before it. Move it up.",
            "20:4 RB13 This box is in a numbered list, so it is no step and is shown as text. \
             Steps are boxes of a bullet list right under the heading of a phase or branch.",
            "21:5 RB13 This box is in a quote, so it is no step and is shown as text. Steps are \
             boxes of a bullet list right under the heading of a phase or branch.",
            "24:3 RB09 Expect stands in the step's own text, where it is no label. Make it a \
             sub-item: begin the line with a hyphen.",
            "27:1 RB14 Mitigate comes after Validate; it is walked before it. Move it up.",
            "28:1 RB14 Reboot is no branch, so what stands under it is not walked. The branches \
             are Roll back, Hotfix or Roll forward, Isolate, Watch and Escalate.",
            "29:3 RB13 This box stands outside the phases and branches, so it is no step and is \
             shown as text. Steps are boxes of a bullet list right under the heading of a phase \
             or branch.",
            "31:1 RB16 This step has no text of its own; it is walked as an empty step. Write \
             what to do behind the box.",
        ]
    );
}

#[test]
fn steps_for_other_answers_do_not_count_together() {
    let step = |n: usize, when: &str| format!("- [ ] Step {n}\n  - When: {when}\n");
    let platforms = |count: usize| -> String {
        (0..count)
            .map(|n| step(n, ["service.platform = kubernetes", "service.platform = heroku"][n % 2]))
            .collect()
    };
    let over_nine = |steps: String| {
        let (runbook, problems) = parse(&format!("## Triage\n{steps}"), "any/x");
        held(&runbook, &problems).iter().any(|finding| finding.rule == "RB05")
    };
    assert!(!over_nine(platforms(18)));
    assert!(over_nine(platforms(19)));
    // Both can be touched at once.
    let touched: String =
        (0..10).map(|n| step(n, ["touches = money", "touches = privacy"][n % 2])).collect();
    assert!(over_nine(touched));
}

#[test]
fn lint_says_what_a_bare_text_lacks() {
    let (runbook, problems) = parse("Nothing here.\n", "any/bare");
    let findings = held(&runbook, &problems);
    let json = serde_json::to_value(&findings[0]).unwrap();
    assert_eq!(
        json,
        json!({"line": 1, "column": 1, "rule": "RB01", "level": "error",
            "message": "There is no title; the runbook is listed as \"any/bare\".",
            "mend": "Give the front matter a title."})
    );
    let rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["RB01", "RB02", "RB03", "RB03", "RB03", "RB03", "RB03", "RB03", "RB29"]);
}

#[test]
fn a_checklist_has_headings_of_its_own() {
    let text = "---\ntitle: Ready\nstack: any\ntype: checklist\n---\n## Before the tag\n- [ ] Tag\n\
                ## After it\nMode: read-do\n\n- [ ] Tell\n";
    let (runbook, problems) = parse(text, "readiness/ready");
    assert_eq!(held(&runbook, &problems), []);
    let plan = Plan::of(&runbook);
    let steps: Vec<_> = plan.steps.iter().map(|s| (s.section.as_deref(), s.killer)).collect();
    assert_eq!(steps, [(Some("Before the tag"), false), (Some("After it"), false)]);
    assert_eq!(plan.phases[0].mode, Mode::DoConfirm);
    assert_eq!(plan.phases[1].mode, Mode::ReadDo);
}

#[test]
fn a_condition_is_true_false_or_a_question() {
    let condition =
        Condition::parse("touches = money or privacy and service.platform != heroku").unwrap();
    let of = |touches: Value, platform: Value| {
        condition.evaluate(&|name: &str| {
            let value = if name == "touches" { &touches } else { &platform };
            Some(value.clone()).filter(|value| *value != json!("nobody said"))
        })
    };
    assert_eq!(of(json!(["privacy", "safety"]), json!("kubernetes")), Truth::True);
    assert_eq!(
        of(json!({"value": ["safety"], "source": "told"}), json!("kubernetes")),
        Truth::False { because: "touches is safety".to_owned() }
    );
    assert_eq!(
        of(json!([]), json!("nobody said")),
        Truth::False { because: "touches is none".to_owned() }
    );
    assert_eq!(
        of(json!("unknown"), json!("nobody said")),
        Truth::Unknown { question: "What can this get wrong or expose?".to_owned() }
    );
    assert_eq!(
        of(json!(["money"]), json!("nobody said")),
        Truth::Unknown { question: "What is the service's platform?".to_owned() }
    );
    assert_eq!(
        of(json!(["money"]), json!("Heroku")),
        Truth::False { because: "service.platform is Heroku".to_owned() }
    );
    let minutes = Condition::parse("rollback_minutes=unknown").unwrap();
    assert_eq!(minutes.evaluate(&|_| Some(Value::Null)), Truth::True);
    let json = serde_json::to_string(&condition).unwrap();
    assert_eq!(serde_json::from_str::<Condition>(&json).unwrap(), condition);
}

#[test]
fn a_condition_that_cannot_hold_says_why() {
    let why = |text: &str| Condition::parse(text).unwrap_err().to_string();
    assert_eq!(
        why("previous safe"),
        "the condition \"previous safe\" has no comparison; write NAME = VALUE or NAME != VALUE, \
         joined by \"and\""
    );
    assert_eq!(
        why("weather = rain"),
        "the condition asks for \"weather\", which is neither a fact of the decision nor service.KEY"
    );
    assert_eq!(
        why("users = everyone"),
        "users is never \"everyone\"; it can be few, some, most, unknown"
    );
    for bad in ["", "users =", "users = few and", "users = few or", "= few", "users = few = some"] {
        assert!(Condition::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn placeholders_are_filled_or_stay_open() {
    let lookup = |name: &str| match name {
        "service.deployment" => Some("shop-api".to_owned()),
        "namespace" => Some("a b; rm".to_owned()),
        _ => None,
    };
    let filled =
        fill("kubectl undo deployment/{{service.deployment}} --to {{ release.good }}", &lookup);
    assert_eq!(
        filled.parts,
        [
            Part::Text { text: "kubectl undo deployment/".to_owned() },
            Part::Value { name: "service.deployment".to_owned(), text: "shop-api".to_owned() },
            Part::Text { text: " --to ".to_owned() },
            Part::Open {
                name: "release.good".to_owned(),
                question: "Which release was the last good one?".to_owned()
            },
        ]
    );
    assert!(!filled.complete && filled.raw_safe);
    assert_eq!(filled.finished(), None);
    let asked = fill("kubectl -n {{ask: namespace}} get pods", &lookup);
    assert!(asked.complete && !asked.raw_safe);
    assert_eq!(asked.finished().as_deref(), Some("kubectl -n a b; rm get pods"));
    // A template of another tool is text, and an unknown name is never filled.
    let docker =
        "docker inspect -f '{{.State.ExitCode}} {{json .Config}}' {{{service.deployment}}}";
    assert_eq!(
        fill(docker, &lookup).finished().as_deref(),
        Some("docker inspect -f '{{.State.ExitCode}} {{json .Config}}' {shop-api}")
    );
    assert!(!fill("{{namespace}}", &lookup).complete);
    let braces = format!("{}}}}}", "{".repeat(1_000_000));
    assert!(fill(&braces, &lookup).complete);
}

#[test]
fn only_plain_values_go_in_raw() {
    for value in ["shop-api", "v1.12.4", "repo/app@sha256:ab", "/srv/x", "a=b+c"] {
        assert!(is_raw_safe(value), "{value}");
    }
    for value in ["", "-rf", "a b", "a;b", "$(x)", "a'b", "é", "a\nb", "=x", "@x", "a*"] {
        assert!(!is_raw_safe(value), "{value}");
    }
}

#[test]
fn a_copy_ends_without_a_line_break_and_hides_nothing() {
    assert_eq!(copyable("ls\nps\n\r\n").unwrap(), "ls\nps");
    assert_eq!(
        copyable("ls\nps \u{1b}[2J").unwrap_err().to_string(),
        "Not copied: line 2 has the control character U+001B at column 4, which a terminal may \
         act on. Nothing has left Kneeboard; remove it and copy again."
    );
    assert_eq!(
        copyable("rm \u{202e}txt").unwrap_err(),
        CopyRefusal::Bidirectional {
            name: "RIGHT-TO-LEFT OVERRIDE",
            code: "U+202E".to_owned(),
            line: 1,
            column: 4
        }
    );
    assert_eq!(
        copyable("l\u{200b}s").unwrap_err().to_string(),
        "Not copied: line 1 has an invisible character at column 2, ZERO WIDTH SPACE (U+200B), so \
         the command may not be what it looks like. Nothing has left Kneeboard; remove it and \
         copy again."
    );
    assert_eq!(copyable("\n").unwrap_err(), CopyRefusal::Empty);
}

#[test]
fn reading_commands_change_nothing() {
    for text in [
        "kubectl -n {{ask: namespace}} get pods -A --sort-by=.x | head -5",
        "kubectl rollout status deployment/x --timeout=120s",
        "kubectl logs deployment/x --since=15m > evidence.log 2>&1",
        "kubectl exec -it deploy/worker -- celery -A proj inspect active",
        "kubectl rollout undo deployment/x --dry-run=client",
        "python manage.py migrate --plan",
        "python3 manage.py showmigrations --list | tail",
        "docker inspect -f '{{.State.ExitCode}}' x",
        "psql -c 'SELECT count(*) FROM orders'",
        "curl -fsS -o /dev/null -w '%{http_code}' https://example.org/{{ask: path}}",
        "for p in a b; do kubectl get pod \"$p\"; done",
        "sudo -u app journalctl -u x --since '-15 min' # restart nothing",
        "watch -n 5 kubectl get pods",
        "redis-cli -h cache LLEN celery && redis-cli HLEN unacked",
        "aws --region eu s3api head-object --bucket b",
    ] {
        assert!(!sh(text), "{text}");
    }
    assert!(!sql("SELECT 'drop table' FROM x -- delete\n; SHOW all"));
}

#[test]
fn whatever_is_not_known_to_read_changes_something() {
    for text in [
        "kubectl rollout undo deployment/x",
        "kubectl get pods\nkubectl delete pod x",
        "kubectl get pods && rm x",
        "echo \"$(kubectl delete pod x)\"",
        "echo `rm x`",
        "cat x > /etc/hosts",
        "cat x | tee /etc/hosts",
        "find . -name x -delete",
        "curl -sSXPOST https://example.org",
        "psql -c 'DELETE FROM orders'",
        "psql -f fix.sql",
        "kubectl exec deploy/x -- rm y",
        "kubectl rollout undo deployment/x --dry-run=none",
        "ls | xargs rm",
        "{{ask: program}} x",
        "kubectl {{ask: verb}} pods",
        "echo 'open",
        "python manage.py migrate",
        "sed -i s/a/b/ x",
    ] {
        assert!(sh(text), "{text}");
    }
    for text in [
        "SELECT pg_terminate_backend(1)",
        "WITH x AS (DELETE FROM y RETURNING 1) SELECT 1",
        "select 1; UPDATE x SET y = 1",
        "\\i fix.sql",
        "",
    ] {
        assert!(sql(text), "{text}");
    }
}

fn found_by(query: &str, stack: Option<&str>, books: &[Runbook]) -> Vec<Match> {
    let spines: Vec<Spine> = books.iter().map(Spine::of).collect();
    matching(query, stack, &spines)
}

#[test]
fn the_start_panel_finds_a_runbook_by_its_words() {
    let book = |id: &str, stack: &str, title: &str, looks: &str| -> Runbook {
        let text = format!("---\ntitle: {title}\nstack: {stack}\nlooks_like: [{looks}]\n---\n");
        parse(&text, id).0
    };
    let books = [
        book("any/back", "any", "Roll back a release", "Errors of any kind"),
        book("nodejs/errors", "nodejs", "5xx after a release", "The error rate climbs"),
        book("react/white", "react", "White screen", "Safari shows nothing"),
    ];
    let found = found_by("errors after the release", Some("nodejs"), &books);
    let found: Vec<_> = found.iter().map(|m| (m.id.as_str(), m.words.join(" "))).collect();
    assert_eq!(
        found,
        [
            ("nodejs/errors", "errors after release".to_owned()),
            ("any/back", "errors release".to_owned())
        ]
    );
    assert_eq!(found_by("", None, &books).len(), 3);
    assert_eq!(found_by("zebra", None, &books), []);
}

#[test]
fn a_rare_word_finds_one_of_many_and_practice_is_no_answer_to_an_incident() {
    let book = |id: &str, front: &str| -> Runbook {
        parse(&format!("---\n{front}\nstack: any\n---\n"), id).0
    };
    let many = (0..30).map(|n| book(&format!("any/{n}"), "title: Slow after a release"));
    let mut books: Vec<Runbook> = many.collect();
    books.push(book("any/leak", "title: Memory\nlooks_like: [Memory climbs after a release]"));
    books.push(book("any/habits", "title: Slow after a release\ntype: checklist"));
    books.push(book("readiness/drill", "title: Slow memory after a release"));
    books.push(book("any/wide", "title: Slow after a release\nkinds: [data, functional]"));
    let found = found_by("memory after the release", None, &books);
    assert_eq!(found[0].id, "any/leak");
    let found = found_by("slow release", None, &books);
    assert_eq!((found[0].id.as_str(), found[1].id.as_str()), ("any/wide", "any/0"));
    assert_eq!(found.len(), 32, "the thirty, leak and wide");
    assert_eq!(found_by("", None, &books)[0].id, "any/wide", "nobody knows more yet");
    books.push(parse("---\ntitle: Narrow\nstack: nodejs\n---\n", "nodejs/narrow").0);
    let all = found_by("", Some("nodejs"), &books);
    assert_eq!((all[0].id.as_str(), all[1].id.as_str()), ("any/wide", "nodejs/narrow"));
}

#[test]
fn every_shipped_runbook_is_carried_and_reads_without_a_problem() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runbooks");
    let mut folders = vec![folder];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md") {
                files += 1;
            }
        }
    }
    assert_eq!(shipped::all().len(), files);
    for shipped in shipped::all() {
        let (runbook, problems) = parse(shipped.text, shipped.id);
        let findings = held(&runbook, &problems);
        assert!(findings.is_empty(), "{}: {findings:#?}", shipped.id);
    }
}

#[test]
fn links_keep_only_the_schemes_that_are_safe() {
    let text =
        "[a](javascript:alert(1)) [b](https://x.org) ![c](data:x) <b>d</b> [e](jAvascript:x)";
    let document = markdown::parse(text);
    let json = serde_json::to_string(&document).unwrap();
    assert!(!json.contains("\"javascript:") && !json.contains("\"jAvascript:"), "{json}");
    assert!(json.contains("\"to\":\"https://x.org\""));
    let markdown::Block::Paragraph { text, .. } = &document.blocks[0] else { panic!() };
    assert_eq!(markdown::plain_text(text), "a b c <b>d</b> e");
}

#[test]
fn text_nested_a_hundred_thousand_deep_is_read() {
    for text in [">".repeat(100_000), "- ".repeat(20_000), "*a ".repeat(20_000), "[".repeat(50_000)]
    {
        let (runbook, _) = parse(&format!("## Triage\n{text}x\n"), "any/deep");
        assert!(!serde_json::to_string(&runbook).unwrap().is_empty());
    }
}

#[test]
fn plain_prose_stays_plain() {
    for text in [
        "The 5xx rate rose to 45% (from 0.3%), i.e. 2 * 3 < 7 & growing.",
        "Ran kubectl --dry-run=client on shop-api, user_id stayed. AT&T?",
        "C:\\temp is full - again! About ~5 minutes; see #42 @ 02:14 + 3.",
    ] {
        assert_eq!(markdown::escape_inline(text), text);
    }
    assert_eq!(markdown::escape_inline("# a|b\n<b>*x*</b>"), "\\# a\\|b &lt;b>\\*x\\*&lt;/b>");
    assert_eq!(markdown::escape_inline("1. one"), "1\\. one");
    assert_eq!(markdown::escape_cell("a\nb"), "a / b");
    assert_eq!(markdown::code_span("a `b`"), "`` a `b` ``");
    assert_eq!(markdown::fence("a\n```\nb", "sh"), "````sh\na\n```\nb\n````\n");
}

fn words(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() && !c.is_whitespace() => '\u{fffd}',
            c => c,
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Strings made of what Markdown acts on, mixed with anything.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "*", "_", "`", "~", "[", "]", "(", ")", "<", ">", "#", "-", "+", "=", "|", "\\", "!",
            "&", ";", ":", ".", "1", "a", " ", "  ", "\t", "\n", "\r\n", "&amp;", "<b>", "---",
            "http://", "www.", "@", "$",
            "```", "https://x.org", "[ ]", "\u{a0}", "\u{85}", "é", "\u{0}", "\u{2028}",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit =
        (any::<prop::sample::Index>(), 0..12_usize, prop::collection::vec(any::<u8>(), 0..6));
    let text = prop::sample::select(vec![SAMPLE, TABLE, BROKEN, FLAWED]);
    (text, prop::collection::vec(edit, 1..8)).prop_map(|(text, edits)| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, removed, put) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, put);
        }
        bytes
    })
}

fn check_reading(bytes: &[u8]) {
    let (runbook, problems) = read(bytes, "any/x").unwrap();
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (place, step) in (1..).zip(runbook.steps()) {
        assert_eq!(step.planned.place, place);
        assert!(text.get(step.range.clone()).is_some());
    }
    let lines = text.split('\n').count();
    for problem in &problems {
        assert!((1..=lines).contains(&problem.line), "{problem:?}");
        assert!(lint::RULES.iter().any(|rule| rule.id == problem.rule), "{problem:?}");
    }
    let plan = Plan::of(&runbook);
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
    assert_eq!(read(bytes, "any/x").unwrap(), (runbook.clone(), problems.clone()));
    held(&runbook, &problems);
}

fn check_ranges(text: &str, blocks: &[markdown::Block]) {
    use markdown::Block;
    for block in blocks {
        assert!(text.get(block.range().clone()).is_some(), "{block:?}");
        match block {
            Block::Paragraph { text: words, .. } | Block::Heading { text: words, .. } => {
                check_inline_ranges(text, words);
            }
            Block::List { items, .. } => {
                for item in items {
                    assert!(text.get(item.range.clone()).is_some(), "{item:?}");
                    if let Some(task) = &item.task {
                        assert!(text.get(task.range.clone()).unwrap().starts_with('['));
                    }
                    check_ranges(text, &item.blocks);
                }
            }
            Block::Quote { blocks, .. } => check_ranges(text, blocks),
            Block::Table { head, rows, .. } => {
                rows.iter().chain([head]).flatten().for_each(|c| check_inline_ranges(text, c));
            }
            Block::Code { .. } | Block::Rule { .. } => {}
        }
    }
}

fn check_inline_ranges(text: &str, words: &[markdown::Inline]) {
    use markdown::Inline;
    for word in words {
        assert!(text.get(word.range().clone()).is_some(), "{word:?}");
        match word {
            Inline::Emphasis { text: inner, .. }
            | Inline::Strong { text: inner, .. }
            | Inline::Strikethrough { text: inner, .. }
            | Inline::Link { text: inner, .. } => check_inline_ranges(text, inner),
            Inline::Text { .. }
            | Inline::Code { .. }
            | Inline::SoftBreak { .. }
            | Inline::HardBreak { .. } => {}
        }
    }
}

fn paragraph_of(text: &str) -> Option<String> {
    match markdown::parse(text).blocks.as_slice() {
        [] => Some(String::new()),
        [markdown::Block::Paragraph { text, .. }] => Some(markdown::plain_text(text)),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_bytes_stop_the_reading(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check_reading(&bytes);
    }

    #[test]
    fn no_change_to_a_real_runbook_stops_the_reading(bytes in mutated()) {
        check_reading(&bytes);
    }

    #[test]
    fn every_range_of_the_tree_lies_in_the_text(text in hostile(), bytes in mutated()) {
        check_ranges(&text, &markdown::parse(&text).blocks);
        let runbook = String::from_utf8_lossy(&bytes);
        check_ranges(&runbook, &markdown::parse(&runbook).blocks);
        let at = SAMPLE.find("# Orders").unwrap();
        check_ranges(SAMPLE, &markdown::parse_from(SAMPLE, at).blocks);
    }

    #[test]
    fn typed_words_read_the_same_in_markdown(text in hostile()) {
        let escaped = markdown::escape_inline(&text);
        let read = paragraph_of(&escaped);
        prop_assert_eq!(read.map(|read| words(&read)), Some(words(&text)), "{:?}", escaped);
    }

    #[test]
    fn typed_words_read_the_same_in_a_sentence_and_a_list(text in hostile()) {
        let escaped = markdown::escape_inline(&text);
        let sentence = paragraph_of(&format!("Note: {escaped} (seen)."));
        prop_assert_eq!(
            sentence.map(|read| words(&read)),
            Some(words(&format!("Note: {text} (seen).")))
        );
        let document = markdown::parse(&format!("- before\n- {escaped}\n- after\n"));
        let is_list = matches!(
            document.blocks.as_slice(),
            [markdown::Block::List { items, .. }]
                if items.len() == 3 && items.iter().all(|item| item.task.is_none() && item.blocks.len() <= 1)
        );
        prop_assert!(is_list, "{:?}", document);
    }

    #[test]
    fn typed_words_stay_in_their_cell(text in hostile()) {
        let cell = markdown::escape_cell(&text);
        let document = markdown::parse(&format!("| a | b |\n|---|---|\n| {cell} | after |\n"));
        let [markdown::Block::Table { rows, .. }] = document.blocks.as_slice() else {
            return Err(TestCaseError::fail(format!("{document:?}")));
        };
        prop_assert_eq!(rows.len(), 1);
        prop_assert_eq!(words(&markdown::plain_text(&rows[0][1])), "after");
        let lines = text.split(|c: char| "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c));
        let lines: Vec<_> = lines.map(words).collect();
        let is_blank = |line: &&String| !line.is_empty();
        let joined = lines.iter().filter(is_blank).cloned().collect::<Vec<_>>().join(" / ");
        let got = words(&markdown::plain_text(&rows[0][0]));
        prop_assert_eq!(got.replace(" / ", " "), words(&joined.replace(" / ", " ")));
    }

    #[test]
    fn code_keeps_its_text(text in hostile()) {
        let fenced = markdown::fence(&text, "sh");
        let document = markdown::parse(&format!("before\n\n{fenced}\nafter\n"));
        let is_code = matches!(
            document.blocks.as_slice(),
            [markdown::Block::Paragraph { .. }, markdown::Block::Code { .. }, markdown::Block::Paragraph { .. }]
        );
        prop_assert!(is_code, "{:?}", document);
        if !words(&text).is_empty() {
            let span = paragraph_of(&format!("see {} there", markdown::code_span(&text)));
            prop_assert_eq!(span.map(|s| words(&s)), Some(words(&format!("see {text} there"))));
        }
    }

    #[test]
    fn what_is_filled_is_the_command_with_its_values(value in "[a-z]{1,8}", text in hostile()) {
        let filled = fill(&format!("{text} {{{{service.x}}}}"), &|_| Some(value.clone()));
        if let Some(finished) = filled.finished() {
            prop_assert!(finished.ends_with(&value));
        }
    }
}

/// A new runbook is walkable and clean from its first moment, whatever it is called.
#[test]
fn the_template_breaks_no_rule_for_any_stack_and_title() {
    for stack in ["nodejs", "react", "django", "any"] {
        for title in
            ["Checkout answers 500", "\"Orders\": 0 \\ a day", "# 5xx", "- yes: no", "Überlauf"]
        {
            let text = runbook::template(title, stack);
            let (runbook, problems) = parse(&text, "any/new");
            assert_eq!((runbook.title.as_str(), runbook.stack.as_str()), (title, stack));
            let found = held(&runbook, &problems);
            assert!(found.is_empty(), "{title}: {found:#?}\n{text}");
        }
    }
}
