//! The drill for the quiet days: a game day by its checklist, which takes no decision of its own.
//!
//! What the players decide is recorded all the same, and the closing note is the go and no go for
//! what comes next.

use super::{Beat, Decided, Drill, beat, written};

/// The drill, as `kneeboard demo readiness` walks it.
pub const DRILL: Drill =
    Drill { name: "readiness", seed: "readiness-drill", decisions: DECISIONS, beats: BEATS };

const DECISIONS: &[Decided] = &[
    Decided { recommended: "escalate", rule: "serious" },
    Decided { recommended: "roll_back", rule: "serious" },
];

const BEATS: &[Beat] = &[
    beat(
        "09:00:00",
        &[
            "service",
            "set",
            "shop-orders",
            "name=Shop orders",
            "stack=django",
            "platform=kubernetes",
            "namespace=shop",
            "deployment=shop-web",
            "worker_deployment=shop-worker",
            "rollback_minutes=4",
        ],
    ),
    beat(
        "09:02:00",
        &[
            "incident",
            "start",
            "--title",
            "Game day: no order is confirmed after a release",
            "--runbook",
            "readiness/game-day",
            "--service",
            "shop-orders",
            "--severity",
            "SEV4",
            "--drill",
        ],
    ),
    // A week before, from the notes of that day.
    beat(
        "09:02:20",
        &[
            "step",
            "done",
            "--value",
            "the workers of a release do not come up; any/roll-back-a-release",
            "--at",
            "2026-11-15T10:05:00Z",
        ],
    ),
    beat(
        "09:02:40",
        &[
            "step",
            "done",
            "--value",
            "minutes until the first decision, with somebody new on call",
            "--at",
            "2026-11-15T10:10:00Z",
        ],
    ),
    beat("09:03:00", &["step", "done", "--at", "2026-11-15T10:20:00Z"]),
    beat(
        "09:03:20",
        &[
            "step",
            "done",
            "--value",
            "operations breaks; engineering, support and product play; the commander watches and writes",
            "--at",
            "2026-11-15T10:25:00Z",
        ],
    ),
    beat(
        "09:03:40",
        &[
            "step",
            "done",
            "--value",
            "tangerine; each of the five may say it",
            "--at",
            "2026-11-15T10:30:00Z",
        ],
    ),
    beat("09:04:00", &["step", "done", "--at", "2026-11-15T11:15:00Z"]),
    // Opening.
    beat("09:05:00", &["step", "done"]),
    beat("09:06:30", &["step", "done"]),
    beat("09:06:50", &["step", "done", "--value", "09:02 UTC"]),
    // Breaking.
    beat(
        "09:09:30",
        &["step", "done", "--value", "v4.20.0, 3 workers, settle-orders on, 18,235 orders"],
    ),
    beat("09:10:00", &["answer", "practice_namespace", "shop-staging"]),
    beat("09:11:20", &["step", "done"]),
    beat(
        "09:20:30",
        &["step", "done", "--value", "9 minutes, by the alarm on the depth of the queue"],
    ),
    // The one who watches writes the times down, the declaring by the players first.
    beat("09:22:00", &["time", "declared", "2026-11-22T09:21:50Z"]),
    beat("09:22:10", &["time", "started", "2026-11-22T09:11:20Z"]),
    beat("09:22:20", &["time", "detected", "2026-11-22T09:20:10Z", "--source", "alert"]),
    beat("09:22:30", &["time", "acknowledged", "2026-11-22T09:21:10Z"]),
    // The players decide.
    beat("09:25:00", &["answer", "touches", "none"]),
    beat("09:25:15", &["answer", "data_damage", "none"]),
    beat("09:25:30", &["answer", "critical_path", "broken"]),
    beat("09:26:00", &["answer", "previous", "unknown"]),
    beat("09:26:15", &["answer", "isolation", "none"]),
    beat("09:26:30", &["answer", "cause", "theory"]),
    beat(
        "09:27:10",
        &[
            "decision",
            "record",
            "--choose",
            "escalate",
            "--why",
            "No order is confirmed, and nobody at the table can say whether v4.19.2 runs on the schema of now. One answer opens the way back.",
            "--objections",
            "product would have gone back at once; the question was asked first, with two minutes for it",
            "--expect",
            "Whoever wrote the release says within two minutes whether a migration stands in the way.",
        ],
    ),
    beat(
        "09:29:00",
        &[
            "note",
            "The author answers by telephone: the one migration of v4.20.0 adds an optional column, which v4.19.2 does not name.",
        ],
    ),
    beat(
        "09:29:20",
        &[
            "decision",
            "outcome",
            "1",
            "as_expected",
            "--reading",
            "the answer came after 110 seconds: no migration stands in the way",
        ],
    ),
    beat("09:29:40", &["answer", "previous", "safe"]),
    beat("09:29:50", &["answer", "release", "likely"]),
    beat("09:30:00", &["answer", "rollback_minutes", "4"]),
    beat(
        "09:30:30",
        &[
            "decision",
            "record",
            "--choose",
            "roll_back",
            "--why",
            "v4.19.2 runs on the schema of now and is four minutes away; why the workers do not come up can wait.",
            "--objections",
            "none",
            "--expect",
            "Three workers of v4.19.2 are ready, and the queue gets shorter, by 09:40.",
        ],
    ),
    // Playing.
    beat(
        "09:38:00",
        &[
            "step",
            "done",
            "--value",
            "2: which revision is the earlier one, and who may lift the freeze",
        ],
    ),
    beat(
        "09:39:20",
        &[
            "step",
            "done",
            "--note",
            "the VPN, at 09:33; they went on with the console of the provider after four minutes",
        ],
    ),
    beat(
        "09:40:00",
        &[
            "step",
            "done",
            "--value",
            "09:27 UTC, escalate: one question stood between the players and a way back; 09:30 roll back",
        ],
    ),
    beat("09:40:40", &["step", "done", "--value", "6 minutes"]),
    beat(
        "09:41:30",
        &[
            "decision",
            "outcome",
            "2",
            "as_expected",
            "--reading",
            "3 of 3 workers ready at 09:40, the queue fell from 64 to 0 in a minute",
        ],
    ),
    beat("09:41:50", &["decision", "reached", "2", "2026-11-22T09:41:10Z"]),
    beat("09:42:10", &["time", "mitigated", "2026-11-22T09:41:10Z"]),
    // A restore.
    beat("09:50:00", &["answer", "spare_database", "postgresql://spare.staging.shop.example"]),
    beat("09:50:20", &["answer", "dump_file", "/backups/shop/2026-11-22.dump"]),
    beat(
        "09:51:30",
        &[
            "step",
            "failed",
            "--note",
            "could not open input file: the dumps have gone to another folder since the move in October",
        ],
    ),
    beat(
        "10:09:00",
        &["step", "done", "19", "--value", "14 minutes, with the dump that operations found"],
    ),
    beat(
        "10:12:00",
        &[
            "step",
            "done",
            "--value",
            "orders 18,235 of 18,235, customers 6,402 of 6,402, payments 17,980 of 17,980",
        ],
    ),
    beat("10:13:30", &["step", "done"]),
    beat("10:13:50", &["standing", "clear", "2"]),
    // Afterwards.
    beat("10:20:00", &["step", "done"]),
    beat("10:20:20", &["standing", "clear", "1"]),
    beat("10:20:40", &["time", "resolved", "2026-11-22T10:20:00Z"]),
    beat(
        "10:27:00",
        &[
            "step",
            "done",
            "--value",
            "whether going back is allowed without the author; whether the console of the provider is the right one; where the dump is",
        ],
    ),
    beat(
        "10:35:00",
        &[
            "step",
            "done",
            "--value",
            "2: the page says last revision where it means the one before, and the folder of the dumps",
        ],
    ),
    beat(
        "10:37:00",
        &[
            "step",
            "done",
            "--value",
            "9 to notice, 16 to decide, 30 to mitigate; 14, 31 and 52 in August",
        ],
    ),
    beat(
        "10:39:00",
        &[
            "action",
            "add",
            "Write the folder of the dumps onto the service card, and restore one each month",
            "--kind",
            "prevent",
            "--owner",
            "operations",
            "--due",
            "2026-11-25",
            "--done-when",
            "somebody who was not at the table restores a dump by the card alone",
        ],
    ),
    beat(
        "10:40:00",
        &[
            "action",
            "add",
            "Say in each release note whether the release before it can run on the new schema",
            "--kind",
            "process",
            "--owner",
            "engineering",
            "--due",
            "2026-12-01",
            "--done-when",
            "a release without that line does not leave the pipeline",
        ],
    ),
    beat(
        "10:41:00",
        &[
            "action",
            "add",
            "Ring when no worker is ready for two minutes",
            "--kind",
            "detect",
            "--owner",
            "operations",
            "--due",
            "2026-12-04",
            "--done-when",
            "stopping the workers of staging rings within three minutes",
        ],
    ),
    beat("10:42:00", &["step", "done"]),
    beat(
        "10:43:00",
        &[
            "incident",
            "close",
            "--note",
            "No go for the migration of Tuesday until a dump was restored by the card alone; everything else is a go.",
        ],
    ),
    // The report.
    beat("10:50:00", &["postmortem", "owner", "commander"]),
    written(
        "10:54:00",
        &["postmortem", "set", "summary", "{text}"],
        "In a game day on staging the workers were taken away as if a release had not brought them up.\n\
         The players noticed after nine minutes, found that one unknown fact kept them from going back, asked for it, and were back on the earlier release half an hour after the start.\n\
         The restore that followed failed at first, because the dumps have been kept elsewhere since October.\n\
         Until a dump was restored by the service card alone, the migration planned for Tuesday waits.\n",
    ),
    written(
        "10:58:00",
        &["postmortem", "set", "impact", "{text}"],
        "No user was affected: 64 made-up orders waited for 30 minutes.\n\
         In earnest it would have been about 1,100 orders, by the traffic of a Sunday morning.\n",
    ),
    beat(
        "11:00:00",
        &[
            "postmortem",
            "factor",
            "add",
            "--trigger",
            "The workers of the practice place were scaled to zero, as the story asked",
        ],
    ),
    beat(
        "11:01:00",
        &[
            "postmortem",
            "factor",
            "add",
            "The alarm looks at the depth of the queue and not at the workers, so it rings once 50 orders wait",
        ],
    ),
    beat(
        "11:02:00",
        &[
            "postmortem",
            "factor",
            "add",
            "Release notes do not say whether the earlier release can run on the new schema",
        ],
    ),
    written(
        "11:06:00",
        &["postmortem", "set", "lessons", "{text}"],
        "**What went well.** The first decision came five minutes after noticing, from somebody in the second week on call.\n\n\
         **What went poorly.** Without the VPN four minutes passed until anybody remembered the console of the provider.\n\n\
         **Where there was luck.** The author of the release picked up the telephone.\n\n\
         **What surprised.** The backup was whole and in the wrong place: nobody had asked for one since October.\n",
    ),
    beat("11:08:00", &["postmortem", "status", "in_review"]),
];
