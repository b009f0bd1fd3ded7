//! `submit_factors`, and what is published.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::{BoundedVec, DispatchError, DispatchResult};
use uen_primitives::{Day, Hour, HOURS_PER_DAY};

/// The same factors in every hour.
fn all_day(location: u32, residual: Option<u32>) -> DayFactors {
    DayFactors::truncate_from(vec![HourFactors { location, residual }; HOURS_PER_DAY as usize])
}

fn hash(source: u64) -> H256 {
    H256::from_low_u64_be(source)
}

fn submit_for(day: Day, source: u64, version: u32, factors: DayFactors) -> DispatchResult {
    Carbon::submit_factors(signed(source), ZONE, day, version, factors, hash(source))
}

fn submit(source: u64, version: u32, location: u32, residual: Option<u32>) -> DispatchResult {
    submit_for(DAY, source, version, all_day(location, residual))
}

fn change_rules(change: impl FnOnce(&mut FactorRulesOf<Test>)) {
    let mut rules = Rules::<Test>::get(ZONE).unwrap();
    change(&mut rules);
    assert_ok!(Carbon::set_factor_rules(RuntimeOrigin::root(), ZONE, rules));
}

fn set_sources(sources: &[u64], quorum: u32) {
    change_rules(|rules| {
        rules.sources = BoundedVec::truncate_from(sources.to_vec());
        rules.quorum = quorum;
    });
}

fn submitted() -> usize {
    Submissions::<Test>::iter().count()
}

#[test]
fn submit_factors_should_only_be_kept_when_the_quorum_is_not_reached() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(submit(SOURCES[0], 1, 500, Some(600)));
        assert_eq!(events(), vec![Event::FactorsSubmitted { zone: ZONE, day: DAY, version: 1, source: SOURCES[0] }]);
        let submission = SubmissionRecord { factors: all_day(500, Some(600)), source_hash: hash(SOURCES[0]) };
        assert_eq!(Submissions::<Test>::get((DAY, ZONE, SOURCES[0])), Some(submission));
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 0);
        assert_eq!(Carbon::factor(ZONE, HOUR, None), Factor { location: FALLBACK, residual: None, version: None });
    });
}

#[test]
fn submit_factors_should_publish_when_the_quorum_is_reached() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(submit(SOURCES[2], 1, 500, None));
        events();
        assert_ok!(submit(SOURCES[0], 1, 400, None));

        // Of two the lower; the hashes are in the order of the accounts, whoever came first.
        let hashes: Vec<u8> = [hash(SOURCES[0]), hash(SOURCES[2])].iter().flat_map(|hash| hash.0).collect();
        let source_hash = H256(blake2_256(&hashes));
        assert_eq!(events(), vec![Event::FactorsPublished { zone: ZONE, day: DAY, version: 1, source_hash }]);
        let set = FactorSetRecord { factors: all_day(400, None), source_hash, published_at: START, pins: 0 };
        assert_eq!(Factors::<Test>::get(DAY, (ZONE, 1)), Some(set));
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 1);
        assert_eq!(submitted(), 0);
    });
}

#[test]
fn submit_factors_should_publish_the_median_of_each_hour() {
    ExtBuilder.build_and_execute(|| {
        set_sources(&SOURCES, 3);
        // Each source says something else, and is the one in the middle in other hours.
        for (n, source) in SOURCES.into_iter().enumerate() {
            let of_hour = |hour: usize| HourFactors { location: ((hour + n) % 3) as u32 * 100 + hour as u32, residual: None };
            let factors = DayFactors::truncate_from((0..HOURS_PER_DAY as usize).map(of_hour).collect());
            assert_ok!(submit_for(DAY, source, 1, factors));
        }
        for hour in 0..HOURS_PER_DAY {
            let published = Carbon::factor(ZONE, Hour(DAY.0 * HOURS_PER_DAY + hour), None);
            assert_eq!(published, Factor { location: 100 + hour, residual: None, version: Some(1) });
        }
    });
}

