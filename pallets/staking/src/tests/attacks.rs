//! Attacks 23, 24, 26 and 33, and those on who composes sessions.

use crate::{mock::*, *};
use frame_support::{
    assert_noop, assert_ok,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::Preservation,
        Hooks,
    },
};
use pallet_session::SessionManager;
use sp_runtime::{ArithmeticError, Perbill, Permill, TokenError};
use uen_primitives::{Balance, VotingPower};

fn power(who: u64) -> Balance {
    <ValidatorStaking as VotingPower<u64>>::power(&who)
}

/// What a claim pays.
fn claim(who: u64, to: u64) -> Balance {
    let before = balance(who);
    assert_ok!(ValidatorStaking::claim(signed(PAYER), who, to));
    balance(who) - before
}

/// Rounding costs so little, and never the pot.
fn assert_just_below(earned: Balance, expected: Balance) {
    assert!(earned <= expected && expected - earned < UEN / 1_000_000, "{earned} is not just below {expected}");
}

/// 26: nearly all stake comes for the last of 100 blocks.
#[test]
fn flash_stake_should_earn_its_own_blocks_only() {
    ExtBuilder::default().delegations(vec![(CHARLIE, BOB, BOND)]).build_and_execute(|| {
        blocks(BOB, 99);
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, 98 * BOND));
        blocks(BOB, 1);
        close_era_with(1_000 * UEN);
        // 10 UEN a block, of which Charlie gets half at first, and a hundredth of the last.
        assert_just_below(claim(CHARLIE, BOB), 495 * UEN + UEN / 10);
        assert_just_below(claim(DAVE, BOB), 98 * UEN / 10);
    });
}

/// 26: the block in which stake comes was produced without it.
#[test]
fn flash_stake_should_earn_nothing_of_the_blocks_before_it() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(BOB, 10);
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, 98 * BOND));
        close_era_with(1_000 * UEN);
        assert_noop!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB), Error::<Test>::NothingToClaim);
        assert_just_below(claim(BOB, BOB), 1_000 * UEN);
    });
}

/// The authors of the next blocks are known: stake that could follow them would earn on every block.
#[test]
fn stake_should_not_hop_from_author_to_author() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        let hop = |from, to, amount| ValidatorStaking::redelegate(signed(DAVE), from, to, amount);
        let fresh = || Error::<Test>::JoinedThisEra;
        assert_ok!(hop(ALICE, BOB, BOND));
        blocks(BOB, 1);
        assert_noop!(hop(BOB, ALICE, BOND), fresh());
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND), fresh());
        // What was added today stays; what was there before may leave.
        close_era_with(1_000 * UEN);
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, BOND));
        blocks(BOB, 1);
        assert_noop!(hop(BOB, ALICE, BOND + 1), fresh());
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_ok!(ValidatorStaking::rebond(signed(DAVE), ALICE, BOND));
        assert_noop!(hop(ALICE, BOB, BOND), fresh());
        blocks(BOB, 1);
        close_era_with(1_000 * UEN);
        assert_ok!(hop(ALICE, BOB, BOND));
    });
}

/// An era lasts until somebody earns in it: stake that came before is not kept by a chain that invulnerables without stake produce.
#[test]
fn stake_should_leave_an_era_in_which_nobody_has_earned() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::delegate(signed(DAVE), BOB, 2 * BOND));
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), BOB, ALICE, BOND));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        blocks(BOB, 1);
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), ALICE, BOND), Error::<Test>::JoinedThisEra);
    });
}

/// Compounding is anybody's to trigger, and must not hold what is somebody else's.
#[test]
fn compounded_rewards_should_not_keep_stake_from_leaving() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), BOB, true));
        blocks(BOB, 1);
        close_era_with(1_000 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(CHARLIE), DAVE, BOB));
        let amount = delegation(DAVE, BOB).amount;
        assert!(amount > BOND);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, amount));
    });
}

/// 26: to follow whoever is about to produce a block, stake has to be there when it is produced.
#[test]
fn redelegated_stake_should_earn_nothing_of_blocks_before() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        blocks(BOB, 10);
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, BOND));
        close_era_with(1_000 * UEN);
        assert_noop!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB), Error::<Test>::NothingToClaim);
    });
}

/// 26: a vote cannot be cast with stake that is gone before the vote counts.
#[test]
fn voting_stake_should_stay_as_long_as_it_stands_behind_votes() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, 10 * BOND)]).build_and_execute(|| {
        lock_votes(DAVE, 4 * BOND);
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), BOB, 6 * BOND + 1), Error::<Test>::LockedByVotes);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, 6 * BOND));
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), BOB, 4 * BOND), Error::<Test>::LockedByVotes);
        lock_votes(DAVE, 0);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, 4 * BOND));
    });
}

