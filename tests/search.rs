//! Search: whatever holds the words is found, at its place, and no index is ever in the way.

use crate::support::door::Door;
use crate::support::kneeboard::Desk;
use crate::support::pace::for_four_times;
use crate::support::record::{corrected, note};
use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{Role, Section};
use kneeboard_core::id::{EventId, IncidentId};
use kneeboard_core::kneeboard::{Search, Searching};
use kneeboard_core::runbook::shipped::Shipped;
use kneeboard_core::search::{Hit, Kind, Place, Query, Within};
use kneeboard_core::store::RevisionRow;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn find(door: &mut Door, query: &str) -> Vec<Hit> {
    let asked = Search { query: query.to_owned(), ..Search::default() };
    door.record.search(&asked).unwrap().hits
}

fn ids(door: &mut Door, query: &str) -> Vec<String> {
    find(door, query).into_iter().map(|hit| hit.id).collect()
}

fn within(door: &mut Door, query: &str, within: Within) -> Vec<Hit> {
    let (query, within) = (query.to_owned(), Some(within));
    door.record.search(&Search { query, within, limit: None }).unwrap().hits
}

/// What was found in the place, as it is marked.
fn marked(hit: &Hit) -> Vec<&str> {
    hit.snippet.iter().filter(|span| span.found).map(|span| span.text.as_str()).collect()
}

fn began(door: &mut Door, title: &str) -> IncidentId {
    door.start(Start { title: Some(title.to_owned()), ..Start::default() })
}

fn last_event(door: &mut Door, incident: IncidentId) -> EventId {
    door.record.incident(incident).unwrap().entries().last().unwrap().event.id
}

/// A document that the team keeps.
fn keep(door: &mut Door, document: &str, text: &str) {
    let row = RevisionRow {
        document: document.to_owned(),
        parent: door.record.store().revisions(document).unwrap().pop().map(|(hash, _)| hash),
        merged: None,
        text: text.to_owned(),
        reason: "kept".to_owned(),
        role: "on-call".to_owned(),
        at_ms: 0,
    };
    door.record.store().write(|writer| writer.put_revision(&row)).unwrap();
}

#[test]
fn a_runbook_is_found_by_its_id_its_title_its_command_and_its_reference() {
    let mut door = Door::new();
    assert!(ids(&mut door, "errors release").contains(&"nodejs/errors-after-release".into()));
    assert_eq!(ids(&mut door, "nodejs/errors-after-rel")[0], "nodejs/errors-after-release");
    let hits = find(&mut door, "\"rollout undo\"");
    let step = hits.iter().find(|hit| hit.id == "nodejs/errors-after-release").unwrap();
    assert_eq!(marked(step), ["rollout undo"]);
    let Some(Place::Step { words, action, .. }) = &step.place else { panic!("{step:?}") };
    assert!(words.starts_with("Roll back, step "), "{words}");
    assert!(!action.is_empty());
    let missing = find(&mut door, "ERR_MODULE_NOT");
    assert_eq!(missing[0].id, "nodejs/crash-loop-after-release");
    assert!(matches!(missing[0].place, Some(Place::Section { .. })), "{:?}", missing[0].place);
    let in_a_row = ids(&mut door, "module_not_found");
    assert_eq!(in_a_row, ids(&mut door, "\"MODULE NOT FOUND\""));
    assert!(ids(&mut door, "module not found").len() > in_a_row.len());
}

#[test]
fn what_was_recorded_is_found_at_its_entry() {
    let mut door = Door::new();
    let incident = began(&mut door, "Checkout returns 500");
    door.act(incident, note("Redis answers ECONNREFUSED 10.0.0.4 since v1.13.0"));
    let noted = last_event(&mut door, incident);
    for query in ["ECONNREFUSED", "econnref", "10.0.0.4", "1.13.0", "v1.13", "redis 1.13"] {
        let hits = within(&mut door, query, Within::Incidents);
        assert_eq!(hits.len(), 1, "{query}");
        assert_eq!(hits[0].id, incident.to_string());
        assert_eq!(hits[0].name, "1122-checkout-returns-500");
        let Some(Place::Event { event, words }) = &hits[0].place else { panic!("{query}") };
        assert_eq!(*event, noted.short());
        assert_eq!(words, "Observation, 22 Nov 02:00Z");
    }
    assert_eq!(within(&mut door, "ECONN refused", Within::Incidents), []);
    let by_title = within(&mut door, "checkout", Within::Incidents);
    assert!(by_title[0].title_spans[0].found, "{by_title:?}");
    assert_eq!(ids(&mut door, "1122-checkout")[0], incident.to_string());
}

