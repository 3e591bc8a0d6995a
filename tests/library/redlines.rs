//! What was marked as wrong during an incident is offered to whoever edits the runbook, and answered.

use super::{ID, change, edit, save, try_save};
use crate::support::door::Door;
use crate::support::kneeboard::Desk;
use kneeboard_core::act::{Act, Start};
use kneeboard_core::id::{EventId, IncidentId};
use kneeboard_core::kneeboard::EdgeError;
use kneeboard_core::promote::{Answer, Answers};
use kneeboard_core::store::{OpenOptions, RevisionRow, Store};
use serde_json::{Value, json};

const TEXT: &str = "---\ntitle: Queue stands\nstack: any\n---\n# Queue stands\n\n## Triage\n\
    - [ ] Read the depth\n  of the queue\n  ```sh\n  queue depth\n  ```\n  - Why: growth matters\n\
    - [ ] Count the workers\n\n## Decide\n- [ ] Choose one\n";
const OURS: &str = "any/queue-stands";

fn begun(door: &mut Door, drill: bool) -> IncidentId {
    door.start(Start {
        title: Some("Queue stands".to_owned()),
        runbooks: vec![OURS.to_owned()],
        drill,
        ..Start::default()
    })
}

fn mark(door: &mut Door, incident: IncidentId, step: usize, text: &str) -> EventId {
    let walk = door.of("walk", incident);
    let step = serde_json::from_value(walk["steps"][step]["step"].clone()).unwrap();
    door.act(incident, Act::StepRedlined { step, text: text.to_owned() }).events[0]
}

/// The door with the runbook, and one incident in which its first step was marked.
fn marked() -> (Door, IncidentId, EventId) {
    let mut door = Door::new();
    save(&mut door, OURS, TEXT, None, "new");
    let incident = begun(&mut door, false);
    let redline = mark(&mut door, incident, 0, "Read the depth of both queues");
    (door, incident, redline)
}

fn redlines(door: &mut Door, which: &str) -> Value {
    edit(door, OURS)["redlines"][which].clone()
}

fn set_aside(door: &mut Door, redline: EventId, reason: &str) -> Result<Value, EdgeError> {
    door.save(json!({ "save": "set_aside", "redline": redline, "reason": reason }))
}

/// What a text becomes by an edit of the `lint` view, whose places count in lines and characters.
fn edited(text: &str, edit: &Value) -> String {
    let at = |place: &Value| {
        let (line, column) = (place["line"].as_u64().unwrap(), place["column"].as_u64().unwrap());
        let before: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
        before + column as usize - 1
    };
    let (from, to) = (at(&edit["from"]), at(&edit["to"]));
    format!("{}{}{}", &text[..from], edit["text"].as_str().unwrap(), &text[to..])
}

fn places(door: &mut Door, text: &str) -> Value {
    let open = redlines(door, "open");
    let remarks: Vec<Value> = open
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|step| {
            step["redlines"].as_array().unwrap().iter().map(|redline| {
                json!({ "redline": redline["id"], "step": step["step"], "words": redline["words"] })
            })
        })
        .collect();
    let view = json!({ "view": "lint", "id": OURS, "text": text, "remarks": remarks });
    door.view(view)["remarks"].clone()
}

#[test]
fn the_editor_is_offered_what_was_marked_by_step_with_its_incident_and_line() {
    let (mut door, incident, _) = marked();
    let drill = begun(&mut door, true);
    door.turn("02:05:00");
    mark(&mut door, drill, 0, "there are two queues");
    mark(&mut door, drill, 2, "nobody chooses here");
    let open = redlines(&mut door, "open");
    let steps: Vec<(&Value, &Value, usize)> = open
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            (&step["step"]["action"], &step["line"], step["redlines"].as_array().unwrap().len())
        })
        .collect();
    assert_eq!(
        steps,
        [
            (&json!("Read the depth of the queue"), &json!(8), 2),
            (&json!("Choose one"), &json!(17), 1)
        ]
    );
    let first = &open[0]["redlines"][0];
    assert_eq!(first["words"], "Read the depth of both queues");
    assert_eq!(first["incident"], json!(incident));
    assert_eq!(first["handle"], "1122-queue-stands");
    assert_eq!(
        (first["drill"].clone(), first["by"].clone()),
        (json!(false), json!("on-call engineer"))
    );
    assert_eq!(first["at"], "2026-11-22T02:00:00Z");
    assert_eq!(open[0]["redlines"][1]["drill"], true);
    let list = door.view(json!({ "view": "runbooks", "open": OURS }));
    let line = list["runbooks"].as_array().unwrap().iter().find(|one| one["id"] == OURS).unwrap();
    assert_eq!(
        (line["redlines"].clone(), list["open"]["line"]["redlines"].clone()),
        (json!(3), json!(3))
    );
    assert_eq!(edit(&mut door, ID)["redlines"], json!({ "open": [], "answered": [] }));
}

