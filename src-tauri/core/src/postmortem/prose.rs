//! Typed words and written sections, put in so that they still read as they were meant.

use crate::event::{ActionStatus, Role, Section};
use crate::incident::Incident;
use crate::markdown::{Seat, escape_cell, escape_inline, rewritten};
use crate::postmortem::Style;

/// Headings inside a section lie below its own, which is of the second level.
const BELOW_SECTION: u8 = 3;

/// A plain sentence or typed text as running text, ended with a full stop.
pub(super) fn line(text: &str) -> String {
    escape_inline(&crate::timeline::sentence::end(text))
}

/// An item of a list with a bold label: `- **Why:** …`.
pub(super) fn item(label: &str, text: &str) -> String {
    format!("- **{label}:** {text}\n")
}

/// `incident commander`, and with names `incident commander (Ana)`.
pub(super) fn person(incident: &Incident, role: Role, style: &Style) -> String {
    let name = incident.role_holder(role).and_then(|(_, name)| name);
    named(role, name.as_deref(), style)
}

/// A role with a name beside it, where names are asked for.
pub(super) fn named(role: Role, name: Option<&str>, style: &Style) -> String {
    match name.filter(|name| style.names && !name.trim().is_empty()) {
        Some(name) => format!("{} ({})", role.title(), escape_cell(name)),
        None => role.title().to_owned(),
    }
}

/// The owner of an action item as typed: a role by its title, the name of a role's holder as that
/// role, anything else (a team, a ticket's owner) as it stands.
pub(super) fn owner(incident: &Incident, typed: &str, style: &Style) -> String {
    if let Ok(role) = typed.parse::<Role>() {
        return person(incident, role, style);
    }
    let held = Role::ALL.into_iter().find(|role| {
        let name = incident.role_holder(*role).and_then(|(_, name)| name);
        name.is_some_and(|name| name.trim().eq_ignore_ascii_case(typed.trim()))
    });
    match held {
        Some(role) => person(incident, role, style),
        None => escape_cell(typed),
    }
}

/// How far an action item is, in a cell.
pub(super) fn status(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::Open => "open",
        ActionStatus::Done => "done",
        ActionStatus::NotDone => "not going to be done",
    }
}

/// What people wrote for a section, empty texts left out.
pub(super) fn written_texts(incident: &Incident, section: Section) -> Vec<(usize, String)> {
    incident
        .section_events(section)
        .iter()
        .filter_map(|index| Some((*index, incident.text(*index, "text")?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

/// A section as people wrote it; two texts written from one base stand below each other under a
/// line that says so. `None` where nobody wrote anything. `behind_a_list` of the document's own.
pub(super) fn written(
    incident: &Incident,
    section: Section,
    style: &Style,
    behind_a_list: bool,
) -> Option<String> {
    let seated =
        |text: &str, behind_a_list| rewritten(text, Seat { heading: BELOW_SECTION, behind_a_list });
    let texts = written_texts(incident, section);
    match texts.as_slice() {
        [] => None,
        [(_, one)] => Some(seated(one, behind_a_list)),
        several => {
            let mut all = format!(
                "> **{} texts of this section were written without knowledge of each other.**\n\
                 > All of them are shown until one takes their place.\n",
                capital_number(several.len())
            );
            for (n, (index, text)) in several.iter().enumerate() {
                let event = incident.event(*index);
                all.push_str(&format!(
                    "\n**Text {}, by the {}, {}:**\n\n{}",
                    n + 1,
                    person(incident, event.role, style),
                    event.recorded_at.written(),
                    seated(text, false)
                ));
            }
            Some(all)
        }
    }
}

fn capital_number(n: usize) -> String {
    match n {
        2 => "Two".to_owned(),
        3 => "Three".to_owned(),
        n => n.to_string(),
    }
}
