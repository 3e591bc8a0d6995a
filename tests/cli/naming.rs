use crate::support::kneeboard::Desk;

fn with_two_open() -> Desk {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["incident", "start", "--title", "Cart empty"]);
    desk
}

#[test]
fn the_last_line_of_a_start_is_the_handle_alone() {
    let desk = Desk::sample();
    let out = desk.out(&["incident", "start", "--title", "Checkout 500"]);
    assert_eq!(out.lines().last(), Some("1122-checkout-500"));
    assert_eq!(desk.out(&["incident", "start", "--quiet", "--title", "Cart"]), "1122-cart\n");
    let again = desk.out(&["incident", "start", "--quiet", "--title", "Cart"]);
    assert_eq!(again.len(), "1122-cart-abcd\n".len(), "a clash adds four characters: {again}");
    assert!(again.starts_with("1122-cart-"), "{again}");
}

#[test]
fn where_several_are_open_they_are_listed() {
    let desk = with_two_open();
    desk.run(&["note", "5xx rises"]).refused(
        2,
        "2 incidents are open: 1122-cart-empty, 1122-checkout-500. Nothing was changed. Name one with -i.",
    );
    desk.out(&["note", "5xx rises", "-i", "1122-ch"]);
    desk.run(&["note", "5xx rises", "-i", "1122-c"]).refused(
        2,
        "\"1122-c\" could be any of 1122-cart-empty, 1122-checkout-500. Nothing was changed. Write more of it.",
    );
    desk.run(&["note", "5xx rises", "-i", "1123"]).refused(
        3,
        "There is no incident \"1123\". Nothing was changed. List the incidents and name one.",
    );
}

#[test]
fn the_whole_id_and_the_at_sign_name_an_incident_too() {
    let desk = Desk::sample();
    let id = desk.json(&["incident", "start"])["incident"].as_str().unwrap().to_owned();
    desk.out(&["note", "by its id", "-i", &id]);
    desk.out(&["note", "the open one", "-i", "@"]);
    let view = desk.json(&["incident", "show", &id]);
    assert_eq!(view["handle"], "1122-untitled-incident");
    assert_eq!(view["status"], "open");
}

#[test]
fn where_none_is_open_reading_takes_the_last_one_closed() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--title", "Checkout 500"]);
    desk.out(&["incident", "close"]);
    assert!(desk.out(&["incident", "show"]).starts_with("Checkout 500\n"));
    assert!(desk.out(&["postmortem", "show"]).starts_with("# Postmortem: Checkout 500\n"));
    desk.out(&["action", "add", "Add a test", "--kind", "prevent"]);
    // A note may follow a closing; where it went is said.
    let noted = desk.out(&["note", "5xx rises"]);
    assert!(noted.ends_with("Recorded in 1122-checkout-500, which is closed.\n"), "{noted}");
    desk.run(&["contain", "Flag off"]).refused(
        3,
        "No incident is open. Nothing was changed. Start one, or name a closed one with -i.",
    );
    desk.out(&["note", "A customer wrote", "-i", "1122"]);
}

#[test]
fn a_store_without_incidents_says_how_to_begin() {
    Desk::sample().run(&["incident", "show"]).refused(
        3,
        "There is no incident yet. Nothing was changed. Start one with kneeboard incident start.",
    );
}

#[test]
fn a_step_is_named_by_place_by_walkthrough_or_not_at_all() {
    let desk = Desk::sample();
    desk.out(&["incident", "start", "--runbook", "any/roll-back-a-release"]);
    desk.out(&["step", "done", "--value", "none"]);
    desk.out(&["step", "skip", "2", "--reason", "no dashboard"]);
    desk.out(&["step", "later", "1.3"]);
    desk.out(&["step", "add", "Ring the payment provider", "--after", "1.3"]);
    desk.out(&["step", "done", "1.+1"]);
    desk.run(&["step", "done", "1.99"]).refused(
        3,
        "There is no step \"1.99\" in this incident. Nothing was recorded. List its steps and name one.",
    );
    desk.out(&["walk", "nodejs/errors-after-release"]);
    desk.run(&["step", "done", "4"]).refused(
        2,
        "\"4\" could be a step of any of 2 walkthroughs. Nothing was recorded. Write it with the number of its walkthrough, such as 1.4.",
    );
    let steps = desk.json(&["incident", "steps"]);
    let outcome = |id: &str| {
        let steps = steps.as_array().unwrap();
        steps.iter().find(|step| step["id"] == id).map(|step| step["outcome"].clone())
    };
    assert_eq!(outcome("1.1"), Some("done".into()));
    assert_eq!(outcome("1.2"), Some("skipped".into()));
    assert_eq!(outcome("1.3"), Some("later".into()));
    assert_eq!(outcome("1.+1"), Some("done".into()));
}

#[test]
fn an_entry_is_named_by_six_characters_of_its_end() {
    let desk = Desk::sample();
    desk.out(&["incident", "start"]);
    let done = desk.json(&["note", "5xx rises"]);
    let id = done["events"][0].as_str().unwrap().to_owned();
    desk.out(&["correct", &id[id.len() - 6..], "--text", "5xx falls"]);
    let timeline = desk.out(&["incident", "timeline"]);
    assert!(timeline.contains("5xx falls. (corrected)"), "{timeline}");
    desk.run(&["retract", &id[id.len() - 5..], "--reason", "typo"]).refused(
        2,
        &format!(
            "\"{}\" is no event's id. Nothing was recorded. Give six or more of its last characters, as the timeline prints them.",
            &id[id.len() - 5..]
        ),
    );
    desk.run(&["retract", "aaaaaaaaaa", "--reason", "typo"]).refused(
        3,
        "There is no event aaaaaaaaaa in this incident. Nothing was recorded. Take an id that the timeline prints.",
    );
}
