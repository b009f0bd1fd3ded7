//! Meters that measure by half hours and hours (vector C18), and how complete a history is.

use super::*;
use crate::RejectReason;
use proptest::prelude::*;
use uen_primitives::runtime_api::DeviceQuality;

fn measuring_by(resolution: Resolution) -> Meter {
    let mut meter = Meter::new(1);
    let stated = nameplate(DeviceKind::Solar, Medium::Electricity);
    assert_ok!(meter.register_with(ALICE, Nameplate { resolution, ..stated }));
    meter.certify(Permissions::ALL);
    meter.open();
    meter
}

/// What was recorded of the first hour after noon.
fn first_hour(meter: &Meter) -> Vec<(Quality, Registers)> {
    let periods = (0..4).map(|offset| Period(Period::of(NOON).0 + offset));
    periods
        .filter_map(|period| DeviceRegistry::interval(meter.id(), period))
        .map(|interval| (interval.quality, interval.energy))
        .collect()
}

#[test]
fn span_of_an_hour_should_be_split_evenly_when_the_meter_measures_by_hours() {
    execute(|| {
        let mut meter = measuring_by(Resolution::Hour);
        meter.last_end = NOON + 30;
        let opening = meter.sign(Reading { flags: Flags::OPENING, ..meter.clone().next(0, wh(0, 0, 0)) });
        Now::set(&(NOON + 60));
        meter.counter = 2;
        let opening = meter.sign(Reading { counter: 2, start: NOON, end: NOON + 30, ..opening.reading });
        submit(vec![opening]);
        // 12:00:30 to 13:00:20.
        let reading = meter.next(3_590, wh(1_003, 6, 7));
        let events = submit(vec![meter.sign(reading)]);
        assert!(matches!(events[..], [Event::ReadingAccepted { quality: Quality::Measured, import: Wh(1_003), .. }]));
        let part = |import, export, generation| (Quality::Measured, wh(import, export, generation));
        assert_eq!(first_hour(&meter), [part(250, 1, 1), part(250, 1, 1), part(250, 1, 1), part(253, 3, 4)]);
        assert_eq!(meter.record().ledger.measured, wh(1_003, 6, 7));
        // Shared is the least of export and generation in each period: 1, 1, 1 and 3.
        let day = DeviceRegistry::day(Day::of(NOON), meter.id()).expect("it measured");
        assert_eq!((day.mineable_shared, day.mineable_self_used), (Wh(6), Wh(1)));
        // The hour is certified as a whole.
        let first = Period::of(NOON);
        assert_eq!(certify_energy(&meter, first, Period(first.0 + 3)).expect("it is complete").energy, Wh(7));
    });
}

#[test]
fn span_should_be_late_when_it_is_not_of_the_resolution() {
    // 13:01:01 is not within a minute of the boundary; half an hour is not the meter's span; an hour from 12:15 on is not one of the clock.
    for (before, seconds) in [(0, 3_661), (0, 1_800), (900, 3_600)] {
        execute(|| {
            let mut meter = measuring_by(Resolution::Hour);
            if before > 0 {
                let reading = meter.next(before, wh(1, 1, 1));
                submit(vec![meter.sign(reading)]);
            }
            let reading = meter.next(seconds, wh(4, 4, 4));
            let events = submit(vec![meter.sign(reading)]);
            assert!(
                matches!(events[..], [Event::ReadingAccepted { quality: Quality::Late, .. }]),
                "{before} {seconds}: {events:?}"
            );
        });
    }
    execute(|| {
        let mut meter = measuring_by(Resolution::QuarterHour);
        let reading = meter.next(3_600, wh(4, 4, 4));
        assert!(matches!(submit(vec![meter.sign(reading)])[..], [Event::ReadingAccepted { quality: Quality::Late, .. }]));
    });
}

#[test]
fn quota_should_be_of_spans_of_the_resolution() {
    execute(|| {
        let mut meter = measuring_by(Resolution::Hour);
        Now::set(&(NOON + 7_200));
        // Four within the hour; the reading that ends the next hour takes nothing of the quota.
        for _ in 0..3 {
            let reading = meter.next(900, wh(1, 1, 1));
            submit(vec![meter.sign(reading)]);
        }
        assert_eq!(meter.record().meter.extra.taken_in(Hour::of(NOON)), 2);
        let reading = meter.next(900 + 3_600, wh(1, 1, 1));
        submit(vec![meter.sign(reading)]);
        assert_eq!(meter.record().meter.extra.taken_in(Hour::of(NOON)), 2);
    });
}

#[test]
fn meter_that_measures_by_hours_should_not_be_tradeable() {
    execute(|| {
        let meter = measuring_by(Resolution::Hour);
        assert_eq!(DeviceRegistry::tradeable(&meter.id(), NOON + PERIOD), Err(NotTradeable::CoarseResolution));
        let quarter = Meter::active(2, ALICE);
        assert!(DeviceRegistry::tradeable(&quarter.id(), NOON + PERIOD).is_ok());
    });
}

#[test]
fn quality_should_count_every_period_since_the_opening() {
    execute(|| {
        assert_eq!(DeviceRegistry::device_quality(Meter::new(1).id()), None);
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 1, 1)]);
        submit(vec![meter.measure(1, 1, 1)]);
        let typed_in = Reading { flags: Flags::MANUAL, ..meter.next(PERIOD, wh(1, 1, 1)) };
        submit(vec![meter.sign(typed_in)]);
        // 12:45 to 15:00 is missing but for its sum, and so is what follows until half past.
        submit(vec![meter.resume(9 * PERIOD, wh(9, 9, 9))]);
        Now::set(&(NOON + 14 * PERIOD + 7));
        let expected = DeviceQuality {
            from: NOON,
            until: NOON + 14 * PERIOD,
            periods: 14,
            measured: 2,
            late: 9,
            estimated: 0,
            manual: 1,
            missing: 2,
            completeness_ppm: 142_857,
            behind_seconds: 2 * PERIOD + 7,
        };
        assert_eq!(DeviceRegistry::device_quality(meter.id()), Some(expected));
    });
}

#[test]
fn meter_should_be_refused_when_it_measures_too_much_for_its_span() {
    execute(|| {
        let mut meter = measuring_by(Resolution::HalfHour);
        // 8 kW for half an hour, and 5 % more.
        let reading = meter.next(1_800, wh(0, 0, 4_201));
        Now::set(&reading.end);
        assert_rejected(meter.sign(reading), RejectReason::CapacityExceeded);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn split_should_lose_nothing(import in 0u64..10_500, export in 0u64..8_400, generation in 0u64..8_400, by_half: bool) {
        execute(|| {
            let resolution = if by_half { Resolution::HalfHour } else { Resolution::Hour };
            let mut meter = measuring_by(resolution);
            let all = if by_half { wh(import / 2, export / 2, generation / 2) } else { wh(import, export, generation) };
            let reading = meter.next(resolution.seconds(), all);
            submit(vec![meter.sign(reading)]);
            let parts = first_hour(&meter);
            assert_eq!(parts.len() as u32, resolution.periods());
            assert!(parts.iter().all(|(quality, _)| *quality == Quality::Measured));
            let sum = parts.iter().try_fold(Registers::default(), |sum, (_, energy)| sum.checked_add(energy));
            assert_eq!(sum, Some(all));
            assert!(parts[..parts.len() - 1].iter().all(|(_, energy)| *energy == all.divided_by(resolution.periods())));
        });
    }
}
