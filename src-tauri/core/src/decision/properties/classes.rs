//! That the outcome depends on the classes of facts alone, which is what the grid rests on.
//!
//! Each check walks one group of facts through every value, minutes on both sides of each limit,
//! and asks in every class of the other groups for the outcome of the class.

use super::super::Action;
use super::super::answers::{
    Contract, CriticalPath, Elapsed, Fix, Minutes, Touch, Touches, Trend, Tried, Users, Visibility,
};
use super::super::facts::Case;
use super::super::rules::Table;
use super::grid::{
    FIXING, GOING_BACK, each_case, each_setting, every_fix, every_way_back, fixing, going_back,
    seriousness, take_fix, take_way_back,
};
use super::{can_go_back, can_ship, ensure, is_serious};

/// Which thing is touched, which fact makes it serious and the exact minute do not matter.
pub(super) fn stakes_fold(table: &Table) -> Result<(), String> {
    let mut touches = vec![Touches::NOTHING, Touches::Unknown, Touches::these(Touch::ALL)];
    touches.extend(Touch::ALL.iter().map(|touch| Touches::these(&[*touch])));
    let elapsed = [0, 5, 6, 59, 60, 61, 62, 10_000].map(Elapsed);
    each_case(&[Tried::NOTHING], |case| {
        let expected = table.decide(case);
        let mut other = *case;
        for touches in touches
            .iter()
            .filter(|touches| (**touches == Touches::NOTHING) == (case.touches == Touches::NOTHING))
        {
            other.touches = *touches;
            same(table, &other, expected)?;
        }
        other = *case;
        for elapsed in elapsed {
            if (elapsed.0 > 60) == (case.elapsed_minutes.0 > 60) {
                other.elapsed_minutes = elapsed;
                same(table, &other, expected)?;
            }
        }
        Ok(())
    })?;
    each_setting(&[Tried::NOTHING], |setting| {
        let mut case = *setting;
        for minutes in GOING_BACK {
            going_back(&mut case, minutes);
            for fix in [FIXING[0], FIXING[1], FIXING[2], FIXING[4], FIXING[16]] {
                fixing(&mut case, fix);
                every_seriousness(table, &case)?;
            }
        }
        Ok(())
    })
}

fn every_seriousness(table: &Table, case: &Case) -> Result<(), String> {
    let expected = [false, true].map(|is_serious| {
        let mut folded = *case;
        seriousness(&mut folded, is_serious);
        table.decide(&folded)
    });
    let mut case = *case;
    for critical_path in CriticalPath::ALL {
        for users in Users::ALL {
            for trend in Trend::ALL {
                for contract in Contract::ALL {
                    case.critical_path = *critical_path;
                    case.users = *users;
                    case.trend = *trend;
                    case.contract = *contract;
                    same(table, &case, expected[usize::from(is_serious(&case))])?;
                }
            }
        }
    }
    Ok(())
}

/// Of going back only matters whether it can be done, and the class of its minutes.
pub(super) fn going_back_folds(table: &Table) -> Result<(), String> {
    let rolled = Tried::NOTHING.and(Action::RollBack);
    let ways = every_way_back();
    each_setting(&[Tried::NOTHING, rolled], |setting| {
        let mut case = *setting;
        for is_serious in [false, true] {
            seriousness(&mut case, is_serious);
            for fix in FIXING {
                fixing(&mut case, fix);
                let expected = GOING_BACK.map(|minutes| {
                    let mut folded = case;
                    going_back(&mut folded, minutes);
                    table.decide(&folded)
                });
                for way in &ways {
                    let mut other = case;
                    take_way_back(&mut other, way);
                    let class = match way.rollback_minutes.0.filter(|_| can_go_back(&other)) {
                        None => 0,
                        Some(0..=5) => 1,
                        Some(6..=59) => 2,
                        Some(60) => 3,
                        Some(_) => 4,
                    };
                    same(table, &other, expected[class])?;
                }
            }
        }
        Ok(())
    })
}

/// Of fixing only matters whether it can be done, as what, the class of its minutes, whether it is
/// one line with a canary, and whether one sees clearly.
pub(super) fn fixing_folds(table: &Table) -> Result<(), String> {
    let fixed = Tried::NOTHING.and(Action::Hotfix);
    let cases: Vec<(Case, usize)> =
        every_fix().into_iter().map(|case| (case, class_of_fix(&case))).collect();
    each_setting(&[Tried::NOTHING, fixed], |setting| {
        let mut case = *setting;
        for is_serious in [false, true] {
            seriousness(&mut case, is_serious);
            for minutes in GOING_BACK {
                going_back(&mut case, minutes);
                let expected = FIXING.map(|fix| {
                    let mut folded = case;
                    fixing(&mut folded, fix);
                    table.decide(&folded)
                });
                for (fix, class) in &cases {
                    let mut other = case;
                    take_fix(&mut other, fix);
                    let unfixable = usize::from(fix.visibility == Visibility::Clear);
                    let class = if case.tried == fixed { unfixable } else { *class };
                    same(table, &other, expected[class])?;
                }
            }
        }
        Ok(())
    })
}

fn class_of_fix(case: &Case) -> usize {
    let is_clear = case.visibility == Visibility::Clear;
    if !can_ship(case) {
        return usize::from(is_clear);
    }
    let kind = match (case.fix, is_clear) {
        (Fix::SchemaAdd, true) => 11,
        (Fix::SchemaAdd, false) => 14,
        (Fix::Trivial, true) if case.fix_canary => 2,
        (_, true) => 5,
        (_, false) => 8,
    };
    match case.fix_minutes.0 {
        None | Some(0..=5) => kind,
        Some(6) => kind + 1,
        Some(_) => kind + 2,
    }
}

/// From 6 to 60 minutes only matters which of the two is longer.
pub(super) fn only_the_order_of_two_minutes_matters(table: &Table) -> Result<(), String> {
    let minutes = [0, 4, 5, 6, 7, 29, 30, 31, 59, 60, 61, 62];
    each_setting(&[Tried::NOTHING], |setting| {
        let mut case = *setting;
        for is_serious in [false, true] {
            seriousness(&mut case, is_serious);
            for kind in [2, 5, 8, 11, 14] {
                for back in minutes {
                    for fix in minutes {
                        going_back(&mut case, Some(back));
                        fixing(&mut case, FIXING[kind]);
                        case.fix_minutes = Minutes(Some(fix));
                        let (back, fix) = stand_in(back, fix);
                        let mut folded = case;
                        folded.rollback_minutes = Minutes(Some(back));
                        folded.fix_minutes = Minutes(Some(fix));
                        same(table, &case, table.decide(&folded))?;
                    }
                }
            }
        }
        Ok(())
    })
}

/// The two minutes that stand for these: same classes, same order.
fn stand_in(back: u32, fix: u32) -> (u32, u32) {
    let class = |minutes: u32| match minutes {
        0..=5 => 5,
        6..=60 => 30,
        _ => 61,
    };
    match (class(back), class(fix)) {
        (30, 30) if fix <= back => (40, 20),
        (30, 30) => (20, 40),
        classes => classes,
    }
}

fn same(table: &Table, case: &Case, expected: super::super::rules::Outcome) -> Result<(), String> {
    let outcome = table.decide(case);
    ensure(outcome == expected, case, || {
        format!(
            "{} by rule {} differs from {} by rule {}, which its class gives",
            outcome.action.word(),
            outcome.rule.word(),
            expected.action.word(),
            expected.rule.word()
        )
    })
}
