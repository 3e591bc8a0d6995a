//! The table itself: what can be done, which rule holds, and what comes first under it.
//!
//! Vetoes stand in what can be done, preference stands in the orders; nothing is weighed. The
//! predicates are a value so that the same properties can be asked of an altered table.

use serde::{Deserialize, Serialize};

use super::Action;
use super::answers::{
    Cause, Contract, CriticalPath, DataDamage, Fix, Isolation, Previous, Recovering, Release,
    Touches, Trend, Users, Visibility,
};
use super::facts::Case;
use super::orders::Orders;

/// Which rule of the table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Something is touched that must not go wrong, or data is not known to be whole.
    Harm,
    /// Serious, and a one-line fix is as quick as going back.
    QuickFix,
    /// Serious, and no quick fix.
    Serious,
    /// Not serious, and something outside is coming back.
    Recovering,
    /// Not serious, within the hour.
    Contained,
    /// Not serious, and the hour is over.
    Overdue,
}

impl Rule {
    /// Every rule, in the order of the table.
    pub const ALL: [Rule; 6] = [
        Rule::Harm,
        Rule::QuickFix,
        Rule::Serious,
        Rule::Recovering,
        Rule::Contained,
        Rule::Overdue,
    ];

    /// The rule as it is written in JSON and in the record.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Rule::Harm => "harm",
            Rule::QuickFix => "quick-fix",
            Rule::Serious => "serious",
            Rule::Recovering => "recovering",
            Rule::Contained => "contained",
            Rule::Overdue => "overdue",
        }
    }
}

/// A way to do something, as the orders name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Roll back within the hour.
    PromptRollBack,
    /// Switch off only the harmful part.
    NarrowIsolate,
    /// Hotfix, or roll forward where the fix adds to the schema.
    Fix,
    /// Roll back in more than an hour.
    SlowRollBack,
    /// Stay isolated.
    HeldIsolate,
    /// Switch off the whole service.
    WholeIsolate,
    /// Do nothing yet, with a deadline.
    Watch,
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 7] = [
        Way::PromptRollBack,
        Way::NarrowIsolate,
        Way::Fix,
        Way::SlowRollBack,
        Way::HeldIsolate,
        Way::WholeIsolate,
        Way::Watch,
    ];
}

/// What the table says about a case, before any words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub rule: Rule,
    pub action: Action,
    pub contain_first: bool,
}

/// What the rules are chosen by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    pub harm: bool,
    pub serious: bool,
    pub quick_fix: bool,
    pub recovering: bool,
    pub overdue: bool,
}

/// The rules of one table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub orders: Orders,
    pub limits: Limits,
    pub harm: fn(&Case) -> bool,
    pub serious: fn(&Case) -> bool,
    pub can_roll_back: fn(&Case) -> bool,
    pub can_isolate: fn(&Case, Isolation) -> bool,
    pub can_fix: fn(&Case, &Limits) -> bool,
    pub is_quick: fn(&Case, &Limits) -> bool,
    pub can_watch: fn(&Case, bool) -> bool,
    pub holds: fn(&Situation, Rule) -> bool,
    pub contain_first: fn(&Case, &Situation, &Limits, Action) -> bool,
}

/// The table's minutes. They are part of the rules; settings never move them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// A rollback of at most this many is prompt.
    pub prompt: u32,
    /// A fix of at most this many can be done.
    pub fix: u32,
    /// Up to this many minutes nothing is contained first without damage, and a one-line fix is quick.
    pub soon: u32,
    /// An investigation of more than this many is overdue.
    pub investigation: u32,
}

impl Table {
    /// The published table.
    pub fn standard() -> Table {
        Table::ordered(Orders::standard())
    }

    /// The published predicates under other orders.
    pub fn ordered(orders: Orders) -> Table {
        Table {
            orders,
            limits: Limits { prompt: 60, fix: 60, soon: 5, investigation: 60 },
            harm,
            serious,
            can_roll_back,
            can_isolate,
            can_fix,
            is_quick,
            can_watch,
            holds,
            contain_first,
        }
    }

    /// What to do about a case.
    pub fn decide(&self, case: &Case) -> Outcome {
        let situation = self.situation(case);
        let rule = self.rule(&situation);
        let mut action = Action::Escalate;
        for way in self.order(rule) {
            if self.can(case, *way) {
                action = action_of(*way, case);
                break;
            }
        }
        let contain_first = (self.contain_first)(case, &situation, &self.limits, action);
        Outcome { rule, action, contain_first }
    }

    /// What the rules are chosen by, read off a case.
    pub fn situation(&self, case: &Case) -> Situation {
        Situation {
            harm: (self.harm)(case),
            serious: (self.serious)(case),
            quick_fix: self.can(case, Way::Fix)
                && (self.is_quick)(case, &self.limits)
                && self.is_no_slower(case),
            recovering: case.recovering == Recovering::Evidence && self.can(case, Way::Watch),
            overdue: case.elapsed_minutes.0 > self.limits.investigation,
        }
    }

    /// The ways to try under a rule, the preferred one first.
    pub fn order(&self, rule: Rule) -> &[Way] {
        match rule {
            Rule::Harm => &self.orders.harm,
            Rule::QuickFix => &[Way::Fix],
            Rule::Serious => &self.orders.serious,
            Rule::Recovering => &[Way::Watch],
            Rule::Contained => &self.orders.contained,
            Rule::Overdue => &self.orders.overdue,
        }
    }

