//! Service cards and documents to read: kept like runbooks, changed by form or as text, filled from
//! a walkthrough, and never written over by two at once.

use kneeboard_core::event::{Role, Via};
use kneeboard_core::kneeboard::{Change, Kneeboard};
use serde_json::json;

use crate::looking;
use crate::made::{Made, made};
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

const CARD: &str = "services/shop-api";
const TEXT: &str = "---\n# ours\nname: Shop API\nstack: nodejs\nqueue: orders # the big one\n---\n\
    # Before you call\n\nRing the **owner** first; see [the map](https://example.org/map).\n";
const FLAGGED: &str = "---\ntitle: The new checkout fails\nstack: nodejs\n---\n# The new checkout fails\n\n\
    ## Triage\n- [ ] Turn {{service.flag}} off\n  ```sh\n  flags off {{service.flag}}\n  ```\n  - Expect: {{service.flag}} reads off\n\
    - [ ] Read whether {{service.flag}} is off\n- [ ] Look at the queue {{service.way_in}}\n";

fn door(window: &Scene) -> Kneeboard {
    Kneeboard::open(window.store(), Via::CommandLine).expect("the store opens")
}

fn save(door: &mut Kneeboard, id: &str, text: &str) {
    let base = door.written(id).ok().map(|written| written.revision);
    let (id, text, reason) = (id.to_owned(), text.to_owned(), "from the wiki".to_owned());
    let change = Change { id, text, base, merged: None, reason, role: Role::OnCall };
    door.save_runbook(&change).expect("it is saved");
}

fn set(door: &mut Kneeboard, key: &str, value: &str) {
    let keys = [(key.to_owned(), value.to_owned())].into();
    door.set_service("shop-api", &keys, Role::Commander).expect("the card is kept");
}

fn text(window: &Window) -> String {
    door(window.scene()).written(CARD).expect("the card is there").text
}

fn at_the_card(window: &Window) {
    window.press("Ctrl+4");
    window.until("the card", "!!document.querySelector('form[data-service=shop-api]')");
}

#[test]
fn a_card_is_edited_as_text_compared_and_brought_back_by_keyboard() {
    let scene = Scene::new("card-text");
    save(&mut door(&scene), CARD, TEXT);
    let window = scene.open();
    at_the_card(&window);
    window.until(
        "its notes",
        "document.querySelector('.notes')?.innerText.includes('Ring the owner first')",
    );
    looking::in_both_themes(&window, "card");
    looking::at_every_size(&window, "card");

    window.press("E");
    window.until("the text", "!!document.activeElement?.closest('.cm-content')");
    window.until(
        "no rule of runbooks",
        "/no finding|nothing/i.test(document.querySelector('.findings')?.innerText ?? '')",
    );
    window.until(
        "its notes beside it",
        "document.querySelector('.beside article')?.innerText.includes('Ring the owner first')",
    );
    looking::in_both_themes(&window, "text");
    window.press("Ctrl+End");
    window.type_text("Then the vendor.");
    window.press("Ctrl+S");
    window.until("the reason", "document.activeElement?.closest('dialog') !== null");
    window.type_text("whom to ring next");
    window.and_see_it(|window| window.press("Enter"));
    assert_eq!(text(&window), format!("{TEXT}Then the vendor."));

    window.press("Esc");
    window.press("Esc");
    window.until("the card again", "!!document.querySelector('form[data-service=shop-api]')");
    window.until(
        "what was written",
        "document.querySelector('.notes')?.innerText.includes('Then the vendor')",
    );
    window.press("V");
    window.until("both versions", "document.querySelectorAll('[data-version]').length === 2");
    window.until(
        "what changed",
        "document.querySelector('td.added')?.innerText.includes('Then the vendor')",
    );
    looking::in_both_themes(&window, "versions");
    window.press("J");
    window.until(
        "the first",
        "document.querySelector('[data-version=\"1\"][aria-current]') !== null",
    );
    window.and_see_it(|window| window.press("R"));
    assert_eq!(text(&window), TEXT);
    window.press("Esc");
    window.until("the card", "!!document.querySelector('form[data-service=shop-api]')");
}

