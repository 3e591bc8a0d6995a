//! Another program writes the file by plain SQL, with no pragma of ours set.

use rusqlite::Connection;

use super::desk::{Desk, append, note, redacted, refusal};
use kneeboard_core::store::NewEvent;

/// What SQLite answers to a statement of another program; the store must be unchanged after.
fn refused(desk: &Desk, sql: &str) -> String {
    let before = contents(&desk.plain());
    let answer = desk.plain().execute_batch(sql);
    assert_eq!(contents(&desk.plain()), before, "{sql}");
    match answer {
        Err(error) => error.to_string(),
        Ok(()) => panic!("{sql} was not refused"),
    }
}

fn contents(conn: &Connection) -> Vec<String> {
    let mut all = Vec::new();
    for table in ["events", "words", "redactions", "revisions"] {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).unwrap();
        let width = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..width).map(|at| row.get_ref(at).unwrap());
            all.push(format!("{:?}", cells.collect::<Vec<_>>()));
        }
    }
    all
}

/// An insert of all columns but `pos`, taken from the first event with some of them replaced.
fn copy_of_first(verb: &str, id: &str, hash: &str, tail: &str) -> String {
    format!(
        "{verb} INTO events (id, incident, act, replica, seq, prev, hash, after, counter, kind, \
         version, recorded_at, offset_min, role, via, body, words_digest) \
         SELECT {id}, incident, act, replica, 9, prev, {hash}, after, counter, 'Forged', version, \
         recorded_at, offset_min, role, via, body, words_digest FROM events WHERE pos = 1 {tail}"
    )
}

#[test]
fn an_event_is_never_updated() {
    let desk = Desk::with_notes(2);
    for verb in ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"] {
        let sql = format!("{verb} events SET role = 'nobody' WHERE pos = 1");
        assert_eq!(refused(&desk, &sql), "events are never changed");
    }
    assert_eq!(refused(&desk, "UPDATE events SET pos = 7"), "events are never changed");
}

#[test]
fn an_event_is_never_deleted() {
    let desk = Desk::with_notes(2);
    assert_eq!(refused(&desk, "DELETE FROM events"), "events are never removed");
    assert_eq!(refused(&desk, "DELETE FROM events WHERE pos = 2"), "events are never removed");
}

#[test]
fn replace_cannot_take_an_events_place() {
    let desk = Desk::with_notes(2);
    let there = "this event is already there";
    let fresh = "randomblob(32)";
    for verb in ["REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR ROLLBACK"] {
        assert_eq!(refused(&desk, &copy_of_first(verb, "id", fresh, "")), there, "{verb} id");
        let by_hash = copy_of_first(verb, "randomblob(16)", "hash", "");
        assert_eq!(refused(&desk, &by_hash), there, "{verb} hash");
        let by_pos = copy_of_first(verb, "randomblob(16)", fresh, "")
            .replace("events (id", "events (pos, id")
            .replace("SELECT random", "SELECT 2, random");
        assert_eq!(refused(&desk, &by_pos), there, "{verb} pos");
    }
}

#[test]
fn upsert_cannot_change_an_event() {
    let desk = Desk::with_notes(1);
    for action in ["DO NOTHING", "(id) DO UPDATE SET role = 'nobody'", "DO UPDATE SET act = id"] {
        let tail = match action.strip_prefix("(id) ") {
            Some(action) => format!("AND true ON CONFLICT (id) {action}"),
            None => format!("AND true ON CONFLICT {action}"),
        };
        let sql = copy_of_first("INSERT", "id", "randomblob(32)", &tail);
        assert_eq!(refused(&desk, &sql), "this event is already there", "{action}");
    }
}

#[test]
fn an_event_cannot_hide_below_the_first_position() {
    let desk = Desk::with_notes(1);
    let sql = copy_of_first("INSERT", "randomblob(16)", "randomblob(32)", "")
        .replace("events (id", "events (pos, id")
        .replace("SELECT random", "SELECT -1, random");
    assert_eq!(refused(&desk, &sql), "CHECK constraint failed: pos > 0");
}

#[test]
fn words_stay_until_a_redaction() {
    let desk = Desk::with_notes(2);
    let never = "words are never changed";
    assert_eq!(refused(&desk, "UPDATE words SET text = x'00'"), never);
    assert_eq!(refused(&desk, "UPDATE OR REPLACE words SET event = zeroblob(16)"), never);
    assert_eq!(refused(&desk, "DELETE FROM words"), "words are removed only by a redaction");
    for verb in ["REPLACE", "INSERT OR IGNORE", "INSERT"] {
        let sql = format!("{verb} INTO words SELECT event, salt, x'00' FROM words");
        assert_eq!(refused(&desk, &sql), "these words are already there");
    }
    let upsert = "INSERT INTO words SELECT event, salt, x'00' FROM words WHERE true \
         ON CONFLICT DO UPDATE SET text = x'00'";
    assert_eq!(refused(&desk, upsert), "these words are already there");
}

#[test]
fn a_redaction_cannot_be_invented() {
    let mut desk = Desk::with_notes(2);
    let needs = "a redaction needs a Redacted event of its incident";
    let by_nobody = "INSERT INTO redactions SELECT id, zeroblob(16) FROM events";
    assert_eq!(refused(&desk, by_nobody), needs);
    let by_a_note = "INSERT INTO redactions SELECT id, id FROM events";
    assert_eq!(refused(&desk, by_a_note), needs);
    let mut elsewhere = redacted(9);
    elsewhere.incident = [2; 16];
    append(&mut desk.store, elsewhere);
    let by_a_stranger = "INSERT INTO redactions SELECT e.id, r.id FROM events e, events r \
         WHERE e.pos = 1 AND r.kind = 'Redacted'";
    assert_eq!(refused(&desk, by_a_stranger), needs);
}

#[test]
fn a_redaction_cannot_be_taken_back() {
    let mut desk = Desk::with_notes(1);
    append(&mut desk.store, redacted(9));
    let redact = "INSERT INTO redactions SELECT e.id, r.id FROM events e, events r \
         WHERE e.pos = 1 AND r.kind = 'Redacted'";
    desk.plain().execute_batch(redact).unwrap();
    assert_eq!(refused(&desk, "DELETE FROM redactions"), "redactions are never removed");
    assert_eq!(refused(&desk, "UPDATE redactions SET by = target"), "redactions are never changed");
    assert_eq!(
        refused(&desk, &redact.replace("INSERT", "REPLACE")),
        "this redaction is already there"
    );
    desk.plain().execute_batch("DELETE FROM words").unwrap();
    let again = "INSERT INTO words SELECT id, zeroblob(16), x'00' FROM events WHERE pos = 1";
    assert_eq!(refused(&desk, again), "these words have been redacted");
}

#[test]
fn the_stores_own_writer_is_held_by_the_same_rules() {
    let mut desk = Desk::with_notes(1);
    let error = super::desk::refusal(desk.store.write(|writer| writer.append_local(note(1))));
    assert_eq!(
        error.to_string(),
        "The store refused a write: this event is already there. What is stored is unchanged. \
         Record a correction or a redaction instead."
    );
}

#[test]
fn a_value_that_no_table_takes_is_refused_in_words() {
    let mut desk = Desk::new();
    let nameless = NewEvent { kind: String::new(), ..note(1) };
    let error = refusal(desk.store.write(|writer| writer.append_local(nameless.clone())));
    assert_eq!(error.kind(), "store_unfit");
    assert_eq!(
        error.to_string(),
        "The store can't hold this: a number or a text is outside of what it may be. What is stored is unchanged. Check where it comes from, and give it again."
    );
}
