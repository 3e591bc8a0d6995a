//! A file of the store itself, named where a person's own file is wanted: it is refused before it is
//! opened, by whatever name.

use crate::support::kneeboard::Desk;
use std::fs;

const REFUSED: &str =
    "is a file of the Kneeboard store itself. It was not opened. Name another file.";

/// A desk with a store, and other names that lead to it.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("kneeboard.db", desk.path("link.md")).unwrap();
        fs::hard_link(desk.path("kneeboard.db"), desk.path("hard.md")).unwrap();
    }
    desk
}

fn names() -> &'static [&'static str] {
    let all = ["kneeboard.db", "kneeboard.db-wal", "kneeboard.db-shm", "link.md", "hard.md"];
    Box::leak(Box::new(all)).get(..if cfg!(unix) { 5 } else { 3 }).unwrap()
}

#[test]
fn the_store_is_nobodys_input() {
    let desk = desk();
    for name in names() {
        for words in [
            &["decide", "--facts", name][..],
            &["decision", "record", "--choose", "roll_back", "--facts", name],
            &["runbook", "save", "team/mine", name],
            &["runbook", "levels", name],
            &["postmortem", "set", "summary", name],
            &["handover", "import", name],
        ] {
            desk.run(words).refused(4, &format!("{name} {REFUSED}"));
        }
        let printed = desk.run(&["runbook", "lint", name]);
        assert!(printed.code != 0 && !printed.err.is_empty(), "{name}: {printed:?}");
    }
    assert_eq!(desk.out(&["store", "check"]), "Every event, chain and list holds together.\n");
}

#[test]
fn the_store_is_no_runbook_to_take_in() {
    let desk = desk();
    for name in names().iter().filter(|name| name.ends_with(".md")) {
        desk.run(&["runbook", "import", name]).refused(
            4,
            &format!(
                "{name} cannot be read: it is a file of Kneeboard's own store. Nothing was changed. Check the path and try again."
            ),
        );
    }
    fs::create_dir(desk.path("lib")).unwrap();
    fs::hard_link(desk.path("kneeboard.db"), desk.path("lib/shop.md")).unwrap();
    let printed = desk.run(&["runbook", "import", "lib", "--plan"]);
    assert!(
        printed.out.contains("left out  shop.md: it is a file of Kneeboard's own store"),
        "{printed:?}"
    );
}

#[test]
fn no_backup_takes_the_place_of_a_file_of_the_store_or_comes_from_the_store_itself() {
    let desk = desk();
    for name in ["kneeboard.db", "kneeboard.db-wal"] {
        let printed = desk.run(&["store", "backup", name]);
        assert_eq!(printed.code, 4, "{printed:?}");
    }
    desk.run(&["store", "backup", "kneeboard.db-journal"])
        .refused(4, &format!("kneeboard.db-journal {REFUSED}"));
    assert!(!desk.path("kneeboard.db-journal").exists());
    desk.run(&["store", "restore", "hard.md"]).refused(4, &format!("hard.md {REFUSED}"));
    assert!(desk.out(&["incident", "list"]).contains("Checkout 500"));
}
