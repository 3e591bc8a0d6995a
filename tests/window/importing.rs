//! Files come to be looked at by being dropped or pasted; what is safe is taken in, what is not stays,
//! and nothing is stored that is another thing than was looked at.

use serde_json::{Value, json};

use crate::editing::{door, edit, is_written, newest, said, save, select};
use crate::looking;
use crate::window::{Scene, Window};

const OURS: &str = "checkout-stands";
pub const TEXT: &str =
    "---\nstack: any\n---\n# Checkout stands\n\n## Triage\n\n- [ ] Call somebody.\n";

/// What the system does when files are let go over the window: each by its name, a letter a byte.
const DROP: &str = r#"
const files = arguments[0].map(([name, letters]) =>
  new File([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], name));
const drop = new Event("drop", { bubbles: true, cancelable: true });
Object.defineProperty(drop, "dataTransfer", { value: { files, types: ["Files"] } });
document.querySelector(arguments[1]).dispatchEvent(drop);
return drop.defaultPrevented;
"#;

pub const TAKE: &str = "document.querySelector('[data-screen=import] header .commanded')";

pub fn runbooks(window: &Window) {
    window.press("Ctrl+2");
    window.until("the list", "!!document.querySelector('article[data-runbook]')");
}

/// Lets files go over a part of the window.
pub fn let_go(window: &Window, files: &[(&str, &str)], over: &str) {
    let kept = window.script(DROP, vec![json!(files), json!(over)]);
    assert_eq!(kept, Value::Bool(true), "the window would open the file in the place of the page");
}

/// Drops files on the page, and waits until they are looked at.
pub fn drop_on(window: &Window, files: &[(&str, &str)]) {
    let_go(window, files, "main");
    window.until("the files", "!!document.querySelector('[data-screen=import] nav')");
}

