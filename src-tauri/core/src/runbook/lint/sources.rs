//! Where commands come from, and how long ago that was looked at.

use super::found::Found;
use super::group::{groups, has, label_at, own_commands};
use crate::runbook::{Label, Runbook, Step};
use chrono::{Months, NaiveDate};

/// For how many months a check counts.
const MONTHS: u32 = 12;

pub(super) fn check(runbook: &Runbook, today: NaiveDate, found: &mut Found<'_>) {
    for step in groups(runbook).flat_map(|group| group.steps) {
        named(step, found);
        if let Some(source) = step.planned.source.as_ref().filter(|s| !s.trim().is_empty()) {
            dated(step, source, today, found);
        }
    }
}

/// RB30: a step with a command of its own has a Source, one that only reads too.
fn named(step: &Step, found: &mut Found<'_>) {
    if let Some((_, at)) = own_commands(step).next()
        && !has(step, Label::Source)
    {
        found.at_byte("RB30", at, "The command has no Source.");
    }
}

/// RB31: a Source has an address and the day of its check, within the last twelve months.
///
/// The address begins with http:// or https://. The day follows the word checked, as YYYY-MM-DD;
/// of several the oldest counts. A day after `today` counts as none.
fn dated(step: &Step, source: &str, today: NaiveDate, found: &mut Found<'_>) {
    let at = label_at(step, Label::Source);
    if !source.contains("https://") && !source.contains("http://") {
        found.at("RB31", at, "The Source has no address.");
    }
    let days: Vec<&str> =
        source.split("checked ").skip(1).filter_map(|rest| rest.get(..10)).collect();
    let read = |day: &&str| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
    let message = match days.iter().filter_map(read).min() {
        None => "The Source does not say when it was checked.".to_owned(),
        Some(day) if day > today => format!("The Source was checked on {day}, which is to come."),
        Some(day) if day.checked_add_months(Months::new(MONTHS)).is_some_and(|d| d < today) => {
            format!("The Source was checked on {day}, more than twelve months ago.")
        }
        Some(_) => return,
    };
    found.at("RB31", at, message);
}
