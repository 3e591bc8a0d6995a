//! Every save is a revision with its reason; what was before can be brought back.

use super::{ID, change, edit, save, shipped_text, try_save};
use crate::support::door::Door;
use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{Role, What};
use kneeboard_core::runbook::parse;
use kneeboard_core::view::preview::DRAWN;
use serde_json::{Value, json};

fn history(door: &mut Door, id: &str) -> Vec<Value> {
    door.view(json!({ "view": "history", "id": id }))["revisions"].as_array().unwrap().clone()
}

#[test]
fn the_first_change_keeps_the_shipped_text_as_revision_1() {
    let mut door = Door::new();
    let alone = history(&mut door, ID);
    assert_eq!(alone.len(), 1);
    assert_eq!(alone[0]["shipped"], true);
    assert_eq!(edit(&mut door, ID)["origin"], "shipped");
    let saved = change(&mut door, ID, "the team's own order", |text| format!("{text}\nOurs.\n"));
    assert_eq!((saved["n"].clone(), saved["new"].clone()), (json!(2), json!(true)));
    let both = history(&mut door, ID);
    assert_eq!(both[0]["revision"], alone[0]["revision"], "it keeps its hash when it is stored");
    assert_eq!(both[1]["parent"], 1);
    assert_eq!(both[1]["reason"], "the team's own order");
    assert_eq!(both[1]["by"], "on-call engineer");
    assert_eq!(both[1]["at"], "2026-11-22T02:00:00Z");
    assert_eq!(edit(&mut door, ID)["origin"], "edited");
    assert_eq!(door.record.runbook_at(ID, "1").unwrap().text, shipped_text(ID));
}

#[test]
fn a_text_without_a_change_makes_no_revision() {
    let mut door = Door::new();
    let same = change(&mut door, ID, "nothing", str::to_owned);
    assert_eq!((same["n"].clone(), same["new"].clone()), (json!(1), json!(false)));
    assert_eq!(history(&mut door, ID).len(), 1);
}

#[test]
fn restoring_is_a_revision_and_loses_nothing() {
    let mut door = Door::new();
    change(&mut door, ID, "one more line", |text| format!("{text}\nOurs.\n"));
    let restored = door.save(json!({ "save": "restore", "id": ID, "n": 1 })).unwrap();
    assert_eq!(restored["n"], 3);
    assert_eq!(edit(&mut door, ID)["text"], shipped_text(ID));
    assert_eq!(edit(&mut door, ID)["origin"], "shipped");
    assert_eq!(history(&mut door, ID)[2]["reason"], "restored revision 1");
    assert!(door.record.runbook_at(ID, "2").unwrap().text.ends_with("\nOurs.\n"));
    let none = door.save(json!({ "save": "restore", "id": ID, "n": 9 })).unwrap_err();
    assert_eq!(none.kind, "no_such_revision");
}

#[test]
fn a_save_says_why_in_one_line() {
    let mut door = Door::new();
    let base = edit(&mut door, ID)["revision"].as_str().unwrap().to_owned();
    for reason in ["", " \n\t"] {
        let error = try_save(&mut door, ID, "x", Some(&base), reason).unwrap_err();
        assert_eq!(error.kind, "reason");
    }
    let long = "a".repeat(201);
    assert_eq!(try_save(&mut door, ID, "x", Some(&base), &long).unwrap_err().kind, "reason");
    save(&mut door, ID, "# X\n", Some(&base), " two\nlines ");
    assert_eq!(history(&mut door, ID)[1]["reason"], "two lines");
}

#[test]
fn a_new_runbook_is_the_team_s() {
    let mut door = Door::new();
    save(&mut door, "team/cache-is-cold", "# The cache is cold\n", None, "written anew");
    let page = edit(&mut door, "team/cache-is-cold");
    assert_eq!(
        (page["origin"].clone(), page["title"].clone()),
        (json!("team"), json!("The cache is cold"))
    );
    let taken = try_save(&mut door, ID, "# Other\n", None, "written anew").unwrap_err();
    assert_eq!(taken.kind, "taken");
    let copied = json!({ "save": "duplicate", "id": ID, "as": "team/errors" });
    door.save(copied.clone()).unwrap();
    assert_eq!(edit(&mut door, "team/errors")["text"], shipped_text(ID));
    assert_eq!(history(&mut door, "team/errors")[0]["reason"], format!("copied from {ID}"));
    assert_eq!(door.save(copied).unwrap_err().kind, "taken");
    let named = json!({ "save": "duplicate", "id": ID, "as": "team/ours", "title": "Our errors" });
    door.save(named).unwrap();
    let page = edit(&mut door, "team/ours");
    assert_eq!(page["title"], "Our errors");
    let (copy, shipped) = (page["text"].as_str().unwrap().to_owned(), shipped_text(ID));
    let changed = copy.lines().zip(shipped.lines()).filter(|(ours, theirs)| ours != theirs);
    assert_eq!(changed.count(), 2, "the title, and the heading that repeats it");
}