#[test]
fn a_step_that_the_text_no_longer_has_is_said_to_be_gone() {
    let (mut door, _, _) = marked();
    change(&mut door, OURS, "others", |text| {
        text.replace("Read the depth\n  of the queue", "Look")
    });
    assert_eq!(redlines(&mut door, "open")[0]["line"], json!(null));
    let text = edit(&mut door, OURS)["text"].as_str().unwrap().to_owned();
    assert_eq!(places(&mut door, &text), json!([]));
    // Moved elsewhere, with other capitals, it is still the same step.
    let moved = TEXT.replace("- [ ] Choose one\n", "- [ ] read the depth of the Queue\n");
    let moved = moved.replacen("- [ ] Read the depth\n  of the queue", "- [ ] Look", 1);
    assert_eq!(places(&mut door, &moved)[0]["line"], 16);
}

#[test]
fn a_remark_takes_the_place_of_the_words_or_stands_under_the_step() {
    let (mut door, _, _) = marked();
    let place = places(&mut door, TEXT)[0].clone();
    assert_eq!(
        edited(TEXT, &place["words"]),
        TEXT.replace("Read the depth\n  of the queue", "Read the depth of both queues")
    );
    assert_eq!(
        edited(TEXT, &place["under"]),
        TEXT.replace(
            "  - Why: growth matters\n",
            "  - Why: growth matters\n  - Read the depth of both queues\n"
        )
    );
    // The last line of a file without an end, and a loose item.
    let bare = "## Triage\n\n- [ ] Read the depth of the queue\n\n  said once";
    let place = places(&mut door, bare)[0].clone();
    assert_eq!(
        edited(bare, &place["under"]),
        "## Triage\n\n- [ ] Read the depth of the queue\n\n  said once\n  - Read the depth of both queues"
    );
    assert_eq!(
        edited(bare, &place["words"]),
        "## Triage\n\n- [ ] Read the depth of both queues\n\n  said once"
    );
}

#[test]
fn a_save_answers_what_it_takes_over_with_its_revision() {
    let (mut door, _, redline) = marked();
    let base = edit(&mut door, OURS)["revision"].clone();
    let text = TEXT.replace("Read the depth\n  of the queue", "Read the depth of both queues");
    let foreign = EventId(uuid::Uuid::from_u128(7));
    let sent = json!({
        "save": "runbook", "id": OURS, "text": text, "base": base, "reason": "both queues",
        "taken": [redline, foreign],
    });
    assert_eq!(door.save(sent).unwrap()["n"], 2);
    assert_eq!(redlines(&mut door, "open"), json!([]));
    let answered = redlines(&mut door, "answered");
    assert_eq!(answered[0]["redlines"][0]["became"], "taken into version 2, 22 Nov");
    assert_eq!(answered[0]["line"], json!(null), "the old words are gone");
    let document = door.record.store().newest_revision("library/redlines").unwrap().unwrap();
    assert_eq!(document.reason, format!("taken into {OURS}, revision 2"));
    assert!(!document.text.contains(&foreign.to_string()), "{}", document.text);
    // A save that changed nothing, or was refused, answers nothing.
    let incident = begun(&mut door, false);
    let again = mark(&mut door, incident, 1, "count them twice");
    let now = edit(&mut door, OURS);
    for (base, text) in [(&now["revision"], &now["text"]), (&base, &json!("# other\n"))] {
        let sent = json!({
            "save": "runbook", "id": OURS, "text": text, "base": base, "reason": "nothing",
            "taken": [again],
        });
        let _ = door.save(sent);
        assert_eq!(redlines(&mut door, "open")[0]["redlines"][0]["id"], json!(again));
    }
}

#[test]
fn a_redline_is_set_aside_with_a_reason_and_taken_up_again() {
    let (mut door, _, redline) = marked();
    assert_eq!(set_aside(&mut door, redline, " ").unwrap_err().kind, "reason");
    set_aside(&mut door, redline, "the second queue\nis gone").unwrap();
    assert_eq!(redlines(&mut door, "open"), json!([]));
    let words = redlines(&mut door, "answered")[0]["redlines"][0]["became"].clone();
    assert_eq!(words, "set aside 22 Nov: the second queue is gone");
    door.reopen();
    assert_eq!(redlines(&mut door, "open"), json!([]));
    door.turn("02:10:00");
    door.save(json!({ "save": "take_up", "redline": redline })).unwrap();
    assert_eq!(redlines(&mut door, "open")[0]["redlines"][0]["id"], json!(redline));
    let unknown = EventId(uuid::Uuid::from_u128(7));
    assert_eq!(set_aside(&mut door, unknown, "no").unwrap_err().kind, "no_such_redline");
}