#[test]
fn a_migration_is_found_by_its_number_and_by_the_parts_of_its_name() {
    let mut door = Door::new();
    let incident = began(&mut door, "Orders fail");
    door.act(incident, note("0042_drop_legacy_total ran at 02:00"));
    for query in ["0042", "0042_drop", "0042_dr", "legacy_total", "drop legacy", "legac"] {
        assert_eq!(within(&mut door, query, Within::Incidents).len(), 1, "{query}");
    }
    for query in ["42", "0042 dropped", "total_legacy"] {
        assert_eq!(within(&mut door, query, Within::Incidents), [], "{query}");
    }
}

#[test]
fn accents_and_capitals_make_no_difference_and_a_phrase_stands_as_it_is() {
    let mut door = Door::new();
    let incident = began(&mut door, "Zürich is slow");
    door.act(incident, note("The naïve pool is full"));
    for query in
        ["zurich", "ZÜRICH", "zu\u{308}rich", "naive", "NAÏVE", "\"pool is full\"", "\"pool is fu"]
    {
        assert_eq!(within(&mut door, query, Within::Incidents).len(), 1, "{query}");
    }
    assert_eq!(within(&mut door, "\"pool full\"", Within::Incidents), []);
    assert_eq!(within(&mut door, "\"pool is fu\"", Within::Incidents), []);
}

#[test]
fn any_text_is_a_query() {
    let mut door = Door::new();
    let incident = began(&mut door, "Orders fail");
    door.act(incident, note("AND the queue is NEAR its end"));
    let long = "x".repeat(10_000);
    let words = "queue ".repeat(2_000);
    let quotes = "\"".repeat(501);
    for query in [
        "",
        " ",
        "\"",
        "\"\"",
        "'",
        "*",
        "a*",
        "queue*",
        "-queue",
        "+queue",
        "^queue",
        "title:queue",
        "{title}: x",
        "(",
        ")",
        "((",
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "NEAR(a b, 3)",
        "a AND",
        "a OR OR b",
        "🚀",
        "🚀 queue",
        "\u{0}",
        "a\u{0}b",
        "\u{2}queue\u{3}",
        "\u{1e}",
        "%",
        "_",
        ";--",
        "\\",
        "日本語",
        "عربي",
        "\u{301}",
        "\u{feff}",
        &long,
        &words,
        &quotes,
    ] {
        let asked = Search { query: query.to_owned(), ..Search::default() };
        door.record.search(&asked).unwrap_or_else(|trouble| panic!("{query:?}: {trouble}"));
    }
    for query in ["AND queue", "NEAR( queue", "🚀 queue", "queue*", "-queue", &words] {
        assert_eq!(within(&mut door, query, Within::Incidents).len(), 1, "{query:?}");
    }
    assert_eq!(find(&mut door, "\"\" 🚀 *"), []);
}

#[test]
fn decisions_outcomes_and_postmortem_sections_are_found_where_they_belong() {
    let desk = crate::cli::drill::play_until("02:40:00");
    let hits = desk.json(&["search", "roll back", "--in", "incidents"]);
    assert_eq!(hits.as_array().unwrap().len(), 1, "{hits:#}");
    let mut door = Door::new();
    let incident = began(&mut door, "Orders fail");
    let section = |text: &str| Act::SectionWritten {
        section: Section::Impact,
        text: text.to_owned(),
        base: None,
    };
    door.act(incident, section("About *1,200 orders* were refunded."));
    let hits = within(&mut door, "orders refunded", Within::Postmortems);
    assert_eq!(hits[0].kind, Kind::Postmortem);
    assert_eq!(hits[0].place.as_ref().map(Place::words), Some("Impact"));
    assert_eq!(marked(&hits[0]), ["orders", "refunded"]);
    assert_eq!(within(&mut door, "refunded", Within::Incidents), []);
}

