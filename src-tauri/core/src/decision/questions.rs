//! Which questions can still change the answer, and in which order they are asked.
//!
//! A fact is open while, for some answers to the other unanswered facts, its value changes the
//! action or whether to contain first. "For some answers" is exact: every combination is looked at,
//! but folded. The rules read the facts in groups that meet only in a few signals: whether and how
//! soon one can go back; whether, how and how soon one can fix, and whether one sees clearly;
//! whether it is serious. Within a group every combination of classes is folded to its signal;
//! the outcome is then worked out once for every combination of signals, some thousands at most.
//! That the outcome depends on the signals alone is checked in `properties`.

use std::collections::BTreeMap;

use super::answers::{
    Cause, Contract, CriticalPath, DataDamage, Fix, Isolation, Minutes, Previous, Recovering,
    Release, Touch, Touches, Trend, Users, Visibility,
};
use super::facts::{Case, Fact, Facts};
use super::rules::{Outcome, Table};

/// The questions that can still change the action or whether to contain first, the next one first.
pub(crate) fn open_questions(table: &Table, facts: &Facts) -> Vec<Fact> {
    let classes = Classes::of(facts);
    let groups = GROUPS.map(|group| Group::fold(table, facts, &classes, group));
    let outcomes = Outcomes::of(table, facts, &groups);
    let is_open = |fact: &Fact| {
        groups.iter().enumerate().any(|(place, group)| {
            group.contrasts(*fact).iter().any(|signals| outcomes.differ(place, signals))
        })
    };
    asking_order(table, facts).iter().copied().filter(is_open).collect()
}

const FIRST: [Fact; 6] =
    [Fact::Touches, Fact::DataDamage, Fact::CriticalPath, Fact::Users, Fact::Trend, Fact::Contract];
const GOING_BACK: [Fact; 4] =
    [Fact::Previous, Fact::Release, Fact::RollbackMinutes, Fact::Isolation];
const FIXING: [Fact; 5] =
    [Fact::Cause, Fact::Fix, Fact::FixTested, Fact::FixCanary, Fact::FixMinutes];

/// Where it is known to be neither harmful nor serious, seeing, fixing and watching are asked about
/// before going back; otherwise going back comes first, as it does under the rules.
fn asking_order(table: &Table, facts: &Facts) -> Vec<Fact> {
    let case = facts.case();
    let is_calm = !(table.harm)(&case) && !(table.serious)(&case);
    let weighed = [Fact::CriticalPath, Fact::Users, Fact::Trend, Fact::Contract];
    if is_calm && weighed.iter().all(|fact| facts.is_answered(*fact)) {
        return [&FIRST[..], &[Fact::Visibility], &FIXING, &[Fact::Recovering], &GOING_BACK]
            .concat();
    }
    [&FIRST[..], &GOING_BACK, &FIXING, &[Fact::Visibility, Fact::Recovering]].concat()
}

/// Facts that the rules read together. The facts of the record are in none: they are never asked.
const GROUPS: [&[Fact]; 7] = [
    &[Fact::Touches],
    &[Fact::DataDamage],
    &[Fact::CriticalPath, Fact::Users, Fact::Trend, Fact::Contract],
    &[Fact::Release, Fact::Previous, Fact::RollbackMinutes],
    &[Fact::Isolation],
    &[Fact::Cause, Fact::Fix, Fact::FixTested, Fact::FixCanary, Fact::FixMinutes, Fact::Visibility],
    &[Fact::Recovering],
];

/// What the rules can see of a group. Cases of one group with equal signals have equal outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Signal {
    Harm(bool),
    Damage(u8),
    Serious(bool),
    GoingBack(Option<u32>),
    Isolation(u8),
    Fixing { adds_schema: Option<bool>, minutes: Option<u32>, is_quick: bool, is_clear: bool },
    Recovering(bool),
}

fn signal(table: &Table, case: &Case, group: &[Fact]) -> Signal {
    match group.first() {
        Some(Fact::Touches) => Signal::Harm(case.touches != Touches::NOTHING),
        Some(Fact::DataDamage) => Signal::Damage(case.data_damage as u8),
        Some(Fact::CriticalPath) => Signal::Serious((table.serious)(case)),
        Some(Fact::Release) => Signal::GoingBack(
            (table.can_roll_back)(case).then_some(case.rollback_minutes.0).flatten(),
        ),
        Some(Fact::Isolation) => Signal::Isolation(case.isolation as u8),
        Some(Fact::Cause) => {
            let can_fix = (table.can_fix)(case, &table.limits);
            Signal::Fixing {
                adds_schema: can_fix.then_some(case.fix == Fix::SchemaAdd),
                minutes: can_fix.then_some(case.fix_minutes.0).flatten(),
                is_quick: can_fix && (table.is_quick)(case, &table.limits),
                is_clear: case.visibility == Visibility::Clear,
            }
        }
        _ => Signal::Recovering(case.recovering == Recovering::Evidence),
    }
}

