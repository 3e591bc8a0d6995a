//! What the rules find stands in the editor where it was found and goes with its mend, and the shipped
//! runbooks have nothing to find.

use kneeboard_core::runbook::shipped;
use kneeboard_core::view::edit::RulesNow;
use kneeboard_core::view::lint::{LintFinding, LintRequest, lint};
use serde_json::{Value, json};

use crate::editing::{door, is_written, paste, select};
use crate::faults::{BY_HAND, PLANTED, TYPED, applied, cases, place_of, replaced};
use crate::window::{Scene, Window};

/// A rule can find so much in one text.
const MOST_MENDS: usize = 5;
const ADDRESS: &str = "<https://docs.docker.com/>";

/// The editor of one runbook, and by what its text is held to the rules.
struct Editor<'a> {
    window: &'a Window,
    id: &'static str,
    by: RulesNow,
}

#[test]
fn each_planted_fault_is_shown_where_it_is_and_goes_with_its_mend() {
    let window = Scene::new("findings").open();
    let mut files: Vec<&str> = PLANTED.iter().map(|planted| planted.file).collect();
    files.sort_unstable();
    files.dedup();
    for file in files {
        let editor = Editor::open(&window, file);
        for planted in PLANTED.iter().filter(|planted| planted.file == file) {
            let text = planted.text();
            editor.paste(&text);
            let found = editor.shows(&text);
            let places: Vec<_> = found
                .iter()
                .filter(|one| one.rule == planted.rule)
                .map(|one| (one.line, one.column))
                .collect();
            assert_eq!(places, [place_of(&text, planted.at)], "{}", planted.rule);
            editor.leads_to_each(planted.rule, &found, &text);
            let mended = replaced(&text, planted.mend.0, planted.mend.1);
            editor.paste(&mended);
            editor.is_rid_of(planted.rule, &mended);
        }
        for (rule, _, text) in cases().into_iter().filter(|(_, of, _)| *of == file) {
            editor.paste(&text);
            editor.mends(rule, text);
        }
    }
}

#[test]
fn no_shipped_runbook_has_a_finding_in_the_editor() {
    let window = Scene::new("shipped-findings").open();
    for shipped in shipped::all() {
        let editor = Editor::open(&window, shipped.id);
        let old: Vec<String> = editor.shows(shipped.text).into_iter().map(|one| one.rule).collect();
        // Sources grow old wherever the clock stands a year after they were read.
        assert!(old.iter().all(|rule| rule == "RB31"), "{}: {old:?}", shipped.id);
        if old.is_empty() {
            assert_eq!(
                window.value(
                    "document.querySelector('.findings').innerText.includes('Nothing found')"
                ),
                true,
                "{}",
                shipped.id
            );
        }
    }
}

impl<'a> Editor<'a> {
    fn open(window: &'a Window, id: &'static str) -> Self {
        window.press("Ctrl+2");
        let line = format!("document.querySelector('nav [data-runbook=\"{id}\"]')");
        window.until("its line", &format!("!!{line}"));
        window.script(&format!("{line}.click(); {line}.focus();"), Vec::new());
        window.until(id, &format!("document.querySelector('article')?.dataset.runbook === '{id}'"));
        window.press("E");
        window.until("the editor", "!!document.querySelector('[data-screen=edit]')");
        is_written(window);
        let by = door(window.scene().store()).rules_now().expect("the rules are read");
        Self { window, id, by }
    }

    fn paste(&self, text: &str) {
        paste(self.window, json!({ "text/plain": text }));
    }

    /// What core finds in the text.
    fn findings(&self, text: &str) -> Vec<LintFinding> {
        let request = LintRequest {
            id: self.id.to_owned(),
            text: text.to_owned(),
            by: self.by.clone(),
            remarks: Vec::new(),
            line: 0,
        };
        lint(&request, self.by.on.parse().expect("a day")).findings
    }

    /// Waits until the list is that of the text, and gives it.
    fn shows(&self, text: &str) -> Vec<LintFinding> {
        let found = self.findings(text);
        let lines: Vec<Value> =
            found.iter().map(|one| json!([one.rule, format!("line {}", one.line)])).collect();
        let shown = json!(json!(lines).to_string());
        self.window.until("the list of this text", &format!("{LIST} === {shown}"));
        found
    }

    /// Waits until the list is that of the text, which has nothing of the rule.
    fn is_rid_of(&self, rule: &str, text: &str) {
        let left = self.shows(text);
        assert!(left.iter().all(|one| one.rule != rule), "{rule} leaves {left:#?}");
    }

