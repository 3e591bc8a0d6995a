//! The states that a screen can be in, told as small incidents on a desk.

use std::path::Path;

use serde_json::json;

use crate::desk::Desk;

pub const LONG: &str = "Checkout answers 500 for every second cart of customers who signed in \
    before the release and hold a voucher-that-nobody-has-ever-seen-with-a-name-that-does-not-break";

/// A service card with everything that placeholders need.
pub fn shop(desk: &mut Desk) {
    desk.card(
        "shop-api",
        &[
            ("name", "Shop API"),
            ("stack", "nodejs"),
            ("platform", "kubernetes"),
            ("namespace", "shop"),
            ("deployment", "shop-api"),
            ("app", "shop-api"),
            ("worker_deployment", "shop-worker"),
            ("health_url", "https://shop.example/health"),
            ("rollback_minutes", "2"),
            ("owner", "Checkout team"),
            ("escalation", "+49 30 0000 0000"),
        ],
    );
    desk.card("shop-web", &[("name", "Shop web"), ("stack", "react"), ("platform", "cdn")]);
}

/// Nothing was ever recorded.
pub fn nothing(folder: &Path) -> Desk {
    Desk::new(folder)
}

/// Half of the checkouts fail since a release: begun, nothing done.
pub fn begun(folder: &Path) -> Desk {
    let mut desk = Desk::new(folder);
    shop(&mut desk);
    desk.at("02:09:00");
    begin(&mut desk, "Checkout returns 500 after v1.13.0");
    desk
}

fn begin(desk: &mut Desk, title: &str) {
    desk.start(json!({
        "title": title,
        "service": "shop-api",
        "severity": "SEV1",
        "runbooks": ["nodejs/errors-after-release"],
        "started": "2026-11-22T02:07:40Z",
    }));
}

/// The same, decided: rolled back is what is being done.
pub fn mitigating(folder: &Path) -> Desk {
    let mut desk = begun(folder);
    desk.at("02:09:20")
        .act("TimeSet", json!({ "time": "detected", "at": "now", "source": "alert" }));
    desk.at("02:09:30").act("AnswerGiven", json!({ "name": "release.bad", "value": "v1.13.0" }));
    desk.act("AnswerGiven", json!({ "name": "release.good", "value": "v1.12.4" }));
    desk.at("02:10:00").act("StepDone", json!({ "step": null, "value": "money: orders fail" }));
    desk.at("02:10:30").act("StepDone", json!({ "step": null, "value": "45 percent" }));
    desk.at("02:11:00").act("StepSkipped", json!({ "step": null, "reason": "chat is down too" }));
    desk.at("02:11:15").act(
        "NoteAdded",
        json!({
            "text": "45% of checkout requests fail; traces name a field added in v1.13.0",
        }),
    );
    for (name, value) in [
        ("touches", json!(["money"])),
        ("data_damage", json!("none")),
        ("previous", json!("safe")),
        ("rollback_minutes", json!(2)),
    ] {
        desk.act("AnswerGiven", json!({ "name": name, "value": value }));
    }
    desk.at("02:13:50").decide("roll_back", json!({}));
    desk
}

/// Triage is walked to its end, with one step skipped.
pub fn triaged(folder: &Path) -> Desk {
    let mut desk = begun(folder);
    desk.at("02:10:00").steps(2);
    desk.act("StepSkipped", json!({ "step": null, "reason": "chat is down too" }));
    desk.steps(2);
    desk
}

/// One incident with ten thousand events.
pub fn ten_thousand(folder: &Path) -> Desk {
    let mut desk = begun(folder);
    for n in 0..10_000 {
        let text = format!("Reading {n}: the failing share stands at {} percent.", n % 97);
        desk.act("NoteAdded", json!({ "text": text }));
    }
    desk
}

/// Every kind of outcome stands among the steps, and things wait.
pub fn crowded(folder: &Path) -> Desk {
    let mut desk = mitigating(folder);
    desk.at("02:14:09").steps(1);
    desk.at("02:14:40").act("StepFailed", json!({ "step": null, "note": "the rollout hangs" }));
    desk.act("StepDeferred", json!({ "step": null, "until": "close", "reason": "needs finance" }));
    desk.act("StepBlocked", json!({ "step": null, "reason": "no access to the cluster" }));
    desk.act(
        "StepAdded",
        json!({ "text": "Ask the payment provider for its list", "after": null }),
    );
    desk.act("Contained", json!({ "text": "The flag new-checkout is off" }));
    desk.act("RoleTaken", json!({ "role": "commander", "name": "Ines" }));
    desk.act("UpdateSent", json!({ "audience": "status", "text": "We are rolling back." }));
    desk.at("02:19:00").act("NoteAdded", json!({ "text": LONG.repeat(3) }));
    desk
}

