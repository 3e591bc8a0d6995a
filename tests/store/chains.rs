//! Sequence numbers, hashes, heads and counters, alone and after a merge.

use kneeboard_core::store::{Arrival, EventRow, Store, WordsRow, hash_of, words_digest};

use super::desk::{Desk, INCIDENT, append, note, redacted, refusal, words};

fn everything(store: &Store) -> Vec<(EventRow, Option<WordsRow>)> {
    let all = store.events(&INCIDENT, 0).unwrap();
    all.into_iter().map(|(_, event, words)| (event, words)).collect()
}

fn take_in(store: &mut Store, events: &[(EventRow, Option<WordsRow>)]) -> Vec<Arrival> {
    let all = store.write(|writer| {
        events.iter().map(|(event, words)| writer.append_foreign(event, words.as_ref())).collect()
    });
    let all: Result<Vec<_>, kneeboard_core::store::StoreError> = all;
    all.unwrap()
}

#[test]
fn each_event_follows_the_one_before() {
    let mut desk = Desk::new();
    let (first, second) = (append(&mut desk.store, note(1)), append(&mut desk.store, note(2)));
    assert_eq!((first.seq, first.prev, first.counter, first.after.len()), (1, None, 1, 0));
    assert_eq!((second.seq, second.prev, second.counter), (2, Some(first.hash), 2));
    assert_eq!(second.after, vec![first.hash]);
    assert_eq!(desk.store.heads(&INCIDENT).unwrap(), vec![second.hash]);
    assert_eq!(desk.store.tip(&second.replica, &INCIDENT).unwrap(), Some((2, second.hash)));
    assert_eq!(desk.store.max_counter(&INCIDENT).unwrap(), 2);
    let newer = desk.store.events(&INCIDENT, 1).unwrap();
    assert_eq!(newer, vec![(2, second, Some(words(2)))]);
    assert_eq!(desk.store.check().unwrap(), vec![]);
}

#[test]
fn the_hash_covers_every_column() {
    let row = append(&mut Desk::new().store, note(1));
    let changes: [fn(&mut EventRow); 16] = [
        |row| row.id[0] ^= 1,
        |row| row.incident[0] ^= 1,
        |row| row.act[0] ^= 1,
        |row| row.replica[0] ^= 1,
        |row| row.seq += 1,
        |row| row.prev = Some([0; 32]),
        |row| row.after.push([0; 32]),
        |row| row.counter += 1,
        |row| row.kind.push('x'),
        |row| row.version += 1,
        |row| row.recorded_ms += 1,
        |row| row.offset_min += 1,
        |row| row.role.push_str(&std::mem::take(&mut row.via)),
        |row| row.via.push('x'),
        |row| row.body.push(b' '),
        |row| row.words_digest = None,
    ];
    for (column, change) in changes.iter().enumerate() {
        let mut other = row.clone();
        change(&mut other);
        assert_ne!(hash_of(&other), row.hash, "column {column}");
    }
    assert_eq!(hash_of(&EventRow { hash: [0; 32], ..row.clone() }), row.hash);
}

/// Worked out apart from the program, by another language's sha256 over the same fields.
#[test]
fn the_hash_of_a_known_row_never_changes() {
    let row = EventRow {
        id: [1; 16],
        incident: [2; 16],
        act: [3; 16],
        replica: [4; 16],
        seq: 1,
        prev: None,
        hash: [0; 32],
        after: vec![[5; 32]],
        counter: 7,
        kind: "NoteAdded".into(),
        version: 1,
        recorded_ms: 1_763_777_400_000,
        offset_min: -90,
        role: "on_call".into(),
        via: "window".into(),
        body: b"{}".to_vec(),
        words_digest: Some(words_digest(&[6; 16], b"{\"text\":\"hello\"}")),
    };
    let digits: String = hash_of(&row).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digits, "7ce041efb0d34e66113cab69d56b6835fae8302bcd19ba319719aa9e1ebf962b");
}

#[test]
fn an_act_that_fails_half_way_stores_nothing() {
    let mut desk = Desk::with_notes(1);
    let change = desk.store.change_number().unwrap();
    let outcome = desk.store.write(|writer| {
        writer.append_local(note(2))?;
        writer.append_local(note(1))
    });
    assert_eq!(refusal(outcome).kind(), "store_refused");
    assert_eq!(everything(&desk.store).len(), 1);
    assert_eq!(desk.store.change_number().unwrap(), change);
}

