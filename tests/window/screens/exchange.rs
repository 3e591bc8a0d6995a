//! Files beside the library, and the folder that the library is kept in too.

use std::fs;
use std::path::Path;

use kneeboard_core::event::Role;

use super::Gallery;
use crate::editing::{door, save};
use crate::importing::{TEXT, file, let_go};
use crate::window::Scene;

/// A file below a folder.
fn put(folder: &Path, id: &str, text: &str) {
    let path = folder.join(format!("{id}.md"));
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

/// The same text under another title.
fn of(title: &str) -> String {
    TEXT.replace("Checkout stands", title)
}

/// `any/mail-is-late` is called “Mail is late”.
fn title_of(id: &str) -> String {
    let words = id.trim_start_matches("any/").replace('-', " ");
    words[..1].to_uppercase() + &words[1..]
}

/// Saves the next text of a runbook that is there.
fn go_on(store: &Path, id: &str, text: &str) {
    let base = door(store).runbook(id).expect("it is there").revision;
    save(store, id, text, Some(base));
}

#[test]
fn files_that_are_dropped_and_what_cannot_be_taken_in() {
    let scene = Scene::new("screens-import");
    save(scene.store(), "checkout-stands", TEXT, None);
    save(scene.store(), "search-stands", &of("Search stands"), None);
    let gallery = Gallery::on(scene);
    gallery.press("Ctrl+2", "[data-screen=runbooks] article");
    let theirs = TEXT.replace("somebody", "the team");
    let files = [
        ("checkout-stands.md", theirs.as_str()),
        ("search-stands.md", &of("Search stands")),
        ("queue-stands.md", &of("Queue stands")),
        ("page.html", "<h1>Queue</h1>"),
    ];
    let_go(&gallery.window, &files, "main");
    let there = |id: &str| {
        let line = file(&format!("runbooks/{id}"));
        gallery.window.until(id, &format!("{line}?.querySelector('[aria-current]') !== null"));
    };
    there("queue-stands");
    gallery.window.until("its text", "!!document.querySelector('.matter ins')");
    gallery.look("import");
    gallery.window.press("J");
    there("checkout-stands");
    gallery.window.until("its text", "!!document.querySelector('.matter del')");
    gallery.look("import-conflicting");
    gallery.press("M", "[data-screen=merge] [data-open='1']").look("import-merge");
    gallery.press("Esc", "[data-screen=import] nav");
    gallery.strip("import-strip");

    let_go(&gallery.window, &files[3..], "main");
    gallery.window.until("why", "document.querySelectorAll('[data-left]').length === 1");
    gallery.window.until("no file", "!document.querySelector('[data-file]')");
    gallery.look("import-left-out");
}

#[test]
fn the_folder_that_the_library_is_kept_in_too() {
    let scene = Scene::new("screens-folder");
    let (store, folder) = (scene.store().to_owned(), scene.home().join("runbooks"));
    for id in [
        "any/checkout-is-slow",
        "any/mail-is-late",
        "any/login-fails",
        "any/disk-is-full",
        "any/cache-is-cold",
    ] {
        save(&store, id, &of(&title_of(id)), None);
        put(&folder, id, &of(&title_of(id)));
    }
    door(&store).use_library_folder(&folder, Role::OnCall).expect("it is used");
    put(&folder, "any/mail-is-late", &of("Mail is late").replace("somebody", "the team"));
    put(&folder, "any/checkout-is-slow", &of("Checkout is slow").replace("somebody", "the team"));
    go_on(&store, "any/checkout-is-slow", &of("Checkout is slow").replace("somebody", "the owner"));
    go_on(&store, "any/login-fails", &of("Login fails").replace("somebody", "the owner"));
    put(&folder, "any/orders-are-doubled", &of("Orders are doubled"));
    save(&store, "any/search-is-empty", &of("Search is empty"), None);
    fs::remove_file(folder.join("any/cache-is-cold.md")).expect("it can be removed");
    fs::write(folder.join("any/image.md"), b"\x89PNG\0").expect("the file can be written");

    let gallery = Gallery::on(scene);
    gallery.press("Ctrl+2", "[data-screen=runbooks] article");
    gallery.window.until("the line", "!!document.querySelector('[data-folder=differs]')");
    gallery.look("runbooks-folder");
    gallery.strip("runbooks-folder-strip");
    gallery.press("L", "[data-becomes=gone]");
    gallery.window.until("its text", "!!document.querySelector('.matter ins')");
    gallery.look("folder");
    gallery.strip("folder-strip");
    gallery.press("Ctrl+5", "[aria-label=Library] .path").look("settings-folder");
    gallery.strip("settings-folder-strip");

    fs::remove_dir_all(&folder).expect("it can be removed");
    gallery.press("Ctrl+2", "[data-screen=runbooks] article");
    gallery.window.until("why", "!!document.querySelector('[data-folder=unread]')");
    gallery.look("runbooks-folder-gone");
    gallery.strip("runbooks-folder-gone-strip");
    fs::create_dir_all(&folder).expect("it can be made");
    gallery.window.script("window.dispatchEvent(new Event('focus'));", Vec::new());
    gallery.window.until("why", "!!document.querySelector('[data-folder=emptied]')");
    gallery.look("runbooks-folder-emptied");
}

#[test]
fn a_folder_without_runbooks_and_an_export_that_leaves_files() {
    let scene = Scene::new("screens-exported");
    let folder = scene.home().join("runbooks");
    fs::create_dir_all(&folder).expect("it can be made");
    door(scene.store()).use_library_folder(&folder, Role::OnCall).expect("it is used");
    put(&scene.export_folder().join("library"), "any/roll-back-a-release", "# Edited elsewhere\n");
    let gallery = Gallery::on(scene);
    gallery.press("Ctrl+2", "[data-screen=runbooks] article");
    gallery.press("X", "dialog[open] li").look("dialog-not-written-over");
    gallery.leave();
    save(gallery.window.scene().store(), "any/checkout-stands", TEXT, None);
    gallery.window.script("window.dispatchEvent(new Event('focus'));", Vec::new());
    gallery.window.until("the line", "!!document.querySelector('[data-folder] button')");
    gallery.press("L", "[data-becomes=absent]");
    // The last one is put away while somebody looks at it.
    door(gallery.window.scene().store())
        .archive_runbook("any/checkout-stands", true, "not needed", Role::OnCall)
        .expect("it is put away");
    gallery.window.press("T");
    gallery
        .window
        .until("ticked", "document.querySelector('[data-becomes=absent] input')?.checked");
    gallery.window.press("W");
    gallery.window.until("why", "!!document.querySelector('[data-kind=changed_meanwhile]')");
    gallery.window.until(
        "nothing",
        "document.querySelector('[data-screen=import]').innerText.includes('No runbooks there')",
    );
    gallery.look("import-empty");
}
