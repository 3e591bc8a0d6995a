//! How a name is joined with its value: by a sign, by a gap, or as two halves of a pair.

use super::{MOST_OF_LINE, Name};
use crate::secret::places::{byte, has_word, past_spaces, quote};
use crate::secret::values::Join;

/// How many spaces may lie between a name, its sign and its value.
const MOST_SPACES: usize = 40;

/// What a pair of name and value calls its second half.
const SECOND_HALVES: &[&str] =
    &["value", "parametervalue", "defaultvalue", "default", "content", "string"];

/// Words that set what stands behind them: `ENV NAME value`.
const SETTING: &[&str] = &["set", "-x", "-gx", "-ux", "x", "gx", "setenv", "env", "arg"];

/// How a name is joined with its value, where that begins, and what ends it besides.
pub(super) struct Joined {
    pub join: Join,
    pub at: usize,
    pub ends: &'static [u8],
}

fn by(join: Join, at: usize) -> Option<Joined> {
    Some(Joined { join, at, ends: b"" })
}

impl Name<'_> {
    /// The sign between a name and its value, and where the value begins.
    pub(super) fn joined(&self) -> Option<Joined> {
        let bytes = self.text.as_bytes();
        let closing = quote(bytes, self.range.end).map_or(0, |(length, _)| length);
        let mut at = self.range.end + closing;
        while matches!(byte(bytes, at), b']' | b')') {
            at += 1;
        }
        let gap = past_spaces(bytes, at, MOST_SPACES);
        let past = |length: usize| past_spaces(bytes, gap + length, MOST_SPACES);
        let is_spaced = gap > at;
        let is_quoted = closing > 0;
        let next = byte(bytes, gap + 1);
        match byte(bytes, gap) {
            b'=' if next == b'=' || next == b'>' => by(Join::Loose, past(2)),
            b'=' if is_spaced || matches!(next, b' ' | b'\t') => by(Join::Loose, past(1)),
            b'=' => by(Join::Tight, gap + 1),
            b':' if next == b'=' => by(Join::Loose, past(2)),
            b':' if next == b':' => None,
            b':' if is_quoted && next != b'\n' => by(Join::Tight, past(1)),
            b':' => by(Join::Line, self.past_block_sign(past(1))),
            b'>' if !is_spaced && (is_quoted || self.is_tag()) => {
                Some(Joined { join: Join::Tight, at: gap + 1, ends: b"<" })
            }
            b'|' if is_spaced && next == b' ' => {
                Some(Joined { join: Join::Line, at: past(1), ends: b"|" })
            }
            b'%' if has_word(bytes, gap, "%3d") => {
                Some(Joined { join: Join::Tight, at: gap + 3, ends: b"%&" })
            }
            b',' if is_quoted && self.is_first_of_call() && quote(bytes, past(1)).is_some() => {
                Some(Joined { join: Join::Tight, at: past(1), ends: b")" })
            }
            b',' | b'\n' | b'\r' => self.second_half(gap),
            _ if is_spaced => self.second_half(gap).or_else(|| self.spaced(gap)),
            _ => None,
        }
    }

    fn is_tag(&self) -> bool {
        let before = self.range.start.checked_sub(1);
        before.is_some_and(|at| byte(self.text.as_bytes(), at) == b'<')
    }

    /// `define('DB_PASSWORD', 'hunter22')`.
    fn is_first_of_call(&self) -> bool {
        let before = self.text.as_bytes().get(..self.range.start).unwrap_or_default();
        before.ends_with(b"('") || before.ends_with(b"(\"")
    }

    /// Where a name ends its line, or `|` does, its value stands on the next one.
    fn past_block_sign(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let is_sign = matches!(byte(bytes, at), b'|' | b'>');
        let is_chomped = is_sign && matches!(byte(bytes, at + 1), b'-' | b'+');
        let end = at + usize::from(is_sign) + usize::from(is_chomped);
        let end = end + usize::from(byte(bytes, end) == b'\r');
        match byte(bytes, end) {
            b'\n' => past_spaces(bytes, end + 1, MOST_SPACES),
            _ => at,
        }
    }

    /// `name: DB_PASSWORD` with `value: hunter22` behind it, in YAML, JSON and XML.
    fn second_half(&self, at: usize) -> Option<Joined> {
        let bytes = self.text.as_bytes();
        let is_between = |c: &&u8| b" \t\r\n,\"'".contains(c);
        let length = bytes.iter().skip(at).take(MOST_SPACES).take_while(is_between).count();
        let breaks = bytes.iter().skip(at).take(length).filter(|c| **c == b'\n').count();
        let at = at + length;
        let word = SECOND_HALVES.iter().find(|word| has_word(bytes, at, word))?;
        let end = at + word.len();
        if byte(bytes, end).is_ascii_alphanumeric() {
            return None;
        }
        let end = end + quote(bytes, end).map_or(0, |(length, _)| length);
        let sign = past_spaces(bytes, end, MOST_SPACES);
        let is_sign = matches!(byte(bytes, sign), b':' | b'=');
        let at = past_spaces(bytes, sign + 1, MOST_SPACES);
        (is_sign && breaks < 2).then_some(Joined { join: Join::Tight, at, ends: b"" })
    }

    /// A gap alone joins an option with its value, and a few words with what they announce.
    fn spaced(&self, at: usize) -> Option<Joined> {
        let bytes = self.text.as_bytes();
        let name = self.words();
        let before = self.text.get(self.before.clone()).unwrap_or_default();
        let is_option = self.range.start > 0 && byte(bytes, self.range.start - 1) == b'-';
        let is_set = name.contains(|c: char| c.is_ascii_uppercase())
            && SETTING.iter().any(|word| before.eq_ignore_ascii_case(word));
        let is_in_sql = matches!(byte(bytes, at), b'\'' | b'"')
            && (name.eq_ignore_ascii_case("password") || name.eq_ignore_ascii_case("by"));
        if is_option || is_set || is_in_sql || self.is_in_netrc() {
            let is_value = byte(bytes, at) != b'-';
            return if is_value { by(Join::Tight, at) } else { None };
        }
        let word = ["is", "was"].iter().find(|word| has_word(bytes, at, word))?;
        let end = at + word.len();
        let value = past_spaces(bytes, end, MOST_SPACES);
        if value > end { by(Join::Prose, value) } else { None }
    }

    /// `machine registry login ana password hunter22`.
    fn is_in_netrc(&self) -> bool {
        if self.words() != "password" || self.range.start - self.line > MOST_OF_LINE {
            return false;
        }
        let line = self.text.get(self.line..self.range.start).unwrap_or_default();
        let above = self.text.as_bytes().get(..self.line).unwrap_or_default();
        let above = above.get(above.len().saturating_sub(80)..).unwrap_or_default();
        line.contains("login ") || (line.trim().is_empty() && contains(above, b"login "))
    }
}

fn contains(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).any(|there| there == words)
}
