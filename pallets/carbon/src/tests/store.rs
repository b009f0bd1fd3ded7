//! `store`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, Permill};
use uen_primitives::{CertificateId, Day, DeviceKind, GreenDeliveries, Period, Quality, SavingCertificates, Wh};

/// Account 1's store.
const STORE: u8 = 5;

/// 100 Wh of account 1, and its store, which was charged with so much in the hour.
fn charged(import: u64) -> CertificateId {
    let id = generate(1, PERIOD, 100);
    add_device(STORE, 1, ZONE, DeviceKind::Storage);
    meter(STORE, Period(PERIOD.0 + 2), import, 0, 0);
    events();
    id
}

fn store(id: CertificateId, quantity: u64) -> DispatchResult {
    Carbon::store(signed(1), id, quantity, device(STORE))
}

fn claim_of_store() -> ClaimOf<Test> {
    let purpose = Purpose::Storage(device(STORE));
    Claim { beneficiary: 1, commitment: H256::zero(), purpose, from: DAY, to: DAY }
}

#[test]
fn store_should_retire_the_certificate_and_allocate_the_energy() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY, 300_000, None);
        let id = charged(100);
        assert_ok!(store(id, 100));
        let retired = Event::Retired { certificate: id, owner: 1, claim: claim_of_store(), first: 1, last: 100 };
        assert_eq!(events(), vec![retired]);
        let state = SliceState::Retired(Retirement { claim: claim_of_store(), at: START, factors: None });
        assert_eq!(record(id), SliceRecord { owner: 1, first: 1, last: 100, state, deposit: 0 });
        assert_eq!(issuance(id).totals, Totals { issued: 100, retired: 100, ..Default::default() });
        assert!(Retirements::<Test>::contains_key(1, id));
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));

        let allocation = AllocationRecord {
            certificate: id,
            kind: DeviceKind::Solar,
            emission_factor: 0,
            is_supported: false,
            hour: HOUR,
            left: Wh(100),
        };
        assert_eq!(Allocations::<Test>::get(device(STORE), 0), Some(allocation));
        assert_eq!(Stores::<Test>::get(device(STORE)), StoreRecord { first: 0, next: 1 });
        assert_eq!(Charged::<Test>::get(device(STORE), HOUR), Wh(100));
        // It covers no consumption.
        assert_eq!(Coverage::<Test>::iter().count(), 0);
        assert_eq!(Factors::<Test>::get(DAY, (ZONE, 1)).unwrap().pins, 0);
    });
}

#[test]
fn store_should_split_the_first_units_off_when_it_is_less_than_the_slice() {
    ExtBuilder.build_and_execute(|| {
        let id = charged(100);
        assert_ok!(store(id, 30));
        let into = slice(id, 1);
        let split = Event::Split { certificate: id, into, quantity: 30 };
        let retired = Event::Retired { certificate: into, owner: 1, claim: claim_of_store(), first: 1, last: 30 };
        assert_eq!(events(), vec![split, retired]);
        assert_eq!((record(id).first, record(id).state), (31, SliceState::Active));
        assert_eq!(issuance(id).totals, Totals { issued: 100, active: 70, retired: 30, ..Default::default() });
        assert_eq!(Allocations::<Test>::get(device(STORE), 0).map(|a| (a.certificate, a.left)), Some((into, Wh(30))));
        assert_eq!(held(1), SLICE_DEPOSIT);
    });
}

#[test]
fn store_should_queue_allocations_up_to_what_was_charged() {
    ExtBuilder.build_and_execute(|| {
        let id = charged(60);
        assert_ok!(store(id, 25));
        assert_ok!(store(id, 30));
        assert_noop!(store(id, 6), Error::<Test>::ChargeExceeded);
        assert_noop!(store(id, u64::MAX), Error::<Test>::InvalidQuantity);
        assert_ok!(store(id, 5));
        assert_noop!(store(id, 2), Error::<Test>::ChargeExceeded);
        assert_eq!(Charged::<Test>::get(device(STORE), HOUR), Wh(60));
        assert_eq!(Stores::<Test>::get(device(STORE)), StoreRecord { first: 0, next: 3 });
        let left: Vec<_> = (0..3).map(|n| Allocations::<Test>::get(device(STORE), n).unwrap().left.0).collect();
        assert_eq!(left, vec![25, 30, 5]);
    });
}

#[test]
fn store_should_fail_when_the_charge_was_not_measured() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        add_device(STORE, 1, ZONE, DeviceKind::Storage);
        // Nothing is known of the hour.
        assert_noop!(store(id, 10), Error::<Test>::ChargeExceeded);
        meter(STORE, PERIOD, 100, 0, 0);
        for quality in [Quality::Late, Quality::Estimated, Quality::Manual, Quality::Missing] {
            meter_as(quality, STORE, Period(PERIOD.0 + 1), 0, 0, 0);
            assert_noop!(store(id, 10), Error::<Test>::ChargeExceeded);
        }
        meter(STORE, Period(PERIOD.0 + 1), 0, 0, 0);
        assert_ok!(store(id, 10));
    });
}

