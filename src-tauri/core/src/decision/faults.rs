//! Planted faults: each must break a property, or the properties would prove nothing.

use super::Action;
use super::answers::{
    Cause, Contract, CriticalPath, DataDamage, Fix, Isolation, Minutes, Previous, Release, Touches,
    Trend, Tried, Users, Visibility,
};
use super::facts::Case;
use super::properties::{self, CLASSES, PREFERENCES, Property, VETOES};
use super::rules::{self, Rule, Table, Way};

/// One test a fault, so that they run side by side: the fault, and the property that it breaks.
macro_rules! faults {
    ($($name:ident: $plant:expr, breaks $property:ident;)*) => {
        $(#[test]
        fn $name() {
            let mut table = Table::standard();
            let plant: fn(&mut Table) = $plant;
            plant(&mut table);
            let broken = properties::$property(&table).expect_err("the fault went unnoticed");
            assert!(broken.contains("; shown by {\"touches\":"), "no case shows it: {broken}");
        })*
    };
}

#[test]
fn the_published_table_keeps_every_property() {
    let all: Vec<Property> = [&VETOES[..], &PREFERENCES, &CLASSES].concat();
    for property in all {
        assert_eq!(property(&Table::standard()), Ok(()));
    }
}

/// Asks the published predicate about a case that differs in one fact.
fn pretending(case: &Case, change: fn(&mut Case)) -> Case {
    let mut other = *case;
    change(&mut other);
    other
}

