//! The scan for secrets: what it finds, what it leaves alone, and what masking hides.

use crate::support::cases;
use crate::support::kneeboard::{Desk, Printed};
use crate::support::pace::{best, for_four_times};
use kneeboard_core::runbook::shipped;
use kneeboard_core::secret::{MASK, find, found_in, found_under, masked};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;

/// A text of `positive.txt`, the kind that is to be found, and where its secrets are.
struct Planted {
    kind: &'static str,
    text: String,
    secrets: Vec<Range<usize>>,
}

fn lines(fixture: &'static str) -> impl Iterator<Item = &'static str> {
    fixture.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

fn unescaped(line: &str) -> String {
    line.replace("\\\\", "\u{0}").replace("\\n", "\n").replace('\u{0}', "\\")
}

fn planted() -> Vec<Planted> {
    let read = |line: &'static str| {
        let (kind, text) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        let marked = unescaped(&text.replace('¦', ""));
        let mut planted = Planted { kind, text: String::new(), secrets: Vec::new() };
        for piece in marked.split_inclusive(['«', '»']) {
            planted.text.push_str(piece.trim_end_matches(['«', '»']));
            let here = planted.text.len();
            match piece.chars().last() {
                Some('«') => planted.secrets.push(here..here),
                Some('»') => planted.secrets.last_mut().unwrap().end = here,
                _ => {}
            }
        }
        assert!(!planted.secrets.is_empty(), "no secret is marked: {line}");
        planted
    };
    lines(include_str!("fixtures/secrets/positive.txt")).map(read).collect()
}

fn harmless() -> Vec<String> {
    lines(include_str!("fixtures/secrets/negative.txt")).map(unescaped).collect()
}

/// What is wrong, all at once: one line a text.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_planted_secret_is_found_where_it_stands_and_named() {
    let planted = planted();
    let kinds: BTreeSet<&str> = planted.iter().map(|planted| planted.kind).collect();
    assert!(planted.len() >= 150 && kinds.len() >= 60, "{} of {}", planted.len(), kinds.len());
    let mut wrong = Vec::new();
    for Planted { kind, text, secrets } in &planted {
        let found = find(text);
        let ranges: Vec<_> = found.iter().map(|found| found.range.clone()).collect();
        let kinds: BTreeSet<_> = found.iter().map(|found| found.kind).collect();
        if &ranges != secrets || !kinds.contains(kind) {
            let shown: Vec<_> = ranges.iter().map(|range| &text[range.clone()]).collect();
            wrong.push(format!("{kind}: {text:?} gives {kinds:?} {shown:?}"));
        }
    }
    none(&wrong);
}

#[test]
fn nothing_is_found_in_what_is_harmless() {
    let harmless = harmless();
    assert!(harmless.len() >= 300, "{}", harmless.len());
    let told =
        |text: &String| found_in(text).map(|kind| format!("{kind}: {text:?} {}", masked(text)));
    none(&harmless.iter().filter_map(told).collect::<Vec<_>>());
}

#[test]
fn nothing_is_found_in_what_is_shipped() {
    let mut texts: Vec<(&str, &str)> =
        shipped::all().iter().map(|shipped| (shipped.id, shipped.text)).collect();
    texts.push(("README", include_str!("../README.md")));
    texts.push(("runbooks", include_str!("../runbooks/README.md")));
    texts.push(("CHANGELOG", include_str!("../CHANGELOG.md")));
    texts.push(("SECURITY", include_str!("../SECURITY.md")));
    texts.push(("CONTRIBUTING", include_str!("../CONTRIBUTING.md")));
    assert!(texts.len() > 20);
    let mut wrong = Vec::new();
    for (name, text) in texts {
        wrong.extend(
            find(text)
                .iter()
                .map(|found| format!("{name}: {} {:?}", found.kind, &text[found.range.clone()])),
        );
    }
    none(&wrong);
}

#[test]
fn masking_hides_the_secret_and_keeps_the_rest_byte_for_byte() {
    let mut wrong = Vec::new();
    for Planted { text, secrets, .. } in planted() {
        let mut kept = String::new();
        let mut from = 0;
        for secret in secrets {
            kept += &text[from..secret.start];
            kept += MASK;
            from = secret.end;
        }
        kept += &text[from..];
        if masked(&text) != kept {
            wrong.push(format!("{text:?} became {:?}", masked(&text)));
        }
        wrong.extend(found_in(&kept).map(|kind| format!("{kept:?} still looks like {kind}")));
    }
    none(&wrong);
}

