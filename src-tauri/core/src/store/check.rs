//! `store check`: does the record still hold together?

mod documents;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::mem::{Discriminant, discriminant};

use rusqlite::{Connection, Result};

use super::digest::hex;
use super::events::{self, EventRow, hash_of};
use super::heads::{self, IncidentTip};
use super::words::WordsRow;
use super::{Store, StoreError, evidence};

/// One thing that is wrong with a store. Ids and hashes are as in [`EventRow`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// SQLite finds the file itself malformed.
    File {
        /// SQLite's own words.
        detail: String,
    },
    /// The columns of an event do not give its hash: something in it was changed.
    ChangedEvent {
        /// The event.
        event: [u8; 16],
        /// Its position in the store.
        pos: i64,
    },
    /// The words of an event do not give the digest in it.
    ChangedWords {
        /// The event.
        event: [u8; 16],
    },
    /// The words of an event are gone, and nothing redacted them.
    MissingWords {
        /// The event.
        event: [u8; 16],
    },
    /// A chain lacks the events with these numbers.
    MissingEvents {
        /// The incident.
        incident: [u8; 16],
        /// The replica that wrote them.
        replica: [u8; 16],
        /// The first number that lacks.
        from: u64,
        /// The last.
        to: u64,
    },
    /// An event names another as known to its writer, and it is not here.
    UnknownAncestor {
        /// The event.
        event: [u8; 16],
        /// The hash it names.
        hash: [u8; 32],
    },
    /// An event does not name the one before it in its chain.
    BrokenChain {
        /// The event.
        event: [u8; 16],
    },
    /// Two events hold one number: the store was copied and written in both places.
    Fork {
        /// The incident.
        incident: [u8; 16],
        /// The replica.
        replica: [u8; 16],
        /// The number.
        seq: u64,
        /// The events, in the order they were stored.
        events: Vec<[u8; 16]>,
    },
    /// The kept end of a chain or incident is not where the events end.
    WrongHeads {
        /// The incident.
        incident: [u8; 16],
    },
    /// An evidence file no longer has the content that its name says.
    ChangedEvidence {
        /// The hash in its name.
        hash: [u8; 32],
    },
    /// The columns of a revision do not give its hash: something in it was changed.
    ChangedRevision {
        /// The document.
        document: String,
        /// The hash it was saved under.
        hash: [u8; 32],
    },
    /// A revision builds on another that is not here.
    UnknownRevision {
        /// The document.
        document: String,
        /// The revision.
        hash: [u8; 32],
        /// The hash it names.
        before: [u8; 32],
    },
    /// Words were redacted, and their bytes may still be in the file or a backup.
    ScrubDue,
    /// There is more of what was found.
    More {
        /// How much.
        count: usize,
    },
}

/// How many faults of one kind are listed; the rest are counted.
const MOST_OF_A_KIND: usize = 20;

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { detail } => write!(f, "The file is malformed: {detail}."),
            Self::ChangedEvent { event, pos } => {
                write!(f, "Event {} (row {pos}) was changed after it was written.", hex(event))
            }
            Self::ChangedWords { event } => {
                write!(f, "The words of event {} were changed.", hex(event))
            }
            Self::MissingWords { event } => {
                write!(f, "The words of event {} are gone without a redaction.", hex(event))
            }
            Self::MissingEvents { incident, replica, from, to } => write!(
                f,
                "Events {from} to {to} of replica {} are missing from incident {}.",
                hex(replica),
                hex(incident)
            ),
            Self::UnknownAncestor { event, hash } => write!(
                f,
                "Event {} follows an event that is not here (hash {}).",
                hex(event),
                hex(hash)
            ),
            Self::BrokenChain { event } => {
                write!(f, "Event {} does not follow the one before it.", hex(event))
            }
            Self::Fork { incident, replica, seq, events } => {
                let names: Vec<_> =
                    events.iter().take(MOST_OF_A_KIND).map(|event| hex(event)).collect();
                let more = if names.len() < events.len() { " and others" } else { "" };
                write!(
                    f,
                    "Replica {} has {} events with number {seq} in incident {}: {}{more}. \
                     The store was copied and written in more than one place; all are kept.",
                    hex(replica),
                    events.len(),
                    hex(incident),
                    names.join(", ")
                )
            }
            Self::WrongHeads { incident } => {
                write!(f, "The kept end of incident {} is not where it ends.", hex(incident))
            }
            Self::ChangedEvidence { hash } => {
                write!(f, "The evidence file {} was changed.", hex(hash))
            }
            Self::ChangedRevision { document, hash } => write!(
                f,
                "A revision of {document} was changed after it was saved (hash {}).",
                hex(hash)
            ),
            Self::UnknownRevision { document, hash, before } => write!(
                f,
                "Revision {} of {document} builds on one that is not here (hash {}).",
                hex(hash),
                hex(before)
            ),
            Self::ScrubDue => write!(
                f,
                "Redacted words may still be in the file or its backups: the last attempt to \
                 remove the bytes did not finish."
            ),
            Self::More { count } => {
                write!(f, "There are {count} more faults of the kinds named above.")
            }
        }
    }
}

