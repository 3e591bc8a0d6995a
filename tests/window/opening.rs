//! The window opens: its places, its look in both themes, its policy.

use crate::window::Scene;

#[test]
fn the_window_opens_on_its_places_without_accessibility_faults() {
    let window = Scene::new("opening").open();

    for place in ["Runbooks", "Postmortems", "Services", "Settings", "Incidents"] {
        window.click("button", place);
        window.find("heading", place);
        assert_eq!(window.accessibility_faults(), Vec::<String>::new(), "{place}");
    }
    assert_eq!(window.head(), Some(0));
}

#[test]
fn every_place_and_the_list_of_keys_is_reached_by_keyboard() {
    let window = Scene::new("keyboard").open();

    window.press("Ctrl+3");
    window.find("heading", "Postmortems");
    window.press("?");
    window.find("dialog", "All keys");
    window.picture("all-keys");
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.press("Esc");
    window.until("the dialog to close", "!document.querySelector('dialog')");
    window.press("Ctrl+1");
    window.find("heading", "Incidents");
}

#[test]
fn nothing_runs_or_loads_that_the_policy_does_not_allow() {
    let window = Scene::new("policy").open();

    window.script(
        r#"
        window.refused = [];
        addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        const picture = document.createElement("img");
        picture.src = "https://example.invalid/picture.png";
        const style = document.createElement("style");
        style.textContent = "body { outline: 7px solid red }";
        document.body.append(script, picture, style);
        "#,
        Vec::new(),
    );

    window.until("three refusals", "window.refused.length >= 3");
    assert_eq!(window.value("window.ran === undefined"), true);
    assert_eq!(window.value("getComputedStyle(document.body).outlineWidth !== '7px'"), true);
    assert_eq!(window.value("window.__TAURI__ === undefined"), true);
    assert_eq!(window.value("Object.isFrozen(Object.prototype)"), true);
}

#[test]
fn the_window_becomes_a_strip_of_360_pixels() {
    let window = Scene::new("strip").open();
    window.resize(360, 640);
    assert_eq!(window.value("document.documentElement.scrollWidth <= innerWidth"), true);
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("strip");
}
