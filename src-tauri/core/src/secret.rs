//! What looks like a secret in typed text: found before it is stored, never after.

use regex_lite::Regex;
use std::sync::LazyLock;

/// A kind of secret: its name, words of which a text must hold one, in small letters, and the
/// published shape of the key. The words are looked for first: most texts hold none.
struct Shape {
    name: &'static str,
    hints: &'static [&'static str],
    pattern: &'static str,
}

const fn shape(name: &'static str, hints: &'static [&'static str], pattern: &'static str) -> Shape {
    Shape { name, hints, pattern }
}

const SHAPES: [Shape; 11] = [
    shape("a private key", &["private key"], r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    shape("an AWS access key", &["akia", "asia"], r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    shape(
        "a GitHub token",
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
    ),
    shape("a GitLab token", &["glpat-"], r"\bglpat-[A-Za-z0-9_-]{20,}"),
    shape("a Slack token", &["xox"], r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    shape("a Stripe key", &["_live_"], r"\b(?:sk|rk)_live_[A-Za-z0-9]{16,}"),
    shape("a Google API key", &["aiza"], r"\bAIza[0-9A-Za-z_-]{35}"),
    shape("an npm token", &["npm_"], r"\bnpm_[A-Za-z0-9]{36}\b"),
    shape(
        "a signed web token",
        &["eyj"],
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    ),
    shape("a password in an address", &["://"], r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]{3,}@"),
    shape(
        "a password",
        &["pass", "pwd", "secret", "key", "token"],
        r"(?i)\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)\s*[=:]\s*[^\s,;]{6,}",
    ),
];

static PATTERNS: LazyLock<Vec<(&Shape, Regex)>> = LazyLock::new(|| {
    SHAPES.iter().filter_map(|shape| Some((shape, Regex::new(shape.pattern).ok()?))).collect()
});

/// The first kind of secret that a text seems to hold.
pub fn found_in(text: &str) -> Option<&'static str> {
    likely(text).find(|(_, pattern)| pattern.is_match(text)).map(|(shape, _)| shape.name)
}

/// The text with everything that looks like a secret replaced by `[masked]`.
pub fn masked(text: &str) -> String {
    likely(text).fold(text.to_owned(), |text, (_, pattern)| {
        pattern.replace_all(&text, "[masked]").into_owned()
    })
}

fn likely(text: &str) -> impl Iterator<Item = &'static (&'static Shape, Regex)> {
    let small = text.to_ascii_lowercase();
    PATTERNS.iter().filter(move |(shape, _)| shape.hints.iter().any(|hint| small.contains(hint)))
}

#[cfg(test)]
mod tests {
    use super::{PATTERNS, SHAPES, found_in, masked};

    #[test]
    fn every_shape_is_a_pattern() {
        assert_eq!(PATTERNS.len(), SHAPES.len());
    }

    #[test]
    fn a_key_pasted_into_a_note_is_named_and_masked() {
        let note = "worker logs AKIAIOSFODNN7EXAMPLE on start";
        assert_eq!(found_in(note), Some("an AWS access key"));
        assert_eq!(masked(note), "worker logs [masked] on start");
    }

    #[test]
    fn plain_words_about_passwords_are_no_secret() {
        for text in ["the password form returns 500", "secret rotation is due", "pwd is /srv/app"] {
            assert_eq!(found_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_password_in_a_database_address_is_found() {
        let text = "DATABASE_URL is postgres://shop:hunter22@db.internal/shop";
        assert_eq!(found_in(text), Some("a password in an address"));
        assert!(!masked(text).contains("hunter22"));
    }
}
