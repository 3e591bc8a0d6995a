//! The head of the document: what it is about, whose it is, how far it is.

use crate::event::{KeyTime, Status};
use crate::incident::Incident;
use crate::markdown::{code_span, escape_inline};
use crate::moment::Moment;
use crate::postmortem::prose::{item, named};
use crate::postmortem::{EDITION, Style};
use crate::timeline::sentence::severity_words;

/// The list under the title.
pub(super) fn section(incident: &Incident, style: &Style) -> String {
    let mut text = String::new();
    if incident.is_drill() {
        text.push_str("> **Drill.**\n> This was practice; no user was affected by it.\n\n");
    }
    if incident.is_sample() {
        text.push_str("> **Sample.**\n> This record was made to show how Kneeboard works.\n\n");
    }
    let optional = |text: Option<String>| match text {
        Some(text) => escape_inline(&text),
        None => "not recorded".to_owned(),
    };
    text.push_str(&item("Incident", &code_span(&incident.handle())));
    text.push_str(&item("Status", status(incident.status())));
    text.push_str(&item("Owner", &owner(incident, style)));
    let collaborators = incident.collaborators();
    if !collaborators.is_empty() {
        let roles: Vec<_> =
            collaborators.iter().map(|role| super::prose::person(incident, *role, style)).collect();
        text.push_str(&item("With", &roles.join(", ")));
    }
    text.push_str(&item("Severity", incident.severity().map_or("not set", severity_words)));
    let day = day(incident).map(|at| at.date().format("%Y-%m-%d").to_string());
    text.push_str(&item("Date", &optional(day)));
    text.push_str(&item("Service", &optional(incident.service())));
    text.push_str(&item("Stack", &optional(incident.stack())));
    text.push_str(&item("Drill", if incident.is_drill() { "yes" } else { "no" }));
    text.push_str(&item("Document", &format!("Kneeboard, edition {EDITION}")));
    text
}

fn owner(incident: &Incident, style: &Style) -> String {
    match incident.owner() {
        Some((role, name)) => named(role, name.as_deref(), style),
        None => "nobody yet".to_owned(),
    }
}

/// The renderer's edition that a document names.
pub fn edition_in(document: &str) -> Option<u32> {
    let (_, rest) = document.split_once("Kneeboard, edition ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// How far the postmortem is, in the header.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::InReview => "in review",
        Status::Reviewed => "reviewed",
        Status::Published => "published",
    }
}

// The day on which impact began, else the day on which the record did.
fn day(incident: &Incident) -> Option<Moment> {
    incident
        .key_time(KeyTime::Started)
        .and_then(|record| record.when.start())
        .or_else(|| incident.opened_at())
}