#[test]
fn voting_stake_should_stay_when_its_validator_leaves() {
    ExtBuilder::default().build_and_execute(|| {
        lock_votes(BOB, 1);
        assert_noop!(ValidatorStaking::deregister(signed(BOB)), Error::<Test>::LockedByVotes);
    });
}

#[test]
fn voting_stake_should_count_once_when_it_moves() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        lock_votes(DAVE, BOND);
        let total = <ValidatorStaking as VotingPower<u64>>::total();
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, BOND));
        assert_eq!((power(DAVE), <ValidatorStaking as VotingPower<u64>>::total()), (BOND, total));
    });
}

/// 26: unbonding takes longer than any vote, and all the while the stake neither votes nor goes to another account that does.
#[test]
fn unbonded_stake_should_be_of_no_use_until_the_longest_vote_is_over() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        let began = System::block_number();
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_eq!(power(DAVE), 0);
        assert_eq!(<ValidatorStaking as VotingPower<u64>>::total(), 2 * BOND);
        while System::block_number() < began + LongestVote::get() {
            assert_noop!(ValidatorStaking::withdraw(signed(DAVE), DAVE), Error::<Test>::NothingToWithdraw);
            let all = ENDOWMENT - EXISTENTIAL_DEPOSIT;
            assert_noop!(
                <Balances as Mutate<u64>>::transfer(&DAVE, &EVE, all, Preservation::Expendable),
                TokenError::FundsUnavailable
            );
            assert_noop!(ValidatorStaking::delegate(signed(DAVE), BOB, all), Error::<Test>::InsufficientBalance);
            pass_block();
        }
        run_to_block(began + UnbondingPeriod::get() - 1);
        assert_noop!(ValidatorStaking::withdraw(signed(DAVE), DAVE), Error::<Test>::NothingToWithdraw);
        pass_block();
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert_eq!(balance(DAVE), ENDOWMENT);
    });
}

/// 26: joining parts makes none of them earlier.
#[test]
fn unbonding_more_should_free_nothing_earlier() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, LEAST));
        let first = System::block_number() + UnbondingPeriod::get();
        run_to_block(10);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND - LEAST));
        run_to_block(first);
        assert_ok!(ValidatorStaking::withdraw(signed(DAVE), DAVE));
        assert_eq!(held(DAVE), BOND - LEAST);
        assert_noop!(ValidatorStaking::withdraw(signed(DAVE), DAVE), Error::<Test>::NothingToWithdraw);
    });
}

#[test]
#[should_panic(expected = "stake could vote, be unbonded, and vote again on the same referendum")]
fn configuration_should_be_refused_when_unbonding_is_shorter_than_a_vote() {
    ExtBuilder::default()
        .unbonding_period(14)
        .longest_vote(15)
        .build_and_execute(<ValidatorStaking as Hooks<u64>>::integrity_test);
}

#[test]
fn configuration_should_pass_when_unbonding_is_as_long_as_a_vote() {
    ExtBuilder::default()
        .unbonding_period(15)
        .longest_vote(15)
        .build_and_execute(<ValidatorStaking as Hooks<u64>>::integrity_test);
}

/// 23: three delegations of a validator whose stake divides nothing.
#[test]
fn rounding_should_leave_dust_in_the_pot() {
    let delegations = vec![(CHARLIE, BOB, LEAST + 1), (DAVE, BOB, 3 * LEAST + 7), (EVE, BOB, BOND / 3)];
    ExtBuilder::default().delegations(delegations).build_and_execute(|| {
        blocks(BOB, 7);
        let reward = 1_000 * UEN + 1;
        close_era_with(reward);
        let paid: Balance = [BOB, CHARLIE, DAVE, EVE].map(|who| claim(who, BOB)).iter().sum();
        let PotRecord { reserved: dust, paid: booked } = Pot::<Test>::get();
        assert_eq!((paid + dust, booked), (reward, paid));
        assert!((1..UEN / 1_000_000).contains(&dust), "{dust}");
        assert_eq!(pot(), EXISTENTIAL_DEPOSIT + dust);
    });
}

/// 23: dust is nobody's, and goes to no later era either.
#[test]
fn rounding_should_not_be_claimable_twice() {
    ExtBuilder::default().delegations(vec![(CHARLIE, BOB, LEAST + 1)]).build_and_execute(|| {
        blocks(BOB, 7);
        close_era_with(UEN);
        claim(CHARLIE, BOB);
        assert_noop!(ValidatorStaking::claim(signed(CHARLIE), CHARLIE, BOB), Error::<Test>::NothingToClaim);
        blocks(BOB, 1);
        assert_eq!(close_era().reward, 0);
    });
}

