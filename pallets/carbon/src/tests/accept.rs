//! `accept`.

use crate::{mock::*, *};
use frame_support::{
    assert_noop, assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::{DispatchError, TokenError};
use uen_primitives::{Balance, CertificateId, Day, DeviceKind, GreenDeliveries, PricePerWh, Wh};

/// 0.001 UEN/kWh.
const M: PricePerWh = 1_000_000;

/// 100 Wh of account 1 on offer.
fn offered(to: Option<u64>, price: PricePerWh) -> CertificateId {
    let id = generate(1, PERIOD, 100);
    assert_ok!(Carbon::offer(signed(1), id, 100, to, price));
    events();
    id
}

fn set_balance(who: u64, amount: Balance) {
    assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, amount));
}

#[test]
fn accept_should_exchange_units_for_money() {
    ExtBuilder.build_and_execute(|| {
        for (n, to) in [(1, None), (2, Some(9))] {
            let id = generate(n, PERIOD, 100);
            assert_ok!(Carbon::offer(signed(n.into()), id, 100, to, 7 * M));
            let (seller, before) = (u64::from(n), balance(9));
            events();
            assert_ok!(Carbon::accept(signed(9), id, 100, 7 * M));

            let paid = 700 * u128::from(M);
            let transferred = Event::Transferred { certificate: id, from: seller, to: 9, quantity: 100, paid };
            assert_eq!(events(), vec![transferred]);
            let state = SliceState::Active;
            assert_eq!(record(id), SliceRecord { owner: 9, first: 1, last: 100, state, deposit: SLICE_DEPOSIT });
            assert_eq!(issuance(id).totals, Totals { issued: 100, active: 100, ..Default::default() });
            assert_eq!((balance(seller), held(seller)), (ENDOWMENT + paid, 0));
            assert_eq!(balance(9), before - paid - SLICE_DEPOSIT);
            assert!(CertificatesOf::<Test>::contains_key(9, id));
            assert!(!CertificatesOf::<Test>::contains_key(seller, id));
        }
        assert_eq!(held(9), 2 * SLICE_DEPOSIT);
    });
}

#[test]
fn accept_should_move_units_for_nothing_when_it_is_a_transfer() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(Some(2), 0);
        assert_ok!(Carbon::accept(signed(2), id, 100, 0));
        assert_eq!(events(), vec![Event::Transferred { certificate: id, from: 1, to: 2, quantity: 100, paid: 0 }]);
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));
        assert_eq!((balance(2), held(2)), (ENDOWMENT - SLICE_DEPOSIT, SLICE_DEPOSIT));
    });
}

#[test]
fn accept_should_leave_the_rest_on_offer_when_a_part_is_bought() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, 7 * M);
        assert_ok!(Carbon::accept(signed(2), id, 30, 8 * M));
        let into = slice(id, 1);
        let paid = 210 * u128::from(M);
        let split = Event::Split { certificate: id, into, quantity: 30 };
        assert_eq!(events(), vec![split, Event::Transferred { certificate: into, from: 1, to: 2, quantity: 30, paid }]);
        let of = |owner, first, last, state| SliceRecord { owner, first, last, state, deposit: SLICE_DEPOSIT };
        assert_eq!(record(into), of(2, 1, 30, SliceState::Active));
        assert_eq!(record(id), of(1, 31, 100, SliceState::Locked { price: 7 * M }));
        assert_eq!(issuance(id).totals, Totals { issued: 100, active: 30, locked: 70, ..Default::default() });
        assert!(CertificatesOf::<Test>::contains_key(2, into) && CertificatesOf::<Test>::contains_key(1, id));
        assert_eq!((balance(1), held(1)), (ENDOWMENT - SLICE_DEPOSIT + paid, SLICE_DEPOSIT));
        assert_eq!((balance(2), held(2)), (ENDOWMENT - SLICE_DEPOSIT - paid, SLICE_DEPOSIT));

        assert_ok!(Carbon::accept(signed(3), id, 70, 7 * M));
        assert_eq!((balance(1), held(1)), (ENDOWMENT + 700 * u128::from(M), 0));
    });
}

