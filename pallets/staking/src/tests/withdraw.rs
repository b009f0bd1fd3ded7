//! `withdraw`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

/// Dave unbonds once the least in block 1 and twice in block 2.
fn unbonded(test: impl FnOnce()) {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, 5 * LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        pass_block();
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, 2 * LEAST));
        events();
        test();
    });
}

#[test]
fn withdraw_should_free_what_is_due_and_leave_the_rest() {
    unbonded(|| {
        run_to_block(21);
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert_eq!((held(DAVE), balance(DAVE)), (4 * LEAST, ENDOWMENT - 4 * LEAST));
        assert_eq!(staker(DAVE).unbonding.into_inner(), vec![UnbondingChunk { amount: 2 * LEAST, until: 22 }]);
        assert_eq!(events(), vec![Event::Withdrawn { delegator: DAVE, amount: LEAST }]);
    });
}

#[test]
fn withdraw_should_free_all_parts_when_all_are_due() {
    unbonded(|| {
        run_to_block(22);
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert_eq!((held(DAVE), staker(DAVE).active, staker(DAVE).unbonding.len()), (2 * LEAST, 2 * LEAST, 0));
    });
}

#[test]
fn withdraw_should_remove_the_record_when_nothing_is_staked_any_more() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert!(Stakers::<Test>::contains_key(DAVE));
        run_to_block(21);
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert!(!Stakers::<Test>::contains_key(DAVE));
        assert_eq!((held(DAVE), balance(DAVE)), (0, ENDOWMENT));
    });
}

#[test]
fn withdraw_should_keep_the_record_when_a_reward_is_left() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        next_block(ALICE);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        run_to_block(22);
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert_eq!((staker(DAVE).delegations, held(DAVE)), (1, 0));
    });
}

#[test]
fn withdraw_should_pay_the_delegator_when_somebody_else_asks() {
    unbonded(|| {
        run_to_block(22);
        assert_ok!(ValidatorStaking::withdraw(signed(EVE), DAVE));
        assert_eq!((balance(DAVE), balance(EVE)), (ENDOWMENT - 2 * LEAST, ENDOWMENT));
    });
}

#[test]
fn withdraw_should_fail_when_the_origin_is_not_signed() {
    unbonded(|| {
        run_to_block(22);
        assert_noop!(ValidatorStaking::withdraw(RuntimeOrigin::none(), DAVE), DispatchError::BadOrigin);
    });
}

#[test]
fn withdraw_should_fail_when_it_is_too_early() {
    unbonded(|| {
        run_to_block(20);
        assert_noop!(ValidatorStaking::withdraw(signed(DAVE), DAVE), Error::<Test>::NothingToWithdraw);
    });
}

#[test]
fn withdraw_should_fail_when_nothing_is_being_unbonded() {
    unbonded(|| {
        assert_noop!(ValidatorStaking::withdraw(signed(ALICE), ALICE), Error::<Test>::NothingToWithdraw);
        assert_noop!(ValidatorStaking::withdraw(signed(EVE), EVE), Error::<Test>::NothingToWithdraw);
        run_to_block(22);
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert_noop!(ValidatorStaking::withdraw(signed(DAVE), DAVE), Error::<Test>::NothingToWithdraw);
    });
}
