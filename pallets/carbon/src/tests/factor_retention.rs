//! How long factors are kept: `pin`, `unpin` and the pruning of days.

use crate::{mock::*, *};
use frame_support::assert_ok;
use sp_core::H256;
use sp_runtime::BoundedVec;
use uen_primitives::{Day, ZoneId, HOURS_PER_DAY};

/// The first day on which [`DAY`] is past its retention.
const PAST: Day = Day(DAY.0 + FACTOR_RETENTION + 1);

fn versions(zone: ZoneId) -> Vec<u32> {
    (1..=MAX_FACTOR_VERSIONS).filter(|version| Factors::<Test>::contains_key(DAY, (zone, *version))).collect()
}

fn pins(version: u32) -> u32 {
    Factors::<Test>::get(DAY, (ZONE, version)).unwrap().pins
}

/// Zones 1 to `count` have rules.
fn add_zones(count: ZoneId) {
    let rules = Rules::<Test>::get(ZONE).unwrap();
    for zone in 1..=count {
        assert_ok!(Carbon::set_factor_rules(RuntimeOrigin::root(), zone, rules.clone()));
    }
}

/// One source speaks, which is not enough.
fn submit(zone: ZoneId, version: u32) {
    let factors = DayFactors::truncate_from(vec![HourFactors::default(); HOURS_PER_DAY as usize]);
    assert_ok!(Carbon::submit_factors(signed(SOURCES[0]), zone, DAY, version, factors, H256::zero()));
}

/// Prune the agenda's day, so much a step, until it is done. Says how much each step looked at.
fn prune(max: u32) -> Vec<u32> {
    let mut looked = Vec::new();
    let mut agenda = Agendas::<Test>::get();
    let day = agenda.factors;
    while agenda.factors == day {
        looked.push(Carbon::prune_factors(&mut agenda, max));
        assert!(looked.len() < 100, "it never ends");
    }
    Agendas::<Test>::put(agenda);
    looked
}

#[test]
fn pin_should_count_the_claims_on_the_latest_version() {
    ExtBuilder.build().execute_with(|| {
        assert_eq!(Carbon::pin(ZONE, DAY), None);
        publish(ZONE, DAY, 100, None);
        assert_eq!(Carbon::pin(ZONE, DAY), Some(1));
        assert_eq!(Carbon::pin(ZONE, DAY), Some(1));
        publish(ZONE, DAY, 200, None);
        assert_eq!(Carbon::pin(ZONE, DAY), Some(2));
        assert_eq!((pins(1), pins(2)), (2, 1));
        Carbon::unpin(ZONE, DAY, 1);
        assert_eq!((pins(1), pins(2)), (1, 1));
    });
}

#[test]
fn pruning_should_wait_until_the_retention_is_over() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY, 100, None);
        advance_to(Day(PAST.0 - 1));
        assert_eq!(versions(ZONE), [1]);
        advance_to(PAST);
        assert!(versions(ZONE).is_empty());
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 0);
        assert_eq!(Agendas::<Test>::get().factors, Some(DAY.next()));
    });
}

#[test]
fn pruning_should_keep_what_claims_refer_to() {
    ExtBuilder.build().execute_with(|| {
        for location in [100, 200, 300] {
            publish(ZONE, DAY, location, None);
            if location == 200 {
                Carbon::pin(ZONE, DAY);
            }
        }
        advance_to(PAST);
        assert_eq!(versions(ZONE), [2]);
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 3);
        assert_eq!(Carbon::factor(ZONE, HOUR, None).version, Some(2));
        // It goes with the last claim.
        Carbon::unpin(ZONE, DAY, 2);
        assert!(versions(ZONE).is_empty());
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 0);
        assert_eq!(Carbon::factor(ZONE, HOUR, None).version, None);
    });
}

#[test]
fn unpin_should_leave_the_other_claims_of_a_day_alone() {
    ExtBuilder.build().execute_with(|| {
        publish(ZONE, DAY, 100, None);
        Carbon::pin(ZONE, DAY);
        publish(ZONE, DAY, 200, None);
        Carbon::pin(ZONE, DAY);
        Carbon::pin(ZONE, DAY);
        advance_to(PAST);
        Carbon::unpin(ZONE, DAY, 2);
        assert_eq!(versions(ZONE), [1, 2]);
        Carbon::unpin(ZONE, DAY, 2);
        assert_eq!(versions(ZONE), [1]);
        assert_eq!(LatestVersion::<Test>::get(DAY, ZONE), 2);
        // Within the retention a set stays without claims.
        set_day(DAY);
        Carbon::unpin(ZONE, DAY, 1);
        assert_eq!(versions(ZONE), [1]);
    });
}

#[test]
fn pruning_should_look_at_no_more_than_a_step_may() {
    ExtBuilder.build_and_execute(|| {
        add_zones(5);
        for zone in 1..=5 {
            publish(zone, DAY, 100, None);
            publish(zone, DAY, 200, None);
            publish(zone, DAY, 300, None);
            submit(zone, 4);
        }
        set_day(PAST);
        // Two zones of three sets each a step, and then one and what was submitted.
        assert_eq!(prune(8), [6, 6, 8]);
        assert_eq!((1..=5).flat_map(versions).count(), 0);
        assert_eq!(Submissions::<Test>::iter().count(), 0);
        assert_eq!(Agendas::<Test>::get().factors, Some(DAY.next()));
        assert_eq!(Agendas::<Test>::get().factors_zone, None);
    });
}

#[test]
fn pruning_should_go_on_when_everything_is_pinned() {
    ExtBuilder.build().execute_with(|| {
        add_zones(5);
        for zone in 1..=5 {
            (1..=MAX_FACTOR_VERSIONS).for_each(|version| {
                publish(zone, DAY, 100 * version, None);
                Carbon::pin(zone, DAY);
            });
        }
        set_day(PAST);
        assert_eq!(prune(MAX_FACTOR_VERSIONS), [4, 4, 4, 4, 4]);
        assert_eq!((1..=5).flat_map(versions).count(), 20);
    });
}

#[test]
fn pruning_should_remove_submissions_of_zones_without_a_version() {
    ExtBuilder.build_and_execute(|| {
        submit(ZONE, 1);
        let rules = FactorRules { sources: BoundedVec::truncate_from(vec![1]), quorum: 1, ..Rules::<Test>::get(ZONE).unwrap() };
        // Whoever was a source when it spoke.
        assert_ok!(Carbon::set_factor_rules(RuntimeOrigin::root(), ZONE, rules));
        advance_to(PAST);
        assert_eq!(Submissions::<Test>::iter().count(), 0);
    });
}

#[test]
fn agenda_should_begin_with_the_first_day_that_was_submitted() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY.next(), 100, None);
        assert_eq!(Agendas::<Test>::get().factors, Some(DAY.next()));
        submit(ZONE, 1);
        assert_eq!(Agendas::<Test>::get().factors, Some(DAY));
        publish(ZONE, DAY.next(), 100, None);
        assert_eq!(Agendas::<Test>::get().factors, Some(DAY));
    });
}
