//! The `redactions` table: which words were erased, and by which event.

use super::copies;
use std::collections::BTreeSet;

use rusqlite::{Connection, Result, Transaction, TransactionBehavior};

/// `scrub_due` remembers what of a redaction still has to be done outside the transaction: the pages
/// to be written anew, the log to be emptied then, evidence files to be removed.
pub(super) const SCHEMA: &str = "
CREATE TABLE redactions (
    target BLOB PRIMARY KEY CHECK (length(target) = 16),
    by BLOB NOT NULL REFERENCES events (id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER redactions_need_their_event BEFORE INSERT ON redactions
WHEN NOT EXISTS (SELECT 1 FROM events WHERE id = NEW.by AND kind = 'Redacted')
    OR EXISTS (SELECT 1 FROM events target JOIN events cause ON cause.id = NEW.by
        WHERE target.id = NEW.target AND target.incident <> cause.incident)
BEGIN SELECT RAISE(ABORT, 'a redaction needs a Redacted event of its incident'); END;
CREATE TRIGGER redactions_are_new BEFORE INSERT ON redactions
WHEN EXISTS (SELECT 1 FROM redactions WHERE target = NEW.target)
BEGIN SELECT RAISE(ABORT, 'this redaction is already there'); END;
CREATE TRIGGER redactions_never_change BEFORE UPDATE ON redactions
BEGIN SELECT RAISE(ABORT, 'redactions are never changed'); END;
CREATE TRIGGER redactions_are_never_removed BEFORE DELETE ON redactions
BEGIN SELECT RAISE(ABORT, 'redactions are never removed'); END;
CREATE TABLE scrub_due (
    kind TEXT NOT NULL CHECK (kind IN ('pages', 'log', 'evidence')),
    hash BLOB NOT NULL,
    PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;
";

/// What a Redacted event removes beside its own row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// The Redacted event, already appended.
    pub by: [u8; 16],
    /// The events that lose their words: the target and its corrections. One that has not arrived
    /// yet is named all the same, and its words are dropped when it comes.
    pub targets: Vec<[u8; 16]>,
    /// What was typed into them, which no path of a copy may repeat.
    pub typed: Vec<String>,
    /// Names of drafts that hold the same words.
    pub drafts: Vec<String>,
    /// Hashes of evidence files that no other event names.
    pub evidence: Vec<[u8; 32]>,
}

pub(super) fn apply(conn: &Connection, redaction: &Redaction) -> Result<()> {
    for target in &redaction.targets {
        if !is_redacted(conn, target)? {
            conn.prepare_cached("INSERT INTO redactions (target, by) VALUES (?1, ?2)")?
                .execute((target, redaction.by))?;
        }
        conn.prepare_cached("DELETE FROM words WHERE event = ?1")?.execute([target])?;
        super::exports::forget(conn, target)?;
        copies::fall_behind(conn, target)?;
    }
    for typed in &redaction.typed {
        copies::forget_named(conn, typed)?;
    }
    for draft in &redaction.drafts {
        super::drafts::drop(conn, draft)?;
    }
    let due = "INSERT OR IGNORE INTO scrub_due (kind, hash) VALUES (?1, ?2)";
    conn.prepare_cached(due)?.execute(("pages", [0_u8; 0].as_slice()))?;
    for hash in &redaction.evidence {
        conn.prepare_cached(due)?.execute(("evidence", hash.as_slice()))?;
    }
    Ok(())
}

pub(super) fn is_redacted(conn: &Connection, event: &[u8; 16]) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM redactions WHERE target = ?1")?.exists([event])
}

/// Every erased event and the event that erased it.
pub(super) fn all(conn: &Connection) -> Result<BTreeSet<([u8; 16], [u8; 16])>> {
    conn.prepare_cached("SELECT target, by FROM redactions")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

pub(super) fn is_due(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM scrub_due")?.exists([])
}

/// Whether the pages have to be written anew: emptying the log is not enough yet.
pub(super) fn pages_are_due(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM scrub_due WHERE kind = 'pages'")?.exists([])
}

/// The pages were written anew; what they were still lies in the log until that is emptied.
pub(super) fn pages_are_done(conn: &Connection, known: i64) -> Result<()> {
    conn.execute(
        "UPDATE OR REPLACE scrub_due SET kind = 'log' \
         WHERE kind = 'pages' AND (SELECT count(*) FROM redactions) = ?1",
        [known],
    )?;
    Ok(())
}

/// How many events were erased: what a scrub has seen to says nothing of one that came later.
pub(super) fn count(conn: &Connection) -> Result<i64> {
    conn.prepare_cached("SELECT count(*) FROM redactions")?.query_row([], |row| row.get(0))
}

/// What is due in one state of a store is due in another that takes its place.
pub(super) fn carry_over_due(live: &Connection, copy: &Connection) -> Result<()> {
    let mut statement = live.prepare("SELECT kind, hash FROM scrub_due")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        copy.execute(
            "INSERT OR IGNORE INTO scrub_due (kind, hash) VALUES (?1, ?2)",
            (row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?),
        )?;
    }
    Ok(())
}

pub(super) fn evidence_due(conn: &Connection) -> Result<Vec<[u8; 32]>> {
    conn.prepare_cached("SELECT hash FROM scrub_due WHERE kind = 'evidence'")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Nothing is due any more, unless somebody erased more than the `known` ones meanwhile.
pub(super) fn settle(conn: &Connection, known: i64) -> Result<()> {
    let sql = "DELETE FROM scrub_due WHERE (SELECT count(*) FROM redactions) = ?1";
    conn.execute(sql, [known])?;
    Ok(())
}

/// Whether words that `live` has erased may still be in a copy of it.
pub(super) fn is_behind(live: &Connection, copy: &Connection) -> Result<bool> {
    let there = all(copy)?;
    let lacks = all(live)?.iter().any(|pair| !there.contains(pair));
    Ok(lacks || pages_are_due(copy)?)
}

/// Erases in `copy`, an older state of the same store, whatever `live` has erased since; answers
/// whether there was anything to erase. Interrupted, it goes on from where it was.
///
/// The copy may lack the Redacted events, so the trigger that asks for them steps aside meanwhile.
/// Projections and drafts of a copy may repeat the words: they go, and are made again when needed.
pub(super) fn carry_over(live: &Connection, copy: &Connection) -> Result<bool> {
    let there = all(copy)?;
    let new: Vec<_> = all(live)?.into_iter().filter(|pair| !there.contains(pair)).collect();
    if new.is_empty() && !pages_are_due(copy)? {
        return Ok(false);
    }
    copy.pragma_update(None, "foreign_keys", false)?;
    let transaction = Transaction::new_unchecked(copy, TransactionBehavior::Immediate)?;
    let trigger: String = transaction.query_row(
        "SELECT sql FROM sqlite_schema WHERE name = 'redactions_need_their_event'",
        [],
        |row| row.get(0),
    )?;
    transaction.execute_batch("DROP TRIGGER redactions_need_their_event")?;
    for (target, by) in &new {
        if !is_redacted(&transaction, target)? {
            transaction
                .execute("INSERT INTO redactions (target, by) VALUES (?1, ?2)", (target, by))?;
        }
        transaction.execute("DELETE FROM words WHERE event = ?1", [target])?;
        super::exports::forget(&transaction, target)?;
    }
    for event in super::documents::redacted(live)? {
        transaction.execute(
            "UPDATE published SET bytes = ?2, redacted_by = ?3 WHERE event = ?1",
            (event.event, &event.bytes, event.redacted_by),
        )?;
    }
    transaction.execute_batch(&trigger)?;
    transaction.execute_batch(
        "DELETE FROM incident_row; DELETE FROM drafts; \
         INSERT OR IGNORE INTO scrub_due (kind, hash) VALUES ('pages', x'')",
    )?;
    transaction.commit()?;
    copy.execute_batch("VACUUM; DELETE FROM scrub_due WHERE kind IN ('pages', 'log')")?;
    Ok(true)
}
