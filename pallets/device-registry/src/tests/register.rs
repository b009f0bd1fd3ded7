use super::*;
use crate::{DeviceCount, DeviceStatus, Devices, DevicesOf};
use frame_support::traits::{LockableCurrency, WithdrawReasons};
use sp_core::{ecdsa, sr25519, Pair};
use sp_runtime::TokenError;

#[test]
fn register_should_store_and_hold_when_possession_is_proven() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        let record = meter.record();
        assert_eq!((record.owner, record.status, record.deposit), (ALICE, DeviceStatus::Pending, DEPOSIT));
        assert_eq!(record.nameplate, nameplate(DeviceKind::Solar, Medium::Electricity));
        assert_eq!((record.meter.counter, record.meter.last_end), (0, None));
        assert_eq!(held(ALICE), DEPOSIT);
        assert!(DevicesOf::<Test>::contains_key(ALICE, meter.id()));
        assert_eq!(DeviceCount::<Test>::get(ALICE), 1);
        assert_eq!(take_events(), vec![Event::DeviceRegistered { device: meter.id(), owner: ALICE }]);
    });
}

#[test]
fn register_should_accept_every_kind_of_key() {
    execute(|| {
        assert_ok!(Meter::with_pair(KeyPair::Sr(Box::new(sr25519::Pair::from_seed(&[2; 32])))).register(ALICE));
        assert_ok!(Meter::with_pair(KeyPair::Ec(ecdsa::Pair::from_seed(&[3; 32]))).register(ALICE));
    });
}

#[test]
fn register_should_fail_when_the_key_is_known() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_noop!(meter.register(BOB), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn register_should_fail_when_possession_is_proven_to_another_owner() {
    execute(|| {
        let meter = Meter::new(1);
        let call =
            |proof| DeviceRegistry::register(signed(BOB), meter.key(), nameplate(DeviceKind::Solar, Medium::Electricity), proof);
        assert_noop!(call(meter.proof(ALICE)), Error::<Test>::BadSignature);
        assert_noop!(call(Meter::new(2).proof(BOB)), Error::<Test>::BadSignature);
        assert_ok!(call(meter.proof(BOB)));
    });
}

#[test]
fn register_should_fail_when_the_nameplate_makes_no_sense() {
    execute(|| {
        let meter = Meter::new(1);
        let call = |kind, load_w, generation_w, export_w, storage| {
            let capacities = Capacities { load_w, generation_w, export_w, storage: Wh(storage) };
            meter.register_with(ALICE, Nameplate { capacities, ..nameplate(kind, Medium::Electricity) })
        };
        assert_noop!(call(DeviceKind::Solar, 0, 0, 0, 0), Error::<Test>::InvalidNameplate);
        for (generation, export, storage) in [(1, 0, 0), (0, 1, 0), (0, 0, 1)] {
            assert_noop!(call(DeviceKind::Consumption, 1, generation, export, storage), Error::<Test>::InvalidNameplate);
        }
        assert_noop!(call(DeviceKind::Consumption, 0, 0, 0, 0), Error::<Test>::InvalidNameplate);
        assert_noop!(call(DeviceKind::Storage, 1, 0, 1, 0), Error::<Test>::InvalidNameplate);
        assert_ok!(call(DeviceKind::Consumption, 1, 0, 0, 0));
    });
}

#[test]
fn register_should_fail_when_the_owner_has_too_many_devices() {
    execute(|| {
        for seed in 1..=3 {
            assert_ok!(Meter::new(seed).register(ALICE));
        }
        assert_noop!(Meter::new(4).register(ALICE), Error::<Test>::MaxDevicesExceeded);
        assert_ok!(Meter::new(4).register(BOB));
    });
}

#[test]
fn register_should_fail_when_the_deposit_cannot_be_held() {
    execute(|| {
        assert_noop!(Meter::new(1).register(PAUPER), TokenError::FundsUnavailable);
        assert!(!Devices::<Test>::contains_key(Meter::new(1).id()));
    });
}

/// A freeze overlaps holds: each deposit by itself leaves what is frozen, and all together they must, too.
#[test]
fn register_should_fail_when_the_deposits_would_not_leave_what_is_frozen() {
    execute(|| {
        let freeze = |amount| Balances::set_lock(*b"vesting ", &ALICE, amount, WithdrawReasons::all());
        freeze(ENDOWMENT);
        assert_noop!(Meter::new(1).register(ALICE), TokenError::Frozen);
        freeze(ENDOWMENT - 2 * DEPOSIT);
        assert_ok!(Meter::new(1).register(ALICE));
        assert_ok!(Meter::new(2).register(ALICE));
        assert_noop!(Meter::new(3).register(ALICE), TokenError::Frozen);
    });
}

#[test]
fn register_should_fail_when_nobody_signed() {
    execute(|| {
        let meter = Meter::new(1);
        let stated = nameplate(DeviceKind::Solar, Medium::Electricity);
        let call = DeviceRegistry::register(RuntimeOrigin::root(), meter.key(), stated, meter.proof(ALICE));
        assert_noop!(call, DispatchError::BadOrigin);
    });
}
