use crate::support::kneeboard::Desk;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below the folder whose bytes hold these words, in any case of letters.
fn holding(folder: &Path, words: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, words));
            continue;
        }
        let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
        if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[test]
fn removed_words_are_in_no_file_of_the_store_the_handle_included() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Zebrafish outage"]);
    desk.out(&["note", "the word is xylophonequartz"]);
    let folder = desk.path("");
    assert_ne!(holding(&folder, "xylophonequartz"), Vec::<PathBuf>::new());
    assert_ne!(holding(&folder, "zebrafish"), Vec::<PathBuf>::new());

    let shown = desk.json(&["incident", "show"]);
    let id_of = |kind: &str| {
        let events = shown["events"].as_array().unwrap();
        let event = events.iter().find(|event| event["kind"] == kind).unwrap();
        event["id"].as_str().unwrap().to_owned()
    };
    let (note, start) = (id_of("NoteAdded"), id_of("IncidentStarted"));
    desk.out(&["correct", &note, "--text", "xylophonequartz, typed again"]);
    desk.out(&["redact", &note, "--reason", "secret"]);
    desk.out(&["redact", &start, "--reason", "a name"]);

    assert_eq!(holding(&folder, "xylophonequartz"), Vec::<PathBuf>::new());
    assert_eq!(holding(&folder, "zebrafish"), Vec::<PathBuf>::new());
    assert_eq!(desk.json(&["incident", "show"])["title"], "[removed 22 Nov: a name]");
    desk.out(&["store", "check"]);
}
