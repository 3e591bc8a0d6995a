//! Bytes of a text and what stands around them.

/// The byte at a place; 0 behind the end.
pub(super) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// Whether a word may begin here: nothing that belongs to a word stands before it.
///
/// A line break or a sign may be written in letters, as `\n` in JSON or `%3D` in an address.
pub(super) fn begins_word(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    let back = |by: usize| before.checked_sub(by).map_or(0, |at| byte(text, at));
    let c = byte(text, before);
    !c.is_ascii_alphanumeric()
        || (back(1) == b'\\' && matches!(c, b'n' | b't' | b'r'))
        || (back(2) == b'%' && c.is_ascii_hexdigit() && back(1).is_ascii_hexdigit())
}

/// Where spaces and tabs end; a row of more than `most` is no gap between a name and its value.
pub(super) fn past_spaces(text: &[u8], at: usize, most: usize) -> usize {
    let spaces = text.iter().skip(at).take(most).take_while(|c| matches!(c, b' ' | b'\t'));
    at + spaces.count()
}

/// Where the line ends, at its line feed or at the end of the text; `most` bytes are looked at.
pub(super) fn line_end(text: &[u8], at: usize, most: usize) -> usize {
    at + text.iter().skip(at).take(most).take_while(|c| **c != b'\n').count()
}

/// Whether letters stand here, in any case; `word` is in small ones.
pub(super) fn has_word(text: &[u8], at: usize, word: &str) -> bool {
    text.get(at..at + word.len()).is_some_and(|there| there.eq_ignore_ascii_case(word.as_bytes()))
}

/// The nearest place at or before this one that lies between two characters.
pub(super) fn between(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The length of a quotation mark that stands here, and what ends what it begins.
pub(super) fn quote(text: &[u8], at: usize) -> Option<(usize, &'static [u8])> {
    const MARKS: [(&[u8], &[u8]); 14] = [
        (b"\"", b"\""),
        (b"'", b"'"),
        (b"`", b"`"),
        (b"\\\"", b"\\\""),
        (b"\\'", b"\\'"),
        (b"\\\\\\\"", b"\\\\\\\""),
        (b"&quot;", b"&quot;"),
        (b"&#34;", b"&#34;"),
        (b"&#39;", b"&#39;"),
        (b"%22", b"%22"),
        ("\u{201c}".as_bytes(), "\u{201d}".as_bytes()),
        ("\u{201e}".as_bytes(), "\u{201c}".as_bytes()),
        ("\u{201d}".as_bytes(), "\u{201d}".as_bytes()),
        ("\u{2018}".as_bytes(), "\u{2019}".as_bytes()),
    ];
    if !matches!(byte(text, at), b'"' | b'\'' | b'`' | b'\\' | b'&' | b'%' | 0xe2) {
        return None;
    }
    let there = text.get(at..)?;
    MARKS.iter().find(|(mark, _)| there.starts_with(mark)).map(|(mark, end)| (mark.len(), *end))
}
