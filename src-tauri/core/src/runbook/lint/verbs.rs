//! Whether a word is a verb that says what to do.

use std::collections::HashSet;
use std::sync::LazyLock;

static VERBS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("verbs.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// What may stand before a verb and leave it one, as in re-enable.
const PREFIXES: [&str; 6] = ["re", "un", "de", "dis", "pre", "over"];

/// RB38: the first word of an action is a verb of the list in `verbs.txt`.
///
/// A prefix such as re- or un- and the endings -ify and -ize make a verb that the list need not
/// have.
pub(super) fn begins_with_verb(action: &str) -> bool {
    action.split_whitespace().next().is_some_and(is_verb)
}

/// Whether the word is a verb, in any case and with a sign behind it.
pub(super) fn is_verb(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let without = PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix));
    let known = |word: &str| VERBS.contains(word);
    known(&word)
        || word.ends_with("ify")
        || word.ends_with("ize") && word.len() > 5
        || without.map(|rest| rest.trim_start_matches('-')).any(known)
}
