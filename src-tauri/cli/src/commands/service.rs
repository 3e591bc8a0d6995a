//! `service`: the cards that placeholders and decisions read.

use crate::Answer;
use crate::args::{SaveArgs, ServiceCommand};
use crate::commands::runbook::diff::diff;
use crate::commands::runbook::revisions;
use crate::failure::Failure;
use crate::print::{Reply, table};
use crate::session::Session;
use kneeboard_core::folder::SERVICES;
use kneeboard_core::service::Card;
use kneeboard_core::view::services::ServiceLine;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn run(command: ServiceCommand, session: &mut Session) -> Answer {
    match command {
        ServiceCommand::List => list(session),
        ServiceCommand::Show { service } => {
            let card = session.door.service(&service)?;
            Ok(Reply::shown(shown(&card), &card))
        }
        ServiceCommand::Set { service, keys } => {
            let keys: BTreeMap<String, String> =
                keys.iter().map(|text| key_and_value(text)).collect::<Result<_, _>>()?;
            let saved = session.door.set_service(&service, &keys, session.actor.role)?;
            let card = session.door.service(&service)?;
            Ok(Reply { warnings: saved.warnings, ..Reply::said(shown(&card), &card) })
        }
        ServiceCommand::Text { service } => {
            let written = session.door.written(&document(&service))?;
            let view = json!({ "id": service, "revision": written.revision, "text": written.text });
            Ok(Reply::document(written.text, &view))
        }
        ServiceCommand::Save(save) => {
            let id = document(&save.id);
            revisions::save(session, SaveArgs { id, ..save })
        }
        ServiceCommand::History { service } => {
            revisions::history(&mut session.door, document(&service))
        }
        ServiceCommand::Diff { service, a, b } => diff(&mut session.door, document(&service), a, b),
        ServiceCommand::Restore { service, n } => {
            revisions::restore(session, &document(&service), n)
        }
    }
}

/// A card as the library names it.
fn document(service: &str) -> String {
    format!("{SERVICES}{service}")
}

fn list(session: &mut Session) -> Answer {
    let cards = session.door.services()?;
    let lines: Vec<ServiceLine> = cards.iter().map(ServiceLine::from).collect();
    if lines.is_empty() {
        let none = "No service card yet. Make one with kneeboard service set NAME KEY=VALUE.\n";
        return Ok(Reply::shown(none, &json!([])));
    }
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let mut rows = vec![["SERVICE", "STACK", "PLATFORM", "NAME"].map(str::to_owned).to_vec()];
    rows.extend(lines.iter().map(|line| {
        vec![line.id.clone(), or_dash(&line.stack), or_dash(&line.platform), line.name.clone()]
    }));
    Ok(Reply::shown(table(&rows), &lines))
}

fn shown(card: &Card) -> String {
    let rows: Vec<Vec<String>> =
        card.keys.iter().map(|(key, value)| vec![key.clone(), value.clone()]).collect();
    format!("{}\n{}", card.id, table(&rows))
}

fn key_and_value(text: &str) -> Result<(String, String), Failure> {
    text.split_once('=')
        .map(|(key, value)| (key.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| Failure::NotAKeyAndValue { text: text.to_owned() })
}