/// Nobody opened a runbook.
pub fn without_a_runbook(folder: &Path) -> Desk {
    let mut desk = Desk::new(folder);
    desk.at("02:09:00").start(json!({ "title": "Something is wrong with login" }));
    desk
}

/// Watching a dependency that comes back, until a time.
pub fn watching(folder: &Path) -> Desk {
    let mut desk = Desk::new(folder);
    shop(&mut desk);
    desk.at("02:30:00");
    watch(&mut desk);
    desk
}

fn watch(desk: &mut Desk) {
    desk.start(json!({ "title": "Thumbnails slow in one region", "severity": "SEV3" }));
    for (name, value) in [
        ("touches", json!([])),
        ("data_damage", json!("none")),
        ("critical_path", json!("works")),
        ("users", json!("few")),
        ("trend", json!("falling")),
        ("contract", json!("safe")),
        ("visibility", json!("clear")),
        ("recovering", json!("evidence")),
    ] {
        desk.act("AnswerGiven", json!({ "name": name, "value": value }));
    }
    desk.decide("watch", json!({ "tripwire": "p95 above 900 ms means roll back" }));
}

/// One incident that is being mitigated and one that is watched; others were before.
pub fn two_open(folder: &Path) -> Desk {
    let mut desk = drafted(folder);
    begin(&mut desk, "Checkout returns 500 after v1.14.0");
    watch(&mut desk);
    desk
}

/// Two people decided without knowing of each other.
pub fn two_decisions(folder: &Path) -> Desk {
    let mut desk = mitigating(folder);
    let mut other = Desk::named(folder, "other");
    other.merge(&mut desk, folder);
    other.at("02:20:00").decide("isolate", json!({ "override_reason": "the pipeline is frozen" }));
    desk.at("02:20:30").decide("hotfix", json!({ "override_reason": "one line, tested" }));
    desk.merge(&mut other, folder);
    desk
}

/// Walked to the end and closed, nothing written for the postmortem yet.
pub fn closed(folder: &Path) -> Desk {
    let mut desk = mitigating(folder);
    desk.at("02:16:11").act("TimeSet", json!({ "time": "mitigated", "at": "now" }));
    desk.at("02:40:00").act("TimeSet", json!({ "time": "resolved", "at": "now" }));
    desk.at("02:48:46").act("Closed", json!({ "note": null }));
    desk
}

/// The same with a document that wants looking at: prose, factors, actions, findings.
pub fn drafted(folder: &Path) -> Desk {
    let mut desk = closed(folder);
    desk.at("09:00:00");
    for (section, text) in [
        ("summary", "Checkout failed for older carts after v1.13.0 and was rolled back."),
        ("impact", "Checkout was slow."),
        ("lessons", "We were lucky that it was night."),
    ] {
        desk.act("SectionWritten", json!({ "section": section, "text": text }));
    }
    desk.act("FactorAdded", json!({ "text": "The canary had no cart older than a day." }));
    desk.act("ActionAdded", json!({ "text": "Add old carts to the canary", "kind": "prevent" }));
    desk.act("ActionAdded", json!({
        "text": "Alert on the share of failed checkouts", "kind": "detect", "owner": "commander",
        "due": "2026-12-01", "done_when": "the alert fired in a drill",
    }));
    desk
}

/// Two hundred closed incidents, a dozen open ones, names that are long.
pub fn very_full(folder: &Path) -> Desk {
    let mut desk = Desk::new(folder);
    shop(&mut desk);
    for n in 0..200 {
        desk.at("03:00:00").start(json!({ "title": format!("Slow page number {n}") }));
        desk.act("Closed", json!({ "note": null }));
    }
    for n in 0..12 {
        let title = if n == 0 { LONG.to_owned() } else { format!("Queue {n} grows") };
        desk.at("04:00:00").start(json!({
            "title": title, "service": "shop-api", "severity": "SEV2",
            "runbooks": ["nodejs/errors-after-release"],
        }));
    }
    desk
}

/// Everything in one incident is long: its title, its notes, eighty actions, two hundred rows.
pub fn very_long(folder: &Path) -> Desk {
    let mut desk = Desk::new(folder);
    shop(&mut desk);
    desk.at("02:09:00").start(json!({
        "title": LONG, "service": "shop-api", "severity": "SEV2", "started": "unknown",
        "runbooks": ["nodejs/errors-after-release", "any/roll-back-a-release"],
    }));
    for n in 0..200 {
        desk.act("NoteAdded", json!({ "text": format!("{n}: {LONG}") }));
    }
    for n in 0..80 {
        desk.act(
            "ActionAdded",
            json!({ "text": format!("Improve {n}: {LONG}"), "kind": "prevent" }),
        );
    }
    desk
}
