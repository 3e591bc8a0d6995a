//! The postmortem: a document that a team can publish once two paragraphs are filled in.

use crate::support::expected::same_as_expected;
use crate::support::record::{
    Desk, answer, checkout_runbook, corrected, decide, done_with, note, time,
};
use kneeboard_core::act::{Act, Choice, Start};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{
    ActionKind, ActionStatus, Audience, Counted, DetectionSource, KeyTime, NoteKind, Outcome,
    Proposed, Role, Section, Severity, What,
};
use kneeboard_core::id::IncidentId;
use kneeboard_core::incident::Incident;
use kneeboard_core::markdown::{Block, parse, plain_text};
use kneeboard_core::postmortem::{
    Finding, Level, Style, TO_FILL_IN, brief, draft, findings, markdown,
};
use serde_json::json;

const ROLES: Style = Style { names: false };
const NAMES: Style = Style { names: true };

/// Checkout fails after a release, is rolled back and checked; two paragraphs are left to a person.
fn checkout() -> Desk {
    let mut desk = Desk::new();
    desk.start_with(Start {
        title: Some("Checkout returns 500 after v1.13.0".to_owned()),
        looks_like: Some("45% of checkout requests fail".to_owned()),
        service: Some("checkout".to_owned()),
        stack: Some("nodejs".to_owned()),
        severity: Some(Severity::Sev1),
        started: Some("2026-11-22T01:57:40Z".to_owned()),
        frozen: vec![checkout_runbook()],
        ..Start::default()
    });
    desk.act(
        Act::TimeSet {
            time: KeyTime::Detected,
            at: "2026-11-22T01:59:02Z".to_owned(),
            source: Some(DetectionSource::Alert),
            note: None,
        },
        0,
    )
    .act(time(KeyTime::Acknowledged, "2026-11-22T01:59:30Z"), 0)
    .act(Act::RoleTaken { role: Role::Commander, name: Some("Ana Duarte".to_owned()) }, 1)
    .act(answer("release.bad", "v1.13.0"), 1)
    .act(answer("release.good", "v1.12.4"), 1);
    desk.act(done_with(desk.step(1), "45 percent, 0.2 percent before"), 2);
    desk.act(
        Act::StepDone {
            step: Some(desk.step(2)),
            value: None,
            note: None,
            as_expected: Some(true),
            at: None,
        },
        3,
    );
    for (name, value) in [
        ("touches", json!([])),
        ("data_damage", json!("none")),
        ("critical_path", json!("broken")),
        ("users", json!("most")),
        ("trend", json!("rising")),
        ("release", json!("likely")),
        ("previous", json!({ "value": "safe", "source": "release" })),
        ("rollback_minutes", json!(2)),
    ] {
        desk.act(answer(name, value), 4);
    }
    desk.as_role(Role::Commander).act(Act::Decided(Box::new(roll_back())), 5);
    let (deploy, tell_support) = (desk.step(3), desk.step(7));
    desk.as_role(Role::OnCall).act(
        Act::StepDone {
            step: Some(deploy),
            value: None,
            note: Some("pods of v1.12.4 are serving".to_owned()),
            as_expected: Some(true),
            at: None,
        },
        7,
    );
    desk.act(
        Act::UpdateSent {
            audience: Audience::Status,
            text: "Checkout is failing for many customers. We are rolling back.".to_owned(),
            at: None,
        },
        8,
    );
    desk.act(done_with(desk.step(6), "0.3 percent"), 12);
    let decision = desk.newest("Decided");
    desk.act(
        Act::OutcomeSeen {
            decision,
            outcome: Outcome::AsExpected,
            reading: Some("5xx at 0.3 percent for five minutes".to_owned()),
            at: None,
        },
        13,
    )
    .act(Act::ReachSeen { decision, at: "2026-11-22T02:10:00Z".to_owned() }, 13)
    .act(time(KeyTime::Mitigated, "2026-11-22T02:09:00Z"), 14)
    .act(
        Act::StepSkipped {
            step: Some(tell_support),
            reason: "support was in the room".to_owned(),
            at: None,
        },
        15,
    )
    .act(time(KeyTime::Resolved, "2026-11-22T02:40:00Z"), 41)
    .act(
        Act::NoteAdded {
            text: "Carts older than a day have no discount field".to_owned(),
            note: NoteKind::Observation,
            step: None,
            at: None,
            evidence_url: Some("https://logs.example.org/q?id=17|b".to_owned()),
        },
        42,
    );
    let cause = desk.last();
    desk.act(Act::Closed { note: None }, 45)
        .act(Act::OwnerSet { owner: Role::Commander, name: Some("Ana Duarte".to_owned()) }, 50)
        .act(factor("v1.13.0 read a field that older carts lack", true, vec![cause]), 51)
        .act(factor("The canary served no cart older than a day", false, vec![cause]), 52)
        .act(factor("No test reads a stored cart", false, vec![]), 53)
        .act(action("Add stored carts to the canary", ActionKind::Prevent), 54)
        .act(action("Refund orders charged twice", ActionKind::Repair), 55)
        .act(
            Act::IncidentLinked {
                linked: IncidentId::from([7; 16]),
                title: Some("Carts lost after v1.9.0".to_owned()),
                actions: vec!["Version the stored cart: open".to_owned()],
            },
            56,
        );
    desk
}