#[test]
fn store_should_fail_when_it_was_charged_in_another_hour() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        add_device(STORE, 1, ZONE, DeviceKind::Storage);
        meter(STORE, PERIOD, 0, 0, 0);
        meter(STORE, Period(PERIOD.0 + 4), 100, 0, 0);
        meter(STORE, Period(PERIOD.0 - 1), 100, 0, 0);
        assert_noop!(store(id, 10), Error::<Test>::ChargeExceeded);
    });
}

#[test]
fn store_should_fail_when_the_device_is_not_a_store_of_the_account_in_the_zone() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(store(id, 10), Error::<Test>::NotStore);
        for (owner, zone, kind) in
            [(2, ZONE, DeviceKind::Storage), (1, OTHER_ZONE, DeviceKind::Storage), (1, ZONE, DeviceKind::EvCharger)]
        {
            add_device(STORE, owner, zone, kind);
            meter(STORE, PERIOD, 100, 0, 0);
            assert_noop!(store(id, 10), Error::<Test>::NotStore);
        }
        add_heat_meter(STORE, 1, ZONE);
        assert_noop!(store(id, 10), Error::<Test>::NotStore);
    });
}

#[test]
fn store_should_fail_when_the_store_belonged_to_somebody_else_when_it_was_charged() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        add_device(STORE, 2, ZONE, DeviceKind::Storage);
        meter(STORE, PERIOD, 100, 0, 0);
        add_device(STORE, 1, ZONE, DeviceKind::Storage);
        assert_noop!(store(id, 10), Error::<Test>::NotStore);
    });
}

#[test]
fn store_should_fail_when_nothing_of_so_little_could_be_reissued() {
    ExtBuilder.build_and_execute(|| {
        let id = charged(100);
        for quantity in [0, 1] {
            assert_noop!(store(id, quantity), Error::<Test>::InvalidQuantity);
        }
        StorageEfficiency::set(Permill::from_percent(30));
        assert_noop!(store(id, 3), Error::<Test>::InvalidQuantity);
        assert_ok!(store(id, 4));
    });
}

#[test]
fn store_should_fail_when_it_is_not_of_generation() {
    ExtBuilder.build_and_execute(|| {
        let stored = charged(100);
        assert_ok!(store(stored, 100));
        let later = Period(PERIOD.0 + 4);
        meter(STORE, later, 80, 50, 0);
        assert_ok!(Carbon::reissue(signed(1), device(STORE), later));
        let reissued = CertificateId { issuance: 1, slice: 0 };
        assert_noop!(store(reissued, 10), Error::<Test>::NotCertifiable);

        assert_ok!(<Carbon as SavingCertificates<u64>>::issue_saved(&1, &device(STORE), later, Wh(20)));
        assert_noop!(store(CertificateId { issuance: 2, slice: 0 }, 10), Error::<Test>::NotCertifiable);
    });
}

#[test]
fn store_should_fail_when_the_certificate_is_not_free() {
    ExtBuilder.build_and_execute(|| {
        let id = charged(100);
        assert_noop!(store(slice(id, 1), 10), Error::<Test>::NotFound);
        assert_noop!(Carbon::store(signed(2), id, 10, device(STORE)), Error::<Test>::NotOwner);
        assert_noop!(Carbon::store(RuntimeOrigin::root(), id, 10, device(STORE)), DispatchError::BadOrigin);
        assert_noop!(store(id, 101), Error::<Test>::InvalidQuantity);
        assert_ok!(Carbon::retire(signed(1), id, 10, claim(1)));
        assert_noop!(store(slice(id, 1), 10), Error::<Test>::AlreadyRetired);
        assert_ok!(Carbon::offer(signed(1), id, 90, None, 7));
        assert_noop!(store(id, 10), Error::<Test>::NotActive);
        assert_ok!(Carbon::withdraw_offer(signed(1), id));
        set_clock(Day(DAY.0 + VALIDITY).end());
        assert_noop!(store(id, 10), Error::<Test>::Expired);
    });
}

#[test]
fn store_should_fail_when_it_waits_for_the_settlement_of_a_green_sale() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 100, 100);
        add_device(STORE, 1, ZONE, DeviceKind::Storage);
        meter(STORE, PERIOD, 100, 0, 0);
        <Carbon as GreenDeliveries<u64>>::settled(&device(1), PERIOD, &2, Wh(40));
        assert_noop!(store(CertificateId { issuance: 0, slice: 0 }, 10), Error::<Test>::NotActive);
    });
}
