//! The postmortem: written in place, never lost, checked, and exported.

use std::fs;

use kneeboard_core::id::IncidentId;
use serde_json::{Value, json};

use crate::looking;
use crate::made::{Made, made, window_on};
use crate::window::{Scene, Window};

/// A window on the postmortem of one incident; `prepare` records what was there before.
fn writing(test: &str, prepare: impl FnOnce(&mut Made, IncidentId)) -> (Window, IncidentId) {
    let (window, incident) = window_on(test, "Checkout returns 500 after v1.13.0", prepare);
    into_the_postmortem(&window);
    (window, incident)
}

pub fn into_the_postmortem(window: &Window) {
    window.press("Ctrl+3");
    window.click_on("[data-screen=postmortems] [data-incident]");
    window.until("the document", "!!document.querySelector('[data-screen=postmortem] article h2')");
}

fn written(section: &str, text: &str, base: Value) -> Value {
    json!({ "act": "SectionWritten", "section": section, "text": text, "base": base })
}

fn section<'a>(view: &'a Value, name: &str) -> &'a Value {
    let sections = view["sections"].as_array().expect("sections");
    sections.iter().find(|section| section["name"] == name).expect("the section is there")
}

pub fn begin(window: &Window, section: &str) {
    window.click_on(&format!("[data-section={section}] header button"));
    window.until("the text field", &format!("document.activeElement.name === '{section}'"));
}

#[test]
fn what_is_typed_survives_another_process_another_screen_and_is_kept_beside_what_it_wrote() {
    let (window, incident) = writing("typed", |_, _| {});
    begin(&window, "summary");
    window.type_text("Checkout failed for 11 minutes.");

    // Somebody else writes the same section and another act arrives: nothing typed moves.
    let before = window.head().expect("the record is open");
    let mut other = made(&window);
    other.act(incident, written("summary", "Orders could not be paid.", json!([])));
    other.act(
        incident,
        json!({ "act": "NoteAdded", "text": "Seen from the shop", "note": "observation" }),
    );
    window
        .until("the change", &format!("Number(document.documentElement.dataset.head) > {before}"));
    window.type_text(" No order was lost.");
    let typed = "Checkout failed for 11 minutes. No order was lost.";
    assert_eq!(window.value("document.activeElement.value"), typed);
    window.until("the notice", "document.body.innerText.includes('Somebody wrote here')");
    looking::in_both_themes(&window, "overtaken");

    // Away and back again, by key: it is there.
    window.press("Ctrl+1");
    window.find("heading", "Incidents");
    into_the_postmortem(&window);
    let field = "document.querySelector('textarea[name=summary]')";
    window.until("the field", &format!("!!{field}"));
    assert_eq!(window.value(&format!("{field}.value")), typed);
    window.script(&format!("{field}.focus();"), Vec::new());
    window.and_see_it(|window| window.press("Ctrl+Enter"));

    let document = made(&window).postmortem(incident)["markdown"].to_string();
    assert!(document.contains("Orders could not be paid."), "{document}");
    assert!(document.contains(typed), "{document}");
}

#[test]
fn esc_asks_only_where_something_typed_would_go() {
    let (window, incident) = writing("esc", |_, _| {});

    begin(&window, "impact");
    window.press("Esc");
    window
        .until("the section to be read again", "!document.querySelector('textarea[name=impact]')");
    assert_eq!(window.value("!!document.querySelector('dialog')"), false);

    begin(&window, "impact");
    window.type_text("About 40 percent of requests.");
    window.press("Esc");
    window.find("dialog", "Leave what you typed?");
    looking::in_both_themes(&window, "discard");
    window.press("Esc");
    window.until("the dialog to close", "!document.querySelector('dialog')");
    window.until("the field again", "document.activeElement.name === 'impact'");
    assert_eq!(window.value("document.activeElement.value"), "About 40 percent of requests.");
    window.press("Esc");
    window.click("button", "Discard the text");
    window
        .until("the section to be read again", "!document.querySelector('textarea[name=impact]')");
    assert_eq!(made(&window).count(incident, "SectionWritten"), 0);
}

