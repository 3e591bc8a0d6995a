//! Commands within an incident: its life, its steps, its notes and its decisions.

use super::{one_of, severity};
use clap::{Args, Subcommand, ValueEnum};
use kneeboard_core::decision::Action;
use kneeboard_core::event::{NoteKind, Outcome, Severity};

/// Which incident a command is about.
#[derive(Clone, Debug, Default, Args)]
pub struct InIncident {
    /// The incident: its handle, a unique beginning of it, its id, or @ for the open one.
    #[arg(short = 'i', long = "incident", value_name = "INC", id = "in_incident")]
    pub incident: Option<String>,
}

/// Which incident, named plainly or by -i.
#[derive(Clone, Debug, Args)]
pub struct Which {
    /// The incident; by default the open one, else the last one closed.
    #[arg(value_name = "INC", id = "named")]
    pub named: Option<String>,
    #[command(flatten)]
    pub within: InIncident,
}

impl Which {
    /// What was named, if anything was.
    pub fn name(&self) -> Option<&str> {
        self.named.as_deref().or(self.within.incident.as_deref())
    }
}

/// Start, show, close and reopen incidents.
#[derive(Debug, Subcommand)]
pub enum IncidentCommand {
    /// Begin an incident; the last line printed is its handle.
    Start(StartArgs),
    /// List every incident, open ones first.
    List,
    /// Show an incident: where it stands, its times and decisions.
    Show(Which),
    /// List the steps of an incident with how each stands.
    Steps(Which),
    /// Print what happened, in order; the first column names an entry in other commands.
    Timeline {
        #[command(flatten)]
        which: Which,
        /// How to print it.
        #[arg(long, value_name = "FORMAT")]
        format: Option<TimelineFormat>,
    },
    /// Close an incident.
    Close {
        #[command(flatten)]
        which: Which,
        /// How it ended, in a sentence.
        #[arg(long)]
        note: Option<String>,
    },
    /// Open a closed incident again.
    Reopen {
        #[command(flatten)]
        which: Which,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Give an incident another title; its handle stays.
    Title {
        /// The title.
        title: String,
        #[command(flatten)]
        within: InIncident,
    },
}

/// What may be given at the start; nothing is required.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// One line of what it is; by default the runbook's title.
    #[arg(long)]
    pub title: Option<String>,
    /// A runbook to walk; may be given several times.
    #[arg(long = "runbook", value_name = "ID")]
    pub runbooks: Vec<String>,
    /// The service card.
    #[arg(long)]
    pub service: Option<String>,
    /// SEV1 to SEV4.
    #[arg(long, value_parser = severity)]
    pub severity: Option<Severity>,
    /// When impact began.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub started: Option<String>,
    /// This is practice.
    #[arg(long)]
    pub drill: bool,
}

/// How a timeline is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TimelineFormat {
    Md,
    Csv,
    Json,
}

/// How a step went. STEP is W.N (walkthrough, place), N where one is open, W.+1 for an added one;
/// by default the current one.
#[derive(Debug, Subcommand)]
pub enum StepCommand {
    /// It was done, and what it expects was seen.
    Done {
        /// The step [default: the current one].
        step: Option<String>,
        /// What the step asks to record.
        #[arg(long)]
        value: Option<String>,
        /// A remark.
        #[arg(long, visible_alias = "reason")]
        note: Option<String>,
        /// When it took place, where that is not now.
        #[arg(long, value_name = "AT", allow_hyphen_values = true)]
        at: Option<String>,
        #[command(flatten)]
        within: InIncident,
    },
    /// It did not work.
    Failed {
        /// The step [default: the current one].
        step: Option<String>,
        /// What was seen instead.
        #[arg(long, visible_alias = "reason")]
        note: Option<String>,
        /// When it took place, where that is not now.
        #[arg(long, value_name = "AT", allow_hyphen_values = true)]
        at: Option<String>,
        #[command(flatten)]
        within: InIncident,
    },
    /// It is left out, for a reason.
    Skip(WithReason),
    /// It does not apply.
    Na(WithReason),
    /// It waits for something outside.
    Blocked(WithReason),
    /// It is put off.
    Later {
        /// The step [default: the current one].
        step: Option<String>,
        /// Until a phase, a time, or close.
        #[arg(long, default_value = "close", value_name = "PHASE|AT|close")]
        until: String,
        /// Why.
        #[arg(long, visible_alias = "note")]
        reason: Option<String>,
        /// When it was put off, where that is not now.
        #[arg(long, value_name = "AT", allow_hyphen_values = true)]
        at: Option<String>,
        #[command(flatten)]
        within: InIncident,
    },
    /// Add a step that the runbook lacks.
    Add {
        /// What is to be done.
        text: String,
        /// The step it follows; by default the current one.
        #[arg(long, value_name = "STEP")]
        after: Option<String>,
        #[command(flatten)]
        within: InIncident,
    },
    /// Mark a step of the runbook as wrong.
    Redline {
        /// The step.
        step: String,
        /// What is wrong with it.
        text: String,
        #[command(flatten)]
        within: InIncident,
    },
}

