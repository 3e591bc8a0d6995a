//! Every command and option: the one source of parsing, help, man pages and completions.

mod given;
mod incidents;
mod postmortem;
mod rest;

pub use incidents::{
    Correction, DecisionCommand, EventReason, InIncident, IncidentCommand, NoteArgs, Record,
    StartArgs, StepCommand, TimelineFormat, Which,
};
pub use postmortem::{
    ActionCommand, AddAction, ExportArgs, ExportFormat, FactorCommand, PostmortemCommand,
};
pub use rest::{
    HandoverCommand, Levels, RunbookCommand, SaveArgs, SearchArgs, SearchIn, ServiceCommand,
    StoreCommand,
};

use clap::{Parser, Subcommand, ValueEnum};
use kneeboard_core::event::{DetectionSource, KeyTime, Role, Severity};
use kneeboard_core::moment::Zone;
use kneeboard_core::output::Overwrite;
use std::path::PathBuf;

/// Runbooks, decisions and postmortems for failed releases, without a window.
///
/// The same acts over the same store as the window; both may be open at once.
///
/// Where a time is taken, type it as you would say it: 02:14, 2:14 pm, -10m, "10 min ago",
/// "yesterday 22:41", "22 Nov 02:14"; a time with its offset such as 2026-11-22T02:14:00Z;
/// about:TIME, TIME/TIME for a range, a day such as 2026-11-22, now or unknown. Times without an
/// offset are read in the time zone of --zone, else of the settings, else of this machine.
///
/// A store that another program holds is waited for, 30 seconds or as many as the environment
/// variable KNEEBOARD_WAIT_SECONDS says.
///
/// Exit codes: 0 done; 1 the record refuses or a check found errors; 2 the content of an argument,
/// of standard input or of a file is wrong; 3 there is no such thing; 4 the store or a file cannot
/// be used.
#[derive(Debug, Parser)]
#[command(name = "kneeboard", version, max_term_width = 100, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    pub everywhere: Everywhere,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Everywhere {
    /// The store file; by default one in your data folder.
    #[arg(long, global = true, value_name = "FILE", env = "KNEEBOARD_STORE")]
    pub store: Option<PathBuf>,
    /// Print one JSON document, errors too.
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing about what was done; what was asked for is still printed.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Who acts, such as commander or communications=Ana; by default the on-call engineer.
    #[arg(long = "as", global = true, value_name = "ROLE[=NAME]", value_parser = actor)]
    pub actor: Option<Actor>,
    /// The time zone for times typed and printed, such as Europe/Berlin; by default the setting's,
    /// else this machine's.
    #[arg(long, global = true, value_name = "ZONE", value_parser = zone)]
    pub zone: Option<Zone>,
    /// What to do with words that look like a secret; without this they are refused.
    #[arg(long, global = true, value_name = "WHAT")]
    pub secret: Option<Secret>,
}

/// Whether a file that is there may be replaced.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Force {
    /// Replace a file even if somebody edited it; links, devices and read-only files stay.
    #[arg(long)]
    force: bool,
}

impl Force {
    /// The same, as the record takes it.
    pub fn overwrite(self) -> Overwrite {
        if self.force { Overwrite::Replace } else { Overwrite::Keep }
    }
}

/// Who acts.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    pub role: Role,
    pub name: Option<String>,
}

