use crate::support::kneeboard::Desk;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file at or below a path whose bytes hold these words, in any case of letters.
fn holding(folder: &Path, words: &str) -> Vec<PathBuf> {
    if !folder.is_dir() {
        let bytes = fs::read(folder).unwrap().to_ascii_lowercase();
        let holds = bytes.windows(words.len()).any(|window| window == words.as_bytes());
        return if holds { vec![folder.to_path_buf()] } else { Vec::new() };
    }
    let entries = fs::read_dir(folder).unwrap();
    entries.flat_map(|entry| holding(&entry.unwrap().path(), words)).collect()
}

#[test]
fn removed_words_are_in_no_file_of_the_store_the_handle_included() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Zebrafish outage"]);
    desk.out(&["note", "the word is xylophonequartz"]);
    let folder = desk.path("");
    let found = |words: &str| desk.json(&["search", words]).as_array().unwrap().len();
    assert_eq!((found("xylophonequartz"), found("zebrafish")), (1, 1));
    assert_ne!(holding(&desk.path("kneeboard.db.search"), "zebrafish"), Vec::<PathBuf>::new());
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
    assert_eq!((found("xylophonequartz"), found("zebrafish")), (0, 0));
    assert_eq!(holding(&folder, "xylophonequartz"), Vec::<PathBuf>::new());
    assert_eq!(holding(&folder, "zebrafish"), Vec::<PathBuf>::new());
    assert_eq!(desk.json(&["incident", "show"])["title"], "[removed 22 Nov: a name]");
    desk.out(&["store", "check"]);
}

#[test]
fn an_erased_entry_is_not_corrected_in_words_and_an_erasure_reaches_corrections_of_corrections() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Checkout"]);
    let note = |out: String| out.split_whitespace().next().unwrap().to_owned();
    let first = note(desk.out(&["note", "Token alpha-first"]));
    let second = note(desk.out(&["correct", &first, "--text", "Token bravo-second"]));
    desk.out(&["correct", &second, "--text", "Token charlie-third"]);
    desk.out(&["redact", &first, "--reason", "secret"]);
    for entry in [&first, &second] {
        desk.run(&["correct", entry, "--text", "Token delta-fourth"]).refused(
            1,
            "The words of this entry were erased, so they can't be corrected. Nothing was recorded. Add a note instead.",
        );
    }
    for word in ["alpha-first", "bravo-second", "charlie-third", "delta-fourth"] {
        assert_eq!(holding(&desk.path("."), word), Vec::<PathBuf>::new(), "{word}");
    }
    desk.out(&["correct", &first, "--at", "-1m"]);
}
