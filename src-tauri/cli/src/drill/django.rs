//! The Django drill: a migration dropped a column that workers still read.

use super::{Beat, Decided, Drill, beat, written};

/// The drill, as `kneeboard demo` walks it.
pub const DRILL: Drill =
    Drill { name: "django", seed: "django-drill", decisions: DECISIONS, beats: BEATS };

const DECISIONS: &[Decided] = &[
    Decided { recommended: "isolate", rule: "harm" },
    Decided { recommended: "roll_forward", rule: "harm" },
];

const BEATS: &[Beat] = &[
    beat(
        "02:03:00",
        &[
            "service",
            "set",
            "shop-worker",
            "name=Shop worker",
            "stack=django",
            "platform=kubernetes",
            "namespace=shop",
            "deployment=shop-web",
            "worker_deployment=shop-worker",
            "worker_app=shop",
            "queue=orders",
            "flag=settle-orders",
            "database=shop",
            "rollback_minutes=12",
        ],
    ),
    beat(
        "02:05:00",
        &[
            "incident",
            "start",
            "--title",
            "Order settlement fails on every order",
            "--runbook",
            "django/migration-dropped-column",
            "--service",
            "shop-worker",
            "--severity",
            "SEV1",
            "--started",
            "about:2026-11-22T01:53:00Z",
        ],
    ),
    beat("02:05:20", &["time", "detected", "2026-11-22T02:01:30Z", "--source", "alert"]),
    beat("02:05:40", &["time", "acknowledged", "2026-11-22T02:04:30Z"]),
    // Triage.
    beat("02:06:20", &["step", "done", "--value", "money: orders are confirmed and not charged"]),
    beat("02:07:10", &["step", "done", "--value", "12 at 01:57, 38 at 02:07"]),
    beat("02:08:00", &["step", "done", "--value", "orders 0042_drop_coupon_code, 01:52 UTC"]),
    beat("02:08:30", &["answer", "release.bad", "v4.18.0"]),
    beat("02:08:40", &["answer", "release.good", "v4.17.3"]),
    beat("02:09:20", &["step", "done", "--value", "1: RemoveField of coupon_code on Order"]),
    beat("02:10:00", &["step", "done", "--value", "queue orders, narrow"]),
    // The first decision.
    beat("02:10:20", &["answer", "touches", "money"]),
    beat("02:10:30", &["answer", "data_damage", "none"]),
    beat("02:10:40", &["answer", "previous", "unsafe"]),
    beat("02:10:50", &["answer", "isolation", "narrow"]),
    beat(
        "02:11:30",
        &[
            "decision",
            "record",
            "--choose",
            "isolate",
            "--why",
            "Settlement charges customers, and a retry may charge one twice. A paused queue keeps every task, and v4.17.3 reads the dropped column too.",
            "--objections",
            "none; operations agreed on the call",
            "--expect",
            "No settlement task fails any more, two minutes after the pause.",
        ],
    ),
    beat("02:11:50", &["step", "done"]),
    beat("02:12:50", &["step", "done", "--value", "412"]),
    // Isolate.
    beat("02:13:30", &["step", "done"]),
    beat("02:14:40", &["step", "done", "--value", "0 active, 0 reserved"]),
    beat("02:15:00", &["step", "done"]),
    beat("02:15:15", &["undo"]),
    beat(
        "02:15:50",
        &[
            "step",
            "skip",
            "--reason",
            "each web process keeps the flag until it restarts, so turning it would change nothing tonight",
        ],
    ),
    beat("02:16:30", &["step", "done"]),
    beat(
        "02:17:00",
        &[
            "decision",
            "outcome",
            "1",
            "as_expected",
            "--reading",
            "0 failed tasks a minute since 02:14; the queue grows by 35 a minute",
        ],
    ),
    beat(
        "02:18:40",
        &[
            "note",
            "Reproduced on a copy of the database: settle_order reads coupon_code of Order, which migration 0042 removed while the workers of v4.17.3 were still running.",
        ],
    ),
    // Communicate, beside the other phases.
    beat("02:19:30", &["step", "done", "50", "--value", "02:19 UTC"]),
    beat("02:20:10", &["step", "done", "51"]),
    beat(
        "02:20:40",
        &[
            "step",
            "later",
            "52",
            "--until",
            "stabilize",
            "--reason",
            "the support lead joins the call at 02:45",
        ],
    ),
    beat(
        "02:33:20",
        &[
            "note",
            "Rehearsed a migration that re-adds coupon_code as nullable, with the failing task's test, on a copy: 40 seconds, and the test passes.",
        ],
    ),
    // The second decision.
    beat("02:34:00", &["answer", "previous", "unsafe"]),
    beat("02:34:10", &["answer", "isolation", "in_force"]),
    beat("02:34:20", &["answer", "cause", "shown"]),
    beat("02:34:30", &["answer", "fix", "schema_add"]),
    beat("02:34:40", &["answer", "fix_tested", "yes"]),
    beat("02:34:50", &["answer", "fix_minutes", "25"]),
    beat("02:35:00", &["answer", "visibility", "clear"]),
    beat(
        "02:35:40",
        &[
            "decision",
            "record",
            "--choose",
            "roll_forward",
            "--why",
            "The cause is shown and the fix only adds a nullable column, which both releases can live with. The queue stays paused until the values are back.",
            "--objections",
            "engineering asked to fill the values before any worker restarts; taken up as the order of the steps",
            "--expect",
            "One saved task settles its order, then the queue drains without a failure.",
        ],
    ),
    beat("02:36:10", &["answer", "app_label", "orders"]),
    beat("02:36:20", &["answer", "new_migration", "0043_readd_coupon_code"]),
    beat("02:37:00", &["step", "done"]),
    beat("02:37:40", &["step", "done", "--value", "1"]),
    beat(
        "02:39:10",
        &[
            "step",
            "failed",
            "--note",
            "Lock timeout after 2 seconds, behind a report query; nothing was changed",
        ],
    ),
    beat("02:41:30", &["step", "done", "23"]),
    beat("02:47:00", &["step", "done", "--value", "0 of 18,235, from the copy of 01:51"]),
    beat("02:50:30", &["step", "done"]),
    beat("02:52:00", &["step", "done", "--value", "1"]),
    beat(
        "02:53:10",
        &[
            "step",
            "done",
            "52",
            "--value",
            "some order again because no receipt came; told to wait",
        ],
    ),
    beat("02:56:30", &["step", "done"]),
    beat("02:57:30", &["step", "done", "--value", "0"]),
    // Validate.
    beat("02:58:10", &["step", "done"]),
    beat("02:58:30", &["standing", "clear", "1"]),
    beat("02:59:20", &["time", "mitigated", "2026-11-22T02:58:10Z"]),
    beat(
        "03:06:00",
        &["step", "done", "--value", "412 replayed, 409 succeeded, 3 left for hand work"],
    ),
    beat("03:07:00", &["standing", "clear", "1"]),
    beat("03:12:10", &["step", "done", "--value", "0 a minute, 0 waiting"]),
    beat("03:14:00", &["step", "done", "--value", "4 of 4: order, settlement, receipt, refund"]),
    beat(
        "03:14:30",
        &[
            "decision",
            "outcome",
            "2",
            "as_expected",
            "--reading",
            "0 failed tasks since 02:58, queue empty at 03:04, 409 of 412 saved tasks settled",
        ],
    ),
    beat("03:14:50", &["decision", "reached", "2", "now"]),
    beat("03:15:10", &["time", "resolved", "2026-11-22T03:14:00Z"]),
    // The pager's own log said otherwise.
    beat("03:15:40", &["time", "acknowledged", "2026-11-22T02:03:40Z"]),
    // Stabilize.
    beat(
        "03:18:00",
        &["step", "done", "--value", "3 orders to settle by hand, 26 orders placed twice"],
    ),
    beat("03:19:00", &["step", "done", "--value", "2026-11-24 10:00 UTC"]),
    beat(
        "03:21:00",
        &[
            "action",
            "add",
            "Settle the 3 remaining orders against the payment provider's list",
            "--kind",
            "repair",
            "--owner",
            "operations",
            "--due",
            "2026-11-23",
            "--done-when",
            "each of the 3 orders is charged once or refunded",
        ],
    ),
    beat(
        "03:21:40",
        &[
            "action",
            "add",
            "Refund the 26 orders that were placed twice, and tell their customers",
            "--kind",
            "repair",
            "--owner",
            "support",
            "--due",
            "2026-11-24",
            "--done-when",
            "26 refunds are confirmed and 26 mails are sent",
        ],
    ),
    beat(
        "03:22:30",
        &[
            "action",
            "add",
            "Remove columns in two releases only: stop reading first, drop one release later",
            "--kind",
            "prevent",
            "--owner",
            "engineering",
            "--due",
            "2026-12-04",
            "--done-when",
            "the pipeline refuses a migration that drops a column which the running release reads",
        ],
    ),
    beat(
        "03:23:20",
        &[
            "action",
            "add",
            "Alert on failed settlement tasks within two minutes",
            "--kind",
            "detect",
            "--owner",
            "operations",
            "--due",
            "2026-12-04",
            "--done-when",
            "a failing task on staging pages within two minutes",
        ],
    ),
    beat(
        "03:24:10",
        &[
            "action",
            "add",
            "Read the settle-orders flag in each run of the task",
            "--kind",
            "mitigate",
            "--owner",
            "engineering",
            "--due",
            "2026-12-11",
            "--done-when",
            "turning the flag stops settlement within a minute, without a restart",
        ],
    ),
    beat("03:25:00", &["step", "done"]),
    beat(
        "03:25:30",
        &["step", "na", "--reason", "no freeze was set; the queue was what had to stop"],
    ),
    beat("03:26:00", &["incident", "close", "--note", "Settlement runs on v4.18.1."]),
    // The postmortem.
    beat("03:32:00", &["postmortem", "owner", "commander"]),
    written(
        "03:36:00",
        &["postmortem", "set", "summary", "{text}"],
        "Release v4.18.0 ran a migration that dropped the column `coupon_code` of orders while workers of v4.17.3 still read it.\n\
         Every settlement task failed from then on: customers could order and got a confirmation, but were neither charged nor sent a receipt.\n\
         The queue was paused first, so that no task could run on wrong data.\n\
         A second migration brought the column back as nullable, its values came from a copy made before the release, and v4.18.1 then settled what had waited.\n",
    ),
    written(
        "03:40:00",
        &["postmortem", "set", "impact", "{text}"],
        "About 1,950 orders were settled up to 75 minutes late, 412 of them after a failed attempt.\n\
         26 orders were placed twice by customers who missed their receipt.\n\
         No data was lost: all 18,235 values of the column were restored.\n\
         Ordering, search and login worked throughout.\n",
    ),
    beat(
        "03:42:00",
        &[
            "postmortem",
            "factor",
            "add",
            "--trigger",
            "Migration 0042 ran before the workers were replaced, as the pipeline orders it",
        ],
    ),
    beat(
        "03:43:00",
        &[
            "postmortem",
            "factor",
            "add",
            "Reading the column and dropping it ended in one release, so no two releases could run side by side",
        ],
    ),
    beat(
        "03:44:00",
        &[
            "postmortem",
            "factor",
            "add",
            "Staging runs no workers during a migration, so the same release passed there",
        ],
    ),
    written(
        "03:47:00",
        &["postmortem", "set", "lessons", "{text}"],
        "**What went well.** The queue was paused within nine minutes of declaring and lost nothing; failed tasks were saved before anything was restarted.\n\n\
         **What went poorly.** The alert came more than eight minutes after the first failure, and support had no words for customers until 02:53.\n\n\
         **Where there was luck.** A copy of the table had been made at 01:51, for an unrelated report.\n\n\
         **What surprised.** The flag that guards settlement is read once per process.\n",
    ),
    beat("03:49:00", &["postmortem", "status", "in_review"]),
];
