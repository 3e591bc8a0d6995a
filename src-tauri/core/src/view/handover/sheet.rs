//! The sheet in words: a page of Markdown, and ten lines for a chat.

use super::{HandoverView, Holder, SheetDecision, SheetStep};
use crate::markdown::{code_span, escape_heading, escape_inline};
use crate::moment::Moment;
use crate::timeline::sentence::{capital, end};
use crate::view::ClockView;
use crate::view::incident::word;
use crate::view::place::uncapital;

/// Lines that a chat gets.
const CHAT_LINES: usize = 10;
/// Characters of one of them; a longer one is cut.
const CHAT_WIDTH: usize = 140;
/// Open steps that the page names; the walk has the rest.
const OPEN_STEPS: usize = 8;

/// The page: what the one who takes over asks first stands first.
pub(super) fn markdown(view: &HandoverView, now: Moment) -> String {
    let incident = &view.incident;
    let mut text = format!("# Hand-over: {}\n\n", escape_heading(&incident.title));
    if incident.drill {
        text += "> **Drill.**\n> This is practice; no user is affected by it.\n\n";
    }
    if incident.sample {
        text += "> **Sample.**\n> This record was made to show how Kneeboard works.\n\n";
    }
    text += &format!("**{}**\n\n", escape_inline(&view.state));
    text += &item("Severity", &severity(view).unwrap_or_else(|| "not set".to_owned()));
    text += &item("Lasting", &escape_inline(&view.since));
    text += &item("Command", &escape_inline(&in_command(&view.command)));
    text += &item("Incident", &code_span(&incident.handle));
    text += &item("Sheet made", &view.made_at);

    let running = || view.clocks.iter().filter(|clock| !clock.muted);
    let clocks =
        running().map(|clock| format!("{}. {}", clock_words(clock, now), end(&clock.then)));
    text += &list("Clocks", clocks);
    text += &list("Decisions", view.decisions.iter().map(decision));
    text += &list(
        "Contained",
        view.contained.iter().map(|told| format!("{}: {}", told.clock, end(&told.text))),
    );
    text += &list("In force until cleared", view.standing.iter().map(|note| end(&note.text)));
    text += &list("For later", view.later.iter().map(step));
    let more = view.open.len().saturating_sub(OPEN_STEPS);
    let more = (more > 0).then(|| format!("{more} more in the walkthrough."));
    text += &list("Next steps", view.open.iter().take(OPEN_STEPS).map(step).chain(more));
    text += &list("Did not work, skipped or blocked", view.went_otherwise.iter().map(step));

    let last = match &view.last_update {
        Some(told) => format!("Last: {} {}", told.clock, end(&told.text)),
        None => "None was sent.".to_owned(),
    };
    let next = view.clocks.iter().find(|clock| clock.name == "update").map(|clock| {
        let is = if clock.at > now { "is" } else { "was" };
        format!("The next {is} due at {}.", clock.at.clock_minutes())
    });
    text += &list("Updates", std::iter::once(last).chain(next));
    text += &list(
        "Key times",
        view.times.iter().map(|time| format!("{}: {}.", capital(&time.time), time.written)),
    );
    text += &list("Roles", view.roles.iter().map(|holder| end(&held(holder))));
    text +=
        &list("Service", view.service.iter().map(|line| format!("{}: {}", line.label, line.value)));
    text
}

fn item(label: &str, value: &str) -> String {
    format!("- **{label}:** {value}\n")
}

/// A heading with its lines; nothing where there is none.
fn list(heading: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String =
        lines.map(|line| format!("- {}\n", one_line(&escape_inline(&line)))).collect();
    if lines.is_empty() { lines } else { format!("\n## {heading}\n\n{lines}") }
}

fn severity(view: &HandoverView) -> Option<String> {
    view.incident.severity.map(|severity| word(&severity))
}

fn in_command(command: &Holder) -> String {
    match (&command.clock, &command.name) {
        (Some(clock), Some(name)) => format!("{name}, since {clock}"),
        (Some(clock), None) => format!("taken at {clock}, no name given"),
        (None, _) => "nobody has taken it".to_owned(),
    }
}

fn held(holder: &Holder) -> String {
    let since = holder.clock.as_deref().unwrap_or_default();
    match &holder.name {
        Some(name) => format!("{}: {name}, since {since}", holder.title),
        None => format!("{}: taken at {since}, no name given", holder.title),
    }
}

fn decision(decision: &SheetDecision) -> String {
    let SheetDecision { n, clock, words, why, expect, outcome, superseded } = decision;
    let past = if *superseded { " (superseded)" } else { "" };
    let why = why.as_ref().map(|why| format!(" {}", end(why))).unwrap_or_default();
    let expect =
        expect.as_ref().map(|expect| format!(" Expected: {}", end(expect))).unwrap_or_default();
    let outcome = outcome.as_deref().unwrap_or("not recorded");
    format!("{n}, {clock}: {words}{past}.{why}{expect} Outcome: {outcome}.")
}

/// `02:20Z: until the next update`, or `Over since 02:10Z: the next update`.
fn clock_words(clock: &ClockView, now: Moment) -> String {
    let ClockView { at, title, .. } = clock;
    if *at > now {
        return format!("{}: {title}", at.clock_minutes());
    }
    let what = title
        .strip_prefix("until ")
        .or_else(|| title.strip_prefix("left of "))
        .map_or_else(|| title.replacen("left", "the time", 1), str::to_owned);
    format!("Over since {}: {what}", at.clock_minutes())
}

fn step(step: &SheetStep) -> String {
    let outcome = step.outcome.as_ref().map(|outcome| format!(" ({outcome})")).unwrap_or_default();
    format!("{} {}: {}{outcome}", step.id, step.phase, step.text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most ten lines; each is left out where it would say nothing.
pub(super) fn chat(view: &HandoverView, now: Moment) -> String {
    let incident = &view.incident;
    let drill = incident.drill.then(|| "drill".to_owned());
    let marks: Vec<String> = severity(view).into_iter().chain(drill).collect();
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    let running = view.clocks.iter().filter(|clock| !clock.muted);
    let lines = [
        Some(format!("Hand-over at {}: {}{marks}", view.made_at, incident.title)),
        Some(match &view.incident.decided {
            Some(words) => format!("{}. Decided: {words}", view.place),
            None => format!("{}. Nothing is decided", view.place),
        }),
        Some(format!("Lasting {}", view.since)),
        Some(format!("Command: {}", in_command(&view.command))),
        joined("Clocks", running.map(|clock| uncapital(&clock_words(clock, now)))),
        joined("Contained", view.contained.iter().map(|told| told.text.clone())),
        joined("In force", view.standing.iter().map(|note| note.text.clone())),
        joined("For later", view.later.iter().map(|step| step.text.clone())),
        joined("Did not work", view.went_otherwise.iter().map(|step| step.text.clone())),
        joined(
            "Service",
            view.service.iter().map(|line| format!("{} {}", uncapital(&line.label), line.value)),
        ),
    ];
    let lines: Vec<String> =
        lines.into_iter().flatten().take(CHAT_LINES).map(|line| cut(&one_line(&line))).collect();
    lines.join("\n")
}

fn joined(label: &str, parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.map(|part| part.trim_end_matches('.').to_owned()).collect();
    (!parts.is_empty()).then(|| format!("{label}: {}", parts.join("; ")))
}

fn cut(line: &str) -> String {
    if line.chars().count() <= CHAT_WIDTH {
        return line.to_owned();
    }
    line.chars().take(CHAT_WIDTH - 1).collect::<String>().trim_end().to_owned() + "…"
}