#[test]
fn exporting_shows_the_path_and_the_file_is_there() {
    let (window, _) = writing("export", |_, _| {});

    window.press("Ctrl+E");
    window.until("the path", "!!document.querySelector('[data-exported]')");
    let said = window.value("document.querySelector('[data-exported]').innerText");
    let path = said.as_str().and_then(|said| said.split("Written to ").nth(1)).expect("a path");
    let text = fs::read_to_string(path.trim()).expect("the document is there");
    assert!(text.contains("Checkout returns 500 after v1.13.0"), "{text}");
    looking::in_both_themes(&window, "exported");
}

/// R31: exports and the screen name roles; a name is in the record, and in no document by default.
#[test]
fn r31_the_document_names_roles_and_not_people() {
    let (window, incident) = writing("roles", |made, incident| {
        made.act(
            incident,
            json!({ "act": "RoleTaken", "role": "commander", "name": "Ana Kowalska" }),
        );
    });

    let shown = window.value("document.querySelector('article').textContent");
    assert!(!shown.to_string().contains("Kowalska"), "{shown}");
    assert!(shown.to_string().contains("incident commander"), "{shown}");
    window.press("Ctrl+E");
    window.until("the path", "!!document.querySelector('[data-exported]')");
    let folder = fs::read_dir(window.scene().export_folder()).expect("the folder is there");
    for file in folder {
        let text = fs::read_to_string(file.expect("a file").path()).expect("it is text");
        assert!(!text.contains("Kowalska"), "{text}");
    }
    let markdown = made(&window).postmortem(incident)["markdown"].to_string();
    assert!(!markdown.contains("Kowalska"), "{markdown}");
}

/// R3: the document tells the value that was read, not that something was checked.
#[test]
fn r3_the_document_tells_the_value_that_was_read() {
    let (window, _) = writing("values", |made, incident| {
        let done = json!({ "act": "StepDone", "value": "money: orders are not charged", "as_expected": null });
        made.step(incident, "1.1", done);
    });
    let timeline = "document.querySelector('[data-section=timeline]').textContent";
    let told = window.value(timeline).to_string();
    assert!(told.contains("money: orders are not charged"), "{told}");
}

/// R32: nothing ranks people: no score, no streak, no count by person.
#[test]
fn r32_findings_are_about_the_text_and_can_be_set_aside_with_a_reason() {
    let (window, incident) = writing("findings", |_, _| {});

    window.press("Ctrl+Down");
    window.until("a finding in focus", "document.activeElement.matches('aside li[data-rule]')");
    let first = window.value("document.activeElement.dataset.rule");
    window.press("Ctrl+Down");
    window.until(
        "the next one",
        "document.activeElement !== document.querySelector('aside li[data-rule]')",
    );
    looking::in_both_themes(&window, "finding");
    window.press("Ctrl+Up");
    window.reach_named("button", "Set aside… ST01 header owner");
    window.press("Enter");
    window.find("dialog", "Set this finding aside");
    window.press("Enter");
    window.until("a reason to be asked for", "!!document.querySelector('dialog [role=alert]')");
    looking::in_both_themes(&window, "set-aside");
    window.reach("dialog textarea");
    window.type_text("The owner is named on Monday.");
    window.and_see_it(|window| window.press("Enter"));
    assert_eq!(first, "ST01");
    assert_eq!(made(&window).count(incident, "FindingDismissed"), 1);
    assert!(!window.text().to_lowercase().contains("score"), "{}", window.text());
}