/// 23: a stake that is split, or touched after every block, earns no more than its exact share.
#[test]
fn rounding_should_not_be_drained_by_many_small_steps() {
    let earned = |parts: &[(u64, Balance)], touched: bool| {
        let mut earned = 0;
        let delegations = parts.iter().map(|(who, amount)| (*who, BOB, *amount)).collect();
        ExtBuilder::default().delegations(delegations).build_and_execute(|| {
            for _ in 0..20 {
                next_block(BOB);
                if touched {
                    for (who, _) in parts {
                        assert_ok!(ValidatorStaking::unbond(signed(*who), BOB, 1));
                        assert_ok!(ValidatorStaking::rebond(signed(*who), BOB, 1));
                    }
                }
            }
            close_era_with(777 * UEN + 7);
            earned = parts.iter().map(|(who, _)| claim(*who, BOB)).sum();
        });
        earned
    };
    let third = 333_333_333_333_333;
    let share = (777 * UEN + 7) * (3 * third) / (BOND + 3 * third);
    for touched in [false, true] {
        for parts in [vec![(CHARLIE, 3 * third)], vec![(CHARLIE, third), (DAVE, third), (EVE, third)]] {
            assert_just_below(earned(&parts, touched), share);
        }
    }
}

/// 33: the last claim leaves what keeps the account alive.
#[test]
fn pot_should_keep_the_existential_deposit_when_all_is_claimed() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(BOB, 1);
        close_era_with(UEN);
        claim(BOB, BOB);
        assert_eq!(pot(), EXISTENTIAL_DEPOSIT + Pot::<Test>::get().reserved);
    });
}

/// 33: whatever emptied the pot, the chain goes on, and so does the next era with fees.
#[test]
fn era_should_share_nothing_when_the_pot_is_empty() {
    ExtBuilder::default().build_and_execute(|| {
        Balances::set_balance(&ValidatorStaking::account_id(), 0);
        blocks(BOB, 3);
        assert_eq!(close_era().reward, 0);
        assert_eq!(pot(), 0);
        blocks(BOB, 3);
        fees(UEN + EXISTENTIAL_DEPOSIT);
        assert_eq!(close_era().reward, UEN);
        assert_just_below(claim(BOB, BOB), UEN);
    });
}

#[test]
fn era_should_share_nothing_when_the_pot_has_the_existential_deposit_only() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(BOB, 3);
        assert_eq!(close_era().reward, 0);
        assert_eq!(pot(), EXISTENTIAL_DEPOSIT);
    });
}

/// 33: a claim that the pot cannot pay fails as a whole, and succeeds when it can.
#[test]
fn claim_should_wait_when_the_pot_would_fall_below_the_existential_deposit() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(BOB, 1);
        close_era_with(UEN);
        let pot_account = ValidatorStaking::account_id();
        Balances::set_balance(&pot_account, UEN / 2);
        // Nothing in the pallet can take it out; the invariants would say so.
        assert!(ValidatorStaking::do_try_state().is_err());
        assert_noop!(ValidatorStaking::claim(signed(BOB), BOB, BOB), TokenError::FundsUnavailable);
        Balances::set_balance(&pot_account, UEN + EXISTENTIAL_DEPOSIT);
        assert_just_below(claim(BOB, BOB), UEN);
    });
}

/// 33: every token there is, on the smallest stake there can be.
#[test]
fn largest_reward_on_the_smallest_stake_should_not_overflow() {
    let supply = 1_000_000_000 * UEN;
    let parameters = StakingParameters { min_validator_bond: UEN, min_delegation: UEN, ..Default::default() };
    ExtBuilder::default()
        .parameters(parameters)
        .validators(vec![(BOB, UEN, Perbill::zero())])
        .balance(PAYER, supply)
        .build_and_execute(|| {
            blocks(BOB, 3);
            close_era_with(supply - EXISTENTIAL_DEPOSIT);
            blocks(BOB, 2);
            let paid = claim(BOB, BOB);
            assert!(supply - paid < UEN, "{paid}");
        });
}

/// 33: more blocks than an era can count. Nothing wraps around; outside of tests, the block is not counted and the chain goes on.
#[test]
#[should_panic(expected = "a block could not be counted")]
fn points_should_not_overflow() {
    ExtBuilder::default().build_and_execute(|| {
        CurrentEra::<Test>::mutate(|era| era.points = u32::MAX);
        next_block(BOB);
    });
}

