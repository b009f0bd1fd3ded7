//! `reissue`.

use crate::{
    mock::*,
    storage_impls::{charge_of, reissuable},
    *,
};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use sp_runtime::{DispatchError, DispatchResult, Permill, TokenError};
use uen_primitives::{CertificateId, Day, DeviceKind, Hour, Period, Wh};

/// Account 1's store.
const STORE: u8 = 5;

/// The `n`th hour after [`HOUR`].
fn hour(n: u32) -> Period {
    Hour(HOUR.0 + n).first_period()
}

/// Generate so much in the `n`th hour and store it.
fn store(n: u32, quantity: u64) -> CertificateId {
    add_device(STORE, 1, ZONE, DeviceKind::Storage);
    let id = generate(1, hour(n), quantity);
    meter(STORE, hour(n), quantity, 0, 0);
    assert_ok!(Carbon::store(signed(1), id, quantity, device(STORE)));
    events();
    id
}

/// Give so much back in the `n`th hour, and ask for certificates.
fn discharge(n: u32, quantity: u64) -> DispatchResult {
    meter(STORE, hour(n), 0, quantity, 0);
    Carbon::reissue(signed(1), device(STORE), hour(n))
}

/// The same; it fails.
fn assert_refused(n: u32, quantity: u64, error: impl Into<DispatchError>) {
    meter(STORE, hour(n), 0, quantity, 0);
    assert_noop!(Carbon::reissue(signed(1), device(STORE), hour(n)), error.into());
}

/// What the last issuance came to.
fn issued() -> u64 {
    Issuances::<Test>::get(NextIssuance::<Test>::get() - 1).unwrap().totals.issued
}

fn left(n: u32) -> Option<u64> {
    Allocations::<Test>::get(device(STORE), n).map(|allocation| allocation.left.0)
}

#[test]
fn reissue_should_issue_what_was_given_back() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Biomass);
        support(1);
        let stored = store(0, 100);
        assert_ok!(discharge(24, 40));
        let id = CertificateId { issuance: 1, slice: 0 };
        let period = hour(24);
        let source = Source::Storage { device: device(STORE), period, stored: stored.issuance, kind: DeviceKind::Biomass };
        assert_eq!(events(), vec![Event::Issued { issuance: 1, source, producer: 1, quantity: 40 }]);
        let record = IssuanceRecord {
            source,
            producer: 1,
            zone: ZONE,
            emission_factor: BIOMASS_FACTOR,
            is_supported: true,
            issued_at: START,
            expires: Some(Day(DAY.0 + 1 + VALIDITY)),
            totals: Totals { issued: 40, active: 40, ..Default::default() },
            next_slice: 1,
        };
        assert_eq!(Issuances::<Test>::get(1), Some(record));
        assert_eq!(IssuancesOf::<Test>::get(device(STORE), (period, false)), Some(1));
        assert!(CertificatesOf::<Test>::contains_key(1, id));
        assert_eq!((balance(1), held(1)), (ENDOWMENT - SLICE_DEPOSIT, SLICE_DEPOSIT));
        // 40 / 80 %.
        assert_eq!(left(0), Some(50));
    });
}

#[test]
fn reissue_should_cover_consumption_when_it_is_given_back() {
    ExtBuilder.build_and_execute(|| {
        store(0, 100);
        assert_ok!(discharge(1, 40));
        assert_ok!(Carbon::retire(signed(1), CertificateId { issuance: 1, slice: 0 }, 40, claim(2)));
        let coverage = CoverageRecord { retired: Wh(40), carbon_free: Wh(40), emissions: 0, retirements: 1 };
        assert_eq!(Coverage::<Test>::get((2, Hour(HOUR.0 + 1), ZONE)), coverage);
        assert_eq!(Coverage::<Test>::iter().count(), 1);
    });
}

#[test]
fn reissue_should_not_exceed_what_the_store_gives_back_of_its_charge() {
    ExtBuilder.build_and_execute(|| {
        store(0, 100);
        assert_ok!(discharge(1, 200));
        assert_eq!(issued(), 80);
        assert_eq!(left(0), None);
        assert!(!Stores::<Test>::contains_key(device(STORE)));
        assert_refused(2, 10, Error::<Test>::StoreEmpty);
    });
}

#[test]
fn reissue_should_round_what_is_used_of_the_charge_up() {
    ExtBuilder.build_and_execute(|| {
        store(0, 100);
        // 1 / 80 % is 1.25.
        assert_ok!(discharge(1, 1));
        assert_eq!((issued(), left(0)), (1, Some(98)));
        // 78.4 of 98; that takes 97.5.
        assert_ok!(discharge(2, 100));
        assert_eq!((issued(), left(0)), (78, None));
    });
}

