//! Settings: what may be set, what it is now, and where everything lies.

use crate::settings::{Clock, Settings};
use chrono::NaiveDate;
use serde::Serialize;

/// The settings screen. Values are set by `save` under their keys; an empty one is the default.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct SettingsView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// Whom exports name.
    #[cfg_attr(feature = "wire", ts(type = "\"roles\" | \"names\""))]
    pub names: String,
    /// The team's time zone by its IANA name; empty for this machine's.
    pub zone: String,
    /// The clocks that may move; the table's own 5 and 60 minutes never do.
    pub clocks: Vec<ClockSetting>,
    /// Where exports go now, and where they go where nobody chose.
    pub export_folder: String,
    pub default_export_folder: String,
    /// The folder was named when the window was started: another choice lasts to the next start.
    pub export_folder_given: bool,
    /// The folder that the library is kept in, beside the store.
    pub library_folder: Option<String>,
    /// The store's file.
    pub store: String,
    pub sample: bool,
    /// The copies, the newest first.
    pub backups: Vec<BackupLine>,
    pub version: String,
}

/// The length of one clock.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ClockSetting {
    /// What `save` names it by.
    pub key: String,
    pub label: String,
    pub hint: String,
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub minutes: i64,
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub default_minutes: i64,
    /// From 1 to this many.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub most_minutes: i64,
    pub is_default: bool,
}

/// One copy of the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct BackupLine {
    /// `2026-11-22`.
    pub day: String,
    /// Seven daily ones are kept, and the last one of each of the four weeks before. One that is
    /// dated ahead of today was made while the clock ran ahead.
    #[cfg_attr(feature = "wire", ts(type = "\"daily\" | \"weekly\" | \"dated ahead of today\""))]
    pub kind: String,
}

/// Where things lie on this machine.
pub struct Places {
    /// Where exports go.
    pub export_folder: String,
    /// Where they go where nobody chose.
    pub default_export_folder: String,
    /// Whether the folder was named at the start.
    pub export_folder_given: bool,
    /// The store's file.
    pub store: String,
    /// Whether it is a sample.
    pub sample: bool,
    /// The days of its copies, the oldest first.
    pub backups: Vec<NaiveDate>,
    /// The day it is.
    pub today: NaiveDate,
}

/// How many copies are kept a day; what is older is kept a week.
const DAILY: usize = 7;

/// Makes the view.
pub fn settings(settings: &Settings, places: Places, head: u64) -> SettingsView {
    let clocks = &settings.clocks;
    SettingsView {
        head,
        names: settings.naming.word().to_owned(),
        zone: settings.zone.map(|zone| zone.to_string()).unwrap_or_default(),
        clocks: Clock::ALL
            .into_iter()
            .map(|clock| ClockSetting {
                key: clock.key().to_owned(),
                label: clock.label().to_owned(),
                hint: clock.hint().to_owned(),
                minutes: clocks.minutes(clock),
                default_minutes: clock.default_minutes(),
                most_minutes: clock.most(),
                is_default: clocks.is_default(clock),
            })
            .collect(),
        export_folder: places.export_folder,
        default_export_folder: places.default_export_folder,
        export_folder_given: places.export_folder_given,
        library_folder: settings.library_folder.clone(),
        store: places.store,
        sample: places.sample,
        backups: backup_lines(&places.backups, places.today),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn backup_lines(days: &[NaiveDate], today: NaiveDate) -> Vec<BackupLine> {
    let ahead = days.iter().filter(|day| **day > today).count();
    let kind = |at: usize| match at.checked_sub(ahead) {
        None => "dated ahead of today",
        Some(at) if at < DAILY => "daily",
        Some(_) => "weekly",
    };
    let lines = days.iter().rev().enumerate();
    lines.map(|(at, day)| BackupLine { day: day.to_string(), kind: kind(at).to_owned() }).collect()
}
