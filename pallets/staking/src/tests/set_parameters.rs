//! `set_parameters`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::Hooks};
use sp_runtime::{DispatchError, Permill};

fn with(change: impl FnOnce(&mut StakingParameters)) -> StakingParameters {
    let mut parameters = StakingParameters::default();
    change(&mut parameters);
    parameters
}

#[test]
fn set_parameters_should_store_them_when_governance_asks() {
    ExtBuilder::default().build_and_execute(|| {
        let parameters = with(|p| p.seats = 7);
        assert_ok!(ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters));
        assert_eq!(Parameters::<Test>::get(), parameters);
        assert_eq!(events(), vec![Event::ParametersChanged { parameters }]);
    });
}

#[test]
fn set_parameters_should_fail_when_anybody_else_asks() {
    ExtBuilder::default().build_and_execute(|| {
        for origin in [signed(ALICE), RuntimeOrigin::none()] {
            let call = ValidatorStaking::set_parameters(origin, StakingParameters::default());
            assert_noop!(call, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn set_parameters_should_accept_the_bounds() {
    ExtBuilder::default().build_and_execute(|| {
        for parameters in [
            with(|p| p.seats = 1),
            with(|p| p.seats = MAX_SEATS),
            with(|p| p.min_delegation = UEN),
            with(|p| p.min_delegation = p.min_validator_bond),
            with(|p| {
                p.min_delegation = UEN;
                p.min_validator_bond = UEN;
            }),
            with(|p| p.max_stake_share = Permill::from_percent(1)),
            with(|p| p.max_stake_share = Permill::one()),
        ] {
            assert_ok!(ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters));
        }
    });
}

#[test]
fn set_parameters_should_fail_when_one_is_out_of_its_bounds() {
    ExtBuilder::default().build_and_execute(|| {
        for parameters in [
            with(|p| p.seats = 0),
            with(|p| p.seats = MAX_SEATS + 1),
            with(|p| p.min_delegation = UEN - 1),
            with(|p| p.min_validator_bond = p.min_delegation - 1),
            with(|p| p.max_stake_share = Permill::from_parts(9_999)),
        ] {
            let call = ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters);
            assert_noop!(call, Error::<Test>::InvalidParameters);
        }
    });
}

#[test]
fn set_parameters_should_leave_what_is_staked() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, LEAST)]).build_and_execute(|| {
        let parameters = with(|p| {
            p.min_delegation = 2 * BOND;
            p.min_validator_bond = 2 * BOND;
        });
        assert_ok!(ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters));
        assert_eq!((validator(ALICE).status, validator(ALICE).stake), (ValidatorStatus::Active, BOND + LEAST));
        assert_eq!(delegation(DAVE, ALICE).amount, LEAST);
    });
}

#[test]
fn integrity_test_should_pass_with_the_constants_of_the_tests() {
    ExtBuilder::default().unbonding_period(15).longest_vote(15).build_and_execute(ValidatorStaking::integrity_test);
}

#[test]
#[should_panic(expected = "stake could vote, be unbonded, and vote again on the same referendum")]
fn integrity_test_should_panic_when_unbonding_is_shorter_than_a_vote() {
    ExtBuilder::default().unbonding_period(14).longest_vote(15).build_and_execute(ValidatorStaking::integrity_test);
}
