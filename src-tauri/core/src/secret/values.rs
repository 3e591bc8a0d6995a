//! The value behind a telling name: where it ends, and whether it is a secret or only stands for
//! one, as `$DB_PASSWORD`, `<token>` and `changeme` do.

mod words;

use super::MASK;
use super::entropy::entropy;
use super::keys::{PASSPHRASE, Told, Trust};
use super::places::{between, byte, has_word, quote};
use std::ops::Range;
use words::{FILES, FIRST_WORDS, JOINED, PLAIN, ROOTS, STANDING_FOR};

/// A value as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// Without its quotation marks.
    pub range: Range<usize>,
    /// What stands behind it, its quotation mark passed.
    pub after: usize,
    pub is_quoted: bool,
}

/// How a value follows its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// `name=value`, `--name value`, `"name": "value"`: what programs read.
    Tight,
    /// `name = value` without quotation marks: a setting, or code.
    Loose,
    /// `name: value` without quotation marks, alone on its line.
    Line,
    /// The same with more words behind it, as in a sentence.
    Prose,
}

/// How far a value is read until it is known to be a secret; then it is read to its end.
const LOOKED_AT: usize = 600;

impl Given {
    /// All of a value that was too long to be read whole before it counted.
    pub fn whole(&self, text: &str, at: usize, ends: &[u8]) -> Range<usize> {
        if self.range.end + 4 < at + LOOKED_AT {
            return self.range.clone();
        }
        given_within(text, at, ends, text.len()).map_or(self.range.clone(), |given| given.range)
    }
}

/// The value that begins here, with or without quotation marks; nothing where none does.
///
/// `ends` are bytes that end it besides, such as `&` in an address.
pub(super) fn given(text: &str, at: usize, ends: &[u8]) -> Option<Given> {
    given_within(text, at, ends, LOOKED_AT)
}

fn given_within(text: &str, at: usize, ends: &[u8], most: usize) -> Option<Given> {
    let bytes = text.as_bytes();
    let (open, mark) = opening(bytes, at);
    let start = at + open;
    let limit = between(text, at.saturating_add(most));
    if let Some(end) = mark
        && let Some(length) = closing(bytes.get(start..limit).unwrap_or_default(), end)
    {
        let (range, after) = (start..start + length, start + length + end.len());
        return Some(Given { range, after, is_quoted: true });
    }
    bare(text, start, ends, limit)
}

/// The length of what opens a quoted value, a prefix such as `b"` or `$'` included.
fn opening(bytes: &[u8], at: usize) -> (usize, Option<&'static [u8]>) {
    let prefix = match (byte(bytes, at), byte(bytes, at + 1)) {
        (b'$' | b'@' | b'b' | b'r' | b'u' | b'f' | b'N' | b'L', b'"' | b'\'') => 1,
        _ => 0,
    };
    match quote(bytes, at + prefix) {
        Some((length, end)) => (prefix + length, Some(end)),
        None => (0, None),
    }
}

/// Where the quotation mark stands that ends a value, on the same line; one behind `\` is no end.
fn closing(inside: &[u8], end: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < inside.len() && byte(inside, at) != b'\n' {
        if inside.get(at..)?.starts_with(end) {
            return Some(at);
        }
        at += if byte(inside, at) == b'\\' { 2 } else { 1 };
    }
    None
}

fn bare(text: &str, at: usize, ends: &[u8], limit: usize) -> Option<Given> {
    let bytes = text.as_bytes();
    let is_inside = |place: usize| {
        let c = byte(bytes, place);
        !(c.is_ascii_whitespace() || ends.contains(&c) || (is_stop(c) && stops(bytes, place)))
    };
    let mut end = (at..limit).find(|place| !is_inside(*place)).unwrap_or(limit.max(at));
    // A sentence may end behind a value, and a bracket around both.
    while end > at {
        let value = bytes.get(at..end).unwrap_or_default();
        let is_outside = match byte(bytes, end - 1) {
            b'.' | b',' | b';' | b':' => true,
            b')' => !value.contains(&b'('),
            b']' => !value.contains(&b'['),
            b'}' => !value.contains(&b'{'),
            _ => false,
        };
        if !is_outside {
            break;
        }
        end -= 1;
    }
    (end > at).then(|| Given { range: at..end, after: end, is_quoted: false })
}

