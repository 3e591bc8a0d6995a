//! What must hold for a table: the published one, and one under a team's own orders.
//!
//! Every property is asked of every case of a grid, so it is shown by enumeration, not sampled.
//! The properties say in their own words what is safe; they use none of the table's predicates, so
//! that an altered predicate cannot vouch for itself.

#[cfg(test)]
mod classes;
mod grid;

use super::Action;
use super::answers::{
    AnswerValue, Cause, Contract, CriticalPath, DataDamage, Elapsed, Fix, Isolation, Minutes,
    Previous, Recovering, Release, Touch, Touches, Trend, Tried, Users, Visibility,
};
use super::facts::Case;
use super::rules::{Outcome, Rule, Table};
use grid::{ALL_TRIED, SOME_TRIED, each_case, each_detail};

/// One property: nothing, or the case that breaks it.
pub(crate) type Property = fn(&Table) -> Result<(), String>;

/// What any table must hold, a team's own orders included.
pub(crate) const VETOES: [Property; 12] = [
    exactly_one_rule_fires,
    sequences_end_in_escalate,
    facts_about_going_back_do_not_matter_without_a_release,
    isolates_first_only_where_it_stops_harm,
    nothing_tried_is_recommended,
    no_watch_under_harm_or_unseen,
    no_rollback_unless_it_can_be_done,
    no_fix_without_a_shown_cause_and_a_test,
    one_more_option_never_leads_to_escalate,
    escalates_only_when_nothing_is_left,
    raising_the_stakes_never_lowers_protection,
    unknown_is_as_unsafe,
];

/// What the published orders say beyond that, where a team may prefer otherwise.
#[cfg(test)]
pub(crate) const PREFERENCES: [Property; 1] = [the_published_preference];

/// What justifies the grid: the outcome depends on the classes of facts alone.
#[cfg(test)]
pub(crate) const CLASSES: [Property; 4] = [
    classes::only_the_order_of_two_minutes_matters,
    classes::stakes_fold,
    classes::going_back_folds,
    classes::fixing_folds,
];

/// The first veto that does not hold, with a case that shows it.
pub(crate) fn first_broken(table: &Table) -> Result<(), String> {
    VETOES.iter().try_for_each(|holds| holds(table))
}

fn exactly_one_rule_fires(table: &Table) -> Result<(), String> {
    each_case(&[Tried::NOTHING], |case| {
        let situation = table.situation(case);
        let firing: Vec<&str> = Rule::ALL
            .into_iter()
            .filter(|rule| (table.holds)(&situation, *rule))
            .map(Rule::word)
            .collect();
        let expected = expected_rule(case);
        ensure(firing == [expected.word()], case, || {
            format!("the rules [{}] fire, not {} alone", firing.join(", "), expected.word())
        })
    })
}

fn no_rollback_unless_it_can_be_done(table: &Table) -> Result<(), String> {
    each_detail(|case| {
        let rolls_back = table.decide(case).action == Action::RollBack;
        ensure(!rolls_back || can_go_back(case), case, || {
            "a rollback is recommended that cannot be done".to_owned()
        })
    })
}

fn no_watch_under_harm_or_unseen(table: &Table) -> Result<(), String> {
    each_case(&SOME_TRIED, |case| {
        let watches = table.decide(case).action == Action::Watch;
        ensure(!watches || can_look_on(case), case, || {
            "watching is recommended under harm, where it is serious, or unseen".to_owned()
        })
    })
}

fn no_fix_without_a_shown_cause_and_a_test(table: &Table) -> Result<(), String> {
    each_detail(|case| {
        let action = table.decide(case).action;
        let right = match action {
            Action::Hotfix => can_ship(case) && case.fix != Fix::SchemaAdd,
            Action::RollForward => can_ship(case) && case.fix == Fix::SchemaAdd,
            Action::RollBack | Action::Isolate | Action::Watch | Action::Escalate => true,
        };
        ensure(right, case, || format!("{} is recommended without what a fix needs", action.word()))
    })
}

fn nothing_tried_is_recommended(table: &Table) -> Result<(), String> {
    each_case(&ALL_TRIED, |case| {
        let action = table.decide(case).action;
        ensure(!case.tried.include(action), case, || {
            format!("{} is recommended although it was tried", action.word())
        })
    })
}

/// Watching is left out of what is left once the hour is over.
fn escalates_only_when_nothing_is_left(table: &Table) -> Result<(), String> {
    each_case(&ALL_TRIED, |case| {
        let outcome = table.decide(case);
        let can_watch = can_look_on(case) && outcome.rule != Rule::Overdue;
        let something = can_go_back(case) || can_ship(case) || can_switch_off(case) || can_watch;
        ensure((outcome.action == Action::Escalate) != something, case, || {
            if something {
                "it escalates although a safe option is on the table".to_owned()
            } else {
                format!("{} is recommended although it is no option here", outcome.action.word())
            }
        })
    })
}

