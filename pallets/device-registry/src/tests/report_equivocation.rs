use super::*;
use crate::DeviceStatus;
use frame_support::traits::fungible::Inspect;

/// Two readings with one counter, and what the first says.
fn contradiction(meter: &mut Meter) -> (SignedReading, SignedReading) {
    let reading = meter.next(PERIOD, wh(1, 2, 3));
    let other = Reading { registers: wh(7_000, 7_000, 7_000), ..reading.clone() };
    (meter.sign(reading), meter.sign(other))
}

#[test]
fn report_should_slash_and_suspend() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let (first, second) = contradiction(&mut meter);
        submit(vec![first.clone()]);
        let (alice, fees) = (Balances::total_balance(&ALICE), Balances::free_balance(FEES));
        take_events();
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second));
        let (device, counter, reporter, slashed) = (meter.id(), 2, STRANGER, DEPOSIT);
        assert_eq!(take_events(), vec![Event::EquivocationReported { device, counter, reporter, slashed }]);
        assert_eq!((meter.status(), meter.record().deposit, held(ALICE)), (DeviceStatus::Suspended, 0, 0));
        assert_eq!(Balances::free_balance(STRANGER), ENDOWMENT + DEPOSIT / 2);
        assert_eq!(Balances::free_balance(FEES), fees + DEPOSIT - DEPOSIT / 2);
        assert_eq!(Balances::total_balance(&ALICE), alice - DEPOSIT);
    });
}

#[test]
fn report_should_leave_the_owners_other_deposits() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        Meter::active(2, ALICE);
        let (first, second) = contradiction(&mut meter);
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second));
        assert_eq!(held(ALICE), DEPOSIT);
    });
}

#[test]
fn report_should_fail_when_it_was_slashed_before() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let (first, second) = contradiction(&mut meter);
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first.clone(), second.clone()));
        assert_noop!(DeviceRegistry::report_equivocation(signed(BOB), second, first), Error::<Test>::AlreadySlashed);
    });
}

#[test]
fn slashed_device_should_not_be_resumed_but_can_be_retired() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let (first, second) = contradiction(&mut meter);
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second));
        assert_noop!(DeviceRegistry::resume(signed(REGULATOR), meter.id()), Error::<Test>::AlreadySlashed);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_eq!(meter.status(), DeviceStatus::Revoked, "being retired does not make it trusted again");
    });
}

#[test]
fn report_should_fail_when_the_readings_do_not_contradict() {
    execute(|| {
        let (mut one, mut two) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let (first, _) = contradiction(&mut one);
        let later = one.measure(1, 1, 1);
        let of_another = two.measure(1, 1, 1);
        for second in [first.clone(), later, of_another] {
            assert_noop!(
                DeviceRegistry::report_equivocation(signed(STRANGER), first.clone(), second),
                Error::<Test>::NotEquivocation
            );
        }
    });
}

#[test]
fn report_should_fail_when_the_same_reading_was_signed_twice() {
    execute(|| {
        // Sr25519 signatures differ each time.
        let pair = sp_core::Pair::from_seed(&[9; 32]);
        let mut meter = Meter::with_pair(KeyPair::Sr(Box::new(pair))).activate(ALICE);
        let reading = meter.next(PERIOD, wh(1, 2, 3));
        let (first, second) = (meter.sign(reading.clone()), meter.sign(reading));
        assert_ne!(first.signature, second.signature);
        assert_noop!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second), Error::<Test>::NotEquivocation);
    });
}

/// Who may act for the owner could register keys of its own, and report them.
#[test]
fn report_should_fail_when_nothing_was_read() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        let (first, second) = contradiction(&mut meter);
        let report = |first: &SignedReading, second: &SignedReading| {
            DeviceRegistry::report_equivocation(signed(STRANGER), first.clone(), second.clone())
        };
        assert_noop!(report(&first, &second), Error::<Test>::NotOpened);
        assert_eq!(held(ALICE), DEPOSIT);
        // It does not become a lesser contradiction by being reported too early.
        meter.certify(Permissions::ALL);
        Now::set(&(NOON + PERIOD));
        submit(vec![meter.resume(0, Registers::default())]);
        assert_ok!(report(&first, &second));
        assert_eq!(meter.status(), DeviceStatus::Suspended);
    });
}

#[test]
fn report_should_fail_when_a_signature_is_not_the_devices() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let (first, second) = contradiction(&mut meter);
        let forged = Meter::new(2).sign(second.reading);
        for (one, other) in [(first.clone(), forged.clone()), (forged, first)] {
            assert_noop!(DeviceRegistry::report_equivocation(signed(STRANGER), one, other), Error::<Test>::BadSignature);
        }
    });
}

#[test]
fn report_should_fail_when_the_device_is_unknown_or_revoked() {
    execute(|| {
        let (first, second) = contradiction(&mut Meter::new(2));
        assert_noop!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second), Error::<Test>::NotFound);
        let mut meter = Meter::active(1, ALICE);
        revoke::revoke_finally(&meter);
        let (first, second) = contradiction(&mut meter);
        assert_noop!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second), Error::<Test>::InvalidStatus);
    });
}

/// Whoever retires a device before it is reported has the deposit back, and nothing else.
#[test]
fn report_should_revoke_what_the_owner_retired() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let (first, second) = contradiction(&mut meter);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        let free = Balances::free_balance(STRANGER);
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first.clone(), second.clone()));
        assert_eq!((meter.status(), Balances::free_balance(STRANGER)), (DeviceStatus::Revoked, free));
        assert_noop!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second), Error::<Test>::InvalidStatus);
    });
}

/// Attack 39: who sold a device cannot have its new owner slashed for what it signed before.
#[test]
fn report_should_fail_when_the_readings_are_older_than_the_hand_over() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let (first, second) = contradiction(&mut meter);
        submit(vec![first.clone()]);
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        meter.registers = first.reading.registers;
        let handover = Reading { flags: Flags::HANDOVER, ..meter.next(PERIOD, wh(0, 0, 0)) };
        let (handover, other) = (meter.sign(handover.clone()), meter.sign(Reading { flags: Flags::NONE, ..handover }));
        Now::set(&meter.last_end);
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), handover.clone()));
        let report = |one: &SignedReading, other: &SignedReading| {
            DeviceRegistry::report_equivocation(signed(ALICE), one.clone(), other.clone())
        };
        for (one, other) in [(&first, &second), (&handover, &other)] {
            assert_noop!(report(one, other), Error::<Test>::NotLiable);
        }
        // For what comes after, the new owner answers.
        let (one, other) = contradiction(&mut meter);
        assert_ok!(report(&one, &other));
        assert_eq!((meter.status(), held(BOB)), (DeviceStatus::Suspended, 0));
    });
}
