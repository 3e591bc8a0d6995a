//! One incident in which every field that takes words has some.

use crate::record::{Desk, answer, corrected, decide, note, time};
use kneeboard_core::act::{Act, Frozen, Start};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{
    ActionKind, ActionStatus, Audience, Counted, DetectionSource, KeyTime, NoteKind, Outcome,
    Proposed, Role, Section, Severity, Status, StepRef, What,
};
use kneeboard_core::id::IncidentId;
use kneeboard_core::postmortem::{Style, brief, markdown};
use kneeboard_core::promote::{Texts, promoted};
use kneeboard_core::runbook::{Branch, Phase, Plan, PlannedStep};
use kneeboard_core::service::Card;
use kneeboard_core::settings::Clocks;
use kneeboard_core::timeline;
use kneeboard_core::view::handover::handover;
use serde_json::json;
use std::collections::BTreeMap;

/// The documents of the record, by name.
pub fn documents(words: &mut dyn FnMut(&str) -> String) -> Vec<(&'static str, String)> {
    let mut desk = walked(words);
    let card = card(words);
    let open = handover(desk.incident(), 1, Some(&card), &Clocks::default(), desk.at(60)).unwrap();
    let title = words("promoted title");
    let runbook = promoted(desk.incident(), &Texts::new(), &title, "nodejs");
    let runbook = runbook.splitn(3, "---\n").nth(2).unwrap().to_owned();
    looked_back(&mut desk, words);
    let incident = desk.incident();
    let handle = incident.handle();
    let documents = [
        ("postmortem", markdown(incident, &Style { names: true })),
        ("brief", brief(incident, &Style { names: true })),
        ("sheet", open.markdown),
        ("timeline", timeline::markdown(&timeline::rows(incident))),
        ("runbook", runbook),
    ];
    // The handle is made of the title's letters.
    documents.map(|(name, text)| (name, text.replace(&handle, "1122-handle"))).to_vec()
}

/// The postmortem with a text in one of its sections.
pub fn with_section(section: Section, text: &str) -> String {
    let mut plain = |field: &str| format!("plain {field}");
    let mut desk = walked(&mut plain);
    looked_back(&mut desk, &mut plain);
    desk.act(Act::SectionWritten { section, text: text.to_owned(), base: None }, 80);
    markdown(desk.incident(), &Style::default())
}

fn plan(words: &mut dyn FnMut(&str) -> String) -> Frozen {
    let mut step = |place, phase, branch| PlannedStep {
        place,
        phase,
        branch,
        action: words(&format!("step {place}")),
        ..PlannedStep::default()
    };
    let mut steps: Vec<PlannedStep> =
        (1..=9).map(|place| step(place, Phase::Triage, None)).collect();
    steps.push(step(10, Phase::Mitigate, Some(Branch::RollBack)));
    steps.push(step(11, Phase::Validate, None));
    steps[1].leaves = Some(words("leaves"));
    steps[2].leaves = Some(words("leaves cleared"));
    steps[9].expect = Some(words("step expects"));
    Frozen {
        runbook: "nodejs/errors".to_owned(),
        revision: "0".repeat(64),
        plan: Plan {
            title: words("runbook title"),
            stack: "nodejs".to_owned(),
            steps,
            ..Plan::default()
        },
        card: BTreeMap::new(),
    }
}

fn card(words: &mut dyn FnMut(&str) -> String) -> Card {
    let mut text = "---\n".to_owned();
    for key in ["owner", "escalation", "way_in", "dashboards", "status_page"] {
        text += &format!("{key}: {}\n", json!(words(key)));
    }
    Card::parse("shop", &(text + "---\n"))
}

fn walked(words: &mut dyn FnMut(&str) -> String) -> Desk {
    let mut desk = Desk::new();
    desk.start_with(Start {
        title: Some(words("title")),
        looks_like: Some(words("looks like")),
        service: Some(words("service")),
        stack: Some(words("stack")),
        severity: Some(Severity::Sev1),
        started: Some("2026-11-22T01:57:40Z".to_owned()),
        frozen: vec![plan(words)],
        ..Start::default()
    });
    desk.act(Act::TitleSet { title: words("second title") }, 1);
    desk.act(
        Act::TimeSet {
            time: KeyTime::Detected,
            at: "2026-11-22T01:59:02Z".to_owned(),
            source: Some(DetectionSource::Alert),
            note: Some(words("time note")),
        },
        1,
    );
    desk.act(Act::RoleTaken { role: Role::Commander, name: Some(words("role name")) }, 2);
    desk.act(answer("release.bad", words("bad release")), 2);
    desk.act(answer("release.good", words("good release")), 2);
    desk.act(answer("incident.other", words("answer")), 2);
    steps(&mut desk, words);
    notes(&mut desk, words);
    decided(&mut desk, words);
    desk
}

fn steps(desk: &mut Desk, words: &mut dyn FnMut(&str) -> String) {
    let done = |step, value, note| Act::StepDone {
        step: Some(step),
        value,
        note,
        as_expected: Some(true),
        at: None,
    };
    let first = desk.step(1);
    desk.act(done(first, Some(words("value")), Some(words("done note"))), 3);
    let (second, third) = (desk.step(2), desk.step(3));
    desk.act(done(second, None, None), 3).act(done(third, None, None), 3);
    let cleared = desk.last();
    desk.act(Act::StandingCleared { left_by: cleared, note: Some(words("cleared note")) }, 3);
    let (failed, skipped, ruled_out, deferred, blocked) =
        (desk.step(4), desk.step(5), desk.step(6), desk.step(7), desk.step(8));
    desk.act(Act::StepFailed { step: Some(failed), note: Some(words("failed")), at: None }, 4)
        .act(Act::StepSkipped { step: Some(skipped), reason: words("skipped"), at: None }, 4)
        .act(
            Act::StepNotApplicable {
                step: Some(ruled_out),
                reason: Some(words("not applicable")),
                at: None,
            },
            4,
        )
        .act(
            Act::StepDeferred {
                step: Some(deferred),
                until: "close".to_owned(),
                reason: Some(words("deferred")),
                at: None,
            },
            4,
        )
        .act(Act::StepBlocked { step: Some(blocked), reason: Some(words("blocked")), at: None }, 4)
        .act(Act::StepAdded { text: words("added step"), after: Some(first) }, 5);
    let added = StepRef::Added { added: desk.newest("StepAdded") };
    desk.act(done(added, None, None), 5)
        .act(Act::StepRedlined { step: first, text: words("redline") }, 5)
        .act(Act::Held {}, 5);
}