fn is_stop(c: u8) -> bool {
    matches!(c, b'"' | b'\'' | b'`' | b'\\' | b',' | b';' | b'&' | b'|' | b'<' | b'>' | b'%')
}

/// Whether a sign ends a value, or is a part of it as in `p@ss,word;1`: behind an end stands
/// another name, a gap, or the end of what is around it.
fn stops(bytes: &[u8], at: usize) -> bool {
    let c = byte(bytes, at);
    let next = byte(bytes, at + 1);
    let is_gap = next == 0 || next.is_ascii_whitespace();
    match c {
        b'\\' => matches!(next, b'n' | b'r' | b't' | b'"' | b'\'' | b'\\') || is_gap,
        b'%' => matches!((next, byte(bytes, at + 2)), (b'2', b'6' | b'2')),
        b'<' => next == b'/' || is_gap || next.is_ascii_alphabetic(),
        b'"' | b'\'' | b'`' => !next.is_ascii_alphanumeric(),
        b'&' if has_word(bytes, at, "&quot;") || has_word(bytes, at, "&#3") => true,
        b'&' | b'|' if next == c => true,
        b'>' => is_gap,
        _ => is_gap || matches!(next, b'"' | b'\'' | b'`' | b'}' | b']') || names(bytes, at + 1),
    }
}

/// Whether another name with its value stands here: `Database=shop`, `'user': ana`.
fn names(bytes: &[u8], at: usize) -> bool {
    let is_name = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.' | b' ');
    let row = bytes.iter().skip(at).take(40).take_while(|c| is_name(c)).count();
    row > 0 && matches!(byte(bytes, at + row), b'=' | b':')
}

/// Whether a value behind such a name is a secret.
pub(super) fn is_secret(value: &str, told: Told, join: Join, is_quoted: bool) -> bool {
    let is_code = !is_quoted && (is_reference(value) || (join != Join::Tight && is_typed(value)));
    if is_code || stands_for_one(value) {
        return false;
    }
    let has_gap = value.contains(char::is_whitespace);
    if has_gap && told.trust != Trust::Password {
        return false;
    }
    match told.trust {
        Trust::Password => is_password(value, told, join, is_quoted),
        Trust::Token => is_token(value, told, join, is_quoted),
        Trust::Random => is_random(value, 16),
    }
}

fn is_password(value: &str, told: Told, join: Join, is_quoted: bool) -> bool {
    let length = value.chars().count();
    if is_quoted {
        let is_said = told.kind != PASSPHRASE && is_sentence(value);
        return length >= 4 && !is_said && !(is_path(value) && !is_mixed(value));
    }
    if is_path(value) || is_address(value) {
        return false;
    }
    let is_loud = told.is_setting && value.contains(|c: char| !c.is_uppercase());
    match join {
        Join::Tight => length >= 4,
        Join::Loose | Join::Line => length >= 6 && (is_mixed(value) || is_loud),
        Join::Prose => {
            length >= 6 && is_mixed(value) && value.contains(|c: char| c.is_ascii_digit())
        }
    }
}

fn is_token(value: &str, told: Told, join: Join, is_quoted: bool) -> bool {
    let length = value.chars().count();
    if length < 8 || is_path(value) || is_address(value) || is_file(value) || is_plain_number(value)
    {
        return false;
    }
    if is_worded(value) {
        return false;
    }
    let is_single = value.chars().all(char::is_alphabetic);
    match join {
        Join::Tight if told.is_setting => is_mixed(value) || !is_quoted || length >= 12,
        Join::Tight => is_mixed(value) || (is_single && length >= 16),
        Join::Loose | Join::Line => has_letters_and_digits(value),
        Join::Prose => has_letters_and_digits(value) && is_random(value, 16),
    }
}