#[test]
fn a_value_is_told_by_the_name_it_was_given_under() {
    for (name, value) in [
        ("DB_PASSWORD", "hunter22"),
        ("database password", "hunter22"),
        ("clientSecret", "N0tARea1KeyButAFake"),
        ("anything", "AKIAIOSFODNN7EXAMPLE"),
    ] {
        assert!(found_under(name, value).is_some(), "{name}: {value}");
    }
    for (name, value) in [
        ("release.bad", "v1.12.5"),
        ("namespace", "shop"),
        ("password", "see the vault"),
        ("DB_PASSWORD", "$DB_PASSWORD"),
        ("secret name", "shop-db"),
    ] {
        assert_eq!(found_under(name, value), None, "{name}: {value}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(200)))]

    /// Whatever stands beside each other: what was masked is found no more, and nothing else went.
    #[test]
    fn what_was_masked_is_found_no_more(
        picked in prop::collection::vec((0..2000_usize, "[ \\n,;\"'=:&|(){}\\[\\]<>/-]{0,3}"), 1..6),
        junk in "\\PC{0,20}",
    ) {
        let (planted, harmless) = (planted(), harmless());
        let mut text = junk;
        for (which, between) in picked {
            text += &between;
            text += match which % 2 {
                0 => planted[which / 2 % planted.len()].text.as_str(),
                _ => harmless[which / 2 % harmless.len()].as_str(),
            };
        }
        let masked = masked(&text);
        prop_assert_eq!(find(&masked), [], "{:?} of {:?}", masked, text);
        let mut rest = text.as_str();
        for kept in masked.split(MASK) {
            let at = rest.find(kept);
            prop_assert!(at.is_some(), "{:?} of {:?}", masked, text);
            rest = &rest[at.unwrap() + kept.len()..];
        }
    }

    /// Any text at all is read to its end.
    #[test]
    fn no_text_breaks_the_scan(text in "(\\PC|password=|\"|'|://|@|:|-----BEGIN |PRIVATE KEY-----|\\n|eyJ|Bearer |curl -u ){0,60}") {
        let found = find(&text);
        prop_assert!(found.iter().all(|found| text.get(found.range.clone()).is_some()));
        prop_assert!(found.windows(2).all(|two| two[0].range.end <= two[1].range.start));
        prop_assert_eq!(find(&masked(&text)), []);
    }
}

/// A log as services write it, without a secret.
fn log(bytes: usize) -> String {
    let lines = [
        "2026-11-22T02:14:09.123Z INFO request method=POST path=/checkout status=500 ms=812 user_id=1029\n",
        "2026-11-22T02:14:09.140Z WARN retry queue=orders attempt=3 error=\"connection refused: 10.0.0.4:5432\"\n",
        "{\"level\":\"error\",\"msg\":\"column does not exist\",\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}\n",
        "  File \"/srv/app/orders/models.py\", line 112, in total\n",
        "token_bucket limit reached for key_id 42, see https://docs.example/limits?page=2\n",
    ];
    lines.concat().repeat(bytes / 400)
}

#[test]
fn a_megabyte_of_log_costs_a_few_plain_passes() {
    let text = log(1_000_000);
    assert_eq!(find(&text), []);
    let plain = best(|| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).count());
    let scan = best(|| find(&text));
    let ratio = scan.as_secs_f64() / plain.as_secs_f64();
    assert!(ratio < 40.0, "{scan:?} is {ratio:.0} times {plain:?}");
}

#[test]
fn no_text_makes_the_scan_slow() {
    let parts = [
        "a",
        " ",
        "=",
        "password=",
        "password: ",
        "password=\"",
        "password='x",
        "token=<",
        "key ",
        "a_",
        "a-b.",
        "_.-",
        "eyJ",
        "eyJ-",
        "eyJa.eyJ",
        "AKIA",
        "sk-",
        "glpat-",
        "xoxb-a-",
        "://",
        "a://",
        "a://b:",
        "a://b:c@",
        "https://",
        "Bearer ",
        "Basic ",
        "Authorization: ",
        "Cookie: a=",
        "a=b; ",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "-----END ",
        "Private-Lines: 9\n",
        "kind: Secret\n",
        "kind: Secret\ndata:\n",
        "curl -u ",
        "curl -u a:",
        "mysql -p",
        "echo a | ",
        "echo ",
        "sudo -S",
        "password is ",
        "password: |\n",
        "name: PASSWORD\nvalue: ",
        "name: PASSWORD\n",
        "\"password\": ",
        "\\\"password\\\": \\\"",
        "&quot;",
        "\u{201c}",
        "password=\u{201c}",
        "password=$",
        "AccountKey=",
        ":A",
        "|",
        "Q~",
        ".atlasv1.",
        "_mmk",
        "-us",
        "$6$",
        "$argon2id$",
        "user: a\npassword: b\n",
        "é",
        "漢=",
    ];
    let slow: Vec<String> = parts
        .iter()
        .filter_map(|part| {
            let text = |bytes: usize| part.repeat(bytes / part.len());
            let ratio = for_four_times(60_000, 6.5, text, |text| drop(masked(text)));
            (ratio > 6.5).then(|| format!("{part:?}: {ratio:.1} times"))
        })
        .collect();
    none(&slow);
}

/// A desk with an incident, and the ids of a runbook's steps in it.
fn desk() -> Desk {
    let desk = Desk::sample();
    desk.out(&[
        "incident",
        "start",
        "--title",
        "Checkout 500",
        "--runbook",
        "nodejs/errors-after-release",
    ]);
    desk
}

const TYPED: &str = "DB_PASSWORD=hunter22";

/// Refused, in words that name what to do and not the secret.
#[track_caller]
fn asked(printed: &Printed, what: &str) {
    assert_eq!((printed.code, printed.out.as_str()), (1, ""), "{printed:?}");
    assert_eq!(
        printed.err,
        format!(
            "kneeboard: This looks like a secret: {what}. Nothing was recorded. Add --secret mask to store [masked] in its place, or --secret keep to store it as it is.\n"
        )
    );
}

#[test]
fn every_way_for_words_into_the_record_asks_about_a_secret() {
    let desk = desk();
    let noted = desk.json(&["note", "5xx rises"])["events"][0].as_str().unwrap().replace('-', "");
    let facts = desk.write("facts.json", r#"{"touches":["money"]}"#);
    let section = desk.write("section.md", TYPED);
    let ways: Vec<Vec<&str>> = vec![
        vec!["incident", "start", "--title", TYPED],
        vec!["incident", "title", TYPED],
        vec!["note", TYPED],
        vec!["note", "seen", "--evidence", "https://shop.example/?password=hunter22"],
        vec!["correct", &noted, "--text", TYPED],
        vec!["retract", &noted, "--reason", TYPED],
        vec!["redact", &noted, "--reason", TYPED],
        vec!["step", "done", "--value", TYPED],
        vec!["step", "done", "--note", TYPED],
        vec!["step", "failed", "--note", TYPED],
        vec!["step", "skip", "--reason", TYPED],
        vec!["step", "add", TYPED],
        vec!["step", "redline", "1", TYPED],
        vec!["answer", "release.bad", TYPED],
        vec!["answer", "service.db_password", "hunter22"],
        vec!["answer", "database password", "hunter22"],
        vec!["contain", TYPED],
        vec!["role", "commander", TYPED],
        vec!["note", "seen", "--as", "commander=DB_PASSWORD=hunter22"],
        vec!["decision", "record", "--facts", &facts, "--choose", "roll_back", "--why", TYPED],
        vec![
            "decision",
            "record",
            "--facts",
            &facts,
            "--choose",
            "roll_back",
            "--considered",
            TYPED,
        ],
        vec!["decision", "record", "--facts", &facts, "--choose", "roll_back", "--tripwire", TYPED],
        vec!["postmortem", "set", "summary", &section],
        vec!["postmortem", "owner", "commander=DB_PASSWORD=hunter22"],
        vec!["postmortem", "status", "in_review", "--note", TYPED],
        vec!["postmortem", "factor", "add", TYPED],
        vec!["postmortem", "dismiss", "ST09", "contained/1", "--reason", TYPED],
        vec!["postmortem", "dismiss", "ST09", TYPED, "--reason", "seen"],
        vec!["action", "add", TYPED, "--kind", "prevent"],
        vec!["action", "add", "Add a test", "--kind", "prevent", "--owner", TYPED],
        vec!["action", "add", "Add a test", "--kind", "prevent", "--done-when", TYPED],
        vec!["incident", "close", "--note", TYPED],
    ];
    let before = desk.json(&["store", "info"])["events"].clone();
    for way in &ways {
        asked(&desk.run(way), "a password");
    }
    asked(&desk.run_with(&["note", "-"], TYPED.as_bytes()), "a password");
    assert_eq!(desk.json(&["store", "info"])["events"], before, "nothing was recorded");
    for way in &ways[1..] {
        let mut all = way.clone();
        all.extend(["--secret", "mask", "--json"]);
        let printed = desk.run(&all);
        // An entry that was retracted or removed is corrected no more: that is another refusal.
        assert!(printed.code == 0 || !printed.err.contains("looks_secret"), "{way:?} {printed:?}");
    }
    desk.run_with(&["note", "-", "-i", "1122", "--secret", "mask"], TYPED.as_bytes()).done();
    assert!(desk.json(&["store", "info"])["events"].as_u64() > before.as_u64().map(|n| n + 20));
    for file in std::fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().path()) {
        let is_ours = file.is_dir() || file.ends_with("section.md");
        let bytes = if is_ours { Vec::new() } else { std::fs::read(&file).unwrap() };
        assert!(!bytes.windows(8).any(|part| part == b"hunter22"), "{}", file.display());
    }
}

#[test]
fn an_environment_that_was_pasted_is_masked_at_its_secrets_alone() {
    let desk = desk();
    let dump = "PATH=/usr/bin\nDB_HOST=db.internal\nDB_PASSWORD=hunter22\nAWS_SECRET_ACCESS_KEY=N0tARea1+Key/FakeN0tARea1+Key/FakeN0tARe\n";
    let printed = desk.run_with(&["note", "-"], dump.as_bytes());
    asked(&printed, "a password and an AWS secret");
    desk.run_with(&["note", "-", "--secret", "mask"], dump.as_bytes()).done();
    let timeline = desk.json(&["incident", "timeline"]).to_string();
    let kept = "PATH=/usr/bin\\nDB_HOST=db.internal\\nDB_PASSWORD=[masked]\\nAWS_SECRET_ACCESS_KEY=[masked]";
    assert!(timeline.contains(kept), "{timeline}");
}

#[test]
fn a_refusal_in_json_names_what_to_do() {
    let desk = desk();
    let printed = desk.run(&["note", TYPED, "--json"]);
    let said: serde_json::Value = serde_json::from_str(&printed.err).unwrap();
    assert_eq!(said["kind"], "looks_secret");
    assert_eq!(
        said["hint"],
        "Add --secret mask to store [masked] in its place, or --secret keep to store it as it is."
    );
    assert!(!printed.err.contains("hunter22"), "{}", printed.err);
    // An address that is none is said without the password in it.
    let printed = desk.run(&["note", "x", "--evidence", "postgres://shop:hunter22@db/shop"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains("postgres://shop:[masked]@db/shop"), "{}", printed.err);
}

#[test]
fn a_runbook_or_card_with_a_secret_is_saved_with_a_warning() {
    let desk = Desk::sample();
    let text =
        desk.write("x.md", "# X\n\n## Triage\n\n- [ ] Look\n  - Why: DB_PASSWORD=hunter22\n");
    let warned = |printed: Printed, id: &str| {
        assert_eq!(printed.code, 0, "{printed:?}");
        let expected = format!(
            "Warning: {id} contains what looks like a password, for everybody who opens it. Say where it is kept instead, and rotate it.\n"
        );
        assert_eq!(printed.err, expected);
    };
    warned(desk.run(&["runbook", "save", "team/x", &text]), "team/x");
    warned(desk.run(&["service", "set", "shop", "db_password=hunter22"]), "services/shop");
    let card = desk.write("card.md", "---\nname: Shop\ndb_password: hunter22\n---\n");
    warned(desk.run(&["service", "save", "cart", &card]), "services/cart");
    std::fs::create_dir(desk.path("lib")).unwrap();
    desk.write("lib/y.md", "# Y\nDB_PASSWORD=hunter22\n");
    warned(desk.run(&["runbook", "import", "lib"]), "y");
    let found = desk.run(&["runbook", "lint", &text]);
    assert!(
        found.out.contains(":6:23: warning RB43: This looks like a password.\n"),
        "{}",
        found.out
    );
    let printed = desk.run(&["runbook", "save", "team/x", &text, "--reason", TYPED]);
    assert_eq!(printed.code, 1, "a reason stays in the history: {printed:?}");
    assert!(!printed.err.contains("hunter22"), "{}", printed.err);
}
