//! `action`: action items of one incident.

use crate::Answer;
use crate::args::{ActionCommand, AddAction};
use crate::naming;
use crate::print::{Reply, table};
use crate::session::Session;
use kneeboard_core::act::Act;
use kneeboard_core::event::ActionStatus;
use kneeboard_core::view::postmortem::{ActionView, actions};

pub(super) fn run(command: ActionCommand, session: &mut Session) -> Answer {
    match command {
        ActionCommand::Add(AddAction { text, kind, owner, due, done_when, within }) => session
            .record_late(
                &within,
                Act::ActionAdded { text, kind, owner, due, done_when, link: None },
            ),
        ActionCommand::List { overdue, within } => {
            let id = naming::any_incident(session, within.incident.as_deref())?;
            let now = session.door.now()?.at;
            let mut found = actions(session.door.known(id)?, now);
            found.retain(|action| action.overdue || !overdue);
            Ok(Reply::shown(listed(&found), &found))
        }
        ActionCommand::Done { id: name, within } => {
            let id = naming::any_incident(session, within.incident.as_deref())?;
            let target = naming::action(session.door.incident(id)?, &name)?;
            session.record_in(
                id,
                Act::ActionChanged {
                    target,
                    text: None,
                    kind: None,
                    owner: None,
                    due: None,
                    done_when: None,
                    link: None,
                    status: Some(ActionStatus::Done),
                    note: None,
                },
            )
        }
    }
}

fn listed(actions: &[ActionView]) -> String {
    if actions.is_empty() {
        return "No action item.\n".to_owned();
    }
    let mut rows =
        vec![["N", "STATUS", "DUE", "OWNER", "KIND", "WHAT"].map(str::to_owned).to_vec()];
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    rows.extend(actions.iter().map(|action| {
        let status =
            if action.overdue { "overdue".to_owned() } else { action.status.replace('_', " ") };
        vec![
            action.n.to_string(),
            status,
            or_dash(&action.due),
            or_dash(&action.owner),
            action.kind.clone(),
            action.text.clone(),
        ]
    }));
    table(&rows)
}