fn roll_back() -> Choice {
    let mut choice = decide(Action::RollBack, json!({}));
    choice.facts = None;
    choice.expect_by = Some("2026-11-22T02:12:00Z".to_owned());
    choice
}

fn factor(text: &str, trigger: bool, evidence: Vec<kneeboard_core::id::EventId>) -> Act {
    Act::FactorAdded { text: text.to_owned(), trigger, evidence }
}

fn action(text: &str, kind: ActionKind) -> Act {
    Act::ActionAdded {
        text: text.to_owned(),
        kind,
        owner: Some("engineering".to_owned()),
        due: Some("2026-12-04".to_owned()),
        done_when: Some("it runs on every release".to_owned()),
        link: None,
    }
}

fn wrote(section: Section, text: &str) -> Act {
    Act::SectionWritten { section, text: text.to_owned(), base: None }
}

fn found(incident: &Incident, rule: &str) -> Vec<Finding> {
    let now = Desk::new().at(600);
    findings(incident, now).into_iter().filter(|finding| finding.rule == rule).collect()
}

fn places(incident: &Incident, rule: &str) -> Vec<String> {
    found(incident, rule).into_iter().map(|finding| finding.place).collect()
}

#[test]
fn the_same_record_gives_the_document_that_was_reviewed() {
    let desk = checkout();
    let text = markdown(desk.incident(), &ROLES);
    same_as_expected("checkout-rollback.md", &text);
    same_as_expected("checkout-rollback-brief.md", &brief(desk.incident(), &ROLES));
    assert_eq!(text, markdown(&Incident::replay(desk.events().to_vec()), &ROLES));
}

#[test]
fn a_new_record_leaves_two_paragraphs_to_fill_in_and_says_which() {
    let desk = checkout();
    let text = markdown(desk.incident(), &ROLES);
    assert_eq!(text.matches(TO_FILL_IN).count(), 2);
    let document = draft(desk.incident());
    let missing: Vec<_> = document
        .sections
        .iter()
        .filter(|section| section.required && !section.complete)
        .map(|section| (section.name, section.state.as_str()))
        .collect();
    assert_eq!(missing, [("summary", "to fill in"), ("impact", "to fill in")]);
    assert_eq!(document.sections.len(), 14);
}

#[test]
fn once_both_are_filled_in_no_error_is_left() {
    let mut desk = checkout();
    desk.act(wrote(Section::Summary, "Checkout failed for carts older than a day."), 60)
        .act(wrote(Section::Impact, "About 1,200 orders failed. No data was lost."), 61);
    let errors: Vec<_> = findings(desk.incident(), desk.at(90))
        .into_iter()
        .filter(|finding| finding.level == Level::Error)
        .collect();
    assert_eq!(errors, []);
    assert!(!markdown(desk.incident(), &ROLES).contains(TO_FILL_IN));
    assert!(draft(desk.incident()).sections.iter().all(|s| !s.required || s.complete));
}

