//! One act: read, judge, append, commit, answer.

use super::clock::Ids;
use super::library::remove_from_drafts;
use super::{Cached, Kneeboard, Trouble, published};
use crate::act::{Act, Refusal, Scene, judge};
use crate::bundle;
use crate::event::{MOST_BODY, Proposed, Role, Via, What, Words};
use crate::id::{ActId, EventId, IncidentId, ReplicaId};
use crate::incident::{Incident, Misorder, is_kept_by_undo, with_corrections};
use crate::moment::{Moment, Now, When};
use crate::secret;
use crate::settings::{self, Clocks};
use crate::store::{IncidentRow, NewEvent, Redaction, WordsRow};
use crate::timeline::sentence::sentence;
use crate::{postmortem, view};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Raised whenever the rows of `incident_row` are made differently.
pub(super) const PROJECTOR: u32 = 2;

/// The most letters that the answer to an act tells of it.
const LONGEST_SAID: usize = 600;

/// A clock that moved by more than this against the boot clock is written down.
const JUMP_MS: u64 = 2_000;

/// An act with who does it, and where.
#[derive(Clone, Debug, Deserialize)]
pub struct Request {
    /// Chosen by the caller: the same act again is answered and not repeated.
    pub id: ActId,
    /// The incident; absent for a start.
    #[serde(default)]
    pub incident: Option<IncidentId>,
    /// Who acts.
    #[serde(default)]
    pub role: Role,
    /// The name behind the role, where it is to be kept.
    #[serde(default)]
    pub name: Option<String>,
    /// What is done.
    pub act: Act,
    /// What to do with words that look like a secret.
    #[serde(default)]
    pub secret: Option<SecretChoice>,
    /// When it was done, where the store could not take it at once: milliseconds since 1970.
    #[serde(default)]
    pub done_at_ms: Option<i64>,
}

impl Request {
    /// The clock by which the act is judged: what was done earlier is judged by its own time.
    fn then(&self, now: &Now) -> Now {
        let done = self.done_at_ms.map(|ms| Moment::new(ms.max(0), now.at.offset_min()));
        Now { at: done.map_or(now.at, |done| done.min(now.at)), ..*now }
    }
}

/// What a person chose for words that look like a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SecretChoice {
    Mask,
    Keep,
}

/// What an act did. The same act again gives the same answer.
#[derive(Clone, Debug, Serialize)]
pub struct Done {
    /// The incident.
    pub incident: IncidentId,
    /// Its handle.
    pub handle: String,
    /// The store's change number after it.
    pub head: u64,
    /// The events appended, in order.
    pub events: Vec<EventId>,
    /// What was recorded and should be looked at, such as key times in an impossible order.
    pub warnings: Vec<String>,
    /// What was recorded, as the timeline says it: for the window, which shows it at once.
    #[serde(skip)]
    pub said: String,
    /// Whether undo would take it back.
    #[serde(skip)]
    pub undo: bool,
}

