use super::*;
use crate::event::{MOST_AFTER, MOST_WORDS};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An event of a chain, the first from 1, with words; its hash holds.
fn note(number: u64, before: Option<&Carried>) -> Carried {
    let mut id = [7; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    let text = json!({ "text": format!("note {number}") }).to_string().into_bytes();
    let before = before.map(|before| before.row.hash);
    sealed(Carried {
        row: EventRow {
            id,
            incident: [2; 16],
            act: id,
            replica: [4; 16],
            seq: number,
            prev: before,
            hash: [0; 32],
            after: before.into_iter().collect(),
            counter: number,
            kind: "NoteAdded".to_owned(),
            version: 1,
            recorded_ms: 1_764_554_400_000,
            offset_min: 60,
            role: "on_call".to_owned(),
            via: "command_line".to_owned(),
            body: br#"{"note":"observation"}"#.to_vec(),
            words_digest: None,
        },
        words: Some(WordsRow { salt: vec![9; 16], text }),
    })
}

/// The same with digest and hash worked out anew: nothing is signed.
fn sealed(mut event: Carried) -> Carried {
    event.row.words_digest = event.words.as_ref().map(WordsRow::digest);
    event.row.hash = hash_of(&event.row);
    event
}

fn notes(count: u64) -> Vec<Carried> {
    let mut all: Vec<Carried> = Vec::new();
    for number in 1..=count {
        all.push(note(number, all.last()));
    }
    all
}

/// A file of these lines with a first line that fits, whatever the lines are.
fn framed(lines: &str, events: &[Carried]) -> String {
    let head = Head {
        kneeboard: NAME.to_owned(),
        format: FORMAT,
        incidents: parts_of(events),
        events: lines.lines().count(),
        sha256: Digest(Sha256::digest(lines.as_bytes()).into()).to_string(),
    };
    serde_json::to_string(&head).unwrap() + "\n" + lines
}

/// The file of one event that somebody made up.
fn of_one(event: Carried) -> String {
    let line = serde_json::to_string(&line_of(&event).unwrap()).unwrap() + "\n";
    framed(&line, &[event])
}

fn refusal(text: &str) -> BundleError {
    read(text.as_bytes()).expect_err("the file was read")
}

/// What is said of the first event, changed so and sealed again.
fn why(change: impl FnOnce(&mut Carried)) -> String {
    let mut event = note(1, None);
    change(&mut event);
    let event = sealed(event);
    let written = write(std::slice::from_ref(&event));
    let read = refusal(&of_one(event));
    assert_eq!(written, Err(read.clone()), "what is not read is not written");
    read.to_string()
}

#[test]
fn what_is_written_is_read() {
    let events = notes(5);
    assert_eq!(read(write(&events).unwrap().as_bytes()), Ok(events));
}

#[test]
fn the_first_line_says_what_is_in_the_file() {
    let text = write(&notes(3)).unwrap();
    let head: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!((&head["kneeboard"], &head["format"]), (&json!("incident file"), &json!(2)));
    assert_eq!(head["incidents"], json!([{ "id": "02".repeat(16), "events": 3 }]));
    assert_eq!((&head["events"], head["sha256"].as_str().unwrap().len()), (&json!(3), 64));
}

#[test]
fn a_file_that_was_cut_anywhere_is_refused() {
    let text = write(&notes(4)).unwrap();
    for at in 0..text.len() {
        let error = refusal(&text[..at]);
        assert!(
            matches!(error, BundleError::Cut { events: 4, .. } | BundleError::NotOurs),
            "cut at {at}: {error:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_that_are_lost_doubled_swapped_or_added_are_refused(
        count in 2_u64..9, one in 0_usize..9, other in 0_usize..9, what in 0_u8..5,
    ) {
        let text = write(&notes(count)).unwrap();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (one, other) = (1 + one % count as usize, 1 + other % count as usize);
        match what {
            0 => { lines.remove(one); }
            1 => { let line = lines[one]; lines.insert(other, line); }
            2 if one != other => lines.swap(one, other),
            3 => lines.push("\n"),
            _ => lines.push("{\"kneeboard\":\"incident file\"}\n"),
        }
        prop_assert!(read(lines.concat().as_bytes()).is_err());
    }

    #[test]
    fn a_byte_that_changed_is_refused(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let text = write(&notes(3)).unwrap();
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        // The digest itself may be written in no other way, nor may anything else.
        prop_assert!(read(bytes.as_slice()).is_err());
    }

    #[test]
    fn any_bytes_are_refused_in_words(bytes in any::<Vec<u8>>(), behind in any::<bool>()) {
        let text = write(&notes(1)).unwrap();
        let head = text.split_inclusive('\n').next().unwrap().as_bytes();
        let bytes = if behind { [head, &bytes].concat() } else { bytes };
        let error = read(bytes.as_slice()).unwrap_err();
        prop_assert!(!error.to_string().is_empty() && error.instead().ends_with('.'));
    }
}

#[test]
fn a_file_of_another_format_or_program_is_named_as_such() {
    let older = "{\"kneeboard\":\"handover\",\"format\":1}\n";
    assert_eq!(refusal(older), BundleError::Older { format: 1 });
    let newer = "{\"kneeboard\":\"incident file\",\"format\":3,\"more\":{}}\n";
    assert_eq!(refusal(newer), BundleError::Newer { format: 3 });
    for other in ["", "\n", "[]", "# Postmortem\n", "{\"kneeboard\":\"x\",\"format\":2}\n"] {
        assert_eq!(refusal(other), BundleError::NotOurs, "{other:?}");
    }
}

#[test]
fn a_first_line_that_tells_of_others_is_refused() {
    let text = write(&notes(2)).unwrap();
    let lines = text.split_once('\n').unwrap().1;
    let other = framed(lines, &notes(1));
    assert_eq!(refusal(&other), BundleError::Contents);
    assert_eq!(refusal(&framed("", &[])), BundleError::Contents);
}

#[test]
fn two_lines_of_one_id_are_refused() {
    let line = serde_json::to_string(&line_of(&note(1, None)).unwrap()).unwrap() + "\n";
    let twice = framed(&line.repeat(2), &[note(1, None), note(1, None)]);
    assert_eq!(refusal(&twice).to_string(), "line 3: another line has the same id");
}

#[test]
fn extreme_numbers_are_refused_with_their_line() {
    let most = LARGEST_NUMBER;
    for number in [0, most + 1, 1 << 53, u64::MAX] {
        let said = why(|event| event.row.seq = number);
        assert!(said.starts_with("line 2: "), "{said}");
        let said = why(|event| event.row.counter = number);
        assert!(said.starts_with("line 2: "), "{said}");
    }
    for version in [0, 10_000, u32::MAX] {
        why(|event| event.row.version = version);
    }
    for recorded in [-1, i64::MIN, i64::MAX, 253_402_300_800_000] {
        why(|event| event.row.recorded_ms = recorded);
    }
    for offset in [-1_081, 1_081, i32::MIN, i32::MAX] {
        assert!(why(|event| event.row.offset_min = offset).contains("offset_min"));
    }
    for number in ["1.5", "-1", "1e300", "18446744073709551616", "\"1\"", "null"] {
        for field in ["seq", "counter", "version", "recorded_at", "offset_min"] {
            let text = of_one(note(1, None));
            let line = text.lines().nth(1).unwrap();
            let mut fields: Value = serde_json::from_str(line).unwrap();
            fields[field] = serde_json::from_str(number).unwrap();
            if (field, number) == ("offset_min", "-1") {
                continue;
            }
            let error = refusal(&framed(&format!("{fields}\n"), &[note(1, None)])).to_string();
            assert!(error.starts_with("line 2: "), "{field} {number}: {error}");
        }
    }
}

#[test]
fn a_counter_far_above_the_number_of_events_is_refused() {
    let mut far = note(1, None);
    far.row.counter = MOST_MISSING + 2;
    let far = [sealed(far)];
    let refused = refuse_far(&far, &BTreeMap::new());
    assert_eq!(refused.clone(), write(&far).map(|_| ()));
    assert_eq!(
        refused.map_err(|error| error.to_string()),
        Err("line 2: counter is 1000002, and the incident has 1 events".to_owned())
    );
    // An event that is stored already counts, and so does the one in the file.
    assert_eq!(refuse_far(&far, &BTreeMap::from([([2; 16], 1)])), Ok(()));
}

#[test]
fn strange_names_are_refused_with_their_line() {
    for kind in ["", "../x", "a b", "N\0", &"x".repeat(65)] {
        why(|event| event.row.kind = kind.to_owned());
    }
    for word in ["", "root", "On_Call", "../x", "on_call\0"] {
        why(|event| event.row.role = word.to_owned());
        why(|event| event.row.via = word.to_owned());
    }
    for handle in
        ["../victim/notes", "/etc/passwd", "a\\b", "", "C:\\x", "CON", "a\0", "x\u{202e}y"]
    {
        let said = why(|event| {
            started(event, None);
            event.words = words(json!({ "title": "x", "handle": handle }));
        });
        assert_eq!(said, format!("line 2: {handle:?} can be no handle"));
    }
    for id in ["", "../x", "/x", "a\\b", "a\0b", "a/../b"] {
        why(|event| started(event, Some(id)));
    }
    for file in ["", "../x", &"A".repeat(64), &"a".repeat(63)] {
        why(|event| body(event, "EvidenceAttached", json!({ "file": file })));
    }
    why(|event| {
        let hash = "0".repeat(64);
        body(event, "Exported", json!({ "format": "md", "edition": 1, "hash": hash }));
        event.words = words(json!({ "file": "/home/ana/x.md" }));
    });
}

#[test]
fn bodies_and_words_that_cannot_be_read_are_refused_and_newer_kinds_are_kept() {
    why(|event| body(event, "SeveritySet", json!({ "severity": "SEV9" })));
    why(|event| body(event, "Held", json!([])));
    for time in ["0000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2026-11-22T23:59:60Z", "soon"] {
        let at = json!({ "precision": "exact", "at": time });
        why(|event| body(event, "Held", json!({ "at": at })));
        let until = json!({ "step": { "added": uuid::Uuid::nil() }, "until": { "time": time } });
        why(|event| body(event, "StepDeferred", until));
    }
    why(|event| event.words = Some(WordsRow { salt: vec![1; 16], text: b"[]".to_vec() }));
    why(|event| event.words = words(json!({ "text": "x".repeat(MOST_WORDS) })));
    why(|event| event.words = Some(WordsRow { salt: vec![1; 15], text: b"{}".to_vec() }));
    why(|event| event.row.after = vec![[1; 32]; MOST_AFTER + 1]);
    why(|event| event.row.prev = Some([1; 32]));
    let mut newer = note(1, None);
    body(&mut newer, "WeatherSeen", json!({ "severity": "SEV9", "deep": [[[1]]] }));
    let newer = vec![sealed(newer)];
    assert_eq!(read(write(&newer).unwrap().as_bytes()), Ok(newer));
}

#[test]
fn a_file_above_the_limits_is_refused_while_it_is_read_and_not_written() {
    let events = notes(9);
    let text = write(&events).unwrap();
    let over = |limits: Limits| {
        let read = read_within(limits, text.as_bytes()).unwrap_err();
        assert_eq!(write_within(limits, &events).unwrap_err(), read);
        read
    };
    let bytes = text.len() as u64 - 1;
    assert_eq!(over(Limits { bytes, ..LIMITS }), BundleError::TooLarge { most: bytes });
    assert_eq!(over(Limits { events: 8, ..LIMITS }), BundleError::TooMany { most: 8 });
    let line = text.lines().nth(1).unwrap().len() as u64;
    let long = BundleError::LongLine { line: 3, most: line + 1 };
    assert_eq!(over(Limits { line: line + 1, ..LIMITS }), long);
    // What never ends is read to the limit alone.
    let endless = io::BufReader::new(io::repeat(b'x'));
    let limits = Limits { line: 1_000, ..LIMITS };
    let error = read_within(limits, endless).unwrap_err();
    assert_eq!(error, BundleError::LongLine { line: 1, most: 1_000 });
}

fn started(event: &mut Carried, service: Option<&str>) {
    let of = json!({ "drill": false, "sample": false, "service": service });
    body(event, "IncidentStarted", of);
}

fn body(event: &mut Carried, kind: &str, body: Value) {
    event.row.kind = kind.to_owned();
    event.row.body = body.to_string().into_bytes();
}

fn words(said: Value) -> Option<WordsRow> {
    Some(WordsRow { salt: vec![1; 16], text: said.to_string().into_bytes() })
}