/// Puts something into the page as the clipboard does, by its type.
const PASTE: &str = r#"
const clipboardData = new DataTransfer();
for (const [type, text] of Object.entries(arguments[0])) clipboardData.setData(type, text);
document.querySelector("main").dispatchEvent(
  new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
"#;

pub fn file(document: &str) -> String {
    format!("document.querySelector('[data-file=\"{document}\"]')")
}

#[test]
fn what_is_safe_of_two_dropped_files_is_taken_in_and_the_other_says_what_to_do() {
    let scene = Scene::new("importing");
    save(scene.store(), OURS, TEXT, None);
    let window = scene.open();
    runbooks(&window);
    let theirs = TEXT.replace("somebody", "the team");
    let new = TEXT.replace("Checkout stands", "Search stands");
    drop_on(&window, &[("checkout-stands.md", &theirs), ("search-stands.md", &new)]);

    let conflicting = file("runbooks/checkout-stands");
    window.until("both", &format!("{TAKE}.innerText.includes('Take in 1')"));
    let state = window.value(&format!(
        "[{conflicting}.dataset.becomes, !!{conflicting}.querySelector('input'), {}.querySelector('input').checked]",
        file("runbooks/search-stands")
    ));
    assert_eq!(state, json!(["conflicting", false, true]));
    window.until("its text", "document.querySelector('.matter ins')?.innerText.length > 0");
    looking::in_both_themes(&window, "new");
    looking::at_every_size(&window, "new");

    window.press("J");
    window.until(
        "what to do",
        "document.querySelector('section.matter').innerText.includes('before somebody puts the two together')",
    );
    window.until(
        "its difference",
        "document.querySelector('.matter del')?.innerText.includes('somebody')",
    );
    looking::in_both_themes(&window, "conflicting");

    // Unticked there is nothing to take in; a reason is needed.
    window.press("K");
    window.until(
        "the new one",
        &format!("{}.querySelector('[aria-current]') !== null", file("runbooks/search-stands")),
    );
    window.press("T");
    window.until("none", &format!("{TAKE}.disabled"));
    window.press("T");
    window.until("one", &format!("!{TAKE}.disabled"));
    window.script("document.querySelector('[name=reason]').focus();", Vec::new());
    window.replace_text(" ");
    window.press("Ctrl+Enter");
    window.until(
        "why not",
        "document.querySelector('[role=alert]')?.innerText.includes('needs its reason')",
    );
    window.replace_text("from the wiki");
    window.press("Ctrl+Enter");
    window.until(
        "the runbook",
        "document.querySelector('article h2')?.innerText === 'Search stands'",
    );
    said(&window, "Took 1 in");
    let store = window.scene().store();
    assert_eq!(newest(store, "search-stands"), new);
    assert_eq!(newest(store, OURS), TEXT);
    let history = door(store).history("search-stands").expect("it has a history");
    assert_eq!(history.last().map(|kept| kept.reason.as_str()), Some("from the wiki"));
}

#[test]
fn what_cannot_be_taken_in_is_left_with_a_sentence_and_escape_leads_back() {
    let window = Scene::new("importing-nothing").open();
    runbooks(&window);
    let files = [
        ("page.html", "<h1>Checkout</h1>"),
        ("image.md", "\u{89}PNG\0"),
        ("old.md", "# A\n\n\u{e9}t\u{e9}\n"),
    ];
    drop_on(&window, &files);
    let left = "[...document.querySelectorAll('[data-left]')].map((one) => one.innerText)";
    window.until("each", &format!("{left}.length === 3"));
    assert_eq!(
        window.value(left),
        json!([
            "image.md: it is no text: there is a byte 0 in line 1.",
            "old.md: it is not UTF-8 from byte 6 on, in line 3; save it as UTF-8.",
            "page.html: its name does not end in .md.",
        ])
    );
    window.until(
        "what is safe",
        "document.querySelector('section.matter').innerText.includes('Nothing can be taken in')",
    );
    looking::in_both_themes(&window, "left-out");
    window.press("Esc");
    window.until("the runbooks", "!!document.querySelector('[data-screen=runbooks]')");
    assert!(door(window.scene().store()).runbook("old").is_err(), "something was stored");
}

#[test]
fn what_the_library_has_by_now_is_not_written_over_and_is_looked_at_again() {
    let scene = Scene::new("importing-meanwhile");
    let window = scene.open();
    runbooks(&window);
    let two = TEXT.replace("Checkout stands", "Search stands");
    drop_on(&window, &[("checkout-stands.md", TEXT), ("search-stands.md", &two)]);
    window.until("both", &format!("{TAKE}.innerText.includes('Take in 2')"));

    let elsewhere = TEXT.replace("somebody", "nobody");
    save(window.scene().store(), OURS, &elsewhere, None);
    window.press("Ctrl+Enter");
    window.until(
        "why not",
        "document.querySelector('[role=alert]')?.dataset.kind === 'changed_meanwhile'",
    );
    window.until(
        "it is looked at again",
        &format!("{}.dataset.becomes === 'conflicting'", file("runbooks/checkout-stands")),
    );
    window.until("the other", &format!("{TAKE}.innerText.includes('Take in 1')"));
    assert!(door(window.scene().store()).runbook("search-stands").is_err(), "half was stored");
    window.press("Ctrl+Enter");
    window.until(
        "the runbook",
        "document.querySelector('article h2')?.innerText === 'Search stands'",
    );
    assert_eq!(newest(window.scene().store(), OURS), elsewhere);
}

#[test]
fn a_text_that_was_copied_elsewhere_is_pasted_and_looked_at() {
    let window = Scene::new("importing-pasted").open();
    runbooks(&window);
    // In a field a text is pasted as anywhere.
    window.press("Ctrl+F");
    window.type_text("# Search stands still");
    window.press("Ctrl+A");
    window.press("Ctrl+C");
    window.press("Ctrl+V");
    window.until("the field", "document.activeElement?.value === '# Search stands still'");
    window.replace_text("Roll");
    window.press("Esc");
    window.until("the matter", "document.activeElement?.localName !== 'input'");
    window.press("Ctrl+V");
    window.until("what was pasted", &format!("!!{}", file("runbooks/any/search-stands-still")));
    window.until(
        "its text",
        "document.querySelector('.matter ins')?.innerText.includes('Search stands still')",
    );
    window.press("Ctrl+Enter");
    window.until(
        "the runbook",
        "document.querySelector('article h2')?.innerText === 'Search stands still'",
    );
    assert_eq!(newest(window.scene().store(), "any/search-stands-still"), "# Search stands still");
}

#[test]
fn what_conflicts_is_put_together_where_it_was_looked_at() {
    let scene = Scene::new("importing-conflict");
    save(scene.store(), OURS, TEXT, None);
    let window = scene.open();
    runbooks(&window);
    let theirs = TEXT.replace("somebody", "the team");
    drop_on(&window, &[("checkout-stands.md", &theirs)]);
    let conflicting = file("runbooks/checkout-stands");
    window.until("it", &format!("{conflicting}?.dataset.becomes === 'conflicting'"));
    window.press("M");
    window.until("the choice", "document.querySelector('[data-open]')?.dataset.open === '1'");
    looking::in_both_themes(&window, "choice");
    looking::at_every_size(&window, "choice");

    // Left without a choice, and while a choice is made, nothing is stored; a file dropped meanwhile
    // takes no choice away.
    window.press("Esc");
    window.until("the files", &format!("!!{conflicting}"));
    window.press("M");
    window.until("the choice", "document.querySelector('[data-open]')?.dataset.open === '1'");
    window.press("2");
    window.until("chosen", "document.querySelector('[data-open]')?.dataset.open === '0'");
    let_go(&window, &[("other.md", "# Other\n")], "main");
    said(&window, "Not looked at");
    window.until("the choice", "document.querySelector('[data-open]')?.dataset.open === '0'");
    assert_eq!(newest(window.scene().store(), OURS), TEXT);

    window.press("Ctrl+S");
    said(&window, "Put together");
    window.until("the same", &format!("{conflicting}?.dataset.becomes === 'same'"));
    assert_eq!(newest(window.scene().store(), OURS), theirs);
    let history = door(window.scene().store()).history(OURS).expect("it has a history");
    assert_eq!(history.len(), 3, "the library's text, the file's, and what became of them");
    window.press("Esc");
    window.until("the runbooks", "!!document.querySelector('[data-screen=runbooks]')");
}

#[test]
fn a_file_dropped_anywhere_is_looked_at_and_takes_nothing_that_is_typed() {
    let scene = Scene::new("importing-anywhere");
    save(scene.store(), OURS, TEXT, None);
    let window = scene.open();
    // On an open text, which would take the file's words in.
    edit(&window, "Checkout stands");
    is_written(&window);
    select(&window, "somebody");
    window.type_text("me");
    let new = [("search-stands.md", "# Search stands\n")];
    let_go(&window, &new, ".cm-content");
    window.until("it", &format!("!!{}", file("runbooks/search-stands")));
    window.press("Esc");
    window.until("the offer", "document.activeElement?.innerText === 'Continue the draft'");
    window.press("Enter");
    is_written(&window);
    let text = "document.querySelector('.cm-content').innerText";
    window.until("what was typed", &format!("{text}.includes('Call me.')"));
    assert_eq!(window.value(&format!("{text}.includes('Search stands')")), false);

    // At home, where Esc leads back to; and not from under a dialog or a form that is typed into.
    window.press("Ctrl+1");
    window.until("home", "!!document.querySelector('[data-screen=incidents]')");
    drop_on(&window, &new);
    window.press("Esc");
    window.until("home", "!!document.querySelector('[data-screen=incidents]')");
    window.press("Ctrl+N");
    window.until("the start", "!!document.querySelector('[name=looks]')");
    window.type_text("500 on checkout");
    let_go(&window, &new, "main");
    said(&window, "Not looked at");
    window.until("it", "document.querySelector('[name=looks]').value === '500 on checkout'");
    runbooks(&window);
    window.press("N");
    window.find("dialog", "New runbook");
    let_go(&window, &new, "dialog");
    said(&window, "Not looked at");
    window.find("dialog", "New runbook");
    assert!(door(window.scene().store()).runbook("search-stands").is_err(), "it was stored");
}

#[test]
fn a_clipboard_without_plain_text_says_so_and_what_to_do() {
    let window = Scene::new("importing-clipboard").open();
    runbooks(&window);
    let html = "<h1>Search stands</h1>";
    window.script(PASTE, vec![json!({ "text/html": html })]);
    let why = "document.querySelector('[data-screen=runbooks] [data-kind=clipboard]')?.innerText";
    window.until("why not", &format!("{why}?.includes('without its plain text')"));
    looking::in_both_themes(&window, "clipboard");
    window.script(PASTE, vec![json!({})]);
    window.until("why not", &format!("{why}?.includes('holds no text')"));
    // Beside its HTML the plain text counts, as it stands.
    window
        .script(PASTE, vec![json!({ "text/html": html, "text/plain": "# Search <b>stands</b>" })]);
    window.until("it", &format!("!!{}", file("runbooks/any/search-b-stands-b")));
    window.until("no word of it", &format!("{why} === undefined"));
    window.press("Ctrl+Enter");
    said(&window, "Took 1 in");
    assert_eq!(newest(window.scene().store(), "any/search-b-stands-b"), "# Search <b>stands</b>");
}
