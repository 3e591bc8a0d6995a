//! A link's address can carry words out of this machine. One that the record or a runbook already has is
//! opened at once; about any other the person is asked, where the page cannot answer.

use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::desktop::{Desktop, program, until};
use crate::looking;
use crate::made::Made;
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

const KNOWN: &str = "https://grafana.example/d/1?from=now-1h";

/// A window whose browser writes down what it is given, with a program for questions or without.
struct Linked {
    window: Window,
    opened: PathBuf,
    asked: PathBuf,
}

impl Linked {
    /// `zenity` is the script that asks; without one nothing asks.
    fn open(test: &str, zenity: Option<&str>) -> Self {
        let scene = Scene::new(test);
        let mut made = Made::at(scene.store());
        let incident = made.incident("Checkout returns 500", &[]);
        made.act(incident, json!({ "act": "NoteAdded", "text": format!("Look at {KNOWN}."), "note": "observation" }));
        drop(made);
        let home = scene.home().to_owned();
        let (programs, opened, asked) =
            (home.join("programs"), home.join("opened"), home.join("asked"));
        program(&programs, "xdg-open", &format!("echo \"$1\" >> '{}'", opened.display()));
        if let Some(script) = zenity {
            let noted = format!("printf '%s\\n' \"$@\" >> '{}'\n{script}", asked.display());
            program(&programs, "zenity", &noted);
        }
        let window = scene.started_by(&format!("env PATH='{}'", programs.display())).open();
        Self { window, opened, asked }
    }

    /// The page asks for a link by itself, as one would that is not ours any more.
    fn follows(&self, link: &str) -> String {
        let ask = "const [link, done] = arguments;
            window.__TAURI_INTERNALS__.invoke('open_link', { link })
                .then(() => done('done'), (error) => done(error.message));";
        let told = self.window.script_async(ask, vec![json!(link)]);
        told.as_str().unwrap_or_default().to_owned()
    }

    fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.opened).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    fn asked(&self) -> String {
        fs::read_to_string(&self.asked).unwrap_or_default()
    }
}

#[test]
fn a_link_of_the_record_opens_and_a_new_one_is_asked_about() {
    let linked = Linked::open("links", Some("exit 1"));
    assert_eq!(linked.follows(KNOWN), "done");
    until("the browser", || (linked.opened() == [KNOWN]).then_some(()));
    assert_eq!(linked.asked(), "", "nobody is asked about what they wrote");

    for new in [
        "https://evil.example/?stolen=everything",
        // The beginning of a known address is another one.
        "https://grafana.exa",
        "https://grafana.example/d/1?from=now-1",
    ] {
        assert_eq!(linked.follows(new), "done");
        assert!(linked.asked().contains(new), "{new}: {}", linked.asked());
        fs::remove_file(&linked.asked).expect("it was asked");
    }
    for refused in [
        "https://user:word@evil.example/",
        "file:///etc/passwd",
        &format!("https://evil.example/{}", "a".repeat(2000)),
    ] {
        assert!(linked.follows(refused).starts_with("The link was not opened"), "{refused}");
    }
    assert_eq!(linked.asked(), "");
    sleep(Duration::from_millis(300));
    assert_eq!(linked.opened(), [KNOWN], "no browser was started for any of them");
}

/// What the page writes down itself is as new as what it only names.
#[test]
fn a_link_that_the_window_has_just_written_is_asked_about_once() {
    let linked = Linked::open("links-written", Some("exit 0"));
    let Linked { window, .. } = &linked;
    let new = "https://evil.example/?stolen=everything";
    into_the_walk(window);
    window.press("N");
    window.until("the note's field", "document.activeElement.name === 'note'");
    window.type_text(new);
    window.and_see_it(|window| window.press("Enter"));
    assert_eq!(linked.follows(new), "done");
    assert_eq!(linked.asked().matches(new).count(), 1, "{}", linked.asked());
    until("the browser", || (linked.opened() == [new]).then_some(()));
    assert_eq!(linked.follows(new), "done");
    until("the browser again", || (linked.opened().len() == 2).then_some(()));
    assert_eq!(
        linked.asked().matches(new).count(),
        1,
        "once agreed to, it is not asked about again"
    );

    // Another program has written this one.
    let elsewhere = "https://status.example/incident/7";
    let mut made = Made::at(window.scene().store());
    let incident = made.only();
    made.act(incident, json!({ "act": "NoteAdded", "text": elsewhere, "note": "observation" }));
    assert_eq!(linked.follows(elsewhere), "done");
    assert!(!linked.asked().contains(elsewhere), "{}", linked.asked());
}

#[test]
fn without_a_program_that_asks_a_new_link_is_not_opened_and_can_be_copied() {
    let linked = Linked::open("links-unasked", None);
    let Linked { window, .. } = &linked;
    let new = "https://dashboards.example/d/2";
    let text = format!("# Queue stands\n\n## Triage\n\n1. [ ] Look at [the board]({new}).\n");
    crate::editing::save(window.scene().store(), "any/queue-stands", &text, None);
    crate::editing::show(window, "Queue stands");
    window.click("link", "the board");
    window.find("heading", "Link not opened");
    let said = window.value("document.querySelector('dialog').innerText");
    let said = said.as_str().unwrap_or_default();
    assert!(said.contains(new) && said.contains("no dialog could be opened"), "{said}");
    looking::in_both_themes(window, "not-opened");
    looking::at_every_size(window, "not-opened");
    window.click("button", "Copy address");
    window.until(
        "the copy",
        "document.querySelector('dialog [role=status]').innerText === 'Copied.'",
    );
    window.press("Esc");
    window.until("no dialog", "!document.querySelector('dialog')");
    assert_eq!(linked.opened(), Vec::<String>::new());
}

/// With the program that people have: its question shows the address, and Enter does not open it.
#[test]
fn the_real_question_is_answered_by_the_person_and_its_first_choice_is_no() {
    let scene = Scene::new("links-zenity");
    let opened = scene.home().join("opened");
    let programs = scene.home().join("programs");
    program(&programs, "xdg-open", &format!("echo \"$1\" >> '{}'", opened.display()));
    let window =
        scene.started_by(&format!("env PATH='{}':/usr/bin:/bin", programs.display())).open();
    let new = "https://evil.example/?q=a\\nb&stolen=everything";
    let ask = "const [link] = arguments;
        window.told = undefined;
        window.__TAURI_INTERNALS__.invoke('open_link', { link })
            .then(() => (window.told = 'done'), (error) => (window.told = error.message));";
    let desktop = Desktop::of(&window);
    for (keys, is_opened) in [("Return", false), ("Escape", false), ("Tab Return", true)] {
        window.script(ask, vec![json!(new)]);
        let dialog = desktop.dialog("Open a new link");
        assert_eq!(
            window.value("window.told ?? null"),
            serde_json::Value::Null,
            "it waits for the person"
        );
        keys.split(' ').for_each(|key| dialog.press(key));
        dialog.has_gone();
        window.until("the answer", "window.told === 'done'");
        if is_opened {
            until("the browser", || opened.exists().then_some(()));
        }
        assert_eq!(opened.exists(), is_opened, "{keys}");
    }
}
