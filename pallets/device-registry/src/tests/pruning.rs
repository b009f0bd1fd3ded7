use super::*;
use crate::{Days, DeviceQueue, Devices, EndedDevices, EndedQueue, Intervals, OldestDay, WeightInfo};
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
        let nothing = <() as WeightInfo>::prune_hours(0);
        // An entry, then a step to the next day.
        assert_eq!(idle(Weight::MAX), <() as WeightInfo>::prune_days(2) + nothing);
        assert_eq!(idle(Weight::MAX), <() as WeightInfo>::prune_days(0) + nothing);
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

/// A meter of Alice's that ended at the end of its 74th hour, so that all of the ring is taken.
fn ended(seed: u8) -> Meter {
    let mut meter = Meter::new(seed);
    meter.last_end = Now::get();
    let mut meter = meter.activate(ALICE);
    for _ in 0..74 {
        let hour = meter.next(3_600, wh(0, 0, 4));
        submit(vec![meter.sign(hour)]);
    }
    assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
    meter
}

fn hours(meter: &Meter) -> usize {
    Intervals::<Test>::iter_keys().filter(|(_, device)| *device == meter.id()).count()
}

/// The clock when what was measured last left the history.
fn past_history() {
    Now::set(&(Now::get() + 73 * 3_600));
}

#[test]
fn hours_of_a_device_that_ended_should_stay_as_long_as_those_of_one_that_goes_on() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit((0..5).map(|_| meter.measure(0, 50, 100)).collect());
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        Now::set(&(Now::get() + 72 * 3_600));
        idle(Weight::MAX);
        assert_eq!(hours(&meter), 1);
        assert_ok!(certify_energy(&meter, Period::of(NOON), Period::of(NOON)));

        Now::set(&(Now::get() + 3_600));
        for _ in 0..18 {
            idle(Weight::MAX);
            DeviceRegistry::do_try_state().expect("the invariants hold while a device is pruned");
        }
        assert_eq!((hours(&meter), EndedDevices::<Test>::iter().count()), (0, 0));
        let second = Period(Period::of(NOON).0 + 1);
        assert_noop!(certify_energy(&meter, second, second), Error::<Test>::NothingMeasured);
        assert_eq!(DeviceRegistry::consumption(&meter.id(), Period::of(NOON).hour()), None);
    });
}

#[test]
fn hours_should_stay_while_somebody_expects_energy_of_that_time() {
    execute(|| {
        let meter = ended(1);
        past_history();
        OpenDevices::set(&vec![meter.id()]);
        idle(Weight::MAX);
        assert_eq!(hours(&meter), 72);
        OpenDevices::set(&vec![]);
        idle(Weight::MAX);
        assert_eq!(hours(&meter), 68);
    });
}

#[test]
fn pruning_should_leave_what_keeps_a_key_from_coming_back() {
    execute(|| {
        let meter = ended(1);
        past_history();
        for _ in 0..18 {
            idle(Weight::MAX);
        }
        assert_eq!(hours(&meter), 0);
        assert!(Devices::<Test>::contains_key(meter.id()));
        assert_noop!(meter.register(BOB), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn hours_should_be_pruned_four_in_a_block_and_one_device_after_the_other() {
    execute(|| {
        let first = ended(1);
        let second = ended(2);
        assert_eq!((hours(&first), hours(&second)), (72, 72));
        // The first one was due three days before.
        past_history();
        for block in 1..=36 {
            idle(Weight::MAX);
            assert_eq!(hours(&first) + hours(&second), 4 * (36 - block));
            assert!(hours(&first) == 0 || hours(&second) == 72);
            DeviceRegistry::do_try_state().expect("the invariants hold between blocks");
        }
        assert_eq!(EndedQueue::<Test>::get(), DeviceQueue { first: 2, next: 2 });
        assert_eq!(EndedDevices::<Test>::iter().count(), 0);
    });
}

#[test]
fn a_block_should_go_on_to_the_next_device_that_ended() {
    execute(|| {
        let (first, second) = (ended(1), ended(2));
        past_history();
        EndedDevices::<Test>::mutate(0, |ended| ended.as_mut().map(|ended| ended.next_slot = 71));
        (0..71).for_each(|slot| Intervals::<Test>::remove(slot, first.id()));
        idle(Weight::MAX);
        assert_eq!((hours(&first), hours(&second)), (0, 69));
    });
}

#[test]
fn hours_should_be_pruned_as_weight_allows() {
    execute(|| {
        let meter = ended(1);
        past_history();
        let limit = <() as WeightInfo>::prune_days(0) + <() as WeightInfo>::prune_hours(3);
        assert_eq!((idle(limit), hours(&meter)), (limit, 69));
        let too_little = limit - <() as WeightInfo>::prune_hours(3) + <() as WeightInfo>::prune_hours(0);
        assert_eq!((idle(too_little), hours(&meter)), (too_little, 69));
    });
}

#[test]
fn a_device_that_goes_on_should_not_be_pruned() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit((0..5).map(|_| meter.measure(0, 0, 1)).collect());
        past_history();
        idle(Weight::MAX);
        assert_eq!(hours(&meter), 1);
    });
}

#[test]
fn a_device_without_readings_should_not_be_queued() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_eq!(EndedQueue::<Test>::get(), DeviceQueue::default());
    });
}
