//! `runbooks/README.md` says what the runbooks and the rules say.

use kneeboard_core::runbook::lint::{Level, RULES};
use kneeboard_core::runbook::placeholder::{Name, find};
use kneeboard_core::runbook::{Runbook, RunbookKind, parse, shipped};
use std::fmt::Write as _;
use std::path::PathBuf;

fn path() -> PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runbooks/README.md")
}

fn runbooks() -> Vec<Runbook> {
    shipped::all().iter().map(|shipped| parse(shipped.text, shipped.id).0).collect()
}

/// A table in the README is what the runbooks give.
///
/// `KNEEBOARD_WRITE_EXPECTED=1` writes it anew, between its two marks.
#[track_caller]
fn same_table(name: &str, table: &str) {
    let text = std::fs::read_to_string(path()).unwrap();
    let begin = format!("<!-- {name}: written by a test -->\n\n");
    let end = format!("<!-- end of {name} -->");
    let start = text.find(&begin).unwrap_or_else(|| panic!("no mark {begin:?}")) + begin.len();
    let stop = start + text[start..].find(&end).unwrap_or_else(|| panic!("no mark {end:?}"));
    if std::env::var_os("KNEEBOARD_WRITE_EXPECTED").is_some() {
        let written = format!("{}{table}\n{}", &text[..start], &text[stop..]);
        return std::fs::write(path(), written).unwrap();
    }
    let is = text[start..stop].trim_end();
    for (is, wanted) in is.lines().zip(table.lines()) {
        assert_eq!(is, wanted, "the table of {name}");
    }
    assert_eq!(is.lines().count(), table.lines().count(), "the table of {name}");
}

fn link(runbook: &Runbook) -> String {
    let name = runbook.id.rsplit('/').next().unwrap();
    format!("[{name}]({}.md)", runbook.id)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

// One test writes all tables, so that two never write the file at once.
#[test]
fn the_readme_lists_runbooks_failures_and_rules_as_they_are() {
    let runbooks = runbooks();
    same_table("runbooks", &list(&runbooks));
    same_table("coverage", &coverage(&runbooks));
    same_table("rules", &rules());
}

fn list(runbooks: &[Runbook]) -> String {
    let mut table = String::from("| Runbook | Title | What it looks like |\n|---|---|---|\n");
    for runbook in runbooks {
        let looks = runbook.looks_like.first().map(String::as_str).unwrap_or_default();
        let (title, looks) = (cell(&runbook.title), cell(looks));
        let id = &runbook.id;
        writeln!(table, "| [{id}]({id}.md) | {title} | {looks} |").unwrap();
    }
    table
}

/// Kind of failure by stack; a checklist is for no failure and stands in no cell.
fn coverage(runbooks: &[Runbook]) -> String {
    let stacks = ["nodejs", "react", "django", "any"];
    let mut table = format!("| Failure | {} |\n|---|---|---|---|---|\n", stacks.join(" | "));
    for kind in ["functional", "performance", "data", "security", "availability"] {
        let is_of = |runbook: &&Runbook, stack: &str| {
            let same =
                |of: &String| of == kind || (kind == "availability" && of == "infrastructure");
            runbook.kind == RunbookKind::Runbook
                && runbook.stack == stack
                && runbook.kinds.iter().any(same)
        };
        let cells = stacks.map(|stack| {
            let links: Vec<_> = runbooks.iter().filter(|r| is_of(r, stack)).map(link).collect();
            if links.is_empty() { "–".to_owned() } else { links.join(", ") }
        });
        writeln!(table, "| {kind} | {} |", cells.join(" | ")).unwrap();
    }
    table
}

fn rules() -> String {
    let mut table =
        String::from("| Rule | Level | What breaks it | What to do |\n|---|---|---|---|\n");
    for rule in RULES {
        let level = match rule.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "hint",
        };
        writeln!(table, "| {} | {level} | {} | {} |", rule.id, cell(rule.about), cell(rule.mend))
            .unwrap();
    }
    table
}

#[test]
fn rules_are_numbered_without_a_gap_and_say_all_they_have_to() {
    for (n, rule) in (1..).zip(RULES) {
        assert_eq!(rule.id, format!("RB{n:02}"));
        for sentence in [rule.reason, rule.mend] {
            assert!(sentence.ends_with('.') && sentence.len() > 20, "{}: {sentence}", rule.id);
        }
        assert!(!rule.about.is_empty() && !rule.about.ends_with('.'), "{}", rule.id);
    }
}

#[test]
fn every_placeholder_of_a_shipped_runbook_is_explained() {
    let readme = std::fs::read_to_string(path()).unwrap();
    for shipped in shipped::all() {
        for placeholder in find(shipped.text) {
            let key = match &placeholder.name {
                Name::Ask(words) => format!("ask: {words}"),
                name => name.key(),
            };
            assert!(
                readme.contains(&format!("`{key}`")),
                "{}: {key} is not in the README",
                shipped.id
            );
        }
    }
}

#[test]
fn a_readiness_checklist_stands_in_a_group_of_its_own() {
    for runbook in runbooks() {
        let folder = runbook.id.split('/').next().unwrap();
        assert_eq!(runbook.group(), folder, "{} stands under {}", runbook.id, runbook.group());
    }
    let text = "---\ntitle: Game day\nstack: any\ntype: checklist\n---\n- [ ] Meet\n";
    assert_eq!(parse(text, "readiness/game-day").0.group(), "readiness");
}
