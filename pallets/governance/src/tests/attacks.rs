//! Attacks 26 (flash stake, double vote) and 27 (malicious enactment), as far as this crate is concerned. What staking adds, that
//! stake behind votes is not unbonded, is tested there; votes themselves are in `voting`, the committee's sunset is in `sunset`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use pallet_democracy::{Conviction, VoteThreshold};
use proptest::prelude::*;
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    DispatchError::BadOrigin,
};

fn signed(who: u64) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Attack 26: stake that leaves after voting is still there when the vote is enacted.
#[test]
fn periods_should_be_refused_when_stake_could_leave_before_the_enactment() {
    ExtBuilder::default().build_and_execute(|| {
        for early in [
            GovernancePeriods { unbonding: PERIODS.voting + PERIODS.enactment - 1, ..PERIODS },
            GovernancePeriods { voting: PERIODS.unbonding - PERIODS.enactment + 1, ..PERIODS },
            GovernancePeriods { enactment: PERIODS.unbonding - PERIODS.voting + 1, ..PERIODS },
            // The sum does not wrap.
            GovernancePeriods { voting: u64::MAX, ..PERIODS },
        ] {
            assert_noop!(Governance::set_periods(RuntimeOrigin::root(), early), Error::<Test>::InvalidPeriods);
        }
        let just = GovernancePeriods { unbonding: PERIODS.voting + PERIODS.enactment, ..PERIODS };
        assert_ok!(Governance::set_periods(RuntimeOrigin::root(), just));
    });
}

/// Attack 26: the same UEN, first with one owner and then with another.
#[test]
fn stake_should_not_vote_twice_when_it_changes_hands() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::vote(signed(BOB), referendum, aye(1_500_000 * UEN)));
        // Even if staking let it go at once.
        unbond(BOB, 1_500_000 * UEN);
        withdraw(BOB, 1_500_000 * UEN);
        assert_noop!(Balances::transfer_allow_death(signed(BOB), NOBODY, 1_500_000 * UEN), sp_runtime::TokenError::Frozen);
    });
}

/// Attack 26: a borrowed fortune has no vote, staked or not, beyond what it staked.
#[test]
fn balance_should_not_vote_when_it_is_not_staked() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        let denied = pallet_democracy::Error::<Test>::InsufficientFunds;
        assert_noop!(Democracy::vote(signed(DAVE), referendum, aye(RICHES)), denied);
        stake(DAVE, UEN);
        let denied = pallet_democracy::Error::<Test>::InsufficientFunds;
        assert_noop!(Democracy::vote(signed(DAVE), referendum, aye(2 * UEN)), denied);
        assert_ok!(Democracy::vote(signed(DAVE), referendum, aye(UEN)));
    });
}

/// Attack 26: by delegating in a circle.
#[test]
fn stake_should_count_once_when_it_is_delegated_in_a_circle() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_ok!(Democracy::delegate(signed(ALICE), BOB, Conviction::Locked1x, 4_900_000 * UEN));
        assert_ok!(Democracy::delegate(signed(BOB), ALICE, Conviction::Locked1x, 1_500_000 * UEN));
        // Delegated votes are not passed on, and neither of them votes.
        assert_ok!(Democracy::vote(signed(CHARLIE), referendum, nay(UEN)));
        assert_eq!((tally(referendum).ayes, tally(referendum).turnout), (0, UEN));
    });
}

/// Attack 27: one referendum that makes the next ones too short to be noticed.
#[test]
fn referendum_should_not_be_enacted_when_it_makes_votes_too_short() {
    ExtBuilder::default().build_and_execute(|| {
        let short = GovernancePeriods { voting: MIN_VOTING - 1, fast_track: 1, enactment: MIN_ENACTMENT - 1, ..PERIODS };
        let threshold = VoteThreshold::SuperMajorityApprove;
        let referendum = Democracy::internal_start_referendum(change_to(short), threshold, PERIODS.enactment);
        assert_ok!(Democracy::vote(signed(CHARLIE), referendum, aye(33_600_000 * UEN)));
        run_to(1 + PERIODS.voting + PERIODS.enactment);
        assert!(passed(referendum));
        assert_eq!(Periods::<Test>::get(), PERIODS);
        let failed = System::events().into_iter().any(|record| match record.event {
            RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { result, .. }) => {
                result == Err(Error::<Test>::BelowMinimum.into())
            }
            _ => false,
        });
        assert!(failed);
    });
}