    /// Whether a way is open at all.
    pub fn can(&self, case: &Case, way: Way) -> bool {
        match way {
            Way::PromptRollBack => {
                (self.can_roll_back)(case) && !case.rollback_minutes.over(self.limits.prompt)
            }
            Way::SlowRollBack => {
                (self.can_roll_back)(case) && case.rollback_minutes.over(self.limits.prompt)
            }
            Way::NarrowIsolate => (self.can_isolate)(case, Isolation::Narrow),
            Way::WholeIsolate => (self.can_isolate)(case, Isolation::Whole),
            Way::HeldIsolate => (self.can_isolate)(case, Isolation::InForce),
            Way::Fix => (self.can_fix)(case, &self.limits),
            Way::Watch => {
                let is_at_stake = (self.harm)(case) || (self.serious)(case);
                (self.can_watch)(case, is_at_stake)
            }
        }
    }

    /// Exactly one rule holds, which is a property of the table; if none did, the most careful one
    /// would be taken.
    fn rule(&self, situation: &Situation) -> Rule {
        for rule in Rule::ALL {
            if (self.holds)(situation, rule) {
                return rule;
            }
        }
        Rule::Harm
    }

    /// The fix is there at once, or no later than the previous release would be.
    fn is_no_slower(&self, case: &Case) -> bool {
        case.fix_minutes.at_most(self.limits.soon)
            || !self.can(case, Way::PromptRollBack)
            || case.fix_minutes.0 <= case.rollback_minutes.0
    }
}

/// The action that a way leads to.
pub(crate) fn action_of(way: Way, case: &Case) -> Action {
    match way {
        Way::PromptRollBack | Way::SlowRollBack => Action::RollBack,
        Way::NarrowIsolate | Way::HeldIsolate | Way::WholeIsolate => Action::Isolate,
        Way::Fix if case.fix == Fix::SchemaAdd => Action::RollForward,
        Way::Fix => Action::Hotfix,
        Way::Watch => Action::Watch,
    }
}

pub(crate) fn harm(case: &Case) -> bool {
    case.touches != Touches::NOTHING || case.data_damage != DataDamage::None
}

pub(crate) fn serious(case: &Case) -> bool {
    matches!(case.critical_path, CriticalPath::Broken | CriticalPath::Unknown)
        || matches!(case.users, Users::Most | Users::Unknown)
        || matches!(case.trend, Trend::Rising | Trend::Unknown)
        || case.contract == Contract::AtRisk
}

pub(crate) fn can_roll_back(case: &Case) -> bool {
    case.release != Release::Unlikely
        && matches!(case.previous, Previous::Safe | Previous::AssumedSafe)
        && case.rollback_minutes.0.is_some()
        && !case.tried.include(Action::RollBack)
}

pub(crate) fn can_isolate(case: &Case, how: Isolation) -> bool {
    case.isolation == how && !case.tried.include(Action::Isolate)
}

pub(crate) fn can_fix(case: &Case, limits: &Limits) -> bool {
    let is_contained = match case.fix {
        Fix::Trivial | Fix::SchemaAdd => true,
        Fix::Small => case.fix_canary,
        Fix::None | Fix::Large | Fix::Unknown => false,
    };
    is_contained
        && case.cause == Cause::Shown
        && case.fix_tested
        && case.fix_minutes.at_most(limits.fix)
        && matches!(case.visibility, Visibility::Clear | Visibility::Partial)
        && !case.tried.include(Action::Hotfix)
}

/// One line that can be canaried and clearly seen to help.
pub(crate) fn is_quick(case: &Case, _limits: &Limits) -> bool {
    case.fix == Fix::Trivial && case.fix_canary && case.visibility == Visibility::Clear
}

/// Never where anything is at stake: harm, or seriousness.
pub(crate) fn can_watch(case: &Case, is_at_stake: bool) -> bool {
    !is_at_stake && case.visibility == Visibility::Clear && !case.tried.include(Action::Watch)
}

pub(crate) fn holds(now: &Situation, rule: Rule) -> bool {
    let calm = !now.harm && !now.serious;
    match rule {
        Rule::Harm => now.harm,
        Rule::QuickFix => !now.harm && now.serious && now.quick_fix,
        Rule::Serious => !now.harm && now.serious && !now.quick_fix,
        Rule::Recovering => calm && now.recovering,
        Rule::Contained => calm && !now.recovering && !now.overdue,
        Rule::Overdue => calm && !now.recovering && now.overdue,
    }
}

/// Whether to switch the harm off before the action takes its time.
pub(crate) fn contain_first(case: &Case, now: &Situation, limits: &Limits, action: Action) -> bool {
    if action == Action::Isolate || case.tried.include(Action::Isolate) {
        return false;
    }
    match case.isolation {
        Isolation::Whole => case.data_damage == DataDamage::Ongoing,
        Isolation::Narrow => {
            case.data_damage != DataDamage::None
                || match action {
                    Action::RollBack => case.rollback_minutes.over(limits.soon),
                    Action::Hotfix | Action::RollForward => {
                        now.serious && case.fix_minutes.over(limits.soon)
                    }
                    Action::Isolate | Action::Watch | Action::Escalate => false,
                }
        }
        Isolation::InForce | Isolation::None | Isolation::Unknown => false,
    }
}
