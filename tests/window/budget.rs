//! What the window may weigh, and what the documents say of its keys.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MOST_JAVASCRIPT: usize = 60_000;
const MOST_DEPENDENCIES: usize = 12;
const KEYS: &str = include_str!("../../ui/src/keys.ts");

/// The first load is what the page names itself: its script, and what that imports at once.
#[test]
fn the_first_load_is_under_60_kb_of_compressed_javascript() {
    let dist = ui().join("dist");
    let page = fs::read_to_string(dist.join("index.html")).expect("the page is built");
    let scripts: Vec<PathBuf> = page
        .split('"')
        .filter(|name| name.ends_with(".js"))
        .map(|name| dist.join(name.trim_start_matches('/')))
        .collect();
    assert!(scripts.len() >= 2, "the page names its scripts: {scripts:?}");
    let weight: usize = scripts.iter().map(|script| compressed(script)).sum();
    println!("the first load is {weight} bytes of compressed JavaScript");
    assert!(weight < MOST_JAVASCRIPT, "the first load is {weight} bytes of compressed JavaScript");
}

#[test]
fn the_page_needs_at_most_twelve_packages_when_it_runs() {
    let package = fs::read_to_string(ui().join("package.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let needed = package["dependencies"].as_object().unwrap();
    assert!(needed.len() <= MOST_DEPENDENCIES, "{needed:?}");
}

/// Each icon has a file of its own; the package's one door would bring them all to the build.
#[test]
fn icons_are_taken_one_by_one() {
    let mut looked = 0;
    let mut folders = vec![ui().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = fs::read_to_string(&entry).unwrap();
            looked += 1;
            assert!(!text.contains("from \"@lucide/svelte\""), "{}", entry.display());
        }
    }
    assert!(looked > 50);
}

#[test]
fn the_document_of_keys_is_the_table() {
    let path = ui().join("KEYS.md");
    let made = keys_as_markdown();
    if std::env::var_os("KNEEBOARD_WRITE_EXPECTED").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, made, "run the tests with KNEEBOARD_WRITE_EXPECTED=1 to make it anew");
}

#[test]
fn one_chord_means_one_thing_in_each_scope() {
    let mut seen = BTreeMap::new();
    for key in keys().iter().filter(|key| !key["chord"].is_empty()) {
        let before =
            seen.insert((key["scope"].clone(), key["chord"].clone()), key["words"].clone());
        assert_eq!(before, None, "{key:?}");
    }
    assert!(seen.len() > 40);
}

fn keys_as_markdown() -> String {
    let names = BTreeMap::from([
        ("anywhere", "Anywhere"),
        ("incidents", "Incidents"),
        ("walkthrough", "In a walkthrough"),
        ("step", "While the step card has the focus"),
        ("strip", "In the strip"),
        ("decide", "In the decide form"),
        ("runbooks", "Runbooks"),
        ("edit", "While a runbook is written"),
        ("redlines", "In the redlines of a runbook that is written"),
        ("history", "In the versions of a runbook"),
        ("import", "Where files are looked at before they come in"),
        ("merge", "Where two texts become one"),
        ("postmortems", "Postmortems"),
        ("postmortem", "In a postmortem"),
        ("services", "Services"),
        ("handover", "On the hand-over sheet"),
    ]);
    let mut text = String::from(
        "# Keys\n\nMade from `src/keys.ts`.\nOn macOS Ctrl is Cmd.\nWhat has no key stands in the palette, Ctrl K.\nKeys of a single character can be switched off in the settings.\n",
    );
    for (scope, name) in names {
        let rows: Vec<_> = keys()
            .into_iter()
            .filter(|key| key["scope"] == scope && !key["chord"].is_empty())
            .collect();
        if rows.is_empty() {
            continue;
        }
        text +=
            &format!("\n## {name}\n\n| key | in a text field | what it does |\n|---|---|---|\n");
        for key in rows {
            let chord = &key["chord"];
            let held = ["Ctrl+", "Alt+", "Shift+F"].iter().any(|held| chord.starts_with(held))
                || chord.starts_with('F') && chord.len() > 1;
            let usual = if held || chord == "Esc" { chord.as_str() } else { "" };
            let in_text = key.get("inText").map_or(usual, String::as_str);
            text += &format!("| {} | {} | {} |\n", shown(chord), shown(in_text), key["words"]);
        }
    }
    text
}

fn shown(chord: &str) -> String {
    match chord.strip_suffix('+') {
        Some(rest) => format!("{}+", rest.replace('+', " ")),
        None => chord.replace("Arrow", "").replace('+', " "),
    }
}

/// The lines of the table: one entry a line, its texts between quotes.
fn keys() -> Vec<BTreeMap<String, String>> {
    let lines = KEYS.lines().filter_map(|line| line.trim().strip_prefix("{ scope: "));
    lines
        .map(|line| {
            let mut entry = BTreeMap::new();
            let mut rest = format!("scope: {line}");
            while let Some((name, after)) = rest.split_once(": ") {
                let name = name.rsplit([' ', ',']).next().unwrap_or_default().to_owned();
                let Some(text) = after.strip_prefix('"') else {
                    rest = after.to_owned();
                    continue;
                };
                let (value, after) = text.split_once('"').expect("a text ends on its line");
                entry.insert(name, value.to_owned());
                rest = after.to_owned();
            }
            entry
        })
        .collect()
}

fn compressed(script: &Path) -> usize {
    let output = Command::new("gzip").arg("-9c").arg(script).output().expect("gzip runs");
    assert!(output.status.success(), "{}", script.display());
    output.stdout.len()
}

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui")
}