/// Attack 27: nobody has the delay between a public referendum and its enactment shortened.
#[test]
fn public_referendum_should_be_enacted_after_the_delay_when_all_agree() {
    ExtBuilder::default().build_and_execute(|| {
        let longer = GovernancePeriods { motion: 60, ..PERIODS };
        assert_ok!(Democracy::propose(signed(ALICE), change_to(longer), MINIMUM_DEPOSIT));
        run_to(PERIODS.launch);
        for (who, stake) in STAKES {
            assert_ok!(Democracy::vote(signed(who), 0, aye(stake)));
        }
        let end = PERIODS.launch + PERIODS.voting;
        run_to(end + PERIODS.enactment - 1);
        assert_eq!(Periods::<Test>::get(), PERIODS);
        run_to(end + PERIODS.enactment);
        assert_eq!(Periods::<Test>::get(), longer);
    });
}

/// Attack 27: the committee's fast track is no instant one.
#[test]
fn committee_should_not_fast_track_when_the_vote_would_be_too_short() {
    ExtBuilder::default().build_and_execute(|| {
        let call = RuntimeCall::Governance(Call::set_periods { periods: PERIODS });
        let hash = BlakeTwo256::hash_of(&call);
        assert_ok!(Democracy::external_propose_majority(signed(COUNCIL), change_to(PERIODS)));
        let too_short = PERIODS.fast_track - 1;
        assert_noop!(Democracy::fast_track(signed(COMMITTEE), hash, too_short, 5), BadOrigin);
        assert_noop!(Democracy::fast_track(signed(COUNCIL), hash, PERIODS.fast_track, 5), BadOrigin);
        assert_ok!(Democracy::fast_track(signed(COMMITTEE), hash, PERIODS.fast_track, 5));
        assert_eq!(ongoing(0).0, 1 + PERIODS.fast_track);
    });
}

/// Attack 27: the committee keeps its powers no longer than stake lets it.
#[test]
fn committee_should_not_move_its_sunset() {
    ExtBuilder::default().build_and_execute(|| {
        let endless = GovernancePeriods { emergency_until: u64::MAX, ..PERIODS };
        assert_noop!(Governance::set_periods(signed(COMMITTEE), endless), BadOrigin);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Attacks 26 and 27, whatever is decided one after another.
    #[test]
    fn votes_should_stay_noticeable_and_backed_whatever_is_decided(
        changes in prop::collection::vec(
            (0..30u64, 0..30u64, 0..10u64, 0..10u64, 0..40u64, any::<u64>()),
            1..20,
        ),
    ) {
        ExtBuilder::default().build_and_execute(|| {
            for (launch, voting, fast_track, enactment, unbonding, emergency_until) in changes {
                let before = Periods::<Test>::get();
                let periods =
                    GovernancePeriods { launch, voting, fast_track, enactment, unbonding, emergency_until, ..PERIODS };
                let accepted = Governance::set_periods(RuntimeOrigin::root(), periods).is_ok();
                let now = Periods::<Test>::get();
                assert_eq!(now, if accepted { periods } else { before });
                assert!(now.voting >= MIN_VOTING && now.enactment >= MIN_ENACTMENT);
                assert!(now.unbonding >= now.voting + now.enactment);
                assert!(now.launch > 0 && now.fast_track > 0 && now.fast_track <= now.voting.min(now.enactment));
            }
        });
    }
}
