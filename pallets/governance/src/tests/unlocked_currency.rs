//! The unlocked part of a balance, and the trap of pallet-treasury that it closes.

use crate::{mock::*, UnlockedCurrency};
use frame_support::traits::{
    BalanceStatus, Currency,
    ExistenceRequirement::{AllowDeath, KeepAlive},
    LockIdentifier, LockableCurrency, ReservableCurrency, WithdrawReasons,
};
use uen_primitives::Balance;

type Unlocked = UnlockedCurrency<Balances>;

const VESTING: LockIdentifier = *b"vesting ";
const POT: Balance = 100 * UEN;

/// Lock so much of what a treasury has, as vesting does.
fn lock(treasury: u64, amount: Balance) {
    Balances::set_lock(VESTING, &treasury, amount, WithdrawReasons::all());
}

fn issuance() -> Balance {
    <Balances as Currency<u64>>::total_issuance()
}

#[test]
fn free_balance_should_be_all_when_nothing_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(Unlocked::free_balance(&DAVE), RICHES);
        assert_eq!(Unlocked::free_balance(&NOBODY), 0);
    });
}

#[test]
fn free_balance_should_be_the_unlocked_part_when_some_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        lock(DAVE, RICHES - 7 * UEN);
        assert_eq!(Unlocked::free_balance(&DAVE), 7 * UEN);
        assert_eq!(Balances::free_balance(DAVE), RICHES);
        lock(DAVE, RICHES + UEN);
        assert_eq!(Unlocked::free_balance(&DAVE), 0);
    });
}

#[test]
fn free_balance_should_be_what_can_be_withdrawn() {
    ExtBuilder::default().build_and_execute(|| {
        let all = WithdrawReasons::all();
        lock(DAVE, 90 * UEN);
        let free = Unlocked::free_balance(&DAVE);
        assert!(Unlocked::withdraw(&DAVE, free + 1, all, KeepAlive).is_err());
        assert!(Unlocked::withdraw(&DAVE, free, all, KeepAlive).is_ok());
        assert_eq!(Unlocked::free_balance(&DAVE), 0);
    });
}

#[test]
fn totals_should_be_those_of_the_currency() {
    ExtBuilder::default().build_and_execute(|| {
        lock(DAVE, 90 * UEN);
        Unlocked::deactivate(5 * UEN);
        Unlocked::reactivate(UEN);
        assert_eq!(Unlocked::total_balance(&ALICE), 4_900_000 * UEN + FREE);
        assert_eq!(Unlocked::total_balance(&DAVE), RICHES);
        assert_eq!(Unlocked::total_issuance(), issuance());
        assert_eq!(Unlocked::active_issuance(), issuance() - 4 * UEN);
        assert_eq!(Unlocked::minimum_balance(), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn money_should_move_as_in_the_currency() {
    ExtBuilder::default().build_and_execute(|| {
        let before = issuance();
        assert!(Unlocked::transfer(&DAVE, &NOBODY, UEN, AllowDeath).is_ok());
        drop(Unlocked::deposit_creating(&NOBODY, UEN));
        drop(Unlocked::deposit_into_existing(&NOBODY, UEN).unwrap());
        drop(Unlocked::slash(&NOBODY, UEN));
        Unlocked::resolve_creating(&NOBODY, Unlocked::issue(UEN));
        assert!(Unlocked::resolve_into_existing(&NOBODY, Unlocked::issue(UEN)).is_ok());
        assert!(Unlocked::settle(&NOBODY, Unlocked::burn(UEN), WithdrawReasons::all(), KeepAlive).is_ok());
        drop(Unlocked::pair(UEN));
        assert_eq!(Balances::free_balance(NOBODY), 3 * UEN);
        assert_eq!(issuance(), before + 2 * UEN);
    });
}

#[test]
fn reserves_should_be_those_of_the_currency() {
    ExtBuilder::default().build_and_execute(|| {
        assert!(Unlocked::can_reserve(&DAVE, UEN));
        assert!(Unlocked::reserve(&DAVE, 5 * UEN).is_ok());
        assert_eq!(Unlocked::unreserve(&DAVE, UEN), 0);
        assert_eq!(Unlocked::slash_reserved(&DAVE, UEN).1, 0);
        assert_eq!(Unlocked::repatriate_reserved(&DAVE, &BOB, UEN, BalanceStatus::Free), Ok(0));
        assert_eq!(Unlocked::reserved_balance(&DAVE), 2 * UEN);
        assert_eq!(Balances::reserved_balance(DAVE), 2 * UEN);
        assert_eq!(Balances::free_balance(BOB), FREE + UEN);
    });
}

#[test]
fn make_free_balance_be_should_leave_alone_what_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        lock(DAVE, RICHES);
        drop(Unlocked::make_free_balance_be(&DAVE, UEN));
        assert_eq!(Balances::free_balance(DAVE), RICHES + UEN);
        assert_eq!(Unlocked::free_balance(&DAVE), UEN);
    });
}

#[test]
fn make_free_balance_be_should_set_the_balance_when_nothing_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        drop(Unlocked::make_free_balance_be(&DAVE, UEN));
        drop(Unlocked::make_free_balance_be(&NOBODY, UEN));
        assert_eq!(Balances::free_balance(DAVE), UEN);
        assert_eq!(Balances::free_balance(NOBODY), UEN);
    });
}

