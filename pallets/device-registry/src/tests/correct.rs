use super::*;
use crate::{Corrections, MAX_CORRECTIONS};
use sp_runtime::DispatchResult;

const REASON: H256 = H256([3; 32]);

fn period(offset: u32) -> Period {
    Period(Period::of(NOON).0 + offset)
}

fn correct(by: AccountId, meter: &Meter, period: Period, import: u64) -> DispatchResult {
    DeviceRegistry::correct(signed(by), meter.id(), period, wh(import, 0, 0), REASON)
}

fn consumption(meter: &Meter) -> (u64, u64) {
    let (_, consumed) = DeviceRegistry::consumption(&meter.id(), Hour::of(NOON)).expect("it is known");
    (consumed.import.0, consumed.coverable.0)
}

#[test]
fn correction_should_count_for_consumption_and_in_reports_and_for_nothing_else() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit((0..4).map(|_| meter.measure(100, 20, 30)).collect());
        let (record, day) = (meter.record(), DeviceRegistry::day(Day::of(NOON), meter.id()));
        take_events();
        assert_ok!(correct(METROLOGIST, &meter, period(1), 7));
        let energy = wh(7, 0, 0);
        let corrected =
            Event::IntervalCorrected { device: meter.id(), by: METROLOGIST, period: period(1), energy, reason: REASON };
        assert_eq!(take_events(), vec![corrected]);
        assert_eq!(consumption(&meter), (307, 307));
        let shown = DeviceRegistry::device_readings(meter.id(), None, 4).items;
        assert_eq!(shown.iter().map(|info| info.import.0).collect::<Vec<_>>(), [100, 100, 7, 100]);
        assert_eq!((meter.record(), DeviceRegistry::day(Day::of(NOON), meter.id())), (record, day));
        assert_eq!(DeviceRegistry::metered(&meter.id(), period(1)).import, Wh(100));
        assert_eq!(certify_energy(&meter, period(1), period(1)).expect("it was measured").energy, Wh(30));
        // The last one counts.
        assert_ok!(correct(METROLOGIST, &meter, period(1), 8));
        assert_eq!((consumption(&meter), Corrections::<Test>::get(meter.id()).len()), ((308, 308), 1));
    });
}

#[test]
fn correction_should_fail_when_there_is_nothing_to_correct_or_the_caller_may_not() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(100, 20, 30)]);
        for who in [ALICE, MANUFACTURER, REGULATOR] {
            assert_noop!(correct(who, &meter, period(0), 1), Error::<Test>::NotCertifier);
        }
        let role = crate::CertifierRole::Metrology;
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, BOB, Some(8), CERTIFIED_UNTIL));
        assert_noop!(correct(BOB, &meter, period(0), 1), Error::<Test>::NotInScope);
        assert_noop!(correct(METROLOGIST, &Meter::new(2), period(0), 1), Error::<Test>::NotFound);
        assert_noop!(correct(METROLOGIST, &meter, period(1), 1), Error::<Test>::NotComplete);
        assert_noop!(correct(METROLOGIST, &meter, Period(period(0).0 - 1), 1), Error::<Test>::NothingMeasured);
        assert_ok!(correct(METROLOGIST, &meter, period(0), 1));
    });
}

#[test]
fn corrections_should_be_bounded_and_forgotten_with_the_history() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        for _ in 0..=MAX_CORRECTIONS / 64 {
            submit((0..64).map(|_| meter.measure(1, 1, 1)).collect());
        }
        for offset in 0..MAX_CORRECTIONS {
            assert_ok!(correct(METROLOGIST, &meter, period(offset), 5));
        }
        let next = period(MAX_CORRECTIONS);
        assert_noop!(correct(METROLOGIST, &meter, next, 5), Error::<Test>::MaxCorrectionsExceeded);
        assert_ok!(correct(METROLOGIST, &meter, period(0), 6));
        // Nothing of this day is kept after three more.
        let kept = DeviceRegistry::kept_hours() * PERIODS_PER_HOUR;
        while meter.last_end < period(kept + MAX_CORRECTIONS + 8).end() {
            submit((0..64).map(|_| meter.measure(1, 1, 1)).collect());
        }
        let last = Period::ending_at(meter.last_end);
        assert_ok!(correct(METROLOGIST, &meter, last, 5));
        assert_eq!(Corrections::<Test>::get(meter.id()).into_iter().map(|kept| kept.period).collect::<Vec<_>>(), [last]);
    });
}