faults! {
    prompt_ends_a_minute_early: |t| t.limits.prompt = 59, breaks the_published_preference;
    prompt_ends_a_minute_late: |t| t.limits.prompt = 61, breaks the_published_preference;
    a_fix_of_an_hour_is_refused: |t| t.limits.fix = 59, breaks exactly_one_rule_fires;
    a_fix_of_over_an_hour_is_allowed: |t| t.limits.fix = 61, breaks no_fix_without_a_shown_cause_and_a_test;
    soon_ends_a_minute_early: |t| t.limits.soon = 4, breaks isolates_first_only_where_it_stops_harm;
    soon_ends_a_minute_late: |t| t.limits.soon = 6, breaks exactly_one_rule_fires;
    the_hour_ends_a_minute_early: |t| t.limits.investigation = 59, breaks exactly_one_rule_fires;
    the_hour_ends_a_minute_late: |t| t.limits.investigation = 61, breaks exactly_one_rule_fires;
    unknown_touches_are_no_harm:
        |t| t.harm = |c| rules::harm(c) && c.touches != Touches::Unknown, breaks raising_the_stakes_never_lowers_protection;
    unknown_damage_is_no_harm: |t| t.harm = |c| {
        c.touches != Touches::NOTHING || c.data_damage == DataDamage::Ongoing
    }, breaks exactly_one_rule_fires;
    unknown_users_are_few:
        |t| t.serious = |c| rules::serious(&Case { users: if c.users == Users::Unknown { Users::Few } else { c.users }, ..*c }), breaks unknown_is_as_unsafe;
    an_unknown_contract_is_at_risk:
        |t| t.serious = |c| rules::serious(c) || c.contract == Contract::Unknown, breaks unknown_is_as_unsafe;
    a_broken_path_is_not_serious: |t| t.serious = |c| {
        rules::serious(&Case { critical_path: CriticalPath::Works, ..*c })
    }, breaks exactly_one_rule_fires;
    steady_counts_as_rising:
        |t| t.serious = |c| rules::serious(c) || c.trend == Trend::Steady, breaks exactly_one_rule_fires;
    an_unlikely_release_is_rolled_back: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.release = Release::Likely))
    }, breaks facts_about_going_back_do_not_matter_without_a_release;
    an_unknown_release_is_unlikely:
        |t| t.can_roll_back = |c| rules::can_roll_back(c) && c.release == Release::Likely, breaks unknown_is_as_unsafe;
    an_unsafe_previous_release_is_run: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.previous = Previous::Safe))
    }, breaks exactly_one_rule_fires;
    assumed_safe_is_not_safe:
        |t| t.can_roll_back = |c| rules::can_roll_back(c) && c.previous == Previous::Safe, breaks unknown_is_as_unsafe;
    a_tried_rollback_is_recommended: |t| t.can_roll_back = |c| {
        rules::can_roll_back(&pretending(c, |c| c.tried = Tried::NOTHING))
    }, breaks sequences_end_in_escalate;
    a_tried_isolation_is_recommended:
        |t| t.can_isolate = |c, how| c.isolation == how, breaks sequences_end_in_escalate;
    a_tried_fix_is_recommended: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.tried = Tried::NOTHING), limits)
    }, breaks sequences_end_in_escalate;
    a_tried_watch_is_recommended: |t| t.can_watch = |c, at_stake| !at_stake && c.visibility == Visibility::Clear, breaks sequences_end_in_escalate;
    a_theory_is_a_fix: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.cause = Cause::Shown), limits)
    }, breaks no_fix_without_a_shown_cause_and_a_test;
    a_fix_ships_untested: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.fix_tested = true), limits)
    }, breaks no_fix_without_a_shown_cause_and_a_test;
    a_small_fix_ships_without_a_canary: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.fix_canary = true), limits)
    }, breaks no_fix_without_a_shown_cause_and_a_test;
    a_large_fix_ships: |t| t.can_fix = |c, limits| {
        let fix = if c.fix == Fix::Large { Fix::Trivial } else { c.fix };
        rules::can_fix(&Case { fix, ..*c }, limits)
    }, breaks no_fix_without_a_shown_cause_and_a_test;
    a_fix_ships_unseen: |t| t.can_fix = |c, limits| {
        rules::can_fix(&pretending(c, |c| c.visibility = Visibility::Clear), limits)
    }, breaks no_fix_without_a_shown_cause_and_a_test;
    a_quick_fix_needs_no_canary: |t| t.is_quick = |c, _| {
        c.fix == Fix::Trivial && c.visibility == Visibility::Clear
    }, breaks exactly_one_rule_fires;
    a_quick_fix_may_be_half_seen: |t| t.is_quick = |c, _| {
        c.fix == Fix::Trivial && c.fix_canary
    }, breaks exactly_one_rule_fires;
    a_small_fix_is_quick: |t| t.is_quick = |c, _| {
        c.fix != Fix::SchemaAdd && c.fix_canary && c.visibility == Visibility::Clear
    }, breaks exactly_one_rule_fires;
    watching_half_blind: |t| t.can_watch = |c, at_stake| {
        rules::can_watch(c, at_stake) || !at_stake && c.visibility == Visibility::Partial && !c.tried.include(Action::Watch)
    }, breaks exactly_one_rule_fires;
    the_whole_service_goes_down_on_a_guess: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(c, s, l, a)
            || c.isolation == Isolation::Whole
                && a == Action::RollBack
                && c.data_damage == DataDamage::Unknown
    }, breaks isolates_first_only_where_it_stops_harm;
    isolation_held_is_isolated_again: |t| t.contain_first = |c, s, l, a| {
        let isolation =
            if c.isolation == Isolation::InForce { Isolation::Narrow } else { c.isolation };
        rules::contain_first(&Case { isolation, ..*c }, s, l, a)
    }, breaks isolates_first_only_where_it_stops_harm;
    a_tried_isolation_comes_first: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(&Case { tried: Tried::NOTHING, ..*c }, s, l, a)
    }, breaks isolates_first_only_where_it_stops_harm;
    a_slow_fix_is_not_contained: |t| t.contain_first = |c, s, l, a| {
        rules::contain_first(&Case { fix_minutes: Minutes(None), ..*c }, s, l, a)
    }, breaks isolates_first_only_where_it_stops_harm;
    harm_is_watched: |t| {
        t.can_watch = |c, _| rules::can_watch(c, false);
        t.orders.harm.push(Way::Watch);
    }, breaks no_watch_under_harm_or_unseen;
    what_is_serious_is_watched: |t| {
        t.can_watch = |c, _| rules::can_watch(c, false);
        t.orders.serious.push(Way::Watch);
    }, breaks no_watch_under_harm_or_unseen;
    two_rules_fire: |t| t.holds = |s, rule| {
        rules::holds(s, rule) || rule == Rule::QuickFix && s.serious && s.quick_fix
    }, breaks exactly_one_rule_fires;
    recovery_without_evidence: |t| t.holds = |s, rule| match rule {
        Rule::Recovering => !s.harm && !s.serious && s.overdue,
        Rule::Harm | Rule::QuickFix | Rule::Serious | Rule::Contained | Rule::Overdue => {
            rules::holds(s, rule) && !(rule == Rule::Overdue)
        }
    }, breaks exactly_one_rule_fires;
    isolation_precedes_going_back_under_harm: |t| t.orders.harm.swap(0, 1), breaks raising_the_stakes_never_lowers_protection;
    a_fix_precedes_going_back_under_harm: |t| t.orders.harm.swap(0, 2), breaks raising_the_stakes_never_lowers_protection;
    a_fix_precedes_going_back_where_serious: |t| t.orders.serious.swap(0, 2), breaks raising_the_stakes_never_lowers_protection;
    slow_going_back_is_forgotten: |t| t.orders.harm.retain(|way| *way != Way::SlowRollBack), breaks escalates_only_when_nothing_is_left;
    watching_precedes_a_fix: |t| t.orders.contained.swap(0, 1), breaks the_published_preference;
    watching_goes_on_after_the_hour: |t| t.orders.overdue.insert(1, Way::Watch), breaks escalates_only_when_nothing_is_left;
    isolation_after_the_hour_is_less_than_before: |t| t.orders.overdue.swap(1, 2), breaks raising_the_stakes_never_lowers_protection;
}