    /// F8 goes to each finding of the rule; it is underlined there, and its entry says what to do.
    fn leads_to_each(&self, rule: &str, found: &[LintFinding], text: &str) {
        for (n, one) in found.iter().enumerate().filter(|(_, one)| one.rule == rule) {
            self.goes_to(n, found.len());
            let columns = underlined(found, text, one.line);
            let at = columns.iter().find(|column| **column >= one.column);
            let at = at.or(columns.first()).copied().unwrap_or(1);
            let drawn = json!(json!([one.line, at, columns]).to_string());
            self.window.script(&DRAWN.replace("ITS_LINE", &one.line.to_string()), Vec::new());
            self.window.until(&format!("{rule} at {drawn}"), &format!("drawn() === {drawn}"));
            let entry = self
                .window
                .value(&format!("document.querySelectorAll('.findings li')[{n}].innerText"));
            let entry = entry.as_str().expect("words");
            assert!(entry.contains(&one.message) && entry.contains(&one.mend), "{rule}: {entry}");
            let buttons = format!(
                "document.querySelectorAll('.findings li')[{n}].querySelectorAll('button').length"
            );
            let wanted = if one.edit.is_some() { 2 } else { 1 };
            assert_eq!(self.window.value(&buttons), wanted, "{rule}");
        }
    }

    /// F8 until the entry of this number is the one.
    fn goes_to(&self, n: usize, count: usize) {
        let current = "[...document.querySelectorAll('.findings li')].findIndex((one) => one.ariaCurrent === 'true')";
        for _ in 0..count {
            self.window.press("F8");
            self.window.until("one of them", &format!("{current} >= 0"));
            if self.window.value(current) == n {
                return;
            }
        }
        panic!("F8 does not lead to finding {n} of {count}: {}", self.window.text());
    }

    /// Mends by key whatever the rule finds, until it finds nothing.
    fn mends(&self, rule: &str, mut text: String) {
        let typed = TYPED.iter().find(|(filled, _)| *filled == rule).map_or("", |(_, typed)| typed);
        for _ in 0..MOST_MENDS {
            let found = self.shows(&text);
            let Some(n) = found.iter().rposition(|one| one.rule == rule) else {
                assert!(!BY_HAND.contains(&rule), "{rule} is mended");
                return;
            };
            let edit = found[n].edit.as_ref().unwrap_or_else(|| panic!("{rule} has a mend"));
            self.goes_to(n, found.len());
            self.window.press("Ctrl+.");
            text = applied(&text, edit, typed);
            if edit.hole.is_some() {
                self.window.type_text(typed);
            }
            // A source has a second place to fill, its address.
            if text.contains("<>") {
                select(self.window, "<>");
                self.window.type_text(ADDRESS);
                text = text.replace("<>", ADDRESS);
            }
        }
        self.is_rid_of(rule, &text);
    }
}

/// The columns of a line that findings are about, all of the line where they stand behind it.
fn underlined(found: &[LintFinding], text: &str, line: usize) -> Vec<usize> {
    let letters = text.split('\n').nth(line - 1).map_or(0, |line| line.chars().count());
    let is_in = |column: &usize| {
        found
            .iter()
            .filter(|one| one.line == line)
            .any(|one| one.column > letters || (one.column..one.end_column).contains(column))
    };
    (1..=letters).filter(is_in).collect()
}

const LIST: &str = "JSON.stringify([...document.querySelectorAll('.findings li')].map((one) => [one.dataset.rule, one.querySelector('small').innerText]))";

/// The line of the cursor, its column, and the underlined columns of that line, as they are drawn.
const DRAWN: &str = r#"
window.drawn = () => {
  const editor = document.querySelector(".cm-editor");
  const top = (element) => element.getBoundingClientRect().top;
  const number = [...editor.querySelectorAll(".cm-lineNumbers .cm-gutterElement")].find((one) => one.innerText === "ITS_LINE");
  if (!number) return "the line is not in sight";
  const far = (row) => Math.abs(top(row) - top(number));
  const row = [...editor.querySelectorAll(".cm-line")].reduce((near, one) => (far(one) < far(near) ? one : near));
  const { anchorNode, anchorOffset } = getSelection();
  if (!row.contains(anchorNode)) return "the cursor is elsewhere";
  const before = document.createRange();
  before.setStart(row, 0);
  before.setEnd(anchorNode, anchorOffset);
  const columns = [];
  let column = 0;
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const isFound = walker.currentNode.parentElement.closest(".found");
    for (const _ of walker.currentNode.data) {
      column += 1;
      if (isFound) columns.push(column);
    }
  }
  const line = Number(editor.querySelector(".cm-lineNumbers .cm-activeLineGutter").innerText);
  return JSON.stringify([line, [...before.toString()].length + 1, columns]);
};
"#;
