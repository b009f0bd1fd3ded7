//! What stakers are paid.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{ArithmeticError, TokenError};
use uen_primitives::StakingRewards;

fn pay_out(destination: u64) -> Result<u128, sp_runtime::DispatchError> {
    <EnergyMining as StakingRewards<u64>>::pay_out(&destination)
}

#[test]
fn stakers_should_be_paid_all_that_waits_and_only_once() {
    ExtBuilder::default().build_and_execute(|| {
        close(0);
        close(1);
        let waiting = Ledger::<Test>::get().staking_pot;
        assert!(waiting > 0);
        let before = balance(BOB);
        assert_eq!(pay_out(BOB), Ok(waiting));
        assert_eq!(balance(BOB), before + waiting);
        let ledger = Ledger::<Test>::get();
        assert_eq!((ledger.staking_pot, ledger.paid), (0, waiting));
        assert_eq!(ledger.total(), Some(ALLOCATION));
        System::assert_last_event(Event::StakingSharePaid { amount: waiting }.into());

        System::reset_events();
        assert_eq!(pay_out(BOB), Ok(0));
        assert!(System::events().is_empty());
        close(2);
        assert!(Ledger::<Test>::get().staking_pot > 0, "the next era's share waits again");
    });
}

#[test]
fn stakers_should_be_paid_nothing_before_an_era_is_closed() {
    ExtBuilder::default().build_and_execute(|| assert_eq!(pay_out(NOBODY), Ok(0)));
}

#[test]
fn stakers_should_be_paid_nothing_when_the_account_cannot_be() {
    ExtBuilder::default().build_and_execute(|| {
        Ledger::<Test>::mutate(|ledger| {
            ledger.remaining -= 1;
            ledger.reserved += 1;
            ledger.staking_pot += 1;
        });
        // Less than an account must hold.
        assert_noop!(pay_out(NOBODY), TokenError::BelowMinimum);
        assert_ok!(pay_out(BOB), 1);
    });
}

#[test]
fn stakers_should_be_paid_nothing_when_the_books_are_out_of_order() {
    ExtBuilder::default().build().execute_with(|| {
        Ledger::<Test>::mutate(|ledger| ledger.staking_pot = 1);
        assert_noop!(pay_out(BOB), ArithmeticError::Underflow);
    });
}
