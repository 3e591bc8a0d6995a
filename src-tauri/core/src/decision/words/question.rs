//! What to find out when no safe option is on the table.

use super::{Because, Told};
use crate::decision::Action;
use crate::decision::answers::{Cause, Fix, Isolation, Previous, Release, Visibility};
use crate::decision::facts::Fact;
use crate::decision::rules::Way;

/// The question whose answer would make an option possible: one that nobody has answered if there
/// is one, in the order of the rule; else the answer that stands in the way and might be moved.
pub(super) fn what_would_help(told: &Told) -> Because {
    let order = told.table.order(told.outcome.rule);
    let blocked: Vec<Vec<Block>> = order.iter().map(|way| blocks(told, *way)).collect();
    let open = blocked.iter().find(|blocks| blocks.iter().all(Block::is_open));
    if let Some(Block::Open(fact)) = open.and_then(|blocks| blocks.first()) {
        return Because {
            fact: *fact,
            text: format!("Find out in two minutes: {}", ask(told, *fact)),
        };
    }
    let movable = blocked.iter().find(|blocks| !blocks.contains(&Block::Final));
    match movable.and_then(|blocks| blocks.iter().find(|block| !block.is_open())) {
        Some(Block::Answered(fact)) => Because {
            fact: *fact,
            text: format!("Every answer rules something out. Ask the owner again: {}", ask(told, *fact)),
        },
        _ => Because {
            fact: Fact::Tried,
            text: "Everything that can be done was tried and did not help. Ask the owner: what else could bring back a known good state, such as a restore or a rebuild?".to_owned(),
        },
    }
}

/// A fact that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    /// Nobody knows.
    Open(Fact),
    /// It is known, and might be changed by work or by a second look.
    Answered(Fact),
    /// It was tried, or cannot help.
    Final,
}

impl Block {
    fn is_open(&self) -> bool {
        matches!(self, Block::Open(_))
    }
}

fn blocks(told: &Told, way: Way) -> Vec<Block> {
    match way {
        Way::PromptRollBack | Way::SlowRollBack => roll_back(told),
        Way::NarrowIsolate | Way::HeldIsolate | Way::WholeIsolate => isolate(told),
        Way::Fix => fix(told),
        Way::Watch => vec![Block::Final],
    }
}

fn roll_back(told: &Told) -> Vec<Block> {
    let case = &told.case;
    if case.release == Release::Unlikely || case.tried.include(Action::RollBack) {
        return vec![Block::Final];
    }
    let previous = match case.previous {
        Previous::Safe | Previous::AssumedSafe => None,
        Previous::Unsafe => Some(Block::Answered(Fact::Previous)),
        Previous::Unknown => Some(Block::Open(Fact::Previous)),
    };
    let minutes = case.rollback_minutes.0.is_none().then_some(Block::Open(Fact::RollbackMinutes));
    previous.into_iter().chain(minutes).collect()
}

fn isolate(told: &Told) -> Vec<Block> {
    if told.case.tried.include(Action::Isolate) {
        return vec![Block::Final];
    }
    match told.case.isolation {
        Isolation::Unknown => vec![Block::Open(Fact::Isolation)],
        Isolation::None | Isolation::Narrow | Isolation::Whole | Isolation::InForce => {
            vec![Block::Answered(Fact::Isolation)]
        }
    }
}

fn fix(told: &Told) -> Vec<Block> {
    let case = &told.case;
    if case.tried.include(Action::Hotfix) {
        return vec![Block::Final];
    }
    let cause = match case.cause {
        Cause::Shown => None,
        Cause::Theory => Some(Block::Answered(Fact::Cause)),
        Cause::Unknown => Some(Block::Open(Fact::Cause)),
    };
    let size = match case.fix {
        Fix::Trivial | Fix::Small | Fix::SchemaAdd => None,
        Fix::None | Fix::Large => Some(Block::Answered(Fact::Fix)),
        Fix::Unknown => Some(Block::Open(Fact::Fix)),
    };
    let tested = (!case.fix_tested).then(|| unless_answered(told, Fact::FixTested));
    let canary = (case.fix == Fix::Small && !case.fix_canary)
        .then(|| unless_answered(told, Fact::FixCanary));
    let minutes = match case.fix_minutes.0 {
        None => Some(Block::Open(Fact::FixMinutes)),
        Some(count) if count > told.table.limits.fix => Some(Block::Answered(Fact::FixMinutes)),
        Some(_) => None,
    };
    let sight = match case.visibility {
        Visibility::Clear | Visibility::Partial => None,
        Visibility::None => Some(Block::Answered(Fact::Visibility)),
        Visibility::Unknown => Some(Block::Open(Fact::Visibility)),
    };
    [cause, size, tested, canary, minutes, sight].into_iter().flatten().collect()
}

fn unless_answered(told: &Told, fact: Fact) -> Block {
    if told.facts.is_answered(fact) { Block::Answered(fact) } else { Block::Open(fact) }
}

/// The question, and what its good answer allows.
fn ask(told: &Told, fact: Fact) -> String {
    let previous = told.names.previous();
    match fact {
        Fact::Previous => format!(
            "any migration, message format or shared state since {previous} that it would misread? If none, roll back."
        ),
        Fact::RollbackMinutes => {
            format!("how many minutes until {previous} serves users again? With a number, roll back.")
        }
        Fact::Isolation => "is there a flag, a route, a queue or a rate limit that stops the harm? If there is, isolate.".to_owned(),
        Fact::Cause => "which line or setting is it, and does it fail on purpose? If it does, a small tested fix can ship.".to_owned(),
        Fact::Fix => "what is the smallest change that would help? One line, or one file with a canary, can ship.".to_owned(),
        Fact::FixTested => "which test fails without the fix? With one, it can ship.".to_owned(),
        Fact::FixCanary => "can the fix go to a few users first? If it can, it can ship.".to_owned(),
        Fact::FixMinutes => "how many minutes to ship the fix and see that it helps? Within the hour, it can ship.".to_owned(),
        Fact::Visibility => "which signal would show that a change helped? With one, the fix can ship.".to_owned(),
        Fact::Touches
        | Fact::DataDamage
        | Fact::Release
        | Fact::CriticalPath
        | Fact::Users
        | Fact::Trend
        | Fact::Contract
        | Fact::Recovering
        | Fact::Tried
        | Fact::ElapsedMinutes => fact.question().to_owned(),
    }
}
