//! Characters that nobody sees, or that change how their neighbours are seen: their names, and
//! texts in which they are shown as U+202E and cannot do anything.

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

/// The name of a character that cannot be seen or that turns the direction of the text.
pub fn name(c: char) -> Option<&'static str> {
    bidirectional(c).or_else(|| invisible(c))
}

/// The name of a character that turns the direction of the text.
pub fn bidirectional(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{61c}' => "ARABIC LETTER MARK",
        '\u{200e}' => "LEFT-TO-RIGHT MARK",
        '\u{200f}' => "RIGHT-TO-LEFT MARK",
        '\u{202a}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202b}' => "RIGHT-TO-LEFT EMBEDDING",
        '\u{202c}' => "POP DIRECTIONAL FORMATTING",
        '\u{202d}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202e}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE",
        '\u{2068}' => "FIRST STRONG ISOLATE",
        '\u{2069}' => "POP DIRECTIONAL ISOLATE",
        _ => return None,
    })
}

/// The name of a character that cannot be seen, or not be told from a plain space.
pub fn invisible(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{a0}' => "NO-BREAK SPACE",
        '\u{ad}' => "SOFT HYPHEN",
        '\u{34f}' => "COMBINING GRAPHEME JOINER",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "HANGUL FILLER",
        '\u{17b4}' | '\u{17b5}' => "an invisible Khmer vowel",
        '\u{180b}'..='\u{180d}' | '\u{180f}' => "a variation selector",
        '\u{180e}' => "MONGOLIAN VOWEL SEPARATOR",
        '\u{200b}' => "ZERO WIDTH SPACE",
        '\u{200c}' => "ZERO WIDTH NON-JOINER",
        '\u{200d}' => "ZERO WIDTH JOINER",
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            "a space that is no plain space"
        }
        '\u{2028}' => "LINE SEPARATOR",
        '\u{2029}' => "PARAGRAPH SEPARATOR",
        '\u{2060}' => "WORD JOINER",
        '\u{2061}'..='\u{2064}' => "an invisible operator",
        '\u{206a}'..='\u{206f}' => "a deprecated format character",
        '\u{2800}' => "BRAILLE PATTERN BLANK",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "a variation selector",
        '\u{feff}' => "ZERO WIDTH NO-BREAK SPACE",
        '\u{fff9}'..='\u{fffb}' => "an annotation character",
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => "an invisible format character",
        '\u{e0000}'..='\u{e0fff}' => "a tag character",
        _ => return None,
    })
}

/// A text whose line breaks and tabs work, and in which everything else that would be hidden or
/// would steer a terminal is written as U+202E.
///
/// Emoji and scripts that need joiners stay as they are: a joiner between two letters or signs
/// outside ASCII belongs to them, and so does one variation selector behind such a sign.
pub fn shown(text: &str) -> Cow<'_, str> {
    written(text, |c| matches!(c, '\n' | '\t'))
}

/// The same on one line: line breaks and tabs are written as U+000A and U+0009, too, so that a name
/// cannot make a line of its own.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    written(text, |_| false)
}

/// Writes a value as JSON with two spaces a level. What would be hidden in a string is escaped there:
/// whoever reads the document gets the value as it was.
///
/// # Errors
/// Where it cannot be written.
pub fn write_json(out: impl io::Write, value: &impl Serialize) -> io::Result<()> {
    let mut json = Serializer::with_formatter(out, Escaping(PrettyFormatter::new()));
    Ok(value.serialize(&mut json)?)
}

struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| is_hidden(*c)) {
            out.write_all(text.get(from..at).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        out.write_all(text.get(from..).unwrap_or_default().as_bytes())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

fn written(text: &str, is_kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(|c| is_hidden(c) && !is_kept(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        if !is_hidden(c) || is_kept(c) || belongs(before, c, next) {
            shown.push(c);
        } else {
            let _ = write!(shown, "U+{:04X}", u32::from(c));
        }
        before = c;
    }
    Cow::Owned(shown)
}

/// Whether a reader would miss it: a space of another width is seen as a space.
fn is_hidden(c: char) -> bool {
    let is_space = c.is_whitespace() && !matches!(c, '\u{2028}' | '\u{2029}');
    let is_blank = is_space || c == '\u{2800}';
    c.is_control() || (name(c).is_some() && !is_blank) || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether a joiner or variation selector belongs to the letters or signs around it.
fn belongs(before: char, c: char, next: char) -> bool {
    let is_sign = |c: char| !c.is_ascii() && !is_hidden(c) && !c.is_whitespace();
    match c {
        // The sign before may have its variation selector, as in an eye in a speech bubble.
        '\u{200d}' => (is_sign(before) || before == '\u{fe0f}') && is_sign(next),
        '\u{200c}' => is_sign(before) && is_sign(next),
        '\u{fe0f}' if next == '\u{20e3}' => before.is_ascii_digit() || "#*".contains(before),
        '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180d}' | '\u{180f}' => is_sign(before),
        '\u{e0100}'..='\u{e01ef}' => is_sign(before) && before.is_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{on_one_line, shown, write_json};

    #[test]
    fn what_steers_or_hides_is_shown_by_its_number() {
        for (text, written) in [
            ("red \u{1b}[31m", "red U+001B[31m"),
            ("a\u{202e}b\u{2066}c", "aU+202EbU+2066c"),
            ("a\u{61c}b", "aU+061Cb"),
            ("a\u{200b}b\u{feff}", "aU+200BbU+FEFF"),
            ("a\u{2028}b\u{2029}", "aU+2028bU+2029"),
            ("\u{e0041}\u{7f}\u{9b}31m", "U+E0041U+007FU+009B31m"),
            ("carriage\rreturn", "carriageU+000Dreturn"),
            ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ] {
            assert_eq!(shown(text), written);
        }
        assert_eq!(on_one_line("nl\nname.md\t"), "nlU+000Aname.mdU+0009");
    }

    #[test]
    fn emoji_and_scripts_stay_readable() {
        for text in [
            "👩‍🚒 and 👨‍👩‍👧 and 🏳️‍🌈",
            "👍🏽 ❤️ 1️⃣",
            "مرحبا بالعالم",
            "שלום עולם",
            "می‌خواهم",
            "क्‍ष",
            "Zürich\u{a0}West",
            "日本語\u{3000}空白",
            "葛\u{e0100}",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_joiner_without_letters_around_it_is_shown() {
        assert_eq!(shown("a\u{200d}b"), "aU+200Db");
        assert_eq!(shown("👩\u{200d}"), "👩U+200D");
        assert_eq!(shown("👍\u{fe0f}\u{fe0e}\u{fe00}"), "👍\u{fe0f}U+FE0EU+FE00");
        assert_eq!(shown("pass\u{fe0f}word"), "passU+FE0Fword");
    }

    #[test]
    fn json_keeps_its_values_and_loses_what_hides_in_them() {
        let text = "a\u{9b}31m\u{202e}\u{e0041}\u{7f}👩‍🚒 é\nb";
        let value = serde_json::json!({ "text": text, "list": [1, {}, []], "none": null });
        let mut written = Vec::new();
        assert!(write_json(&mut written, &value).is_ok());
        let written = String::from_utf8_lossy(&written);
        assert!(written.contains("a\\u009b31m\\u202e\\udb40\\udc41\\u007f👩\\u200d🚒 é\\nb"));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).ok(), Some(value));
        let plain = serde_json::json!({ "a": [1, { "b": "é" }], "c": {} });
        let mut written = Vec::new();
        assert!(write_json(&mut written, &plain).is_ok());
        assert_eq!(String::from_utf8_lossy(&written), format!("{plain:#}"));
    }
}
