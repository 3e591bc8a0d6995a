//! Durations: derived from the key times, never typed; each case was worked out by hand.

use crate::support::record::{Desk, checkout_runbook, time};
use kneeboard_core::act::{Act, Start};
use kneeboard_core::event::{KeyTime, Proposed, What};
use kneeboard_core::moment::{Moment, Span, When};
use kneeboard_core::postmortem::{Style, markdown};

/// What the four durations come to.
struct Case {
    name: &'static str,
    started: &'static str,
    detected: &'static str,
    acknowledged: &'static str,
    mitigated: &'static str,
    resolved: &'static str,
    ttd: Span,
    tta: Span,
    ttm: Span,
    ttr: Span,
}

use Span::{Contradicts, Range, Seconds, Unknown};

/// Not said by anybody.
const BLANK: &str = "";

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { name: "everything is known to the second",
        started: "2026-11-22T02:07:40Z", detected: "2026-11-22T02:09:02Z", acknowledged: "2026-11-22T02:09:02Z",
        mitigated: "2026-11-22T02:16:11Z", resolved: "2026-11-22T02:48:46Z",
        ttd: Seconds(82), tta: Seconds(82), ttm: Seconds(511), ttr: Seconds(2466) },
    Case { name: "nothing was said",
        started: BLANK, detected: BLANK, acknowledged: BLANK, mitigated: BLANK, resolved: BLANK,
        ttd: Unknown, tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "everything is marked unknown",
        started: "unknown", detected: "unknown", acknowledged: "unknown", mitigated: "unknown", resolved: "unknown",
        ttd: Unknown, tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "an unknown start leaves no duration",
        started: "unknown", detected: "2026-11-22T02:05:00Z", acknowledged: "2026-11-22T02:06:00Z",
        mitigated: "2026-11-22T02:20:00Z", resolved: "2026-11-22T02:40:00Z",
        ttd: Unknown, tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "a missing acknowledgement is no error",
        started: "2026-11-22T02:00:00Z", detected: "2026-11-22T02:05:00Z", acknowledged: BLANK,
        mitigated: "2026-11-22T02:20:00Z", resolved: "2026-11-22T02:40:00Z",
        ttd: Seconds(300), tta: Unknown, ttm: Seconds(1200), ttr: Seconds(2400) },
    Case { name: "a known zero is a zero",
        started: "2026-11-22T02:00:00Z", detected: "2026-11-22T02:00:00Z", acknowledged: "2026-11-22T02:00:00Z",
        mitigated: "2026-11-22T02:00:00Z", resolved: "2026-11-22T02:00:00Z",
        ttd: Seconds(0), tta: Seconds(0), ttm: Seconds(0), ttr: Seconds(0) },
    Case { name: "about counts as its instant",
        started: "about:2026-11-22T02:00:00Z", detected: "2026-11-22T02:05:00Z", acknowledged: BLANK,
        mitigated: "about:2026-11-22T02:10:00Z", resolved: BLANK,
        ttd: Seconds(300), tta: Unknown, ttm: Seconds(600), ttr: Unknown },
    Case { name: "a start between two times gives ranges",
        started: "2026-11-22T02:00:00Z/2026-11-22T02:04:00Z", detected: "2026-11-22T02:05:00Z", acknowledged: BLANK,
        mitigated: "2026-11-22T02:20:00Z", resolved: BLANK,
        ttd: Range(60, 300), tta: Unknown, ttm: Range(960, 1200), ttr: Unknown },
    Case { name: "an end between two times gives a range",
        started: "2026-11-22T02:00:00Z", detected: "2026-11-22T02:01:00Z/2026-11-22T02:03:00Z", acknowledged: BLANK,
        mitigated: BLANK, resolved: "2026-11-22T03:00:00Z/2026-11-22T04:00:00Z",
        ttd: Range(60, 180), tta: Unknown, ttm: Unknown, ttr: Range(3600, 7200) },
    Case { name: "both ends between two times",
        started: "2026-11-22T02:00:00Z/2026-11-22T02:10:00Z", detected: BLANK, acknowledged: BLANK,
        mitigated: "2026-11-22T02:30:00Z/2026-11-22T02:45:00Z", resolved: BLANK,
        ttd: Unknown, tta: Unknown, ttm: Range(1200, 2700), ttr: Unknown },
    Case { name: "overlapping ranges begin at zero",
        started: "2026-11-22T02:00:00Z/2026-11-22T02:10:00Z", detected: "2026-11-22T02:05:00Z/2026-11-22T02:20:00Z",
        acknowledged: BLANK, mitigated: BLANK, resolved: BLANK,
        ttd: Range(0, 1200), tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "ranges that only touch still fit",
        started: "2026-11-22T02:10:00Z/2026-11-22T02:20:00Z", detected: "2026-11-22T02:00:00Z/2026-11-22T02:10:00Z",
        acknowledged: BLANK, mitigated: BLANK, resolved: BLANK,
        ttd: Range(0, 0), tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "ranges without an instant in common contradict",
        started: "2026-11-22T02:10:01Z/2026-11-22T02:20:00Z", detected: "2026-11-22T02:00:00Z/2026-11-22T02:10:00Z",
        acknowledged: BLANK, mitigated: BLANK, resolved: BLANK,
        ttd: Contradicts, tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "a range of one instant is a range still",
        started: "2026-11-22T02:00:00Z/2026-11-22T02:00:00Z", detected: "2026-11-22T02:01:00Z",
        acknowledged: BLANK, mitigated: BLANK, resolved: BLANK,
        ttd: Range(60, 60), tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "a day is midnight to midnight",
        started: "2026-11-21", detected: "2026-11-22T02:00:00Z", acknowledged: BLANK,
        mitigated: BLANK, resolved: BLANK,
        ttd: Range(7200, 93_600), tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "two of one day may be a day apart or none",
        started: "2026-11-21", detected: BLANK, acknowledged: BLANK, mitigated: "2026-11-21", resolved: BLANK,
        ttd: Unknown, tta: Unknown, ttm: Range(0, 86_400), ttr: Unknown },
    Case { name: "a day before the start contradicts",
        started: "2026-11-22T00:00:01Z", detected: "2026-11-21", acknowledged: BLANK, mitigated: BLANK, resolved: BLANK,
        ttd: Contradicts, tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "a day that ends when impact began still fits",
        started: "2026-11-22T00:00:00Z", detected: "2026-11-21", acknowledged: BLANK, mitigated: BLANK, resolved: BLANK,
        ttd: Range(0, 0), tta: Unknown, ttm: Unknown, ttr: Unknown },
    Case { name: "detected before started",
        started: "2026-11-22T02:10:00Z", detected: "2026-11-22T02:09:59Z", acknowledged: "2026-11-22T02:12:00Z",
        mitigated: "2026-11-22T02:20:00Z", resolved: BLANK,
        ttd: Contradicts, tta: Seconds(120), ttm: Seconds(600), ttr: Unknown },
    Case { name: "acknowledged before detected spoils the acknowledgement alone",
        started: "2026-11-22T02:00:00Z", detected: "2026-11-22T02:10:00Z", acknowledged: "2026-11-22T02:05:00Z",
        mitigated: "2026-11-22T02:20:00Z", resolved: "2026-11-22T02:30:00Z",
        ttd: Seconds(600), tta: Contradicts, ttm: Seconds(1200), ttr: Seconds(1800) },
    Case { name: "resolved before mitigated spoils both",
        started: "2026-11-22T02:00:00Z", detected: "2026-11-22T02:01:00Z", acknowledged: BLANK,
        mitigated: "2026-11-22T02:30:00Z", resolved: "2026-11-22T02:20:00Z",
        ttd: Seconds(60), tta: Unknown, ttm: Contradicts, ttr: Contradicts },
    Case { name: "recovered before anybody noticed and without anybody acting",
        started: "2026-11-22T02:00:00Z", detected: "2026-11-22T02:30:00Z", acknowledged: BLANK,
        mitigated: "2026-11-22T02:10:00Z", resolved: "2026-11-22T02:40:00Z",
        ttd: Seconds(1800), tta: Unknown, ttm: Seconds(600), ttr: Seconds(2400) },
    Case { name: "resolved before started contradicts and leaves the rest",
        started: "2026-11-22T02:10:00Z", detected: "2026-11-22T02:11:00Z", acknowledged: BLANK,
        mitigated: BLANK, resolved: "2026-11-22T02:00:00Z",
        ttd: Seconds(60), tta: Unknown, ttm: Unknown, ttr: Contradicts },
    Case { name: "two zones, one instant",
        started: "2026-11-22T03:00:00+01:00", detected: "2026-11-22T02:00:00Z", acknowledged: "2026-11-21T21:05:00-05:00",
        mitigated: "2026-11-22T07:45:00+05:30", resolved: BLANK,
        ttd: Seconds(0), tta: Seconds(300), ttm: Seconds(900), ttr: Unknown },
    Case { name: "across midnight",
        started: "2026-11-21T23:50:00Z", detected: "2026-11-21T23:59:59Z", acknowledged: "2026-11-22T00:00:00Z",
        mitigated: "2026-11-22T00:10:00Z", resolved: "2026-11-22T01:50:00Z",
        ttd: Seconds(599), tta: Seconds(600), ttm: Seconds(1200), ttr: Seconds(7200) },
    Case { name: "an hour that was told twice in autumn is not lost",
        started: "2026-10-25T02:30:00+02:00", detected: "2026-10-25T02:30:00+01:00", acknowledged: BLANK,
        mitigated: "2026-10-25T03:00:00+01:00", resolved: BLANK,
        ttd: Seconds(3600), tta: Unknown, ttm: Seconds(5400), ttr: Unknown },
    Case { name: "an hour that was left out in spring is not counted",
        started: "2026-03-29T01:30:00+01:00", detected: "2026-03-29T03:30:00+02:00", acknowledged: BLANK,
        mitigated: "2026-03-29T04:00:00+02:00", resolved: BLANK,
        ttd: Seconds(3600), tta: Unknown, ttm: Seconds(5400), ttr: Unknown },
    Case { name: "parts of a second are dropped",
        started: "2026-11-22T02:00:00.900Z", detected: "2026-11-22T02:00:02.100Z", acknowledged: BLANK,
        mitigated: "2026-11-22T02:00:01.899Z", resolved: BLANK,
        ttd: Seconds(1), tta: Unknown, ttm: Seconds(0), ttr: Unknown },
    Case { name: "a month is counted in seconds",
        started: "2026-10-22T02:00:00Z", detected: BLANK, acknowledged: BLANK,
        mitigated: BLANK, resolved: "2026-11-22T02:00:00Z",
        ttd: Unknown, tta: Unknown, ttm: Unknown, ttr: Seconds(2_678_400) },
];