#[test]
fn reissue_should_take_the_oldest_allocation_first() {
    ExtBuilder.build_and_execute(|| {
        let (oldest, next) = (store(0, 100), store(1, 50));
        assert_ok!(discharge(2, 60));
        assert_eq!((issued(), left(0), left(1)), (60, Some(25), Some(50)));
        // One allocation a period: the 20 that are left of the oldest.
        assert_ok!(discharge(3, 60));
        assert_eq!((issued(), left(0), left(1)), (20, None, Some(50)));
        assert_eq!(Stores::<Test>::get(device(STORE)), StoreRecord { first: 1, next: 2 });
        assert_ok!(discharge(4, 60));
        assert_eq!((issued(), left(1)), (40, None));
        let stored = |issuance| match Issuances::<Test>::get(issuance).unwrap().source {
            Source::Storage { stored, .. } => stored,
            source => panic!("{source:?} is of the store"),
        };
        assert_eq!([2, 3, 4].map(stored), [oldest.issuance, oldest.issuance, next.issuance]);
    });
}

#[test]
fn reissue_should_begin_anew_when_the_store_was_empty() {
    ExtBuilder.build_and_execute(|| {
        store(0, 100);
        assert_ok!(discharge(1, 80));
        store(2, 10);
        assert_eq!(Stores::<Test>::get(device(STORE)), StoreRecord { first: 0, next: 1 });
        assert_ok!(discharge(3, 80));
        assert_eq!(issued(), 8);
    });
}

#[test]
fn reissue_should_give_all_back_when_nothing_is_lost() {
    ExtBuilder.build_and_execute(|| {
        StorageEfficiency::set(Permill::one());
        store(0, 3);
        for n in 1..=3 {
            assert_ok!(discharge(n, 1));
            assert_eq!(issued(), 1);
        }
        assert_refused(4, 1, Error::<Test>::StoreEmpty);
    });
}

#[test]
fn reissue_should_fail_when_the_period_is_not_after_the_charge() {
    ExtBuilder.build_and_execute(|| {
        store(1, 100);
        assert_refused(0, 10, Error::<Test>::StoreEmpty);
        let same_hour = Period(hour(1).0 + 3);
        meter(STORE, same_hour, 0, 10, 0);
        assert_noop!(Carbon::reissue(signed(1), device(STORE), same_hour), Error::<Test>::StoreEmpty);
        assert_ok!(discharge(2, 10));
    });
}

#[test]
fn reissue_should_fail_when_the_store_holds_nothing_certified() {
    ExtBuilder.build_and_execute(|| {
        add_device(STORE, 1, ZONE, DeviceKind::Storage);
        assert_refused(1, 10, Error::<Test>::StoreEmpty);
    });
}

#[test]
fn reissue_should_fail_when_the_device_is_not_a_store() {
    ExtBuilder.build_and_execute(|| {
        add_device(STORE, 1, ZONE, DeviceKind::Solar);
        meter(STORE, PERIOD, 0, 10, 10);
        assert_noop!(Carbon::reissue(signed(1), device(STORE), PERIOD), Error::<Test>::NotStore);
    });
}

#[test]
fn reissue_should_fail_when_the_store_did_not_belong_to_the_signer() {
    ExtBuilder.build_and_execute(|| {
        store(0, 100);
        meter(STORE, hour(1), 0, 10, 0);
        assert_noop!(Carbon::reissue(signed(2), device(STORE), hour(1)), Error::<Test>::NotOwner);
        assert_noop!(Carbon::reissue(RuntimeOrigin::root(), device(STORE), hour(1)), DispatchError::BadOrigin);
    });
}

#[test]
fn reissue_should_fail_when_the_registry_refuses() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Carbon::reissue(signed(1), device(STORE), hour(1)), UNKNOWN_DEVICE);
        store(0, 100);
        assert_refused(1, 0, NOTHING_MEASURED);
        assert_ok!(discharge(1, 10));
        assert_refused(1, 10, TAKEN_BEFORE);
    });
}

#[test]
fn reissue_should_fail_when_the_deposit_cannot_be_held() {
    ExtBuilder.build_and_execute(|| {
        store(0, 100);
        meter(STORE, hour(1), 0, 10, 0);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), 1, EXISTENTIAL_DEPOSIT));
        assert_noop!(Carbon::reissue(signed(1), device(STORE), hour(1)), TokenError::FundsUnavailable);
    });
}

proptest! {
    /// However it is taken out, no more comes out than `charge × efficiency`, and it never takes more than there is.
    #[test]
    fn reissue_should_never_exceed_the_charge_times_the_efficiency(
        charge in any::<u64>(),
        parts in 1..=1_000_000u32,
        wanted in proptest::collection::vec(any::<u64>(), 1..20),
    ) {
        let efficiency = Permill::from_parts(parts);
        let (mut left, mut reissued) = (Wh(charge), 0);
        for wanted in wanted {
            let quantity = Wh(wanted % 1_000).min(reissuable(left, efficiency));
            left = left.checked_sub(charge_of(quantity, efficiency).unwrap()).expect("it takes no more than there is");
            reissued += quantity.0;
        }
        let last = reissuable(left, efficiency);
        prop_assert!(charge_of(last, efficiency).unwrap() <= left);
        prop_assert!(reissued + last.0 <= reissuable(Wh(charge), efficiency).0);
    }
}