#[test]
fn no_identity_device_path_or_door_is_printed() {
    let mut desk = checkout();
    let about = desk.newest("NoteAdded");
    desk.act(
        Act::EvidenceAttached {
            text: None,
            url: None,
            name: Some("C:\\Users\\ana\\shot.png".to_owned()),
            file: Some("ab".repeat(32)),
            bytes: Some(9),
            media: None,
            about: Some(about),
            at: None,
        },
        60,
    )
    .act(
        Act::Exported {
            format: "md".to_owned(),
            edition: 1,
            hash: "cd".repeat(32),
            path: "/home/ana/Documents/pm.md".to_owned(),
        },
        61,
    );
    let text = markdown(desk.incident(), &NAMES);
    for entry in desk.incident().entries() {
        assert!(!text.contains(&entry.event.id.short()), "{}", entry.event.id);
        assert!(!text.contains(&entry.event.id.to_string()));
    }
    for word in ["\\Users", "/home", "Documents/", "abab", "cdcd", "command line", "/errors-after"]
    {
        assert!(!text.contains(word), "{word} is in\n{text}");
    }
    assert!(text.contains("shot.png"));
}

#[test]
fn roles_stand_for_people_unless_names_are_asked_for() {
    let desk = checkout();
    let roles = markdown(desk.incident(), &ROLES);
    assert!(!roles.contains("Duarte"));
    let names = markdown(desk.incident(), &NAMES);
    assert!(names.contains("**Owner:** incident commander (Ana Duarte)"));
    assert!(names.contains("| The incident commander took over that role. (Ana Duarte) |"));
}

#[test]
fn a_drill_and_a_sample_say_so_at_the_top() {
    let mut desk = Desk::sample();
    desk.start_with(Start { drill: true, ..Start::default() });
    for text in [markdown(desk.incident(), &ROLES), brief(desk.incident(), &ROLES)] {
        let top: String = text.lines().take(8).collect::<Vec<_>>().join("\n");
        assert!(top.contains("**Drill.**") && top.contains("**Sample.**"), "{top}");
    }
    let plain = markdown(checkout().incident(), &ROLES);
    assert!(!plain.contains("**Drill.**") && !plain.contains("**Sample.**"));
}

#[test]
fn typed_words_read_as_they_were_typed_whatever_they_are() {
    let hostile = [
        "a | b || c",
        "<script>alert(1)</script> & &amp; <b>",
        "# not a heading",
        "- not a list\n\n1. nor this\n\n> nor that",
        "`code` ``more`` *bold* _it_ ~~gone~~ [x](http://e.example) ![i](j)",
        "日本語 العربية \u{1f9ef} e\u{301}",
        "---\n===\n```\nopen fence",
        "\\| \\\\| \\",
        "{{section}} {% raw %}",
    ];
    for words in hostile {
        let mut desk = Desk::new();
        let mut choice = decide(Action::Watch, json!({}));
        choice.why = Some(words.to_owned());
        choice.considered = Some(vec![words.to_owned()]);
        choice.objections = Some(words.to_owned());
        desk.start(words)
            .act(note(words), 1)
            .act(Act::Contained { text: words.to_owned() }, 2)
            .act(Act::Decided(Box::new(choice)), 3)
            .act(factor(words, true, vec![]), 4)
            .act(action(words, ActionKind::Prevent), 5)
            .act(
                Act::UpdateSent { audience: Audience::Status, text: words.to_owned(), at: None },
                6,
            );
        let text = markdown(desk.incident(), &ROLES);
        assert_eq!(
            headings(&text),
            headings(&markdown(plain_twin().incident(), &ROLES)),
            "{words}"
        );
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cell = words
            .split('\n')
            .map(flat)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" / ");
        assert!(
            cells(&text).iter().any(|found| flat(found).starts_with(&cell)),
            "{cell}\nis in no cell of\n{text}"
        );
    }
}

/// The same incident as the hostile ones, told in plain words.
fn plain_twin() -> Desk {
    let mut desk = Desk::new();
    let mut choice = decide(Action::Watch, json!({}));
    choice.why = Some("plain".to_owned());
    desk.start("plain").act(Act::Decided(Box::new(choice)), 3);
    desk
}

