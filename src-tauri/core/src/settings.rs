//! What a person set on this machine: roles or names, keys of a single character, what stands beside
//! a text, the minutes of clocks, the export folder.
//!
//! Kept as a short text, a setting a line, in which only what differs from the default stands.
//! It is about this machine: no hand-over carries it, and no document depends on it but by the
//! style that an export is asked for.

use crate::moment::Zone;
use std::collections::BTreeMap;
use thiserror::Error;

/// The settings in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whom exports name.
    pub naming: Naming,
    /// Whether keys of a single character do something.
    pub letters: Letters,
    /// What stands beside a text in the editor.
    pub beside: Beside,
    /// The clocks that may move.
    pub clocks: Clocks,
    /// The team's time zone by its IANA name; the machine's where none is set.
    pub zone: Option<Zone>,
    /// The folder that a person chose for exports.
    pub export_folder: Option<String>,
    /// The folder that the library is kept in, beside the store.
    pub library_folder: Option<String>,
    /// Lines of a newer Kneeboard, kept as they are.
    others: Vec<String>,
}

/// Whom exports name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// Roles alone.
    #[default]
    Roles,
    /// Names beside the roles, where they were given.
    Names,
}

/// Whether keys of a single character do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Letters {
    #[default]
    On,
    Off,
}

/// What stands beside a text in the editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Beside {
    #[default]
    Preview,
    Outline,
    Nothing,
}

/// The lengths of the clocks, in whole minutes; the table's own 5 and 60 are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    moved: BTreeMap<Clock, i64>,
}

/// A clock that a person may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Clock {
    Cause,
    Investigation,
    FirstUpdate,
    NextUpdate,
    Recheck,
}

/// Why a setting is not taken; the settings are as they were.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SettingError {
    #[error("{key:?} is not a setting. The settings are as they were. Set one of {}.", known().join(", "))]
    Key { key: String },
    #[error(
        "{value:?} is not what {key} can be. The settings are as they were. Choose {}.", .of.join(" or ")
    )]
    Choice { key: &'static str, value: String, of: Vec<&'static str> },
    #[error(
        "{value:?} is no length for {clock:?}. The settings are as they were. Give whole minutes from 1 to {most}."
    )]
    Minutes { clock: &'static str, value: String, most: i64 },
    #[error(
        "{value:?} is not a time zone. The settings are as they were. Type an IANA name such as Europe/Berlin or America/New_York."
    )]
    Zone { value: String },
    #[error(
        "The path of this folder cannot be kept. The settings are as they were. Choose a folder whose path is plain text on one line."
    )]
    Folder,
    #[error(
        "A folder is not set by typing it. The settings are as they were. Choose it in the dialog."
    )]
    FolderByHand,
}

const NAMES: &str = "names";
const LETTERS: &str = "letters";
const BESIDE: &str = "beside";
const ZONE: &str = "zone";
const EXPORT_FOLDER: &str = "export_folder";
const LIBRARY_FOLDER: &str = "library_folder";
const HEADING: &str = "# What was set on this machine. What does not stand here is at its default.";

