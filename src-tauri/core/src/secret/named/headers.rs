//! What requests carry: `Authorization`, cookies, and the words `Bearer` and `Basic` anywhere.

use super::{Joined, Name};
use crate::secret::Found;
use crate::secret::keys::told;
use crate::secret::places::{byte, line_end, past_spaces};
use crate::secret::values::{given, is_random, stands_for_one};

/// Words in front of a header's secret.
const SCHEMES: &[&str] =
    &["basic", "bearer", "token", "apikey", "api-key", "digest", "negotiate", "splunk"];

/// How long a header of cookies is read.
const LONGEST: usize = 8192;

const BEARER: &str = "a bearer token";
const PAIR: &str = "a user's name and password";

/// What stands behind the name of such a header; nothing where it is another name.
pub(super) fn of(name: &Name<'_>, words: &str) -> Option<Vec<Found>> {
    let is = |known: &[&str]| known.iter().any(|known| words.eq_ignore_ascii_case(known));
    let one = |found: Option<Found>| Some(found.into_iter().collect());
    match words.len() {
        6 if is(&["bearer"]) => one(bearer(name)),
        5 if is(&["basic"]) => one(basic(name)),
        6 | 10 if is(&["cookie", "set-cookie"]) => Some(cookies(name)),
        13.. if is(&["authorization", "proxy-authorization", "x-authorization"]) => {
            one(authorization(name))
        }
        _ => None,
    }
}

/// `Authorization: Bearer …`, with a scheme or without.
fn authorization(name: &Name<'_>) -> Option<Found> {
    let text = name.text;
    let Joined { at, ends, .. } = name.joined()?;
    let first = given(text, at, ends)?;
    let value = text.get(first.range.clone())?;
    let scheme = value.split_whitespace().next().unwrap_or_default();
    if !SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        let is_found = is_random(value, 16) && !stands_for_one(value);
        let range = first.whole(text, at, ends);
        return is_found.then_some(Found { kind: "an authorization", range });
    }
    let at = past_spaces(text.as_bytes(), first.range.start + scheme.len(), 8);
    let second = given(text, at, b"\"'`")?;
    let secret = text.get(second.range.clone())?;
    let is_secret = secret.len() >= 6
        && !stands_for_one(secret)
        && (secret.contains(|c: char| c.is_ascii_digit()) || secret.len() >= 16);
    let kind = if scheme.eq_ignore_ascii_case("basic") { PAIR } else { BEARER };
    is_secret.then(|| Found { kind, range: second.whole(text, at, b"\"'`") })
}

/// `Bearer …` wherever it stands; in a sentence a word follows and no token.
fn bearer(name: &Name<'_>) -> Option<Found> {
    let end = name.range.end;
    let at = past_spaces(name.text.as_bytes(), end, 8);
    let given = given(name.text, at, b"\"'`")?;
    let value = name.text.get(given.range.clone())?;
    let is_token = at > end && is_random(value, 12) && !stands_for_one(value);
    is_token.then(|| Found { kind: BEARER, range: given.whole(name.text, at, b"\"'`") })
}

/// `Basic …` where what follows are a name and a password in base64.
fn basic(name: &Name<'_>) -> Option<Found> {
    let end = name.range.end;
    let at = past_spaces(name.text.as_bytes(), end, 8);
    let given = given(name.text, at, b"\"'`")?;
    let value = name.text.get(given.range.clone())?;
    (at > end && holds_a_pair(value)).then_some(Found { kind: PAIR, range: given.range })
}

/// The values of a header's cookies that tell a session from another one.
fn cookies(name: &Name<'_>) -> Vec<Found> {
    let bytes = name.text.as_bytes();
    let Some(joined) = name.joined() else { return Vec::new() };
    let end = line_end(bytes, joined.at, LONGEST);
    let mut found = Vec::new();
    let mut at = joined.at;
    while at < end {
        let rest = bytes.get(at..end).unwrap_or_default();
        let length = rest.iter().position(|c| *c == b';').unwrap_or(rest.len());
        let sign = rest.get(..length).and_then(|pair| pair.iter().position(|c| *c == b'='));
        found.extend(sign.and_then(|sign| cookie(name.text, at..at + sign, end)));
        at += length + 1;
    }
    found
}

fn cookie(text: &str, name: std::ops::Range<usize>, end: usize) -> Option<Found> {
    let given = given(text, name.end + 1, b"; ").filter(|given| given.range.end <= end)?;
    let value = text.get(given.range.clone())?;
    let is_telling = told(text.get(name)?.trim()).is_some() && value.len() >= 8;
    let is_found = (is_telling || is_random(value, 20)) && !stands_for_one(value);
    is_found.then_some(Found { kind: "a cookie", range: given.range })
}

/// Whether base64 holds a name and a password: `YW5hOmh1bnRlcjIy`.
fn holds_a_pair(value: &str) -> bool {
    if value.len() < 8 || value.len() > 400 {
        return false;
    }
    let mut bits = 0_u32;
    let mut plain = Vec::new();
    for (at, c) in value.trim_end_matches('=').bytes().enumerate() {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return false,
        };
        bits = bits << 6 | u32::from(six);
        if at % 4 > 0 {
            plain.push((bits >> (6 - 2 * (at % 4))) as u8);
        }
    }
    let colon = plain.iter().position(|c| *c == b':');
    colon.is_some_and(|at| at > 0 && at + 1 < plain.len())
        && plain.iter().all(|c| c.is_ascii_graphic() || *c == b' ')
        && byte(&plain, 0) != b' '
}

#[cfg(test)]
mod tests {
    use super::holds_a_pair;

    #[test]
    fn a_name_and_a_password_are_seen_through_base64() {
        assert!(holds_a_pair("YW5hOmh1bnRlcjIy"));
        assert!(holds_a_pair("c2hvcDpwdw=="));
        assert!(!holds_a_pair("authentication"));
        assert!(!holds_a_pair("challenge"));
    }
}
