//! The `incident_row` projection: what lists and trends show, written with the event.

use rusqlite::{Connection, OptionalExtension, Result, Row};

pub(super) const SCHEMA: &str = "
CREATE TABLE incident_row (
    incident BLOB PRIMARY KEY CHECK (length(incident) = 16),
    projector INTEGER NOT NULL,
    handle TEXT NOT NULL,
    title TEXT NOT NULL,
    severity TEXT,
    status TEXT NOT NULL,
    stack TEXT,
    service TEXT,
    drill INTEGER NOT NULL CHECK (drill IN (0, 1)),
    started_ms INTEGER,
    opened_ms INTEGER NOT NULL,
    closed_ms INTEGER,
    decided TEXT,
    to_mitigate_seconds INTEGER,
    postmortem_status TEXT,
    current_step TEXT,
    view TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_row_handle ON incident_row (handle);
";

/// One incident in a list: a pure function of its events, rebuilt when the projector changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRow {
    /// The incident.
    pub incident: [u8; 16],
    /// The number of the function that made this row.
    pub projector: u32,
    /// MMDD and a slug of the title.
    pub handle: String,
    /// The title.
    pub title: String,
    /// `SEV1` to `SEV4`.
    pub severity: Option<String>,
    /// Open or closed, in the door's words.
    pub status: String,
    /// The stack of the runbook or service.
    pub stack: Option<String>,
    /// The service.
    pub service: Option<String>,
    /// Whether it is a drill.
    pub drill: bool,
    /// When impact began, milliseconds since 1970 in UTC, where known.
    pub started_ms: Option<i64>,
    /// When it was opened here.
    pub opened_ms: i64,
    /// When it was closed.
    pub closed_ms: Option<i64>,
    /// What was decided last.
    pub decided: Option<String>,
    /// From started to mitigated, where that is one number.
    pub to_mitigate_seconds: Option<i64>,
    /// Draft, in review, reviewed, published.
    pub postmortem_status: Option<String>,
    /// The step in focus.
    pub current_step: Option<String>,
    /// Everything else that a list shows, as JSON.
    pub view: String,
}

const COLUMNS: &str = "incident, projector, handle, title, severity, status, stack, service, \
     drill, started_ms, opened_ms, closed_ms, decided, to_mitigate_seconds, postmortem_status, \
     current_step, view";

fn from_sql(row: &Row<'_>) -> Result<IncidentRow> {
    Ok(IncidentRow {
        incident: row.get(0)?,
        projector: row.get(1)?,
        handle: row.get(2)?,
        title: row.get(3)?,
        severity: row.get(4)?,
        status: row.get(5)?,
        stack: row.get(6)?,
        service: row.get(7)?,
        drill: row.get(8)?,
        started_ms: row.get(9)?,
        opened_ms: row.get(10)?,
        closed_ms: row.get(11)?,
        decided: row.get(12)?,
        to_mitigate_seconds: row.get(13)?,
        postmortem_status: row.get(14)?,
        current_step: row.get(15)?,
        view: row.get(16)?,
    })
}

pub(super) fn put(conn: &Connection, row: &IncidentRow) -> Result<()> {
    let sql = format!(
        "INSERT INTO incident_row ({COLUMNS}) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) \
         ON CONFLICT DO UPDATE SET projector = excluded.projector, handle = excluded.handle, \
         title = excluded.title, severity = excluded.severity, status = excluded.status, \
         stack = excluded.stack, service = excluded.service, drill = excluded.drill, \
         started_ms = excluded.started_ms, opened_ms = excluded.opened_ms, \
         closed_ms = excluded.closed_ms, decided = excluded.decided, \
         to_mitigate_seconds = excluded.to_mitigate_seconds, \
         postmortem_status = excluded.postmortem_status, current_step = excluded.current_step, \
         view = excluded.view"
    );
    conn.prepare_cached(&sql)?.execute(rusqlite::params![
        row.incident,
        row.projector,
        row.handle,
        row.title,
        row.severity,
        row.status,
        row.stack,
        row.service,
        row.drill,
        row.started_ms,
        row.opened_ms,
        row.closed_ms,
        row.decided,
        row.to_mitigate_seconds,
        row.postmortem_status,
        row.current_step,
        row.view,
    ])?;
    Ok(())
}

/// Every incident, the newest first.
pub(super) fn all(conn: &Connection) -> Result<Vec<IncidentRow>> {
    let sql = format!("SELECT {COLUMNS} FROM incident_row ORDER BY opened_ms DESC, incident DESC");
    conn.prepare_cached(&sql)?.query_map([], from_sql)?.collect()
}

pub(super) fn one(conn: &Connection, incident: &[u8; 16]) -> Result<Option<IncidentRow>> {
    let sql = format!("SELECT {COLUMNS} FROM incident_row WHERE incident = ?1");
    conn.prepare_cached(&sql)?.query_row([incident], from_sql).optional()
}

/// The incidents whose handle begins so; those alone whose handle is exactly this, where one is.
pub(super) fn by_handle_prefix(conn: &Connection, prefix: &str) -> Result<Vec<IncidentRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM incident_row WHERE handle >= ?1 AND handle < ?2 ORDER BY handle, incident"
    );
    let end = format!("{prefix}\u{10ffff}");
    let mut found: Vec<IncidentRow> =
        conn.prepare_cached(&sql)?.query_map((prefix, end), from_sql)?.collect::<Result<_>>()?;
    if found.iter().any(|row| row.handle == prefix) {
        found.retain(|row| row.handle == prefix);
    }
    Ok(found)
}

/// Incidents that have events but no row of this projector.
pub(super) fn stale(conn: &Connection, projector: u32) -> Result<Vec<[u8; 16]>> {
    conn.prepare_cached(
        "SELECT t.incident FROM incident_tips t LEFT JOIN incident_row r \
         ON r.incident = t.incident AND r.projector = ?1 WHERE r.incident IS NULL \
         ORDER BY t.incident",
    )?
    .query_map([projector], |row| row.get(0))?
    .collect()
}
