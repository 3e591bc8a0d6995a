//! Planted faults: each must break a property, or the properties would prove nothing.

use super::Action;
use super::answers::{
    Cause, Contract, CriticalPath, DataDamage, Elapsed, Fix, Isolation, Minutes, Previous,
    Recovering, Release, Touches, Trend, Tried, Users, Visibility,
};
use super::facts::Case;
use super::properties::{CLASSES, PREFERENCES, Property, VETOES};
use super::rules::{self, Limits, Rule, Table, Way};

fn first_broken(table: &Table) -> Result<(), String> {
    let all: Vec<Property> = [&VETOES[..], &PREFERENCES, &CLASSES].concat();
    all.iter().try_for_each(|property| property(table))
}

fn planted(plant: impl FnOnce(&mut Table)) -> Result<(), String> {
    let mut table = Table::standard();
    plant(&mut table);
    first_broken(&table)
}

/// One test a fault, so that they run side by side: the fault, and words of what it breaks.
macro_rules! faults {
    ($($name:ident: $plant:expr, breaks $words:literal;)*) => {
        $(#[test]
        fn $name() {
            let broken = planted($plant).expect_err("the fault went unnoticed");
            assert!(broken.contains($words), "another property broke: {broken}");
        })*
    };
}

#[test]
fn the_published_table_keeps_every_property() {
    assert_eq!(first_broken(&Table::standard()), Ok(()));
}

/// Asks the published predicate about a case that differs in one fact.
fn pretending(case: &Case, change: fn(&mut Case)) -> Case {
    let mut other = *case;
    change(&mut other);
    other
}

