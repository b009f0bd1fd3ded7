//! `chill`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn chill_should_take_the_validator_out_of_the_candidates() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_eq!(validator(ALICE).status, ValidatorStatus::Idle);
        assert_eq!(Candidates::<Test>::iter_keys().collect::<Vec<_>>(), vec![BOB]);
        assert_eq!(events(), vec![Event::ValidatorChilled { validator: ALICE, offline: false }]);
    });
}

#[test]
fn chill_should_leave_stakes_as_they_are() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        let (before, total) = (validator(ALICE), TotalStake::<Test>::get());
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_eq!(validator(ALICE), ValidatorRecord { status: ValidatorStatus::Idle, ..before });
        assert_eq!((TotalStake::<Test>::get(), held(ALICE), held(DAVE)), (total, BOND, LEAST));
    });
}

#[test]
fn chill_should_count_the_blocks_of_sessions_that_are_composed_already() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        next_block(ALICE);
        assert_eq!((validator(ALICE).ledger.points, CurrentEra::<Test>::get().points), (1, 1));
    });
}

#[test]
fn chill_should_fail_when_the_origin_is_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::chill(RuntimeOrigin::none()), DispatchError::BadOrigin);
    });
}

#[test]
fn chill_should_fail_when_the_account_is_no_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::chill(signed(CHARLIE)), Error::<Test>::NotValidator);
    });
}

#[test]
fn chill_should_fail_when_the_validator_does_not_stand() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_noop!(ValidatorStaking::chill(signed(ALICE)), Error::<Test>::NoChange);
        assert_ok!(ValidatorStaking::deregister(signed(BOB)));
        assert_noop!(ValidatorStaking::chill(signed(BOB)), Error::<Test>::NoChange);
    });
}
