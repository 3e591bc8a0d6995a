//! Planted faults: each must break a property, or the properties would prove nothing.

use super::Action;
use super::answers::{
    Cause, Contract, CriticalPath, DataDamage, Fix, Isolation, Minutes, Previous, Release, Touches,
    Trend, Tried, Users, Visibility,
};
use super::facts::Case;
use super::properties::{CLASSES, PREFERENCES, Property, VETOES};
use super::rules::{self, Rule, Table, Way};

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
    prompt_ends_a_minute_early: |t| t.limits.prompt = 59, breaks "isolate is put before roll_back";
    prompt_ends_a_minute_late: |t| t.limits.prompt = 61, breaks "roll_back is put before isolate";
    a_fix_of_an_hour_is_refused: |t| t.limits.fix = 59, breaks "the rules [serious] fire, not quick-fix alone";
    a_fix_of_over_an_hour_is_allowed: |t| t.limits.fix = 61, breaks "hotfix is recommended without what a fix needs";
    soon_ends_a_minute_early: |t| t.limits.soon = 4, breaks "it isolates first where that is not called for";
    soon_ends_a_minute_late: |t| t.limits.soon = 6, breaks "the rules [quick-fix] fire, not serious alone";
    the_hour_ends_a_minute_early: |t| t.limits.investigation = 59, breaks "the rules [overdue] fire, not contained alone";
    the_hour_ends_a_minute_late: |t| t.limits.investigation = 61, breaks "the rules [contained] fire, not overdue alone";
    unknown_touches_are_no_harm:
        |t| t.harm = |c| rules::harm(c) && c.touches != Touches::Unknown, breaks "isolate with less at stake becomes watch here";
    unknown_damage_is_no_harm: |t| t.harm = |c| {
        c.touches != Touches::NOTHING || c.data_damage == DataDamage::Ongoing
    }, breaks "the rules [contained] fire, not harm alone";
    unknown_users_are_few:
        |t| t.serious = |c| rules::serious(&Case { users: if c.users == Users::Unknown { Users::Few } else { c.users }, ..*c }), breaks "users unknown gives isolate, but isolate if it is known to be what it counts as";
    an_unknown_contract_is_at_risk:
        |t| t.serious = |c| rules::serious(c) || c.contract == Contract::Unknown, breaks "contract unknown gives isolate, but isolate if it is known to be what it counts as";
    a_broken_path_is_not_serious: |t| t.serious = |c| {
        rules::serious(&Case { critical_path: CriticalPath::Works, ..*c })
    }, breaks "the rules [contained] fire, not serious alone";
    steady_counts_as_rising:
        |t| t.serious = |c| rules::serious(c) || c.trend == Trend::Steady, breaks "the rules [serious] fire, not contained alone";
    an_unlikely_release_is_rolled_back: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.release = Release::Likely))
    }, breaks "it began without a change of ours, and yet the facts about going back matter";
    an_unknown_release_is_unlikely:
        |t| t.can_roll_back = |c| rules::can_roll_back(c) && c.release == Release::Likely, breaks "release unknown gives isolate, but roll_back if it is known to be what it counts as";
    an_unsafe_previous_release_is_run: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.previous = Previous::Safe))
    }, breaks "the rules [serious] fire, not quick-fix alone";
    assumed_safe_is_not_safe:
        |t| t.can_roll_back = |c| rules::can_roll_back(c) && c.previous == Previous::Safe, breaks "previous, assumed unknown gives isolate, but roll_back if it is known to be what it counts as";
    a_tried_rollback_is_recommended: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.tried = Tried::NOTHING))
    }, breaks "roll_back is recommended a second time in a sequence";
    a_tried_isolation_is_recommended:
        |t| t.can_isolate = |c, how| c.isolation == how, breaks "isolate is recommended a second time in a sequence";
    a_tried_fix_is_recommended: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.tried = Tried::NOTHING), limits)
    }, breaks "hotfix is recommended a second time in a sequence";
    a_tried_watch_is_recommended: |t| t.can_watch = |c, at_stake| !at_stake && c.visibility == Visibility::Clear, breaks "watch is recommended a second time in a sequence";
    a_theory_is_a_fix: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.cause = Cause::Shown), limits)
    }, breaks "hotfix is recommended without what a fix needs";
    a_fix_ships_untested: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.fix_tested = true), limits)
    }, breaks "hotfix is recommended without what a fix needs";
    a_small_fix_ships_without_a_canary: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.fix_canary = true), limits)
    }, breaks "hotfix is recommended without what a fix needs";
    a_large_fix_ships: |t| t.can_fix = |c, limits| {
        let fix = if c.fix == Fix::Large { Fix::Trivial } else { c.fix };
        rules::can_fix(&Case { fix, ..*c }, limits)
    }, breaks "hotfix is recommended without what a fix needs";
    a_fix_ships_unseen: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.visibility = Visibility::Clear), limits)
    }, breaks "hotfix is recommended without what a fix needs";
    a_quick_fix_needs_no_canary: |t| t.is_quick = |c, _| {
        c.fix == Fix::Trivial && c.visibility == Visibility::Clear
    }, breaks "hotfix by rule quick-fix differs from isolate by rule serious, which its class gives";
    a_quick_fix_may_be_half_seen: |t| t.is_quick = |c, _| {
        c.fix == Fix::Trivial && c.fix_canary
    }, breaks "hotfix by rule quick-fix differs from isolate by rule serious, which its class gives";
    a_small_fix_is_quick: |t| t.is_quick = |c, _| {
        c.fix != Fix::SchemaAdd && c.fix_canary && c.visibility == Visibility::Clear
    }, breaks "the rules [quick-fix] fire, not serious alone";
    watching_half_blind: |t| t.can_watch = |c, at_stake| {
        rules::can_watch(c, at_stake) || !at_stake && c.visibility == Visibility::Partial && !c.tried.include(Action::Watch)
    }, breaks "the rules [recovering] fire, not contained alone";
    the_whole_service_goes_down_on_a_guess: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(c, s, l, a)
            || c.isolation == Isolation::Whole
                && a == Action::RollBack
                && c.data_damage == DataDamage::Unknown
    }, breaks "it isolates first where that is not called for";
    isolation_held_is_isolated_again: |t| t.contain_first = |c, s, l, a| {
        let isolation =
            if c.isolation == Isolation::InForce { Isolation::Narrow } else { c.isolation };
        rules::contain_first(&Case { isolation, ..*c }, s, l, a)
    }, breaks "it isolates first where that is not called for";
    a_tried_isolation_comes_first: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(&Case { tried: Tried::NOTHING, ..*c }, s, l, a)
    }, breaks "it isolates first where that is not called for";
    a_slow_fix_is_not_contained: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(&Case { fix_minutes: Minutes(None), ..*c }, s, l, a)
    }, breaks "it does not isolate first where that would stop harm";
    harm_is_watched: |t| {
        t.can_watch = |c, _| rules::can_watch(c, false);
        t.orders.harm.push(Way::Watch);
    }, breaks "watching is recommended under harm, where it is serious, or unseen";
    what_is_serious_is_watched: |t| {
        t.can_watch = |c, _| rules::can_watch(c, false);
        t.orders.serious.push(Way::Watch);
    }, breaks "watching is recommended under harm, where it is serious, or unseen";
    two_rules_fire: |t| t.holds = |s, rule| {
        rules::holds(s, rule) || rule == Rule::QuickFix && s.serious && s.quick_fix
    }, breaks "the rules [harm, quick-fix] fire, not harm alone";
    recovery_without_evidence: |t| t.holds = |s, rule| match rule {
        Rule::Recovering => !s.harm && !s.serious && s.overdue,
        Rule::Harm | Rule::QuickFix | Rule::Serious | Rule::Contained | Rule::Overdue => {
            rules::holds(s, rule) && !(rule == Rule::Overdue)
        }
    }, breaks "the rules [recovering] fire, not overdue alone";
    isolation_precedes_going_back_under_harm: |t| t.orders.harm.swap(0, 1), breaks "roll_back with less at stake becomes isolate here";
    a_fix_precedes_going_back_under_harm: |t| t.orders.harm.swap(0, 2), breaks "roll_back with less at stake becomes isolate here";
    a_fix_precedes_going_back_where_serious: |t| t.orders.serious.swap(0, 2), breaks "roll_back with less at stake becomes isolate here";
    slow_going_back_is_forgotten: |t| t.orders.harm.retain(|way| *way != Way::SlowRollBack), breaks "it escalates although a safe option is on the table";
    watching_precedes_a_fix: |t| t.orders.contained.swap(0, 1), breaks "watch is put before hotfix";
    watching_goes_on_after_the_hour: |t| t.orders.overdue.insert(1, Way::Watch), breaks "watch is recommended although it is no option here";
    isolation_after_the_hour_is_less_than_before: |t| t.orders.overdue.swap(1, 2), breaks "roll_back with less at stake becomes isolate here";
}