impl Settings {
    /// Reads the text. Total: a line that cannot be read leaves its setting at the default.
    pub fn parse(text: &str) -> Self {
        let mut settings = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let Some((key, value)) = line.split_once(':').filter(|_| !line.starts_with('#')) else {
                continue;
            };
            if let Err(SettingError::Key { .. }) = settings.set(key.trim(), value) {
                settings.others.push(line.to_owned());
            }
        }
        settings
    }

    /// The text that reads back as these settings.
    pub fn written(&self) -> String {
        let choices = [
            (NAMES, self.naming.word(), Naming::default().word()),
            (LETTERS, self.letters.word(), Letters::default().word()),
            (BESIDE, self.beside.word(), Beside::default().word()),
        ];
        let chosen = choices.into_iter().filter(|(_, word, default)| word != default);
        let chosen = chosen.map(|(key, word, _)| format!("{key}: {word}"));
        let clocks =
            self.clocks.moved.iter().map(|(clock, minutes)| format!("{}: {minutes}", clock.key()));
        let zone = self.zone.map(|zone| format!("{ZONE}: {zone}"));
        let folders =
            [(EXPORT_FOLDER, &self.export_folder), (LIBRARY_FOLDER, &self.library_folder)];
        let folders = folders
            .into_iter()
            .filter_map(|(key, folder)| Some(format!("{key}: {}", folder.as_ref()?)));
        std::iter::once(HEADING.to_owned())
            .chain(chosen)
            .chain(clocks)
            .chain(zone)
            .chain(folders)
            .chain(self.others.iter().cloned())
            .map(|line| line + "\n")
            .collect()
    }

    /// Sets one thing as it was typed; nothing typed brings its default back.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SettingError> {
        let value = value.trim();
        if let Some(clock) = Clock::ALL.into_iter().find(|clock| clock.key() == key) {
            return self.clocks.set(clock, value);
        }
        match key {
            NAMES => self.naming = chosen(NAMES, &Naming::WORDS, value)?,
            LETTERS => self.letters = chosen(LETTERS, &Letters::WORDS, value)?,
            BESIDE => self.beside = chosen(BESIDE, &Beside::WORDS, value)?,
            ZONE if value.is_empty() => self.zone = None,
            ZONE => {
                let zone = Zone::named(value);
                self.zone =
                    Some(zone.ok_or_else(|| SettingError::Zone { value: value.to_owned() })?);
            }
            EXPORT_FOLDER | LIBRARY_FOLDER if value.contains(['\n', '\r']) => {
                return Err(SettingError::Folder);
            }
            EXPORT_FOLDER => {
                self.export_folder = (!value.is_empty()).then(|| value.to_owned());
            }
            LIBRARY_FOLDER => {
                self.library_folder = (!value.is_empty()).then(|| value.to_owned());
            }
            _ => return Err(SettingError::Key { key: key.to_owned() }),
        }
        Ok(())
    }
}

impl Naming {
    const WORDS: [(&'static str, Self); 2] = [("roles", Self::Roles), ("names", Self::Names)];

    /// The word in the text and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Roles => "roles",
            Self::Names => "names",
        }
    }
}

impl Letters {
    const WORDS: [(&'static str, Self); 2] = [("on", Self::On), ("off", Self::Off)];

    /// The word in the text and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

impl Beside {
    const WORDS: [(&'static str, Self); 3] =
        [("preview", Self::Preview), ("outline", Self::Outline), ("nothing", Self::Nothing)];

    /// The word in the text and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Outline => "outline",
            Self::Nothing => "nothing",
        }
    }
}

impl Clocks {
    /// How long a clock runs.
    pub fn minutes(&self, clock: Clock) -> i64 {
        self.moved.get(&clock).copied().unwrap_or(clock.default_minutes())
    }

    /// Whether a clock runs as long as it does where nobody set it.
    pub fn is_default(&self, clock: Clock) -> bool {
        !self.moved.contains_key(&clock)
    }

    fn set(&mut self, clock: Clock, value: &str) -> Result<(), SettingError> {
        let minutes = match value {
            "" => clock.default_minutes(),
            _ => value.parse().ok().filter(|minutes| (1..=clock.most()).contains(minutes)).ok_or(
                SettingError::Minutes {
                    clock: clock.label(),
                    value: value.to_owned(),
                    most: clock.most(),
                },
            )?,
        };
        if minutes == clock.default_minutes() {
            self.moved.remove(&clock);
        } else {
            self.moved.insert(clock, minutes);
        }
        Ok(())
    }
}

impl Clock {
    /// In the order in which they run.
    pub const ALL: [Self; 5] =
        [Self::Cause, Self::Investigation, Self::FirstUpdate, Self::NextUpdate, Self::Recheck];

    /// The key under which it is set.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cause => "cause_minutes",
            Self::Investigation => "investigation_minutes",
            Self::FirstUpdate => "first_update_minutes",
            Self::NextUpdate => "next_update_minutes",
            Self::Recheck => "recheck_minutes",
        }
    }

    /// What it is, beside its field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cause => "Know the cause",
            Self::Investigation => "Investigate",
            Self::FirstUpdate => "First update",
            Self::NextUpdate => "Next update",
            Self::Recheck => "Look again while watching",
        }
    }

    /// From when it runs, and what it is for.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Cause => "From the declaration. After that, decide with what is known.",
            Self::Investigation => "From the declaration. After that, go back or isolate.",
            Self::FirstUpdate => "From the declaration until the people who wait are told.",
            Self::NextUpdate => "From one update to the next, for two hours.",
            Self::Recheck => "From a decision to watch until the signal is looked at again.",
        }
    }

    /// Its length where nobody set it.
    pub fn default_minutes(self) -> i64 {
        match self {
            Self::Cause | Self::FirstUpdate => 5,
            Self::Investigation => 60,
            Self::NextUpdate => 20,
            Self::Recheck => 15,
        }
    }

    /// The longest that makes sense: updates are on a clock for two hours only.
    pub fn most(self) -> i64 {
        match self {
            Self::Cause | Self::FirstUpdate | Self::NextUpdate => 60,
            Self::Investigation | Self::Recheck => 24 * 60,
        }
    }
}

