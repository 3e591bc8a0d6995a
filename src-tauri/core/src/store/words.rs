//! The `words` table: what a person typed, beside its event, so that it can be erased.

use rusqlite::{Connection, OptionalExtension, Result};

use super::digest::Fields;

/// WITHOUT ROWID, because REPLACE by a row number would remove a row past every trigger.
pub(super) const SCHEMA: &str = "
CREATE TABLE words (
    event BLOB PRIMARY KEY REFERENCES events (id),
    salt BLOB NOT NULL CHECK (length(salt) BETWEEN 16 AND 32),
    text BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER words_are_new BEFORE INSERT ON words
WHEN EXISTS (SELECT 1 FROM words WHERE event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'these words are already there'); END;
CREATE TRIGGER words_stay_erased BEFORE INSERT ON words
WHEN EXISTS (SELECT 1 FROM redactions WHERE target = NEW.event)
BEGIN SELECT RAISE(ABORT, 'these words have been redacted'); END;
CREATE TRIGGER words_never_change BEFORE UPDATE ON words
BEGIN SELECT RAISE(ABORT, 'words are never changed'); END;
CREATE TRIGGER words_go_only_by_redaction BEFORE DELETE ON words
WHEN NOT EXISTS (SELECT 1 FROM redactions WHERE target = OLD.event)
BEGIN SELECT RAISE(ABORT, 'words are removed only by a redaction'); END;
";

/// The erasable part of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsRow {
    /// 16 to 32 random bytes, so that short words cannot be guessed from the digest.
    pub salt: Vec<u8>,
    /// One JSON object, kept as the bytes that were received.
    pub text: Vec<u8>,
}

/// The digest that an event keeps of its words: sha256 over salt and text, each preceded by its
/// length in 8 bytes, big end first.
pub fn words_digest(salt: &[u8], text: &[u8]) -> [u8; 32] {
    Fields::new().bytes(salt).bytes(text).finish()
}

impl WordsRow {
    /// [`words_digest`] of this row.
    pub fn digest(&self) -> [u8; 32] {
        words_digest(&self.salt, &self.text)
    }
}

pub(super) fn insert(conn: &Connection, event: &[u8; 16], words: &WordsRow) -> Result<()> {
    conn.prepare_cached("INSERT INTO words (event, salt, text) VALUES (?1, ?2, ?3)")?.execute((
        event,
        &words.salt,
        &words.text,
    ))?;
    Ok(())
}

/// The events whose words hold these bytes.
pub(super) fn holding(conn: &Connection, part: &[u8]) -> Result<Vec<[u8; 16]>> {
    conn.prepare_cached("SELECT event FROM words WHERE instr(text, ?1) > 0")?
        .query_map([part], |row| row.get(0))?
        .collect()
}

pub(super) fn of(conn: &Connection, event: &[u8; 16]) -> Result<Option<WordsRow>> {
    conn.prepare_cached("SELECT salt, text FROM words WHERE event = ?1")?
        .query_row([event], |row| Ok(WordsRow { salt: row.get(0)?, text: row.get(1)? }))
        .optional()
}
