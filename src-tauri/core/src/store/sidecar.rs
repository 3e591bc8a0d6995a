//! The small file beside a store that tells a store from an old or foreign copy of itself.
//!
//! After each commit that appended events it names the machine, the replica and the events just
//! written. It is never synced: a lost one costs a new replica, nothing else. A text, one fact a
//! line, closed by a seal over the rest, so that a torn one reads as missing.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

use super::digest::{hex, plain, unhex};
use crate::machine;

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heads {
    pub(super) machine: String,
    pub(super) replica: [u8; 16],
    /// The change number of the commit.
    pub(super) change: u64,
    /// The last events that the commit appended, by incident. Commits are ordered: a store that
    /// has these has everything before them.
    pub(super) hashes: Vec<[u8; 32]>,
}

pub(super) fn path(store: &Path) -> PathBuf {
    super::beside(store, ".heads")
}

/// Reads the file while another process may be in the middle of writing it.
pub(super) fn read_settled(store: &Path) -> Option<Heads> {
    for _ in 0..5 {
        let text = fs::read_to_string(path(store)).ok()?;
        if let Some(heads) = parse(&text) {
            return Some(heads);
        }
        thread::sleep(Duration::from_millis(2));
    }
    None
}

/// Writes the file, unless another process has already named a later commit.
///
/// Answers nothing: where it cannot be written the next opening mints a replica, which is safe.
pub(super) fn write(store: &Path, heads: &Heads) {
    Pen::default().write(store, heads);
}

/// Writes the file again and again, keeping it open: opening it anew at each commit would cost as
/// much as the commit's own rows.
#[derive(Debug, Default)]
pub(super) struct Pen {
    file: Option<fs::File>,
}

impl Pen {
    /// As [`write`].
    pub(super) fn write(&mut self, store: &Path, heads: &Heads) {
        if self.over(store, heads).is_err() {
            self.file = None;
        }
    }

    /// Writes over the old text instead of emptying the file first: a reader then sees an old, a
    /// new or a torn text, and only the last has to be read again.
    fn over(&mut self, store: &Path, heads: &Heads) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => {
                machine::private_file().read(true).create(true).truncate(false).open(path(store))?
            }
        };
        let mut old = String::new();
        file.seek(SeekFrom::Start(0))?;
        // What is not text is torn, and written over.
        let _ = file.read_to_string(&mut old);
        let later = parse(&old).is_some_and(|there| {
            there.machine == heads.machine
                && there.replica == heads.replica
                && there.change > heads.change
        });
        if !later {
            let text = print(heads);
            file.seek(SeekFrom::Start(0))?;
            file.write_all(text.as_bytes())?;
            if old.len() != text.len() {
                file.set_len(text.len() as u64)?;
            }
        }
        self.file = Some(file);
        Ok(())
    }
}

fn print(heads: &Heads) -> String {
    let mut text = format!(
        "machine {}\nreplica {}\nchange {}\n",
        hex(heads.machine.as_bytes()),
        hex(&heads.replica),
        heads.change
    );
    for hash in &heads.hashes {
        text.push_str("head ");
        text.push_str(&hex(hash));
        text.push('\n');
    }
    let seal = seal(&text);
    text.push_str(&seal);
    text
}

/// The last line, which a torn text does not have.
fn seal(text: &str) -> String {
    format!("end {}\n", hex(&plain(text.as_bytes())[..8]))
}

fn parse(text: &str) -> Option<Heads> {
    let facts = &text[..text.rfind("end ")?];
    if text[facts.len()..] != seal(facts) {
        return None;
    }
    let mut lines = facts.lines();
    let machine = bytes_of(lines.next()?.strip_prefix("machine ")?)?;
    let replica = unhex(lines.next()?.strip_prefix("replica ")?)?;
    let change = lines.next()?.strip_prefix("change ")?.parse().ok()?;
    let hashes: Option<Vec<_>> =
        lines.map(|line| line.strip_prefix("head ").and_then(unhex)).collect();
    Some(Heads { machine: String::from_utf8(machine).ok()?, replica, change, hashes: hashes? })
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(unhex::<1>).map(|[byte]| byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_a_torn_file_is_not() {
        let heads = Heads {
            machine: "laptop\nof two lines".to_owned(),
            replica: [7; 16],
            change: 12,
            hashes: vec![[1; 32], [2; 32]],
        };
        let text = print(&heads);
        assert_eq!(parse(&text), Some(heads));
        for cut in 0..text.len() {
            assert_eq!(parse(&text[..cut]), None, "cut at {cut}");
        }
    }
}