/// Levels and words of the headings below the title.
fn headings(text: &str) -> Vec<(u8, String)> {
    parse(text)
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { level, text, .. } => Some((*level, plain_text(text))),
            _ => None,
        })
        .filter(|(level, _)| *level > 1)
        .collect()
}

fn cells(text: &str) -> Vec<String> {
    parse(text)
        .blocks
        .iter()
        .flat_map(|block| match block {
            Block::Table { rows, .. } => rows.iter().flatten().map(|c| plain_text(c)).collect(),
            _ => Vec::new(),
        })
        .collect()
}

#[test]
fn a_hundred_thousand_characters_stay_one_cell() {
    let mut desk = Desk::new();
    let long = "a|b ".repeat(25_000);
    desk.start("Checkout fails").act(note(&long), 1);
    let text = markdown(desk.incident(), &ROLES);
    let longest = cells(&text).into_iter().max_by_key(String::len).unwrap_or_default();
    assert_eq!(longest, format!("{}.", long.trim()));
}

#[test]
fn a_written_section_sits_inside_the_document() {
    let mut desk = checkout();
    let text = "# Cause\n\nOld carts.\n\n> # Quoted\n\n- # Listed\n\n\n\n## Detail\n\nUnder\nlined\n===\n\n<div>\n\n# In a box\n\n</div>\n\n\
                A <b>bold</b> word, `<kept>` and <https://e.example>.\n\n```text\n# not a heading";
    desk.act(wrote(Section::Background, text), 60);
    let whole = markdown(desk.incident(), &ROLES);
    let found = headings(&whole);
    let sections = found.iter().filter(|(level, _)| *level == 2).count();
    assert_eq!(sections, 13, "{found:?}");
    for heading in [(3, "Cause"), (4, "Detail"), (3, "Under lined"), (3, "In a box")] {
        assert!(found.contains(&(heading.0, heading.1.to_owned())), "{heading:?} in {found:?}");
    }
    assert!(whole.contains("A &lt;b>bold&lt;/b> word, `<kept>` and <https://e.example>."));
    assert!(whole.contains("> ### Quoted\n") && whole.contains("- ### Listed\n"));
    assert!(whole.contains("```text\n# not a heading\n```\n"));
}

#[test]
fn two_texts_written_apart_are_both_shown_until_one_takes_their_place() {
    let mut desk = checkout();
    let mut elsewhere = desk.colleague();
    desk.act(wrote(Section::Lessons, "We were lucky with the hour."), 60);
    elsewhere.act(wrote(Section::Lessons, "The canary was blind."), 60);
    desk.merge(&elsewhere);
    let text = markdown(desk.incident(), &ROLES);
    assert!(
        text.contains(
            "> **Two texts of this section were written without knowledge of each other.**"
        )
    );
    assert!(
        text.contains("We were lucky with the hour.") && text.contains("The canary was blind.")
    );
    let state = |desk: &Desk| {
        draft(desk.incident()).section(Section::Lessons).map(|s| (s.complete, s.state.clone()))
    };
    assert_eq!(state(&desk), Some((false, "two texts".to_owned())));

    desk.act(wrote(Section::Lessons, "Lucky with the hour, blind in the canary."), 70);
    let text = markdown(desk.incident(), &ROLES);
    assert!(!text.contains("without knowledge of each other"));
    assert!(!text.contains("The canary was blind."));
    assert_eq!(state(&desk), Some((true, String::new())));
}

#[test]
fn the_impact_draws_on_facts_given_with_a_decision() {
    let mut desk = Desk::new();
    let facts = json!({ "critical_path": "broken", "users": "most" });
    desk.start("Checkout fails")
        .act(answer("users", "some"), 1)
        .act(Act::Decided(Box::new(decide(Action::RollBack, facts))), 2);
    let text = markdown(desk.incident(), &ROLES);
    assert!(text.contains("- **Critical path:** broken.\n- **Users:** some.\n"), "{text}");
}

#[test]
fn what_was_recorded_since_a_text_was_written_is_counted_beside_it() {
    let mut desk = checkout();
    desk.act(wrote(Section::Summary, "Checkout failed."), 60)
        .act(note("a customer wrote"), 61)
        .act(note("another one wrote"), 62);
    let since = |section| draft(desk.incident()).section(section).map(|s| s.since_written);
    assert_eq!(since(Section::Summary), Some(2));
    assert_eq!(since(Section::Impact), Some(0));
    assert!(markdown(desk.incident(), &ROLES).contains("\nCheckout failed.\n"));
}

