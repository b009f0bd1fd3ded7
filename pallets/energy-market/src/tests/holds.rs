//! What is held, and how it is paid.

use crate::{mock::*, *};
use frame_support::{
    assert_noop, assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::TokenError;

const REASON: HoldReason = HoldReason::Escrow;

fn hold(amount: u128) {
    assert_ok!(EnergyMarket::hold(REASON, &1, amount));
}

/// Holds of tests that belong to no order: the invariants do not hold here.
fn execute(test: impl FnOnce()) {
    ExtBuilder.build().execute_with(test);
}

#[test]
fn transfer_held_should_pay_from_the_hold() {
    execute(|| {
        hold(UEN);
        assert_eq!(EnergyMarket::transfer_held(REASON, &1, &2, UEN / 4), Ok(UEN / 4));
        assert_eq!((held(1, REASON), balance(2)), (UEN / 4 * 3, ENDOWMENT + UEN / 4));
        assert!(events().is_empty());
    });
}

#[test]
fn transfer_held_should_create_the_payee_when_the_amount_is_enough() {
    execute(|| {
        hold(UEN);
        assert_eq!(EnergyMarket::transfer_held(REASON, &1, &NOBODY, EXISTENTIAL_DEPOSIT), Ok(EXISTENTIAL_DEPOSIT));
        assert_eq!(balance(NOBODY), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn transfer_held_should_return_the_amount_when_the_payee_cannot_receive_it() {
    execute(|| {
        hold(UEN);
        let amount = EXISTENTIAL_DEPOSIT - 1;
        assert_eq!(EnergyMarket::transfer_held(REASON, &1, &NOBODY, amount), Ok(0));
        assert_eq!((held(1, REASON), balance(1)), (UEN - amount, ENDOWMENT - UEN + amount));
        assert_eq!(events(), vec![Event::PaymentReturned { payer: 1, payee: NOBODY, amount }]);
    });
}

#[test]
fn transfer_held_should_release_when_the_payer_is_the_payee() {
    execute(|| {
        hold(UEN);
        assert_eq!(EnergyMarket::transfer_held(REASON, &1, &1, UEN), Ok(UEN));
        assert_eq!((held(1, REASON), balance(1)), (0, ENDOWMENT));
    });
}

#[test]
fn transfer_held_should_do_nothing_when_the_amount_is_zero() {
    execute(|| {
        assert_eq!(EnergyMarket::transfer_held(REASON, &1, &NOBODY, 0), Ok(0));
        assert!(events().is_empty());
    });
}

#[test]
fn transfer_held_should_pay_when_the_funds_were_frozen_after_they_were_held() {
    execute(|| {
        hold(UEN);
        Balances::set_lock(*b"voting  ", &1, ENDOWMENT, WithdrawReasons::all());
        assert_eq!(EnergyMarket::transfer_held(REASON, &1, &2, UEN), Ok(UEN));
        assert_eq!(balance(2), ENDOWMENT + UEN);
    });
}

#[test]
fn transfer_held_should_fail_when_less_is_held() {
    execute(|| {
        hold(UEN);
        assert_noop!(EnergyMarket::transfer_held(REASON, &1, &2, UEN + 1), TokenError::Frozen);
    });
}

#[test]
fn hold_should_leave_the_account_alive() {
    execute(|| {
        assert_noop!(EnergyMarket::hold(REASON, &1, ENDOWMENT), TokenError::FundsUnavailable);
        assert_noop!(EnergyMarket::hold(REASON, &NOBODY, 1), TokenError::FundsUnavailable);
        assert_ok!(EnergyMarket::hold(REASON, &NOBODY, 0));
        hold(ENDOWMENT - EXISTENTIAL_DEPOSIT);
        assert_eq!(balance(1), EXISTENTIAL_DEPOSIT);
        assert_ok!(EnergyMarket::release_held(REASON, &1, 0));
        assert_ok!(EnergyMarket::release_held(REASON, &1, ENDOWMENT - EXISTENTIAL_DEPOSIT));
        assert_eq!(balance(1), ENDOWMENT);
    });
}
