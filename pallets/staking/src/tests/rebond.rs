//! `rebond`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};
use uen_primitives::Balance;

/// Dave delegated five times the least to Alice, and unbonds once the least in block 1 and twice in block 2.
fn unbonded(test: impl FnOnce()) {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, 5 * LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        pass_block();
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, 2 * LEAST));
        events();
        test();
    });
}

fn unbonding(who: u64) -> Vec<(Balance, u64)> {
    staker(who).unbonding.iter().map(|chunk| (chunk.amount, chunk.until)).collect()
}

#[test]
fn rebond_should_stake_again_what_is_being_unbonded() {
    unbonded(|| {
        assert_ok!(ValidatorStaking::rebond(signed(DAVE), ALICE, LEAST));
        assert_eq!((delegation(DAVE, ALICE).amount, staker(DAVE).active, held(DAVE)), (3 * LEAST, 3 * LEAST, 5 * LEAST));
        assert_eq!((validator(ALICE).stake, TotalStake::<Test>::get()), (BOND + 3 * LEAST, 2 * BOND + 3 * LEAST));
        assert_eq!(events(), vec![Event::Rebonded { delegator: DAVE, validator: ALICE, amount: LEAST }]);
    });
}

#[test]
fn rebond_should_take_the_latest_parts_first() {
    unbonded(|| {
        assert_eq!(unbonding(DAVE), vec![(LEAST, 21), (2 * LEAST, 22)]);
        assert_ok!(ValidatorStaking::rebond(signed(DAVE), ALICE, LEAST));
        assert_eq!(unbonding(DAVE), vec![(LEAST, 21), (LEAST, 22)]);
        assert_ok!(ValidatorStaking::rebond(signed(DAVE), ALICE, LEAST + UEN));
        assert_eq!(unbonding(DAVE), vec![(LEAST - UEN, 21)]);
        assert_ok!(ValidatorStaking::rebond(signed(DAVE), ALICE, LEAST - UEN));
        assert_eq!(unbonding(DAVE), vec![]);
    });
}

#[test]
fn rebond_should_stake_for_another_validator() {
    unbonded(|| {
        assert_ok!(ValidatorStaking::rebond(signed(DAVE), BOB, LEAST));
        assert_eq!((delegation(DAVE, ALICE).amount, delegation(DAVE, BOB).amount), (2 * LEAST, LEAST));
        assert_eq!((staker(DAVE).delegations, validator(BOB).delegators, validator(BOB).stake), (2, 2, BOND + LEAST));
    });
}

#[test]
fn rebond_should_stake_what_could_be_withdrawn() {
    unbonded(|| {
        run_to_block(100);
        assert_ok!(ValidatorStaking::rebond(signed(DAVE), ALICE, 3 * LEAST));
        assert_noop!(ValidatorStaking::withdraw(signed(DAVE), DAVE), Error::<Test>::NothingToWithdraw);
    });
}

#[test]
fn rebond_should_fail_when_the_origin_is_not_signed() {
    unbonded(|| {
        assert_noop!(ValidatorStaking::rebond(RuntimeOrigin::root(), ALICE, LEAST), DispatchError::BadOrigin);
    });
}

#[test]
fn rebond_should_fail_when_the_amount_is_nothing() {
    unbonded(|| {
        assert_noop!(ValidatorStaking::rebond(signed(DAVE), ALICE, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn rebond_should_fail_when_there_is_no_such_validator() {
    unbonded(|| {
        assert_noop!(ValidatorStaking::rebond(signed(DAVE), CHARLIE, LEAST), Error::<Test>::NotValidator);
    });
}

#[test]
fn rebond_should_fail_when_the_validator_leaves() {
    unbonded(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_noop!(ValidatorStaking::rebond(signed(DAVE), ALICE, LEAST), Error::<Test>::Leaving);
    });
}

#[test]
fn rebond_should_fail_when_the_delegation_would_be_too_small() {
    unbonded(|| {
        assert_noop!(ValidatorStaking::rebond(signed(DAVE), BOB, LEAST - 1), Error::<Test>::BelowMinimum);
    });
}

#[test]
fn rebond_should_fail_when_the_account_delegates_to_as_many_as_it_can() {
    let validators = (1..=5).map(|who| (who, BOND, Perbill::zero())).collect();
    let delegations = (1..=4).map(|to| (FERDIE, to, 2 * LEAST)).collect();
    ExtBuilder::default().validators(validators).delegations(delegations).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(FERDIE), 1, LEAST));
        assert_noop!(ValidatorStaking::rebond(signed(FERDIE), 5, LEAST), Error::<Test>::MaxDelegationsExceeded);
    });
}

#[test]
fn rebond_should_fail_when_less_is_being_unbonded() {
    unbonded(|| {
        assert_noop!(ValidatorStaking::rebond(signed(DAVE), ALICE, 3 * LEAST + 1), Error::<Test>::InsufficientStake);
        assert_noop!(ValidatorStaking::rebond(signed(EVE), ALICE, LEAST), Error::<Test>::InsufficientStake);
    });
}
