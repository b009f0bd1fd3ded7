//! `offer`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, TokenError};
use uen_primitives::{CertificateId, Day, DeviceKind, GreenDeliveries, Period, Wh};

#[test]
fn offer_should_lock_the_slice_when_it_is_to_anybody() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        events();
        assert_ok!(Carbon::offer(signed(1), id, 100, None, 7));
        assert_eq!(events(), vec![Event::Offered { certificate: id, to: None, price: 7 }]);
        let state = SliceState::Locked { price: 7 };
        assert_eq!(record(id), SliceRecord { owner: 1, first: 1, last: 100, state, deposit: SLICE_DEPOSIT });
        assert_eq!(issuance(id).totals, Totals { issued: 100, locked: 100, ..Default::default() });
        assert!(CertificatesOf::<Test>::contains_key(1, id));
        assert_eq!(held(1), SLICE_DEPOSIT);
    });
}

#[test]
fn offer_should_reserve_the_slice_when_it_is_to_one_account() {
    ExtBuilder.build_and_execute(|| {
        for (period, price) in [(0, 7), (1, 0)] {
            let id = generate(1, Period(PERIOD.0 + period), 100);
            events();
            assert_ok!(Carbon::offer(signed(1), id, 100, Some(2), price));
            assert_eq!(events(), vec![Event::Offered { certificate: id, to: Some(2), price }]);
            assert_eq!(record(id).state, SliceState::Reserved { to: 2, price });
            assert_eq!(issuance(id).totals, Totals { issued: 100, reserved: 100, ..Default::default() });
            assert!(!CertificatesOf::<Test>::contains_key(2, id));
        }
    });
}

#[test]
fn offer_should_split_the_first_units_off_when_it_is_less_than_the_slice() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        events();
        assert_ok!(Carbon::offer(signed(1), id, 30, None, 7));
        let into = slice(id, 1);
        let split = Event::Split { certificate: id, into, quantity: 30 };
        assert_eq!(events(), vec![split, Event::Offered { certificate: into, to: None, price: 7 }]);
        let of = |first, last, state| SliceRecord { owner: 1, first, last, state, deposit: SLICE_DEPOSIT };
        assert_eq!(record(into), of(1, 30, SliceState::Locked { price: 7 }));
        assert_eq!(record(id), of(31, 100, SliceState::Active));
        assert_eq!(issuance(id).totals, Totals { issued: 100, active: 70, locked: 30, ..Default::default() });
        assert!([id, into].iter().all(|id| CertificatesOf::<Test>::contains_key(1, id)));
        assert_eq!((balance(1), held(1)), (ENDOWMENT - 2 * SLICE_DEPOSIT, 2 * SLICE_DEPOSIT));
    });
}

#[test]
fn offer_should_fail_when_it_is_to_anybody_for_nothing() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::offer(signed(1), id, 100, None, 0), Error::<Test>::OutOfBounds);
    });
}

#[test]
fn offer_should_fail_when_it_is_to_oneself() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::offer(signed(1), id, 100, Some(1), 7), Error::<Test>::AlreadyOwner);
    });
}

#[test]
fn offer_should_fail_when_it_is_nothing_or_more_than_there_is() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        for quantity in [0, 101, u64::MAX] {
            assert_noop!(Carbon::offer(signed(1), id, quantity, None, 7), Error::<Test>::InvalidQuantity);
            assert_noop!(Carbon::offer(signed(1), id, quantity, Some(2), 7), Error::<Test>::InvalidQuantity);
        }
    });
}

#[test]
fn offer_should_fail_when_there_is_no_such_slice() {
    ExtBuilder.build_and_execute(|| {
        let unknown = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::offer(signed(1), unknown, 1, None, 7), Error::<Test>::NotFound);
    });
}

#[test]
fn offer_should_fail_when_the_signer_does_not_own_it() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::offer(signed(2), id, 1, None, 7), Error::<Test>::NotOwner);
        assert_noop!(Carbon::offer(RuntimeOrigin::root(), id, 1, None, 7), DispatchError::BadOrigin);
    });
}

#[test]
fn offer_should_fail_when_it_is_offered_already() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 50, None, 7));
        assert_ok!(Carbon::offer(signed(1), id, 50, Some(2), 7));
        for offered in [slice(id, 1), id] {
            assert_noop!(Carbon::offer(signed(1), offered, 50, None, 8), Error::<Test>::NotActive);
        }
    });
}

#[test]
fn offer_should_fail_when_it_waits_for_the_settlement_of_a_green_sale() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 100, 100);
        <Carbon as GreenDeliveries<u64>>::settled(&device(1), PERIOD, &2, Wh(40));
        let id = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::offer(signed(1), id, 60, None, 7), Error::<Test>::NotActive);
    });
}

#[test]
fn offer_should_fail_when_it_is_retired() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(1)));
        assert_noop!(Carbon::offer(signed(1), id, 100, None, 7), Error::<Test>::AlreadyRetired);
    });
}

#[test]
fn offer_should_fail_when_it_expired() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        set_clock(Day(DAY.0 + VALIDITY).end());
        assert_noop!(Carbon::offer(signed(1), id, 100, None, 7), Error::<Test>::Expired);
        set_clock(Day(DAY.0 + VALIDITY).end() - 1);
        assert_ok!(Carbon::offer(signed(1), id, 100, None, 7));
    });
}

#[test]
fn offer_should_fail_when_the_deposit_of_a_split_cannot_be_held() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), 1, EXISTENTIAL_DEPOSIT));
        assert_noop!(Carbon::offer(signed(1), id, 99, None, 7), TokenError::FundsUnavailable);
        // The whole needs no further one.
        assert_ok!(Carbon::offer(signed(1), id, 100, None, 7));
    });
}