#[test]
fn factors_actions_owner_and_status_are_changed_in_place() {
    let (window, incident) = writing("in-place", |made, incident| {
        made.act(incident, json!({ "act": "FactorAdded", "text": "Carts were not migrated", "trigger": false, "evidence": [] }));
        made.act(incident, json!({ "act": "ActionAdded", "text": "Add old carts to the canary", "kind": "detect" }));
    });

    window.click_on("[data-section=factors] summary");
    window.click("button", "Edit factor 1");
    window.find("dialog", "Change a factor");
    looking::in_both_themes(&window, "factor");
    window.type_text(" before the release");
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    window.click_on("li[data-action='1'] button");
    window.until("the form", "!!document.querySelector('li[data-action] form')");
    window.script("document.querySelector('li[data-action] [name=owner]').focus();", Vec::new());
    window.type_text("engineering");
    looking::in_both_themes(&window, "action");
    window.and_see_it(|window| window.press("Enter"));
    window.choose("aside select", "commander");
    window.reach_named("button", "Set the owner");
    window.and_see_it(|window| window.press("Enter"));
    window.click("button", "Status…");
    window.find("dialog", "Status of the postmortem");
    looking::in_both_themes(&window, "status");
    window.reach("dialog [type=radio][value=in_review]");
    window.reach("dialog textarea");
    window.and_see_it(|window| window.press("Enter"));

    let view = made(&window).postmortem(incident);
    assert_eq!(view["factors"][0]["text"], "Carts were not migrated before the release");
    assert_eq!(view["actions"][0]["owner"], "engineering");
    assert_eq!(view["owner"], "incident commander");
    assert_eq!(view["status"], "in_review");
    assert_eq!(section(&view, "actions")["name"], "actions");
}

#[test]
fn the_fullest_postmortem_is_calm_and_its_head_is_one_line() {
    let word = "Zahlungsdienstleisterschnittstellenfehler".repeat(4);
    let (window, _) = writing("full", |made, incident| {
        made.act(
            incident,
            json!({ "act": "TitleSet", "title": format!("Checkout returns 500: {word}") }),
        );
        for n in 1..=200 {
            made.act(incident, json!({ "act": "NoteAdded", "text": format!("Reading {n}: {word}"), "note": "observation" }));
        }
        for n in 1..=300 {
            made.act(incident, json!({ "act": "ActionAdded", "text": format!("Look at shard {n}"), "kind": "detect" }));
        }
    });

    let height = window.value("document.querySelector('.page > header').offsetHeight");
    assert!(height.as_f64().expect("a height") <= 72.0, "{height}");
    let findings = window.value("document.querySelectorAll('aside li[data-rule]').length");
    assert!(findings.as_u64().expect("a number") >= 80, "{findings}");
    looking::in_both_themes(&window, "full");
    looking::at_every_size(&window, "full");
}

#[test]
fn words_that_were_removed_are_shown_as_removed() {
    let (window, _) = writing("removed", |made, incident| {
        made.act(
            incident,
            json!({ "act": "NoteAdded", "text": "card 4111 1111", "note": "observation" }),
        );
        let walk = made.walk(incident);
        let note = walk["timeline"].as_array().expect("rows").last().expect("a row")["id"].clone();
        made.act(incident, json!({ "act": "Redacted", "target": note, "reason": "a card number" }));
    });
    let told = window.value("document.querySelector('article').textContent").to_string();
    assert!(!told.contains("4111"), "{told}");
    assert!(told.contains("removed"), "{told}");
    looking::in_both_themes(&window, "removed");
}

#[test]
fn the_list_says_how_far_each_postmortem_is_and_teaches_while_it_is_empty() {
    let window = Scene::new("postmortems").open();
    window.press("Ctrl+3");
    window.find("heading", "No postmortems yet");
    looking::in_both_themes(&window, "empty");

    let mut made = made(&window);
    for n in 1..=40 {
        let title = format!("Checkout returns 500, time {n}");
        let incident = made.start(json!({ "title": title, "drill": n % 5 == 0 }));
        if n > 1 {
            made.act(incident, json!({ "act": "Closed", "note": null }));
        }
    }
    drop(made);
    window.until("the list", "document.querySelectorAll('[data-incident]').length === 40");
    looking::in_both_themes(&window, "forty");
    looking::at_every_size(&window, "forty");
}
