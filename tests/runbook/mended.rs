//! The mend of each planted fault: applied to the text, its finding is gone and no other came.

use super::faults::{BY_HAND, PLANTED, TYPED, applied, cases};
use super::newest_review;
use kneeboard_core::runbook::lint::mend::{Edit, mends};
use kneeboard_core::runbook::{lint, read, shipped};
use proptest::prelude::*;

fn held(text: &str, file: &str) -> Vec<lint::Finding> {
    super::planted::findings(text, file)
}

fn mend_of(text: &str, file: &str, finding: &lint::Finding) -> Option<Edit> {
    let (runbook, _) = read(text.as_bytes(), file).unwrap();
    mends(&runbook, std::slice::from_ref(finding), newest_review()).remove(0)
}

/// All that one rule finds, mended one by one from the end, so that places stay true.
fn mended(rule: &str, file: &str, mut text: String) -> Result<Vec<lint::Finding>, String> {
    let typed = TYPED.iter().find(|(filled, _)| *filled == rule).map_or("", |(_, typed)| typed);
    for _ in 0..5 {
        let found = held(&text, file);
        let Some(finding) = found.iter().rev().find(|finding| finding.rule == rule) else {
            return Ok(found);
        };
        let Some(edit) = mend_of(&text, file, finding) else {
            return Err(format!("{rule} has no mend for {}", finding.message));
        };
        if edit.hole.is_some() && typed.is_empty() {
            return Err(format!("{rule} leaves a hole: {edit:?}"));
        }
        // A Source has a second place to fill, its address.
        text = applied(&text, &edit, typed).replace("<>", "<https://docs.docker.com/>");
    }
    Err(format!("{rule} is not mended:\n{text}"))
}

/// A branch that had nine steps has ten with the one that was missing; which one goes is for a
/// person to say.
fn is_one_too_many(finding: &lint::Finding) -> bool {
    finding.rule == "RB05"
}

#[test]
fn a_mend_leaves_nothing_to_find() {
    let mut wrong = Vec::new();
    for (rule, file, text) in cases() {
        assert!(held(&text, file).iter().any(|finding| finding.rule == rule), "{rule} is planted");
        match mended(rule, file, text) {
            Ok(left) if left.iter().all(is_one_too_many) => {}
            Ok(left) => wrong.push(format!("{rule} is mended and leaves {left:#?}")),
            Err(why) => wrong.push(why),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_rule_has_a_mend_that_is_tried_or_is_left_to_a_person() {
    let tried: Vec<&str> = cases().iter().map(|(rule, ..)| *rule).collect();
    for rule in lint::RULES {
        assert!(tried.contains(&rule.id) || BY_HAND.contains(&rule.id), "{}", rule.id);
    }
}

#[test]
fn a_mend_that_leaves_a_hole_is_held_to_the_rule_until_it_is_filled() {
    for rule in ["RB19", "RB20", "RB30", "RB40"] {
        let planted = PLANTED.iter().find(|planted| planted.rule == rule).unwrap();
        let text = planted.text();
        let found = held(&text, planted.file);
        let finding = found.iter().find(|finding| finding.rule == rule).unwrap();
        let edit = mend_of(&text, planted.file, finding).unwrap();
        assert!(edit.hole.is_some(), "{rule}");
        let left = held(&applied(&text, &edit, ""), planted.file);
        assert!(!left.is_empty(), "{rule} is content with nothing");
    }
}

proptest! {
    /// Any text, cut and joined from real ones: a mend never panics, and it lies within the text.
    #[test]
    fn a_mend_lies_within_the_text_whatever_the_text_is(
        from in 0..1000_usize, cut in 0..1000_usize, which in 0..64_usize, junk in "\\PC{0,12}",
    ) {
        let all = shipped::all();
        let source = &all[which % all.len()];
        let chars: Vec<char> = source.text.chars().collect();
        let at = chars.len() * from / 1000;
        let end = (at + cut).min(chars.len());
        let text: String = chars[..at].iter().chain(&junk.chars().collect::<Vec<_>>())
            .chain(&chars[end..]).collect();
        let (runbook, problems) = read(text.as_bytes(), source.id).unwrap();
        let found = lint::lint(&runbook, &problems, newest_review());
        for edit in mends(&runbook, &found, newest_review()).into_iter().flatten() {
            prop_assert!(edit.from <= edit.to, "{edit:?}");
            prop_assert!(edit.to.line <= text.split('\n').count(), "{edit:?}");
            applied(&text, &edit, "x");
        }
    }
}
