//! The React drill: the page stays white on old Safaris, since a build setting was lost.

use super::{Beat, Decided, Drill, beat, written};

/// The drill, as `kneeboard demo react` walks it.
pub const DRILL: Drill =
    Drill { name: "react", seed: "react-drill", decisions: DECISIONS, beats: BEATS };

const DECISIONS: &[Decided] = &[Decided { recommended: "hotfix", rule: "quick-fix" }];

const BEATS: &[Beat] = &[
    beat(
        "09:10:00",
        &[
            "service",
            "set",
            "shop-web",
            "name=Shop web",
            "stack=react",
            "platform=cdn",
            "host=shop.example",
            "bucket=shop-web",
            "cdn_distribution=E2EXAMPLE",
            "flag=recommendations",
            "rollback_minutes=20",
        ],
    ),
    beat(
        "09:12:00",
        &[
            "incident",
            "start",
            "--title",
            "White screen on Safari after v7.4.0",
            "--runbook",
            "react/white-screen-after-release",
            "--service",
            "shop-web",
            "--severity",
            "SEV1",
            "--started",
            "about:2026-11-22T08:46:00Z",
        ],
    ),
    beat("09:12:20", &["time", "detected", "2026-11-22T09:06:00Z", "--source", "customer"]),
    beat("09:12:30", &["time", "acknowledged", "2026-11-22T09:09:40Z"]),
    beat(
        "09:13:10",
        &["step", "done", "--value", "none: the page stays empty, nothing wrong is shown or sent"],
    ),
    beat(
        "09:14:20",
        &[
            "step",
            "done",
            "--value",
            "0.6 percent before, 97 percent now on Safari 12 and 13.0; other browsers as before",
        ],
    ),
    beat(
        "09:15:00",
        &[
            "step",
            "done",
            "--value",
            "v7.4.0, 08:44 UTC, with a change of the Babel settings; nothing of it is one-way",
        ],
    ),
    beat(
        "09:17:00",
        &[
            "step",
            "failed",
            "--note",
            "shop-4f1c.js: Unexpected token at 1:18042, the ?. of an optional chaining",
        ],
    ),
    beat(
        "09:17:40",
        &["step", "done", "--value", "none: a script that does not parse asks no flag"],
    ),
    beat(
        "09:17:50",
        &[
            "note",
            "Three reporters, three iPads of 2013 and 2014 on Safari 12; white in a private window too, and the first red line is the same: SyntaxError, unexpected token.",
        ],
    ),
    // Communicate goes on beside the rest.
    beat("09:18:20", &["step", "done", "44", "--value", "09:18 UTC"]),
    beat(
        "09:20:30",
        &[
            "note",
            "Made it fail on purpose: built with the Babel targets of v7.4.0 the script does not parse at the level of 2019; with those of v7.3.2 it does. The change dropped the browserslist file.",
        ],
    ),
    beat("09:21:10", &["step", "done", "45"]),
    // The decision.
    beat("09:21:30", &["answer", "touches", "none"]),
    beat("09:21:35", &["answer", "data_damage", "none"]),
    beat("09:21:40", &["answer", "critical_path", "broken"]),
    beat("09:22:00", &["answer", "previous", "safe"]),
    beat("09:22:05", &["answer", "release", "likely"]),
    beat("09:22:10", &["answer", "rollback_minutes", "20"]),
    beat("09:22:15", &["answer", "isolation", "none"]),
    beat("09:22:20", &["answer", "cause", "shown"]),
    beat("09:22:25", &["answer", "fix", "trivial"]),
    beat("09:22:30", &["answer", "fix_tested", "yes"]),
    beat("09:22:35", &["answer", "fix_canary", "yes"]),
    beat("09:22:40", &["answer", "fix_minutes", "15"]),
    beat("09:22:45", &["answer", "visibility", "clear"]),
    beat(
        "09:23:20",
        &[
            "decision",
            "record",
            "--choose",
            "hotfix",
            "--why",
            "One line brings the browserslist file back, a test fails without it, and a canary shows it in 15 minutes. Going back takes 20, empties the CDN and takes away two mends of the basket that came with v7.4.0.",
            "--objections",
            "support asked for the quickest way, whatever it is; on the clock that is the fix",
            "--expect",
            "Sessions with an error on Safari 12 and 13.0 fall to the share of the others, first on the canary, then everywhere.",
        ],
    ),
    beat("09:23:30", &["step", "done"]),
    beat("09:23:50", &["answer", "release.bad", "v7.4.0"]),
    beat(
        "09:24:40",
        &[
            "step",
            "done",
            "--value",
            "shop-4f1c.js and vendor-a07e.js; the build of v7.4.0 has the same",
        ],
    ),
    // Hotfix.
    beat("09:25:20", &["step", "done", "--value", "shop-4f1c.js runs in Safari 12"]),
    beat("09:28:00", &["step", "done"]),
    beat("09:32:40", &["step", "done"]),
    beat(
        "09:34:10",
        &[
            "step",
            "done",
            "46",
            "--value",
            "some order in another browser, which works; support names Firefox and Chrome",
        ],
    ),
    beat(
        "09:43:00",
        &["step", "done", "--value", "0.5 percent on the canary, 96 on stable, Safari 12 and 13.0"],
    ),
    beat("09:43:20", &["answer", "release.good", "v7.3.2"]),
    beat("09:46:30", &["step", "done"]),
    beat("09:47:20", &["step", "done"]),
    // Validate.
    beat("09:53:00", &["step", "done", "--value", "0.7 percent, Safari 12"]),
    beat(
        "09:53:20",
        &[
            "decision",
            "outcome",
            "1",
            "as_expected",
            "--reading",
            "0.7 percent of sessions on Safari 12 have an error from 09:48 to 09:53, 97 percent before",
        ],
    ),
    beat(
        "09:54:30",
        &["step", "done", "--value", "Safari 12.1.2 on an iPad of 2013, lent by support"],
    ),
    beat("09:54:50", &["decision", "reached", "1", "2026-11-22T09:54:30Z"]),
    beat("09:55:20", &["time", "mitigated", "2026-11-22T09:48:00Z"]),
    beat("09:56:00", &["step", "done", "4", "--value", "none, on v7.4.1"]),
    beat("09:59:00", &["step", "done", "--value", "4 of 4: login, search, basket, checkout"]),
    beat(
        "10:00:30",
        &[
            "step",
            "done",
            "--value",
            "0.3 percent; 2 a minute on script files, from tabs of the morning",
        ],
    ),
    beat("10:04:00", &["time", "resolved", "2026-11-22T10:03:30Z"]),
    // Stabilize.
    beat(
        "10:10:00",
        &["step", "done", "--value", "3,900 people saw an empty page; 3 reporters are answered"],
    ),
    beat("10:11:00", &["step", "done", "--value", "2026-11-25 09:00 UTC"]),
    beat(
        "10:13:00",
        &[
            "action",
            "add",
            "Parse every built script at the oldest supported level before the upload",
            "--kind",
            "prevent",
            "--owner",
            "engineering",
            "--due",
            "2026-11-24",
            "--done-when",
            "a branch without the browserslist file fails its build",
        ],
    ),
    beat(
        "10:14:00",
        &[
            "action",
            "add",
            "Write down which browsers the shop supports, and until when",
            "--kind",
            "process",
            "--owner",
            "product",
            "--due",
            "2026-12-04",
            "--done-when",
            "the page is linked from the build settings and from the words of support",
        ],
    ),
    beat(
        "10:15:00",
        &[
            "action",
            "add",
            "Alert on sessions with an error, split by browser",
            "--kind",
            "detect",
            "--owner",
            "operations",
            "--due",
            "2026-12-04",
            "--done-when",
            "one browser at 20 percent on staging pages within five minutes",
        ],
    ),
    beat(
        "10:16:00",
        &[
            "action",
            "add",
            "Put index.html back without emptying the CDN",
            "--kind",
            "mitigate",
            "--owner",
            "operations",
            "--due",
            "2026-12-11",
            "--done-when",
            "a rollback on staging takes under 5 minutes and leaves hashed files in place",
        ],
    ),
    beat("10:17:00", &["step", "done"]),
    beat(
        "10:17:30",
        &[
            "step",
            "na",
            "--reason",
            "no freeze was set; v7.4.1 went out through the ordinary pipeline",
        ],
    ),
    beat(
        "10:18:00",
        &["incident", "close", "--note", "v7.4.1 is with everybody, Safari 12 included."],
    ),
    // The postmortem.
    beat("10:26:00", &["postmortem", "owner", "commander"]),
    written(
        "10:30:00",
        &["postmortem", "set", "summary", "{text}"],
        "Release v7.4.0 was built without the list of supported browsers, so its scripts kept optional chaining, which Safari before 13.1 cannot parse.\n\
         The page stayed empty there; every other browser and all servers looked healthy.\n\
         The fix was one restored file under a test, shown on a canary and finished in 24 minutes as v7.4.1.\n\
         A rollback was at hand and would have taken longer, with two mends of the basket lost on the way.\n",
    ),
    written(
        "10:34:00",
        &["postmortem", "set", "impact", "{text}"],
        "About 3,900 people on Safari 12 and 13.0, some 4 percent of the users of that hour, saw an empty page for an hour.\n\
         An estimated 90 orders were not placed; 31 were placed in another browser.\n\
         No data was wrong or lost, and no other browser was touched.\n",
    ),
    beat(
        "10:36:00",
        &[
            "postmortem",
            "factor",
            "add",
            "--trigger",
            "A clean-up moved the Babel settings and dropped the browserslist file, so the build aimed at the newest browsers",
        ],
    ),
    beat(
        "10:37:00",
        &[
            "postmortem",
            "factor",
            "add",
            "The pipeline opens the page in one browser, of this year",
        ],
    ),
    beat(
        "10:38:00",
        &[
            "postmortem",
            "factor",
            "add",
            "Alerts look at the error share of all browsers together, where 4 percent of sessions do not show",
        ],
    ),
    written(
        "10:42:00",
        &["postmortem", "set", "lessons", "{text}"],
        "**What went well.** The live script was parsed before anybody argued about the cause, and the same test now guards the build.\n\n\
         **What went poorly.** Three customers noticed before any alert, 20 minutes after the release.\n\n\
         **Where there was luck.** Support owns an iPad of 2013.\n\n\
         **What surprised.** The rollback is slower than a build, because it empties the CDN.\n",
    ),
    beat("10:44:00", &["postmortem", "status", "in_review"]),
];
