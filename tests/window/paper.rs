//! What goes to paper, when everything else is down.
//!
//! The driver cannot print, so the rules that hold for paper are let hold on the screen, in a window
//! as wide as a sheet, and what they make of it is measured and looked at.

use kneeboard_core::event::{Role, Via};
use kneeboard_core::kneeboard::{Change, Kneeboard};
use serde_json::{Value, json};

use crate::made::{Made, NODEJS};
use crate::screens::keep;
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

/// R29: a runbook on paper is black on white, alone, whole, with boxes to tick and no step cut.
#[test]
fn r29_a_runbook_on_paper_has_boxes_whole_steps_and_written_out_links() {
    let window = Scene::new("paper-runbook").open();
    window.press("Ctrl+2");
    window.until("a runbook", "!!document.querySelector('article h2')");
    lay_on_paper(&window, "runbook");

    let step = "document.querySelector('article ol > li')";
    assert_eq!(style(&window, step, "breakInside"), "avoid");
    let side = style(&window, "document.querySelector('article ol > li > .box')", "width");
    assert!(pixels(&side) >= 12.0, "{side}");
    assert_eq!(style(&window, "document.querySelector('pre')", "whiteSpaceCollapse"), "preserve");
    assert_eq!(style(&window, "document.querySelector('pre')", "textWrapMode"), "wrap");
    let named = "[...document.querySelectorAll('article [role=link].named')]
        .every((link) => getComputedStyle(link, '::after').display !== 'none'
            && getComputedStyle(link, '::after').content !== 'none')";
    assert_eq!(window.value(named), true);
}

#[test]
fn r29_a_service_card_on_paper_has_what_is_filled_in_on_one_page() {
    let scene = Scene::new("paper-card");
    let mut store = Kneeboard::open(scene.store(), Via::CommandLine).expect("the store opens");
    let all = kneeboard_core::service::GROUPS.iter().flat_map(|(_, keys)| keys.iter());
    let keys = all.map(|offered| {
        let long = "a value of some words, longer than a column of the sheet is wide";
        let value = if offered.key.ends_with("_minutes") { "12" } else { long };
        (offered.key.to_owned(), value.to_owned())
    });
    store.set_service("shop-api", &keys.collect(), Role::OnCall).expect("the card is kept");
    let card = store.written("services/shop-api").expect("the card is there");
    let change = Change {
        id: "services/shop-api".to_owned(),
        text: format!(
            "{}# Before you call\n\n{}\n",
            card.text,
            "Ring the owner first. ".repeat(12)
        ),
        base: Some(card.revision),
        merged: None,
        reason: "notes".to_owned(),
        role: Role::OnCall,
    };
    store.save_runbook(&change).expect("the notes are kept");
    drop(store);
    let window = scene.open();
    window.press("Ctrl+4");
    window.until("the card", "!!document.querySelector('form[data-service]')");
    lay_on_paper(&window, "card");

    let shown = window.text();
    assert!(shown.contains("a value of some words"), "{shown}");
    assert!(shown.contains("Ring the owner first."), "{shown}");
    assert_eq!(
        window
            .value("[...document.querySelectorAll('input')].some((one) => one.checkVisibility())"),
        false
    );
    // A page of A4 within its margins, at 96 dots an inch.
    let height =
        window.value("document.querySelector('form[data-service]').getBoundingClientRect().height");
    assert!(height.as_f64().expect("a height") < 1001.0, "{height}");
}

#[test]
fn r29_a_postmortem_on_paper_has_its_title_and_none_of_its_buttons() {
    let scene = Scene::new("paper-postmortem");
    let mut made = Made::at(scene.store());
    let incident = made.incident("Checkout returns 500 after v1.13.0", &[NODEJS]);
    made.act(
        incident,
        json!({ "act": "ActionAdded", "text": "Add old carts to the canary", "kind": "detect" }),
    );
    drop(made);
    let window = scene.open();
    window.press("Ctrl+3");
    window.click_on("[data-screen=postmortems] [data-incident]");
    window.until("the document", "!!document.querySelector('article h2')");
    lay_on_paper(&window, "postmortem");

    let shown = window.text();
    assert!(shown.starts_with("Postmortem · Checkout returns 500 after v1.13.0"), "{shown}");
    assert!(shown.contains("Add old carts to the canary"), "{shown}");
    assert!(!shown.contains("Before you publish"), "{shown}");
}

