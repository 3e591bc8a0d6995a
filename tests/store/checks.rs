//! `store check` against files that were changed behind the store's back.

use std::fs;

use kneeboard_core::store::{Arrival, Redaction, RevisionRow, Trouble, hash_of};

use super::desk::{Desk, INCIDENT, append, note, redacted};

/// Runs SQL with the triggers out of the way and back again, as somebody with an editor could.
fn behind_its_back(desk: &Desk, sql: &str) {
    let conn = desk.plain();
    let triggers: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for (name, _) in &triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    conn.execute_batch(sql).unwrap();
    for (_, create) in &triggers {
        conn.execute_batch(create).unwrap();
    }
}

#[test]
fn a_flipped_byte_in_the_file_is_found() {
    let desk = Desk::with_notes(3);
    let Desk { folder, path, store } = desk;
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(7).position(|window| window == b"{\"n\":2}").unwrap();
    bytes[at + 5] ^= 0b100;
    fs::write(&path, bytes).unwrap();
    let store = kneeboard_core::store::Store::open(&path, &super::desk::options()).unwrap();
    assert_eq!(store.check().unwrap(), vec![Trouble::ChangedEvent { event: [2; 16], pos: 2 }]);
    drop(folder);
}

#[test]
fn every_column_that_is_changed_is_found() {
    let columns = [
        "incident = zeroblob(16)",
        "act = zeroblob(16)",
        "replica = zeroblob(16)",
        "seq = 40",
        "prev = NULL",
        "hash = zeroblob(32)",
        "after = zeroblob(32)",
        "counter = 40",
        "kind = 'x'",
        "version = 7",
        "recorded_at = 1",
        "offset_min = 1",
        "role = 'x'",
        "via = 'x'",
        "body = x'00'",
        "words_digest = NULL",
    ];
    for column in columns {
        let desk = Desk::with_notes(3);
        behind_its_back(&desk, &format!("UPDATE events SET {column} WHERE pos = 2"));
        let found = desk.store.check().unwrap();
        let changed = Trouble::ChangedEvent { event: [2; 16], pos: 2 };
        assert!(found.contains(&changed), "{column}: {found:?}");
    }
}

#[test]
fn changed_and_lost_words_are_found() {
    let desk = Desk::with_notes(3);
    behind_its_back(
        &desk,
        "UPDATE words SET text = x'7b7d' WHERE event = (SELECT id FROM events WHERE pos = 1); \
         DELETE FROM words WHERE event = (SELECT id FROM events WHERE pos = 3);",
    );
    assert_eq!(
        desk.store.check().unwrap(),
        vec![Trouble::ChangedWords { event: [1; 16] }, Trouble::MissingWords { event: [3; 16] },]
    );
}

#[test]
fn a_missing_event_is_found_by_those_around_it() {
    let desk = Desk::with_notes(4);
    let row = desk.store.event(&[2; 16]).unwrap().unwrap();
    behind_its_back(
        &desk,
        "DELETE FROM events WHERE pos = 2; DELETE FROM words WHERE event = x'02020202020202020202020202020202';",
    );
    let found = desk.store.check().unwrap();
    assert_eq!(
        found,
        vec![
            Trouble::MissingEvents { incident: INCIDENT, replica: row.replica, from: 2, to: 2 },
            Trouble::UnknownAncestor { event: [3; 16], hash: row.hash },
            Trouble::WrongHeads { incident: INCIDENT },
        ]
    );
    assert!(found[0].to_string().starts_with("Events 2 to 2 of replica "));
}

#[test]
fn a_tail_removed_without_its_head_is_found() {
    let desk = Desk::with_notes(4);
    behind_its_back(
        &desk,
        "DELETE FROM events WHERE pos = 4; DELETE FROM words WHERE event = x'04040404040404040404040404040404';",
    );
    assert_eq!(desk.store.check().unwrap(), vec![Trouble::WrongHeads { incident: INCIDENT }]);
}

#[test]
fn a_fork_is_kept_and_named() {
    let mut desk = Desk::with_notes(2);
    let mut other = desk.store.event(&[2; 16]).unwrap().unwrap();
    other.id = [7; 16];
    other.words_digest = None;
    other.hash = hash_of(&other);
    let replica = other.replica;
    let arrival = desk.store.write(|writer| writer.append_foreign(&other, None));
    assert_eq!(arrival.unwrap(), Arrival::Fork);
    assert_eq!(
        desk.store.check().unwrap(),
        vec![Trouble::Fork { incident: INCIDENT, replica, seq: 2, events: vec![[2; 16], [7; 16]] }]
    );
    let next = append(&mut desk.store, note(3));
    assert_ne!(next.replica, replica, "a store with a copy goes on under a new name");
    assert_eq!(next.after.len(), 2);
    assert_eq!(desk.store.info().unwrap().replica.parent, Some(replica));
}

