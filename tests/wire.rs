//! The TypeScript shapes of what window and record say to each other, made from the Rust ones.

use kneeboard_core::{act, decision, event, runbook, search, view};
use ts_rs::{Config, TS};

/// Every shape, in the order of the screens; a shape left out does not compile in the page.
fn made() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = String::from(
        "// Made from the read models and acts of core: run the tests with KNEEBOARD_WRITE_EXPECTED=1\n\
         // to make it anew. Do not edit by hand.\n",
    );
    macro_rules! shapes {
        ($($shape:ty),+ $(,)?) => {
            $(text += &format!("\nexport {}\n", <$shape as TS>::decl(&config));)+
        };
    }
    shapes!(
        decision::Action,
        event::Role,
        event::Audience,
        event::Severity,
        event::KeyTime,
        event::DetectionSource,
        event::NoteKind,
        event::Outcome,
        event::ActionKind,
        event::ActionStatus,
        event::Status,
        event::Section,
        event::StepRef,
        act::Act,
        act::Start,
        act::Choice,
        view::Heading,
        view::Since,
        view::ClockView,
        view::Spoken,
        view::incidents::IncidentsView,
        view::incidents::OpenIncident,
        view::earlier::EarlierIncident,
        view::incidents::StartView,
        view::incidents::RunbookMatch,
        view::incidents::SimilarIncident,
        view::search::SearchView,
        view::search::SimilarView,
        search::Hit,
        search::Span,
        search::Kind,
        search::Place,
        search::Within,
        view::walk::WalkView,
        view::walk::PhaseView,
        view::walk::StepView,
        view::walk::RecordView,
        view::walk::CommandView,
        view::walk::CommandPart,
        view::walk::StandingNote,
        view::walk::StandingDecision,
        view::asks::AskView,
        view::asks::AskChoice,
        view::timeline::TimelineRow,
        view::timeline::TimelineView,
        view::decide::DecideView,
        view::decide::Question,
        view::decide::OfferedAnswer,
        view::decide::AnsweredFact,
        view::suggestion::Suggestion,
        view::suggestion::Because,
        view::suggestion::FlipView,
        view::decide::ChoiceView,
        view::decide::EarlierDecision,
        view::decide::Prefilled,
        view::runbooks::RunbooksView,
        view::runbooks::RunbookLine,
        view::runbooks::RunbookView,
        view::runbooks::ProblemView,
        runbook::shipped::Origin,
        view::edit::EditView,
        view::edit::DraftView,
        view::edit::DraftLine,
        view::edit::RulesNow,
        view::offered::EditWords,
        view::offered::OfferedWord,
        view::history::HistoryView,
        view::history::RevisionLine,
        view::history::DiffView,
        runbook::merge::DiffLine,
        runbook::merge::LineChange,
        view::history::MergeView,
        runbook::merge::Piece,
        runbook::merge::Side,
        view::lint::LintView,
        view::lint::LintFinding,
        runbook::lint::mend::Edit,
        runbook::Position,
        view::lint::OutlineLine,
        view::preview::PreviewPhase,
        view::postmortem::PostmortemView,
        view::postmortem::SectionView,
        view::postmortem::DurationView,
        view::postmortem::FindingView,
        view::postmortem::FactorView,
        view::postmortem::ActionView,
        view::services::ServiceLine,
        view::services::ServicesView,
        view::services::LearnedView,
        view::services::LearnedKey,
        view::services::CardView,
        view::services::CardGroup,
        view::services::CardField,
        view::settings::SettingsView,
        view::settings::ClockSetting,
        view::settings::BackupLine,
        view::handover::HandoverView,
        view::handover::Holder,
        view::handover::SheetDecision,
        view::handover::SheetStep,
        view::handover::Told,
        view::handover::SheetTime,
        view::handover::CardLine,
    );
    text
}

#[test]
fn the_page_is_compiled_against_the_shapes_of_core() {
    crate::support::expected::same_as_expected("../../ui/src/wire.ts", &made());
}