#[test]
fn what_was_corrected_is_found_and_what_was_taken_back_is_not() {
    let mut door = Door::new();
    let incident = began(&mut door, "Orders fail");
    door.act(incident, note("The giraffe is down"));
    let noted = last_event(&mut door, incident);
    assert_eq!(ids(&mut door, "giraffe").len(), 1);
    door.act(incident, corrected(noted, "The walrus is down"));
    assert_eq!((ids(&mut door, "giraffe").len(), ids(&mut door, "walrus").len()), (0, 1));
    door.act(incident, Act::Undo {});
    assert_eq!((ids(&mut door, "giraffe").len(), ids(&mut door, "walrus").len()), (1, 0));
    door.act(incident, Act::Undo {});
    assert_eq!(ids(&mut door, "giraffe").len(), 0);
}

#[test]
fn services_and_what_the_team_keeps_are_found_and_what_it_puts_away_is_not() {
    let mut door = Door::new();
    let keys = [("name", "Shop API"), ("rollback_command", "heroku rollback -a shop")];
    let keys = keys.map(|(key, value)| (key.to_owned(), value.to_owned()));
    door.record.set_service("shop-api", &BTreeMap::from(keys), Role::OnCall).unwrap();
    let hits = find(&mut door, "heroku");
    assert_eq!((hits[0].kind, hits[0].id.as_str()), (Kind::Service, "shop-api"));
    let shown: String = hits[0].snippet.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(shown, "Rollback command: heroku rollback -a shop");

    keep(&mut door, "runbooks/team/flamingo", "# Flamingo\n\n## Triage\n\n- [ ] Feed it\n");
    assert_eq!(ids(&mut door, "flamingo"), ["team/flamingo"]);
    keep(&mut door, "runbooks/team/flamingo", "# Pelican\n\n## Triage\n\n- [ ] Feed it\n");
    assert_eq!((ids(&mut door, "flamingo").len(), ids(&mut door, "pelican").len()), (1, 1));
    assert_eq!(find(&mut door, "flamingo")[0].title, "Pelican", "its id still has the word");

    keep(&mut door, "library/archived", "team/flamingo\nnodejs/errors-after-release\n");
    assert_eq!(ids(&mut door, "pelican"), Vec::<String>::new());
    assert!(!ids(&mut door, "errors release").contains(&"nodejs/errors-after-release".into()));
    keep(&mut door, "library/archived", "team/flamingo\n");
    assert!(ids(&mut door, "errors release").contains(&"nodejs/errors-after-release".into()));
}

#[test]
fn a_word_in_the_title_counts_more_than_one_in_the_text() {
    let mut door = Door::new();
    let text = began(&mut door, "Orders fail");
    door.act(text, note("The quagga is down, and so is the other quagga"));
    let title = began(&mut door, "Quagga");
    assert_eq!(ids(&mut door, "quagga"), [title.to_string(), text.to_string()]);
}

#[test]
fn the_index_is_made_anew_where_it_does_not_fit_its_store() {
    let mut door = Door::new();
    let incident = began(&mut door, "Orders fail");
    door.act(incident, note("The giraffe is down"));
    assert_eq!(ids(&mut door, "giraffe").len(), 1);
    let index = door.path("kneeboard.db.search");
    let change = |sql: &str| Connection::open(&index).unwrap().execute_batch(sql).unwrap();
    let damages: [&dyn Fn(); 9] = [
        &|| fs::remove_file(&index).unwrap(),
        &|| {
            fs::write(&index, "no index at all, and long enough to be looked at".repeat(100))
                .unwrap()
        },
        &|| fs::write(&index, "").unwrap(),
        &|| {
            let bytes = fs::read(&index).unwrap();
            let torn: Vec<u8> =
                bytes.iter().enumerate().map(|(at, b)| if at < 8192 { *b } else { 0xee }).collect();
            fs::write(&index, torn).unwrap();
        },
        &|| fs::write(&index, &fs::read(&index).unwrap()[..5000]).unwrap(),
        &|| change("PRAGMA user_version = 4000000"),
        &|| change("UPDATE caught_up SET replica = zeroblob(16); DELETE FROM search"),
        &|| change("UPDATE caught_up SET event_hash = zeroblob(32); DELETE FROM search"),
        &|| change("UPDATE caught_up SET shipped = 'of an older Kneeboard'; DELETE FROM search"),
    ];
    for (n, damage) in damages.iter().enumerate() {
        damage();
        door.reopen();
        assert_eq!(ids(&mut door, "giraffe"), [incident.to_string()], "damage {n}");
        assert!(index.is_file(), "damage {n}");
    }
    // What happens to the file while it is open is noticed too.
    fs::remove_file(&index).unwrap();
    assert_eq!(ids(&mut door, "giraffe").len(), 1);
    assert!(index.is_file());
}

