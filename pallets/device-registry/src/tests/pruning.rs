use super::*;
use crate::{Days, OldestDay, WeightInfo};
use frame_support::{traits::Hooks, weights::Weight};

fn today() -> Day {
    Day::of(NOON)
}

/// Devices that measured today, and the clock on the first day on which that is past retention.
fn past_retention(devices: u8) {
    for seed in 1..=devices {
        let mut meter = Meter::active(seed, AccountId::from(1 + seed % 2));
        meter.last_end = NOON;
        submit(vec![meter.measure(1, 1, 1)]);
    }
    Now::set(&(MIDNIGHT + 11 * DAY));
}

fn idle(limit: Weight) -> Weight {
    DeviceRegistry::on_idle(1, limit)
}

fn left() -> usize {
    Days::<Test>::iter_prefix(today()).count()
}

#[test]
fn idle_block_should_keep_a_day_within_retention() {
    execute(|| {
        past_retention(1);
        Now::set(&(MIDNIGHT + 11 * DAY - 1));
        idle(Weight::MAX);
        assert_eq!((left(), OldestDay::<Test>::get()), (1, Some(today())));
    });
}

#[test]
fn idle_block_should_prune_a_day_past_retention() {
    execute(|| {
        past_retention(3);
        idle(Weight::MAX);
        assert_eq!((left(), OldestDay::<Test>::get()), (0, Some(today().next())));
    });
}

#[test]
fn pruning_should_go_on_in_the_next_block_when_a_day_is_large() {
    execute(|| {
        past_retention(6);
        idle(Weight::MAX);
        assert_eq!((left(), OldestDay::<Test>::get()), (2, Some(today())));
        idle(Weight::MAX);
        assert_eq!((left(), OldestDay::<Test>::get()), (0, Some(today().next())));
    });
}

#[test]
fn pruning_should_take_what_weight_allows() {
    execute(|| {
        past_retention(3);
        let limit = <() as WeightInfo>::prune_days(2);
        assert_eq!(idle(limit), limit);
        assert_eq!(left(), 1);
        let too_little = <() as WeightInfo>::prune_days(0) - Weight::from_parts(1, 0);
        assert_eq!((idle(too_little), left()), (Weight::zero(), 1));
    });
}

#[test]
fn pruning_should_report_only_what_it_used() {
    execute(|| {
        past_retention(1);
        // An entry, then a step to the next day.
        assert_eq!(idle(Weight::MAX), <() as WeightInfo>::prune_days(2));
        assert_eq!(idle(Weight::MAX), <() as WeightInfo>::prune_days(0));
    });
}

#[test]
fn pruning_should_cross_days_without_entries() {
    execute(|| {
        past_retention(1);
        Now::set(&(MIDNIGHT + 100 * DAY));
        for _ in 0..23 {
            idle(Weight::MAX);
        }
        assert_eq!(OldestDay::<Test>::get(), Some(Day(today().0 + 90)));
    });
}

#[test]
fn oldest_day_should_go_back_when_an_older_day_is_measured_later() {
    execute(|| {
        let mut today_only = Meter::active(1, ALICE);
        let mut yesterday = Meter::new(2);
        yesterday.last_end = NOON - DAY / 2 - PERIOD;
        submit(vec![today_only.measure(1, 1, 1)]);
        let mut yesterday = yesterday.activate(ALICE);
        submit(vec![yesterday.measure(1, 1, 1)]);
        assert_eq!(OldestDay::<Test>::get(), Some(Day(today().0 - 1)));
    });
}
