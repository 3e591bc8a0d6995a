//! Commands about the postmortem and its action items.

use super::{Actor, Force, InIncident, Which, actor, one_of, role};
use clap::{Args, Subcommand, ValueEnum};
use kneeboard_core::event::{ActionKind, Role, Section, Status};
use std::path::PathBuf;

/// Read, write, check and export the postmortem.
#[derive(Debug, Subcommand)]
pub enum PostmortemCommand {
    /// Print it as Markdown.
    Show(Which),
    /// Write a section from a file, or empty it with --clear.
    Set {
        /// summary, impact, background, factors, response, lessons, actions or outside.
        #[arg(value_parser = section)]
        section: Section,
        /// A Markdown file, or - for standard input; an empty one is refused.
        #[arg(value_name = "FILE|-", required_unless_present = "clear")]
        file: Option<String>,
        /// Empty the section: the text from the record shows again.
        #[arg(long, conflicts_with = "file")]
        clear: bool,
        #[command(flatten)]
        within: InIncident,
    },
    /// Name the one role that owns it.
    Owner {
        /// The role, and a name where one is wanted.
        #[arg(value_name = "ROLE[=NAME]", value_parser = actor)]
        owner: Actor,
        #[command(flatten)]
        within: InIncident,
    },
    /// Name the roles that help.
    Collaborators {
        /// The roles.
        #[arg(required = true, value_parser = role)]
        roles: Vec<Role>,
        #[command(flatten)]
        within: InIncident,
    },
    /// Say how far it is; errors hold back "reviewed" unless a note says why they stay.
    Status {
        /// draft, in_review, reviewed or published.
        #[arg(value_parser = status)]
        status: Status,
        /// Why errors stay.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        within: InIncident,
    },
    /// Contributing factors.
    #[command(subcommand)]
    Factor(FactorCommand),
    /// Set a finding aside, with a reason.
    Dismiss {
        /// Such as ST09.
        rule: String,
        /// As `postmortem check` prints it.
        place: String,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        within: InIncident,
    },
    /// Ask what a careful reader would ask; exits with 1 where errors stand.
    Check(Which),
    /// Write it to a file.
    Export(ExportArgs),
}

/// Contributing factors.
#[derive(Debug, Subcommand)]
pub enum FactorCommand {
    /// Add one.
    Add {
        /// What contributed.
        text: String,
        /// It is the trigger.
        #[arg(long)]
        trigger: bool,
        /// An entry that shows it, as `incident timeline` prints it; may be given several times.
        #[arg(long, value_name = "EVENT")]
        evidence: Vec<String>,
        #[command(flatten)]
        within: InIncident,
    },
}

/// Where and how a postmortem is written.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    pub which: Which,
    /// The whole document, one page of it, or the timeline as JSON.
    #[arg(long, value_name = "FORMAT", default_value = "md")]
    pub format: ExportFormat,
    /// The file, or - for standard output, which records no export; by default a file named after
    /// the incident in the export folder. A file that somebody edited is kept.
    #[arg(short = 'o', long = "output", value_name = "FILE|-")]
    pub output: Option<PathBuf>,
    /// The folder used without -o; by default Kneeboard in your documents.
    #[arg(long, value_name = "FOLDER", env = "KNEEBOARD_EXPORT_FOLDER", hide = true)]
    pub folder: Option<PathBuf>,
    /// Names beside the roles.
    #[arg(long)]
    pub names: bool,
    #[command(flatten)]
    pub force: Force,
}

/// What a postmortem is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Md,
    Brief,
    Json,
}

/// Action items.
#[derive(Debug, Subcommand)]
pub enum ActionCommand {
    /// Add one.
    Add(AddAction),
    /// List them.
    List {
        /// Only those that are open past their day.
        #[arg(long)]
        overdue: bool,
        #[command(flatten)]
        within: InIncident,
    },
    /// Mark one as done.
    Done {
        /// Its number in the list, or its short id.
        id: String,
        #[command(flatten)]
        within: InIncident,
    },
}

/// An action item.
#[derive(Debug, Args)]
pub struct AddAction {
    /// What is to be done, the verb first.
    pub text: String,
    /// prevent, detect, mitigate, repair, investigate or process.
    #[arg(long, value_parser = kind)]
    pub kind: ActionKind,
    /// The one who owns it, a role best.
    #[arg(long)]
    pub owner: Option<String>,
    /// The day by which it is done.
    #[arg(long, value_name = "DATE")]
    pub due: Option<String>,
    /// How one sees that it is done.
    #[arg(long)]
    pub done_when: Option<String>,
    #[command(flatten)]
    pub within: InIncident,
}

fn section(text: &str) -> Result<Section, String> {
    one_of(text, Section::ALL.map(|section| (section.name(), section)))
}

fn status(text: &str) -> Result<Status, String> {
    one_of(
        text,
        [
            ("draft", Status::Draft),
            ("in_review", Status::InReview),
            ("reviewed", Status::Reviewed),
            ("published", Status::Published),
        ],
    )
}

fn kind(text: &str) -> Result<ActionKind, String> {
    one_of(
        text,
        [
            ("prevent", ActionKind::Prevent),
            ("detect", ActionKind::Detect),
            ("mitigate", ActionKind::Mitigate),
            ("repair", ActionKind::Repair),
            ("investigate", ActionKind::Investigate),
            ("process", ActionKind::Process),
        ],
    )
}
