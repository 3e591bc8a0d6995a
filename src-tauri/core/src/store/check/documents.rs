//! Whether the revisions of documents are as they were saved.

use std::collections::BTreeSet;

use rusqlite::{Connection, Result};

use super::Trouble;
use crate::store::documents::{every, revision_hash};

/// Looks at the hash of every revision, and at the revisions that it builds on.
pub(super) fn revisions(conn: &Connection) -> Result<Vec<Trouble>> {
    let hashes: BTreeSet<[u8; 32]> = conn
        .prepare("SELECT hash FROM revisions")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    let mut found = Vec::new();
    every(conn, |hash, row| {
        if revision_hash(&row) != hash {
            found.push(Trouble::ChangedRevision { document: row.document.clone(), hash });
        }
        let before = row.parent.into_iter().chain(row.merged);
        found.extend(before.filter(|before| !hashes.contains(before)).map(|before| {
            Trouble::UnknownRevision { document: row.document.clone(), hash, before }
        }));
    })?;
    Ok(found)
}