#[test]
fn a_single_factor_is_counted_in_words_and_two_are_enough() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    let state = |desk: &Desk| {
        draft(desk.incident()).section(Section::Factors).map(|s| (s.complete, s.state.clone()))
    };
    assert_eq!(state(&desk), Some((false, "none yet".to_owned())));
    desk.act(factor("The canary was too small", false, vec![]), 1);
    assert_eq!(state(&desk), Some((false, "one so far".to_owned())));
    desk.act(factor("The alert came late", false, vec![]), 2);
    assert_eq!(state(&desk), Some((true, "2".to_owned())));
}

#[test]
fn blanks_of_a_decision_are_printed_as_not_asked() {
    let mut desk = Desk::new();
    let mut choice = decide(Action::Isolate, json!({ "critical_path": "broken" }));
    choice.considered = Some(vec![]);
    desk.start("Checkout fails").act(Act::Decided(Box::new(choice)), 1);
    let text = markdown(desk.incident(), &ROLES);
    for line in [
        "- **Objections:** not asked",
        "- **Tripwire:** not asked",
        "- **Considered:** not asked",
        "- **Expected to be seen:** not asked",
        "- **Outcome:** not recorded",
        "- **Reached users:** not recorded",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn two_decisions_made_apart_stand_under_a_banner_until_a_third() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    let mut elsewhere = desk.colleague();
    desk.act(Act::Decided(Box::new(decide(Action::Watch, json!({})))), 1);
    elsewhere.act(Act::Decided(Box::new(decide(Action::RollBack, json!({})))), 1);
    desk.merge(&elsewhere);
    let banner = "> **Decisions 1 and 2 were made without knowledge of each other.**";
    assert!(markdown(desk.incident(), &ROLES).contains(banner));
    desk.act(Act::Decided(Box::new(decide(Action::RollBack, json!({})))), 5);
    let text = markdown(desk.incident(), &ROLES);
    assert!(!text.contains(banner));
    assert!(text.contains("- **Takes the place of:** decision 1, decision 2"));
    assert!(text.contains("- **Its place was taken by:** decision 3"));
}

#[test]
fn what_was_removed_is_in_no_document() {
    let mut desk = checkout();
    desk.act(note("the token is hunter2"), 60);
    let target = desk.last();
    desk.act(corrected(target, "the token was hunter2"), 61)
        .act(Act::Redacted { target, reason: "secret".to_owned() }, 62);
    let text = markdown(desk.incident(), &NAMES);
    assert!(!text.contains("hunter2"));
    assert!(text.contains("\\[removed 22 Nov: secret\\]"));
}

#[test]
fn st01_asks_for_one_owner() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    assert_eq!(places(desk.incident(), "ST01"), ["header/owner"]);
    let mut elsewhere = desk.colleague();
    desk.act(Act::OwnerSet { owner: Role::Scribe, name: None }, 1);
    assert!(places(desk.incident(), "ST01").is_empty());
    elsewhere.act(note("busy"), 1).act(Act::OwnerSet { owner: Role::Commander, name: None }, 2);
    desk.merge(&elsewhere);
    assert_eq!(
        found(desk.incident(), "ST01")[0].text,
        "2 owners were set without knowledge of each other."
    );
    desk.act(Act::OwnerSet { owner: Role::Commander, name: None }, 3);
    assert!(places(desk.incident(), "ST01").is_empty());
}

#[test]
fn st02_asks_for_a_size() {
    let counted = [
        "45% of requests failed.",
        "About half of the shops saw it.",
        "1,200 orders were not taken.",
        "~ 40 carts, we think.",
        "It cost €300.",
        "Three customers were charged twice.",
        "No data was lost.",
        "Estimated at a third of traffic.",
        "Latency rose to 900ms.",
        "- 12 percent of logins",
    ];
    let uncounted = [
        "Checkout was down.",
        "It began at 02:14 UTC on 2026-11-22.",
        "Release v1.13.0 was SEV1.",
        "Many users saw errors.",
        "Requests got a 500 status.",
        "",
    ];
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    assert_eq!(places(desk.incident(), "ST02"), ["impact"], "nothing is written yet");
    for (texts, fires) in [(&counted[..], false), (&uncounted[..], true)] {
        for text in texts {
            desk.act(wrote(Section::Impact, text), 1);
            assert_eq!(!found(desk.incident(), "ST02").is_empty(), fires, "{text}");
        }
    }
}