/// 33: what cannot be held is refused before anything is added up.
#[test]
fn amounts_should_not_overflow() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        let most = Balance::MAX;
        assert_noop!(ValidatorStaking::delegate(signed(DAVE), BOB, most), ArithmeticError::Overflow);
        assert_noop!(ValidatorStaking::delegate(signed(EVE), BOB, most), Error::<Test>::InsufficientBalance);
        assert_noop!(ValidatorStaking::register(signed(EVE), most, Perbill::zero()), Error::<Test>::InsufficientBalance);
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), BOB, most), Error::<Test>::InsufficientStake);
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), BOB, ALICE, most), Error::<Test>::InsufficientStake);
    });
}

/// Points of an era without rewards are worth nothing; they must not keep a record, or the name of a validator, for ever.
#[test]
fn worthless_points_should_keep_no_record() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        blocks(BOB, 5);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        assert_ok!(ValidatorStaking::deregister(signed(BOB)));
        assert_eq!(close_era().reward, 0);
        assert_ok!(ValidatorStaking::claim(signed(PAYER), DAVE, BOB));
        let _ = ValidatorStaking::claim(signed(PAYER), BOB, BOB);
        assert_eq!(Delegations::<Test>::iter().filter(|(_, to, _)| *to == BOB).count(), 0);
        assert_eq!(Validators::<Test>::get(BOB), None);
    });
}

/// 24: places are bounded, each costs a bond, and an activated validator takes one of them too.
#[test]
fn candidates_should_be_bounded() {
    let crowd = 1_000..1_000 + u64::from(MAX_CANDIDATES) - 2;
    let given = crowd.clone().fold(ExtBuilder::default(), |builder, who| builder.balance(who, ENDOWMENT));
    given.build_and_execute(|| {
        for who in crowd {
            assert_noop!(ValidatorStaking::register(signed(who), BOND - 1, Perbill::zero()), Error::<Test>::BelowMinimum);
            assert_ok!(ValidatorStaking::register(signed(who), BOND, Perbill::zero()));
        }
        assert_noop!(
            ValidatorStaking::register(signed(CHARLIE), 2 * BOND, Perbill::zero()),
            Error::<Test>::MaxCandidatesExceeded
        );
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_ok!(ValidatorStaking::register(signed(CHARLIE), 2 * BOND, Perbill::zero()));
        assert_noop!(ValidatorStaking::activate(signed(ALICE)), Error::<Test>::MaxCandidatesExceeded);
        // The crowd is no more in the session than its stakes are worth.
        let members = ValidatorStaking::new_session(1).unwrap();
        assert_eq!((members.len(), members[0]), (20, CHARLIE));
    });
}

/// 24: nobody can withhold a claim, nor have it paid to another.
#[test]
fn claim_for_another_should_pay_only_the_other() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        blocks(BOB, 1);
        close_era_with(UEN);
        let mallory = balance(EVE);
        assert_ok!(ValidatorStaking::claim(signed(EVE), DAVE, BOB));
        assert_eq!(balance(EVE), mallory);
        assert_just_below(balance(DAVE) - (ENDOWMENT - BOND), UEN / 2);
        assert_noop!(ValidatorStaking::claim(signed(EVE), EVE, BOB), Error::<Test>::NoDelegation);
    });
}

/// 24: nor withdraw for another to its own account.
#[test]
fn withdrawal_for_another_should_free_it_for_the_other() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        run_to_block(System::block_number() + UnbondingPeriod::get());
        assert_ok!(ValidatorStaking::withdraw(signed(EVE), DAVE));
        assert_eq!((balance(DAVE), balance(EVE)), (ENDOWMENT, ENDOWMENT));
    });
}

/// 24: who claims for another cannot make it stake what it wants paid.
#[test]
fn claim_for_another_should_stake_only_what_the_other_chose_to() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        assert_noop!(ValidatorStaking::set_compounding(signed(EVE), BOB, true), Error::<Test>::NoDelegation);
        blocks(BOB, 1);
        close_era_with(UEN);
        assert_ok!(ValidatorStaking::claim(signed(EVE), DAVE, BOB));
        assert_eq!(delegation(DAVE, BOB).amount, BOND);
    });
}

/// Paid for blocks, not for being there.
#[test]
fn validator_should_earn_nothing_when_it_produces_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        Members::set(&vec![ALICE, BOB]);
        blocks(BOB, 10);
        close_era_with(UEN);
        assert_noop!(ValidatorStaking::claim(signed(ALICE), ALICE, ALICE), Error::<Test>::NothingToClaim);
    });
}

