//! Finding the runbook for what a person sees, by its words.

use super::Runbook;
use serde::Serialize;
use std::cmp::Reverse;

/// What a runbook is found by, as its back in a shelf says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spine {
    id: String,
    stack: String,
    /// For how many kinds of failed release it is.
    kinds: usize,
    is_for_quiet_days: bool,
    title: Vec<String>,
    looks_like: Vec<String>,
    rest: Vec<String>,
}

impl Spine {
    /// The words of a runbook, read once.
    pub fn of(runbook: &Runbook) -> Self {
        Self {
            id: runbook.id.clone(),
            stack: runbook.stack.clone(),
            kinds: runbook.kinds.len(),
            is_for_quiet_days: runbook.is_for_quiet_days(),
            title: words(&runbook.title),
            looks_like: words(&runbook.looks_like.join(" ")),
            rest: words(&format!("{} {}", runbook.kinds.join(" "), runbook.id)),
        }
    }
}

/// A runbook that has words of the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The runbook's id.
    pub id: String,
    /// The words of the query that it has, in the query's order.
    pub words: Vec<String>,
}

/// Words too common to tell runbooks apart.
const COMMON: [&str; 25] = [
    "a", "an", "and", "are", "at", "by", "for", "from", "has", "in", "is", "it", "now", "of", "on",
    "or", "our", "since", "that", "the", "this", "to", "was", "when", "with",
];

/// The runbooks with words of the query, best first.
///
/// A word counts three in the title, two in what it looks like, one in kinds and id, and more the
/// fewer of the runbooks have it: "release" tells thirty of them apart from nothing. With a stack
/// only that stack's runbooks and those for any are considered, the stack's own first among
/// equals; then those for more kinds of failure first. Equal ones keep the order in which they came.
/// An empty query gives them all, and first the one for any stack that fits most kinds of failure:
/// nobody knows more yet. What belongs to quiet days is never among them: practice is no answer to
/// an incident.
pub fn matching<'a>(
    query: &str,
    stack: Option<&str>,
    shelf: impl IntoIterator<Item = &'a Spine>,
) -> Vec<Match> {
    let wanted = words(query);
    let considered = shelf
        .into_iter()
        .filter(|r| !r.is_for_quiet_days)
        .filter(|r| stack.is_none_or(|s| r.stack == s || r.stack == "any"));
    let points: Vec<(&Spine, Vec<u32>)> =
        considered.map(|spine| (spine, points(&wanted, spine))).collect();
    let of_any = points.iter().map(|(spine, _)| *spine).filter(|r| r.stack == "any");
    let general = of_any.rev().max_by_key(|spine| spine.kinds).map(|r| &r.id);
    let rarity: Vec<u32> = (0..wanted.len()).map(|word| rarity(word, &points)).collect();
    let mut ranked: Vec<_> = points
        .into_iter()
        .filter_map(|(spine, points)| {
            let score: u32 = points.iter().zip(&rarity).map(|(points, rare)| points * rare).sum();
            let is_own = stack.is_some_and(|stack| spine.stack == stack);
            let is_general = wanted.is_empty() && Some(&spine.id) == general;
            let rank = (score, is_general, is_own, spine.kinds);
            let had = wanted.iter().zip(&points).filter(|(_, points)| **points > 0);
            let words = had.map(|(word, _)| word.clone()).collect();
            (wanted.is_empty() || score > 0).then(|| (rank, Match { id: spine.id.clone(), words }))
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| Reverse(*rank));
    ranked.into_iter().map(|(_, found)| found).collect()
}

/// What each wanted word counts in a runbook; nothing where it has it nowhere.
fn points(wanted: &[String], spine: &Spine) -> Vec<u32> {
    let points = wanted.iter().map(|word| {
        let in_any = |words: &[String]| words.iter().any(|known| same_word(known, word));
        u32::from(in_any(&spine.title)) * 3
            + u32::from(in_any(&spine.looks_like)) * 2
            + u32::from(in_any(&spine.rest))
    });
    points.collect()
}

/// One for a word that more than half of the runbooks have, one more for each halving.
fn rarity(word: usize, points: &[(&Spine, Vec<u32>)]) -> u32 {
    let having = points.iter().filter(|(_, points)| points.get(word).is_some_and(|p| *p > 0));
    (points.len() / having.count().max(1)).checked_ilog2().unwrap_or(0) + 1
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase) {
        if !word.is_empty() && !COMMON.contains(&word.as_str()) && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Error finds errors: one of the two begins the other and has four letters or more. 500 finds 5xx.
fn same_word(known: &str, word: &str) -> bool {
    known == word
        || is_of_class(known, word)
        || (known.chars().count().min(word.chars().count()) >= 4
            && (known.starts_with(word) || word.starts_with(known)))
}

/// Whether a status, such as 503 or 503s, is of a class, such as 5xx.
fn is_of_class(class: &str, status: &str) -> bool {
    let digits = status.strip_suffix('s').unwrap_or(status);
    let is_status = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_status && class.len() == 3 && class.ends_with("xx") && class.get(..1) == digits.get(..1)
}