#[test]
fn st03_takes_unknown_for_an_answer() {
    let mut desk = Desk::new();
    desk.start("Checkout fails");
    assert_eq!(
        places(desk.incident(), "ST03"),
        ["times/started", "times/detected", "times/mitigated", "times/resolved"]
    );
    desk.act(time(KeyTime::Started, "unknown"), 1)
        .act(time(KeyTime::Detected, "about:2026-11-22T01:59:00Z"), 1)
        .act(time(KeyTime::Mitigated, "2026-11-22"), 1)
        .act(time(KeyTime::Resolved, "now"), 1);
    assert!(places(desk.incident(), "ST03").is_empty());
}

#[test]
fn st04_names_both_times() {
    let mut desk = Desk::new();
    desk.start("Checkout fails")
        .act(time(KeyTime::Started, "2026-11-22T02:00:00Z"), 1)
        .act(time(KeyTime::Resolved, "2026-11-22T01:50:00Z"), 1)
        .act(time(KeyTime::Mitigated, "2026-11-22T02:10:00Z"), 1);
    let wrong = found(desk.incident(), "ST04");
    assert_eq!(wrong.len(), 1);
    assert_eq!(wrong[0].place, "times/resolved");
    assert_eq!(
        wrong[0].text,
        "Resolved (2026-11-22 01:50:00Z) lies before started (2026-11-22 02:00:00Z). \
         Resolved (2026-11-22 01:50:00Z) lies before mitigated (2026-11-22 02:10:00Z)."
    );
    desk.act(time(KeyTime::Resolved, "2026-11-22T02:20:00Z"), 2);
    assert!(found(desk.incident(), "ST04").is_empty());
}

#[test]
fn st09_asks_for_a_check_behind_the_mitigation() {
    let checks: [fn(&mut Desk); 4] = [
        |desk| {
            let decision = desk.newest("Decided");
            desk.act(
                Act::OutcomeSeen {
                    decision,
                    outcome: Outcome::AsExpected,
                    reading: Some("0.3%".to_owned()),
                    at: None,
                },
                9,
            );
        },
        |desk| {
            desk.record(
                Proposed::new(What::Compared {
                    before: Counted { bad: 450, total: 1000 },
                    after: Counted { bad: 3, total: 1000 },
                    tolerance_points: 0.5,
                    level: 0.95,
                    verdict: "not_worse".to_owned(),
                }),
                9,
            );
        },
        |desk| {
            desk.act(done_with(desk.step(6), "0.3%"), 9);
        },
        |desk| {
            let decision = desk.newest("Decided");
            desk.act(Act::ReachSeen { decision, at: "now".to_owned() }, 9);
        },
    ];
    for check in checks {
        let mut desk = Desk::new();
        desk.start_with_runbook("Checkout fails");
        desk.act(done_with(desk.step(1), "45%"), 1);
        desk.act(Act::Decided(Box::new(decide(Action::RollBack, json!({})))), 2)
            .act(Act::Contained { text: "flag off".to_owned() }, 3);
        assert_eq!(places(desk.incident(), "ST09"), ["decisions/1", "contained/1"]);
        check(&mut desk);
        assert!(places(desk.incident(), "ST09").is_empty());
    }
    let mut watched = Desk::new();
    watched.start("Odd").act(Act::Decided(Box::new(decide(Action::Watch, json!({})))), 2);
    assert!(places(watched.incident(), "ST09").is_empty(), "a watch mitigates nothing");
}