/// A value that nobody types by hand.
pub(super) fn is_random(value: &str, least: usize) -> bool {
    let is_key = |c: char| c.is_ascii_alphanumeric() || "_-+/=.~%".contains(c);
    value.len() >= least
        && value.chars().all(is_key)
        && has_letters_and_digits(value)
        && !is_worded(value)
        && !is_path(value)
        && !is_address(value)
        && !is_file(value)
        && !is_uuid(value)
        && entropy(value.as_bytes()) >= 3.0
}

fn is_uuid(value: &str) -> bool {
    value.len() == 36 && value.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

fn has_letters_and_digits(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_alphabetic())
        && value.contains(|c: char| c.is_ascii_digit())
}

/// Of two kinds at least: small letters, capitals, digits, signs. A capital at the beginning alone
/// is a word's.
fn is_mixed(value: &str) -> bool {
    let rest: String = value.chars().skip(1).collect();
    let digits = value.contains(|c: char| c.is_ascii_digit());
    let signs = value.contains(|c: char| c.is_ascii_punctuation() && !"-_.'".contains(c));
    let capitals = rest.contains(char::is_uppercase) && rest.contains(char::is_lowercase);
    digits || signs || capitals
}

/// `shop-db-credentials`, `next_page`, `v2.3.1`, `errors-after-release-2`: words with signs between.
fn is_worded(value: &str) -> bool {
    const SIGNS: [char; 6] = ['-', '_', '.', '/', ':', '|'];
    if !value.contains(SIGNS) {
        return false;
    }
    let mut parts = value.split(SIGNS).filter(|part| !part.is_empty());
    parts.all(|part| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = part.len() - letters.len();
        let is_word = letters.chars().all(|c| c.is_lowercase())
            || letters.chars().all(|c| c.is_uppercase())
            || (letters.chars().skip(1).all(|c| c.is_lowercase()) && letters.len() > 2);
        is_word && digits <= 4
    })
}

/// Several words, as a manual or a form has them.
fn is_sentence(value: &str) -> bool {
    let words: Vec<&str> = value.split_whitespace().collect();
    words.len() > 1
        && words.iter().all(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            word.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-') || word.len() < 3
        })
}

/// `/run/secrets/db`, `./x`, `~/.netrc`, `C:\keys`.
fn is_path(value: &str) -> bool {
    let is_rooted = ["/", "./", "../", "~/", "~", "\\\\", "$HOME"]
        .iter()
        .any(|root| value.strip_prefix(root).is_some_and(|rest| !rest.is_empty() || *root == "/"));
    let is_drive =
        matches!(value.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let parts = value.split('/').filter(|part| !part.is_empty());
    let is_named =
        |part: &str| part.len() < 3 || is_worded(part) || part.chars().all(char::is_lowercase);
    is_drive || (is_rooted && value.contains('/') && parts.clone().all(is_named))
}

fn is_address(value: &str) -> bool {
    value.contains("://") || value.starts_with("arn:") || value.starts_with("projects/")
}

fn is_file(value: &str) -> bool {
    value.rsplit_once('.').is_some_and(|(_, ending)| FILES.contains(&ending))
}

/// A number, a time or a size: `404`, `2026-11-22T02:14:00Z`, `10.0.0.4:5432`.
fn is_plain_number(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_digit() || ".:-+TZ,%/".contains(c))
}

