//! A secret was pasted into a note: afterwards its bytes are nowhere, and the chain still holds.

use kneeboard_core::store::{
    DraftRow, Leftover, NewEvent, PublishedRow, Redaction, Store, Trouble, WordsRow,
};

use super::desk::{Desk, INCIDENT, append, files_with, incident_row, note, options, redacted};

const SECRET: &str = "hunter2-AKIAIOSFODNN7EXAMPLE";

fn note_with_secret(number: u8) -> NewEvent {
    let text = format!("{{\"text\":\"the key is {SECRET}\"}}").into_bytes();
    NewEvent { words: Some(WordsRow { salt: vec![3; 16], text }), ..note(number) }
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// Everything a secret can reach: words, projection, draft, evidence, published bytes, backups.
fn desk_with_secret_everywhere() -> (Desk, [u8; 32]) {
    let mut desk = Desk::with_notes(100);
    let evidence = desk.store.put_evidence(SECRET.as_bytes()).unwrap();
    append(&mut desk.store, note_with_secret(101));
    let published = append(&mut desk.store, note(102)).id;
    desk.store
        .write(|writer| {
            writer.put_incident_row(&incident_row(SECRET))?;
            writer.put_draft(&DraftRow { name: "note".into(), text: SECRET.into(), at_ms: 0 })?;
            let bytes = SECRET.as_bytes().to_vec();
            let row =
                PublishedRow { event: published, incident: INCIDENT, bytes, redacted_by: None };
            writer.put_published(&row)
        })
        .unwrap();
    desk.store.backup_daily(day("2026-11-21")).unwrap();
    desk.store.backup_daily(day("2026-11-22")).unwrap();
    for number in 103..=200 {
        append(&mut desk.store, note(number));
    }
    (desk, evidence)
}

fn redact(store: &mut Store, evidence: [u8; 32]) {
    store
        .write(|writer| {
            let by = writer.append_local(redacted(201))?.id;
            writer.redact(&Redaction {
                by,
                targets: vec![[101; 16]],
                typed: vec![],
                drafts: vec!["note".into()],
                evidence: vec![evidence],
            })?;
            writer.put_incident_row(&incident_row("[removed]"))?;
            writer.put_published(&PublishedRow {
                event: [102; 16],
                incident: INCIDENT,
                bytes: b"[removed]".to_vec(),
                redacted_by: Some(by),
            })
        })
        .unwrap();
}

#[test]
fn redacted_words_leave_no_byte_in_file_log_backups_or_evidence() {
    let (mut desk, evidence) = desk_with_secret_everywhere();
    let before = files_with(desk.folder.path(), SECRET);
    for expected in ["2026-11-21.db", "2026-11-22.db", "kneeboard.db-wal"] {
        assert!(before.iter().any(|name| name == expected), "{expected} in {before:?}");
    }

    redact(&mut desk.store, evidence);
    let left = desk.store.scrub().unwrap();

    assert!(left.is_empty(), "{left:?}");
    assert_eq!(files_with(desk.folder.path(), SECRET), Vec::<String>::new());
    assert_eq!(desk.store.check().unwrap(), vec![]);
    let event = desk.store.event(&[101; 16]).unwrap().unwrap();
    assert!(event.words_digest.is_some(), "the event itself stays as it was");
    assert_eq!(desk.store.words(&[101; 16]).unwrap(), None);
    assert_eq!(desk.store.events(&INCIDENT, 0).unwrap().len(), 201);
}

#[test]
fn a_scrubbed_backup_is_still_a_sound_store() {
    let (mut desk, evidence) = desk_with_secret_everywhere();
    redact(&mut desk.store, evidence);
    assert!(desk.store.scrub().unwrap().is_empty());
    for (_, backup) in desk.store.info().unwrap().backups {
        let copy = Store::open(&backup, &options()).unwrap();
        assert_eq!(copy.check().unwrap(), vec![]);
        assert!(copy.is_redacted(&[101; 16]).unwrap());
        assert_eq!(copy.events(&INCIDENT, 0).unwrap().len(), 102);
        assert_eq!(copy.stale_incidents(1).unwrap(), vec![INCIDENT], "its row is made anew");
    }
}

#[test]
fn a_reader_in_the_way_is_named_and_the_scrub_is_tried_again() {
    let (mut desk, evidence) = desk_with_secret_everywhere();
    let reader = desk.plain();
    reader.execute_batch("BEGIN; SELECT count(*) FROM events").unwrap();
    redact(&mut desk.store, evidence);
    let left = desk.store.scrub().unwrap();
    assert!(matches!(left.as_slice(), [Leftover::Reader]), "{left:?}");
    assert_eq!(
        left[0].to_string(),
        "The words are erased, but another program is using the store, so their bytes may still \
         be in its log. It is tried again when that program has let go."
    );
    assert_eq!(desk.store.words(&[101; 16]).unwrap(), None);
    assert!(!files_with(desk.folder.path(), SECRET).is_empty());
    assert_eq!(desk.store.check().unwrap(), vec![Trouble::ScrubDue]);

    drop(reader);
    let mut desk = desk.reopen_on("laptop");
    assert!(desk.store.scrub_is_due().unwrap(), "it is remembered over a restart");
    assert!(desk.store.scrub().unwrap().is_empty());
    assert_eq!(files_with(desk.folder.path(), SECRET), Vec::<String>::new());
}

#[test]
fn a_backup_from_before_does_not_bring_the_words_back() {
    let (mut desk, evidence) = desk_with_secret_everywhere();
    let elsewhere = tempfile::TempDir::new().unwrap();
    let backup = elsewhere.path().join("kept-elsewhere.db");
    desk.store.backup_to(&backup).unwrap();
    redact(&mut desk.store, evidence);
    desk.store.scrub().unwrap();

    desk.store.restore(&backup).unwrap();

    assert_eq!(desk.store.words(&[101; 16]).unwrap(), None);
    assert_eq!(files_with(desk.folder.path(), SECRET), Vec::<String>::new());
    assert_eq!(desk.store.check().unwrap(), vec![]);
    assert_eq!(desk.store.words(&[100; 16]).unwrap(), note(100).words);
}

#[test]
fn evidence_that_another_event_names_stays() {
    let mut desk = Desk::with_notes(2);
    let kept = desk.store.put_evidence(b"shared").unwrap();
    let by = append(&mut desk.store, redacted(9)).id;
    let erase = Redaction { by, targets: vec![[1; 16]], ..Default::default() };
    desk.store.write(|writer| writer.redact(&erase)).unwrap();
    assert!(desk.store.scrub().unwrap().is_empty());
    assert_eq!(desk.store.evidence(&kept).unwrap(), b"shared");
}
