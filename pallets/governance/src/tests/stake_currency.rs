//! Stake as balance: what it says there is, and that everything else is what the currency does.

use crate::mock::*;
use core::fmt::Debug;
use frame_support::traits::{
    BalanceStatus, Currency,
    ExistenceRequirement::{AllowDeath, KeepAlive},
    Get, LockIdentifier, LockableCurrency, ReservableCurrency, SignedImbalance, WithdrawReasons,
};
use uen_primitives::Balance;

const LOCK: LockIdentifier = *b"testlock";
/// What [`observe`] has Alice reserve before.
const RESERVED: Balance = 50 * UEN;

/// What an action returns, what it leaves behind, and whether that differs from what was before.
#[derive(Debug, PartialEq)]
struct Observation {
    returned: String,
    state: String,
    changed: bool,
}

fn state() -> String {
    let accounts = [ALICE, BOB, CHARLIE, NOBODY].map(|who| (System::account(who), Balances::locks(&who)));
    let issuance = (Balances::total_issuance(), Balances::active_issuance());
    format!("{accounts:?} {issuance:?} {:?}", System::events())
}

/// Alice reserved something and has a lock; part of the issuance is inactive.
fn observe<Returned: Debug>(action: impl FnOnce() -> Returned) -> Observation {
    ExtBuilder::default().build().execute_with(|| {
        Balances::reserve(&ALICE, RESERVED).unwrap();
        Balances::set_lock(LOCK, &ALICE, 100 * UEN, WithdrawReasons::all());
        <Balances as Currency<u64>>::deactivate(10 * UEN);
        System::reset_events();
        let before = state();
        let returned = action();
        let text = format!("{returned:?}");
        // An imbalance that is dropped changes the issuance.
        drop(returned);
        let state = state();
        Observation { changed: state != before, returned: text, state }
    })
}

/// That `$action` returns the same through either currency `$currency`, and leaves the same behind. Whether it changed something.
macro_rules! same {
    ($currency:ident => $action:expr) => {{
        let through = {
            type $currency = Votes;
            observe(|| $action)
        };
        let direct = {
            type $currency = Balances;
            observe(|| $action)
        };
        assert_eq!(through, direct);
        direct.changed
    }};
}

#[test]
fn balances_should_be_powers() {
    ExtBuilder::default().build_and_execute(|| {
        for (who, stake) in STAKES {
            assert_eq!(Votes::free_balance(&who), stake);
            assert_eq!(Votes::total_balance(&who), stake);
        }
        for who in [DAVE, NOBODY] {
            assert_eq!(Votes::free_balance(&who), 0);
            assert_eq!(Votes::total_balance(&who), 0);
        }
    });
}

#[test]
fn issuance_should_be_the_electorate() {
    ExtBuilder::default().build_and_execute(|| {
        <Votes as Currency<u64>>::deactivate(UEN);
        assert_eq!(<Votes as Currency<u64>>::total_issuance(), ELECTORATE);
        assert_eq!(<Votes as Currency<u64>>::active_issuance(), ELECTORATE);
        assert!(<Balances as Currency<u64>>::total_issuance() > ELECTORATE);
    });
}

#[test]
fn power_should_shrink_when_stake_is_unbonded() {
    ExtBuilder::default().build_and_execute(|| {
        unbond(BOB, 500_000 * UEN);
        assert_eq!(Votes::free_balance(&BOB), 1_000_000 * UEN);
        assert_eq!(<Votes as Currency<u64>>::total_issuance(), ELECTORATE - 500_000 * UEN);
    });
}

#[test]
fn questions_should_be_answered_by_the_currency() {
    for amount in [0, UEN, FREE, FREE + UEN, ELECTORATE] {
        assert!(!same!(C => C::can_slash(&ALICE, amount)));
        assert!(!same!(C => C::can_reserve(&ALICE, amount)));
        let left = FREE.saturating_sub(amount);
        assert!(!same!(C => C::ensure_can_withdraw(&ALICE, amount, WithdrawReasons::all(), left)));
    }
    assert!(!same!(C => <C as Currency<u64>>::minimum_balance()));
    assert!(!same!(C => <C as ReservableCurrency<u64>>::reserved_balance(&ALICE)));
    assert!(!same!(C => <<C as LockableCurrency<u64>>::MaxLocks as Get<u32>>::get()));
}

#[test]
fn inactive_issuance_should_be_that_of_the_currency() {
    assert!(same!(C => <C as Currency<u64>>::deactivate(UEN)));
    assert!(same!(C => <C as Currency<u64>>::reactivate(UEN)));
}

#[test]
fn imbalances_should_be_those_of_the_currency() {
    // Kept from being dropped, which would undo what they did to the issuance.
    assert!(same!(C => core::mem::forget(<C as Currency<u64>>::burn(UEN))));
    assert!(same!(C => core::mem::forget(<C as Currency<u64>>::issue(UEN))));
    same!(C => <C as Currency<u64>>::burn(UEN));
    same!(C => <C as Currency<u64>>::issue(UEN));
    same!(C => <C as Currency<u64>>::pair(UEN));
}

#[test]
fn transfer_should_move_the_real_balance() {
    assert!(same!(C => <C as Currency<u64>>::transfer(&ALICE, &NOBODY, UEN, KeepAlive)));
    assert!(same!(C => <C as Currency<u64>>::transfer(&BOB, &NOBODY, FREE / 2, AllowDeath)));
    // What is staked stays where it is.
    assert!(!same!(C => <C as Currency<u64>>::transfer(&ALICE, &BOB, 4_000_000 * UEN, AllowDeath)));
}