fn notes(desk: &mut Desk, words: &mut dyn FnMut(&str) -> String) {
    for (kind, field) in [
        (NoteKind::Observation, "observation"),
        (NoteKind::Action, "action note"),
        (NoteKind::Communication, "communication"),
    ] {
        let (text, at) = (words(field), None);
        desk.act(Act::NoteAdded { text, note: kind, step: None, at, evidence_url: None }, 6);
    }
    let evidence_url = Some(format!("https://e.example/{}", words("note address")));
    desk.act(
        Act::NoteAdded {
            text: words("note with address"),
            note: NoteKind::Observation,
            step: None,
            at: None,
            evidence_url,
        },
        6,
    );
    let evidence = |text, url, name| Act::EvidenceAttached {
        text,
        url,
        name,
        file: Some("ab".repeat(32)),
        bytes: Some(9),
        media: None,
        about: None,
        at: None,
    };
    let address = format!("https://e.example/{}", words("evidence address"));
    desk.act(evidence(Some(words("evidence")), None, None), 7)
        .act(evidence(None, Some(address), None), 7)
        .act(evidence(None, None, Some(words("evidence name"))), 7)
        .act(note("misread"), 8);
    let misread = desk.last();
    desk.act(corrected(misread, &words("correction")), 8).act(note("wrong"), 9);
    let wrong = desk.last();
    desk.act(Act::Retracted { target: wrong, reason: words("retracted") }, 9)
        .act(note("secret"), 9);
    let secret = desk.last();
    desk.act(Act::Redacted { target: secret, reason: words("redacted") }, 9)
        .act(Act::Contained { text: words("contained") }, 10)
        .act(Act::UpdateSent { audience: Audience::Status, text: words("update"), at: None }, 10)
        .act(Act::UpdateSent { audience: Audience::Internal, text: words("told"), at: None }, 10);
}

fn decided(desk: &mut Desk, words: &mut dyn FnMut(&str) -> String) {
    let mut choice = decide(Action::Watch, json!({ "critical_path": "broken", "users": "most" }));
    choice.why = Some(words("why"));
    choice.considered = Some(vec![words("considered"), words("considered too")]);
    choice.objections = Some(words("objection"));
    choice.expect = Some(words("expect"));
    choice.tripwire = Some(words("tripwire"));
    choice.override_reason = Some(words("override"));
    desk.act(Act::Decided(Box::new(choice)), 12);
    let decision = desk.newest("Decided");
    desk.act(
        Act::OutcomeSeen {
            decision,
            outcome: Outcome::Partly,
            reading: Some(words("reading")),
            at: None,
        },
        13,
    );
    let note = words("compared");
    let compared = What::Compared {
        before: Counted { bad: 45, total: 100 },
        after: Counted { bad: 1, total: 100 },
        tolerance_points: 1.0,
        level: 0.95,
        verdict: "not_worse".to_owned(),
    };
    desk.record(Proposed::new(compared).said("note", Some(note.as_str())), 14);
    desk.act(time(KeyTime::Mitigated, "2026-11-22T02:14:00Z"), 15);
}

fn looked_back(desk: &mut Desk, words: &mut dyn FnMut(&str) -> String) {
    desk.act(Act::Closed { note: Some(words("closing note")) }, 61)
        .act(Act::Reopened { reason: Some(words("reopened")) }, 62)
        .act(Act::Closed { note: None }, 63)
        .act(Act::OwnerSet { owner: Role::Commander, name: Some(words("owner name")) }, 64)
        .act(Act::FactorAdded { text: words("trigger"), trigger: true, evidence: vec![] }, 65)
        .act(Act::FactorAdded { text: words("factor"), trigger: false, evidence: vec![] }, 65);
    for (kind, n) in [(ActionKind::Prevent, 1), (ActionKind::Repair, 2), (ActionKind::Detect, 3)] {
        desk.act(
            Act::ActionAdded {
                text: words(&format!("action {n}")),
                kind,
                owner: Some(words(&format!("owner {n}"))),
                due: Some("2026-12-04".to_owned()),
                done_when: Some(words(&format!("done when {n}"))),
                link: Some(words(&format!("link {n}"))),
            },
            66,
        );
    }
    let target = desk.last();
    desk.act(
        Act::ActionChanged {
            target,
            text: None,
            kind: None,
            owner: None,
            due: None,
            done_when: None,
            link: None,
            status: Some(ActionStatus::NotDone),
            note: Some(words("given up")),
        },
        67,
    )
    .act(
        Act::IncidentLinked {
            linked: IncidentId::from([7; 16]),
            title: Some(words("linked title")),
            actions: vec![words("linked action")],
        },
        68,
    )
    .act(
        Act::FindingDismissed {
            rule: "ST09".to_owned(),
            place: words("place"),
            reason: words("dismissed"),
        },
        69,
    )
    .act(Act::StatusSet { status: Status::InReview, note: Some(words("status")) }, 70);
}