/// What to do with words that look like a secret.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Secret {
    /// Replace what looks like a secret.
    Mask,
    /// Store the words as they are.
    Keep,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List, read, change and lint runbooks.
    #[command(subcommand)]
    Runbook(RunbookCommand),
    /// Start, show, close and reopen incidents.
    #[command(subcommand)]
    Incident(IncidentCommand),
    /// Open one more runbook in an incident.
    Walk {
        /// The runbook: its path without .md, such as django/migration-dropped-column.
        id: String,
        #[command(flatten)]
        within: InIncident,
    },
    /// Say how a step went, add one, or mark one as wrong.
    #[command(subcommand)]
    Step(StepCommand),
    /// Answer a placeholder, a condition, a key of the service or a fact of the decision.
    Answer {
        /// Such as release.bad, service.platform or touches.
        name: String,
        /// The answer; lists are joined by commas.
        value: String,
        #[command(flatten)]
        within: InIncident,
    },
    /// Write down what was seen, done or told.
    #[command(visible_alias = "n")]
    Note(NoteArgs),
    /// Set a key time.
    Time {
        /// Which.
        #[arg(value_parser = key_time)]
        time: KeyTime,
        /// When it was: 02:14, -10m, "yesterday 22:41", about:02:14, now or unknown, for example.
        #[arg(allow_hyphen_values = true)]
        at: String,
        /// Who or what noticed first.
        #[arg(long, value_parser = source)]
        source: Option<DetectionSource>,
        #[command(flatten)]
        within: InIncident,
    },
    /// Take a role.
    Role {
        /// Which.
        #[arg(value_parser = role)]
        role: Role,
        /// Who takes it.
        name: Option<String>,
        #[command(flatten)]
        within: InIncident,
    },
    /// Set the severity.
    Severity {
        /// SEV1 is the worst.
        #[arg(value_parser = severity)]
        severity: Severity,
        #[command(flatten)]
        within: InIncident,
    },
    /// Mark that everybody holds at the current step.
    Hold {
        #[command(flatten)]
        within: InIncident,
    },
    /// Record that the harm was switched off.
    Contain {
        /// What was switched off, and how.
        text: String,
        #[command(flatten)]
        within: InIncident,
    },
    /// What a step left in force.
    #[command(subcommand)]
    Standing(StandingCommand),
    /// Correct the time or the words of an entry; both versions stay in the record.
    Correct(Correction),
    /// Take a whole act back, with a reason.
    Retract(EventReason),
    /// Erase the words of an entry from the store and its backups, with a reason.
    Redact(EventReason),
    /// Take back the newest act of this store in an incident.
    Undo {
        #[command(flatten)]
        within: InIncident,
    },
    /// Show what the decision table suggests; nothing is recorded.
    Decide {
        /// A file with the facts as one JSON object, or - for standard input.
        #[arg(long, value_name = "FILE|-")]
        facts: String,
    },
    /// Record a decision and how it went.
    #[command(subcommand)]
    Decision(DecisionCommand),
    /// Read, write, check and export the postmortem.
    #[command(subcommand)]
    Postmortem(PostmortemCommand),
    /// Action items.
    #[command(subcommand)]
    Action(ActionCommand),
    /// Service cards.
    #[command(subcommand)]
    Service(ServiceCommand),
    /// Find runbooks, services, incidents and postmortems by their words.
    ///
    /// All words have to be there, each as a word or as the beginning of one; words in quotation
    /// marks are found as they stand. Signs separate words: a path, an id or an error code is found
    /// whole and by its parts.
    Search(SearchArgs),
    /// Hand an incident over as a file, and take one in.
    #[command(subcommand)]
    Handover(HandoverCommand),
    /// The store file itself.
    #[command(subcommand)]
    Store(StoreCommand),
    /// Walk a drill on a sample store of its own and print its postmortem.
    Demo {
        /// Which drill: django, nodejs, react, any or readiness.
        #[arg(default_value = "django")]
        name: String,
    },
    /// Write the man pages into a folder.
    #[command(hide = true)]
    Man {
        /// The folder, such as man.
        folder: PathBuf,
        #[command(flatten)]
        force: Force,
    },
    /// Print the completions of a shell.
    #[command(hide = true)]
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// What a step left in force.
#[derive(Debug, Subcommand)]
pub enum StandingCommand {
    /// Say that it is no longer in force.
    Clear {
        /// Its number in `incident show`.
        n: usize,
        #[command(flatten)]
        within: InIncident,
    },
}

fn actor(text: &str) -> Result<Actor, String> {
    let (role, name) = match text.split_once('=') {
        Some((_, name)) if name.trim().is_empty() => {
            return Err("give a name behind =, or the role alone".to_owned());
        }
        Some((role, name)) => (role, Some(name.trim().to_owned())),
        None => (text, None),
    };
    Ok(Actor { role: role.parse()?, name })
}

fn zone(text: &str) -> Result<Zone, String> {
    Zone::named(text)
        .ok_or_else(|| "use an IANA name such as Europe/Berlin or America/New_York".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    text.parse()
}

fn key_time(text: &str) -> Result<KeyTime, String> {
    one_of(text, KeyTime::ALL.map(|time| (time.name(), time)))
}

fn source(text: &str) -> Result<DetectionSource, String> {
    one_of(
        text,
        [
            ("alert", DetectionSource::Alert),
            ("customer", DetectionSource::Customer),
            ("staff", DetectionSource::Staff),
            ("unknown", DetectionSource::Unknown),
        ],
    )
}

fn severity(text: &str) -> Result<Severity, String> {
    one_of(
        text,
        [
            ("SEV1", Severity::Sev1),
            ("SEV2", Severity::Sev2),
            ("SEV3", Severity::Sev3),
            ("SEV4", Severity::Sev4),
        ],
    )
}

/// The value of a word, in any case and with hyphens for underscores; else the words allowed.
fn one_of<T, const N: usize>(text: &str, words: [(&str, T); N]) -> Result<T, String> {
    let plain = |word: &str| word.trim().to_lowercase().replace('-', "_");
    let names = words.each_ref().map(|(name, _)| *name).join(", ");
    words
        .into_iter()
        .find(|(name, _)| plain(name) == plain(text))
        .map(|(_, value)| value)
        .ok_or_else(|| format!("use one of {names}"))
}