#[test]
fn heads_that_were_moved_are_found() {
    for sql in [
        "UPDATE replicas SET seq = 1",
        "DELETE FROM replicas",
        "UPDATE incident_tips SET heads = zeroblob(32)",
        "UPDATE incident_tips SET counter = 9",
        "INSERT INTO incident_tips VALUES (zeroblob(16), 1, zeroblob(32))",
    ] {
        let desk = Desk::with_notes(2);
        desk.plain().execute_batch(sql).unwrap();
        let found = desk.store.check().unwrap();
        assert!(matches!(found.as_slice(), [Trouble::WrongHeads { .. }]), "{sql}: {found:?}");
    }
}

#[test]
fn a_page_of_noise_is_found() {
    let Desk { folder, path, store } = Desk::with_notes(200);
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(7).position(|window| window == b"{\"n\":9}").unwrap() / 4096 * 4096;
    bytes[at..at + 4096].fill(0xA5);
    fs::write(&path, bytes).unwrap();
    let store = kneeboard_core::store::Store::open(&path, &super::desk::options()).unwrap();
    let found = store.check().unwrap();
    assert!(matches!(found.first(), Some(Trouble::File { .. })), "{found:?}");
    drop(folder);
}

#[test]
fn changed_evidence_is_found() {
    let desk = Desk::new();
    let hash = desk.store.put_evidence(b"a graph").unwrap();
    assert_eq!(desk.store.evidence(&hash).unwrap(), b"a graph");
    assert_eq!(desk.store.check().unwrap(), vec![]);
    fs::write(desk.store.evidence_path(&hash), b"a grape").unwrap();
    assert_eq!(desk.store.check().unwrap(), vec![Trouble::ChangedEvidence { hash }]);
    let kind = desk.store.evidence(&hash).unwrap_err().kind();
    assert_eq!(kind, "store_evidence_changed");
}

#[test]
fn a_scrub_that_is_due_is_named() {
    let mut desk = Desk::with_notes(1);
    let by = append(&mut desk.store, redacted(9)).id;
    let erase = Redaction { by, targets: vec![[1; 16]], ..Default::default() };
    desk.store.write(|writer| writer.redact(&erase)).unwrap();
    assert_eq!(desk.store.check().unwrap(), vec![Trouble::ScrubDue]);
    assert!(desk.store.scrub().unwrap().is_empty());
    assert_eq!(desk.store.check().unwrap(), vec![]);
}

#[test]
fn a_revision_that_was_changed_or_stands_on_nothing_is_found() {
    let mut desk = Desk::new();
    let row = |parent, text: &str| RevisionRow {
        document: "runbooks/team/x".to_owned(),
        parent,
        merged: None,
        text: text.to_owned(),
        reason: "a reason".to_owned(),
        role: "scribe".to_owned(),
        at_ms: 1,
    };
    let first = desk.store.write(|writer| writer.put_revision(&row(None, "one"))).unwrap();
    let second = desk.store.write(|writer| writer.put_revision(&row(Some(first), "two"))).unwrap();
    assert_eq!(desk.store.check().unwrap(), vec![]);
    let document = || "runbooks/team/x".to_owned();
    for column in [
        "text = 'three'",
        "reason = 'x'",
        "role = ''",
        "at = 2",
        "merged = NULL, parent = zeroblob(32)",
    ] {
        let mut copy = Desk::new();
        copy.store.write(|writer| writer.put_revision(&row(None, "one"))).unwrap();
        copy.store.write(|writer| writer.put_revision(&row(Some(first), "two"))).unwrap();
        behind_its_back(&copy, &format!("UPDATE revisions SET {column} WHERE n = 2"));
        let found = copy.store.check().unwrap();
        let changed = Trouble::ChangedRevision { document: document(), hash: second };
        assert_eq!(found[0], changed, "{column}");
    }
    behind_its_back(&desk, "DELETE FROM revisions WHERE n = 1");
    let unknown = Trouble::UnknownRevision { document: document(), hash: second, before: first };
    assert_eq!(desk.store.check().unwrap(), vec![unknown]);
}
