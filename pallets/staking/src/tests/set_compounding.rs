//! `set_compounding`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn builder() -> ExtBuilder {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND), (DAVE, BOB, BOND)])
}

#[test]
fn set_compounding_should_turn_it_on_and_off_for_one_delegation() {
    builder().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert!(delegation(DAVE, BOB).compound && !delegation(DAVE, ALICE).compound && !delegation(BOB, BOB).compound);
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, false));
        assert!(!delegation(DAVE, BOB).compound);
        assert_eq!(
            events(),
            [true, false].map(|compound| Event::CompoundingChanged { delegator: DAVE, validator: BOB, compound })
        );
    });
}

#[test]
fn set_compounding_should_stay_when_the_stake_changes_and_rewards_are_claimed() {
    builder().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, LEAST));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, UEN));
        next_block(BOB);
        close_era_with(UEN);
        assert_ok!(ValidatorStaking::claim(signed(PAYER), DAVE, BOB));
        assert!(delegation(DAVE, BOB).compound);
    });
}

#[test]
fn set_compounding_should_take_nothing_of_what_was_earned() {
    builder().build_and_execute(|| {
        next_block(BOB);
        close_era_with(UEN);
        next_block(BOB);
        let before = (delegation(DAVE, BOB).ledger, ValidatorStaking::claimable(&DAVE, &BOB).unwrap());
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert_eq!((delegation(DAVE, BOB).ledger, ValidatorStaking::claimable(&DAVE, &BOB).unwrap()), before);
    });
}

#[test]
fn set_compounding_should_be_off_when_a_delegation_is_made_anew() {
    builder().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, LEAST));
        assert!(!delegation(DAVE, BOB).compound);
    });
}

#[test]
fn set_compounding_should_fail_when_the_origin_is_not_signed() {
    builder().build_and_execute(|| {
        assert_noop!(ValidatorStaking::set_compounding(RuntimeOrigin::root(), BOB, true), DispatchError::BadOrigin);
    });
}

#[test]
fn set_compounding_should_fail_when_there_is_no_such_delegation() {
    builder().build_and_execute(|| {
        assert_noop!(ValidatorStaking::set_compounding(signed(EVE), BOB, true), Error::<Test>::NoDelegation);
        assert_noop!(ValidatorStaking::set_compounding(signed(DAVE), CHARLIE, true), Error::<Test>::NoDelegation);
    });
}

#[test]
fn set_compounding_should_fail_when_it_is_so_already() {
    builder().build_and_execute(|| {
        assert_noop!(ValidatorStaking::set_compounding(signed(DAVE), BOB, false), Error::<Test>::NoChange);
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert_noop!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true), Error::<Test>::NoChange);
    });
}
