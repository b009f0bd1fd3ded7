//! `register`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use sp_runtime::{DispatchError, Perbill};

const COMMISSION: Perbill = Perbill::from_percent(5);

#[test]
fn register_should_make_a_candidate_when_the_bond_is_enough() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION));
        let record = validator(CHARLIE);
        assert_eq!(record.status, ValidatorStatus::Active);
        assert_eq!((record.commission, record.next_commission), (COMMISSION, None));
        assert_eq!((record.stake, record.own_stake, record.delegators), (BOND, BOND, 1));
        assert_eq!(record.last_authored, 0);
        assert!(Candidates::<Test>::contains_key(CHARLIE));
        assert_eq!(delegation(CHARLIE, CHARLIE).amount, BOND);
        let charlie = staker(CHARLIE);
        assert_eq!((charlie.active, charlie.delegations, charlie.unbonding.len()), (BOND, 1, 0));
    });
}

#[test]
fn register_should_hold_the_bond() {
    ExtBuilder::default().build_and_execute(|| {
        let total = TotalStake::<Test>::get();
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION));
        assert_eq!((held(CHARLIE), balance(CHARLIE)), (BOND, ENDOWMENT - BOND));
        assert_eq!(TotalStake::<Test>::get(), total + BOND);
    });
}

#[test]
fn register_should_tell_who_registered_and_what_was_staked() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION));
        let expected = vec![
            Event::ValidatorRegistered { validator: CHARLIE, commission: COMMISSION },
            Event::Delegated { delegator: CHARLIE, validator: CHARLIE, amount: BOND },
        ];
        assert_eq!(events(), expected);
    });
}

#[test]
fn register_should_begin_in_the_era_under_way_when_eras_were_closed_before() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        close_era_with(UEN);
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION));
        assert_eq!((validator(CHARLIE).ledger.era, delegation(CHARLIE, CHARLIE).ledger.era), (1, 1));
    });
}

#[test]
fn register_should_fail_when_the_origin_is_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        let call = ValidatorStaking::register(RuntimeOrigin::root(), BOND, COMMISSION);
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn register_should_fail_when_the_account_is_a_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::register(signed(ALICE), BOND, COMMISSION), Error::<Test>::AlreadyValidator);
    });
}

#[test]
fn register_should_fail_when_delegators_have_not_left_yet() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_noop!(ValidatorStaking::register(signed(ALICE), BOND, COMMISSION), Error::<Test>::AlreadyValidator);
    });
}

#[test]
fn register_should_succeed_again_when_everybody_has_left() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
        assert_ok!(ValidatorStaking::register(signed(ALICE), BOND, COMMISSION));
        assert_eq!((validator(ALICE).stake, held(ALICE)), (BOND, 2 * BOND));
    });
}

#[test]
fn register_should_fail_when_there_are_no_session_keys() {
    ExtBuilder::default().build_and_execute(|| {
        remove_keys(CHARLIE);
        assert_noop!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION), Error::<Test>::NoSessionKeys);
        set_keys(CHARLIE);
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION));
    });
}

#[test]
fn register_should_fail_when_the_bond_is_too_small() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::register(signed(CHARLIE), BOND - 1, COMMISSION), Error::<Test>::BelowMinimum);
        assert_noop!(ValidatorStaking::register(signed(CHARLIE), 0, COMMISSION), Error::<Test>::BelowMinimum);
    });
}

#[test]
fn register_should_fail_when_as_many_stand_as_can() {
    let mut builder = ExtBuilder::default();
    let others = u64::from(MAX_CANDIDATES) - 2;
    for who in 1_000..1_000 + others {
        builder = builder.balance(who, ENDOWMENT);
    }
    builder.build_and_execute(|| {
        for who in 1_000..1_000 + others {
            assert_ok!(ValidatorStaking::register(signed(who), BOND, COMMISSION));
        }
        assert_noop!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION), Error::<Test>::MaxCandidatesExceeded);
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION));
    });
}

#[test]
fn register_should_fail_when_the_account_delegates_to_as_many_as_it_can() {
    let validators = (1..=4).map(|who| (who, BOND, COMMISSION)).collect();
    let delegations = (1..=4).map(|to| (EVE, to, LEAST)).collect();
    ExtBuilder::default().validators(validators).delegations(delegations).build_and_execute(|| {
        assert_noop!(ValidatorStaking::register(signed(EVE), BOND, COMMISSION), Error::<Test>::MaxDelegationsExceeded);
    });
}

#[test]
fn register_should_fail_when_the_account_has_not_got_the_bond_and_the_existential_deposit() {
    ExtBuilder::default().balance(CHARLIE, BOND + EXISTENTIAL_DEPOSIT).balance(DAVE, BOND).build_and_execute(|| {
        assert_noop!(ValidatorStaking::register(signed(NOBODY), BOND, COMMISSION), Error::<Test>::InsufficientBalance);
        assert_noop!(ValidatorStaking::register(signed(DAVE), BOND, COMMISSION), Error::<Test>::InsufficientBalance);
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION));
        assert_eq!(Balances::total_balance_on_hold(&CHARLIE), BOND);
    });
}

#[test]
fn register_should_not_use_stake_that_is_delegated_already() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, ENDOWMENT - BOND)]).build_and_execute(|| {
        assert_noop!(ValidatorStaking::register(signed(CHARLIE), BOND, COMMISSION), Error::<Test>::InsufficientBalance);
    });
}
