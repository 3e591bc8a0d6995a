//! The drill for any stack: pages hang because a carrier outside is slow; the harm is switched off,
//! and the rest is watched.

use super::{Beat, Decided, Drill, beat, written};

/// The drill, as `kneeboard demo any` walks it.
pub const DRILL: Drill =
    Drill { name: "any", seed: "any-drill", decisions: DECISIONS, beats: BEATS };

const DECISIONS: &[Decided] = &[
    Decided { recommended: "isolate", rule: "serious" },
    Decided { recommended: "watch", rule: "recovering" },
];

const BEATS: &[Beat] = &[
    beat(
        "12:58:00",
        &[
            "service",
            "set",
            "shop",
            "name=Shop",
            "stack=django",
            "platform=docker",
            "app=shop",
            "host=shop.example",
            "flag=delivery-dates",
            "queue=date-refresh",
            "rollback_minutes=6",
        ],
    ),
    beat(
        "13:00:00",
        &[
            "incident",
            "start",
            "--title",
            "Product pages hang while the carrier is slow",
            "--runbook",
            "any/dependency-failing",
            "--service",
            "shop",
            "--severity",
            "SEV2",
            "--started",
            "about:2026-11-22T12:50:00Z",
        ],
    ),
    beat("13:00:20", &["time", "detected", "2026-11-22T12:56:30Z", "--source", "alert"]),
    beat("13:00:30", &["time", "acknowledged", "2026-11-22T12:58:10Z"]),
    // Triage.
    beat(
        "13:01:20",
        &["step", "done", "--value", "none: the call asks for a delivery date and orders nothing"],
    ),
    beat(
        "13:02:40",
        &[
            "step",
            "done",
            "--value",
            "18 percent at 13:01, 24 percent at 13:02; pages of the basket hang too",
        ],
    ),
    beat("13:03:00", &["answer", "dependency_host", "api.carrier.example"]),
    beat(
        "13:03:40",
        &[
            "step",
            "failed",
            "--note",
            "504 after 9.8 seconds, nearly all of it until the first byte; a phone gets the same",
        ],
    ),
    beat(
        "13:04:30",
        &["step", "done", "--value", "none within a day; the last release was on Thursday"],
    ),
    beat("13:05:00", &["step", "done", "--value", "flag delivery-dates, narrow"]),
    // The first decision.
    beat("13:05:20", &["answer", "touches", "none"]),
    beat("13:05:25", &["answer", "data_damage", "none"]),
    beat("13:05:30", &["answer", "critical_path", "broken"]),
    beat("13:05:35", &["answer", "release", "unlikely"]),
    beat("13:05:40", &["answer", "isolation", "narrow"]),
    beat("13:05:50", &["answer", "cause", "theory"]),
    beat(
        "13:06:20",
        &[
            "decision",
            "record",
            "--choose",
            "isolate",
            "--why",
            "A page can do without a delivery date. Each call holds a thread for ten seconds, so the basket goes down with it, and nobody here can mend the carrier.",
            "--objections",
            "product asked to keep the date where the carrier still answers; that takes code, so not tonight",
            "--expect",
            "The basket answers within a second again, two minutes after the flag is off.",
        ],
    ),
    beat("13:06:30", &["step", "done"]),
    beat("13:07:20", &["step", "done"]),
    beat("13:08:00", &["step", "done", "--value", "0: no call orders anything"]),
    // Isolate.
    beat("13:08:40", &["step", "done"]),
    beat("13:09:10", &["step", "done", "39", "--value", "13:09 UTC"]),
    beat("13:09:50", &["step", "done"]),
    beat("13:11:30", &["step", "done", "--value", "0.6 percent"]),
    beat(
        "13:11:50",
        &[
            "decision",
            "outcome",
            "1",
            "as_expected",
            "--reading",
            "0.6 percent of pages fail at 13:11, 24 percent at 13:02; the basket answers in 0.4 seconds",
        ],
    ),
    beat("13:12:10", &["decision", "reached", "1", "2026-11-22T13:11:30Z"]),
    beat("13:12:20", &["time", "mitigated", "2026-11-22T13:11:30Z"]),
    beat(
        "13:14:00",
        &[
            "step",
            "done",
            "40",
            "--value",
            "case 55102: two clusters are down, and they name 13:45 UTC",
        ],
    ),
    beat(
        "13:15:30",
        &["step", "done", "41", "--value", "some ask by chat when it comes; told two to four days"],
    ),
    beat(
        "13:31:00",
        &[
            "note",
            "The carrier writes at 13:28 that the first of its two lost clusters is back. Asked by hand from the host of the shop: 504 in 6 of 10 at 13:15, in 1 of 10 at 13:30.",
        ],
    ),
    // The second decision.
    beat("13:32:00", &["answer", "touches", "none"]),
    beat("13:32:05", &["answer", "data_damage", "none"]),
    beat("13:32:10", &["answer", "critical_path", "workaround"]),
    beat("13:32:15", &["answer", "users", "some"]),
    beat("13:32:20", &["answer", "trend", "falling"]),
    beat("13:32:25", &["answer", "contract", "safe"]),
    beat("13:32:30", &["answer", "isolation", "in_force"]),
    beat("13:32:35", &["answer", "visibility", "clear"]),
    beat("13:32:40", &["answer", "recovering", "evidence"]),
    beat(
        "13:33:20",
        &[
            "decision",
            "record",
            "--choose",
            "watch",
            "--why",
            "It is theirs and it is coming back: their words with a time, and our own numbers. Users can order, support knows the dates by heart, and the flag stays off meanwhile.",
            "--objections",
            "none",
            "--expect",
            "Ten calls in a row answer within one second, by 13:50.",
            "--tripwire",
            "Any page fails more often than 2 percent, or 14:00 passes without an answer within a second",
            "--recheck",
            "2026-11-22T13:48:00Z",
        ],
    ),
    beat("13:33:40", &["step", "done", "--value", "2 percent of pages; they say 13:45 UTC"]),
    beat("13:34:10", &["step", "done", "--value", "operations, 13:48 UTC"]),
    beat(
        "13:48:40",
        &[
            "step",
            "done",
            "--value",
            "200 after 0.3 seconds, ten of ten; 0.5 percent of our pages fail",
        ],
    ),
    beat(
        "13:49:20",
        &[
            "decision",
            "outcome",
            "2",
            "as_expected",
            "--reading",
            "ten of ten calls answer within 0.4 seconds at 13:48; 0.5 percent of pages fail, as on an ordinary day",
        ],
    ),
    // Validate.
    beat("13:55:30", &["step", "done", "--value", "0.2 percent of the calls let through"]),
    beat("13:58:00", &["step", "done"]),
    beat("13:58:20", &["standing", "clear", "2"]),
    beat(
        "13:59:10",
        &[
            "step",
            "na",
            "--reason",
            "a missed question about a date is asked anew by the next page",
        ],
    ),
    beat(
        "13:59:30",
        &[
            "step",
            "na",
            "--reason",
            "the carrier keeps no list of such questions, and none of them orders anything",
        ],
    ),
    beat(
        "14:03:00",
        &["step", "done", "--value", "4 of 4: product page, basket, checkout, order history"],
    ),
    beat(
        "14:04:00",
        &["step", "done", "3", "--value", "401 after 0.2 seconds, as on an ordinary day"],
    ),
    // Stabilize.
    beat(
        "14:08:00",
        &["step", "done", "--value", "1 person who ordered by telephone and was promised a call"],
    ),
    beat("14:12:00", &["step", "done"]),
    beat("14:12:20", &["standing", "clear", "1"]),
    beat("14:12:40", &["decision", "reached", "2", "2026-11-22T14:12:00Z"]),
    beat("14:13:00", &["time", "resolved", "2026-11-22T14:12:00Z"]),
    beat(
        "14:15:00",
        &[
            "action",
            "add",
            "Call the person who ordered by telephone",
            "--kind",
            "repair",
            "--owner",
            "support",
            "--due",
            "2026-11-23",
            "--done-when",
            "the call is noted in the order",
        ],
    ),
    beat(
        "14:16:00",
        &[
            "action",
            "add",
            "Give the date question a timeout of half a second and a budget for the whole page",
            "--kind",
            "prevent",
            "--owner",
            "engineering",
            "--due",
            "2026-12-01",
            "--done-when",
            "a test in which the carrier never answers shows the page within one second",
        ],
    ),
    beat(
        "14:17:00",
        &[
            "action",
            "add",
            "Load the delivery date after the page",
            "--kind",
            "mitigate",
            "--owner",
            "engineering",
            "--due",
            "2026-12-11",
            "--done-when",
            "product pages come up with the carrier blocked on staging",
        ],
    ),
    beat(
        "14:18:00",
        &[
            "action",
            "add",
            "Alert on calls to the carrier that take longer than two seconds",
            "--kind",
            "detect",
            "--owner",
            "operations",
            "--due",
            "2026-12-04",
            "--done-when",
            "a slow stub on staging pages within two minutes",
        ],
    ),
    beat("14:19:00", &["step", "done"]),
    beat(
        "14:19:30",
        &[
            "step",
            "na",
            "--reason",
            "nothing was frozen; the release of Thursday had no part in it",
        ],
    ),
    beat(
        "14:20:00",
        &[
            "incident",
            "close",
            "--note",
            "The carrier answers as on an ordinary day, and dates are shown again.",
        ],
    ),
    // The postmortem.
    beat("14:28:00", &["postmortem", "owner", "commander"]),
    written(
        "14:32:00",
        &["postmortem", "set", "summary", "{text}"],
        "The carrier that tells the shop its delivery dates answered in ten seconds or not at all.\n\
         Product pages waited for it, their threads ran out, and basket and checkout hung with them.\n\
         With the date switched off the shop worked again after 21 minutes; nobody here could mend the carrier, so the rest was watched, with a time and a number that would have ended the watch.\n\
         Dates were shown again once ten calls in a row had answered and a tenth of the traffic had gone through.\n",
    ),
    written(
        "14:36:00",
        &["postmortem", "set", "impact", "{text}"],
        "About 24 percent of pages failed at the worst, a fifth of them in basket and checkout, for 21 minutes.\n\
         An estimated 140 orders came later than they would have; 1 was taken by telephone.\n\
         For another 61 minutes no delivery date was shown.\n\
         No call to the carrier orders anything, so nothing was sent twice and no data was lost.\n",
    ),
    beat(
        "14:38:00",
        &[
            "postmortem",
            "factor",
            "add",
            "--trigger",
            "Two clusters of the carrier lost their database for 55 minutes, by its own report",
        ],
    ),
    beat(
        "14:39:00",
        &[
            "postmortem",
            "factor",
            "add",
            "The call for the date has no timeout of its own and waits as long as the carrier does",
        ],
    ),
    beat(
        "14:40:00",
        &["postmortem", "factor", "add", "Pages with and without a date share one pool of threads"],
    ),
    written(
        "14:44:00",
        &["postmortem", "set", "lessons", "{text}"],
        "**What went well.** The flag was known, narrow and tried the month before; it helped within three minutes of the decision.\n\n\
         **What went poorly.** The dashboard shows our own failures alone, so the carrier was asked by hand.\n\n\
         **Where there was luck.** It was noon on a Sunday, with half the traffic of a weekday.\n\n\
         **What surprised.** The basket asks for the date as well, for a line that hardly anybody reads.\n",
    ),
    beat("14:46:00", &["postmortem", "status", "in_review"]),
];
