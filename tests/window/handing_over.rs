//! The hand-over sheet: all that the next person must know, accepted by name.

use kneeboard_core::event::Role;
use serde_json::json;

use crate::looking;
use crate::made::{Made, NODEJS};
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

/// R19: one sheet holds state, decisions, what waits, clocks and what stands; who takes over says
/// so by name.
#[test]
fn r19_the_sheet_holds_what_the_next_person_asks_and_is_accepted_by_name() {
    let scene = Scene::new("handing-over");
    let mut made = Made::at(scene.store());
    let incident = made.incident("Checkout returns 500 after v1.13.0", &[NODEJS]);
    made.step(incident, "1.1", json!({ "act": "StepDone", "value": "money", "as_expected": null }));
    made.step(incident, "1.2", json!({ "act": "StepSkipped", "reason": "chat is down too" }));
    made.step(
        incident,
        "1.3",
        json!({ "act": "StepDeferred", "until": "close", "reason": "the author sleeps" }),
    );
    made.act(incident, json!({ "act": "Contained", "text": "The discount flag is off." }));
    made.act(
        incident,
        json!({ "act": "Decided", "choose": "roll_back", "why": "It touches money.",
            "expect": "5xx under 0.5% by 02:25", "override_reason": "It is practised." }),
    );
    drop(made);
    let window = scene.open();
    into_the_walk(&window);

    to_the_sheet(&window);

    let sheet = window.value("document.querySelector('article').innerText").to_string();
    for told in [
        "Decided: roll back",
        "chat is down too",
        "the author sleeps",
        "The discount flag is off.",
        "5xx under 0.5% by 02:25",
        "nobody has taken it",
        "Next steps",
        "Clocks",
    ] {
        assert!(
            sheet.to_lowercase().contains(&told.to_lowercase()),
            "{told} is missing in {sheet}"
        );
    }
    let chat = window.value("document.querySelector('aside pre').innerText");
    let chat = chat.as_str().expect("lines");
    assert!(chat.lines().count() <= 10, "{chat}");
    looking::in_both_themes(&window, "sheet");
    looking::at_every_size(&window, "sheet");

    window.reach("aside [name=name]");
    window.press("Enter");
    window.until("a name to be asked for", "document.activeElement.ariaInvalid === 'true'");
    window.type_text("Ana");
    window.and_see_it(|window| window.press("Enter"));
    window.until("the new holder", "document.querySelector('article').innerText.includes('Ana')");
    let mut made = Made::at(window.scene().store());
    let holder = made.record_of(incident).role_holder(Role::Commander);
    assert_eq!(holder.and_then(|(_, name)| name).as_deref(), Some("Ana"));

    window.press("Esc");
    window.press("Esc");
    window.until("the walkthrough", "!!document.querySelector('[data-screen=walkthrough]')");
}

/// From a walkthrough to its sheet, through the palette.
pub fn to_the_sheet(window: &Window) {
    window.press("Ctrl+K");
    window.until("the palette", "!!document.querySelector('dialog input')");
    window.type_text("hand-over sheet");
    window.press("Enter");
    window.find("article", "Hand-over sheet");
}