#[test]
fn durations_come_out_as_worked_out_by_hand() {
    assert!(CASES.len() >= 25);
    for case in CASES {
        let mut desk = Desk::new();
        desk.start("Checkout fails");
        let given = [
            (KeyTime::Started, case.started),
            (KeyTime::Detected, case.detected),
            (KeyTime::Acknowledged, case.acknowledged),
            (KeyTime::Mitigated, case.mitigated),
            (KeyTime::Resolved, case.resolved),
        ];
        for (key, at) in given.into_iter().filter(|(_, at)| *at != BLANK) {
            desk.act(time(key, at), 60);
        }
        let found = desk.incident().durations();
        let expected = (case.ttd, case.tta, case.ttm, case.ttr);
        assert_eq!((found.ttd, found.tta, found.ttm, found.ttr), expected, "{}", case.name);
    }
}

#[test]
fn a_day_on_which_the_clocks_change_is_as_long_as_it_was() {
    let midnight = |text: &str| -> Moment { serde_json::from_value(text.into()).expect("a time") };
    let days = [
        ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", 23 * 3600),
        ("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", 25 * 3600),
    ];
    for (from, to, seconds) in days {
        let day = When::Date { at: midnight(from), until: midnight(to) };
        assert_eq!(Span::between(&When::Exact { at: midnight(from) }, &day), Range(0, seconds));
        assert_eq!(Span::between(&day, &When::Exact { at: midnight(to) }), Range(0, seconds));
    }
}

