//! The one door for window and command line: open, act, view.
//!
//! [`Kneeboard::act`] is the only write to the record, and one act is one transaction.

mod acting;
mod checking;
mod clock;
mod documents;
mod erasing;
mod export;
mod forms;
mod handover;
mod library;
mod naming;
mod published;
mod revising;
mod searching;
mod settings;
mod trouble;
mod viewing;

pub use acting::{Done, Request, SecretChoice};
pub use checking::{Fault, MissingEvent, NewestBackup};
pub use clock::{Clock, ClockError, SAMPLE_CLOCK};
pub use documents::{Save, SaveDone};
pub use export::Format;
pub use forms::Form;
pub use handover::TakenIn;
pub use library::{
    CardChange, Change, Draft, Dropped, Exported, Given, GivenFile, Import, Incoming, Kept,
    LibraryError, Listed, Merge, Pick, Saved, Typed, Update, Written,
};
pub use naming::told_apart;
pub use published::Published;
pub use searching::{Search, Searching, Similar};
pub use trouble::{EdgeError, Trouble};
pub use viewing::ViewRequest;

pub use crate::view::import::Becomes;

use crate::event::{Event, Via, What, Words};
use crate::id::{ActId, Digest, EventId, IncidentId, ReplicaId};
use crate::incident::Incident;
use crate::machine;
use crate::moment::{Moment, Now, Zone};
use crate::output::{OutputError, Overwrite, Target};
use crate::runbook::shipped::{self, Shipped};
use crate::store::{CopyKind, EventRow, OpenOptions, Restored, Store, StoredEvent, WordsRow};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An open store with the incidents that were looked at.
pub struct Kneeboard {
    /// Opened by the first question; before the store, so that the store is closed last.
    searching: Option<Searching>,
    store: Store,
    clock: Clock,
    via: Via,
    incidents: HashMap<IncidentId, Cached>,
    last_tick: Option<(i64, i64)>,
    /// What lists say of each runbook.
    shelf: library::Shelf,
    /// The runbooks that come with Kneeboard.
    shipped: &'static [Shipped],
    redlined: library::Redlined,
    /// Where exports of this process go, if that was said here.
    export_folder_now: Option<PathBuf>,
    /// The time zone of this process, if that was said here.
    zone_now: Option<Zone>,
    /// The folder that somebody looks at before taking it in.
    looked_at: Option<library::LookedAt>,
}

/// An incident as far as it was read.
#[derive(Default)]
struct Cached {
    incident: Incident,
    pos: i64,
    /// The change number at which nothing of it was missing, where this process wrote it.
    whole_at: Option<u64>,
}

impl Cached {
    /// Takes in what was stored since.
    fn take(&mut self, rows: Vec<StoredEvent>) {
        let Some((last, _, _)) = rows.last() else { return };
        self.pos = *last;
        self.incident
            .extend(rows.into_iter().map(|(_, row, words)| event_of(row, words)).collect());
    }
}

impl Kneeboard {
    /// Opens a store, making it where there is none. A sample store needs its clock file.
    pub fn open(path: &Path, via: Via) -> Result<Self, Trouble> {
        Self::with(Store::open_or_create(path, &options())?, via)
    }

    /// The same with a clock that is known, as a drill in its own folder has.
    pub fn open_by(path: &Path, clock: Clock, via: Via) -> Result<Self, Trouble> {
        Self::with_clock(Store::open_or_create(path, &options())?, clock, via)
    }

    /// Makes a new sample store; its seed is the clock file's.
    pub fn new_sample(path: &Path, via: Via) -> Result<Self, Trouble> {
        Self::new_sample_by(path, sample_clock()?, via)
    }

    /// The same with a clock that is known.
    pub fn new_sample_by(path: &Path, clock: Clock, via: Via) -> Result<Self, Trouble> {
        let (_, seed) = clock.read()?;
        let options = options();
        let seed = seed.unwrap_or_default();
        Self::with_clock(Store::create_sample(path, &options, &seed)?, clock, via)
    }

