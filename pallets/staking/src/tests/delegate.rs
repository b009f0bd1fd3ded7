//! `delegate`.

use crate::{mock::*, *};
use frame_support::{
    assert_noop, assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::{DispatchError, Perbill};

#[test]
fn delegate_should_stake_when_there_is_enough() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), ALICE, LEAST));
        assert_eq!((held(DAVE), balance(DAVE)), (LEAST, ENDOWMENT - LEAST));
        assert_eq!((delegation(DAVE, ALICE).amount, delegation(DAVE, ALICE).compound), (LEAST, false));
        assert_eq!((staker(DAVE).active, staker(DAVE).delegations), (LEAST, 1));
        let record = validator(ALICE);
        assert_eq!((record.stake, record.own_stake, record.delegators), (BOND + LEAST, BOND, 2));
        assert_eq!(TotalStake::<Test>::get(), 2 * BOND + LEAST);
        assert_eq!(events(), vec![Event::Delegated { delegator: DAVE, validator: ALICE, amount: LEAST }]);
    });
}

#[test]
fn delegate_should_add_to_what_is_staked_already() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), ALICE, 1));
        assert_eq!((delegation(DAVE, ALICE).amount, staker(DAVE).active, held(DAVE)), (LEAST + 1, LEAST + 1, LEAST + 1));
        assert_eq!((staker(DAVE).delegations, validator(ALICE).delegators), (1, 2));
    });
}

#[test]
fn delegate_should_add_to_the_own_stake_when_the_caller_is_the_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::delegate(signed(ALICE), ALICE, UEN));
        let record = validator(ALICE);
        assert_eq!((record.stake, record.own_stake, record.delegators), (BOND + UEN, BOND + UEN, 1));
    });
}

#[test]
fn delegate_should_succeed_when_the_validator_is_idle() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), ALICE, LEAST));
        assert_eq!(validator(ALICE).stake, BOND + LEAST);
    });
}

#[test]
fn delegate_should_earn_nothing_of_blocks_before() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(BOB);
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, BOND));
        close_era_with(UEN);
        assert_noop!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB), Error::<Test>::NothingToClaim);
        next_block(BOB);
        close_era_with(UEN);
        assert_ok!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB));
        // Half of it, rounded down in what a planck earns.
        let earned = balance(DAVE) - (ENDOWMENT - BOND);
        assert!((UEN / 2 - 1..=UEN / 2).contains(&earned), "{earned}");
    });
}

#[test]
fn delegate_should_keep_what_was_earned_before_when_more_is_added() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        next_block(BOB);
        close_era_with(UEN);
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, 10 * BOND));
        let earned = delegation(DAVE, BOB).ledger.reward;
        assert!((UEN / 2 - 1..=UEN / 2).contains(&earned), "{earned}");
    });
}

#[test]
fn delegate_should_stake_what_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        // As vesting does.
        Balances::set_lock(*b"vesting ", &DAVE, ENDOWMENT, WithdrawReasons::all());
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), ALICE, BOND));
        assert_eq!(held(DAVE), BOND);
    });
}

#[test]
fn delegate_should_fail_when_the_origin_is_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::delegate(RuntimeOrigin::root(), ALICE, LEAST), DispatchError::BadOrigin);
    });
}

#[test]
fn delegate_should_fail_when_the_amount_is_nothing() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), ALICE, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn delegate_should_fail_when_there_is_no_such_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), CHARLIE, LEAST), Error::<Test>::NotValidator);
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), DAVE, BOND), Error::<Test>::NotValidator);
    });
}

#[test]
fn delegate_should_fail_when_the_validator_leaves() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), ALICE, LEAST), Error::<Test>::Leaving);
        assert_noop!(ValidatorStaking::delegate(signed(ALICE), ALICE, BOND), Error::<Test>::Leaving);
    });
}

#[test]
fn delegate_should_fail_when_the_delegation_would_be_too_small() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), ALICE, LEAST - 1), Error::<Test>::BelowMinimum);
    });
}

#[test]
fn delegate_should_fail_when_the_account_delegates_to_as_many_as_it_can() {
    let validators = (1..=5).map(|who| (who, BOND, Perbill::zero())).collect();
    let delegations = (1..=4).map(|to| (FERDIE, to, LEAST)).collect();
    ExtBuilder::default().validators(validators).delegations(delegations).build_and_execute(|| {
        assert_noop!(ValidatorStaking::delegate(signed(FERDIE), 5, LEAST), Error::<Test>::MaxDelegationsExceeded);
        assert_ok!(ValidatorStaking::delegate(signed(FERDIE), 4, LEAST));
        assert_ok!(ValidatorStaking::unbond(signed(FERDIE), 1, LEAST));
        assert_ok!(ValidatorStaking::delegate(signed(FERDIE), 5, LEAST));
    });
}

#[test]
fn delegate_should_fail_when_the_account_has_not_got_that_much_and_the_existential_deposit() {
    ExtBuilder::default().balance(DAVE, LEAST + EXISTENTIAL_DEPOSIT).build_and_execute(|| {
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), ALICE, LEAST + 1), Error::<Test>::InsufficientBalance);
        assert_noop!(ValidatorStaking::delegate(signed(NOBODY), ALICE, LEAST), Error::<Test>::InsufficientBalance);
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), ALICE, LEAST));
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), ALICE, 1), Error::<Test>::InsufficientBalance);
    });
}

#[test]
fn delegate_should_fail_when_the_sum_does_not_fit() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        let overflow = sp_runtime::ArithmeticError::Overflow;
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), ALICE, u128::MAX), overflow);
    });
}
