//! Referenda of pallet-democracy, counted in stake.

use crate::{mock::*, *};
use frame_support::{
    assert_noop, assert_ok,
    traits::{Currency, ReservableCurrency},
};
use pallet_democracy::{AccountVote, Conviction, Error as DemocracyError, Tally};
use uen_primitives::Balance;

const DEMOCRACY: [u8; 8] = *b"democrac";

fn signed(who: u64) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

fn million(tenths: Balance) -> Balance {
    tenths * 100_000 * UEN
}

fn ppm(part: Balance, whole: Balance) -> Balance {
    part * 1_000_000 / whole
}

/// What the lock of votes keeps of an account.
fn locked(who: u64) -> Balance {
    Balances::locks(&who).iter().filter(|lock| lock.id == DEMOCRACY).map(|lock| lock.amount).sum()
}

/// Vector C13, from the proposal by a holder to the enactment.
#[test]
fn vector_c13() {
    ExtBuilder::default().build_and_execute(|| {
        let periods = GovernancePeriods { voting: 12, ..PERIODS };
        assert_ok!(Democracy::propose(signed(DAVE), change_to(periods), MINIMUM_DEPOSIT));
        run_to(PERIODS.launch);
        assert_eq!(Balances::reserved_balance(DAVE), 0);

        assert_ok!(Democracy::vote(signed(ALICE), 0, aye(million(49))));
        assert_ok!(Democracy::vote(signed(BOB), 0, nay(million(15))));
        let (end, Tally { ayes, nays, turnout }) = ongoing(0);
        assert_eq!((ayes, nays, turnout), (million(49), million(15), million(64)));
        assert_eq!(ppm(ayes, ayes + nays), 765_625);
        assert_eq!(ppm(ayes, <Votes as Currency<u64>>::total_issuance()), 122_500);

        assert_eq!(end, PERIODS.launch + PERIODS.voting);
        run_to(end);
        assert!(passed(0));
        run_to(end + PERIODS.enactment - 1);
        assert_eq!(Periods::<Test>::get(), PERIODS);
        run_to(end + PERIODS.enactment);
        assert_eq!(Periods::<Test>::get(), periods);
    });
}

#[test]
fn referendum_should_fail_when_turnout_is_too_low_for_its_majority() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(20))));
        assert_ok!(Democracy::vote(signed(BOB), referendum, nay(million(15))));
        run_to(1 + PERIODS.voting);
        assert!(!passed(referendum));
        run_to(1 + PERIODS.voting + PERIODS.enactment);
        assert_eq!(Periods::<Test>::get(), PERIODS);
    });
}

#[test]
fn vote_should_be_refused_when_there_is_no_stake() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_noop!(Democracy::vote(signed(DAVE), referendum, aye(1)), DemocracyError::<Test>::InsufficientFunds);
    });
}

#[test]
fn vote_should_be_refused_when_it_exceeds_the_stake() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        let too_much = aye(million(49) + 1);
        assert_noop!(Democracy::vote(signed(ALICE), referendum, too_much), DemocracyError::<Test>::InsufficientFunds);
        let split = AccountVote::Split { aye: million(49), nay: 1 };
        assert_noop!(Democracy::vote(signed(ALICE), referendum, split), DemocracyError::<Test>::InsufficientFunds);
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(49))));
    });
}

#[test]
fn vote_should_be_refused_when_the_stake_is_being_unbonded() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        unbond(BOB, million(15));
        assert_noop!(Democracy::vote(signed(BOB), referendum, nay(1)), DemocracyError::<Test>::InsufficientFunds);
    });
}

#[test]
fn vote_should_replace_the_first_when_it_is_the_second() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(49))));
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(49))));
        assert_eq!(tally(referendum), Tally { ayes: million(49), nays: 0, turnout: million(49) });
        assert_ok!(Democracy::vote(signed(ALICE), referendum, nay(million(20))));
        assert_eq!(tally(referendum), Tally { ayes: 0, nays: million(20), turnout: million(20) });
    });
}

#[test]
fn vote_should_leave_the_tally_when_it_is_removed() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(49))));
        assert_ok!(Democracy::remove_vote(signed(ALICE), referendum));
        assert_eq!(tally(referendum), Tally::default());
    });
}

#[test]
fn same_stake_should_vote_on_each_referendum_when_there_are_several() {
    ExtBuilder::default().build_and_execute(|| {
        let (first, second) = (start_referendum(), start_referendum());
        assert_ok!(Democracy::vote(signed(ALICE), first, aye(million(49))));
        assert_ok!(Democracy::vote(signed(ALICE), second, nay(million(49))));
        assert_eq!((tally(first).ayes, tally(second).nays), (million(49), million(49)));
        assert_eq!(locked(ALICE), million(49));
    });
}

#[test]
fn vote_should_be_refused_when_its_stake_is_delegated() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::delegate(signed(BOB), ALICE, Conviction::Locked1x, million(1)));
        assert_noop!(Democracy::vote(signed(BOB), referendum, nay(1)), DemocracyError::<Test>::AlreadyDelegating);
    });
}