    fn with(store: Store, via: Via) -> Result<Self, Trouble> {
        let clock = match store.sample_seed()? {
            Some(_) => sample_clock()?,
            None => Clock::Machine,
        };
        Self::with_clock(store, clock, via)
    }

    fn with_clock(store: Store, clock: Clock, via: Via) -> Result<Self, Trouble> {
        clock.read()?;
        let mut door = Self {
            searching: None,
            store,
            clock,
            via,
            incidents: HashMap::new(),
            last_tick: None,
            shelf: library::Shelf::new(),
            shipped: shipped::all(),
            redlined: library::Redlined::default(),
            export_folder_now: None,
            zone_now: None,
            looked_at: None,
        };
        // What an earlier process left undone is no reason to refuse the store.
        let _ = door.store.tidy();
        door.mend_projection()?;
        Ok(door)
    }

    /// The clock that this store runs by.
    pub fn now(&self) -> Result<Now, Trouble> {
        Ok(self.read_clock()?.0)
    }

    /// Reads and shows times in this zone, whatever the settings say.
    pub fn use_zone(&mut self, zone: Zone) {
        self.zone_now = Some(zone);
    }

    /// The time in the team's zone, and the seed of a sample store.
    fn read_clock(&self) -> Result<(Now, Option<String>), Trouble> {
        let (now, seed) = self.clock.read()?;
        let zone = match self.zone_now {
            Some(zone) => Some(zone),
            None => self.settings()?.zone,
        };
        let now = zone.map_or(now, |zone| Now { at: zone.here(now.at), zone, ..now });
        Ok((now, seed))
    }

    /// The store's change number: raised by every transaction.
    pub fn head(&self) -> Result<u64, Trouble> {
        Ok(self.store.change_number()?)
    }

    /// Whether this is a sample store.
    pub fn is_sample(&self) -> bool {
        matches!(self.clock, Clock::Sample(_))
    }

    /// The store itself, for the commands that are about it; what was read of it is forgotten.
    pub fn store(&mut self) -> &mut Store {
        self.incidents.clear();
        self.redlined = library::Redlined::default();
        &mut self.store
    }

    /// Brings a backup back into the store at `path`, which need not be one that opens.
    pub fn restore(path: &Path, from: &Path) -> Result<Restored, Trouble> {
        Ok(Store::restore_at(path, from, &options())?)
    }

    /// Copies the store where today has no copy yet.
    pub fn back_up_today(&mut self) -> Result<(), Trouble> {
        let today = self.now()?.at.date();
        self.store.backup_daily(today)?;
        Ok(())
    }

    /// Copies the store again today, as after a closing.
    pub fn back_up_again(&mut self) -> Result<(), Trouble> {
        let today = self.now()?.at.date();
        self.store.backup_again(today)?;
        Ok(())
    }

    /// Writes a checked copy of the whole store to a file that its owner alone may read, and remembers
    /// that it exists: it may hold words that are erased later. A file that is there stays, unless a
    /// person said otherwise.
    pub fn back_up_to(&mut self, path: &Path, overwrite: Overwrite) -> Result<(), Trouble> {
        let is_free = Target::look(path, &|path| self.store.own_file(path))?.is_free();
        if overwrite == Overwrite::Keep && !is_free {
            return Err(OutputError::Exists { path: path.display().to_string() }.into());
        }
        // Noted first: a process that is killed leaves no copy unnoted.
        self.store.write(|writer| writer.put_copy(path, CopyKind::Backup, None))?;
        let is_own = |path: &Path| self.store.own_file(path);
        let target = Target::look(path, &is_own)?;
        let copy = target.begin_copy()?;
        let _unfinished = self.store.writing(copy.path());
        self.store.copy_into(copy.path())?;
        Ok(copy.publish()?)
    }

    /// The day of the newest copy, as `2026-11-22`; said where it is a day to come.
    pub fn last_backup(&self) -> Result<Option<String>, Trouble> {
        Ok(self.newest_backup()?.map(|backup| match backup.is_ahead {
            true => format!("{} (dated ahead of today)", backup.day),
            false => backup.day.to_string(),
        }))
    }

