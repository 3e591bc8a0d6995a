//! Times as people type them: the table under `fixtures`, decided by hand, against what is read.

use chrono::DateTime;
use kneeboard_core::moment::{
    AtError, Moment, Now, When, Why, Zone, parse_at, parse_at_any_future,
};
use serde_json::{Value, json};

const TABLE: &str = include_str!("fixtures/typed_times.json");

#[test]
fn each_typed_time_is_the_instant_or_the_question_that_the_table_says() {
    let table: Value = serde_json::from_str(TABLE).unwrap();
    let rows = table["rows"].as_array().unwrap();
    assert!(rows.len() >= 120, "{} rows", rows.len());
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let read = read(row);
            let wanted = wanted(row);
            (read != wanted).then(|| format!("{row}\n  read as {read}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

fn wanted(row: &Value) -> Value {
    let keys = ["precision", "instant", "until", "question", "choices", "error"];
    let given = row.as_object().unwrap().iter().filter(|(key, _)| keys.contains(&key.as_str()));
    given.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn read(row: &Value) -> Value {
    let zone = Zone::named(row["zone"].as_str().unwrap()).unwrap();
    let at = DateTime::parse_from_rfc3339(row["now"].as_str().unwrap()).unwrap();
    let now = Now { at: Moment::from(at), boot_ms: None, zone };
    let typed = row["typed"].as_str().unwrap();
    let read = match row["field"].as_str() {
        Some("ahead") => parse_at_any_future(typed, &now),
        _ => parse_at(typed, &now),
    };
    match read {
        Ok(when) => said(&when),
        Err(AtError::Which { why, choices, .. }) => {
            let question = match why {
                Why::Skipped => "gap",
                Why::Twice => "overlap",
                Why::Day => "ambiguous",
            };
            json!({ "question": question, "choices": choices.map(utc) })
        }
        Err(error) => json!({ "error": kind(&error) }),
    }
}

fn said(when: &When) -> Value {
    let mut said = json!({ "precision": when.precision() });
    if let Some(at) = when.start() {
        said["instant"] = json!(utc(at));
    }
    if let (false, Some(until)) = (when.is_point(), when.end()) {
        said["until"] = json!(utc(until));
    }
    said
}

fn utc(at: Moment) -> String {
    Moment::new(at.ms(), 0).rfc3339()
}

fn kind(error: &AtError) -> &'static str {
    match error {
        AtError::Empty => "empty",
        AtError::NotATime { .. } => "not_a_time",
        AtError::BadClock { .. } => "bad_clock",
        AtError::NoSuchDay { .. } => "no_such_day",
        AtError::ZoneName { .. } => "zone_name",
        AtError::FarAhead { .. } => "far_ahead",
        AtError::Backwards { .. } => "backwards",
        AtError::OutOfRange { .. } => "out_of_range",
        AtError::Which { .. } => "asked",
    }
}