impl Store {
    /// Looks at every event, chain, head, revision and evidence file; an empty answer means all is well.
    ///
    /// Stale projections are for the door to find: only it can replay. The answer is in the order
    /// file, events by incident and replica, heads, revisions, evidence.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read to its end.
    pub fn check(&self) -> std::result::Result<Vec<Trouble>, StoreError> {
        let conn = &self.conn;
        let mut found = Vec::new();
        // A malformed file may stop the reading half way; what was found until then still counts.
        for look in [malformed, walk, documents::revisions] {
            match self.trouble(look(conn)) {
                Ok(more) => found.extend(more),
                Err(StoreError::Damaged { detail, .. }) => found.push(Trouble::File { detail }),
                Err(error) => return Err(error),
            }
        }
        for (hash, path) in evidence::all(&self.path) {
            if evidence::hash_at(&path) != Some(hash) {
                found.push(Trouble::ChangedEvidence { hash });
            }
        }
        if self.scrub_is_due()? {
            found.push(Trouble::ScrubDue);
        }
        Ok(bounded(found))
    }
}

/// The first of each kind of trouble, and how many more there are: one fault may have thousands.
fn bounded(found: Vec<Trouble>) -> Vec<Trouble> {
    let mut counts: HashMap<Discriminant<Trouble>, usize> = HashMap::new();
    let mut few = Vec::new();
    let mut more = 0;
    for trouble in found {
        let count = counts.entry(discriminant(&trouble)).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND { few.push(trouble) } else { more += 1 }
    }
    few.extend((more > 0).then_some(Trouble::More { count: more }));
    few
}

fn malformed(conn: &Connection) -> Result<Vec<Trouble>> {
    let lines: Vec<String> = conn
        .prepare("PRAGMA integrity_check(20)")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    Ok(lines
        .into_iter()
        .filter(|line| line != "ok")
        .map(|detail| Trouble::File { detail })
        .collect())
}

fn walk(conn: &Connection) -> Result<Vec<Trouble>> {
    let sql = format!(
        "SELECT {}, w.salt, w.text FROM events e LEFT JOIN words w ON w.event = e.id \
         ORDER BY e.incident, e.replica, e.seq, e.pos",
        events::COLUMNS
    );
    let hashes: BTreeSet<[u8; 32]> = conn
        .prepare("SELECT hash FROM events")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    let redacted: BTreeSet<[u8; 16]> = conn
        .prepare("SELECT target FROM redactions")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    let mut found = Vec::new();
    let mut chain = Chain::default();
    let mut ends = Ends::default();
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (pos, event) = events::from_sql(row)?;
        let words = events::words_beside(row)?;
        if hash_of(&event) != event.hash {
            found.push(Trouble::ChangedEvent { event: event.id, pos });
        }
        found.extend(words_trouble(&event, words.as_ref(), &redacted));
        found.extend(chain.follow(&event));
        found.extend(
            event
                .after
                .iter()
                .filter(|hash| !hashes.contains(*hash))
                .map(|hash| Trouble::UnknownAncestor { event: event.id, hash: *hash }),
        );
        ends.see(&event);
    }
    found.extend(chain.close());
    found.extend(ends.compare(conn)?);
    Ok(found)
}