faults! {
    prompt_ends_a_minute_early: |t| t.limits.prompt = 59, breaks "quick";
    prompt_ends_a_minute_late: |t| t.limits.prompt = 61, breaks "";
    a_fix_of_an_hour_is_refused: |t| t.limits.fix = 59, breaks "";
    a_fix_of_over_an_hour_is_allowed: |t| t.limits.fix = 61, breaks "";
    soon_ends_a_minute_early: |t| t.limits.soon = 4, breaks "";
    soon_ends_a_minute_late: |t| t.limits.soon = 6, breaks "";
    the_hour_ends_a_minute_early: |t| t.limits.investigation = 59, breaks "";
    the_hour_ends_a_minute_late: |t| t.limits.investigation = 61, breaks "";
    unknown_touches_are_no_harm:
        |t| t.harm = |c| rules::harm(c) && c.touches != Touches::Unknown, breaks "";
    unknown_damage_is_no_harm: |t| t.harm = |c| {
        c.touches != Touches::NOTHING || c.data_damage == DataDamage::Ongoing
    }, breaks "";
    unknown_users_are_few:
        |t| t.serious = |c| rules::serious(&Case { users: if c.users == Users::Unknown { Users::Few } else { c.users }, ..*c }), breaks "";
    an_unknown_contract_is_at_risk:
        |t| t.serious = |c| rules::serious(c) || c.contract == Contract::Unknown, breaks "";
    a_broken_path_is_not_serious: |t| t.serious = |c| {
        rules::serious(&Case { critical_path: CriticalPath::Works, ..*c })
    }, breaks "";
    steady_counts_as_rising:
        |t| t.serious = |c| rules::serious(c) || c.trend == Trend::Steady, breaks "";
    an_unlikely_release_is_rolled_back: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.release = Release::Likely))
    }, breaks "";
    an_unknown_release_is_unlikely:
        |t| t.can_roll_back = |c| rules::can_roll_back(c) && c.release == Release::Likely, breaks "";
    an_unsafe_previous_release_is_run: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.previous = Previous::Safe))
    }, breaks "";
    assumed_safe_is_not_safe:
        |t| t.can_roll_back = |c| rules::can_roll_back(c) && c.previous == Previous::Safe, breaks "";
    a_tried_rollback_is_recommended: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.tried = Tried::NOTHING))
    }, breaks "";
    a_tried_isolation_is_recommended:
        |t| t.can_isolate = |c, how| c.isolation == how, breaks "";
    a_tried_fix_is_recommended: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.tried = Tried::NOTHING), limits)
    }, breaks "";
    a_tried_watch_is_recommended: |t| t.can_watch = |c, at_stake| !at_stake && c.visibility == Visibility::Clear, breaks "";
    a_theory_is_a_fix: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.cause = Cause::Shown), limits)
    }, breaks "";
    a_fix_ships_untested: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.fix_tested = true), limits)
    }, breaks "";
    a_small_fix_ships_without_a_canary: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.fix_canary = true), limits)
    }, breaks "";
    a_large_fix_ships: |t| t.can_fix = |c, limits| {
        let fix = if c.fix == Fix::Large { Fix::Trivial } else { c.fix };
        rules::can_fix(&Case { fix, ..*c }, limits)
    }, breaks "";
    a_fix_ships_unseen: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.visibility = Visibility::Clear), limits)
    }, breaks "";
    a_quick_fix_needs_no_canary: |t| t.is_quick = |c, _| {
        c.fix == Fix::Trivial && c.visibility == Visibility::Clear
    }, breaks "";
    a_quick_fix_may_be_half_seen: |t| t.is_quick = |c, _| {
        c.fix == Fix::Trivial && c.fix_canary
    }, breaks "";
    a_small_fix_is_quick: |t| t.is_quick = |c, _| {
        c.fix != Fix::SchemaAdd && c.fix_canary && c.visibility == Visibility::Clear
    }, breaks "";
    watching_half_blind: |t| t.can_watch = |c, at_stake| {
        rules::can_watch(c, at_stake) || !at_stake && c.visibility == Visibility::Partial && !c.tried.include(Action::Watch)
    }, breaks "";
    the_whole_service_goes_down_on_a_guess: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(c, s, l, a)
            || c.isolation == Isolation::Whole
                && a == Action::RollBack
                && c.data_damage == DataDamage::Unknown
    }, breaks "";
    isolation_held_is_isolated_again: |t| t.contain_first = |c, s, l, a| {
        let isolation =
            if c.isolation == Isolation::InForce { Isolation::Narrow } else { c.isolation };
        rules::contain_first(&Case { isolation, ..*c }, s, l, a)
    }, breaks "";
    a_tried_isolation_comes_first: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(&Case { tried: Tried::NOTHING, ..*c }, s, l, a)
    }, breaks "";
    a_slow_fix_is_not_contained: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(&Case { fix_minutes: Minutes(None), ..*c }, s, l, a)
    }, breaks "";
    harm_is_watched: |t| {
        t.can_watch = |c, _| rules::can_watch(c, false);
        t.orders.harm.push(Way::Watch);
    }, breaks "";
    what_is_serious_is_watched: |t| {
        t.can_watch = |c, _| rules::can_watch(c, false);
        t.orders.serious.push(Way::Watch);
    }, breaks "";
    two_rules_fire: |t| t.holds = |s, rule| {
        rules::holds(s, rule) || rule == Rule::QuickFix && s.serious && s.quick_fix
    }, breaks "";
    recovery_without_evidence: |t| t.holds = |s, rule| match rule {
        Rule::Recovering => !s.harm && !s.serious && s.overdue,
        Rule::Harm | Rule::QuickFix | Rule::Serious | Rule::Contained | Rule::Overdue => {
            rules::holds(s, rule) && !(rule == Rule::Overdue)
        }
    }, breaks "";
    isolation_precedes_going_back_under_harm: |t| t.orders.harm.swap(0, 1), breaks "";
    a_fix_precedes_going_back_under_harm: |t| t.orders.harm.swap(0, 2), breaks "";
    a_fix_precedes_going_back_where_serious: |t| t.orders.serious.swap(0, 2), breaks "";
    slow_going_back_is_forgotten: |t| t.orders.harm.retain(|way| *way != Way::SlowRollBack), breaks "";
    watching_precedes_a_fix: |t| t.orders.contained.swap(0, 1), breaks "";
    watching_goes_on_after_the_hour: |t| t.orders.overdue.insert(1, Way::Watch), breaks "";
    isolation_after_the_hour_is_less_than_before: |t| t.orders.overdue.swap(1, 2), breaks "";
}

#[test]
fn timing() {
    let t = Table::standard();
    for (i, p) in [&VETOES[..], &PREFERENCES, &CLASSES].concat().iter().enumerate() {
        let s = std::time::Instant::now();
        p(&t).unwrap();
        println!("{i} {:?}", s.elapsed());
    }
}