/// A step with a reason.
#[derive(Debug, Args)]
pub struct WithReason {
    /// The step [default: the current one].
    pub step: Option<String>,
    /// Why.
    #[arg(long, visible_alias = "note")]
    pub reason: Option<String>,
    /// When, where that is not now.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<String>,
    #[command(flatten)]
    pub within: InIncident,
}

/// What was seen, done or told.
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// The words, or - to keep standard input as evidence, at most 10 MB.
    pub text: String,
    /// What kind of note.
    #[arg(long, value_parser = note_kind)]
    pub kind: Option<NoteKind>,
    /// An address that shows it.
    #[arg(long, value_name = "URL")]
    pub evidence: Option<String>,
    /// When it took place, where that is not now.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<String>,
    #[command(flatten)]
    pub within: InIncident,
}

/// What an entry should say.
#[derive(Debug, Args)]
pub struct Correction {
    /// The entry, as `incident timeline` prints it.
    pub event: String,
    /// When it took place.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// What it says.
    #[arg(long)]
    pub text: Option<String>,
    /// Why a decision was chosen otherwise than suggested.
    #[arg(long = "override", value_name = "WHY")]
    pub override_reason: Option<String>,
    #[command(flatten)]
    pub within: InIncident,
}

/// An entry and why.
#[derive(Debug, Args)]
pub struct EventReason {
    /// The entry, as `incident timeline` prints it.
    pub event: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub within: InIncident,
}

/// Record a decision and how it went.
#[derive(Debug, Subcommand)]
pub enum DecisionCommand {
    /// Record what was chosen; what is left out is taken from what the table shows.
    Record(Box<Record>),
    /// Say how a decision went.
    Outcome {
        /// Its number or short id.
        decision: String,
        /// as_expected, partly, no_effect or worse.
        #[arg(value_parser = outcome)]
        outcome: Outcome,
        /// What was read off.
        #[arg(long)]
        reading: Option<String>,
        /// When, where that is not now.
        #[arg(long, value_name = "AT", allow_hyphen_values = true)]
        at: Option<String>,
        #[command(flatten)]
        within: InIncident,
    },
    /// Say when a decision was seen to reach users, from outside.
    Reached {
        /// Its number or short id.
        decision: String,
        /// When it was: 02:14, -10m, "yesterday 22:41", about:02:14, now or unknown, for example.
        #[arg(allow_hyphen_values = true)]
        at: String,
        #[command(flatten)]
        within: InIncident,
    },
}

/// A decision.
#[derive(Debug, Args)]
pub struct Record {
    /// roll_back, hotfix, roll_forward, isolate, watch or escalate.
    #[arg(long, value_name = "ACTION", value_parser = action)]
    pub choose: Action,
    /// A file with facts as one JSON object, or - for standard input; they go before recorded answers.
    #[arg(long, value_name = "FILE|-")]
    pub facts: Option<String>,
    /// Why; by default the table's reasons.
    #[arg(long)]
    pub why: Option<String>,
    /// Another option and why not, such as "hotfix: untested"; may be given several times.
    #[arg(long)]
    pub considered: Vec<String>,
    /// Who objected, and to what.
    #[arg(long)]
    pub objections: Option<String>,
    /// The signal that will show that it works.
    #[arg(long)]
    pub expect: Option<String>,
    /// By when that is to be seen.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub expect_by: Option<String>,
    /// What ends the watch at once.
    #[arg(long)]
    pub tripwire: Option<String>,
    /// When to look again.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub recheck: Option<String>,
    /// Why it is chosen otherwise than the table suggests.
    #[arg(long = "override", value_name = "WHY")]
    pub override_reason: Option<String>,
    /// A decision that it takes the place of; by default every one that stands.
    #[arg(long, value_name = "N")]
    pub supersedes: Vec<String>,
    /// When it was decided, where that is not now.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<String>,
    #[command(flatten)]
    pub within: InIncident,
}

fn note_kind(text: &str) -> Result<NoteKind, String> {
    one_of(
        text,
        [
            ("observation", NoteKind::Observation),
            ("action", NoteKind::Action),
            ("communication", NoteKind::Communication),
        ],
    )
}

fn outcome(text: &str) -> Result<Outcome, String> {
    one_of(
        text,
        [
            ("as_expected", Outcome::AsExpected),
            ("partly", Outcome::Partly),
            ("no_effect", Outcome::NoEffect),
            ("worse", Outcome::Worse),
        ],
    )
}

fn action(text: &str) -> Result<Action, String> {
    one_of(
        text,
        [
            ("roll_back", Action::RollBack),
            ("hotfix", Action::Hotfix),
            ("roll_forward", Action::RollForward),
            ("isolate", Action::Isolate),
            ("watch", Action::Watch),
            ("escalate", Action::Escalate),
        ],
    )
}
