//! The only place that reads a clock: the machine's, or a sample store's own.

use crate::folder::regular_text;
use crate::machine;
use crate::moment::{Moment, Now, Zone};
use chrono::{DateTime, Local};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use thiserror::Error;
use uuid::Uuid;

/// The environment variable that names a sample store's clock file.
pub const SAMPLE_CLOCK: &str = "KNEEBOARD_SAMPLE_CLOCK";

/// A clock's file holds one line.
const LONGEST_CLOCK: u64 = 10_000;

/// Where times and ids come from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock and random ids.
    Machine,
    /// A file with one RFC 3339 time and a seed: a sample store's clock.
    Sample(PathBuf),
}

/// Why a sample store's clock cannot be read; nothing was recorded.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ClockError {
    #[error(
        "This is a sample store, and KNEEBOARD_SAMPLE_CLOCK names no clock file. The store is as it was. Set it to a file that holds one RFC 3339 time and a seed."
    )]
    Unset,
    #[error(
        "The sample clock {path} cannot be read: {why}. The store is as it was. Give a file that holds one RFC 3339 time and a seed."
    )]
    Unreadable { path: String, why: String },
}

impl Clock {
    /// The time now, and the seed of a sample store.
    pub fn read(&self) -> Result<(Now, Option<String>), ClockError> {
        match self {
            Self::Machine => Ok((machine_now(), None)),
            Self::Sample(path) => {
                let unreadable =
                    |why: String| ClockError::Unreadable { path: path.display().to_string(), why };
                let text = regular_text(path, LONGEST_CLOCK).map_err(&unreadable)?;
                let mut words = text.split_whitespace();
                let time = words.next().ok_or_else(|| unreadable("it is empty".to_owned()))?;
                let at = DateTime::parse_from_rfc3339(time)
                    .map(Moment::from)
                    .map_err(|_| unreadable(format!("{time:?} is not an RFC 3339 time")))?;
                let seed = words.next().ok_or_else(|| unreadable("it has no seed".to_owned()))?;
                // Advancing the file is no jump: it serves as boot clock too.
                let now = Now { boot_ms: Some(at.ms()), ..Now::fixed(at) };
                Ok((now, Some(seed.to_owned())))
            }
        }
    }
}

fn machine_now() -> Now {
    let now = Local::now();
    Now { at: Moment::from(now.fixed_offset()), boot_ms: machine::boot_ms(), zone: Zone::Machine }
}

/// Makes ids: random ones, or on a sample store ones that follow from its seed and position.
pub(super) struct Ids {
    seed: Option<(String, u64)>,
    made: u64,
    at_ms: i64,
}

impl Ids {
    /// Ids for one transaction: `position` is the store's change number before it.
    pub(super) fn new(now: &Now, seed: Option<String>, position: u64) -> Self {
        Self { seed: seed.map(|seed| (seed, position)), made: 0, at_ms: now.at.ms() }
    }

    /// A UUIDv7 that carries the time.
    pub(super) fn uuid(&mut self) -> Uuid {
        self.made += 1;
        let ms = u64::try_from(self.at_ms).unwrap_or_default();
        let mut bytes = match &self.seed {
            Some((seed, position)) => self.derived(seed, *position),
            None => *Uuid::new_v4().as_bytes(),
        };
        bytes[..6].copy_from_slice(&ms.to_be_bytes()[2..]);
        uuid::Builder::from_bytes(bytes)
            .with_version(uuid::Version::SortRand)
            .with_variant(uuid::Variant::RFC4122)
            .into_uuid()
    }

    /// Salt for words; on a sample store it follows from the seed, too.
    pub(super) fn salt(&mut self) -> [u8; 16] {
        self.made += 1;
        match &self.seed {
            Some((seed, position)) => self.derived(seed, *position),
            None => *Uuid::new_v4().as_bytes(),
        }
    }

    fn derived(&self, seed: &str, position: u64) -> [u8; 16] {
        let mut hash = Sha256::new();
        hash.update((seed.len() as u64).to_be_bytes());
        hash.update(seed.as_bytes());
        hash.update(position.to_be_bytes());
        hash.update(self.made.to_be_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes
    }
}

/// A moment of this process until which work may go on; none where it may take as long as it takes.
#[derive(Clone, Copy)]
pub(super) struct Until(Option<Instant>);

impl Until {
    pub(super) fn after(patience: Duration) -> Self {
        Self(Instant::now().checked_add(patience))
    }

    pub(super) fn is_over(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }
}