/// 80: of the half of all stake that is behind Alice a tenth counts; Bob has as much that counts, and more of it is his own.
#[test]
fn concentrated_stake_should_count_no_more_than_its_share() {
    let parameters = StakingParameters { seats: 1, ..Default::default() };
    ExtBuilder::default()
        .parameters(parameters)
        .validators(vec![(ALICE, BOND, Perbill::zero()), (BOB, 20 * BOND, Perbill::zero()), (CHARLIE, BOND, Perbill::zero())])
        .delegations(vec![(DAVE, ALICE, 90 * BOND), (EVE, CHARLIE, 70 * BOND)])
        .build_and_execute(|| {
            assert_eq!(parameters.max_stake_share, Permill::from_percent(10));
            assert_eq!(ValidatorStaking::new_session(1), Some(vec![BOB]));
            // More of the same gains nothing.
            assert_ok!(ValidatorStaking::delegate(signed(FERDIE), ALICE, 10 * BOND));
            assert_eq!(ValidatorStaking::new_session(2), Some(vec![BOB]));
        });
}

/// Sybils: splitting a stake below what a delegation must be.
#[test]
fn sybil_delegations_should_be_refused_below_the_minimum() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, 3 * LEAST)]).build_and_execute(|| {
        assert_noop!(ValidatorStaking::delegate(signed(CHARLIE), BOB, LEAST - 1), Error::<Test>::BelowMinimum);
        assert_noop!(ValidatorStaking::unbond(signed(DAVE), BOB, 2 * LEAST + 1), Error::<Test>::BelowMinimum);
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), BOB, ALICE, LEAST - 1), Error::<Test>::BelowMinimum);
        assert_noop!(ValidatorStaking::redelegate(signed(DAVE), BOB, ALICE, 2 * LEAST + 1), Error::<Test>::BelowMinimum);
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, 3 * LEAST));
        assert_noop!(ValidatorStaking::rebond(signed(DAVE), ALICE, LEAST - 1), Error::<Test>::BelowMinimum);
    });
}

/// Sybils: a validator cannot keep its place with less of its own than it needed to get it.
#[test]
fn sybil_validators_should_be_refused_below_the_bond() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::unbond(signed(BOB), BOB, 1), Error::<Test>::BelowMinimum);
        assert_noop!(ValidatorStaking::redelegate(signed(BOB), BOB, ALICE, LEAST), Error::<Test>::BelowMinimum);
    });
}

/// A validator that attracts delegators and takes all they earn: not before they could leave.
#[test]
fn commission_should_not_rise_without_notice() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        blocks(BOB, 1);
        assert_ok!(ValidatorStaking::set_commission(signed(BOB), Perbill::one()));
        for _ in 0..COMMISSION_NOTICE {
            blocks(BOB, 1);
            close_era_with(2 * UEN);
            assert_just_below(claim(DAVE, BOB), UEN);
        }
        blocks(BOB, 1);
        close_era_with(2 * UEN);
        assert_noop!(ValidatorStaking::claim(signed(DAVE), DAVE, BOB), Error::<Test>::NothingToClaim);
    });
}

/// Nor by the detours there are.
#[test]
fn commission_should_not_rise_without_notice_by_lowering_or_registering_again() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::from_percent(50)));
        assert_noop!(ValidatorStaking::set_commission(signed(ALICE), Perbill::one()), Error::<Test>::CommissionPending);
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::zero()));
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::one()));
        assert_eq!(validator(ALICE).commission_in(CurrentEra::<Test>::get().index), Perbill::zero());
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_noop!(ValidatorStaking::register(signed(ALICE), BOND, Perbill::one()), Error::<Test>::AlreadyValidator);
    });
}

/// What was earned before a commission changed is shared as it was then.
#[test]
fn commission_should_not_change_what_was_earned() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::zero()));
        blocks(ALICE, 1);
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::one()));
        close_era_with(2 * UEN);
        for _ in 0..COMMISSION_NOTICE {
            blocks(BOB, 1);
            close_era_with(UEN);
        }
        blocks(ALICE, 1);
        assert_just_below(claim(DAVE, ALICE), UEN);
    });
}

/// The pot is an account as any other: what somebody gives it is for stakers, and for nobody else.
#[test]
fn donation_should_be_shared_by_the_next_era() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(BOB, 1);
        assert_ok!(<Balances as Mutate<u64>>::transfer(&EVE, &ValidatorStaking::account_id(), UEN, Preservation::Preserve));
        assert_eq!(close_era().reward, UEN);
        assert_eq!(Balances::total_balance(&ValidatorStaking::account_id()), UEN + EXISTENTIAL_DEPOSIT);
    });
}