/// Whether a text only stands where a secret would, or says that there is none.
pub(super) fn stands_for_one(value: &str) -> bool {
    let bare = value.trim();
    if bare.len() < 4 || bare.contains(MASK) {
        return true;
    }
    let is_cover = |c: char| "*xX.•·●-_#?…0 ".contains(c);
    if bare.chars().all(is_cover) || same_throughout(bare) {
        return true;
    }
    let covered = ["***", "xxxx", "XXXX", "•••", "●●●", "....", "…"];
    if covered.iter().any(|cover| bare.contains(cover)) {
        return true;
    }
    let around =
        [("<", ">"), ("{", "}"), ("[", "]"), ("(", ")"), ("%", "%"), ("@", "@"), ("__", "__")];
    if around.iter().any(|(open, close)| bare.starts_with(open) && bare.ends_with(close)) {
        return true;
    }
    let begins = [
        "$",
        "${",
        "{{",
        "<%",
        "#{",
        "%(",
        "%{",
        "!Ref",
        "!Sub",
        "!GetAtt",
        "!vault",
        "!secret",
        "!reference",
        "ENC[",
        "ENC(",
        "enc:",
        "vault:",
        "ssm:",
        "arn:",
        "op://",
        "env:",
        "file:",
        "secret://",
        "secretref:",
        "ref+",
        "sops:",
        "awssecret",
        "sm://",
        "gsm:",
        "akv:",
        "bws:",
        "keyring:",
        "sha256:",
        "sha512:",
        "sha1:",
        "md5:",
        "<",
    ];
    if begins.iter().any(|begin| bare.starts_with(begin)) {
        return true;
    }
    // What a format or a query fills in.
    let is_filled_in = matches!(bare.as_bytes(), [b'%', letter] if letter.is_ascii_alphabetic())
        || (bare.starts_with([':', '@'])
            && bare.chars().skip(1).all(|c| c.is_ascii_lowercase() || c == '_'))
        || ["{}", "{0}", "{:?}", ".*", "\\S", "[^", "(?"].iter().any(|part| bare.starts_with(part));
    let small = bare.to_lowercase();
    let plain = small.trim_matches(|c: char| !c.is_alphanumeric());
    is_filled_in || PLAIN.contains(&plain) || is_worded_for_one(bare)
}

/// `your-token-here`, `CHANGE_ME`, `REPLACE_WITH_KEY`, `fake-key`.
fn is_worded_for_one(value: &str) -> bool {
    let words: Vec<String> = value
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase())
        .collect();
    let begins = words.first().is_some_and(|word| FIRST_WORDS.contains(&word.as_str()));
    let ends = words.len() > 1 && words.last().is_some_and(|word| word == "here");
    let joined = words.concat();
    begins
        || ends
        || words.iter().any(|word| STANDING_FOR.contains(&word.as_str()))
        || JOINED.iter().any(|known| joined.starts_with(known))
}

fn same_throughout(value: &str) -> bool {
    let mut letters = value.chars();
    let first = letters.next();
    letters.all(|c| Some(c) == first)
}

/// Code that gives a type, or begins a list: `&str`, `*const c_char`, `["core"]`, `MESSAGE_ID`.
fn is_typed(value: &str) -> bool {
    let is_constant = value.contains('_')
        && value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    value.starts_with(['&', '*', '(', '[', ':', '^']) || value.contains(['<', '>']) || is_constant
}

/// Code that names another place: `request.form["password"]`, `self.token`, `getToken()`.
fn is_reference(value: &str) -> bool {
    let is_path = |c: char| c.is_alphanumeric() || "_.$?!:->&*".contains(c);
    let call = value.find(['(', '[']).filter(|at| *at > 0);
    if let Some(at) = call
        && value.get(..at).is_some_and(|name| {
            name.starts_with(|c: char| c.is_alphabetic() || "_&*$".contains(c))
                && name.chars().all(is_path)
        })
    {
        return true;
    }
    let bare = value.trim_matches(|c: char| "&*?!;".contains(c));
    let is_code = bare.contains("::") || bare.contains("->") || bare.contains("=>");
    let is_rooted = bare.split_once('.').is_some_and(|(root, rest)| {
        ROOTS.contains(&root.to_lowercase().as_str())
            && rest.chars().all(|c| c.is_alphanumeric() || "_.?!".contains(c))
    });
    // A name that tells of a secret is no secret: `password=db_password`.
    let is_name = bare.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
        && !bare.contains(|c: char| c.is_ascii_digit())
        && super::keys::told(bare).is_some_and(|told| told.trust != Trust::Random)
        && !bare.starts_with(|c: char| c.is_ascii_digit());
    is_code || is_rooted || is_name
}