#[test]
fn a_store_that_was_brought_back_is_searched_as_it_is() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Giraffe"]);
    desk.out(&["store", "backup", "copy.db"]);
    desk.out(&["incident", "start", "--title", "Walrus"]);
    let found = |word: &str| desk.json(&["search", word]).as_array().unwrap().len();
    assert_eq!((found("giraffe"), found("walrus")), (1, 1));
    desk.out(&["store", "restore", "copy.db"]);
    assert_eq!((found("giraffe"), found("walrus")), (1, 0));
    desk.out(&["incident", "start", "--title", "Heron"]);
    assert_eq!((found("giraffe"), found("walrus"), found("heron")), (1, 0, 1));
}

#[test]
fn an_index_that_cannot_lie_in_its_file_lies_in_memory() {
    let mut door = Door::new();
    let incident = began(&mut door, "Giraffe");
    fs::create_dir(door.path("kneeboard.db.search")).unwrap();
    assert_eq!(ids(&mut door, "giraffe"), [incident.to_string()]);
    door.act(incident, note("The walrus is down"));
    assert_eq!(ids(&mut door, "walrus"), [incident.to_string()]);
    let noted = last_event(&mut door, incident);
    let done = door.act(incident, Act::Redacted { target: noted, reason: "a name".to_owned() });
    assert!(done.warnings.iter().any(|said| said.contains("search index")), "{done:?}");
    assert_eq!(ids(&mut door, "walrus"), Vec::<String>::new());
}

/// Another program holds the index for as long as it likes: acts do not know of it, and a search
/// makes do with memory.
#[test]
fn acts_do_not_wait_for_an_index_that_is_held() {
    let mut door = Door::new();
    let incident = began(&mut door, "Giraffe");
    assert_eq!(ids(&mut door, "giraffe").len(), 1);
    let holder = Connection::open(door.path("kneeboard.db.search")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let began = Instant::now();
    for n in 0..20 {
        door.act(incident, note(&format!("Reading {n} of the walrus")));
    }
    // A single wait for the index would take a quarter of a second.
    assert!(began.elapsed() / 20 < Duration::from_millis(100), "{:?}", began.elapsed());
    assert_eq!(ids(&mut door, "walrus"), [incident.to_string()]);
    holder.execute_batch("ROLLBACK").unwrap();
    door.reopen();
    assert_eq!(ids(&mut door, "walrus"), [incident.to_string()]);
}

/// Beside a door that acts, searching reads a few at a time and never holds the store.
#[test]
fn reading_for_the_index_goes_on_beside_acts_in_small_pieces() {
    let mut door = Door::new();
    for n in 0..300 {
        began(&mut door, &format!("Giraffe {n}"));
    }
    let path = door.path("kneeboard.db");
    let mut searching = Searching::of(&path);
    let first = searching.catch_up(Duration::ZERO).unwrap();
    assert!(first > 200, "{first} are left");
    let incident = began(&mut door, "Walrus");
    let mut left = first;
    for _ in 0..2_000 {
        door.act(incident, note("It goes on"));
        left = searching.catch_up(Duration::from_millis(5)).unwrap();
        if left == 0 {
            break;
        }
    }
    assert_eq!(left, 0);
    let asked = Search { query: "giraffe".to_owned(), limit: Some(500), within: None };
    let found = searching.search(&asked, Duration::ZERO).unwrap();
    assert_eq!((found.hits.len(), found.behind), (200, 0), "200 hits at most");
}

/// Another connection writes without ever waiting, while the whole index is made: had reading or
/// writing for it held the store for a moment, one of its transactions would have been refused.
#[test]
fn reading_for_the_index_never_holds_the_store() {
    let mut door = Door::new();
    for n in 0..200 {
        let incident = began(&mut door, &format!("Giraffe {n}"));
        door.act(incident, note("It is tall"));
    }
    let path = door.path("kneeboard.db");
    let writer = Connection::open(&path).unwrap();
    writer.busy_timeout(Duration::ZERO).unwrap();
    let is_read = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut searching = Searching::of(&path);
            while searching.catch_up(Duration::from_millis(2)).unwrap() > 0 {}
            is_read.store(true, Ordering::SeqCst);
        });
        let mut written = 0;
        while !is_read.load(Ordering::SeqCst) || written < 20 {
            writer.execute_batch("BEGIN IMMEDIATE; COMMIT").unwrap();
            written += 1;
        }
    });
    // And the other way: a store that somebody writes for long is read as it was.
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    let mut searching = Searching::of(&path);
    let asked = Search { query: "giraffe".to_owned(), ..Search::default() };
    assert_eq!(searching.search(&asked, Duration::MAX).unwrap().hits.len(), 20);
    assert!(began.elapsed() < Duration::from_secs(20), "a wait would have taken thirty");
    writer.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn of_two_steps_that_say_the_same_each_is_found_by_itself() {
    let mut door = Door::new();
    let text = "# Twice\n\n## Triage\n\n- [ ] Look at it\n  - Why: the giraffe\n- [ ] Look at it\n  - Why: the walrus\n";
    keep(&mut door, "runbooks/team/twice", text);
    for (query, wanted) in [("giraffe", 0), ("walrus", 1)] {
        let hits = find(&mut door, query);
        let Some(Place::Step { nth, .. }) = &hits[0].place else { panic!("{hits:?}") };
        assert_eq!(*nth, wanted, "{query}");
    }
}