#[test]
fn a_name_that_some_system_cannot_have_is_refused() {
    let mut door = Door::new();
    for id in ["", "/", "a//b", "../x", "a/..", ".hidden", "Team/x", "a b", "a\\b", "x.md", "ä"] {
        let error = try_save(&mut door, id, "# X\n", None, "new").unwrap_err();
        assert_eq!(error.kind, "runbook_name", "{id:?}");
        assert_eq!(
            door.record.put_draft(id, "x", None).unwrap_err().kind(),
            "runbook_name",
            "{id:?}"
        );
    }
    let long = "a/".repeat(60) + "b";
    assert_eq!(try_save(&mut door, &long, "# X\n", None, "new").unwrap_err().kind, "runbook_name");
}

#[test]
fn an_archived_runbook_leaves_the_lists_and_stays_readable() {
    let mut door = Door::new();
    let ids = |door: &mut Door, list: &str| -> Vec<String> {
        let library = door.view(json!({ "view": "runbooks" }));
        let lines = library[list].as_array().unwrap().clone();
        lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = ids(&mut door, "runbooks");
    let put_away =
        json!({ "save": "archive", "id": ID, "archived": true, "reason": "we use Deno" });
    door.save(put_away.clone()).unwrap();
    door.save(put_away).unwrap();
    assert_eq!(ids(&mut door, "archived"), [ID]);
    assert_eq!(ids(&mut door, "runbooks").len(), all.len() - 1);
    let matches = door.view(json!({ "view": "start", "query": "errors after release" }));
    assert!(!matches["runbooks"].to_string().contains(ID));
    assert_eq!(edit(&mut door, ID)["archived"], true);
    assert!(door.record.runbook(ID).unwrap().archived);
    let back = json!({ "save": "archive", "id": ID, "archived": false, "reason": "back" });
    door.save(back).unwrap();
    assert_eq!(ids(&mut door, "runbooks"), all);
    let none = json!({ "save": "archive", "id": "team/none", "archived": true, "reason": "x" });
    assert_eq!(door.save(none).unwrap_err().kind, "no_such_runbook");
}

#[test]
fn an_incident_starts_with_the_newest_revision_and_keeps_it() {
    let mut door = Door::new();
    let saved = change(&mut door, ID, "a title of our own", |text| {
        text.replacen("# ", "# Ours: ", 1).replacen("title: ", "title: Ours ", 1)
    });
    let start = Start { runbooks: vec![ID.to_owned()], ..Start::default() };
    let incident = door.start(start);
    let opened = |door: &mut Door| {
        let incident = door.record.incident(incident).unwrap();
        let entry = incident.entries().iter().find_map(|entry| match &entry.event.what {
            What::RunbookOpened { revision, plan, .. } => {
                Some((revision.clone(), plan.title.clone()))
            }
            _ => None,
        });
        entry.unwrap()
    };
    let (revision, title) = opened(&mut door);
    assert_eq!(json!(revision), saved["revision"]);
    assert!(title.starts_with("Ours"), "{title}");
    door.save(json!({ "save": "restore", "id": ID, "n": 1 })).unwrap();
    assert_eq!(opened(&mut door).0, revision, "a plan is frozen");
    door.act(incident, Act::Held {});
}

#[test]
fn two_revisions_are_compared_line_by_line() {
    let mut door = Door::new();
    save(&mut door, "team/x", "# X\none\ntwo\n", None, "new");
    change(&mut door, "team/x", "changed", |text| text.replace("one", "1"));
    let diff = door.view(json!({ "view": "diff", "id": "team/x", "from": "1", "to": "2" }));
    let lines: Vec<String> = diff["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| format!("{} {} {} {}", line["change"], line["from"], line["to"], line["text"]))
        .collect();
    assert_eq!(
        lines,
        [
            r##""kept" 1 1 "# X\n""##,
            r#""removed" 2 null "one\n""#,
            r#""added" null 2 "1\n""#,
            r#""kept" 3 3 "two\n""#
        ]
    );
}

#[test]
fn who_saved_is_told_by_role() {
    let mut door = Door::new();
    let page = edit(&mut door, ID);
    let base = page["revision"].as_str().unwrap();
    let role = Role::Scribe.name();
    door.save(json!({ "save": "runbook", "id": ID, "text": "# X\n", "base": base, "reason": "shorter", "role": role }))
        .unwrap();
    assert_eq!(history(&mut door, ID)[1]["by"], "scribe");
}

#[test]
fn the_team_s_levels_weigh_the_findings() {
    let mut door = Door::new();
    let text = "# Short\n\n## Triage\n\n- [ ] Look\n";
    let found = |door: &mut Door| -> Vec<(String, String)> {
        let by = door.record.rules_now().unwrap();
        let view = door.view(json!({ "view": "lint", "id": "team/x", "text": text, "by": by }));
        let findings = view["findings"].as_array().unwrap().clone();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        findings.iter().map(|one| (word(&one["rule"]), word(&one["level"]))).collect()
    };
    let before = found(&mut door);
    let rb01 = ("RB01".to_owned(), "error".to_owned());
    assert!(before.contains(&rb01), "{before:?}");
    let levels = "# Our levels\n\n- RB01: hint, we give the stack elsewhere\n- `RB03`: off\n";
    door.save(json!({ "save": "levels", "text": levels, "reason": "agreed" })).unwrap();
    let after = found(&mut door);
    assert!(after.contains(&("RB01".to_owned(), "hint".to_owned())), "{after:?}");
    let without = |found: &[(String, String)], rule: &str| found.iter().all(|(one, _)| one != rule);
    assert!(!without(&before, "RB03") && without(&after, "RB03"), "{before:?} {after:?}");
    for wrong in ["RB01: never\n", "RB01\n", "RB99: off\n"] {
        let refused = json!({ "save": "levels", "text": wrong, "reason": "agreed" });
        assert_eq!(door.save(refused).unwrap_err().kind, "level", "{wrong}");
    }
    assert_eq!(door.record.lint_levels().unwrap(), levels);
}

#[test]
fn a_text_is_drawn_as_the_walkthrough_draws_it() {
    let mut door = Door::new();
    let text = shipped_text(ID);
    let incident = door.start(Start { runbooks: vec![ID.to_owned()], ..Start::default() });
    let walked = door.of("walk", incident);
    let view = door.view(json!({ "view": "lint", "id": ID, "text": text }));
    let mut drawn = Vec::new();
    for phase in view["phases"].as_array().unwrap() {
        drawn.extend(phase["steps"].as_array().unwrap().iter().map(|drawn| drawn["step"].clone()));
    }
    let walked = walked["steps"].as_array().unwrap();
    assert_eq!(drawn.len(), walked.len());
    // The text has its own order; the walkthrough comes to Isolate before the other branches.
    for walked in walked {
        let drawn = drawn.iter().find(|drawn| drawn["id"] == walked["id"]).unwrap();
        for key in ["text", "phase", "branch", "caution", "expect", "if_not", "undo", "source"] {
            assert_eq!(drawn[key], walked[key], "{key} of {}", walked["id"]);
        }
    }
    let outline = view["outline"].as_array().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for heading in outline.iter().filter(|line| line["level"].as_u64() < Some(7)) {
        let at = heading["line"].as_u64().unwrap() as usize;
        assert!(lines[at - 1].starts_with('#'), "{heading}");
    }
}

#[test]
fn of_very_many_steps_those_round_the_cursor_are_drawn() {
    const HALF: usize = 500;
    let mut door = Door::new();
    let steps =
        |from| (from..from + HALF).map(|n| format!("- [ ] Read number {n}\n")).collect::<String>();
    let text = format!("## Triage\n{}## Mitigate\n### Isolate\n{}", steps(0), steps(HALF));
    let lines: Vec<&str> = text.lines().collect();
    let (runbook, _) = parse(&text, "ours/long");
    for line in [0, 1, 2, 300, 501, 502, 503, 504, 700, lines.len(), 5000] {
        let request = json!({ "view": "lint", "id": "ours/long", "text": text, "line": line });
        let view = door.view(request);
        let phases = view["phases"].as_array().unwrap();
        let count = |key: &str| {
            phases.iter().map(|phase| phase[key].as_u64().unwrap()).sum::<u64>() as usize
        };
        let drawn: Vec<&Value> =
            phases.iter().flat_map(|phase| phase["steps"].as_array().unwrap()).collect();
        assert_eq!(drawn.len(), DRAWN);
        assert_eq!(count("before") + DRAWN + count("behind"), runbook.steps().count(), "{line}");
        let mut at = Vec::new();
        for step in drawn.iter().filter(|step| !step["line"].is_null()) {
            at.push(step["line"].as_u64().unwrap() as usize);
            let written = lines[at.last().unwrap() - 1].strip_prefix("- [ ] ");
            assert_eq!(written, step["step"]["text"].as_str());
        }
        let is_step = line > 0 && lines.get(line - 1).is_some_and(|line| line.starts_with("- "));
        assert!(!is_step || at.contains(&line), "line {line} in {at:?}");
    }
}