#[test]
fn what_two_fill_in_at_once_is_kept_and_the_same_field_is_asked_about() {
    let scene = Scene::new("card-two");
    save(&mut door(&scene), CARD, TEXT);
    let window = scene.open();
    at_the_card(&window);
    window.fill("[name=owner]", "payments");
    // Somebody else fills in another field: both stay.
    set(&mut door(window.scene()), "namespace", "shop");
    window.until("theirs", "document.querySelector('[name=namespace]')?.value === 'shop'");
    window.until("mine", "document.querySelector('[name=owner]')?.value === 'payments'");
    window.script("document.querySelector('[name=owner]').focus();", Vec::new());
    window.and_see_it(|window| window.press("Ctrl+Enter"));
    window.until("it is saved", "!document.querySelector('form[data-service] .bar')");
    let both = text(&window);
    assert!(both.contains("namespace: shop\nowner: payments\n"), "{both}");
    assert!(both.contains("# ours\n") && both.contains("orders # the big one"), "{both}");

    window.fill("[name=queue]", "carts");
    set(&mut door(window.scene()), "queue", "tills");
    window.until(
        "what they made of it",
        "document.querySelector('form[data-service]').innerText.includes('Saved meanwhile: tills')",
    );
    looking::in_both_themes(&window, "two");
    looking::at_every_size(&window, "two");
    window.script("document.querySelector('[name=queue]').focus();", Vec::new());
    window.press("Ctrl+Enter");
    window.until(
        "the refusal",
        "document.querySelector('form[data-service] [role=alert]')?.dataset.kind === 'moved'",
    );
    assert!(text(&window).contains("queue: tills # the big one"));
    window.reach_named("button", "Save mine");
    window.and_see_it(|window| window.press("Enter"));
    window.until("it is saved", "!document.querySelector('form[data-service] .bar')");
    assert!(text(&window).contains("queue: carts # the big one"));

    window.fill("[name=queue]", "mine");
    set(&mut door(window.scene()), "queue", "theirs");
    window.until(
        "theirs",
        "document.querySelector('form[data-service]').innerText.includes('Saved meanwhile: theirs')",
    );
    window.reach_named("button", "Take theirs");
    window.press("Enter");
    window.until("theirs stand", "document.querySelector('[name=queue]').value === 'theirs' && !document.querySelector('form[data-service] .bar')");
}

#[test]
fn a_card_that_cannot_be_read_says_so_and_is_mended_as_text() {
    let scene = Scene::new("card-broken");
    save(&mut door(&scene), CARD, &TEXT.replace("name: Shop API", "name: [Shop API"));
    let window = scene.open();
    at_the_card(&window);
    window.until("why", "document.body.textContent.includes('The card\\'s keys cannot be read')");
    looking::in_both_themes(&window, "broken");
    window.press("E");
    window.until(
        "the finding",
        "document.querySelector('.findings')?.innerText.includes('cannot be read')",
    );
    looking::in_both_themes(&window, "finding");
}

