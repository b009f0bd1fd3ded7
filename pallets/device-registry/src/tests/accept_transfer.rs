use super::*;
use crate::{DeviceCount, DevicesOf, RejectReason};
use sp_runtime::TokenError;

/// A meter of Alice's that is offered to `to`, and the handover reading that it signed.
fn offered(to: AccountId) -> (Meter, SignedReading) {
    let mut meter = Meter::active(1, ALICE);
    assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(to)));
    let mut reading = meter.next(PERIOD, wh(10, 20, 30));
    reading.flags = Flags::HANDOVER;
    Now::set(&reading.end);
    let reading = meter.sign(reading);
    (meter, reading)
}

#[test]
fn accept_transfer_should_move_device_deposit_and_listing() {
    execute(|| {
        let (meter, reading) = offered(BOB);
        take_events();
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), reading));
        let events = take_events();
        let device = meter.id();
        assert!(matches!(events[0], Event::ReadingAccepted { quality: Quality::Measured, generation: Wh(30), .. }));
        assert_eq!(events[1..], [Event::DeviceTransferred { device, from: ALICE, to: BOB }]);
        let record = meter.record();
        assert_eq!((record.owner, record.offered_to, record.meter.registers), (BOB, None, meter.registers));
        assert_eq!((held(ALICE), held(BOB)), (0, DEPOSIT));
        assert!(DevicesOf::<Test>::contains_key(BOB, device) && !DevicesOf::<Test>::contains_key(ALICE, device));
        assert_eq!((DeviceCount::<Test>::get(ALICE), DeviceCount::<Test>::get(BOB)), (0, 1));
    });
}

#[test]
fn handover_reading_should_belong_to_the_owner_until_then() {
    execute(|| {
        let (mut meter, reading) = offered(BOB);
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), reading));
        submit(vec![meter.measure(1, 1, 1)]);
        let today = DeviceRegistry::day(Day::of(NOON), meter.id()).expect("it measured");
        assert_eq!((today.owner, today.generation), (ALICE, Wh(31)));
    });
}

#[test]
fn next_day_should_belong_to_the_new_owner() {
    execute(|| {
        let (mut meter, reading) = offered(BOB);
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), reading));
        let until_midnight = MIDNIGHT + DAY - meter.last_end;
        let reading = meter.next(until_midnight, wh(0, 0, 0));
        submit(vec![meter.sign(reading)]);
        submit(vec![meter.measure(1, 2, 3)]);
        let tomorrow = DeviceRegistry::day(Day::of(NOON).next(), meter.id()).expect("it measured");
        assert_eq!((tomorrow.owner, tomorrow.generation), (BOB, Wh(3)));
    });
}

#[test]
fn accept_transfer_should_take_an_opening_reading() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::ALL);
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        let mut reading = meter.next(0, wh(0, 0, 0));
        reading.flags = Flags::HANDOVER;
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), meter.sign(reading)));
        assert_eq!((meter.record().owner, meter.status()), (BOB, crate::DeviceStatus::Active));
    });
}

#[test]
fn accept_transfer_should_fail_when_the_device_was_not_offered_to_the_caller() {
    execute(|| {
        let (_, reading) = offered(BOB);
        for who in [ALICE, STRANGER] {
            assert_noop!(DeviceRegistry::accept_transfer(signed(who), reading.clone()), Error::<Test>::NotOffered);
        }
    });
}

#[test]
fn accept_transfer_should_fail_when_the_device_is_unknown() {
    execute(|| {
        let reading = Meter::new(2).measure(0, 0, 0);
        assert_noop!(DeviceRegistry::accept_transfer(signed(BOB), reading), Error::<Test>::NotFound);
    });
}

#[test]
fn accept_transfer_should_fail_when_positions_are_open() {
    execute(|| {
        let (meter, reading) = offered(BOB);
        OpenDevices::set(&vec![meter.id()]);
        assert_noop!(DeviceRegistry::accept_transfer(signed(BOB), reading), Error::<Test>::HasOpenPositions);
    });
}

#[test]
fn accept_transfer_should_fail_when_the_reading_is_a_plain_one() {
    execute(|| {
        let (meter, reading) = offered(BOB);
        let plain = meter.sign(Reading { flags: Flags::NONE, ..reading.reading });
        assert_noop!(
            DeviceRegistry::accept_transfer(signed(BOB), plain),
            Error::<Test>::ReadingRejected(RejectReason::HandoverExpected)
        );
    });
}

#[test]
fn accept_transfer_should_fail_when_the_reading_is_not_the_devices() {
    execute(|| {
        let (_, reading) = offered(BOB);
        let forged = Meter::new(2).sign(reading.reading);
        assert_noop!(
            DeviceRegistry::accept_transfer(signed(BOB), forged),
            Error::<Test>::ReadingRejected(RejectReason::BadSignature)
        );
    });
}

#[test]
fn accept_transfer_should_fail_when_the_device_is_suspended() {
    execute(|| {
        let (meter, reading) = offered(BOB);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_noop!(
            DeviceRegistry::accept_transfer(signed(BOB), reading),
            Error::<Test>::ReadingRejected(RejectReason::NotActive)
        );
    });
}

#[test]
fn accept_transfer_should_fail_when_the_new_owner_has_too_many_devices() {
    execute(|| {
        let (_, reading) = offered(BOB);
        for seed in 2..=4 {
            assert_ok!(Meter::new(seed).register(BOB));
        }
        assert_noop!(DeviceRegistry::accept_transfer(signed(BOB), reading), Error::<Test>::MaxDevicesExceeded);
    });
}

#[test]
fn accept_transfer_should_fail_when_the_new_owner_cannot_pay_the_deposit() {
    execute(|| {
        let (_, reading) = offered(PAUPER);
        assert_noop!(DeviceRegistry::accept_transfer(signed(PAUPER), reading), TokenError::FundsUnavailable);
    });
}
