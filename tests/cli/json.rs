//! Each command's JSON has an expected file: keys that scripts rely on.

use crate::support::expected::same_as_expected;
use crate::support::kneeboard::Desk;
use serde_json::Value;

fn same(desk: &Desk, name: &str, arguments: &[&str]) {
    let mut all = arguments.to_vec();
    all.push("--json");
    let printed = desk.run(&all);
    assert_eq!(printed.err, "", "{arguments:?}");
    same_as_expected(&format!("cli/{name}.json"), &printed.out);
}

#[test]
fn each_command_prints_the_document_that_scripts_know() {
    let desk = Desk::sample();
    let facts = desk.write(
        "facts.json",
        r#"{"touches":["money"],"previous":"safe","rollback_minutes":5,"release":"likely"}"#,
    );
    let words = desk.write("words.md", "About 40 percent of requests failed.\n");
    let short = desk.write("short.md", "# Short\n\n## Triage\n\n- [ ] Look\n");
    same(&desk, "service-set", &["service", "set", "shop-api", "name=Shop API", "stack=nodejs"]);
    same(&desk, "service-show", &["service", "show", "shop-api"]);
    same(&desk, "service-list", &["service", "list"]);
    same(&desk, "service-text", &["service", "text", "shop-api"]);
    same(&desk, "service-history", &["service", "history", "shop-api"]);
    same(
        &desk,
        "incident-start",
        &[
            "incident",
            "start",
            "--title",
            "Checkout 500",
            "--runbook",
            "nodejs/errors-after-release",
            "--service",
            "shop-api",
            "--severity",
            "SEV2",
            "--started",
            "2026-11-22T02:00:00Z/2026-11-22T02:01:00Z",
        ],
    );
    same(&desk, "incident-list", &["incident", "list"]);
    same(&desk, "step-done", &["step", "done", "--value", "none"]);
    same(&desk, "answer", &["answer", "release.bad", "v1.12.5"]);
    same(&desk, "note", &["n", "5xx rises", "--kind", "observation"]);
    same(&desk, "time", &["time", "detected", "unknown", "--source", "alert"]);
    same(&desk, "role", &["role", "commander", "Ana"]);
    same(&desk, "severity", &["severity", "SEV1"]);
    same(&desk, "hold", &["hold"]);
    same(&desk, "contain", &["contain", "checkout flag off"]);
    same(&desk, "decide", &["decide", "--facts", &facts]);
    same(
        &desk,
        "decision-record",
        &[
            "decision",
            "record",
            "--facts",
            &facts,
            "--choose",
            "roll_back",
            "--considered",
            "hotfix: untested",
        ],
    );
    same(
        &desk,
        "decision-outcome",
        &["decision", "outcome", "1", "as_expected", "--reading", "5xx at 0.1%"],
    );
    same(&desk, "decision-reached", &["decision", "reached", "1", "now"]);
    same(&desk, "undo", &["undo"]);
    same(&desk, "incident-show", &["incident", "show"]);
    same(&desk, "incident-steps", &["incident", "steps"]);
    same(&desk, "incident-timeline", &["incident", "timeline"]);
    same(&desk, "incident-title", &["incident", "title", "Checkout answers 500"]);
    same(&desk, "search", &["search", "5xx rises", "--in", "incidents"]);
    same(&desk, "incident-close", &["incident", "close"]);
    same(&desk, "postmortem-set", &["postmortem", "set", "impact", &words]);
    same(&desk, "postmortem-owner", &["postmortem", "owner", "commander=Ana"]);
    same(&desk, "postmortem-collaborators", &["postmortem", "collaborators", "support", "product"]);
    same(&desk, "postmortem-factor", &["postmortem", "factor", "add", "A field was missing"]);
    same(&desk, "postmortem-check", &["postmortem", "check"]);
    same(&desk, "postmortem-status", &["postmortem", "status", "in_review"]);
    same(
        &desk,
        "postmortem-dismiss",
        &["postmortem", "dismiss", "ST09", "contained/1", "--reason", "seen by the decision"],
    );
    same(&desk, "postmortem-export", &["postmortem", "export", "-o", "out.md"]);
    same(
        &desk,
        "action-add",
        &[
            "action",
            "add",
            "Add a test",
            "--kind",
            "prevent",
            "--owner",
            "engineering",
            "--due",
            "2026-11-20",
        ],
    );
    same(&desk, "action-list", &["action", "list", "--overdue"]);
    same(&desk, "action-done", &["action", "done", "1"]);
    same(&desk, "incident-reopen", &["incident", "reopen", "1122"]);
    // One line is enough: a new runbook changes no shape.
    let listed = desk.json(&["runbook", "list"]);
    let is_known = |line: &&Value| line["id"] == "any/roll-back-a-release";
    let line = listed.as_array().unwrap().iter().find(is_known).unwrap();
    let line = serde_json::to_string_pretty(&[line]).unwrap();
    same_as_expected("cli/runbook-list.json", &format!("{line}\n"));
    same(&desk, "runbook-lint", &["runbook", "lint", &short]);
    same(&desk, "handover-export", &["handover", "export", "carried.jsonl"]);
    same(&desk, "handover-import", &["handover", "import", "carried.jsonl"]);
    same(&desk, "store-check", &["store", "check"]);
    same(&desk, "store-backup", &["store", "backup", "copy.db"]);
    same(&desk, "runbook-save", &["runbook", "save", "team/short", &short, "--reason", "new"]);
    desk.write("short.md", "# Short\n\n## Triage\n\n- [ ] Look twice\n");
    desk.out(&["runbook", "save", "team/short", &short, "--base", "1"]);
    same(&desk, "runbook-history", &["runbook", "history", "team/short"]);
    same(&desk, "runbook-diff", &["runbook", "diff", "team/short"]);
    same(&desk, "runbook-restore", &["runbook", "restore", "team/short", "1"]);
    same(&desk, "runbook-show", &["runbook", "show", "team/short", "--rev", "2"]);
    let levels = desk.write("levels.md", "RB12: off\n");
    same(&desk, "runbook-levels", &["runbook", "levels", &levels]);
}

#[test]
fn the_postmortem_is_the_page_that_the_window_draws() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    same(&desk, "postmortem-show", &["postmortem", "show"]);
}
