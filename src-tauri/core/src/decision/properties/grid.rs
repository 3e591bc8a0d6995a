//! The cases that every property is asked of: one of each class of facts.
//!
//! The rules read the facts in groups, and see of each group only a class:
//! - going back: it cannot be done, or it takes at most 5, 6, up to 60, or more minutes;
//! - fixing: it cannot be done, or it is a hotfix or a roll forward of at most 5, 6, or up to 60
//!   minutes; whether it is one line with a canary; and whether one sees clearly, for watching;
//! - seriousness: none of its four facts, or any;
//! - touches none or any; damage none, unknown or ongoing; the four kinds of isolation;
//!   recovering or not; within the hour or not; and each set of what was tried.
//!
//! Between 6 and 60 the minutes of a fix and of a rollback are also compared: 6 and 60 on either
//! side give both answers. `classes` shows that nothing else is read.

use super::super::answers::{
    Cause, Contract, CriticalPath, DataDamage, Elapsed, Fix, Isolation, Minutes, Previous,
    Recovering, Release, Touch, Touches, Trend, Tried, Users, Visibility,
};
use super::super::facts::Case;

/// Every set of what was tried.
pub(super) const ALL_TRIED: [Tried; 16] = {
    let mut all = [Tried::NOTHING; 16];
    let mut number = 0;
    while number < 16 {
        all[number] = Tried::of_bits(number as u8);
        number += 1;
    }
    all
};

/// Nothing, and each action alone: enough where two cases with the same `tried` are compared, for
/// each entry only takes its own option away.
pub(super) const SOME_TRIED: [Tried; 5] =
    [Tried::NOTHING, Tried::of_bits(1), Tried::of_bits(2), Tried::of_bits(4), Tried::of_bits(8)];

/// A way back, by its minutes; none where it cannot be done.
pub(super) const GOING_BACK: [Option<u32>; 5] = [None, Some(5), Some(6), Some(60), Some(61)];

/// A fix: what it is, its canary, its minutes, and what one would see. `Fix::None` cannot ship.
pub(super) const FIXING: [(Fix, bool, u32, Visibility); 17] = [
    (Fix::None, false, 5, Visibility::None),
    (Fix::None, false, 5, Visibility::Clear),
    (Fix::Trivial, true, 5, Visibility::Clear),
    (Fix::Trivial, true, 6, Visibility::Clear),
    (Fix::Trivial, true, 60, Visibility::Clear),
    (Fix::Small, true, 5, Visibility::Clear),
    (Fix::Small, true, 6, Visibility::Clear),
    (Fix::Small, true, 60, Visibility::Clear),
    (Fix::Small, true, 5, Visibility::Partial),
    (Fix::Small, true, 6, Visibility::Partial),
    (Fix::Small, true, 60, Visibility::Partial),
    (Fix::SchemaAdd, false, 5, Visibility::Clear),
    (Fix::SchemaAdd, false, 6, Visibility::Clear),
    (Fix::SchemaAdd, false, 60, Visibility::Clear),
    (Fix::SchemaAdd, false, 5, Visibility::Partial),
    (Fix::SchemaAdd, false, 6, Visibility::Partial),
    (Fix::SchemaAdd, false, 60, Visibility::Partial),
];

pub(super) const ISOLATION: [Isolation; 4] =
    [Isolation::Narrow, Isolation::Whole, Isolation::InForce, Isolation::None];

pub(super) fn going_back(case: &mut Case, minutes: Option<u32>) {
    case.release = Release::Likely;
    case.previous = if minutes.is_some() { Previous::Safe } else { Previous::Unsafe };
    case.rollback_minutes = Minutes(minutes.or(Some(6)));
}

pub(super) fn fixing(case: &mut Case, fix: (Fix, bool, u32, Visibility)) {
    case.cause = Cause::Shown;
    case.fix_tested = true;
    case.fix = fix.0;
    case.fix_canary = fix.1;
    case.fix_minutes = Minutes(Some(fix.2));
    case.visibility = fix.3;
}

pub(super) fn seriousness(case: &mut Case, is_serious: bool) {
    case.critical_path = if is_serious { CriticalPath::Broken } else { CriticalPath::Works };
    case.users = Users::Few;
    case.trend = Trend::Steady;
    case.contract = Contract::Safe;
}