fn words_trouble(
    event: &EventRow,
    words: Option<&WordsRow>,
    redacted: &BTreeSet<[u8; 16]>,
) -> Option<Trouble> {
    match (words, event.words_digest) {
        (Some(words), digest) if digest != Some(words.digest()) => {
            Some(Trouble::ChangedWords { event: event.id })
        }
        (None, Some(_)) if !redacted.contains(&event.id) => {
            Some(Trouble::MissingWords { event: event.id })
        }
        _ => None,
    }
}

/// One replica's events of one incident, as they come in order of their numbers.
#[derive(Default)]
struct Chain {
    owner: Option<([u8; 16], [u8; 16])>,
    /// The number before the present one.
    before: u64,
    /// The hashes of the events with that number.
    hashes_before: Vec<[u8; 32]>,
    /// The present number.
    now: u64,
    /// Its events, with their hashes.
    events_now: Vec<([u8; 16], [u8; 32])>,
}

impl Chain {
    fn follow(&mut self, event: &EventRow) -> Vec<Trouble> {
        let owner = (event.incident, event.replica);
        let mut found = Vec::new();
        if self.owner != Some(owner) {
            found.extend(self.close());
            self.owner = Some(owner);
        }
        if event.seq != self.now {
            found.extend(self.fork());
            self.before = self.now;
            self.hashes_before = self.events_now.drain(..).map(|(_, hash)| hash).collect();
            self.now = event.seq;
            if event.seq > self.before.saturating_add(1) {
                found.push(Trouble::MissingEvents {
                    incident: event.incident,
                    replica: event.replica,
                    from: self.before + 1,
                    to: event.seq - 1,
                });
            }
        }
        // Across a gap the name of what is missing cannot be compared with anything.
        let is_next = self.before.checked_add(1) == Some(event.seq);
        let fits = match event.prev {
            Some(prev) => event.seq > 1 && (!is_next || self.hashes_before.contains(&prev)),
            None => event.seq == 1,
        };
        if !fits {
            found.push(Trouble::BrokenChain { event: event.id });
        }
        self.events_now.push((event.id, event.hash));
        found
    }

    fn close(&mut self) -> Option<Trouble> {
        let fork = self.fork();
        *self = Self::default();
        fork
    }

    fn fork(&self) -> Option<Trouble> {
        let (incident, replica) = self.owner?;
        (self.events_now.len() > 1).then(|| Trouble::Fork {
            incident,
            replica,
            seq: self.now,
            events: self.events_now.iter().map(|(id, _)| *id).collect(),
        })
    }
}

/// Where the chains and incidents end, worked out from every event.
#[derive(Default)]
struct Ends {
    seqs: BTreeMap<([u8; 16], [u8; 16]), u64>,
    incidents: BTreeMap<[u8; 16], Seen>,
}

#[derive(Default)]
struct Seen {
    counter: u64,
    hashes: BTreeSet<[u8; 32]>,
    followed: BTreeSet<[u8; 32]>,
}

impl Ends {
    fn see(&mut self, event: &EventRow) {
        self.seqs.insert((event.incident, event.replica), event.seq);
        let seen = self.incidents.entry(event.incident).or_default();
        seen.counter = seen.counter.max(event.counter);
        seen.hashes.insert(event.hash);
        seen.followed.extend(event.after.iter().chain(&event.prev));
    }

    fn compare(self, conn: &Connection) -> Result<Vec<Trouble>> {
        let mut wrong = BTreeSet::new();
        for ((incident, replica), seq) in &self.seqs {
            let kept = heads::of_replica(conn, replica, incident)?;
            let is_right = match kept {
                Some((kept_seq, hash)) => kept_seq == *seq && events::has_hash(conn, &hash)?,
                None => false,
            };
            if !is_right {
                wrong.insert(*incident);
            }
        }
        for (incident, seen) in &self.incidents {
            let heads: Vec<_> = seen.hashes.difference(&seen.followed).copied().collect();
            if heads::of_incident(conn, incident)? != (IncidentTip { counter: seen.counter, heads })
            {
                wrong.insert(*incident);
            }
        }
        let kept: Vec<[u8; 16]> = conn
            .prepare("SELECT incident FROM incident_tips UNION SELECT incident FROM replicas")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_>>()?;
        wrong.extend(kept.into_iter().filter(|incident| !self.incidents.contains_key(incident)));
        Ok(wrong.into_iter().map(|incident| Trouble::WrongHeads { incident }).collect())
    }
}
