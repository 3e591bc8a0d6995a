//! Commands about runbooks, service cards, hand-over files and the store.

use super::InIncident;
use chrono::NaiveDate;
use clap::Subcommand;
use std::path::PathBuf;

/// List, read and lint runbooks.
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
        /// Its revision, from 1.
        #[arg(long, value_name = "N")]
        rev: Option<usize>,
    },
    /// Take runbooks and cards in from files or folders of Markdown: all of it, or nothing.
    Import {
        /// Files, or folders that are read through; services/NAME.md is a card.
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
    Export { folder: PathBuf },
    /// Hold runbook files to the rules; exits with 1 where errors are found.
    Lint {
        /// Files, or folders that are read through.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// The day by which the age of a source counts, as YYYY-MM-DD [default: today].
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
}

/// Service cards.
#[derive(Debug, Subcommand)]
pub enum ServiceCommand {
    /// List them.
    List,
    /// Show one.
    Show { service: String },
    /// Set keys of one, making it where there is none; an empty value takes a key out.
    Set {
        service: String,
        #[arg(required = true, value_name = "KEY=VALUE")]
        keys: Vec<String>,
    },
}

/// Hand an incident over as a file, and take one in.
#[derive(Debug, Subcommand)]
pub enum HandoverCommand {
    /// Write an incident to a file, as JSON lines.
    Export {
        file: PathBuf,
        #[command(flatten)]
        within: InIncident,
    },
    /// Take in a hand-over file: all of it, or nothing.
    Import { file: PathBuf },
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
    Backup { file: PathBuf },
    /// Bring a backup back; the present state is kept beside the other backups.
    Restore { file: PathBuf },
    /// Make a new store.
    New {
        /// A sample store: its clock is the file that KNEEBOARD_SAMPLE_CLOCK names.
        #[arg(long, required = true)]
        sample: bool,
    },
}