#[test]
fn the_texts_that_the_door_ships_are_searched() {
    let mut door = Door::new();
    assert_eq!(ids(&mut door, "okapi"), Vec::<String>::new());
    let text = "# Okapi\n\n## Triage\n\n- [ ] Feed it\n";
    let shipped = vec![Shipped { id: "any/okapi", text }];
    door.record.ship(Box::leak(shipped.into_boxed_slice()));
    assert_eq!(ids(&mut door, "okapi"), ["any/okapi"]);
    assert_eq!(ids(&mut door, "errors release"), Vec::<String>::new());
}

#[test]
fn a_past_incident_that_looked_like_this_says_what_worked_and_the_likest_is_first() {
    let mut door = Door::new();
    let other = began(&mut door, "The queue is full");
    door.act(other, note("Orders were slow"));
    door.act(other, Act::Closed { note: None });
    let like = began(&mut door, "Checkout fails");
    door.act(like, note("The queue of thumbnails grew to 5xx a minute"));
    door.act(like, Act::Closed { note: None });
    let ask = serde_json::json!({ "view": "similar", "query": "thumbnails queue is growing" });
    let similar = door.view(ask)["similar"].clone();
    assert_eq!(similar[0]["title"], "Checkout fails", "{similar:#}");
    assert_eq!(similar[1]["title"], "The queue is full");
    let nothing = serde_json::json!({ "view": "similar", "query": "it is on" });
    assert_eq!(door.view(nothing)["similar"], serde_json::json!([]));
}

#[test]
fn a_long_query_costs_no_square_and_says_that_it_was_cut() {
    let quoted = |bytes: usize| "a\"".repeat(bytes / 2);
    let ratio = for_four_times(25_000, 6.5, quoted, |text| drop(Query::parse(text)));
    assert!(ratio <= 6.5, "{ratio:.1} times");
    let long = Query::parse(&"word ".repeat(25));
    assert!(long.is_cut && long.terms.len() == 24, "{long:?}");
    assert!(!Query::parse(&"word ".repeat(24)).is_cut);
    assert!(Query::telling(&"x".repeat(3_000)).is_cut);
    let desk = Desk::sample();
    let printed = desk.run(&["search", &"checkout ".repeat(30)]);
    assert_eq!(
        (printed.code, printed.err.as_str()),
        (0, "Warning: Only the first 24 words of the query were searched for.\n")
    );
    desk.run(&["search", &"\" ".repeat(30_000)]);
}
