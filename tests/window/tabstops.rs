//! Every control of every place: reached by Tab, called something, and seen to have the focus.

use std::collections::BTreeSet;

use crate::made::{Made, NODEJS};
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

const MOST_STOPS: usize = 150;

#[test]
fn every_control_is_reached_by_tab_has_a_name_and_shows_its_focus() {
    let scene = Scene::new("tab-stops");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    into_the_walk(&window);
    window.until("the front, where a focus is drawn", "document.hasFocus()");
    for theme in ["dark", "light"] {
        window.take_on(theme);
        for place in PLACES {
            go_to(&window, place);
            walk_the_stops(&window, &format!("{theme}, {place}"));
        }
    }
}

#[test]
fn no_rule_of_accessibility_is_broken_in_any_place_in_either_theme() {
    let scene = Scene::new("axe-everywhere");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    into_the_walk(&window);
    for theme in ["dark", "light"] {
        window.take_on(theme);
        for place in PLACES {
            go_to(&window, place);
            window.picture(&format!("{place}-{theme}"));
            assert_eq!(window.accessibility_faults(), Vec::<String>::new(), "{theme}, {place}");
        }
        window.press("Ctrl+K");
        window.until("the palette", "!!document.querySelector('[role=option]')");
        assert_eq!(window.accessibility_faults(), Vec::<String>::new(), "{theme}, palette");
        window.picture(&format!("palette-{theme}"));
        window.press("Esc");
        window.press("?");
        window.find("dialog", "All keys");
        assert_eq!(window.accessibility_faults(), Vec::<String>::new(), "{theme}, all keys");
        window.picture(&format!("all-keys-{theme}"));
        window.press("Esc");
    }
}

const PLACES: [&str; 9] = [
    "walkthrough",
    "decide",
    "incidents",
    "runbooks",
    "edit",
    "history",
    "postmortems",
    "services",
    "settings",
];

fn go_to(window: &Window, place: &str) {
    match place {
        "walkthrough" | "decide" => {
            window.press("Ctrl+1");
            window.find("heading", "Incidents");
            into_the_walk(window);
            if place == "decide" {
                window.press("D");
            }
        }
        "incidents" => window.press("Ctrl+1"),
        "runbooks" => window.press("Ctrl+2"),
        "edit" | "history" => {
            window.press("Ctrl+2");
            window.until(
                "a runbook",
                "!!document.querySelector('[data-screen=runbooks] article h2')",
            );
            window.press(if place == "edit" { "E" } else { "V" });
        }
        "postmortems" => window.press("Ctrl+3"),
        "services" => window.press("Ctrl+4"),
        _ => window.press("Ctrl+5"),
    }
    window.until(place, &format!("!!document.querySelector('[data-screen={place}]') && !document.querySelector('[data-waiting]')"));
    window.script("document.activeElement.blur();", Vec::new());
}

/// Tab by Tab, until a stop comes again. What the last stop looked like is compared with how it
/// looks without the focus.
fn walk_the_stops(window: &Window, place: &str) {
    window.script(BEGIN, Vec::new());
    let mut seen = BTreeSet::new();
    // Keys come and go in the footer with what is said there: a second round finds those.
    for _ in 0..2 {
        let mut round = BTreeSet::new();
        for _ in 0..MOST_STOPS {
            window.press("Tab");
            let stop = window.script(STOP, Vec::new());
            let fault = stop["fault"].as_str().unwrap_or_default();
            assert_eq!(fault, "", "{place}: {stop}");
            if !round.insert(stop["number"].to_string()) {
                break;
            }
        }
        seen.append(&mut round);
    }
    assert!((8..MOST_STOPS).contains(&seen.len()), "{place} has {} stops", seen.len());
    let missed = window.value(MISSED);
    assert_eq!(missed, serde_json::json!([]), "{place}");
}

const BEGIN: &str = "window.stops = []; window.looks = [];";

/// Notes the stop, and says what is wrong with it or with the one before.
const STOP: &str = r#"
const at = document.activeElement;
const look = (element) => [element, element.nextElementSibling, element.parentElement]
  .filter((one) => one)
  .map((one) => getComputedStyle(one))
  .map((style) => [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor].join(" "))
  // The editor's stands over its gutter too.
  .concat(element.closest(".source") ? getComputedStyle(element.closest(".source"), "::after").content : [])
  .join("; ");
const words = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("[aria-hidden=true]").forEach((hidden) => hidden.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
};
const name = at.getAttribute("aria-label") ||
  (at.getAttribute("aria-labelledby") && words(document.getElementById(at.getAttribute("aria-labelledby")))) ||
  [...(at.labels ?? [])].map(words).join(" ") || words(at);
let fault = "";
const before = window.last;
if (before && before.element.isConnected && before.element !== at && look(before.element) === before.look) {
  fault = `no sign of the focus on ${before.name}: ${before.element.outerHTML.slice(0, 120)}`;
}
if (at !== document.body && !name && at.tagName !== "MAIN") fault = `no name: ${at.outerHTML.slice(0, 160)}`;
window.last = at === document.body ? undefined : { element: at, look: look(at), name };
let number = stops.indexOf(at);
if (number < 0) number = stops.push(at) - 1;
return { number, name, fault };
"#;

/// Controls that are seen and that no Tab came to. Of a group of radio buttons one is enough.
const MISSED: &str = r#"(() => {
  const controls = document.querySelectorAll("button, a[href], input, select, textarea, summary");
  const groups = new Set(stops.filter((stop) => stop.type === "radio").map((stop) => stop.name));
  return [...controls].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !one.closest("[hidden]") &&
      !stops.includes(one) && !(one.type === "radio" && groups.has(one.name)) && one.tabIndex >= 0)
    .map((one) => one.outerHTML.slice(0, 120));
})()"#;