fn isolates_first_only_where_it_stops_harm(table: &Table) -> Result<(), String> {
    each_case(&SOME_TRIED, |case| {
        let Outcome { action, contain_first, .. } = table.decide(case);
        let slow_fix = is_serious(case) && case.fix_minutes.over(5);
        let takes_time = match action {
            Action::RollBack => case.rollback_minutes.over(5),
            Action::Hotfix | Action::RollForward => slow_fix,
            Action::Isolate | Action::Watch | Action::Escalate => false,
        };
        let stops_harm = match case.isolation {
            Isolation::Whole => case.data_damage == DataDamage::Ongoing,
            Isolation::Narrow => case.data_damage != DataDamage::None || takes_time,
            Isolation::InForce | Isolation::None | Isolation::Unknown => false,
        };
        let expected =
            stops_harm && action != Action::Isolate && !case.tried.include(Action::Isolate);
        ensure(contain_first == expected, case, || {
            if contain_first {
                "it isolates first where that is not called for".to_owned()
            } else {
                "it does not isolate first where that would stop harm".to_owned()
            }
        })
    })
}

fn raising_the_stakes_never_lowers_protection(table: &Table) -> Result<(), String> {
    let raise: [fn(&mut Case); 12] = [
        |case| case.touches = Touches::Unknown,
        |case| case.touches = Touches::these(&[Touch::Money]),
        |case| case.data_damage = DataDamage::Unknown,
        |case| case.data_damage = DataDamage::Ongoing,
        |case| case.critical_path = CriticalPath::Unknown,
        |case| case.critical_path = CriticalPath::Broken,
        |case| case.users = Users::Unknown,
        |case| case.users = Users::Most,
        |case| case.trend = Trend::Unknown,
        |case| case.trend = Trend::Rising,
        |case| case.contract = Contract::AtRisk,
        |case| case.elapsed_minutes = Elapsed(61),
    ];
    each_case(&SOME_TRIED, |case| {
        let before = table.decide(case).action;
        raise.iter().try_for_each(|raise| {
            let mut raised = *case;
            raise(&mut raised);
            if raised == *case || is_lower(&raised, case) {
                return Ok(());
            }
            let after = table.decide(&raised).action;
            ensure(after.cmp_protectiveness(before).is_ge(), &raised, || {
                format!("{} with less at stake becomes {} here", before.word(), after.word())
            })
        })
    })
}

/// A change that takes something back is no raise.
fn is_lower(raised: &Case, case: &Case) -> bool {
    raised.touches.danger() < case.touches.danger()
        || raised.data_damage.danger() < case.data_damage.danger()
        || raised.critical_path.danger() < case.critical_path.danger()
        || raised.users.danger() < case.users.danger()
        || raised.trend.danger() < case.trend.danger()
}