#[test]
fn residual_should_be_published_only_when_a_quorum_gives_one() {
    ExtBuilder.build_and_execute(|| {
        set_sources(&[1, 2, 3, 4], 3);
        assert_ok!(submit(1, 1, 100, Some(900)));
        assert_ok!(submit(2, 1, 100, None));
        assert_ok!(submit(3, 1, 100, Some(700)));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).residual, None);
        assert_ok!(submit(1, 2, 100, Some(900)));
        assert_ok!(submit(2, 2, 100, Some(800)));
        assert_ok!(submit(4, 2, 100, Some(700)));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).residual, Some(800));
    });
}

#[test]
fn submit_factors_should_publish_further_versions_and_keep_the_earlier_ones() {
    ExtBuilder.build_and_execute(|| {
        for version in 1..=MAX_FACTOR_VERSIONS {
            assert_eq!(publish(ZONE, DAY, version * 100, None), version);
        }
        for version in 1..=MAX_FACTOR_VERSIONS {
            let factor = Carbon::factor(ZONE, HOUR, Some(version));
            assert_eq!(factor, Factor { location: version * 100, residual: None, version: Some(version) });
        }
        assert_eq!(Carbon::factor(ZONE, HOUR, Some(77)), Carbon::factor(ZONE, HOUR, None));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).version, Some(MAX_FACTOR_VERSIONS));
        assert_eq!(Carbon::factor(ZONE, HOUR, Some(0)).version, None);
    });
}

#[test]
fn factor_should_be_zero_when_the_zone_has_no_rules() {
    ExtBuilder.build_and_execute(|| {
        assert_eq!(Carbon::factor(OTHER_ZONE, HOUR, None), Factor { location: 0, residual: None, version: None });
    });
}

#[test]
fn submit_factors_should_not_count_sources_that_were_removed() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(submit(SOURCES[0], 1, 500, None));
        set_sources(&[SOURCES[1], SOURCES[2], 7], 2);
        assert_ok!(submit(SOURCES[1], 1, 600, None));
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 0);
        // Nor does it come back when the account is a source again.
        assert_eq!(Submissions::<Test>::get((DAY, ZONE, SOURCES[0])), None);
        set_sources(&SOURCES, 2);
        assert_ok!(submit(SOURCES[2], 1, 700, None));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).location, 600);
    });
}

#[test]
fn submit_factors_should_not_count_what_is_out_of_bounds_since_they_were_changed() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(submit(SOURCES[0], 1, 5, None));
        change_rules(|rules| rules.lowest = 10);
        assert_ok!(submit(SOURCES[1], 1, 500, None));
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 0);
        // It can be said anew.
        assert_ok!(submit(SOURCES[0], 1, 490, None));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).location, 490);
    });
}

#[test]
fn submit_factors_should_publish_when_a_lower_quorum_was_reached_before() {
    ExtBuilder.build_and_execute(|| {
        set_sources(&[1, 2, 3, 4, 5], 5);
        for source in 1..=3 {
            assert_ok!(submit(source, 1, 100 * source as u32, None));
        }
        set_sources(&[1, 2, 3, 4, 5], 3);
        assert_ok!(submit(5, 1, 500, None));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).location, 200);
        assert_eq!(submitted(), 0);
    });
}

/// Otherwise those who have spoken could not, and the day would stay without factors.
#[test]
fn submit_factors_should_publish_what_its_source_says_now_when_a_lower_quorum_was_reached_before() {
    ExtBuilder.build_and_execute(|| {
        set_sources(&SOURCES, 3);
        assert_ok!(submit(SOURCES[0], 1, 300, None));
        assert_ok!(submit(SOURCES[1], 1, 500, None));
        set_sources(&SOURCES[..2], 2);
        assert_ok!(submit(SOURCES[1], 1, 200, None));
        assert_eq!(Carbon::factor(ZONE, HOUR, None).location, 200);
        assert_eq!(submitted(), 0);
    });
}

#[test]
fn submit_factors_should_fail_when_the_zone_has_no_rules() {
    ExtBuilder.build_and_execute(|| {
        let call = Carbon::submit_factors(signed(SOURCES[0]), OTHER_ZONE, DAY, 1, all_day(1, None), H256::zero());
        assert_noop!(call, Error::<Test>::ZoneNotFound);
    });
}

