//! `claim`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};
use uen_primitives::Balance;

/// What a claim pays, and is said to pay before.
fn claim(who: u64, to: u64) -> Balance {
    let (before, said) = (balance(who), ValidatorStaking::claimable(&who, &to));
    assert_ok!(ValidatorStaking::claim(signed(PAYER), who, to));
    let paid = balance(who) - before;
    assert_eq!(said, Ok(paid));
    paid
}

/// Rounding costs a few planck of 100 UEN.
fn assert_nearly(actual: Balance, expected: Balance) {
    assert!(actual <= expected && expected - actual < 20, "{actual} is not {expected}");
}

/// Dave has as much as Bob behind Bob, who takes no commission; 10 UEN were earned.
fn earned() -> sp_io::TestExternalities {
    let mut ext = ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build();
    ext.execute_with(|| {
        next_block(BOB);
        close_era_with(10 * UEN);
        events();
    });
    ext
}

fn execute(test: impl FnOnce()) {
    earned().execute_with(|| {
        test();
        ValidatorStaking::do_try_state().unwrap();
    });
}

#[test]
fn claim_should_pay_what_closed_eras_earned() {
    execute(|| {
        let amount = claim(DAVE, BOB);
        assert_nearly(amount, 5 * UEN);
        assert_eq!(Pot::<Test>::get(), PotRecord { reserved: 10 * UEN - amount, paid: amount });
        assert_eq!(pot(), EXISTENTIAL_DEPOSIT + 10 * UEN - amount);
        assert_eq!((delegation(DAVE, BOB).ledger.reward, delegation(DAVE, BOB).amount, held(DAVE)), (0, BOND, BOND));
        assert_eq!(events(), vec![Event::RewardClaimed { delegator: DAVE, validator: BOB, amount, compounded: false }]);
    });
}

#[test]
fn claim_should_pay_all_eras_since_the_last_one_at_once() {
    execute(|| {
        for _ in 0..8 {
            next_block(BOB);
            next_block(ALICE);
            close_era_with(4 * UEN);
        }
        assert_nearly(claim(DAVE, BOB), 5 * UEN + 8 * UEN);
        assert_nearly(claim(BOB, BOB), 5 * UEN + 8 * UEN);
    });
}

#[test]
fn claim_should_pay_the_commission_when_the_delegation_is_the_validators_own() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        next_block(ALICE);
        close_era_with(100 * UEN);
        assert_nearly(claim(ALICE, ALICE), 10 * UEN + 45 * UEN);
        assert_eq!(validator(ALICE).ledger.commission, 0);
        assert_nearly(claim(DAVE, ALICE), 45 * UEN);
    });
}

#[test]
fn claim_should_leave_the_commission_to_the_validator_when_a_delegator_claims() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        next_block(ALICE);
        close_era_with(100 * UEN);
        claim(DAVE, ALICE);
        assert_nearly(validator(ALICE).ledger.commission, 10 * UEN);
        assert_nearly(claim(ALICE, ALICE), 55 * UEN);
    });
}

#[test]
fn claim_should_pay_the_same_in_whatever_order() {
    let delegations = || vec![(CHARLIE, ALICE, LEAST + 1), (DAVE, ALICE, BOND / 3), (EVE, ALICE, 7 * BOND)];
    let pay = |order: [u64; 4]| {
        let mut paid = Vec::new();
        ExtBuilder::default().delegations(delegations()).build_and_execute(|| {
            blocks(ALICE, 3);
            close_era_with(77 * UEN + 7);
            paid = order.map(|who| (who, claim(who, ALICE))).to_vec();
            paid.sort();
        });
        paid
    };
    let first = pay([ALICE, CHARLIE, DAVE, EVE]);
    assert_eq!(pay([EVE, DAVE, CHARLIE, ALICE]), first);
    assert_eq!(pay([DAVE, ALICE, EVE, CHARLIE]), first);
}

#[test]
fn claim_should_keep_what_the_era_under_way_earned_for_later() {
    execute(|| {
        next_block(BOB);
        assert_nearly(claim(DAVE, BOB), 5 * UEN);
        close_era_with(6 * UEN);
        assert_nearly(claim(DAVE, BOB), 3 * UEN);
    });
}

