//! What was typed, as words to find. Any text is a query; none is a mistake.

/// How many words of a query count; nobody types more, and a pasted log stays cheap.
const MOST_WORDS: usize = 24;
/// How many letters of a query are read at all.
const MOST_READ: usize = 2_000;
/// How many letters of one word count.
const MOST_LETTERS: usize = 100;
/// A word is taken for the beginning of longer ones from this length on.
const SHORTEST_BEGINNING: usize = 2;
/// A word tells past incidents apart from this length on, or where it holds a digit.
const SHORTEST_TELLING: usize = 4;

/// A query: what has to be there, every term of it or any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The terms, in the order they were typed.
    pub terms: Vec<Term>,
    /// Whether one of the terms is enough.
    pub any: bool,
    /// Whether it was too long, so that only its beginning counts.
    pub is_cut: bool,
}

/// Words that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Letters and digits only, one word at least.
    pub words: Vec<String>,
    /// Whether the last word may be only the beginning of the one that is found.
    pub begins: bool,
}

impl Query {
    /// Reads a query: words anywhere, each of which may be only the beginning of what is found, and
    /// phrases in quotation marks, which are found as they stand; a phrase without its end is still
    /// being typed.
    ///
    /// Every sign but the quotation mark separates words, so that `nodejs/errors-after`, `ERR_MODULE`
    /// and a pasted command are words in a row, and no text means anything else.
    pub fn parse(text: &str) -> Self {
        let (text, mut is_cut) = beginning(text);
        let quotes = text.matches(is_quote).count();
        let mut terms = Vec::new();
        let mut room = MOST_WORDS;
        for (at, part) in text.split(is_quote).enumerate() {
            let is_phrase = at % 2 == 1;
            is_cut |= words_of(part).len() > room;
            if is_phrase {
                let is_closed = quotes > at;
                terms.extend(Term::of(part, !is_closed, &mut room));
            } else {
                let words = part.split_whitespace();
                terms.extend(words.filter_map(|word| Term::of(word, true, &mut room)));
            }
        }
        Self { terms, any: false, is_cut }
    }

    /// Reads what an incident looks like: any word that tells one from another is enough.
    pub fn telling(text: &str) -> Self {
        let tells = |word: &&String| {
            word.chars().count() >= SHORTEST_TELLING || word.contains(|c: char| c.is_ascii_digit())
        };
        let (text, mut is_cut) = beginning(text);
        let mut words: Vec<String> = Vec::new();
        for word in words_of(text).iter().filter(tells) {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        is_cut |= words.len() > MOST_WORDS;
        words.truncate(MOST_WORDS);
        let terms = words.into_iter().map(|word| Term { words: vec![word], begins: true });
        Self { terms: terms.collect(), any: true, is_cut }
    }

    /// That only the beginning of it counts, in words for a person.
    pub fn cut(&self) -> Option<String> {
        let said = format!("Only the first {MOST_WORDS} words of the query were searched for.");
        self.is_cut.then_some(said)
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

impl Term {
    fn of(text: &str, begins: bool, room: &mut usize) -> Option<Self> {
        let mut words = words_of(text);
        words.truncate(*room);
        *room -= words.len();
        let last = words.last()?;
        let begins = begins && last.chars().count() >= SHORTEST_BEGINNING;
        Some(Self { words, begins })
    }

    /// The ways in which the term may be written: the number of a release has a `v` or none.
    pub fn spellings(&self) -> Vec<Vec<String>> {
        let mut spellings = vec![self.words.clone()];
        let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        if let [first, _, ..] = &self.words[..] {
            let other = match first.strip_prefix(['v', 'V']) {
                Some(number) if is_number(number) => Some(number.to_owned()),
                None if is_number(first) => Some(format!("v{first}")),
                Some(_) | None => None,
            };
            spellings.extend(other.map(|other| {
                let mut words = self.words.clone();
                words[0] = other;
                words
            }));
        }
        spellings
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

/// As much of a query as is read, and whether that is not all of it.
fn beginning(text: &str) -> (&str, bool) {
    match text.char_indices().nth(MOST_READ) {
        Some((at, _)) => (text.get(..at).unwrap_or(text), true),
        None => (text, false),
    }
}

/// Letters and digits of any script, with the accents that stand behind a letter.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !is_accent(c))
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(|word| word.chars().take(MOST_LETTERS).collect())
        .collect()
}

fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A term as `first second*`.
    fn read(text: &str) -> Vec<String> {
        let written = |term: &Term| term.words.join(" ") + if term.begins { "*" } else { "" };
        Query::parse(text).terms.iter().map(written).collect()
    }

    #[test]
    fn words_are_beginnings_and_phrases_are_whole() {
        assert_eq!(read("rollb errors"), ["rollb*", "errors*"]);
        assert_eq!(read("\"pool is full\" redis"), ["pool is full", "redis*"]);
        assert_eq!(read("redis “pool is fu"), ["redis*", "pool is fu*"]);
        assert_eq!(read("a 5 42"), ["a", "5", "42*"]);
    }

    #[test]
    fn ids_codes_and_commands_are_words_in_a_row() {
        assert_eq!(read("nodejs/errors-after-rel"), ["nodejs errors after rel*"]);
        assert_eq!(read("ERR_MODULE_NOT_FOUND"), ["ERR MODULE NOT FOUND*"]);
        assert_eq!(read("0042_drop"), ["0042 drop*"]);
        assert_eq!(read("kubectl -n shop --watch"), ["kubectl*", "n", "shop*", "watch*"]);
        assert_eq!(
            Query::parse("v1.13.0").terms[0].spellings(),
            [vec!["v1", "13", "0"], vec!["1", "13", "0"]]
        );
        assert_eq!(Query::parse("1.13").terms[0].spellings(), [vec!["1", "13"], vec!["v1", "13"]]);
    }

    #[test]
    fn nothing_that_is_typed_is_a_mistake() {
        for text in ["", "  ", "\"", "\"\"", "🚀", "***", "-", "^(){}:", "\u{0}", "“ ”"] {
            assert!(Query::parse(text).is_empty(), "{text:?}");
        }
        assert_eq!(read("AND OR NOT NEAR("), ["AND*", "OR*", "NOT*", "NEAR*"]);
        assert_eq!(read("a\"b"), ["a", "b"]);
        let long = Query::parse(&"word ".repeat(2_000));
        assert_eq!(long.terms.len(), MOST_WORDS);
        let long = Query::parse(&"x".repeat(10_000));
        assert_eq!(long.terms[0].words[0].len(), MOST_LETTERS);
        let long = Query::parse(&"x_y".repeat(10_000));
        assert_eq!(long.terms[0].words.len(), MOST_WORDS);
    }

    #[test]
    fn what_tells_incidents_apart_are_longer_words_and_numbers() {
        let words: Vec<_> =
            Query::telling("The API is down: 5xx since v2, the api answers ECONNRESET")
                .terms
                .into_iter()
                .flat_map(|term| term.words)
                .collect();
        assert_eq!(words, ["down", "5xx", "since", "v2", "answers", "ECONNRESET"]);
    }
}