    /// This store's line of writing.
    pub fn replica(&self) -> Result<ReplicaId, Trouble> {
        Ok(ReplicaId::from(self.store.info()?.replica.id))
    }

    /// An incident, brought up to what is stored.
    pub fn incident(&mut self, id: IncidentId) -> Result<&Incident, Trouble> {
        let cached = self.incidents.entry(id).or_default();
        cached.take(self.store.events(&id.bytes(), cached.pos)?);
        Ok(&cached.incident)
    }

    /// Every incident, the newest first.
    pub fn incident_ids(&self) -> Result<Vec<IncidentId>, Trouble> {
        Ok(self.store.incidents()?.iter().map(|row| IncidentId::from(row.incident)).collect())
    }

    /// Makes good what is behind: rows of an older projector are made anew from the events.
    fn mend_projection(&mut self) -> Result<(), Trouble> {
        let stale = self.store.stale_incidents(acting::PROJECTOR)?;
        if stale.is_empty() {
            return Ok(());
        }
        self.project_anew(&stale.into_iter().map(IncidentId::from).collect::<Vec<_>>())
    }

    /// Makes the rows of these incidents anew, from what is stored by then: another process may be
    /// writing.
    fn project_anew(&mut self, ids: &[IncidentId]) -> Result<(), Trouble> {
        let Self { store, incidents, .. } = self;
        store.write(|writer| {
            for id in ids {
                let cached = incidents.entry(*id).or_default();
                cached.take(writer.events(&id.bytes(), cached.pos)?);
                writer.put_incident_row(&acting::incident_row(&cached.incident, *id))?;
            }
            Ok::<(), Trouble>(())
        })
    }
}

/// The environment variable that says how many seconds a write waits for another program that holds
/// the store; 30 where it says nothing.
pub const WAIT_SECONDS: &str = "KNEEBOARD_WAIT_SECONDS";

fn options() -> OpenOptions {
    let mut options = OpenOptions::on(machine::id());
    if let Some(seconds) = std::env::var(WAIT_SECONDS).ok().and_then(|said| said.parse().ok()) {
        options.busy_timeout = Duration::from_secs(seconds);
    }
    options
}

/// The store's path where nobody names one: in the user's data folder.
pub fn default_store() -> PathBuf {
    directories::ProjectDirs::from("", "", "kneeboard")
        .map(|folders| folders.data_dir().join("kneeboard.db"))
        .unwrap_or_else(|| PathBuf::from("kneeboard.db"))
}

/// The export folder where nobody chose one: Kneeboard in the user's documents.
pub fn default_export_folder() -> PathBuf {
    let user = directories::UserDirs::new();
    user.as_ref()
        .map(|user| {
            user.document_dir().map_or_else(|| user.home_dir().join("Documents"), Path::to_path_buf)
        })
        .unwrap_or_default()
        .join("Kneeboard")
}

fn sample_clock() -> Result<Clock, ClockError> {
    std::env::var_os(SAMPLE_CLOCK)
        .filter(|path| !path.is_empty())
        .map(|path| Clock::Sample(PathBuf::from(path)))
        .ok_or(ClockError::Unset)
}

/// A stored row as an event. Total: what cannot be read stays as an entry of a newer Kneeboard.
fn event_of(row: EventRow, words: Option<WordsRow>) -> Event {
    let (what, at) = What::decode(&row.kind, row.version, &row.body);
    let words = match (&words, row.words_digest) {
        (Some(words), _) => Words::decode(&words.text),
        (None, Some(_)) => Words::Removed,
        (None, None) => Words::Nothing,
    };
    Event {
        id: EventId::from(row.id),
        incident: IncidentId::from(row.incident),
        act: ActId::from(row.act),
        replica: ReplicaId::from(row.replica),
        seq: row.seq,
        prev: row.prev.map(Digest),
        after: row.after.iter().copied().map(Digest).collect(),
        counter: row.counter,
        recorded_at: Moment::new(row.recorded_ms, row.offset_min),
        role: row.role.parse().unwrap_or_default(),
        via: Via::from_name(&row.via),
        at,
        what,
        words,
        hash: Digest(row.hash),
    }
}
