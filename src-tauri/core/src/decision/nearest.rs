//! The word that a mistyped one probably meant.

/// The nearest of the words, if at most two letters are wrong and more are right than wrong.
pub(crate) fn nearest(typed: &str, words: &[&str]) -> Option<String> {
    let typed: Vec<char> = typed.to_lowercase().replace(['-', ' '], "_").chars().take(40).collect();
    words
        .iter()
        .map(|word| (distance(&typed, word), word))
        .filter(|(distance, word)| *distance <= 2 && *distance * 2 < word.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| (*word).to_owned())
}

/// How many letters must be put in, taken out or replaced (Levenshtein).
fn distance(typed: &[char], word: &str) -> usize {
    let mut row: Vec<usize> = (0..=typed.len()).collect();
    for (line, letter) in word.chars().enumerate() {
        let mut next = vec![line + 1];
        let mut left = line + 1;
        for ((above, slanted), other) in row.iter().skip(1).zip(&row).zip(typed) {
            left = (left + 1).min(above + 1).min(slanted + usize::from(letter != *other));
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
