//! The live timeline, a page at a time: the newest rows come with the walk, older ones are asked
//! for.

use crate::id::EventId;
use crate::incident::Incident;
use crate::timeline;
use serde::Serialize;

/// Older rows of a timeline.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct TimelineView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// In the order of the timeline.
    pub rows: Vec<TimelineRow>,
    /// The number before which the next older page ends; absent on the oldest page.
    pub before: Option<usize>,
    /// How many rows the timeline has in all.
    pub timeline_rows: usize,
}

/// A row of the live timeline.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct TimelineRow {
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub id: EventId,
    pub n: usize,
    pub kind: String,
    /// `02:14:09Z`.
    pub clock: String,
    pub text: String,
    pub role: String,
    pub mark: Option<String>,
}

/// Rows that one page may hold, whatever was asked for.
const MOST_ROWS: usize = 1000;

/// The page of rows that ends before row number `before`; the newest where none is named. What
/// the document's timeline leaves out is not told at the side either.
pub fn page(incident: &Incident, head: u64, before: Option<usize>, rows: usize) -> TimelineView {
    let told = timeline::told(incident);
    let end = match before {
        Some(before) => told.partition_point(|(n, _)| *n < before),
        None => told.len(),
    };
    let start = end.saturating_sub(rows.clamp(1, MOST_ROWS));
    let rows = timeline::rows_of(incident, told[start..end].iter().copied());
    TimelineView {
        head,
        rows: rows.into_iter().map(|row| line(incident, row)).collect(),
        before: (start > 0).then(|| told[start].0),
        timeline_rows: told.len(),
    }
}

fn line(incident: &Incident, row: timeline::Row) -> TimelineRow {
    TimelineRow {
        id: incident.event(row.index).id,
        n: row.n,
        kind: row.kind,
        clock: row.happened_at.start().unwrap_or(row.recorded_at).clock(),
        text: row.text,
        role: row.role.title().to_owned(),
        mark: (!row.marks.is_empty()).then(|| row.marks.join(", ")),
    }
}
