//! Secrets of several lines: private keys, and the data of a Kubernetes Secret.

use super::Found;
use super::places::{byte, line_end};
use super::values::stands_for_one;
use std::ops::Range;

const PRIVATE_KEY: &str = "a private key";
const KUBERNETES: &str = "a Kubernetes Secret";

/// What a private key in PEM begins and ends with.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// How long the name of a key in its first line may be.
const LONGEST_LABEL: usize = 64;

/// How long a key is where no end of it is found.
const LONGEST_KEY: usize = 16_384;

/// Every private key, and every value of a Kubernetes Secret.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = private_keys(text);
    found.extend(putty_keys(text));
    found.extend(kubernetes_secrets(text));
    found
}

/// A private key with its first and last line; where the last one is missing, as far as it goes.
fn private_keys(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    // Where no end stands behind one key, none stands behind those after it.
    let mut last_end = text.rfind(END);
    for (start, _) in text.match_indices(BEGIN) {
        if found.last().is_some_and(|last| start < last.range.end) {
            continue;
        }
        let Some(body) = past_label(text, start + BEGIN.len()) else { continue };
        last_end = last_end.filter(|end| *end >= body);
        let end = last_end.and_then(|_| text.get(body..)?.find(END)).map(|at| body + at);
        let end = end.and_then(|end| past_label(text, end + END.len()));
        let end = end.unwrap_or_else(|| end_of_lines(text, body));
        let is_key = |c: &u8| c.is_ascii_alphanumeric();
        let within = text.as_bytes().get(body..end).unwrap_or_default();
        // The line alone, as a manual names it, opens nothing.
        if within.iter().take(400).filter(|c| is_key(c)).count() < 64 {
            continue;
        }
        found.push(Found { kind: PRIVATE_KEY, range: start..end });
    }
    found
}

/// Behind `RSA PRIVATE KEY-----`, where a private key is named.
fn past_label(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_label = |c: &&u8| c.is_ascii_uppercase() || c.is_ascii_digit() || **c == b' ';
    let length = bytes.iter().skip(at).take(LONGEST_LABEL).take_while(is_label).count();
    let label = text.get(at..at + length)?;
    let is_private = label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK");
    let end = at + length;
    (is_private && text.get(end..)?.starts_with("-----")).then_some(end + 5)
}

/// The lines of base64 behind a first line that has no last one.
fn end_of_lines(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let line = line_end(bytes, end, LONGEST_KEY);
        let words = bytes.get(end..line).unwrap_or_default().trim_ascii();
        let is_key = words.iter().all(|c| c.is_ascii_alphanumeric() || b"+/=\\-:, ".contains(c))
            && !words.iter().any(|c| *c == b' ' && !words.contains(&b':'));
        if !is_key || words.is_empty() && end > at || line - at > LONGEST_KEY {
            return at + text.get(at..end).map_or(0, |lines| lines.trim_end().len());
        }
        if byte(bytes, line) != b'\n' {
            return line;
        }
        end = line + 1;
    }
}

/// The lines behind `Private-Lines:` of a PuTTY key.
fn putty_keys(text: &str) -> Vec<Found> {
    const HEAD: &str = "Private-Lines: ";
    let heads = text.match_indices(HEAD).filter_map(|(at, _)| {
        let bytes = text.as_bytes();
        let count = bytes.iter().skip(at + HEAD.len()).take(4).take_while(|c| c.is_ascii_digit());
        let lines: usize =
            text.get(at + HEAD.len()..at + HEAD.len() + count.count())?.parse().ok()?;
        let start = line_end(bytes, at, 64) + 1;
        let mut end = start;
        for _ in 0..lines.min(200) {
            end = line_end(bytes, end, 200) + 1;
        }
        let end = super::places::between(text, end.saturating_sub(1));
        (end > start).then_some(Found { kind: PRIVATE_KEY, range: start..end })
    });
    heads.collect()
}

/// The values below `data:` and `stringData:` of what says `kind: Secret`.
fn kubernetes_secrets(text: &str) -> Vec<Found> {
    let is_one = |line: &str| {
        let line = line.trim().trim_start_matches("- ").trim_end_matches(',');
        let (name, value) = line.split_once(':').unwrap_or_default();
        let bare = |word: &str| word.trim().trim_matches(['"', '\'']).to_owned();
        bare(name) == "kind" && bare(value) == "Secret"
    };
    if !text.lines().any(is_one) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut data: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_start();
        let indent = line.len() - words.len();
        let name = words.split(':').next().unwrap_or_default().trim_matches(['"', '\'', ' ', '-']);
        if matches!(name, "data" | "stringData") && words.contains(':') {
            data = Some(indent);
        } else if data.is_some_and(|outer| indent <= outer) && !words.trim().is_empty() {
            data = None;
        } else if data.is_some() {
            found.extend(value(line, start));
        }
    }
    found.into_iter().map(|range| Found { kind: KUBERNETES, range }).collect()
}

/// What stands behind the colon of `tls.key: LS0t…`, or the whole line of a block.
fn value(line: &str, start: usize) -> Option<Range<usize>> {
    let is_base64 = |word: &str| {
        word.bytes().all(|c| c.is_ascii_alphanumeric() || b"+/=".contains(&c)) && word.len() > 7
    };
    let (from, value) = match line.split_once(':') {
        Some((name, value)) => (name.len() + 1, value),
        None if is_base64(line.trim()) => (0, line),
        None => return None,
    };
    let is_around = |c: char| c.is_whitespace() || "\"',".contains(c);
    let bare = value.trim_start_matches(is_around);
    let from = start + from + (value.len() - bare.len());
    let bare = bare.trim_end_matches(is_around);
    let is_value = !stands_for_one(bare) && !matches!(bare, "{" | "|" | "|-" | ">" | ">-");
    is_value.then_some(from..from + bare.len())
}
