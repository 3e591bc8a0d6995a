//! The editor, and where texts meet.

use super::{Gallery, states};
use crate::editing::{
    OURS, door, edit, edited_before_an_update, is_written, save, save_with, select,
};
use crate::window::Scene;

const TITLE: &str = "Queue stands";
const TEXT: &str = "---\ntitle: Queue stands\nstack: any\nminutes: 15\n---\n# Queue stands\n\n\
    ## Triage\n- [ ] Read how many jobs wait\n  - Why: a queue that grows hides what fails\n  ```sh\n  \
    rabbitmqctl list_queues name messages -p {{service.vhost}}\n  ```\n  - Record: jobs that wait (count)\n  - \
    Expect: fewer than 1,000\n  - If not: go to Isolate\n- [ ] Name the release that runs now\n  - Record: \
    release (name)\n\n## Decide\n- [ ] Choose what stops the growth\n\n## Mitigate\n\n### Isolate\n- [ ] Pause the \
    producer\n  - Undo: start the producer again\n\n## Validate\n- [ ] Read how many jobs wait, twice\n";

#[test]
fn the_editor_from_an_empty_page_to_a_save() {
    let gallery = Gallery::open("editor", states::nothing);
    gallery.press("Ctrl+2", "[data-screen=runbooks] article");
    gallery.press("N", "dialog[open]").look("dialog-new-runbook");
    gallery.leave();

    let scene = Scene::new("screens-editor-pages");
    save(scene.store(), OURS, TEXT, None);
    let gallery = Gallery::on(scene);
    let window = &gallery.window;
    edit(window, "Bad dependency");
    is_written(window);
    window.press("F7");
    window.press("F7");
    gallery.look("edit");
    edit(window, TITLE);
    is_written(window);
    select(window, "Read how many jobs wait");
    gallery.press("Ctrl+Shift+O", "[aria-label=Outline] [aria-current]").look("edit-outline");
    window.script("document.querySelector('.cm-content').focus();", Vec::new());
    gallery.press("Ctrl+F", ".cm-search");
    window.type_text("jobs");
    window.until("the places", "!!document.querySelector('.cm-searchMatch')");
    gallery.look("edit-find");
    window.press("Esc");

    select(window, "a queue that grows hides what fails");
    window.type_text("a queue should simply not grow");
    window.until("the finding", "!!document.querySelector('.findings [data-rule=RB39]')");
    window.press("F8");
    window.until("at it", "!!document.querySelector('.findings [aria-current]')");
    gallery.look("edit-findings");
    window.press("End");
    window.press("Enter");
    window.type_text("- ");
    gallery.press("Ctrl+Space", ".cm-tooltip-autocomplete [aria-selected]").look("edit-completion");
    window.press("Esc");
    gallery.press("Ctrl+S", "dialog[open]").look("dialog-save-runbook");
    gallery.leave();

    window.press("Ctrl+2");
    window.until("the list", "!!document.querySelector('[data-screen=runbooks] article')");
    edit(window, TITLE);
    window.until("the offer", "document.activeElement?.innerText === 'Continue the draft'");
    gallery.look("edit-draft");
    window.press("Enter");
    is_written(window);
    save_with(window, "say what the queue hides");
    gallery.press("Ctrl+2", "[data-screen=runbooks] article");
    gallery.press("V", "[data-screen=history] ins").look("history");
}

#[test]
fn where_two_texts_meet() {
    let scene = Scene::new("screens-merge");
    save(scene.store(), OURS, TEXT, None);
    let gallery = Gallery::on(scene);
    let window = &gallery.window;
    edit(window, TITLE);
    is_written(window);
    select(window, "Read how many jobs wait");
    window.type_text("Read how many jobs wait, and how old the first one is");
    let store = window.scene().store();
    let base = door(store).runbook(OURS).expect("it is there").revision;
    let theirs = TEXT
        .replacen("Read how many jobs wait", "Read the depth of each queue", 1)
        .replace("Pause the producer", "Pause the producer at its flag");
    save(store, OURS, &theirs, Some(base));
    save_with(window, "how old the first one is");
    window.until("the choice", "document.querySelector('[data-open]')?.dataset.open === '1'");
    gallery.look("merge");
    window.press("J");
    window.press("3");
    window.until("chosen", "document.querySelector('[data-open]')?.dataset.open === '0'");
    gallery.look("merge-settled");

    let scene = Scene::new("screens-update");
    edited_before_an_update(scene.store());
    let gallery = Gallery::on(scene);
    gallery.press("Ctrl+2", "[data-screen=runbooks] article");
    gallery.window.press("Ctrl+F");
    gallery.window.type_text("traffic surge");
    gallery.window.press("Enter");
    gallery.window.until(
        "the word",
        "document.body.innerText.toLowerCase().includes('text has changed since')",
    );
    gallery.look("runbooks-update");
    gallery.press("U", "[data-screen=merge] [data-open]").look("update");
}
