//! Passwords within an address: `postgres://shop:hunter22@db.internal/shop`.

use super::Found;
use super::places::byte;
use super::values::{is_random, stands_for_one};
use std::ops::Range;

/// Schemes whose address ends its host at the first `/`; elsewhere a password may hold one.
const PATHED: &[&str] = &["http", "https", "ws", "wss", "git+https", "svn"];

/// Words that manuals write where a password stands.
const WRITTEN: &[&str] =
    &["password", "passwd", "pass", "pw", "pwd", "secret", "token", "x-oauth-basic"];

/// How long a scheme is, and what stands between it and the host.
const LONGEST_SCHEME: usize = 24;
const LONGEST: usize = 1024;

/// Every password in an address.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    for (at, sign) in text.match_indices("://") {
        if at < from {
            continue;
        }
        let start = at + sign.len();
        let end = end_of(text.as_bytes(), start);
        let Some((kind, range)) = secret(text, at, start..end) else { continue };
        from = range.end;
        found.push(Found { kind, range });
    }
    found
}

/// Where an address ends: at a gap, a quotation mark or a bracket.
fn end_of(bytes: &[u8], at: usize) -> usize {
    let is_inside = |c: &&u8| !c.is_ascii_whitespace() && !b"\"'`<>|".contains(c);
    at + bytes.iter().skip(at).take(LONGEST).take_while(is_inside).count()
}

fn secret(text: &str, sign: usize, address: Range<usize>) -> Option<(&'static str, Range<usize>)> {
    let bytes = text.as_bytes();
    let whole = bytes.get(address.clone())?;
    let before = bytes.get(sign.saturating_sub(LONGEST_SCHEME)..sign)?;
    let is_scheme = |c: &&u8| c.is_ascii_alphanumeric() || b"+-.".contains(c);
    let length = before.iter().rev().take_while(is_scheme).count();
    let scheme = text.get(sign - length..sign)?.to_ascii_lowercase();
    let host_end = whole.iter().position(|c| b"/?#".contains(c)).unwrap_or(whole.len());
    let is_pathed = PATHED.contains(&scheme.as_str());
    let part = if is_pathed { whole.get(..host_end)? } else { whole };
    // What stands behind the last @ is the host; a password may hold one, and a query as well.
    let query = part.iter().position(|c| *c == b'?').unwrap_or(part.len());
    let within = part.get(..query)?;
    let host = within.iter().rposition(|c| *c == b'@')?;
    let user = within.get(..host)?;
    let start = address.start;
    match user.iter().position(|c| *c == b':') {
        Some(colon) => {
            // A port and a path stand before this @: `http://db:80/a@b`.
            let rest = user.get(colon + 1..)?;
            let is_port = rest.first().is_some_and(u8::is_ascii_digit)
                && rest.iter().take_while(|c| **c != b'/').all(u8::is_ascii_digit)
                && rest.contains(&b'/');
            let range = start + colon + 1..start + host;
            let value = text.get(range.clone())?;
            let is_written = WRITTEN.contains(&value.to_lowercase().as_str());
            let is_secret = value.len() >= 3 && !is_port && !is_written && !is_filled_in(value);
            is_secret.then_some(("a password in an address", range))
        }
        // `https://TOKEN@host` has a token where others have a user.
        None => {
            let range = start..start + host;
            let value = text.get(range.clone())?;
            let is_token = is_pathed && is_random(value, 20) && !is_filled_in(value);
            is_token.then_some(("a token in an address", range))
        }
    }
}

/// Three letters may be a password here, as they are between `:` and `@`.
fn is_filled_in(value: &str) -> bool {
    let is_short = value.len() < 4 && value.bytes().all(|c| c.is_ascii_alphanumeric());
    let is_loud = value.len() < 12 && value.bytes().all(|c| c.is_ascii_uppercase() || c == b'_');
    (!is_short && stands_for_one(value)) || is_loud || byte(value.as_bytes(), 0) == b'$'
}
