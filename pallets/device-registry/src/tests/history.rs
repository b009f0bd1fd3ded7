use super::*;
use crate::{DayEntry, Days, HourOfIntervals, Intervals};
use frame_support::{traits::Hooks, weights::Weight};

fn today() -> Day {
    Day::of(NOON)
}

fn kept_hours() -> usize {
    Intervals::<Test>::iter().count()
}

#[test]
fn hour_should_be_part_of_the_device_until_it_is_over() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let readings = (1..=4).map(|generation| meter.measure(0, 0, generation)).collect();
        submit(readings);
        assert_eq!((meter.record().open_hour.len(), kept_hours()), (4, 0));
        submit(vec![meter.measure(0, 0, 5)]);
        assert_eq!((meter.record().open_hour.len(), kept_hours()), (1, 1));
        for (offset, generation) in (0..5).zip(1..) {
            let interval = DeviceRegistry::interval(meter.id(), Period(Period::of(NOON).0 + offset));
            assert_eq!(interval.map(|interval| interval.energy), Some(wh(0, 0, generation)));
        }
    });
}

#[test]
fn hour_should_take_the_place_of_one_that_left_the_history() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        for _ in 0..=73 {
            let readings = (0..4).map(|_| meter.measure(0, 0, 1)).collect();
            submit(readings);
        }
        assert_eq!(kept_hours(), 72);
        assert_eq!(DeviceRegistry::interval(meter.id(), Period::of(NOON)), None);
        assert!(DeviceRegistry::interval(meter.id(), Period::of(NOON + 3_600)).is_some());
    });
}

#[test]
fn hours_without_readings_should_not_be_found_in_the_place_of_older_ones() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(0, 0, 1), meter.measure(0, 0, 2)]);
        // The ring comes round to the first hour, of which this time there is nothing.
        let silence = meter.next(73 * 3_600, wh(0, 0, 3));
        submit(vec![meter.sign(silence)]);
        assert_eq!(DeviceRegistry::interval(meter.id(), Period::of(NOON + 72 * 3_600)), None);
        assert_eq!(DeviceRegistry::device_readings(meter.id(), None, 100).items.len(), 1);
    });
}

#[test]
fn day_should_be_part_of_the_device_until_it_measures_on_another() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 2, 3)]);
        assert_eq!(Days::<Test>::get(today(), meter.id()), Some(DayEntry::Open));
        let energy = DeviceRegistry::day(today(), meter.id()).expect("it measured");
        assert_eq!(DeviceRegistry::day_page(today(), None, 1), vec![(meter.id(), energy.clone())]);
        let night = meter.next(DAY / 2, wh(0, 0, 0));
        submit(vec![meter.sign(night)]);
        assert_eq!(Days::<Test>::get(today(), meter.id()), Some(DayEntry::Open), "late energy opens no day");
        submit(vec![meter.measure(4, 5, 6)]);
        assert_eq!(Days::<Test>::get(today(), meter.id()), Some(DayEntry::Closed(energy.clone())));
        assert_eq!(DeviceRegistry::day_page(today(), None, 1), vec![(meter.id(), energy)]);
        assert_eq!(DeviceRegistry::day(today().next(), meter.id()).map(|day| day.generation), Some(Wh(6)));
    });
}

#[test]
fn day_should_not_come_back_when_it_was_pruned_while_the_device_was_silent() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 2, 3)]);
        let silence = meter.next(20 * DAY, wh(0, 0, 0));
        Now::set(&meter.last_end);
        for _ in 0..5 {
            DeviceRegistry::on_idle(1, Weight::MAX);
        }
        assert_eq!(DeviceRegistry::day(today(), meter.id()), None);
        submit(vec![meter.sign(silence)]);
        submit(vec![meter.measure(1, 2, 3)]);
        assert_eq!(Days::<Test>::iter().count(), 1);
        assert_eq!(Days::<Test>::get(today(), meter.id()), None);
    });
}

#[test]
fn hour_should_hold_no_more_than_its_periods() {
    assert_eq!(HourOfIntervals::bound() as u64 * PERIOD, 3_600);
}