#[test]
fn r29_a_hand_over_sheet_on_paper_begins_with_its_title_and_state() {
    let scene = Scene::new("paper-sheet");
    let mut made = Made::at(scene.store());
    made.incident("Checkout returns 500 after v1.13.0", &[NODEJS]);
    drop(made);
    let window = scene.open();
    into_the_walk(&window);
    window.press("Ctrl+K");
    window.until("the palette", "!!document.querySelector('dialog input')");
    window.type_text("hand-over sheet");
    window.press("Enter");
    window.find("article", "Hand-over sheet");
    lay_on_paper(&window, "sheet");

    let shown = window.text();
    assert!(shown.starts_with("Hand-over: Checkout returns 500 after v1.13.0"), "{shown}");
    assert!(!shown.contains("I have command"), "{shown}");
}

/// The rules for paper on the screen; then only the matter is left, black on white.
fn lay_on_paper(window: &Window, name: &str) {
    let rules = window.script(PAPER, Vec::new());
    assert!(rules.as_u64().expect("a number") > 20, "{rules} rules for paper");
    window.resize(690, 1100);
    keep(&window.picture(name), &format!("paper-{name}"));
    assert_eq!(style(window, "document.body", "backgroundColor"), "rgb(255, 255, 255)");
    assert_eq!(window.script(CHROME, Vec::new()), json!([]), "{name}");
    let pale = window.script(PALE, Vec::new());
    assert_eq!(pale, json!([]), "{name}");
    let frame = "[...document.querySelectorAll('html, body, #app, main, .matter')]
        .every((one) => getComputedStyle(one).overflowY === 'visible')";
    assert_eq!(window.value(frame), true, "{name}: something is cut");
}

fn style(window: &Window, element: &str, property: &str) -> Value {
    window.value(&format!("getComputedStyle({element}).{property}"))
}

fn pixels(size: &Value) -> f64 {
    size.as_str().and_then(|size| size.strip_suffix("px")?.parse().ok()).expect("a size")
}

/// Lets the rules for print hold now, and those for screens alone no more, each in its place in the
/// cascade; says how many there were.
const PAPER: &str = r#"
let count = 0;
const turn = (rules) => {
  for (const rule of rules) {
    const media = rule instanceof CSSMediaRule ? rule.media.mediaText : "";
    if (media === "print") {
      rule.media.mediaText = "all";
      count += rule.cssRules.length;
    } else if (media === "screen") rule.media.mediaText = "not all";
    else if (rule.cssRules && !(rule instanceof CSSStyleRule)) turn(rule.cssRules);
  }
};
for (const sheet of document.styleSheets) turn(sheet.cssRules);
return count;
"#;

/// Whatever of the frame is still to be seen.
const CHROME: &str = r#"
return [...document.querySelectorAll("nav, footer, aside, header button, button:not([role=link]), .foot, details")]
  .filter((element) => element.checkVisibility())
  .map((element) => `${element.localName} ${element.textContent.slice(0, 40)}`);
"#;

/// Text that is not black, or nearly.
const PALE: &str = r#"
const lightness = (colour) => Math.max(...colour.match(/[\d.]+/g).slice(0, 3).map(Number));
return [...document.querySelectorAll("main *")]
  .filter((element) => element.checkVisibility() && element.childNodes.length > 0 &&
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""))
  .filter((element) => lightness(getComputedStyle(element).color) > 64)
  .map((element) => `${element.localName}: ${getComputedStyle(element).color}`);
"#;
