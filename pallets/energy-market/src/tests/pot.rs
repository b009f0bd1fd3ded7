//! What goes into the pot, and whose account it keeps alive.

use crate::mock::*;
use frame_support::{
    assert_noop, assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::TokenError;
use uen_primitives::{Balance, Product, Side};

/// No order explains what is in the pot: the invariants do not hold here.
fn execute(test: impl FnOnce()) {
    ExtBuilder.build().execute_with(test);
}

fn vest(who: u64, amount: Balance) {
    Balances::set_lock(*b"vesting ", &who, amount, WithdrawReasons::all());
}

#[test]
fn take_in_should_leave_the_account_alive() {
    execute(|| {
        assert_noop!(EnergyMarket::take_in(&1, ENDOWMENT - EXISTENTIAL_DEPOSIT + 1), TokenError::FundsUnavailable);
        assert_noop!(EnergyMarket::take_in(&NOBODY, UEN), TokenError::FundsUnavailable);
        assert_ok!(EnergyMarket::take_in(&NOBODY, 0));
        assert_ok!(EnergyMarket::take_in(&1, ENDOWMENT - EXISTENTIAL_DEPOSIT));
        assert_eq!((balance(1), pot()), (EXISTENTIAL_DEPOSIT, ENDOWMENT - EXISTENTIAL_DEPOSIT));
        assert_ok!(EnergyMarket::give_back(&1, 0));
        assert_ok!(EnergyMarket::give_back(&1, ENDOWMENT - EXISTENTIAL_DEPOSIT));
        assert_eq!((balance(1), pot()), (ENDOWMENT, 0));
    });
}

#[test]
fn take_in_should_fail_when_the_funds_are_frozen() {
    execute(|| {
        vest(1, ENDOWMENT - UEN);
        assert_noop!(EnergyMarket::take_in(&1, UEN + 1), TokenError::Frozen);
        assert_ok!(EnergyMarket::take_in(&1, UEN));
        assert_noop!(EnergyMarket::take_in(&1, 1), TokenError::Frozen);
    });
}

#[test]
fn pay_out_should_pay_when_the_funds_of_the_payer_were_frozen_since() {
    execute(|| {
        assert_ok!(EnergyMarket::take_in(&1, UEN));
        vest(1, ENDOWMENT);
        assert_eq!(EnergyMarket::pay_out(&1, &2, UEN), Ok(UEN));
        assert_eq!(balance(2), ENDOWMENT + UEN);
    });
}

/// What vests cannot be paid to others by way of orders, whatever becomes of what was free besides: it is asked for when an order is placed
/// and when money leaves the account, and what an order holds covers no freeze.
#[test]
fn orders_should_be_no_way_around_vesting() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        let vesting = ENDOWMENT / 2;
        vest(1, vesting);
        let escrow = 1_000 * Balance::from(100 * M + CITY_FEE);
        place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        let free = ENDOWMENT - vesting - escrow - ORDER_DEPOSIT;
        let transfer = |amount| Balances::transfer_allow_death(signed(1), 2, amount);
        assert_noop!(transfer(free + 1), TokenError::Frozen);
        assert_ok!(transfer(free));
        assert_noop!(try_place(1, Side::Buy, Product::Any, 100, M), TokenError::Frozen);
        assert_eq!(balance(1), vesting);
        // A grant that comes after the order vests, too.
        assert_ok!(Balances::transfer_allow_death(signed(2), 1, escrow));
        vest(1, vesting + escrow);
        assert_noop!(transfer(1), TokenError::Frozen);
    });
}

/// Else what comes back to it could be too little for an account.
#[test]
fn an_account_should_not_be_emptied_while_it_has_orders() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        let order = place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        let second = place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        assert_ok!(EnergyMarket::cancel_order(signed(1), order));
        assert_noop!(Balances::transfer_allow_death(signed(1), 2, balance(1)), TokenError::Frozen);
        assert_ok!(Balances::transfer_all(signed(1), 2, false));
        assert_eq!(balance(1), EXISTENTIAL_DEPOSIT);
        assert_ok!(EnergyMarket::cancel_order(signed(1), second));
        assert_ok!(Balances::transfer_all(signed(1), 2, false));
        assert_eq!((balance(1), System::consumers(&1)), (0, 0));
    });
}

/// Anybody can send it money. It stays, and changes nothing for anybody.
#[test]
fn the_pot_should_pay_what_is_held_when_it_was_given_more() {
    ExtBuilder.build().execute_with(|| {
        add_consumer(1, CITY);
        assert_ok!(Balances::transfer_allow_death(signed(2), EnergyMarket::account_id(), UEN));
        let order = place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        assert_ok!(EnergyMarket::do_try_state());
        assert_ok!(EnergyMarket::cancel_order(signed(1), order));
        assert_ok!(EnergyMarket::do_try_state());
        assert_eq!((balance(1), pot()), (ENDOWMENT, UEN));
    });
}

/// As pallet-assets does when somebody sends an account the first unit of an asset.
#[test]
fn the_last_payment_should_be_made_when_others_depend_on_the_pot() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        let order = place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        assert_ok!(System::inc_consumers(&EnergyMarket::account_id()));
        assert_ok!(EnergyMarket::cancel_order(signed(1), order));
        assert_eq!((balance(1), pot()), (ENDOWMENT, 0));
    });
}

#[test]
fn try_state_should_find_what_is_missing_in_the_pot() {
    ExtBuilder.build().execute_with(|| {
        add_consumer(1, CITY);
        place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        assert_ok!(EnergyMarket::pay_out(&1, &2, 1));
        assert_eq!(EnergyMarket::do_try_state(), Err("there is less in the pot than is held".into()));
    });
}