#[test]
fn delegation_should_be_refused_when_votes_are_under_way() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Democracy::vote(signed(BOB), start_referendum(), nay(million(15))));
        assert_noop!(
            Democracy::delegate(signed(BOB), ALICE, Conviction::Locked1x, million(1)),
            DemocracyError::<Test>::VotesExist
        );
    });
}

#[test]
fn delegation_should_be_refused_when_it_exceeds_the_stake() {
    ExtBuilder::default().build_and_execute(|| {
        for (who, amount) in [(BOB, million(15) + 1), (DAVE, 1)] {
            assert_noop!(
                Democracy::delegate(signed(who), ALICE, Conviction::Locked1x, amount),
                DemocracyError::<Test>::InsufficientFunds
            );
        }
    });
}

#[test]
fn delegated_stake_should_count_with_its_conviction() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::delegate(signed(BOB), ALICE, Conviction::Locked2x, million(15)));
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(49))));
        assert_eq!(tally(referendum), Tally { ayes: million(49 + 2 * 15), nays: 0, turnout: million(64) });
        // Without conviction a tenth counts; the whole took part.
        assert_ok!(Democracy::delegate(signed(CHARLIE), ALICE, Conviction::None, million(100)));
        assert_eq!(tally(referendum), Tally { ayes: million(49 + 30 + 10), nays: 0, turnout: million(164) });
    });
}

#[test]
fn delegated_stake_should_not_count_when_it_is_taken_back() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::delegate(signed(BOB), ALICE, Conviction::Locked2x, million(15)));
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(49))));
        assert_ok!(Democracy::undelegate(signed(BOB)));
        assert_eq!(tally(referendum), Tally { ayes: million(49), nays: 0, turnout: million(49) });
        assert_ok!(Democracy::vote(signed(BOB), referendum, nay(million(15))));
        assert_eq!(tally(referendum), Tally { ayes: million(49), nays: million(15), turnout: million(64) });
    });
}

#[test]
fn lock_should_overlap_the_stake_when_all_of_it_votes() {
    ExtBuilder::default().build_and_execute(|| {
        let most = FREE - EXISTENTIAL_DEPOSIT;
        assert_eq!(Balances::usable_balance(ALICE), most);
        assert_ok!(Democracy::vote(signed(ALICE), start_referendum(), aye(million(49))));
        assert_eq!(locked(ALICE), million(49));
        assert_eq!(Balances::usable_balance(ALICE), most);
        assert_ok!(Balances::transfer_keep_alive(signed(ALICE), BOB, most));
    });
}

#[test]
fn lock_should_keep_the_stake_when_it_was_unbonded_in_spite_of_it() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Democracy::vote(signed(ALICE), start_referendum(), aye(million(49))));
        // Staking asks the locks first; here it does not.
        unbond(ALICE, million(49));
        withdraw(ALICE, million(49));
        assert_eq!(Balances::usable_balance(ALICE), FREE);
    });
}

#[test]
fn lock_should_stay_when_the_vote_won_until_its_conviction_is_over() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::vote(signed(ALICE), referendum, aye(million(49))));
        let end = 1 + PERIODS.voting;
        run_to(end + PERIODS.enactment - 1);
        assert_ok!(Democracy::remove_vote(signed(ALICE), referendum));
        assert_ok!(Democracy::unlock(signed(ALICE), ALICE));
        assert_eq!(locked(ALICE), million(49));
        run_to(end + PERIODS.enactment);
        assert_ok!(Democracy::unlock(signed(ALICE), ALICE));
        assert_eq!(locked(ALICE), 0);
    });
}

#[test]
fn deposit_should_be_reserved_from_the_real_balance_when_all_stake_votes() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Democracy::vote(signed(ALICE), start_referendum(), aye(million(49))));
        assert!(<Votes as ReservableCurrency<u64>>::can_reserve(&ALICE, MINIMUM_DEPOSIT));
        assert_ok!(Democracy::propose(signed(ALICE), change_to(PERIODS), MINIMUM_DEPOSIT));
        assert_eq!(Balances::free_balance(ALICE), FREE - MINIMUM_DEPOSIT);
    });
}

#[test]
fn proposal_should_be_refused_when_its_deposit_is_below_the_threshold() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(
            Democracy::propose(signed(ALICE), change_to(PERIODS), MINIMUM_DEPOSIT - 1),
            DemocracyError::<Test>::ValueLow
        );
    });
}

#[test]
fn proposal_should_be_refused_when_the_stake_would_have_to_pay_its_deposit() {
    ExtBuilder::default().build_and_execute(|| {
        let more_than_free = FREE + UEN;
        assert_noop!(
            Democracy::propose(signed(ALICE), change_to(PERIODS), more_than_free),
            pallet_balances::Error::<Test>::InsufficientBalance
        );
    });
}
