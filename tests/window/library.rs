//! Runbooks and service cards: found, read, begun from, and filled in without loss.

use std::collections::BTreeMap;

use kneeboard_core::event::{Role, Via};
use kneeboard_core::kneeboard::Kneeboard;

use crate::looking;
use crate::window::Scene;

#[test]
fn a_runbook_is_found_by_its_symptom_read_and_begun_from() {
    let window = Scene::new("runbooks").open();
    window.press("Ctrl+2");
    window.until("a runbook", "!!document.querySelector('article h2')");
    looking::in_both_themes(&window, "reading");
    looking::at_every_size(&window, "reading");

    window.press("Ctrl+F");
    window.type_text("column does not exist");
    window.until("one left", "document.querySelectorAll('nav [data-runbook]').length === 1");
    looking::in_both_themes(&window, "found");
    window.press("Enter");
    let title = "document.querySelector('article h2').innerText";
    window.until("it", &format!("{title} === 'A migration dropped a column still in use'"));
    let boxes = window.value("document.querySelectorAll('article ol > li').length");
    assert!(boxes.as_u64().expect("a number") > 30, "{boxes}");

    window.press("Ctrl+F");
    window.replace_text("no such words anywhere");
    window.until("none", "document.body.innerText.includes('No runbook holds these words')");
    window.press("Esc");
    window.press("P");
    window.until("the start", "!!document.querySelector('[data-screen=incidents]')");
    let offered = "document.body.innerText.includes('A migration dropped a column still in use')";
    window.until("the runbook in the start", offered);
}

#[test]
fn a_card_is_filled_in_groups_and_loses_nothing_before_it_is_saved() {
    let scene = Scene::new("services");
    let mut store = Kneeboard::open(scene.store(), Via::CommandLine).expect("the store opens");
    for n in 1..=40 {
        let name = format!("Service {n}");
        let keys =
            BTreeMap::from([("name".to_owned(), name), ("stack".to_owned(), "django".to_owned())]);
        store
            .set_service(&format!("service-{n:02}"), &keys, Role::OnCall)
            .expect("the card is kept");
    }
    drop(store);
    let window = scene.open();
    window.press("Ctrl+4");
    window.until("the first card", "!!document.querySelector('form[data-service=service-01]')");
    looking::in_both_themes(&window, "card");

    window.fill("[name=rollback_minutes]", "soon");
    window.press("Ctrl+1");
    window.find("heading", "Incidents");
    window.press("Ctrl+4");
    let typed = "document.querySelector('[name=rollback_minutes]')?.value === 'soon'";
    window.until("what was typed", typed);
    window.script("document.querySelector('[name=rollback_minutes]').focus();", Vec::new());
    window.press("Ctrl+Enter");
    window.until("why not", "!!document.querySelector('form [role=alert]')");
    assert!(window.text().contains("is not a number of minutes"), "{}", window.text());
    looking::in_both_themes(&window, "refused");
    looking::at_every_size(&window, "refused");
    window.script("document.querySelector('[name=rollback_minutes]').focus();", Vec::new());
    window.replace_text("5");
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    window.until("it is saved", "!document.querySelector('form .bar')");

    let store = Kneeboard::open(window.scene().store(), Via::CommandLine).expect("it opens");
    let card = store.service("service-01").expect("the card is there");
    assert_eq!(card.get("rollback_minutes"), Some("5"));
}

#[test]
fn no_services_yet_says_what_a_card_is_for_and_how_it_begins() {
    let window = Scene::new("no-services").open();
    window.press("Ctrl+4");
    window.find("heading", "No services yet");
    looking::in_both_themes(&window, "empty");
    looking::at_every_size(&window, "empty");
    window.reach("[name=service]");
    window.type_text("Shop API");
    window.press("Enter");
    window.until("why not", "!!document.querySelector('form [role=alert]')");
    window.replace_text("shop-api");
    window.and_see_it(|window| window.press("Enter"));
    window.until("its card", "!!document.querySelector('form[data-service=shop-api]')");
}