#[test]
fn claim_should_pay_when_the_validator_leaves() {
    execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(BOB)));
        assert_nearly(claim(DAVE, BOB), 5 * UEN);
        assert_nearly(claim(BOB, BOB), 5 * UEN);
        // Its own record outlasts Dave's delegation.
        assert_eq!((delegation(BOB, BOB).amount, validator(BOB).delegators), (0, 2));
    });
}

#[test]
fn claim_should_remove_the_delegation_when_everything_was_unbonded() {
    execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_eq!((staker(DAVE).delegations, validator(BOB).delegators), (1, 2));
        assert_nearly(claim(DAVE, BOB), 5 * UEN);
        assert_eq!(Delegations::<Test>::get(DAVE, BOB), None);
        assert_eq!((staker(DAVE).delegations, validator(BOB).delegators), (0, 1));
    });
}

#[test]
fn claim_should_remove_the_staker_when_nothing_else_is_left() {
    execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        run_to_block(System::block_number() + UnbondingPeriod::get());
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert!(Stakers::<Test>::contains_key(DAVE));
        claim(DAVE, BOB);
        assert!(!Stakers::<Test>::contains_key(DAVE));
    });
}

#[test]
fn claim_should_keep_the_delegation_when_the_era_under_way_earned_more() {
    execute(|| {
        next_block(BOB);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_nearly(claim(DAVE, BOB), 5 * UEN);
        assert_eq!(delegation(DAVE, BOB).amount, 0);
        close_era_with(UEN);
        assert_nearly(claim(DAVE, BOB), UEN / 2);
        assert_eq!(Delegations::<Test>::get(DAVE, BOB), None);
    });
}

#[test]
fn claim_should_remove_the_validator_when_it_leaves_and_this_was_the_last_delegation() {
    execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_ok!(ValidatorStaking::deregister(signed(BOB)));
        claim(BOB, BOB);
        assert!(Validators::<Test>::contains_key(BOB));
        events();
        let amount = claim(DAVE, BOB);
        assert_eq!(
            events(),
            vec![
                Event::RewardClaimed { delegator: DAVE, validator: BOB, amount, compounded: false },
                Event::ValidatorRemoved { validator: BOB },
            ]
        );
        assert!(!Validators::<Test>::contains_key(BOB) && !Delegations::<Test>::contains_key(BOB, BOB));
        assert_ok!(ValidatorStaking::register(signed(BOB), BOND, Perbill::zero()));
    });
}

#[test]
fn claim_should_remove_what_is_left_when_it_turned_out_to_be_worth_nothing() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        next_block(BOB);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        close_era();
        assert_eq!(claim(DAVE, BOB), 0);
        assert_eq!(Delegations::<Test>::get(DAVE, BOB), None);
    });
}

#[test]
fn claim_should_add_to_the_delegation_when_it_compounds() {
    execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        events();
        let free = balance(DAVE);
        let said = ValidatorStaking::claimable(&DAVE, &BOB).unwrap();
        assert_ok!(ValidatorStaking::claim(signed(PAYER), DAVE, BOB));
        let amount = delegation(DAVE, BOB).amount - BOND;
        assert_nearly(amount, 5 * UEN);
        assert_eq!((amount, balance(DAVE)), (said, free));
        assert_eq!((held(DAVE), staker(DAVE).active), (BOND + amount, BOND + amount));
        assert_eq!((validator(BOB).stake, validator(BOB).own_stake), (2 * BOND + amount, BOND));
        assert_eq!(TotalStake::<Test>::get(), 3 * BOND + amount);
        assert_eq!(Pot::<Test>::get().paid, amount);
        assert_eq!(events(), vec![Event::RewardClaimed { delegator: DAVE, validator: BOB, amount, compounded: true }]);
    });
}

#[test]
fn claim_should_add_commission_and_reward_to_the_own_stake_when_a_validator_compounds() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(ALICE), ALICE, true));
        next_block(ALICE);
        close_era_with(100 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(PAYER), ALICE, ALICE));
        let record = validator(ALICE);
        assert_nearly(record.own_stake, BOND + 55 * UEN);
        assert_eq!((delegation(ALICE, ALICE).amount, record.stake), (record.own_stake, record.own_stake + BOND));
    });
}