#[test]
fn accept_should_pay_exactly_when_quantity_and_price_are_large() {
    ExtBuilder.build_and_execute(|| {
        let price = PricePerWh::MAX;
        let id = generate(1, PERIOD, u64::MAX);
        assert_ok!(Carbon::offer(signed(1), id, u64::MAX, None, price));
        let paid = u128::from(u64::MAX) * u128::from(price);
        assert_noop!(Carbon::accept(signed(2), id, u64::MAX, price), TokenError::FundsUnavailable);
        set_balance(2, paid);
        assert_noop!(Carbon::accept(signed(2), id, u64::MAX, price), TokenError::FundsUnavailable);
        set_balance(2, paid + EXISTENTIAL_DEPOSIT + SLICE_DEPOSIT);
        assert_ok!(Carbon::accept(signed(2), id, u64::MAX, price));
        assert_eq!(balance(1), ENDOWMENT + paid);
        assert_eq!((balance(2), held(2)), (EXISTENTIAL_DEPOSIT, SLICE_DEPOSIT));
    });
}

#[test]
fn accept_should_fail_when_the_price_is_above_the_limit() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, 7 * M);
        assert_noop!(Carbon::accept(signed(2), id, 100, 7 * M - 1), Error::<Test>::PriceExceeded);
    });
}

#[test]
fn accept_should_fail_when_it_is_not_offered() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::accept(signed(2), id, 100, M), Error::<Test>::NotOffered);
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(1)));
        assert_noop!(Carbon::accept(signed(2), id, 100, M), Error::<Test>::NotOffered);

        add_device(3, 3, ZONE, DeviceKind::Solar);
        meter(3, PERIOD, 0, 100, 100);
        <Carbon as GreenDeliveries<u64>>::settled(&device(3), PERIOD, &4, Wh(10));
        let settling = CertificateId { issuance: 1, slice: 0 };
        assert_noop!(Carbon::accept(signed(2), settling, 90, M), Error::<Test>::NotOffered);
    });
}

#[test]
fn accept_should_fail_when_it_is_offered_to_somebody_else() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(Some(2), M);
        assert_noop!(Carbon::accept(signed(3), id, 100, M), Error::<Test>::NotOffered);
        assert_noop!(Carbon::accept(signed(1), id, 100, M), Error::<Test>::NotOffered);
        assert_noop!(Carbon::accept(RuntimeOrigin::root(), id, 100, M), DispatchError::BadOrigin);
    });
}

#[test]
fn accept_should_fail_when_the_offer_was_accepted_or_withdrawn() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, M);
        assert_ok!(Carbon::accept(signed(2), id, 100, M));
        assert_noop!(Carbon::accept(signed(3), id, 100, M), Error::<Test>::NotOffered);
        assert_ok!(Carbon::offer(signed(2), id, 100, None, M));
        assert_ok!(Carbon::withdraw_offer(signed(2), id));
        assert_noop!(Carbon::accept(signed(3), id, 100, M), Error::<Test>::NotOffered);
    });
}

#[test]
fn accept_should_fail_when_the_signer_owns_it() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, M);
        assert_noop!(Carbon::accept(signed(1), id, 100, M), Error::<Test>::AlreadyOwner);
    });
}

#[test]
fn accept_should_fail_when_it_is_nothing_or_more_than_there_is() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, M);
        for quantity in [0, 101, u64::MAX] {
            assert_noop!(Carbon::accept(signed(2), id, quantity, M), Error::<Test>::InvalidQuantity);
        }
    });
}

#[test]
fn accept_should_fail_when_a_part_of_a_reserved_slice_is_wanted() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(Some(2), M);
        assert_noop!(Carbon::accept(signed(2), id, 99, M), Error::<Test>::NotDivisible);
        for quantity in [0, 101] {
            assert_noop!(Carbon::accept(signed(2), id, quantity, M), Error::<Test>::InvalidQuantity);
        }
    });
}

#[test]
fn accept_should_fail_when_it_expired() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, M);
        set_clock(Day(DAY.0 + VALIDITY).end());
        assert_noop!(Carbon::accept(signed(2), id, 100, M), Error::<Test>::Expired);
        set_clock(Day(DAY.0 + VALIDITY).end() - 1);
        assert_ok!(Carbon::accept(signed(2), id, 100, M));
    });
}

