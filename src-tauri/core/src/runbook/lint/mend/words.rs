//! Mends of words and signs: placeholders, characters nobody sees, fences without a language.

use super::page::{Change, Page};
use crate::runbook::lint::Finding;
use crate::service::GROUPS;

/// Spaces that are no plain ones, and take the place of one.
const SPACES: [char; 5] = ['\t', '\u{a0}', '\u{202f}', '\u{3000}', '\u{1680}'];

pub(super) fn mend(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let at = page.byte(finding.line, finding.column);
    match finding.rule {
        "RB10" => placeholder(page, at),
        "RB32" => character(page, at),
        "RB39" => without(page, at),
        "RB41" => language(page, at, finding),
        _ => None,
    }
}

/// A card's key under its whole name; anything else is asked for.
fn placeholder(page: &Page<'_>, at: usize) -> Option<Change> {
    let end = at + page.text.get(at..)?.find("}}")? + 2;
    let words = page.source(at + 2..end - 2).trim();
    let key = words.rsplit('.').next().unwrap_or(words);
    let mut offered = GROUPS.iter().flat_map(|(_, keys)| keys.iter());
    let name = match offered.any(|one| one.key == key) {
        true => format!("{{{{service.{key}}}}}"),
        false => format!("{{{{ask: {}}}}}", words.replace(['.', '_', ':'], " ")),
    };
    Some(Change::replace(format!("Write {name}"), at..end, name))
}

fn character(page: &Page<'_>, at: usize) -> Option<Change> {
    let c = page.text.get(at..)?.chars().next()?;
    let is_space = SPACES.contains(&c) || ('\u{2000}'..='\u{200a}').contains(&c);
    let (does, text) = if is_space { ("Make it a plain space", " ") } else { ("Take it out", "") };
    Some(Change::replace(does, at..at + c.len_utf8(), text))
}

/// Simply and just go; for should a person knows what is done or seen.
fn without(page: &Page<'_>, at: usize) -> Option<Change> {
    let rest = page.text.get(at..)?;
    let word = ["simply ", "just "].into_iter().find(|word| {
        rest.get(..word.len()).is_some_and(|begun| begun.eq_ignore_ascii_case(word))
    })?;
    let behind = rest.get(word.len()..)?;
    let is_upper = rest.starts_with(char::is_uppercase);
    let next = behind.chars().next()?;
    let text = if is_upper { next.to_uppercase().collect() } else { next.to_string() };
    let end = at + word.len() + next.len_utf8();
    Some(Change::replace(format!("Take \"{}\" out", word.trim()), at..end, text))
}

/// The language that is read in the place of the one that is written; sh in a step without one.
fn language(page: &Page<'_>, at: usize, finding: &Finding) -> Option<Change> {
    let line = page.text.get(at..)?.lines().next()?;
    let fence = line.len() - line.trim_start_matches(['`', '~']).len();
    let written = line.get(fence..)?.trim();
    let read = finding.message.split("one of ").nth(1).and_then(|rest| rest.split(' ').next());
    let in_step = page.step(at).is_some();
    let language = read.unwrap_or(if in_step { "sh" } else { "text" });
    (fence > 0).then(|| {
        let from = at + fence;
        let to = from
            + line.get(fence..).map_or(0, |rest| rest.find(written).unwrap_or(0))
            + written.len();
        Change::replace(format!("Name it {language}"), from..to, language)
    })
}