#[test]
fn submit_factors_should_fail_when_it_is_not_a_source_of_the_zone() {
    ExtBuilder.build_and_execute(|| {
        for who in [1, VERIFIER, REGULATOR, ISSUER] {
            assert_noop!(submit(who, 1, 100, None), Error::<Test>::NotSource);
        }
        let call = Carbon::submit_factors(RuntimeOrigin::root(), ZONE, DAY, 1, all_day(1, None), H256::zero());
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn submit_factors_should_fail_when_there_is_not_one_an_hour() {
    ExtBuilder.build_and_execute(|| {
        for hours in [0, 1, 23] {
            let factors = DayFactors::truncate_from(all_day(100, None).into_iter().take(hours).collect());
            assert_noop!(submit_for(DAY, SOURCES[0], 1, factors), Error::<Test>::InvalidFactors);
        }
    });
}

#[test]
fn submit_factors_should_fail_when_one_is_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        change_rules(|rules| {
            rules.lowest = 100;
            rules.highest = 900_000;
        });
        let within = HourFactors { location: 500, residual: Some(500) };
        let outside = [
            HourFactors { location: 99, ..within },
            HourFactors { location: 900_001, ..within },
            HourFactors { residual: Some(99), ..within },
            HourFactors { residual: Some(900_001), ..within },
        ];
        for (hour, outside) in outside.into_iter().enumerate() {
            let mut factors = all_day(500, None);
            factors[hour * 7] = outside;
            assert_noop!(submit_for(DAY, SOURCES[0], 1, factors), Error::<Test>::InvalidFactors);
        }
        let mut factors = all_day(100, Some(900_000));
        factors[23] = HourFactors { location: 900_000, residual: Some(100) };
        assert_ok!(submit_for(DAY, SOURCES[0], 1, factors));
    });
}

#[test]
fn submit_factors_should_fail_when_the_day_is_after_tomorrow_or_not_kept_any_more() {
    ExtBuilder.build_and_execute(|| {
        let factors = all_day(100, None);
        for outside in [Day(DAY.0 + 2), Day(u32::MAX), Day(DAY.0 - FACTOR_RETENTION - 1), Day(0)] {
            assert_noop!(submit_for(outside, SOURCES[0], 1, factors.clone()), Error::<Test>::OutsideWindow);
        }
        for within in [DAY.next(), Day(DAY.0 - FACTOR_RETENTION)] {
            assert_ok!(submit_for(within, SOURCES[0], 1, factors.clone()));
        }
    });
}

#[test]
fn submit_factors_should_fail_when_it_is_not_the_next_version() {
    ExtBuilder.build_and_execute(|| {
        for version in [0, 2, u32::MAX] {
            assert_noop!(submit(SOURCES[0], version, 100, None), Error::<Test>::WrongVersion);
        }
        publish(ZONE, DAY, 100, None);
        for version in [0, 1, 3] {
            assert_noop!(submit(SOURCES[2], version, 100, None), Error::<Test>::WrongVersion);
        }
        assert_ok!(submit(SOURCES[2], 2, 100, None));
    });
}

#[test]
fn submit_factors_should_fail_when_there_were_too_many_versions() {
    ExtBuilder.build_and_execute(|| {
        (0..MAX_FACTOR_VERSIONS).for_each(|_| {
            publish(ZONE, DAY, 100, None);
        });
        let call = submit(SOURCES[0], MAX_FACTOR_VERSIONS + 1, 100, None);
        assert_noop!(call, Error::<Test>::MaxVersionsExceeded);
        assert_ok!(submit_for(DAY.next(), SOURCES[0], 1, all_day(100, None)));
    });
}

#[test]
fn submit_factors_should_fail_when_the_source_has_submitted() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(submit(SOURCES[0], 1, 100, None));
        assert_noop!(submit(SOURCES[0], 1, 200, None), Error::<Test>::AlreadySubmitted);
        assert_ok!(submit(SOURCES[1], 1, 100, None));
        assert_ok!(submit(SOURCES[0], 2, 200, None));
    });
}
