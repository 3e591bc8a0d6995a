//! Looking at a screen: in both themes, at every size, without a fault that can be measured.

use crate::window::Window;

/// The sizes a screen is looked at in: as it opens, the smallest desk, 200% zoom, and the strip.
const SIZES: [(u32, u32); 4] = [(1280, 800), (900, 600), (640, 400), (360, 640)];

/// A picture in each theme, and no fault of accessibility in either.
pub fn in_both_themes(window: &Window, name: &str) {
    let theme = "document.documentElement.dataset.theme";
    let before = window.value(theme);
    for shown in ["dark", "light"] {
        window.script(&format!("{theme} = '{shown}';"), Vec::new());
        window.picture(&format!("{name}-{shown}"));
        assert_eq!(window.accessibility_faults(), Vec::<String>::new(), "{name}, {shown}");
    }
    window.script(
        &format!("{theme} = '{}';", before.as_str().expect("there is a theme")),
        Vec::new(),
    );
}

/// Nothing has to be scrolled sideways at any size; a picture of each.
pub fn at_every_size(window: &Window, name: &str) {
    for (width, height) in SIZES {
        window.resize(width, height);
        window.picture(&format!("{name}-{width}"));
        assert_eq!(window.script(TOO_WIDE, Vec::new()), serde_json::json!([]), "{name} at {width}");
    }
    window.resize(1280, 800);
}

/// What sticks out of the window or of its head, or has to be scrolled sideways; code may, for it
/// scrolls itself.
const TOO_WIDE: &str = r#"
const wide = [...document.querySelectorAll("html, body, main, aside, section, .matter, .list")].filter(
  (element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1 &&
    getComputedStyle(element).overflowX !== "visible");
const head = document.querySelector(".page > header");
if (head && head.scrollHeight > head.offsetHeight + 1) wide.push(head);
return wide.map((element) => `${element.localName}.${element.className}: ${element.scrollWidth} in ${element.clientWidth}`);
"#;
