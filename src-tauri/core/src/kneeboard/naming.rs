//! What people type for an incident, and what tells two apart that are called the same.

use super::{Kneeboard, Trouble};
use crate::id::IncidentId;
use crate::moment::Moment;
use crate::store::IncidentRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Fewer characters of an id than this name nothing.
const SHORTEST_ID: usize = 6;

impl Kneeboard {
    /// The incident of this handle or a beginning of it, of this id, or of the end of it.
    ///
    /// # Errors
    /// Where there is none, or several: of these the answer says what tells them apart.
    pub fn incident_named(&self, name: &str) -> Result<IncidentId, Trouble> {
        if let Ok(id) = Uuid::parse_str(name)
            && self.store.incident(id.as_bytes())?.is_some()
        {
            return Ok(IncidentId(id));
        }
        let mut rows = self.store.incident_by_handle_prefix(name)?;
        if rows.is_empty() && is_id_ending(name) {
            let ends = |row: &IncidentRow| id_of(row).0.simple().to_string().ends_with(name);
            rows = self.store.incidents()?.into_iter().filter(ends).collect();
        }
        match rows.as_slice() {
            [one] => Ok(id_of(one)),
            [] => Err(Trouble::NoSuch {
                what: "incident",
                name: name.to_owned(),
                instead: "List the incidents and name one.",
            }),
            [first, ..] if rows.iter().all(|row| row.handle == first.handle) => {
                let (name, example) =
                    (first.handle.clone(), format!("-i {}", id_of(first).short()));
                Err(Trouble::SameHandle { name, among: told_apart(&rows), example })
            }
            _ => Err(Trouble::Ambiguous { name: name.to_owned(), among: told_apart(&rows) }),
        }
    }
}

/// The handles of incidents; where two are called the same, with what tells them apart.
pub fn told_apart(rows: &[IncidentRow]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(&row.handle).or_default() += 1;
    }
    let told = |row: &IncidentRow| match counts.get(row.handle.as_str()) {
        Some(1) => row.handle.clone(),
        _ => {
            let began = Moment::new(row.started_ms.unwrap_or(row.opened_ms), 0).written();
            format!("{} {} ({:?}, began {began})", row.handle, id_of(row).short(), row.title)
        }
    };
    let mut told: Vec<String> = rows.iter().map(told).collect();
    told.sort();
    told
}

fn is_id_ending(name: &str) -> bool {
    name.len() >= SHORTEST_ID
        && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn id_of(row: &IncidentRow) -> IncidentId {
    IncidentId::from(row.incident)
}