/// What a word stands for; nothing typed is the default.
fn chosen<T: Copy + Default>(
    key: &'static str,
    words: &[(&'static str, T)],
    value: &str,
) -> Result<T, SettingError> {
    if value.is_empty() {
        return Ok(T::default());
    }
    let found = words.iter().find(|(word, _)| *word == value).map(|(_, one)| *one);
    found.ok_or_else(|| SettingError::Choice {
        key,
        value: value.to_owned(),
        of: words.iter().map(|(word, _)| *word).collect(),
    })
}

fn known() -> Vec<&'static str> {
    [NAMES, LETTERS, BESIDE]
        .into_iter()
        .chain(Clock::ALL.map(Clock::key))
        .chain([ZONE, EXPORT_FOLDER, LIBRARY_FOLDER])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Clock, Naming, Settings};

    #[test]
    fn what_was_set_reads_back_and_defaults_are_not_written() {
        let mut settings = Settings::default();
        settings.set("names", "names").unwrap();
        settings.set("letters", "off").unwrap();
        settings.set("beside", "outline").unwrap();
        settings.set("next_update_minutes", " 30 ").unwrap();
        settings.set("cause_minutes", "5").unwrap();
        settings.set("zone", "europe/berlin").unwrap();
        settings.set("export_folder", "/home/kim/Post mortems: 2026").unwrap();
        let text = settings.written();
        assert_eq!(
            text,
            "# What was set on this machine. What does not stand here is at its default.\n\
             names: names\nletters: off\nbeside: outline\nnext_update_minutes: 30\nzone: Europe/Berlin\nexport_folder: /home/kim/Post mortems: 2026\n"
        );
        assert_eq!(Settings::parse(&text), settings);
        assert!(settings.clocks.is_default(Clock::Cause));
        assert!(!settings.clocks.is_default(Clock::NextUpdate));
    }

    #[test]
    fn a_text_that_makes_no_sense_leaves_the_defaults() {
        for text in ["", "\u{0}", "names", "names: nobody", "cause_minutes: 1e9\n- a: [", ":::"] {
            let settings = Settings::parse(text);
            assert_eq!(
                (settings.naming, settings.clocks.minutes(Clock::Cause)),
                (Naming::Roles, 5)
            );
        }
    }

    #[test]
    fn a_line_of_a_newer_kneeboard_stays() {
        let mut settings = Settings::parse("sound: off\nnames: names\n");
        settings.set("names", "").unwrap();
        assert!(settings.written().ends_with("default.\nsound: off\n"), "{}", settings.written());
    }

    #[test]
    fn a_wrong_value_is_refused_by_what_is_allowed() {
        let mut settings = Settings::default();
        let refused = |settings: &mut Settings, key: &str, value: &str| {
            settings.set(key, value).unwrap_err().to_string()
        };
        assert_eq!(
            refused(&mut settings, "next_update_minutes", "0"),
            "\"0\" is no length for \"Next update\". The settings are as they were. Give whole minutes from 1 to 60."
        );
        assert_eq!(
            refused(&mut settings, "names", "initials"),
            "\"initials\" is not what names can be. The settings are as they were. Choose roles or names."
        );
        assert_eq!(
            refused(&mut settings, "beside", "clock"),
            "\"clock\" is not what beside can be. The settings are as they were. Choose preview or outline or nothing."
        );
        assert_eq!(
            refused(&mut settings, "zone", "Europe/Berln"),
            "\"Europe/Berln\" is not a time zone. The settings are as they were. Type an IANA name such as Europe/Berlin or America/New_York."
        );
        assert_eq!(
            refused(&mut settings, "theme", "dark"),
            "\"theme\" is not a setting. The settings are as they were. Set one of names, letters, beside, cause_minutes, investigation_minutes, first_update_minutes, next_update_minutes, recheck_minutes, zone, export_folder, library_folder."
        );
        assert_eq!(settings, Settings::default());
    }
}
