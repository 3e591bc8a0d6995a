//! Values behind a telling name, in whatever notation: environment and `.env` files, YAML, JSON,
//! INI, properties, XML, code, options of commands, and plain sentences.

mod headers;
mod joined;

use super::Found;
use super::keys::{Told, Trust, told};
use super::places::{byte, line_end};
use super::values::{Given, Join, given, is_secret};
use joined::Joined;
use std::ops::Range;

/// How much of the line around a name is looked at.
const MOST_OF_LINE: usize = 300;

/// Every value behind a telling name.
pub(super) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut line = 0;
    let mut before: Range<usize> = 0..0;
    let mut at = 0;
    while at < bytes.len() {
        let c = byte(bytes, at);
        if !(c.is_ascii_alphanumeric() || c == b'_') {
            at += 1;
            line = if c == b'\n' { at } else { line };
            continue;
        }
        let end = name_end(bytes, at);
        let name = Name { text, line, before, range: at..end };
        let values = name.values();
        before = at..end;
        at = values.iter().map(|found| found.range.end).max().unwrap_or(end).max(end);
        let passed = text.get(end..at).and_then(|passed| passed.rfind('\n'));
        line = passed.map_or(line, |by| end + by + 1);
        found.extend(values);
    }
    found
}

/// The kind of secret that a value is, given under this name: `database password`, `DB_PASSWORD`.
pub(super) fn under(name: &str, value: &str) -> Option<&'static str> {
    let told = told(&name.trim().replace(' ', "_"))?;
    let value = value.trim();
    is_secret(value, told, Join::Tight, false).then_some(told.kind)
}

fn name_end(bytes: &[u8], at: usize) -> usize {
    let is_name = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.');
    let mut end = at + bytes.iter().skip(at).take_while(|c| is_name(c)).count();
    while end > at + 1 && matches!(byte(bytes, end - 1), b'.' | b'-') {
        end -= 1;
    }
    end
}

/// A name with where it stands.
struct Name<'a> {
    text: &'a str,
    /// Where its line begins.
    line: usize,
    /// The word before it.
    before: Range<usize>,
    range: Range<usize>,
}

impl Name<'_> {
    fn values(&self) -> Vec<Found> {
        let name = self.words();
        match headers::of(self, name) {
            Some(found) => found,
            None => self.value(name).into_iter().collect(),
        }
    }

    fn words(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or_default()
    }

    fn value(&self, name: &str) -> Option<Found> {
        let Joined { join, at, ends } = self.joined()?;
        let told = told(name).or_else(|| self.of_two_words(name))?;
        let given = given(self.text, at, ends)?;
        let value = self.text.get(given.range.clone())?;
        let path = matches!(join, Join::Line | Join::Prose);
        let join = match join {
            Join::Loose | Join::Line if given.is_quoted => Join::Tight,
            Join::Loose | Join::Line
                if told.trust == Trust::Password && self.is_beside_a_user() =>
            {
                Join::Tight
            }
            Join::Line if !self.is_alone(&given) => Join::Prose,
            join => join,
        };
        // Between `<password>` and `@` in an address stands no value: an element has an end, as a
        // call has.
        let behind = self.text.as_bytes().get(given.after..)?;
        let is_whole = match ends {
            b"<" => behind.starts_with(b"</"),
            b")" => given.is_quoted && behind.trim_ascii_start().starts_with(b")"),
            _ => true,
        };
        let is_path = self.range.start.checked_sub(1).map(|at| byte(self.text.as_bytes(), at));
        let is_path = path && is_path == Some(b'/');
        let is_named = name.to_lowercase().ends_with(&value.to_lowercase());
        let is_found =
            is_whole && !is_path && !is_named && is_secret(value, told, join, given.is_quoted);
        is_found.then(|| Found { kind: told.kind, range: given.whole(self.text, at, ends) })
    }

    /// `API key`, `secret key`, `IDENTIFIED BY`: two words that only together tell.
    fn of_two_words(&self, name: &str) -> Option<Told> {
        let is_next = !self.before.is_empty()
            && self.before.end + 1 == self.range.start
            && byte(self.text.as_bytes(), self.before.end) == b' ';
        let before = self.text.get(self.before.clone()).filter(|_| is_next)?;
        match name.to_ascii_lowercase().as_str() {
            "key" => told(&format!("{before}_{name}")),
            "by" if before.eq_ignore_ascii_case("identified") => told("password"),
            _ => None,
        }
    }

    /// Whether nothing but the name and its value stand on the line.
    fn is_alone(&self, given: &Given) -> bool {
        let bytes = self.text.as_bytes();
        if self.range.start - self.line > MOST_OF_LINE {
            return false;
        }
        let end = line_end(bytes, given.after, MOST_OF_LINE);
        let behind = bytes.get(given.after..end).unwrap_or_default().trim_ascii();
        let before = bytes.get(self.line..self.range.start).unwrap_or_default();
        let is_lead = |c: &u8| !c.is_ascii_alphanumeric();
        let is_last = behind.is_empty() || b"#|,}])\"'`".contains(&byte(behind, 0));
        // A few words may lead to the name: `const`, `export`, a number and a dash.
        is_last && (before.iter().all(is_lead) || before.len() < 20)
    }

    /// Whether the line before or behind names a user: then a password is meant.
    fn is_beside_a_user(&self) -> bool {
        let bytes = self.text.as_bytes();
        let above = self.line.saturating_sub(MOST_OF_LINE)..self.line.saturating_sub(1);
        let above = bytes.get(above).unwrap_or_default();
        let from = above.iter().rposition(|c| *c == b'\n').map_or(0, |at| at + 1);
        let end = line_end(bytes, self.range.end, MOST_OF_LINE) + 1;
        let below = bytes.get(end..line_end(bytes, end, 40)).unwrap_or_default();
        names_a_user(above.get(from..).unwrap_or_default()) || names_a_user(below)
    }
}

/// `user: ana`, `- Login = shop`, `"username": "ana"`.
fn names_a_user(line: &[u8]) -> bool {
    const USERS: &[&str] =
        &["username", "user", "login", "e-mail", "email", "account", "host", "server", "hostname"];
    let from = line.iter().position(u8::is_ascii_alphanumeric).unwrap_or(line.len());
    let line = line.get(from..).unwrap_or_default();
    USERS.iter().any(|word| {
        let (name, rest) = line.split_at(word.len().min(line.len()));
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
        name.eq_ignore_ascii_case(word.as_bytes()) && matches!(byte(rest, 0), b':' | b'=')
    })
}