#[test]
fn what_was_taken_back_is_not_offered_and_removed_words_are_said_to_be() {
    let (mut door, incident, redline) = marked();
    mark(&mut door, incident, 1, "a slip");
    door.act(incident, Act::Undo {});
    assert_eq!(redlines(&mut door, "open").as_array().unwrap().len(), 1);
    door.act(incident, Act::Redacted { target: redline, reason: "a name".to_owned() });
    let left = redlines(&mut door, "open")[0]["redlines"][0].clone();
    assert_eq!((left["id"].clone(), left["words"].clone()), (json!(redline), json!(null)));
    let place = places(&mut door, TEXT)[0].clone();
    assert_eq!((place["line"].clone(), place["words"].clone()), (json!(8), json!(null)));
}

#[test]
fn answers_of_two_machines_merge_and_the_later_one_counts() {
    let (mut door, incident, first) = marked();
    let second = mark(&mut door, incident, 1, "count them twice");
    set_aside(&mut door, first, "ours").unwrap();
    door.turn("02:10:00");
    // As an import brings it: answered elsewhere, without knowing of ours, and later.
    let mut store = Store::open(&door.path("kneeboard.db"), &OpenOptions::on("laptop")).unwrap();
    let row = store.newest_revision("library/redlines").unwrap().unwrap();
    let foreign = RevisionRow {
        text: format!(
            "{first} 2026-11-22T02:05:00Z open\n{second} 2026-11-22T02:06:00Z aside theirs\nnot a line\n"
        ),
        reason: "elsewhere".to_owned(),
        ..row
    };
    store.write(|writer| writer.put_revision(&foreign)).unwrap();
    drop(store);
    let open = redlines(&mut door, "open");
    assert_eq!(open.as_array().unwrap().len(), 1);
    assert_eq!(open[0]["redlines"][0]["id"], json!(first));
    // The next answer makes one of both.
    set_aside(&mut door, first, "after all").unwrap();
    let heads = door.record.store().heads_of("library/redlines").unwrap();
    assert_eq!(heads.len(), 1);
    assert_eq!(heads[0].1.text.lines().count(), 2);
    assert_eq!(redlines(&mut door, "open"), json!([]));
    assert_eq!(door.record.check().unwrap().len(), 0);
}

#[test]
fn the_order_in_which_answers_arrive_makes_no_difference() {
    let lines = [
        "a 2026-11-22T02:05:00Z open",
        "a 2026-11-22T02:05:00Z aside why",
        "a 2026-11-22T02:05:00Z taken 12",
        "a 2026-11-22T02:04:00Z taken 34",
    ];
    let forward = Answers::of(lines);
    let backward = Answers::of(lines.into_iter().rev());
    assert_eq!(forward, backward);
    assert_eq!(Answers::of([forward.text().as_str()]), forward);
    let (_, answer) = forward.to("a").unwrap();
    assert_eq!(*answer, Answer::Taken { revision: "12".to_owned() });
}

#[test]
fn a_second_process_sees_what_was_marked_and_answered_since() {
    let (mut door, _, redline) = marked();
    assert_eq!(redlines(&mut door, "open").as_array().unwrap().len(), 1);
    let mut other = Door::new();
    std::mem::swap(&mut other.record, &mut door.record);
    door.reopen();
    set_aside(&mut door, redline, "seen elsewhere").unwrap();
    let incident = begun(&mut door, false);
    let later = mark(&mut door, incident, 1, "later");
    let open = other.record.redlines(OURS).unwrap().open;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].redlines[0].id, later);
}

#[test]
fn a_moved_runbook_keeps_its_redlines_open() {
    let (mut door, _, redline) = marked();
    let base = edit(&mut door, OURS)["revision"].clone();
    change(&mut door, OURS, "others", |text| format!("{text}More.\n"));
    let base = base.as_str().unwrap();
    assert_eq!(
        try_save(&mut door, OURS, "# mine\n", Some(base), "mine").unwrap_err().kind,
        "moved"
    );
    assert_eq!(redlines(&mut door, "open")[0]["redlines"][0]["id"], json!(redline));
}

#[test]
fn the_command_line_lists_them_below_the_history() {
    let desk = Desk::sample();
    let file = desk.write("x.md", TEXT);
    desk.out(&["runbook", "save", OURS, &file, "--reason", "new"]);
    assert!(!desk.out(&["runbook", "history", OURS]).contains("Marked as wrong"));
    desk.out(&["incident", "start", "--title", "Queue stands", "--runbook", OURS]);
    desk.out(&["step", "redline", "2", "count them twice"]);
    let shown = desk.out(&["runbook", "history", OURS]);
    let below = shown.split("\n\n").nth(1).unwrap();
    assert_eq!(
        below,
        "Marked as wrong during incidents:\n\
         LINE  STEP               MARKED                IN                 WORDS\n\
         14    Count the workers  2026-11-22 02:05:00Z  1122-queue-stands  count them twice\n"
    );
    let json = desk.json(&["runbook", "history", OURS]);
    assert_eq!(json["redlines"][0]["redlines"][0]["words"], "count them twice");
    let list = desk.json(&["runbook", "list"]);
    let line = list.as_array().unwrap().iter().find(|one| one["id"] == OURS).unwrap();
    assert_eq!(line["redlines"], 1);
}
