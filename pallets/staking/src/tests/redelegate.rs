//! `redelegate`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

fn with_dave(test: impl FnOnce()) {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, 3 * LEAST)]).build_and_execute(test);
}

#[test]
fn redelegate_should_move_stake_at_once() {
    with_dave(|| {
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, LEAST));
        assert_eq!((delegation(DAVE, ALICE).amount, delegation(DAVE, BOB).amount), (2 * LEAST, LEAST));
        assert_eq!((validator(ALICE).stake, validator(BOB).stake), (BOND + 2 * LEAST, BOND + LEAST));
        assert_eq!((validator(ALICE).delegators, validator(BOB).delegators, staker(DAVE).delegations), (2, 2, 2));
        assert_eq!(events(), vec![Event::Redelegated { delegator: DAVE, from: ALICE, to: BOB, amount: LEAST }]);
    });
}

#[test]
fn redelegate_should_leave_the_power_to_vote_as_it_is() {
    with_dave(|| {
        let (before, total) = (staker(DAVE).active, TotalStake::<Test>::get());
        lock_votes(DAVE, before);
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, 3 * LEAST));
        assert_eq!((staker(DAVE).active, TotalStake::<Test>::get(), held(DAVE)), (before, total, before));
        assert_eq!(staker(DAVE).unbonding.len(), 0);
    });
}

#[test]
fn redelegate_should_remove_the_delegation_when_all_of_it_moves() {
    with_dave(|| {
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, 3 * LEAST));
        assert!(Delegations::<Test>::get(DAVE, ALICE).is_none());
        assert_eq!((validator(ALICE).delegators, validator(BOB).delegators, staker(DAVE).delegations), (1, 2, 1));
    });
}

#[test]
fn redelegate_should_keep_what_was_earned_where_it_was_earned() {
    with_dave(|| {
        next_block(ALICE);
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, 3 * LEAST));
        next_block(BOB);
        assert!(delegation(DAVE, ALICE).ledger.points > 0);
        close_era_with(10_000 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(DAVE), DAVE, ALICE));
        assert!(Delegations::<Test>::get(DAVE, ALICE).is_none());
        assert_ok!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB));
    });
}

#[test]
fn redelegate_should_succeed_when_the_place_of_the_one_that_is_left_is_needed() {
    let validators = (1..=5).map(|who| (who, BOND, Perbill::zero())).collect();
    let delegations = (1..=4).map(|to| (FERDIE, to, LEAST)).collect();
    ExtBuilder::default().validators(validators).delegations(delegations).build_and_execute(|| {
        assert_ok!(ValidatorStaking::redelegate(signed(FERDIE), 4, 5, LEAST));
        assert_eq!(staker(FERDIE).delegations, MAX_DELEGATIONS);
    });
}

#[test]
fn redelegate_should_move_a_validators_own_stake_as_far_as_it_can_be_unbonded() {
    let validators = vec![(ALICE, BOND + LEAST, Perbill::zero()), (BOB, BOND, Perbill::zero())];
    ExtBuilder::default().validators(validators).build_and_execute(|| {
        assert_noop!(ValidatorStaking::redelegate(signed(ALICE), ALICE, BOB, LEAST + 1), Error::<Test>::BelowMinimum);
        assert_ok!(ValidatorStaking::redelegate(signed(ALICE), ALICE, BOB, LEAST));
        assert_eq!((validator(ALICE).own_stake, validator(BOB).own_stake, validator(BOB).stake), (BOND, BOND, BOND + LEAST));
    });
}

#[test]
fn redelegate_should_add_to_the_own_stake_when_a_validator_moves_to_itself() {
    ExtBuilder::default().delegations(vec![(ALICE, BOB, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::redelegate(signed(ALICE), BOB, ALICE, LEAST));
        assert_eq!((validator(ALICE).own_stake, validator(BOB).stake), (BOND + LEAST, BOND));
    });
}

#[test]
fn redelegate_should_succeed_when_the_first_validator_leaves() {
    with_dave(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, 3 * LEAST));
        assert!(Validators::<Test>::get(ALICE).is_none());
    });
}

#[test]
fn redelegate_should_fail_when_the_origin_is_not_signed() {
    with_dave(|| {
        assert_noop!(ValidatorStaking::redelegate(RuntimeOrigin::root(), ALICE, BOB, LEAST), DispatchError::BadOrigin);
    });
}

#[test]
fn redelegate_should_fail_when_the_amount_is_nothing() {
    with_dave(|| {
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn redelegate_should_fail_when_both_are_the_same() {
    with_dave(|| {
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), ALICE, ALICE, LEAST), Error::<Test>::SameValidator);
    });
}

#[test]
fn redelegate_should_fail_when_nothing_is_delegated_to_the_first() {
    with_dave(|| {
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), BOB, ALICE, LEAST), Error::<Test>::NoDelegation);
    });
}

#[test]
fn redelegate_should_fail_when_less_is_delegated_to_the_first() {
    with_dave(|| {
        let call = ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, 3 * LEAST + 1);
        assert_noop!(call, Error::<Test>::InsufficientStake);
    });
}

#[test]
fn redelegate_should_fail_when_the_second_is_no_validator() {
    with_dave(|| {
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), ALICE, CHARLIE, LEAST), Error::<Test>::NotValidator);
    });
}

#[test]
fn redelegate_should_fail_when_the_second_leaves() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, 3 * LEAST), (EVE, BOB, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(BOB)));
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, LEAST), Error::<Test>::Leaving);
    });
}

#[test]
fn redelegate_should_fail_when_too_little_would_be_left_or_moved() {
    with_dave(|| {
        for amount in [2 * LEAST + 1, LEAST - 1] {
            let call = ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, amount);
            assert_noop!(call, Error::<Test>::BelowMinimum);
        }
    });
}

#[test]
fn redelegate_should_fail_when_the_account_delegates_to_as_many_as_it_can() {
    let validators = (1..=5).map(|who| (who, BOND, Perbill::zero())).collect();
    let delegations = (1..=4).map(|to| (FERDIE, to, 2 * LEAST)).collect();
    ExtBuilder::default().validators(validators).delegations(delegations).build_and_execute(|| {
        let call = ValidatorStaking::redelegate(signed(FERDIE), 4, 5, LEAST);
        assert_noop!(call, Error::<Test>::MaxDelegationsExceeded);
        // A reward is left of the fourth, which keeps its place until it was claimed.
        next_block(4);
        let call = ValidatorStaking::redelegate(signed(FERDIE), 4, 5, 2 * LEAST);
        assert_noop!(call, Error::<Test>::MaxDelegationsExceeded);
    });
}