#[test]
fn mitigated_before_detected_contradicts_only_where_somebody_acted() {
    let mut desk = Desk::new();
    desk.start_with(Start { frozen: vec![checkout_runbook()], ..Start::default() })
        .act(time(KeyTime::Started, "2026-11-22T01:30:00Z"), 1)
        .act(time(KeyTime::Mitigated, "2026-11-22T01:40:00Z"), 2)
        .act(time(KeyTime::Detected, "2026-11-22T01:50:00Z"), 3);
    assert!(desk.incident().misorders().is_empty());

    desk.act(Act::Contained { text: "the flag is off".to_owned() }, 4);
    let wrong = desk.incident().misorders();
    assert_eq!(wrong.len(), 1);
    assert_eq!((wrong[0].first, wrong[0].before), (KeyTime::Mitigated, KeyTime::Detected));
    assert_eq!(desk.incident().durations().ttm, Seconds(600), "nothing is left out for it");
}

#[test]
fn the_document_prints_each_number_with_its_definition_and_its_doubt() {
    let mut desk = Desk::new();
    desk.start("Checkout fails")
        .act(time(KeyTime::Started, "about:2026-11-22T02:00:00Z"), 1)
        .act(time(KeyTime::Detected, "2026-11-22T02:05:00Z"), 2)
        .act(time(KeyTime::Mitigated, "2026-11-22T02:10:00Z/2026-11-22T02:12:00Z"), 3)
        .act(time(KeyTime::Resolved, "2026-11-22T02:09:00Z"), 4);
    let text = markdown(desk.incident(), &Style::default());
    for line in [
        "| Time to detect | about 5 min 0 s | detected − started |  |",
        "| Time to acknowledge | unknown | acknowledged − started | acknowledged is not known |",
        "| Time to mitigate | contradictory | mitigated − started | ST04, below: the times contradict each other |",
        "ST04: resolved (2026-11-22 02:09:00Z) lies before mitigated (between 2026-11-22 02:10:00Z and 2026-11-22 02:12:00Z).",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn an_unreadable_time_in_a_newer_body_counts_as_unknown_and_never_as_zero() {
    let mut desk = Desk::new();
    desk.start("Checkout fails").act(time(KeyTime::Started, "2026-11-22T02:00:00Z"), 1);
    let what = What::TimeSet { time: KeyTime::Resolved, source: None };
    desk.record(Proposed::new(what).at(Some(When::Unknown)), 2);
    assert_eq!(desk.incident().durations().ttr, Unknown);
}