#[test]
fn accept_should_fail_when_there_is_no_such_slice() {
    ExtBuilder.build_and_execute(|| {
        let unknown = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::accept(signed(2), unknown, 1, M), Error::<Test>::NotFound);
    });
}

#[test]
fn accept_should_fail_when_price_deposit_and_account_cannot_all_be_paid() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, M);
        let paid = 100 * u128::from(M);
        let needed = paid + SLICE_DEPOSIT + EXISTENTIAL_DEPOSIT;
        // Nothing, the price alone, the price and an account, all but one planck.
        for amount in [0, paid, paid + EXISTENTIAL_DEPOSIT, needed - 1] {
            set_balance(2, amount);
            assert_noop!(Carbon::accept(signed(2), id, 100, M), TokenError::FundsUnavailable);
        }
        set_balance(2, needed);
        assert_ok!(Carbon::accept(signed(2), id, 100, M));
        assert_eq!((balance(2), held(2)), (EXISTENTIAL_DEPOSIT, SLICE_DEPOSIT));
        assert_eq!(balance(1), ENDOWMENT + paid);
    });
}

#[test]
fn accept_should_fail_when_the_deposit_of_a_transfer_cannot_be_held() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(Some(NOBODY), 0);
        assert_noop!(Carbon::accept(signed(NOBODY), id, 100, 0), TokenError::FundsUnavailable);
        set_balance(NOBODY, SLICE_DEPOSIT + EXISTENTIAL_DEPOSIT);
        assert_ok!(Carbon::accept(signed(NOBODY), id, 100, 0));
    });
}

/// Funds that are still vesting would leave by way of a certificate.
#[test]
fn accept_should_fail_when_the_price_is_under_a_lock() {
    ExtBuilder.build_and_execute(|| {
        let id = offered(None, M);
        let paid = 100 * u128::from(M);
        Balances::set_lock(*b"vesting ", &2, ENDOWMENT - paid + 1, WithdrawReasons::all());
        assert_noop!(Carbon::accept(signed(2), id, 100, M), TokenError::FundsUnavailable);
        // The deposit stays the account's: it may be under the lock.
        Balances::set_lock(*b"vesting ", &2, ENDOWMENT - paid, WithdrawReasons::all());
        assert_ok!(Carbon::accept(signed(2), id, 100, M));
        assert_eq!((balance(2), held(2)), (ENDOWMENT - paid - SLICE_DEPOSIT, SLICE_DEPOSIT));
    });
}

#[test]
fn accept_should_fail_when_the_owner_has_no_account_and_the_price_makes_none() {
    ExtBuilder.build_and_execute(|| {
        // Came with a green sale to somebody who could not pay for its storage.
        add_device(1, 1, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 10_000, 10_000);
        <Carbon as GreenDeliveries<u64>>::settled(&device(1), PERIOD, &NOBODY, Wh(2_000));
        let id = CertificateId { issuance: 0, slice: 1 };
        assert_ok!(Carbon::offer(signed(NOBODY), id, 2_000, None, M));
        assert_noop!(Carbon::accept(signed(2), id, 999, M), TokenError::BelowMinimum);
        assert_ok!(Carbon::accept(signed(2), id, 1_000, M));
        assert_eq!(balance(NOBODY), EXISTENTIAL_DEPOSIT);
        assert_eq!(balance(2), ENDOWMENT - EXISTENTIAL_DEPOSIT - SLICE_DEPOSIT);
    });
}

#[test]
fn accept_should_hold_the_deposit_when_the_last_owner_had_none() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 100, 100);
        <Carbon as GreenDeliveries<u64>>::settled(&device(1), PERIOD, &NOBODY, Wh(50));
        let id = CertificateId { issuance: 0, slice: 1 };
        assert_eq!(record(id).deposit, 0);
        assert_ok!(Carbon::offer(signed(NOBODY), id, 50, Some(2), 0));
        assert_ok!(Carbon::accept(signed(2), id, 50, 0));
        assert_eq!((record(id).owner, record(id).deposit, held(2)), (2, SLICE_DEPOSIT, SLICE_DEPOSIT));
    });
}