/// A case to start from: nothing at stake, and nothing to be done.
pub(super) fn blank(tried: Tried) -> Case {
    let mut case = super::super::Facts::default().case();
    case.touches = Touches::NOTHING;
    case.data_damage = DataDamage::None;
    case.elapsed_minutes = Elapsed(60);
    case.tried = tried;
    going_back(&mut case, None);
    fixing(&mut case, FIXING[0]);
    seriousness(&mut case, false);
    case
}

/// What lies around the groups of going back, fixing and seriousness: every class of the rest.
pub(super) fn each_setting(
    tried: &[Tried],
    mut check: impl FnMut(&Case) -> Result<(), String>,
) -> Result<(), String> {
    for tried in tried {
        for touches in [Touches::NOTHING, Touches::these(&[Touch::Money])] {
            for data_damage in [DataDamage::None, DataDamage::Unknown, DataDamage::Ongoing] {
                for isolation in ISOLATION {
                    for recovering in [Recovering::None, Recovering::Evidence] {
                        for elapsed in [60, 61] {
                            let elapsed_minutes = Elapsed(elapsed);
                            let rest = blank(*tried);
                            check(&Case {
                                touches,
                                data_damage,
                                isolation,
                                recovering,
                                elapsed_minutes,
                                ..rest
                            })?;
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// Every class of every group, with the given sets of what was tried.
pub(super) fn each_case(
    tried: &[Tried],
    mut check: impl FnMut(&Case) -> Result<(), String>,
) -> Result<(), String> {
    each_setting(tried, |setting| {
        let mut case = *setting;
        for is_serious in [false, true] {
            seriousness(&mut case, is_serious);
            for minutes in GOING_BACK {
                going_back(&mut case, minutes);
                for fix in FIXING {
                    fixing(&mut case, fix);
                    check(&case)?;
                }
            }
        }
        Ok(())
    })
}

/// Going back and fixing at every value of their facts, one after the other, with nothing else to
/// be done: calm, serious and under harm, whatever was tried.
pub(super) fn each_detail(
    mut check: impl FnMut(&Case) -> Result<(), String>,
) -> Result<(), String> {
    let (ways, fixes) = (every_way_back(), every_fix());
    for tried in ALL_TRIED {
        let mut case = blank(tried);
        for touches in [Touches::NOTHING, Touches::these(&[Touch::Money])] {
            case.touches = touches;
            for is_serious in [false, true] {
                seriousness(&mut case, is_serious);
                for way in &ways {
                    let mut case = case;
                    take_way_back(&mut case, way);
                    check(&case)?;
                }
                for fix in &fixes {
                    let mut case = case;
                    take_fix(&mut case, fix);
                    check(&case)?;
                }
            }
        }
    }
    Ok(())
}

/// Every value of the facts about going back.
pub(super) fn every_way_back() -> Vec<Case> {
    let mut all = Vec::new();
    let mut case = blank(Tried::NOTHING);
    for release in Release::ALL {
        for previous in Previous::ALL {
            for minutes in [
                None,
                Some(0),
                Some(5),
                Some(6),
                Some(7),
                Some(59),
                Some(60),
                Some(61),
                Some(9_999),
            ] {
                case.release = *release;
                case.previous = *previous;
                case.rollback_minutes = Minutes(minutes);
                all.push(case);
            }
        }
    }
    all
}

pub(super) fn take_way_back(case: &mut Case, way: &Case) {
    case.release = way.release;
    case.previous = way.previous;
    case.rollback_minutes = way.rollback_minutes;
}

/// Every value of the facts about fixing.
pub(super) fn every_fix() -> Vec<Case> {
    let mut all = Vec::new();
    let mut case = blank(Tried::NOTHING);
    for cause in Cause::ALL {
        for fix in Fix::ALL {
            for (fix_tested, fix_canary) in
                [(false, false), (false, true), (true, false), (true, true)]
            {
                for minutes in [None, Some(5), Some(6), Some(7), Some(60), Some(61)] {
                    for visibility in Visibility::ALL {
                        case.cause = *cause;
                        case.fix = *fix;
                        case.fix_tested = fix_tested;
                        case.fix_canary = fix_canary;
                        case.fix_minutes = Minutes(minutes);
                        case.visibility = *visibility;
                        all.push(case);
                    }
                }
            }
        }
    }
    all
}

pub(super) fn take_fix(case: &mut Case, fix: &Case) {
    case.cause = fix.cause;
    case.fix = fix.fix;
    case.fix_tested = fix.fix_tested;
    case.fix_canary = fix.fix_canary;
    case.fix_minutes = fix.fix_minutes;
    case.visibility = fix.visibility;
}
