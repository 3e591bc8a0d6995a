//! What lists, editors and documents keep beside the events.

use kneeboard_core::store::{DraftRow, IncidentRow, RevisionRow, StoreError, revision_hash};

use super::desk::{Desk, INCIDENT, append, incident_row, note, refusal};

fn revision(text: &str, parent: Option<[u8; 32]>) -> RevisionRow {
    RevisionRow {
        document: "runbook/any/roll-back-a-release".into(),
        parent,
        merged: None,
        text: text.into(),
        reason: "clearer".into(),
        role: "on_call".into(),
        at_ms: 1_763_777_400_000,
    }
}

#[test]
fn an_incidents_row_is_replaced_whole() {
    let mut desk = Desk::with_notes(1);
    for title in ["Checkout answers 500", "Checkout answers 500 after 4.2.1"] {
        desk.store.write(|writer| writer.put_incident_row(&incident_row(title))).unwrap();
    }
    let row = incident_row("Checkout answers 500 after 4.2.1");
    assert_eq!(desk.store.incidents().unwrap(), vec![row.clone()]);
    assert_eq!(desk.store.incident(&INCIDENT).unwrap(), Some(row));
}

#[test]
fn a_handle_is_found_by_a_prefix_and_best_by_itself() {
    let mut desk = Desk::new();
    let rows = [(1, "1122-checkout"), (2, "1122-checkout-500"), (3, "1123-login_%")];
    for (number, handle) in rows {
        let row = IncidentRow {
            incident: [number; 16],
            handle: handle.into(),
            opened_ms: number.into(),
            ..incident_row("x")
        };
        desk.store.write(|writer| writer.put_incident_row(&row)).unwrap();
    }
    let found = |prefix: &str| -> Vec<u8> {
        let rows = desk.store.incident_by_handle_prefix(prefix).unwrap();
        rows.iter().map(|row| row.incident[0]).collect()
    };
    assert_eq!(found("1122"), [1, 2]);
    assert_eq!(found("1122-checkout"), [1], "a whole handle is not a prefix of another");
    assert_eq!(found("1122-checkout-"), [2]);
    assert_eq!(found("1123-login_"), [3]);
    assert_eq!(found("112%"), [0_u8; 0]);
    let newest: Vec<_> =
        desk.store.incidents().unwrap().iter().map(|row| row.incident[0]).collect();
    assert_eq!(newest, [3, 2, 1]);
}

#[test]
fn a_row_of_another_projector_is_stale() {
    let mut desk = Desk::with_notes(1);
    assert_eq!(desk.store.stale_incidents(1).unwrap(), vec![INCIDENT]);
    desk.store.write(|writer| writer.put_incident_row(&incident_row("x"))).unwrap();
    assert_eq!(desk.store.stale_incidents(1).unwrap(), Vec::<[u8; 16]>::new());
    assert_eq!(desk.store.stale_incidents(2).unwrap(), vec![INCIDENT]);
}

#[test]
fn revisions_of_a_runbook_build_on_each_other() {
    let mut desk = Desk::new();
    let name = "runbook/any/roll-back-a-release";
    let first = revision("one", None);
    let second = revision("two", Some(revision_hash(&first)));
    let third = revision("three", Some(revision_hash(&first)));
    let mut put = |row: &RevisionRow| desk.store.write(|writer| writer.put_revision(row)).unwrap();
    assert_eq!(put(&first), revision_hash(&first));
    assert_eq!(put(&first), revision_hash(&first), "the same revision again changes nothing");
    put(&second);
    put(&third);
    let all = desk.store.revisions(name).unwrap();
    let texts: Vec<_> = all.iter().map(|(_, row)| row.text.as_str()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
    let heads = desk.store.heads_below("runbook/").unwrap();
    assert_eq!(heads.len(), 2, "two edits of one revision wait for a merge");
    let merged = RevisionRow {
        merged: Some(revision_hash(&third)),
        ..revision("two and three", Some(revision_hash(&second)))
    };
    desk.store.write(|writer| writer.put_revision(&merged)).unwrap();
    let heads = desk.store.heads_below("runbook/").unwrap();
    assert_eq!(heads, [(revision_hash(&merged), name.to_owned())]);
    assert_eq!(desk.store.revision(&revision_hash(&merged)).unwrap(), Some(merged));
    let plain = desk.plain();
    for sql in ["UPDATE revisions SET text = ''", "DELETE FROM revisions"] {
        assert!(plain.execute_batch(sql).unwrap_err().to_string().starts_with("revisions are"));
    }
}

#[test]
fn a_draft_survives_a_restart_and_can_go() {
    let mut desk = Desk::new();
    let draft = |text: &str| DraftRow { name: "summary".into(), text: text.into(), at_ms: 5 };
    for text in ["W", "We", "We saw 500s: \u{1f525} <b>\"|\\"] {
        desk.store.write(|writer| writer.put_draft(&draft(text))).unwrap();
    }
    let mut desk = desk.reopen_on("laptop");
    let kept = draft("We saw 500s: \u{1f525} <b>\"|\\");
    assert_eq!(desk.store.draft("summary").unwrap(), Some(kept.clone()));
    assert_eq!(desk.store.drafts().unwrap(), vec![kept]);
    desk.store.write(|writer| writer.drop_draft("summary")).unwrap();
    assert_eq!(desk.store.drafts().unwrap(), vec![]);
}

#[test]
fn every_transaction_raises_the_change_number_and_wakes_readers() {
    let mut desk = Desk::new();
    let (change, version) =
        (desk.store.change_number().unwrap(), desk.store.data_version().unwrap());
    let promised = desk.store.write(|writer| Ok::<_, StoreError>(writer.change())).unwrap();
    assert_eq!(promised, change + 1);
    assert_eq!(desk.store.change_number().unwrap(), change + 1);
    assert_ne!(desk.store.data_version().unwrap(), version);
    let version = desk.store.data_version().unwrap();
    assert_eq!(desk.store.data_version().unwrap(), version, "reads wake nobody");
    append(&mut desk.store, note(1));
    assert_eq!(desk.store.change_number().unwrap(), change + 2);
}

#[test]
fn evidence_above_ten_megabytes_is_refused() {
    let desk = Desk::new();
    let whole = vec![7; 10 * 1024 * 1024];
    let hash = desk.store.put_evidence(&whole).unwrap();
    assert_eq!(desk.store.put_evidence(&whole).unwrap(), hash);
    assert_eq!(desk.store.evidence(&hash).unwrap(), whole);
    let place = desk.store.evidence_path(&hash);
    let name = place.file_name().unwrap().to_string_lossy().into_owned();
    assert!(place.ends_with(format!("kneeboard.db.evidence/{}/{name}", &name[..2])));
    let error = refusal(desk.store.put_evidence(&[whole, vec![7]].concat()));
    assert_eq!(
        error.to_string(),
        "This evidence has 10485761 bytes, and a piece may have at most 10485760. Nothing was \
         stored. Cut it down to the part that matters, or link to it."
    );
    assert_eq!(
        refusal(desk.store.evidence(&[0; 32])).to_string(),
        format!(
            "No evidence file with the hash {} lies beside the store. Bring the file back from a \
             copy of the evidence folder.",
            "0".repeat(64)
        )
    );
}
