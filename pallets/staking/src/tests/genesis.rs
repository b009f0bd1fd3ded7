//! Stakes of the first block.

use crate::{mock::*, *};
use frame_support::traits::{BuildGenesisConfig, GetStorageVersion, StorageVersion};
use sp_runtime::{Perbill, Permill};
use uen_primitives::Balance;

fn bond(who: u64) -> (u64, Balance, Perbill) {
    (who, BOND, Perbill::zero())
}

#[test]
fn genesis_should_register_validators_with_their_stake() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        let alice = validator(ALICE);
        assert_eq!((alice.status, alice.commission), (ValidatorStatus::Active, Perbill::from_percent(10)));
        assert_eq!((alice.stake, alice.own_stake, alice.delegators), (BOND, BOND, 1));
        assert_eq!(delegation(ALICE, ALICE).amount, BOND);
        assert_eq!((staker(ALICE).active, held(ALICE)), (BOND, BOND));
        assert_eq!(balance(ALICE), ENDOWMENT - BOND);
        assert_eq!(Candidates::<Test>::count(), 2);
        assert_eq!(TotalStake::<Test>::get(), 2 * BOND);
        assert_eq!(ValidatorStaking::on_chain_storage_version(), StorageVersion::new(1));
    });
}

#[test]
fn genesis_should_delegate() {
    let delegations = vec![(CHARLIE, ALICE, LEAST), (CHARLIE, BOB, 5 * LEAST), (DAVE, ALICE, BOND), (BOB, BOB, 1)];
    ExtBuilder::default().delegations(delegations).build_and_execute(|| {
        assert_eq!((validator(ALICE).stake, validator(ALICE).delegators), (2 * BOND + LEAST, 3));
        assert_eq!((staker(CHARLIE).active, staker(CHARLIE).delegations, held(CHARLIE)), (6 * LEAST, 2, 6 * LEAST));
        assert_eq!(validator(BOB).own_stake, BOND + 1);
        assert_eq!(TotalStake::<Test>::get(), 3 * BOND + 6 * LEAST + 1);
    });
}

#[test]
fn genesis_should_start_with_the_first_parameters_when_it_names_none() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(Parameters::<Test>::get(), StakingParameters::default());
        assert_eq!(SessionLength::<Test>::get(), InitialSessionLength::get());
        assert!(Invulnerables::<Test>::get().is_empty());
    });
}

#[test]
fn genesis_should_start_with_what_it_names() {
    let parameters = StakingParameters { seats: 3, min_delegation: UEN, ..Default::default() };
    ExtBuilder::default()
        .parameters(parameters)
        .session_length(77)
        .invulnerables(vec![EVE, ALICE])
        .delegations(vec![(DAVE, ALICE, UEN)])
        .build_and_execute(|| {
            assert_eq!(Parameters::<Test>::get(), parameters);
            assert_eq!(SessionLength::<Test>::get(), 77);
            assert_eq!(Invulnerables::<Test>::get().into_inner(), vec![EVE, ALICE]);
        });
}

#[test]
fn genesis_should_keep_the_pot_alive() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        // One reference for the balance, one from this pallet.
        assert_eq!(System::providers(&ValidatorStaking::account_id()), 2);
    });
}

/// The session pallet writes the keys after this pallet's genesis.
#[test]
fn genesis_should_not_ask_for_session_keys() {
    ExtBuilder::default().validators(vec![]).build_and_execute(|| {
        remove_keys(ALICE);
        GenesisConfig::<Test> { validators: vec![bond(ALICE)], ..Default::default() }.build();
        assert!(Candidates::<Test>::contains_key(ALICE));
    });
}

#[test]
fn genesis_should_build_a_chain_without_validators() {
    ExtBuilder::default().validators(vec![]).pot(0).build_and_execute(|| {
        assert_eq!(Validators::<Test>::iter().count(), 0);
        assert_eq!(TotalStake::<Test>::get(), 0);
    });
}

#[test]
#[should_panic(expected = "AlreadyValidator")]
fn genesis_should_fail_when_a_validator_is_named_twice() {
    ExtBuilder::default().validators(vec![bond(ALICE), bond(BOB), bond(ALICE)]).build();
}

#[test]
#[should_panic(expected = "BelowMinimum")]
fn genesis_should_fail_when_a_validator_has_too_little() {
    ExtBuilder::default().validators(vec![(ALICE, BOND - 1, Perbill::zero())]).build();
}

#[test]
#[should_panic(expected = "1 cannot be a validator with 1000000000000000001 planck at genesis")]
fn genesis_should_fail_when_a_validator_was_given_less_than_it_stakes() {
    ExtBuilder::default().validators(vec![(ALICE, ENDOWMENT + 1, Perbill::zero())]).build();
}

#[test]
#[should_panic(expected = "MaxCandidatesExceeded")]
fn genesis_should_fail_when_there_are_too_many_validators() {
    let all = 1_000..=1_000 + u64::from(MAX_CANDIDATES);
    let given = all.clone().fold(ExtBuilder::default(), |builder, who| builder.balance(who, ENDOWMENT));
    given.validators(all.map(bond).collect()).build();
}

#[test]
#[should_panic(expected = "the existential deposit")]
fn genesis_should_fail_when_the_pot_is_not_endowed() {
    ExtBuilder::default().pot(0).build();
}

#[test]
#[should_panic(expected = "3 cannot stake 10000000000000 planck for 4 at genesis")]
fn genesis_should_fail_when_a_delegation_is_to_nobody() {
    ExtBuilder::default().delegations(vec![(CHARLIE, DAVE, LEAST)]).build();
}

#[test]
#[should_panic(expected = "BelowMinimum")]
fn genesis_should_fail_when_a_delegation_is_too_small() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, LEAST - 1)]).build();
}

#[test]
#[should_panic(expected = "InsufficientBalance")]
fn genesis_should_fail_when_a_delegator_was_given_less_than_it_stakes() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, ENDOWMENT)]).build();
}

#[test]
#[should_panic(expected = "names an invulnerable twice")]
fn genesis_should_fail_when_an_invulnerable_is_named_twice() {
    ExtBuilder::default().invulnerables(vec![ALICE, BOB, ALICE]).build();
}

#[test]
#[should_panic(expected = "the genesis has more than 5 invulnerables")]
fn genesis_should_fail_when_there_are_too_many_invulnerables() {
    ExtBuilder::default().invulnerables((1..=u64::from(MAX_INVULNERABLES) + 1).collect()).build();
}

#[test]
#[should_panic(expected = "out of their bounds")]
fn genesis_should_fail_when_parameters_are_out_of_their_bounds() {
    let parameters = StakingParameters { max_stake_share: Permill::from_parts(9_999), ..Default::default() };
    ExtBuilder::default().parameters(parameters).build();
}

#[test]
#[should_panic(expected = "must have blocks")]
fn genesis_should_fail_when_a_session_has_no_blocks() {
    ExtBuilder::default().session_length(0).build();
}
