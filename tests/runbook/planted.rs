//! Each rule fires where a fault was planted in a copy of a shipped runbook, and mending clears it.

use super::faults::{ANY, PLANTED, Planted, place_of, replaced, text_of};
use super::held;
use kneeboard_core::runbook::{lint, read};

pub(super) fn findings(text: &str, file: &str) -> Vec<lint::Finding> {
    let (runbook, problems) = read(text.as_bytes(), file).unwrap();
    held(&runbook, &problems)
}

#[test]
fn each_rule_fires_where_a_fault_was_planted_and_a_mend_clears_it() {
    let mut wrong = Vec::new();
    for case in PLANTED {
        let Planted { rule, file, at, mend, .. } = case;
        let planted = case.text();
        let found = findings(&planted, file);
        let places: Vec<_> =
            found.iter().filter(|f| f.rule == *rule).map(|f| (f.line, f.column)).collect();
        if places != [place_of(&planted, at)] {
            wrong.push(format!("{rule} is not at {:?}: {found:#?}", place_of(&planted, at)));
        }
        let left = findings(&replaced(&planted, mend.0, mend.1), file);
        if !left.is_empty() {
            wrong.push(format!("{rule} is mended and leaves {left:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_that_are_no_utf8_are_found_where_they_stand() {
    let text = replaced(&text_of(ANY), "Lift the deploy freeze", "Lift the #deploy freeze");
    let (line, column) = place_of(&text, "#deploy");
    let at = text.find("#deploy").unwrap();
    let mut planted = text.into_bytes();
    planted[at] = 0xff;
    let (runbook, problems) = read(&planted, ANY).unwrap();
    let found = held(&runbook, &problems);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].rule, found[0].line, found[0].column), ("RB18", line, column));
    planted[at] = b' ';
    let (runbook, problems) = read(&planted, ANY).unwrap();
    assert_eq!(held(&runbook, &problems), []);
}

#[test]
fn no_rule_is_without_a_planted_fault() {
    let planted: Vec<&str> = PLANTED.iter().map(|planted| planted.rule).collect();
    let without: Vec<&str> =
        lint::RULES.iter().map(|rule| rule.id).filter(|id| !planted.contains(id)).collect();
    // Bytes that are no UTF-8 have a test of their own above.
    assert_eq!(without, ["RB18"]);
}