#[test]
fn st10_asks_what_a_decision_rested_on() {
    let mut desk = Desk::new();
    let mut choice = decide(Action::Watch, json!({}));
    choice.considered = Some(vec![]);
    desk.start("Odd").act(Act::Decided(Box::new(choice)), 1);
    let thin = |desk: &Desk, minute| {
        let at = desk.at(minute);
        findings(desk.incident(), at)
            .into_iter()
            .find(|f| f.rule == "ST10")
            .map(|f| (f.place, f.text))
    };
    let otherwise = "a sentence on choosing otherwise than the table suggested";
    let (place, early) = thin(&desk, 3).expect("a finding");
    assert_eq!(place, "decisions/1");
    assert_eq!(
        early,
        "Decision 1 lacks the options that were considered, the reason, the signal that was expected, the tripwire."
    );
    let (_, late) = thin(&desk, 6).expect("a finding");
    assert!(late.contains(otherwise), "five minutes are over: {late}");

    desk.act(
        Act::Corrected {
            target: desk.newest("Decided"),
            at: None,
            text: Some("it is the bank's".to_owned()),
            override_reason: Some("the bank says so".to_owned()),
        },
        7,
    );
    let (_, mended) = thin(&desk, 30).expect("a finding");
    assert!(!mended.contains(otherwise) && !mended.contains("the reason"), "{mended}");

    let mut full = decide(Action::Watch, json!({}));
    full.why = Some("the bank is coming back".to_owned());
    full.considered = Some(vec!["roll back: not ours".to_owned()]);
    full.expect = Some("timeouts fall".to_owned());
    full.tripwire = Some("above 2%".to_owned());
    full.override_reason = Some("the bank says so".to_owned());
    let mut complete = Desk::new();
    complete.start("Odd").act(Act::Decided(Box::new(full)), 1);
    assert_eq!(thin(&complete, 60), None, "the look again has a default");
}

#[test]
fn st12_asks_who_and_until_when() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(Act::SeveritySet { severity: Severity::Sev2 }, 1).act(
        Act::ActionAdded {
            text: "Refund orders".to_owned(),
            kind: ActionKind::Repair,
            owner: None,
            due: None,
            done_when: None,
            link: None,
        },
        2,
    );
    let target = desk.last();
    assert_eq!(places(desk.incident(), "ST12"), ["actions/1", "actions/1/done-when", "actions"]);
    assert_eq!(found(desk.incident(), "ST12")[0].text, "Action 1 lacks an owner, a due date.");
    desk.act(
        Act::ActionChanged {
            target,
            text: None,
            kind: None,
            owner: Some("support".to_owned()),
            due: Some("2026-12-01".to_owned()),
            done_when: Some("every order is settled".to_owned()),
            link: None,
            status: None,
            note: None,
        },
        3,
    );
    assert_eq!(places(desk.incident(), "ST12"), ["actions"], "nothing prevents it yet");
    let mut accepted = desk.clone();
    accepted.act(wrote(Section::Actions, "We accept the risk until the shop moves."), 4);
    assert!(places(accepted.incident(), "ST12").is_empty());
    desk.act(action("Add stored carts to the canary", ActionKind::Prevent), 4);
    assert!(places(desk.incident(), "ST12").is_empty());

    let mut given_up = Desk::new();
    given_up.start("Checkout fails").act(
        Act::ActionAdded {
            text: "Rewrite it".to_owned(),
            kind: ActionKind::Prevent,
            owner: None,
            due: None,
            done_when: None,
            link: None,
        },
        2,
    );
    given_up.act(
        Act::ActionChanged {
            target: given_up.last(),
            text: None,
            kind: None,
            owner: None,
            due: None,
            done_when: None,
            link: None,
            status: Some(ActionStatus::NotDone),
            note: Some("a year of work".to_owned()),
        },
        3,
    );
    assert!(places(given_up.incident(), "ST12").is_empty());
    let text = markdown(given_up.incident(), &ROLES);
    assert!(text.contains("Considered and not done:\n\n- Rewrite it. a year of work.\n"), "{text}");
}

#[test]
fn a_dismissed_finding_keeps_its_reason() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(
        Act::FindingDismissed {
            rule: "ST01".to_owned(),
            place: "header/owner".to_owned(),
            reason: "the team owns it".to_owned(),
        },
        1,
    );
    let found = found(desk.incident(), "ST01");
    assert_eq!(found[0].dismissed.as_deref(), Some("the team owns it"));
}