#[test]
fn slash_should_take_the_real_balance() {
    assert!(same!(C => C::slash(&ALICE, UEN)));
    assert!(same!(C => C::slash(&ALICE, 2 * FREE)));
    assert!(!same!(C => C::slash(&NOBODY, UEN)));
}

#[test]
fn deposits_should_arrive_in_the_real_balance() {
    assert!(same!(C => C::deposit_into_existing(&ALICE, UEN)));
    assert!(!same!(C => C::deposit_into_existing(&NOBODY, UEN)));
    assert!(same!(C => C::deposit_creating(&NOBODY, UEN)));
    assert!(!same!(C => C::deposit_creating(&NOBODY, 1)));
    assert!(same!(C => C::resolve_into_existing(&ALICE, <C as Currency<u64>>::issue(UEN))));
    same!(C => C::resolve_into_existing(&NOBODY, <C as Currency<u64>>::issue(UEN)));
    assert!(same!(C => C::resolve_creating(&NOBODY, <C as Currency<u64>>::issue(UEN))));
}

#[test]
fn withdrawals_should_leave_the_real_balance() {
    let all = WithdrawReasons::all();
    assert!(same!(C => <C as Currency<u64>>::withdraw(&ALICE, UEN, all, KeepAlive)));
    // The lock, and the existential deposit.
    assert!(!same!(C => <C as Currency<u64>>::withdraw(&ALICE, FREE - RESERVED - UEN, all, AllowDeath)));
    assert!(!same!(C => <C as Currency<u64>>::withdraw(&BOB, FREE, all, KeepAlive)));
    assert!(same!(C => C::settle(&ALICE, <C as Currency<u64>>::burn(UEN), all, KeepAlive)));
    same!(C => C::settle(&NOBODY, <C as Currency<u64>>::burn(UEN), all, KeepAlive));
}

fn shown(imbalance: SignedImbalance<Balance, pallet_balances::PositiveImbalance<Test>>) -> String {
    match imbalance {
        SignedImbalance::Positive(more) => format!("{more:?}"),
        SignedImbalance::Negative(less) => format!("{less:?}"),
    }
}

#[test]
fn make_free_balance_be_should_set_the_real_balance() {
    assert!(same!(C => shown(C::make_free_balance_be(&ALICE, UEN))));
    assert!(same!(C => shown(C::make_free_balance_be(&NOBODY, 2 * UEN))));
    assert!(!same!(C => shown(C::make_free_balance_be(&NOBODY, 1))));
}

#[test]
fn reserves_should_come_from_the_real_balance() {
    assert!(same!(C => C::reserve(&ALICE, UEN)));
    assert!(!same!(C => C::reserve(&ALICE, FREE)));
    assert!(!same!(C => C::reserve(&NOBODY, UEN)));
    assert!(same!(C => C::unreserve(&ALICE, UEN)));
    assert!(!same!(C => C::unreserve(&NOBODY, UEN)));
    assert!(same!(C => C::slash_reserved(&ALICE, UEN)));
    assert!(same!(C => C::repatriate_reserved(&ALICE, &BOB, UEN, BalanceStatus::Free)));
    assert!(same!(C => C::repatriate_reserved(&ALICE, &BOB, UEN, BalanceStatus::Reserved)));
    assert!(!same!(C => C::repatriate_reserved(&ALICE, &NOBODY, UEN, BalanceStatus::Free)));
}

#[test]
fn locks_should_be_set_on_the_real_balance() {
    let all = WithdrawReasons::all();
    assert!(same!(C => C::set_lock(*b"another ", &ALICE, UEN, all)));
    assert!(same!(C => C::set_lock(LOCK, &ALICE, UEN, all)));
    assert!(same!(C => C::extend_lock(LOCK, &ALICE, 200 * UEN, all)));
    // A smaller one does not shrink it.
    assert!(!same!(C => C::extend_lock(LOCK, &ALICE, UEN, all)));
    assert!(same!(C => C::remove_lock(LOCK, &ALICE)));
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn endowments_should_give_power_when_benchmarking() {
    ExtBuilder::default().build_and_execute(|| {
        drop(Votes::make_free_balance_be(&NOBODY, 7 * UEN));
        assert_eq!((Votes::free_balance(&NOBODY), Balances::free_balance(NOBODY)), (7 * UEN, 7 * UEN));
        drop(Votes::deposit_creating(&NOBODY, UEN));
        assert_eq!((Votes::free_balance(&NOBODY), Balances::free_balance(NOBODY)), (8 * UEN, 8 * UEN));
        assert_eq!(<Votes as Currency<u64>>::total_issuance(), ELECTORATE + 8 * UEN);
    });
}

/// As pallet-democracy's benchmarks do: each account has half of all there can be.
#[cfg(feature = "runtime-benchmarks")]
#[test]
fn endowed_accounts_should_propose_and_vote_when_benchmarking() {
    ExtBuilder::default().build_and_execute(|| {
        for who in [NOBODY, NOBODY + 1, NOBODY + 2] {
            drop(Votes::make_free_balance_be(&who, Balance::MAX / 2));
            Democracy::propose(RuntimeOrigin::signed(who), change_to(PERIODS), MINIMUM_DEPOSIT).unwrap();
        }
        Democracy::vote(RuntimeOrigin::signed(NOBODY), start_referendum(), aye(1_000 * UEN)).unwrap();
        assert_eq!(<Votes as Currency<u64>>::total_issuance(), Balance::MAX);
    });
}
