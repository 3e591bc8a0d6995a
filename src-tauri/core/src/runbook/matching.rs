//! Finding the runbook for what a person sees, by its words.

use super::Runbook;
use serde::Serialize;

/// A runbook that has words of the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The runbook's id.
    pub id: String,
    /// The words of the query that it has, in the query's order.
    pub words: Vec<String>,
}

/// Words too common to tell runbooks apart.
const COMMON: [&str; 22] = [
    "a", "an", "and", "are", "at", "by", "for", "from", "has", "in", "is", "it", "of", "on", "or",
    "our", "that", "the", "this", "to", "was", "with",
];

/// The runbooks with words of the query, best first.
///
/// A word counts three in the title, two in what it looks like, one in kinds and id. With a stack
/// only that stack's runbooks and those for any are considered, the stack's own first among
/// equals. An empty query gives them all. Equal ones keep the order in which they came.
pub fn matching(query: &str, stack: Option<&str>, runbooks: &[Runbook]) -> Vec<Match> {
    let wanted = words(query);
    let considered =
        runbooks.iter().filter(|r| stack.is_none_or(|s| r.stack == s || r.stack == "any"));
    let mut ranked: Vec<(u32, bool, Match)> = considered
        .filter_map(|runbook| {
            let (score, words) = score(&wanted, runbook);
            let is_own = stack.is_some_and(|stack| runbook.stack == stack);
            (wanted.is_empty() || score > 0)
                .then(|| (score, is_own, Match { id: runbook.id.clone(), words }))
        })
        .collect();
    ranked.sort_by_key(|(score, is_own, _)| std::cmp::Reverse((*score, *is_own)));
    ranked.into_iter().map(|(_, _, found)| found).collect()
}

fn score(wanted: &[String], runbook: &Runbook) -> (u32, Vec<String>) {
    let title = words(&runbook.title);
    let looks = words(&runbook.looks_like.join(" "));
    let rest = words(&format!("{} {}", runbook.kinds.join(" "), runbook.id));
    let mut total = 0;
    let mut found = Vec::new();
    for word in wanted {
        let in_any = |words: &[String]| words.iter().any(|known| same_word(known, word));
        let points = u32::from(in_any(&title)) * 3
            + u32::from(in_any(&looks)) * 2
            + u32::from(in_any(&rest));
        if points > 0 {
            found.push(word.clone());
        }
        total += points;
    }
    (total, found)
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

/// Error finds errors: one of the two begins the other and has four letters or more.
fn same_word(known: &str, word: &str) -> bool {
    known == word
        || (known.chars().count().min(word.chars().count()) >= 4
            && (known.starts_with(word) || word.starts_with(known)))
}
