//! The known word that a misspelt one was meant to be.

/// The word nearest to what was written, if it is near: at most a quarter of its letters differ.
pub(super) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written: Vec<char> = written.trim().to_lowercase().chars().take(60).collect();
    let distances = known.into_iter().map(|word| {
        let letters: Vec<char> = word.to_lowercase().chars().collect();
        (distance(&written, &letters), letters.len(), word)
    });
    let (distance, length, word) = distances.min_by_key(|(distance, ..)| *distance)?;
    (distance * 4 <= length).then_some(word)
}

/// How many letters are put in, taken out, changed, or swapped with their neighbour.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let changed = row[j] + usize::from(a != b);
            let mut least = changed.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let known = ["Expect", "If not", "Undo", "Source"];
        assert_eq!(nearest("expcet", known), Some("Expect"));
        assert_eq!(nearest("Unod", known), Some("Undo"), "two letters that changed places");
        assert_eq!(nearest("Sorce", known), Some("Source"));
        assert_eq!(nearest("Who", ["Why", "When"]), None, "one of three letters");
        assert_eq!(nearest("", known), None);
    }
}
