//! What a screen reader meets in the walkthrough, from top to bottom, as a whole document.

use std::fs;

use serde_json::json;

use crate::resume::Past;
use crate::walk::into_the_walk;

const EXPECTED: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/expected/reading-order.txt");

/// `KNEEBOARD_WRITE_EXPECTED=1` writes the document anew, to be read as prose.
#[test]
fn the_walkthrough_is_read_in_this_order() {
    let mut past = Past::at("reading-order", "02:00:00");
    let incident = past.incident;
    let done = |value: &str| json!({ "act": "StepDone", "value": value, "as_expected": null });
    let made = &mut past.made;
    made.step(incident, "1.1", done("none"));
    made.step(incident, "1.2", json!({ "act": "StepFailed", "note": "no dashboard" }));
    made.step(incident, "1.3", json!({ "act": "StepDeferred", "until": "close", "reason": null }));
    made.act(
        incident,
        json!({
            "act": "Decided", "choose": "roll_back", "why": "Restore service first.",
            "objections": null, "expect": null, "tripwire": null, "recheck": null,
            "override_reason": "Practised.",
        }),
    );
    let (window, _) = past.open();
    into_the_walk(&window);

    let found = window.value(ORDER);
    let found = found.as_str().expect("lines");
    if std::env::var_os("KNEEBOARD_WRITE_EXPECTED").is_some() {
        return fs::write(EXPECTED, found).expect("the document can be written");
    }
    let expected = fs::read_to_string(EXPECTED).expect("the document is there");
    for (n, (expected, found)) in expected.lines().zip(found.lines()).enumerate() {
        assert_eq!(found, expected, "line {}", n + 1);
    }
    assert_eq!(found, expected);
}

/// Roles and names as WAI-ARIA gives them, for what this page is made of; a role without words of
/// its own is told with what is inside it.
const ORDER: &str = r#"(() => {
const ROLES = { H1: "heading 1", H2: "heading 2", H3: "heading 3", BUTTON: "button", SUMMARY: "fold",
  NAV: "navigation", MAIN: "main", ASIDE: "beside", OL: "list", UL: "list", LI: "", FORM: "form",
  HEADER: "", FOOTER: "foot", SECTION: "region", INPUT: "field", TEXTAREA: "field", SELECT: "choice",
  PROGRESS: "progress", FIELDSET: "group", TABLE: "table", PRE: "group" };
const tidy = (text) => text.replace(/\s+/g, " ").trim();
const byId = (ids) => ids.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
const seen = (node) => [...node.childNodes].map((child) =>
  child.nodeType === 3 ? child.textContent
  : child.nodeType !== 1 || child.getAttribute("aria-hidden") === "true" || !child.checkVisibility() ? ""
  : getComputedStyle(child).display === "inline" ? seen(child) : ` ${seen(child)} `).join("");
const lines = [];
const say = (depth, ...words) => lines.push("  ".repeat(depth) + words.filter(Boolean).join(" "));
const walk = (node, depth) => {
  for (const child of node.childNodes) {
    if (child.nodeType === 3) { if (tidy(child.textContent)) say(depth, tidy(child.textContent)); continue; }
    if (child.nodeType !== 1 || child.getAttribute("aria-hidden") === "true" || !child.checkVisibility()) continue;
    const tag = child.tagName.toUpperCase();
    if (["SCRIPT", "STYLE", "SVG"].includes(tag)) continue;
    const role = child.getAttribute("role") ?? ROLES[tag];
    const by = child.getAttribute("aria-labelledby");
    const name = tidy(child.getAttribute("aria-label") ?? (by && byId(by)) ?? child.labels?.[0]?.textContent ?? "");
    const state = [child.ariaCurrent && `current ${child.ariaCurrent}`, child.disabled && "disabled",
      tag === "SUMMARY" && (child.parentElement.open ? "open" : "closed"),
      child.ariaPressed === "true" && "pressed"].filter(Boolean).join(", ");
    const leaf = ["BUTTON", "SUMMARY", "INPUT", "H1", "H2", "H3", "P", "TEXTAREA", "SELECT", "PROGRESS", "LABEL"].includes(tag)
      || role === "timer" || role === "status";
    if (leaf) {
      // A face of a clock is another each second.
      const words = name || (role === "timer" ? "" : tidy(seen(child)));
      if (words || role) say(depth, role ?? "", words && (role ? `“${words}”` : words), state && `(${state})`);
    } else if (role) {
      say(depth, role, name && `“${name}”`, state && `(${state})`);
      walk(child, depth + 1);
    } else if (["SPAN", "STRONG", "SMALL", "CODE", "TIME", "EM"].includes(tag) && !child.querySelector("input, button, [role]")) {
      if (tidy(seen(child))) say(depth, tidy(seen(child)));
    } else walk(child, depth);
  }
};
walk(document.body, 0);
return lines.join("\n") + "\n";
})()"#;
