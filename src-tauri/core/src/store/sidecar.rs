//! The small file beside a store that tells a store from an old or foreign copy of itself.
//!
//! After each commit that appended events it names the machine, the replica and the newest events,
//! so that a person can be told which ones an older copy lacks. It is never synced: a lost one costs
//! a new replica, nothing else. A text, one fact a line, closed by a seal over the rest, so that a
//! torn one reads as missing.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

use super::digest::{hex, plain, unhex};
use super::restore;

/// How many of the newest events are named: more would make every act dearer.
pub const MOST_EVENTS: usize = 32;

/// An event as the file names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its hash.
    pub hash: [u8; 32],
    /// The incident it belongs to.
    pub incident: [u8; 16],
    /// Its id.
    pub event: [u8; 16],
    /// When it was recorded, in milliseconds since 1970 in UTC.
    pub recorded_ms: i64,
    /// The local offset from UTC then, in minutes.
    pub offset_min: i32,
}

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heads {
    pub(super) machine: String,
    pub(super) replica: [u8; 16],
    /// The change number of the commit.
    pub(super) change: u64,
    /// The newest events that this machine appended, the newest last.
    pub(super) events: Vec<Head>,
}

impl Heads {
    /// The same with the events that `there` names before its own. Another machine's are not this
    /// one's to miss, and a restore went back on purpose.
    fn following(mut self, there: Option<Heads>) -> Self {
        let Some(there) = there else { return self };
        if there.machine != self.machine || restore::lies_between(there.change, self.change) {
            return self;
        }
        let mut events = there.events;
        events.append(&mut self.events);
        events.drain(..events.len().saturating_sub(MOST_EVENTS));
        Self { events, ..self }
    }
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
            None => fs::OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path(store))?,
        };
        let mut old = String::new();
        file.seek(SeekFrom::Start(0))?;
        // What is not text is torn, and written over.
        let _ = file.read_to_string(&mut old);
        let text = print(&newest(heads.clone(), parse(&old)));
        file.seek(SeekFrom::Start(0))?;
        file.write_all(text.as_bytes())?;
        if old.len() != text.len() {
            file.set_len(text.len() as u64)?;
        }
        self.file = Some(file);
        Ok(())
    }
}

/// Where another process has already named a later commit, that one stays the last.
fn newest(heads: Heads, there: Option<Heads>) -> Heads {
    let is_later = |there: &Heads| {
        there.machine == heads.machine
            && there.replica == heads.replica
            && there.change > heads.change
    };
    match there {
        Some(there) if is_later(&there) => there.following(Some(heads)),
        other => heads.following(other),
    }
}

fn print(heads: &Heads) -> String {
    let mut text = format!(
        "machine {}\nreplica {}\nchange {}\n",
        hex(heads.machine.as_bytes()),
        hex(&heads.replica),
        heads.change
    );
    for head in &heads.events {
        text.push_str(&format!(
            "head {} {} {} {} {}\n",
            hex(&head.hash),
            hex(&head.incident),
            hex(&head.event),
            head.recorded_ms,
            head.offset_min
        ));
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
    let events = lines.map(head).collect::<Option<_>>()?;
    Some(Heads { machine: String::from_utf8(machine).ok()?, replica, change, events })
}

fn head(line: &str) -> Option<Head> {
    let mut facts = line.strip_prefix("head ")?.split(' ');
    let head = Head {
        hash: unhex(facts.next()?)?,
        incident: unhex(facts.next()?)?,
        event: unhex(facts.next()?)?,
        recorded_ms: facts.next()?.parse().ok()?,
        offset_min: facts.next()?.parse().ok()?,
    };
    facts.next().is_none().then_some(head)
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

    fn named(n: u8) -> Head {
        Head {
            hash: [n; 32],
            incident: [7; 16],
            event: [n; 16],
            recorded_ms: -i64::from(n),
            offset_min: -90,
        }
    }

    fn heads(change: u64, events: Vec<Head>) -> Heads {
        Heads { machine: "laptop".to_owned(), replica: [7; 16], change, events }
    }

    #[test]
    fn what_was_named_before_stays_named_up_to_the_newest_few() {
        let first = heads(1, vec![named(1)]);
        let second = heads(2, vec![named(2), named(3)]).following(Some(first.clone()));
        assert_eq!(second.events, [1, 2, 3].map(named));
        let many: Vec<_> = (10..10 + MOST_EVENTS as u8).map(named).collect();
        assert_eq!(heads(3, many.clone()).following(Some(second)).events, many);
        let elsewhere = Heads { machine: "workstation".to_owned(), ..first };
        assert_eq!(heads(2, vec![named(2)]).following(Some(elsewhere)).events, [named(2)]);
    }

    #[test]
    fn a_process_that_comes_late_is_named_before_the_later_commit() {
        let late = newest(heads(4, vec![named(4)]), Some(heads(5, vec![named(5)])));
        assert_eq!((late.change, late.events), (5, vec![named(4), named(5)]));
    }

    #[test]
    fn what_was_written_is_read_and_a_torn_file_is_not() {
        let heads = Heads {
            machine: "laptop\nof two lines".to_owned(),
            replica: [7; 16],
            change: 12,
            events: vec![named(1), named(2)],
        };
        let text = print(&heads);
        assert_eq!(parse(&text), Some(heads));
        for cut in 0..text.len() {
            assert_eq!(parse(&text[..cut]), None, "cut at {cut}");
        }
    }
}