impl Kneeboard {
    /// Records one act in one transaction; durable when this returns.
    pub fn act(&mut self, request: Request) -> Result<Done, Trouble> {
        let (now, seed) = self.read_clock()?;
        let act = self.frozen(request.act.clone(), request.incident)?;
        let then = request.then(&now);
        let jump = self.jump_since_last(&now);
        let clocks = match act {
            Act::Decided(_) => self.settings()?.clocks,
            _ => Clocks::default(),
        };
        let Self { store, incidents, via, clock, .. } = self;
        let sample = matches!(clock, super::Clock::Sample(_));
        // What an attempt wrote and did not commit must not stay in the cached incident.
        let mut dirty: Option<IncidentId> = None;
        let done = store.write(|writer| {
            if let Some(id) = dirty.take() {
                incidents.remove(&id);
            }
            let before = writer.act_events(&request.id.bytes())?;
            if let Some(first) = before.first() {
                let id = IncidentId::from(first.incident);
                let events = before.iter().map(|row| EventId::from(row.id)).collect();
                let cached = incidents.entry(id).or_default();
                cached.take(writer.events(&id.bytes(), cached.pos)?);
                return Ok(answer(&cached.incident, id, writer.change(), events, Vec::new()));
            }
            let mut ids = Ids::new(&now, seed.clone(), writer.change());
            let id = request.incident.unwrap_or_else(|| IncidentId(ids.uuid()));
            let cached: &mut Cached = incidents.entry(id).or_default();
            // Where this process wrote last, nobody else has written since.
            if cached.whole_at.is_none_or(|change| change + 1 != writer.change()) {
                cached.take(writer.events(&id.bytes(), cached.pos)?);
            }
            let incident = &cached.incident;
            let begins = matches!(act, Act::IncidentStarted(_));
            if incident.id().is_none() && !begins {
                return Err(Refusal::NotStarted.into());
            }
            let handles = if begins { handles(&writer.incidents()?) } else { Vec::new() };
            let scene = Scene {
                now: then,
                replica: ReplicaId::from(writer.replica()?),
                sample,
                handle_taken: &|handle| handles.iter().any(|taken| taken == handle),
                suffix: EventId(id.0).short().chars().take(4).collect(),
                recheck_minutes: clocks.minutes(settings::Clock::Recheck),
            };
            let mut proposed = judge(incident, &act, &scene)?;
            if then.at < now.at {
                date_back(&mut proposed, then.at);
            }
            refuse_early_review(incident, &act, &now)?;
            if let (Some(by_ms), true) = (jump, incident.is_open() && !begins) {
                proposed.insert(0, Proposed::new(What::ClockJumped { by_ms }));
            }
            heed_secrets(&mut proposed, request.secret)?;
            sign(&mut proposed, request.name.as_deref());
            let wrong_before = incident.misorders();
            dirty = Some(id);
            let mut appended = Vec::new();
            let mut rows = Vec::new();
            let mut publishing = None;
            let mut removal = None;
            for event in proposed {
                let targets = redaction(&cached.incident, &event.what);
                let new = new_event(&event, id, &request, *via, &now, &mut ids);
                refuse_unread(&event.what, &new)?;
                let words = new.words.clone();
                let row = writer.append_local(new)?;
                if let Act::Exported { path, .. } = &act {
                    writer.put_export_path(&row.id, path)?;
                }
                if published::publishes(&event.what) {
                    publishing = Some(row.id);
                }
                if let Some(targets) = targets {
                    remove_from_drafts(writer, &targets)?;
                    let redaction = Redaction { by: row.id, targets, ..Redaction::default() };
                    writer.redact(&redaction)?;
                    removal = Some(redaction);
                }
                appended.push(EventId::from(row.id));
                rows.push((writer.position(), row, words));
            }
            cached.take(rows);
            cached.whole_at = Some(writer.change());
            writer.put_incident_row(&incident_row(&cached.incident, id))?;
            if let Some(event) = publishing {
                published::keep(writer, event, &cached.incident, id)?;
            }
            let mut warnings = warnings(&wrong_before, &cached.incident);
            if let Some(Redaction { by, targets, .. }) = removal {
                published::remove_from_copies(writer, id, by, &targets)?;
                warnings.extend(published::exported_before(writer, &cached.incident, &targets)?);
            }
            // Everything the answer needs is read inside: a read after the commit costs as much as
            // the commit's own rows.
            Ok::<_, Trouble>(answer(&cached.incident, id, writer.change(), appended, warnings))
        });
        let mut done = match done {
            Ok(done) => done,
            Err(trouble) => {
                if let Some(id) = dirty {
                    self.incidents.remove(&id);
                }
                return Err(trouble);
            }
        };
        self.last_tick = now.boot_ms.map(|boot| (now.at.ms(), boot));
        if matches!(request.act, Act::Redacted { .. }) {
            // The copy in memory still holds what was removed.
            self.incidents.remove(&done.incident);
            let leftovers = self.store.scrub()?;
            done.warnings.extend(leftovers.iter().map(ToString::to_string));
        }
        Ok(done)
    }

