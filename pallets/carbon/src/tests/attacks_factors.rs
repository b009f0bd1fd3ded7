//! Attacks on factors and with credits, by their numbers in the catalogue.

use super::projects::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchResult;
use uen_primitives::{DeviceKind, Period, Wh, HOURS_PER_DAY};

fn submit(source: u64, location: u32) -> DispatchResult {
    let hour = HourFactors { location, residual: Some(location) };
    let factors = DayFactors::truncate_from(vec![hour; HOURS_PER_DAY as usize]);
    let version = LatestVersion::<Test>::get(DAY, ZONE) + 1;
    Carbon::submit_factors(signed(source), ZONE, DAY, version, factors, H256::zero())
}

/// Three sources must agree of five.
fn five_sources(test: impl FnOnce()) {
    ExtBuilder.build_and_execute(|| {
        let rules = FactorRules {
            sources: vec![1, 2, 3, 4, 5].try_into().unwrap(),
            quorum: 3,
            lowest: 50_000,
            highest: 900_000,
            fallback: FALLBACK,
        };
        assert_ok!(Carbon::set_factor_rules(RuntimeOrigin::root(), ZONE, rules));
        test();
    });
}

/// 18: whoever has certificates of the energy gets no credits for it.
#[test]
fn monitor_should_fail_when_the_energy_was_certified() {
    ExtBuilder.build_and_execute(|| {
        let project = registered();
        publish(ZONE, DAY, 500_000, None);
        generate(1, PERIOD, 1_000);
        meter(1, Period(PERIOD.0 + 1), 0, 0, 1_000);
        for last in [PERIOD, Period(PERIOD.0 + 1)] {
            let call = Carbon::monitor(signed(OWNER), project, device(1), PERIOD, last);
            assert_noop!(call, TAKEN_BEFORE);
        }
    });
}

/// 18: whoever reported the energy gets no certificates of it, not even when the report is rejected.
#[test]
fn issue_should_fail_when_the_energy_was_reported() {
    ExtBuilder.build_and_execute(|| {
        let project = registered();
        publish(ZONE, DAY, 500_000, None);
        add_device(1, OWNER, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 0, 1_000);
        assert_ok!(Carbon::monitor(signed(OWNER), project, device(1), PERIOD, PERIOD));
        assert_noop!(try_issue(1, PERIOD), TAKEN_BEFORE);
        assert_ok!(Carbon::submit_report(signed(OWNER), project, H256::zero()));
        assert_ok!(Carbon::judge_report(signed(VERIFIER), project, 0, false));
        assert_noop!(try_issue(1, PERIOD), TAKEN_BEFORE);
    });
}

/// 18: one period counts for one project.
#[test]
fn monitor_should_fail_when_another_project_reported_the_energy() {
    ExtBuilder.build_and_execute(|| {
        let projects = [registered(), registered()];
        publish(ZONE, DAY, 500_000, None);
        add_device(1, OWNER, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 0, 1_000);
        assert_ok!(Carbon::monitor(signed(OWNER), projects[0], device(1), PERIOD, PERIOD));
        let call = Carbon::monitor(signed(OWNER), projects[1], device(1), PERIOD, PERIOD);
        assert_noop!(call, TAKEN_BEFORE);
    });
}

/// 18: a refused report leaves the energy as it was.
#[test]
fn monitor_should_leave_the_energy_alone_when_it_fails() {
    ExtBuilder.build_and_execute(|| {
        let project = registered();
        add_device(1, OWNER, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 0, 1_000);
        let call = Carbon::monitor(signed(OWNER), project, device(1), PERIOD, PERIOD);
        assert_noop!(call, Error::<Test>::FactorMissing);
        assert!(!is_taken(1, PERIOD));
        assert_eq!(Wh(record(issue(1, PERIOD)).quantity()), Wh(1_000));
    });
}

/// 20: a minority of sources cannot publish, however often it speaks.
#[test]
fn factors_should_stay_when_a_minority_speaks() {
    five_sources(|| {
        for source in [1, 2] {
            assert_ok!(submit(source, 900_000));
            assert_noop!(submit(source, 900_000), Error::<Test>::AlreadySubmitted);
        }
        assert_eq!(Carbon::factor(ZONE, HOUR, None), Factor { location: FALLBACK, residual: None, version: None });
    });
}

/// 20: one source moves the median no further than to another's figure, in either direction.
#[test]
fn factors_should_lie_between_honest_ones_when_one_source_lies() {
    for lie in [50_000, 900_000] {
        for at in 0..3 {
            five_sources(|| {
                let mut said = vec![390_000, 410_000];
                said.insert(at, lie);
                for (source, location) in (1..).zip(said) {
                    assert_ok!(submit(source, location));
                }
                let Factor { location, residual, .. } = Carbon::factor(ZONE, HOUR, None);
                assert!((390_000..=410_000).contains(&location));
                assert_eq!(residual, Some(location));
            });
        }
    }
}

/// 20: no source leaves the bounds.
#[test]
fn factors_should_be_refused_when_they_are_beyond_the_bounds() {
    five_sources(|| {
        for location in [0, 49_999, 900_001, u32::MAX] {
            assert_noop!(submit(1, location), Error::<Test>::InvalidFactors);
        }
    });
}

/// 20: what a removed source said does not complete a quorum.
#[test]
fn factors_should_stay_when_a_removed_source_had_spoken() {
    five_sources(|| {
        assert_ok!(submit(1, 900_000));
        assert_ok!(submit(2, 900_000));
        let rules = Rules::<Test>::get(ZONE).unwrap();
        let rules = FactorRules { sources: vec![3, 4, 5, 6].try_into().unwrap(), ..rules };
        assert_ok!(Carbon::set_factor_rules(RuntimeOrigin::root(), ZONE, rules));
        assert_noop!(submit(1, 900_000), Error::<Test>::NotSource);
        assert_ok!(submit(3, 400_000));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).version, None);
    });
}

/// 20: a correction does not change what a claim was made with.
#[test]
fn earlier_versions_should_answer_as_before_when_factors_are_corrected() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY, 400_000, None);
        let certificate = generate(1, PERIOD, 1_000);
        assert_ok!(Carbon::retire(signed(1), certificate, 1_000, claim(2)));
        publish(ZONE, DAY, 100_000, None);
        let SliceState::Retired(retirement) = record(certificate).state else { panic!("it was retired") };
        assert_eq!(retirement.factors, Some(1));
        assert_eq!(Carbon::factor(ZONE, HOUR, retirement.factors).location, 400_000);
        assert_eq!(Carbon::factor(ZONE, HOUR, None).location, 100_000);
    });
}