/// The values to try of each unanswered fact: one of each class that the rules tell apart.
struct Classes {
    rollback_minutes: Vec<Minutes>,
    fix_minutes: Vec<Minutes>,
}

impl Classes {
    /// Minutes fall into none, at most 5, at most 60 and over; from 6 to 60 the two are compared,
    /// so each is also tried just below, at and just above what the other is known to be.
    fn of(facts: &Facts) -> Classes {
        let known = |minutes: Option<u32>| minutes.filter(|minutes| (6..=60).contains(minutes));
        let case = facts.case();
        Classes {
            rollback_minutes: around(known(case.fix_minutes.0)),
            fix_minutes: around(known(case.rollback_minutes.0)),
        }
    }

    fn count(&self, fact: Fact) -> usize {
        match fact {
            Fact::Touches | Fact::Release | Fact::Previous | Fact::Cause | Fact::Recovering => 2,
            Fact::CriticalPath | Fact::Users | Fact::Trend | Fact::Contract => 2,
            Fact::FixTested | Fact::FixCanary => 2,
            Fact::DataDamage | Fact::Visibility => 3,
            Fact::Isolation | Fact::Fix => 4,
            Fact::RollbackMinutes => self.rollback_minutes.len(),
            Fact::FixMinutes => self.fix_minutes.len(),
            Fact::Tried | Fact::ElapsedMinutes => 1,
        }
    }

    /// Answers the fact with the value of this class; unknown always shares a class.
    fn put(&self, case: &mut Case, fact: Fact, class: usize) {
        let is_bad = class == 1;
        match fact {
            Fact::Touches => {
                case.touches =
                    if is_bad { Touches::these(&[Touch::Money]) } else { Touches::NOTHING };
            }
            Fact::DataDamage => {
                put(
                    &mut case.data_damage,
                    &[DataDamage::None, DataDamage::Unknown, DataDamage::Ongoing],
                    class,
                );
            }
            Fact::Release => put(&mut case.release, &[Release::Likely, Release::Unlikely], class),
            Fact::Previous => put(&mut case.previous, &[Previous::Safe, Previous::Unsafe], class),
            Fact::RollbackMinutes => {
                put(&mut case.rollback_minutes, &self.rollback_minutes, class);
            }
            Fact::Isolation => put(
                &mut case.isolation,
                &[Isolation::Narrow, Isolation::Whole, Isolation::InForce, Isolation::None],
                class,
            ),
            Fact::CriticalPath => {
                put(&mut case.critical_path, &[CriticalPath::Works, CriticalPath::Broken], class)
            }
            Fact::Users => put(&mut case.users, &[Users::Few, Users::Most], class),
            Fact::Trend => put(&mut case.trend, &[Trend::Falling, Trend::Rising], class),
            Fact::Contract => put(&mut case.contract, &[Contract::Safe, Contract::AtRisk], class),
            Fact::Cause => put(&mut case.cause, &[Cause::Shown, Cause::Theory], class),
            Fact::Fix => {
                put(&mut case.fix, &[Fix::Trivial, Fix::Small, Fix::SchemaAdd, Fix::Large], class);
            }
            Fact::FixTested => case.fix_tested = !is_bad,
            Fact::FixCanary => case.fix_canary = !is_bad,
            Fact::FixMinutes => put(&mut case.fix_minutes, &self.fix_minutes, class),
            Fact::Visibility => put(
                &mut case.visibility,
                &[Visibility::Clear, Visibility::Partial, Visibility::None],
                class,
            ),
            Fact::Recovering => {
                put(&mut case.recovering, &[Recovering::Evidence, Recovering::None], class);
            }
            Fact::Tried | Fact::ElapsedMinutes => {}
        }
    }
}

fn put<T: Copy>(answer: &mut T, classes: &[T], class: usize) {
    if let Some(value) = classes.get(class) {
        *answer = *value;
    }
}

fn around(other: Option<u32>) -> Vec<Minutes> {
    let mut minutes = vec![5, 6, 60, 61];
    if let Some(other) = other {
        minutes.extend([other.saturating_sub(1).max(6), other, (other + 1).min(60)]);
    }
    minutes.sort_unstable();
    minutes.dedup();
    [Minutes(None)].into_iter().chain(minutes.into_iter().map(|m| Minutes(Some(m)))).collect()
}