    /// How far the wall clock moved against the boot clock since the last act of this process.
    fn jump_since_last(&self, now: &Now) -> Option<i64> {
        let (wall, boot) = self.last_tick?;
        let by = now.at.ms().saturating_sub(wall).saturating_sub(now.boot_ms?.saturating_sub(boot));
        (by.unsigned_abs() > JUMP_MS).then_some(by)
    }
}

fn answer(
    incident: &Incident,
    id: IncidentId,
    head: u64,
    events: Vec<EventId>,
    warnings: Vec<String>,
) -> Done {
    let told = events.iter().filter_map(|event| incident.index_of(*event));
    let mut told = told.filter(|at| !matches!(incident.event(*at).what, What::ClockJumped { .. }));
    let kept = |at: &usize| {
        let what = &incident.event(*at).what;
        is_kept_by_undo(what) || matches!(what, What::Retracted { .. })
    };
    Done {
        incident: id,
        handle: incident.handle(),
        head,
        undo: !told.clone().any(|at| kept(&at)),
        said: told.next().map(|at| shortened(&sentence(incident, at))).unwrap_or_default(),
        events,
        warnings,
    }
}

/// The beginning of a sentence that is too long to be shown at once; the record has the whole.
fn shortened(said: &str) -> String {
    let cut: String = said.chars().take(LONGEST_SAID).collect();
    if cut.len() < said.len() { cut + " …" } else { cut }
}

fn new_event(
    event: &Proposed,
    incident: IncidentId,
    request: &Request,
    via: Via,
    now: &Now,
    ids: &mut Ids,
) -> NewEvent {
    let (kind, version, body) = event.what.encode(event.at.as_ref());
    let words =
        Words::encode(&event.words).map(|text| WordsRow { salt: ids.salt().to_vec(), text });
    NewEvent {
        id: *ids.uuid().as_bytes(),
        incident: incident.bytes(),
        act: request.id.bytes(),
        kind,
        version,
        recorded_ms: now.at.ms(),
        offset_min: now.at.offset_min(),
        role: request.role.name().to_owned(),
        via: via.name().to_owned(),
        body,
        words,
    }
}

/// Refuses what could be handed over to nobody: above all, texts that are too long.
fn refuse_unread(what: &What, new: &NewEvent) -> Result<(), Refusal> {
    let words = new.words.as_ref().map_or(0, |words| words.text.len());
    if words > what.most_words() {
        let instead = match what {
            What::EvidenceAttached { .. } => "Cut it down to the part that matters.",
            _ => "Keep a long text as evidence: kneeboard note - < FILE",
        };
        let most = what.most_words();
        return Err(Refusal::TooLong { what: "This text", bytes: words, most, instead });
    }
    if new.body.len() > MOST_BODY {
        let (bytes, most) = (new.body.len(), MOST_BODY);
        let instead = "Split the runbook, and open the part that is needed.";
        return Err(Refusal::TooLong { what: "This runbook's plan", bytes, most, instead });
    }
    bundle::check_new(new).map_err(|why| Refusal::NotReadable { why })
}

/// What waited for the store took place when it was done, not when it could be written down.
fn date_back(proposed: &mut [Proposed], done: Moment) {
    for event in proposed.iter_mut().filter(|event| event.at.is_none()) {
        event.at = Some(When::Exact { at: done });
    }
}

/// The name behind the role goes with the words, so that it can be erased.
fn sign(proposed: &mut [Proposed], name: Option<&str>) {
    if let (Some(first), Some(name)) = (proposed.first_mut(), name.filter(|n| !n.is_empty())) {
        first.words.insert("by".to_owned(), Value::from(name));
    }
}

