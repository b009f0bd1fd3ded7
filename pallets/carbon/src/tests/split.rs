//! `split`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, TokenError};
use uen_primitives::{CertificateId, Day, Period};

#[test]
fn split_should_make_the_first_units_a_slice_of_their_own() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        events();
        assert_ok!(Carbon::split(signed(1), id, 40));
        let into = slice(id, 1);
        assert_eq!(events(), vec![Event::Split { certificate: id, into, quantity: 40 }]);
        let of = |first, last| SliceRecord { owner: 1, first, last, state: SliceState::Active, deposit: SLICE_DEPOSIT };
        assert_eq!((record(into), record(id)), (of(1, 40), of(41, 100)));
        assert!([id, into].iter().all(|id| CertificatesOf::<Test>::contains_key(1, id)));
        assert_eq!(issuance(id).totals, Totals { issued: 100, active: 100, ..Default::default() });
        assert_eq!((balance(1), held(1)), (ENDOWMENT - 2 * SLICE_DEPOSIT, 2 * SLICE_DEPOSIT));
    });
}

#[test]
fn split_should_number_the_slices_in_order() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::split(signed(1), id, 40));
        assert_ok!(Carbon::split(signed(1), id, 59));
        assert_ok!(Carbon::split(signed(1), slice(id, 1), 1));
        let range = |n| (record(slice(id, n)).first, record(slice(id, n)).last);
        assert_eq!([0, 1, 2, 3].map(range), [(100, 100), (2, 40), (41, 99), (1, 1)]);
        assert_eq!(issuance(id).next_slice, 4);
        assert_eq!(held(1), 4 * SLICE_DEPOSIT);
    });
}

#[test]
fn split_should_fail_when_it_is_nothing_or_all_or_more() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        for quantity in [0, 100, 101, u64::MAX] {
            assert_noop!(Carbon::split(signed(1), id, quantity), Error::<Test>::InvalidQuantity);
        }
        let one = generate(1, Period(PERIOD.0 + 1), 1);
        for quantity in [0, 1] {
            assert_noop!(Carbon::split(signed(1), one, quantity), Error::<Test>::InvalidQuantity);
        }
    });
}

#[test]
fn split_should_fail_when_there_is_no_such_slice() {
    ExtBuilder.build_and_execute(|| {
        let unknown = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::split(signed(1), unknown, 1), Error::<Test>::NotFound);
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::split(signed(1), slice(id, 1), 1), Error::<Test>::NotFound);
    });
}

#[test]
fn split_should_fail_when_the_signer_does_not_own_it() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::split(signed(2), id, 1), Error::<Test>::NotOwner);
        assert_noop!(Carbon::split(RuntimeOrigin::root(), id, 1), DispatchError::BadOrigin);
    });
}

#[test]
fn split_should_fail_when_it_is_offered() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 50, None, 1));
        assert_ok!(Carbon::offer(signed(1), id, 50, Some(2), 1));
        for offered in [slice(id, 1), id] {
            assert_noop!(Carbon::split(signed(1), offered, 1), Error::<Test>::NotActive);
        }
    });
}

#[test]
fn split_should_fail_when_it_is_retired() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(2)));
        assert_noop!(Carbon::split(signed(1), id, 1), Error::<Test>::AlreadyRetired);
        // Not even for whom it was retired.
        assert_noop!(Carbon::split(signed(2), id, 1), Error::<Test>::NotOwner);
    });
}

#[test]
fn split_should_fail_when_it_expired() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        set_clock(Day(DAY.0 + VALIDITY).end() - 1);
        assert_ok!(Carbon::split(signed(1), id, 1));
        set_clock(Day(DAY.0 + VALIDITY).end());
        assert_noop!(Carbon::split(signed(1), id, 1), Error::<Test>::Expired);
    });
}

#[test]
fn split_should_fail_when_the_deposit_cannot_be_held() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), 1, EXISTENTIAL_DEPOSIT + SLICE_DEPOSIT - 1));
        assert_noop!(Carbon::split(signed(1), id, 1), TokenError::FundsUnavailable);
        assert_eq!(held(1), SLICE_DEPOSIT);
    });
}
