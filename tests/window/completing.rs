//! What is typed in the editor is completed by keyboard, and never against it; prose is spelt, code is not.

use crate::editing::{OURS, edit, is_written, save};
use crate::looking;
use crate::window::{Scene, Window};

const TEXT: &str = "---\ntitle: Queue stands\nstack: any\n---\n# Queue stands\n\nWhen `queue_depth` climbs, see <https://example.org/board>.\n\n\
    ## Triage\n- [ ] Count what waits in {{service.queue}}\n  ```sh\n  queuectl count\n  ```\n\n\
    ## Mitigate\n### Isolate\n- [ ] Stop the writer\n\n## Validate\n- [ ] Look from outside";

fn writing(test: &str) -> Window {
    let scene = Scene::new(test);
    save(scene.store(), OURS, TEXT, None);
    let window = scene.open();
    edit(&window, "Queue stands");
    is_written(&window);
    window
}

/// A new line at the end of the text, typed as far as something is offered.
fn type_until_offered(window: &Window, typed: &str, offered: &str) {
    window.press("Enter");
    window.type_text(typed);
    window.until(
        offered,
        &format!("document.querySelector('{OFFERED}')?.innerText.startsWith('{offered}')"),
    );
    // A list that has just come up takes no key for a moment, so that none hits it by accident.
    window.script("delete window.offeredAt;", Vec::new());
    let settled = "(window.offeredAt ??= performance.now()) < performance.now() - 200";
    window.until("the list to take keys", settled);
}

const OFFERED: &str = ".cm-tooltip-autocomplete li[aria-selected]";
const NONE_IS_OFFERED: &str = "!document.querySelector('.cm-tooltip-autocomplete')";
const IS_IN_TEXT: &str = "!!document.activeElement?.closest('.cm-content')";

fn last_line(window: &Window) -> String {
    let line = window.value("document.querySelector('.cm-content').lastElementChild.textContent");
    line.as_str().expect("a line").to_owned()
}

#[test]
fn labels_placeholders_conditions_and_headings_are_completed_by_keyboard() {
    let window = writing("completing");
    window.press("Ctrl+End");
    for (typed, offered, becomes) in [
        ("  - Exp", "Expect", "  - Expect: "),
        ("- Why: {{release.g", "release.good", "  - Why: {{release.good}}"),
        ("- Undo: {{service.deployme", "service.deployment", "  - Undo: {{service.deployment}}"),
        ("- When: service.plat", "service.platform", "  - When: service.platform = "),
        ("- If not: it does not, go to Iso", "Isolate", "  - If not: it does not, go to Isolate"),
    ] {
        type_until_offered(&window, typed, offered);
        window.press("Enter");
        window.until("the list to close", NONE_IS_OFFERED);
        assert_eq!(last_line(&window), becomes);
    }
    // Of several the arrows choose.
    type_until_offered(&window, "- Leaves: {{release.", "release.");
    looking::in_both_themes(&window, "offered");
    let first = window.value(&format!("document.querySelector('{OFFERED}').innerText"));
    window.press("Down");
    window.until("the next", &format!("document.querySelector('{OFFERED}').innerText !== {first}"));
    window.press("Up");
    window
        .until("the first", &format!("document.querySelector('{OFFERED}').innerText === {first}"));
    window.press("Enter");
    window.until("the list to close", NONE_IS_OFFERED);
    assert!(last_line(&window).ends_with("}}"), "{}", last_line(&window));
}

#[test]
fn esc_closes_what_is_offered_and_tab_leaves_the_text_all_the_same() {
    let window = writing("completing-esc");
    window.press("Ctrl+End");
    type_until_offered(&window, "  - Exp", "Expect");
    window.press("Esc");
    window.until("the list to close", NONE_IS_OFFERED);
    assert_eq!(window.value(IS_IN_TEXT), true, "the first Esc closes the list alone");
    assert_eq!(last_line(&window), "  - Exp");
    window.press("Backspace");
    window.press("Backspace");
    window.press("Backspace");

    window.type_text("Und");
    window.until(
        "Undo",
        &format!("document.querySelector('{OFFERED}')?.innerText.startsWith('Undo')"),
    );
    window.press("Tab");
    window.until(
        "another part",
        &format!("!({IS_IN_TEXT}) && document.activeElement !== document.body"),
    );
    assert_eq!(last_line(&window), "  - Und", "Tab takes nothing over");
    window.press("Shift+Tab");
    window.until("the text", IS_IN_TEXT);
    window.until("no list", NONE_IS_OFFERED);
    window.press("Esc");
    window.until("out of the text", &format!("!({IS_IN_TEXT})"));
    assert_eq!(window.value("!!document.querySelector('[data-screen=edit]')"), true);
}

#[test]
fn prose_is_held_to_the_dictionary_and_code_is_not() {
    let window = writing("spelling");
    for words in ["Look from outside", "Stop the writer", "Triage", "climbs, see"] {
        assert_eq!(window.script(SPELT, vec![words.into()]), "true", "{words}");
    }
    for words in [
        "queue_depth",
        "queuectl count",
        "{{service.queue}}",
        "title: Queue",
        "https://example.org/board",
    ] {
        assert_eq!(window.script(SPELT, vec![words.into()]), "false", "{words}");
    }
}

const SPELT: &str = "
const texts = document.createTreeWalker(document.querySelector('.cm-content'), NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
    if (texts.currentNode.data.includes(arguments[0])) {
        return texts.currentNode.parentElement.closest('[spellcheck]').getAttribute('spellcheck');
    }
}
return null;";
