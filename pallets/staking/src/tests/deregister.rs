//! `deregister`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

#[test]
fn deregister_should_unbond_all_and_remove_the_validator_when_it_is_alone() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert!(Validators::<Test>::get(ALICE).is_none());
        assert!(Delegations::<Test>::get(ALICE, ALICE).is_none());
        assert!(!Candidates::<Test>::contains_key(ALICE));
        let alice = staker(ALICE);
        assert_eq!((alice.active, alice.delegations), (0, 0));
        assert_eq!(alice.unbonding.into_inner(), vec![UnbondingChunk { amount: BOND, until: 21 }]);
        assert_eq!((TotalStake::<Test>::get(), held(ALICE)), (BOND, BOND));
        let expected = vec![
            Event::ValidatorDeregistered { validator: ALICE },
            Event::Unbonded { delegator: ALICE, validator: ALICE, amount: BOND, until: 21 },
            Event::ValidatorRemoved { validator: ALICE },
        ];
        assert_eq!(events(), expected);
    });
}

#[test]
fn deregister_should_keep_the_record_when_others_delegate_to_it() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        let record = validator(ALICE);
        assert_eq!(record.status, ValidatorStatus::Leaving);
        // Its own delegation stays for the commission of sessions that are composed already.
        assert_eq!((record.stake, record.own_stake, record.delegators), (LEAST, 0, 2));
        assert!(!Candidates::<Test>::contains_key(ALICE));
        assert!(!events().contains(&Event::ValidatorRemoved { validator: ALICE }));
    });
}

#[test]
fn deregister_should_remove_the_validator_when_the_last_delegator_has_left() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST), (EVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_eq!(validator(ALICE).delegators, 2);
        events();
        assert_ok!(ValidatorStaking::redelegate(signed(EVE), ALICE, BOB, LEAST));
        assert!(Validators::<Test>::get(ALICE).is_none());
        assert!(Delegations::<Test>::get(ALICE, ALICE).is_none());
        assert_eq!(staker(ALICE).delegations, 0);
        assert!(events().contains(&Event::ValidatorRemoved { validator: ALICE }));
    });
}

#[test]
fn deregister_should_keep_what_was_earned_until_it_is_claimed() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_eq!(validator(ALICE).status, ValidatorStatus::Leaving);
        close_era_with(UEN);
        assert_ok!(ValidatorStaking::claim(signed(ALICE), ALICE, ALICE));
        assert!(Validators::<Test>::get(ALICE).is_none());
        assert!(balance(ALICE) > ENDOWMENT - BOND);
    });
}

#[test]
fn deregister_should_leave_the_commission_of_its_last_sessions_to_the_validator() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        next_block(ALICE);
        close_era_with(10 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(ALICE), ALICE, ALICE));
        // A tenth of the only block, rounded down.
        assert_eq!(balance(ALICE), ENDOWMENT - BOND + UEN - 1);
        assert_ok!(ValidatorStaking::claim(signed(DAVE), DAVE, ALICE));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, BOND));
        assert!(Validators::<Test>::get(ALICE).is_none());
    });
}

#[test]
fn deregister_should_leave_votes_of_stake_with_others() {
    let delegations = vec![(ALICE, BOB, LEAST)];
    ExtBuilder::default().delegations(delegations).build_and_execute(|| {
        lock_votes(ALICE, LEAST);
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_eq!(staker(ALICE).active, LEAST);
    });
}

#[test]
fn deregister_should_succeed_when_the_validator_is_idle() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert!(Validators::<Test>::get(ALICE).is_none());
    });
}

#[test]
fn deregister_should_fail_when_the_origin_is_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::deregister(RuntimeOrigin::root()), DispatchError::BadOrigin);
    });
}

#[test]
fn deregister_should_fail_when_the_account_is_no_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::deregister(signed(CHARLIE)), Error::<Test>::NotValidator);
    });
}

#[test]
fn deregister_should_fail_when_the_validator_leaves_already() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_noop!(ValidatorStaking::deregister(signed(ALICE)), Error::<Test>::Leaving);
    });
}

#[test]
fn deregister_should_fail_when_votes_need_the_stake() {
    ExtBuilder::default().build_and_execute(|| {
        lock_votes(ALICE, 1);
        assert_noop!(ValidatorStaking::deregister(signed(ALICE)), Error::<Test>::LockedByVotes);
    });
}

#[test]
fn deregister_should_fail_when_as_many_parts_are_being_unbonded_as_can() {
    let validators = vec![(ALICE, 2 * BOND, Perbill::zero()), (BOB, BOND, Perbill::zero())];
    ExtBuilder::default().validators(validators).build_and_execute(|| {
        for _ in 0..MAX_UNBONDING {
            assert_ok!(ValidatorStaking::unbond(signed(ALICE), ALICE, LEAST));
            pass_block();
        }
        assert_noop!(ValidatorStaking::deregister(signed(ALICE)), Error::<Test>::MaxUnbondingExceeded);
    });
}
