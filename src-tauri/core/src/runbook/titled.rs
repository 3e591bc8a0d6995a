//! A text under another title.

use super::parse;
use super::template::in_front_matter;
use crate::markdown::{self, Block, escape_heading, plain_text};

/// The text with this title in its front matter and in the heading that repeats the old one; every
/// other byte stays. A text that says its title nowhere is given back as it is.
pub fn titled(text: &str, title: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let old = parse(text, "any/text").0.title;
    let (mut is_front, mut is_headed) = (false, false);
    let lines = text.split_inclusive('\n').enumerate().map(|(n, line)| {
        let (words, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
        let is_fence = words.trim_start_matches('\u{feff}').trim_end() == "---";
        if is_fence && (n == 0 || is_front) {
            is_front = n == 0;
        } else if is_front && words.starts_with("title:") {
            return format!("title: {}{end}", in_front_matter(&title));
        } else if !is_front && !is_headed && is_heading(words, &old) {
            is_headed = true;
            return format!("# {}{end}", escape_heading(&title));
        }
        line.to_owned()
    });
    lines.collect()
}

/// Whether a line is a heading with these words, however its marks are written.
fn is_heading(line: &str, words: &str) -> bool {
    let blocks = markdown::parse(line).blocks;
    let [Block::Heading { level: 1, text, .. }] = blocks.as_slice() else { return false };
    line.starts_with("# ") && plain_text(text).split_whitespace().eq(words.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::titled;

    #[test]
    fn the_title_alone_is_another_one() {
        let text = "\u{feff}---\r\ntitle: Queue stands \r\nstack: any\r\n---\r\n# Queue stands\r\n\
                    title: here it is text\r\n# Queue stands\r\nlast";
        assert_eq!(
            titled(text, " Queue:\tstands *twice* "),
            "\u{feff}---\r\ntitle: \"Queue: stands *twice*\"\r\nstack: any\r\n---\r\n\
             # Queue: stands \\*twice\\*\r\ntitle: here it is text\r\n# Queue stands\r\nlast"
        );
        assert_eq!(titled("no title\n", "Another"), "no title\n");
        let text = "---\ntitle: Down at http://a/\n---\n# Down at http://a/\n";
        assert_eq!(titled(text, "C#"), "---\ntitle: \"C#\"\n---\n# C\\#\n");
    }
}
