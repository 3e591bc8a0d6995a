//! What in a line of words renderers turn into links and people by themselves.

/// Schemes that renderers link wherever they stand.
const SCHEMES: [&str; 3] = ["http://", "https://", "ftp://"];

/// A part of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Anything else.
    Words(&'a str),
    /// A bare address, without the punctuation behind it; fit to stand in angle brackets.
    Address(&'a str),
    /// `@ana`, as a renderer would call that person.
    Name(&'a str),
}

impl Piece<'_> {
    /// The first character that it is written with.
    pub(super) fn opens_with(&self) -> char {
        match self {
            Self::Words(words) => words.chars().next().unwrap_or(' '),
            Self::Address(_) => '<',
            Self::Name(_) => '`',
        }
    }

    /// The last character that it is written with.
    pub(super) fn closes_with(&self) -> char {
        match self {
            Self::Words(words) => words.chars().next_back().unwrap_or(' '),
            Self::Address(_) => '>',
            Self::Name(_) => '`',
        }
    }
}

/// Whether a text is one address and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    matches!(pieces(text).as_slice(), [Piece::Address(_)])
}

/// A line in its pieces.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let found =
            address(rest).map(Piece::Address).or_else(|| name(before, rest).map(Piece::Name));
        let Some(piece) = found else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let (Piece::Words(text) | Piece::Address(text) | Piece::Name(text)) = &piece;
        let end = at + text.len();
        push_words(&mut pieces, line.get(from..at).unwrap_or_default());
        pieces.push(piece);
        (from, at) = (end, end);
    }
    push_words(&mut pieces, line.get(from..).unwrap_or_default());
    pieces
}

fn push_words<'a>(pieces: &mut Vec<Piece<'a>>, words: &'a str) {
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
}

/// For each place in the words, whether everything up to the next space is a letter that is never
/// escaped. `is_touched` says that behind the words something follows without a space.
pub(super) fn plain_tails(words: &[char], is_touched: bool) -> Vec<bool> {
    let mut tails = vec![!is_touched; words.len() + 1];
    let mut is_plain = !is_touched;
    for (tail, c) in tails.iter_mut().rev().skip(1).zip(words.iter().rev()) {
        let is_letter = c.is_ascii_alphanumeric() || "-./?=%+#:,".contains(*c);
        is_plain = c.is_whitespace() || (is_plain && is_letter);
        *tail = is_plain;
    }
    tails
}

/// The address that a text begins with.
fn address(text: &str) -> Option<&str> {
    let scheme = SCHEMES.into_iter().find(|scheme| begins_with(text, scheme))?;
    let body = text.get(scheme.len()..)?;
    let behind = |at: usize, c: char| body.get(at + c.len_utf8()..).unwrap_or_default();
    let end = body.char_indices().find(|(at, c)| ends_address(*c, behind(*at, *c)));
    let body = without_punctuation(body.get(..end.map_or(body.len(), |(at, _)| at))?);
    (!body.is_empty()).then(|| text.get(..scheme.len() + body.len())).flatten()
}

fn begins_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Angle brackets hold neither spaces nor brackets; the other marks are read in different ways.
fn ends_address(c: char, behind: &str) -> bool {
    c.is_whitespace()
        || c.is_control()
        || "<>\\`".contains(c)
        || (c == '&' && begins_entity(behind.chars()))
}

/// Whether an `&` with these characters behind it would be read as another character.
pub(super) fn begins_entity(behind: impl Iterator<Item = char>) -> bool {
    let mut behind = behind.skip_while(|c| c.is_ascii_alphanumeric() || *c == '#').peekable();
    behind.peek() == Some(&';')
}

/// Without the punctuation of the sentence, and without a bracket that opened before the address.
fn without_punctuation(body: &str) -> &str {
    let count = |c: char| body.chars().filter(|other| *other == c).count();
    let pairs = [('(', ')'), ('[', ']'), ('{', '}')];
    let mut unopened = pairs.map(|(open, close)| count(close).saturating_sub(count(open)));
    let mut end = body.len();
    while let Some(last) = body.get(..end).and_then(|body| body.chars().next_back()) {
        let of_pair = pairs.iter().position(|(_, close)| *close == last);
        let is_over = match of_pair.and_then(|pair| unopened.get_mut(pair)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            Some(_) => false,
            None => "?!.,:;*_~'\"".contains(last),
        };
        if !is_over {
            break;
        }
        end -= last.len_utf8();
    }
    body.get(..end).unwrap_or_default()
}

/// The name that an `@` begins, where no word stands before it.
fn name(before: Option<char>, text: &str) -> Option<&str> {
    let is_in_word = before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let rest = text.strip_prefix('@').filter(|_| !is_in_word)?;
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || b"_-./".contains(b);
    let length = rest.bytes().take_while(is_of_name).count();
    let name = rest.get(..length)?.trim_end_matches(['-', '.', '/']);
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    begins.then(|| text.get(..1 + name.len())).flatten()
}

#[cfg(test)]
mod tests {
    use super::Piece::{Address, Name, Words};
    use super::pieces;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        let told = [
            ("http://a/b.", vec![Address("http://a/b"), Words(".")]),
            ("(HTTPS://a/b_(c))", vec![Words("("), Address("HTTPS://a/b_(c)"), Words(")")]),
            ("ftp://a/x\\<b", vec![Address("ftp://a/x"), Words("\\<b")]),
            ("http://a?b&copy;", vec![Address("http://a?b"), Words("&copy;")]),
            ("http://a?b=1&c=2", vec![Address("http://a?b=1&c=2")]),
            ("http://. http://", vec![Words("http://. http://")]),
        ];
        for (line, expected) in told {
            assert_eq!(pieces(line), expected, "{line}");
        }
    }

    #[test]
    fn a_name_is_called_by_its_own_at_sign_alone() {
        assert_eq!(pieces("ask @ana-b. now"), [Words("ask "), Name("@ana-b"), Words(". now")]);
        assert_eq!(pieces("(@org/team)"), [Words("("), Name("@org/team"), Words(")")]);
        assert_eq!(pieces("a@b.cc @ 2"), [Words("a@b.cc @ 2")]);
    }
}
