//! Two people, or two processes, that change one document: neither loses the other's change.

use crate::support::kneeboard::Desk;

const FIRST: &str = "# X\none\ntwo\nthree\n";

#[test]
fn a_save_that_names_no_base_never_replaces_a_colleagues_text() {
    let desk = Desk::sample();
    let file = desk.write("x.md", FIRST);
    desk.out(&["runbook", "save", "team/x", &file]);
    desk.write("x.md", "# X\nmine\n");
    let refused = desk.run(&["runbook", "save", "team/x", &file]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("--base 1"), "{}", refused.err);
    assert_eq!(desk.out(&["runbook", "show", "team/x"]), FIRST);
    desk.out(&["runbook", "save", "team/x", &file, "--force"]);
    assert_eq!(desk.out(&["runbook", "show", "team/x"]), "# X\nmine\n");
}

#[test]
fn the_revision_that_show_gives_is_the_base_of_a_save_that_merges() {
    let desk = Desk::sample();
    let file = desk.write("x.md", FIRST);
    desk.out(&["runbook", "save", "team/x", &file]);
    let base = desk.json(&["runbook", "show", "team/x"])["revision"].as_str().unwrap().to_owned();
    desk.write("x.md", &FIRST.replace("one", "1"));
    desk.out(&["runbook", "save", "team/x", &file, "--base", &base]);
    desk.write("x.md", &FIRST.replace("three", "3"));
    desk.out(&["runbook", "save", "team/x", &file, "--base", &base]);
    assert_eq!(desk.out(&["runbook", "show", "team/x"]), "# X\n1\ntwo\n3\n");
}

#[test]
fn keys_of_one_card_that_are_set_at_once_all_stay() {
    let desk = Desk::new();
    desk.out(&["service", "set", "shop", "name=Shop"]);
    let keys: Vec<String> = (0..8).map(|n| format!("key_{n}=value {n}")).collect();
    std::thread::scope(|scope| {
        for key in &keys {
            let desk = &desk;
            scope.spawn(move || desk.out(&["service", "set", "shop", key]));
        }
    });
    let text = desk.out(&["service", "text", "shop"]);
    for n in 0..8 {
        assert!(text.contains(&format!("key_{n}: value {n}\n")), "{text}");
    }
}
