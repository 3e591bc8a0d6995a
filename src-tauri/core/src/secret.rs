//! What looks like a secret in typed text: found before it is stored, never after.

use regex_lite::Regex;
use std::sync::LazyLock;

/// A kind of secret and the shape it is recognised by; each shape is a published key format.
const SHAPES: [(&str, &str); 11] = [
    ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Stripe key", r"\b(?:sk|rk)_live_[A-Za-z0-9]{16,}"),
    ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a signed web token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    ("a password in an address", r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]{3,}@"),
    (
        "a password",
        r"(?i)\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)\s*[=:]\s*[^\s,;]{6,}",
    ),
];

static PATTERNS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    SHAPES.iter().filter_map(|(name, shape)| Some((*name, Regex::new(shape).ok()?))).collect()
});

/// The first kind of secret that a text seems to hold.
pub fn found_in(text: &str) -> Option<&'static str> {
    PATTERNS.iter().find(|(_, pattern)| pattern.is_match(text)).map(|(name, _)| *name)
}

/// The text with everything that looks like a secret replaced by `[masked]`.
pub fn masked(text: &str) -> String {
    PATTERNS.iter().fold(text.to_owned(), |text, (_, pattern)| {
        pattern.replace_all(&text, "[masked]").into_owned()
    })
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
