//! Links, on their way to the person's browser.
//!
//! An address can carry words out of this machine. One that the record or a runbook already had when
//! the window was opened is opened at once; for any other the person is asked, in a dialog that the
//! page cannot answer.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError, TryLockError};

use kneeboard_core::kneeboard::EdgeError;
use tauri::{AppHandle, Url};

use crate::native::{self, Question};

/// The longest address that is opened, in bytes.
const MOST_BYTES: usize = 2000;
/// Letters in a line of the question: an address has no spaces at which it could be broken.
const LINE: usize = 72;

/// The addresses that the person has agreed to in this window, and the one question at a time.
#[derive(Default)]
pub struct Links {
    agreed: Mutex<HashSet<String>>,
    question: Mutex<()>,
}

impl Links {
    /// Whether an address may be opened that nobody had written down before. Blocks until the person
    /// has said, where they have not said it of this address before.
    pub fn agrees(&self, app: &AppHandle, url: &Url) -> Result<bool, EdgeError> {
        let _one = match self.question.try_lock() {
            Ok(one) => one,
            Err(TryLockError::Poisoned(one)) => one.into_inner(),
            Err(TryLockError::WouldBlock) => {
                return Err(unopened(url.as_str(), "another link is being asked about"));
            }
        };
        if self.agreed.lock().unwrap_or_else(PoisonError::into_inner).contains(url.as_str()) {
            return Ok(true);
        }
        let text = asked(url);
        let question = Question {
            title: "Open a new link?",
            text: &text,
            go_on: "Open link",
            stay: "Don't open",
        };
        let agrees = native::confirms(app, &question).map_err(|_| {
            unopened(url.as_str(), "its address is new, and no dialog could be opened to ask you")
        })?;
        if agrees {
            let mut agreed = self.agreed.lock().unwrap_or_else(PoisonError::into_inner);
            agreed.insert(url.as_str().to_owned());
        }
        Ok(agrees)
    }
}

/// The address of a web page, or why it is refused.
pub fn checked(link: &str) -> Result<Url, EdgeError> {
    if link.len() > MOST_BYTES {
        let shown: String = link.chars().take(LINE).chain(['…']).collect();
        return Err(unopened(&shown, "its address is longer than 2,000 characters"));
    }
    let url = Url::parse(link).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    let url = url.ok_or_else(|| unopened(link, "it is not a web address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(unopened(link, "its address holds a user name or password"));
    }
    Ok(url)
}

/// What the person is asked. A parsed address has nothing but visible ASCII in it; a backslash is
/// shown as browsers send it, since the dialogs would read it as the beginning of an escape.
fn asked(url: &Url) -> String {
    let address = url.as_str().replace('\\', "%5C");
    let letters: Vec<char> = address.chars().collect();
    let lines: Vec<String> = letters.chunks(LINE).map(|line| line.iter().collect()).collect();
    format!(
        "Open this address in your browser?\n\nHost: {}\n\n{}\n\nIt is in no runbook, and was not \
         in the record when this window was opened.\nAn address can carry text from your record to \
         its host.\nOpen it only if you know it.",
        url.host_str().unwrap_or_default(),
        lines.join("\n"),
    )
}

/// Why a link was not opened, with the address to copy.
pub fn unopened(link: &str, why: &str) -> EdgeError {
    EdgeError {
        kind: "link".to_owned(),
        message: format!("The link was not opened: {why}."),
        hint: format!("Copy the address instead: {link}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_password_or_of_another_kind_or_too_long_is_refused() {
        assert!(checked("https://example.org/a?b=c#d").is_ok());
        for refused in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@example.org",
            "https://user:secret@example.org/",
            "https://user@example.org/",
            "https://:secret@example.org/",
            "https://",
            "",
        ] {
            assert_eq!(checked(refused).unwrap_err().kind, "link", "{refused}");
        }
        let long = |letters: usize| format!("https://example.org/{}", "a".repeat(letters - 20));
        assert!(checked(&long(2000)).is_ok());
        assert!(checked(&long(2001)).unwrap_err().hint.len() < 200);
    }

    #[test]
    fn the_question_shows_the_whole_address_and_nothing_that_is_not_seen() {
        let link =
            "https://example.org/\u{202e}gro\u{7}?q=\\n\u{200b}&".to_owned() + &"x".repeat(900);
        let text = asked(&checked(&link).unwrap());
        assert!(text.contains("\nHost: example.org\n"), "{text}");
        assert!(text.contains("%E2%80%AEgro%07?q=%5Cn%E2%80%8B&x"), "{text}");
        assert!(!text.contains('\\') && text.is_ascii(), "{text}");
        assert!(text.lines().all(|line| line.len() <= 80), "{text}");
        assert_eq!(text.matches('x').count(), 900, "all of it");

        let other = asked(&checked("https://exämple.org/").unwrap());
        assert!(other.contains("Host: xn--exmple-cua.org"), "{other}");
    }
}
