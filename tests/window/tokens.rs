//! Colours that can be read: the contrast of every token that carries words, in both themes.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../ui/src/tokens.css");

/// WCAG 2.2, success criterion 1.4.3 asks 4.5 for body text; the current step's words get 7.
#[test]
fn every_word_can_be_read_on_every_ground_in_both_themes() {
    for theme in ["dark", "light"] {
        let colours = colours_of(theme);
        for ground in ["background", "panel", "raised"] {
            for words in ["muted", "cyan", "green", "amber", "red"] {
                let ratio = contrast(colours[words], colours[ground]);
                assert!(ratio >= 4.5, "{theme}: {words} on {ground} is {ratio:.2}");
            }
            let ratio = contrast(colours["text"], colours[ground]);
            assert!(ratio >= 7.0, "{theme}: text on {ground} is {ratio:.2}");
        }
        let ratio = contrast(colours["on-cyan"], colours["cyan"]);
        assert!(ratio >= 4.5, "{theme}: a commanded button is {ratio:.2}");
    }
}

fn colours_of(theme: &str) -> BTreeMap<&'static str, [f64; 3]> {
    let block = TOKENS.split_once(&format!("[data-theme=\"{theme}\"]")).unwrap().1;
    let lines = block.split_once('}').unwrap().0.lines();
    let pairs = lines.filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    pairs.map(|(name, hex)| (name, colour(hex.trim_end_matches(';')))).collect()
}

fn colour(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
