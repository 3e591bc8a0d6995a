//! Key times, and the durations derived from them with their definitions.

use crate::event::{KeyTime, What};
use crate::incident::{Incident, Misorder};
use crate::markdown::escape_cell;
use crate::moment::{Span, When, written_seconds};
use crate::postmortem::prose::line;
use crate::timeline::{Row, counts, sentence};

/// A duration with what it is measured between.
pub(super) struct Measured {
    pub(super) title: &'static str,
    pub(super) end: KeyTime,
    pub(super) span: Span,
}

/// The four durations in their order.
pub(super) fn measured(incident: &Incident) -> [Measured; 4] {
    let found = incident.durations();
    [
        Measured { title: "Time to detect", end: KeyTime::Detected, span: found.ttd },
        Measured { title: "Time to acknowledge", end: KeyTime::Acknowledged, span: found.tta },
        Measured { title: "Time to mitigate", end: KeyTime::Mitigated, span: found.ttm },
        Measured { title: "Time to resolve", end: KeyTime::Resolved, span: found.ttr },
    ]
}

/// `about 8 min 31 s`, `unknown`: a duration as the document says it.
pub(super) fn spoken(incident: &Incident, measured: &Measured) -> String {
    let is_about = [KeyTime::Started, measured.end].into_iter().any(|time| {
        incident.key_time(time).is_some_and(|record| matches!(record.when, When::About { .. }))
    });
    match measured.span {
        Span::Seconds(seconds) if is_about => format!("about {}", written_seconds(seconds)),
        span => span.written(),
    }
}

/// The section: when, how long, and who noticed.
pub(super) fn section(incident: &Incident, rows: &[Row]) -> String {
    let mut text = String::from("| Key time | When | Known |\n|---|---|---|\n");
    for time in KeyTime::ALL {
        text.push_str(&key_time(incident, time));
    }
    text.push_str("\n| Duration | Length | Definition | Remark |\n|---|---|---|---|\n");
    for measured in measured(incident) {
        text.push_str(&format!(
            "| {} | {} | {} − started | {} |\n",
            measured.title,
            spoken(incident, &measured),
            measured.end.name(),
            escape_cell(&remark(incident, &measured)),
        ));
    }
    text.push_str("\nEvery duration is wall-clock time.\n");
    text.push_str(&match incident.detection_source() {
        Some(source) => line(&format!("Detected by: {}", sentence::source_words(source))),
        None => "Who or what noticed first was not recorded.".to_owned(),
    });
    text.push('\n');
    for wrong in incident.misorders() {
        text.push_str(&line(&format!("ST04: {}", misorder(incident, &wrong))));
        text.push('\n');
    }
    for row in rows {
        let entry = incident.entry(row.index);
        if matches!(entry.event.what, What::ClockJumped { .. }) && counts(&entry.mark) {
            text.push_str(&format!("{} See {}.\n", line(&row.text), row.number()));
        }
    }
    text
}

fn key_time(incident: &Incident, time: KeyTime) -> String {
    let (when, known) = match incident.key_time(time) {
        None => ("unknown".to_owned(), "not given"),
        Some(record) => (
            record.when.written(),
            match record.when {
                When::Exact { .. } => "exactly",
                When::About { .. } => "about",
                When::Between { .. } => "as a range",
                When::Date { .. } => "to the day",
                When::Unknown => "asked, and not known",
            },
        ),
    };
    format!("| {} | {when} | {known} |\n", title(time))
}

/// A key time as the document names it.
pub(super) fn title(time: KeyTime) -> &'static str {
    match time {
        KeyTime::Started => "Impact began (started)",
        KeyTime::Detected => "Noticed (detected)",
        KeyTime::Acknowledged => "Taken on (acknowledged)",
        KeyTime::Declared => "Declared",
        KeyTime::Mitigated => "Users no longer affected (mitigated)",
        KeyTime::Resolved => "Over (resolved)",
    }
}

fn remark(incident: &Incident, measured: &Measured) -> String {
    let unknown =
        |time: KeyTime| incident.key_time(time).is_none_or(|record| record.when == When::Unknown);
    match measured.span {
        Span::Seconds(_) => String::new(),
        Span::Range(..) => "an end is known as a range or a day only".to_owned(),
        Span::Contradicts => "ST04, below: the times contradict each other".to_owned(),
        Span::Unknown => match (unknown(KeyTime::Started), unknown(measured.end)) {
            (true, true) => format!("started and {} are not known", measured.end.name()),
            (true, false) => "started is not known".to_owned(),
            (false, _) => format!("{} is not known", measured.end.name()),
        },
    }
}

/// Two key times that cannot be in this order, both named with their times.
pub(super) fn misorder(incident: &Incident, wrong: &Misorder) -> String {
    let when = |time| incident.key_time(time).map_or(When::Unknown, |record| record.when).written();
    format!(
        "{} ({}) lies before {} ({})",
        wrong.first.name(),
        when(wrong.first),
        wrong.before.name(),
        when(wrong.before)
    )
}
