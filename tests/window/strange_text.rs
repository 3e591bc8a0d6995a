//! What comes into the editor from elsewhere: markup, letters without a shape, a megabyte, a half-typed
//! word of another script, and an answer that is late.

use serde_json::json;

use crate::editing::{
    OURS, door, edit, is_written, newest, paste, said, save, save_with, select, text_of,
};
use crate::looking;
use crate::window::{Press, Scene, Window};

const F8: char = '\u{e038}';

fn editor(name: &str, text: &str) -> Window {
    let scene = Scene::new(name);
    save(scene.store(), OURS, text, None);
    let window = scene.open();
    edit(&window, "Queue stands");
    is_written(&window);
    window
}

fn saved(window: &Window) -> String {
    save_with(window, "as it stands");
    said(window, "Saved as version");
    newest(window.scene().store(), OURS)
}

#[test]
fn what_is_pasted_is_its_words_and_letters_without_a_shape_are_seen() {
    let text = text_of(2);
    let window = editor("pasting", &text);
    let begin = |words: &str| select(&window, words);
    begin("Read number 0");
    paste_over(
        &window,
        json!({ "text/html": "<p>Read the <b>bold</b> depth</p>", "text/plain": "Read the bold depth" }),
    );
    // Markup alone has no words to take.
    begin("it grows");
    window.press("End");
    paste_over(&window, json!({ "text/html": "<script>go()</script>" }));

    begin("Read number 1");
    paste_over(&window, json!({ "text/plain": "Read\u{202e}the\u{200b}depth\u{0}of\u{ad}it" }));
    window
        .until("their signs", "document.querySelectorAll('.cm-line .cm-specialChar').length === 4");
    let named = window.value(
        "[...document.querySelectorAll('.cm-specialChar')].every((one) => one.title !== '' && one.ariaLabel !== '')",
    );
    assert_eq!(named, true);
    window.until("they are found", "!!document.querySelector('.findings [data-rule=RB32]')");
    looking::in_both_themes(&window, "without-a-shape");

    let text = text.replacen("Read number 0", "Read the bold depth", 1);
    let text = text.replacen("Read number 1", "Read\u{202e}the\u{200b}depth\u{0}of\u{ad}it", 1);
    assert_eq!(saved(&window), text);
}

/// Pastes over what is selected, or where the cursor stands.
fn paste_over(window: &Window, data: serde_json::Value) {
    window.script(crate::editing::PASTE, vec![data]);
}

#[test]
fn a_finding_breaks_no_composition_and_mends_no_text_that_has_moved_on() {
    let window = editor("composing", &text_of(2));
    select(&window, "it grows");
    window.press("End");
    let event = |name: &str| {
        let script = format!(
            "document.activeElement.dispatchEvent(new CompositionEvent('{name}', {{ bubbles: true }}));"
        );
        window.script(&script, Vec::new());
    };
    event("compositionstart");
    // An input method writes into the page itself.
    let write = "const { anchorNode, anchorOffset } = getSelection(); anchorNode.insertData(anchorOffset, ', simply');";
    window.script(write, Vec::new());
    window.until("it is found", "!!document.querySelector('.findings [data-rule=RB39]')");
    let drawn = "[...document.querySelectorAll('.cm-content .found')].some((one) => one.innerText.includes('simply'))";
    assert_eq!(window.value(drawn), false, "while somebody composes nothing is drawn into it");
    event("compositionend");
    window.until("its place", drawn);

    // A letter above it, the way to it, and its mend, before anybody looked again.
    window.press("F8");
    window.until("at it", "!!document.querySelector('[data-rule=RB39][aria-current]')");
    select(&window, "# Queue stands");
    window.press("End");
    let hurry = [Press::Key('!'), Press::Key(F8), Press::Held('.')];
    window.press_all(&hurry);
    window.until("it is refused, or right", "document.querySelector('footer').innerText.includes('moved on') || !document.querySelector('.findings [data-rule=RB39]')");
    let text = saved(&window);
    let typed = text_of(2).replacen("# Queue stands\n", "# Queue stands!\n", 1);
    let unmended = typed.replacen("it grows", "it grows, simply", 1);
    let mended = typed.replacen("it grows", "it grows,", 1);
    assert!(text == unmended || text == mended, "{text}");
}

#[test]
fn a_megabyte_is_pasted_typed_into_and_saved_and_more_than_fits_is_refused_in_words() {
    let window = editor("megabyte", &text_of(2));
    let text = text_of(8000);
    assert!(text.len() > 1_000_000);
    paste(&window, json!({ "text/plain": text }));
    select(&window, "Read number 7000");
    window.type_text("Read the last");
    let typed = text.replacen("Read number 7000", "Read the last", 1);
    assert_eq!(saved(&window), typed);

    paste(&window, json!({ "text/plain": text.repeat(5) }));
    window.until("why", "!!document.querySelector('[data-screen=edit] [role=alert]')");
    looking::in_both_themes(&window, "too-long");
    window.press("Ctrl+Z");
    window.until("it is kept again", "!document.querySelector('[data-screen=edit] [role=alert]')");
    assert_eq!(newest(window.scene().store(), OURS), typed);
    assert_eq!(door(window.scene().store()).runbook(OURS).expect("it is there").text, typed);
}