#[test]
fn claim_should_earn_by_what_was_compounded() {
    execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        next_block(BOB);
        assert_ok!(ValidatorStaking::claim(signed(PAYER), DAVE, BOB));
        next_block(BOB);
        let added = delegation(DAVE, BOB).amount - BOND;
        close_era_with(20 * UEN);
        // Half of the block before, and the share that it has now of the block after.
        let share = 10 * UEN * (BOND + added) / (2 * BOND + added);
        let said = ValidatorStaking::claimable(&DAVE, &BOB).unwrap();
        assert_nearly(said, 5 * UEN + share);
    });
}

#[test]
fn claim_should_pay_out_when_the_validator_that_would_be_compounded_for_leaves() {
    execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert_ok!(ValidatorStaking::deregister(signed(BOB)));
        assert_nearly(claim(DAVE, BOB), 5 * UEN);
        assert_eq!(held(DAVE), BOND);
    });
}

#[test]
fn claim_should_pay_out_when_nothing_is_left_to_compound_with() {
    execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        events();
        let amount = claim(DAVE, BOB);
        assert_eq!(events(), vec![Event::RewardClaimed { delegator: DAVE, validator: BOB, amount, compounded: false }]);
    });
}

#[test]
fn claim_should_change_no_issuance() {
    execute(|| {
        let issued = Balances::total_issuance();
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        assert_ok!(ValidatorStaking::claim(signed(PAYER), DAVE, BOB));
        claim(BOB, BOB);
        assert_eq!(Balances::total_issuance(), issued);
    });
}

#[test]
fn claim_should_fail_when_the_origin_is_not_signed() {
    execute(|| {
        assert_noop!(ValidatorStaking::claim(RuntimeOrigin::root(), DAVE, BOB), DispatchError::BadOrigin);
        assert_noop!(ValidatorStaking::claim(RuntimeOrigin::none(), DAVE, BOB), DispatchError::BadOrigin);
    });
}

#[test]
fn claim_should_fail_when_there_is_no_such_delegation() {
    execute(|| {
        for (who, to) in [(DAVE, ALICE), (CHARLIE, BOB), (BOB, DAVE), (DAVE, NOBODY)] {
            assert_noop!(ValidatorStaking::claim(signed(who), who, to), Error::<Test>::NoDelegation);
        }
    });
}

#[test]
fn claim_should_fail_when_nothing_was_earned() {
    execute(|| {
        assert_noop!(ValidatorStaking::claim(signed(ALICE), ALICE, ALICE), Error::<Test>::NothingToClaim);
    });
}

#[test]
fn claim_should_fail_when_it_was_paid_already() {
    execute(|| {
        claim(DAVE, BOB);
        assert_noop!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB), Error::<Test>::NothingToClaim);
    });
}

#[test]
fn claim_should_fail_when_the_era_is_under_way() {
    ExtBuilder::default().build_and_execute(|| {
        fees(UEN);
        next_block(BOB);
        assert_noop!(ValidatorStaking::claim(signed(BOB), BOB, BOB), Error::<Test>::NothingToClaim);
    });
}

#[test]
fn claim_should_fail_when_all_that_was_unbonded_earned_points_of_the_era_under_way() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        next_block(BOB);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_noop!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB), Error::<Test>::NothingToClaim);
    });
}

#[test]
fn claimable_should_change_nothing() {
    execute(|| {
        let before = (validator(BOB), delegation(DAVE, BOB), sp_io::storage::root(sp_runtime::StateVersion::V1));
        let claimable = ValidatorStaking::claimable(&DAVE, &BOB).unwrap();
        assert_nearly(claimable, 5 * UEN);
        assert_eq!((validator(BOB), delegation(DAVE, BOB), sp_io::storage::root(sp_runtime::StateVersion::V1)), before);
    });
}

#[test]
fn claimable_should_fail_when_there_is_no_such_delegation() {
    execute(|| {
        assert_eq!(ValidatorStaking::claimable(&CHARLIE, &BOB), Err(Error::<Test>::NoDelegation.into()));
    });
}
