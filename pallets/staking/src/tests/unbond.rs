//! `unbond`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

fn with_dave(amount: uen_primitives::Balance) -> ExtBuilder {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, amount)])
}

fn unbonding(who: u64) -> Vec<(uen_primitives::Balance, u64)> {
    staker(who).unbonding.iter().map(|chunk| (chunk.amount, chunk.until)).collect()
}

#[test]
fn unbond_should_take_stake_out_and_leave_it_on_hold() {
    with_dave(3 * LEAST).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_eq!((delegation(DAVE, ALICE).amount, staker(DAVE).active, held(DAVE)), (2 * LEAST, 2 * LEAST, 3 * LEAST));
        assert_eq!(unbonding(DAVE), vec![(LEAST, 21)]);
        assert_eq!((validator(ALICE).stake, TotalStake::<Test>::get()), (BOND + 2 * LEAST, 2 * BOND + 2 * LEAST));
        let expected = Event::Unbonded { delegator: DAVE, validator: ALICE, amount: LEAST, until: 21 };
        assert_eq!(events(), vec![expected]);
    });
}

#[test]
fn unbond_should_remove_the_delegation_when_nothing_is_left_of_it() {
    with_dave(LEAST).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert!(Delegations::<Test>::get(DAVE, ALICE).is_none());
        assert_eq!((staker(DAVE).delegations, validator(ALICE).delegators), (0, 1));
    });
}

#[test]
fn unbond_should_keep_the_delegation_when_it_earned_something() {
    with_dave(LEAST).build_and_execute(|| {
        next_block(ALICE);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_eq!(delegation(DAVE, ALICE).amount, 0);
        assert!(delegation(DAVE, ALICE).ledger.points > 0);
        assert_eq!((staker(DAVE).delegations, validator(ALICE).delegators), (1, 2));
    });
}

#[test]
fn unbond_should_leave_nothing_for_ever_when_the_last_points_turn_out_to_be_worth_nothing() {
    with_dave(LEAST).build_and_execute(|| {
        next_block(ALICE);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_noop!(ValidatorStaking::claim(signed(DAVE), DAVE, ALICE), Error::<Test>::NothingToClaim);
        assert_eq!(close_era().reward, 0);
        assert_ok!(ValidatorStaking::claim(signed(DAVE), DAVE, ALICE));
        assert!(Delegations::<Test>::get(DAVE, ALICE).is_none());
        assert_eq!((staker(DAVE).delegations, validator(ALICE).delegators), (0, 1));
    });
}

#[test]
fn unbond_should_earn_nothing_of_later_blocks() {
    with_dave(BOND).build_and_execute(|| {
        next_block(ALICE);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, BOND));
        let points = delegation(DAVE, ALICE).ledger.points;
        next_block(ALICE);
        close_era_with(2 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(DAVE), DAVE, ALICE));
        assert!(points > 0);
        // Half of one of two blocks, less 10 % commission.
        let earned = balance(DAVE) - (ENDOWMENT - BOND);
        assert!((450_000_000_000 - 2..=450_000_000_000).contains(&earned), "{earned}");
    });
}

#[test]
fn unbond_should_join_parts_of_the_same_block() {
    let delegations = vec![(DAVE, ALICE, 3 * LEAST), (DAVE, BOB, LEAST)];
    ExtBuilder::default().delegations(delegations).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, LEAST));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, UEN));
        assert_eq!(unbonding(DAVE), vec![(2 * LEAST + UEN, 21)]);
    });
}

#[test]
fn unbond_should_keep_parts_in_order_when_the_period_was_shortened() {
    with_dave(10 * LEAST).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, 1));
        UnbondingPeriod::set(30);
        pass_block();
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, 2));
        UnbondingPeriod::set(22);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, 3));
        assert_eq!(unbonding(DAVE), vec![(1, 21), (3, 24), (2, 32)]);
    });
}

#[test]
fn unbond_should_leave_a_validator_its_least_stake() {
    ExtBuilder::default().validators(vec![(ALICE, 2 * BOND, Perbill::zero())]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(ALICE), ALICE, BOND));
        assert_eq!((validator(ALICE).own_stake, validator(ALICE).stake), (BOND, BOND));
    });
}

#[test]
fn unbond_should_succeed_when_the_validator_leaves() {
    with_dave(2 * LEAST).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_eq!(validator(ALICE).stake, LEAST);
    });
}

#[test]
fn unbond_should_leave_all_or_nothing_when_the_least_was_raised() {
    with_dave(2 * LEAST).build_and_execute(|| {
        let parameters = StakingParameters { min_delegation: 3 * LEAST, ..Default::default() };
        assert_ok!(ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters));
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST), Error::<Test>::BelowMinimum);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, 2 * LEAST));
    });
}

#[test]
fn unbond_should_fail_when_the_origin_is_not_signed() {
    with_dave(LEAST).build_and_execute(|| {
        assert_noop!(ValidatorStaking::unbond(RuntimeOrigin::root(), ALICE, LEAST), DispatchError::BadOrigin);
    });
}

#[test]
fn unbond_should_fail_when_the_amount_is_nothing() {
    with_dave(LEAST).build_and_execute(|| {
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn unbond_should_fail_when_nothing_is_delegated_there() {
    with_dave(LEAST).build_and_execute(|| {
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), BOB, LEAST), Error::<Test>::NoDelegation);
        assert_noop!(ValidatorStaking::unbond(signed(EVE), ALICE, LEAST), Error::<Test>::NoDelegation);
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), CHARLIE, LEAST), Error::<Test>::NoDelegation);
    });
}

#[test]
fn unbond_should_fail_when_less_is_delegated() {
    with_dave(LEAST).build_and_execute(|| {
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST + 1), Error::<Test>::InsufficientStake);
        // Only a reward is left.
        next_block(ALICE);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, 1), Error::<Test>::InsufficientStake);
    });
}

#[test]
fn unbond_should_fail_when_too_little_would_be_left() {
    with_dave(2 * LEAST).build_and_execute(|| {
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST + 1), Error::<Test>::BelowMinimum);
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, 2 * LEAST - 1), Error::<Test>::BelowMinimum);
    });
}

#[test]
fn unbond_should_fail_when_too_little_would_be_left_of_a_validators_own() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::unbond(signed(ALICE), ALICE, 1), Error::<Test>::BelowMinimum);
        assert_noop!(ValidatorStaking::unbond(signed(ALICE), ALICE, BOND), Error::<Test>::BelowMinimum);
    });
}

#[test]
fn unbond_should_fail_when_votes_need_the_stake() {
    let delegations = vec![(DAVE, ALICE, 2 * LEAST), (DAVE, BOB, LEAST)];
    ExtBuilder::default().delegations(delegations).build_and_execute(|| {
        lock_votes(DAVE, 2 * LEAST);
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, 2 * LEAST), Error::<Test>::LockedByVotes);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), BOB, LEAST), Error::<Test>::LockedByVotes);
        lock_votes(DAVE, 0);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, LEAST));
    });
}

#[test]
fn unbond_should_fail_when_as_many_parts_are_being_unbonded_as_can() {
    with_dave(10 * LEAST).build_and_execute(|| {
        for _ in 0..MAX_UNBONDING {
            pass_block();
            assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        }
        // With those of this block there is still room.
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        pass_block();
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST), Error::<Test>::MaxUnbondingExceeded);
        run_to_block(22);
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
    });
}
