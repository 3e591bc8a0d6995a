//! Names: what may be a handle or an id, and any name made safe as the name of a file.
//!
//! A name may come from another machine, or from a store that somebody else wrote: it is checked
//! where it is read, and made safe again where a file is named after it.

use crate::runbook::placeholder::hidden;

/// The longest name of a file that every system takes, in bytes.
const LONGEST_FILE: usize = 255;

/// The longest id of a runbook or card, in bytes.
pub(crate) const LONGEST_ID: usize = 200;

/// The longest slug, in letters.
const LONGEST_SLUG: usize = 40;

/// The longest handle, in letters: a month and day, a slug, and what tells two of them apart.
const LONGEST_HANDLE: usize = 64;

/// What a file is called whose name has nothing that can be kept.
const NO_NAME: &str = "unnamed";

/// Names that Windows keeps for devices.
const DEVICES: [&str; 7] = ["aux", "clock$", "con", "conin$", "conout$", "nul", "prn"];

/// Such names with a digit behind them; Windows takes a raised one for the plain one.
const PORTS: [&str; 2] = ["com", "lpt"];

/// The name of one file: `name` with whatever a system reads otherwise taken out, and `ending`.
///
/// It has no separator, nothing that nobody sees and no device's name, begins with neither a dot nor
/// a dash, and is at most 255 bytes long: joined to a folder it lies in that folder on every system.
pub fn file_name(name: &str, ending: &str) -> String {
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    let plain = plain.trim_start_matches(['.', '-', ' ']);
    // One byte is kept free for the mark before a device's name.
    let room = LONGEST_FILE.saturating_sub(ending.len() + 1);
    let fits = |(at, c): &(usize, char)| at + c.len_utf8() <= room;
    let cut: String = plain.char_indices().take_while(fits).map(|(_, c)| c).collect();
    let plain = cut.trim_end_matches(['.', '-', ' ']);
    let plain = if plain.is_empty() { NO_NAME } else { plain };
    let mark = if is_device(plain) { "_" } else { "" };
    format!("{mark}{plain}{ending}")
}

/// Whether Windows takes a file of this name for a device, whatever its ending.
pub(crate) fn is_device(name: &str) -> bool {
    let name = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_port = |port: &&str| {
        let mut rest = name.strip_prefix(*port).unwrap_or_default().chars();
        let digit = rest.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
        digit && rest.next().is_none()
    };
    DEVICES.contains(&name.as_str()) || PORTS.iter().any(is_port)
}

/// Whether a text can be an incident's handle: what [`slug`] gives, behind a month and day or not.
pub fn is_handle(text: &str) -> bool {
    let is_whole = !text.is_empty() && !text.starts_with('-') && !text.ends_with('-');
    let is_slug = |c: char| c == '-' || (is_letter(c) && c.to_lowercase().eq([c]));
    is_whole
        && !text.contains("--")
        && text.chars().count() <= LONGEST_HANDLE
        && text.chars().all(is_slug)
}

/// Whether a text can be the id of a runbook or a card: plain names between slashes.
pub fn is_id(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.trim() == part
            && part.chars().all(is_plain)
    };
    text.len() <= LONGEST_ID && text.split('/').all(is_name)
}

/// Lower-case letters and digits joined by hyphens, at most 40 characters; `incident` where a
/// title has none.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if is_letter(character) {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let mut cut: String = slug.chars().take(LONGEST_SLUG).collect();
    if slug.chars().count() > LONGEST_SLUG
        && let Some(at) = cut.rfind('-')
    {
        cut.truncate(at);
    }
    let cut = cut.trim_end_matches('-');
    if cut.is_empty() { "incident".to_owned() } else { cut.to_owned() }
}

/// A letter or digit that somebody sees.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && hidden(c).is_none()
}

/// Whether every system can have a character in the name of a file, and everybody sees it.
pub(crate) fn is_plain(c: char) -> bool {
    !c.is_control() && !"/\\:*?\"<>|".contains(c) && hidden(c).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::{Component, Path};

    #[test]
    fn names_that_lead_elsewhere_name_a_file_in_the_folder() {
        let told = [
            ("1122-checkout-500", "1122-checkout-500.md"),
            ("../victim/notes", "victim-notes.md"),
            ("/etc/passwd", "etc-passwd.md"),
            ("a/b", "a-b.md"),
            ("..\\victim\\notes", "victim-notes.md"),
            ("C:\\Windows\\x", "C--Windows-x.md"),
            ("\\\\host\\share", "host-share.md"),
            ("a\0b", "a-b.md"),
            ("a\nb\u{9b}c", "a-b-c.md"),
            ("notes\u{202e}dm.exe", "notes-dm.exe.md"),
            ("zero\u{200b}width", "zero-width.md"),
            ("CON", "_CON.md"),
            ("nul.txt", "_nul.txt.md"),
            ("com1", "_com1.md"),
            ("LPT³", "_LPT³.md"),
            ("con .x", "_con .x.md"),
            ("console", "console.md"),
            ("trailing. . ", "trailing.md"),
            (".hidden", "hidden.md"),
            ("-rf", "rf.md"),
            ("..", "unnamed.md"),
            (" . ", "unnamed.md"),
            ("", "unnamed.md"),
        ];
        for (name, file) in told {
            assert_eq!(file_name(name, ".md"), file, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_letters_and_keeps_its_ending() {
        for letter in ["x", "é", "日", "🦀"] {
            let file = file_name(&letter.repeat(400), "-timeline.json");
            assert!(file.len() <= 255 && file.len() > 245, "{} bytes", file.len());
            assert!(file.ends_with(&format!("{letter}-timeline.json")), "{file}");
        }
        assert!(file_name(&format!("con.{}", "x".repeat(400)), ".md").len() <= 255);
    }

    #[test]
    fn a_handle_is_what_a_slug_gives() {
        for handle in ["1122-checkout-500", "1122-日本-500", "1122-checkout-500-1a2b", "x"] {
            assert!(is_handle(handle), "{handle}");
        }
        let long = "x".repeat(65);
        for other in [
            "",
            "-",
            "a-",
            "-a",
            "a--b",
            "A",
            "../a",
            "a/b",
            "a b",
            "a.md",
            "a\0",
            "a\u{202e}b",
            "a\u{3164}b",
            &long,
        ] {
            assert!(!is_handle(other), "{other:?}");
        }
    }

    #[test]
    fn an_id_is_plain_names_between_slashes() {
        for id in ["any/roll-back-a-release", "Über uns/Été 1", "shop-api"] {
            assert!(is_id(id), "{id}");
        }
        let long = "x".repeat(201);
        for other in
            ["", "/", "/a", "a/", "a//b", "../a", "a/../b", "a\\b", "C:a", "a\u{200b}", &long]
        {
            assert!(!is_id(other), "{other:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn any_name_is_one_file_in_its_folder(name in any::<String>(), ending in "(-brief)?\\.(md|json)") {
            let file = file_name(&name, &ending);
            let parts: Vec<Component<'_>> = Path::new(&file).components().collect();
            prop_assert!(matches!(parts.as_slice(), [Component::Normal(part)] if *part == file.as_str()));
            prop_assert!(file.len() <= 255 && file.ends_with(&ending) && !is_device(&file));
            prop_assert!(!file.starts_with(['.', '-', ' ']) && file.chars().all(is_plain));
        }

        #[test]
        fn a_slug_of_any_title_is_a_handle(title in any::<String>()) {
            let slug = slug(&title);
            prop_assert!(is_handle(&slug), "{slug:?}");
            let handle = format!("1122-{slug}-1a2b");
            prop_assert!(is_handle(&handle));
        }
    }
}