/// Unknown gives the action and rule of the unsafe value; contract and release are excepted, whose
/// unknown counts as safe and as likely. It also isolates first in the same cases, but for a whole
/// service, which needs damage known to be ongoing.
fn unknown_is_as_unsafe(table: &Table) -> Result<(), String> {
    type Pair = (&'static str, fn(&mut Case), fn(&mut Case));
    let pairs: [Pair; 13] = [
        (
            "touches",
            |c| c.touches = Touches::Unknown,
            |c| {
                c.touches = Touches::these(&[Touch::Privacy]);
            },
        ),
        (
            "data_damage",
            |c| c.data_damage = DataDamage::Unknown,
            |c| {
                c.data_damage = DataDamage::Ongoing;
            },
        ),
        (
            "critical_path",
            |c| c.critical_path = CriticalPath::Unknown,
            |c| {
                c.critical_path = CriticalPath::Broken;
            },
        ),
        ("users", |c| c.users = Users::Unknown, |c| c.users = Users::Most),
        ("trend", |c| c.trend = Trend::Unknown, |c| c.trend = Trend::Rising),
        ("contract", |c| c.contract = Contract::Unknown, |c| c.contract = Contract::Safe),
        ("release", |c| c.release = Release::Unknown, |c| c.release = Release::Likely),
        ("previous", |c| c.previous = Previous::Unknown, |c| c.previous = Previous::Unsafe),
        ("isolation", |c| c.isolation = Isolation::Unknown, |c| c.isolation = Isolation::None),
        ("cause", |c| c.cause = Cause::Unknown, |c| c.cause = Cause::Theory),
        ("fix", |c| c.fix = Fix::Unknown, |c| c.fix = Fix::Large),
        (
            "visibility",
            |c| c.visibility = Visibility::Unknown,
            |c| {
                c.visibility = Visibility::None;
            },
        ),
        (
            "previous, assumed",
            |c| c.previous = Previous::AssumedSafe,
            |c| {
                c.previous = Previous::Safe;
            },
        ),
    ];
    each_case(&[Tried::NOTHING, Tried::NOTHING.and(Action::Isolate)], |case| {
        pairs.iter().try_for_each(|(name, unknown, counts_as)| {
            let (mut one, mut other) = (*case, *case);
            unknown(&mut one);
            counts_as(&mut other);
            let (mut left, right) = (table.decide(&one), table.decide(&other));
            if *name == "data_damage" && case.isolation == Isolation::Whole {
                left.contain_first = right.contain_first;
            }
            ensure(left == right, &one, || {
                format!(
                    "{name} unknown gives {}, but {} if it is known to be what it counts as",
                    left.action.word(),
                    right.action.word()
                )
            })
        })?;
        minutes_unknown_are_never_enough(table, case)
    })
}

/// Minutes that are not known allow nothing that a number of minutes would not: they are as good as
/// a rollback that cannot be done, or a fix over the hour.
fn minutes_unknown_are_never_enough(table: &Table, case: &Case) -> Result<(), String> {
    let with = |change: fn(&mut Case)| {
        let mut changed = *case;
        change(&mut changed);
        changed
    };
    let no_time_back = with(|case| case.rollback_minutes = Minutes(None));
    let no_way_back = with(|case| case.previous = Previous::Unsafe);
    let no_time_to_fix = with(|case| case.fix_minutes = Minutes(None));
    let too_long_to_fix = with(|case| case.fix_minutes = Minutes(Some(61)));
    let same = table.decide(&no_time_back) == table.decide(&no_way_back)
        && table.decide(&no_time_to_fix) == table.decide(&too_long_to_fix);
    ensure(same, case, || "unknown minutes give another outcome than none".to_owned())
}

fn facts_about_going_back_do_not_matter_without_a_release(table: &Table) -> Result<(), String> {
    each_case(&SOME_TRIED, |case| {
        let mut without = *case;
        without.release = Release::Unlikely;
        let mut cannot = without;
        cannot.previous = Previous::Unsafe;
        cannot.rollback_minutes = Minutes(None);
        ensure(table.decide(&without) == table.decide(&cannot), &without, || {
            "it began without a change of ours, and yet the facts about going back matter".into()
        })
    })
}

fn one_more_option_never_leads_to_escalate(table: &Table) -> Result<(), String> {
    let open: [fn(&mut Case); 7] = [
        |case| {
            case.release = Release::Likely;
            case.previous = Previous::Safe;
            case.rollback_minutes = Minutes(case.rollback_minutes.0.or(Some(6)));
        },
        |case| case.isolation = Isolation::Narrow,
        |case| case.isolation = Isolation::Whole,
        |case| case.isolation = Isolation::InForce,
        |case| case.recovering = Recovering::Evidence,
        |case| case.visibility = Visibility::Clear,
        |case| {
            case.cause = Cause::Shown;
            case.fix = Fix::Trivial;
            case.fix_tested = true;
            case.fix_canary = true;
            case.fix_minutes = Minutes(Some(6));
            case.visibility = Visibility::Clear;
        },
    ];
    each_case(&SOME_TRIED, |case| {
        if table.decide(case).action == Action::Escalate {
            return Ok(());
        }
        open.iter().try_for_each(|open| {
            let mut opened = *case;
            open(&mut opened);
            ensure(table.decide(&opened).action != Action::Escalate, &opened, || {
                "one more option leads to escalate".to_owned()
            })
        })
    })
}

/// A recommendation without effect, again and again, ends in escalate and repeats no action.
fn sequences_end_in_escalate(table: &Table) -> Result<(), String> {
    each_case(&[Tried::NOTHING], |start| {
        let mut case = *start;
        let mut done: Vec<Action> = Vec::new();
        loop {
            let action = table.decide(&case).action;
            if action == Action::Escalate {
                return Ok(());
            }
            ensure(!done.contains(&action), &case, || {
                format!("{} is recommended a second time in a sequence", action.word())
            })?;
            done.push(action);
            case.tried = case.tried.and(action);
        }
    })
}

/// The published preference, spelled out: going back promptly, then the narrow switch, then a fix,
/// then the slow ways; where nothing is at stake the fix and, within the hour, watching go before.
#[cfg(test)]
fn the_published_preference(table: &Table) -> Result<(), String> {
    each_case(&SOME_TRIED, |case| {
        let action = table.decide(case).action;
        let expected = preferred(case);
        ensure(action == expected, case, || {
            format!("{} is put before {}", action.word(), expected.word())
        })
    })
}

#[cfg(test)]
fn preferred(case: &Case) -> Action {
    let rule = expected_rule(case);
    let fix = if case.fix == Fix::SchemaAdd { Action::RollForward } else { Action::Hotfix };
    let is_calm = matches!(rule, Rule::Contained | Rule::Overdue);
    if rule == Rule::Recovering {
        Action::Watch
    } else if rule == Rule::QuickFix || is_calm && can_ship(case) {
        fix
    } else if rule == Rule::Contained && can_look_on(case) {
        Action::Watch
    } else if can_go_back(case) && case.rollback_minutes.at_most(60) {
        Action::RollBack
    } else if can_switch_off(case) && case.isolation == Isolation::Narrow {
        Action::Isolate
    } else if can_ship(case) {
        fix
    } else if can_go_back(case) {
        Action::RollBack
    } else if can_switch_off(case) {
        Action::Isolate
    } else {
        Action::Escalate
    }
}

/// What can be done, in the properties' own words.
fn can_go_back(case: &Case) -> bool {
    let is_ours = case.release == Release::Likely || case.release == Release::Unknown;
    let can_run = case.previous == Previous::Safe || case.previous == Previous::AssumedSafe;
    is_ours && can_run && case.rollback_minutes != Minutes(None) && !tried(case, Action::RollBack)
}

fn can_switch_off(case: &Case) -> bool {
    let has_switch = case.isolation != Isolation::None && case.isolation != Isolation::Unknown;
    has_switch && !tried(case, Action::Isolate)
}

fn can_ship(case: &Case) -> bool {
    let is_small = match case.fix {
        Fix::Trivial | Fix::SchemaAdd => true,
        Fix::Small => case.fix_canary,
        Fix::None | Fix::Large | Fix::Unknown => false,
    };
    let is_seen = case.visibility == Visibility::Clear || case.visibility == Visibility::Partial;
    let in_time = case.fix_minutes.0.is_some_and(|minutes| minutes < 61);
    let is_known = case.cause == Cause::Shown && case.fix_tested;
    is_small && is_seen && in_time && is_known && !tried(case, Action::Hotfix)
}

fn can_look_on(case: &Case) -> bool {
    !is_harmful(case)
        && !is_serious(case)
        && case.visibility == Visibility::Clear
        && !tried(case, Action::Watch)
}

fn tried(case: &Case, action: Action) -> bool {
    case.tried.list().contains(&action)
}

fn is_harmful(case: &Case) -> bool {
    !(case.touches == Touches::NOTHING && case.data_damage == DataDamage::None)
}

fn is_serious(case: &Case) -> bool {
    let can_work =
        case.critical_path == CriticalPath::Works || case.critical_path == CriticalPath::Workaround;
    let not_most = case.users == Users::Few || case.users == Users::Some;
    let not_rising = case.trend == Trend::Falling || case.trend == Trend::Steady;
    !(can_work && not_most && not_rising && case.contract != Contract::AtRisk)
}

/// One line, canaried and clearly seen, that is out at once or no later than a prompt rollback.
fn is_quick_fix(case: &Case) -> bool {
    let goes_back = case.rollback_minutes.0.filter(|back| can_go_back(case) && *back < 61);
    let soon_enough = match (case.fix_minutes.0, goes_back) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(fix), Some(back)) => fix < 6 || fix <= back,
    };
    let is_line = case.fix == Fix::Trivial && case.fix_canary;
    can_ship(case) && is_line && case.visibility == Visibility::Clear && soon_enough
}

fn expected_rule(case: &Case) -> Rule {
    match (is_harmful(case), is_serious(case)) {
        (true, _) => Rule::Harm,
        (false, true) if is_quick_fix(case) => Rule::QuickFix,
        (false, true) => Rule::Serious,
        (false, false) => match (case.recovering, case.elapsed_minutes.0) {
            (Recovering::Evidence, _) if can_look_on(case) => Rule::Recovering,
            (_, 0..=60) => Rule::Contained,
            (_, _) => Rule::Overdue,
        },
    }
}

fn ensure(holds: bool, case: &Case, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("{}; shown by {}", otherwise(), shown(case))) }
}

/// The case as facts in JSON.
fn shown(case: &Case) -> String {
    case.to_facts().to_value().to_string()
}