#[test]
fn pot_should_be_the_unlocked_part_when_some_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(Treasury::pot(), POT - EXISTENTIAL_DEPOSIT);
        lock(Treasury::account_id(), 90 * UEN);
        assert_eq!(Treasury::pot(), 10 * UEN - EXISTENTIAL_DEPOSIT);
        lock(Treasury::account_id(), POT);
        assert_eq!(Treasury::pot(), 0);
    });
}

/// The trap. If this fails, pallet-treasury has closed it.
#[test]
fn naive_treasury_should_mint_when_it_grants_what_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        let (before, treasury) = (issuance(), NaiveTreasury::account_id());
        lock(treasury, 90 * UEN);
        Grant::set(50 * UEN);
        NaiveTreasury::spend_funds(1, 25);
        assert_eq!(Balances::free_balance(NOBODY), 50 * UEN);
        assert_eq!(Balances::free_balance(treasury), POT);
        assert_eq!(issuance(), before + 50 * UEN);
    });
}

#[test]
fn treasury_should_let_a_grant_wait_when_it_would_spend_what_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        let (before, treasury) = (issuance(), Treasury::account_id());
        lock(treasury, 90 * UEN);
        Grant::set(50 * UEN);
        Treasury::spend_funds(1, 25);
        assert_eq!(Balances::free_balance(NOBODY), 0);
        assert_eq!(Balances::free_balance(treasury), POT);
        assert_eq!(issuance(), before);
    });
}

#[test]
fn treasury_should_pay_a_grant_when_it_fits_the_unlocked_part() {
    ExtBuilder::default().build_and_execute(|| {
        let (before, treasury) = (issuance(), Treasury::account_id());
        lock(treasury, 90 * UEN);
        let most = 10 * UEN - EXISTENTIAL_DEPOSIT;
        Grant::set(most);
        Treasury::spend_funds(1, 25);
        assert_eq!(Balances::free_balance(NOBODY), most);
        assert_eq!(Balances::free_balance(treasury), POT - most);
        assert_eq!(Treasury::pot(), 0);
        assert_eq!(issuance(), before);
    });
}

#[test]
fn treasury_should_pay_a_waiting_grant_when_vesting_unlocks_enough() {
    ExtBuilder::default().build_and_execute(|| {
        let treasury = Treasury::account_id();
        lock(treasury, 90 * UEN);
        Grant::set(50 * UEN);
        run_to(PERIODS.spending);
        assert_eq!(Treasury::pot(), 10 * UEN - EXISTENTIAL_DEPOSIT);
        lock(treasury, 40 * UEN);
        run_to(2 * PERIODS.spending);
        assert_eq!(Balances::free_balance(treasury), 50 * UEN);
    });
}
