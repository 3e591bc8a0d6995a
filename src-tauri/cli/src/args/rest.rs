//! Commands about runbooks, service cards, hand-over files and the store.

use super::{Force, InIncident};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use kneeboard_core::output::Overwrite;
use std::path::PathBuf;

/// List, read, change and lint runbooks.
#[derive(Debug, Subcommand)]
pub enum RunbookCommand {
    /// List them.
    List {
        /// nodejs, react, django or any.
        #[arg(long)]
        stack: Option<String>,
    },
    /// Print one.
    Show {
        /// Its path without .md, such as any/roll-back-a-release.
        id: String,
        /// Its revision: a number from 1, or the beginning of its hash [default: the newest].
        #[arg(long, value_name = "REV")]
        rev: Option<String>,
    },
    /// Take runbooks and cards in from files or folders of Markdown: all of it, or nothing.
    Import {
        /// Files, or folders that are read through; services/NAME.md is a card; - is standard input,
        /// named after the title of its text.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Say what would become of each file, and store nothing.
        #[arg(long)]
        plan: bool,
        /// Leave what conflicts or cannot be read, and take the others in.
        #[arg(long, conflicts_with = "plan")]
        others: bool,
    },
    /// Write the library to a folder, byte for byte; a file with changes of its own is left.
    Export {
        /// The folder, such as runbooks; made where there is none.
        folder: PathBuf,
        #[command(flatten)]
        force: Force,
    },
    /// Save a file as the next revision of a runbook, or as a new runbook.
    Save(SaveArgs),
    /// List the revisions of one.
    History {
        /// The runbook.
        id: String,
    },
    /// Print what changed from one revision to another.
    Diff {
        /// The runbook.
        id: String,
        /// The earlier revision [default: the one that B was made from].
        a: Option<String>,
        /// The later one [default: the newest].
        b: Option<String>,
    },
    /// Bring an earlier revision back, as a new one.
    Restore {
        /// The runbook.
        id: String,
        /// The number of the revision.
        n: usize,
    },
    /// Print the team's levels of the rules, or set them from a file.
    Levels(Levels),
    /// Hold runbooks to the rules; exits with 1 where errors are found.
    ///
    /// Files are held to the shipped levels, and no store is opened; without files the store's own
    /// runbooks are held to the team's.
    Lint {
        /// Files, folders that are read through, or - for standard input [default: the store's
        /// runbooks].
        paths: Vec<PathBuf>,
        /// The day by which the age of a source counts, as YYYY-MM-DD [default: today].
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
}

/// The team's levels of the rules.
#[derive(Debug, Args)]
pub struct Levels {
    /// A file, or - for standard input, with lines such as RB12: off; an empty one is refused.
    pub file: Option<String>,
    /// Bring the shipped levels back.
    #[arg(long, conflicts_with_all = ["file", "base"])]
    pub clear: bool,
    /// Why, in one line [default: set from the file's name].
    #[arg(long, value_name = "T")]
    pub reason: Option<String>,
    /// The revision the file was made from, such as 3 or the beginning of a hash; needed where
    /// levels are set already. Where somebody set others since, both are merged.
    #[arg(long, value_name = "REV", requires = "file")]
    pub base: Option<String>,
    #[command(flatten)]
    pub force: ForceSave,
}

/// A file to be saved as a runbook's text.
#[derive(Debug, Args)]
pub struct SaveArgs {
    /// A runbook by its path without .md; a service by its name.
    pub id: String,
    /// The file, or - for standard input; it is stored byte for byte, and an empty one is refused.
    pub file: String,
    /// Why, in one line [default: saved from the file's name].
    #[arg(long, value_name = "T")]
    pub reason: Option<String>,
    /// The revision the file was made from, such as 3 or the beginning of a hash, as show and
    /// history print it; left out for a new one. Where somebody saved after it, both are merged, or
    /// nothing is stored where both changed the same place.
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,
    /// A second newest revision that the file holds too, where two were merged.
    #[arg(long, value_name = "REV", requires = "base")]
    pub merged: Option<String>,
    #[command(flatten)]
    pub force: ForceSave,
}

/// Whether a text that somebody saved may be replaced.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct ForceSave {
    /// Save over the newest revision, whatever it was made from; history keeps the older text.
    #[arg(long)]
    force: bool,
}

impl ForceSave {
    /// The same, as the record takes it.
    pub fn overwrite(self) -> Overwrite {
        if self.force { Overwrite::Replace } else { Overwrite::Keep }
    }
}

/// Service cards.
#[derive(Debug, Subcommand)]
pub enum ServiceCommand {
    /// List them.
    List,
    /// Show one.
    Show {
        /// The service.
        service: String,
    },
    /// Set keys of one, making it where there is none; an empty value takes a key out.
    Set {
        /// The service, in small letters, digits and hyphens.
        service: String,
        /// Such as flag=checkout_v2, which a runbook names as {{service.flag}}.
        #[arg(required = true, value_name = "KEY=VALUE")]
        keys: Vec<String>,
    },
    /// Print the text of one: its keys and its notes, as Markdown.
    Text {
        /// The service.
        service: String,
    },
    /// Save a file as the next revision of one, or as a new one.
    Save(SaveArgs),
    /// List the revisions of one.
    History {
        /// The service.
        service: String,
    },
    /// Print what changed from one revision to another.
    Diff {
        /// The service.
        service: String,
        /// The earlier revision [default: the one that B was made from].
        a: Option<String>,
        /// The later one [default: the newest].
        b: Option<String>,
    },
    /// Bring an earlier revision back, as a new one.
    Restore {
        /// The service.
        service: String,
        /// The number of the revision.
        n: usize,
    },
}

/// Hand an incident over as a file, and take one in.
#[derive(Debug, Subcommand)]
pub enum HandoverCommand {
    /// Write an incident to a file, as JSON lines.
    Export {
        /// The file, or - for standard output. An older file of the same incident is replaced,
        /// another one is kept.
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        #[command(flatten)]
        force: Force,
        #[command(flatten)]
        within: InIncident,
    },
    /// Import an incident file: all of it, or nothing.
    Import {
        /// The file that another store wrote, or - for standard input.
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
}

/// The store file itself.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Show where it is and what is in it.
    Info,
    /// Look at every event, chain and list; exits with 1 where something is wrong.
    Check {
        /// Make what the lists show anew from the events first.
        #[arg(long)]
        rebuild: bool,
    },
    /// Write a checked copy to a new file.
    Backup {
        /// The file, such as copy.db; one that is there is kept.
        file: PathBuf,
        #[command(flatten)]
        force: Force,
    },
    /// Bring a backup back; the present state is kept beside the other backups.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Make a new store.
    New {
        /// A sample store: its clock is the file that KNEEBOARD_SAMPLE_CLOCK names.
        #[arg(long, required = true)]
        sample: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// What to look for, such as `pool full` or ECONNREFUSED.
    #[arg(required = true, value_name = "QUERY")]
    pub words: Vec<String>,
    /// Look only there.
    #[arg(long = "in", value_name = "WHERE")]
    pub within: Option<SearchIn>,
    /// How many hits at most, up to 200.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
}

/// Where to look.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SearchIn {
    /// In runbooks, and in what is kept beside them.
    Runbooks,
    /// In what was recorded while incidents ran.
    Incidents,
    /// In what people wrote afterwards.
    Postmortems,
}