fn heed_secrets(proposed: &mut [Proposed], choice: Option<SecretChoice>) -> Result<(), Refusal> {
    for event in proposed.iter_mut() {
        match choice {
            Some(SecretChoice::Keep) => {}
            Some(SecretChoice::Mask) => {
                event.words.values_mut().for_each(|value| {
                    each_text(value, &mut |text| {
                        *text = secret::masked(text);
                    })
                });
            }
            None => {
                let found = first_secret(&event.words);
                if let Some(what) = found {
                    return Err(Refusal::LooksSecret { what });
                }
            }
        }
    }
    Ok(())
}

fn first_secret(words: &Map<String, Value>) -> Option<&'static str> {
    words.values().find_map(|value| match value {
        Value::String(text) => secret::found_in(text),
        Value::Array(items) => items.iter().filter_map(Value::as_str).find_map(secret::found_in),
        _ => None,
    })
}

fn each_text(value: &mut Value, change: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}

/// The events whose words a removal erases: the target and its corrections.
fn redaction(incident: &Incident, what: &What) -> Option<Vec<[u8; 16]>> {
    let What::Redacted { target } = what else { return None };
    let events = incident.entries().iter().map(|entry| (entry.event.id, &entry.event.what));
    Some(with_corrections(*target, events).iter().map(EventId::bytes).collect())
}

fn handles(rows: &[IncidentRow]) -> Vec<String> {
    rows.iter().map(|row| row.handle.clone()).collect()
}

/// Errors hold back "reviewed" and "published" unless a note says why they stay.
fn refuse_early_review(incident: &Incident, act: &Act, now: &Now) -> Result<(), Refusal> {
    let Act::StatusSet { status, note } = act else { return Ok(()) };
    let reviewed = *status >= crate::event::Status::Reviewed;
    if !reviewed || note.as_deref().is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    let errors: Vec<String> = postmortem::findings(incident, now.at)
        .into_iter()
        .filter(|finding| finding.level == postmortem::Level::Error && finding.dismissed.is_none())
        .map(|finding| format!("{} at {}", finding.rule, finding.place))
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    Err(Refusal::ErrorsStand { count: errors.len(), rules: errors })
}

/// What an act newly brought about and should be looked at.
fn warnings(before: &[Misorder], incident: &Incident) -> Vec<String> {
    incident
        .misorders()
        .iter()
        .filter(|wrong| !before.contains(wrong))
        .map(|wrong| {
            format!(
                "Recorded, but {} lies before {} (ST04). Correct whichever is wrong.",
                wrong.first.name(),
                wrong.before.name()
            )
        })
        .collect()
}

/// The row that lists show, a pure function of the record.
pub(super) fn incident_row(incident: &Incident, id: IncidentId) -> IncidentRow {
    let started =
        incident.key_time(crate::event::KeyTime::Started).and_then(|record| record.when.start());
    IncidentRow {
        incident: id.bytes(),
        projector: PROJECTOR,
        handle: incident.handle(),
        title: incident.title(),
        severity: incident.severity().map(|severity| view::incident::word(&severity)),
        status: if incident.is_open() { "open" } else { "closed" }.to_owned(),
        stack: incident.stack(),
        service: incident.service(),
        drill: incident.is_drill(),
        started_ms: started.map(|at| at.ms()),
        opened_ms: incident.opened_at().map(|at| at.ms()).unwrap_or_default(),
        closed_ms: incident.closed().map(|closed| closed.recorded_at.ms()),
        decided: view::decided_words(incident),
        to_mitigate_seconds: incident.durations().ttm.seconds(),
        postmortem_status: Some(view::incident::word(&incident.status())),
        current_step: incident
            .current_step()
            .map(|step| format!("{} {}", incident.step_number(&step), incident.step_text(&step))),
        view: serde_json::to_string(&view::earlier::Row::of(incident)).unwrap_or_default(),
    }
}
