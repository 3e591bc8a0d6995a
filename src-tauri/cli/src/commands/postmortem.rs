//! `postmortem`: read, written, checked and exported; the incident closed last will do.

use super::given::text_of;
use crate::Answer;
use crate::args::{ExportArgs, ExportFormat, FactorCommand, PostmortemCommand, Which};
use crate::naming;
use crate::print::{Reply, line};
use crate::session::Session;
use kneeboard_core::act::{Act, Refusal};
use kneeboard_core::event::Section;
use kneeboard_core::id::{EventId, IncidentId};
use kneeboard_core::kneeboard::{Format, Trouble, ViewRequest};
use kneeboard_core::postmortem::{Finding, Level, Style, findings};
use serde_json::json;

pub(super) fn run(command: PostmortemCommand, session: &mut Session) -> Answer {
    match command {
        PostmortemCommand::Show(which) => show(session, &which),
        PostmortemCommand::Set { section, file, within } => {
            let id = naming::any_incident(session, within.incident.as_deref())?;
            let text = written(section, &file)?;
            session.record_in(id, Act::SectionWritten { section, text, base: None })
        }
        PostmortemCommand::Owner { owner, within } => {
            session.record_late(&within, Act::OwnerSet { owner: owner.role, name: owner.name })
        }
        PostmortemCommand::Collaborators { roles, within } => {
            session.record_late(&within, Act::CollaboratorsSet { collaborators: roles })
        }
        PostmortemCommand::Status { status, note, within } => {
            session.record_late(&within, Act::StatusSet { status, note })
        }
        PostmortemCommand::Factor(FactorCommand::Add { text, trigger, evidence, within }) => {
            let id = naming::any_incident(session, within.incident.as_deref())?;
            let incident = session.door.incident(id)?;
            let evidence: Vec<EventId> = evidence
                .iter()
                .map(|name| naming::event(incident, name))
                .collect::<Result<_, _>>()?;
            session.record_in(id, Act::FactorAdded { text, trigger, evidence })
        }
        PostmortemCommand::Dismiss { rule, place, reason, within } => {
            session.record_late(&within, Act::FindingDismissed { rule, place, reason })
        }
        PostmortemCommand::Check(which) => check(session, &which),
        PostmortemCommand::Export(export) => write_out(session, export),
    }
}

fn show(session: &mut Session, which: &Which) -> Answer {
    let id = naming::any_incident(session, which.name())?;
    let json = session.door.view(&ViewRequest::Postmortem { incident: id })?;
    let text = session.door.document(id, Format::Md, &Style::default())?;
    let mut reply = Reply::document(text, &json);
    reply.warnings = behind(session, id, Format::Md, &Style::default())?;
    Ok(reply)
}

/// What a published copy that is given out does not tell.
fn behind(
    session: &mut Session,
    id: IncidentId,
    format: Format,
    style: &Style,
) -> Result<Vec<String>, Trouble> {
    if format != Format::Md || style.names {
        return Ok(Vec::new());
    }
    Ok(session.door.published(id)?.and_then(|copy| copy.behind()).into_iter().collect())
}

/// A derived section is refused before anything is read.
fn written(section: Section, file: &str) -> Result<String, crate::failure::Failure> {
    if section.is_written() {
        return text_of(file);
    }
    Err(Trouble::from(Refusal::derived(section)).into())
}

fn check(session: &mut Session, which: &Which) -> Answer {
    let id = naming::any_incident(session, which.name())?;
    let now = session.door.now()?.at;
    let found = findings(session.door.known(id)?, now);
    let errors = found.iter().any(|f| f.level == Level::Error && f.dismissed.is_none());
    let text: String = found.iter().map(told).collect();
    let text = if text.is_empty() { "Nothing found.\n".to_owned() } else { text };
    Ok(Reply::shown(text, &found).found(errors))
}

fn told(finding: &Finding) -> String {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "hint",
    };
    let mut text = format!("{}  {level}  {}\n", finding.rule, line(&finding.place));
    text += &format!("    {}\n    Why: {}\n", line(&finding.text), line(&finding.why));
    if let Some(rewrite) = &finding.rewrite {
        text += &format!("    Such as: {}\n", line(rewrite));
    }
    if let Some(reason) = &finding.dismissed {
        text += &format!("    Set aside: {}\n", line(reason));
    }
    text
}

fn write_out(session: &mut Session, export: ExportArgs) -> Answer {
    let id = naming::any_incident(session, export.which.name())?;
    let format = match export.format {
        ExportFormat::Md => Format::Md,
        ExportFormat::Brief => Format::Brief,
        ExportFormat::Json => Format::Json,
    };
    let style = Style { names: export.names };
    let role = session.actor.role;
    session.door.known(id)?;
    let warnings = behind(session, id, format, &style)?;
    let path = match export.output {
        Some(path) => {
            session.door.export_to(id, format, &style, &path, role)?;
            path
        }
        None => {
            let folder = export.folder.filter(|folder| !folder.as_os_str().is_empty());
            let folder = match folder {
                Some(folder) => folder,
                None => session.door.ready_export_folder()?,
            };
            session.door.export_into(id, format, &style, &folder, role)?
        }
    };
    let shown = path.display().to_string();
    let json = json!({ "path": shown, "format": format.name() });
    Ok(Reply { warnings, ..Reply::shown(format!("{shown}\n"), &json) })
}
