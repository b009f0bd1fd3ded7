use super::*;
use crate::{Days, RejectReason};
use sp_runtime::DispatchResult;

const LATER: UnixSeconds = NOON + 600;

/// The metrologist closes at `closing` and opens at zero.
fn close(meter: &Meter, closing: Registers, end: UnixSeconds) -> DispatchResult {
    DeviceRegistry::submit_closing_reading(signed(METROLOGIST), meter.id(), closing, Registers::default(), end)
}

#[test]
fn closing_reading_should_replace_the_registers() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        Now::set(&LATER);
        take_events();
        let closing = meter.registers.checked_add(&wh(1, 2, 3)).expect("small");
        assert_ok!(close(&meter, closing, LATER));
        let (device, opening) = (meter.id(), Registers::default());
        let (import, export, generation) = (Wh(1), Wh(2), Wh(3));
        let expected = Event::RegistersReplaced { device, by: METROLOGIST, end: LATER, import, export, generation, opening };
        assert_eq!(take_events(), vec![expected]);
        let interval = DeviceRegistry::interval(device, Period::of(NOON)).expect("it is kept");
        assert_eq!((interval.quality, interval.energy), (Quality::Manual, wh(1, 2, 3)));
        assert!(!Days::<Test>::contains_key(Day::of(NOON), device));
        // The new meter goes on from zero.
        (meter.registers, meter.last_end) = (opening, LATER);
        let next = meter.next(300, wh(4, 5, 6));
        let events = submit(vec![meter.sign(next)]);
        assert!(matches!(events[..], [Event::ReadingAccepted { quality: Quality::Measured, generation: Wh(6), .. }]));
    });
}

#[test]
fn closing_reading_should_work_while_the_device_is_suspended() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_ok!(close(&meter, meter.registers, NOON));
        assert_eq!(meter.record().meter.registers, Registers::default());
        assert_eq!(DeviceRegistry::interval(meter.id(), Period::ending_at(NOON)), None);
    });
}

#[test]
fn closing_reading_should_fail_when_the_caller_is_no_metrologist() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        for who in [ALICE, MANUFACTURER, REGULATOR] {
            assert_noop!(
                DeviceRegistry::submit_closing_reading(signed(who), meter.id(), meter.registers, meter.registers, NOON),
                Error::<Test>::NotCertifier
            );
        }
        Now::set(&(APPOINTED_UNTIL + 1));
        assert_noop!(close(&meter, meter.registers, APPOINTED_UNTIL), Error::<Test>::CertifierExpired);
    });
}

#[test]
fn closing_reading_should_fail_when_there_is_nothing_to_close() {
    execute(|| {
        let meter = Meter::new(1);
        assert_noop!(close(&meter, meter.registers, NOON), Error::<Test>::NotFound);
        assert_ok!(meter.register(ALICE));
        assert_noop!(close(&meter, meter.registers, NOON), Error::<Test>::NotOpened);
        let ended = Meter::active(2, ALICE);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), ended.id()));
        assert_noop!(close(&ended, ended.registers, NOON), Error::<Test>::InvalidStatus);
    });
}

#[test]
fn closing_reading_should_fail_when_a_reading_would() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        Now::set(&LATER);
        let more = |generation| meter.registers.checked_add(&wh(0, 0, generation)).expect("small");
        let rejected = Error::<Test>::ReadingRejected;
        assert_noop!(close(&meter, more(0), NOON - 1), rejected(RejectReason::Overlap));
        assert_noop!(close(&meter, more(0), LATER + 121), rejected(RejectReason::Future));
        assert_noop!(close(&meter, Registers::default(), LATER), rejected(RejectReason::RegisterDecreased));
        // 8 kW for 10 minutes, and 5 % more.
        assert_noop!(close(&meter, more(1_401), LATER), rejected(RejectReason::CapacityExceeded));
        assert_noop!(close(&meter, more(1), NOON), rejected(RejectReason::CapacityExceeded));
        Now::set(&(LATER + DAY + 1));
        assert_noop!(close(&meter, more(0), LATER), rejected(RejectReason::TooOld));
        Now::set(&LATER);
        assert_ok!(close(&meter, more(1_400), LATER));
    });
}