/// One group, folded: a case for each signal it can give, and what each unanswered fact can do.
struct Group {
    facts: &'static [Fact],
    samples: Vec<Case>,
    contrasts: BTreeMap<Fact, Vec<Vec<usize>>>,
}

impl Group {
    fn fold(table: &Table, facts: &Facts, classes: &Classes, group: &'static [Fact]) -> Group {
        let asked: Vec<Fact> =
            group.iter().copied().filter(|fact| !facts.is_answered(*fact)).collect();
        let counts: Vec<usize> = asked.iter().map(|fact| classes.count(*fact)).collect();
        let mut samples = Vec::new();
        let mut places: BTreeMap<Signal, usize> = BTreeMap::new();
        let mut folded = Vec::new();
        for number in 0..counts.iter().product() {
            let mut case = facts.case();
            let mut rest = number;
            for (fact, count) in asked.iter().zip(&counts) {
                classes.put(&mut case, *fact, rest % count);
                rest /= count;
            }
            let place = *places.entry(signal(table, &case, group)).or_insert(samples.len());
            if place == samples.len() {
                samples.push(case);
            }
            folded.push(place);
        }
        let mut stride = 1;
        let mut contrasts = BTreeMap::new();
        for (fact, count) in asked.iter().zip(&counts) {
            contrasts.insert(*fact, contrasts_along(&folded, stride, *count));
            stride *= count;
        }
        Group { facts: group, samples, contrasts }
    }

    /// The sets of signals between which this fact alone can decide.
    fn contrasts(&self, fact: Fact) -> &[Vec<usize>] {
        self.contrasts.get(&fact).map_or(&[], Vec::as_slice)
    }
}

fn contrasts_along(folded: &[usize], stride: usize, count: usize) -> Vec<Vec<usize>> {
    let mut contrasts: Vec<Vec<usize>> = (0..folded.len())
        .filter(|number| (number / stride).is_multiple_of(count))
        .map(|number| {
            let mut signals: Vec<usize> = (0..count)
                .filter_map(|class| folded.get(number + class * stride).copied())
                .collect();
            signals.sort_unstable();
            signals.dedup();
            signals
        })
        .filter(|signals| signals.len() > 1)
        .collect();
    contrasts.sort_unstable();
    contrasts.dedup();
    contrasts
}

/// The outcome for every combination of signals, the first group turning fastest.
struct Outcomes {
    all: Vec<Outcome>,
    counts: Vec<usize>,
}

impl Outcomes {
    fn of(table: &Table, facts: &Facts, groups: &[Group]) -> Outcomes {
        let mut cases = vec![facts.case()];
        for group in groups {
            let combined = group.samples.iter().flat_map(|sample| {
                cases.iter().map(|case| {
                    let mut case = *case;
                    take(&mut case, sample, group.facts);
                    case
                })
            });
            cases = combined.collect();
        }
        Outcomes {
            all: cases.iter().map(|case| table.decide(case)).collect(),
            counts: groups.iter().map(|group| group.samples.len()).collect(),
        }
    }

    /// Whether, for some signals of the other groups, these signals of one group differ in action
    /// or in whether to contain first.
    fn differ(&self, group: usize, signals: &[usize]) -> bool {
        let stride: usize = self.counts.iter().take(group).product();
        let count = self.counts.get(group).copied().unwrap_or(1);
        let firsts = (0..self.all.len()).step_by(stride * count);
        firsts.flat_map(|first| first..first + stride).any(|number| {
            let mut seen = signals
                .iter()
                .filter_map(|signal| self.all.get(number + signal * stride))
                .map(|outcome| (outcome.action, outcome.contain_first));
            let first = seen.next();
            seen.any(|other| Some(other) != first)
        })
    }
}

/// Takes a group's facts over from another case.
fn take(case: &mut Case, from: &Case, group: &[Fact]) {
    match group.first() {
        Some(Fact::Touches) => case.touches = from.touches,
        Some(Fact::DataDamage) => case.data_damage = from.data_damage,
        Some(Fact::CriticalPath) => {
            case.critical_path = from.critical_path;
            case.users = from.users;
            case.trend = from.trend;
            case.contract = from.contract;
        }
        Some(Fact::Release) => {
            case.release = from.release;
            case.previous = from.previous;
            case.rollback_minutes = from.rollback_minutes;
        }
        Some(Fact::Isolation) => case.isolation = from.isolation,
        Some(Fact::Cause) => {
            case.cause = from.cause;
            case.fix = from.fix;
            case.fix_tested = from.fix_tested;
            case.fix_canary = from.fix_canary;
            case.fix_minutes = from.fix_minutes;
            case.visibility = from.visibility;
        }
        _ => case.recovering = from.recovering,
    }
}

#[cfg(test)]
mod tests;
