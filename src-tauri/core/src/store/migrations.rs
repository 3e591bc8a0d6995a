//! The schema, step by step, numbered by `user_version`.

use rusqlite::{Connection, Result, Transaction, TransactionBehavior};

use super::{
    copies, documents, drafts, events, exports, heads, identity, incidents, missing, redactions,
    words,
};

/// Marks an SQLite file as ours: "Knee" in ASCII.
pub(super) const APPLICATION_ID: i32 = 0x4b6e_6565;

/// The version that the first step makes. Version 1 was written by Kneeboards that were never
/// released, and nothing brings such a store up to date.
pub(super) const FIRST: u32 = 2;

/// Each step is run once, in one transaction; a released step is never edited.
pub(super) const STEPS: &[&[&str]] = &[&[
    identity::SCHEMA,
    events::SCHEMA,
    words::SCHEMA,
    heads::SCHEMA,
    redactions::SCHEMA,
    incidents::SCHEMA,
    documents::SCHEMA,
    drafts::SCHEMA,
    exports::SCHEMA,
    copies::SCHEMA,
    missing::SCHEMA,
]];

/// The version of a store after these steps.
pub(super) fn known(steps: &[&[&str]]) -> u32 {
    u32::try_from(steps.len()).map_or(u32::MAX, |count| count.saturating_add(FIRST - 1))
}

pub(super) fn version(conn: &Connection) -> Result<u32> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

pub(super) fn application_id(conn: &Connection) -> Result<i32> {
    conn.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// Brings a store up to the last of `steps`; `at_birth` runs in the transaction of the first one.
///
/// Two programs may do so at once: each step looks at the version again inside its transaction.
pub(super) fn run(
    conn: &Connection,
    steps: &[&[&str]],
    at_birth: impl Fn(&Connection) -> Result<()>,
) -> Result<()> {
    for (step, target) in steps.iter().zip(FIRST..) {
        if version(conn)? >= target {
            continue;
        }
        let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
        if version(&transaction)? < target {
            for sql in *step {
                transaction.execute_batch(sql)?;
            }
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", target)?;
            if target == FIRST {
                at_birth(&transaction)?;
            }
        }
        transaction.commit()?;
    }
    Ok(())
}

/// What in the schema is not as the `steps` up to `version` make it, in words.
///
/// A file from elsewhere may carry a trigger of its own, which would run at our next write.
pub(super) fn difference(
    conn: &Connection,
    steps: &[&[&str]],
    version: u32,
) -> Result<Option<String>> {
    let pristine = Connection::open_in_memory()?;
    let count = usize::try_from(version.saturating_sub(FIRST - 1)).unwrap_or(usize::MAX);
    let count = count.min(steps.len());
    run(&pristine, &steps[..count], |_| Ok(()))?;
    let (ours, theirs) = (parts(&pristine)?, parts(conn)?);
    let foreign = theirs.iter().find(|part| !ours.contains(part));
    let missing = ours.iter().find(|part| !theirs.iter().any(|other| other.name == part.name));
    Ok(match (foreign, missing) {
        (Some(part), _) if ours.iter().any(|other| other.name == part.name) => {
            Some(format!("the {} {} is not as Kneeboard makes it", part.kind, part.name))
        }
        (Some(part), _) => Some(format!("the {} {} is not Kneeboard's", part.kind, part.name)),
        (None, Some(part)) => Some(format!("the {} {} is missing", part.kind, part.name)),
        (None, None) => None,
    })
}

#[derive(PartialEq, Eq)]
struct Part {
    kind: String,
    name: String,
    table: String,
    sql: Option<String>,
}

/// All of `sqlite_schema` but the statistics that ANALYZE may leave.
fn parts(conn: &Connection) -> Result<Vec<Part>> {
    conn.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema \
         WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4') ORDER BY type, name",
    )?
    .query_map([], |row| {
        Ok(Part { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
    })?
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &[&str] = &["CREATE TABLE a (x) STRICT_IS_NOT_NEEDED_HERE"];
    const GOOD: &[&[&str]] =
        &[&["CREATE TABLE a (x INTEGER) STRICT"], &["ALTER TABLE a ADD COLUMN y INTEGER"]];

    #[test]
    fn an_older_store_walks_every_step_once() {
        let conn = Connection::open_in_memory().unwrap();
        run(&conn, &GOOD[..1], |_| Ok(())).unwrap();
        assert_eq!(version(&conn).unwrap(), FIRST);
        run(&conn, GOOD, |_| panic!("the store was born before")).unwrap();
        run(&conn, GOOD, |_| panic!("the store was born before")).unwrap();
        assert_eq!(version(&conn).unwrap(), FIRST + 1);
        assert_eq!(application_id(&conn).unwrap(), APPLICATION_ID);
        assert_eq!(difference(&conn, GOOD, FIRST + 1).unwrap(), None);
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it() {
        let conn = Connection::open_in_memory().unwrap();
        run(&conn, &GOOD[..1], |_| Ok(())).unwrap();
        let broken: &[&[&str]] = &[GOOD[0], &["CREATE TABLE b (x); SELECT nothing FROM nowhere"]];
        assert!(run(&conn, broken, |_| Ok(())).is_err());
        assert_eq!(version(&conn).unwrap(), FIRST);
        assert_eq!(difference(&conn, GOOD, FIRST).unwrap(), None, "table b was left behind");
        assert!(run(&Connection::open_in_memory().unwrap(), &[ONE], |_| Ok(())).is_err());
    }

    #[test]
    fn the_shipped_steps_make_what_they_are_compared_with() {
        let conn = Connection::open_in_memory().unwrap();
        run(&conn, STEPS, |_| Ok(())).unwrap();
        assert_eq!(difference(&conn, STEPS, known(STEPS)).unwrap(), None);
        conn.execute_batch("DROP TRIGGER events_never_change").unwrap();
        assert_eq!(
            difference(&conn, STEPS, known(STEPS)).unwrap().as_deref(),
            Some("the trigger events_never_change is missing")
        );
    }
}
