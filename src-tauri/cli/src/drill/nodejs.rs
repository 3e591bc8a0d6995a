//! The Node.js drill: nearly half of all checkouts answer 500 after a release, and the way back is
//! five minutes away.

use super::{Beat, Decided, Drill, beat, written};

/// The drill, as `kneeboard demo nodejs` walks it.
pub const DRILL: Drill =
    Drill { name: "nodejs", seed: "nodejs-drill", decisions: DECISIONS, beats: BEATS };

const DECISIONS: &[Decided] = &[Decided { recommended: "roll_back", rule: "harm" }];

const BEATS: &[Beat] = &[
    beat(
        "16:36:00",
        &[
            "service",
            "set",
            "shop-checkout",
            "name=Shop checkout",
            "stack=nodejs",
            "platform=kubernetes",
            "namespace=shop",
            "deployment=shop-checkout",
            "worker_deployment=shop-receipts",
            "app=shop-checkout",
            "image=registry.shop.example/checkout",
            "health_url=https://shop.example/health",
            "flag=new-pricing",
            "rollback_minutes=5",
        ],
    ),
    beat(
        "16:38:00",
        &[
            "incident",
            "start",
            "--title",
            "Checkout answers 500 after v1.13.0",
            "--runbook",
            "nodejs/errors-after-release",
            "--service",
            "shop-checkout",
            "--severity",
            "SEV1",
            "--started",
            "about:2026-11-22T16:33:00Z",
        ],
    ),
    beat("16:38:20", &["time", "detected", "2026-11-22T16:36:10Z", "--source", "alert"]),
    beat("16:38:30", &["time", "acknowledged", "2026-11-22T16:37:20Z"]),
    // Triage.
    beat(
        "16:39:00",
        &[
            "step",
            "done",
            "--value",
            "money: checkouts fail before the charge; no wrong amount is known",
        ],
    ),
    beat(
        "16:39:40",
        &[
            "step",
            "done",
            "--value",
            "38 percent at 16:35, 45 percent at 16:39; 0.3 before the deploy",
        ],
    ),
    beat("16:40:10", &["step", "done", "--value", "deploy of v1.13.0, 16:31 UTC"]),
    beat("16:40:30", &["answer", "release.good", "v1.12.4"]),
    beat("16:40:40", &["answer", "release.bad", "v1.13.0"]),
    beat("16:41:10", &["step", "done", "--value", "0"]),
    beat(
        "16:41:50",
        &["step", "done", "--value", "none: the price is read before new-pricing is asked"],
    ),
    // The decision.
    beat("16:42:10", &["answer", "touches", "money"]),
    beat("16:42:20", &["answer", "data_damage", "none"]),
    beat("16:42:30", &["answer", "previous", "safe"]),
    beat("16:42:40", &["answer", "release", "likely"]),
    beat("16:42:50", &["answer", "rollback_minutes", "5"]),
    beat(
        "16:43:20",
        &[
            "decision",
            "record",
            "--choose",
            "roll_back",
            "--why",
            "Nearly half of all checkouts fail, and the traces name an undefined property without saying why it is missing. v1.12.4 reads the same schema and is five minutes away.",
            "--objections",
            "product asked for a hotfix of one line; nobody could make the failure happen on purpose, so it waits",
            "--expect",
            "The share of 5xx answers is below 1 percent within five minutes of the switch, seen from outside.",
        ],
    ),
    beat("16:43:30", &["step", "done"]),
    beat("16:44:20", &["step", "done"]),
    // Roll back.
    beat("16:44:50", &["step", "done", "--value", "0"]),
    beat("16:45:10", &["step", "done"]),
    beat("16:45:40", &["step", "done", "56", "--value", "16:45 UTC"]),
    beat("16:46:10", &["step", "done", "--value", "17"]),
    beat("16:46:20", &["answer", "revision", "17"]),
    beat("16:46:40", &["step", "done"]),
    beat("16:47:20", &["step", "done", "57"]),
    beat("16:48:10", &["step", "done"]),
    beat("16:48:40", &["step", "done"]),
    beat(
        "16:49:00",
        &[
            "step",
            "failed",
            "--note",
            "The nightly CronJob shop-reports names the image of v1.13.0",
        ],
    ),
    beat(
        "16:49:40",
        &["step", "done", "27", "--value", "0, with shop-reports suspended until the mend"],
    ),
    beat("16:50:10", &["step", "done", "--value", "v1.12.4, from a phone"]),
    beat("16:50:30", &["decision", "reached", "1", "2026-11-22T16:50:10Z"]),
    // Validate.
    beat("16:55:20", &["step", "done", "--value", "0.4 percent"]),
    beat(
        "16:55:40",
        &[
            "decision",
            "outcome",
            "1",
            "as_expected",
            "--reading",
            "0.4 percent of answers are 5xx from 16:50 to 16:55, on v1.12.4",
        ],
    ),
    beat("16:56:00", &["time", "mitigated", "2026-11-22T16:50:10Z"]),
    beat("16:56:40", &["step", "done", "--value", "210 ms, 38 percent, 310 megabytes"]),
    beat("16:58:30", &["step", "done", "--value", "3 of 3: login, checkout, refund"]),
    beat("16:59:20", &["step", "done", "--value", "9 waiting, 41 of 100 connections"]),
    beat(
        "17:00:10",
        &[
            "step",
            "done",
            "58",
            "--value",
            "some pay again with another card; told to wait, nothing was charged",
        ],
    ),
    beat("17:06:00", &["time", "resolved", "2026-11-22T17:05:20Z"]),
    // Stabilize.
    beat(
        "17:09:00",
        &[
            "note",
            "Made it fail on purpose on staging: a cart of the phone app has no pricing.tier, and v1.13.0 reads it without asking.",
        ],
    ),
    beat(
        "17:12:00",
        &[
            "step",
            "done",
            "--value",
            "1,180 checkouts ended in an error; 212 people have not come back",
        ],
    ),
    beat("17:13:00", &["step", "done", "--value", "2026-11-24 14:00 UTC"]),
    beat(
        "17:15:00",
        &[
            "action",
            "add",
            "Write to the 212 people whose checkout failed, with the cart as it was",
            "--kind",
            "repair",
            "--owner",
            "support",
            "--due",
            "2026-11-23",
            "--done-when",
            "212 mails are sent, and each cart opens from its mail",
        ],
    ),
    beat(
        "17:16:00",
        &[
            "action",
            "add",
            "Ship the guard against the missing field as v1.12.5, behind new-pricing, canary first",
            "--kind",
            "prevent",
            "--owner",
            "engineering",
            "--due",
            "2026-11-25",
            "--done-when",
            "a cart without the field is priced at 100 percent of traffic, with the flag on",
        ],
    ),
    beat(
        "17:17:00",
        &[
            "action",
            "add",
            "Ask new-pricing before anything of the new price is read",
            "--kind",
            "mitigate",
            "--owner",
            "engineering",
            "--due",
            "2026-11-25",
            "--done-when",
            "a test with the flag off never reads the new field",
        ],
    ),
    beat(
        "17:18:00",
        &[
            "action",
            "add",
            "Stop a rollout by itself when its 5xx share doubles",
            "--kind",
            "detect",
            "--owner",
            "operations",
            "--due",
            "2026-12-04",
            "--done-when",
            "a release that fails on purpose is taken back on staging without a person",
        ],
    ),
    beat(
        "17:19:00",
        &[
            "action",
            "add",
            "Replay yesterday's carts against a release before it goes out",
            "--kind",
            "prevent",
            "--owner",
            "engineering",
            "--due",
            "2026-12-11",
            "--done-when",
            "the pipeline fails on a cart that the new code cannot price",
        ],
    ),
    beat("17:20:00", &["step", "done"]),
    beat(
        "17:21:00",
        &["step", "done", "--note", "v1.13.0 is reverted on main; the next deploy carries v1.12.5"],
    ),
    beat("17:21:20", &["standing", "clear", "1"]),
    beat("17:21:40", &["standing", "clear", "1"]),
    beat(
        "17:22:00",
        &[
            "incident",
            "close",
            "--note",
            "Checkout runs on v1.12.4; the mend comes back as v1.12.5.",
        ],
    ),
    // The postmortem.
    beat("17:30:00", &["postmortem", "owner", "commander"]),
    written(
        "17:34:00",
        &["postmortem", "set", "summary", "{text}"],
        "Release v1.13.0 of the checkout read a new field of the cart, `pricing.tier`, that carts from the phone app do not have.\n\
         Nearly half of all checkouts answered 500 before anything was charged.\n\
         The release was rolled back to v1.12.4, which reads the same schema, and the failures ended with the last replaced pod.\n\
         The new price comes back as v1.12.5: guarded, behind its flag, and for a few percent of users first.\n",
    ),
    written(
        "17:38:00",
        &["postmortem", "set", "impact", "{text}"],
        "About 45 percent of checkouts failed for 17 minutes: 1,180 attempts by 640 people.\n\
         428 of them ordered again within the hour, 212 did not.\n\
         Nobody was charged for a checkout that failed, and no data was lost.\n\
         Browsing, login and orders that were paid before worked throughout.\n",
    ),
    beat(
        "17:40:00",
        &[
            "postmortem",
            "factor",
            "add",
            "--trigger",
            "v1.13.0 reads pricing.tier of every cart, and carts from the phone app are saved without it",
        ],
    ),
    beat(
        "17:41:00",
        &[
            "postmortem",
            "factor",
            "add",
            "The price is read before the flag is asked, so the flag could not take the new code out of the way",
        ],
    ),
    beat(
        "17:42:00",
        &[
            "postmortem",
            "factor",
            "add",
            "Carts in tests and on staging are made by the web shop alone, which writes the field",
        ],
    ),
    written(
        "17:46:00",
        &["postmortem", "set", "lessons", "{text}"],
        "**What went well.** The way back was ready and took five minutes; the receipt workers and the nightly job were looked at before anybody called it done.\n\n\
         **What went poorly.** The rollout reached every pod although the failing share had doubled on the first ones.\n\n\
         **Where there was luck.** The failure came before the charge, so nobody paid for nothing.\n\n\
         **What surprised.** A nightly job pinned the image of the release and would have run v1.13.0 once more at midnight.\n",
    ),
    beat("17:48:00", &["postmortem", "status", "in_review"]),
];