#[test]
fn what_the_card_lacks_is_asked_once_and_written_to_it_afterwards() {
    let scene = Scene::new("card-asked");
    let mut store = door(&scene);
    save(&mut store, CARD, TEXT);
    save(&mut store, "team/flagged", FLAGGED);
    drop(store);
    let mut maker = Made::at(scene.store());
    let given =
        json!({ "title": "Checkout 500", "service": "shop-api", "runbooks": ["team/flagged"] });
    let incident = maker.start(given);
    drop(maker);
    let window = scene.open();
    into_the_walk(&window);
    let asked = "document.querySelector('[aria-current=step] [data-ask]:not(details *)')?.dataset.ask ?? null";
    window.until("the question", &format!("({asked}) === 'service.flag'"));
    looking::in_both_themes(&window, "asked");
    looking::at_every_size(&window, "asked");
    // The key for what nobody knows; the gap stays, and nobody asks for it again.
    window.and_see_it(|window| window.press("0"));
    window.until("no question", &format!("({asked}) === null"));
    window.until(
        "the gap",
        "document.querySelector('[aria-current=step] pre').innerText.includes('‹service.flag›')",
    );
    looking::in_both_themes(&window, "not-known");
    window.and_see_it(|window| window.press("Space"));
    window.until(
        "the second step",
        "document.querySelector('[aria-current=step] h2').innerText.startsWith('Read whether')",
    );
    window.until("no question", &format!("({asked}) === null"));
    // Somebody finds out: what was answered can be changed, and the next step reads it.
    window.reach("[aria-current=step] details > summary");
    window.press("Enter");
    window.reach("[aria-current=step] details [name=ask]");
    window.type_text("checkout_v2");
    window.and_see_it(|window| window.press("Enter"));
    window.until("it is filled in", "document.querySelector('[aria-current=step] h2').innerText === 'Read whether checkout_v2 is off'");
    let offered = "[...document.querySelectorAll('aside section')].find((one) => one.textContent.includes('Not on the card of Shop API'))?.textContent ?? ''";
    window.until("the offer", &format!("({offered}).includes('checkout_v2')"));
    looking::in_both_themes(&window, "offered");
    looking::at_every_size(&window, "offered");
    window.reach("[data-act=write-to-card]");
    window.and_see_it(|window| window.press("Enter"));
    window.until("the offer is gone", &format!("({offered}) === ''"));
    window.until("the step has the focus", "document.activeElement.ariaCurrent === 'step'");
    let card = text(&window);
    assert_eq!(card, TEXT.replace("big one\n", "big one\nflag: checkout_v2\n"));
    let history = door(window.scene()).history(CARD).expect("its history");
    assert_eq!(history[1].reason, "learned in Checkout 500");
    assert_eq!(made(&window).count(incident, "AnswerGiven"), 2);
}

#[test]
fn a_document_to_read_is_begun_found_in_the_palette_and_begins_nothing() {
    let scene = Scene::new("document");
    let manual = "---\ntype: reference\ntitle: Ports of the shop\n---\n# Ports of the shop\n\n\
        What listens where.\n\n## Redis\n\nIt listens on 6379, behind the giraffe proxy.\n";
    save(&mut door(&scene), "reference/ports", manual);
    let window = scene.open();
    window.press("/");
    window.until("the palette", "document.activeElement.getAttribute('role') === 'combobox'");
    window.type_text("giraffe proxy");
    window.until("a hit", "document.querySelector('[role=option] mark') !== null");
    looking::in_both_themes(&window, "found");
    window.press("Enter");
    window.until(
        "its heading",
        "document.querySelector('article [data-found]')?.innerText === 'Redis'",
    );
    window.until(
        "it is open",
        "document.querySelector('article h2')?.innerText === 'Ports of the shop'",
    );
    let start = "[...document.querySelectorAll('header button')].find((one) => one.innerText.includes('Start incident'))";
    assert_eq!(window.value(&format!("{start}.disabled")), true);
    looking::in_both_themes(&window, "read");
    looking::at_every_size(&window, "read");
    window.press("P");
    assert_eq!(window.value("!!document.querySelector('[data-screen=runbooks]')"), true);

    window.press("E");
    window.until("the text", "!!document.activeElement?.closest('.cm-content')");
    window.until(
        "it is read beside it",
        "document.querySelector('.beside article')?.innerText.includes('What listens where')",
    );
    looking::in_both_themes(&window, "edit");
    window.press("Esc");
    window.press("Esc");
    window.until("it", "!!document.querySelector('article[data-runbook]')");

    window.press("N");
    window.until("the form", "document.activeElement?.name === 'title'");
    window.type_text("Who to call");
    window.script("const stack = document.querySelector('dialog select'); stack.value = 'reference'; stack.dispatchEvent(new Event('change', { bubbles: true }));", Vec::new());
    window.until(
        "its folder",
        "document.querySelector('dialog [name=id]').value === 'reference/who-to-call'",
    );
    looking::in_both_themes(&window, "new");
    window.press("Enter");
    window.until(
        "its text",
        "document.querySelector('.cm-content')?.innerText.includes('type: reference')",
    );
    window.until(
        "no finding",
        "/no finding|nothing/i.test(document.querySelector('.findings')?.innerText ?? '')",
    );
}
