//! Stores that somebody else wrote: whatever stands in a row, nothing ends the program.

use crate::cli::drill::play_until;
use crate::support::cases;
use kneeboard_core::act::Act;
use kneeboard_core::decision::Action;
use kneeboard_core::event::{NoteKind, Role, Via};
use kneeboard_core::id::{ActId, IncidentId};
use kneeboard_core::kneeboard::{Clock, Format, Kneeboard, Request};
use kneeboard_core::output::Overwrite;
use kneeboard_core::postmortem::Style;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// The store of the Django drill, which has events of most kinds.
fn drill() -> &'static [u8] {
    static DRILL: OnceLock<Vec<u8>> = OnceLock::new();
    DRILL.get_or_init(|| {
        let desk = play_until("23:59:59");
        let copy = desk.path("copy.db");
        let store = Connection::open(desk.path("kneeboard.db")).unwrap();
        store.execute("VACUUM INTO ?1", [copy.display().to_string()]).unwrap();
        fs::read(copy).unwrap()
    })
}

/// One change that somebody makes behind the store's back.
#[derive(Clone, Debug)]
enum Change {
    /// A number of a table.
    Number(&'static str, &'static str, Index, i64),
    /// A text of a table.
    Text(&'static str, &'static str, Index, String),
    /// A leaf of an event's body or words.
    Leaf(&'static str, Index, Index, Value),
}

const NUMBERS: &[(&str, &str)] = &[
    ("events", "seq"),
    ("events", "counter"),
    ("events", "version"),
    ("events", "recorded_at"),
    ("events", "offset_min"),
    ("replicas", "seq"),
    ("incident_tips", "counter"),
    ("incident_row", "projector"),
    ("incident_row", "opened_ms"),
    ("incident_row", "started_ms"),
    ("incident_row", "closed_ms"),
    ("incident_row", "to_mitigate_seconds"),
    ("revisions", "at"),
    ("change", "n"),
];

const TEXTS: &[(&str, &str)] = &[
    ("events", "kind"),
    ("events", "role"),
    ("events", "via"),
    ("incident_row", "handle"),
    ("incident_row", "title"),
    ("incident_row", "view"),
    ("incident_row", "status"),
    ("revisions", "document"),
    ("revisions", "text"),
    ("revisions", "role"),
];

fn numbers() -> impl Strategy<Value = i64> {
    let extreme = [
        i64::MIN,
        i64::MIN + 1,
        i64::from(i32::MIN),
        -1,
        0,
        1,
        i64::from(i32::MAX),
        i64::from(u32::MAX),
        1 << 52,
        1 << 53,
        253_402_300_799_999,
        i64::MAX - 1,
        i64::MAX,
    ];
    prop_oneof![select(extreme.to_vec()), any::<i64>()]
}

fn leaves() -> impl Strategy<Value = Value> {
    let strange = [
        json!(null),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(u32::MAX),
        json!(1e308),
        json!(""),
        json!("../../x"),
        json!("0000-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59.999-18:00"),
        json!("2026-11-22T23:59:60Z"),
        json!("2026-11-22T02:00:00+23:59"),
        json!([]),
        json!({}),
        json!([[[[]]]]),
    ];
    prop_oneof![
        3 => select(strange.to_vec()),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
    ]
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let number = (select(NUMBERS.to_vec()), any::<Index>(), numbers())
        .prop_map(|((table, column), row, value)| Change::Number(table, column, row, value));
    let text = (select(TEXTS.to_vec()), any::<Index>(), any::<String>())
        .prop_map(|((table, column), row, value)| Change::Text(table, column, row, value));
    let leaf = (select(vec!["body", "text"]), any::<Index>(), any::<Index>(), leaves())
        .prop_map(|(column, row, leaf, value)| Change::Leaf(column, row, leaf, value));
    proptest::collection::vec(prop_oneof![2 => number, 1 => text, 3 => leaf], 1..12)
}

fn make(path: &Path, changes: &[Change]) {
    fs::write(path, drill()).unwrap();
    let store = Connection::open(path).unwrap();
    let triggers: Vec<(String, String)> = store
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    store.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    for (name, _) in &triggers {
        store.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    for change in changes {
        match change {
            Change::Number(table, column, row, value) => {
                set(&store, table, column, *row, rusqlite::types::Value::from(*value));
            }
            Change::Text(table, column, row, value) => {
                set(&store, table, column, *row, rusqlite::types::Value::from(value.clone()));
            }
            Change::Leaf(column, row, leaf, value) => {
                let table = if *column == "body" { "events" } else { "words" };
                let key = key_of(&store, table, *row);
                let sql = format!("SELECT {column} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {key}");
                let bytes: Vec<u8> = store.query_row(&sql, [], |row| row.get(0)).unwrap();
                let Ok(mut json) = serde_json::from_slice::<Value>(&bytes) else { continue };
                let count = count(&json);
                if count > 0 {
                    replace(&mut json, &mut leaf.index(count), value);
                }
                let sql = format!("UPDATE {table} SET {column} = ?1 WHERE {column} = ?2");
                store.execute(&sql, (json.to_string().into_bytes(), bytes)).unwrap();
            }
        }
    }
    for (_, sql) in &triggers {
        store.execute_batch(sql).unwrap();
    }
}

fn key_of(store: &Connection, table: &str, row: Index) -> usize {
    let count: i64 =
        store.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    row.index(usize::try_from(count).unwrap().max(1))
}

fn set(store: &Connection, table: &str, column: &str, row: Index, value: rusqlite::types::Value) {
    let at = key_of(store, table, row);
    let key = if table == "events" { "pos" } else { column };
    let sql = format!(
        "UPDATE OR IGNORE {table} SET {column} = ?1 WHERE {key} = (SELECT {key} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {at})"
    );
    store.execute(&sql, [value]).unwrap();
}

/// How many values a JSON text has that are no object and no list.
fn count(json: &Value) -> usize {
    match json {
        Value::Object(fields) => fields.values().map(count).sum(),
        Value::Array(items) => items.iter().map(count).sum(),
        _ => 1,
    }
}

fn replace(json: &mut Value, left: &mut usize, with: &Value) {
    match json {
        Value::Object(fields) => fields.values_mut().for_each(|value| replace(value, left, with)),
        Value::Array(items) => items.iter_mut().for_each(|value| replace(value, left, with)),
        leaf => {
            if *left == 0 {
                *leaf = with.clone();
            }
            *left = left.wrapping_sub(1);
        }
    }
}

/// Everything that can be asked of a store and done in it; that it comes back is enough.
fn look_and_act(folder: &Path) {
    let store = folder.join("kneeboard.db");
    fs::write(folder.join("clock"), "2026-11-23T02:00:00Z drill\n").unwrap();
    let clock = Clock::Sample(folder.join("clock"));
    let Ok(mut door) = Kneeboard::open_by(&store, clock, Via::Window) else { return };
    let _ = door.check();
    let ids = door.incident_ids().unwrap_or_default();
    for id in ids {
        let views = [
            json!({ "view": "incidents" }),
            json!({ "view": "start", "query": "checkout" }),
            json!({ "view": "walk", "incident": id }),
            json!({ "view": "timeline", "incident": id, "rows": 20, "before": 30 }),
            json!({ "view": "decide", "incident": id }),
            json!({ "view": "handover", "incident": id }),
            json!({ "view": "postmortem", "incident": id }),
            json!({ "view": "runbooks" }),
            json!({ "view": "services" }),
            json!({ "view": "settings" }),
            json!({ "view": "forms" }),
            json!({ "view": "search", "query": "order", "limit": 20 }),
        ];
        for view in views {
            if let Ok(request) = serde_json::from_value(view) {
                let _ = door.view(&request);
            }
        }
        for format in [Format::Md, Format::Brief, Format::Json] {
            for names in [false, true] {
                let _ = door.document(id, format, &Style { names });
            }
        }
        let file = folder.join("carried.jsonl");
        if door.hand_over(id, &file).is_ok() {
            let other = Kneeboard::open_by(
                &folder.join("other.db"),
                Clock::Sample(folder.join("clock")),
                Via::CommandLine,
            );
            let _ = other.and_then(|mut other| other.take_in(&file));
        }
        act(&mut door, id);
        let _ = door.export_into(
            id,
            Format::Md,
            &Style::default(),
            folder,
            Overwrite::Replace,
            Role::OnCall,
        );
    }
    let _ = door.check();
    let _ = door.rebuild();
}

fn act(door: &mut Kneeboard, id: IncidentId) {
    let Ok(incident) = door.incident(id) else { return };
    let entries = incident.entries();
    let targets: Vec<_> = entries.iter().step_by(7).map(|entry| entry.event.id).collect();
    let mut acts = vec![
        Act::NoteAdded {
            text: "5xx rises".to_owned(),
            note: NoteKind::Observation,
            step: None,
            at: Some("2026-11-22".to_owned()),
            evidence_url: None,
        },
        Act::Reopened { reason: None },
        Act::StepDone { step: None, value: None, note: None, as_expected: None, at: None },
        Act::StepAdded { text: "Ring".to_owned(), after: None },
        Act::Decided(Box::new(crate::support::record::decide(Action::Watch, json!({})))),
        Act::Held {},
        Act::Closed { note: None },
        Act::Undo {},
    ];
    acts.extend(targets.into_iter().map(|target| Act::Corrected {
        target,
        at: Some("2026-11-22T02:00:00Z".to_owned()),
        text: Some("rather".to_owned()),
        override_reason: None,
    }));
    for (n, act) in acts.into_iter().enumerate() {
        let _ = door.act(Request {
            id: ActId(uuid::Uuid::from_u128(0xbb00 + n as u128)),
            incident: Some(id),
            role: Role::OnCall,
            name: None,
            act,
            secret: None,
            done_at_ms: Some(i64::MIN),
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(24),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_value_of_any_row_ends_the_program(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        make(&folder.path().join("kneeboard.db"), &changes);
        look_and_act(folder.path());
    }
}

#[test]
fn an_offset_of_the_least_number_there_is_is_read_as_none() {
    let folder = tempfile::tempdir().unwrap();
    let (path, whole) = (folder.path().join("kneeboard.db"), folder.path().join("whole.db"));
    make(&path, &[]);
    make(&whole, &[]);
    let store = Connection::open(&path).unwrap();
    let sql: String = store
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'events_never_change'", [], |row| {
            row.get(0)
        })
        .unwrap();
    store.execute_batch("DROP TRIGGER events_never_change").unwrap();
    store.execute("UPDATE events SET offset_min = -2147483648", []).unwrap();
    store.execute_batch(&sql).unwrap();
    drop(store);
    assert_eq!(document(&path), document(&whole), "an offset that cannot be is none");
    look_and_act(folder.path());
}

fn document(path: &Path) -> String {
    let clock = path.with_extension("clock");
    fs::write(&clock, "2026-11-23T02:00:00Z drill\n").unwrap();
    let mut door = Kneeboard::open_by(path, Clock::Sample(clock), Via::CommandLine).unwrap();
    let id = door.incident_ids().unwrap()[0];
    door.document(id, Format::Md, &Style::default()).unwrap()
}