#[test]
fn the_same_act_is_found_again() {
    let mut desk = Desk::new();
    let act = note(1).act;
    let stored = desk.store.write(|writer| {
        let first = writer.append_local(note(1))?;
        let second = writer.append_local(kneeboard_core::store::NewEvent { act, ..note(2) })?;
        Ok::<_, kneeboard_core::store::StoreError>(vec![first, second])
    });
    assert_eq!(desk.store.act_events(&act).unwrap(), stored.unwrap());
    assert_eq!(desk.store.act_events(&[0; 16]).unwrap(), vec![]);
}

#[test]
fn a_merge_in_any_order_gives_the_same_heads() {
    let mut ours = Desk::with_notes(3);
    let mut theirs = Desk::new();
    take_in(&mut theirs.store, &everything(&ours.store)[..2]);
    for number in 4..=6 {
        append(&mut theirs.store, note(number));
    }
    append(&mut ours.store, note(7));
    let all = [everything(&ours.store), everything(&theirs.store)].concat();
    for turn in 0..all.len() {
        let mut order = all.clone();
        order.rotate_left(turn);
        order.reverse();
        let mut merged = Desk::new();
        take_in(&mut merged.store, &order);
        assert_eq!(merged.store.check().unwrap(), vec![], "turn {turn}");
        let heads = merged.store.heads(&INCIDENT).unwrap();
        let mut expected = [ours.store.heads(&INCIDENT), theirs.store.heads(&INCIDENT)]
            .map(|heads| heads.unwrap()[0]);
        expected.sort_unstable();
        assert_eq!(heads, expected, "turn {turn}");
        let next = append(&mut merged.store, note(9));
        assert_eq!((next.after.as_slice(), next.counter), (expected.as_slice(), 6));
    }
}

#[test]
fn what_is_here_already_is_not_stored_twice() {
    let mut ours = Desk::with_notes(2);
    let all = everything(&ours.store);
    assert_eq!(take_in(&mut ours.store, &all), vec![Arrival::AlreadyThere; 2]);
    assert_eq!(everything(&ours.store), all);
}

#[test]
fn words_may_come_after_their_event() {
    let (mut ours, theirs) = (Desk::new(), Desk::with_notes(1));
    let whole = everything(&theirs.store);
    let silent = [(whole[0].0.clone(), None)];
    assert_eq!(take_in(&mut ours.store, &silent), vec![Arrival::Appended]);
    assert_eq!(take_in(&mut ours.store, &whole), vec![Arrival::AlreadyThere]);
    assert_eq!(everything(&ours.store), whole);
}

#[test]
fn words_of_a_redacted_event_are_dropped_whichever_comes_first() {
    let theirs = Desk::with_notes(1);
    let note = everything(&theirs.store);
    let mut ours = Desk::new();
    let redaction = append(&mut ours.store, redacted(9));
    let erase = kneeboard_core::store::Redaction {
        by: redaction.id,
        targets: vec![note[0].0.id],
        ..Default::default()
    };
    ours.store.write(|writer| writer.redact(&erase)).unwrap();
    assert_eq!(take_in(&mut ours.store, &note), vec![Arrival::Appended]);
    assert_eq!(ours.store.words(&note[0].0.id).unwrap(), None);
    assert_eq!(take_in(&mut ours.store, &note), vec![Arrival::AlreadyThere]);
    assert_eq!(ours.store.words(&note[0].0.id).unwrap(), None);
}

#[test]
fn an_altered_event_from_elsewhere_is_refused() {
    let (mut ours, theirs) = (Desk::new(), Desk::with_notes(1));
    let (event, spoken) = everything(&theirs.store).remove(0);
    let mut changed = event.clone();
    changed.body = b"{\"n\":2}".to_vec();
    let mut swapped = spoken.clone().unwrap();
    swapped.text = b"{\"text\":\"something else\"}".to_vec();
    let mut same_id = EventRow { role: "incident_lead".into(), ..event.clone() };
    same_id.hash = hash_of(&same_id);
    let refused = |store: &mut Store, event: &EventRow, words: Option<&WordsRow>| {
        refusal(store.write(|writer| writer.append_foreign(event, words))).to_string()
    };
    let whole = |why: &str| {
        format!(
            "The event 01010101010101010101010101010101 was altered on its way: {why}. Nothing of \
             it was stored. Ask for the incident file again from where it was written."
        )
    };
    let store = &mut ours.store;
    assert_eq!(refused(store, &changed, None), whole("its content does not give its hash"));
    assert_eq!(refused(store, &event, Some(&swapped)), whole("its words do not give its digest"));
    take_in(store, &[(event, spoken)]);
    assert_eq!(refused(store, &same_id, None), whole("another event here has the same id"));
}
