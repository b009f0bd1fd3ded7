//! `activate`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

#[test]
fn activate_should_make_a_candidate_again_when_the_validator_is_idle() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        events();
        assert_ok!(ValidatorStaking::activate(signed(ALICE)));
        assert_eq!(validator(ALICE).status, ValidatorStatus::Active);
        assert!(Candidates::<Test>::contains_key(ALICE));
        assert_eq!(events(), vec![Event::ValidatorActivated { validator: ALICE }]);
    });
}

#[test]
fn activate_should_fail_when_the_origin_is_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::activate(RuntimeOrigin::root()), DispatchError::BadOrigin);
    });
}

#[test]
fn activate_should_fail_when_the_account_is_no_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::activate(signed(CHARLIE)), Error::<Test>::NotValidator);
    });
}

#[test]
fn activate_should_fail_when_the_validator_leaves() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_noop!(ValidatorStaking::activate(signed(ALICE)), Error::<Test>::Leaving);
    });
}

#[test]
fn activate_should_fail_when_the_validator_stands() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::activate(signed(ALICE)), Error::<Test>::NoChange);
    });
}

#[test]
fn activate_should_fail_when_there_are_no_session_keys_any_more() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        remove_keys(ALICE);
        assert_noop!(ValidatorStaking::activate(signed(ALICE)), Error::<Test>::NoSessionKeys);
    });
}

#[test]
fn activate_should_fail_when_the_least_stake_was_raised() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        let parameters = StakingParameters { min_validator_bond: BOND + LEAST, ..Default::default() };
        assert_ok!(ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters));
        assert_noop!(ValidatorStaking::activate(signed(ALICE)), Error::<Test>::BelowMinimum);
        // What others delegate does not help.
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), ALICE, LEAST));
        assert_noop!(ValidatorStaking::activate(signed(ALICE)), Error::<Test>::BelowMinimum);
        assert_ok!(ValidatorStaking::delegate(signed(ALICE), ALICE, LEAST));
        assert_ok!(ValidatorStaking::activate(signed(ALICE)));
    });
}

#[test]
fn activate_should_fail_when_as_many_stand_as_can() {
    let mut builder = ExtBuilder::default();
    let others = u64::from(MAX_CANDIDATES) - 1;
    for who in 1_000..1_000 + others {
        builder = builder.balance(who, ENDOWMENT);
    }
    builder.build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        for who in 1_000..1_000 + others {
            assert_ok!(ValidatorStaking::register(signed(who), BOND, Perbill::zero()));
        }
        assert_noop!(ValidatorStaking::activate(signed(ALICE)), Error::<Test>::MaxCandidatesExceeded);
        assert_ok!(ValidatorStaking::chill(signed(BOB)));
        assert_ok!(ValidatorStaking::activate(signed(ALICE)));
    });
}
