//! The window opens: its places, its look in both themes, its policy, and trouble with the store.

use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::Kneeboard;

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

#[test]
fn a_store_in_a_missing_folder_gets_a_calm_page_that_names_it() {
    let scene = Scene::new("missing-folder");
    let store = scene.home().join("gone").join("kneeboard.db");
    let window = scene.with_store(&store).open();

    window.find("heading", "The record could not be opened");
    window.find("button", "Try again");
    assert!(window.text().contains(store.to_str().unwrap()), "{}", window.text());
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    assert!(!store.exists());
    window.picture("missing-folder");
}

#[test]
fn a_file_that_is_no_store_is_named_and_left_as_it_is() {
    let scene = Scene::new("not-a-store");
    let store = scene.home().join("notes.txt");
    let words = "These are somebody's notes, and no database at all.\n".repeat(40);
    std::fs::write(&store, &words).unwrap();
    let window = scene.with_store(&store).open();

    window.find("heading", "The record could not be opened");
    assert!(window.text().contains(store.to_str().unwrap()), "{}", window.text());
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    assert_eq!(std::fs::read_to_string(&store).unwrap(), words);
    window.picture("not-a-store");
}

#[test]
fn a_store_of_a_newer_kneeboard_is_refused_and_opens_once_it_is_replaced() {
    let scene = Scene::new("newer-store");
    let store = scene.home().join("kneeboard.db");
    drop(Kneeboard::open(&store, Via::Window).unwrap());
    let ours = std::fs::read(&store).unwrap();
    let mut newer = ours.clone();
    // SQLite keeps user_version in the four bytes from 60.
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&store, &newer).unwrap();
    let window = scene.with_store(&store).open();

    window.find("heading", "The record could not be opened");
    assert!(window.text().contains("newer"), "{}", window.text());
    assert_eq!(std::fs::read(&store).unwrap(), newer);
    window.picture("newer-store");

    std::fs::write(&store, &ours).unwrap();
    window.click("button", "Try again");
    window.find("heading", "Incidents");
}
